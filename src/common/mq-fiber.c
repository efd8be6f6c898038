/* Fibers that may be dropped, see mq-fiber.h. */
#include "common/mq-fiber.h"

#include "common/mq-error.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>

/**
 * mq_fiber_spawn:
 * @scheduler: (nullable): where it runs, the main one when %NULL
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @data: for @func
 * @destroy: (nullable): frees @data
 *
 * As dex_scheduler_spawn(), but @func runs to its end whether or not somebody waits for it: every
 * wait in it has to be bounded, or ended by the one who drops the result.
 *
 * Returns: (transfer full): what @func returns
 */
DexFuture *
mq_fiber_spawn (DexScheduler *scheduler, gsize stack_size, DexFiberFunc func, gpointer data,
                GDestroyNotify destroy)
{
  DexFuture *fiber = dex_scheduler_spawn (scheduler, stack_size, func, data, destroy);

  /* One who always waits, so that the last waiter never goes. */
  dex_future_disown (dex_ref (fiber));
  return fiber;
}

typedef struct
{
  MqFiberFunc func;
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *result; /* its cancellable tells when it is dropped */
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
 * mq_fiber_spawn_droppable:
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber
 * @data: for @func
 * @destroy: (nullable): frees @data
 *
 * A fiber on the main thread that hears when its result is dropped: it should then come to its end
 * soon. What it may wait for long it awaits through mq_fiber_unless(). It always runs, even when
 * it was dropped before it began.
 *
 * Returns: (transfer full): what @func returns. To be awaited once or dropped; dex_future_disown()
 *   lets it go on unheard
 */
DexFuture *
mq_fiber_spawn_droppable (gsize stack_size, MqFiberFunc func, gpointer data, GDestroyNotify destroy)
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

  /* The set round it is what discards the promise when it is merely unreferenced. */
  result = dex_future_first (dex_ref (self->result), NULL);
  dex_future_disown (dex_scheduler_spawn (NULL, stack_size, droppable_fiber, self, droppable_free));
  return result;
}

/**
 * mq_fiber_unless:
 * @ended: (transfer none): rejects when @future is not wanted any more
 * @future: (transfer full): something that may take long
 *
 * Returns: (transfer full): @future, or @ended when that comes first; then @future is dropped
 */
DexFuture *
mq_fiber_unless (DexFuture *ended, DexFuture *future)
{
  return dex_future_first (future, dex_ref (ended), NULL);
}
