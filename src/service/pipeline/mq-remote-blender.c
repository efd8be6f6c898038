/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteBlender: steps of a run and calls of the team, see mq-remote-blender.h. */
#include "service/pipeline/mq-remote-blender.h"

#include "common/asset/mq-measurement.h"
#include "common/asset/mq-report.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/events/mq-run-event-table.h"
#include "common/json/mq-json.h"
#include "service/metrics/mq-metrics.h"
#include "service/plan/mq-plan-parts.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-budget.h"
#include "service/run/mq-service-run.h"
#include "service/team/mq-asset-state.h"
#include "service/team/mq-likeness.h"
#include "service/team/mq-look-choice.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Requests to the client's Blender for a team that uses models: its version and Python API, views
 * of the asset, and close-ups of its defects. All are optional: if they fail, the run continues
 * without them. */

/* Cut-away views of intersections; more than two cost more tokens than they help. */
#define MAX_CUTS 2
#define MAX_FINDINGS_SAID 5
#define MAX_FONTS_SAID 5
#define MAX_FONT_TEXT 300 /* bytes */
#define MAX_TRACEBACK_LINES 20

static MqRunEvent *
make_event (const MqRemoteBlender *self, MqEventState state, const char *text)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_STEP);

  event->step.step = self->step;
  event->step.role = self->role;
  event->step.state = state;
  event->step.text = g_strdup (text);
  return event;
}

static gboolean
remote_blender_begin_step (MqRemoteBlender *self, MqTeamRole role, const char *text, GError **error)
{
  self->step++;
  self->role = role;
  if (!mq_service_run_emit (self->run, make_event (self, MQ_EVENT_STATE_STARTED, text), error))
    return FALSE;

  self->since = mq_service_run_get_time (self->run);
  return TRUE;
}

static gboolean
end_step_with (MqRemoteBlender *self, MqRunEvent *event, GError **error)
{
  double seconds = mq_service_run_get_seconds (self->run, self->since);
  double whole;

  /* A replay repeats steps that were counted. */
  if (mq_run_log_peek_event (self->run->log) == NULL)
    mq_metrics_add (MQ_METRIC_STEPS, 1, mq_event_table_get_role (self->role),
                    event->step.state == MQ_EVENT_STATE_FAILED ? "failed" : "ended");
  event->step.seconds = seconds;

  /* The budget counts whole seconds; the fraction is carried over to the next step. */
  self->seconds += seconds;
  whole = floor (self->seconds);
  self->seconds -= whole;
  self->asset->spent.seconds += (gint64)whole;
  return mq_service_run_emit (self->run, event, error);
}

static gboolean
remote_blender_end_step (MqRemoteBlender *self, MqEventState state, const char *text,
                         GError **error)
{
  return end_step_with (self, make_event (self, state, text), error);
}

/* Ends the step as failed and sets @error to a copy of @fault, unless the run has to end. */
static gboolean
remote_blender_fail_step (MqRemoteBlender *self, const GError *fault, GError **error)
{
  if (remote_blender_end_step (self, MQ_EVENT_STATE_FAILED, fault->message, error))
    g_propagate_error (error, g_error_copy (fault));
  return FALSE;
}

/* Ends a failed step without which the run goes on, unless it was stopped. */
static gboolean
remote_blender_do_without (MqRemoteBlender *self, const GError *fault, GError **error)
{
  return mq_remote_blender_is_stopped (fault)
             ? remote_blender_fail_step (self, fault, error)
             : remote_blender_end_step (self, MQ_EVENT_STATE_FAILED, fault->message, error);
}

/* Returns: (transfer full): an instruction without arguments */
static MqRunEvent *
remote_blender_make_instruction (MqInstructionKind kind)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_INSTRUCTION);

  event->instruction.kind = kind;
  return event;
}

/* Sends an instruction (transfer full) to the client and awaits its result. The client's errors
 * become MQ_HTTP_PROBLEM_ERROR. */
static JsonObject *
remote_blender_instruct (MqRemoteBlender *self, MqRunEvent *event, gint64 *instruction,
                         GError **error)
{
  gint64 number = ++self->run->instructions;
  g_autofree char *posted = NULL;
  g_autoptr (JsonObject) body = NULL;
  JsonObject *fault;

  *instruction = number;
  event->instruction.instruction = number;
  if (!mq_service_run_emit (self->run, event, error))
    return NULL;

  while (!(posted = mq_run_log_take_result (self->run->log, number)))
    if (!mq_service_run_await_client (self->run, error))
      return NULL;

  if (!(body = mq_json_parse_object (posted, -1, error)))
    return NULL;
  if (mq_json_get_boolean (body, "ok", FALSE))
    return json_object_ref (mq_json_get_object (body, "result"));

  fault = mq_json_get_object (body, "error");
  g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR,
                       (int)mq_http_problem_from_code (mq_json_get_string (fault, "code", NULL)),
                       mq_json_get_string (fault, "message", _ ("The step failed")));
  return NULL;
}

