/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks, runs, renders and measures the script in the client's Blender, see
 * mq-remote-blender.h. */
#include "service/pipeline/mq-remote-blender.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "service/plan/mq-plan-parts.h"
#include "service/run/mq-http-problem.h"
#include "common/asset/mq-report.h"

#include <glib/gi18n.h>

#define MAX_FINDINGS_SAID 5
#define MAX_TRACEBACK_LINES 20

/* @error: an error of mq_remote_blender_attempt() or mq_remote_blender_build(). Returns: whether
 * the script is to blame, so that another one may work */
gboolean
mq_remote_blender_is_fault_of_script (const GError *error)
{
  static const MqHttpProblem faults[] = {
    MQ_HTTP_PROBLEM_SCRIPT_FAILED, MQ_HTTP_PROBLEM_NOTHING_VISIBLE, MQ_HTTP_PROBLEM_WORKER_LOST,
    MQ_HTTP_PROBLEM_TIMEOUT,       MQ_HTTP_PROBLEM_OUT_OF_MEMORY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_error_matches (error, MQ_HTTP_PROBLEM_ERROR, faults[i]))
      return TRUE;

  return FALSE;
}

/* Whether the team has to repair a finding before the script may run: errors, and imports that are
 * not allowed. */
static gboolean
needs_repair (JsonObject *finding)
{
  return g_strcmp0 (mq_json_get_string (finding, "severity", NULL), "error") == 0
         || g_strcmp0 (mq_json_get_string (finding, "code", NULL), "import") == 0;
}

static char *
describe_finding (JsonObject *finding)
{
  /* Translators: a line of a script, and what is wrong there. */
  return g_strdup_printf (_ ("Line %d: %s"), (int)mq_json_get_int (finding, "line", 0),
                          mq_json_get_string (finding, "what", ""));
}

/* @to_repair: nothing, unless some findings have to be repaired: @text names these, and the others
 * are for the same repair. */
static JsonArray *
select_findings (JsonArray *findings, gboolean to_repair, char **text)
{
  g_autoptr (JsonArray) selected = json_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);
      g_autofree char *line = NULL;

      if (finding == NULL)
        continue;

      json_array_add_object_element (selected, json_object_ref (finding));
      if ((to_repair && !needs_repair (finding)) || ++count > MAX_FINDINGS_SAID)
        continue;

      line = describe_finding (finding);
      g_string_append_printf (said, "%s%s", said->len > 0 ? "; " : "", line);
    }

  if (count > MAX_FINDINGS_SAID)
    {
      guint more = count - MAX_FINDINGS_SAID;

      /* Translators: the end of a list of what is wrong with a script. */
      g_string_append_printf (said, ngettext ("; and %u more", "; and %u more", more), more);
    }
  *text = g_string_free (g_steal_pointer (&said), FALSE);
  return count > 0 ? g_steal_pointer (&selected) : json_array_new ();
}

/* Reports the findings on a script of the user's own, which is not repaired, each once. @count: of
 * those that are problems: what is left out, as the stage has it, is none. */
static gboolean
report_findings (MqRemoteBlender *self, JsonArray *findings, guint *count, GError **error)
{
  *count = 0;
  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);
      g_autofree char *line = finding != NULL ? describe_finding (finding) : NULL;
      JsonArray *nearest = mq_json_get_array (finding, "nearest");

      *count += g_strcmp0 (mq_json_get_string (finding, "code", NULL), "stage") != 0;
      if (line != NULL
          && !mq_remote_blender_notice (self, "warning",
                                        mq_json_get_string (finding, "code", "finding"), line,
                                        nearest != NULL ? json_array_ref (nearest) : NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonArray) selected = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  gint64 instruction;
  MqStep step;

  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_CHECKER,
                                     _ ("Checking the script against this Blender"), error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_CHECK);
  event->instruction.script = g_strdup (self->asset->script);
  event->instruction.origin = self->own_script ? MQ_SCRIPT_ORIGIN_PERSON : MQ_SCRIPT_ORIGIN_TEAM;
  if (!(result = mq_remote_blender_instruct (self, event, &instruction, &fault)))
    /* A script that was not checked can run: the sandbox confines it, not the check. */
    return mq_remote_blender_do_without (self, &step, g_steal_pointer (&fault), error);

  selected = select_findings (mq_json_get_array (result, "findings"), !self->own_script, &text);
  if (json_array_get_length (selected) == 0)
    return mq_remote_blender_end_step (self, &step, MQ_EVENT_STATE_ENDED, _ ("No problems found"),
                                       error);

  /* A text that is not Python cannot run. */
  if (self->own_script
      && g_strcmp0 (mq_json_get_string (mq_json_element_object (selected, 0), "code", NULL),
                    "syntax")
             != 0)
    {
      guint count;

      if (!report_findings (self, selected, &count, error))
        return FALSE;
      g_free (text);
      text = count > 0 ? g_strdup_printf (ngettext ("%u problem found", "%u problems found", count),
                                          count)
                       : g_strdup (_ ("Left out: what Maquette does itself"));
      return mq_remote_blender_end_step (
          self, &step, count > 0 ? MQ_EVENT_STATE_FAILED : MQ_EVENT_STATE_ENDED, text, error);
    }

  mq_json_replace_array (&self->asset->findings, selected);
  return mq_remote_blender_fail_step (
      self, &step, g_error_new_literal (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_SCRIPT_FAILED, text),
      error);
}

