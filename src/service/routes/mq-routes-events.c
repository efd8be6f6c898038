/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/runs/{id}/events: the run's events as a stream. Reads the journal page by page, so that a
 * stream can start at any event, sends only what is on disk, and needs memory for one page. */
#include "service/http/mq-exchange.h"
#include "service/run/mq-run-log.h"

#include "common/base/mq-error.h"
#include "common/events/mq-sse.h"
#include "common/json/mq-json.h"
#include "service/metrics/mq-metrics.h"

/** The interval of comments that keep a silent stream alive. */
#define KEEP_ALIVE_SECONDS 15

static void
write_row (GString *text, const MqRow *row, gint64 *after)
{
  char id[24];

  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, row->key);
  mq_sse_write (text, row->type, id, row->body);
  *after = row->key;
}

/* Returns: (transfer none) (nullable): the event, if it is one of the last; the journal has all */
static const MqRow *
run_log_find_recent (MqRunLog *self, gint64 event)
{
  const MqRow *first = g_queue_peek_head (&self->recent);

  g_assert (MQ_IS_RUN_LOG (self));

  return first != NULL && event >= first->key
             ? g_queue_peek_nth (&self->recent, (guint)(event - first->key))
             : NULL;
}

/* Writes the events after @after up to @last, from the log's memory or from disk. Awaits. */
static gboolean
write_rows (GString *text, MqRunLog *log, gint64 *after, gint64 last, GError **error)
{
  const MqRow *recent = run_log_find_recent (log, *after + 1);
  g_autoptr (GPtrArray) rows = NULL;

  if (recent != NULL)
    {
      for (; recent != NULL && recent->key <= last; recent = run_log_find_recent (log, *after + 1))
        write_row (text, recent, after);
      return TRUE;
    }

  rows = dex_await_boxed (mq_journal_read_events (log->journal, log->run, *after, last), error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    write_row (text, rows->pdata[i], after);
  return rows != NULL;
}

static gboolean
stream (MqExchange *exchange, MqServiceRun *run, gint64 after, GError **error)
{
  MqRunLog *log = run->log;
  MqRunStream *pieces = run->stream;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean follows_lead = *run->request->session != '\0';
  g_autofree char *lead = g_strdup ("");
  gboolean stop_asked = FALSE;
  gint64 piece = mq_run_stream_get_last (pieces);

  mq_sse_write_comment (text, "events of a Maquette run");

  for (;;)
    {
      const MqRunFragment *next;
      gint64 last;

      if (text->len > 0 && !mq_exchange_send_piece (exchange, text, error))
        return FALSE;

      /* The pieces of models' texts come between events and have no numbers. */
      while ((next = mq_run_stream_find (pieces, piece, after)) != NULL && next->event == after)
        {
          mq_sse_write (text, "stream", NULL, next->body);
          piece = next->number;
        }
      if (text->len > 0)
        continue;

      /* `lead` is transient: sent at once and on each change, without a number. */
      if (follows_lead && (g_set_str (&lead, run->lead) || stop_asked != run->stop_asked))
        {
          g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_LEAD);
          g_autoptr (JsonObject) data = NULL;
          g_autofree char *body = NULL;

          event->lead.client = g_strdup (lead);
          event->lead.stop = stop_asked = run->stop_asked;
          data = mq_run_event_encode (event);
          body = mq_json_object_to_string (data, FALSE);
          mq_sse_write (text, "lead", NULL, body);
          continue;
        }

      last = mq_run_log_get_last_event (log);
      if (after < last)
        {
          /* Not beyond @last: the client may post a result as soon as it has an instruction. */
          if (!write_rows (text, log, &after, next != NULL ? next->event : last, error))
            return FALSE;
        }
      else if (mq_run_log_is_over (log) || run->halted || mq_exchange_is_gone (exchange))
        return TRUE;
      else
        {
          g_autoptr (GError) why = NULL;

          dex_await (dex_future_first (mq_run_log_wait (log), mq_exchange_wait_gone (exchange),
                                       dex_timeout_new_seconds (KEEP_ALIVE_SECONDS), NULL),
                     &why);
          if (g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
            mq_sse_write_comment (text, "still here");
          else if (why != NULL)
            return mq_fail_with (error, &why);
        }
    }
}

static gboolean
get_events (MqExchange *exchange, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *after = soup_message_headers_get_one (headers, "Last-Event-ID");
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);
  g_autoptr (GError) fault = NULL;
  guint64 number = 0;

  if (run == NULL)
    return FALSE;

  if (after == NULL)
    after = mq_exchange_get_query (exchange, "after");
  if (after != NULL && !g_ascii_string_to_unsigned (after, 10, 0, G_MAXINT64, &number, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Last-Event-ID and “after” are the number of an event");
  if ((gint64)number > mq_run_log_get_last_event (run->log))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "The run has %" G_GINT64_FORMAT " events, none after %" G_GUINT64_FORMAT,
                    mq_run_log_get_last_event (run->log), number);

  mq_service_run_set_attended (run, TRUE);
  mq_metrics_add (MQ_METRIC_EVENT_STREAMS, 1);
  mq_exchange_begin_stream (exchange, "text/event-stream");

  /* A client that has left is not an error. */
  if (!stream (exchange, run, (gint64)number, &fault)
      && !g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    g_warning ("Events of run %s: %s", mq_service_run_get_id (run), fault->message);

  mq_metrics_add (MQ_METRIC_EVENT_STREAMS, -1);
  mq_service_run_set_attended (run, FALSE);
  return TRUE;
}

const MqRoute mq_routes_events[] = {
  { "GET", "/v1/runs/{id}/events", MQ_BODY_NONE, 0, get_events, .is_stream = TRUE },
  { NULL },
};
