/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruction `introspect`: sends the version of Blender, and its Python API if the service has
 * no index of it. */
#pragma once

#include "client/blender/mq-worker.h"

G_BEGIN_DECLS

#define MQ_INTROSPECT_MAX_BYTES (32 * 1024 * 1024) /* docs/inside/protocol.md */

char *mq_introspect_make_name (gint64 instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_introspect (MqWorker *worker, const char *file,
                          const char *const *have) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
