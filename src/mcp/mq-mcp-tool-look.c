/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* look, measure and check_print: the tools with which a model sees what it has built. */
#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-worker-settings.h"
#include "client/export/mq-print-check.h"
#include "common/asset/mq-defect-closeup.h"
#include "common/asset/mq-joint.h"
#include "common/asset/mq-measured-defects.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"
#include "mcp/mq-mcp-report.h"
#include "mcp/mq-mcp-tool.h"

#include <math.h>

/* A sheet is at most 1024 × 768 px then (docs/inside/bridge.md). */
#define LOOK_PX 480
/* Percent, of JPEG: a sheet has about 45 KB. */
#define QUALITY 60
#define LOOK_SECONDS 300
#define MEASURE_SECONDS 180
#define MAX_CLOSEUPS 4
#define FOLDER "look"

/* Objects by their names, and faults by their numbers in the version's report.
 * Awaits. Returns: (transfer full) (nullable): as the bridge takes them */
static JsonArray *
list_closeups (JsonObject *arguments, MqVersion *version, GError **error)
{
  JsonArray *names = mq_json_get_array (arguments, "objects");
  JsonArray *numbers = mq_json_get_array (arguments, "faults");
  g_autoptr (JsonArray) closeups = json_array_new ();
  g_autoptr (JsonArray) faults = NULL;
  g_autoptr (JsonObject) content = NULL;
  JsonObject *report;

  if (mq_json_length (names) + mq_json_length (numbers) > MAX_CLOSEUPS)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "At most %d objects and faults at once",
                         MAX_CLOSEUPS);

  MQ_JSON_EACH_STRING (names, i, name)
    {
      JsonArray *objects = json_array_new ();

      json_array_add_string_element (objects, name);
      json_array_add_object_element (closeups, mq_json_new ("label:s objects:a", name, objects));
    }

  if (mq_json_length (numbers) == 0)
    return g_steal_pointer (&closeups);
  if (!(content = dex_await_boxed (mq_version_load (version), error)))
    return NULL;

  report = mq_json_get_object (content, "report");
  faults = mq_measured_defects_find (mq_json_get_object (content, "plan"), report);
  for (guint i = 0; i < mq_json_length (numbers); i++)
    {
      gint64 number = json_array_get_int_element (numbers, i);
      g_autoptr (JsonObject) closeup = NULL;
      g_autofree char *label = NULL;

      if (number > mq_json_length (faults))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "There is no fault %" G_GINT64_FORMAT " in this version; it has %u",
                             number, mq_json_length (faults));

      closeup = mq_defect_closeup_make (mq_json_element_object (faults, (guint)number - 1),
                                        mq_json_get_array (report, "objects"));
      if (closeup == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "Fault %" G_GINT64_FORMAT
                             " has no objects to look at closely; look at the six views",
                             number);

      label = g_strdup_printf ("fault %" G_GINT64_FORMAT ": %s", number,
                               mq_json_get_string (closeup, "label", ""));
      json_object_set_string_member (closeup, "label", label);
      json_array_add_object_element (closeups, g_steal_pointer (&closeup));
    }

  return g_steal_pointer (&closeups);
}

/* Awaits. @wanted: (nullable): the arguments of `look`; @closeups: (nullable): as list_closeups()
 * gives them. Returns: whether @result has the pictures */
static gboolean
render (MqMcpCall *call, MqMcpContext *context, MqVersion *version, JsonObject *wanted,
        JsonArray *closeups, MqMcpResult *result, GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (context->blender, context->config);
  g_autoptr (MqBlenderJob) job = mq_blender_job_new (context->library, &settings, call->dropped,
                                                     error);
  JsonArray *cut = mq_json_get_array (wanted, "cut");
  const char *inside = mq_json_get_string (wanted, "inside", "none");
  gboolean has_materials = mq_json_get_boolean (wanted, "materials", FALSE);
  gboolean only_detail = mq_json_length (closeups) > 0 || mq_json_length (cut) > 0
                         || !g_str_equal (inside, "none");
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *params;
  JsonArray *images;

  if (job == NULL || !mq_blender_job_open (job, version, error))
    return FALSE;

  params = mq_json_new (
      "mode:s width:i height:i views:b sheet:b materials:b inside:s engine:s gpu:b quality:i "
      "folder:s",
      "look", LOOK_PX, LOOK_PX, mq_json_get_boolean (wanted, "views", !only_detail), TRUE,
      has_materials, inside,
      has_materials ? mq_config_get_string (context->config, MQ_CONFIG_RENDER_ENGINE) : "workbench",
      mq_config_get_boolean (context->config, MQ_CONFIG_BLENDER_GPU_RENDERING), QUALITY, FOLDER);
  if (mq_json_length (closeups) > 0)
    mq_json_add (params, "closeups:A", closeups);
  mq_json_add (params, "pose:O?", mq_json_get_object (wanted, "pose"));
  if (mq_json_length (cut) > 0)
    {
      JsonArray *cuts = json_array_new ();

      json_array_add_array_element (cuts, json_array_ref (cut));
      mq_json_add (params, "cuts:a", cuts);
    }
  answer = mq_blender_job_call (job, "render", params, LOOK_SECONDS, error);
  if (answer == NULL)
    return FALSE;

  mq_joints_note_pose (mq_mcp_result_get_values (result), answer);

  images = mq_json_get_array (answer, "images");
  for (guint i = 0; i < mq_json_length (images); i++)
    {
      const char *file = mq_json_get_string (mq_json_element_object (images, i), "file", "");
      g_autofree char *name = g_path_get_basename (file);
      g_autofree char *within = g_build_filename (job->folder, FOLDER, NULL);

      if (!mq_mcp_result_add_picture (result, within, name, error))
        return FALSE;
    }

  return TRUE;
}

