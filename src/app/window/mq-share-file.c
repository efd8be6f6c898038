/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving and importing sessions, see mq-share-file.h. A transcript is loaded before the file dialog
 * opens, so that the user does not choose a file in vain. */
#include "app/window/mq-share-file.h"

#include "app/dialogs/mq-file-name.h"
#include "app/dialogs/mq-share-dialog.h"
#include "app/picture/mq-alert.h"
#include "app/picture/mq-file-dialog.h"
#include "app/window/mq-about.h"
#include "app/window/mq-model-file.h"
#include "client/diagnostics/mq-diagnostics.h"
#include "client/intake/mq-taken-model.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)
/* Reasons of refused items that a dialog shows. */
#define MAX_REASONS 20

static MqWorkspace *
get_workspace (MqWindow *window)
{
  return mq_conversation_list_get_workspace (mq_window_get_conversations (window));
}

/* Returns: (transfer none) (nullable): what an action with the id of a session is about */
static MqConversation *
find_conversation (MqWindow *window, GVariant *session)
{
  return mq_conversation_list_find (mq_window_get_conversations (window),
                                    g_variant_get_string (session, NULL));
}

/* Saving. */

/* Opens a file dialog, which asks whether to replace a file that exists. */
static DexFuture *
save_fiber (MqWindow *window, MqLibrary *library, MqSession *session)
{
  g_autofree char *name = mq_file_name_make (mq_session_get_title (session), 0, 0, MQ_SHARE_SUFFIX);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *text = NULL;

  gtk_file_dialog_set_title (dialog, _ ("Share Session"));
  gtk_file_dialog_set_initial_name (dialog, name);
  file = mq_file_dialog_save (dialog, GTK_WIDGET (window), &error);
  if (file == NULL && error == NULL)
    return dex_future_new_true ();

  if (file != NULL && g_file_peek_path (file) != NULL)
    dex_await (mq_share_save (library, session, g_file_peek_path (file), TRUE, NULL), &error);
  else if (file != NULL)
    g_set_error_literal (&error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                         _ ("Choose a folder that is on this computer."));
  if (error != NULL)
    {
      mq_alert_show (GTK_WIDGET (window), _ ("Session Not Saved"), error->message);
      return dex_future_new_true ();
    }

  saved = g_file_get_basename (file);
  text = g_strdup_printf (_ ("Saved “%s”"), saved);
  mq_window_show_toast (window, text);
  return dex_future_new_true ();
}

/* The dialog also offers the version that is shown: one of this session. */
static void
activate_share_session (GSimpleAction *action, GVariant *session, gpointer window)
{
  MqConversation *conversation = find_conversation (window, session);

  if (conversation == NULL)
    return;

  mq_window_show_conversation (window, conversation);
  adw_dialog_present (
      mq_share_dialog_new (mq_conversation_get_session (conversation),
                           mq_workspace_get_blender (get_workspace (window)) != NULL),
      GTK_WIDGET (window));
}

static void
activate_save_session (GSimpleAction *action, GVariant *session, gpointer window)
{
  MqLibrary *library = mq_workspace_get_library (get_workspace (window));
  MqConversation *conversation = find_conversation (window, session);

  if (library != NULL && conversation != NULL)
    dex_future_disown (mq_fiber_spawn_with (
        NULL, STACK, save_fiber, (MQ_TYPE_WINDOW, window), (MQ_TYPE_LIBRARY, library),
        (MQ_TYPE_SESSION, mq_conversation_get_session (conversation))));
}

/* Importing. */

static void
progress_cb (guint number, guint of, gpointer toast)
{
  g_autofree char *text = g_strdup_printf (g_object_get_data (toast, "format"),
                                           g_object_get_data (toast, "name"), number, of);

  adw_toast_set_title (toast, text);
}

/* Says that a file is imported, until it is: Blender opens and saves anew each version. @format: of
 * its name, the number of what is imported, and how many there are; a constant */
static AdwToast *
show_importing (MqWindow *window, GFile *file, const char *format, GCancellable *cancellable)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (_ ("Importing “%s”…"), name);
  AdwToast *toast = g_object_ref_sink (adw_toast_new (text));

  g_object_set_data_full (G_OBJECT (toast), "name", g_steal_pointer (&name), g_free);
  g_object_set_data (G_OBJECT (toast), "format", (gpointer)format);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Stop"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (g_cancellable_cancel), cancellable,
                           G_CONNECT_SWAPPED);
  mq_window_add_toast (window, g_object_ref (toast));
  return toast;
}

