/* MqAutoscroller: keeps a scrolled list where one reads: at its end for as long as one is there, else at the
 * same words, whatever grows or folds above or below them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "following" (at the end, and stays there). Signal: "moved": scrolled, or its content has
 * another size. */
#define MQ_TYPE_AUTOSCROLLER (mq_autoscroller_get_type ())
G_DECLARE_FINAL_TYPE (MqAutoscroller, mq_autoscroller, MQ, AUTOSCROLLER, GObject)

MqAutoscroller *mq_autoscroller_new (GtkScrolledWindow *window, GtkListBox *list);
gboolean mq_autoscroller_get_following (MqAutoscroller *self);
/* Whether there is nothing further down to be seen, be it followed or not. */
gboolean mq_autoscroller_is_at_end (MqAutoscroller *self);
/* Whether the list goes on past what it holds now: its end is no end then. */
void mq_autoscroller_set_open_ended (MqAutoscroller *self, gboolean open_ended);
/* Less than a page lies before (after) what is seen, and one moves there. */
gboolean mq_autoscroller_wants_before (MqAutoscroller *self);
gboolean mq_autoscroller_wants_after (MqAutoscroller *self);
gboolean mq_autoscroller_is_roomy (MqAutoscroller *self);
void mq_autoscroller_go_to_end (MqAutoscroller *self);
void mq_autoscroller_hold (MqAutoscroller *self);

G_END_DECLS
