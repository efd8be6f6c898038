/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that a tool writes for a program: in the folder that the user allowed, under a plain
 * name, and never over a file that no tool has written. Used by the tools that export. */
#pragma once

#include "client/session/mq-session.h"
#include "mcp/mq-mcp-result.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

char *mq_mcp_target_choose (MqMcpCall *call, JsonObject *arguments, MqSession *session,
                            MqVersion *version, const char *suffix,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_mcp_target_save_report (const char *path, JsonObject *report, GError **error);
void mq_mcp_target_add_link (const char *path, const char *type, MqMcpResult *result);

G_END_DECLS
