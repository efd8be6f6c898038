/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqEventStream: the events of one run, see mq-service-client.h. */
#include "client/service/mq-service-client.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"
#include "common/events/mq-sse.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK 32768
/* The service sends a comment every 15 s; after this long the connection is dead. */
#define SILENCE_SECONDS 60
/* After so long with comments only, whoever reads may doubt that events come this way. */
#define QUIET_SECONDS 45

static guint quiet_seconds = QUIET_SECONDS;

struct _MqEventStream
{
  GObject parent_instance;

  GInputStream *body;
  MqSseParser *parser;
  gint64 last;  /* the number of the last event returned */
  gsize size;   /* bytes of its data */
  gint64 heard; /* monotonic, µs: of the last event, or of the last doubt */
};

G_DEFINE_FINAL_TYPE (MqEventStream, mq_event_stream, G_TYPE_OBJECT)

static void
mq_event_stream_finalize (GObject *object)
{
  MqEventStream *self = MQ_EVENT_STREAM (object);

  g_object_unref (self->body);
  mq_sse_parser_free (self->parser);

  G_OBJECT_CLASS (mq_event_stream_parent_class)->finalize (object);
}

static void
mq_event_stream_class_init (MqEventStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_event_stream_finalize;
}

static void
mq_event_stream_init (MqEventStream *self)
{
  self->parser = mq_sse_parser_new ();
}

/* @after: the number of the last event that the caller has. Returns: (transfer full): the stream */
MqEventStream *
mq_event_stream_new (GInputStream *body, gint64 after)
{
  MqEventStream *self = g_object_new (MQ_TYPE_EVENT_STREAM, NULL);

  self->body = g_object_ref (body);
  self->last = after;
  self->heard = g_get_monotonic_time ();
  return self;
}

/* @seconds: for tests: how long comments alone are taken for life */
void
mq_event_stream_set_quiet_seconds (guint seconds)
{
  quiet_seconds = seconds;
}

/* Returns: bytes of the last event that had a number */
gsize
mq_event_stream_get_size (MqEventStream *self)
{
  return self->size;
}

static MqRunEvent *
decode (MqSseEvent *sse, gint64 id, GError **error)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (sse->data, -1, error);
  MqRunEvent *event = data != NULL ? mq_run_event_decode (sse->type, data, id, error) : NULL;

  if (event == NULL)
    g_prefix_error (error, _ ("The service sent a bad event “%s”: "), sse->type);

  return event;
}

/* Takes an event from the data received so far, and skips those that the caller has. *@event stays
 * NULL if there is none yet. */
static gboolean
take_event (MqEventStream *self, MqRunEvent **event, GError **error)
{
  while (*event == NULL)
    {
      g_autoptr (MqSseEvent) sse = mq_sse_parser_pop (self->parser);
      MqRunEventKind kind;
      gint64 id = 0;

      if (sse == NULL)
        return TRUE;

      /* Transient events have no number; their SSE id repeats the id of the last numbered event. */
      kind = mq_event_table_find (sse->type);
      if ((mq_event_table_get (kind)->flags & MQ_EVENT_TRANSIENT) != 0)
        {
          if (!(*event = decode (sse, 0, error)))
            return FALSE;
          continue;
        }

      if (sse->id == NULL || !g_ascii_string_to_signed (sse->id, 10, 1, G_MAXINT64, &id, NULL))
        return mq_fail (error, MQ_ERROR_PROTOCOL,
                        _ ("The service sent an event “%s” without a number"), sse->type);

      if (id <= self->last)
        continue;

      if (id != self->last + 1)
        return mq_fail (
            error,
            MQ_ERROR_PROTOCOL, /* Translators: numbers of events, which should follow one another */
            _ ("The service sent event %lld after %lld"), (long long)id, (long long)self->last);

      if (!(*event = decode (sse, id, error)))
        return FALSE;

      self->last = id;
      self->size = strlen (sse->data);
    }

  self->heard = g_get_monotonic_time ();
  return TRUE;
}

static DexFuture *read_more (MqEventStream *self);

static DexFuture *
on_read (DexFuture *future, gpointer user_data)
{
  MqEventStream *self = user_data;
  MqRunEvent *event = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  GBytes *bytes = value != NULL ? g_value_get_boxed (value) : NULL;
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (size == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, "%s%s%s",
                                  _ ("The connection to the agent service was interrupted"),
                                  error != NULL ? ": " : "", error != NULL ? error->message : "");

  if (!mq_sse_parser_push (self->parser, data, size, &error) || !take_event (self, &event, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (event != NULL)
    return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, event);

  if (g_get_monotonic_time () - self->heard < quiet_seconds * G_TIME_SPAN_SECOND)
    return read_more (self);

  self->heard = g_get_monotonic_time ();
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT, "Only comments have come for a while");
}

static DexFuture *
read_more (MqEventStream *self)
{
  return dex_future_finally (
      mq_http_with_timeout (dex_input_stream_read_bytes (self->body, CHUNK, G_PRIORITY_DEFAULT),
                            SILENCE_SECONDS),
      on_read, g_object_ref (self), g_object_unref);
}

/* Returns: (transfer full): resolves to the next #MqRunEvent; rejects with %MQ_ERROR_UNREACHABLE
 * when the stream ends or falls silent, %MQ_ERROR_PROTOCOL when an event is malformed,
 * %MQ_ERROR_TIMEOUT each time that only comments have come for a while: it can be read on */
DexFuture *
mq_event_stream_next (MqEventStream *self)
{
  MqRunEvent *event = NULL;
  GError *error = NULL;

  dex_return_error_if_fail (MQ_IS_EVENT_STREAM (self));

  if (!take_event (self, &event, &error))
    return dex_future_new_for_error (error);

  if (event != NULL)
    return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, event);

  return read_more (self);
}
