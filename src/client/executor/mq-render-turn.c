/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderTurn, see mq-render-turn.h. Pictures of several runs that are rendered side by side take
 * as long together, and the first is there later.
 *
 * The line is a folder with a named pipe for each who renders or waits. Its owner has it open for
 * reading, so the kernel tells those behind, who have it open for writing, when he leaves or dies:
 * nobody polls. The name of a pipe is its place: rank, time of arrival, title; rank 0 renders. An
 * owner that is stopped or hangs no longer sets the pipe's time, and is passed over. */
#include "client/executor/mq-render-turn.h"

#include "common/base/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* s: who is silent for so long is passed over. */
#define SILENT_SECONDS 120
/* ms: the longest that somebody else sorts the line. */
#define MAX_SORT_MS 1000
/* Bytes of a name before the title, and characters of the title. */
#define TITLE_AT 19
#define MAX_TITLE 40

struct _MqRenderTurn
{
  MqRenderRank rank;
  char *title;
  char *folder; /* (nullable): of the line; NULL: there is no place for one, so nobody waits */
  char *name;   /* (nullable): of the pipe */
  int fd;       /* of the pipe */
  guint beat;
  GArray *watches;     /* guint: those that wake @changed */
  DexPromise *changed; /* (nullable): somebody before us has gone */
};

/**
 * mq_render_turn_new:
 * @rank: who waits
 * @title: of the asset, for those behind
 *
 * Returns: (transfer full): a turn that is not in the line yet
 */
MqRenderTurn *
mq_render_turn_new (MqRenderRank rank, const char *title)
{
  g_autofree char *home = mq_paths_make_runtime_home (NULL);
  g_autofree char *clean = g_utf8_make_valid (title, -1);
  MqRenderTurn *self = g_new0 (MqRenderTurn, 1);

  self->rank = rank;
  self->title = g_utf8_truncate_middle (g_strdelimit (clean, "/\n", ' '), MAX_TITLE);
  self->folder = home != NULL ? g_build_filename (home, "render", NULL) : NULL;
  self->fd = -1;
  self->watches = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

static void
stop_watching (MqRenderTurn *self)
{
  for (guint i = 0; i < self->watches->len; i++)
    g_source_remove (g_array_index (self->watches, guint, i));
  g_array_set_size (self->watches, 0);
}

/* Leaves the line: the next one may render. */
void
mq_render_turn_free (MqRenderTurn *self)
{
  g_autofree char *path = self->name != NULL ? g_build_filename (self->folder, self->name, NULL)
                                             : NULL;

  stop_watching (self);
  g_clear_handle_id (&self->beat, g_source_remove);
  if (path != NULL)
    g_unlink (path);
  g_clear_fd (&self->fd, NULL);
  g_array_unref (self->watches);
  dex_clear (&self->changed);
  g_free (self->name);
  g_free (self->folder);
  g_free (self->title);
  g_free (self);
}

static guint
get_silent_seconds (void)
{
  const char *shorter = g_getenv ("MQ_TURN_SECONDS"); /* of tests, which do not wait */

  return shorter != NULL ? (guint)MAX (1, g_ascii_strtoull (shorter, NULL, 10)) : SILENT_SECONDS;
}

/* Says that we are alive: by the clock that all programs share, and that stands still while the
 * computer sleeps. */
static gboolean
beat (gpointer user_data)
{
  MqRenderTurn *self = user_data;
  gint64 now = g_get_monotonic_time ();
  const struct timespec time = { now / G_USEC_PER_SEC, now % G_USEC_PER_SEC * 1000 };

  futimens (self->fd, (const struct timespec[]){ time, time });
  return G_SOURCE_CONTINUE;
}

static gboolean
on_changed (MqRenderTurn *self)
{
  stop_watching (self);
  dex_promise_resolve_boolean (self->changed, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_gone (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  return on_changed (user_data);
}

/* Watches all who are before us, and clears away who has died. @last: (out): the name of the one
 * right before us. Returns: their number */
static guint
look_ahead (MqRenderTurn *self, char **last)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autoptr (GIOChannel) channel = NULL;
      g_autofd int fd = -1;
      struct stat info;
      guint id;

      if (strlen (name) < TITLE_AT || strcmp (name, self->name) >= 0)
        continue;
      if ((fd = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)) < 0)
        {
          if (errno == ENXIO)
            g_unlink (path);
          continue;
        }
      if (fstat (fd, &info) == 0
          && g_get_monotonic_time () / G_USEC_PER_SEC - info.st_mtime > get_silent_seconds ())
        continue;

      n++;
      channel = g_io_channel_unix_new (g_steal_fd (&fd));
      g_io_channel_set_close_on_unref (channel, TRUE);
      id = g_io_add_watch (channel, G_IO_ERR, on_gone, self);
      g_array_append_val (self->watches, id);
      if (g_strcmp0 (name, *last) > 0)
        g_set_str (last, name);
    }

  return n;
}

