/* MqRunLog: one run's part of the journal, see mq-run-log.h. During a replay, three cursors move
 * over it: events emitted again, answers requested again, and turns of the user taken again. */
#include "service/run/mq-run-log-private.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"
#include "service/run/mq-http-problem.h"

#include <string.h>

#define MAX_RECENT 32
#define MAX_RECENT_BYTES (8 * 1024) /* of one event; larger ones are read from the journal */

G_DEFINE_FINAL_TYPE (MqRunLog, mq_run_log, G_TYPE_OBJECT)

static void
mq_run_log_finalize (GObject *object)
{
  MqRunLog *self = MQ_RUN_LOG (object);

  g_clear_object (&self->journal);
  g_clear_pointer (&self->run, g_free);
  dex_clear (&self->changed);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->instructions, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->results, g_hash_table_unref);
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->budget, g_free);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->posted, g_hash_table_unref);
  g_queue_clear_full (&self->turns, (GDestroyNotify)mq_row_free);
  g_queue_clear_full (&self->recent, (GDestroyNotify)mq_row_free);

  G_OBJECT_CLASS (mq_run_log_parent_class)->finalize (object);
}

static void
mq_run_log_class_init (MqRunLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_run_log_finalize;
}

static void
mq_run_log_init (MqRunLog *self)
{
  self->changed = dex_promise_new ();
  self->events = g_array_new (FALSE, FALSE, sizeof (MqLogEvent));
  self->instructions = g_array_new (FALSE, FALSE, sizeof (MqLogInstruction));
  self->kept = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers = g_ptr_array_new_with_free_func (g_free);
  self->results = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->posted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->turns);
  g_queue_init (&self->recent);
  g_queue_init (&self->appends);
  self->next_seq = 1;
  self->start_time = g_get_real_time ();
}

/**
 * mq_run_log_new:
 * @journal: the journal of the service
 * @run: id of the run
 *
 * Returns: (transfer full): a log that is not loaded yet
 */
MqRunLog *
mq_run_log_new (MqJournal *journal, const char *run)
{
  MqRunLog *self = g_object_new (MQ_TYPE_RUN_LOG, NULL);

  self->journal = g_object_ref (journal);
  self->run = g_strdup (run);
  return self;
}

/* The sender's `id` in a posted body; "": none. */
static const char *
get_id (JsonObject *body)
{
  return mq_json_get_string (body, "id", "");
}

static void
note_id (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);

  if (json != NULL && *get_id (json) != '\0')
    g_hash_table_add (self->ids, g_strdup (get_id (json)));
}

/* Forgets the id of a request that could not be written, so that the client can repeat it. */
static void
forget_id (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);

  if (json != NULL)
    g_hash_table_remove (self->ids, get_id (json));
}

static void
add_event (MqRunLog *self, const MqRow *row)
{
  MqLogEvent event = { g_intern_string (row->type), row->time, row->kind == MQ_ROW_CLIENT };

  g_array_append_val (self->events, event);
  if (strlen (row->body) > MAX_RECENT_BYTES)
    g_queue_clear_full (&self->recent, (GDestroyNotify)mq_row_free);
  else
    g_queue_push_tail (&self->recent, mq_row_copy (row));
  if (self->recent.length > MAX_RECENT)
    mq_row_free (g_queue_pop_head (&self->recent));
}

/**
 * mq_run_log_find_recent:
 * @event: an event's number
 *
 * Returns: (transfer none) (nullable): the event, if it is one of the last; the journal has all
 */
const MqRow *
mq_run_log_find_recent (MqRunLog *self, gint64 event)
{
  const MqRow *first = g_queue_peek_head (&self->recent);

  g_assert (MQ_IS_RUN_LOG (self));

  return first != NULL && event >= first->key
             ? g_queue_peek_nth (&self->recent, (guint)(event - first->key))
             : NULL;
}

/* Forgets a client's event that could not be written, and those after it. */
static void
forget_posted (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);
  gint64 nth = mq_json_get_int (json, "nth", 0);
  const char *client = mq_json_get_string (json, "by", "");

  if (nth > 0 && nth <= mq_run_log_count_client_events (self, client))
    g_hash_table_insert (self->posted, g_strdup (client), GINT_TO_POINTER ((int)nth - 1));
}

static void
count_posted (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);
  const char *client = mq_json_get_string (json, "by", "");

  g_hash_table_insert (
      self->posted, g_strdup (client),
      GINT_TO_POINTER (MAX (mq_run_log_count_client_events (self, client),
                            (int)CLAMP (mq_json_get_int (json, "nth", 0), 0, G_MAXINT))));
}

