/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The client that leads a run: it carries out the instructions and adds its own events to the run's
 * log. Any number of clients can follow. The lead becomes free when the leading client's connection
 * ends. */
#include "service/run/mq-service-run.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"
#include "service/run/mq-http-problem.h"

#include <string.h>

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

  return last != NULL ? mq_service_run_yield_on_conflict (self, last) : dex_future_new_true ();
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
