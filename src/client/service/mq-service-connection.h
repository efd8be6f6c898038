/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceConnection: the way to the service that outlives it: an embedded service that dies is
 * started again, the request is sent again, and the events go on where they broke off. */
#pragma once

#include "client/service/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_CONNECTION (mq_service_connection_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceConnection, mq_service_connection, MQ, SERVICE_CONNECTION, GObject)

MqServiceConnection *mq_service_connection_new (void);
MqServiceConnection *mq_service_connection_new_for_url (const char *url);
DexFuture *mq_service_connection_open (MqServiceConnection *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_connection_close (MqServiceConnection *self) G_GNUC_WARN_UNUSED_RESULT;
GPid mq_service_connection_get_pid (MqServiceConnection *self);
const char *mq_service_connection_get_id (MqServiceConnection *self);
void mq_service_connection_follow_runs (MqServiceConnection *self);
void mq_service_connection_wait_for_room (MqServiceConnection *self);

DexFuture *mq_service_connection_post (MqServiceConnection *self, const char *path,
                                       JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_connection_upload (MqServiceConnection *self, const char *method, const char *path,
                              GBytes *body, const char *type) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_connection_get (MqServiceConnection *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* For what hangs on the settings. */
DexFuture *mq_service_connection_ask (MqServiceConnection *self, const char *path, JsonObject *body,
                                      JsonObject *settings) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_connection_send_keys (MqServiceConnection *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to the whole answer, a GBytes. */
DexFuture *mq_service_connection_download (MqServiceConnection *self, const char *path,
                                           gsize limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_connection_delete (MqServiceConnection *self,
                                         const char *path) G_GNUC_WARN_UNUSED_RESULT;
void mq_service_connection_follow (MqServiceConnection *self, const char *run);
DexFuture *mq_service_connection_next_event (MqServiceConnection *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "restarted" (int pid): the service died and another one took over; "runs" (JsonArray
 * *runs): the open runs of the service, now and at every change, as docs/inside/protocol.md has
 * them; NULL when the service was lost; "quiet": a stream of events at an address has had only
 * comments for a while; returns whether the events are asked for again. */

G_END_DECLS
