/* Adds a message to a timeline in one line. */
#pragma once

#include "app/timeline/mq-timeline.h"

static inline void
add_message (MqTimeline *timeline, const char *id, const char *role, const char *text,
             const char *const *pictures, gboolean queued, gint64 time)
{
  MqMessage *message = mq_message_new (text, pictures);

  message->id = g_strdup (id);
  mq_timeline_add_message (timeline, message, role, queued, time);
}
