/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of buttons: what the user may ask for next, below the newest version. A click writes the
 * words into the composer. Used by MqConversationView. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @own: (nullable): the suggestions of a version; without any there are general ones */
GtkStringList *mq_suggestion_row_list (GStrv own) G_GNUC_WARN_UNUSED_RESULT;
/* A button for each of them activates win.write-prompt. */
GtkWidget *mq_suggestion_row_new (gpointer suggestions);

G_END_DECLS
