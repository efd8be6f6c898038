/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's actions “win.…”, for menus, buttons and keys. Actions on a session take its id, so
 * that the row's menu and the header bar's share them. */
#include "app/code/mq-draft-dialog.h"
#include "app/picture/mq-alert.h"
#include "app/picture/mq-file-dialog.h"
#include "app/preferences/mq-account-actions.h"
#include "app/sessions/mq-kinds-dialog.h"
#include "app/sessions/mq-rename.h"
#include "app/sessions/mq-session-gallery.h"
#include "app/sessions/mq-set-filter.h"
#include "app/window/mq-remote-sessions-dialog.h"
#include "app/window/mq-model-file.h"
#include "app/window/mq-share-file.h"
#include "app/window/mq-window-private.h"
#include "app/window/mq-window.h"
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "common/settings/mq-preferences-file.h"

#include <glib/gi18n.h>

/* Deletes a session, after a question if it is kept at the service, too. A session that is only
 * here is deleted at once, and can be restored. */

/* The keyring may be locked: then nothing is known of the service, and nothing is deleted there. */
#define ANSWER_SECONDS 3
#define FIBER_STACK (256 * 1024)

static void
delete_conversation (MqWindow *self, MqConversation *conversation)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    {
      MqWindow *window = MQ_IS_WINDOW (l->data) ? l->data : NULL;
      MqConversation *next;

      if (window == NULL || window->conversation != conversation)
        continue;

      /* Another session is shown there. */
      next = mq_sidebar_get_neighbour (window->sidebar, conversation, 1);
      if (next == NULL)
        next = mq_sidebar_get_neighbour (window->sidebar, conversation, -1);
      if (next != NULL)
        mq_window_show_conversation (window, next);
      else
        mq_window_start_conversation (window);
    }
  mq_removals_remove (self->removals, conversation);
}

static DexFuture *
ask_fiber (MqWindow *window, MqConversation *conversation, MqLibrary *library, const char *service)
{
  const char *session = mq_session_get_id (mq_conversation_get_session (conversation));
  gboolean is_kept
      = dex_await_boolean (dex_future_first (mq_remote_sessions_has (library, service, session),
                                             dex_timeout_new_seconds (ANSWER_SECONDS), NULL),
                           NULL);
  g_autofree char *response = NULL;

  if (is_kept)
    {
      /* Translators: %s is the title of a session. */
      g_autofree char *body = g_strdup_printf (
          _ ("“%s” is also kept at the service. Deleting it there cannot be undone."),
          mq_conversation_get_title (conversation));
      AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Delete Session?"), body));

      adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "here", _ ("Delete _Here"),
                                      "both", _ ("Delete Here and at the _Service"), NULL);
      adw_alert_dialog_set_response_appearance (alert, "both", ADW_RESPONSE_DESTRUCTIVE);
      adw_alert_dialog_set_prefer_wide_layout (alert, FALSE);
      adw_alert_dialog_set_default_response (alert, "here");
      response = dex_await_string (mq_alert_ask (alert, GTK_WIDGET (window)), NULL);
    }
  if (g_strcmp0 (response, "cancel") == 0)
    return dex_future_new_true ();

  delete_conversation (window, conversation);
  if (g_strcmp0 (response, "both") == 0)
    mq_alert_report (GTK_WIDGET (window), mq_remote_sessions_delete (library, service, session));
  return dex_future_new_true ();
}

/* Deletes the session here; also at the service, if it is kept there and the user wants that. */
static void
delete_session (MqWindow *window, MqConversation *conversation)
{
  const char *service = mq_config_get_string (mq_workspace_get_config (window->workspace),
                                              MQ_CONFIG_SERVER_URL);
  MqLibrary *library = mq_workspace_get_library (window->workspace);

  if (service == NULL || library == NULL || mq_conversation_get_session (conversation) == NULL)
    delete_conversation (window, conversation);
  else
    dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, ask_fiber, (MQ_TYPE_WINDOW, window),
                                            (MQ_TYPE_CONVERSATION, conversation),
                                            (MQ_TYPE_LIBRARY, library), (G_TYPE_STRING, service)));
}

