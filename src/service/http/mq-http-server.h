/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHttpServer: the service's HTTP side. Accepts connections, checks the peer and the headers
 * before a body is read, and passes requests to their routes. */
#pragma once

#include "service/http/mq-exchange.h"

#include <glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _MqAllowedHosts MqAllowedHosts;

MqAllowedHosts *mq_allowed_hosts_new (const char *hosts, const char *origins,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_allowed_hosts_free (MqAllowedHosts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAllowedHosts, mq_allowed_hosts_free)

void mq_allowed_hosts_add_url (MqAllowedHosts *self, const char *url);

#define MQ_TYPE_HTTP_SERVER (mq_http_server_get_type ())
G_DECLARE_FINAL_TYPE (MqHttpServer, mq_http_server, MQ, HTTP_SERVER, GObject)

/**
 * MqHttpServer:
 * @clients: the registered clients
 * @relay: the workers that run tools for programs
 * @place: where it listens, for the user: the socket's path or a URL
 * @token_file: (nullable): the file with the access token; %NULL on a Unix socket
 */
struct _MqHttpServer
{
  GObject parent_instance;

  MqRuns *runs;
  MqClients *clients;
  MqMcpRelay *relay;
  char *place;
  char *token_file;

  /*< private >*/
  SoupServer *soup;
  GSocketService *acceptor;
  gboolean is_unix;
  char *path;          /* of a Unix socket that goes with the service */
  char *token;         /* access token; NULL on a Unix socket */
  char *metrics_token; /* NULL: as all other requests */
  MqAllowedHosts *hosts;
  guint connections;
  MqFindAccount find_account; /* NULL at a service without accounts */
  MqAreAccountsReady are_accounts_ready;
  MqMayEnter may_enter; /* NULL: as find_account says */
  gpointer find_account_data;
  GHashTable *open; /* account → number of its requests under way; NULL without accounts */
};

MqHttpServer *mq_http_server_new (MqRuns *runs);
void mq_http_server_set_find_account (MqHttpServer *self, MqFindAccount func, MqMayEnter may_enter,
                                      MqAreAccountsReady are_ready, gpointer user_data);
void mq_http_server_set_hosts (MqHttpServer *self, MqAllowedHosts *hosts);
void mq_http_server_set_metrics_token (MqHttpServer *self, const char *token);
gboolean mq_http_server_listen_unix (MqHttpServer *self, const char *path, GError **error);
gboolean mq_http_server_listen_tcp (MqHttpServer *self, const char *address, const char *folder,
                                    GError **error);
gboolean mq_http_server_listen_socket (MqHttpServer *self, GSocket *socket, const char *folder,
                                       GError **error);
void mq_http_server_close (MqHttpServer *self);

G_END_DECLS
