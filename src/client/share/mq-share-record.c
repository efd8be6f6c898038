/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in an archive, see mq-share-private.h. Events with paths are made anew from the members
 * that are meant for others; the library writes its own paths into them. */
#include "client/share/mq-share-private.h"

#include "client/library/mq-library-private.h"
#include "common/base/mq-error.h"
#include "common/events/mq-run-event-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As many as the library loads of a session. */
#define MAX_EVENTS 50000

/* Events about things that another computer does not have: processes, an open Blender, files that
 * the user saved. */
static gboolean
is_of_one_computer (MqRunEventKind kind)
{
  switch (kind)
    {
    case MQ_EVENT_SERVICE_RESTARTED:
    case MQ_EVENT_WORKER_REPLACED:
    case MQ_EVENT_PLACED:
    case MQ_EVENT_TAKEN_BACK:
    case MQ_EVENT_TRANSCRIPT:
    case MQ_EVENT_TRANSCRIPT_FAILED:
      return TRUE;

    default:
      return FALSE;
    }
}

/* Returns the event as it is in an archive; NULL: it is not in there. */
static MqRunEvent *
make_portable (MqRunEvent *event, MqMessageMapFunc func, gpointer user_data)
{
  MqRunEvent *copy;

  if (event->kind == MQ_EVENT_UNKNOWN || is_of_one_computer (event->kind)
      || (mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
    return NULL;

  if (event->kind != MQ_EVENT_KEPT && event->kind != MQ_EVENT_MESSAGE)
    return mq_run_event_ref (event);

  if (event->kind == MQ_EVENT_MESSAGE)
    return mq_run_event_copy_message (event, func, user_data);

  copy = mq_run_event_new (event->kind);
  copy->id = event->id;
  copy->time = event->time;
  copy->kept.version = event->kept.version;
  return copy;
}

/* Appends the event, unless it belongs to this computer. @event: the next event of the library's
 * record; @func: names a picture of a message; @user_data: for @func. */
void
mq_share_record_add (GString *lines, MqRunEvent *event, MqMessageMapFunc func, gpointer user_data)
{
  g_autoptr (MqRunEvent) portable = make_portable (event, func, user_data);

  if (portable != NULL)
    mq_library_record_add_line (lines, portable);
}

/* Texts of an event may name a folder, such as the message of an error. @instead: what to write
 * for it. */
void
mq_share_record_hide (GString *lines, const char *path, const char *instead)
{
  if (path != NULL && *path == '/' && strlen (path) > 1)
    g_string_replace (lines, path, instead, 0);
}

/* A run that is never over would be shown as one that goes on. */
static void
add_end (MqRunCopy *run)
{
  MqRunEvent *last = run->events->len > 0 ? run->events->pdata[run->events->len - 1] : NULL;
  MqRunEvent *end;

  if (last != NULL && last->kind == MQ_EVENT_ENDED)
    return;

  end = mq_run_event_new (MQ_EVENT_ENDED);
  end->time = last != NULL ? last->time : 0;
  end->ended.how = MQ_RUN_OUTCOME_LOST;
  g_ptr_array_add (run->events, end);
}

/* @run: receives the events; @func: checks a picture of a message; @user_data: for @func;
 * @error: %MQ_ERROR_BAD_INPUT. Returns: whether each line is an event */
gboolean
mq_share_record_read (MqRunCopy *run, const char *text, MqMessageMapFunc func, gpointer user_data,
                      GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_EVENTS + 2);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (MqRunEvent) event = *lines[i] != '\0' ? mq_library_record_read_line (lines[i])
                                                       : NULL;
      MqRunEvent *portable;

      if (*lines[i] == '\0' && lines[i + 1] == NULL)
        break;
      if (event == NULL || i == MAX_EVENTS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The record of the run “%s” is damaged"),
                        run->run);
      if ((portable = make_portable (event, func, user_data)) != NULL)
        g_ptr_array_add (run->events, portable);
    }

  add_end (run);
  return TRUE;
}
