/* MqEmbeddedService: a maquette-service of one's own, as a child on a private Unix socket. It ends
 * with this process, however that ends, and can be started again when it died. */
#pragma once

#include "client/run/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_TYPE_EMBEDDED_SERVICE (mq_embedded_service_get_type ())
G_DECLARE_FINAL_TYPE (MqEmbeddedService, mq_embedded_service, MQ, EMBEDDED_SERVICE, GObject)

MqEmbeddedService *mq_embedded_service_new (const char *config_file);
void mq_embedded_service_set_replay (MqEmbeddedService *self, const char *file);
DexFuture *mq_embedded_service_start (MqEmbeddedService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_embedded_service_stop (MqEmbeddedService *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_embedded_service_dup_log (MqEmbeddedService *self) G_GNUC_WARN_UNUSED_RESULT;
GPid mq_embedded_service_get_pid (MqEmbeddedService *self);

G_END_DECLS
