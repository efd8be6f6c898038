/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFileCard: an export or a film in the conversation: how far it is, and then what can be done
 * with it. A film is played there. Used by MqConversationView. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_FILE_CARD (mq_file_card_get_type ())
G_DECLARE_FINAL_TYPE (MqFileCard, mq_file_card, MQ, FILE_CARD, AdwBin)

GtkWidget *
mq_file_card_new (MqWorkspace *workspace, MqConversation *conversation, MqFileItem *item);

G_END_DECLS
