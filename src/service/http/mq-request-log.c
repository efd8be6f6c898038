/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the log for each request, and its metrics; see mq-request-log.h. */
#include "service/http/mq-request-log.h"

#include "service/metrics/mq-metrics.h"

#include <string.h>

#define KEY "mq-request"

typedef struct
{
  const char *method; /* of a route, or “other” */
  const char *path;   /* with its placeholders */
  char *run;          /* "" without one */
  gint64 since;
  guint status; /* that was sent; 0: none */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->run);
  g_free (self);
}

/* Notes the status of a reply whose headers are sent. When its client leaves after that, libsoup
 * calls it an error. */
void
mq_request_log_note_sent (SoupServerMessage *message)
{
  Request *self = g_object_get_data (G_OBJECT (message), KEY);

  if (self != NULL && self->status == 0)
    self->status = soup_server_message_get_status (message);
}

static void
sent_cb (SoupServerMessage *message, gpointer user_data)
{
  mq_request_log_note_sent (message);
}

/* "2xx"; "none": the client left before. */
static const char *
get_class (guint status)
{
  static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };

  return status >= 100 && status < 600 ? classes[status / 100 - 1] : "none";
}

/* A message has ended when it is finished or disconnected, whichever comes first. */
static void
ended_cb (SoupServerMessage *message, gpointer user_data)
{
  Request *self = g_object_get_data (G_OBJECT (message), KEY);
  g_autofree char *status = NULL;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  if (self == NULL)
    return;

  status = g_strdup_printf ("%u", self->status);
  g_ascii_formatd (seconds, sizeof seconds, "%.3f",
                   (double)(g_get_monotonic_time () - self->since) / G_USEC_PER_SEC);
  mq_metrics_add (MQ_METRIC_REQUESTS, 1, self->method, self->path, get_class (self->status));
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MQ_METHOD", self->method, "MQ_ROUTE",
                    self->path, "MQ_STATUS", status, "MQ_SECONDS", seconds, "MQ_RUN", self->run,
                    "MESSAGE", "request");
  g_object_set_data (G_OBJECT (message), KEY, NULL);
}

/* Writes the request down when it has ended. @message: a request whose headers are there;
 * @method: (nullable): of its route; %NULL: it leads nowhere; @path: (nullable): of its route,
 * with placeholders; @segment: (nullable): the id in its path. */
void
mq_request_log_begin (SoupServerMessage *message, const char *method, const char *path,
                      const char *segment)
{
  Request *self = g_new0 (Request, 1);
  gboolean has_run = path != NULL && g_str_has_prefix (path, "/v1/runs/{id}");

  self->method = method != NULL ? method : "other";
  self->path = path != NULL ? path : "none";
  self->run = g_strdup (has_run ? segment : "");
  self->since = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (message), KEY, self, request_free);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (sent_cb), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (ended_cb), NULL);
  g_signal_connect (message, "disconnected", G_CALLBACK (ended_cb), NULL);
}
