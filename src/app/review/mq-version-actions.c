/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions on a version, see mq-version-actions.h. */
#include "app/review/mq-version-actions.h"

#include "app/model/mq-report-view.h"
#include "app/dialogs/mq-export-dialog.h"
#include "app/dialogs/mq-file-name.h"
#include "app/dialogs/mq-film-dialog.h"
#include "app/dialogs/mq-render-dialog.h"
#include "app/picture/mq-file-dialog.h"
#include "client/export/mq-export-files.h"
#include "client/intake/mq-rebuild.h"
#include "client/live/mq-live.h"
#include "client/live/mq-open-copy.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-proof.h"
#include "common/script/mq-script.h"

#include <glib/gi18n.h>

#define SCENE "scene.blend"
#define FIBER_STACK (256 * 1024)
/* Parts that stay meshes, and bytes of a name or a reason. */
#define MAX_NAMED 5
#define MAX_WORDS 100

/* The user looks at Blender first and comes back to undo. */
#define UNDO_SECONDS 20

struct _MqVersionActions
{
  GSimpleActionGroup parent_instance;

  /* Owned */
  MqWorkspace *workspace;
  AdwToastOverlay *toasts;
  MqConversation *conversation;
  MqVersion *version;
  MqVersionContents *contents;
};

static guint measured_signal;

G_DEFINE_FINAL_TYPE (MqVersionActions, mq_version_actions, G_TYPE_SIMPLE_ACTION_GROUP)

void
mq_version_actions_show_toast (MqVersionActions *self, const char *text)
{
  AdwToast *toast;

  /* An action on a card of the conversation: the review may be hidden. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->toasts)))
    {
      gtk_widget_activate_action (GTK_WIDGET (self->toasts), "win.show-toast", "s", text);
      return;
    }

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static char *
dup_name (MqVersionActions *self, const char *extension)
{
  return mq_file_name_make (mq_conversation_get_title (self->conversation),
                            mq_version_get_number (self->version), 0, extension);
}

static GFile *
get_file (MqVersionActions *self, const char *name)
{
  g_autofree char *path = mq_version_contents_dup_file (self->contents, name);

  return g_file_new_for_path (path);
}

/* Save Script… and Save Blend File… */

/* @from: (nullable): %NULL: the script of @version, with what checks it */
static DexFuture *
save_fiber (MqVersionActions *self, MqVersion *version, GFile *from, const char *name)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) to = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *text = NULL;
  const char *path;

  gtk_file_dialog_set_initial_name (dialog, name);
  if (!(to = mq_file_dialog_save (dialog, GTK_WIDGET (self->toasts), &error)))
    {
      if (error != NULL)
        mq_version_actions_show_toast (self, error->message);
      return dex_future_new_true ();
    }

  path = g_file_peek_path (to);
  saved = g_file_get_basename (to);
  if (from != NULL
          ? dex_await (dex_file_copy (from, to,
                                      G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                                      G_PRIORITY_DEFAULT),
                       &error)
      : path != NULL ? mq_export_save_script (version, path, NULL, TRUE, &error)
                     : mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("There is no folder “%s”"), name))
    text = g_strdup_printf (_ ("Saved “%s”"), saved);
  else
    text = g_strdup_printf (_ ("Could not save “%s”: %s"), saved, error->message);
  mq_version_actions_show_toast (self, text);

  return dex_future_new_true ();
}

static void
save_file_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  gboolean is_script = g_str_equal (g_action_get_name (G_ACTION (action)), "save-script");
  g_autofree char *name = dup_name (self, is_script ? ".py" : ".blend");
  g_autoptr (GFile) from = is_script ? NULL : get_file (self, SCENE);

  dex_future_disown (mq_fiber_spawn_with (
      NULL, MQ_FIBER_STACK, save_fiber, (MQ_TYPE_VERSION_ACTIONS, self),
      (MQ_TYPE_VERSION, self->contents->version), (G_TYPE_FILE, from), (G_TYPE_STRING, name)));
}

