/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceRun for the pipeline: events, instructions, calls of the team and the user's turns, each
 * written to the log. All await, so only the pipeline's fiber may call them. */
#include "service/run/mq-service-run.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/run/mq-run-answer.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* Waits for @future (transfer full) of a row, or for the end of the run. */
static gboolean
await (MqServiceRun *self, DexFuture *future, GError **error)
{
  return dex_await (dex_future_first (mq_service_run_yield_on_conflict (self, future),
                                      dex_ref (DEX_FUTURE (self->stop)), NULL),
                    error);
}

/* Waits for a change of the log, for the end of the run, or for @deadline (transfer full). */
static gboolean
await_change (MqServiceRun *self, DexFuture *deadline, gboolean *late, GError **error)
{
  g_autoptr (GError) why = NULL;

  gboolean is_changed;

  *late = FALSE;
  mq_service_run_set_resting (self, TRUE);
  is_changed = dex_await (dex_future_first (mq_run_log_wait (self->log),
                                            dex_ref (DEX_FUTURE (self->stop)), deadline, NULL),
                          &why);
  mq_service_run_set_resting (self, self->halted);
  if (is_changed)
    return TRUE;

  if (g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      *late = TRUE;
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* Encodes the event: the log has text. */
static DexFuture *
write_event (MqServiceRun *self, MqRunEvent *event)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);

  return mq_run_log_emit (self->log, mq_run_event_get_name (event), g_steal_pointer (&data));
}

/**
 * mq_service_run_emit:
 * @event: (transfer full): the event
 * @error: the run has to end
 *
 * Returns: whether the event is on disk
 */
gboolean
mq_service_run_emit (MqServiceRun *self, MqRunEvent *event, GError **error)
{
  g_autoptr (MqRunEvent) owned = event;

  if (self->stopped)
    return dex_await (dex_ref (DEX_FUTURE (self->stop)), error);

  self->versions += event->kind == MQ_EVENT_VERSION;
  if (!await (self, write_event (self, owned), error))
    return FALSE;

  if (event->kind == MQ_EVENT_WAITING || event->kind == MQ_EVENT_REFINEMENT
      || event->kind == MQ_EVENT_VERSION)
    g_signal_emit_by_name (self, "changed");
  return TRUE;
}

/**
 * mq_service_run_emit_last:
 * @event: (transfer full): done or failed
 * @error: the event could not be written
 *
 * Writes the run's last event, even if the run was stopped.
 *
 * Returns: whether the event is on disk
 */
gboolean
mq_service_run_emit_last (MqServiceRun *self, MqRunEvent *event, GError **error)
{
  g_autoptr (MqRunEvent) owned = event;

  mq_service_run_set_resting (self, TRUE);
  mq_run_log_skip_to_end (self->log);
  if (!dex_await (write_event (self, owned), error))
    return FALSE;

  g_signal_emit_by_name (self, "changed");
  return TRUE;
}

/* Waits for the next change of the log. Suspends a run that no client has followed for long.
 * Returns: whether to check the log again */
gboolean
mq_service_run_await_client (MqServiceRun *self, GError **error)
{
  gboolean late;

  if (!await_change (self, dex_timeout_new_seconds ((int)self->limits.unattended_seconds), &late,
                     error))
    return FALSE;

  if (late && self->listeners == 0)
    mq_service_run_suspend (self);
  return TRUE;
}

/**
 * mq_service_run_await_kept:
 * @error: the run has to end
 *
 * Waits until the client has saved every version, if it has a session for them.
 *
 * Returns: whether it has saved them, and the run goes on
 */
gboolean
mq_service_run_await_kept (MqServiceRun *self, GError **error)
{
  while (*self->request->session != '\0' && (gint64)self->log->kept->len < self->versions)
    if (!mq_service_run_await_client (self, error))
      return FALSE;

  if (self->log->last_version > 0 && self->versions >= self->log->last_version)
    return mq_fail (error, MQ_ERROR_CANCELLED, _ ("You stopped the run"));
  return TRUE;
}

/**
 * mq_service_run_instruct:
 * @event: (transfer full): the instruction, without its number
 * @instruction: (out): its number
 * @error: the run has to end
 *
 * Sends an instruction to the client and waits for the result.
 *
 * Returns: (transfer full) (nullable): the body that the client posted, `ok` or not
 */
JsonObject *
mq_service_run_instruct (MqServiceRun *self, MqRunEvent *event, gint64 *instruction, GError **error)
{
  gint64 number = ++self->instructions;
  g_autofree char *body = NULL;

  *instruction = number;
  event->instruction.instruction = number;

  if (!mq_service_run_emit (self, event, error))
    return NULL;

  while (!(body = mq_run_log_take_result (self->log, number)))
    if (!mq_service_run_await_client (self, error))
      return NULL;

  return mq_json_parse_object (body, -1, error);
}

static void
stream_cb (MqAssetState *asset, const char *text, gpointer user_data)
{
  mq_run_stream_add (user_data, text);
}

