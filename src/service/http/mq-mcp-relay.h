/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpRelay: hands requests of the Model Context Protocol to computers that run the tools
 * (workers) of the same account, and their answers back. A worker gets ids and progress tokens of
 * the relay, so that those of several programs do not collide. Used by the routes. */
#pragma once

#include "common/mcp/mq-mcp-message.h"

#include <libdex.h>

G_BEGIN_DECLS

/** MQ_MCP_RELAY_MAX_REQUESTS: of one account at the same time: half of MQ_HTTP_MAX_OPEN_OWNED, so
 * that its workers can still answer. */
#define MQ_MCP_RELAY_MAX_REQUESTS 16
/** MQ_MCP_RELAY_MAX_BYTES: of requests that wait until one worker reads them. */
#define MQ_MCP_RELAY_MAX_BYTES (16 * 1024 * 1024)

/** MQ_MCP_RELAY_CLIENT: how the id begins by which nodes know a worker as a client. */
#define MQ_MCP_RELAY_CLIENT "mcp-"

#define MQ_TYPE_MCP_RELAY (mq_mcp_relay_get_type ())
G_DECLARE_FINAL_TYPE (MqMcpRelay, mq_mcp_relay, MQ, MCP_RELAY, GObject)

typedef struct _MqRelayWorker MqRelayWorker;
typedef struct _MqRelayRequest MqRelayRequest;

MqMcpRelay *mq_mcp_relay_new (void);

/* For the worker. */
MqRelayWorker *mq_mcp_relay_enter (MqMcpRelay *self, const char *owner, const char *id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_mcp_relay_leave (MqMcpRelay *self, MqRelayWorker *worker);
char *mq_relay_worker_take (MqRelayWorker *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_relay_worker_wait (MqRelayWorker *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_mcp_relay_has (MqMcpRelay *self, const char *owner, const char *id);
void
mq_mcp_relay_receive (MqMcpRelay *self, const char *owner, const char *id, JsonObject *message);

/* For the program. */
MqRelayRequest *
mq_mcp_relay_send (MqMcpRelay *self, const char *owner, MqMcpMessage *message,
                   gboolean wants_progress, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_mcp_relay_cancel (MqMcpRelay *self, const char *owner, JsonNode *program_id);
void mq_relay_request_free (MqRelayRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRelayRequest, mq_relay_request_free)
char *mq_relay_request_take (MqRelayRequest *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_relay_request_wait (MqRelayRequest *self) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_relay_request_get_answer (MqRelayRequest *self);
gboolean mq_relay_request_is_lost (MqRelayRequest *self);
gboolean mq_relay_request_is_cancelled (MqRelayRequest *self);

G_END_DECLS
