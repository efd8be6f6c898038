/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqClients: the registered clients of the service. A client chooses its id and stays registered
 * while one of its connections to /v1/clients is open; its leads and its keys end with it. Each
 * account has ids of its own (@owner: its id, "" for none). */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_CLIENTS (mq_clients_get_type ())
G_DECLARE_FINAL_TYPE (MqClients, mq_clients, MQ, CLIENTS, GObject)

void mq_clients_enter (MqClients *self, const char *owner, const char *id);
void mq_clients_leave (MqClients *self, const char *owner, const char *id);
gboolean mq_clients_has (MqClients *self, const char *owner, const char *id);
guint mq_clients_get_n (MqClients *self);
DexFuture *mq_clients_wait_change (MqClients *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
