/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt at a call: everything from starting Blender to the response. A part of MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* To open a file, and to clean, check and save what is in it, s. */
#define OPEN_SECONDS 180
#define WARM_UP_SECONDS 300
#define FIBER_STACK (256 * 1024)

static void
notified_cb (MqWorker *self, const char *method, JsonObject *params)
{
  if (g_str_equal (method, "progress"))
    g_signal_emit_by_name (self, "progress", params);
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
  mq_worker_await_dying (self);
  if (!mq_worker_await_warm_up (call, error) || mq_worker_is_called_off (call, error))
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
  mq_worker_emit_replaced (self);
  return TRUE;
}

/* A viewer that is forked opens the scenes of one version: what is left of them in memory is not
 * there for the next. Awaits. */
static gboolean
renew_viewer (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;

  /* mq_worker_stop() may have run while the fiber waited. */
  if (mq_worker_is_called_off (call, error))
    return FALSE;
  if (!self->viewer->is_forked || !self->viewer->has_opened
      || (self->version > 0 && self->viewer->version == self->version))
    return TRUE;

  mq_worker_drop (self, &self->viewer);
  return start_viewer (call, error) && !mq_worker_is_called_off (call, error);
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

/* Adds to what the script printed how what there is to see differs from what it may expect: its
 * Blender contradicts the file that it saved, or the file was changed when it was opened. */
static void
add_notes (JsonObject *built, JsonObject *opened)
{
  JsonArray *notes = mq_json_get_array (opened, "notes");
  gint64 objects = mq_json_get_int (opened, "objects", 0);
  g_autoptr (GString) text = g_string_new (mq_json_get_string (built, "stderr", ""));

  if (mq_json_get_int (built, "objects", objects) != objects)
    g_string_append_printf (
        text,
        "\nMaquette: The script’s Blender reported %d objects, but its file has "
        "%d. The report and the pictures are of the file.",
        (int)mq_json_get_int (built, "objects", 0), (int)objects);
  for (guint i = 0; i < mq_json_length (notes); i++)
    g_string_append_printf (text, "\nMaquette: %s", mq_json_element_string (notes, i));
  json_object_set_string_member (built, "stderr", g_strchug (text->str));
}

/* The script's Blender says what the script printed and how it failed; what there is to see comes
 * from the viewer. Awaits. */
static JsonObject *
execute (MqWorkerCall *call, GError **error)
{
  g_autoptr (JsonObject) built = mq_worker_build (call, error);
  g_autoptr (JsonObject) opened = NULL;

  if (built == NULL || mq_json_get_object (built, "error") != NULL)
    return g_steal_pointer (&built);

  if (!mq_worker_await_warm_up (call, error)
      || !(opened = open_scene (call, mq_json_get_string (call->params, "save", NULL), error)))
    return NULL;

  add_notes (built, opened);
  mq_json_add (built, "objects:l error:o?", mq_json_get_int (opened, "objects", 0),
               mq_json_get_object (opened, "error") != NULL
                   ? json_object_ref (mq_json_get_object (opened, "error"))
                   : NULL);
  return g_steal_pointer (&built);
}

/* The Blender that will run the script has run none yet, so its word counts as much as the
 * viewer's, which may still draw its first picture. Awaits. */
static JsonObject *
ask_builder (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  const char *file = mq_json_get_string (call->params, "file", NULL);
  g_autoptr (MqInstance) builder = mq_worker_take_builder (call, error);
  g_autoptr (JsonObject) answer = NULL;

  if (builder == NULL
      || !(answer = mq_instance_exchange (builder, call->method, call->params, call->timeout_s, 0,
                                          call->dropped, error))
      || (file != NULL && !mq_worker_take_file (self, builder, file, file, error)))
    return NULL;

  mq_worker_emit_replaced (self);
  /* mq_worker_stop() may have killed it meanwhile. */
  if (self->builder != NULL && !mq_spare_give_back (self->spare, builder))
    mq_worker_drop (self, &self->builder);
  g_clear_object (&self->builder);
  return g_steal_pointer (&answer);
}

static gboolean
check_use (const MqWorkerCall *call, GError **error)
{
  MqWorkerScene scene = call->worker->scene;
  gboolean is_preview = g_strcmp0 (call->method, "preview") == 0;
  gboolean is_measure = g_strcmp0 (call->method, "measure") == 0;

  /* The report of a preview may be the script's invention: it is shown, and nothing else. */
  if (call->method == NULL || scene == MQ_WORKER_SCENE_NONE
      || (scene == MQ_WORKER_SCENE_PREVIEWED ? is_preview || is_measure : !is_preview))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "A Blender is either for previews or for versions");
}

/* Awaits. */
static void
keep_shaders (MqWorker *self, JsonObject *answer)
{
  JsonArray *files = mq_json_get_array (answer, "files");
  g_autoptr (GError) error = NULL;

  if (mq_json_length (files) > 0
      && !dex_await (mq_shader_cache_keep (self->run_dir, files), &error))
    g_info ("Compiled shaders were not kept: %s", error->message);
}

