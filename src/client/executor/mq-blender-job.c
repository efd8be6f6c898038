/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBlenderJob, see mq-blender-job.h. */
#include "client/executor/mq-blender-job.h"

#include "common/base/mq-fiber.h"

#define SCENE "scene.blend"

/**
 * mq_blender_job_new:
 * @library: where it gets a folder to work in
 * @settings: the Blender to use
 * @dropped: rejects when nobody needs the result any more
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a job; Blender starts with its first call
 */
MqBlenderJob *
mq_blender_job_new (MqLibrary *library, const MqWorkerSettings *settings, DexFuture *dropped,
                    GError **error)
{
  char *folder = dex_await_string (mq_library_make_work_dir (library), error);
  MqBlenderJob *self;

  if (folder == NULL)
    return NULL;

  self = g_new (MqBlenderJob, 1);
  *self = (MqBlenderJob){ g_object_ref (library), mq_worker_new (settings, folder, FALSE), folder,
                          dex_ref (dropped) };
  return self;
}

/**
 * mq_blender_job_open:
 * @self: a job
 * @version: a version, whose scene the next calls are about
 * @error: return location
 *
 * Returns: whether it is open
 */
gboolean
mq_blender_job_open (MqBlenderJob *self, MqVersion *version, GError **error)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (version), SCENE, NULL);

  return dex_await (mq_worker_open (self->worker, scene), error);
}

/**
 * mq_blender_job_call:
 * @self: a job
 * @method: of the bridge
 * @params: (transfer full): its parameters
 * @seconds: its limit
 * @error: as mq_worker_call(), and %MQ_ERROR_CANCELLED if the result is not needed any more
 *
 * Returns: (transfer full) (nullable): the result
 */
JsonObject *
mq_blender_job_call (MqBlenderJob *self, const char *method, JsonObject *params, guint seconds,
                     GError **error)
{
  g_autoptr (JsonObject) owned = params;

  return dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_worker_call (self->worker, method, owned, seconds)),
      error);
}

/**
 * mq_blender_job_free:
 * @self: (transfer full): a job
 *
 * Ends Blender and removes the folder.
 */
void
mq_blender_job_free (MqBlenderJob *self)
{
  dex_await (mq_worker_stop (self->worker), NULL);
  dex_await (mq_library_remove_work_dir (self->library, self->folder), NULL);
  g_object_unref (self->worker);
  g_object_unref (self->library);
  g_free (self->folder);
  dex_unref (self->dropped);
  g_free (self);
}
