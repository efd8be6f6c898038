/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fibers: with typed arguments, with names, and with results that may be dropped. In libdex 0.10,
 * a fiber that is cancelled (its last waiter is gone) and whose awaited future completes before it
 * runs again is put in two queues at once: the main loop then spins forever. Therefore libdex never
 * cancels a fiber of ours; the fiber awaits a future that reports it instead. */
#pragma once

#include "common/base/mq-call.h"

#include <libdex.h>

G_BEGIN_DECLS

/* @dropped rejects with MQ_ERROR_CANCELLED when the result is no longer needed. */
typedef DexFuture *(*MqFiberFunc) (gpointer data, DexFuture *dropped);

DexFuture *mq_fiber_spawn_named (const char *name, DexScheduler *scheduler, gsize stack_size,
                                 DexFiberFunc func, gpointer data,
                                 GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_fiber_spawn_droppable_named (const char *name, gsize stack_size, MqFiberFunc func, gpointer data,
                                GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_fiber_spawn_values (const char *name, DexScheduler *scheduler, gsize stack_size,
                                  GCallback func, ...) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_fiber_spawn_droppable_values (const char *name, gsize stack_size, GCallback func,
                                            ...) G_GNUC_WARN_UNUSED_RESULT;

/** MQ_FIBER_STACK: bytes, for a fiber that reads JSON or files. */
#define MQ_FIBER_STACK (256 * 1024)

/* The fibers have the names of their functions, which a profiler and a debugger show. */
#define mq_fiber_spawn(scheduler, stack_size, func, data, destroy)                                 \
  mq_fiber_spawn_named (#func, scheduler, stack_size, func, data, destroy)
#define mq_fiber_spawn_droppable(stack_size, func, data, destroy)                                  \
  mq_fiber_spawn_droppable_named (#func, stack_size, func, data, destroy)

/**
 * mq_fiber_spawn_with:
 * @scheduler: (nullable): where it runs; %NULL: the main scheduler
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber, with a parameter for each of the arguments
 * @...: one to eight arguments `(TYPE, value)`, as in `(MQ_TYPE_LIBRARY, library), (G_TYPE_STRING,
 *   id)`
 *
 * Like mq_fiber_spawn(), but without a structure for the arguments. What a #GValue of the type can
 * hold can be an argument: objects are referenced, strings and boxed values copied, until the fiber
 * has ended. The compiler compares the values with the parameters of @func; the types must fit the
 * parameters too, as for g_object_new(): %G_TYPE_INT64 for a #gint64.
 *
 * Returns: (transfer full): what @func returns
 */
#define mq_fiber_spawn_with(scheduler, stack_size, func, ...)                                      \
  ((void)sizeof (func (MQ_CALL_VALUES (__VA_ARGS__))),                                             \
   mq_fiber_spawn_values (#func, scheduler, stack_size, G_CALLBACK (func),                         \
                          MQ_CALL_TYPED_VALUES (__VA_ARGS__), G_TYPE_INVALID))

/* As mq_fiber_spawn_with(), on a thread of libdex's pool: what blocks. */
#define mq_fiber_spawn_on_thread(func, ...)                                                        \
  mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), MQ_FIBER_STACK, func, __VA_ARGS__)

/**
 * mq_fiber_spawn_droppable_with:
 * @stack_size: bytes, 0 for libdex's usual
 * @func: the fiber, with a parameter for each of the arguments, and a last one, the future that
 *   rejects when the result is dropped
 * @...: arguments, as for mq_fiber_spawn_with()
 *
 * Like mq_fiber_spawn_droppable(), but without a structure for the arguments.
 *
 * Returns: (transfer full): as mq_fiber_spawn_droppable()
 */
#define mq_fiber_spawn_droppable_with(stack_size, func, ...)                                       \
  ((void)sizeof (func (MQ_CALL_VALUES (__VA_ARGS__), (DexFuture *)NULL)),                          \
   mq_fiber_spawn_droppable_values (#func, stack_size, G_CALLBACK (func),                          \
                                    MQ_CALL_TYPED_VALUES (__VA_ARGS__), G_TYPE_INVALID))

DexFuture *mq_fiber_unless (DexFuture *ended, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_fiber_forget_error (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
void mq_fiber_wake (DexPromise **changed);

G_END_DECLS
