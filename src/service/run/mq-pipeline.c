/* The pipeline, see mq-pipeline.h. It reads from the end of this file upwards: the run, its phases, the
 * loops inside them. Single steps are mq-workbench.c. It must be deterministic between the entries of
 * the journal: it decides by the request, the team's answers and the results, and by nothing else. */
#include "service/run/mq-pipeline.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-problem.h"
#include "service/run/mq-report.h"
#include "service/run/mq-workbench.h"

#include <gio/gio.h>

#define FIBER_STACK (256 * 1024)

typedef struct
{
  MqServiceRun *run;
  const MqRunRequest *request;
  const MqRunLimits *limits;
  MqWorkbench bench;
  MqDraft *draft;
  guint versions;
  char *refusal; /* the last one, for a run that ends without a version */
  const char *reason;
} Pipeline;

/* A draft's work as it stood, to go back to. */
typedef struct
{
  char *script;
  JsonObject *plan;
  JsonObject *report;
} Snapshot;

static void
snapshot_clear (Snapshot *self)
{
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Snapshot, snapshot_clear)

static void
snapshot_take (Snapshot *self, MqDraft *draft)
{
  JsonObject *plan = mq_draft_get_plan (draft);
  JsonObject *report = mq_draft_get_report (draft);

  self->script = g_strdup (mq_draft_get_script (draft));
  self->plan = plan != NULL ? json_object_ref (plan) : NULL;
  self->report = report != NULL ? json_object_ref (report) : NULL;
}

static void
snapshot_restore (const Snapshot *self, MqDraft *draft)
{
  mq_draft_set_script (draft, self->script);
  mq_draft_set_plan (draft, self->plan);
  mq_draft_set_report (draft, self->report);
  mq_draft_set_findings (draft, NULL);
  mq_draft_set_failure (draft, NULL);
  mq_draft_set_defects (draft, NULL);
}

/* Events that the pipeline says itself. */

static gboolean
say_phase (Pipeline *self, const char *phase, gint64 *since, GError **error)
{
  JsonObject *data = json_object_new ();
  gboolean starts = *since == 0;

  json_object_set_string_member (data, "phase", phase);
  json_object_set_string_member (data, "state", starts ? "started" : "ended");
  if (!starts)
    json_object_set_double_member (data, "seconds", mq_service_run_get_seconds (self->run, *since));

  if (!mq_service_run_say (self->run, "phase", data, error))
    return FALSE;

  *since = starts ? mq_run_log_get_time (mq_service_run_get_log (self->run)) : 0;
  return TRUE;
}

/* Takes over what an answer brings, a script and perhaps a plan, and says so. */
static gboolean
take_answer (Pipeline *self, JsonObject *answer, const char *why, GError **error)
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

static gboolean
say_version (Pipeline *self, const char *summary, const char *instruction, GError **error)
{
  JsonObject *version = json_object_new ();
  JsonObject *plan = mq_draft_get_plan (self->draft);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (version, "summary", summary);
  json_object_set_string_member (version, "instruction", instruction);
  json_object_set_string_member (version, "script", mq_draft_get_script (self->draft));
  if (plan != NULL)
    json_object_set_object_member (version, "plan", json_object_ref (plan));
  else
    json_object_set_null_member (version, "plan");
  json_object_set_int_member (version, "execution", self->bench.execution);
  json_object_set_int_member (version, "measurement", self->bench.measurement);
  if (self->bench.rendering > 0)
    json_object_set_int_member (version, "rendering", self->bench.rendering);
  else
    json_object_set_null_member (version, "rendering");

  json_object_set_object_member (data, "version", version);
  if (!mq_service_run_say (self->run, "version", data, error))
    return FALSE;

  self->versions++;
  return TRUE;
}

static gboolean
say_refused (Pipeline *self, const char *text, JsonObject *answer, GError **error)
{
  JsonObject *data = json_object_new ();
  JsonArray *items = json_array_new ();
  JsonArray *notices = mq_json_get_array (answer, "notices");

  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonArray *said = mq_json_get_array (mq_json_element_object (notices, i), "items");

      for (guint j = 0; said != NULL && j < json_array_get_length (said); j++)
        if (mq_json_element_string (said, j) != NULL)
          json_array_add_string_element (items, mq_json_element_string (said, j));
    }

  g_set_str (&self->refusal, text);
  json_object_set_string_member (data, "text", text);
  json_object_set_array_member (data, "items", items);
  return mq_service_run_say (self->run, "refused", data, error);
}

