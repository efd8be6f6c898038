/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread of its own for what waits without an end in sight: another program's lock, a codec.
 * libdex's pool has one thread on a computer with two cores, so a wait there stops every other use
 * of the pool. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_thread_spawn (const char *name, DexFiberFunc func, gpointer data,
                            GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_thread_lock_file (const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_thread_lock_runtime (const char *name) G_GNUC_WARN_UNUSED_RESULT;
void mq_thread_set_lock_seconds (guint seconds);

G_END_DECLS
