/* MqWorkbench: steps of a run and the team's thinking, see mq-workbench.h. */
#include "service/run/mq-workbench-private.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-problem.h"
#include "service/run/mq-run-budget.h"

#include <glib/gi18n.h>
#include <math.h>

static JsonObject *
step_to_json (const MqStep *step, const char *state, const char *text)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "step", step->number);
  json_object_set_string_member (data, "role", step->role);
  json_object_set_string_member (data, "state", state);
  json_object_set_string_member (data, "text", text);
  return data;
}

gboolean
mq_workbench_begin_step (MqWorkbench *self, MqStep *step, const char *role, const char *text,
                         GError **error)
{
  *step = (MqStep){ role, ++self->step, 0 };

  if (!mq_service_run_say (self->run, "step", step_to_json (step, "started", text), error))
    return FALSE;

  step->since = mq_run_log_get_time (mq_service_run_get_log (self->run));
  return TRUE;
}

/* The budget counts whole seconds; what is left of one goes to the next step. */
static void
count_seconds (MqWorkbench *self, double seconds)
{
  double whole;

  self->seconds += seconds;
  whole = floor (self->seconds);
  self->seconds -= whole;
  mq_draft_count_seconds (self->draft, whole);
}

static gboolean
end_step_with (MqWorkbench *self, const MqStep *step, JsonObject *data, GError **error)
{
  double seconds = mq_service_run_get_seconds (self->run, step->since);

  json_object_set_double_member (data, "seconds", seconds);
  count_seconds (self, seconds);
  return mq_service_run_say (self->run, "step", data, error);
}

/* Ends the step with a number beside its text. */
gboolean
mq_workbench_end_step_counting (MqWorkbench *self, const MqStep *step, const char *text,
                                const char *what, guint count, GError **error)
{
  JsonObject *data = step_to_json (step, "ended", text);

  json_object_set_int_member (data, what, count);
  return end_step_with (self, step, data, error);
}

gboolean
mq_workbench_end_step (MqWorkbench *self, const MqStep *step, const char *state, const char *text,
                       GError **error)
{
  return end_step_with (self, step, step_to_json (step, state, text), error);
}

/* Ends the step as failed and hands @fault (transfer full) on, unless the run is to end anyway. */
gboolean
mq_workbench_fail_step (MqWorkbench *self, const MqStep *step, GError *fault, GError **error)
{
  g_autoptr (GError) why = fault;

  if (!mq_workbench_end_step (self, step, "failed", why->message, error))
    return FALSE;

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/**
 * mq_workbench_notice:
 * @level: info or warning
 * @code: stable
 * @text: for people
 * @items: (transfer full) (nullable): what it is about
 * @error: the run is to end
 *
 * Returns: whether it was said
 */
gboolean
mq_workbench_notice (MqWorkbench *self, const char *level, const char *code, const char *text,
                     JsonArray *items, GError **error)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "level", level);
  json_object_set_string_member (data, "code", code);
  json_object_set_string_member (data, "text", text);
  json_object_set_array_member (data, "items", items != NULL ? items : json_array_new ());
  return mq_service_run_say (self->run, "notice", data, error);
}

static gboolean
pass_notices_on (MqWorkbench *self, JsonObject *answer, GError **error)
{
  JsonArray *notices = mq_json_get_array (answer, "notices");

  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = mq_json_element_object (notices, i);

      if (notice != NULL
          && !mq_service_run_say (self->run, "notice", json_object_ref (notice), error))
        return FALSE;
    }

  return TRUE;
}

static void
add_usage (JsonObject *data, JsonObject *usage)
{
  static const char *const counts[] = { "input", "output", "cached" };
  JsonObject *tokens = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (tokens, counts[i], mq_json_get_int (usage, counts[i], 0));

  json_object_set_string_member (data, "model", mq_json_get_string (usage, "model", ""));
  json_object_set_int_member (data, "calls", mq_json_get_int (usage, "calls", 0));
  json_object_set_object_member (data, "tokens", tokens);
  if (json_object_has_member (usage, "cost"))
    json_object_set_double_member (data, "cost", mq_json_get_double (usage, "cost", 0));
}

/* Ends a step of the team's: with what it used up, and how much of the budget that leaves. */
static gboolean
end_thinking (MqWorkbench *self, const MqStep *step, const char *state, const char *text,
              JsonObject *usage, const char *detail, GError **error)
{
  JsonObject *data = step_to_json (step, state, text);

  if (usage != NULL)
    add_usage (data, usage);
  if (detail != NULL)
    json_object_set_string_member (data, "detail", detail);

  return end_step_with (self, step, data, error)
         && (usage == NULL
             || mq_service_run_say (self->run, "budget", mq_run_budget_describe (self->draft),
                                    error));
}

/**
 * mq_workbench_think:
 * @role: as in the step event
 * @doing: for people, while it lasts
 * @func: what is asked of the team
 * @required: (nullable): the member that the answer must have
 * @error: as mq_service_run_think() says
 *
 * Has the team think, and passes its notices on.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonObject *
mq_workbench_think (MqWorkbench *self, const char *role, const char *doing, MqRole func,
                    const char *required, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) usage = NULL;
  g_autoptr (GError) fault = NULL;
  const char *state = "ended";
  const char *text;
  const char *detail;
  MqStep step;

  if (!mq_workbench_begin_step (self, &step, role, doing, error))
    return NULL;

  answer = mq_service_run_think (self->run, step.number, role, func, &usage, &fault);
  text = mq_json_get_string (answer, "text", "");
  detail = mq_json_get_string (answer, "detail", NULL);

  /* The event `refused` says why; here it is enough that it is so. */
  if (mq_json_get_boolean (answer, "refused", FALSE))
    {
      state = "failed";
      text = _ ("This change is not possible");
    }
  else if (answer != NULL && required != NULL && !json_object_has_member (answer, required))
    g_set_error (&fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_INTERNAL,
                 _ ("The team’s %s answered without “%s”"), role, required);

  if (fault != NULL)
    {
      if (!end_thinking (self, &step, "failed", fault->message, usage, detail, error))
        return NULL;

      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  if (!pass_notices_on (self, answer, error)
      || !end_thinking (self, &step, state, text, usage, detail, error))
    return NULL;

  return g_steal_pointer (&answer);
}

/* Has the client carry out an instruction; its own errors come back as MQ_PROBLEM_ERROR. */
JsonObject *
mq_workbench_instruct (MqWorkbench *self, const char *kind, JsonObject *arguments,
                       gint64 *instruction, GError **error)
{
  g_autoptr (JsonObject) body = mq_service_run_ask (self->run, kind, arguments, instruction, error);
  JsonObject *fault;

  if (body == NULL)
    return NULL;

  if (mq_json_get_boolean (body, "ok", FALSE))
    return json_object_ref (mq_json_get_object (body, "result"));

  fault = mq_json_get_object (body, "error");
  g_set_error_literal (error, MQ_PROBLEM_ERROR,
                       (int)mq_problem_from_code (mq_json_get_string (fault, "code", NULL)),
                       mq_json_get_string (fault, "message", _ ("The step failed")));
  return NULL;
}

/**
 * mq_workbench_is_fatal:
 * @fault: what mq_workbench_instruct() gave
 *
 * Returns: whether no further instruction would fare better
 */
gboolean
mq_workbench_is_fatal (const GError *fault)
{
  return fault->domain != MQ_PROBLEM_ERROR
         || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_NO_BLENDER)
         || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_DISK_FULL)
         || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_CANCELLED);
}