static void
retry_cb (MqAssetState *asset, const GError *why, guint attempt, guint milliseconds,
          gpointer user_data)
{
  mq_run_stream_add_retry (user_data, why, attempt, milliseconds);
}

/* Whether models may cost the account more this month. Awaits. */
static gboolean
check_cost (MqServiceRun *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  gint64 away_since = 0;

  if (self->accounts == NULL)
    return TRUE;

  while (!dex_await (mq_accounts_check_cost (self->accounts, self->owner), &why))
    if (!mq_run_log_await_database (&why, &away_since))
      {
        g_propagate_error (error, g_steal_pointer (&why));
        return FALSE;
      }

  return TRUE;
}

/* Before the answer is in the journal: if the service ends in between, the team is asked again, and
 * costs again. Awaits. */
static void
count_cost (MqServiceRun *self, JsonObject *usage)
{
  double cost = mq_json_get_double (usage, "cost", 0);
  g_autoptr (GError) error = NULL;
  gint64 away_since = 0;

  if (self->accounts == NULL || cost <= 0)
    return;

  while (!dex_await (mq_accounts_add_cost (self->accounts, self->owner, cost), &error))
    if (!mq_run_log_await_database (&error, &away_since))
      {
        g_warning ("The cost of a step of run %s is not counted: %s", self->log->run,
                   error->message);
        return;
      }
}

/* Awaits @asked, and tells all when it does not go on because nobody follows the run. One that is
 * left for long is suspended. */
