/* MqFollow: keeps a scrolled list where one reads: at its end for as long as one is there, else at the
 * same words, whatever grows or folds above or below them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "following" (at the end, and stays there). Signal: "moved": scrolled, or its content has
 * another size. */
#define MQ_TYPE_FOLLOW (mq_follow_get_type ())
G_DECLARE_FINAL_TYPE (MqFollow, mq_follow, MQ, FOLLOW, GObject)

MqFollow *mq_follow_new (GtkScrolledWindow *window, GtkListBox *list);
gboolean mq_follow_get_following (MqFollow *self);
/* Whether there is nothing further down to be seen, be it followed or not. */
gboolean mq_follow_is_at_end (MqFollow *self);
/* Whether the list goes on past what it holds now: its end is no end then. */
void mq_follow_set_open_ended (MqFollow *self, gboolean open_ended);
/* Less than a page lies before (after) what is seen, and one moves there. */
gboolean mq_follow_wants_before (MqFollow *self);
gboolean mq_follow_wants_after (MqFollow *self);
gboolean mq_follow_is_roomy (MqFollow *self);
void mq_follow_go_to_end (MqFollow *self);
void mq_follow_hold (MqFollow *self);

G_END_DECLS
