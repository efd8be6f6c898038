/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tools/list and tools/call: the tools of tools.json, with their arguments checked before they are
 * called. Used by mq-mcp-offer.c. */
#pragma once

#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

JsonObject *mq_mcp_tools_list (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_mcp_tools_call (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
