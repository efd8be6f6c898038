/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_rename_ask(): the dialog that asks for a session's new title. Used by MqWindow's actions and
 * the dialog of kept sessions. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

DexFuture *mq_rename_ask_title (const char *title, GtkWidget *parent) G_GNUC_WARN_UNUSED_RESULT;
void mq_rename_ask (MqConversation *conversation, GtkWidget *parent);

G_END_DECLS