/* "NameError: name 'x' is not defined (line 12: x = y)", and the frames below it. */
static char *
describe_failure (JsonObject *failure)
{
  JsonArray *frames = mq_json_get_array (failure, "traceback");
  GString *text = g_string_new (NULL);
  guint n = frames != NULL ? json_array_get_length (frames) : 0;

  g_string_append_printf (text, "%s: %s", mq_json_get_string (failure, "type", "Error"),
                          mq_json_get_string (failure, "message", ""));

  for (guint i = n > MAX_TRACEBACK_LINES ? n - MAX_TRACEBACK_LINES : 0; i < n; i++)
    {
      JsonObject *frame = mq_json_element_object (frames, i);

      g_string_append_printf (
          text, "\n  line %" G_GINT64_FORMAT ", in %s: %s", mq_json_get_int (frame, "line", 0),
          mq_json_get_string (frame, "function", "?"), mq_json_get_string (frame, "text", ""));
    }

  if (n == 0 && mq_json_get_int (failure, "line", 0) > 0)
    g_string_append_printf (text, " (line %" G_GINT64_FORMAT ")",
                            mq_json_get_int (failure, "line", 0));

  return g_string_free (text, FALSE);
}

/* Stores a fault in the form of an execution's error. */
static void
keep_failure (MqRemoteBlender *self, const char *type, const char *message)
{
  g_autoptr (JsonObject) failure = json_object_new ();

  json_object_set_string_member (failure, "type", type);
  json_object_set_string_member (failure, "message", message);
  mq_json_replace_object (&self->asset->failure, failure);
}

static char *
describe_execution (JsonObject *result, gboolean by_hand)
{
  JsonArray *list = mq_json_get_array (result, "objects");
  gint64 count = list != NULL ? json_array_get_length (list)
                              : mq_json_get_int (result, "objects", 0);

  if (by_hand)
    return g_strdup_printf (ngettext ("%u object", "%u objects", (gulong)count), (guint)count);
  return g_strdup_printf (ngettext ("Built %u object", "Built %u objects", (gulong)count),
                          (guint)count);
}

static gboolean
execute (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  JsonObject *failure;
  MqStep step;

  if (!mq_remote_blender_begin_step (
          self, &step, MQ_TEAM_ROLE_BLENDER,
          self->by_hand ? _ ("Opening what was changed by hand") : _ ("Running the script"), error))
    return FALSE;

  self->scene = 0;
  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_EXECUTE);
  event->instruction.script = g_strdup (self->asset->script);
  event->instruction.timeout_s = self->run->limits.script_seconds;
  if (self->by_hand)
    event->instruction.by_hand = TRUE;

  if (!(result = mq_remote_blender_instruct (self, event, &self->execution, &fault)))
    {
      if (mq_remote_blender_is_fault_of_script (fault))
        keep_failure (self, mq_http_problem_get_code ((MqHttpProblem)fault->code), fault->message);
      return mq_remote_blender_fail_step (self, &step, g_steal_pointer (&fault), error);
    }

  if ((failure = mq_json_get_object (result, "error")))
    {
      mq_json_replace_object (&self->asset->failure, failure);
      text = describe_failure (failure);
      return mq_remote_blender_fail_step (
          self, &step,
          g_error_new_literal (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_SCRIPT_FAILED, text), error);
    }

  self->scene = self->execution;
  text = describe_execution (result, self->by_hand);
  return mq_remote_blender_end_step (self, &step, MQ_EVENT_STATE_ENDED, text, error);
}

