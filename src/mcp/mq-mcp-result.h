/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpResult: what a tool answers: its values, as the tool's outputSchema has them, and pictures
 * and links beside them. Used by all tools. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_MCP_PICTURE_MAX: bytes of one picture in an answer. */
#define MQ_MCP_PICTURE_MAX (1024 * 1024)

/** MQ_MCP_STATUS: member of `_meta` of a failure: the exit status of a command that fails so. */
#define MQ_MCP_STATUS "maquette/status"

typedef struct _MqMcpResult MqMcpResult;

MqMcpResult *mq_mcp_result_new (JsonObject *values) G_GNUC_WARN_UNUSED_RESULT;
MqMcpResult *mq_mcp_result_new_failure (const char *text, int status) G_GNUC_WARN_UNUSED_RESULT;
MqMcpResult *
mq_mcp_result_new_quoted_failure (const GError *error, const char *text) G_GNUC_WARN_UNUSED_RESULT;
MqMcpResult *mq_mcp_result_new_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
void mq_mcp_result_free (MqMcpResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMcpResult, mq_mcp_result_free)

JsonObject *mq_mcp_result_get_values (MqMcpResult *self);
gboolean
mq_mcp_result_add_picture (MqMcpResult *self, const char *folder, const char *name, GError **error);
void
mq_mcp_result_add_link (MqMcpResult *self, const char *uri, const char *name, const char *type);

JsonObject *mq_mcp_result_to_json (MqMcpResult *self, JsonArray *ignored) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
