/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpLines, see mq-mcp-lines.h. */
#include "mcp/mq-mcp-lines.h"

#include "common/mcp/mq-mcp-message.h"

#include <string.h>

struct _MqMcpLines
{
  MqMcpLineFunc func;
  gpointer user_data;
  GString *line;
  gboolean is_too_long;
};

MqMcpLines *
mq_mcp_lines_new (MqMcpLineFunc func, gpointer user_data)
{
  MqMcpLines *self = g_new0 (MqMcpLines, 1);

  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  return self;
}

static void
append (MqMcpLines *self, const char *data, gsize length)
{
  if (self->is_too_long)
    return;

  self->is_too_long = self->line->len + length > MQ_MCP_MAX_MESSAGE;
  if (self->is_too_long)
    g_string_truncate (self->line, 0);
  else
    g_string_append_len (self->line, data, (gssize)length);
}

/* Empty lines are no messages. */
static void
report (MqMcpLines *self)
{
  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  if (self->is_too_long)
    self->func (NULL, 0, self->user_data);
  else if (self->line->len > 0)
    self->func (self->line->str, self->line->len, self->user_data);

  g_string_truncate (self->line, 0);
  self->is_too_long = FALSE;
}

/**
 * mq_mcp_lines_add:
 * @self: lines
 * @data: what has arrived
 * @length: bytes
 *
 * Calls the function for each line that is complete now.
 */
void
mq_mcp_lines_add (MqMcpLines *self, const char *data, gsize length)
{
  const char *end;

  while ((end = memchr (data, '\n', length)) != NULL)
    {
      append (self, data, (gsize)(end - data));
      report (self);
      length -= (gsize)(end + 1 - data);
      data = end + 1;
    }

  append (self, data, length);
}

/**
 * mq_mcp_lines_end:
 * @self: lines
 *
 * Nothing more arrives: a last line without an end counts.
 */
void
mq_mcp_lines_end (MqMcpLines *self)
{
  if (self->line->len > 0 || self->is_too_long)
    report (self);
}

void
mq_mcp_lines_free (MqMcpLines *self)
{
  g_string_free (self->line, TRUE);
  g_free (self);
}