/* Mending a script until it runs and shows something. */

/* The team has had its say, or its attempts: why the script at hand is given up. */
static void
give_up (GError **error, const GError *fault, const char *why)
{
  MqProblem problem = (MqProblem)fault->code;

  g_set_error (error, MQ_PROBLEM_ERROR,
               problem == MQ_PROBLEM_SCRIPT_FAILED ? MQ_PROBLEM_REPAIRS_USED_UP : (int)problem,
               "%s. The last fault was: %s", why, fault->message);
}

static gboolean
is_given_up (const GError *error)
{
  return g_error_matches (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_REPAIRS_USED_UP)
         || mq_workbench_is_fault_of_script (error);
}

static gboolean
make_sound (Pipeline *self, GError **error)
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

      if (!g_hash_table_add (
              seen, g_strdup_printf ("%s\n%s", fault->message, mq_draft_get_script (self->draft))))
        {
          give_up (error, fault, "The same script came back and failed the same way");
          return FALSE;
        }

      if (repairs >= self->limits->repairs)
        {
          why = g_strdup_printf ("The script still failed after %u repairs", repairs);
          give_up (error, fault, why);
          return FALSE;
        }

      answer = mq_workbench_think (&self->bench, "debugger", "mending the script", mq_team_repair,
                                   "script", &silence);
      if (answer == NULL && g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
        {
          why = g_strdup_printf ("The team has no repair (%s)", silence->message);
          give_up (error, fault, why);
          return FALSE;
        }

      if (answer == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&silence));
          return FALSE;
        }

      if (!take_answer (self, answer, "repair", error))
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
tell_what_is_left (Pipeline *self, JsonArray *defects, GError **error)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < json_array_get_length (defects); i++)
    json_array_add_string_element (
        items, mq_json_get_string (mq_json_element_object (defects, i), "what", "a defect"));

  return mq_workbench_notice (&self->bench, "warning", "defects-left",
                              "Found and not mended; you can ask for it in your own words", items,
                              error);
}

static gboolean
roll_back (Pipeline *self, const Snapshot *before, const char *why, GError **error)
{
  snapshot_restore (before, self->draft);

  /* The client's last execution is what a version keeps, so the earlier script has to run again. */
  return mq_workbench_notice (&self->bench, "info", "rolled-back", why, NULL, error)
         && mq_workbench_build (&self->bench, error);
}

