/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSetFilter: leaves one conversation of each set of a batch in the list of sessions. It stands
 * for the set; the property "set-size" of each says how many they are. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_SET_FILTER (mq_set_filter_get_type ())
G_DECLARE_FINAL_TYPE (MqSetFilter, mq_set_filter, MQ, SET_FILTER, GtkFilter)

void mq_set_filter_set_model (MqSetFilter *self, GListModel *conversations);
void mq_set_filter_set_open (MqSetFilter *self, MqConversation *conversation);
const char *mq_set_filter_get_set (MqConversation *conversation);
const char *mq_set_filter_get_name (MqConversation *conversation);

G_END_DECLS
