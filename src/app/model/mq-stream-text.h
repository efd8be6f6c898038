/* MqStreamText: the last of what a model is writing, as one can look at it while it grows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *tail;    /* NULL until something was written */
  gboolean begun;   /* more than blanks */
  gboolean is_json; /* a form that is being filled in; its texts are shown as they will be */
  gboolean is_code; /* to be shown in a fixed pitch */
} MqStreamText;

void mq_stream_text_append (MqStreamText *self, const char *text);
void mq_stream_text_clear (MqStreamText *self);
char *mq_stream_text_dup (const MqStreamText *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
