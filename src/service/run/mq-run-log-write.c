/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunLog: writes rows, see mq-run-log.h. Rows are sent to the journal one after the other without
 * waiting; after one that failed, what is on disk is read again before the next. */
#include "service/run/mq-run-log-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"

#define AWAY_SECONDS 600
#define PAUSE_MS 500
#define NOT_SENT 0 /* in the place of a row's number */

/* Forgets the id of a request that could not be written, so that the client can repeat it. */
static void
forget_id (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);

  if (json != NULL)
    g_hash_table_remove (self->ids, mq_json_get_string (json, "id", ""));
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
    forget_posted (log, self->row.body);
  else if (self->row.kind == MQ_ROW_REFINEMENT || self->row.kind == MQ_ROW_BUDGET)
    forget_id (log, self->row.body);
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

/* Takes @self. After a conflict another service may go on with the run, so nothing is read again.
 */
static void
append_finish (MqLogAppend *self)
{
  MqRunLog *log = self->log;

  if (is_event (&self->row))
    log->writing--;

  if (log->fault == NULL && self->error != NULL)
    log->fault = g_error_copy (self->error);

  if (log->fault == NULL)
    {
      mq_run_log_absorb (log, &self->row);
      log->next_seq = self->row.seq + 1;
      append_succeed (self);
    }
  else if (g_error_matches (log->fault, MQ_ERROR, MQ_ERROR_CONFLICT))
    append_fail (self, g_error_copy (log->fault));
  else if (log->closed)
    append_refuse (self);
  else
    g_queue_push_tail (&log->failed, self);
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
    append_finish (g_queue_pop_head (&self->appends));
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

/* Looks for a row that was read among those that failed here: it is on disk all the same. */
gboolean
mq_run_log_has_sent (MqRunLog *self, const MqRow *row)
{
  for (GList *iter = self->failed.head; iter != NULL; iter = iter->next)
    {
      const MqRow *own = &((MqLogAppend *)iter->data)->row;

      if (own->seq == row->seq)
        return own->kind == row->kind && own->key == row->key && own->time == row->time
               && g_strcmp0 (own->type, row->type) == 0 && g_strcmp0 (own->body, row->body) == 0;
    }

  return FALSE;
}

/* After the log was read: @fault is why the first row was not written; @error why the log could not
 * be read. Rows that are not on disk are written if nothing but the database was in the way. */
static void
settle_failed (MqRunLog *self, const GError *fault, const GError *error)
{
  gboolean may_repeat = g_error_matches (fault, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  MqLogAppend *append;

  while ((append = g_queue_pop_head (&self->failed)) != NULL)
    if (error != NULL)
      append_fail (append, g_error_copy (error));
    else if (append->row.seq != NOT_SENT && append->row.seq < self->next_seq)
      append_succeed (append);
    else if (append->row.seq == NOT_SENT || may_repeat)
      append_start (append);
    else
      append_fail (append, g_error_copy (fault));
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

/* After a row that failed, the journal alone knows what is on disk: a commit whose answer was lost
 * may have succeeded. */
static DexFuture *
recover_fiber (gpointer user_data)
{
  MqRunLog *self = user_data;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time = 0, away_since = 0;

  while (!g_queue_is_empty (&self->appends))
    dex_await (mq_run_log_wait (self), NULL);

  while (!self->closed && !mq_run_log_read_rows (self, TRUE, &time, &error))
    if (!mq_run_log_await_database (&error, &away_since))
      break;

  fault = g_steal_pointer (&self->fault);
  if (error != NULL)
    self->fault = g_error_copy (error);
  dex_clear (&self->recovery);
  settle_failed (self, fault, error);
  mq_run_log_wake (self);
  return dex_future_new_true ();
}

static void
recover (MqRunLog *self)
{
  if (self->recovery == NULL)
    self->recovery = mq_fiber_spawn (NULL, 0, recover_fiber, g_object_ref (self), g_object_unref);
}

/* Takes @append. */
static void
append_begin (MqLogAppend *append)
{
  MqRunLog *self = append->log;

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
    mq_run_log_note_id (self, body);

  /* The row is written even if the caller drops the future, and the log needs it then, too. */
  future = dex_ref (DEX_FUTURE (append->promise));
  append_begin (append);
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
DexFuture *
mq_run_log_append_event (MqRunLog *self, MqRowKind kind, const char *type, JsonObject *data)
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
  return mq_run_log_append_event (self, MQ_ROW_CLIENT, "message", data);
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
  return mq_run_log_append_event (self, MQ_ROW_CLIENT, type, data);
}

/* @reason: finished, idle or no-input. Returns: (transfer full): resolves to %TRUE once it is on
 * disk */
DexFuture *
mq_run_log_add_finish (MqRunLog *self, const char *reason)
{
  self->finishing = TRUE;
  return mq_run_log_append (self, MQ_ROW_FINISH, 0, reason, "");
}
