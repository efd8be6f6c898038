/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversationView: the timeline of a conversation with its composer, the middle pane of
 * MqWindow. */
#pragma once

#include "app/composer/mq-composer.h"
#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "placeholder" (GtkWidget that is shown for an empty conversation; write-only),
 * "reviewed-version" (MqVersion whose card is marked, or NULL). Activates actions of the window:
 * win.review-version, win.show-toast. */
#define MQ_TYPE_CONVERSATION_VIEW (mq_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (MqConversationView, mq_conversation_view, MQ, CONVERSATION_VIEW, AdwBin)

void mq_conversation_view_set_workspace (MqConversationView *self, MqWorkspace *workspace);
void mq_conversation_view_set_conversation (MqConversationView *self, MqConversation *conversation);
MqComposer *mq_conversation_view_get_composer (MqConversationView *self);

/* @menu: of the version that the action “win.select-version” selected */
void mq_conversation_view_set_version_menu (MqConversationView *self, GMenuModel *menu);

G_END_DECLS
