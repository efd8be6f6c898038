/* Fibers that may be dropped. In libdex 0.10 a fiber that is cancelled (its last waiter gone) and
 * whose awaited future completes before it runs again is put in two queues at once: the main loop
 * then spins for ever. So no fiber of ours is ever cancelled by libdex; it is told, as of anything
 * else that it waits for. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* @dropped rejects with MQ_ERROR_CANCELLED when nobody wants the result any more. */
typedef DexFuture *(*MqFiberFunc) (gpointer data, DexFuture *dropped);

DexFuture *mq_fiber_spawn (DexScheduler *scheduler, gsize stack_size, DexFiberFunc func,
                           gpointer data, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_fiber_spawn_droppable (gsize stack_size, MqFiberFunc func, gpointer data,
                                     GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_fiber_unless (DexFuture *ended, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
