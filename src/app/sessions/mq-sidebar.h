/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSidebar: the searchable list of sessions. Used by MqWindow. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "selection-changed". */
#define MQ_TYPE_SIDEBAR (mq_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (MqSidebar, mq_sidebar, MQ, SIDEBAR, AdwBin)

void mq_sidebar_set_conversations (MqSidebar *self, MqConversationList *conversations);
/* The selected conversation may be one that is not in the list. */
MqConversation *mq_sidebar_get_selected (MqSidebar *self);
void mq_sidebar_set_selected (MqSidebar *self, MqConversation *conversation);
/* Returns the session @step rows below (negative: above) @conversation in the list, or NULL. */
MqConversation *mq_sidebar_get_neighbour (MqSidebar *self, MqConversation *conversation, int step);
void mq_sidebar_open_search (MqSidebar *self, const char *words);
/* Updates the date headings; call it when the day may have changed. */
void mq_sidebar_check_day (MqSidebar *self);

/* The menu of a session: of its row, and of the window's header bar. */
GMenuModel *mq_session_menu_new (MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
