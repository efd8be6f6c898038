/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceRun, see mq-service-run.h: for the routes, for the pipeline, and for the client that
 * leads. */
#include "service/run/mq-service-run.h"

#include "common/base/mq-error.h"
#include "common/events/mq-instruction-table.h"
#include "common/events/mq-run-event-table.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-answer.h"
#include "service/run/mq-run-budget.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* The client that leads a run: it carries out the instructions and adds its own events to the run's
 * log. Any number of clients can follow. The lead becomes free when the leading client's connection
 * ends. */

/* Most events in one request. */
#define MAX_EVENTS 500
/* Largest data of one event, bytes. */
#define MAX_EVENT (256 * 1024)

static void
set_lead (MqServiceRun *self, const char *client)
{
  if (!g_set_str (&self->lead, client))
    return;

  self->was_led = TRUE;
  mq_service_run_note_clients (self);
  mq_run_log_wake (self->log);
  g_signal_emit_by_name (self, "changed");
  if (self->stop_asked && client == NULL)
    dex_future_disown (mq_service_run_cancel (self));
}

/**
 * mq_service_run_claim_lead:
 * @client: the id of a registered client
 * @error: %MQ_ERROR_CONFLICT if another client leads the run
 *
 * Returns: whether @client leads the run now
 */
gboolean
mq_service_run_claim_lead (MqServiceRun *self, const char *client, GError **error)
{
  if (!mq_service_run_check_lead (self, client, error))
    return FALSE;

  set_lead (self, client);
  return TRUE;
}

/**
 * mq_service_run_release_lead:
 * @client: the id of a client
 *
 * Ends the lead of this client, if it has it.
 */
void
mq_service_run_release_lead (MqServiceRun *self, const char *client)
{
  if (g_strcmp0 (self->lead, client) == 0)
    set_lead (self, NULL);
}

/**
 * mq_service_run_ask_to_stop:
 * @client: the id of the client that wants the run to stop; "": unnamed
 *
 * Asks the leading client to stop the run, which keeps first what is complete. Stops it at once if
 * there is none, or @client leads or is unnamed, and as soon as the lead becomes free.
 *
 * Returns: (transfer full): as mq_service_run_cancel()
 */
DexFuture *
mq_service_run_ask_to_stop (MqServiceRun *self, const char *client)
{
  if (*client == '\0' || self->lead == NULL || g_str_equal (client, self->lead))
    return mq_service_run_cancel (self);

  self->stop_asked = TRUE;
  mq_run_log_wake (self->log);
  return dex_future_new_true ();
}

/**
 * mq_service_run_check_lead:
 * @client: the id of a client; "": unnamed
 * @error: %MQ_ERROR_CONFLICT
 *
 * Returns: whether no other client leads the run
 */
gboolean
mq_service_run_check_lead (MqServiceRun *self, const char *client, GError **error)
{
  if (self->lead == NULL || g_str_equal (self->lead, client))
    return TRUE;

  return mq_fail (error, MQ_ERROR_CONFLICT, "Another client leads this run");
}

