/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunLog: one run's part of the journal, see mq-run-log.h. During a replay, three cursors move
 * over it: events emitted again, answers requested again, and turns of the user taken again. */
#include "service/run/mq-run-log.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-run-event-table.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"

#include <string.h>

/* Writes rows. They are sent to the journal one after the other without waiting; after one that
 * failed, what is on disk is read again before the next. */

#define AWAY_SECONDS 600
#define PAUSE_MS 500
#define NOT_SENT 0 /* in the place of a row's number */
#define MAX_RECENT 32
#define MAX_RECENT_BYTES (8 * 1024) /* of one event; larger ones are read from the journal */

static void
append_free (gpointer data)
{
  MqLogAppend *self = data;

  g_object_unref (self->log);
  g_free (self->row.type);
  g_free (self->row.body);
  dex_unref (self->promise);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
is_event (const MqRow *row)
{
  return row->kind == MQ_ROW_EVENT || row->kind == MQ_ROW_CLIENT;
}

/* Takes @self and @error. Forgets what was noted of a row before it was written. */
static void
append_fail (MqLogAppend *self, GError *error)
{
  MqRunLog *log = self->log;

  if (self->row.kind == MQ_ROW_FINISH)
    log->finishing = FALSE;
  else if (self->row.kind == MQ_ROW_CLIENT)
    {
      g_autoptr (JsonObject) json = mq_json_parse_object (self->row.body, -1, NULL);
      gint64 nth = mq_json_get_int (json, "nth", 0);
      const char *client = mq_json_get_string (json, "by", "");

      /* Forgets a client's event that could not be written, and those after it. */
      if (nth > 0 && nth <= mq_run_log_count_client_events (log, client))
        g_hash_table_insert (log->posted, g_strdup (client), GINT_TO_POINTER ((int)nth - 1));
    }
  else if (self->row.kind == MQ_ROW_REFINEMENT || self->row.kind == MQ_ROW_BUDGET)
    {
      g_autoptr (JsonObject) json = mq_json_parse_object (self->row.body, -1, NULL);

      /* Forgets the id of a request that could not be written, so that the client can repeat it. */
      if (json != NULL)
        g_hash_table_remove (log->ids, mq_json_get_string (json, "id", ""));
    }

  dex_promise_reject (self->promise, error);
  append_free (self);
}

/* Takes @self. The sender may repeat it: then another log of the run is open. */
static void
append_refuse (MqLogAppend *self)
{
  GError *error = NULL;

  mq_http_problem_fail_elsewhere (&error);
  append_fail (self, error);
}

/* Takes @self. */
static void
append_succeed (MqLogAppend *self)
{
  dex_promise_resolve_boolean (self->promise, TRUE);
  append_free (self);
}

static void recover (MqRunLog *self);

static void run_log_absorb (MqRunLog *self, const MqRow *row);

/* Adds rows in order, although futures of other threads may complete in another one. After a
 * conflict another service may go on with the run, so nothing is read again. */
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
      if (is_event (&first->row))
        self->writing--;
      if (self->fault == NULL && first->error != NULL)
        self->fault = g_error_copy (first->error);

      if (self->fault == NULL)
        {
          run_log_absorb (self, &first->row);
          self->next_seq = first->row.seq + 1;
          append_succeed (first);
        }
      else if (g_error_matches (self->fault, MQ_ERROR, MQ_ERROR_CONFLICT))
        append_fail (first, g_error_copy (self->fault));
      else if (self->closed)
        append_refuse (first);
      else
        g_queue_push_tail (&self->failed, first);
    }
  if (!g_queue_is_empty (&self->failed))
    recover (self);

  mq_run_log_wake (self);
  return NULL;
}

/* Takes @append, and gives its row the next place. */
static void
append_start (MqLogAppend *append)
{
  MqRunLog *self = append->log;

  g_clear_error (&append->error);
  append->done = FALSE;
  append->row.seq = self->next_seq + self->appends.length;
  if (is_event (&append->row))
    append->row.key = self->events->len + ++self->writing;
  g_queue_push_tail (&self->appends, append);
  dex_future_disown (dex_future_finally (mq_journal_append (self->journal, self->run, &append->row),
                                         append_done, append, NULL));
}

/* Waits for a moment if the database is away, as when its server starts again. Awaits. @error:
 * (inout): why the journal could not be asked; cleared if it may be asked again; @since:
 * (inout): when that was first, monotonic µs, 0 before. Returns: whether to ask again; %FALSE
 * after ten minutes, or for another error */