static void
note_kept (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (body, -1, NULL);
  gint64 version = mq_json_get_int (data, "version", 0);

  g_array_append_val (self->kept, version);
}

static void
note_event (MqRunLog *self, const MqRow *row)
{
  MqRunEventKind kind = mq_event_table_find (row->type);

  add_event (self, row);
  if (kind == MQ_EVENT_VERSION)
    self->versions++;
  else if (kind == MQ_EVENT_KEPT)
    note_kept (self, row->body);
  else if (kind == MQ_EVENT_INSTRUCTION)
    {
      g_autoptr (JsonObject) data = mq_json_parse_object (row->body, -1, NULL);
      MqLogInstruction instruction = { g_intern_string (mq_json_get_string (data, "kind", "")),
                                       mq_json_get_boolean (data, "upload", FALSE) };

      g_array_append_val (self->instructions, instruction);
    }
}

/* Adds a row that is on disk. */
static void
absorb (MqRunLog *self, const MqRow *row)
{
  switch (row->kind)
    {
    case MQ_ROW_EVENT:
      note_event (self, row);
      break;

    case MQ_ROW_RESULT:
      g_hash_table_insert (self->results, g_memdup2 (&row->key, sizeof row->key),
                           g_strdup (row->body));
      break;

    case MQ_ROW_ANSWER:
      /* An answer that the run is waiting for right now is delivered directly and not stored for
       * replay. */
      g_ptr_array_add (self->answers, row->key > self->at_answer ? g_strdup (row->body) : NULL);
      break;

    case MQ_ROW_FINISH:
    case MQ_ROW_REFINEMENT:
      if (row->kind == MQ_ROW_REFINEMENT)
        note_id (self, row->body);
      g_queue_push_tail (&self->turns, mq_row_copy (row));
      self->finishing = self->finishing || row->kind == MQ_ROW_FINISH;
      break;

    case MQ_ROW_CANCEL:
      self->cancelled = TRUE;
      break;

    case MQ_ROW_BUDGET:
      note_id (self, row->body);
      g_set_str (&self->budget, row->body);
      break;

    case MQ_ROW_CLIENT:
      note_event (self, row);
      count_posted (self, row->body);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
note_picture (MqRunLog *self, const MqRunPicture *picture)
{
  g_hash_table_add (self->pictures, g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                                     picture->instruction, picture->number));
}

/* Skips events of clients: the replayed run emits only its own. */
static void
pass_foreign (MqRunLog *self)
{
  while (self->at_event < self->n_loaded
         && g_array_index (self->events, MqLogEvent, self->at_event).is_foreign)
    self->at_event++;
}

static DexFuture *
load_fiber (MqRunLog *self)
{
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GError) error = NULL;

  for (;;)
    {
      g_autoptr (GPtrArray) rows = dex_await_boxed (
          mq_journal_read_rows (self->journal, self->run, self->next_seq - 1), &error);

      if (rows == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));

      if (rows->len == 0)
        break;

      for (guint i = 0; i < rows->len; i++)
        {
          MqRow *row = g_ptr_array_index (rows, i);

          absorb (self, row);
          self->next_seq = row->seq + 1;
          self->end_time = row->time;
        }
    }

  if (!(pictures = dex_await_boxed (mq_journal_list_pictures (self->journal, self->run), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < pictures->len; i++)
    note_picture (self, g_ptr_array_index (pictures, i));

  self->n_loaded = self->events->len;
  pass_foreign (self);
  self->start_time = g_get_real_time ();
  return dex_future_new_true ();
}

/**
 * mq_run_log_load:
 *
 * Returns: (transfer full): resolves to %TRUE when the rows on disk are loaded
 */
DexFuture *
mq_run_log_load (MqRunLog *self)
{
  return mq_fiber_spawn_with (NULL, 0, load_fiber, (MQ_TYPE_RUN_LOG, self));
}

/**
 * mq_run_log_wait:
 *
 * Returns: (transfer full): resolves to %TRUE at the next change
 */
DexFuture *
mq_run_log_wait (MqRunLog *self)
{
  return dex_ref (DEX_FUTURE (self->changed));
}

/**
 * mq_run_log_wake:
 *
 * Resolves the futures of mq_run_log_wait().
 */
void
mq_run_log_wake (MqRunLog *self)
{
  g_autoptr (DexPromise) changed = self->changed;

  self->changed = dex_promise_new ();
  dex_promise_resolve_boolean (changed, TRUE);
}

static void
append_free (MqLogAppend *self)
{
  g_object_unref (self->log);
  g_free (self->row.type);
  g_free (self->row.body);
  dex_unref (self->promise);
  g_clear_error (&self->error);
  g_free (self);
}

static void
append_finish (MqLogAppend *self)
{
  MqRunLog *log = self->log;

  if (self->row.kind == MQ_ROW_EVENT || self->row.kind == MQ_ROW_CLIENT)
    log->writing--;

  if (self->error == NULL)
    {
      absorb (log, &self->row);
      dex_promise_resolve_boolean (self->promise, TRUE);
      return;
    }

  if (self->row.kind == MQ_ROW_FINISH)
    log->finishing = FALSE;
  else if (self->row.kind == MQ_ROW_CLIENT)
    forget_posted (log, self->row.body);
  else if (self->row.kind == MQ_ROW_REFINEMENT || self->row.kind == MQ_ROW_BUDGET)
    forget_id (log, self->row.body);
  dex_promise_reject (self->promise, g_steal_pointer (&self->error));
}

/* Adds rows in order, although futures of other threads may complete in another one. */
static DexFuture *
append_done (DexFuture *future, gpointer user_data)
{
  MqLogAppend *done = user_data;
  g_autoptr (MqRunLog) self = g_object_ref (done->log);
  MqLogAppend *first;

  done->done = TRUE;
  dex_future_get_value (future, &done->error);

  while ((first = g_queue_peek_head (&self->appends)) != NULL && first->done)
    {
      g_queue_pop_head (&self->appends);
      append_finish (first);
      append_free (first);
    }

  mq_run_log_wake (self);
  return NULL;
}

/**
 * mq_run_log_append:
 * @kind: the kind of row; events have functions of their own
 * @key: the number of an answer or of the instruction that has a result, else 0
 * @type: the role of an answer, or the reason of a finish; "" for other rows
 * @body: JSON text of an answer, a result, a refinement or a budget; "" for other rows
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_run_log_append (MqRunLog *self, MqRowKind kind, gint64 key, const char *type, const char *body)
{
  MqLogAppend *append = g_new0 (MqLogAppend, 1);
  DexFuture *future;

  append->log = g_object_ref (self);
  append->promise = dex_promise_new ();
  append->row = (MqRow){
    .seq = self->next_seq++,
    .kind = kind,
    .key = key,
    .time = g_get_real_time (),
    .type = g_strdup (type),
    .body = g_strdup (body),
  };
  if (kind == MQ_ROW_EVENT || kind == MQ_ROW_CLIENT)
    self->writing++;
  else if (kind == MQ_ROW_REFINEMENT || kind == MQ_ROW_BUDGET)
    note_id (self, body);
  g_queue_push_tail (&self->appends, append);

  /* The row is written even if the caller drops the future, and the log needs it then, too. */
  future = dex_ref (DEX_FUTURE (append->promise));
  dex_future_disown (dex_future_finally (mq_journal_append (self->journal, self->run, &append->row),
                                         append_done, append, NULL));
  return future;
}

