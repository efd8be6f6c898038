/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderTurn, see mq-render-turn.h. There are `render.at_once` files; who holds a lock of one
 * renders. Pictures of several runs that are rendered side by side take as long together, and the
 * first is there later. */
#include "client/executor/mq-render-turn.h"

#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* ms between two looks at the locks. */
#define LOOK_MS 250

struct _MqRenderTurn
{
  int fd; /* with the lock; -1: there is no place for locks, so nobody waits */
};

static MqRenderTurn *
mq_render_turn_copy (MqRenderTurn *self)
{
  MqRenderTurn *copy = g_new (MqRenderTurn, 1);

  /* The lock belongs to the open file, which both have. */
  copy->fd = self->fd >= 0 ? fcntl (self->fd, F_DUPFD_CLOEXEC, 0) : -1;
  return copy;
}

G_DEFINE_BOXED_TYPE (MqRenderTurn, mq_render_turn, mq_render_turn_copy, mq_render_turn_free)

static MqRenderTurn *
mq_render_turn_new (int fd)
{
  MqRenderTurn *self = g_new (MqRenderTurn, 1);

  self->fd = fd;
  return self;
}

/**
 * mq_render_turn_try:
 * @at_once: `render.at_once` of the settings
 *
 * Returns: (transfer full) (nullable): the turn to render; %NULL while others have all
 */
MqRenderTurn *
mq_render_turn_try (guint at_once)
{
  g_autofree char *home = mq_paths_make_runtime_home (NULL);

  for (guint i = 1; home != NULL && i <= at_once; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/render-%u.lock", home, i);
      g_autofd int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

      if (fd < 0)
        return mq_render_turn_new (-1);
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return mq_render_turn_new (g_steal_fd (&fd));
    }

  return home == NULL ? mq_render_turn_new (-1) : NULL;
}

static DexFuture *
wait_fiber (guint at_once, DexFuture *dropped)
{
  MqRenderTurn *turn;

  while ((turn = mq_render_turn_try (at_once)) == NULL)
    {
      GError *error = NULL;

      dex_await (dex_future_first (dex_timeout_new_msec (LOOK_MS), dex_ref (dropped), NULL),
                 &error);
      if (!g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        return dex_future_new_for_error (error);
      g_error_free (error);
    }

  return dex_future_new_take_boxed (MQ_TYPE_RENDER_TURN, turn);
}

/**
 * mq_render_turn_wait:
 * @at_once: `render.at_once` of the settings
 *
 * Returns: (transfer full): resolves to an #MqRenderTurn when it is this caller's turn
 */
DexFuture *
mq_render_turn_wait (guint at_once)
{
  dex_return_error_if_fail (at_once > 0);

  return mq_fiber_spawn_droppable_with (0, wait_fiber, (G_TYPE_UINT, at_once));
}

/* Lets the next one render. */
void
mq_render_turn_free (MqRenderTurn *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}
