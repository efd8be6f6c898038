/* MqHttpServer: the service's HTTP side. Accepts connections, checks the peer and the headers
 * before a body is read, and passes requests to their routes. */
#pragma once

#include "service/http/mq-exchange.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** MQ_HTTP_MAX_CONNECTIONS: open at the same time; further ones are closed at once. */
#define MQ_HTTP_MAX_CONNECTIONS 512
/** MQ_HTTP_IDLE_SECONDS: an idle connection is closed after this time. */
#define MQ_HTTP_IDLE_SECONDS 300
/** MQ_HTTP_HEADER_SECONDS: a connection whose first request has no complete headers by then is
 * closed, so that silent clients cannot use up the connections. */
#define MQ_HTTP_HEADER_SECONDS 30

#define MQ_TYPE_HTTP_SERVER (mq_http_server_get_type ())
G_DECLARE_FINAL_TYPE (MqHttpServer, mq_http_server, MQ, HTTP_SERVER, GObject)

/**
 * MqHttpServer:
 * @clients: the registered clients
 * @place: where it listens, for the user: the socket's path or a URL
 * @token_file: (nullable): the file with the access token; %NULL on a Unix socket
 */
struct _MqHttpServer
{
  GObject parent_instance;

  MqRuns *runs;
  MqClients *clients;
  char *place;
  char *token_file;

  /*< private >*/
  SoupServer *soup;
  GSocketService *acceptor;
  gboolean is_unix;
  char *path;   /* of a Unix socket that goes with the service */
  char *token;  /* access token; NULL on a Unix socket */
  char **hosts; /* allowed Host headers; NULL on a Unix socket, which web pages cannot reach */
  guint connections;
  MqFindAccount find_account; /* NULL at a service without accounts */
  MqMayEnter may_enter;       /* NULL: as find_account says */
  gpointer find_account_data;
};

MqHttpServer *mq_http_server_new (MqRuns *runs);
void mq_http_server_set_find_account (MqHttpServer *self, MqFindAccount func, MqMayEnter may_enter,
                                      gpointer user_data);
gboolean mq_http_server_listen_unix (MqHttpServer *self, const char *path, GError **error);
gboolean mq_http_server_listen_tcp (MqHttpServer *self, const char *address, const char *folder,
                                    GError **error);
gboolean mq_http_server_listen_socket (MqHttpServer *self, GSocket *socket, const char *folder,
                                       GError **error);
void mq_http_server_close (MqHttpServer *self);

G_END_DECLS