/* Takes @data. Adds the time, for clients that read the event later. */
static DexFuture *
append_event (MqRunLog *self, MqRowKind kind, const char *type, JsonObject *data)
{
  g_autoptr (JsonObject) object = data;
  g_autofree char *body = NULL;

  json_object_set_int_member (object, "time", g_get_real_time ());
  body = mq_json_object_to_string (object, FALSE);
  return mq_run_log_append (self, kind, self->events->len + self->writing + 1, type, body);
}

/**
 * mq_run_log_emit:
 * @type: the event's type
 * @data: (transfer full): its data
 *
 * Emits the next event. Wait for the future before the next call.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk, at once during a replay; rejects
 *   with %MQ_HTTP_PROBLEM_INTERNAL if the log has another event at this position
 */
DexFuture *
mq_run_log_emit (MqRunLog *self, const char *type, JsonObject *data)
{
  g_autoptr (JsonObject) object = data;

  if (self->at_event < self->n_loaded)
    {
      const char *logged = g_array_index (self->events, MqLogEvent, self->at_event++).type;

      pass_foreign (self);
      if (self->at_event == self->n_loaded)
        mq_run_log_wake (self);
      if (g_str_equal (logged, type))
        return dex_future_new_true ();

      return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL,
                                    "The run cannot be played again: its event %u was “%s” and "
                                    "would be “%s” now",
                                    self->at_event, logged, type);
    }

  return append_event (self, MQ_ROW_EVENT, type, g_steal_pointer (&object));
}