/* Asks the client for the version of its Blender, and for its Python API if there is no index of
 * it. @knowledge: (nullable): the indexes of Blenders. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_introspect (MqRemoteBlender *self, MqKnowledge *knowledge, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *version = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  const char *blender;
  gint64 instruction;

  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER, _ ("Reading Blender’s features"),
                                  error))
    return FALSE;

  event = remote_blender_make_instruction (MQ_INSTRUCTION_INTROSPECT);
  if (knowledge != NULL)
    event->instruction.have = mq_knowledge_list (knowledge, self->run->owner);
  if (event->instruction.have == NULL)
    event->instruction.have = g_new0 (char *, 1);
  result = remote_blender_instruct (self, event, &instruction, &fault);
  /* Without a Blender nothing is built later, and the models need not be asked. */
  if (result == NULL)
    {
      if (fault->domain != MQ_HTTP_PROBLEM_ERROR
          || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_NO_BLENDER)
          || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_DISK_FULL)
          || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_CANCELLED))
        return remote_blender_fail_step (self, fault, error);

      return remote_blender_do_without (self, fault, error);
    }

  blender = mq_json_get_string (result, "blender", "");
  version = g_strndup (blender, strcspn (blender, "-"));
  g_set_str (&self->asset->blender_version, version);
  name = mq_knowledge_name (blender, self->run->owner);
  if (knowledge != NULL && mq_knowledge_has (knowledge, name))
    g_set_str (&self->asset->blender, name);

  text = g_strdup_printf ("Blender %s", version);
  return remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, text, error);
}

static MqRunEvent *
make_look (MqRemoteBlender *self, gboolean sheet)
{
  MqRunEvent *event = remote_blender_make_instruction (MQ_INSTRUCTION_RENDER);

  event->instruction.mode = MQ_RENDER_MODE_LOOK;
  event->instruction.sheet = sheet != FALSE;
  event->instruction.upload = TRUE;
  if (mq_look_is_about_materials (self->asset))
    event->instruction.materials = TRUE;
  return event;
}

/* Has a look made and takes its pictures. @event: (transfer full). @result: (out): the result,
 * %NULL if the client could not make it, which ended the step */
static gboolean
take_look (MqRemoteBlender *self, MqRunEvent *event, JsonObject **result, GError **error)
{
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GPtrArray) views = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  gint64 instruction;
  JsonArray *images;
  guint count;

  *result = remote_blender_instruct (self, event, &instruction, &fault);
  if (*result == NULL)
    return remote_blender_do_without (self, fault, error);

  if (!(pictures = mq_service_run_read_pictures (self->run, instruction, error)))
    return FALSE;

  count = self->asset->closeups->len;
  /* Each picture gets the name of its view from the result, and is one of the views or of the
   * close-ups. */
  images = mq_json_get_array (*result, "images");
  views = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);
  MQ_EACH (pictures, i, const MqRunPicture, picture)
    {
      JsonObject *image = NULL;
      g_autofree char *label = NULL;
      const char *view;
      int elevation;

      if (picture->number <= json_array_get_length (images))
        image = mq_json_element_object (images, (guint)picture->number - 1);
      if (image == NULL)
        continue;

      /* "front-right, camera 18° above"; for the model, so never translated. */
      label = g_strdup (mq_json_get_string (image, "label", NULL));
      view = mq_json_get_string (image, "view", NULL);
      elevation = (int)lround (mq_json_get_double (image, "elevation_deg", 0));
      if (label == NULL && view == NULL)
        label = g_strdup_printf ("view %" G_GINT64_FORMAT, picture->number);
      else if (label == NULL && elevation == 0)
        label = g_strdup (view);
      else if (label == NULL)
        label = g_strdup_printf ("%s, camera %d° %s", view, ABS (elevation),
                                 elevation > 0 ? "above" : "below");
      g_ptr_array_add (mq_json_get_array (image, "cameras") != NULL ? self->asset->closeups : views,
                       mq_asset_state_picture_new (picture->bytes, label));
    }
  count = views->len + self->asset->closeups->len - count;
  if (views->len > 0)
    {
      g_ptr_array_unref (self->asset->views);
      self->asset->views = g_steal_pointer (&views);
    }
  text = g_strdup_printf (ngettext ("%u view", "%u views", count), count);
  return remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, text, error);
}

