/* Fibers whose result may be dropped. In libdex 0.10, a fiber that is cancelled (its last waiter is
 * gone) and whose awaited future completes before it runs again is put in two queues at once: the
 * main loop then spins forever. Therefore libdex never cancels a fiber of ours; the fiber awaits a
 * future that reports it instead. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* @dropped rejects with MQ_ERROR_CANCELLED when the result is no longer needed. */
typedef DexFuture *(*MqFiberFunc) (gpointer data, DexFuture *dropped);

DexFuture *mq_fiber_spawn (DexScheduler *scheduler, gsize stack_size, DexFiberFunc func,
                           gpointer data, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_fiber_spawn_droppable (gsize stack_size, MqFiberFunc func, gpointer data,
                                     GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_fiber_unless (DexFuture *ended, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_fiber_forget_error (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
