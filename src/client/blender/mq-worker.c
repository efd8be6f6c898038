/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorker, see mq-worker.h. Completes a step even if Blender hangs, crashes or is taken over by
 * its script. One call runs at a time, in a fiber that counts its losses; only worker_drop()
 * kills. */
#include "client/blender/mq-worker.h"

#include "client/blender/mq-disk-use.h"
#include "client/blender/mq-worker-private.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

/* To open a file, and to clean, check and save what is in it, s. */
#define OPEN_SECONDS 180
#define WARM_UP_SECONDS 300
/* In the script's folder. */
#define BUILT "scene.blend"
/* Bytes of a version's scene. */
#define MAX_SCENE ((guint64)4 << 30)
/* The script's folder: how often it is looked at, and when it is half full; what may be in it
 * however full the disk is, and what must stay free for the other programs, bytes. */
#define WATCH_MS 250
#define CLOSE_WATCH_MS 25
#define ALWAYS_ALLOWED (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define LEAST_FREE (G_GUINT64_CONSTANT (256) * 1024 * 1024)
/* The kernel ends the processes of a killed sandbox at once; a machine that swaps takes longer. */
#define END_SECONDS 60
/* A worker that is idle for so long waits for a model or for the user, who may send a script;
 * between the steps of a run it is not, and pictures have the processors to themselves. */
#define IDLE_S 1

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_REPLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The step of a call, in the user's words. */
static const char *
describe_step (const MqWorkerCall *call)
{
  const char *words;

  if (call->method == NULL)
    return _ ("starting");

  words = mq_bridge_method_find (call->method)->words;
  return words != NULL ? _ (words) : call->method;
}

/* Kills @instance, the viewer or the builder. Never waits, so that it works in dispose, too. */
static void
worker_drop (MqWorker *self, MqInstance **instance)
{
  if (*instance == NULL)
    return;

  if (instance == &self->viewer && self->scene == MQ_WORKER_SCENE_OPEN)
    self->scene = MQ_WORKER_SCENE_BUILT;
  g_signal_handlers_disconnect_by_data ((*instance)->bridge, self);
  mq_instance_kill (*instance);
  g_ptr_array_add (self->dying, g_steal_pointer (instance));
}

/* Records how a Blender ended, and drops it. Awaits. @instance: (inout): its viewer or its
 * builder; @how: (nullable): how it was lost, to follow “Blender …”; %NULL: it ended by itself. */
static void
worker_lose (MqWorker *self, MqInstance **instance, const char *how)
{
  g_autoptr (MqInstance) lost = *instance != NULL ? g_object_ref (*instance) : NULL;

  /* The connection ends an instant before the process does. */
  if (how == NULL && lost != NULL)
    mq_instance_await_exit (lost);

  g_free (self->lost);
  self->lost = how == NULL && lost != NULL ? mq_process_dup_end (lost->process)
                                           : g_strdup (how ?: _ ("Blender did not start"));
  worker_drop (self, instance);
}

/* A Blender that was lost: the step is worth one repetition. Awaits. @instance: (nullable): the one
 * that was lost. Returns: (transfer full) (nullable): the error of a call that is not repeated */
static GError *
judge_loss (MqWorkerCall *call, MqInstance *instance, guint *losses)
{
  MqWorker *self = call->worker;
  const char *blender = mq_blender_get_path (self->settings.blender);
  g_autofree char *words = NULL;

  if (instance != NULL && mq_process_get_signal (instance->process) == SIGXCPU)
    return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                        /* Translators: %s is a step such as “running the script” */
                        _ ("Blender was stopped: a step used up its %u s of processor time "
                           "(%s)"),
                        self->settings.limits.cpu_seconds, describe_step (call));
  /* An older viewer that is lost after the builder died with it: its end is only seen now. */
  if (*losses > 0 && instance != NULL && instance == call->older)
    return NULL;
  if (++*losses == 1)
    return NULL;

  words = instance != NULL ? mq_instance_dup_last_output (instance) : g_strdup ("");
  if (self->hello == NULL && self->settings.sandboxed && !mq_probe_is_proven (blender, FALSE)
      && !mq_probe_is_proven (blender, TRUE))
    return g_error_new (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        /* Translators: how it ended (“Blender crashed …”), and its last lines. */
        _ ("Blender cannot be started in its sandbox on this machine; it was tried twice. %s.%s\n"
           "If user namespaces are switched off here, allow them for bubblewrap (sysctl "
           "kernel.unprivileged_userns_clone, or its AppArmor profile). Or set “blender: sandbox: "
           "off” in config.yaml: scripts then run with all your rights, at your own risk."),
        self->lost, words);

  if (self->hello == NULL)
    return g_error_new (MQ_ERROR, MQ_ERROR_NO_BLENDER,
                        _ ("Blender (%s) could not be started; it was tried twice. %s.%s"), blender,
                        self->lost, words);

  return g_error_new (
      MQ_ERROR, MQ_ERROR_WORKER_LOST,
      /* Translators: a step such as “rendering”; how it ended: “Blender crashed”; its last lines */
      _ ("Blender failed twice at the same step (%s). %s.%s"), describe_step (call), self->lost,
      words);
}