/* Returns: (transfer full) (nullable): the event's data in the form of the log */
static JsonObject *
read_event (JsonObject *event, const char **type, GError **error)
{
  JsonObject *data = mq_json_get_object (event, "data");
  MqRunEventKind kind;
  g_autofree char *text = NULL;
  g_autoptr (MqRunEvent) typed = NULL;

  if (!(*type = mq_json_require_string (event, "type", error)))
    return NULL;

  kind = mq_event_table_find (*type);
  if ((mq_event_table_get (kind)->flags & MQ_EVENT_SHARED) == 0 || data == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“%s” is no event that a client makes, or has no data", *type);

  text = mq_json_object_to_string (data, FALSE);
  if (strlen (text) > MAX_EVENT)
    return mq_http_problem_fail_null (error, MQ_HTTP_PROBLEM_TOO_LARGE,
                                      "The event has %zu bytes, at most %d are taken",
                                      strlen (text), MAX_EVENT);

  if (!(typed = mq_run_event_decode (*type, data, 0, error)))
    return NULL;

  return mq_json_copy_object (data);
}

static DexFuture *service_run_yield_on_conflict (MqServiceRun *self, DexFuture *future);

/**
 * mq_service_run_add_events:
 * @client: the id of their client
 * @first: the number of the first one, counted by the client from 1
 * @events: objects with `type` and `data`
 *
 * Adds a client's own events to the log. Skips those that the log has.
 *
 * Returns: (transfer full): resolves to %TRUE once they are on disk; rejects with
 *   %MQ_ERROR_BAD_INPUT, or %MQ_ERROR_CONFLICT if another client leads the run or events before
 *   @first are missing
 */
DexFuture *
mq_service_run_add_events (MqServiceRun *self, const char *client, gint64 first, JsonArray *events)
{
  guint n = json_array_get_length (events);
  gint64 there = mq_run_log_count_client_events (self->log, client);
  DexFuture *last = NULL;
  GError *error = NULL;

  if (!mq_service_run_check_lead (self, client, &error))
    return dex_future_new_for_error (error);

  if (n > MAX_EVENTS || first < 1)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  "“first” is at least 1, and at most %d events are taken at once",
                                  MAX_EVENTS);

  if (first > there + 1)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  "The last event of this client is %" G_GINT64_FORMAT, there);

  for (guint i = 0; i < n; i++)
    {
      const char *type;
      JsonObject *data;

      if (first + i <= there)
        continue;

      if (!(data = read_event (mq_json_element_object (events, i), &type, &error)))
        {
          dex_clear (&last);
          return dex_future_new_for_error (error);
        }

      dex_clear (&last);
      last = mq_run_log_add_client_event (self->log, client, type, data);
    }

  return last != NULL ? service_run_yield_on_conflict (self, last) : dex_future_new_true ();
}

/**
 * mq_service_run_make_first_rows:
 * @request: the body of POST /v1/runs, with the client's `events`
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable) (element-type MqRow): the first rows of the run's log
 */
GPtrArray *
mq_service_run_make_first_rows (JsonObject *request, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_row_free);
  JsonArray *events = mq_json_get_array (request, "events");
  guint n = events != NULL ? json_array_get_length (events) : 0;
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < MIN (n, MAX_EVENTS); i++)
    {
      const char *type;
      g_autoptr (JsonObject) data = read_event (mq_json_element_object (events, i), &type, error);
      MqRow *row;

      if (data == NULL)
        return NULL;

      mq_json_add (data, "by:s nth:i time:l", mq_json_get_string (request, "client_id", ""), i + 1,
                   now);
      row = g_new (MqRow, 1);
      *row = (MqRow){ .seq = i + 1,
                      .kind = MQ_ROW_CLIENT,
                      .key = i + 1,
                      .time = now,
                      .type = g_strdup (type),
                      .body = mq_json_object_to_string (data, FALSE) };
      g_ptr_array_add (rows, row);
    }

  return g_steal_pointer (&rows);
}

/* For the pipeline: events, instructions, calls of the team and the user's turns, each written to
 * the log. All await, so only the pipeline's fiber may call them. */

/* Waits for @future (transfer full) of a row, or for the end of the run. */
static gboolean
await (MqServiceRun *self, DexFuture *future, GError **error)
{
  return dex_await (dex_future_first (service_run_yield_on_conflict (self, future),
                                      dex_ref (DEX_FUTURE (self->stop)), NULL),
                    error);
}

static void service_run_set_resting (MqServiceRun *self, gboolean resting);

/* Waits for a change of the log, for the end of the run, or for @deadline (transfer full). */
static gboolean
await_change (MqServiceRun *self, DexFuture *deadline, gboolean *late, GError **error)
{
  g_autoptr (GError) why = NULL;
  gboolean is_changed;

  *late = FALSE;
  service_run_set_resting (self, TRUE);
  is_changed = dex_await (dex_future_first (mq_run_log_wait (self->log),
                                            dex_ref (DEX_FUTURE (self->stop)), deadline, NULL),
                          &why);
  service_run_set_resting (self, self->halted);
  if (is_changed)
    return TRUE;

  if (g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      *late = TRUE;
      return TRUE;
    }

  return mq_fail_with (error, &why);
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
      || event->kind == MQ_EVENT_VERSION || event->kind == MQ_EVENT_ASKED)
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

  service_run_set_resting (self, TRUE);
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
 * Returns: whether it has saved them
 */
