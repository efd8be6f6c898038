/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* When the service of one user ends, see mq-idle-exit.h. */
#include "service/program/mq-idle-exit.h"

#include "common/base/mq-fiber.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/** How often it is tried to get the lock that a client holds which is about to connect. */
#define LOCK_RETRY_MS 50

/* While a client holds the lock, it is looking for a service, and finds this one. */
static gboolean
try_lock (const char *path)
{
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    return FALSE;

  /* Held to the end of the process. Without a lock file there is nobody to exclude. */
  if (fd >= 0)
    (void)g_steal_fd (&fd);
  return TRUE;
}

static DexFuture *
wait_fiber (MqHttpServer *server, MqRuns *runs, const char *lock, DexFuture *starter_gone)
{
  MqClients *clients = server->clients;

  dex_await (dex_future_first (mq_clients_wait_change (clients), dex_ref (starter_gone), NULL),
             NULL);

  for (;;)
    {
      while (mq_clients_get_n (clients) > 0)
        dex_await (mq_clients_wait_change (clients), NULL);

      dex_await (
          dex_future_first (mq_runs_wait_answers (runs), mq_clients_wait_change (clients), NULL),
          NULL);
      if (mq_clients_get_n (clients) > 0)
        continue;

      if (try_lock (lock))
        return dex_future_new_true ();

      dex_await (dex_future_first (mq_clients_wait_change (clients),
                                   dex_timeout_new_msec (LOCK_RETRY_MS), NULL),
                 NULL);
    }
}

static gboolean
pipe_cb (int fd, GIOCondition condition, gpointer user_data)
{
  dex_promise_resolve_boolean (user_data, TRUE);
  close (fd);
  return G_SOURCE_REMOVE;
}

/* The client that started us reads from the pipe until it is registered. */
static DexFuture *
wait_closed (int fd)
{
  DexPromise *closed = dex_promise_new ();

  if (fd >= 0)
    g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_ERR | G_IO_HUP, pipe_cb, dex_ref (closed),
                        dex_unref);
  return DEX_FUTURE (closed);
}

/* @server: whose clients count; @runs: whose answers count; @socket: path of the socket where it
 * listens; @starter_fd: the writing end of a pipe that the client which started the service
 * holds until it is registered. Returns: (transfer full): resolves to %TRUE when nobody is left
 * to serve; the lock of @socket is held from then on, until the process is gone */
DexFuture *
mq_idle_exit_wait (MqHttpServer *server, MqRuns *runs, const char *socket, int starter_fd)
{
  g_autofree char *lock = g_strconcat (socket, ".lock", NULL);
  g_autoptr (DexFuture) starter_gone = wait_closed (starter_fd);

  return mq_fiber_spawn_with (NULL, 0, wait_fiber, (MQ_TYPE_HTTP_SERVER, server),
                              (MQ_TYPE_RUNS, runs), (G_TYPE_STRING, lock),
                              (DEX_TYPE_FUTURE, starter_gone));
}
