/* MqServiceRun: one run, see mq-service-run.h. The pipeline itself is mq-pipeline.c. */
#include "service/run/mq-service-run.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-instruction.h"
#include "service/run/mq-problem.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

struct _MqServiceRun
{
  GObject parent_instance;

  MqRunLog *log;
  MqTeam *team;
  MqRunRequest *request;
  MqRunLimits limits;

  DexPromise *stop; /* rejected once: cancelled, or halted */
  gint64 instructions;
  guint listeners;
  guint queued;
  guint stopped : 1;
  guint halted : 1;
};

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
  dex_clear (&self->stop);

  G_OBJECT_CLASS (mq_service_run_parent_class)->finalize (object);
}

static void
mq_service_run_class_init (MqServiceRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_service_run_finalize;
}

static void
mq_service_run_init (MqServiceRun *self)
{
  self->stop = dex_promise_new ();
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

/**
 * mq_service_run_new:
 * @log: loaded; empty for a new run
 * @team: who thinks
 * @request: (transfer full): what the client asked for
 * @limits: copied
 *
 * Returns: (transfer full): a run; mq_pipeline_run() sets it going
 */
MqServiceRun *
mq_service_run_new (MqRunLog *log, MqTeam *team, MqRunRequest *request, const MqRunLimits *limits)
{
  MqServiceRun *self = g_object_new (MQ_TYPE_SERVICE_RUN, NULL);

  self->log = g_object_ref (log);
  self->team = g_object_ref (team);
  self->request = request;
  self->limits = *limits;

  if (mq_run_log_is_cancelled (log))
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
  return mq_run_log_get_run (self->log);
}

/**
 * mq_service_run_get_log:
 *
 * Returns: (transfer none): its log
 */
MqRunLog *
mq_service_run_get_log (MqServiceRun *self)
{
  return self->log;
}

/**
 * mq_service_run_get_team:
 *
 * Returns: (transfer none): who thinks
 */
MqTeam *
mq_service_run_get_team (MqServiceRun *self)
{
  return self->team;
}

/**
 * mq_service_run_get_request:
 *
 * Returns: (transfer none): what the client asked for
 */
const MqRunRequest *
mq_service_run_get_request (MqServiceRun *self)
{
  return self->request;
}

/**
 * mq_service_run_get_limits:
 *
 * Returns: (transfer none): its limits
 */
const MqRunLimits *
mq_service_run_get_limits (MqServiceRun *self)
{
  return &self->limits;
}

/**
 * mq_service_run_attend:
 * @here: a client begins to listen, or leaves
 */
void
mq_service_run_attend (MqServiceRun *self, gboolean here)
{
  g_assert (here || self->listeners > 0);

  self->listeners += here ? 1 : -1;
}

static DexFuture *
run_has_ended (void)
{
  return dex_future_new_reject (MQ_PROBLEM_ERROR, MQ_PROBLEM_RUN_ENDED,
                                _ ("The run has ended or is about to; nothing is taken any more"));
}

/* A place in the log that is taken means that another service goes on with this run: let it. */
static DexFuture *
yield_to_other (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT))
    mq_service_run_halt (user_data);

  return dex_ref (future);
}

static DexFuture *
guard (MqServiceRun *self, DexFuture *future)
{
  return dex_future_catch (future, yield_to_other, g_object_ref (self), g_object_unref);
}

typedef struct
{
  MqServiceRun *run;
  gint64 instruction;
} Posted;

static void
posted_free (gpointer data)
{
  Posted *self = data;

  g_object_unref (self->run);
  g_free (self);
}

