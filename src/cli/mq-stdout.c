/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-blocking standard output, see mq-stdout.h: a thread writes the data from stdio. The queue
 * holds at most one run's output, some hundred kilobytes. */
#include "cli/mq-stdout.h"

#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How long output to standard error waits for earlier standard output. */
#define SETTLE_MS 500

static struct
{
  GThread *thread;
  GMutex mutex;
  GCond changed;
  GByteArray *waiting;
  gboolean writing;
  gboolean closed;
  int failure; /* errno of the first write that failed, or 0 */
} out;

static gpointer
write_thread (gpointer unused)
{
  g_mutex_lock (&out.mutex);
  for (;;)
    {
      g_autoptr (GByteArray) taken = NULL;

      while (out.waiting->len == 0 && !out.closed)
        g_cond_wait (&out.changed, &out.mutex);
      if (out.waiting->len == 0)
        break;

      taken = g_steal_pointer (&out.waiting);
      out.waiting = g_byte_array_new ();
      out.writing = TRUE;
      g_mutex_unlock (&out.mutex);

      /* No error ends the run: mq_stdout_close() reports it. A reader that closed the pipe has all
       * that it wants. */
      for (gsize done = 0; done < taken->len && out.failure == 0;)
        {
          gssize written = write (STDOUT_FILENO, taken->data + done, taken->len - done);

          if (written < 0 && errno != EINTR)
            out.failure = errno;
          if (written > 0)
            done += written;
        }

      g_mutex_lock (&out.mutex);
      out.writing = FALSE;
      g_cond_broadcast (&out.changed);
    }
  g_mutex_unlock (&out.mutex);
  return NULL;
}

static ssize_t
hand_over (void *cookie, const char *data, size_t length)
{
  g_mutex_lock (&out.mutex);
  g_byte_array_append (out.waiting, (const guint8 *)data, length);
  g_cond_broadcast (&out.changed);
  g_mutex_unlock (&out.mutex);
  return (ssize_t)length;
}

/* Makes `stdout` non-blocking. A terminal stays unchanged, as it always reads. */
void
mq_stdout_open (void)
{
  const cookie_io_functions_t functions = { .write = hand_over };
  FILE *file;

  if (isatty (STDOUT_FILENO) || (file = fopencookie (NULL, "w", functions)) == NULL)
    return;

  fflush (stdout);
  setvbuf (file, NULL, _IOLBF, 0);
  stdout = file;
  out.waiting = g_byte_array_new ();
  out.thread = g_thread_new ("stdout", write_thread, NULL);
}

/**
 * mq_stdout_flush:
 *
 * Waits a short time until all earlier output is written, to keep its order with standard error.
 */
void
mq_stdout_flush (void)
{
  gint64 deadline = g_get_monotonic_time () + SETTLE_MS * G_TIME_SPAN_MILLISECOND;

  fflush (stdout);
  if (out.thread == NULL)
    return;

  g_mutex_lock (&out.mutex);
  while (out.waiting->len > 0 || out.writing)
    if (!g_cond_wait_until (&out.changed, &out.mutex, deadline))
      break;
  g_mutex_unlock (&out.mutex);
}

/* Waits until all output is written, for as long as its reader takes. At this point signals end
 * the program as usual. @error: as mq_files_fail(). Returns: whether it is, as far as somebody
 * wants to read it */
gboolean
mq_stdout_close (GError **error)
{
  fflush (stdout);
  if (out.thread == NULL)
    return TRUE;

  g_mutex_lock (&out.mutex);
  out.closed = TRUE;
  g_cond_broadcast (&out.changed);
  g_mutex_unlock (&out.mutex);
  g_thread_join (g_steal_pointer (&out.thread));
  g_clear_pointer (&out.waiting, g_byte_array_unref);
  if (out.failure == 0 || out.failure == EPIPE)
    return TRUE;

  mq_files_fail (error, out.failure, "Could not write %s", "standard output");
  return FALSE;
}

void
mq_stdout_print_json (const char *event, JsonObject *object)
{
  g_autoptr (JsonObject) line = event != NULL ? mq_json_new ("event:s", event) : json_object_new ();
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (line, name, json_node_copy (node));

  text = mq_json_object_to_string (line, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}