/* The close-ups to ask for. @member: those that have it, with it: "objects", before a repair;
 * "camera", the same after it */
static JsonArray *
list_closeups (JsonArray *closeups, const char *when, const char *member)
{
  JsonArray *list = json_array_new ();

  MQ_JSON_EACH (closeups, i, closeup)
    {
      JsonArray *shown = mq_json_get_array (closeup, member);
      g_autofree char *label = g_strdup_printf ("%s: %s", when,
                                                mq_json_get_string (closeup, "label", ""));
      JsonObject *wanted;

      if (shown == NULL)
        continue;

      wanted = mq_json_new ("label:s", label);
      json_object_set_array_member (wanted, member, json_array_ref (shown));
      json_array_add_object_element (list, wanted);
    }

  return list;
}

/* Asks the client for small labelled views of the asset, for the team, and for the close-ups
 * after a repair. An unchanged asset is not rendered again. @sheet: put all views on one
 * picture. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_look (MqRemoteBlender *self, gboolean sheet, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonArray) closeups = NULL;
  JsonArray *penetrations = mq_json_get_array (self->asset->report, "penetrations");
  JsonArray *cuts;
  MqRunEvent *event;

  if (self->looked)
    return TRUE;

  self->looked = TRUE;
  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER, _ ("Reviewing the renders"), error))
    return FALSE;

  event = make_look (self, sheet);

  /* The deepest intersections, each of which gets a cut-away view. */
  cuts = json_array_new ();
  for (guint i = 0; i < mq_json_length (penetrations) && json_array_get_length (cuts) < MAX_CUTS;
       i++)
    {
      JsonArray *pair = mq_json_get_array (mq_json_element_object (penetrations, i), "objects");

      if (pair != NULL && json_array_get_length (pair) == 2)
        json_array_add_array_element (cuts, json_array_ref (pair));
    }
  event->instruction.cuts = cuts;
  if (mq_look_has_motion (self->asset->report))
    event->instruction.far_poses = TRUE;
  event->instruction.inside
      = g_strdup (mq_look_choose_inside (self->asset->plan, self->asset->report));
  closeups = list_closeups (self->closeups, "after", "camera");
  if (json_array_get_length (closeups) > 0)
    event->instruction.closeups = g_steal_pointer (&closeups);
  return take_look (self, event, &result, error);
}

/* Asks the client for close-ups of the objects of the defects that are to be repaired, and keeps
 * their cameras for the next look. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_look_closely (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  JsonArray *closeups = mq_look_list_closeups (self->asset->defects, self->asset->report);
  MqRunEvent *event;
  JsonArray *images;
  JsonArray *cameras = NULL;

  g_assert (self->closeups == NULL);
  self->closeups = closeups;
  if (json_array_get_length (closeups) == 0)
    return TRUE;

  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER,
                                  _ ("Looking closely at the problems found"), error))
    return FALSE;

  event = make_look (self, FALSE);
  event->instruction.views = FALSE;
  event->instruction.closeups = list_closeups (closeups, "before", "objects");
  if (!take_look (self, event, &result, error))
    return FALSE;

  /* One of the pictures has the cameras of the close-ups, in their order. Each is kept beside what
   * it shows: a list of one row, as the bridge takes it. */
  images = mq_json_get_array (result, "images");
  MQ_JSON_EACH (images, i, image)
    if (cameras == NULL)
      cameras = mq_json_get_array (image, "cameras");
  for (guint i = 0; i < mq_json_length (closeups) && i < mq_json_length (cameras); i++)
    {
      JsonNode *camera = json_array_get_element (cameras, i);
      JsonArray *rows;

      if (!JSON_NODE_HOLDS_ARRAY (camera))
        continue;

      rows = json_array_new ();
      json_array_add_array_element (rows, json_array_ref (json_node_get_array (camera)));
      json_object_set_array_member (mq_json_element_object (closeups, i), "camera", rows);
    }
  return TRUE;
}

/* Checks, runs, renders and measures the script in the client's Blender. */

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

static char *
describe_finding (JsonObject *finding)
{
  /* Translators: a line of a script, and what is wrong there. */
  return g_strdup_printf (_ ("Line %d: %s"), (int)mq_json_get_int (finding, "line", 0),
                          mq_json_get_string (finding, "what", ""));
}