/* Awaits. */
static void
import_set (MqWindow *window, MqConversationList *conversations, GFile *folder)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  /* Translators: the name of a set, then the number of an object in it, and how many there are */
  const char *format = _ ("Importing “%s”: object %u of %u");
  g_autoptr (AdwToast) toast = show_importing (window, folder, format, cancellable);
  const MqShareProgress progress = { progress_cb, toast };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqSetResult) result
      = dex_await_boxed (mq_conversation_list_import_set (conversations, g_file_peek_path (folder),
                                                          &progress, cancellable),
                         &error);
  g_autofree char *text = NULL;

  adw_toast_dismiss (toast);
  if (result == NULL)
    {
      if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
        mq_alert_show (GTK_WIDGET (window), _ ("Set Not Imported"), error->message);
      return;
    }

  text = mq_share_describe_set (result);
  if (result->n_refused > 0)
    {
      g_autoptr (GString) all = g_string_new (text);

      for (guint i = 1; i < MIN (result->reasons->len, MAX_REASONS); i++)
        g_string_append_printf (all, "\n%s", (const char *)result->reasons->pdata[i]);
      if (result->reasons->len > MAX_REASONS)
        g_string_append (all, "\n…");
      mq_alert_show (GTK_WIDGET (window), _ ("Not All of the Set Was Imported"), all->str);
    }
  else
    mq_window_show_toast (window, text);
  if (result->n_items > result->n_refused)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-set", "s", result->set);
}

/* Awaits. */
static void
import_file (MqWindow *window, MqConversationList *conversations, GFile *file)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AdwToast) toast = NULL;
  g_autoptr (MqMergeResult) result = NULL;
  g_autofree char *text = NULL;
  MqConversation *conversation;

  if (g_file_peek_path (file) == NULL)
    {
      mq_alert_show (GTK_WIDGET (window), _ ("Session Not Imported"),
                     _ ("Copy the file to this computer, then import it."));
      return;
    }

  /* Translators: the name of a file, then the number of a version, and how many there are */
  toast = show_importing (window, file, _ ("Importing “%s”: version %u of %u"), cancellable);
  result = dex_await_boxed (mq_conversation_list_import (conversations, g_file_peek_path (file),
                                                         &(MqShareProgress){ progress_cb, toast },
                                                         cancellable),
                            &error);
  adw_toast_dismiss (toast);
  if (result == NULL)
    {
      if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
        mq_alert_show (GTK_WIDGET (window), _ ("Session Not Imported"), error->message);
      return;
    }

  conversation = mq_conversation_list_find (conversations, result->session);
  if (conversation != NULL)
    mq_window_show_conversation (window, conversation);
  text = mq_share_describe (
      mq_workspace_get_library (mq_conversation_list_get_workspace (conversations)), result);
  mq_window_show_toast (window, text);
}

static DexFuture *
import_fiber (MqWindow *window, MqConversationList *conversations, GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      const char *path = g_file_peek_path (file);

      if (mq_taken_model_can_read (path))
        mq_model_file_open (window, path);
      else if (path != NULL && mq_share_is_set (path))
        import_set (window, conversations, file);
      else
        import_file (window, conversations, file);
    }

  return dex_future_new_true ();
}

void
mq_share_file_import (MqWindow *window, GListModel *files)
{
  dex_future_disown (
      mq_fiber_spawn_with (NULL, STACK, import_fiber, (MQ_TYPE_WINDOW, window),
                           (MQ_TYPE_CONVERSATION_LIST, mq_window_get_conversations (window)),
                           (G_TYPE_LIST_MODEL, files)));
}

static void
open_chosen_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog),
                                                                       result, &error);

  if (files != NULL)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, 0);

      mq_file_dialog_remember (GTK_FILE_DIALOG (dialog), file);
      mq_share_file_import (window, files);
    }
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    mq_alert_show (GTK_WIDGET (window), _ ("Session Not Imported"), error->message);
}

static void
activate_import_session (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Import Session"), _ ("_Import"),
                                                         MQ_FOLDER_FILES, filter);

  gtk_file_filter_set_name (filter, _ ("Maquette Sessions"));
  gtk_file_filter_add_suffix (filter, "maquette");
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (window), NULL, open_chosen_cb,
                                 g_object_ref (window));
}

/* A set. */

static DexFuture *
import_set_fiber (MqWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Import a Set"), _ ("_Import"),
                                                         MQ_FOLDER_FILES, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = mq_file_dialog_select_folder (dialog, GTK_WIDGET (window), &error);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    import_set (window, mq_window_get_conversations (window), folder);
  else if (folder != NULL || error != NULL)
    mq_alert_show (GTK_WIDGET (window), _ ("Set Not Imported"),
                   error != NULL ? error->message
                                 : _ ("Copy the folder to this computer, then import it."));
  return dex_future_new_true ();
}

