/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteBlender: steps of a run and calls of the team, see mq-remote-blender.h. */
#include "service/pipeline/mq-remote-blender.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"
#include "service/metrics/mq-metrics.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-budget.h"

#include <glib/gi18n.h>
#include <math.h>

static MqRunEvent *
make_event (const MqStep *step, MqEventState state, const char *text)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_STEP);

  event->step.step = step->number;
  event->step.role = step->role;
  event->step.state = state;
  event->step.text = g_strdup (text);
  return event;
}

gboolean
mq_remote_blender_begin_step (MqRemoteBlender *self, MqStep *step, MqTeamRole role,
                              const char *text, GError **error)
{
  *step = (MqStep){ role, ++self->step, 0 };

  if (!mq_service_run_emit (self->run, make_event (step, MQ_EVENT_STATE_STARTED, text), error))
    return FALSE;

  step->since = mq_service_run_get_time (self->run);
  return TRUE;
}

/* The budget counts whole seconds; the fraction is carried over to the next step. */
static void
count_seconds (MqRemoteBlender *self, double seconds)
{
  double whole;

  self->seconds += seconds;
  whole = floor (self->seconds);
  self->seconds -= whole;
  self->asset->spent.seconds += (gint64)whole;
}

static gboolean
end_step_with (MqRemoteBlender *self, const MqStep *step, MqRunEvent *event, GError **error)
{
  double seconds = mq_service_run_get_seconds (self->run, step->since);

  /* A replay repeats steps that were counted. */
  if (mq_run_log_peek_event (self->run->log) == NULL)
    mq_metrics_add (MQ_METRIC_STEPS, 1, mq_event_table_get_role (step->role),
                    event->step.state == MQ_EVENT_STATE_FAILED ? "failed" : "ended");
  event->step.seconds = seconds;
  count_seconds (self, seconds);
  return mq_service_run_emit (self->run, event, error);
}

/* Ends a measurement with the number of faults found. */
gboolean
mq_remote_blender_end_measuring (MqRemoteBlender *self, const MqStep *step, const char *text,
                                 guint faults, GError **error)
{
  MqRunEvent *event = make_event (step, MQ_EVENT_STATE_ENDED, text);

  event->step.faults = faults;
  return end_step_with (self, step, event, error);
}

gboolean
mq_remote_blender_end_step (MqRemoteBlender *self, const MqStep *step, MqEventState state,
                            const char *text, GError **error)
{
  return end_step_with (self, step, make_event (step, state, text), error);
}