static DexFuture *
result_is_written (DexFuture *future, gpointer user_data)
{
  Posted *posted = user_data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    return dex_future_new_true ();

  /* The same result twice at the same time: one of them is there. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT)
      && mq_run_log_has_result (posted->run->log, posted->instruction))
    return dex_future_new_false ();

  return yield_to_other (future, posted->run);
}

/**
 * mq_service_run_post_result:
 * @instruction: what it is the result of
 * @body: as in docs/protocol.md
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk; rejects with
 *   %MQ_ERROR_NOT_FOUND when nothing of that number was asked, with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_post_result (MqServiceRun *self, gint64 instruction, JsonObject *body)
{
  const char *kind = mq_run_log_get_instruction (self->log, instruction);
  g_autofree char *text = NULL;
  GError *error = NULL;
  Posted *posted;

  if (kind == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "The run has given no instruction %" G_GINT64_FORMAT,
                                  instruction);

  if (mq_run_log_has_result (self->log, instruction))
    return dex_future_new_false ();

  if (!mq_instruction_check_result (kind, body, &error))
    return dex_future_new_for_error (error);

  if (mq_run_log_is_over (self->log))
    return run_has_ended ();

  text = mq_json_object_to_string (body, FALSE);
  posted = g_new (Posted, 1);
  *posted = (Posted){ g_object_ref (self), instruction };
  return dex_future_finally (mq_run_log_add_result (self->log, instruction, text),
                             result_is_written, posted, posted_free);
}

/**
 * mq_service_run_refine:
 * @text: the user's words
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; rejects with
 *   %MQ_PROBLEM_RUN_ENDED after a finish, with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_service_run_refine (MqServiceRun *self, const char *text)
{
  GError *error = NULL;

  if (!mq_run_check_words (text, &error))
    return dex_future_new_for_error (error);

  if (self->stopped || mq_run_log_is_over (self->log) || mq_run_log_is_finishing (self->log))
    return run_has_ended ();

  if (self->queued >= MQ_RUN_MAX_QUEUE)
    return dex_future_new_reject (MQ_PROBLEM_ERROR, MQ_PROBLEM_BUSY,
                                  _ ("%d instructions wait for their turn already"),
                                  MQ_RUN_MAX_QUEUE);

  self->queued++;
  return guard (self, mq_run_log_add_refinement (self->log, text));
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

  if (mq_run_log_is_finishing (self->log))
    return dex_future_new_true ();

  return guard (self, mq_run_log_add_finish (self->log, "finished"));
}

static DexFuture *
cancel_is_written (DexFuture *future, gpointer user_data)
{
  stop (user_data, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("You stopped the run")));
  return dex_ref (future);
}

/**
 * mq_service_run_cancel:
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; the run ends right after
 */
DexFuture *
mq_service_run_cancel (MqServiceRun *self)
{
  if (mq_run_log_is_over (self->log))
    return run_has_ended ();

  if (self->stopped)
    return dex_future_new_true ();

  return dex_future_then (guard (self, mq_run_log_add_cancel (self->log)), cancel_is_written,
                          g_object_ref (self), g_object_unref);
}

/**
 * mq_service_run_halt:
 *
 * Ends the run in memory; on disk it stays as it is and can be played again.
 */
void
mq_service_run_halt (MqServiceRun *self)
{
  self->halted = TRUE;
  stop (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The run is put away"));
  mq_run_log_wake (self->log);
}

/**
 * mq_service_run_is_halted:
 *
 * Returns: whether nothing more comes from this object, although the run is not over
 */
gboolean
mq_service_run_is_halted (MqServiceRun *self)
{
  return self->halted;
}

/* Waits for @future (transfer full) or for the end of the run. */
static gboolean
await (MqServiceRun *self, DexFuture *future, GError **error)
{
  return dex_await (dex_future_first (future, dex_ref (DEX_FUTURE (self->stop)), NULL), error);
}

/* Waits for a change of the log, for the end of the run, or for @deadline (transfer full). */
static gboolean
await_change (MqServiceRun *self, DexFuture *deadline, gboolean *late, GError **error)
{
  g_autoptr (GError) why = NULL;

  *late = FALSE;
  if (dex_await (dex_future_first (mq_run_log_wait (self->log), dex_ref (DEX_FUTURE (self->stop)),
                                   deadline, NULL),
                 &why))
    return TRUE;

  if (g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      *late = TRUE;
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/**
 * mq_service_run_say:
 * @type: the event's type
 * @data: (transfer full): its data
 * @error: the run is to end
 *
 * Returns: whether the event is on disk
 */
gboolean
mq_service_run_say (MqServiceRun *self, const char *type, JsonObject *data, GError **error)
{
  if (self->stopped)
    {
      json_object_unref (data);
      return dex_await (dex_ref (DEX_FUTURE (self->stop)), error);
    }

  return await (self, mq_run_log_emit (self->log, type, data), error);
}

/**
 * mq_service_run_say_last:
 * @type: done or failed
 * @data: (transfer full): its data
 * @error: it could not be written
 *
 * The run's last event, also for one that was stopped.
 *
 * Returns: whether the event is on disk
 */
gboolean
mq_service_run_say_last (MqServiceRun *self, const char *type, JsonObject *data, GError **error)
{
  mq_run_log_skip_to_end (self->log);
  return dex_await (mq_run_log_emit (self->log, type, data), error);
}

/**
 * mq_service_run_ask:
 * @kind: of the instruction
 * @arguments: (transfer full): its arguments
 * @instruction: (out): its number
 * @error: the run is to end
 *
 * Has the client do something and waits until it is done.
 *
 * Returns: (transfer full) (nullable): what the client posted, `ok` or not
 */
JsonObject *
mq_service_run_ask (MqServiceRun *self, const char *kind, JsonObject *arguments,
                    gint64 *instruction, GError **error)
{
  gint64 number = ++self->instructions;
  g_autofree char *body = NULL;

  *instruction = number;
  json_object_set_int_member (arguments, "instruction", number);
  json_object_set_string_member (arguments, "kind", kind);

  if (!mq_service_run_say (self, "instruction", arguments, error))
    return NULL;

  while (!(body = mq_run_log_take_result (self->log, number)))
    {
      gboolean late;

      if (!await_change (self, dex_timeout_new_seconds ((int)self->limits.unattended_seconds),
                         &late, error))
        return NULL;

      if (late && self->listeners == 0)
        mq_service_run_halt (self);
    }

  return mq_json_parse_object (body, -1, error);
}

/* An answer as it stands in the journal: what the team said, or that it has none. */
static char *
answer_to_text (JsonObject *answer, const GError *fault)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (answer != NULL)
    json_object_set_object_member (object, "answer", json_object_ref (answer));
  else
    {
      json_object_set_int_member (object, "code", fault->code);
      json_object_set_string_member (object, "message", fault->message);
    }

  return mq_json_object_to_string (object, FALSE);
}

static JsonObject *
answer_from_text (const char *text, GError **error)
{
  g_autoptr (JsonObject) object = mq_json_parse_object (text, -1, error);
  JsonObject *answer;

  if (object == NULL)
    return NULL;

  if ((answer = mq_json_get_object (object, "answer")))
    return json_object_ref (answer);

  g_set_error_literal (error, MQ_ERROR, (int)mq_json_get_int (object, "code", MQ_ERROR_FAILED),
                       mq_json_get_string (object, "message", _ ("The team has no answer")));
  return NULL;
}

/**
 * mq_service_run_think:
 * @role: who is asked, for the journal
 * @func: asks
 * @draft: what is known
 * @error: %MQ_ERROR_UNKNOWN_KIND or %MQ_ERROR_FAILED when the team has no answer; else the run is to end
 *
 * Has the team think. Its answer is on disk before it is used.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonObject *
mq_service_run_think (MqServiceRun *self, const char *role, MqRole func, MqDraft *draft,
                      GError **error)
{
  g_autofree char *body = NULL;
  gint64 number = mq_run_log_next_answer (self->log, &body);

  if (body == NULL)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (JsonObject) answer = dex_await_boxed (
          dex_future_first (func (self->team, draft), dex_ref (DEX_FUTURE (self->stop)), NULL),
          &fault);

      if (answer == NULL && !g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED)
          && !g_error_matches (fault, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }

      body = answer_to_text (answer, fault);
      if (!await (self, mq_run_log_add_answer (self->log, number, role, body), error))
        return NULL;
    }

  return answer_from_text (body, error);
}

/* Says that it is the user's turn, unless a turn was there already. When the run is played again, the
 * log knows which it was. */
static gboolean
offer_turn (MqServiceRun *self, GError **error)
{
  const char *next = mq_run_log_peek_event (self->log);
  JsonObject *data;

  if (next != NULL ? !g_str_equal (next, "waiting") : mq_run_log_has_turn (self->log))
    return TRUE;

  data = json_object_new ();
  if (self->limits.idle_seconds > 0)
    json_object_set_int_member (data, "idle_seconds", self->limits.idle_seconds);
  else
    json_object_set_null_member (data, "idle_seconds");

  return mq_service_run_say (self, "waiting", data, error);
}

static DexFuture *
idle_deadline (MqServiceRun *self, gint64 since)
{
  if (self->limits.idle_seconds == 0 || mq_run_log_is_finishing (self->log))
    return NULL;

  return dex_timeout_new_deadline (since + (gint64)self->limits.idle_seconds * G_USEC_PER_SEC);
}

/**
 * mq_service_run_take_turn:
 * @error: the run is to end
 *
 * Waits for what the user does next. A run that is not interactive does not wait.
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

      if (reason == NULL || mq_run_log_is_finishing (self->log))
        {
          gboolean late;

          if (!await_change (self, idle_deadline (self, since), &late, error))
            return NULL;
          reason = late ? "idle" : NULL;
        }

      if (reason != NULL && !mq_run_log_is_finishing (self->log)
          && !await (self, mq_run_log_add_finish (self->log, reason), error))
        return NULL;
    }

  if (row->kind == MQ_ROW_REFINEMENT && self->queued > 0)
    self->queued--;

  return row;
}

/**
 * mq_service_run_get_seconds:
 * @since: a time of the run's log, in microseconds
 *
 * Returns: the seconds that have gone by since then, rounded to milliseconds
 */
double
mq_service_run_get_seconds (MqServiceRun *self, gint64 since)
{
  gint64 passed = mq_run_log_get_time (self->log) - since;

  return (double)(MAX (passed, 0) / 1000) / 1000.0;
}