gboolean
mq_service_run_await_kept (MqServiceRun *self, GError **error)
{
  while (*self->request->session != '\0' && (gint64)self->log->kept->len < self->versions)
    if (!mq_service_run_await_client (self, error))
      return FALSE;

  return TRUE;
}

static void
stream_cb (MqAssetState *asset, const char *text, gboolean is_thought, gpointer user_data)
{
  mq_run_stream_add (user_data, text, is_thought);
}

static void
retry_cb (MqAssetState *asset, const GError *why, guint attempt, guint milliseconds,
          gpointer user_data)
{
  mq_run_stream_add_retry (user_data, why, attempt, milliseconds);
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
  MqClientGate *gate;

  mq_run_stream_begin (self->stream, step);
  asked = mq_team_ask (self->team, task, self->asset);

  gate = self->asset->gate;
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

  answer = dex_await_boxed (
      dex_future_first (g_steal_pointer (&asked), dex_ref (DEX_FUTURE (self->stop)), NULL), error);
  mq_run_stream_end (self->stream);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (self->asset, handlers[i]);

  return answer;
}

/* Calls the team, if models may cost the account more this month. Awaits. Returns: (transfer full)
 * (nullable): its answer or failure in the form of the journal, which is on disk */
static char *
answer_to_disk (MqServiceRun *self, gint64 step, const char *role, gint64 number, MqTeamTask task,
                GError **error)
{
  /* The last row is of a moment ago, or of an earlier process that was not followed any more. */
  gint64 away_us = g_get_real_time () - mq_run_log_get_time (self->log);
  gint64 held_us = mq_client_gate_get_held_us (self->asset->gate);
  g_autoptr (DexPromise) done = dex_promise_new ();
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) usage = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) why = NULL;
  g_autofree char *body = NULL;
  gint64 away_since = 0;
  gboolean good = TRUE;
  double cost;

  self->answer = dex_ref (done);
  while (good && self->accounts != NULL
         && !dex_await (mq_accounts_check_cost (self->accounts, self->owner), &fault))
    good = mq_run_log_await_database (&fault, &away_since);
  if (good)
    answer = await_answer (self, step, task, &fault);
  usage = mq_asset_state_take_usage (self->asset);

  /* Before the answer is in the journal: if the service ends in between, the team is asked again,
   * and costs again. */
  away_since = 0;
  cost = mq_json_get_double (usage, "cost", 0);
  while (self->accounts != NULL && cost > 0
         && !dex_await (mq_accounts_add_cost (self->accounts, self->owner, cost), &why))
    if (!mq_run_log_await_database (&why, &away_since))
      {
        g_warning ("The cost of a step of run %s is not counted: %s", self->log->run, why->message);
        break;
      }

  away_us += mq_client_gate_get_held_us (self->asset->gate) - held_us;
  good = FALSE;
  if (self->stopped)
    dex_await (dex_ref (DEX_FUTURE (self->stop)), error);
  else
    {
      body = mq_run_answer_to_text (answer, usage, away_us / G_USEC_PER_SEC, fault);
      good = await (self, mq_run_log_append (self->log, MQ_ROW_ANSWER, number, role, body), error);
    }
  dex_clear (&self->answer);
  dex_promise_resolve_boolean (done, TRUE);
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

/* Waits for the next row of the user, on whom the run waits @since then, by the monotonic clock.
 * One who says nothing for long, or is not there, finishes. */