/* Ends the step as failed and sets @error to @fault (transfer full), unless the run has to end. */
gboolean
mq_remote_blender_fail_step (MqRemoteBlender *self, const MqStep *step, GError *fault,
                             GError **error)
{
  g_autoptr (GError) why = fault;

  if (!mq_remote_blender_end_step (self, step, MQ_EVENT_STATE_FAILED, why->message, error))
    return FALSE;

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* Ends a failed step without which the run goes on, unless it was stopped. @fault: (transfer full)
 */
gboolean
mq_remote_blender_do_without (MqRemoteBlender *self, const MqStep *step, GError *fault,
                              GError **error)
{
  g_autoptr (GError) why = fault;

  return mq_remote_blender_is_stopped (why)
             ? mq_remote_blender_fail_step (self, step, g_steal_pointer (&why), error)
             : mq_remote_blender_end_step (self, step, MQ_EVENT_STATE_FAILED, why->message, error);
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

/* The event `refused` says itself which words could not be done. */
static gboolean
pass_notices_on (MqRemoteBlender *self, JsonObject *answer, GError **error)
{
  JsonArray *notices = mq_json_get_array (answer, "notices");
  gboolean is_refused = mq_json_get_boolean (answer, "refused", FALSE);

  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = mq_json_element_object (notices, i);

      if (notice != NULL
          && !(is_refused
               && g_str_equal (mq_json_get_string (notice, "code", ""), "not-understood"))
          && !mq_service_run_emit (self->run, mq_run_event_read ("notice", notice, 0), error))
        return FALSE;
    }

  return TRUE;
}

static void
add_usage (MqStepEvent *step, JsonObject *usage)
{
  step->model = g_strdup (mq_json_get_string (usage, "model", ""));
  step->calls = mq_json_get_int (usage, "calls", 0);
  step->tokens.input = mq_json_get_int (usage, "input", 0);
  step->tokens.output = mq_json_get_int (usage, "output", 0);
  step->tokens.cached = mq_json_get_int (usage, "cached", 0);
  step->cost = mq_json_get_double (usage, "cost", MQ_EVENT_ABSENT);
}

/* Ends a step of the team with its usage, and emits the rest of the budget. */
static gboolean
end_thinking (MqRemoteBlender *self, const MqStep *step, MqEventState state, const char *text,
              JsonObject *usage, const char *detail, GError **error)
{
  MqRunEvent *event = make_event (step, state, text);
  g_autoptr (JsonObject) budget = NULL;

  if (usage != NULL)
    add_usage (&event->step, usage);
  event->step.detail = g_strdup (detail);

  if (!end_step_with (self, step, event, error))
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
  MqStep step;

  if (!mq_remote_blender_begin_step (self, &step, role, doing, error))
    return NULL;

  answer = mq_service_run_call_team (self->run, step.number, name, task, &usage, &fault);
  text = mq_json_get_string (answer, "text", "");
  detail = mq_json_get_string (answer, "detail", NULL);

  /* The event `refused` has the reason. */
  if (mq_json_get_boolean (answer, "refused", FALSE))
    {
      gboolean so = g_str_equal (mq_json_get_string (answer, "outcome", ""), "already-so");

      state = so ? MQ_EVENT_STATE_ENDED : MQ_EVENT_STATE_FAILED;
      text = so ? _ ("It is so already") : _ ("This change is not possible");
    }
  else if (answer != NULL && required != NULL && !json_object_has_member (answer, required))
    g_set_error (&fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL,
                 _ ("The team’s %s answered without “%s”"), name, required);

  if (fault != NULL)
    {
      if (!end_thinking (self, &step, MQ_EVENT_STATE_FAILED, fault->message, usage, detail, error))
        return NULL;

      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  if (!pass_notices_on (self, answer, error)
      || !end_thinking (self, &step, state, text, usage, detail, error))
    return NULL;

  return g_steal_pointer (&answer);
}

/* Returns: (transfer full): an instruction without arguments */
MqRunEvent *
mq_remote_blender_make_instruction (MqInstructionKind kind)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_INSTRUCTION);

  event->instruction.kind = kind;
  return event;
}

/* Sends an instruction (transfer full) to the client and awaits its result. The client's errors
 * become MQ_HTTP_PROBLEM_ERROR. */
JsonObject *
mq_remote_blender_instruct (MqRemoteBlender *self, MqRunEvent *event, gint64 *instruction,
                            GError **error)
{
  g_autoptr (JsonObject) body = mq_service_run_instruct (self->run, event, instruction, error);
  JsonObject *fault;

  if (body == NULL)
    return NULL;

  if (mq_json_get_boolean (body, "ok", FALSE))
    return json_object_ref (mq_json_get_object (body, "result"));

  fault = mq_json_get_object (body, "error");
  g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR,
                       (int)mq_http_problem_from_code (mq_json_get_string (fault, "code", NULL)),
                       mq_json_get_string (fault, "message", _ ("The step failed")));
  return NULL;
}

/* @error: an error of a step. Returns: whether the run is not to go on */
gboolean
mq_remote_blender_is_stopped (const GError *error)
{
  return g_error_matches (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_CANCELLED)
         || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED) || error->domain == G_IO_ERROR;
}

/* @fault: an error of mq_remote_blender_instruct(). Returns: whether every further instruction
 * would fail, too */
gboolean
mq_remote_blender_is_fatal (const GError *fault)
{
  return fault->domain != MQ_HTTP_PROBLEM_ERROR
         || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_NO_BLENDER)
         || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_DISK_FULL)
         || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_CANCELLED);
}
