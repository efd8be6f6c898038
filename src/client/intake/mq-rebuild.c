/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rebuilds a version as code, see mq-rebuild.h. One Blender finds the shapes and writes the script,
 * another one runs it, and the first one measures what was made. A part that is too far off then
 * stays a mesh. */
#include "client/intake/mq-rebuild.h"

#include "client/executor/mq-blender-job.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"

#include <glib/gi18n-lib.h>

/* Percent of a part's diagonal: MAX_OFF in maquette_bridge/rebuild/shape_search.py */
#define MAX_OFF 1.0
/* The last one has no part that was too far off in the one before. */
#define MAX_ROUNDS 3
#define SEARCH_SECONDS 600
#define CHECK_SECONDS 120
#define SCRIPT_SECONDS 300
#define COMPARE_SECONDS 300
/* In the folder of the job. */
#define BEFORE "before.blend"
#define SCENE "scene.blend"

/* Runs the script in a Blender of its own, and measures the parts that are code, which get what was
 * measured. @kept: receives those that are too far off. Awaits. */
static gboolean
prove (MqBlenderJob *job, const char *script, JsonArray *parts, JsonArray *kept, GError **error)
{
  g_autoptr (JsonObject) checked = mq_blender_job_call (
      job, "check", mq_json_new ("script:s origin:s", script, "team"), CHECK_SECONDS, error);
  g_autoptr (JsonArray) made = json_array_new ();
  g_autoptr (JsonObject) executed = NULL;
  g_autoptr (JsonObject) compared = NULL;
  const char *why = NULL;

  if (checked == NULL)
    return FALSE;

  MQ_JSON_EACH (mq_json_get_array (checked, "findings"), i, finding)
    if (g_strcmp0 (mq_json_get_string (finding, "severity", ""), "error") == 0)
      why = mq_json_get_string (finding, "what", "");
  if (why == NULL
      && !(executed = mq_blender_job_call (
               job, "execute",
               mq_json_new ("script:s save:s cpu_s:l", script, SCENE, (gint64)SCRIPT_SECONDS),
               SCRIPT_SECONDS, error)))
    return FALSE;
  if (mq_json_get_object (executed, "error") != NULL)
    why = mq_json_get_string (mq_json_get_object (executed, "error"), "message", "");
  if (why != NULL)
    return mq_fail (error, MQ_ERROR_FAILED, _ ("The script of the rebuilt model fails: %s"), why);

  MQ_JSON_EACH (parts, i, part)
    if (mq_json_get_string (part, "shape", NULL) != NULL)
      json_array_add_string_element (made, mq_json_get_string (part, "part", ""));
  if (!(compared = mq_blender_job_call (
            job, "compare", mq_json_new ("file:s parts:A", BEFORE, made), COMPARE_SECONDS, error)))
    return FALSE;

  MQ_JSON_EACH (parts, i, part)
    {
      const char *name = mq_json_get_string (part, "part", "");
      JsonObject *row = NULL;

      if (mq_json_get_string (part, "shape", NULL) == NULL)
        continue;

      MQ_JSON_EACH (mq_json_get_array (compared, "parts"), j, each)
        if (g_str_equal (mq_json_get_string (each, "part", ""), name))
          row = each;
      if (row == NULL || !(mq_json_get_double (row, "max_percent", G_MAXDOUBLE) < MAX_OFF))
        json_array_add_string_element (kept, name);
      else
        json_object_set_object_member (part, "off", json_object_ref (row));
    }
  return TRUE;
}

static DexFuture *
rebuild_fiber (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
               DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), &error);
  const char *script = mq_json_get_string (content, "script", NULL);
  g_autoptr (MqBlenderJob) job = NULL;
  g_autoptr (JsonArray) kept = json_array_new ();
  g_autofree char *meshes = mq_version_dup_meshes (version);

  if (content == NULL)
    return dex_future_new_for_error (error);
  if (meshes == NULL || !mq_script_loads_meshes (script))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  mq_script_is_rebuilt (script)
                                      ? _ ("All parts of version %u are code")
                                      : _ ("Version %u has no parts that are meshes of another "
                                           "program\nThe first version of a "
                                           "model that was taken in has them"),
                                  mq_version_get_number (version));
  if ((job = mq_blender_job_new (library, settings, dropped, &error)) == NULL)
    return dex_future_new_for_error (error);

  mq_worker_set_meshes (job->worker, meshes);
  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      guint n_kept = json_array_get_length (kept);
      g_autoptr (JsonObject) answer = NULL;
      g_autofree char *complete = NULL;
      JsonArray *parts;

      if (!mq_blender_job_open (job, version, &error)
          || !(answer = mq_blender_job_call (
                   job, "rebuild", mq_json_new ("script:s kept:A save:s", script, kept, BEFORE),
                   SEARCH_SECONDS, &error)))
        return dex_future_new_for_error (error);

      parts = mq_json_get_array (answer, "parts");
      complete = mq_script_dup_complete (mq_json_get_string (answer, "script", ""));
      if (!prove (job, complete, parts, kept, &error))
        return dex_future_new_for_error (error);
      if (json_array_get_length (kept) == n_kept)
        return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&answer));
    }

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                _ ("The rebuilt parts differ too much from the model"));
}

/**
 * mq_rebuild_version:
 * @library: the library
 * @settings: the Blenders that do it
 * @version: a version whose script loads meshes
 *
 * Finds the plain shapes that the meshes are, and has their script run and measured.
 *
 * Returns: (transfer full): resolves to an object (JSON_TYPE_OBJECT): `script`, `parts` and `code`,
 *   as `rebuild` of the bridge answers (docs/inside/bridge.md); those that are code have what
 *   `compare` measured as `off`. Rejects with %MQ_ERROR_BAD_INPUT if the version has no such
 *   meshes, or none any more, and as mq_worker_call(). Dropping it ends the Blenders
 */
DexFuture *
mq_rebuild_version (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && settings != NULL
                            && MQ_IS_KEPT_VERSION (version));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, rebuild_fiber, (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_WORKER_SETTINGS, settings),
                                        (MQ_TYPE_VERSION, version));
}

static DexFuture *
save_report_fiber (MqVersion *made, JsonArray *parts)
{
  GError *error = NULL;
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (made), &error);
  JsonObject *report = mq_json_get_object (content, "report");

  if (content == NULL)
    return dex_future_new_for_error (error);
  if (report == NULL)
    return dex_future_new_true ();

  mq_json_add (report, "rebuilt:A", parts);
  return mq_version_put_report (made, report);
}

/**
 * mq_rebuild_save_report:
 * @made: the version that the script made
 * @parts: of what mq_rebuild_version() resolved to
 *
 * Adds what was measured to the report of the version, if it has one.
 *
 * Returns: (transfer full): resolves when it is written; rejects as mq_version_put_report()
 */
DexFuture *
mq_rebuild_save_report (MqVersion *made, JsonArray *parts)
{
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (made) && parts != NULL);

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, save_report_fiber, (MQ_TYPE_VERSION, made),
                              (JSON_TYPE_ARRAY, parts));
}
