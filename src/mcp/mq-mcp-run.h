/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that a program asked for: performed to its end, told as progress, and answered as the
 * version that it made or as what went wrong. Used by the tools that make versions. */
#pragma once

#include "client/run/mq-run-options.h"
#include "mcp/mq-mcp-tool.h"

G_BEGIN_DECLS

MqConfig *
mq_mcp_run_make_config (MqMcpContext *context, JsonObject *arguments) G_GNUC_WARN_UNUSED_RESULT;
MqMcpResult *mq_mcp_run_perform (MqMcpCall *call, MqMcpContext *context, MqConfig *config,
                                 MqRunOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