gboolean
mq_service_run_await_user (MqServiceRun *self, gint64 since, GError **error)
{
  const char *reason = self->request->interactive ? NULL : "no-input";

  if (reason == NULL || self->log->finishing)
    {
      DexFuture *deadline = NULL;
      gboolean late;

      if (self->limits.idle_seconds > 0 && !self->log->finishing)
        deadline
            = dex_timeout_new_deadline (since + (gint64)self->limits.idle_seconds * G_USEC_PER_SEC);
      if (!await_change (self, deadline, &late, error))
        return FALSE;
      reason = late ? "idle" : NULL;
    }

  return reason == NULL || self->log->finishing
         || await (self, mq_run_log_add_finish (self->log, reason), error);
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
  const char *next = mq_run_log_peek_event (self->log);
  gboolean waits = self->request->interactive && g_queue_is_empty (&self->log->turns);
  MqRow *row;

  /* During a replay, the log decides. */
  if (next != NULL)
    waits = self->request->interactive && g_str_equal (next, "waiting");
  if (waits)
    {
      MqRunEvent *event = mq_run_event_new (MQ_EVENT_WAITING);

      if (self->limits.idle_seconds > 0)
        event->waiting.idle_seconds = self->limits.idle_seconds;
      if (!mq_service_run_emit (self, event, error))
        return NULL;
    }

  while (!(row = mq_run_log_take_turn (self->log)))
    if (!mq_service_run_await_user (self, since, error))
      return NULL;

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

const MqRunLimits mq_run_default_limits = {
  .repairs = 3,
  .rounds = 2,
  .idle_seconds = 0,
  .script_seconds = 120,
  .unattended_seconds = 900,
};

G_DEFINE_FINAL_TYPE (MqServiceRun, mq_service_run, G_TYPE_OBJECT)

static void
mq_service_run_finalize (GObject *object)
{
  MqServiceRun *self = MQ_SERVICE_RUN (object);

  g_clear_object (&self->log);
  g_clear_object (&self->team);
  g_clear_pointer (&self->request, mq_run_request_free);
  g_clear_object (&self->asset);
  g_clear_object (&self->knowledge);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->stream, mq_run_stream_free);
  dex_clear (&self->answer);
  dex_clear (&self->stop);
  dex_clear (&self->rest);
  g_free (self->owner);
  g_free (self->lead);

  G_OBJECT_CLASS (mq_service_run_parent_class)->finalize (object);
}

