/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunLog: one run's part of the journal, see mq-run-log.h. During a replay, three cursors move
 * over it: events emitted again, answers requested again, and turns of the user taken again. */
#include "service/run/mq-run-log-private.h"

#include "common/base/mq-error.h"
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
  dex_clear (&self->recovery);
  g_clear_error (&self->fault);
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

void
mq_run_log_note_id (MqRunLog *self, const char *body)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (body, -1, NULL);

  if (json != NULL && *get_id (json) != '\0')
    g_hash_table_add (self->ids, g_strdup (get_id (json)));
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
  if (self->last_version == 0 && mq_json_get_boolean (data, "stopped", FALSE))
    self->last_version = (gint64)self->kept->len;
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
void
mq_run_log_absorb (MqRunLog *self, const MqRow *row)
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
        mq_run_log_note_id (self, row->body);
      g_queue_push_tail (&self->turns, mq_row_copy (row));
      self->finishing = self->finishing || row->kind == MQ_ROW_FINISH;
      break;

    case MQ_ROW_CANCEL:
      self->cancelled = TRUE;
      break;

    case MQ_ROW_BUDGET:
      mq_run_log_note_id (self, row->body);
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

/* Adds the rows after the last known one. @own: whether all have to be those that this log has
 * sent, or somebody else goes on with the run. @time: (inout): of the last row. Awaits. */
gboolean
mq_run_log_read_rows (MqRunLog *self, gboolean own, gint64 *time, GError **error)
{
  for (;;)
    {
      g_autoptr (GPtrArray) rows = dex_await_boxed (
          mq_journal_read_rows (self->journal, self->run, self->next_seq - 1), error);

      if (rows == NULL)
        return FALSE;

      if (rows->len == 0)
        return TRUE;

      for (guint i = 0; i < rows->len; i++)
        {
          MqRow *row = g_ptr_array_index (rows, i);

          if (own && !mq_run_log_has_sent (self, row))
            return mq_fail (error, MQ_ERROR_CONFLICT, "Another service goes on with run %s",
                            self->run);

          mq_run_log_absorb (self, row);
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

  if (!mq_run_log_read_rows (self, FALSE, &self->end_time, &error))
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
  g_autoptr (DexPromise) changed = self->changed;

  self->changed = dex_promise_new ();
  dex_promise_resolve_boolean (changed, TRUE);
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

  return mq_run_log_append_event (self, MQ_ROW_EVENT, type, g_steal_pointer (&object));
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
