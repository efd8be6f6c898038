/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSliceListModel: a slice of a list: its end at first, moved up and down while scrolling, so that
 * a long conversation opens as fast as a short one. Used by MqConversationView. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_SLICE_LIST_MODEL (mq_slice_list_model_get_type ())
G_DECLARE_FINAL_TYPE (MqSliceListModel, mq_slice_list_model, MQ, SLICE_LIST_MODEL,
                      GObject) /* GListModel */

MqSliceListModel *mq_slice_list_model_new (GListModel *model, guint n_shown, guint n_most);
void mq_slice_list_model_set_following (MqSliceListModel *self, gboolean following);
gboolean mq_slice_list_model_has_before (MqSliceListModel *self);
gboolean mq_slice_list_model_has_after (MqSliceListModel *self);
void mq_slice_list_model_move_up (MqSliceListModel *self, guint n_more, guint n_most);
void mq_slice_list_model_move_down (MqSliceListModel *self, guint n_more, guint n_most);
void mq_slice_list_model_go_to_end (MqSliceListModel *self, guint n_shown);

G_END_DECLS