/* Stores a fault in the form of an execution's error. */
static void
keep_failure (MqRemoteBlender *self, const char *type, const char *message)
{
  g_autoptr (JsonObject) failure = mq_json_new ("type:s message:s", type, message);

  mq_json_replace_object (&self->asset->failure, failure);
}

/* Says which fonts a script asked for and did not get, each once: `installed_font` of the toolkit
 * prints it. */
static gboolean
note_fonts (MqRemoteBlender *self, const char *output, GError **error)
{
  g_autoptr (GRegex) line = g_regex_new (
      "^The font “(.{1,60})” (is not installed for all users|has no plain style): the letters are "
      "in (.{1,60})\\.$",
      G_REGEX_MULTILINE, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (g_regex_match (line, output, G_REGEX_MATCH_DEFAULT, &match);
       g_match_info_matches (match) && g_hash_table_size (said) < MAX_FONTS_SAID;
       g_match_info_next (match, NULL))
    {
      g_autofree char *asked = g_match_info_fetch (match, 1);
      g_autofree char *why = g_match_info_fetch (match, 2);
      g_autofree char *got = g_match_info_fetch (match, 3);
      g_autofree char *said_so = g_str_has_prefix (why, "is not")
                                     ? g_strdup_printf (_ ("The font “%s” is not installed for all "
                                                           "users; the letters are in Blender’s "
                                                           "own"),
                                                        asked)
                                     /* Translators: two names of fonts */
                                     : g_strdup_printf (_ ("The font “%s” has no plain style; the "
                                                           "letters are in “%s”"),
                                                        asked, got);
      g_autofree char *text = mq_text_clean (said_so, MAX_FONT_TEXT);

      if (g_hash_table_add (said, g_strdup (text))
          && !mq_remote_blender_notice (self, "warning", "no-font", text, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* Measures what the script made when it ran last. That it could not be measured is no fault of the
 * script: it has no report then. @error: %MQ_HTTP_PROBLEM_NOTHING_VISIBLE; otherwise the run has
 * to end */
gboolean
mq_remote_blender_measure (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *counted = NULL;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  JsonObject *report;
  JsonObject *whole;
  guint count;

  mq_json_replace_object (&self->asset->report, NULL);
  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER, _ ("Measuring"), error))
    return FALSE;

  event = remote_blender_make_instruction (MQ_INSTRUCTION_MEASURE);
  event->instruction.joins = mq_measurement_list_joins (self->asset->plan);
  event->instruction.requirements = mq_requirement_list (self->asset->plan);
  event->instruction.disputed = mq_measurement_list_disputed (self->asset->plan);
  if (!(result = remote_blender_instruct (self, event, &self->measurement, &fault)))
    {
      g_set_str (&self->unmeasured, fault->message);
      return remote_blender_do_without (self, fault, error);
    }

  report = mq_json_get_object (result, "report");
  whole = mq_json_get_object (report, "whole");
  if (mq_json_get_int (whole, "objects", 0) <= 0 || mq_json_get_int (whole, "triangles", 0) <= 0)
    {
      const char *what = N_ ("The script ran without an error, but left nothing to see");

      /* English for the team, translated for the user. */
      keep_failure (self, "nothing-visible", what);
      g_set_error_literal (&fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_NOTHING_VISIBLE,
                           _ (what));
      return remote_blender_fail_step (self, fault, error);
    }

  mq_measurement_settle (self->asset->plan, report);
  mq_json_replace_object (&self->asset->report, report);

  count = (guint)mq_json_get_int (whole, "objects", 0);
  counted = g_strdup_printf (ngettext ("Measured %u object", "Measured %u objects", count), count);
  size = mq_report_describe_size (report);
  /* Translators: “Measured 12 objects”, and their size: “44.0 × 54.0 × 94.0 cm”. */
  text = size != NULL ? g_strdup_printf (_ ("%s, %s"), counted, size) : g_strdup (counted);
  event = make_event (self, MQ_EVENT_STATE_ENDED, text);
  event->step.faults = mq_measurement_count_faults (report);
  return end_step_with (self, event, error);
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

/* Asks the client for pictures, if it wants any: a preview, or the final ones of the version that
 * it has kept last. What fails is reported, and the version stays. Returns: %FALSE if the run has
 * to end */
gboolean
mq_remote_blender_render (MqRemoteBlender *self, MqRenderMode mode, GError **error)
{
  /* A script may have changed what Blender reports, so nothing else is shown. */
  static const char *const engines[][2] = {
    { "BLENDER_WORKBENCH", "Workbench" },
    { "BLENDER_EEVEE", "EEVEE" },
    { "BLENDER_EEVEE_NEXT", "EEVEE" },
    { "CYCLES", "Cycles" },
  };
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  g_autofree char *incomplete = NULL;
  gboolean final = mode == MQ_RENDER_MODE_FINAL;
  MqRunEvent *event;
  const char *engine = "Blender";
  gint64 instruction;
  guint count, missing;

  if (self->run->request->no_renders)
    return TRUE;
  /* The script was built before, and could not be built again. */
  if (final && self->scene != self->execution)
    return notice_all_missing (self, NULL, error);

  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER,
                                  final ? _ ("Rendering pictures") : _ ("Rendering a preview"),
                                  error))
    return FALSE;

  event = remote_blender_make_instruction (MQ_INSTRUCTION_RENDER);
  event->instruction.mode = mode;
  result = remote_blender_instruct (self, event, &instruction, &fault);
  if (result == NULL)
    return remote_blender_do_without (self, fault, error)
           && (!final || notice_all_missing (self, fault, error));

  if (!final)
    self->rendering = instruction;
  count = json_array_get_length (mq_json_get_array (result, "images"));
  missing = (guint)CLAMP (mq_json_get_int (result, "missing", 0), 0, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    if (g_str_equal (engines[i][0], mq_json_get_string (result, "engine", "")))
      engine = engines[i][1];
  if (mq_json_get_boolean (result, "later", FALSE))
    text = g_strdup (_ ("The pictures come when it is their turn"));
  else if (!final)
    /* Translators: %s is a render engine: “Quick preview (Workbench)”. */
    text = g_strdup_printf (_ ("Quick preview (%s)"), engine);
  else
    /* Translators: %s is a render engine: “5 renders by Cycles”. */
    text = g_strdup_printf (ngettext ("%u render by %s", "%u renders by %s", count), count, engine);
  if (!remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, text, error))
    return FALSE;
  if (missing == 0)
    return TRUE;

  /* Translators: numbers of pictures, and a sentence that says why */
  incomplete = g_strdup_printf (_ ("%1$u of %2$u pictures are rendered. %3$s"), count,
                                count + missing, mq_json_get_string (result, "why", ""));
  return mq_remote_blender_notice (self, "warning", "render-failed", incomplete, NULL, error);
}

/* Tells the user once that a picture has no camera. @place: of the picture, from 1 */
static gboolean
report_no_camera (MqRemoteBlender *self, guint place, GError **error)
{
  MqAssetStatePicture *picture = self->asset->references->pdata[place - 1];
  g_autofree char *text
      = self->asset->references->len > 1
            ? g_strdup_printf (_ ("The camera of picture %u was not found, so the object was not "
                                  "measured against it"),
                               place)
            : g_strdup (_ ("The camera of your picture was not found, so the object was not "
                           "measured against it"));

  if (picture->has_camera_notice)
    return TRUE;

  picture->has_camera_notice = TRUE;
  return mq_remote_blender_notice (self, "info", "no-camera", text, NULL, error);
}

/* Compares what was built with each picture of the user in which landmarks were found, and adds
 * what the client answers to the report. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_compare (MqRemoteBlender *self, GError **error)
{
  MqAssetState *asset = self->asset;

  g_ptr_array_set_size (asset->besides, 0);
  if (asset->report == NULL)
    return TRUE;

  json_object_remove_member (asset->report, "likeness");
  for (guint place = 1; place <= asset->references->len; place++)
    {
      MqAssetStatePicture *picture = asset->references->pdata[place - 1];
      g_autoptr (JsonArray) landmarks = NULL;
      g_autoptr (JsonObject) result = NULL;
      g_autoptr (GPtrArray) pictures = NULL;
      g_autoptr (GError) fault = NULL;
      g_autofree char *label
          = g_strdup_printf ("Picture %u, and beside it the asset from the same camera:", place);
      g_autofree char *overlap = NULL;
      MqRunEvent *event;
      gint64 instruction;

      if (picture->landmarks == NULL)
        continue;
      if (json_array_get_length (picture->landmarks) == 0)
        {
          if (!report_no_camera (self, place, error))
            return FALSE;
          continue;
        }

      landmarks = mq_likeness_place_landmarks (picture->landmarks, asset->report);
      if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER, _ ("Comparing with your picture"),
                                      error))
        return FALSE;

      if (json_array_get_length (landmarks) < MQ_LIKENESS_LEAST)
        {
          if (!remote_blender_end_step (
                  self, MQ_EVENT_STATE_ENDED,
                  _ ("Not possible: too few of the picture’s landmarks are parts of the object"),
                  error)
              || !report_no_camera (self, place, error))
            return FALSE;
          continue;
        }

      event = remote_blender_make_instruction (MQ_INSTRUCTION_LIKENESS);
      event->instruction.picture = picture->number;
      event->instruction.landmarks = json_array_ref (landmarks);
      event->instruction.upload = TRUE;
      if ((result = remote_blender_instruct (self, event, &instruction, &fault)) != NULL)
        mq_json_add (result, "instruction:l picture:i", instruction, place);
      if (result == NULL || !mq_likeness_settle (asset->report, result, &fault))
        {
          /* As when the client does not have the picture: it would fail each time. */
          g_clear_pointer (&picture->landmarks, json_array_unref);
          picture->landmarks = json_array_new ();
          if (!remote_blender_do_without (self, fault, error)
              || !report_no_camera (self, place, error))
            return FALSE;
          continue;
        }

      if (!(pictures = mq_service_run_read_pictures (self->run, instruction, error)))
        return FALSE;
      if (pictures->len > 0)
        {
          const MqRunPicture *beside = g_ptr_array_index (pictures, 0);

          g_ptr_array_add (asset->besides, mq_asset_state_picture_new (beside->bytes, label));
        }
      overlap = mq_likeness_describe_overlap (result);
      if (!remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, overlap, error)
          || (mq_json_get_object (result, "camera") == NULL
              && !report_no_camera (self, place, error)))
        return FALSE;
    }

  return TRUE;
}