gboolean
mq_run_log_await_database (GError **error, gint64 *since)
{
  gint64 now = g_get_monotonic_time ();

  if (!g_error_matches (*error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    return FALSE;
  if (*since == 0)
    *since = now;
  if (now - *since > AWAY_SECONDS * G_TIME_SPAN_SECOND)
    return FALSE;

  g_clear_error (error);
  dex_await (dex_timeout_new_msec (PAUSE_MS), NULL);
  return TRUE;
}

static gboolean run_log_read_rows (MqRunLog *self, gboolean own, gint64 *time, GError **error);

/* After a row that failed, the journal alone knows what is on disk: a commit whose answer was lost
 * may have succeeded. */
static DexFuture *
recover_fiber (gpointer user_data)
{
  MqRunLog *self = user_data;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time = 0, away_since = 0;
  gboolean may_repeat;
  MqLogAppend *append;

  while (!g_queue_is_empty (&self->appends))
    dex_await (mq_run_log_wait (self), NULL);

  while (!self->closed && !run_log_read_rows (self, TRUE, &time, &error))
    if (!mq_run_log_await_database (&error, &away_since))
      break;

  fault = g_steal_pointer (&self->fault);
  if (error != NULL)
    self->fault = g_error_copy (error);
  dex_clear (&self->recovery);

  /* After the log was read: @fault is why the first row was not written; @error why the log could
   * not be read. Rows that are not on disk are written if nothing but the database was in the way.
   */
  may_repeat = g_error_matches (fault, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  while ((append = g_queue_pop_head (&self->failed)) != NULL)
    if (error != NULL)
      append_fail (append, g_error_copy (error));
    else if (append->row.seq != NOT_SENT && append->row.seq < self->next_seq)
      append_succeed (append);
    else if (append->row.seq == NOT_SENT || may_repeat)
      append_start (append);
    else
      append_fail (append, g_error_copy (fault));

  mq_run_log_wake (self);
  return dex_future_new_true ();
}

static void
recover (MqRunLog *self)
{
  if (self->recovery == NULL)
    self->recovery = mq_fiber_spawn (NULL, 0, recover_fiber, g_object_ref (self), g_object_unref);
}

/* Takes no more rows: from now on, another log of the same run may be opened, here or at another
 * node, once mq_run_log_wait_written() has resolved. Senders are told to repeat their requests. */
void
mq_run_log_close (MqRunLog *self)
{
  MqLogAppend *append;

  self->closed = TRUE;
  while ((append = g_queue_pop_head (&self->failed)) != NULL)
    append_refuse (append);
}

static DexFuture *
wait_written_fiber (MqRunLog *self)
{
  while (!g_queue_is_empty (&self->appends) || self->recovery != NULL)
    dex_await (mq_run_log_wait (self), NULL);

  return dex_future_new_true ();
}

/**
 * mq_run_log_wait_written:
 *
 * Returns: (transfer full): resolves to %TRUE when no row is on its way to the disk any more
 */
DexFuture *
mq_run_log_wait_written (MqRunLog *self)
{
  return mq_fiber_spawn_with (NULL, 0, wait_written_fiber, (MQ_TYPE_RUN_LOG, self));
}

static void run_log_note_id (MqRunLog *self, const char *body);

/* When a row could not be written, those behind it are not either, and the log is read again before
 * the next one. After a conflict, all further rows fail. Returns: (transfer full): resolves to
 * %TRUE once it is on disk; rejects with %MQ_ERROR_CONFLICT if another service goes on with the
 * run, with %MQ_HTTP_PROBLEM_BUSY if the log is closed */
DexFuture *
mq_run_log_append (MqRunLog *self, MqRowKind kind, gint64 key, const char *type, const char *body)
{
  MqLogAppend *append = g_new0 (MqLogAppend, 1);
  DexFuture *future;

  append->log = g_object_ref (self);
  append->promise = dex_promise_new ();
  append->row = (MqRow){
    .kind = kind,
    .key = key,
    .time = g_get_real_time (),
    .type = g_strdup (type),
    .body = g_strdup (body),
  };
  if (kind == MQ_ROW_REFINEMENT || kind == MQ_ROW_BUDGET)
    run_log_note_id (self, body);

  /* The row is written even if the caller drops the future, and the log needs it then, too. */
  future = dex_ref (DEX_FUTURE (append->promise));
  if (self->closed)
    append_refuse (append);
  else if (g_error_matches (self->fault, MQ_ERROR, MQ_ERROR_CONFLICT))
    append_fail (append, g_error_copy (self->fault));
  else if (self->fault == NULL && self->recovery == NULL)
    append_start (append);
  else
    {
      g_queue_push_tail (&self->failed, append);
      recover (self);
    }
  return future;
}

/* Returns: (transfer full) (nullable): the future of a row that is being written */
DexFuture *
mq_run_log_find_append (MqRunLog *self, MqRowKind kind, gint64 key)
{
  GQueue *queues[] = { &self->appends, &self->failed };

  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    for (GList *iter = queues[i]->head; iter != NULL; iter = iter->next)
      {
        MqLogAppend *append = iter->data;

        if (append->row.kind == kind && append->row.key == key)
          return dex_ref (DEX_FUTURE (append->promise));
      }

  return NULL;
}

/* Takes @data. Adds the time, for clients that read the event later. */
static DexFuture *
run_log_append_event (MqRunLog *self, MqRowKind kind, const char *type, JsonObject *data)
{
  g_autoptr (JsonObject) object = data;
  g_autofree char *body = NULL;

  json_object_set_int_member (object, "time", g_get_real_time ());
  body = mq_json_object_to_string (object, FALSE);
  return mq_run_log_append (self, kind, 0, type, body);
}

/* Adds a message of the user, for all clients. @data: (transfer full): an event `message`, with
 * the id of its sender as `by`. Returns: (transfer full): resolves to %TRUE once it is on disk */
DexFuture *
mq_run_log_add_message (MqRunLog *self, JsonObject *data)
{
  return run_log_append_event (self, MQ_ROW_CLIENT, "message", data);
}

/* Adds an event of a client. @data: (transfer full): its data. Returns: (transfer full):
 * resolves to %TRUE once it is on disk */
DexFuture *
mq_run_log_add_client_event (MqRunLog *self, const char *client, const char *type, JsonObject *data)
{
  gint64 nth = mq_run_log_count_client_events (self, client) + 1;

  json_object_set_string_member (data, "by", client);
  json_object_set_int_member (data, "nth", nth);
  g_hash_table_insert (self->posted, g_strdup (client), GINT_TO_POINTER ((int)nth));
  return run_log_append_event (self, MQ_ROW_CLIENT, type, data);
}

/* @reason: finished, idle or no-input. Returns: (transfer full): resolves to %TRUE once it is on
 * disk */
DexFuture *
mq_run_log_add_finish (MqRunLog *self, const char *reason)
{
  self->finishing = TRUE;
  return mq_run_log_append (self, MQ_ROW_FINISH, 0, reason, "");
}

/* Queries of the log's contents. */

/**
 * mq_run_log_get_last_event:
 *
 * Returns: id of the last event on disk; 0: none
 */
gint64
mq_run_log_get_last_event (MqRunLog *self)
{
  return self->events->len;
}

/**
 * mq_run_log_get_last_type:
 *
 * Returns: type of the run's own last event on disk; "": none
 */
const char *
mq_run_log_get_last_type (MqRunLog *self)
{
  for (guint i = self->events->len; i > 0; i--)
    if (!g_array_index (self->events, MqLogEvent, i - 1).is_foreign)
      return g_array_index (self->events, MqLogEvent, i - 1).type;

  return "";
}

/**
 * mq_run_log_is_over:
 *
 * Returns: whether the last event is on disk
 */
gboolean
mq_run_log_is_over (MqRunLog *self)
{
  const char *type = mq_run_log_get_last_type (self);

  return g_str_equal (type, "done") || g_str_equal (type, "failed");
}

/**
 * mq_run_log_describe:
 * @json: receives the number of the last event, the instruction without a result (the last one, or
 *   0), and the numbers of versions emitted and saved
 *
 * Adds the progress of the run, for a leading client.
 */
void
mq_run_log_describe (MqRunLog *self, JsonObject *json)
{
  gint64 last = self->instructions->len;

  mq_json_add (json, "events:l instruction:l versions:l kept:l", mq_run_log_get_last_event (self),
               last > 0 && !mq_run_log_has_result (self, last) ? last : (gint64)0, self->versions,
               (gint64)self->kept->len);
}

/* @client: an id, perhaps from outside. Returns: the number of this client's events in the log,
 * including those being written */
gint64
mq_run_log_count_client_events (MqRunLog *self, const char *client)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->posted, client));
}

