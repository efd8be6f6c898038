/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceClient: the agent service over HTTP, on a Unix socket or at an address
 * (docs/inside/protocol.md). MqEventStream: the events of one run, one by one. */
#pragma once

#include "common/events/mq-run-event.h"

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_CLIENT (mq_service_client_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceClient, mq_service_client, MQ, SERVICE_CLIENT, GObject)

MqServiceClient *mq_service_client_new_for_socket (const char *path);
MqServiceClient *mq_service_client_new_for_url (const char *url);
/* The process of our own service; 0 for another one. */
GPid mq_service_client_get_pid (MqServiceClient *self);
void mq_service_client_set_pid (MqServiceClient *self, GPid pid);
/* Resolves to a GInputStream; the registration lasts until it is closed. */
DexFuture *mq_service_client_open_stream (MqServiceClient *self, const char *path,
                                          JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_client_send (MqServiceClient *self, const char *method, const char *path,
                                   GBytes *body, const char *type) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_client_get (MqServiceClient *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_client_delete (MqServiceClient *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_client_download (MqServiceClient *self, const char *path,
                                       gsize limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_client_listen (MqServiceClient *self, const char *run,
                                     gint64 after) G_GNUC_WARN_UNUSED_RESULT;

#define MQ_TYPE_EVENT_STREAM (mq_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (MqEventStream, mq_event_stream, MQ, EVENT_STREAM, GObject)

MqEventStream *mq_event_stream_new (GInputStream *body, gint64 after);
gsize mq_event_stream_get_size (MqEventStream *self);
void mq_event_stream_set_quiet_seconds (guint seconds);
DexFuture *mq_event_stream_next (MqEventStream *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
