/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs a script until it runs and shows something, and snapshots for rollbacks. See
 * mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>

/* Frees the contents. */
void
mq_snapshot_clear (MqSnapshot *self)
{
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
}

/* Copies the script, the plan and the report. */
void
mq_snapshot_take (MqSnapshot *self, MqPipeline *pipeline)
{
  const MqRemoteBlender *blender = &pipeline->blender;
  MqAssetState *asset = pipeline->asset;
  JsonObject *plan = asset->plan;
  JsonObject *report = asset->report;

  self->script = g_strdup (asset->script);
  self->plan = plan != NULL ? json_object_ref (plan) : NULL;
  self->report = report != NULL ? json_object_ref (report) : NULL;
  self->execution = blender->execution;
  self->measurement = blender->measurement;
  self->rendering = blender->rendering;
}

/* Restores them, without faults and defects. */
void
mq_snapshot_restore (const MqSnapshot *self, MqPipeline *pipeline)
{
  MqRemoteBlender *blender = &pipeline->blender;
  MqAssetState *asset = pipeline->asset;

  blender->execution = self->execution;
  blender->measurement = self->measurement;
  blender->rendering = self->rendering;
  g_set_str (&asset->script, self->script);
  mq_json_replace_object (&asset->plan, self->plan);
  mq_json_replace_object (&asset->report, self->report);
  mq_json_replace_array (&asset->findings, NULL);
  mq_json_replace_object (&asset->failure, NULL);
  mq_json_replace_array (&asset->defects, NULL);
}

/* Restores a script that was built, and builds it again, as final pictures are those of the last
 * execution. What cannot be made again stays as it was made then. @error: the run was stopped */
gboolean
mq_pipeline_build_again (MqPipeline *self, const MqSnapshot *before, GError **error)
{
  MqRemoteBlender *blender = &self->blender;
  g_autoptr (GError) fault = NULL;
  gboolean built;

  mq_snapshot_restore (before, self);
  built = mq_remote_blender_build (blender, &fault);
  if (!built && mq_remote_blender_is_stopped (fault))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  if (!built)
    mq_snapshot_restore (before, self);
  else if (self->asset->report == NULL)
    {
      mq_json_replace_object (&self->asset->report, before->report);
      blender->measurement = before->measurement;
    }
  return TRUE;
}

/* Applies the plan and the script of an answer, if any, and emits the events `plan` and
 * `script`. @why: first draft, repair or refinement. Returns: whether they were emitted */
gboolean
mq_pipeline_apply_answer (MqPipeline *self, JsonObject *answer, MqScriptReason why, GError **error)
{
  JsonObject *plan = mq_json_get_object (answer, "plan");
  const char *script = mq_json_get_string (answer, "script", NULL);
  MqRunEvent *event;

  if (plan != NULL)
    {
      mq_json_replace_object (&self->asset->plan, plan);
      event = mq_run_event_new (MQ_EVENT_PLAN);
      event->plan.plan = json_object_ref (plan);
      if (!mq_service_run_emit (self->run, event, error))
        return FALSE;
    }

  if (script == NULL)
    return TRUE;

  g_set_str (&self->asset->script, script);
  event = mq_run_event_new (MQ_EVENT_SCRIPT);
  event->script.script = g_strdup (script);
  event->script.why = why;
  return mq_service_run_emit (self->run, event, error);
}

/* Sets the error for a script that the team could not repair. */
static void
give_up (GError **error, const GError *fault, const char *why)
{
  MqHttpProblem problem = (MqHttpProblem)fault->code;

  g_set_error (error, MQ_HTTP_PROBLEM_ERROR,
               problem == MQ_HTTP_PROBLEM_SCRIPT_FAILED ? MQ_HTTP_PROBLEM_REPAIRS_USED_UP
                                                        : (int)problem,
               /* Translators: two sentences: why no more is tried, and what went wrong last. */
               _ ("%s. The last fault was: %s"), why, fault->message);
}

/* @error: an error of mq_pipeline_make_valid(). Returns: whether only the script is given up, so
 * that the run can continue with another one */
gboolean
mq_pipeline_is_given_up (const GError *error)
{
  return g_error_matches (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REPAIRS_USED_UP)
         || mq_remote_blender_is_fault_of_script (error);
}

/* Repairs of a script end after so many times the limit of those without progress. */
#define MAX_REPAIRS 4

/* Describes a fault: what went wrong and where, whatever else of the script has changed. Error
 * codes and the parts of findings and tracebacks are not translated, so a resumed run in another
 * language finds the same. */
static char *
describe_fault (MqAssetState *asset, int code)
{
  JsonArray *findings = asset->findings;
  JsonObject *failure = asset->failure;
  JsonArray *frames = mq_json_get_array (failure, "traceback");
  guint count = mq_json_length (frames);
  JsonObject *last = count > 0 ? mq_json_element_object (frames, count - 1) : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d\n", code);
  if (findings == NULL)
    g_string_append_printf (text, "%s\n%s\n%s\n%s", mq_json_get_string (failure, "type", ""),
                            mq_json_get_string (failure, "message", ""),
                            mq_json_get_string (last, "function", ""),
                            mq_json_get_string (last, "text", ""));

  for (guint i = 0; i < mq_json_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      g_string_append_printf (text, "%s %s %s\n", mq_json_get_string (finding, "code", ""),
                              mq_json_get_string (finding, "name", ""),
                              mq_json_get_string (finding, "what", ""));
    }

  return g_string_free (text, FALSE);
}