/* Sessions. */

static void
activate_new_session (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  self->restored = TRUE;
  mq_window_start_conversation (self);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (self->conversation_view)));
}

static void
activate_show_conversation (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

static void
activate_step_session (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  gboolean is_next = g_str_equal (g_action_get_name (G_ACTION (action)), "next-session");
  MqConversation *next = mq_sidebar_get_neighbour (self->sidebar, self->conversation,
                                                   is_next ? 1 : -1);

  if (next != NULL)
    mq_window_show_conversation (self, next);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
rename_session (MqWindow *self, MqConversation *conversation)
{
  mq_rename_ask (conversation, GTK_WIDGET (self));
}

static void
toggle_favorite (MqWindow *self, MqConversation *conversation)
{
  mq_alert_report (
      GTK_WIDGET (self),
      mq_conversation_set_favorite (conversation, !mq_conversation_is_favorite (conversation)));
}

static void
activate_copy_id (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (data), g_variant_get_string (parameter, NULL));
  mq_window_show_toast (data, _ ("Session ID copied"));
}

static DexFuture *
on_duplicated (DexFuture *future, gpointer data)
{
  MqWindow *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value != NULL)
    mq_window_show_conversation (self, g_value_get_object (value));
  else
    mq_window_show_toast (self, error->message);

  return NULL;
}

static void
duplicate_session (MqWindow *self, MqConversation *conversation)
{
  dex_future_disown (
      dex_future_finally (mq_conversation_list_duplicate (self->conversations, conversation),
                          on_duplicated, g_object_ref (self), g_object_unref));
}

/* The actions on a session, by its id. */
static void
activate_on_session (GSimpleAction *action, GVariant *session, gpointer data)
{
  static const struct
  {
    const char *name;
    void (*func) (MqWindow *self, MqConversation *conversation);
  } actions[] = {
    { "show-session", mq_window_show_conversation },
    { "rename-session", rename_session },
    { "favorite-session", toggle_favorite },
    { "duplicate-session", duplicate_session },
    { "delete-session", delete_session },
  };
  MqWindow *self = data;
  MqConversation *conversation = mq_conversation_list_find (self->conversations,
                                                            g_variant_get_string (session, NULL));

  for (gsize i = 0; conversation != NULL && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, g_action_get_name (G_ACTION (action))))
      actions[i].func (self, conversation);
}

/* Files and folders. */

static void
on_launched (GObject *launcher, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (launcher), result, &error)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    mq_window_show_toast (self, error->message);
}

static void
launch (MqWindow *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_launch (launcher, GTK_WINDOW (self), NULL, on_launched, g_object_ref (self));
}

/* @session: (nullable): the id of a session; NULL: the whole library */
static void
activate_open_folder (GSimpleAction *action, GVariant *session, gpointer data)
{
  MqWindow *self = data;
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  g_autofree char *path = NULL;

  if (library == NULL)
    return;

  path = session != NULL ? g_build_filename (mq_library_get_path (library), "sessions",
                                             g_variant_get_string (session, NULL), NULL)
                         : g_strdup (mq_library_get_path (library));
  launch (self, path);
}

/* A problem of the configuration itself is in preferences.json; with a malformed config.yaml the
 * last settings are in use, or the defaults, which have no path. */
static void
activate_open_config (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  MqConfig *config = mq_workspace_get_config (self->workspace);
  g_autofree char *path = NULL;

  if (mq_config_get_problem (config) != NULL)
    path = mq_paths_get_preferences_file ();
  else if (mq_config_get_path (config) != NULL)
    path = g_strdup (mq_config_get_path (config));
  else
    path = mq_paths_get_config_file ();
  launch (self, path);
}

/* Panes. */

static void
activate_sidebar (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  if (self->narrow)
    adw_navigation_split_view_set_show_content (
        self->split, !adw_navigation_split_view_get_show_content (self->split));
  else
    mq_window_set_show_sidebar (self, !self->show_sidebar);
}

