/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExportDialog: asks how a version is to be written for other programs, and begins that. Opened
 * by MqReview and MqFileCard. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "client/session/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_EXPORT_DIALOG (mq_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqExportDialog, mq_export_dialog, MQ, EXPORT_DIALOG, AdwDialog)

AdwDialog *
mq_export_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version);
void mq_export_dialog_set_format (MqExportDialog *self, const char *id);

G_END_DECLS
