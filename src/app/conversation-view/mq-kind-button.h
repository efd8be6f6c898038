/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons for the kinds of object that the team can make. Each activates an action with a prompt,
 * such as “An airplane”. Used by MqUnknownKindRow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @action: takes the prompt, a string */
GtkWidget *mq_kind_button_new (const char *kind, const char *action);
char *mq_kind_button_make_prompt (const char *kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
