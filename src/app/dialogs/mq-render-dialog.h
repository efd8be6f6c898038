/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderDialog: asks how a version is to be rendered again, and begins it. Opened by MqReview and
 * MqFileCard. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "client/session/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_RENDER_DIALOG (mq_render_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqRenderDialog, mq_render_dialog, MQ, RENDER_DIALOG, AdwDialog)

AdwDialog *
mq_render_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version);

G_END_DECLS
