/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* prompts/list and prompts/get: what a user may choose in a program that offers prompts. Used by
 * mq-mcp-offer.c. */
#pragma once

#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

JsonObject *mq_mcp_prompts_list (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_mcp_prompts_get (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
