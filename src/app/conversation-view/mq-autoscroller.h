/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAutoscroller: the scroll position of a list that grows. Follows the end while the user is
 * there, and otherwise keeps the row at the top edge in place when rows around it change size. Used
 * by MqConversationView. */
#pragma once

#include "app/conversation-view/mq-card-list.h"

G_BEGIN_DECLS

/* Signal: "moved": the list scrolled, its content changed size, or it begins or ends to follow. */
#define MQ_TYPE_AUTOSCROLLER (mq_autoscroller_get_type ())
G_DECLARE_FINAL_TYPE (MqAutoscroller, mq_autoscroller, MQ, AUTOSCROLLER, GObject)

MqAutoscroller *mq_autoscroller_new (GtkScrolledWindow *window, MqCardList *list);
/* Whether the list is at its end, and stays there. */
gboolean mq_autoscroller_get_following (MqAutoscroller *self);
/* Whether the end of the list is in view, even if it is not followed. */
gboolean mq_autoscroller_is_at_end (MqAutoscroller *self);
/* Whether the model has rows after those in the list, so that the list's end is not the end. */
void mq_autoscroller_set_open_ended (MqAutoscroller *self, gboolean open_ended);
/* Less than a page is left above (below) the viewport, and the user scrolls in that direction. */
gboolean mq_autoscroller_wants_before (MqAutoscroller *self);
gboolean mq_autoscroller_wants_after (MqAutoscroller *self);
gboolean mq_autoscroller_is_roomy (MqAutoscroller *self);
void mq_autoscroller_go_to_end (MqAutoscroller *self);
void mq_autoscroller_hold (MqAutoscroller *self);

G_END_DECLS
