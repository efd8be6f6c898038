/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats that a Blender can write, see mq-export.h: it is asked once in each process. */
#include "client/export/mq-export.h"

#include "client/executor/mq-blender-job.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK (256 * 1024)
#define INFO_SECONDS 120

static GHashTable *known; /* path of a Blender: GStrv */

static DexFuture *
load_fiber (MqLibrary *library, const MqWorkerSettings *settings, DexFuture *dropped)
{
  const char *path = mq_blender_get_path (settings->blender);
  GError *error = NULL;

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  if (!g_hash_table_contains (known, path))
    {
      g_autoptr (MqBlenderJob) job = mq_blender_job_new (library, settings, dropped, &error);
      g_autoptr (JsonObject) facts = NULL;

      if (job == NULL
          || !(facts = mq_blender_job_call (job, "info", json_object_new (), INFO_SECONDS, &error)))
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
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));

  return mq_fiber_spawn_droppable_with (FIBER_STACK, load_fiber, (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_WORKER_SETTINGS, settings));
}