/* Whether a call that took too long may take less time in another Blender: what was held up may,
 * and what is short on any machine. A script would need its time again, and so would final
 * pictures. Returns: (transfer full) (nullable): the error of a call that is not repeated */
static GError *
judge_timeout (MqWorkerCall *call, const MqInstance *instance, guint *losses)
{
  const char *step = describe_step (call);
  const char *mode = mq_json_get_string (call->params, "mode", "");
  gboolean was_held_up = instance != NULL && instance->held_up;
  gboolean draws = call->method != NULL && mq_bridge_method_find (call->method)->pictures != NULL;
  gboolean may_be_repeated = TRUE;

  if (call->method != NULL && !was_held_up)
    {
      if (g_str_equal (call->method, "execute") || g_str_equal (call->method, "preview"))
        may_be_repeated = FALSE;
      else
        may_be_repeated = !draws || g_str_equal (mode, "preview") || g_str_equal (mode, "look");
    }
  if (may_be_repeated && ++*losses == 1)
    return NULL;

  if (was_held_up)
    /* Not MQ_ERROR_TIMEOUT: that is a fault of what was to be done. */
    return g_error_new (MQ_ERROR, MQ_ERROR_FAILED,
                        /* Translators: %s is a step such as “rendering” */
                        _ ("Blender was stopped twice: the computer gave it no time to work for "
                           "%u s (%s)"),
                        call->timeout_s, step);

  if (draws)
    call->worker->draws_slowly = TRUE;
  if (g_strcmp0 (call->method, "render") == 0 && call->timeout_s >= 60)
    {
      guint minutes = call->timeout_s / 60;

      /* The limit is for each picture, not for all. */
      return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                          ngettext ("Rendering stopped: a picture took longer than %u minute",
                                    "Rendering stopped: a picture took longer than %u minutes",
                                    minutes),
                          minutes);
    }

  return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                      /* Translators: %s is a step such as “rendering” */
                      _ ("Blender was stopped: a step took longer than %u s (%s)"), call->timeout_s,
                      step);
}

/* Whether a call must stop, and why. */
static gboolean
worker_is_called_off (MqWorkerCall *call, GError **error)
{
  if (dex_future_is_pending (call->dropped) && call->worker->stops == call->stops)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Blender was stopped"));
  return TRUE;
}

/* One attempt at a call: everything from starting Blender to the response. */

static void
notified_cb (MqWorker *self, const char *method, JsonObject *params)
{
  if (g_str_equal (method, "progress"))
    g_signal_emit_by_name (self, "progress", params);
}

/* Awaits the viewer's first picture, so that it has opened nothing of a script's before its
 * shaders are kept. @call: a call that needs the viewer. Returns: %FALSE if the call was dropped */
static gboolean
worker_await_warm_up (MqWorkerCall *call, GError **error)
{
  DexFuture *warming = call->worker->warming;

  return warming == NULL
         || dex_await (mq_fiber_unless (call->dropped, mq_fiber_forget_error (dex_ref (warming))),
                       error);
}

static DexFuture *
remove_folder (const char *folder)
{
  mq_files_remove_tree (AT_FDCWD, folder);
  return dex_future_new_true ();
}

/* Awaits the end of what was killed, and removes the folders of scripts. */
static void
worker_await_dying (MqWorker *self)
{
  while (self->dying->len > 0)
    {
      g_autoptr (MqInstance) instance = g_object_ref (self->dying->pdata[0]);

      mq_instance_await_exit (instance);
      if (!g_str_equal (instance->run_dir, self->run_dir))
        dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0, remove_folder,
                                        (G_TYPE_STRING, instance->run_dir)),
                   NULL);
      g_ptr_array_remove (self->dying, instance);
    }
}

/* Reports that a Blender has replaced the one that was lost. */
static void
worker_emit_replaced (MqWorker *self)
{
  g_autofree char *lost = g_steal_pointer (&self->lost);

  if (lost != NULL)
    g_signal_emit (self, signals[SIGNAL_REPLACED], 0, lost);
}

/* Starts the viewer and completes its handshake. Awaits. */
static gboolean
start_viewer (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) instance = NULL;
  JsonObject *hello;

  /* A killed instance may still be writing to the run folder for an instant, and shaders of it may
   * still be read there. */
  worker_await_dying (self);
  if (!worker_await_warm_up (call, error) || worker_is_called_off (call, error))
    return FALSE;

  g_clear_pointer (&self->hello, json_object_unref);
  if (!(self->viewer = mq_instance_launch (&self->settings, self->run_dir, self->pool, error)))
    return FALSE;

  instance = g_object_ref (self->viewer);
  if (!(hello = mq_instance_handshake (instance, call->dropped, error)))
    return FALSE;

  g_signal_connect_object (instance->bridge, "notification", G_CALLBACK (notified_cb), self,
                           G_CONNECT_SWAPPED);

  self->hello = hello;
  worker_emit_replaced (self);
  return TRUE;
}

