/* The pipeline's mending: a script until it runs and shows something, and automatic refinement, with
 * rolling back where a repair was none. See mq-pipeline-private.h. */
#include "service/run/mq-pipeline-private.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-problem.h"

#include <glib/gi18n.h>

/**
 * mq_snapshot_clear:
 *
 * Drops what it holds.
 */
void
mq_snapshot_clear (MqSnapshot *self)
{
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
}

/**
 * mq_snapshot_take:
 * @self: an empty one
 *
 * Keeps the draft's script, plan and report.
 */
void
mq_snapshot_take (MqSnapshot *self, MqDraft *draft)
{
  JsonObject *plan = mq_draft_get_plan (draft);
  JsonObject *report = mq_draft_get_report (draft);

  self->script = g_strdup (mq_draft_get_script (draft));
  self->plan = plan != NULL ? json_object_ref (plan) : NULL;
  self->report = report != NULL ? json_object_ref (report) : NULL;
}

/**
 * mq_snapshot_restore:
 *
 * Makes the draft as it was, with no faults and no defects.
 */
void
mq_snapshot_restore (const MqSnapshot *self, MqDraft *draft)
{
  mq_draft_set_script (draft, self->script);
  mq_draft_set_plan (draft, self->plan);
  mq_draft_set_report (draft, self->report);
  mq_draft_set_findings (draft, NULL);
  mq_draft_set_failure (draft, NULL);
  mq_draft_set_defects (draft, NULL);
}

/**
 * mq_pipeline_take_answer:
 * @answer: of the team
 * @why: first draft, repair or refinement
 * @error: the run is to end
 *
 * Takes over what an answer brings, a script and perhaps a plan, and says so.
 *
 * Returns: whether it was said
 */
gboolean
mq_pipeline_take_answer (MqPipeline *self, JsonObject *answer, const char *why, GError **error)
{
  JsonObject *plan = mq_json_get_object (answer, "plan");
  const char *script = mq_json_get_string (answer, "script", NULL);
  JsonObject *data;

  if (plan != NULL)
    {
      mq_draft_set_plan (self->draft, plan);
      data = json_object_new ();
      json_object_set_object_member (data, "plan", json_object_ref (plan));
      if (!mq_service_run_say (self->run, "plan", data, error))
        return FALSE;
    }

  if (script == NULL)
    return TRUE;

  mq_draft_set_script (self->draft, script);
  data = json_object_new ();
  json_object_set_string_member (data, "script", script);
  json_object_set_string_member (data, "why", why);
  return mq_service_run_say (self->run, "script", data, error);
}

/* Mending a script until it runs and shows something. */

/* The team has had its say, or its attempts: why the script at hand is given up. */
static void
give_up (GError **error, const GError *fault, const char *why)
{
  MqProblem problem = (MqProblem)fault->code;

  g_set_error (error, MQ_PROBLEM_ERROR,
               problem == MQ_PROBLEM_SCRIPT_FAILED ? MQ_PROBLEM_REPAIRS_USED_UP : (int)problem,
               /* Translators: two sentences: why no more is tried, and what went wrong last. */
               _ ("%s. The last fault was: %s"), why, fault->message);
}

/**
 * mq_pipeline_is_given_up:
 * @error: what mq_pipeline_make_sound() gave
 *
 * Returns: whether the script at hand is given up, and the run may go on with another
 */
gboolean
mq_pipeline_is_given_up (const GError *error)
{
  return g_error_matches (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_REPAIRS_USED_UP)
         || mq_workbench_is_fault_of_script (error);
}

/**
 * mq_pipeline_make_sound:
 * @error: mq_pipeline_is_given_up(), or the run is to end
 *
 * Has the draft's script mended until it runs and shows something.
 *
 * Returns: whether it does
 */
gboolean
mq_pipeline_make_sound (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint repairs = 0;; repairs++)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) fault = NULL;
      g_autoptr (GError) silence = NULL;
      g_autofree char *why = NULL;

      if (mq_workbench_try (&self->bench, &fault))
        return TRUE;

      if (!mq_workbench_is_fault_of_script (fault))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }

      /* By the code of the fault: its words are in the language of the day. */
      if (!g_hash_table_add (
              seen, g_strdup_printf ("%d\n%s", fault->code, mq_draft_get_script (self->draft))))
        {
          give_up (error, fault, _ ("The same script came back and failed the same way"));
          return FALSE;
        }

      if (repairs >= self->limits->repairs)
        {
          why = g_strdup_printf (ngettext ("The script still failed after %u repair",
                                           "The script still failed after %u repairs", repairs),
                                 repairs);
          give_up (error, fault, why);
          return FALSE;
        }

      answer = mq_workbench_think (&self->bench, "debugger", _ ("Mending the script"),
                                   mq_team_repair, "script", &silence);
      if (answer == NULL && g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
        {
          why = g_strdup_printf (_ ("The team has no repair (%s)"), silence->message);
          give_up (error, fault, why);
          return FALSE;
        }

      if (answer == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&silence));
          return FALSE;
        }

      if (!mq_pipeline_take_answer (self, answer, "repair", error))
        return FALSE;
    }
}

