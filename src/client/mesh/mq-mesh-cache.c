/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The meshes of versions, see mq-mesh-cache.h. A file of the cache is as hostile as what Blender
 * wrote and is read under the same limits. One that cannot be read is made again. */
#include "client/mesh/mq-mesh-cache.h"

#include "client/mesh/mq-glb-reader.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIBER_STACK (256 * 1024)
#define MODEL_SECONDS 300
/* Bytes of all files together; the mesh of a chair has half a million. */
#define MAX_CACHE ((guint64)256 * 1024 * 1024)
#define SCENE "scene.blend"
#define FILE_IN_WORK_DIR "mesh/asset.glb"

typedef struct
{
  MqLibrary *library;
  MqVersion *version;
  MqWorkerSettings settings;
  char *work_dir;
  char *folder; /* of the cache */
  char *name;   /* in it */
} MeshJob;

static void
mesh_job_free (gpointer data)
{
  MeshJob *job = data;

  g_object_unref (job->library);
  g_object_unref (job->version);
  g_clear_object (&job->settings.blender);
  g_free (job->work_dir);
  g_free (job->folder);
  g_free (job->name);
  g_free (job);
}

/**
 * mq_mesh_cache_make_name:
 * @version: a version
 *
 * A version does not change. But its number is given again when its session was deleted and is
 * imported, or when another library has one of the same name; therefore the time and size of its
 * scene are in the name. Blocks.
 *
 * Returns: (transfer full): "SESSION-N-TIME-SIZE.glb": the version is in SESSION/versions/N
 */
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

typedef struct
{
  char *name;
  guint64 size;
  gint64 used; /* ns */
} CachedFile;

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const CachedFile *first = a, *second = b;

  return first->used < second->used ? -1 : first->used > second->used;
}

static void
clear_cached_file (gpointer file)
{
  g_free (((CachedFile *)file)->name);
}

/**
 * mq_mesh_cache_shrink:
 * @folder: a folder of files, each of which can be made anew
 * @limit: bytes that they may have together
 *
 * Removes those that were not used for the longest time. Blocks.
 */
void
mq_mesh_cache_shrink (const char *folder, guint64 limit)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (CachedFile));
  const char *name;
  guint64 total = 0;

  g_array_set_clear_func (files, clear_cached_file);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat about;

      if (lstat (path, &about) == 0 && S_ISREG (about.st_mode))
        {
          CachedFile file
              = { g_strdup (name), (guint64)about.st_size,
                  about.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + about.st_mtim.tv_nsec };

          g_array_append_val (files, file);
          total += file.size;
        }
    }

  g_array_sort (files, compare_age);
  for (guint i = 0; i < files->len && total > limit; i++)
    {
      const CachedFile *file = &g_array_index (files, CachedFile, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);

      if (unlink (path) == 0)
        total -= file->size;
    }
}

/* On a worker thread. A file that is not there, or cannot be read, is no error: it is made. */
static DexFuture *
read_cached_fiber (gpointer data)
{
  MeshJob *job = data;
  g_autofd int dir = open (job->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  MqMesh *mesh;

  job->name = mq_mesh_cache_make_name (job->version);
  if (dir >= 0)
    bytes = mq_files_read (dir, job->name, MQ_GLB_MAX_BYTES, NULL);
  if (bytes == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s is not in the cache",
                                  job->name);
  if (!(mesh = mq_glb_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error)))
    return dex_future_new_for_error (error);

  utimensat (dir, job->name, NULL, AT_SYMLINK_NOFOLLOW); /* used now, see mq_mesh_cache_shrink() */
  return dex_future_new_take_object (mesh);
}