/* A viewer that is forked opens the scenes of one version: what is left of them in memory is not
 * there for the next. Awaits. */
static gboolean
renew_viewer (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;

  /* mq_worker_stop() may have run while the fiber waited. */
  if (worker_is_called_off (call, error))
    return FALSE;
  if (!self->viewer->is_forked || !self->viewer->has_opened
      || (self->version > 0 && self->viewer->version == self->version))
    return TRUE;

  worker_drop (self, &self->viewer);
  return start_viewer (call, error) && !worker_is_called_off (call, error);
}

/* Opens the last script's scene in the viewer, and saves it anew as @save. Awaits. */
static JsonObject *
open_scene (MqWorkerCall *call, const char *save, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (JsonObject) params = mq_json_new ("file:s save:s?", MQ_WORKER_SCENE_FILE, save);
  g_autoptr (MqInstance) viewer = NULL;
  g_autoptr (GError) failure = NULL;
  JsonObject *answer;

  if (!renew_viewer (call, error))
    return NULL;

  viewer = g_object_ref (self->viewer);
  viewer->has_opened = TRUE;
  viewer->version = self->version;
  answer = mq_instance_exchange (viewer, "open", params, OPEN_SECONDS, 0, call->dropped, &failure);
  if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT) && !viewer->held_up)
    {
      mq_instance_kill (viewer);
      self->scene = MQ_WORKER_SCENE_SLOW;
      g_set_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT,
                   _ ("Blender was stopped: it took longer than %u s to open what the script made"),
                   OPEN_SECONDS);
    }
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  if (answer != NULL)
    self->scene = MQ_WORKER_SCENE_OPEN;
  return answer;
}

/* On a thread of the pool, because removing the file before takes long if it is large. */
static DexFuture *
move_fiber (const char *from_dir, const char *name, const char *run_dir, const char *new_name)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (from_dir, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (run_dir, &error) : -1;
  struct stat info;

  if (to < 0)
    return dex_future_new_for_error (error);
  if (fstatat (from, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL, "%s",
                                  _ ("Blender has not saved the script’s scene"));

  mq_files_remove_tree (to, new_name);
  if (renameat (from, name, to, new_name) != 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, _ ("%s could not be written: %s"),
                                  new_name, g_strerror (errno));
  return dex_future_new_true ();
}

/* Moves a file of the builder to the worker's folder. Awaits. */
static gboolean
worker_take_file (MqWorker *self, MqInstance *builder, const char *name, const char *new_name,
                  GError **error)
{
  return dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0, move_fiber,
                                         (G_TYPE_STRING, builder->run_dir), (G_TYPE_STRING, name),
                                         (G_TYPE_STRING, self->run_dir), (G_TYPE_STRING, new_name)),
                    error);
}

/* Awaits a Blender that has run no script. Returns: (transfer full) (nullable): the worker's
 * builder */
static MqInstance *
worker_take_builder (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) builder = NULL;
  g_autoptr (DexFuture) ready = NULL;

  if (!(self->builder = mq_spare_take (self->spare, &ready, error)))
    return NULL;

  builder = g_object_ref (self->builder);
  return dex_await (mq_fiber_unless (call->dropped, g_steal_pointer (&ready)), error)
             ? g_steal_pointer (&builder)
             : NULL;
}

/* On a thread of the pool. Resolves to how long to wait for the next look, ms; rejects when the
 * script has taken too much of the disk. */
static DexFuture *
check_disk (const char *folder, int pid, guint64 limit, guint64 free_before)
{
  g_autofree char *most = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);
  guint64 size = mq_disk_use_measure (folder, pid, free_before);

  if (size == G_MAXUINT64)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_FAILED,
        _ ("Blender was stopped: the script made too many files, or hid some"));
  if (size > limit)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                  /* Translators: %s is a size such as “4.0 GiB” */
                                  _ ("Blender was stopped: the script wrote more than %s"), most);
  if (size > ALWAYS_ALLOWED && mq_disk_use_get_free (folder) < LEAST_FREE)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_SPACE,
        _ ("Blender was stopped: the script filled the disk. There is no space left for it."));
  return dex_future_new_for_int (size > limit / 2 ? CLOSE_WATCH_MS : WATCH_MS);
}

static DexFuture *
watch_fiber (const char *folder, int pid, guint64 limit, DexFuture *dropped)
{
  guint64 free_before = mq_disk_use_get_free (folder);
  GError *error = NULL;

  while (dex_future_is_pending (dropped))
    {
      int wait = dex_await_int (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0,
                                                     check_disk, (G_TYPE_STRING, folder),
                                                     (G_TYPE_INT, pid), (G_TYPE_UINT64, limit),
                                                     (G_TYPE_UINT64, free_before)),
                                &error);

      if (error != NULL)
        return dex_future_new_for_error (error);

      dex_await (mq_fiber_unless (dropped, dex_timeout_new_msec (wait)), NULL);
    }

  return dex_future_new_true ();
}