static void
mq_service_run_class_init (MqServiceRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_service_run_finalize;

  g_signal_new ("changed", MQ_TYPE_SERVICE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
mq_service_run_init (MqServiceRun *self)
{
  self->stop = dex_promise_new ();
  self->rest = dex_promise_new ();
}

static void
stop (MqServiceRun *self, GError *error)
{
  if (self->stopped)
    {
      g_error_free (error);
      return;
    }

  self->stopped = TRUE;
  dex_promise_reject (self->stop, error);
}

/* Takes the last raised budget, of this process or an earlier one. */
static void
take_budget (MqServiceRun *self)
{
  const char *text = self->log->budget;
  g_autoptr (JsonObject) json = text != NULL ? mq_json_parse_object (text, -1, NULL) : NULL;
  MqBudget budget;

  if (json == NULL)
    return;

  mq_run_budget_from_json (&budget, json);
  self->asset->budget = budget;
}

/**
 * mq_service_run_new:
 * @log: a loaded log; empty for a new run
 * @team: the team of the run
 * @request: (transfer full): the client's request
 * @limits: copied
 * @owner: id of the account that it belongs to, "" for none
 *
 * Returns: (transfer full): a run; mq_pipeline_run() performs it
 */
MqServiceRun *
mq_service_run_new (MqRunLog *log, MqTeam *team, MqRunRequest *request, const MqRunLimits *limits,
                    const char *owner)
{
  MqServiceRun *self = g_object_new (MQ_TYPE_SERVICE_RUN, NULL);

  self->log = g_object_ref (log);
  self->team = g_object_ref (team);
  self->request = request;
  g_set_str (&request->message->id, log->run);
  self->limits = *limits;
  self->owner = g_strdup (owner);
  self->asset = mq_asset_state_new (request->message->text);
  self->asset->variant = request->message->variant;
  self->asset->variants = request->message->variants;
  mq_json_replace_array (&self->asset->targets, request->message->targets);
  self->asset->budget = limits->budget;
  take_budget (self);
  self->stream = mq_run_stream_new (log);
  /* One of the journal goes on when a client is there that follows it. */
  self->was_led = *request->client != '\0' && mq_run_log_get_last_event (log) > 0;
  mq_service_run_note_clients (self);

  if (log->cancelled)
    stop (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("You stopped the run")));

  return self;
}

/**
 * mq_service_run_get_id:
 *
 * Returns: (transfer none): 32 hexadecimal digits
 */
const char *
mq_service_run_get_id (MqServiceRun *self)
{
  return self->log->run;
}

/**
 * mq_service_run_set_attended:
 * @here: %TRUE: a client starts to follow the run; %FALSE: it leaves
 */
void
mq_service_run_set_attended (MqServiceRun *self, gboolean here)
{
  g_assert (here || self->listeners > 0);

  self->listeners += here ? 1 : -1;
  mq_service_run_note_clients (self);
}

/* Opens or closes the gate of the requests to models: a client has come, or has left. */
void
mq_service_run_note_clients (MqServiceRun *self)
{
  mq_client_gate_set_open (self->asset->gate, !self->was_led || self->request->go_on
                                                  || self->lead != NULL || self->listeners > 0);
}

/* @resting: whether the run waits for a client, or is over */
static void
service_run_set_resting (MqServiceRun *self, gboolean resting)
{
  if (resting == !dex_future_is_pending (DEX_FUTURE (self->rest)))
    return;

  if (resting)
    dex_promise_resolve_boolean (self->rest, TRUE);
  else
    {
      dex_clear (&self->rest);
      self->rest = dex_promise_new ();
    }
}

/**
 * mq_service_run_wait_rest:
 *
 * Returns: (transfer full): resolves to %TRUE when the run waits for a client or is over
 */
DexFuture *
mq_service_run_wait_rest (MqServiceRun *self)
{
  return dex_ref (DEX_FUTURE (self->rest));
}

static DexFuture *
run_has_ended (void)
{
  return dex_future_new_reject (
      MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_RUN_ENDED,
      _ ("The run has ended or is about to end; it takes no more changes"));
}

/* If the log already has a row at this position, another service continues the run: halt this one.
 * The sender repeats what it sent, and the other one gets it. */
static DexFuture *
yield_to_other (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT))
    return dex_ref (future);

  mq_service_run_suspend (user_data);
  g_clear_error (&error);
  mq_http_problem_fail_elsewhere (&error);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/* @future: (transfer full): of a row that is being written. Returns: (transfer full): completes
 * as @future; suspends the run if that rejects with %MQ_ERROR_CONFLICT, and rejects with
 * %MQ_HTTP_PROBLEM_BUSY then */
static DexFuture *
service_run_yield_on_conflict (MqServiceRun *self, DexFuture *future)
{
  return dex_future_catch (future, yield_to_other, g_object_ref (self), g_object_unref);
}

static DexFuture *
result_is_there (DexFuture *future, gpointer user_data)
{
  return dex_future_new_false ();
}

