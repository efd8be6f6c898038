/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutput: `--output DIR`, see mq-output.h. */
#include "client/run/mq-output.h"

#include "common/base/mq-files.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE ((guint64)2 << 30)
#define MAX_PICTURES 10

/**
 * mq_output_prepare:
 * @dir: a folder, created if it does not exist
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Checks, before anything starts, that the result can be written there.
 *
 * Returns: whether it can
 */
gboolean
mq_output_prepare (const char *dir, GError **error)
{
  return (g_mkdir_with_parents (dir, 0755) == 0 && access (dir, W_OK | X_OK) == 0)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The folder “%s” cannot be written: %s"), dir,
                     g_strerror (errno));
}

/**
 * mq_output_copy_version:
 * @version_dir: the folder of a version
 * @n_pictures: that it has
 * @with_plan: whether its plan is copied, too, if it has one
 * @dir: the folder that gets the files
 * @error: as mq_files_put_copy()
 *
 * Blocks.
 *
 * Returns: whether all are there; else each file is complete or unchanged
 */
gboolean
mq_output_copy_version (const char *version_dir, guint n_pictures, gboolean with_plan, int dir,
                        GError **error)
{
  static const char *const files[] = { "script.py", "scene.blend", MQ_VERSION_MESHES, "report.json",
                                       "plan.json" };
  g_autofd int from = mq_files_open_dir (version_dir, error);

  if (from < 0)
    return FALSE;

  /* One that could not be measured has no report; that of an earlier result is not its own. */
  for (gsize i = 0; i < G_N_ELEMENTS (files) - (with_plan ? 0 : 1); i++)
    if (i >= 2 && !mq_files_is_regular (from, files[i]))
      unlinkat (dir, files[i], 0);
    else if (!mq_files_put_copy (from, files[i], dir, files[i], MAX_FILE, TRUE, error))
      return FALSE;

  for (guint i = 1; i <= n_pictures; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", i);
      g_autofree char *relative = g_build_filename ("renders", name, NULL);

      if (!mq_files_put_copy (from, relative, dir, name, MAX_FILE, TRUE, error))
        return FALSE;
    }

  return TRUE;
}

static DexFuture *
write_fiber (const char *folder, const char *version_dir, guint n_pictures,
             const char *session_json)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (folder, &error);

  if (dir < 0)
    return dex_future_new_for_error (error);

  /* Removes pictures of an earlier result that had more of them. Only in a folder that has a
   * session.json, which we wrote. */
  if (faccessat (dir, "session.json", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    for (guint i = n_pictures + 1; i <= MAX_PICTURES; i++)
      {
        char name[32];

        g_snprintf (name, sizeof name, "render_%u.png", i);
        unlinkat (dir, name, 0);
      }
  if (!mq_output_copy_version (version_dir, n_pictures, FALSE, dir, &error)
      || !mq_files_put (dir, "session.json", session_json, strlen (session_json), TRUE, &error)
      || !mq_files_sync_dir (dir, folder, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/* @dir: a folder, see mq_output_prepare(); @version: what to write; @facts: members to add to
 * `session.json`. Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_SPACE,
 * %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED; then each file is complete or unchanged */
DexFuture *
mq_output_write (const char *dir, MqSession *session, MqVersion *version, JsonObject *facts)
{
  g_autoptr (JsonObject) object = mq_json_copy_object (facts);
  GListModel *versions = mq_session_get_versions (session);
  JsonArray *list = json_array_new ();
  g_autofree char *session_json = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) each = g_list_model_get_item (versions, i);

      json_array_add_object_element (
          list, mq_json_new ("version:i parent:i summary:s instruction:s pictures:i created:l",
                             mq_version_get_number (each), mq_version_get_parent (each),
                             mq_version_get_summary (each), mq_version_get_instruction (each),
                             mq_version_get_n_pictures (each), mq_version_get_created (each)));
    }

  mq_json_add (object, "session:s title:s prompt:s version:i versions:a",
               mq_session_get_id (session), mq_session_get_title (session),
               mq_session_get_first_message (session), mq_version_get_number (version), list);

  session_json = mq_json_object_to_string (object, TRUE);
  return mq_fiber_spawn_on_thread (
      write_fiber, (G_TYPE_STRING, dir), (G_TYPE_STRING, mq_version_get_dir (version)),
      (G_TYPE_UINT, mq_version_get_n_pictures (version)), (G_TYPE_STRING, session_json));
}
