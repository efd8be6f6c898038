/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a team understands a message before a run begins, and what it would leave out. The window and
 * the command line ask the user about that. */
#pragma once

#include "client/service/mq-service-connection.h"

G_BEGIN_DECLS

/* Resolves to the answer of POST /v1/teams/{team}/understanding. @team: (nullable): the service's
 * default; @wanted: (nullable): what a plan is to have (docs/inside/protocol.md); @settings: as for
 * mq_service_connection_ask(). */
DexFuture *
mq_message_preview_load (MqServiceConnection *connection, const char *team, const char *text,
                         JsonObject *wanted, JsonObject *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: the words that are left out, and why; NULL: there is nothing to ask. @preview:
 * (nullable), the answer. */
char *mq_message_preview_describe_omission (JsonObject *preview) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