/* Save Renders… */

/* Copies without overwriting: further copies get a further number. */
static gboolean
copy_beside (GFile *from, GFile *folder, const char *stem, GError **error)
{
  for (guint copy = 1; copy < 1000; copy++)
    {
      g_autofree char *name = copy == 1 ? g_strdup_printf ("%s.png", stem)
                                        : g_strdup_printf ("%s (%u).png", stem, copy);
      g_autoptr (GFile) to = g_file_get_child (folder, name);
      g_autoptr (GError) failure = NULL;

      if (dex_await (dex_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT),
                     &failure))
        return TRUE;
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_EXISTS))
        return mq_fail_with (error, &failure);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("There are too many files with this name"));
  return FALSE;
}

static DexFuture *
save_renders_fiber (MqVersionActions *self, MqVersion *version, const char *name)
{
  guint n = mq_version_get_n_pictures (version);
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (
      _ ("Save Renders in a Folder"), _ ("_Save Here"), MQ_FOLDER_PICTURES, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *text = NULL;
  guint saved = 0;

  if (!(folder = mq_file_dialog_select_folder (dialog, GTK_WIDGET (self->toasts), &error)))
    {
      if (error != NULL)
        mq_version_actions_show_toast (self, error->message);
      return dex_future_new_true ();
    }

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = mq_version_get_picture (version, i);
      g_autoptr (GFile) from = g_file_new_for_path (path);
      g_autofree char *stem = g_strdup_printf ("%s-%u", name, i + 1);

      g_clear_error (&error);
      saved += copy_beside (from, folder, stem, &error);
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        break;
    }

  if (saved == n)
    text = g_strdup_printf (ngettext ("Saved %u render", "Saved %u renders", n), n);
  else
    text = g_strdup_printf (_ ("Saved %u of %u renders: %s"), saved, n, error->message);
  mq_version_actions_show_toast (self, text);

  return dex_future_new_true ();
}

static void
save_renders_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  g_autofree char *name = dup_name (self, "");

  dex_future_disown (mq_fiber_spawn_with (NULL, 0, save_renders_fiber,
                                          (MQ_TYPE_VERSION_ACTIONS, self),
                                          (MQ_TYPE_VERSION, self->version), (G_TYPE_STRING, name)));
}

/* Export… */

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;

  AdwDialog *dialog = mq_export_dialog_new (self->workspace, self->conversation, self->version);

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "export-page"))
    mq_export_dialog_set_format (MQ_EXPORT_DIALOG (dialog), "html");
  adw_dialog_present (dialog, GTK_WIDGET (self->toasts));
}

/* Render Again… */

static void
render_again_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;

  adw_dialog_present (mq_render_dialog_new (self->workspace, self->conversation, self->version),
                      GTK_WIDGET (self->toasts));
}

/* Measure Again */

static DexFuture *
measure_fiber (MqVersionActions *self, MqVersion *version)
{
  g_autoptr (GError) error = NULL;

  mq_version_actions_show_toast (self, _ ("Measuring…"));
  if (!dex_await (mq_conversation_measure_again (self->conversation, version), &error))
    mq_version_actions_show_toast (self, error->message);
  else
    {
      mq_version_actions_show_toast (self, _ ("The version is measured"));
      g_signal_emit (self, measured_signal, 0, version);
    }
  return dex_future_new_true ();
}

static void
measure_again_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;

  dex_future_disown (mq_fiber_spawn_with (NULL, 0, measure_fiber, (MQ_TYPE_VERSION_ACTIONS, self),
                                          (MQ_TYPE_VERSION, self->version)));
}

/* Make a Film… */

static void
film_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;

  adw_dialog_present (mq_film_dialog_new (self->workspace, self->conversation, self->version),
                      GTK_WIDGET (self->toasts));
}

/* Open in Blender. */