/* Runs the script, shows a preview and measures. @error: see
 * mq_remote_blender_is_fault_of_script(), or the script could not be run. Returns: whether there
 * is an asset now, with a report if it could be measured */
gboolean
mq_remote_blender_build (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  JsonObject *failure;
  JsonArray *list;
  gint64 count;

  mq_json_replace_array (&self->asset->findings, NULL);
  mq_json_replace_object (&self->asset->failure, NULL);
  mq_json_replace_object (&self->asset->report, NULL);
  g_ptr_array_set_size (self->asset->views, 0);
  self->rendering = 0;
  self->looked = FALSE;
  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_BLENDER,
                                  self->by_hand ? _ ("Opening the scene with your changes")
                                                : _ ("Running the script"),
                                  error))
    return FALSE;

  self->scene = 0;
  event = remote_blender_make_instruction (MQ_INSTRUCTION_EXECUTE);
  event->instruction.script = g_strdup (self->asset->script);
  event->instruction.timeout_s = self->run->limits.script_seconds;
  if (self->by_hand)
    event->instruction.by_hand = TRUE;

  if (!(result = remote_blender_instruct (self, event, &self->execution, &fault)))
    {
      if (mq_remote_blender_is_fault_of_script (fault))
        keep_failure (self, mq_http_problem_get_code ((MqHttpProblem)fault->code), fault->message);
      return remote_blender_fail_step (self, fault, error);
    }

  if ((failure = mq_json_get_object (result, "error")))
    {
      JsonArray *frames = mq_json_get_array (failure, "traceback");
      guint n = mq_json_length (frames);
      gint64 line = mq_json_get_int (failure, "line", 0);
      g_autoptr (GString) described = g_string_new (NULL);

      /* "NameError: name 'x' is not defined (line 12)", or with the frames below it. */
      g_string_append_printf (described, "%s: %s", mq_json_get_string (failure, "type", "Error"),
                              mq_json_get_string (failure, "message", ""));
      for (guint i = n > MAX_TRACEBACK_LINES ? n - MAX_TRACEBACK_LINES : 0; i < n; i++)
        {
          JsonObject *frame = mq_json_element_object (frames, i);

          g_string_append_printf (described, "\n  line %" G_GINT64_FORMAT ", in %s: %s",
                                  mq_json_get_int (frame, "line", 0),
                                  mq_json_get_string (frame, "function", "?"),
                                  mq_json_get_string (frame, "text", ""));
        }
      if (n == 0 && line > 0)
        g_string_append_printf (described, " (line %" G_GINT64_FORMAT ")", line);

      mq_json_replace_object (&self->asset->failure, failure);
      g_set_error_literal (&fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_SCRIPT_FAILED,
                           described->str);
      return remote_blender_fail_step (self, fault, error);
    }

  self->scene = self->execution;
  if (!note_fonts (self, mq_json_get_string (result, "stdout", ""), error))
    return FALSE;

  list = mq_json_get_array (result, "objects");
  count = list != NULL ? json_array_get_length (list) : mq_json_get_int (result, "objects", 0);
  if (self->by_hand)
    text = g_strdup_printf (ngettext ("%u object", "%u objects", (gulong)count), (guint)count);
  else
    text = g_strdup_printf (ngettext ("Built %u object", "Built %u objects", (gulong)count),
                            (guint)count);
  return remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, text, error)
         && mq_remote_blender_render (self, MQ_RENDER_MODE_PREVIEW, error)
         && mq_remote_blender_measure (self, error) && mq_remote_blender_compare (self, error);
}