/* The rows of a report name the plan's parts in whatever spelling: “drip tray” is `drip_tray`. */
static void
settle_parts (JsonObject *report, JsonObject *plan)
{
  static const char *const lists[] = { "objects",      "floating", "loose_pieces",
                                       "penetrations", "loose",    "notes" };
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
    for (guint i = 0; i < mq_json_length (mq_json_get_array (report, lists[list])); i++)
      {
        JsonObject *row = mq_json_element_object (mq_json_get_array (report, lists[list]), i);
        JsonArray *named = mq_json_get_array (row, "parts");
        JsonArray *settled = json_array_new ();
        JsonObject *part = mq_plan_parts_find (parts, mq_json_get_string (row, "part", ""));

        if (part != NULL)
          json_object_set_string_member (row, "part", mq_json_get_string (part, "id", ""));
        for (guint j = 0; j < mq_json_length (named); j++)
          {
            const char *id = mq_json_element_string (named, j);

            part = id != NULL ? mq_plan_parts_find (parts, id) : NULL;
            json_array_add_string_element (settled, mq_json_get_string (part, "id", id));
          }
        if (named != NULL)
          json_object_set_array_member (row, "parts", settled);
        else
          json_array_unref (settled);
      }
}

/* Whether the report has at least one visible object with faces. */
static gboolean
shows_something (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");

  return mq_json_get_int (whole, "objects", 0) > 0 && mq_json_get_int (whole, "triangles", 0) > 0;
}

/* "Measured 12 objects, 44.0 × 54.0 × 94.0 cm" */
static char *
describe_measurement (JsonObject *report)
{
  guint count = (guint)mq_json_get_int (mq_json_get_object (report, "whole"), "objects", 0);
  g_autofree char *text
      = g_strdup_printf (ngettext ("Measured %u object", "Measured %u objects", count), count);
  g_autofree char *size = mq_report_describe_size (report);

  /* Translators: “Measured 12 objects”, and their size: “44.0 × 54.0 × 94.0 cm”. */
  return size != NULL ? g_strdup_printf (_ ("%s, %s"), text, size) : g_steal_pointer (&text);
}

/* Measures what the script made when it ran last. That it could not be measured is no fault of the
 * script: it has no report then. @error: %MQ_HTTP_PROBLEM_NOTHING_VISIBLE; otherwise the run has
 * to end */
gboolean
mq_remote_blender_measure (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  JsonObject *report;
  MqStep step;

  mq_json_replace_object (&self->asset->report, NULL);
  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER, _ ("Measuring"), error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_MEASURE);
  event->instruction.joins = mq_measurement_list_joins (self->asset->plan);
  event->instruction.requirements = mq_requirement_list (self->asset->plan);
  event->instruction.disputed = mq_measurement_list_disputed (self->asset->plan);
  if (!(result = mq_remote_blender_instruct (self, event, &self->measurement, &fault)))
    {
      g_set_str (&self->unmeasured, fault->message);
      return mq_remote_blender_do_without (self, &step, g_steal_pointer (&fault), error);
    }

  report = mq_json_get_object (result, "report");
  if (!shows_something (report))
    {
      const char *what = N_ ("The script ran without an error, but left nothing to see");

      /* English for the team, translated for the user. */
      keep_failure (self, "nothing-visible", what);
      return mq_remote_blender_fail_step (
          self, &step,
          g_error_new_literal (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_NOTHING_VISIBLE, _ (what)),
          error);
    }

  settle_parts (report, self->asset->plan);
  mq_measurement_settle (self->asset->plan, report);
  mq_json_replace_object (&self->asset->report, report);
  text = describe_measurement (report);
  return mq_remote_blender_end_measuring (self, &step, text, mq_measurement_count_faults (report),
                                          error);
}

/* The display name of an engine: "CYCLES" is Cycles. A script may have changed what Blender
 * reports, so nothing else is shown. */
static const char *
get_engine_name (const char *engine)
{
  static const char *const names[][2] = {
    { "BLENDER_WORKBENCH", "Workbench" },
    { "BLENDER_EEVEE", "EEVEE" },
    { "BLENDER_EEVEE_NEXT", "EEVEE" },
    { "CYCLES", "Cycles" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], engine))
      return names[i][1];

  return "Blender";
}

