/* Fibers with arguments and names, and fibers whose result may be dropped, see mq-fiber.h. */
#include "common/base/mq-fiber.h"

#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <gobject/gvaluecollector.h>

/**
 * mq_fiber_spawn_named:
 * @name: static, for a profiler; mq_fiber_spawn() passes the name of @func
 * @scheduler: (nullable): where it runs; %NULL: the main scheduler
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @data: for @func
 * @destroy: (nullable): frees @data
 *
 * Like dex_scheduler_spawn(), but @func runs to its end even if nothing awaits it. Every wait in it
 * must be bounded, or ended by the caller that drops the result.
 *
 * Returns: (transfer full): what @func returns
 */
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

typedef struct
{
  MqFiberFunc func;
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *result; /* its cancellable reports that it was dropped */
  DexPromise *dropped;
} Droppable;

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

/**
 * mq_fiber_spawn_droppable_named:
 * @name: static, for a profiler; mq_fiber_spawn_droppable() passes the name of @func
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @data: for @func
 * @destroy: (nullable): frees @data
 *
 * Spawns a fiber on the main thread that is notified if its result is dropped, and should then end
 * soon. It awaits long operations through mq_fiber_unless(). It always runs, even if it was dropped
 * before it started.
 *
 * Returns: (transfer full): what @func returns. Await it once or drop it; with dex_future_disown()
 *   the fiber continues without a waiter
 */
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

/* A function and its arguments, kept until the fiber has ended. */
typedef struct
{
  GCallback func;
  GArray *arguments; /* of GValue */
} Call;

static Call *
call_new (const char *name, GCallback func, va_list list)
{
  Call *self = g_new0 (Call, 1);

  self->func = func;
  self->arguments = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (self->arguments, (GDestroyNotify)g_value_unset);

  for (GType type = va_arg (list, GType); type != G_TYPE_INVALID; type = va_arg (list, GType))
    {
      GValue value = G_VALUE_INIT;
      g_autofree char *problem = NULL;

      G_VALUE_COLLECT_INIT (&value, type, list, 0, &problem);
      if (problem != NULL)
        g_error ("%s: %s", name, problem);
      g_array_append_val (self->arguments, value);
    }

  return self;
}

static void
call_free (gpointer data)
{
  Call *self = data;

  g_array_unref (self->arguments);
  g_free (self);
}

static DexFuture *
droppable_call (gpointer data, DexFuture *dropped)
{
  Call *self = data;
  GClosure *closure = g_cclosure_new (self->func, dropped, NULL);
  g_autoptr (GArray) passed = g_array_new (FALSE, TRUE, sizeof (GValue));
  GValue result = G_VALUE_INIT;

  for (guint i = 0; i < self->arguments->len; i++)
    {
      GValue value = g_array_index (self->arguments, GValue, i);

      /* Futures are of a type that GLib's marshaller does not know. */
      if (G_VALUE_HOLDS (&value, DEX_TYPE_FUTURE))
        {
          gpointer future = g_value_peek_pointer (&value);

          value = (GValue)G_VALUE_INIT;
          g_value_init (&value, G_TYPE_POINTER);
          g_value_set_pointer (&value, future);
        }
      g_array_append_val (passed, value);
    }

  g_closure_set_marshal (closure, g_cclosure_marshal_generic);
  g_closure_ref (closure);
  g_closure_sink (closure);
  g_value_init (&result, G_TYPE_POINTER);
  g_closure_invoke (closure, &result, passed->len, (const GValue *)(gpointer)passed->data, NULL);
  g_closure_unref (closure);
  return g_value_get_pointer (&result);
}

/* As in a signal, a handler may leave out the last argument, here the future that rejects when the
 * result is dropped. */
static DexFuture *
call (gpointer data)
{
  return droppable_call (data, NULL);
}

/**
 * mq_fiber_spawn_values:
 * @name: static, for a profiler
 * @scheduler: (nullable): as for mq_fiber_spawn()
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @...: pairs of a #GType and a value, then %G_TYPE_INVALID
 *
 * Implements mq_fiber_spawn_with(), which also checks the values.
 *
 * Returns: (transfer full): what @func returns
 */
DexFuture *
mq_fiber_spawn_values (const char *name, DexScheduler *scheduler, gsize stack_size, GCallback func,
                       ...)
{
  Call *self;
  va_list list;

  va_start (list, func);
  self = call_new (name, func, list);
  va_end (list);
  return mq_fiber_spawn_named (name, scheduler, stack_size, call, self, call_free);
}

/**
 * mq_fiber_spawn_droppable_values:
 * @name: static, for a profiler
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @...: pairs of a #GType and a value, then %G_TYPE_INVALID
 *
 * Implements mq_fiber_spawn_droppable_with(), which also checks the values.
 *
 * Returns: (transfer full): as mq_fiber_spawn_droppable_named()
 */
DexFuture *
mq_fiber_spawn_droppable_values (const char *name, gsize stack_size, GCallback func, ...)
{
  Call *self;
  va_list list;

  va_start (list, func);
  self = call_new (name, func, list);
  va_end (list);
  return mq_fiber_spawn_droppable_named (name, stack_size, droppable_call, self, call_free);
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
