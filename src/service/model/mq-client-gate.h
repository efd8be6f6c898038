/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqClientGate: what each request to a model passes, also when it is repeated. It is closed while
 * nobody follows the run, so that a client which was killed leaves nothing behind that costs. It is
 * open at first. Owned by MqAssetState; the run opens and closes it. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_CLIENT_GATE (mq_client_gate_get_type ())
G_DECLARE_FINAL_TYPE (MqClientGate, mq_client_gate, MQ, CLIENT_GATE, GObject)

void mq_client_gate_set_open (MqClientGate *self, gboolean open);
gboolean mq_client_gate_is_held (MqClientGate *self);
gint64 mq_client_gate_get_held_us (MqClientGate *self);
DexFuture *mq_client_gate_pass (MqClientGate *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_client_gate_wait_held (MqClientGate *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