/* Automatic refinement: look, mend, hold against what was before. */

typedef enum
{
  ROUND_ENDS_IT, /* nothing is left, or nothing more can be done */
  ROUND_HELPED,
  ROUND_FAILED, /* the run is to end */
} Round;

static gboolean
tell_what_is_left (MqPipeline *self, JsonArray *defects, GError **error)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < json_array_get_length (defects); i++)
    json_array_add_string_element (
        items, mq_json_get_string (mq_json_element_object (defects, i), "what", ""));

  return mq_workbench_notice (&self->bench, "warning", "defects-left",
                              _ ("Found and not mended; you can ask for it"), items, error);
}

static gboolean
roll_back (MqPipeline *self, const MqSnapshot *before, const char *why, GError **error)
{
  mq_snapshot_restore (before, self->draft);

  /* The client's last execution is what a version keeps, so the earlier script has to run again. */
  return mq_workbench_notice (&self->bench, "info", "rolled-back", why, NULL, error)
         && mq_workbench_build (&self->bench, error);
}

/**
 * mq_pipeline_verify:
 * @answer: (out) (transfer full) (nullable): all that the team said
 * @error: the run is to end
 *
 * Has the draft held against what was before. A team that cannot tell says "same".
 *
 * Returns: (nullable): better, same or worse
 */
const char *
mq_pipeline_verify (MqPipeline *self, JsonObject **answer, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_workbench_think (&self->bench, "verifier", _ ("Comparing it with what was before"),
                                mq_team_verify, "verdict", &silence);

  if (*answer != NULL)
    return mq_json_get_string (*answer, "verdict", "same");

  if (g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    return "same";

  g_propagate_error (error, g_steal_pointer (&silence));
  return NULL;
}

/* Takes a script with @defects; the better of it and its repair stands afterwards. */
static Round
mend_defects (MqPipeline *self, JsonArray *defects, GError **error)
{
  g_auto (MqSnapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) verdict = NULL;
  g_autoptr (GError) fault = NULL;
  const char *verdict_name;
  JsonArray *left;

  mq_snapshot_take (&before, self->draft);
  mq_draft_set_defects (self->draft, defects);

  answer = mq_workbench_think (&self->bench, "debugger", _ ("Mending what was found"),
                               mq_team_repair, "script", &fault);
  if (answer == NULL && g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED))
    return tell_what_is_left (self, defects, error) ? ROUND_ENDS_IT : ROUND_FAILED;

  if (answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (g_strcmp0 (mq_json_get_string (answer, "script", NULL), before.script) == 0)
    return tell_what_is_left (self, defects, error) ? ROUND_ENDS_IT : ROUND_FAILED;

  if (!mq_pipeline_take_answer (self, answer, "repair", error))
    return ROUND_FAILED;

  if (!mq_pipeline_make_sound (self, &fault))
    {
      if (mq_pipeline_is_given_up (fault))
        return roll_back (self, &before, _ ("The repair did not run; the script before it stands"),
                          error)
                       && tell_what_is_left (self, defects, error)
                   ? ROUND_ENDS_IT
                   : ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (!(verdict_name = mq_pipeline_verify (self, &verdict, error)))
    return ROUND_FAILED;

  if (g_str_equal (verdict_name, "worse"))
    return roll_back (self, &before, _ ("The repair made it worse; the script before it stands"),
                      error)
                   && tell_what_is_left (self, defects, error)
               ? ROUND_ENDS_IT
               : ROUND_FAILED;

  left = mq_json_get_array (verdict, "left");
  if (left != NULL && json_array_get_length (left) == 0)
    return ROUND_ENDS_IT;

  if (g_str_equal (verdict_name, "same"))
    return tell_what_is_left (self, defects, error) ? ROUND_ENDS_IT : ROUND_FAILED;

  return ROUND_HELPED;
}

/**
 * mq_pipeline_refine_automatically:
 * @error: the run is to end
 *
 * Looks for defects and has them mended, at most a set number of rounds. What cannot be mended is told.
 *
 * Returns: %FALSE when the run is to end
 */
gboolean
mq_pipeline_refine_automatically (MqPipeline *self, GError **error)
{
  for (guint round = 0; round <= self->limits->rounds; round++)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) silence = NULL;
      JsonArray *defects;
      Round outcome;

      answer = mq_workbench_think (&self->bench, "critic", _ ("Looking for defects"),
                                   mq_team_critique, "defects", &silence);
      if (answer == NULL && g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
        return mq_workbench_notice (&self->bench, "warning", "no-critique", silence->message, NULL,
                                    error);

      if (answer == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&silence));
          return FALSE;
        }

      defects = mq_json_get_array (answer, "defects");
      if (defects == NULL || json_array_get_length (defects) == 0)
        return TRUE;

      if (round == self->limits->rounds)
        return tell_what_is_left (self, defects, error);

      outcome = mend_defects (self, defects, error);
      mq_draft_set_defects (self->draft, NULL);
      if (outcome != ROUND_HELPED)
        return outcome == ROUND_ENDS_IT;
    }

  return TRUE;
}
