/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fibers with arguments and names, and fibers whose result may be dropped, see mq-fiber.h. */
#include "common/base/mq-fiber.h"

#include "common/base/mq-call.h"
#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>

typedef struct
{
  MqFiberFunc func;
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *result; /* its cancellable reports that it was dropped */
  DexPromise *dropped;
} Droppable;

/* Like dex_scheduler_spawn(), but @func runs to its end even if nothing awaits it. Every wait in it
 * must be bounded, or ended by the caller that drops the result. Returns: (transfer full): what
 * @func returns */
DexFuture *
mq_fiber_spawn_named (const char *name, DexScheduler *scheduler, gsize stack_size,
                      DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  DexFuture *fiber = dex_scheduler_spawn (scheduler, stack_size, func, data, destroy);

  dex_future_set_static_name (fiber, name);
  /* A permanent waiter, so that libdex never cancels the fiber. */
  dex_future_disown (dex_ref (fiber));
  return fiber;
}

static void
droppable_free (gpointer data)
{
  Droppable *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  dex_unref (self->result);
  dex_unref (self->dropped);
  g_free (self);
}

static void
dropped_cb (GCancellable *cancellable, gpointer dropped)
{
  if (dex_future_is_pending (DEX_FUTURE (dropped)))
    dex_promise_reject (dropped, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}

static DexFuture *
droppable_fiber (gpointer data)
{
  Droppable *self = data;
  g_autoptr (DexFuture) future = self->func (self->data, DEX_FUTURE (self->dropped));
  const GValue *value;
  GError *error = NULL;

  dex_await (dex_ref (future), NULL);
  if ((value = dex_future_get_value (future, &error)) != NULL)
    dex_promise_resolve (self->result, value);
  else
    dex_promise_reject (self->result, error);

  return dex_future_new_true ();
}

/* Spawns a fiber on the main thread that is notified if its result is dropped, and should then end
 * soon. It awaits long operations through mq_fiber_unless(). It always runs, even if it was dropped
 * before it started. Returns: (transfer full): what @func returns. Await it once or drop it; with
 * dex_future_disown() the fiber continues without a waiter */
DexFuture *
mq_fiber_spawn_droppable_named (const char *name, gsize stack_size, MqFiberFunc func, gpointer data,
                                GDestroyNotify destroy)
{
  Droppable *self = g_new0 (Droppable, 1);
  DexFuture *result;

  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->result = dex_promise_new_cancellable ();
  self->dropped = dex_promise_new ();
  g_cancellable_connect (dex_promise_get_cancellable (self->result), G_CALLBACK (dropped_cb),
                         dex_ref (self->dropped), dex_unref);

  /* Only a future set discards the promise when its last reference goes. */
  result = dex_future_first (dex_ref (self->result), NULL);
  dex_future_disown (
      mq_fiber_spawn_named (name, NULL, stack_size, droppable_fiber, self, droppable_free));
  return result;
}

static DexFuture *
droppable_call (gpointer call, DexFuture *dropped)
{
  return mq_call_perform (call, dropped);
}

static DexFuture *
plain_call (gpointer call)
{
  return mq_call_perform (call, NULL);
}

/* Implements mq_fiber_spawn_with(), which also checks the values. @name: static, for a profiler;
 * @scheduler: (nullable): as for mq_fiber_spawn(); @stack_size: bytes, 0 for libdex's usual;
 * @...: pairs of a #GType and a value, then %G_TYPE_INVALID. Returns: (transfer full): what
 * @func returns */
DexFuture *
mq_fiber_spawn_values (const char *name, DexScheduler *scheduler, gsize stack_size, GCallback func,
                       ...)
{
  MqCall *call;
  va_list list;

  va_start (list, func);
  call = mq_call_new (name, func, &list);
  va_end (list);
  return mq_fiber_spawn_named (name, scheduler, stack_size, plain_call, call, mq_call_free);
}

/* Implements mq_fiber_spawn_droppable_with(), which also checks the values. @name: static, for a
 * profiler; @stack_size: bytes, 0 for libdex's usual; @...: pairs of a #GType and a value, then
 * %G_TYPE_INVALID. Returns: (transfer full): as mq_fiber_spawn_droppable_named() */
DexFuture *
mq_fiber_spawn_droppable_values (const char *name, gsize stack_size, GCallback func, ...)
{
  MqCall *call;
  va_list list;

  va_start (list, func);
  call = mq_call_new (name, func, &list);
  va_end (list);
  return mq_fiber_spawn_droppable_named (name, stack_size, droppable_call, call, mq_call_free);
}

/**
 * mq_fiber_unless:
 * @ended: (transfer none): rejects when the result is no longer needed
 * @future: (transfer full): an operation that may take long
 *
 * Returns: (transfer full): @future, or @ended if that completes first; @future is then dropped
 */
DexFuture *
mq_fiber_unless (DexFuture *ended, DexFuture *future)
{
  return dex_future_first (future, dex_ref (ended), NULL);
}

static DexFuture *
forget_error_cb (DexFuture *future, gpointer data)
{
  return dex_future_new_true ();
}

/**
 * mq_fiber_forget_error:
 * @future: (transfer full): a future
 *
 * Returns: (transfer full): resolves to %TRUE when @future has ended, whichever way
 */
DexFuture *
mq_fiber_forget_error (DexFuture *future)
{
  return dex_future_finally (future, forget_error_cb, NULL, NULL);
}

/**
 * mq_fiber_wake:
 * @changed: (inout): what waits for a change; from now on, for the next one
 *
 * Resolves it to %TRUE.
 */
void
mq_fiber_wake (DexPromise **changed)
{
  g_autoptr (DexPromise) now = *changed;

  *changed = dex_promise_new ();
  dex_promise_resolve_boolean (now, TRUE);
}
