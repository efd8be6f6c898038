/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMeshPreview, see mq-mesh-preview.h. One fiber at a time runs what waits, and then ends; it
 * holds a reference, and cleans up if it was stopped meanwhile. */
#include "client/mesh/mq-mesh-preview.h"

#include "client/executor/mq-blender-job.h"
#include "client/mesh/mq-glb-reader.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* A script that takes longer is no preview; a version can still be made with it. */
#define PREVIEW_SECONDS 10
/* Measuring takes about as long as the script. It begins when the user has let a value be for so
 * long, since a script that comes meanwhile waits for its end. */
#define SETTLED_MS 500
#define MEASURE_SECONDS 10
#define CHECK_SECONDS 30
#define FILE_IN_WORK_DIR "preview.glb"

struct _MqMeshPreview
{
  GObject parent_instance;

  MqLibrary *library;
  MqWorkerSettings settings;
  MqBlenderJob *job; /* NULL until the first script */
  char *meshes;      /* (nullable): the path of what the scripts load */
  char *waiting;     /* the latest script, until it is run */
  char *unchecked;   /* the same, until it is checked */
  JsonArray *joins;  /* NULL: nothing is measured */
  guint settle_source;
  gboolean is_settled; /* what was run last is to be measured */
  gboolean is_running;
  gboolean is_stopped;
  DexPromise *ended; /* resolves when nothing of it is left */
};

enum
{
  MESH,
  FAILED,
  MEASURED,
  CHECKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqMeshPreview, mq_mesh_preview, G_TYPE_OBJECT)

/* On a worker thread: reads the mesh that Blender wrote. */
static DexFuture *
read_fiber (const char *work_dir)
{
  GError *error = NULL;
  MqMesh *mesh = mq_glb_load (work_dir, FILE_IN_WORK_DIR, NULL, &error);

  return mesh != NULL ? dex_future_new_take_object (mesh) : dex_future_new_for_error (error);
}

/* Awaits. */
static gboolean
ensure_job (MqMeshPreview *self, GError **error)
{
  if (self->job == NULL)
    {
      self->job = mq_blender_job_new (self->library, &self->settings, DEX_FUTURE (self->ended),
                                      error);
      if (self->job == NULL)
        return FALSE;
      mq_worker_set_meshes (self->job->worker, self->meshes);
    }
  if (self->is_stopped)
    return mq_fail (error, MQ_ERROR_CANCELLED, "Nobody waits for the result");
  return TRUE;
}

static void run (MqMeshPreview *self);

static void
settled_cb (gpointer data)
{
  MqMeshPreview *self = data;

  self->settle_source = 0;
  self->is_settled = TRUE;
  run (self);
}

static DexFuture *
run_fiber (MqMeshPreview *self)
{
  while (!self->is_stopped
         && (self->waiting != NULL || self->unchecked != NULL || self->is_settled))
    {
      g_autofree char *script = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) answer = NULL;
      JsonObject *report;

      if (self->waiting != NULL)
        {
          g_autoptr (MqMesh) mesh = NULL;
          g_autofree char *why = NULL;
          JsonObject *fault = NULL;

          script = g_steal_pointer (&self->waiting);
          if (ensure_job (self, &error))
            answer = mq_blender_job_call (self->job, "preview",
                                          mq_json_new ("script:s file:s", script, FILE_IN_WORK_DIR),
                                          PREVIEW_SECONDS, &error);
          if (answer != NULL && !(fault = mq_json_get_object (answer, "error")))
            mesh = dex_await_object (
                mq_fiber_spawn_on_thread (read_fiber, (G_TYPE_STRING, self->job->folder)), &error);
          if (self->is_stopped)
            break;

          if (fault != NULL)
            /* Translators: %s is an error of Python, in English */
            why = g_strdup_printf (_ ("With these values, the script fails: %s"),
                                   mq_json_get_string (fault, "message", ""));
          else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT) && answer == NULL)
            why = g_strdup_printf (_ ("With these values, a preview takes longer than %d seconds."),
                                   PREVIEW_SECONDS);
          else if (mesh == NULL)
            why = g_strdup (error->message);
          if (mesh != NULL)
            g_signal_emit (self, signals[MESH], 0, mesh);
          /* A failure is of no interest when there is a newer script. */
          else if (self->waiting == NULL)
            g_signal_emit (self, signals[FAILED], 0, why);

          /* A handler may have shown another script, or stopped the preview. */
          if (mesh != NULL && self->waiting == NULL && self->joins != NULL && !self->is_stopped)
            self->settle_source = g_timeout_add_once (SETTLED_MS, settled_cb, self);
        }
      else if (self->unchecked != NULL)
        {
          script = g_steal_pointer (&self->unchecked);
          if (ensure_job (self, &error))
            answer = mq_blender_job_call (self->job, "check",
                                          mq_json_new ("script:s origin:s", script, "person"),
                                          CHECK_SECONDS, &error);
          if (answer == NULL)
            g_info ("A script was not checked: %s", error->message);
          else if (!self->is_stopped && self->unchecked == NULL)
            g_signal_emit (self, signals[CHECKED], 0, mq_json_get_array (answer, "findings"));
        }
      else
        {
          self->is_settled = FALSE;
          answer = mq_blender_job_call (self->job, "measure", mq_json_new ("joins:A", self->joins),
                                        MEASURE_SECONDS, &error);
          if (self->is_stopped)
            break;

          if (answer == NULL)
            {
              /* It has ended its Blender, so that scripts of this run are not measured again. */
              g_info ("A preview was not measured: %s", error->message);
              g_clear_pointer (&self->joins, json_array_unref);
            }
          else if (self->waiting == NULL
                   && (report = mq_json_get_object (answer, "report")) != NULL)
            g_signal_emit (self, signals[MEASURED], 0, report);
        }
    }

  self->is_running = FALSE;
  if (self->is_stopped)
    {
      g_clear_pointer (&self->job, mq_blender_job_free);
      dex_promise_resolve_boolean (self->ended, TRUE);
    }
  return dex_future_new_true ();
}