static void
activate_import_set (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, STACK, import_set_fiber, (MQ_TYPE_WINDOW, window)));
}

/* The transcript, and the report of a problem. */

/* Asks where to, and writes a file that only its owner can read; says what came of it, for which
 * @failed has the reason as its %s. Awaits. @bytes: (nullable): %NULL with @error: there are none
 */
static void
save_private (MqWindow *window, const char *title, const char *name, GBytes *bytes,
              const char *failed, GError *error)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) failure = error;
  g_autoptr (GFile) file = NULL;
  g_autofree char *said = NULL;
  g_autofree char *text = NULL;

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_initial_name (dialog, name);
  if (bytes != NULL && (file = mq_file_dialog_save (dialog, GTK_WIDGET (window), &failure)) != NULL
      && dex_await (dex_file_replace_contents_bytes (file, bytes, NULL, FALSE,
                                                     G_FILE_CREATE_PRIVATE
                                                         | G_FILE_CREATE_REPLACE_DESTINATION),
                    &failure))
    {
      said = g_file_get_basename (file);
      text = g_strdup_printf (_ ("Saved “%s”"), said);
    }
  else if (failure != NULL)
    {
      /* The first line of the message, as a toast has a single line. */
      said = g_strndup (failure->message, strcspn (failure->message, "\n"));
      text = g_strdup_printf (failed, said);
    }

  if (text != NULL)
    mq_window_show_toast (window, text);
}

static DexFuture *
save_transcript_fiber (MqWindow *window, MqConversation *conversation)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (mq_conversation_load_transcript (conversation),
                                              &error);

  save_private (window, _ ("Save Transcript"), "transcript.ndjson", bytes,
                /* Translators: %s is the reason, a sentence */
                _ ("The transcript could not be saved: %s"), error);
  return dex_future_new_true ();
}

static void
activate_save_transcript (GSimpleAction *action, GVariant *session, gpointer window)
{
  MqConversation *conversation = find_conversation (window, session);

  if (conversation != NULL)
    dex_future_disown (mq_fiber_spawn_with (NULL, 0, save_transcript_fiber,
                                            (MQ_TYPE_WINDOW, window),
                                            (MQ_TYPE_CONVERSATION, conversation)));
}

static DexFuture *
save_report_fiber (MqWindow *window, MqWorkspace *workspace, const char *session)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (
      _ ("Include This Session?"),
      _ ("A report contains versions, settings and facts about this computer. With the session, it "
         "also contains your messages, the events and the script.\n\nKeys, e-mail addresses and "
         "your name are replaced. The report is saved as a file and sent to nobody.")));
  g_autofree char *answer = NULL;
  g_autoptr (JsonObject) about = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "without", _ ("_Without Session"),
                                  "with", _ ("_Include Session"), NULL);
  adw_alert_dialog_set_default_response (alert, "without");
  adw_alert_dialog_set_prefer_wide_layout (alert, TRUE);
  answer = dex_await_string (mq_alert_ask (alert, GTK_WIDGET (window)), NULL);
  if (answer == NULL || g_str_equal (answer, "cancel"))
    return dex_future_new_true ();

  about = mq_about_describe_window (workspace);
  report = dex_await_boxed (mq_diagnostics_collect (mq_workspace_get_library (workspace),
                                                    g_str_equal (answer, "with") ? session : NULL,
                                                    about),
                            &error);
  if (report != NULL)
    {
      char *text = mq_diagnostics_to_text (report);

      bytes = g_bytes_new_take (text, strlen (text));
    }
  save_private (window, _ ("Save Problem Report"), MQ_DIAGNOSTICS_FILE, bytes,
                /* Translators: %s is the reason, a sentence */
                _ ("The report could not be saved: %s"), error);
  return dex_future_new_true ();
}

static void
activate_save_report (GSimpleAction *action, GVariant *session, gpointer window)
{
  if (find_conversation (window, session) != NULL)
    dex_future_disown (mq_fiber_spawn_with (NULL, STACK, save_report_fiber,
                                            (MQ_TYPE_WINDOW, window),
                                            (MQ_TYPE_WORKSPACE, get_workspace (window)),
                                            (G_TYPE_STRING, g_variant_get_string (session, NULL))));
}

void
mq_share_file_add_actions (MqWindow *window)
{
  static const GActionEntry entries[] = {
    { "share-session", activate_share_session, "s" },
    { "save-session", activate_save_session, "s" },
    { "import-session", activate_import_session },
    { "import-set", activate_import_set },
    { "save-transcript", activate_save_transcript, "s" },
    { "save-report", activate_save_report, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
