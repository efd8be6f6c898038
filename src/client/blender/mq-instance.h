/* MqInstance: one running Blender, from launch to exit, with its last output. MqWorker uses it, and
 * starts another one when it is lost. */
#pragma once

#include "client/blender/mq-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_INSTANCE_START_TIMEOUT_S: time for Blender to start and answer, on a slow, busy machine. */
#define MQ_INSTANCE_START_TIMEOUT_S 60

#define MQ_TYPE_INSTANCE (mq_instance_get_type ())
G_DECLARE_FINAL_TYPE (MqInstance, mq_instance, MQ, INSTANCE, GObject)

MqInstance *mq_instance_launch (const MqSandboxSpec *spec, gboolean sandboxed, GError **error);
JsonObject *mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error);
JsonObject *mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params,
                                  guint timeout_s, DexFuture *dropped, GError **error);
void mq_instance_kill (MqInstance *self);
void mq_instance_await_exit (MqInstance *self);
DexFuture *mq_instance_wait_exit (MqInstance *self) G_GNUC_WARN_UNUSED_RESULT;

GPid mq_instance_get_pid (MqInstance *self);
int mq_instance_get_signal (MqInstance *self);
gboolean mq_instance_is_cut_off (MqInstance *self);
char *mq_instance_dup_end (MqInstance *self);
char *mq_instance_dup_last_output (MqInstance *self);

/* Signals: "progress" (JsonObject *params) */

G_END_DECLS