/* Keeps a whole file in the cache, and makes room for it. Blocks. */
static gboolean
keep (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *part = g_strdup_printf (".%s.%d.part", name, (int)getpid ());
  g_autofd int dir = -1;
  gboolean is_kept;

  if (!mq_paths_make_private (folder, error) || (dir = mq_files_open_dir (folder, error)) < 0)
    return FALSE;

  unlinkat (dir, part, 0);
  is_kept = mq_files_write (dir, part, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                            error)
            && (renameat (dir, part, dir, name) == 0
                || mq_files_fail (error, errno, N_ ("Could not write “%s”"), name));
  if (!is_kept)
    unlinkat (dir, part, 0);
  mq_mesh_cache_shrink (folder, MAX_CACHE);
  return is_kept;
}

/* On a worker thread: reads what Blender wrote. */
static DexFuture *
read_made_fiber (gpointer data)
{
  MeshJob *job = data;
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (job->work_dir, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MqMesh) mesh = NULL;

  if (dir < 0 || !(bytes = mq_files_read (dir, FILE_IN_WORK_DIR, MQ_GLB_MAX_BYTES, &error))
      || !(mesh = mq_glb_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error)))
    return dex_future_new_for_error (error);

  /* Without it, the mesh is made again the next time. */
  keep (job->folder, job->name, bytes, NULL);
  return dex_future_new_take_object (g_steal_pointer (&mesh));
}

/* Has Blender write the version's triangles. Awaits. */
static gboolean
write_mesh (MeshJob *job, MqWorker *worker, DexFuture *dropped, GError **error)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (job->version), SCENE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("file:s", FILE_IN_WORK_DIR);
  g_autoptr (JsonObject) written = NULL;

  if (!dex_await (mq_worker_open (worker, scene), error))
    return FALSE;

  written = dex_await_boxed (
      mq_fiber_unless (dropped, mq_worker_call (worker, "model", params, MODEL_SECONDS)), error);
  return written != NULL;
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  MeshJob *job = data;
  DexScheduler *threads = dex_thread_pool_scheduler_get_default ();
  g_autoptr (MqWorker) worker = NULL;
  MqMesh *mesh = dex_await_object (
      mq_fiber_spawn (threads, FIBER_STACK, read_cached_fiber, job, NULL), NULL);
  GError *error = NULL;

  if (mesh != NULL)
    return dex_future_new_take_object (mesh);
  if (!dex_future_is_pending (dropped))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "Nobody waits for the mesh");
  if (!(job->work_dir = dex_await_string (mq_library_make_work_dir (job->library), &error)))
    return dex_future_new_for_error (error);

  worker = mq_worker_new (&job->settings, job->work_dir, FALSE);
  if (write_mesh (job, worker, dropped, &error))
    mesh = dex_await_object (mq_fiber_spawn (threads, FIBER_STACK, read_made_fiber, job, NULL),
                             &error);
  dex_await (mq_worker_stop (worker), NULL);
  dex_await (mq_library_remove_work_dir (job->library, job->work_dir), NULL);
  return mesh != NULL ? dex_future_new_take_object (mesh) : dex_future_new_for_error (error);
}

/**
 * mq_mesh_cache_load:
 * @library: the library of the version
 * @settings: the Blender that writes the mesh
 * @version: a version
 *
 * Reads the version's mesh from the cache, or has it made, which takes seconds. Files are
 * read and written on other threads. Dropping the future ends Blender.
 *
 * Returns: (transfer full): resolves to an #MqMesh; rejects if the version cannot be opened, or
 * what Blender wrote cannot be read
 */
DexFuture *
mq_mesh_cache_load (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version)
{
  MeshJob *job;

  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_KEPT_VERSION (version));
  dex_return_error_if_fail (settings != NULL && settings->blender != NULL);

  job = g_new0 (MeshJob, 1);
  job->library = g_object_ref (library);
  job->version = g_object_ref (version);
  job->settings = *settings;
  g_object_ref (job->settings.blender);
  job->folder = mq_paths_get_cache (MQ_MESH_CACHE_FOLDER);
  return mq_fiber_spawn_droppable (FIBER_STACK, load_fiber, job, mesh_job_free);
}
