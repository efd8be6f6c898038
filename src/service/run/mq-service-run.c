/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceRun for the routes, see mq-service-run.h. mq-service-run-messages.c has the functions
 * for the pipeline. */
#include "service/run/mq-service-run.h"

#include "common/base/mq-error.h"
#include "common/events/mq-instruction-table.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-budget.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

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
void
mq_service_run_set_resting (MqServiceRun *self, gboolean resting)
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
  return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_RUN_ENDED,
                                _ ("The run has ended or is about to; nothing is taken any more"));
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
DexFuture *
mq_service_run_yield_on_conflict (MqServiceRun *self, DexFuture *future)
{
  return dex_future_catch (future, yield_to_other, g_object_ref (self), g_object_unref);
}

static gboolean
check_member (JsonObject *result, const char *kind, GError **error)
{
  const MqInstructionRow *row = mq_instruction_table_get (mq_instruction_table_find (kind));
  JsonNode *node;

  g_assert (row->result != NULL);
  node = json_object_get_member (result, row->result);
  if (node != NULL
      && (JSON_NODE_TYPE (node) == row->type
          || (JSON_NODE_HOLDS_NULL (node) && (row->flags & MQ_INSTRUCTION_RESULT_OR_NULL) != 0)))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "The result of a “%s” lacks “%s”, or it is of another type", kind, row->result);
}

/* Whether @body is a result or an error as in docs/protocol.md. It is checked before it is written
 * to the journal, so that a replayed run can rely on it. */
static gboolean
check_result (const char *kind, JsonObject *body, GError **error)
{
  JsonNode *ok = json_object_get_member (body, "ok");
  JsonObject *fault = mq_json_get_object (body, "error");
  JsonObject *result = mq_json_get_object (body, "result");

  if (ok == NULL || !JSON_NODE_HOLDS_VALUE (ok) || json_node_get_value_type (ok) != G_TYPE_BOOLEAN)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“ok” is missing or neither true nor false");

  if (!json_node_get_boolean (ok))
    {
      if (mq_json_get_string (fault, "code", NULL) != NULL
          && mq_json_get_string (fault, "message", NULL) != NULL)
        return TRUE;

      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      "“error” with its “code” and “message” is missing");
    }

  if (result == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“result” is missing or not an object");

  return check_member (result, kind, error);
}

static DexFuture *
result_is_there (DexFuture *future, gpointer user_data)
{
  return dex_future_new_false ();
}

/**
 * mq_service_run_post_result:
 * @instruction: the number of the instruction
 * @body: as in docs/protocol.md
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk; rejects with
 *   %MQ_ERROR_NOT_FOUND if there is no such instruction, with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_post_result (MqServiceRun *self, gint64 instruction, JsonObject *body)
{
  const char *kind = mq_run_log_get_instruction (self->log, instruction);
  g_autofree char *text = NULL;
  GError *error = NULL;
  DexFuture *first;

  if (kind == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "The run has given no instruction %" G_GINT64_FORMAT,
                                  instruction);

  if (mq_run_log_has_result (self->log, instruction))
    return dex_future_new_false ();

  if ((first = mq_run_log_find_append (self->log, MQ_ROW_RESULT, instruction)) != NULL)
    return dex_future_then (first, result_is_there, NULL, NULL);

  if (!check_result (kind, body, &error))
    return dex_future_new_for_error (error);

  if (mq_run_log_is_over (self->log))
    return run_has_ended ();

  text = mq_json_object_to_string (body, FALSE);
  return mq_service_run_yield_on_conflict (
      self, mq_run_log_append (self->log, MQ_ROW_RESULT, instruction, "", text));
}

/* Sends the user's message to all clients of the run. @message: an accepted refinement; @client:
 * that sent it */
static void
show_message (MqServiceRun *self, const MqMessage *message, const char *client)
{
  gboolean waits = g_str_equal (mq_run_log_get_last_type (self->log), "waiting")
                   && mq_run_log_count_refinements (self->log) == 0;
  JsonObject *event = mq_json_new ("role:s queued:b by:s", "user", !waits, client);

  mq_message_write (message, event, MQ_MESSAGE_LOCAL);
  dex_future_disown (mq_run_log_add_message (self->log, event));
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

  if (!mq_run_check_text (message->text, message->numbers->len > 0, &error))
    return dex_future_new_for_error (error);

  if (message->numbers->len > 0 && !mq_team_sees (self->team))
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL,
                                  _ ("“%s” does not support pictures"),
                                  mq_team_get_label (self->team));

  if (self->stopped || mq_run_log_is_over (self->log) || self->log->finishing)
    return run_has_ended ();

  if (mq_run_log_count_refinements (self->log) >= MQ_RUN_MAX_QUEUE)
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_BUSY,
                                  _ ("%d instructions wait for their turn already"),
                                  MQ_RUN_MAX_QUEUE);

  mq_message_write (message, json, MQ_MESSAGE_WIRE);
  json_object_remove_member (json, "files");
  body = mq_json_object_to_string (json, FALSE);
  if (client != NULL)
    show_message (self, message, client);
  return mq_service_run_yield_on_conflict (
      self, mq_run_log_append (self->log, MQ_ROW_REFINEMENT, 0, "", body));
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
  return dex_future_then (mq_service_run_yield_on_conflict (
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

  return mq_service_run_yield_on_conflict (self, mq_run_log_add_finish (self->log, "finished"));
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

  return dex_future_then (mq_service_run_yield_on_conflict (
                              self, mq_run_log_append (self->log, MQ_ROW_CANCEL, 0, "", "")),
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
  mq_service_run_set_resting (self, TRUE);
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
