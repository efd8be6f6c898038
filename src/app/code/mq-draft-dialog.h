/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDraftDialog: an editor for the script of a failed run, which no version has yet. When it runs,
 * it becomes one. Opened from the notice of the failure, by MqWindow. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: draft.run, draft.stop. */
#define MQ_TYPE_DRAFT_DIALOG (mq_draft_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqDraftDialog, mq_draft_dialog, MQ, DRAFT_DIALOG, AdwDialog)

AdwDialog *mq_draft_dialog_new (MqConversation *conversation, const char *script,
                                const char *message, guint line);

G_END_DECLS