/* @instruction: a number, perhaps from outside. Returns: (transfer none) (nullable): its kind */
const char *
mq_run_log_get_instruction (MqRunLog *self, gint64 instruction)
{
  if (instruction < 1 || instruction > self->instructions->len)
    return NULL;

  return g_array_index (self->instructions, MqLogInstruction, instruction - 1).kind;
}

/* Returns: whether its result is on disk */
gboolean
mq_run_log_has_result (MqRunLog *self, gint64 instruction)
{
  return g_hash_table_contains (self->results, &instruction);
}

/* Returns: the number of queued refinements, including those being written */
guint
mq_run_log_count_refinements (MqRunLog *self)
{
  guint count = 0;

  for (GList *iter = self->turns.head; iter != NULL; iter = iter->next)
    count += ((MqRow *)iter->data)->kind == MQ_ROW_REFINEMENT;
  for (GList *iter = self->appends.head; iter != NULL; iter = iter->next)
    count += ((MqLogAppend *)iter->data)->row.kind == MQ_ROW_REFINEMENT;

  return count;
}

/* @id: the sender's id of a request; "": none. Returns: whether the log has a request with this
 * id */
gboolean
mq_run_log_has_id (MqRunLog *self, const char *id)
{
  return *id != '\0' && g_hash_table_contains (self->ids, id);
}