/**
 * mq_service_run_post_result:
 * @instruction: the number of the instruction
 * @body: as in docs/inside/protocol.md
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk; rejects with
 *   %MQ_ERROR_NOT_FOUND if there is no such instruction, with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_post_result (MqServiceRun *self, gint64 instruction, JsonObject *body)
{
  const char *kind = mq_run_log_get_instruction (self->log, instruction);
  JsonNode *ok = json_object_get_member (body, "ok");
  JsonObject *result = mq_json_get_object (body, "result");
  JsonObject *fault = mq_json_get_object (body, "error");
  g_autofree char *text = NULL;
  DexFuture *first;

  if (kind == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "The run has given no instruction %" G_GINT64_FORMAT,
                                  instruction);

  if (mq_run_log_has_result (self->log, instruction))
    return dex_future_new_false ();

  if ((first = mq_run_log_find_append (self->log, MQ_ROW_RESULT, instruction)) != NULL)
    return dex_future_then (first, result_is_there, NULL, NULL);

  /* It is checked before it is written to the journal, so that a replayed run can rely on it. */
  if (ok == NULL || !JSON_NODE_HOLDS_VALUE (ok) || json_node_get_value_type (ok) != G_TYPE_BOOLEAN)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  "“ok” is missing or neither true nor false");

  if (!json_node_get_boolean (ok)
      && (mq_json_get_string (fault, "code", NULL) == NULL
          || mq_json_get_string (fault, "message", NULL) == NULL))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  "“error” with its “code” and “message” is missing");

  if (json_node_get_boolean (ok))
    {
      const MqInstructionRow *row = mq_instruction_table_get (mq_instruction_table_find (kind));
      JsonNode *node;

      if (result == NULL)
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                      "“result” is missing or not an object");

      g_assert (row->result != NULL);
      node = json_object_get_member (result, row->result);
      if (node == NULL
          || (JSON_NODE_TYPE (node) != row->type
              && !(JSON_NODE_HOLDS_NULL (node)
                   && (row->flags & MQ_INSTRUCTION_RESULT_OR_NULL) != 0)))
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                      "The result of a “%s” lacks “%s”, or it is of another type",
                                      kind, row->result);
    }

  if (mq_run_log_is_over (self->log))
    return run_has_ended ();

  text = mq_json_object_to_string (body, FALSE);
  return service_run_yield_on_conflict (
      self, mq_run_log_append (self->log, MQ_ROW_RESULT, instruction, "", text));
}

/**
 * mq_service_run_refine:
 * @message: the user's message, as it came
 * @client: (nullable): the client that sent it; %NULL: it is not shown to the others
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk, at once if one with its id is;
 *   rejects with %MQ_HTTP_PROBLEM_RUN_ENDED after a finish, with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_refine (MqServiceRun *self, const MqMessage *message, const char *client)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *body = NULL;
  GError *error = NULL;

  if (message->id != NULL && mq_run_log_has_id (self->log, message->id))
    return dex_future_new_true ();

  if (!mq_run_check_message (message, &error))
    return dex_future_new_for_error (error);

  if (message->numbers->len > 0 && !mq_team_sees (self->team))
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL,
                                  _ ("“%s” does not support pictures"),
                                  mq_team_get_label (self->team));

  if (self->stopped || mq_run_log_is_over (self->log) || self->log->finishing)
    return run_has_ended ();

  if (mq_run_log_count_refinements (self->log) >= MQ_RUN_MAX_QUEUE)
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_BUSY,
                                  _ ("%d instructions are already waiting"), MQ_RUN_MAX_QUEUE);

  mq_message_write (message, json, MQ_MESSAGE_WIRE);
  json_object_remove_member (json, "files");
  body = mq_json_object_to_string (json, FALSE);
  if (client != NULL)
    {
      gboolean waits = g_str_equal (mq_run_log_get_last_type (self->log), "waiting")
                       && mq_run_log_count_refinements (self->log) == 0;
      JsonObject *event = mq_json_new ("role:s queued:b by:s", "user", !waits, client);

      /* Sends the user's message to all clients of the run. */
      mq_message_write (message, event, MQ_MESSAGE_LOCAL);
      dex_future_disown (mq_run_log_add_message (self->log, event));
    }

  return service_run_yield_on_conflict (
      self, mq_run_log_append (self->log, MQ_ROW_REFINEMENT, 0, "", body));
}

/**
 * mq_service_run_reply:
 * @question: its number
 * @body: `requirements`, which were checked, and `id`
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk, at once if one with its id is;
 *   rejects with %MQ_ERROR_CONFLICT if it is not asked, or another client has answered
 */