static DexFuture *
open_blender_fiber (MqVersionActions *self, MqBlender *blender, GFile *file, const char *name)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  text = dex_await (mq_open_copy (blender, path, name), &error)
             ? g_strdup (_ ("Opening a copy in Blender"))
             : g_strdup_printf (_ ("Could not open Blender: %s"), error->message);
  mq_version_actions_show_toast (self, text);

  return dex_future_new_true ();
}

static void
open_blender_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  g_autoptr (GFile) file = get_file (self, SCENE);
  g_autofree char *name = dup_name (self, ".blend");

  dex_future_disown (
      mq_fiber_spawn_with (NULL, 0, open_blender_fiber, (MQ_TYPE_VERSION_ACTIONS, self),
                           (MQ_TYPE_BLENDER, mq_workspace_get_blender (self->workspace)),
                           (G_TYPE_FILE, file), (G_TYPE_STRING, name)));
}

/* Open Folder. */

static void
folder_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqVersionActions) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    {
      g_autofree char *text = g_strdup_printf (_ ("Could not open the folder: %s"), error->message);

      mq_version_actions_show_toast (self, text);
    }
}

static void
open_folder_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  g_autoptr (GFile) folder = g_file_new_for_path (mq_version_get_dir (self->contents->version));
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (folder);

  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->toasts))),
                            NULL, folder_opened_cb, g_object_ref (self));
}

/* Rebuild as Code */

static DexFuture *
rebuild_fiber (MqVersionActions *self, MqConversation *conversation, MqVersion *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) rebuilt = NULL;
  g_autoptr (MqVersion) made = NULL;
  g_autoptr (AdwToast) toast = g_object_ref_sink (adw_toast_new (_ ("Looking for plain shapes…")));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) stopped = dex_cancellable_new_from_cancellable (cancellable);
  g_autoptr (GString) named = g_string_new (NULL);
  g_autofree char *words = NULL;
  MqWorkerSettings settings;
  JsonArray *parts;
  guint n_before, n_code = 0, n_named = 0;

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Stop"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (g_cancellable_cancel), cancellable,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  if (mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    rebuilt = dex_await_boxed (
        mq_fiber_unless (stopped, mq_rebuild_version (mq_workspace_get_library (self->workspace),
                                                      &settings, version)),
        &error);
  adw_toast_dismiss (toast);

  parts = mq_json_get_array (rebuilt, "parts");
  n_before = mq_json_get_int (rebuilt, "code", 0);
  MQ_JSON_EACH (parts, i, part)
    if (mq_json_get_string (part, "shape", NULL) != NULL)
      n_code++;
    else if (n_named++ < MAX_NAMED)
      {
        g_autofree char *name = mq_text_clean (mq_json_get_string (part, "name", ""), MAX_WORDS);
        g_autofree char *why = mq_text_clean (mq_json_get_string (part, "why", ""), MAX_WORDS);

        /* Translators: a part of a model, then why it could not be rebuilt, in English. */
        g_string_append_printf (named, _ ("\n“%s” stays a mesh: %s"), name, why);
      }
  if (n_code > 0)
    {
      /* Translators: the message of a version: how many parts of a model are code, of all. */
      g_string_prepend (named, words = g_strdup_printf (_ ("Rebuild as code: %u of %u parts"),
                                                        n_code + n_before,
                                                        mq_json_length (parts) + n_before));
      made = dex_await_object (
          mq_conversation_run_script (conversation, mq_json_get_string (rebuilt, "script", ""),
                                      version, named->str),
          &error);
    }
  else if (rebuilt != NULL)
    mq_version_actions_show_toast (self, n_before > 0
                                             ? _ ("No other part is a plain shape")
                                             : _ ("No part is a plain shape: all stay meshes"));

  if (made != NULL && dex_await (mq_rebuild_save_report (made, parts), &error))
    gtk_widget_activate_action (GTK_WIDGET (self->toasts), "review.select-version", "s",
                                mq_version_get_dir (made));
  if (error != NULL && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mq_version_actions_show_toast (self, error->message);
  return dex_future_new_true ();
}

