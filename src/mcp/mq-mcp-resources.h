/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* resources/list, resources/templates/list and resources/read: the files of versions, by addresses
 * such as maquette://session/k3v9x2m7qa/version/3/script.py. Used by mq-mcp-offer.c. */
#pragma once

#include "client/session/mq-session.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

JsonObject *mq_mcp_resources_list (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_resources_list_templates (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_mcp_resources_read (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
