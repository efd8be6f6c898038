/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpRelay: hands requests of the Model Context Protocol to computers that run the tools
 * (workers) of the same account, and their answers back. A worker gets ids and progress tokens of
 * the relay, so that those of several programs do not collide. Its routes are mq_routes_mcp. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** MQ_MCP_RELAY_CLIENT: how the id begins by which nodes know a worker as a client. */
#define MQ_MCP_RELAY_CLIENT "mcp-"

#define MQ_TYPE_MCP_RELAY (mq_mcp_relay_get_type ())
G_DECLARE_FINAL_TYPE (MqMcpRelay, mq_mcp_relay, MQ, MCP_RELAY, GObject)

gboolean mq_mcp_relay_has (MqMcpRelay *self, const char *owner, const char *id);

G_END_DECLS
