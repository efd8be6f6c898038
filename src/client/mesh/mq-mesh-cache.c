/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The meshes of versions, see mq-mesh-cache.h. A file of the cache is as hostile as what Blender
 * wrote and is read under the same limits. One that cannot be read is made again. */
#include "client/mesh/mq-mesh-cache.h"

#include "client/blender/mq-files-measure.h"
#include "client/executor/mq-blender-job.h"
#include "client/mesh/mq-glb-reader.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL_SECONDS 300
/* Bytes of all files together; the mesh of a chair has half a million. */
#define MAX_CACHE ((guint64)256 * 1024 * 1024)
#define SCENE "scene.blend"
#define FILE_IN_WORK_DIR "mesh/asset.glb"

/* A version does not change. But its number is given again when its session was deleted and is
 * imported, or when another library has one of the same name; therefore the time and size of its
 * scene are in the name. Blocks. Returns: (transfer full): "SESSION-N-TIME-SIZE.glb": the
 * version is in SESSION/versions/N */
char *
mq_mesh_cache_make_name (MqVersion *version)
{
  g_autofree char *versions = g_path_get_dirname (mq_version_get_dir (version));
  g_autofree char *session_dir = g_path_get_dirname (versions);
  g_autofree char *session = g_path_get_basename (session_dir);
  g_autofree char *scene = g_build_filename (mq_version_get_dir (version), SCENE, NULL);
  GStatBuf facts = { 0 };

  g_stat (scene, &facts);
  return g_strdup_printf ("%s-%u-%llx%08lx-%llx.glb", session, mq_version_get_number (version),
                          (long long)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec,
                          (long long)facts.st_size);
}

/* Removes those that were not used for the longest time. Blocks. @folder: a folder of files,
 * each of which can be made anew; @limit: bytes that they may have together. */
void
mq_mesh_cache_shrink (const char *folder, guint64 limit)
{
  g_autoptr (GArray) files = mq_files_list_by_use (folder);
  guint64 total = 0;

  MQ_EACH_VALUE (files, i, const MqFileUse, file)
    if (!file->is_folder && (total += file->bytes) > limit)
      unlink (file->path);
}

/* On a worker thread. A file that is not there, or cannot be read, is no error: it is made. */
static DexFuture *
read_cached_fiber (MqVersion *version)
{
  gboolean is_draft = mq_version_is_draft (version);
  g_autofree char *folder = is_draft ? g_strdup (mq_version_get_dir (version))
                                     : mq_paths_get_cache (MQ_MESH_CACHE_FOLDER);
  g_autofree char *name = is_draft ? g_strdup (MQ_VERSION_MODEL)
                                   : mq_mesh_cache_make_name (version);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GError *error = NULL;
  MqMesh *mesh = mq_glb_load (folder, name, NULL, &error);

  if (mesh == NULL)
    return dex_future_new_for_error (error);

  /* Used now, see mq_mesh_cache_shrink(). */
  utimensat (AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
  return dex_future_new_take_object (mesh);
}

/* On a worker thread: reads what Blender wrote. */
static DexFuture *
read_made_fiber (const char *work_dir, MqVersion *version)
{
  g_autofree char *folder = mq_paths_get_cache (MQ_MESH_CACHE_FOLDER);
  g_autofree char *name = mq_mesh_cache_make_name (version);
  g_autofd int dir = -1;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  MqMesh *mesh = mq_glb_load (work_dir, FILE_IN_WORK_DIR, &bytes, &error);

  if (mesh == NULL)
    return dex_future_new_for_error (error);

  /* Keeps the whole file, and makes room for it. Without it, the mesh is made again the next time.
   */
  if (mq_paths_make_private (folder, NULL) && (dir = mq_files_open_dir (folder, NULL)) >= 0)
    {
      mq_files_put (dir, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), TRUE,
                    NULL);
      mq_mesh_cache_shrink (folder, MAX_CACHE);
    }
  return dex_future_new_take_object (mesh);
}

static DexFuture *
load_fiber (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
            DexFuture *dropped)
{
  DexScheduler *threads = dex_thread_pool_scheduler_get_default ();
  g_autoptr (MqBlenderJob) job = NULL;
  g_autoptr (JsonObject) written = NULL;
  MqMesh *mesh = dex_await_object (
      mq_fiber_spawn_with (threads, MQ_FIBER_STACK, read_cached_fiber, (MQ_TYPE_VERSION, version)),
      NULL);
  GError *error = NULL;

  if (mesh != NULL)
    return dex_future_new_take_object (mesh);
  if (!dex_future_is_pending (dropped))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "Nobody waits for the mesh");

  if ((job = mq_blender_job_new (library, settings, dropped, &error)) != NULL
      && mq_blender_job_open (job, version, &error)
      && (written = mq_blender_job_call (job, "model", mq_json_new ("file:s", FILE_IN_WORK_DIR),
                                         MODEL_SECONDS, &error)))
    mesh = dex_await_object (mq_fiber_spawn_with (threads, MQ_FIBER_STACK, read_made_fiber,
                                                  (G_TYPE_STRING, job->folder),
                                                  (MQ_TYPE_VERSION, version)),
                             &error);
  return mesh != NULL ? dex_future_new_take_object (mesh) : dex_future_new_for_error (error);
}

/**
 * mq_mesh_cache_load:
 * @library: the library of the version
 * @settings: the Blender that writes the mesh
 * @version: a version
 *
 * Reads the version's mesh from the cache, or has it made, which takes seconds. Files are
 * read and written on other threads. Dropping the future ends Blender. A draft brings its mesh.
 *
 * Returns: (transfer full): resolves to an #MqMesh; rejects if the version cannot be opened, or
 * what Blender wrote cannot be read
 */
DexFuture *
mq_mesh_cache_load (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_KEPT_VERSION (version));
  dex_return_error_if_fail (settings != NULL && settings->blender != NULL);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, load_fiber, (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_WORKER_SETTINGS, settings),
                                        (MQ_TYPE_VERSION, version));
}
