/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInstance: one running Blender, from launch to exit, with its last output. MqWorker uses it, and
 * starts another one when it is lost. */
#pragma once

#include "client/blender/mq-bridge.h"
#include "client/blender/mq-worker.h"
#include "client/blender/mq-probe.h"
#include "client/sandbox/mq-process.h"
#include "client/sandbox/mq-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_INSTANCE_START_TIMEOUT_S: time for Blender to start and answer, on a slow, busy machine. */
#define MQ_INSTANCE_START_TIMEOUT_S 60

#define MQ_TYPE_INSTANCE (mq_instance_get_type ())
G_DECLARE_FINAL_TYPE (MqInstance, mq_instance, MQ, INSTANCE, GObject)

struct _MqInstance
{
  GObject parent_instance;

  MqProcess *process;
  MqBridge *bridge;
  MqProbe *probe;         /* until the sandbox is proven */
  DexPromise *progressed; /* (nullable): resolves when the bridge reports progress */
  char *token;
  char *run_dir;
  gboolean has_shaders; /* whether it was given the shaders that are kept */
  guint64 memory_bytes;
};

MqInstance *
mq_instance_launch (const MqWorkerSettings *settings, const char *run_dir, GError **error);
JsonObject *mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error);
JsonObject *mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params,
                                  guint timeout_s, guint steps, DexFuture *dropped, GError **error);
void mq_instance_kill (MqInstance *self);
void mq_instance_await_exit (MqInstance *self);

char *mq_instance_dup_last_output (MqInstance *self);

G_END_DECLS
