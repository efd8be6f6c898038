/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBridge: the client's end of the bridge to Blender: JSON-RPC 2.0 in length-prefixed frames over
 * a stream (docs/inside/bridge.md). The other end may be controlled by a hostile script. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_BRIDGE_MAX_FRAME: maximum bytes of one message. */
#define MQ_BRIDGE_MAX_FRAME (64 * 1024 * 1024)
/** MQ_BRIDGE_MAX_WAITING: maximum number of pending requests. */
#define MQ_BRIDGE_MAX_WAITING 16

#define MQ_TYPE_BRIDGE (mq_bridge_get_type ())
G_DECLARE_FINAL_TYPE (MqBridge, mq_bridge, MQ, BRIDGE, GObject)

MqBridge *mq_bridge_new (GSocketConnection *connection);
DexFuture *
mq_bridge_call (MqBridge *self, const char *method, JsonObject *params) G_GNUC_WARN_UNUSED_RESULT;
void mq_bridge_close (MqBridge *self);
gboolean mq_bridge_is_closed (MqBridge *self);

/* Signals: "notification" (const char *method, JsonObject *params) */

G_END_DECLS