/* Checks the script, and builds it if it needs no repair first. @error: as
 * mq_remote_blender_build(). Returns: whether there is an asset now */
gboolean
mq_remote_blender_attempt (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonArray) selected = json_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) fault = NULL;
  JsonArray *findings;
  MqRunEvent *event;
  gint64 instruction;
  guint count = 0;

  mq_json_replace_array (&self->asset->findings, NULL);
  mq_json_replace_object (&self->asset->failure, NULL);
  mq_json_replace_object (&self->asset->report, NULL);
  if (!remote_blender_begin_step (self, MQ_TEAM_ROLE_CHECKER,
                                  _ ("Checking the script against this Blender"), error))
    return FALSE;

  event = remote_blender_make_instruction (MQ_INSTRUCTION_CHECK);
  event->instruction.script = g_strdup (self->asset->script);
  event->instruction.origin = self->own_script ? MQ_SCRIPT_ORIGIN_PERSON : MQ_SCRIPT_ORIGIN_TEAM;
  if (!(result = remote_blender_instruct (self, event, &instruction, &fault)))
    /* A script that was not checked can run: the sandbox confines it, not the check. */
    return remote_blender_do_without (self, fault, error) && mq_remote_blender_build (self, error);

  /* Unless some findings have to be repaired, there is nothing to do: the others are for the same
   * repair. Those of a script of the user's own are all reported. */
  findings = mq_json_get_array (result, "findings");
  MQ_JSON_EACH (findings, i, finding)
    {
      g_autofree char *line = NULL;

      if (finding == NULL)
        continue;

      json_array_add_object_element (selected, json_object_ref (finding));
      /* Only errors, and imports that are not allowed, have to be repaired. */
      if (!self->own_script
          && g_strcmp0 (mq_json_get_string (finding, "severity", NULL), "error") != 0
          && g_strcmp0 (mq_json_get_string (finding, "code", NULL), "import") != 0)
        continue;
      if (++count > MAX_FINDINGS_SAID)
        continue;

      line = describe_finding (finding);
      g_string_append_printf (said, "%s%s", said->len > 0 ? "; " : "", line);
    }
  if (count == 0)
    return remote_blender_end_step (self, MQ_EVENT_STATE_ENDED, _ ("No problems found"), error)
           && mq_remote_blender_build (self, error);

  /* A text that is not Python cannot run. */
  if (self->own_script
      && g_strcmp0 (mq_json_get_string (mq_json_element_object (selected, 0), "code", NULL),
                    "syntax")
             != 0)
    {
      g_autofree char *text = NULL;

      count = 0;
      /* Reports the findings on a script of the user's own, which is not repaired, each once. */
      MQ_JSON_EACH (selected, i, finding)
        {
          g_autofree char *line = finding != NULL ? describe_finding (finding) : NULL;
          JsonArray *nearest = mq_json_get_array (finding, "nearest");

          count += g_strcmp0 (mq_json_get_string (finding, "code", NULL), "stage") != 0;
          if (line != NULL
              && !mq_remote_blender_notice (
                  self, "warning", mq_json_get_string (finding, "code", "finding"), line,
                  nearest != NULL ? json_array_ref (nearest) : NULL, error))
            return FALSE;
        }
      text = count > 0 ? g_strdup_printf (ngettext ("%u problem found", "%u problems found", count),
                                          count)
                       : g_strdup (_ ("Left out the steps that Maquette does itself"));
      return remote_blender_end_step (
                 self, count > 0 ? MQ_EVENT_STATE_FAILED : MQ_EVENT_STATE_ENDED, text, error)
             && mq_remote_blender_build (self, error);
    }

  mq_json_replace_array (&self->asset->findings, selected);
  if (count > MAX_FINDINGS_SAID)
    {
      guint more = count - MAX_FINDINGS_SAID;

      /* Translators: the end of a list of what is wrong with a script. */
      g_string_append_printf (said, ngettext ("; and %u more", "; and %u more", more), more);
    }
  g_set_error_literal (&fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_SCRIPT_FAILED, said->str);
  return remote_blender_fail_step (self, fault, error);
}

