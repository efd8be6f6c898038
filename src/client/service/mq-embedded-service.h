/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The agent service of this user on this computer: one process for each state folder, shared
 * by all windows and terminals. The first client starts it, under a lock; it exits when no
 * client is left. */
#pragma once

#include "client/service/mq-service-client.h"

G_BEGIN_DECLS

/* Resolves to an MqServiceClient for the service, which is started if it does not run. */
DexFuture *mq_embedded_service_connect (void) G_GNUC_WARN_UNUSED_RESULT;
/* From now on, this program has a service that no other one shares; call it before any other. */
gboolean mq_embedded_service_use_own (GError **error);
/* The folders of kinds that such a service reads, instead of the usual ones. */
void mq_embedded_service_set_kinds (const char *const *folders);
DexFuture *mq_embedded_service_leave_own (void) G_GNUC_WARN_UNUSED_RESULT;
/* The end of the service's standard error since its start, for error messages; may be empty. */
char *mq_embedded_service_dup_log (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