/* On a thread of the pool. */
static DexFuture *
give_meshes_fiber (const char *path, const char *run_dir)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (folder, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (run_dir, &error) : -1;

  return to >= 0 && mq_files_put_copy (from, name, to, name, MAX_SCENE, TRUE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

/* Puts the file that the script loads into the folder of its Blender, once. Awaits. */
static gboolean
worker_give_meshes (MqWorker *self, MqInstance *instance, GError **error)
{
  if (self->meshes == NULL || !g_set_str (&instance->meshes, self->meshes))
    return TRUE;

  return dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0,
                                         give_meshes_fiber, (G_TYPE_STRING, self->meshes),
                                         (G_TYPE_STRING, instance->run_dir)),
                    error);
}

/* Awaits. @call: a call of `execute` or `preview`; @instance: the Blender that runs the script;
 * killed when its folder becomes too large. Returns: (transfer full) (nullable): the response */
static JsonObject *
worker_run_script (MqWorkerCall *call, MqInstance *instance, JsonObject *params, GError **error)
{
  g_autoptr (DexFuture) ended = NULL;
  JsonObject *answer;

  if (!worker_give_meshes (call->worker, instance, error) || worker_is_called_off (call, error))
    return NULL;

  ended = dex_future_first (dex_ref (call->dropped),
                            mq_fiber_spawn_droppable_with (
                                MQ_FIBER_STACK, watch_fiber, (G_TYPE_STRING, instance->run_dir),
                                (G_TYPE_INT, mq_process_get_pid (instance->process)),
                                (G_TYPE_UINT64, call->worker->settings.limits.folder_bytes)),
                            NULL);
  answer = mq_instance_exchange (instance, call->method, params, call->timeout_s, 0, ended, error);
  if (answer == NULL && !dex_future_is_pending (ended))
    mq_instance_kill (instance);
  return answer;
}

/* The script's Blender says what the script printed and how it failed; what there is to see comes
 * from the viewer. Awaits. @error: return location; the Blender that failed is then still the
 * worker's builder. Returns: (transfer full) (nullable): the response */
static JsonObject *
execute (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) builder = worker_take_builder (call, error);
  g_autoptr (JsonObject) params = mq_json_copy_object (call->params);
  g_autoptr (JsonObject) built = NULL;
  g_autoptr (JsonObject) opened = NULL;
  g_autoptr (GString) text = NULL;
  gboolean has_failed;
  JsonArray *notes;
  gint64 objects;

  if (builder == NULL)
    return NULL;

  worker_emit_replaced (self);
  json_object_set_string_member (params, "save", BUILT);
  if (worker_is_called_off (call, error)
      || !(built = worker_run_script (call, builder, params, error)))
    return NULL;

  worker_drop (self, &self->builder);
  if (!dex_await (dex_future_first (mq_process_wait_exit (builder->process),
                                    dex_timeout_new_seconds (END_SECONDS), NULL),
                  NULL))
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The script’s Blender could not be stopped"));

  has_failed = mq_json_get_object (built, "error") != NULL;
  if (!has_failed)
    {
      if (!worker_take_file (self, builder, BUILT, MQ_WORKER_SCENE_FILE, error))
        return NULL;

      self->scene = MQ_WORKER_SCENE_BUILT;
      self->draws_slowly = FALSE;
    }
  worker_await_dying (self);
  if (has_failed)
    return g_steal_pointer (&built);

  if (!worker_await_warm_up (call, error)
      || !(opened = open_scene (call, mq_json_get_string (call->params, "save", NULL), error)))
    return NULL;

  /* Its Blender may contradict the file that it saved, and the file may be changed when it is
   * opened: the script's author reads of both behind what the script printed. */
  notes = mq_json_get_array (opened, "notes");
  objects = mq_json_get_int (opened, "objects", 0);
  text = g_string_new (mq_json_get_string (built, "stderr", ""));
  if (mq_json_get_int (built, "objects", objects) != objects)
    g_string_append_printf (
        text,
        "\nMaquette: The script’s Blender reported %d objects, but its file has "
        "%d. The report and the pictures are of the file.",
        (int)mq_json_get_int (built, "objects", 0), (int)objects);
  for (guint i = 0; i < mq_json_length (notes); i++)
    g_string_append_printf (text, "\nMaquette: %s", mq_json_element_string (notes, i));
  json_object_set_string_member (built, "stderr", g_strchug (text->str));
  mq_json_add (built, "objects:l error:O?", objects, mq_json_get_object (opened, "error"));
  return g_steal_pointer (&built);
}

/* The Blender that will run the script has run none yet, so its word counts as much as the
 * viewer's, which may still draw its first picture. Awaits. */
