/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File dialogs that a fiber awaits, see mq-file-dialog.h. They open from the main loop: the stack
 * of a fiber is small for the widgets of a file chooser. */
#include "app/picture/mq-file-dialog.h"

#include <libdex.h>

/* On the stack of the fiber that awaits the answer. */
typedef struct
{
  GtkFileDialog *dialog;
  GtkWidget *widget;
  gboolean is_folder;
  DexPromise *answer;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  GtkFileDialog *dialog = GTK_FILE_DIALOG (source);
  GError *error = NULL;
  GFile *file = question->is_folder ? gtk_file_dialog_select_folder_finish (dialog, result, &error)
                                    : gtk_file_dialog_save_finish (dialog, result, &error);

  if (file != NULL)
    dex_promise_resolve_object (question->answer, file);
  else
    dex_promise_reject (question->answer, error);
}

static gboolean
open_cb (gpointer data)
{
  Question *question = data;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (question->widget));

  if (question->is_folder)
    gtk_file_dialog_select_folder (question->dialog, window, NULL, answered_cb, question);
  else
    gtk_file_dialog_save (question->dialog, window, NULL, answered_cb, question);
  return G_SOURCE_REMOVE;
}

static GFile *
ask (GtkFileDialog *dialog, GtkWidget *widget, gboolean is_folder, GError **error)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  Question question = { dialog, widget, is_folder, promise };
  g_autoptr (GError) failure = NULL;
  GFile *file;

  g_idle_add_full (G_PRIORITY_DEFAULT, open_cb, &question, NULL);
  file = dex_await_object (dex_ref (DEX_FUTURE (promise)), &failure);
  if (failure != NULL && !g_error_matches (failure, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
      && !g_error_matches (failure, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&failure));
  return file;
}

/**
 * mq_file_dialog_save:
 * @dialog: a file dialog
 * @widget: a widget of the window that it belongs to
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the file to write
 */
GFile *
mq_file_dialog_save (GtkFileDialog *dialog, GtkWidget *widget, GError **error)
{
  return ask (dialog, widget, FALSE, error);
}

/**
 * mq_file_dialog_select_folder:
 * @dialog: a file dialog
 * @widget: a widget of the window that it belongs to
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the folder to write to
 */
GFile *
mq_file_dialog_select_folder (GtkFileDialog *dialog, GtkWidget *widget, GError **error)
{
  return ask (dialog, widget, TRUE, error);
}
