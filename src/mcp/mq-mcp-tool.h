/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tools that programs call, see tools.json for what programs are told of them. Each has a
 * function; those of one purpose share a file. Used by mq-mcp-offer.c. */
#pragma once

#include "client/export/mq-export.h"
#include "mcp/mq-mcp-context.h"
#include "mcp/mq-mcp-result.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

/**
 * MqMcpTool:
 * @name: as tools.json has it
 * @run: does it, on a fiber; awaits. The arguments follow the tool's inputSchema. It returns
 *   (transfer full) what is answered; an error is answered as a failed result
 * @is_long: whether it takes minutes, so that it becomes a task where the program knows tasks
 */
typedef struct
{
  const char *name;
  MqMcpResult *(*run) (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments,
                       GError **error);
  gboolean is_long;
} MqMcpTool;

/* Made by meson of the files with tools; the last is %NULL. */
extern const MqMcpTool *const mq_mcp_tool_tables[];

/* A sheet of a version's six views, for a model. */
gboolean mq_mcp_look (MqMcpCall *call, MqMcpContext *context, MqVersion *version,
                      MqMcpResult *result, GError **error);

/* Writes a file of a version and reports its progress; awaits the end of its Blender, too.
 * @options: (transfer full). Returns: (transfer full) (nullable): the report of the file */
JsonObject *mq_mcp_export (MqMcpCall *call, MqMcpContext *context, MqVersion *version,
                           MqExportOptions *options, GError **error);

G_END_DECLS