static JsonObject *
ask_builder (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  const char *file = mq_json_get_string (call->params, "file", NULL);
  g_autoptr (MqInstance) builder = worker_take_builder (call, error);
  g_autoptr (JsonObject) answer = NULL;

  if (builder == NULL
      || !(answer = mq_instance_exchange (builder, call->method, call->params, call->timeout_s, 0,
                                          call->dropped, error))
      || (file != NULL && !worker_take_file (self, builder, file, file, error)))
    return NULL;

  worker_emit_replaced (self);
  /* mq_worker_stop() may have killed it meanwhile. */
  if (self->builder != NULL && !mq_spare_give_back (self->spare, builder))
    worker_drop (self, &self->builder);
  g_clear_object (&self->builder);
  return g_steal_pointer (&answer);
}

/* A viewer that cannot draw is replaced by the next call. */
static DexFuture *
draw_first_fiber (MqWorker *self, MqInstance *viewer, gboolean keeps, DexFuture *dropped)
{
  g_autoptr (JsonObject) params = mq_json_new ("keep:b", keeps);
  g_autoptr (GError) not_kept = NULL;
  GError *error = NULL;
  JsonObject *answer = mq_instance_exchange (viewer, MQ_WORKER_WARM_UP, params, WARM_UP_SECONDS, 0,
                                             dropped, &error);
  JsonArray *files;

  if (answer == NULL)
    {
      if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED))
        mq_instance_kill (viewer);
      return dex_future_new_for_error (error);
    }

  files = mq_json_get_array (answer, "files");
  if (keeps && mq_json_length (files) > 0
      && !dex_await (mq_shader_cache_keep (self->run_dir, files), &not_kept))
    g_info ("Compiled shaders were not kept: %s", not_kept->message);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);
}

/* Draws the first picture, of nothing, of a viewer that has started. Does not wait. Returns:
 * (transfer full): resolves to the response; worker_await_warm_up() waits for it, too */
static DexFuture *
worker_draw_first (MqWorker *self)
{
  /* Shaders are kept of a worker that has seen nothing of a script yet. */
  gboolean keeps = self->scene == MQ_WORKER_SCENE_NONE && !self->viewer->has_shaders;

  dex_clear (&self->warming);
  self->warming
      = mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, draw_first_fiber, (MQ_TYPE_WORKER, self),
                                       (MQ_TYPE_INSTANCE, self->viewer), (G_TYPE_BOOLEAN, keeps));
  return dex_ref (self->warming);
}