/* @level: info or warning; @code: stable; @text: for the user; @items: (transfer full)
 * (nullable): the things that it is about. Returns: whether it was emitted */
gboolean
mq_remote_blender_notice (MqRemoteBlender *self, const char *level, const char *code,
                          const char *text, JsonArray *items, GError **error)
{
  g_autoptr (JsonObject) data = mq_json_new ("level:s code:s text:s items:a", level, code, text,
                                             items != NULL ? items : json_array_new ());

  return mq_service_run_emit (self->run, mq_run_event_read ("notice", data, 0), error);
}

/* Ends a step of the team with its usage, and emits the rest of the budget. */
static gboolean
end_thinking (MqRemoteBlender *self, MqEventState state, const char *text, JsonObject *usage,
              const char *detail, GError **error)
{
  MqRunEvent *event = make_event (self, state, text);
  g_autoptr (JsonObject) budget = NULL;

  if (usage != NULL)
    {
      event->step.model = g_strdup (mq_json_get_string (usage, "model", ""));
      event->step.calls = mq_json_get_int (usage, "calls", 0);
      event->step.tokens.input = mq_json_get_int (usage, "input", 0);
      event->step.tokens.output = mq_json_get_int (usage, "output", 0);
      event->step.tokens.cached = mq_json_get_int (usage, "cached", 0);
      event->step.cost = mq_json_get_double (usage, "cost", MQ_EVENT_ABSENT);
    }

  event->step.detail = g_strdup (detail);

  if (!end_step_with (self, event, error))
    return FALSE;
  if (usage == NULL)
    return TRUE;

  budget = mq_run_budget_describe (self->asset);
  return mq_service_run_emit (self->run, mq_run_event_read ("budget", budget, 0), error);
}