static void
run (MqMeshPreview *self)
{
  if (self->is_running)
    return;

  self->is_running = TRUE;
  dex_future_disown (
      mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, run_fiber, (MQ_TYPE_MESH_PREVIEW, self)));
}

static void
mq_mesh_preview_finalize (GObject *object)
{
  MqMeshPreview *self = MQ_MESH_PREVIEW (object);

  g_object_unref (self->library);
  g_object_unref (self->settings.blender);
  g_free (self->waiting);
  g_free (self->unchecked);
  g_free (self->meshes);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->joins, json_array_unref);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (mq_mesh_preview_parent_class)->finalize (object);
}

static void
mq_mesh_preview_class_init (MqMeshPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_mesh_preview_finalize;

  signals[MESH] = g_signal_new ("mesh", MQ_TYPE_MESH_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, MQ_TYPE_MESH);
  signals[FAILED] = g_signal_new ("failed", MQ_TYPE_MESH_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MEASURED] = g_signal_new ("measured", MQ_TYPE_MESH_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[CHECKED] = g_signal_new ("checked", MQ_TYPE_MESH_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_ARRAY);
}

static void
mq_mesh_preview_init (MqMeshPreview *self)
{
  self->ended = dex_promise_new ();
}

/**
 * mq_mesh_preview_new:
 * @library: where it gets a folder to work in
 * @settings: the Blender that runs the scripts
 *
 * Starts nothing yet.
 *
 * Returns: (transfer full): a preview; end it with mq_mesh_preview_stop()
 */
MqMeshPreview *
mq_mesh_preview_new (MqLibrary *library, const MqWorkerSettings *settings)
{
  MqMeshPreview *self;

  g_return_val_if_fail (MQ_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (settings != NULL && MQ_IS_BLENDER (settings->blender), NULL);

  self = g_object_new (MQ_TYPE_MESH_PREVIEW, NULL);
  self->library = g_object_ref (library);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  return self;
}

/**
 * mq_mesh_preview_set_version:
 * @self: a preview
 * @version: the version that the next scripts are of: they load what its own script loads
 */
void
mq_mesh_preview_set_version (MqMeshPreview *self, MqVersion *version)
{
  g_return_if_fail (MQ_IS_MESH_PREVIEW (self) && MQ_IS_KEPT_VERSION (version));

  g_free (self->meshes);
  self->meshes = mq_version_dup_meshes (version);
  if (self->job != NULL)
    mq_worker_set_meshes (self->job->worker, self->meshes);
}

/**
 * mq_mesh_preview_set_joins:
 * @self: a preview
 * @joins: pairs of parts that may run into each other, see mq_measurement_list_joins()
 *
 * From now on, a script after which no other comes for a moment is measured.
 */
void
mq_mesh_preview_set_joins (MqMeshPreview *self, JsonArray *joins)
{
  g_return_if_fail (MQ_IS_MESH_PREVIEW (self) && joins != NULL);

  mq_json_replace_array (&self->joins, joins);
}

/**
 * mq_mesh_preview_show:
 * @self: a preview
 * @script: the script to run next, in place of one that still waits
 *
 * Starts Blender when it is called first; after that, a mesh takes little longer than the script.
 */
void
mq_mesh_preview_show (MqMeshPreview *self, const char *script)
{
  g_return_if_fail (MQ_IS_MESH_PREVIEW (self));

  if (self->is_stopped)
    return;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->is_settled = FALSE;
  g_set_str (&self->waiting, script);
  run (self);
}

/**
 * mq_mesh_preview_check:
 * @self: a preview
 * @script: the script to check next, in place of one that still waits; it is not run
 */
void
mq_mesh_preview_check (MqMeshPreview *self, const char *script)
{
  g_return_if_fail (MQ_IS_MESH_PREVIEW (self));

  if (self->is_stopped)
    return;

  g_set_str (&self->unchecked, script);
  run (self);
}

/* Returns: see mq_worker_get_pid() */
GPid
mq_mesh_preview_get_pid (MqMeshPreview *self)
{
  g_return_val_if_fail (MQ_IS_MESH_PREVIEW (self), 0);

  return self->job != NULL ? mq_worker_get_pid (self->job->worker) : 0;
}

/**
 * mq_mesh_preview_stop:
 * @self: a preview
 *
 * Ends its Blender, whatever it does. No signal is emitted from now on.
 *
 * Returns: (transfer full): resolves when its processes and its folder are gone
 */
DexFuture *
mq_mesh_preview_stop (MqMeshPreview *self)
{
  dex_return_error_if_fail (MQ_IS_MESH_PREVIEW (self));

  if (!self->is_stopped)
    {
      self->is_stopped = TRUE;
      g_clear_handle_id (&self->settle_source, g_source_remove);
      if (self->job != NULL)
        dex_future_disown (mq_worker_stop (self->job->worker));
      run (self);
    }

  return dex_ref (DEX_FUTURE (self->ended));
}
