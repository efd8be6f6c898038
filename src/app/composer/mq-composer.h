/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqComposer: the entry for messages to the team: text, pictures, and one button that sends, queues
 * or stops. MqComposerRules decides what is allowed. Used by MqConversationView. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPOSER (mq_composer_get_type ())
G_DECLARE_FINAL_TYPE (MqComposer, mq_composer, MQ, COMPOSER, AdwBin)

void mq_composer_set_workspace (MqComposer *self, MqWorkspace *workspace);
void mq_composer_set_conversation (MqComposer *self, MqConversation *conversation);
/* Shows @text, for the user to send. */
void mq_composer_write (MqComposer *self, const char *text);
/* Makes the unsent message about @targets, too, and puts @words where its cursor is. */
void
mq_composer_change (MqComposer *self, JsonArray *targets, const char *words, GdkTexture *drawing);
void mq_composer_choose_files (MqComposer *self);
/* Attaches pictures to the unsent message: @files, of GFile, or @texture. */
void mq_composer_attach_files (MqComposer *self, GListModel *files);
void mq_composer_attach_texture (MqComposer *self, GdkTexture *texture);

G_END_DECLS
