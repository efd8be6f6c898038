/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that wait, see mq-thread.h. */
#include "common/base/mq-thread.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>

/* Longer than any program keeps a lock that goes on: the sign-in server has 60 s to answer. */
static guint lock_seconds = 120;

typedef struct
{
  DexFiberFunc func;
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *result;
} Waiting;

static gpointer
waiting_thread (gpointer user_data)
{
  Waiting *self = user_data;
  g_autoptr (DexFuture) future = self->func (self->data);
  GError *error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self->destroy != NULL)
    self->destroy (self->data);
  if (value != NULL)
    dex_promise_resolve (self->result, value);
  else
    dex_promise_reject (self->result, error);

  dex_unref (self->result);
  g_free (self);
  return NULL;
}

/**
 * mq_thread_spawn:
 * @name: the thread's name, for debuggers and profiles
 * @func: blocks as long as it must; returns a future that is complete
 * @data: for @func
 * @destroy: (nullable): frees @data, on the thread
 *
 * Runs @func to its end, even if nothing awaits it.
 *
 * Returns: (transfer full): what @func returns
 */
DexFuture *
mq_thread_spawn (const char *name, DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  Waiting *self = g_new0 (Waiting, 1);
  DexFuture *result;

  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->result = dex_promise_new ();
  result = dex_ref (DEX_FUTURE (self->result));
  g_thread_unref (g_thread_new (name, waiting_thread, self));
  return result;
}

static DexFuture *
lock_file (gpointer user_data)
{
  const char *path = user_data;
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  int locked = -1;
  int saved_errno;

  while (fd >= 0 && (locked = flock (fd, LOCK_EX)) != 0 && errno == EINTR)
    ;
  saved_errno = errno;
  if (locked == 0)
    return dex_future_new_for_int (g_steal_fd (&fd));

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, _ ("Could not lock “%s”: %s"), path,
                                g_strerror (saved_errno));
}

static DexFuture *
close_late (DexFuture *lock, gpointer user_data)
{
  g_close (dex_await_int (dex_ref (lock), NULL), NULL);
  return dex_future_new_true ();
}

/* The thread goes on waiting. */
static DexFuture *
lock_file_fiber (const char *path)
{
  g_autoptr (DexFuture) lock = mq_thread_spawn ("file-lock", lock_file, g_strdup (path), g_free);

  dex_await (dex_future_first (dex_ref (lock), dex_timeout_new_seconds ((int)lock_seconds), NULL),
             NULL);
  if (!dex_future_is_pending (lock))
    return g_steal_pointer (&lock);

  dex_future_disown (dex_future_then (g_steal_pointer (&lock), close_late, NULL, NULL));
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT,
                                _ ("Another program keeps “%s” locked and does not release it"),
                                path);
}

/**
 * mq_thread_lock_file:
 * @path: a file, which is made if need be
 *
 * Waits until no other program, and nobody else in this one, has locked it; for two minutes at
 * most, because a stopped program keeps its locks.
 *
 * Returns: (transfer full): resolves to a file descriptor (an int), for the caller to close: await
 *   it to the end; rejects with %MQ_ERROR_TIMEOUT, or with %MQ_ERROR_FAILED if it cannot be locked
 */
DexFuture *
mq_thread_lock_file (const char *path)
{
  return mq_fiber_spawn_with (NULL, 0, lock_file_fiber, (G_TYPE_STRING, path));
}

/**
 * mq_thread_lock_runtime:
 * @name: of a file in the runtime folder
 *
 * Files that are replaced as a whole have one writer at a time, across processes; their lock is a
 * file of its own.
 *
 * Returns: (transfer full): as mq_thread_lock_file()
 */
DexFuture *
mq_thread_lock_runtime (const char *name)
{
  GError *error = NULL;
  g_autofree char *home = mq_paths_make_runtime_home (&error);
  g_autofree char *path = home != NULL ? g_build_filename (home, name, NULL) : NULL;

  return path != NULL ? mq_thread_lock_file (path) : dex_future_new_for_error (error);
}

/* For tests, which must not depend on real time. @seconds: how long to wait for a lock from now
 * on. */
void
mq_thread_set_lock_seconds (guint seconds)
{
  lock_seconds = seconds;
}
