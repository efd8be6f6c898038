/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the workspace: settings first, then library and Blenders in parallel. A failure becomes an
 * MqProblem and does not stop the rest. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

/* Until the program ends all the same. */
#define FINISH_SECONDS 5
/* Until a file that was changed is read. */
#define SETTLE_MS 100

static DexFuture *
read_config_fiber (gpointer user_data)
{
  GError *error = NULL;
  MqConfig *config = mq_config_load (user_data, &error);

  return config != NULL ? dex_future_new_take_object (config) : dex_future_new_for_error (error);
}

static gboolean
on_settled (gpointer data)
{
  MqWorkspace *self = data;

  self->settings_source = 0;
  dex_future_disown (mq_workspace_reload_settings (self));
  return G_SOURCE_REMOVE;
}

/* An editor that renames a new file into place causes several events. */
static void
on_settings_file (MqWorkspace *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED
      || self->closing)
    return;

  g_clear_handle_id (&self->settings_source, g_source_remove);
  self->settings_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
clear_monitors (MqWorkspace *self)
{
  g_clear_handle_id (&self->settings_source, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    {
      if (self->monitors[i] != NULL)
        g_file_monitor_cancel (self->monitors[i]);
      g_clear_object (&self->monitors[i]);
    }
}

/* Watches both files, and the one that a link in the place of config.yaml leads to. */
static void
watch_settings (MqWorkspace *self)
{
  g_autofree char *config = self->config_file != NULL ? g_strdup (self->config_file)
                                                      : mq_paths_get_config_file ();
  g_autofree char *preferences = mq_paths_get_preferences_file ();
  g_autofree char *target = realpath (config, NULL);
  const char *paths[] = { config, preferences, target };

  if (self->monitors[0] != NULL && g_strcmp0 (target, self->watched) == 0)
    return;

  clear_monitors (self);
  g_set_str (&self->watched, target);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GFile) file = paths[i] != NULL ? g_file_new_for_path (paths[i]) : NULL;

      if (file == NULL || (i == 2 && g_str_equal (target, config)))
        continue;

      /* If a folder cannot be watched, changes by other programs show up at the next reload. */
      self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (self->monitors[i] != NULL)
        g_signal_connect_object (self->monitors[i], "changed", G_CALLBACK (on_settings_file), self,
                                 G_CONNECT_SWAPPED);
    }
}

/* If a file is malformed, the last settings stay; before there were any, the defaults. */
static void
read_config (MqWorkspace *self)
{
  g_autoptr (GError) error = NULL;
  MqConfig *config;

  watch_settings (self);
  config = dex_await_object (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (),
                                             MQ_WORKSPACE_STACK, read_config_fiber,
                                             g_strdup (self->config_file), g_free),
                             &error);

  if (config == NULL)
    {
      mq_workspace_set_problem (self, MQ_PROBLEM_CONFIG, _ ("Settings Cannot Be Read"),
                                error->message);
      mq_workspace_apply_config (self, g_object_ref (self->config));
      return;
    }

  if (mq_config_get_problem (config) != NULL)
    mq_workspace_set_problem (self, MQ_PROBLEM_CONFIG, _ ("Settings Cannot Be Read"),
                              mq_config_get_problem (config));
  else
    mq_workspace_clear_problem (self, MQ_PROBLEM_CONFIG);
  mq_workspace_apply_config (self, config);
  if (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_SANDBOX))
    mq_workspace_clear_problem (self, MQ_PROBLEM_SANDBOX);
  else
    mq_workspace_set_problem (
        self, MQ_PROBLEM_SANDBOX, _ ("Sandbox Is Off"),
        _ ("Scripts that Maquette runs can do whatever you can do: read, change "
           "and delete your files. To turn the sandbox on, remove “sandbox: off” from "
           "config.yaml."));
}

/* Sessions that were removed longer ago cannot be restored and are deleted. */
#define UNDO_SECONDS 60