/**
 * mq_run_log_add_message:
 * @data: (transfer full): an event `message`, with the id of its sender as `by`
 *
 * Adds a message of the user, for all clients.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_run_log_add_message (MqRunLog *self, JsonObject *data)
{
  return append_event (self, MQ_ROW_CLIENT, "message", data);
}

/**
 * mq_run_log_add_client_event:
 * @client: the id of its sender
 * @type: the event's type
 * @data: (transfer full): its data
 *
 * Adds an event of a client.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_run_log_add_client_event (MqRunLog *self, const char *client, const char *type, JsonObject *data)
{
  gint64 nth = mq_run_log_count_client_events (self, client) + 1;

  json_object_set_string_member (data, "by", client);
  json_object_set_int_member (data, "nth", nth);
  g_hash_table_insert (self->posted, g_strdup (client), GINT_TO_POINTER ((int)nth));
  return append_event (self, MQ_ROW_CLIENT, type, data);
}

/**
 * mq_run_log_peek_event:
 *
 * Returns: (transfer none) (nullable): type of the event that the replayed run emits next; %NULL at
 *   the end of the log
 */
const char *
mq_run_log_peek_event (MqRunLog *self)
{
  if (self->at_event >= self->n_loaded)
    return NULL;

  return g_array_index (self->events, MqLogEvent, self->at_event).type;
}

/**
 * mq_run_log_skip_to_end:
 *
 * Ends the replay, so that the next event is a new one: for the last event of a run that stops.
 */
void
mq_run_log_skip_to_end (MqRunLog *self)
{
  self->at_event = self->n_loaded;
}

/**
 * mq_run_log_next_answer:
 * @body: (out) (transfer full) (nullable): the answer, if it is on disk
 *
 * Returns: the number of the team's next answer
 */
gint64
mq_run_log_next_answer (MqRunLog *self, char **body)
{
  *body = NULL;

  if (self->at_answer < self->answers->len)
    *body = g_steal_pointer (&g_ptr_array_index (self->answers, self->at_answer));

  return ++self->at_answer;
}

/**
 * mq_run_log_take_result:
 * @instruction: a number
 *
 * Returns: (transfer full) (nullable): the result; %NULL: not there yet
 */
char *
mq_run_log_take_result (MqRunLog *self, gint64 instruction)
{
  gpointer key = NULL;
  gpointer body = NULL;

  if (!g_hash_table_steal_extended (self->results, &instruction, &key, &body))
    return NULL;

  g_hash_table_insert (self->results, key, NULL);
  return body;
}

/**
 * mq_run_log_take_turn:
 *
 * Returns: (transfer full) (nullable): the user's next refinement or finish; %NULL: none yet
 */
MqRow *
mq_run_log_take_turn (MqRunLog *self)
{
  return g_queue_pop_head (&self->turns);
}

/**
 * mq_run_log_get_time:
 *
 * The run's own clock. During a replay it has the time of the original events, and continues from
 * there, so that time without a service is not counted.
 *
 * Returns: microseconds
 */
gint64
mq_run_log_get_time (MqRunLog *self)
{
  if (self->at_event < self->n_loaded)
    return g_array_index (self->events, MqLogEvent, self->at_event > 0 ? self->at_event - 1 : 0)
        .time;

  if (self->end_time == 0)
    return g_get_real_time ();

  return self->end_time + (g_get_real_time () - self->start_time);
}

typedef struct
{
  MqRunLog *log;
  MqRunPicture picture;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *self = data;

  g_object_unref (self->log);
  g_free (self);
}

static DexFuture *
picture_is_written (DexFuture *future, gpointer user_data)
{
  Arrival *arrival = user_data;

  note_picture (arrival->log, &arrival->picture);
  mq_run_log_wake (arrival->log);
  return dex_ref (future);
}

/**
 * mq_run_log_add_picture:
 * @picture: a picture with its bytes
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk
 */
DexFuture *
mq_run_log_add_picture (MqRunLog *self, const MqRunPicture *picture)
{
  Arrival *arrival = g_new (Arrival, 1);

  *arrival = (Arrival){ g_object_ref (self), { picture->instruction, picture->number, NULL } };
  return dex_future_then (mq_journal_add_picture (self->journal, self->run, picture),
                          picture_is_written, arrival, arrival_free);
}

/**
 * mq_run_log_add_finish:
 * @reason: finished, idle or no-input
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_run_log_add_finish (MqRunLog *self, const char *reason)
{
  self->finishing = TRUE;
  return mq_run_log_append (self, MQ_ROW_FINISH, 0, reason, "");
}