/* Awaits. @context: what it works with; @result: gets a sheet of six views; @error: as
 * mq_blender_job_call(). Returns: whether it has it */
gboolean
mq_mcp_look (MqMcpCall *call, MqMcpContext *context, MqVersion *version, MqMcpResult *result,
             GError **error)
{
  return render (call, context, version, NULL, NULL, result, error);
}

static MqMcpResult *
look (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqVersion) other = NULL;
  g_autoptr (JsonArray) closeups = NULL;
  g_autoptr (MqMcpResult) result = NULL;
  MqSession *session;
  gboolean good;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || (json_object_has_member (arguments, "compare_with")
          && !(other = mq_mcp_context_find_numbered (session, arguments, "compare_with", error)))
      || !(closeups = list_closeups (arguments, version, error))
      || !mq_mcp_context_begin_job (context, error))
    return NULL;

  result = mq_mcp_result_new (mq_json_new ("session:s version:i", mq_session_get_id (session),
                                           mq_version_get_number (version)));
  good = render (call, context, version, arguments, closeups, result, error)
         && (other == NULL || render (call, context, other, arguments, closeups, result, error));
  mq_mcp_context_end_job (context);
  return good ? g_steal_pointer (&result) : NULL;
}

static MqMcpResult *
measure (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  JsonArray *requirements = mq_json_get_array (arguments, "requirements");
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (MqBlenderJob) job = NULL;
  g_autoptr (JsonObject) answer = NULL;
  MqWorkerSettings settings;
  MqSession *session;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !mq_own_requirements_check_words (requirements, error)
      || !(content = dex_await_boxed (mq_version_load (version), error)))
    return NULL;

  if (requirements == NULL)
    return mq_mcp_result_new (
        mq_mcp_report_describe_version (session, version, content, NULL, NULL));

  plan = mq_mcp_report_with_requirements (mq_json_get_object (content, "plan"), requirements);
  if (!mq_mcp_context_begin_job (context, error))
    return NULL;

  settings = mq_worker_settings_read (context->blender, context->config);
  job = mq_blender_job_new (context->library, &settings, call->dropped, error);
  if (job != NULL && mq_blender_job_open (job, version, error))
    answer = mq_blender_job_call (job, "measure",
                                  mq_json_new ("joins:a requirements:A", json_array_new (),
                                               mq_json_get_array (plan, "requirements")),
                                  MEASURE_SECONDS, error);
  g_clear_pointer (&job, mq_blender_job_free);
  mq_mcp_context_end_job (context);
  if (answer == NULL)
    return NULL;

  return mq_mcp_result_new (mq_mcp_report_describe_version (session, version, content, plan,
                                                            mq_json_get_object (answer, "report")));
}

static MqMcpResult *
check_print (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  static const char *const lengths[] = { "thinnest", "gap", "bridge" };
  MqPrintLimits limits = { .wall = mq_json_get_double (arguments, "wall_mm", MQ_PRINT_USUAL_WALL),
                           .lay_out = mq_json_get_boolean (arguments, "lay_out", FALSE),
                           .size = 1 };
  g_autoptr (MqVersion) version = NULL;
  MqWorkerSettings settings;
  JsonObject *found;
  MqSession *session;
  double size[3];

  mq_json_get_vector (arguments, "bed_mm", limits.bed);
  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !mq_mcp_context_begin_job (context, error))
    return NULL;

  settings = mq_worker_settings_read (context->blender, context->config);
  found = mq_print_check (context->library, &settings, version, &limits, call->dropped, error);
  mq_mcp_context_end_job (context);
  if (found == NULL)
    return NULL;

  if (!json_object_has_member (arguments, "bed_mm"))
    json_object_remove_member (found, "fits");
  /* Asked in mm, it is answered so. */
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *metres = g_strconcat (lengths[i], "_m", NULL);
      g_autofree char *mm = g_strconcat (lengths[i], "_mm", NULL);
      double length = mq_json_get_double (found, metres, NAN);

      if (isfinite (length))
        json_object_set_double_member (found, mm, round (length * 1e6) / 1e3);
      json_object_remove_member (found, metres);
    }
  if (mq_json_get_vector (found, "dimensions_m", size))
    mq_json_add (found, "size_mm:a", mq_mcp_report_to_mm (size));
  json_object_remove_member (found, "dimensions_m");
  mq_json_add (found, "session:s version:i", mq_session_get_id (session),
               mq_version_get_number (version));
  return mq_mcp_result_new (found);
}

const MqMcpTool mq_mcp_tools_look[] = {
  { "look", look },
  { "measure", measure },
  { "check_print", check_print },
  { NULL },
};