static void
take_library (MqWorkspace *self, DexFuture *opening)
{
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (opening, &error);

  if (library == NULL)
    {
      mq_workspace_set_problem (self, MQ_PROBLEM_LIBRARY, _ ("Library Cannot Be Opened"),
                                error->message);
      return;
    }

  mq_workspace_clear_problem (self, MQ_PROBLEM_LIBRARY);
  self->read_only = !mq_library_check_writable (library, &error);
  if (self->read_only)
    mq_workspace_set_problem (self, MQ_PROBLEM_LIBRARY_READ_ONLY, _ ("Library Is Read-Only"),
                              error->message);
  else
    {
      mq_workspace_clear_problem (self, MQ_PROBLEM_LIBRARY_READ_ONLY);
      dex_future_disown (mq_library_purge_removed (library, UNDO_SECONDS));
    }

  if (!self->read_only)
    self->unsent = dex_await_boxed (mq_library_load_unsent (library), NULL);
  g_clear_object (&self->library);
  self->library = library;
  if (!self->read_only)
    {
      g_clear_object (&self->ready_worker);
      self->ready_worker = mq_ready_worker_new (library);
    }
  mq_workspace_fill_list (self);
}

static const char *
get_executable (MqWorkspace *self)
{
  return mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE);
}

static DexFuture *
find_fiber (MqWorkspace *self)
{
  g_autofree char *executable = g_strdup (get_executable (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) blenders = dex_await_object (mq_blender_find (executable), &error);
  g_autoptr (MqBlender) newest = NULL;

  /* The settings name another Blender meanwhile: the reload looks for that one. */
  if (g_strcmp0 (executable, get_executable (self)) != 0)
    return dex_future_new_true ();

  newest = blenders != NULL ? g_list_model_get_item (blenders, 0) : NULL;
  mq_workspace_set_blender (self, newest);
  if (blenders == NULL)
    mq_workspace_set_problem (self, MQ_PROBLEM_NO_BLENDER, _ ("No Blender Found"), error->message);
  else
    mq_workspace_clear_problem (self, MQ_PROBLEM_NO_BLENDER);
  return dex_future_new_true ();
}

/* Slow: starting each Blender to read its version takes seconds. */
static DexFuture *
find_blenders (MqWorkspace *self)
{
  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, find_fiber, (MQ_TYPE_WORKSPACE, self));
}

static DexFuture *
open_fiber (MqWorkspace *self)
{
  DexFuture *library = self->library == NULL ? mq_library_open (NULL, FALSE) : NULL;
  DexFuture *blenders;

  read_config (self);
  blenders = find_blenders (self);
  if (library != NULL)
    take_library (self, library);

  dex_future_disown (mq_workspace_check_server (self));
  dex_await (blenders, NULL);
  mq_workspace_update (self);
  mq_workspace_set_opening (self, FALSE);
  mq_workspace_connect (self);
  mq_workspace_upload (self, NULL);
  return dex_future_new_true ();
}

/**
 * mq_workspace_open:
 * @self: a workspace
 *
 * Reads the settings, opens the library, finds Blenders. Failures become problems; a second call
 * retries them.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_workspace_open (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  if (self->opening == NULL || !dex_future_is_pending (self->opening))
    {
      dex_clear (&self->opening);
      mq_workspace_set_opening (self, TRUE);
      self->opening = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, open_fiber,
                                           (MQ_TYPE_WORKSPACE, self));
    }

  return dex_ref (self->opening);
}

/**
 * mq_workspace_wait_open:
 * @self: a workspace
 *
 * Returns: (transfer full): resolves to %TRUE when it is open
 */
DexFuture *
mq_workspace_wait_open (MqWorkspace *self)
{
  return self->opening != NULL ? dex_ref (self->opening) : mq_workspace_open (self);
}

/* @future: (nullable). Awaits. */
static void
wait_for (DexFuture *future)
{
  if (future != NULL)
    dex_await (dex_ref (future), NULL);
}

static void
wait_for_all (GPtrArray *futures)
{
  for (guint i = 0; i < futures->len; i++)
    wait_for (futures->pdata[i]);
}

