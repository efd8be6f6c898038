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
  DexPromise *answer;
} Question;

/* @file: (transfer full) (nullable); @error: (transfer full) */
static void
answer (Question *question, GFile *file, GError *error)
{
  if (file != NULL)
    dex_promise_resolve_object (question->answer, file);
  else
    dex_promise_reject (question->answer, error);
}

static void
saved_cb (GObject *dialog, GAsyncResult *result, gpointer question)
{
  GError *error = NULL;
  GFile *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, &error);

  answer (question, file, error);
}

static void
folder_selected_cb (GObject *dialog, GAsyncResult *result, gpointer question)
{
  GError *error = NULL;
  GFile *file = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (dialog), result, &error);

  answer (question, file, error);
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static gboolean
save_cb (gpointer data)
{
  Question *question = data;

  gtk_file_dialog_save (question->dialog, get_window (question->widget), NULL, saved_cb, question);
  return G_SOURCE_REMOVE;
}

static gboolean
select_folder_cb (gpointer data)
{
  Question *question = data;

  gtk_file_dialog_select_folder (question->dialog, get_window (question->widget), NULL,
                                 folder_selected_cb, question);
  return G_SOURCE_REMOVE;
}

static GFile *
ask (GtkFileDialog *dialog, GtkWidget *widget, GSourceFunc open, GError **error)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  Question question = { dialog, widget, promise };
  g_autoptr (GError) failure = NULL;
  GFile *file;

  g_idle_add_full (G_PRIORITY_DEFAULT, open, &question, NULL);
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
  return ask (dialog, widget, save_cb, error);
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
  return ask (dialog, widget, select_folder_cb, error);
}