static void
rebuild_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;

  dex_future_disown (mq_fiber_spawn_with (
      NULL, MQ_FIBER_STACK, rebuild_fiber, (MQ_TYPE_VERSION_ACTIONS, self),
      (MQ_TYPE_CONVERSATION, self->conversation), (MQ_TYPE_VERSION, self->version)));
}

/* The running Blender. */

static void
answered_cb (MqVersionActions *self, const char *response)
{
  if (g_str_equal (response, "preferences"))
    gtk_widget_activate_action (GTK_WIDGET (self->toasts), "app.preferences-page", "s", "blender");
}

/* The first line is the heading, the problem; the second the body, its solution. */
static void
explain (MqVersionActions *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);
  AdwDialog *dialog;

  if (lines[1] == NULL)
    {
      AdwToast *toast = adw_toast_new (lines[0]);

      adw_toast_set_use_markup (toast, FALSE);
      adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
      adw_toast_overlay_add_toast (self->toasts, toast);
      return;
    }

  dialog = adw_alert_dialog_new (lines[0], lines[1]);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT))
    adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "preferences",
                                   _ ("Open _Preferences"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->toasts));
}

static DexFuture *
taken_back (DexFuture *future, gpointer data)
{
  MqVersionActions *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    mq_version_actions_show_toast (self, _ ("Undone in Blender"));
  else
    explain (self, error);

  return dex_future_new_true ();
}

static void
undo_cb (MqVersionActions *self)
{
  dex_future_disown (
      dex_future_finally (mq_live_undo (), taken_back, g_object_ref (self), g_object_unref));
}

static DexFuture *
placed (DexFuture *future, gpointer data)
{
  MqVersionActions *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (value == NULL)
    {
      explain (self, error);
      return dex_future_new_true ();
    }

  /* Translators: %s is the name of a collection in Blender: “Maquette · Chair v3”. */
  text = g_strdup_printf (_ ("“%s” was sent to Blender"),
                          mq_json_get_string (g_value_get_boxed (value), "collection", ""));
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  if (mq_json_get_boolean (g_value_get_boxed (value), "undo", FALSE))
    adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return dex_future_new_true ();
}

/* Sends the version to the connected Blender; without one, a dialog explains how to connect. */
static void
show_live_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  MqSession *session = mq_conversation_get_session (self->conversation);

  dex_future_disown (dex_future_finally (
      mq_live_place (mq_session_get_id (session), mq_conversation_get_title (self->conversation),
                     mq_version_get_number (self->version), mq_version_get_dir (self->version)),
      placed, g_object_ref (self), g_object_unref));
}

static DexFuture *
take_fiber (MqVersionActions *self, AdwToast *toast, DexFuture *taking)
{
  g_autoptr (GError) error = NULL;
  gboolean is_taken = dex_await (dex_ref (taking), &error);

  adw_toast_dismiss (toast);
  if (!is_taken)
    explain (self, error);
  else if (self->conversation != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->toasts), "review.show-page", "s", "compare");

  return dex_future_new_true ();
}

/* The changes are read when the run of the new version begins. */
static void
state_changed_cb (AdwToast *toast, GParamSpec *pspec, MqConversation *conversation)
{
  if (mq_conversation_state_is_busy (mq_conversation_get_state (conversation)))
    adw_toast_dismiss (toast);
}

/* Makes a version of what the user changed by hand in the connected Blender, and compares it with
 * the version that was sent there. */
static void
take_live_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  g_autoptr (AdwToast) toast
      = g_object_ref_sink (adw_toast_new (_ ("Reading your changes in Blender…")));
  g_autoptr (DexFuture) taking = mq_conversation_take_from_blender (self->conversation);

  adw_toast_set_timeout (toast, 0);
  g_signal_connect_object (self->conversation, "notify::state", G_CALLBACK (state_changed_cb),
                           toast, G_CONNECT_SWAPPED);
  /* The one that offers to undo the sending may still be there. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, take_fiber,
                                          (MQ_TYPE_VERSION_ACTIONS, self), (ADW_TYPE_TOAST, toast),
                                          (DEX_TYPE_FUTURE, taking)));
}

static void
copy_script_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqVersionActions *self = data;
  g_autofree char *script = mq_script_proof_add (self->contents->script, self->contents->plan);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->toasts)), script);
  mq_version_actions_show_toast (self, _ ("Script copied"));
}

static void
set_enabled (MqVersionActions *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Enables the actions that the version's files allow; none while they are loading, as the files
 * of the previous version are still shown then. */
