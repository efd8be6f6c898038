/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The offer of Maquette to programs by the Model Context Protocol: its tools, with the words that
 * teach a model to use them. Used by the command `mcp`. */
#pragma once

#include "mcp/mq-mcp-context.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

MqMcpServer *mq_mcp_offer_make_server (MqMcpContext *context, MqMcpSend send,
                                       gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