static char *
describe_rendering (gboolean final, guint count, const char *engine)
{
  const char *name = get_engine_name (engine);

  if (!final)
    /* Translators: %s is a render engine: “Quick preview (Workbench)”. */
    return g_strdup_printf (_ ("Quick preview (%s)"), name);

  /* Translators: %s is a render engine: “5 renders by Cycles”. */
  return g_strdup_printf (ngettext ("%u render by %s", "%u renders by %s", count), count, name);
}

/* Tells that the final pictures are missing, and why. @fault: (nullable) */
static gboolean
notice_all_missing (MqRemoteBlender *self, const GError *fault, GError **error)
{
  g_autofree char *text
      = g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_TIMEOUT)
            ? g_strdup (_ ("Rendering took too long and was stopped. The version is complete; only "
                           "its pictures are missing."))
            /* Translators: %s is a sentence that says why */
            : g_strdup_printf (_ ("The version is complete; only its pictures are missing. %s"),
                               fault != NULL ? fault->message
                                             : _ ("Its script could not be run again."));

  return mq_remote_blender_notice (self, "warning", "render-failed", text, NULL, error);
}

/* Tells why some pictures are missing. */
static gboolean
notice_missing (MqRemoteBlender *self, guint count, guint missing, const char *why, GError **error)
{
  /* Translators: numbers of pictures, and a sentence that says why */
  g_autofree char *text = g_strdup_printf (_ ("%1$u of %2$u pictures are rendered. %3$s"), count,
                                           count + missing, why);

  return mq_remote_blender_notice (self, "warning", "render-failed", text, NULL, error);
}

/* Asks the client for pictures, if it wants any. A failed rendering does not prevent the
 * version: it is reported, and the earlier pictures stay. @mode: preview or final. Returns:
 * %FALSE if the run has to end */
gboolean
mq_remote_blender_render (MqRemoteBlender *self, MqRenderMode mode, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  gboolean final = mode == MQ_RENDER_MODE_FINAL;
  MqRunEvent *event;
  gint64 instruction;
  guint count, missing;
  MqStep step;

  if (self->run->request->no_renders)
    return TRUE;
  /* The script was built before, and could not be built again. */
  if (final && self->scene != self->execution)
    return notice_all_missing (self, NULL, error);

  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER,
                                     final ? _ ("Rendering pictures") : _ ("Rendering a preview"),
                                     error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_RENDER);
  event->instruction.mode = mode;
  result = mq_remote_blender_instruct (self, event, &instruction, &fault);

  if (result == NULL)
    {
      g_autoptr (GError) why = g_error_copy (fault);

      return mq_remote_blender_do_without (self, &step, g_steal_pointer (&why), error)
             && (!final || notice_all_missing (self, fault, error));
    }

  self->rendering = instruction;
  count = json_array_get_length (mq_json_get_array (result, "images"));
  missing = (guint)CLAMP (mq_json_get_int (result, "missing", 0), 0, 10);
  text = describe_rendering (final, count, mq_json_get_string (result, "engine", "Blender"));
  return mq_remote_blender_end_step (self, &step, MQ_EVENT_STATE_ENDED, text, error)
         && (missing == 0
             || notice_missing (self, count, missing, mq_json_get_string (result, "why", ""),
                                error));
}

/* Runs the script, shows a preview and measures. @error: see
 * mq_remote_blender_is_fault_of_script(), or the script could not be run. Returns: whether there
 * is an asset now, with a report if it could be measured */
gboolean
mq_remote_blender_build (MqRemoteBlender *self, GError **error)
{
  mq_json_replace_array (&self->asset->findings, NULL);
  mq_json_replace_object (&self->asset->failure, NULL);
  mq_json_replace_object (&self->asset->report, NULL);
  mq_asset_state_set_views (self->asset, NULL);
  self->rendering = 0;
  self->looked = FALSE;

  return execute (self, error) && mq_remote_blender_render (self, MQ_RENDER_MODE_PREVIEW, error)
         && mq_remote_blender_measure (self, error);
}

/* Checks the script, and builds it if it needs no repair first. @error: as
 * mq_remote_blender_build(). Returns: whether there is an asset now */
gboolean
mq_remote_blender_attempt (MqRemoteBlender *self, GError **error)
{
  mq_json_replace_array (&self->asset->findings, NULL);
  mq_json_replace_object (&self->asset->failure, NULL);
  mq_json_replace_object (&self->asset->report, NULL);

  return check (self, error) && mq_remote_blender_build (self, error);
}