/* Awaits. Returns: (transfer full) (nullable): the response */
static JsonObject *
worker_try (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) viewer = NULL;
  g_autoptr (JsonObject) opened = NULL;
  const MqBridgeMethod *method;
  gboolean is_check = g_strcmp0 (call->method, "check") == 0;
  gboolean is_execute = g_strcmp0 (call->method, "execute") == 0;
  gboolean is_preview = g_strcmp0 (call->method, "preview") == 0;
  gboolean is_allowed;
  gint64 pictures = 0;

  /* The report of a preview may be the script's invention: it is shown, and nothing else. */
  if (self->scene == MQ_WORKER_SCENE_PREVIEWED)
    is_allowed = is_preview || g_strcmp0 (call->method, "measure") == 0;
  else
    is_allowed = !is_preview || self->scene == MQ_WORKER_SCENE_NONE;
  if (call->method != NULL && !is_allowed)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "A Blender is either for previews or for versions");

  if (self->viewer == NULL && !start_viewer (call, error))
    return NULL;

  /* A handler of "replaced" may stop the worker, or drop the call. */
  if (worker_is_called_off (call, error))
    return NULL;

  if (call->method == NULL)
    return json_object_ref (self->hello);

  if (is_check || is_execute)
    {
      g_autoptr (MqInstance) before = g_object_ref (self->viewer);

      /* A version's viewer draws its first picture while the script is checked and runs. */
      if (!renew_viewer (call, error))
        return NULL;
      if (self->viewer != before && self->warming != NULL)
        dex_future_disown (worker_draw_first (self));
    }
  if (is_execute)
    return execute (call, error);
  if ((is_check && self->keeps_spare)
      || (self->viewer->is_forked && (is_check || g_str_equal (call->method, "introspect"))))
    return ask_builder (call, error);
  if (!worker_await_warm_up (call, error) || worker_is_called_off (call, error))
    return NULL;
  if (is_preview)
    {
      /* Such a viewer is not trusted with anything else. */
      self->scene = MQ_WORKER_SCENE_PREVIEWED;
      viewer = g_object_ref (self->viewer);
      return worker_run_script (call, viewer, call->params, error);
    }

  method = mq_bridge_method_find (call->method);
  if ((method->flags & MQ_BRIDGE_METHOD_USES_SCENE) != 0
      && (self->scene == MQ_WORKER_SCENE_SLOW || (method->pictures != NULL && self->draws_slowly)))
    return mq_fail_null (error, MQ_ERROR_TIMEOUT,
                         _ ("Blender was not asked again: it has taken too long with this model"));

  if ((method->flags & MQ_BRIDGE_METHOD_USES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_BUILT
      && (!(opened = open_scene (call, NULL, error)) || worker_is_called_off (call, error)))
    return NULL;

  if ((method->flags & MQ_BRIDGE_METHOD_CHANGES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_OPEN)
    self->scene = MQ_WORKER_SCENE_BUILT;

  if (method->pictures != NULL)
    pictures = MAX (1, mq_json_get_int (call->params, method->pictures, 1));
  viewer = g_object_ref (self->viewer);
  return mq_instance_exchange (viewer, call->method, call->params, call->timeout_s, (guint)pictures,
                               call->dropped, error);
}

/* The scene of a worker: a copy of a version's .blend, or what a script has saved in a Blender of
 * its own. That Blender is killed before anything it wrote is looked at, so that nothing can change
 * it meanwhile. */

/* On a thread of the pool. */
static DexFuture *
copy_fiber (const char *path, const char *run_dir)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (folder, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (run_dir, &error) : -1;

  if (to < 0)
    return dex_future_new_for_error (error);

  mq_files_remove_tree (to, MQ_WORKER_SCENE_FILE);
  return mq_files_copy (from, name, to, MQ_WORKER_SCENE_FILE, MAX_SCENE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

static DexFuture *
copied_cb (DexFuture *future, gpointer data)
{
  MqWorker *self = data;

  self->scene = MQ_WORKER_SCENE_BUILT;
  self->draws_slowly = FALSE;
  return dex_ref (future);
}

/**
 * mq_worker_open:
 * @self: a worker that is not busy
 * @path: a .blend
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_fail() does
 */
DexFuture *
mq_worker_open (MqWorker *self, const char *path)
{
  DexFuture *copied;

  dex_return_error_if_fail (MQ_IS_WORKER (self) && !self->busy);
  dex_return_error_if_fail (self->scene != MQ_WORKER_SCENE_PREVIEWED);

  copied = mq_fiber_spawn_on_thread (copy_fiber, (G_TYPE_STRING, path),
                                     (G_TYPE_STRING, self->run_dir));
  return dex_future_then (copied, copied_cb, g_object_ref (self), g_object_unref);
}

G_DEFINE_FINAL_TYPE (MqWorker, mq_worker, G_TYPE_OBJECT)

static MqWorkerSettings *
worker_settings_copy (MqWorkerSettings *self)
{
  MqWorkerSettings *copy = g_memdup2 (self, sizeof *self);

  g_object_ref (copy->blender);
  return copy;
}

static void
worker_settings_free (MqWorkerSettings *self)
{
  g_object_unref (self->blender);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (MqWorkerSettings, mq_worker_settings, worker_settings_copy,
                     worker_settings_free)

static void
mq_worker_dispose (GObject *object)
{
  MqWorker *self = MQ_WORKER (object);

  g_clear_handle_id (&self->spare_source, g_source_remove);
  worker_drop (self, &self->viewer);
  worker_drop (self, &self->builder);
  g_clear_object (&self->spare);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->hello, json_object_unref);
  g_clear_pointer (&self->lost, g_free);
  dex_clear (&self->warming);
  g_clear_pointer (&self->dying, g_ptr_array_unref);
  g_clear_pointer (&self->run_dir, g_free);
  g_clear_pointer (&self->pool, g_free);
  g_clear_pointer (&self->meshes, g_free);

  G_OBJECT_CLASS (mq_worker_parent_class)->dispose (object);
}

static void
mq_worker_class_init (MqWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_worker_dispose;

  /**
   * MqWorker::progress:
   * @params: (type JsonObject): as the bridge sent it, see docs/inside/bridge.md
   */
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", MQ_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);

  /**
   * MqWorker::replaced:
   * @why: what happened to the previous Blender, to follow “Blender …”
   */
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", MQ_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mq_worker_init (MqWorker *self)
{
  g_queue_init (&self->waiting);
  self->dying = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mq_worker_new:
 * @settings: the Blender to run, and how
 * @run_dir: an existing 0700 folder: results are there, and what a script can write to is below it
 * @keeps_spare: whether a Blender for the next script is started before it is needed
 *
 * Does not start Blender yet. Main thread only.
 *
 * Returns: (transfer full): the worker
 */
MqWorker *
mq_worker_new (const MqWorkerSettings *settings, const char *run_dir, gboolean keeps_spare)
{
  MqWorker *self;

  g_return_val_if_fail (MQ_IS_BLENDER (settings->blender), NULL);
  g_return_val_if_fail (run_dir != NULL, NULL);

  self = g_object_new (MQ_TYPE_WORKER, NULL);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->run_dir = g_canonicalize_filename (run_dir, NULL);
  self->keeps_spare = keeps_spare;
  self->pool = g_path_get_dirname (self->run_dir);
  self->spare = mq_spare_new (&self->settings, self->run_dir, self->pool);
  return self;
}

/**
 * mq_worker_set_meshes:
 * @self: a worker
 * @path: (nullable): the %MQ_VERSION_MESHES of a version
 *
 * Each Blender that runs a script from now on has a copy of the file in its folder, by its name.
 */
void
mq_worker_set_meshes (MqWorker *self, const char *path)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  g_set_str (&self->meshes, path);
}

/**
 * mq_worker_get_pid:
 * @self: a worker
 *
 * Returns: the process to look for in a process list: bubblewrap's, or Blender's without a sandbox;
 *   while a script runs, that of its Blender; 0 if none runs
 */
GPid
mq_worker_get_pid (MqWorker *self)
{
  MqInstance *instance;

  g_return_val_if_fail (MQ_IS_WORKER (self), 0);

  instance = self->builder != NULL ? self->builder : self->viewer;
  return instance != NULL ? mq_process_get_pid (instance->process) : 0;
}

/**
 * mq_worker_get_fork_refusal:
 *
 * Returns: (nullable): why this program starts each Blender instead of forking it; %NULL if it
 *   forks, or has not needed one
 */
const char *
mq_worker_get_fork_refusal (void)
{
  return mq_fork_server_get_refusal ();
}

static JsonObject *
carry_out (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) older = self->viewer != NULL ? g_object_ref (self->viewer) : NULL;
  guint losses = 0;

  for (call->older = older;;)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (MqInstance) instance = NULL;
      MqInstance **failed;
      JsonObject *answer;
      GError *verdict = NULL;

      /* A viewer that ended between two calls, or with the builder, is not counted as a loss. */
      if (!worker_is_called_off (call, NULL) && self->viewer != NULL
          && mq_bridge_is_closed (self->viewer->bridge))
        worker_lose (self, &self->viewer, NULL);
      if (worker_is_called_off (call, error))
        return NULL;

      if ((answer = worker_try (call, &failure)) != NULL)
        return answer;

      /* A builder exists only while it works, and the viewer waits meanwhile. */
      failed = self->builder != NULL ? &self->builder : &self->viewer;
      instance = *failed != NULL ? g_object_ref (*failed) : NULL;
      if (worker_is_called_off (call, &verdict))
        {
          /* Either mq_worker_stop(), which already killed Blender, or the caller cancelled it. */
          if (self->stops == call->stops)
            worker_drop (self, failed);
        }
      else if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        {
          worker_lose (self, failed, _ ("Blender did not answer in time"));
          verdict = judge_timeout (call, instance, &losses);
        }
      else if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_WORKER_LOST))
        {
          worker_lose (self, failed, NULL);
          if (!worker_is_called_off (call, &verdict))
            verdict = judge_loss (call, instance, &losses);
        }
      else
        {
          /* An error response leaves the viewer's state intact; after any other error it is
           * unknown. */
          if (self->builder != NULL
              || (!g_error_matches (failure, MQ_ERROR, MQ_ERROR_FAILED)
                  && !g_error_matches (failure, MQ_ERROR, MQ_ERROR_CANCELLED)
                  && !g_error_matches (failure, MQ_ERROR, MQ_ERROR_BAD_INPUT)))
            worker_drop (self, failed);
          verdict = g_steal_pointer (&failure);
        }

      if (verdict != NULL)
        {
          g_propagate_error (error, verdict);
          return NULL;
        }
    }
}

