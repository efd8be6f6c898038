/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events: the push parser and the writer, see mq-sse.h. */
#include "common/events/mq-sse.h"

#include "common/base/mq-error.h"

#include <string.h>

struct _MqSseParser
{
  GString *line;
  GString *data;
  char *type;
  char *id;
  GQueue events;
  guint started : 1;  /* past the position where a byte order mark is allowed */
  guint after_cr : 1; /* a LF next belongs to the CR before it */
  guint has_data : 1;
  guint failed : 1;
};

/**
 * mq_sse_event_free:
 * @self: (transfer full) (nullable): an event
 */
void
mq_sse_event_free (MqSseEvent *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->data);
  g_free (self->id);
  g_free (self);
}

/**
 * mq_sse_parser_new:
 *
 * Returns: (transfer full): a parser at the start of a stream
 */
MqSseParser *
mq_sse_parser_new (void)
{
  MqSseParser *self = g_new0 (MqSseParser, 1);

  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  g_queue_init (&self->events);
  return self;
}

/**
 * mq_sse_parser_free:
 * @self: (transfer full) (nullable): a parser; pending events are dropped
 */
void
mq_sse_parser_free (MqSseParser *self)
{
  if (self == NULL)
    return;

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self->type);
  g_free (self->id);
  g_queue_clear_full (&self->events, (GDestroyNotify)mq_sse_event_free);
  g_free (self);
}

static gboolean
end_line (MqSseParser *self, GError **error)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize)(colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize value_length;
  gboolean ok = TRUE;

  if (colon != NULL && value < line + length && *value == ' ')
    value++;
  value_length = (gsize)(line + length - value);

  if (length == 0)
    {
      if (self->has_data)
        {
          MqSseEvent *event = g_new0 (MqSseEvent, 1);

          event->type = self->type != NULL ? g_steal_pointer (&self->type) : g_strdup ("message");
          event->data = g_utf8_make_valid (self->data->str, self->data->len);
          event->id = g_strdup (self->id);
          g_queue_push_tail (&self->events, event);
        }

      g_clear_pointer (&self->type, g_free);
      g_string_truncate (self->data, 0);
      self->has_data = FALSE;
    }
  else if (name_length == 4 && memcmp (line, "data", 4) == 0)
    {
      ok = self->data->len + value_length + 1 <= MQ_SSE_MAX_EVENT
           || mq_fail (error, MQ_ERROR_PROTOCOL, "An event is larger than %d bytes",
                       MQ_SSE_MAX_EVENT);
      if (ok && self->has_data)
        g_string_append_c (self->data, '\n');
      if (ok)
        g_string_append_len (self->data, value, value_length);
      self->has_data |= ok;
    }
  else if (name_length == 5 && memcmp (line, "event", 5) == 0)
    {
      g_free (self->type);
      self->type = value_length > 0 ? g_utf8_make_valid (value, value_length) : NULL;
    }
  else if (name_length == 2 && memcmp (line, "id", 2) == 0)
    {
      if (memchr (value, '\0', value_length) == NULL)
        {
          g_free (self->id);
          self->id = g_utf8_make_valid (value, value_length);
        }
    }

  g_string_truncate (self->line, 0);
  return ok;
}

/**
 * mq_sse_parser_push:
 * @bytes: the next bytes, split anywhere
 * @length: bytes
 * @error: %MQ_ERROR_PROTOCOL if a line or an event is larger than %MQ_SSE_MAX_EVENT; the parser
 *   cannot be used afterwards
 *
 * Returns: %FALSE on error
 */
gboolean
mq_sse_parser_push (MqSseParser *self, const char *bytes, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  while (length > 0 && !self->failed)
    {
      gsize n = 0;

      while (n < length && bytes[n] != '\n' && bytes[n] != '\r')
        n++;

      if (n > 0)
        self->after_cr = FALSE;

      if (self->line->len + n > MQ_SSE_MAX_EVENT)
        {
          g_set_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL, "A line is longer than %d bytes",
                       MQ_SSE_MAX_EVENT);
          self->failed = TRUE;
          return FALSE;
        }

      g_string_append_len (self->line, bytes, n);

      if (!self->started && self->line->len >= 3)
        {
          if (memcmp (self->line->str, "\xEF\xBB\xBF", 3) == 0)
            g_string_erase (self->line, 0, 3);
          self->started = TRUE;
        }
      bytes += n;
      length -= n;

      if (length == 0)
        break;

      if (*bytes == '\n' && self->after_cr)
        self->after_cr = FALSE;
      else
        {
          self->started = TRUE;
          self->after_cr = *bytes == '\r';
          if (!end_line (self, error))
            {
              self->failed = TRUE;
              return FALSE;
            }
        }

      bytes++;
      length--;
    }

  if (self->failed)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "The stream was broken before");

  return TRUE;
}

/**
 * mq_sse_parser_pop:
 *
 * Returns: (transfer full) (nullable): the next complete event, %NULL if more bytes are needed
 */
MqSseEvent *
mq_sse_parser_pop (MqSseParser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_queue_pop_head (&self->events);
}

static void
write_lines (GString *out, const char *prefix, const char *text)
{
  const char *at = text;

  for (;;)
    {
      gsize n = strcspn (at, "\r\n");

      g_string_append (out, prefix);
      g_string_append_len (out, at, n);
      g_string_append_c (out, '\n');

      if (at[n] == '\0')
        return;

      at += n + (at[n] == '\r' && at[n + 1] == '\n' ? 2 : 1);
    }
}

/**
 * mq_sse_write:
 * @out: where to append
 * @type: (nullable): the event's type, one line
 * @id: (nullable): the event's id, one line
 * @data: the data; may have several lines
 *
 * Appends one complete event with its blank line.
 */
void
mq_sse_write (GString *out, const char *type, const char *id, const char *data)
{
  g_return_if_fail (out != NULL && data != NULL);
  g_return_if_fail (type == NULL || strpbrk (type, "\r\n") == NULL);
  g_return_if_fail (id == NULL || strpbrk (id, "\r\n") == NULL);

  if (id != NULL)
    g_string_append_printf (out, "id: %s\n", id);
  if (type != NULL)
    g_string_append_printf (out, "event: %s\n", type);
  write_lines (out, "data: ", data);
  g_string_append_c (out, '\n');
}

/**
 * mq_sse_write_comment:
 * @out: where to append
 * @text: its text; parsers ignore it
 *
 * Appends a comment, which keeps the connection alive and reveals a dead one.
 */
void
mq_sse_write_comment (GString *out, const char *text)
{
  g_return_if_fail (out != NULL && text != NULL);

  write_lines (out, ": ", text);
  g_string_append_c (out, '\n');
}