static void
activate_review (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  gboolean shown = adw_overlay_split_view_get_show_sidebar (self->review_split);

  if (shown)
    adw_overlay_split_view_set_show_sidebar (self->review_split, FALSE);
  else
    mq_window_open_review (self);
}

/* Shows the sessions that are found by @words. @words: (nullable): the text to search for;
 * %NULL: what is in the entry. */
void
mq_window_search (MqWindow *self, const char *words)
{
  if (self->narrow)
    adw_navigation_split_view_set_show_content (self->split, FALSE);
  else
    mq_window_set_show_sidebar (self, TRUE);
  mq_sidebar_open_search (self->sidebar, words);
}

static void
activate_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  mq_window_search (data, NULL);
}

/* In the code, or in the sessions: from their list, and while there is no code. */
static void
activate_find (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (g_list_model_get_n_items (mq_conversation_get_versions (self->conversation)) == 0
      || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->sidebar))))
    {
      mq_window_search (self, NULL);
      return;
    }

  mq_window_open_review (self);
  gtk_widget_activate_action (GTK_WIDGET (self->review), "review.find", NULL);
}

static void
activate_hide_review (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  adw_overlay_split_view_set_show_sidebar (self->review_split, FALSE);
}

/* The review's own actions. The version's menu selects a version while the review is hidden, too.
 */
static void
activate_in_review (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const struct
  {
    const char *name;
    const char *in_review;
    void (*prepare) (MqWindow *self);
  } actions[] = {
    { "full-screen", "review.full-screen", NULL },
    { "draw", "review.draw", mq_window_open_review },
    { "export", "review.export", mq_window_ensure_review },
    { "export-page", "review.export-page", mq_window_ensure_review },
    { "film", "review.film", mq_window_ensure_review },
    { "save-renders", "review.save-renders", mq_window_ensure_review },
    { "review-page", "review.show-page", mq_window_open_review },
    { "review-version", "review.select-version", mq_window_open_review },
    { "review-variants", "review.show-variants", mq_window_open_review },
    { "show-object", "review.show-object", mq_window_open_review },
    { "select-version", "review.select-version", mq_window_ensure_review },
    { "step-version", "review.step-version", NULL },
  };
  MqWindow *self = data;
  guint i = 0;

  while (!g_str_equal (actions[i].name, g_action_get_name (G_ACTION (action))))
    i++;

  if (actions[i].prepare != NULL)
    actions[i].prepare (self);
  if (self->review != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self->review), actions[i].in_review, parameter);
}

/* Shows and focuses the composer, which another pane may cover. */
static void
show_composer (MqWindow *self)
{
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  if (adw_overlay_split_view_get_collapsed (self->review_split))
    adw_overlay_split_view_set_show_sidebar (self->review_split, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (self->conversation_view)));
}

static void
activate_write_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  mq_composer_write (mq_conversation_view_get_composer (self->conversation_view),
                     g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (self->conversation_view)));
}

/* Makes the message one about the chosen parts. @parameter: letters that begin it */
static void
activate_change_chosen (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  JsonArray *targets = self->review != NULL ? mq_review_get_selection (self->review)->targets
                                            : NULL;

  if (mq_json_length (targets) == 0)
    {
      mq_window_show_toast (self, _ ("Choose a part first: click it in the picture or on the "
                                     "model, or choose it beside the code"));
      return;
    }

  mq_review_leave_full_screen (self->review);
  mq_composer_change (mq_conversation_view_get_composer (self->conversation_view), targets,
                      g_variant_get_string (parameter, NULL), NULL);
  show_composer (self);
}

/* Puts the drawing on the model into the message, if there is one. */
static void
activate_use_drawing (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  g_autoptr (JsonArray) targets = NULL;
  g_autoptr (GdkTexture) picture = self->review != NULL
                                       ? mq_review_take_drawing (self->review, &targets)
                                       : NULL;

  if (picture == NULL)
    return;

  mq_review_leave_full_screen (self->review);
  mq_composer_change (mq_conversation_view_get_composer (self->conversation_view), targets, "",
                      picture);
  show_composer (self);
}

