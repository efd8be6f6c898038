/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of other programs, see mq-model-file.h. While Blender reads a model, which may take a
 * minute, a toast offers to stop it; the session begins when it is read. */
#include "app/window/mq-model-file.h"

#include "app/picture/mq-alert.h"
#include "app/picture/mq-file-dialog.h"
#include "client/executor/mq-worker-settings.h"
#include "client/intake/mq-taken-model.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)

/* Shows what could not be opened. @error: its message's second line says why */
static void
show_refusal (MqWindow *window, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);
  gboolean has_reason = lines[0] != NULL && lines[1] != NULL;

  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    mq_alert_show (GTK_WIDGET (window), has_reason ? lines[0] : _ ("Model Not Opened"),
                   has_reason ? lines[1] : error->message);
}

void
mq_model_file_open (MqWindow *window, const char *path)
{
  MqConversationList *conversations = mq_window_get_conversations (window);
  MqWorkspace *workspace = mq_conversation_list_get_workspace (conversations);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (_ ("Reading “%s”…"), name);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) stopped = dex_cancellable_new_from_cancellable (cancellable);
  g_autoptr (AdwToast) toast = g_object_ref_sink (adw_toast_new (text));
  g_autoptr (MqTakenModel) model = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  MqWorkerSettings settings;

  if (!dex_await (mq_workspace_wait_open (workspace), &error)
      || !mq_workspace_read_worker_settings (workspace, &settings, &error))
    {
      show_refusal (window, error);
      return;
    }

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Stop"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (g_cancellable_cancel), cancellable,
                           G_CONNECT_SWAPPED);
  mq_window_add_toast (window, g_object_ref (toast));
  model = dex_await_object (
      mq_fiber_unless (stopped, mq_taken_model_read (mq_workspace_get_library (workspace),
                                                     &settings, path, NULL, NULL)),
      &error);
  adw_toast_dismiss (toast);
  if (model == NULL)
    {
      show_refusal (window, error);
      return;
    }

  conversation = mq_conversation_list_start (conversations);
  mq_window_show_conversation (window, conversation);
  /* The conversation shows what came of a run. */
  if (!dex_await (mq_conversation_begin_with_model (conversation, model, name), &error)
      && mq_conversation_get_session (conversation) == NULL)
    show_refusal (window, error);
}

static DexFuture *
open_fiber (MqWindow *window, const char *path)
{
  mq_model_file_open (window, path);
  return dex_future_new_true ();
}

static void
spawn_open (MqWindow *window, const char *path)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, STACK, open_fiber, (MQ_TYPE_WINDOW, window),
                                          (G_TYPE_STRING, path)));
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, &error);

  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      mq_file_dialog_remember (GTK_FILE_DIALOG (dialog), file);
      spawn_open (window, g_file_peek_path (file));
    }
  else if (file != NULL)
    mq_alert_show (GTK_WIDGET (window), _ ("Model Not Opened"),
                   _ ("Copy the file to this computer, then open it."));
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    mq_alert_show (GTK_WIDGET (window), _ ("Model Not Opened"), error->message);
}

static void
activate_open_model (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Open a Model"), _ ("_Open"),
                                                         MQ_FOLDER_FILES, filter);
  g_auto (GStrv) suffixes = mq_taken_model_list_suffixes ();

  gtk_file_filter_set_name (filter, _ ("3D Models"));
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i] + 1);
  gtk_file_dialog_open (dialog, GTK_WINDOW (window), NULL, chosen_cb, g_object_ref (window));
}

static void
activate_open_model_file (GSimpleAction *action, GVariant *path, gpointer window)
{
  spawn_open (window, g_variant_get_string (path, NULL));
}

void
mq_model_file_add_actions (MqWindow *window)
{
  static const GActionEntry entries[] = {
    { "open-model", activate_open_model },
    { "open-model-file", activate_open_model_file, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