static void
update (MqVersionActions *self)
{
  MqVersionContents *contents = self->contents != NULL && self->contents->version == self->version
                                    ? self->contents
                                    : NULL;
  gboolean has_script = contents != NULL && contents->script != NULL;
  gboolean has_scene = contents != NULL && contents->has_scene;
  gboolean is_draft = contents != NULL && mq_version_is_draft (contents->version);
  gboolean has_blender = mq_workspace_get_blender (self->workspace) != NULL;

  set_enabled (self, "copy-script", has_script);
  set_enabled (self, "save-script", has_script && !is_draft);
  set_enabled (self, "save-blend", has_scene);
  set_enabled (self, "open-blender", has_scene && has_blender);
  set_enabled (self, "export", has_scene && has_blender);
  set_enabled (self, "export-page", has_scene && has_blender);
  set_enabled (self, "film", has_scene && has_blender);
  set_enabled (self, "render-again", has_scene && has_blender);
  /* Also while its files are loading, as by a notice that shows the version first. */
  set_enabled (self, "measure-again",
               has_blender && self->version != NULL && !mq_version_is_draft (self->version));
  set_enabled (self, "rebuild",
               has_script && !is_draft && has_blender && mq_script_loads_meshes (contents->script));
  set_enabled (self, "show-live", has_scene);
  set_enabled (self, "take-live", has_scene && has_blender);
  set_enabled (self, "open-folder", contents != NULL && !is_draft);
  set_enabled (self, "save-renders",
               contents != NULL && !is_draft && mq_version_get_n_pictures (self->version) > 0);
}

/* @conversation, @version, @contents: (nullable): what is shown; the files of another version are
 * not used */
void
mq_version_actions_set_version (MqVersionActions *self, MqConversation *conversation,
                                MqVersion *version, MqVersionContents *contents)
{
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->version, version);
  g_set_object (&self->contents, contents);
  update (self);
}

static void
mq_version_actions_finalize (GObject *object)
{
  MqVersionActions *self = MQ_VERSION_ACTIONS (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->toasts);
  g_clear_object (&self->conversation);
  g_clear_object (&self->version);
  g_clear_object (&self->contents);

  G_OBJECT_CLASS (mq_version_actions_parent_class)->finalize (object);
}

static void
mq_version_actions_class_init (MqVersionActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_actions_finalize;

  measured_signal = mq_signal_new (MQ_TYPE_VERSION_ACTIONS, "measured", 1, MQ_TYPE_VERSION);
}

static void
mq_version_actions_init (MqVersionActions *self)
{
  static const GActionEntry entries[] = {
    { "save-renders", save_renders_action },
    { "save-script", save_file_action },
    { "save-blend", save_file_action },
    { "open-blender", open_blender_action },
    { "open-folder", open_folder_action },
    { "copy-script", copy_script_action },
    { "export", export_action },
    { "export-page", export_action },
    { "film", film_action },
    { "render-again", render_again_action },
    { "measure-again", measure_again_action },
    { "rebuild", rebuild_action },
    { "show-live", show_live_action },
    { "take-live", take_live_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* @workspace: has the Blender to open versions with; @toasts: shows what was done, and is the
 * parent of dialogs */
MqVersionActions *
mq_version_actions_new (MqWorkspace *workspace, AdwToastOverlay *toasts)
{
  MqVersionActions *self = g_object_new (MQ_TYPE_VERSION_ACTIONS, NULL);

  self->workspace = g_object_ref (workspace);
  self->toasts = g_object_ref (toasts);
  g_signal_connect_object (workspace, "notify::blender", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return self;
}
