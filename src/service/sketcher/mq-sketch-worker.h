/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of the sketcher. Reading a long text takes a while, in which the service answers
 * everybody else. One thread does all of its work, because JSON and with it kinds and plans are not
 * for two threads: what it is asked is copied, and so is what it answers. */
#pragma once

#include "service/sketcher/mq-sketcher-team.h"

#include <libdex.h>

G_BEGIN_DECLS

/* On the thread of the sketcher. Returns: (transfer full) (nullable): the answer */
typedef JsonObject *(*MqSketchFunc) (MqSketcherTeam *team, MqAssetState *asset, GError **error);

GThreadPool *mq_sketch_worker_new (void);
DexFuture *mq_sketch_worker_ask (GThreadPool *self, MqSketchFunc func, MqSketcherTeam *team,
                                 MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