DexFuture *
mq_service_run_reply (MqServiceRun *self, gint64 question, JsonObject *body)
{
  g_autofree char *text = NULL;

  if (mq_run_log_has_id (self->log, mq_json_get_string (body, "id", "")))
    return dex_future_new_true ();

  if (self->stopped || mq_run_log_is_over (self->log) || self->log->finishing)
    return run_has_ended ();

  if (!g_str_equal (mq_run_log_get_last_type (self->log), "asked")
      || question != (gint64)self->log->replies->len + 1
      || mq_run_log_find_append (self->log, MQ_ROW_REPLY, question) != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  _ ("This question was already answered, or was never asked"));

  text = mq_json_object_to_string (body, FALSE);
  return service_run_yield_on_conflict (
      self, mq_run_log_append (self->log, MQ_ROW_REPLY, question, "", text));
}

static DexFuture *
budget_is_written (DexFuture *future, gpointer user_data)
{
  take_budget (user_data);
  return dex_ref (future);
}

/**
 * mq_service_run_raise_budget:
 * @id: the sender's id of the request; "": none
 * @factor: factor for each limit
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk and applied, at once if one with
 *   that @id is; rejects with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_raise_budget (MqServiceRun *self, const char *id, double factor)
{
  MqBudget budget = self->asset->budget;
  g_autoptr (JsonObject) json = NULL;
  g_autofree char *text = NULL;

  if (!(factor > 1) || factor > MQ_RUN_MAX_FACTOR)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  "“factor” is above 1, and at most %d", MQ_RUN_MAX_FACTOR);

  if (mq_run_log_has_id (self->log, id))
    return dex_future_new_true ();

  if (self->stopped || mq_run_log_is_over (self->log))
    return run_has_ended ();

  mq_run_budget_raise (&budget, &self->asset->spent, factor);
  json = mq_run_budget_to_json (&budget);
  json_object_set_string_member (json, "id", id);
  text = mq_json_object_to_string (json, FALSE);
  return dex_future_then (service_run_yield_on_conflict (
                              self, mq_run_log_append (self->log, MQ_ROW_BUDGET, 0, "", text)),
                          budget_is_written, g_object_ref (self), g_object_unref);
}

/**
 * mq_service_run_finish:
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; a second one changes nothing
 */
DexFuture *
mq_service_run_finish (MqServiceRun *self)
{
  if (self->stopped || mq_run_log_is_over (self->log))
    return run_has_ended ();

  if (self->log->finishing)
    return dex_future_new_true ();

  return service_run_yield_on_conflict (self, mq_run_log_add_finish (self->log, "finished"));
}

static DexFuture *
cancel_is_written (DexFuture *future, gpointer user_data)
{
  stop (user_data, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("You stopped the run")));
  return dex_ref (future);
}

/* Returns: (transfer full): resolves to %TRUE once it is on disk; the run ends right after */
DexFuture *
mq_service_run_cancel (MqServiceRun *self)
{
  if (mq_run_log_is_over (self->log))
    return run_has_ended ();

  if (self->stopped)
    return dex_future_new_true ();

  return dex_future_then (
      service_run_yield_on_conflict (self, mq_run_log_append (self->log, MQ_ROW_CANCEL, 0, "", "")),
      cancel_is_written, g_object_ref (self), g_object_unref);
}

/**
 * mq_service_run_suspend:
 *
 * Ends the run in memory; it can be replayed from the journal.
 */
void
mq_service_run_suspend (MqServiceRun *self)
{
  self->halted = TRUE;
  mq_run_log_close (self->log);
  service_run_set_resting (self, TRUE);
  stop (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The run is put away"));
  mq_run_log_wake (self->log);
}

/**
 * mq_service_run_wait_answer:
 *
 * Returns: (transfer full): resolves to %TRUE when the team's pending answer is on disk or has
 *   failed, or is not asked for as nobody follows the run; at once if there is none
 */
DexFuture *
mq_service_run_wait_answer (MqServiceRun *self)
{
  return self->answer != NULL
             ? dex_future_first (dex_ref (DEX_FUTURE (self->answer)),
                                 mq_client_gate_wait_held (self->asset->gate), NULL)
             : dex_future_new_true ();
}
