/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStreamText: the last lines of a text that a model is writing, made readable while it grows.
 * Used by MqStepItem. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *tail;    /* NULL until text arrives */
  GString *names;   /* of a plan's parts and the like, as they come; NULL: none yet */
  gsize unread;     /* bytes of the tail's end in which no name was looked for */
  gboolean begun;   /* more than blanks have arrived */
  gboolean is_json; /* JSON; its strings are shown unescaped */
  gboolean is_code; /* needs a monospace font */
} MqStreamText;

void mq_stream_text_append (MqStreamText *self, const char *text);
void mq_stream_text_clear (MqStreamText *self);
char *mq_stream_text_dup (const MqStreamText *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
