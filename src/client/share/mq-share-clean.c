/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The Blender files of an archive, see mq-share-private.h. A stranger's file may have texts and
 * drivers that run where it is opened. One Blender in the sandbox opens each, strips it as it
 * strips the file of a script, and saves it anew; only such files are kept. */
#include "client/share/mq-share-private.h"

#include "client/executor/mq-blender-job.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#define STACK (256 * 1024)
#define SAVE_SECONDS 180
#define SCENE "scene.blend"
#define CLEAN "clean.blend"

/* On a thread of the pool. */
static DexFuture *
replace_fiber (const char *folder, const char *version_dir)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (folder, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (version_dir, &error) : -1;

  if (to < 0
      || !mq_files_put_copy (from, CLEAN, to, SCENE, mq_share_kind_get_limit (MQ_SHARE_BLEND), TRUE,
                             &error))
    return dex_future_new_for_error (error);

  mq_files_remove_tree (from, CLEAN);
  return dex_future_new_true ();
}

static gboolean
save_anew (MqBlenderJob *job, const char *version_dir, GError **error)
{
  g_autofree char *scene = g_build_filename (version_dir, SCENE, NULL);
  g_autoptr (JsonObject) saved = NULL;

  return dex_await (mq_worker_open (job->worker, scene), error)
         && (saved = mq_blender_job_call (job, "save", mq_json_new ("file:s", CLEAN), SAVE_SECONDS,
                                          error))
         && dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK,
                                            replace_fiber, (G_TYPE_STRING, job->folder),
                                            (G_TYPE_STRING, version_dir)),
                       error);
}

/* Says which file it was, unless it was not the file's fault. */
static gboolean
fail (guint number, GError *why, GError **error)
{
  g_autoptr (GError) reason = why;

  if (g_error_matches (reason, MQ_ERROR, MQ_ERROR_NO_SPACE)
      || g_error_matches (reason, MQ_ERROR, MQ_ERROR_NO_BLENDER))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The Blender file of version %u is refused: %s"),
                  number, reason->message);
}

/* Opens and saves anew the Blender file of each version that the library does not have. Awaits.
 * Returns: whether all of them are clean, as MqSessionCopy.clean says */
gboolean
mq_share_clean (MqLibrary *library, MqSessionCopy *session, const MqWorkerSettings *settings,
                MqBlenderJob **job, const MqShareProgress *progress, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) added = mq_library_list_new_versions (library, session, error);
  g_autoptr (DexFuture) dropped = cancellable != NULL
                                      ? dex_cancellable_new_from_cancellable (cancellable)
                                      : dex_future_new_infinite ();

  if (added == NULL || added->len == 0)
    return added != NULL;
  if (settings == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER,
                    _ ("Its Blender files have to be opened and saved anew before they are kept, "
                       "and no Blender was found. Install Blender, or choose one in Preferences, "
                       "and import it again"));
  if (*job == NULL && !(*job = mq_blender_job_new (library, settings, dropped, error)))
    return FALSE;

  for (guint i = 0; i < added->len; i++)
    {
      guint number = mq_version_get_number (added->pdata[i]);
      g_autofree char *dir = g_strdup_printf ("%s/versions/%u", session->dir, number);
      g_autoptr (GError) reason = NULL;

      if (progress != NULL)
        progress->func (i + 1, added->len, progress->user_data);
      if (!save_anew (*job, dir, &reason))
        return g_cancellable_is_cancelled (cancellable)
                   ? mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"))
                   : fail (number, g_steal_pointer (&reason), error);

      g_hash_table_add (session->clean, GUINT_TO_POINTER (number));
    }

  return TRUE;
}
