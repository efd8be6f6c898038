/* The agent service of this user on this computer: one process for a state folder, shared by all windows and terminals.
 * Whoever comes first starts it, under a lock; it ends by itself when no client is left. */
#pragma once

#include "client/run/mq-service-client.h"

G_BEGIN_DECLS

/* Resolves to an MqServiceClient that reaches it, started where it does not run. */
DexFuture *mq_embedded_service_connect (void) G_GNUC_WARN_UNUSED_RESULT;
/* The end of what it wrote to standard error since it was started, for a message; may be empty. */
char *mq_embedded_service_dup_log (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
