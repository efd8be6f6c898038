/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File dialogs, some of which a fiber awaits, and the folders that they start in: the one that was
 * used last for the purpose. Used by what saves and opens files. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_FOLDER_FILES,    /* at first the user's documents */
  MQ_FOLDER_PICTURES, /* at first the user's pictures */
} MqFolder;

GtkFileDialog *
mq_file_dialog_new (const char *title, const char *accept, MqFolder folder, GtkFileFilter *filter);
void mq_file_dialog_remember (GtkFileDialog *dialog, GFile *file);

/* Both start among files, unless the dialog starts elsewhere, and remember what is chosen. Both
 * await. NULL without an error: the user has chosen nothing. */
GFile *mq_file_dialog_save (GtkFileDialog *dialog, GtkWidget *widget, GError **error);
GFile *mq_file_dialog_select_folder (GtkFileDialog *dialog, GtkWidget *widget, GError **error);

G_END_DECLS
