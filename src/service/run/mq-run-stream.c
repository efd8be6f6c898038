/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunStream: pieces of a model's text, see mq-run-stream.h. */
#include "service/run/mq-run-stream.h"

#include "common/json/mq-json.h"
#include "common/events/mq-run-event.h"
#include "service/model/mq-model-error.h"

#include <string.h>

struct _MqRunStream
{
  MqRunLog *log;     /* unowned */
  GQueue pieces;     /* of MqRunFragment, oldest first */
  GString *pending;  /* text of the current step, not a piece yet */
  GString *thoughts; /* what its model thinks, not a piece yet */
  gint64 step;
  gint64 last;
  guint timer;
};

static void
piece_free (MqRunFragment *self)
{
  g_free (self->body);
  g_free (self);
}

/* @log: (unowned): the log of the run, which outlives the stream. Returns: (transfer full): a
 * stream without pieces */
MqRunStream *
mq_run_stream_new (MqRunLog *log)
{
  MqRunStream *self = g_new0 (MqRunStream, 1);

  self->log = log;
  self->pending = g_string_new (NULL);
  self->thoughts = g_string_new (NULL);
  g_queue_init (&self->pieces);
  return self;
}

void
mq_run_stream_free (MqRunStream *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_queue_clear_full (&self->pieces, (GDestroyNotify)piece_free);
  g_string_free (self->pending, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_free (self);
}

/* @event: (transfer full): published after the pending text */
static void
publish_event (MqRunStream *self, MqRunEvent *event)
{
  g_autoptr (MqRunEvent) owned = event;
  g_autoptr (JsonObject) data = NULL;
  MqRunFragment *piece = g_new (MqRunFragment, 1);

  event->stream.step = self->step;
  event->stream.text = g_utf8_make_valid (self->pending->str, (gssize)self->pending->len);
  if (self->thoughts->len > 0)
    event->stream.thoughts = g_utf8_make_valid (self->thoughts->str, (gssize)self->thoughts->len);
  data = mq_run_event_encode (event);
  *piece = (MqRunFragment){ ++self->last, mq_run_log_get_last_event (self->log),
                            mq_json_object_to_string (data, FALSE) };
  g_string_truncate (self->pending, 0);
  g_string_truncate (self->thoughts, 0);

  g_queue_push_tail (&self->pieces, piece);
  if (g_queue_get_length (&self->pieces) > MQ_RUN_STREAM_MEMORY)
    piece_free (g_queue_pop_head (&self->pieces));
  mq_run_log_wake (self->log);
}

static void
publish (MqRunStream *self)
{
  publish_event (self, mq_run_event_new (MQ_EVENT_STREAM_TEXT));
}

static gboolean
timer_cb (gpointer user_data)
{
  MqRunStream *self = user_data;

  if (self->pending->len == 0 && self->thoughts->len == 0)
    {
      self->timer = 0;
      return G_SOURCE_REMOVE;
    }

  publish (self);
  return G_SOURCE_CONTINUE;
}

/* Text added from now on belongs to that step. */
void
mq_run_stream_begin (MqRunStream *self, gint64 step)
{
  g_string_truncate (self->pending, 0);
  g_string_truncate (self->thoughts, 0);
  self->step = step;
}

/* Publishes the first text at once, and collects the text that follows. @text: new text of the
 * model; @is_thought: whether it is what the model thinks, before it answers */
void
mq_run_stream_add (MqRunStream *self, const char *text, gboolean is_thought)
{
  GString *pending = is_thought ? self->thoughts : self->pending;

  g_string_append (pending, text);
  if (pending->len > MQ_RUN_STREAM_MAX_BYTES)
    {
      const char *from = pending->str + pending->len - MQ_RUN_STREAM_MAX_BYTES;

      while ((*from & 0xc0) == 0x80) /* in the middle of a character */
        from++;
      g_string_erase (pending, 0, from - pending->str);
    }

  if (self->timer != 0 || pending->len == 0)
    return;

  publish (self);
  self->timer = g_timeout_add (MQ_RUN_STREAM_INTERVAL_MS, timer_cb, self);
}

/* Publishes a piece with the message of @why: the text before it is void. @why: the error of the
 * last attempt: a %MQ_MODEL_ERROR; @attempt: number of the next attempt, from 2; 1: the model is
 * still waited for; @milliseconds: the wait before it; 0: none. */
void
mq_run_stream_add_retry (MqRunStream *self, const GError *why, guint attempt, guint milliseconds)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_STREAM_TEXT);

  event->stream.retry.code = attempt == 1
                                 ? g_strdup ("model-silent")
                                 : g_strconcat ("model-", mq_model_error_to_code (why->code), NULL);
  event->stream.retry.attempt = attempt;
  event->stream.retry.seconds = milliseconds / 1000.0;

  mq_run_stream_end (self);
  g_string_append_len (self->pending, why->message, strcspn (why->message, "\n"));
  publish_event (self, event);
}

/* Publishes the pending text, before the end of the step is emitted. */
void
mq_run_stream_end (MqRunStream *self)
{
  if (self->pending->len > 0 || self->thoughts->len > 0)
    publish (self);
}

/**
 * mq_run_stream_get_last:
 *
 * Returns: number of the latest piece; 0: none
 */
gint64
mq_run_stream_get_last (MqRunStream *self)
{
  return self->last;
}

/**
 * mq_run_stream_find:
 * @number: of the last piece that was sent
 * @event: id of the last event that was sent
 *
 * Returns: (transfer none) (nullable): the next piece to send, before the event that follows it;
 *   valid until the main loop runs again
 */
const MqRunFragment *
mq_run_stream_find (MqRunStream *self, gint64 number, gint64 event)
{
  for (GList *iter = self->pieces.head; iter != NULL; iter = iter->next)
    {
      const MqRunFragment *piece = iter->data;

      if (piece->number > number && piece->event >= event)
        return piece;
    }

  return NULL;
}
