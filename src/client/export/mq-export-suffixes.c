/* Formats that a Blender can write, see mq-export.h: it is asked once in each process. */
#include "client/export/mq-export.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK (256 * 1024)
#define INFO_SECONDS 120

static GHashTable *known; /* path of a Blender: GStrv */

typedef struct
{
  MqLibrary *library;
  MqWorkerSettings settings;
} SuffixesJob;

static void
suffixes_job_free (gpointer data)
{
  SuffixesJob *job = data;

  g_object_unref (job->library);
  g_object_unref (job->settings.blender);
  g_free (job);
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  SuffixesJob *job = data;
  const char *path = mq_blender_get_path (job->settings.blender);
  GError *error = NULL;
  g_autofree char *work_dir = NULL;
  g_autoptr (MqWorker) worker = NULL;
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (JsonObject) facts = NULL;

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  if (!g_hash_table_contains (known, path))
    {
      if (!(work_dir = dex_await_string (mq_library_make_work_dir (job->library), &error)))
        return dex_future_new_for_error (error);

      worker = mq_worker_new (&job->settings, work_dir, FALSE);
      facts = dex_await_boxed (
          mq_fiber_unless (dropped, mq_worker_call (worker, "info", nothing, INFO_SECONDS)),
          &error);
      dex_await (mq_worker_stop (worker), NULL);
      dex_await (mq_library_remove_work_dir (job->library, work_dir), NULL);
      if (facts == NULL)
        return dex_future_new_for_error (error);

      g_hash_table_insert (known, g_strdup (path),
                           mq_json_to_strings (mq_json_get_array (facts, "exports")));
    }

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strdupv (g_hash_table_lookup (known, path)));
}

/**
 * mq_export_load_suffixes:
 * @library: a library, for the folder that Blender works in
 * @settings: the Blender to ask
 *
 * Dropping the future ends Blender.
 *
 * Returns: (transfer full): resolves to the suffixes that it can write models in, such as ".glb"
 *   (G_TYPE_STRV); rejects if it does not start
 */
DexFuture *
mq_export_load_suffixes (MqLibrary *library, const MqWorkerSettings *settings)
{
  SuffixesJob *job;

  dex_return_error_if_fail (MQ_IS_LIBRARY (library));

  job = g_new0 (SuffixesJob, 1);
  job->library = g_object_ref (library);
  job->settings = *settings;
  g_object_ref (job->settings.blender);
  return mq_fiber_spawn_droppable (FIBER_STACK, load_fiber, job, suffixes_job_free);
}