static void
activate_edit_draft (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  MqNoticeItem *failure
      = mq_timeline_find_failure (mq_conversation_get_timeline (self->conversation));

  if (failure == NULL)
    return;

  /* Without a version there is no review with an editor. */
  if (g_list_model_get_n_items (mq_conversation_get_versions (self->conversation)) == 0)
    {
      adw_dialog_present (
          mq_draft_dialog_new (self->conversation, failure->draft, failure->text, failure->line),
          data);
      return;
    }

  mq_window_open_review (self);
  mq_review_edit_script (self->review, failure->draft, failure->text, failure->line);
}

static void
activate_show_kinds (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  adw_dialog_present (mq_kinds_dialog_new (mq_workspace_get_kinds (self->workspace),
                                           mq_workspace_get_families (self->workspace)),
                      data);
}

static void
on_remote_session (MqWindow *self, MqConversation *conversation, const char *sentence)
{
  mq_window_show_conversation (self, conversation);
  mq_window_show_toast (self, sentence);
}

static void
activate_remote_sessions (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  AdwDialog *dialog = mq_remote_sessions_dialog_new (data, self->conversations);

  g_signal_connect_object (dialog, "opened", G_CALLBACK (on_remote_session), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, data);
}

/* Only a shared service keeps sessions. */
void
mq_window_update_actions (MqWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "kept-sessions");

  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (action),
      mq_config_get_string (mq_workspace_get_config (self->workspace), MQ_CONFIG_SERVER_URL)
          != NULL);
}

static void
activate_gallery (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  adw_dialog_present (
      mq_session_gallery_new (mq_conversation_list_get_model (self->conversations), NULL), data);
}

static void
activate_show_set (GSimpleAction *action, GVariant *set, gpointer data)
{
  MqWindow *self = data;

  adw_dialog_present (mq_session_gallery_new (mq_conversation_list_get_model (self->conversations),
                                              g_variant_get_string (set, NULL)),
                      data);
}

static void
activate_delete_set (GSimpleAction *action, GVariant *set, gpointer data)
{
  MqWindow *self = data;
  GListModel *conversations = mq_conversation_list_get_model (self->conversations);

  for (guint i = g_list_model_get_n_items (conversations); i > 0; i--)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (conversations, i - 1);

      if (g_strcmp0 (mq_set_filter_get_set (conversation), g_variant_get_string (set, NULL)) == 0)
        delete_conversation (self, conversation);
    }
}

static void
activate_show_toast (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  mq_window_show_toast (data, g_variant_get_string (parameter, NULL));
}

static void
activate_focus_composer (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_composer (data);
}

static void
activate_attach (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  show_composer (self);
  gtk_widget_activate_action (GTK_WIDGET (self->conversation_view), "conversation.attach", NULL);
}

static void
activate_stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  if (mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation)))
    dex_future_disown (mq_conversation_stop (self->conversation));
}

/* Problems and the review's width. */

static void
activate_widen_review (GSimpleAction *action, GVariant *by, gpointer data)
{
  mq_window_widen_review (data, g_variant_get_double (by));
}

static void
activate_try_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (data, "app.open-workspace", NULL);
}

static void
activate_open_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  mq_account_open (mq_workspace_get_account (self->workspace), GTK_WIDGET (self));
}

static void
activate_cancel_sign_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;

  mq_service_account_cancel (mq_workspace_get_account (self->workspace), NULL);
}

static DexFuture *
use_blender_fiber (MqWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!dex_await (mq_preferences_file_set_later ("blender.executable", path), &error)
      || !dex_await (mq_workspace_reload_settings (self->workspace), &error))
    mq_window_show_toast (self, error->message);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "app.open-workspace", NULL);
  return dex_future_new_true ();
}

static void
on_blender_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, &error);

  if (file == NULL || g_file_peek_path (file) == NULL)
    {
      if (error == NULL)
        mq_window_show_toast (self, _ ("Blender must be a file on this computer."));
      else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        mq_window_show_toast (self, error->message);
      return;
    }

  dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, use_blender_fiber,
                                          (MQ_TYPE_WINDOW, self),
                                          (G_TYPE_STRING, g_file_peek_path (file))));
}