/* Calls the team and emits its notices. @role: as in the step event; @doing: description for the
 * user, while the step lasts; @required: (nullable): the member that the answer must have;
 * @error: as of mq_service_run_call_team(). Returns: (transfer full) (nullable): the answer */
JsonObject *
mq_remote_blender_call_team (MqRemoteBlender *self, MqTeamRole role, const char *doing,
                             MqTeamTask task, const char *required, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) usage = NULL;
  g_autoptr (GError) fault = NULL;
  MqEventState state = MQ_EVENT_STATE_ENDED;
  const char *name = mq_event_table_get_role (role);
  const char *text;
  const char *detail;
  gboolean is_refused;
  JsonArray *notices;

  if (!remote_blender_begin_step (self, role, doing, error))
    return NULL;

  answer = mq_service_run_call_team (self->run, self->step, name, task, &usage, &fault);
  text = mq_json_get_string (answer, "text", "");
  detail = mq_json_get_string (answer, "detail", NULL);
  is_refused = mq_json_get_boolean (answer, "refused", FALSE);

  /* The event `refused` has the reason. */
  if (is_refused)
    {
      gboolean so = g_str_equal (mq_json_get_string (answer, "outcome", ""), "already-so");

      state = so ? MQ_EVENT_STATE_ENDED : MQ_EVENT_STATE_FAILED;
      text = so ? _ ("It is already like that") : _ ("This change is not possible");
    }
  else if (answer != NULL && required != NULL && !json_object_has_member (answer, required))
    g_set_error (&fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL,
                 _ ("The team’s %s answered without “%s”"), name, required);

  if (fault != NULL)
    {
      if (!end_thinking (self, MQ_EVENT_STATE_FAILED, fault->message, usage, detail, error))
        return NULL;

      return mq_fail_null_with (error, &fault);
    }

  /* The event `refused` says itself which words could not be done. */
  notices = mq_json_get_array (answer, "notices");
  MQ_JSON_EACH (notices, i, notice)
    if (notice != NULL
        && !(is_refused && g_str_equal (mq_json_get_string (notice, "code", ""), "not-understood"))
        && !mq_service_run_emit (self->run, mq_run_event_read ("notice", notice, 0), error))
      return NULL;
  if (!end_thinking (self, state, text, usage, detail, error))
    return NULL;

  return g_steal_pointer (&answer);
}

/* @error: an error of a step. Returns: whether the run is not to go on */
gboolean
mq_remote_blender_is_stopped (const GError *error)
{
  return g_error_matches (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_CANCELLED)
         || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED) || error->domain == G_IO_ERROR;
}