G_DEFINE_FINAL_TYPE (MqRunLog, mq_run_log, G_TYPE_OBJECT)

static void
mq_run_log_finalize (GObject *object)
{
  MqRunLog *self = MQ_RUN_LOG (object);

  g_clear_object (&self->journal);
  g_clear_pointer (&self->run, g_free);
  dex_clear (&self->changed);
  dex_clear (&self->recovery);
  g_clear_error (&self->fault);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->instructions, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->replies, g_ptr_array_unref);
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
  self->replies = g_ptr_array_new_with_free_func (g_free);
  self->results = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->posted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->turns);
  g_queue_init (&self->recent);
  g_queue_init (&self->appends);
  g_queue_init (&self->failed);
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
run_log_note_id (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);

  if (json != NULL && *get_id (json) != '\0')
    g_hash_table_add (self->ids, g_strdup (get_id (json)));
}

static void
note_event (MqRunLog *self, const MqRow *row)
{
  MqRunEventKind kind = mq_event_table_find (row->type);
  MqLogEvent event = { g_intern_string (row->type), row->time, row->kind == MQ_ROW_CLIENT };

  g_array_append_val (self->events, event);
  if (strlen (row->body) > MAX_RECENT_BYTES)
    g_queue_clear_full (&self->recent, (GDestroyNotify)mq_row_free);
  else
    g_queue_push_tail (&self->recent, mq_row_copy (row));
  if (self->recent.length > MAX_RECENT)
    mq_row_free (g_queue_pop_head (&self->recent));
  if (kind == MQ_EVENT_VERSION)
    self->versions++;
  else if (kind == MQ_EVENT_KEPT)
    {
      g_autoptr (JsonObject) data = mq_json_parse_object (row->body, -1, NULL);
      gint64 version = mq_json_get_int (data, "version", 0);

      g_array_append_val (self->kept, version);
    }
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
run_log_absorb (MqRunLog *self, const MqRow *row)
{
  g_autoptr (JsonObject) json = NULL;
  const char *client;
  gint64 nth;

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
        run_log_note_id (self, row->body);
      g_queue_push_tail (&self->turns, mq_row_copy (row));
      self->finishing = self->finishing || row->kind == MQ_ROW_FINISH;
      break;

    case MQ_ROW_REPLY:
      run_log_note_id (self, row->body);
      /* After a finish, the run has gone on without one. */
      if (!self->finishing)
        g_ptr_array_add (self->replies, g_strdup (row->body));
      break;

    case MQ_ROW_CANCEL:
      self->cancelled = TRUE;
      break;

    case MQ_ROW_BUDGET:
      run_log_note_id (self, row->body);
      g_set_str (&self->budget, row->body);
      break;

    case MQ_ROW_CLIENT:
      note_event (self, row);
      json = mq_json_parse_object (row->body, -1, NULL);
      client = mq_json_get_string (json, "by", "");
      nth = CLAMP (mq_json_get_int (json, "nth", 0), 0, G_MAXINT);
      nth = MAX (nth, mq_run_log_count_client_events (self, client));
      g_hash_table_insert (self->posted, g_strdup (client), GINT_TO_POINTER ((int)nth));
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

/* Adds the rows after the last known one. @own: whether all have to be those that this log has
 * sent, or somebody else goes on with the run. @time: (inout): of the last row. Awaits. */
static gboolean
run_log_read_rows (MqRunLog *self, gboolean own, gint64 *time, GError **error)
{
  for (;;)
    {
      g_autoptr (GPtrArray) rows = dex_await_boxed (
          mq_journal_read_rows (self->journal, self->run, self->next_seq - 1), error);

      if (rows == NULL)
        return FALSE;

      if (rows->len == 0)
        return TRUE;

      MQ_EACH (rows, i, MqRow, row)
        {
          const MqRow *sent = NULL;

          /* A row among those that failed here is on disk all the same. */
          for (GList *iter = self->failed.head; iter != NULL && sent == NULL; iter = iter->next)
            if (((MqLogAppend *)iter->data)->row.seq == row->seq)
              sent = &((MqLogAppend *)iter->data)->row;
          if (own
              && (sent == NULL || sent->kind != row->kind || sent->key != row->key
                  || sent->time != row->time || g_strcmp0 (sent->type, row->type) != 0
                  || g_strcmp0 (sent->body, row->body) != 0))
            return mq_fail (error, MQ_ERROR_CONFLICT, "Another service continues run %s",
                            self->run);

          run_log_absorb (self, row);
          self->next_seq = row->seq + 1;
          *time = row->time;
        }
    }
}

static DexFuture *
load_fiber (MqRunLog *self)
{
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GError) error = NULL;

  if (!run_log_read_rows (self, FALSE, &self->end_time, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

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

/* Resolves the futures of mq_run_log_wait(). */
void
mq_run_log_wake (MqRunLog *self)
{
  mq_fiber_wake (&self->changed);
}

/* Emits the next event. Wait for the future before the next call. @data: (transfer full): its
 * data. Returns: (transfer full): resolves to %TRUE once it is on disk, at once during a replay;
 * rejects with %MQ_HTTP_PROBLEM_INTERNAL if the log has another event at this position */
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

  return run_log_append_event (self, MQ_ROW_EVENT, type, g_steal_pointer (&object));
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

/* Ends the replay, so that the next event is a new one: for the last event of a run that stops. */
void
mq_run_log_skip_to_end (MqRunLog *self)
{
  self->at_event = self->n_loaded;
}

/* @body: (out) (transfer full) (nullable): the answer, if it is on disk. Returns: the number of
 * the team's next answer */
gint64
mq_run_log_next_answer (MqRunLog *self, char **body)
{
  *body = NULL;

  if (self->at_answer < self->answers->len)
    *body = g_steal_pointer (&g_ptr_array_index (self->answers, self->at_answer));

  return ++self->at_answer;
}

/* Returns: (transfer full) (nullable): the result; %NULL: not there yet */
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

/* Returns: (transfer full) (nullable): the user's next refinement or finish; %NULL: none yet */
MqRow *
mq_run_log_take_turn (MqRunLog *self)
{
  return g_queue_pop_head (&self->turns);
}

/* The run's own clock. During a replay it has the time of the original events, and continues
 * from there, so that time without a service is not counted. Returns: microseconds */
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

static DexFuture *
add_picture_fiber (MqRunLog *self, gint64 instruction, gint64 number, GBytes *bytes)
{
  const MqRunPicture picture = { instruction, number, bytes };
  GError *error = NULL;
  gint64 n = dex_await_int64 (mq_journal_add_picture (self->journal, self->run, &picture), &error);

  if (error != NULL)
    return dex_future_new_for_error (error);

  note_picture (self, &picture);
  mq_run_log_wake (self);
  return dex_future_new_for_boolean (n > 0);
}

/* Returns: (transfer full): resolves to whether it is new, once it is on disk */
DexFuture *
mq_run_log_add_picture (MqRunLog *self, const MqRunPicture *picture)
{
  return mq_fiber_spawn_with (NULL, 0, add_picture_fiber, (MQ_TYPE_RUN_LOG, self),
                              (G_TYPE_INT64, picture->instruction), (G_TYPE_INT64, picture->number),
                              (G_TYPE_BYTES, picture->bytes));
}