static gboolean
prepare_spare (gpointer user_data)
{
  MqWorker *self = user_data;

  self->spare_source = 0;
  mq_spare_prepare (self->spare);
  return G_SOURCE_REMOVE;
}

/* Awaits its turn: a start before a first picture that waits, too. A dropped call gets its turn,
 * too, and passes it on. */
static void
take_turn (MqWorker *self, gboolean first)
{
  DexPromise *turn;

  g_clear_handle_id (&self->spare_source, g_source_remove);
  if (!self->busy)
    {
      self->busy = TRUE;
      return;
    }

  turn = dex_promise_new ();
  if (first)
    g_queue_push_head (&self->waiting, turn);
  else
    g_queue_push_tail (&self->waiting, turn);
  dex_await (DEX_FUTURE (turn), NULL);
}

static void
give_turn (MqWorker *self)
{
  DexPromise *next = g_queue_pop_head (&self->waiting);

  if (next != NULL)
    dex_promise_resolve_boolean (next, TRUE);
  else
    {
      self->busy = FALSE;
      /* Not after mq_worker_stop(), or an error. */
      if (self->keeps_spare && self->viewer != NULL)
        self->spare_source = g_timeout_add_seconds (IDLE_S, prepare_spare, self);
    }
}

static DexFuture *
call_fiber (MqWorker *self, const char *method, JsonObject *params, guint timeout_s, guint stops,
            DexFuture *dropped)
{
  MqWorkerCall call = { self, method, params, timeout_s, stops, dropped };
  JsonObject *answer;
  GError *error = NULL;

  take_turn (self, method == NULL);
  answer = carry_out (&call, &error);
  give_turn (self);
  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* The viewer draws when it has started, but has no turn then: meanwhile a script can be checked and
 * run. */
static DexFuture *
warm_up_fiber (MqWorker *self, JsonObject *params, guint stops, DexFuture *dropped)
{
  MqWorkerCall call = { self, NULL, params, MQ_INSTANCE_START_TIMEOUT_S, stops, dropped };
  g_autoptr (JsonObject) hello = NULL;
  DexFuture *drawn = NULL;
  GError *error = NULL;

  take_turn (self, FALSE);
  hello = carry_out (&call, &error);
  if (hello != NULL && worker_await_warm_up (&call, &error)
      && !worker_is_called_off (&call, &error))
    drawn = worker_draw_first (self);
  give_turn (self);

  return drawn != NULL ? mq_fiber_unless (dropped, drawn) : dex_future_new_for_error (error);
}

static DexFuture *
spawn_call (MqWorker *self, const char *method, JsonObject *params, guint timeout_s)
{
  g_autoptr (JsonObject) own = params != NULL ? mq_json_copy_object (params) : json_object_new ();

  if (g_strcmp0 (method, "execute") == 0 && !json_object_has_member (own, "cpu_s"))
    json_object_set_int_member (own, "cpu_s", self->settings.limits.cpu_seconds);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, call_fiber, (MQ_TYPE_WORKER, self),
                                        (G_TYPE_STRING, method), (JSON_TYPE_OBJECT, own),
                                        (G_TYPE_UINT, timeout_s), (G_TYPE_UINT, self->stops));
}

