/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events: a push parser that does no I/O, and the writer. The parser follows the WHATWG
 * specification: CR, LF and CRLF end a line, one space after the colon is optional, several data
 * lines are joined by a line feed, a comment starts with a colon, and an incomplete last event is
 * dropped. The field `retry` is ignored. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_SSE_MAX_EVENT: maximum bytes of one event and of one line; a longer one ends the stream. */
#define MQ_SSE_MAX_EVENT (16 * 1024 * 1024)

/**
 * MqSseEvent:
 * @type: "message" if the stream names none
 * @data: the data lines, joined by a line feed
 * @id: (nullable): the last id in the stream, of this event or an earlier one
 */
typedef struct
{
  char *type;
  char *data;
  char *id;
} MqSseEvent;

void mq_sse_event_free (MqSseEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSseEvent, mq_sse_event_free)

typedef struct _MqSseParser MqSseParser;

MqSseParser *mq_sse_parser_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_sse_parser_free (MqSseParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSseParser, mq_sse_parser_free)

gboolean mq_sse_parser_push (MqSseParser *self, const char *bytes, gsize length, GError **error);
MqSseEvent *mq_sse_parser_pop (MqSseParser *self) G_GNUC_WARN_UNUSED_RESULT;

void mq_sse_write (GString *out, const char *type, const char *id, const char *data);
void mq_sse_write_comment (GString *out, const char *text);

G_END_DECLS
