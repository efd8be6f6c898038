/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File dialogs that a fiber awaits, see mq-file-dialog.h. They open from the main loop: the stack
 * of a fiber is small for the widgets of a file chooser. */
#include "app/picture/mq-file-dialog.h"

#include "common/base/mq-application-id.h"
#include "common/base/mq-paths.h"

#include <libdex.h>

#define KEY "mq-folder" /* data of a dialog: the name of its setting */

static const struct
{
  const char *setting;
  GUserDirectory first;
} folders[] = {
  [MQ_FOLDER_FILES] = { "files-folder", G_USER_DIRECTORY_DOCUMENTS },
  [MQ_FOLDER_PICTURES] = { "pictures-folder", G_USER_DIRECTORY_PICTURES },
};

/* On the stack of the fiber that awaits the answer. */
typedef struct
{
  GtkFileDialog *dialog;
  GtkWidget *widget;
  gboolean is_folder;
  DexPromise *answer;
} Question;

/* In a Flatpak, the portal that shows the dialog remembers the folder; the program sees another
 * path. */
static gboolean
is_portal_in_charge (void)
{
  return mq_paths_is_flatpak ();
}

/* Starts where the user last chose something for this purpose. */
static void
start_in (GtkFileDialog *dialog, MqFolder folder)
{
  g_autoptr (GSettings) settings = g_settings_new (MQ_APP_ID);
  g_autofree char *uri = g_settings_get_string (settings, folders[folder].setting);
  const char *first = g_get_user_special_dir (folders[folder].first);
  g_autoptr (GFile) start = *uri ? g_file_new_for_uri (uri)
                                 : g_file_new_for_path (first ? first : g_get_home_dir ());

  g_object_set_data (G_OBJECT (dialog), KEY, (gpointer)folders[folder].setting);
  if (!is_portal_in_charge ())
    gtk_file_dialog_set_initial_folder (dialog, start);
}

/**
 * mq_file_dialog_new:
 * @title: of the dialog
 * @accept: (nullable): the label of its button; %NULL: GTK's
 * @folder: what it is for; it starts where the user last chose something for this purpose
 * @filter: (transfer full) (nullable): the files that can be chosen; %NULL: all
 *
 * Returns: (transfer full): a file dialog that is not shown yet
 */
GtkFileDialog *
mq_file_dialog_new (const char *title, const char *accept, MqFolder folder, GtkFileFilter *filter)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_accept_label (dialog, accept);
  start_in (dialog, folder);
  if (filter != NULL)
    {
      g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

      g_list_store_append (filters, filter);
      g_object_unref (filter);
      gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
    }
  return dialog;
}

/* The next dialog for the same purpose starts there. */
static void
remember (GtkFileDialog *dialog, GFile *folder)
{
  g_autoptr (GSettings) settings = g_settings_new (MQ_APP_ID);
  g_autofree char *uri = g_file_get_uri (folder);
  const char *setting = g_object_get_data (G_OBJECT (dialog), KEY);

  if (setting != NULL && !is_portal_in_charge ())
    g_settings_set_string (settings, setting, uri);
}

/**
 * mq_file_dialog_remember:
 * @dialog: a file dialog that has started in a folder
 * @file: a file that was chosen there
 *
 * The next dialog for the same purpose starts beside @file.
 */
void
mq_file_dialog_remember (GtkFileDialog *dialog, GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  if (folder != NULL)
    remember (dialog, folder);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  GtkFileDialog *dialog = GTK_FILE_DIALOG (source);
  GError *error = NULL;
  GFile *file = question->is_folder ? gtk_file_dialog_select_folder_finish (dialog, result, &error)
                                    : gtk_file_dialog_save_finish (dialog, result, &error);

  if (file != NULL && question->is_folder)
    remember (dialog, file);
  else if (file != NULL)
    mq_file_dialog_remember (dialog, file);

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

  if (g_object_get_data (G_OBJECT (question->dialog), KEY) == NULL
      && gtk_file_dialog_get_initial_folder (question->dialog) == NULL)
    start_in (question->dialog, MQ_FOLDER_FILES);
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
