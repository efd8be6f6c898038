/* One attempt at a call: everything from starting Blender to the response. A part of MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "client/blender/mq-bridge-method.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* To open a file, and to clean, check and save what is in it, s. */
#define OPEN_SECONDS 180

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

  /* A killed instance may still be writing to the run folder for an instant. */
  mq_worker_await_dying (self);
  if (mq_worker_is_called_off (call, error))
    return FALSE;

  g_clear_pointer (&self->hello, json_object_unref);
  if (!(self->viewer = mq_instance_launch (&self->settings, self->run_dir, error)))
    return FALSE;

  g_signal_connect_object (self->viewer->bridge, "notification", G_CALLBACK (notified_cb), self,
                           G_CONNECT_SWAPPED);
  instance = g_object_ref (self->viewer);
  if (!(hello = mq_instance_handshake (instance, call->dropped, error)))
    return FALSE;

  self->hello = hello;
  mq_worker_emit_replaced (self);
  return TRUE;
}

/* Opens the last script's scene in the viewer, and saves it anew as @save. Awaits. */
static JsonObject *
open_scene (MqWorkerCall *call, MqInstance *viewer, const char *save, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (JsonObject) params = mq_json_new ("file:s save:s?", MQ_WORKER_SCENE_FILE, save);
  g_autoptr (GError) failure = NULL;
  JsonObject *answer = mq_instance_exchange (viewer, "open", params, OPEN_SECONDS, 1, call->dropped,
                                             &failure);

  if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      mq_instance_kill (viewer);
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_WORKER_LOST, _ ("Blender did not answer"));
    }
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  if (answer != NULL)
    self->scene = MQ_WORKER_SCENE_OPEN;
  return answer;
}

/* Adds to what the script printed that its Blender contradicts the file that it saved. */
static void
name_lie (JsonObject *built, gint64 objects)
{
  g_autofree char *text = NULL;

  if (mq_json_get_int (built, "objects", objects) == objects)
    return;

  text
      = g_strdup_printf ("%s\nMaquette: The script’s Blender reported %d objects, but its file has "
                         "%d. The report and the pictures are of the file.",
                         mq_json_get_string (built, "stderr", ""),
                         (int)mq_json_get_int (built, "objects", 0), (int)objects);
  json_object_set_string_member (built, "stderr", g_strchug (text));
}

/* The script's Blender says what the script printed and how it failed; what there is to see comes
 * from the viewer. Awaits. */
static JsonObject *
execute (MqWorkerCall *call, MqInstance *viewer, GError **error)
{
  g_autoptr (JsonObject) built = mq_worker_build (call, error);
  g_autoptr (JsonObject) opened = NULL;

  if (built == NULL || mq_json_get_object (built, "error") != NULL)
    return g_steal_pointer (&built);

  if (!(opened = open_scene (call, viewer, mq_json_get_string (call->params, "save", NULL), error)))
    return NULL;

  name_lie (built, mq_json_get_int (opened, "objects", 0));
  mq_json_add (built, "objects:l error:o?", mq_json_get_int (opened, "objects", 0),
               mq_json_get_object (opened, "error") != NULL
                   ? json_object_ref (mq_json_get_object (opened, "error"))
                   : NULL);
  return g_steal_pointer (&built);
}

/* Runs a script for a preview, in the viewer. Such a viewer is not trusted with anything else.
 * Awaits. */
static JsonObject *
preview (MqWorkerCall *call, MqInstance *viewer, GError **error)
{
  call->worker->scene = MQ_WORKER_SCENE_PREVIEWED;
  return mq_worker_run_script (call, viewer, call->params, error);
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

/**
 * mq_worker_try:
 * @call: a call
 * @error: return location
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the response
 */
JsonObject *
mq_worker_try (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) viewer = NULL;
  g_autoptr (JsonObject) opened = NULL;
  const MqBridgeMethod *method;
  gint64 pictures = 1;
  JsonObject *answer;

  if (!check_use (call, error))
    return NULL;
  if (self->viewer == NULL && !start_viewer (call, error))
    return NULL;

  /* A handler of "replaced" may stop the worker, or drop the call. */
  if (mq_worker_is_called_off (call, error))
    return NULL;

  if (call->method == NULL)
    return json_object_ref (self->hello);

  /* mq_worker_stop() may run while the fiber waits. */
  viewer = g_object_ref (self->viewer);
  if (g_str_equal (call->method, "execute"))
    return execute (call, viewer, error);
  if (g_str_equal (call->method, "preview"))
    return preview (call, viewer, error);

  method = mq_bridge_method_find (call->method);
  if ((method->flags & MQ_BRIDGE_METHOD_USES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_BUILT
      && !(opened = open_scene (call, viewer, NULL, error)))
    return NULL;

  if ((method->flags & MQ_BRIDGE_METHOD_CHANGES_SCENE) != 0 && self->scene == MQ_WORKER_SCENE_OPEN)
    self->scene = MQ_WORKER_SCENE_BUILT;

  if (method->pictures != NULL)
    pictures = MAX (1, mq_json_get_int (call->params, method->pictures, 1));
  answer = mq_instance_exchange (viewer, call->method, call->params, call->timeout_s,
                                 (guint)pictures, call->dropped, error);
  /* Only of a Blender that has not even opened what a script made. */
  if (answer != NULL && g_str_equal (call->method, MQ_WORKER_WARM_UP) && !viewer->has_shaders
      && self->scene == MQ_WORKER_SCENE_NONE)
    keep_shaders (self, answer);

  return answer;
}