/**
 * mq_worker_start:
 * @self: a worker
 *
 * Starts Blender, proves the sandbox and sends `hello`, unless it runs already; then it does not
 * wait for other calls. Optional: a call starts it, too.
 *
 * Returns: (transfer full): resolves to the `hello` result (`JSON_TYPE_OBJECT`); rejects with
 *   %MQ_ERROR_NO_BLENDER
 */
DexFuture *
mq_worker_start (MqWorker *self)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));

  if (self->keeps_spare)
    mq_spare_prepare (self->spare);
  /* A run whose Blender still draws its first picture is planned meanwhile. */
  if (self->hello != NULL && self->viewer != NULL && !mq_bridge_is_closed (self->viewer->bridge))
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json_object_ref (self->hello));

  return spawn_call (self, NULL, NULL, MQ_INSTANCE_START_TIMEOUT_S);
}

/**
 * mq_worker_call:
 * @self: a worker
 * @method: a method of docs/inside/bridge.md
 * @params: (nullable) (transfer none): its arguments; `cpu_s` of `execute` is added if it is
 *   missing
 * @timeout_s: processor time of the method itself, seconds, and how long it may do nothing; of one
 *   picture for `render`; excludes the start of Blender
 *
 * Calls a method of the bridge. Calls run one after the other.
 *
 * Returns: (transfer full): resolves to the result (`JSON_TYPE_OBJECT`); for the errors see
 *   mq-worker.h. Dropping it kills Blender at once.
 */
DexFuture *
mq_worker_call (MqWorker *self, const char *method, JsonObject *params, guint timeout_s)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));
  dex_return_error_if_fail (method != NULL);
  dex_return_error_if_fail (timeout_s > 0 && timeout_s <= G_MAXINT);

  return spawn_call (self, method, params, timeout_s);
}

/**
 * mq_worker_warm_up:
 * @self: a worker that was started
 *
 * Draws a first picture of nothing while the team plans, and compiles the shaders that are not kept
 * yet. Optional: without it, the first preview takes longer.
 *
 * Returns: (transfer full): resolves when it has; calls that need the same Blender wait for it, but
 *   a script is checked and run meanwhile
 */
DexFuture *
mq_worker_warm_up (MqWorker *self)
{
  g_autoptr (JsonObject) params = NULL;

  dex_return_error_if_fail (MQ_IS_WORKER (self));

  params = json_object_new ();
  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, warm_up_fiber, (MQ_TYPE_WORKER, self),
                                        (JSON_TYPE_OBJECT, params), (G_TYPE_UINT, self->stops));
}

void
mq_worker_set_version (MqWorker *self, guint number)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  self->version = number;
}

void
mq_worker_end_spares (MqWorker *self)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  self->keeps_spare = FALSE;
  g_clear_handle_id (&self->spare_source, g_source_remove);
}

/**
 * mq_worker_stop:
 * @self: a worker
 *
 * Kills Blender and rejects running and waiting calls with %MQ_ERROR_CANCELLED. A later call starts
 * another Blender.
 *
 * Returns: (transfer full): resolves when all its processes have ended
 */
DexFuture *
mq_worker_stop (MqWorker *self)
{
  g_autoptr (GPtrArray) ends = NULL;

  dex_return_error_if_fail (MQ_IS_WORKER (self));

  self->stops++;
  g_clear_handle_id (&self->spare_source, g_source_remove);
  worker_drop (self, &self->viewer);
  worker_drop (self, &self->builder);

  ends = g_ptr_array_new_with_free_func (dex_unref);
  g_ptr_array_add (ends, mq_spare_stop (self->spare));
  MQ_EACH (self->dying, i, MqInstance, instance)
    g_ptr_array_add (ends, mq_process_wait_exit (instance->process));

  return mq_fiber_forget_error (
      dex_future_allv ((DexFuture *const *)(gpointer)ends->pdata, ends->len));
}