/* Awaits the viewer's first picture, so that it has opened nothing of a script's before its
 * shaders are kept. @call: a call that needs the viewer. Returns: %FALSE if the call was dropped */
gboolean
mq_worker_await_warm_up (MqWorkerCall *call, GError **error)
{
  DexFuture *warming = call->worker->warming;

  return warming == NULL
         || dex_await (mq_fiber_unless (call->dropped, mq_fiber_forget_error (dex_ref (warming))),
                       error);
}

/* A viewer that cannot draw is replaced by the next call. */
static DexFuture *
draw_first_fiber (MqWorker *self, MqInstance *viewer, gboolean keeps, DexFuture *dropped)
{
  g_autoptr (JsonObject) params = mq_json_new ("keep:b", keeps);
  GError *error = NULL;
  JsonObject *answer = mq_instance_exchange (viewer, MQ_WORKER_WARM_UP, params, WARM_UP_SECONDS, 0,
                                             dropped, &error);

  if (answer != NULL && keeps)
    keep_shaders (self, answer);
  else if (answer == NULL && !g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED))
    mq_instance_kill (viewer);

  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* Draws the first picture, of nothing, of a viewer that has started. Does not wait. Returns:
 * (transfer full): resolves to the response; mq_worker_await_warm_up() waits for it, too */
DexFuture *
mq_worker_draw_first (MqWorker *self)
{
  /* Shaders are kept of a worker that has seen nothing of a script yet. */
  gboolean keeps = self->scene == MQ_WORKER_SCENE_NONE && !self->viewer->has_shaders;

  dex_clear (&self->warming);
  self->warming
      = mq_fiber_spawn_droppable_with (FIBER_STACK, draw_first_fiber, (MQ_TYPE_WORKER, self),
                                       (MQ_TYPE_INSTANCE, self->viewer), (G_TYPE_BOOLEAN, keeps));
  return dex_ref (self->warming);
}

/* Begins a version: its viewer draws its first picture while the script is checked and runs.
 * Awaits. */
static gboolean
begin_version (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) before = g_object_ref (self->viewer);

  if (!renew_viewer (call, error))
    return FALSE;
  if (self->viewer != before && self->warming != NULL)
    dex_future_disown (mq_worker_draw_first (self));
  return TRUE;
}

/* Awaits. Returns: (transfer full) (nullable): the response */
JsonObject *
mq_worker_try (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) viewer = NULL;
  g_autoptr (JsonObject) opened = NULL;
  const MqBridgeMethod *method;
  gboolean is_check = g_strcmp0 (call->method, "check") == 0;
  gboolean is_execute = g_strcmp0 (call->method, "execute") == 0;
  gint64 pictures = 0;

  if (!check_use (call, error))
    return NULL;
  if (self->viewer == NULL && !start_viewer (call, error))
    return NULL;

  /* A handler of "replaced" may stop the worker, or drop the call. */
  if (mq_worker_is_called_off (call, error))
    return NULL;

  if (call->method == NULL)
    return json_object_ref (self->hello);

  if ((is_check || is_execute) && !begin_version (call, error))
    return NULL;
  if (is_execute)
    return execute (call, error);
  if ((is_check && self->keeps_spare)
      || (self->viewer->is_forked && (is_check || g_str_equal (call->method, "introspect"))))
    return ask_builder (call, error);
  if (!mq_worker_await_warm_up (call, error) || mq_worker_is_called_off (call, error))
    return NULL;
  if (g_str_equal (call->method, "preview"))
    {
      /* Such a viewer is not trusted with anything else. */
      self->scene = MQ_WORKER_SCENE_PREVIEWED;
      viewer = g_object_ref (self->viewer);
      return mq_worker_run_script (call, viewer, call->params, error);
    }

  method = mq_bridge_method_find (call->method);
  if ((method->flags & MQ_BRIDGE_METHOD_USES_SCENE) != 0
      && (self->scene == MQ_WORKER_SCENE_SLOW || (method->pictures != NULL && self->draws_slowly)))
    return mq_fail_null (error, MQ_ERROR_TIMEOUT,
                         _ ("Blender was not asked again: it has taken too long with this model"));

  if ((method->flags & MQ_BRIDGE_METHOD_USES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_BUILT
      && (!(opened = open_scene (call, NULL, error)) || mq_worker_is_called_off (call, error)))
    return NULL;

  if ((method->flags & MQ_BRIDGE_METHOD_CHANGES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_OPEN)
    self->scene = MQ_WORKER_SCENE_BUILT;

  if (method->pictures != NULL)
    pictures = MAX (1, mq_json_get_int (call->params, method->pictures, 1));
  viewer = g_object_ref (self->viewer);
  return mq_instance_exchange (viewer, call->method, call->params, call->timeout_s, (guint)pictures,
                               call->dropped, error);
}
