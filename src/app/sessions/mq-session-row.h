/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSessionRow: a session in the list: thumbnail, title, state. Used by MqSidebar. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "conversation" (MqConversation). */
#define MQ_TYPE_SESSION_ROW (mq_session_row_get_type ())
G_DECLARE_FINAL_TYPE (MqSessionRow, mq_session_row, MQ, SESSION_ROW, AdwBin)

void mq_session_row_describe (MqSessionRow *self, GtkListItem *item);
MqConversation *mq_session_row_get_conversation (MqSessionRow *self);

G_END_DECLS