static void
activate_choose_blender (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *self = data;
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Choose Blender"), _ ("_Choose"),
                                                         MQ_FOLDER_FILES, NULL);

  if (mq_config_is_fixed (mq_workspace_get_config (self->workspace), "blender.executable"))
    {
      mq_window_show_toast (self, _ ("config.yaml names the Blender to use. Change it there."));
      activate_open_config (action, parameter, data);
      return;
    }

  gtk_file_dialog_open (dialog, data, NULL, on_blender_chosen, g_object_ref (data));
}

/* Keys that a focused text entry may use itself: the window only gets those it leaves. */

/* A deletion that can be undone comes before the versions of the session that is shown. */
static gboolean
on_undo_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  MqWindow *self = MQ_WINDOW (widget);
  MqVersionStepKind kind = g_variant_get_boolean (args) ? MQ_VERSION_STEP_REDO
                                                        : MQ_VERSION_STEP_UNDO;

  if (kind == MQ_VERSION_STEP_UNDO && mq_removals_undo (self->removals))
    return GDK_EVENT_STOP;
  if (g_list_model_get_n_items (mq_conversation_get_versions (self->conversation)) == 0)
    return GDK_EVENT_PROPAGATE;

  mq_alert_report (widget, mq_conversation_step (self->conversation, kind, 0));
  return GDK_EVENT_STOP;
}

static gboolean
on_rename_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  MqWindow *self = MQ_WINDOW (widget);

  if (mq_conversation_get_session (self->conversation) == NULL)
    return GDK_EVENT_PROPAGATE;

  mq_rename_ask (self->conversation, widget);

  return GDK_EVENT_STOP;
}

void
mq_window_bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, on_undo_key, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                on_undo_key, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_rename_key, NULL);
}

void
mq_window_install_actions (MqWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-session", activate_new_session },
    { "show-conversation", activate_show_conversation },
    { "next-session", activate_step_session },
    { "previous-session", activate_step_session },
    { "rename-session", activate_on_session, "s" },
    { "favorite-session", activate_on_session, "s" },
    { "duplicate-session", activate_on_session, "s" },
    { "delete-session", activate_on_session, "s" },
    { "copy-id", activate_copy_id, "s" },
    { "open-folder", activate_open_folder, "s" },
    { "open-library", activate_open_folder },
    { "open-config", activate_open_config },
    { "sidebar", activate_sidebar, NULL, "true" },
    { "review", activate_review, NULL, "false" },
    { "hide-review", activate_hide_review },
    { "review-page", activate_in_review, "s" },
    { "full-screen", activate_in_review },
    { "draw", activate_in_review },
    { "use-drawing", activate_use_drawing },
    { "step-version", activate_in_review, "i" },
    { "widen-review", activate_widen_review, "d" },
    { "stop", activate_stop },
    { "review-version", activate_in_review, "s" },
    { "select-version", activate_in_review, "s" },
    { "review-variants", activate_in_review, "u" },
    { "show-object", activate_in_review, "(ss)" },
    { "write-message", activate_write_message, "s" },
    { "change-chosen", activate_change_chosen, "s" },
    { "show-kinds", activate_show_kinds },
    { "gallery", activate_gallery },
    { "show-set", activate_show_set, "s" },
    { "delete-set", activate_delete_set, "s" },
    { "kept-sessions", activate_remote_sessions },
    { "show-session", activate_on_session, "s" },
    { "show-toast", activate_show_toast, "s" },
    { "search", activate_search },
    { "find", activate_find },
    { "export", activate_in_review },
    { "export-page", activate_in_review },
    { "film", activate_in_review },
    { "save-renders", activate_in_review },
    { "focus-composer", activate_focus_composer },
    { "attach", activate_attach },
    { "edit-draft", activate_edit_draft },
    { "try-again", activate_try_again },
    { "open-account", activate_open_account },
    { "cancel-sign-in", activate_cancel_sign_in },
    { "choose-blender", activate_choose_blender },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  mq_share_file_add_actions (self);
  mq_model_file_add_actions (self);
}