static void
await_clients (MqServiceRun *self, DexFuture *asked)
{
  MqClientGate *gate = self->asset->gate;

  while (dex_future_is_pending (asked) && !self->stopped)
    {
      gboolean is_held = mq_client_gate_is_held (gate);
      g_autoptr (GError) why = NULL;

      dex_await (
          dex_future_first (dex_ref (asked), dex_ref (DEX_FUTURE (self->stop)),
                            is_held ? mq_client_gate_pass (gate) : mq_client_gate_wait_held (gate),
                            is_held ? dex_timeout_new_seconds ((int)self->limits.unattended_seconds)
                                    : NULL,
                            NULL),
          &why);
      if (is_held != mq_client_gate_is_held (gate))
        g_signal_emit_by_name (self, "changed");
      else if (is_held && g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        mq_service_run_suspend (self);
    }
}

/* Returns: (transfer full) (nullable): the team's answer */
static JsonObject *
await_answer (MqServiceRun *self, gint64 step, MqTeamTask task, GError **error)
{
  g_autoptr (DexFuture) asked = NULL;
  JsonObject *answer;
  gulong handlers[] = {
    g_signal_connect (self->asset, "stream", G_CALLBACK (stream_cb), self->stream),
    g_signal_connect (self->asset, "retry", G_CALLBACK (retry_cb), self->stream),
  };

  mq_run_stream_begin (self->stream, step);
  asked = mq_team_ask (self->team, task, self->asset);
  await_clients (self, asked);
  answer = dex_await_boxed (
      dex_future_first (g_steal_pointer (&asked), dex_ref (DEX_FUTURE (self->stop)), NULL), error);
  mq_run_stream_end (self->stream);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (self->asset, handlers[i]);

  return answer;
}

/* Calls the team. Returns its answer or failure in the form of the journal. */
static char *
ask_team (MqServiceRun *self, gint64 step, MqTeamTask task, GError **error)
{
  /* The last row is of a moment ago, or of an earlier process that was not followed any more. */
  gint64 away_us = g_get_real_time () - mq_run_log_get_time (self->log);
  gint64 held_us = mq_client_gate_get_held_us (self->asset->gate);
  g_autoptr (GError) fault = NULL;
  g_autoptr (JsonObject) answer = check_cost (self, &fault)
                                      ? await_answer (self, step, task, &fault)
                                      : NULL;
  g_autoptr (JsonObject) usage = mq_asset_state_take_usage (self->asset);

  count_cost (self, usage);
  away_us += mq_client_gate_get_held_us (self->asset->gate) - held_us;
  if (!self->stopped)
    return mq_run_answer_to_text (answer, usage, away_us / G_USEC_PER_SEC, fault);

  dex_await (dex_ref (DEX_FUTURE (self->stop)), error);
  return NULL;
}

/* Returns: (transfer full) (nullable): the answer, which is on disk */
static char *
answer_to_disk (MqServiceRun *self, gint64 step, const char *role, gint64 number, MqTeamTask task,
                GError **error)
{
  g_autoptr (DexPromise) answer = dex_promise_new ();
  g_autofree char *body = NULL;
  gboolean good;

  self->answer = dex_ref (answer);
  good = (body = ask_team (self, step, task, error)) != NULL
         && await (self, mq_run_log_append (self->log, MQ_ROW_ANSWER, number, role, body), error);
  dex_clear (&self->answer);
  dex_promise_resolve_boolean (answer, TRUE);
  return good ? g_steal_pointer (&body) : NULL;
}

/**
 * mq_service_run_decide:
 * @what: name of the decision, for the journal
 * @value: the current decision
 * @decision: (out): the first decision, of the original run
 * @error: the run has to end
 *
 * Journals a decision that depends on something else, such as the settings, so that a replay
 * decides the same.
 *
 * Returns: whether the decision is on disk
 */
gboolean
mq_service_run_decide (MqServiceRun *self, const char *what, gint64 value, gint64 *decision,
                       GError **error)
{
  g_autofree char *body = NULL;
  gint64 number = mq_run_log_next_answer (self->log, &body);
  g_autoptr (JsonObject) object = NULL;

  *decision = value;
  if (body == NULL)
    {
      object = mq_json_new ("decision:l", value);
      body = mq_json_object_to_string (object, FALSE);
      return await (self, mq_run_log_append (self->log, MQ_ROW_ANSWER, number, what, body), error);
    }

  if (!(object = mq_json_parse_object (body, -1, error)))
    return FALSE;

  *decision = mq_json_get_int (object, "decision", value);
  return TRUE;
}

/**
 * mq_service_run_call_team:
 * @step: number of the current step
 * @role: name of the role, for the journal
 * @task: the task
 * @usage: (out) (transfer full) (nullable): its usage, also without an answer
 * @error: %MQ_ERROR_UNKNOWN_KIND, %MQ_ERROR_FAILED, %MQ_ERROR_BUDGET or a %MQ_MODEL_ERROR if the
 *   team has no answer; otherwise the run has to end
 *
 * Calls the team. The answer is on disk before it is used.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonObject *
mq_service_run_call_team (MqServiceRun *self, gint64 step, const char *role, MqTeamTask task,
                          JsonObject **usage, GError **error)
{
  g_autofree char *body = NULL;
  gint64 number = mq_run_log_next_answer (self->log, &body);
  gboolean again = body != NULL;
  gint64 absent;
  JsonObject *answer;

  *usage = NULL;
  if (!again && !(body = answer_to_disk (self, step, role, number, task, error)))
    return NULL;

  answer = mq_run_answer_from_text (body, usage, &absent, error);
  self->absent_us += absent * G_USEC_PER_SEC;
  if (again)
    mq_asset_state_count_usage (self->asset, *usage);

  return answer;
}

/* Emits `waiting`, unless a message of the user is queued. During a replay, the log decides. */
static gboolean
offer_turn (MqServiceRun *self, GError **error)
{
  const char *next = mq_run_log_peek_event (self->log);
  MqRunEvent *event;

  if (next != NULL ? !g_str_equal (next, "waiting") : !g_queue_is_empty (&self->log->turns))
    return TRUE;

  event = mq_run_event_new (MQ_EVENT_WAITING);
  if (self->limits.idle_seconds > 0)
    event->waiting.idle_seconds = self->limits.idle_seconds;

  return mq_service_run_emit (self, event, error);
}

static DexFuture *
idle_deadline (MqServiceRun *self, gint64 since)
{
  if (self->limits.idle_seconds == 0 || self->log->finishing)
    return NULL;

  return dex_timeout_new_deadline (since + (gint64)self->limits.idle_seconds * G_USEC_PER_SEC);
}

/**
 * mq_service_run_take_turn:
 * @error: the run has to end
 *
 * Waits for the user's next turn. A run that is not interactive does not wait.
 *
 * Returns: (transfer full) (nullable): a refinement, or a finish with its reason as type
 */
MqRow *
mq_service_run_take_turn (MqServiceRun *self, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  MqRow *row;

  if (self->request->interactive && !offer_turn (self, error))
    return NULL;

  while (!(row = mq_run_log_take_turn (self->log)))
    {
      const char *reason = self->request->interactive ? NULL : "no-input";

      if (reason == NULL || self->log->finishing)
        {
          gboolean late;

          if (!await_change (self, idle_deadline (self, since), &late, error))
            return NULL;
          reason = late ? "idle" : NULL;
        }

      if (reason != NULL && !self->log->finishing
          && !await (self, mq_run_log_add_finish (self->log, reason), error))
        return NULL;
    }

  return row;
}

/**
 * mq_service_run_get_time:
 *
 * Returns: microseconds, from an arbitrary time on, without those for which nobody followed the run
 *   and no model was asked. The same in a replay
 */
gint64
mq_service_run_get_time (MqServiceRun *self)
{
  return mq_run_log_get_time (self->log) - self->absent_us;
}

/**
 * mq_service_run_get_seconds:
 * @since: from mq_service_run_get_time()
 *
 * Returns: the seconds since then, rounded to milliseconds
 */
double
mq_service_run_get_seconds (MqServiceRun *self, gint64 since)
{
  gint64 passed = mq_service_run_get_time (self) - since;

  return (double)(MAX (passed, 0) / 1000) / 1000.0;
}
