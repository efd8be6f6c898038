/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_rename_ask(): the dialog that asks for a session's new title. Used by MqWindow's actions and
 * the dialog of kept sessions. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* @title: without blanks around it, not empty */
typedef void (*MqRenameFunc) (const char *title, gpointer data);

/* @parent: in the window */
void mq_rename_ask_title (const char *title, GtkWidget *parent, MqRenameFunc func, gpointer data,
                          GDestroyNotify destroy);
/* Asks for a new title of @conversation; a toast reports a failure. */
void mq_rename_ask (MqConversation *conversation, GtkWidget *parent);

G_END_DECLS
