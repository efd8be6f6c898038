/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File dialogs that a fiber awaits. Used by what saves files where the user wants them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Both await. NULL without an error: the user has chosen nothing. */
GFile *mq_file_dialog_save (GtkFileDialog *dialog, GtkWidget *widget, GError **error);
GFile *mq_file_dialog_select_folder (GtkFileDialog *dialog, GtkWidget *widget, GError **error);

G_END_DECLS