static DexFuture *
reload_fiber (MqWorkspace *self, DexFuture *earlier)
{
  g_autoptr (MqConfig) before = NULL;
  g_autofree char *server = NULL;
  g_autofree char *executable = NULL;

  wait_for (earlier);
  if (self->closing)
    return dex_future_new_true ();

  before = g_object_ref (mq_workspace_get_config (self));
  server = g_strdup (mq_workspace_get_server (self));
  executable = g_strdup (get_executable (self));
  read_config (self);
  if (g_strcmp0 (server, mq_workspace_get_server (self)) != 0)
    {
      dex_await (mq_workspace_close_connection (self), NULL);
      mq_workspace_connect (self);
    }
  if (self->follows_team && !mq_config_equal (before, mq_workspace_get_config (self)))
    dex_future_disown (mq_workspace_load_team (self));
  if (g_strcmp0 (executable, get_executable (self)) != 0)
    dex_await (find_blenders (self), NULL);

  return dex_future_new_true ();
}

static DexFuture *
reloaded (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;

  return self->closing ? dex_future_new_true () : mq_workspace_check_server (self);
}

/**
 * mq_workspace_reload_settings:
 * @self: a workspace
 *
 * Reads the settings again. Searches for Blenders only if the settings name another one. Open runs
 * keep their settings.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_workspace_reload_settings (MqWorkspace *self)
{
  g_autoptr (DexFuture) before = NULL;

  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  before = g_steal_pointer (&self->reloading);
  self->reloading = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, reload_fiber,
                                         (MQ_TYPE_WORKSPACE, self), (DEX_TYPE_FUTURE, before));
  return dex_future_then (dex_ref (self->reloading), reloaded, g_object_ref (self), g_object_unref);
}

static DexFuture *
close_fiber (MqWorkspace *self)
{
  GListModel *lists[] = { G_LIST_MODEL (self->conversations), G_LIST_MODEL (self->removed) };
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);

  self->closing = TRUE;
  clear_monitors (self);
  mq_service_account_close (self->account);
  wait_for (self->opening);
  wait_for (self->reloading);
  wait_for (self->refreshing);
  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  wait_for (self->connecting);
  wait_for (self->handling);

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < g_list_model_get_n_items (lists[l]); i++)
      {
        g_autoptr (MqConversation) conversation = g_list_model_get_item (lists[l], i);

        mq_conversation_cancel_files (conversation);
        g_ptr_array_add (ends, mq_conversation_leave (conversation));
      }

  wait_for_all (ends);

  dex_await (mq_workspace_finish_uploads (self), NULL);
  if (self->ready_worker != NULL)
    dex_await (mq_ready_worker_stop (self->ready_worker), NULL);
  wait_for_all (self->endings);
  dex_await (mq_workspace_close_connection (self), NULL);
  dex_await (mq_drafts_flush (self->drafts), NULL);
  return dex_future_new_true ();
}

static DexFuture *
finish_waiting_fiber (MqWorkspace *self)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (list, i);

      g_ptr_array_add (ends, mq_conversation_finish_waiting (conversation));
    }

  wait_for_all (ends);

  return dex_future_new_true ();
}

/**
 * mq_workspace_finish_waiting:
 * @self: a workspace
 *
 * Finishes the runs that only wait for the user, so that their records are in the library.
 *
 * Returns: (transfer full): resolves to %TRUE when they are, or after FINISH_SECONDS
 */
DexFuture *
mq_workspace_finish_waiting (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  return dex_future_first (dex_timeout_new_seconds (FINISH_SECONDS),
                           mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, finish_waiting_fiber,
                                                (MQ_TYPE_WORKSPACE, self)),
                           NULL);
}

/**
 * mq_workspace_add_ending:
 * @self: a workspace
 * @ending: (transfer full): resolves when a process that a widget started has ended
 *
 * Makes mq_workspace_close() wait for it.
 */
void
mq_workspace_add_ending (MqWorkspace *self, DexFuture *ending)
{
  g_return_if_fail (MQ_IS_WORKSPACE (self) && DEX_IS_FUTURE (ending));

  for (guint i = self->endings->len; i > 0; i--)
    if (!dex_future_is_pending (self->endings->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->endings, i - 1);
  g_ptr_array_add (self->endings, ending);
}

/**
 * mq_workspace_close:
 * @self: a workspace
 *
 * Detaches from every run; the next start resumes them.
 *
 * Returns: (transfer full): resolves to %TRUE when all processes of this window have ended
 */
DexFuture *
mq_workspace_close (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, close_fiber, (MQ_TYPE_WORKSPACE, self));
}