/* Remembers the fault as an attempt, for the model, so always in English. */
static void
note_try (MqAssetState *asset)
{
  JsonArray *findings = asset->findings;
  JsonObject *failure = asset->failure;
  g_autoptr (GString) text = g_string_new (NULL);

  if (findings == NULL)
    {
      g_string_append_printf (text, "%s: %s", mq_json_get_string (failure, "type", "Error"),
                              mq_json_get_string (failure, "message", ""));
      mq_asset_state_add_attempt (asset, "run", text->str);
      return;
    }

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      g_string_append_printf (text, "%sline %d: %s", i > 0 ? "; " : "",
                              (int)mq_json_get_int (finding, "line", 0),
                              mq_json_get_string (finding, "what", ""));
    }
  mq_asset_state_add_attempt (asset, "check", text->str);
}

/* Asks for a repair. Without an error, @answer stays NULL if the team has none; @why is the
 * reason. */
static gboolean
repair (MqPipeline *self, JsonObject **answer, char **why, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_DEBUGGER,
                                         _ ("Repairing the script"), MQ_TEAM_REPAIR, "script",
                                         &silence);
  if (*answer != NULL)
    return TRUE;

  if (!g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    {
      g_propagate_error (error, g_steal_pointer (&silence));
      return FALSE;
    }

  *why = g_strdup_printf (_ ("The team has no repair (%s)"), silence->message);
  return TRUE;
}

/* The function in which the script failed, if the traceback has one. */
static const char *
find_function (MqAssetState *asset)
{
  JsonArray *frames = mq_json_get_array (asset->failure, "traceback");
  guint count = frames != NULL ? json_array_get_length (frames) : 0;
  const char *name = count > 0 ? mq_json_get_string (mq_json_element_object (frames, count - 1),
                                                     "function", NULL)
                               : NULL;

  return name != NULL && *name != '<' ? name : NULL;
}

/* After repairs that did not help, asks for a different approach to the faulty part. Without an
 * error, @answer stays NULL if the team has none. */
static gboolean
rewrite (MqPipeline *self, JsonObject **answer, GError **error)
{
  const char *function = find_function (self->asset);
  g_autofree char *doing = NULL;
  g_autoptr (GError) silence = NULL;

  if (!mq_team_can (self->run->team, MQ_TEAM_REWRITE))
    return TRUE;

  /* Translators: %s is the name of a function of a script. */
  doing = function != NULL ? g_strdup_printf (_ ("A fresh approach for “%s”"), function)
                           : g_strdup (_ ("A fresh approach for what fails"));
  *answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_WRITER, doing,
                                         MQ_TEAM_REWRITE, "script", &silence);
  if (*answer != NULL || g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&silence));
  return FALSE;
}

/* Why no repair is asked for any more; NULL: one is. @in_vain: repairs in a row without progress */
static char *
check_repairs (MqPipeline *self, guint repairs, guint in_vain)
{
  if (in_vain < self->limits->repairs && repairs < MAX_REPAIRS * self->limits->repairs)
    return NULL;

  return g_strdup_printf (ngettext ("The script still failed after %u repair",
                                    "The script still failed after %u repairs", repairs),
                          repairs);
}

/* Repairs the script until it runs and shows something. A repair after which something else is
 * wrong is progress, and does not count as one that did not help. @error:
 * mq_pipeline_is_given_up(), or the run has to end. Returns: whether it succeeded */
gboolean
mq_pipeline_make_valid (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean afresh = FALSE;
  guint in_vain = 0;

  for (guint repairs = 0;; repairs++)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) fault = NULL;
      g_autofree char *why = NULL;

      if (mq_remote_blender_attempt (&self->blender, &fault))
        return TRUE;

      if (!mq_remote_blender_is_fault_of_script (fault))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }

      note_try (self->asset);
      if (g_hash_table_add (faults, describe_fault (self->asset, fault->code)))
        in_vain = 0;
      else
        in_vain++;

      if (!g_hash_table_add (scripts, g_strdup_printf ("%d\n%s", fault->code, self->asset->script)))
        why = g_strdup (_ ("The same script came back and failed the same way"));
      else if ((why = check_repairs (self, repairs, in_vain)) == NULL
               && !repair (self, &answer, &why, error))
        return FALSE;

      if (answer == NULL && !afresh)
        {
          afresh = TRUE;
          if (!rewrite (self, &answer, error))
            return FALSE;
        }

      if (answer == NULL)
        {
          give_up (error, fault, why);
          return FALSE;
        }

      if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error))
        return FALSE;
    }
}