/* A team that cannot tell says "same". */
static const char *
verify (Pipeline *self, JsonObject **answer, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_workbench_think (&self->bench, "verifier", "holding it against what was before",
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
mend_defects (Pipeline *self, JsonArray *defects, GError **error)
{
  g_auto (Snapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) verdict = NULL;
  g_autoptr (GError) fault = NULL;
  const char *verdict_name;
  JsonArray *left;

  snapshot_take (&before, self->draft);
  mq_draft_set_defects (self->draft, defects);

  answer = mq_workbench_think (&self->bench, "debugger", "mending what was found", mq_team_repair,
                               "script", &fault);
  if (answer == NULL && g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED))
    return tell_what_is_left (self, defects, error) ? ROUND_ENDS_IT : ROUND_FAILED;

  if (answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (g_strcmp0 (mq_json_get_string (answer, "script", NULL), before.script) == 0)
    return tell_what_is_left (self, defects, error) ? ROUND_ENDS_IT : ROUND_FAILED;

  if (!take_answer (self, answer, "repair", error))
    return ROUND_FAILED;

  if (!make_sound (self, &fault))
    {
      if (is_given_up (fault))
        return roll_back (self, &before, "The repair did not run; the script before it stands",
                          error)
                       && tell_what_is_left (self, defects, error)
                   ? ROUND_ENDS_IT
                   : ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (!(verdict_name = verify (self, &verdict, error)))
    return ROUND_FAILED;

  if (g_str_equal (verdict_name, "worse"))
    return roll_back (self, &before, "The repair made it worse; the script before it stands", error)
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

static gboolean
refine_automatically (Pipeline *self, GError **error)
{
  for (guint round = 0; round <= self->limits->rounds; round++)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) silence = NULL;
      JsonArray *defects;
      Round outcome;

      answer = mq_workbench_think (&self->bench, "critic", "looking for defects", mq_team_critique,
                                   "defects", &silence);
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

/* One instruction of the user's. A refusal is no failure: the last version stands. */

static gboolean
warn_of_strays (Pipeline *self, JsonObject *base, JsonArray *touches, GError **error)
{
  g_auto (GStrv) strays = NULL;
  JsonArray *items;

  if (base == NULL)
    return TRUE;

  strays = mq_report_list_strays (base, mq_draft_get_report (self->draft), touches);
  if (*strays == NULL)
    return TRUE;

  items = json_array_new ();
  for (guint i = 0; strays[i] != NULL; i++)
    json_array_add_string_element (items, strays[i]);

  return mq_workbench_notice (&self->bench, "warning", "changed-too",
                              "These changed as well, although the instruction did not name them",
                              items, error);
}

static gboolean
is_worse_than_base (Pipeline *self, JsonObject *base, gboolean *worse, char **text, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  const char *verdict;

  *worse = FALSE;
  if (base == NULL)
    return TRUE;

  mq_draft_set_base_report (self->draft, base);
  verdict = verify (self, &answer, error);
  mq_draft_set_base_report (self->draft, NULL);
  if (verdict == NULL)
    return FALSE;

  *worse = g_str_equal (verdict, "worse");
  *text = g_strdup (mq_json_get_string (answer, "text", ""));
  return TRUE;
}

static gboolean
build_refinement (Pipeline *self, const Snapshot *before, JsonObject *answer, GError **error)
{
  g_autofree char *text = NULL;
  gboolean worse;

  if (!take_answer (self, answer, "refinement", error) || !make_sound (self, error)
      || !refine_automatically (self, error)
      || !warn_of_strays (self, before->report, mq_json_get_array (answer, "touches"), error)
      || !is_worse_than_base (self, before->report, &worse, &text, error))
    return FALSE;

  if (!worse)
    return TRUE;

  g_set_error (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_REFUSED, "It came out worse than before: %s",
               text);
  return FALSE;
}

static gboolean
follow_instruction (Pipeline *self, const char *instruction, GError **error)
{
  g_auto (Snapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "text", instruction);
  if (!mq_service_run_say (self->run, "refinement", data, error))
    return FALSE;

  snapshot_take (&before, self->draft);
  mq_draft_set_base_report (self->draft, before.report);
  mq_draft_set_instruction (self->draft, instruction);

  answer = mq_workbench_think (&self->bench, "refiner", "working the instruction in",
                               mq_team_refine, "script", &fault);
  mq_draft_set_base_report (self->draft, NULL);

  if (answer != NULL && mq_json_get_boolean (answer, "refused", FALSE))
    return say_refused (self, mq_json_get_string (answer, "text", "It cannot be done"), answer,
                        error);

  if (answer != NULL && build_refinement (self, &before, answer, &fault))
    return mq_workbench_render (&self->bench, "final", error)
           && say_version (self, mq_json_get_string (answer, "summary", instruction), instruction,
                           error);

  if (!is_given_up (fault) && !g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_REFUSED)
      && !g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  snapshot_restore (&before, self->draft);
  text = g_strdup_printf ("%s. The last version stands.", fault->message);
  return say_refused (self, text, NULL, error);
}

/* The phases. */

static gboolean
create (Pipeline *self, GError **error)
{
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) script = NULL;
  gint64 since = 0;

  if (!say_phase (self, "create", &since, error))
    return FALSE;

  plan = mq_workbench_think (&self->bench, "planner", "planning", mq_team_plan, "plan", error);
  if (plan == NULL || !take_answer (self, plan, "first draft", error))
    return FALSE;

  script = mq_workbench_think (&self->bench, "writer", "writing", mq_team_write, "script", error);
  if (script == NULL || !take_answer (self, script, "first draft", error))
    return FALSE;

  return make_sound (self, error) && say_phase (self, "create", &since, error);
}

static const char *
get_summary (Pipeline *self)
{
  JsonObject *plan = mq_draft_get_plan (self->draft);
  const char *title = mq_json_get_string (plan, "title", NULL);

  return mq_json_get_string (plan, "summary", title != NULL ? title : self->request->prompt);
}

static gboolean
refine (Pipeline *self, GError **error)
{
  gint64 since = 0;

  return say_phase (self, "refine", &since, error) && refine_automatically (self, error)
         && mq_workbench_render (&self->bench, "final", error)
         && say_version (self, get_summary (self), self->request->prompt, error)
         && say_phase (self, "refine", &since, error);
}

/* A script of the user's own: checked, run, measured, rendered; never mended. */
static gboolean
show_own_script (Pipeline *self, GError **error)
{
  gint64 since = 0;

  mq_draft_set_script (self->draft, self->request->script);
  self->bench.own_script = TRUE;
  if (!say_phase (self, "create", &since, error) || !mq_workbench_try (&self->bench, error)
      || !mq_workbench_render (&self->bench, "final", error)
      || !say_version (self, "A script of one’s own", self->request->prompt, error))
    return FALSE;

  self->bench.own_script = FALSE;
  return say_phase (self, "create", &since, error);
}

/* What a run that goes on starts from; a base that was never measured is measured now. */
static gboolean
take_up_base (Pipeline *self, GError **error)
{
  mq_draft_set_script (self->draft, self->request->script);
  mq_draft_set_plan (self->draft, self->request->plan);
  mq_draft_set_report (self->draft, self->request->report);

  return self->request->report != NULL || mq_workbench_build (&self->bench, error);
}

/* The user's turns, one after the other. Without a turn to take there is no such phase. */
static gboolean
be_guided (Pipeline *self, GError **error)
{
  gboolean started = FALSE;
  gint64 since = 0;

  if (self->request->interactive || self->request->mode == MQ_RUN_CONTINUE)
    {
      if (!say_phase (self, "guided", &since, error))
        return FALSE;
      started = TRUE;
    }

  if (self->request->mode == MQ_RUN_CONTINUE
      && (!take_up_base (self, error) || !follow_instruction (self, self->request->prompt, error)))
    return FALSE;

  for (;;)
    {
      g_autoptr (MqRow) turn = mq_service_run_take_turn (self->run, error);

      if (turn == NULL)
        return FALSE;

      if (turn->kind == MQ_ROW_FINISH)
        {
          self->reason = g_intern_string (turn->type);
          break;
        }

      if (!started && !say_phase (self, "guided", &since, error))
        return FALSE;
      started = TRUE;

      if (!follow_instruction (self, turn->body, error))
        return FALSE;
    }

  if (started && !say_phase (self, "guided", &since, error))
    return FALSE;

  if (self->versions > 0)
    return TRUE;

  g_set_error (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_REFUSED, "No version was made. %s",
               self->refusal != NULL ? self->refusal : "");
  return FALSE;
}

static gboolean
go_through_phases (Pipeline *self, GError **error)
{
  switch (self->request->mode)
    {
    case MQ_RUN_CREATE:
      return create (self, error) && refine (self, error) && be_guided (self, error);

    case MQ_RUN_SCRIPT:
      return show_own_script (self, error) && be_guided (self, error);

    case MQ_RUN_CONTINUE:
      return be_guided (self, error);

    default:
      g_assert_not_reached ();
    }
}

/* The last event, or none when the run is only put away. */
static gboolean
say_end (Pipeline *self, const GError *fault, GError **error)
{
  JsonObject *data;

  if (fault == NULL)
    {
      data = json_object_new ();
      json_object_set_string_member (data, "reason", self->reason);
      return mq_service_run_say_last (self->run, "done", data, error);
    }

  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      g_propagate_error (error, g_error_copy (fault));
      return FALSE;
    }

  data = mq_problem_to_json (mq_problem_from_error (fault), fault->message);
  return mq_service_run_say_last (self->run, "failed", data, error);
}

static DexFuture *
pipeline_fiber (gpointer user_data)
{
  MqServiceRun *run = user_data;
  g_autoptr (MqDraft) draft = mq_draft_new (mq_service_run_get_request (run)->prompt);
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *refusal = NULL;
  Pipeline self = {
    .run = run,
    .request = mq_service_run_get_request (run),
    .limits = mq_service_run_get_limits (run),
    .bench = { .run = run, .draft = draft },
    .draft = draft,
  };

  go_through_phases (&self, &fault);
  refusal = g_steal_pointer (&self.refusal);

  if (!say_end (&self, fault, &error))
    {
      mq_service_run_halt (run);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}

/**
 * mq_pipeline_run:
 * @run: a run, new or loaded from the journal
 *
 * Goes through the run to its end.
 *
 * Returns: (transfer full): resolves to %TRUE after the last event; rejects when the run was put away, or its log
 *   cannot be written
 */
DexFuture *
mq_pipeline_run (MqServiceRun *run)
{
  g_assert (MQ_IS_SERVICE_RUN (run));

  return dex_scheduler_spawn (NULL, FIBER_STACK, pipeline_fiber, g_object_ref (run),
                              g_object_unref);
}
