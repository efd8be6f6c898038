/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rights of the program that a server serves, as the user has them now: they are read for each
 * request, so that they can be taken away at any time. Used by the offer and by tools. */
#pragma once

#include "client/programs/mq-programs.h"
#include "mcp/mq-mcp-context.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

/* For MqMcpOffer. */
void mq_mcp_rights_introduce (MqMcpServer *server);

/* These await, too. */
MqProgramEntry *mq_mcp_rights_load (MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_mcp_rights_require (MqMcpCall *call, MqProgramFlags right, GError **error);
void mq_mcp_rights_note_session (MqMcpCall *call, const char *session);
void mq_mcp_rights_leave (MqMcpContext *context);

G_END_DECLS
