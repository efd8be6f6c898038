/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpServer: the server's side of the Model Context Protocol, in the revisions 2025-11-25, which
 * opens with `initialize`, and 2026-07-28, in which each request says all that it needs. It reads
 * messages and writes answers; what it offers is given to it as a table of methods. */
#pragma once

#include "common/mcp/mq-mcp-message.h"

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_MCP_SERVER (mq_mcp_server_get_type ())
G_DECLARE_FINAL_TYPE (MqMcpServer, mq_mcp_server, MQ, MCP_SERVER, GObject)

/**
 * MqMcpCall:
 * @server: who answers it
 * @params: its parameters
 * @is_text_only: whether its revision knows no structured results, only their text
 * @dropped: rejects when the client does not need the answer any more
 * @on_progress: (nullable): is told progress instead of the client
 * @progress_data: for @on_progress
 *
 * A request that is being answered.
 */
typedef struct
{
  MqMcpServer *server;
  JsonObject *params;
  gboolean is_text_only;
  DexFuture *dropped;
  void (*on_progress) (const char *text, gpointer progress_data);
  gpointer progress_data;
  /*< private >*/
  JsonNode *token; /* of progress; NULL: not wanted */
  double progress;
  JsonObject *untold; /* (nullable): the newest progress, which waits for the interval to end */
  guint interval;     /* the source that ends it */
} MqMcpCall;

/**
 * MqMcpMethod:
 * @name: as the protocol has it
 * @run: answers it, on a fiber; awaits. It returns (transfer full) the result; an error of
 *   %MQ_MCP_ERROR is answered with its code
 * @ttl_ms: how long a client may keep the result; -1: it is no list and nothing that is read
 */
typedef struct
{
  const char *name;
  JsonObject *(*run) (MqMcpCall *call, GError **error);
  gint64 ttl_ms;
} MqMcpMethod;

/**
 * MqMcpOffer:
 * @title: of the server, for people
 * @instructions: for the model that uses it
 * @capabilities: (transfer none): as both revisions have them
 * @extensions: (transfer none) (nullable): those of 2026-07-28
 * @methods: the last has no name
 * @introduce: (nullable): called once, when the client has said who it is
 * @admit: (nullable): whether a call of any method may be answered; awaits
 * @data: what the methods work with
 */
typedef struct
{
  const char *title;
  const char *instructions;
  JsonObject *capabilities;
  JsonObject *extensions;
  const MqMcpMethod *methods;
  void (*introduce) (MqMcpServer *server);
  gboolean (*admit) (MqMcpCall *call, GError **error);
  gpointer data;
} MqMcpOffer;

/* Sends one line, without its end. */
typedef void (*MqMcpSend) (const char *line, gpointer user_data);

MqMcpServer *mq_mcp_server_new (const MqMcpOffer *offer, MqMcpSend send, gpointer user_data);
void mq_mcp_server_receive (MqMcpServer *self, const char *line, gsize length);
DexFuture *mq_mcp_server_wait (MqMcpServer *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_mcp_server_stop (MqMcpServer *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_mcp_server_set_relayed (MqMcpServer *self, const char *name);
gpointer mq_mcp_server_get_data (MqMcpServer *self);
const char *mq_mcp_server_get_client (MqMcpServer *self);

void mq_mcp_call_tell_progress (MqMcpCall *self, double done, double total, const char *text);

G_END_DECLS
