/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How the configuration of other programs names Maquette's server: where it is, and the snippet
 * that belongs into it. Used by the command `mcp`. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqMcpSetupFormat:
 * @MQ_MCP_SETUP_COMMAND: JSON; `command` is the program and `args` are its arguments
 * @MQ_MCP_SETUP_LIST: JSON; `command` is both
 * @MQ_MCP_SETUP_YAML: Goose's
 * @MQ_MCP_SETUP_TOML: Codex's
 */
typedef enum
{
  MQ_MCP_SETUP_COMMAND,
  MQ_MCP_SETUP_LIST,
  MQ_MCP_SETUP_YAML,
  MQ_MCP_SETUP_TOML,
} MqMcpSetupFormat;

/**
 * MqMcpSetup:
 * @id: as the user types it
 * @title: the program
 * @member: of the configuration, which holds the servers
 * @type: (nullable): member `type` of a server
 * @format: of the configuration
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *member;
  const char *type;
  MqMcpSetupFormat format;
} MqMcpSetup;

const MqMcpSetup *mq_mcp_setup_find (const char *id);
GStrv mq_mcp_setup_list_ids (void) G_GNUC_WARN_UNUSED_RESULT;

char *mq_mcp_setup_get_path (const MqMcpSetup *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_mcp_setup_can_merge (const MqMcpSetup *self);
char *mq_mcp_setup_make_snippet (const MqMcpSetup *self,
                                 const char *const *command) G_GNUC_WARN_UNUSED_RESULT;
char *mq_mcp_setup_merge (const MqMcpSetup *self, const char *const *command, const char *text,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
