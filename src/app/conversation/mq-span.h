/* MqSpan: the part of a list that is at hand: its end at first, moved up and down as one scrolls, so
 * that a long conversation opens at once and costs no more than a short one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_SPAN (mq_span_get_type ())
G_DECLARE_FINAL_TYPE (MqSpan, mq_span, MQ, SPAN, GObject) /* GListModel */

MqSpan *mq_span_new (GListModel *model, guint n_shown, guint n_most);
void mq_span_set_following (MqSpan *self, gboolean following);
gboolean mq_span_has_before (MqSpan *self);
gboolean mq_span_has_after (MqSpan *self);
void mq_span_move_up (MqSpan *self, guint n_more, guint n_most);
void mq_span_move_down (MqSpan *self, guint n_more, guint n_most);
void mq_span_go_to_end (MqSpan *self, guint n_shown);

G_END_DECLS
