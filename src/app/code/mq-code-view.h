/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeView: the script of a version with a list of its parts, with search, and with an editor for
 * a copy that runs as a new version. Used by MqReviewPage. */
#pragma once

#include "app/model/mq-selection.h"
#include "app/conversation/mq-conversation.h"
#include "app/workspace/mq-workspace.h"
#include "app/code/mq-version-contents.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: code.find, code.edit, code.run, code.stop, code.discard. */
#define MQ_TYPE_CODE_VIEW (mq_code_view_get_type ())
G_DECLARE_FINAL_TYPE (MqCodeView, mq_code_view, MQ, CODE_VIEW, AdwBreakpointBin)

void mq_code_view_set_conversation (MqCodeView *self, MqConversation *conversation);
void mq_code_view_go_to_chosen (MqCodeView *self);
void mq_code_view_set_up (MqCodeView *self, MqWorkspace *workspace, MqSelection *selection);
void mq_code_view_edit_script (MqCodeView *self, MqVersion *version, const char *script,
                               const char *message, guint line);
const char *mq_code_view_find_draft (MqCodeView *self, const char *script);
void mq_code_view_set_contents (MqCodeView *self, MqVersionContents *contents);

G_END_DECLS
