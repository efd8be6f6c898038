/* MqHttpServer: the service's HTTP side. Accepts connections, looks at who and what comes before any
 * body is read, and hands requests to their routes. */
#pragma once

#include "service/http/mq-clients.h"
#include "service/run/mq-runs.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** MQ_HTTP_MAX_CONNECTIONS: at the same time; a further one is closed at once. */
#define MQ_HTTP_MAX_CONNECTIONS 128
/** MQ_HTTP_IDLE_SECONDS: a connection on which nothing moves is closed. */
#define MQ_HTTP_IDLE_SECONDS 300

#define MQ_TYPE_HTTP_SERVER (mq_http_server_get_type ())
G_DECLARE_FINAL_TYPE (MqHttpServer, mq_http_server, MQ, HTTP_SERVER, GObject)

MqHttpServer *mq_http_server_new (MqRuns *runs);
gboolean mq_http_server_listen_unix (MqHttpServer *self, const char *path, GError **error);
gboolean mq_http_server_listen_tcp (MqHttpServer *self, const char *address, const char *folder,
                                    GError **error);
MqClients *mq_http_server_get_clients (MqHttpServer *self);
const char *mq_http_server_get_place (MqHttpServer *self);
const char *mq_http_server_get_token_file (MqHttpServer *self);
void mq_http_server_close (MqHttpServer *self);

G_END_DECLS
