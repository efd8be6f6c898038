/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpMessage: a request or notification of JSON-RPC 2.0, read and checked; and the lines that
 * answer one. Used by MqMcpServer, and by the service, which relays them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_MCP_MAX_MESSAGE: bytes that a program may send at once; a script of 512 KiB with every
 * character escaped, and its envelope. */
#define MQ_MCP_MAX_MESSAGE (4 * 1024 * 1024)
/** MQ_MCP_LEGACY: the last revision that opens with `initialize`. */
#define MQ_MCP_LEGACY "2025-11-25"
/** MQ_MCP_MODERN: the revision whose requests say all that they need. */
#define MQ_MCP_MODERN "2026-07-28"
/** MQ_MCP_META: how the protocol's own members of `_meta` begin. */
#define MQ_MCP_META "io.modelcontextprotocol/"

/* The domain of what is answered as an error of the protocol, with JSON-RPC's codes (JSON-RPC 2.0,
 * section 5.1; MCP 2026-07-28 has those below -32000). Other errors are answered as internal. */
#define MQ_MCP_ERROR (mq_mcp_error_quark ())
GQuark mq_mcp_error_quark (void);

/**
 * MqMcpError:
 * @MQ_MCP_ERROR_PARSE: it is not JSON
 * @MQ_MCP_ERROR_REQUEST: it is not a request
 * @MQ_MCP_ERROR_METHOD: there is no such method
 * @MQ_MCP_ERROR_PARAMS: the parameters are wrong, or name what is not there
 * @MQ_MCP_ERROR_INTERNAL: the server failed
 * @MQ_MCP_ERROR_BUSY: too many requests at once; a code of our own
 * @MQ_MCP_ERROR_BLOCKED: the user has blocked the program; a code of our own
 * @MQ_MCP_ERROR_NO_WORKER: no computer of the account runs tools; a code of our own
 * @MQ_MCP_ERROR_HEADERS: the headers of HTTP say something else than the message
 * @MQ_MCP_ERROR_VERSION: a revision of the protocol that is not spoken here
 */
typedef enum
{
  MQ_MCP_ERROR_PARSE = -32700,
  MQ_MCP_ERROR_REQUEST = -32600,
  MQ_MCP_ERROR_METHOD = -32601,
  MQ_MCP_ERROR_PARAMS = -32602,
  MQ_MCP_ERROR_INTERNAL = -32603,
  MQ_MCP_ERROR_BUSY = -32001,
  MQ_MCP_ERROR_BLOCKED = -32003,
  MQ_MCP_ERROR_NO_WORKER = -32004,
  MQ_MCP_ERROR_HEADERS = -32020,
  MQ_MCP_ERROR_VERSION = -32022,
} MqMcpError;

/**
 * MqMcpMessage:
 * @id: (nullable): a string or an integer; one with more digits than a gint64 has is held as a
 * text, see mq_mcp_message_to_string(); %NULL: a notification
 * @method: what is asked
 * @params: the parameters, maybe without members
 */
typedef struct
{
  JsonNode *id;
  char *method;
  JsonObject *params;
} MqMcpMessage;

MqMcpMessage *
mq_mcp_message_parse (const char *text, gsize length, char **answer) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_mcp_message_is_id (JsonNode *node);
void mq_mcp_message_free (MqMcpMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMcpMessage, mq_mcp_message_free)

gboolean mq_mcp_is_legacy_revision (const char *revision);
gboolean mq_mcp_header_is (const char *header, const char *value);
const char *mq_mcp_message_get_revision (MqMcpMessage *self);
gboolean mq_mcp_message_check_meta (MqMcpMessage *self, GError **error);

char *mq_mcp_message_to_string (JsonObject *message) G_GNUC_WARN_UNUSED_RESULT;
char *mq_mcp_message_make_result (JsonNode *id, JsonObject *result) G_GNUC_WARN_UNUSED_RESULT;
char *mq_mcp_message_make_error (JsonNode *id, int code, const char *message,
                                 JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
char *
mq_mcp_message_make_notification (const char *method, JsonObject *params) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