/**
 * mq_render_turn_try:
 * @self: a turn
 * @at_once: `render.at_once` of the settings
 * @before: (out) (transfer full) (nullable): the title of the one right before, if there is one
 *
 * Joins the line, or looks how far it is. Whoever gets a 0 renders until mq_render_turn_free().
 *
 * Returns: 0 if it is this one's turn; else the number of those before, for
 *   mq_render_turn_wait()
 */
guint
mq_render_turn_try (MqRenderTurn *self, guint at_once, char **before)
{
  g_autofree char *lock_path = NULL;
  g_autofd int lock = -1;
  g_autofree char *last = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  guint n;

  /* Closing gives the lock of the line back. Who is stopped just while he has it is not waited for;
   * then one more may render than should. */
  if (self->folder != NULL && (g_mkdir (self->folder, 0700) == 0 || errno == EEXIST))
    {
      lock_path = g_build_filename (self->folder, "lock", NULL);
      lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
      for (guint i = 0; lock >= 0 && i < MAX_SORT_MS && flock (lock, LOCK_EX | LOCK_NB) != 0; i++)
        g_usleep (1000);
    }

  *before = NULL;
  stop_watching (self);
  dex_clear (&self->changed);
  if (lock < 0)
    return 0;

  if (self->fd < 0)
    {
      g_autofree char *path = NULL;

      g_free (self->name);
      self->name = g_strdup_printf ("%u-%016" G_GINT64_FORMAT "-%s", self->rank + 1,
                                    g_get_monotonic_time (), self->title);
      path = g_build_filename (self->folder, self->name, NULL);
      if (mkfifo (path, 0600) != 0)
        return 0;

      self->fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
      if (self->fd < 0)
        return 0;

      self->beat = g_timeout_add_seconds (MAX (1, get_silent_seconds () / 4), beat, self);
      beat (self);
    }

  if ((n = look_ahead (self, &last)) >= at_once)
    {
      guint look = g_timeout_add_seconds (MAX (1, get_silent_seconds () / 4),
                                          G_SOURCE_FUNC (on_changed), self);

      g_array_append_val (self->watches, look);
      self->changed = dex_promise_new ();
      *before = g_strdup (last + TITLE_AT);
      return n;
    }

  stop_watching (self);
  from = g_build_filename (self->folder, self->name, NULL);
  *self->name = '0';
  to = g_build_filename (self->folder, self->name, NULL);
  g_rename (from, to);
  return 0;
}

/**
 * mq_render_turn_wait:
 * @self: a turn that is not reached
 *
 * Returns: (transfer full): resolves to %TRUE when mq_render_turn_try() may say something else
 */
DexFuture *
mq_render_turn_wait (MqRenderTurn *self)
{
  dex_return_error_if_fail (self->changed != NULL);

  return dex_ref (DEX_FUTURE (self->changed));
}
