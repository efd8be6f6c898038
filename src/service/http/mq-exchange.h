/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExchange: one request and its reply, for a route; and MqRoute, the entries of the tables of
 * routes. */
#pragma once

#include "service/account/mq-account.h"
#include "service/http/mq-clients.h"
#include "service/http/mq-mcp-relay.h"
#include "service/models/mq-models.h"
#include "service/run/mq-http-problem.h"
#include "service/runs/mq-runs.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** MQ_HTTP_MAX_JSON: bytes of a JSON body. */
#define MQ_HTTP_MAX_JSON (1024 * 1024)
/** MQ_HTTP_MAX_OPEN_OWNED: requests of one account under way at the same time, event streams above
 * all: a sixteenth of the connections (mq-http-server.h), and twice the runs of an account. */
#define MQ_HTTP_MAX_OPEN_OWNED 32
/** MQ_HTTP_MAX_STREAMS: replies of a service with accounts that last as long as their reader likes:
 * three quarters of the connections, so that streams leave room for other requests. */
#define MQ_HTTP_MAX_STREAMS 384
/** MQ_METRICS_PATH: the one address that is not for clients. */
#define MQ_METRICS_PATH "/metrics"
/** MQ_HTTP_MAX_INTROSPECTION: bytes of an introspection of a Blender, compressed. */
#define MQ_HTTP_MAX_INTROSPECTION (32 * 1024 * 1024)

typedef struct _MqExchange MqExchange;

/**
 * MqRouteFunc:
 *
 * Handles a request, on a fiber. Replies, or returns %FALSE with an error that becomes the reply.
 */
typedef gboolean (*MqRouteFunc) (MqExchange *exchange, GError **error);

typedef enum
{
  MQ_BODY_NONE, /* the body is ignored */
  MQ_BODY_JSON,
  MQ_BODY_MESSAGE, /* JSON that the route reads itself */
  MQ_BODY_PICTURE,
  MQ_BODY_FILE,    /* gzip or JSON, not parsed */
  MQ_BODY_SESSION, /* the file of a session */
} MqBody;

/**
 * MqFindAccount:
 * @message: a request
 * @user_data: from mq_http_server_set_find_account()
 *
 * Finds out who sends a request, on the fiber of its exchange. Sets headers of a refusal itself,
 * such as WWW-Authenticate.
 *
 * Returns: (transfer full): resolves to a #MqAccount; a rejection becomes the problem `sign-in`
 * (exchange_find_refusal()), or that of its error if it is of the domain %MQ_HTTP_PROBLEM_ERROR
 */
typedef DexFuture *(*MqFindAccount) (SoupServerMessage *message, gpointer user_data);

/**
 * MqMayEnter:
 * @message: a request, of which only the headers are there
 * @user_data: from mq_http_server_set_find_account()
 * @error: why not, for the client
 *
 * Returns: %FALSE if #MqFindAccount would surely reject it, so that its body is not stored; sets
 *   headers of the refusal itself
 */
typedef gboolean (*MqMayEnter) (SoupServerMessage *message, gpointer user_data, GError **error);

/**
 * MqAreAccountsReady:
 * @user_data: from mq_http_server_set_find_account()
 *
 * Returns: at once, whether #MqFindAccount can find out who sends a request
 */
typedef gboolean (*MqAreAccountsReady) (gpointer user_data);

/**
 * MqRoute:
 * @method: GET, POST, PUT, DELETE
 * @path: segments, `{id}` stands for a run's id, `{team}` for a team's, `{blender}` for a Blender's
 * @body: the kind of body
 * @max_body: bytes
 * @func: the handler
 * @is_public: a shared service answers without knowing who asks
 * @is_stream: the reply lasts as long as its reader likes
 * @is_for_worker: the node answers to which a worker of the sender is connected
 * @members: (nullable): what a JSON body may have, with blanks between; another member is refused,
 *   because it may be a mistake, or mean something that this service would not do
 */
typedef struct
{
  const char *method;
  const char *path;
  MqBody body;
  gsize max_body;
  MqRouteFunc func;
  gboolean is_public;
  gboolean is_stream;
  gboolean is_for_worker;
  const char *members;
} MqRoute;

/**
 * MqExchange:
 * @is_private: the request came over a Unix socket, so from the user of this service; never at a
 *   service with accounts, whose proxy may be at such a socket
 * @account: (nullable): who sends it; %NULL at a service without accounts
 * @segment: (nullable): the id of a run, a team, a client or a Blender in the path
 * @bytes: (nullable): the body, of a route that has one
 * @json: (nullable): the body of a route that has %MQ_BODY_JSON
 */
struct _MqExchange
{
  SoupServerMessage *message;
  MqRuns *runs;
  MqClients *clients;
  MqMcpRelay *relay;
  gboolean is_private;
  MqAccount *account;
  const MqRoute *route;
  GHashTable *query;
  char *segment;
  GBytes *bytes;
  JsonObject *json;

  /*< private >*/
  MqFindAccount find_account;
  MqAreAccountsReady are_accounts_ready;
  gpointer find_account_data;
  GHashTable *open; /* account, or streams → number of requests under way; NULL without accounts */
  DexPromise *gone;
  DexPromise *wrote; /* resolves when the current piece is written; NULL: none */
  GSource *hang_up;
  gpointer in_hand; /* its place, see mq-in-hand.h */
  guint timeout;    /* of the connection, to restore after a stream */
  guint streaming : 1;
  guint finished : 1; /* libsoup has finished the message */
  guint counted : 1;  /* in open */
};

/* Made by meson of the files in service/routes, which have a table each, ended by a route without a
 * method; the last is %NULL. */
extern const MqRoute *const mq_route_tables[];

const MqRoute *mq_route_find (const char *method, const char *path, char **segment, char **allow);

MqExchange *
mq_exchange_new (SoupServerMessage *message, GHashTable *query, MqRuns *runs, MqClients *clients,
                 gboolean is_private, const MqRoute *route, const char *segment);
void mq_exchange_free (MqExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExchange, mq_exchange_free)

MqServiceSettings *
mq_exchange_find_settings (MqExchange *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_exchange_get_query (MqExchange *self, const char *key);
gboolean mq_exchange_read_number (MqExchange *self, const char *key, gint64 most, gint64 *number,
                                  GError **error);
/* Resolves to TRUE when the client has left or the reply is sent. */
DexFuture *mq_exchange_wait_gone (MqExchange *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_exchange_is_gone (MqExchange *self);
void mq_exchange_watch_client (MqExchange *self);

void mq_exchange_set_find_account (MqExchange *self, MqFindAccount func, gpointer user_data,
                                   GHashTable *open);
gboolean mq_exchange_count_open (MqExchange *self, GError **error);
const char *mq_exchange_get_owner (MqExchange *self);
gboolean mq_exchange_has_client (MqExchange *self, const char *client);
MqRunRecord *mq_exchange_find_run (MqExchange *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqServiceRun *mq_exchange_open_run (MqExchange *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_exchange_reply (MqExchange *self, guint status, JsonObject *body);
void mq_exchange_reply_text (MqExchange *self, guint status, const char *type, char *text);
void mq_exchange_begin_stream (MqExchange *self, const char *type);
gboolean mq_exchange_send_piece (MqExchange *self, GString *text, GError **error);
gboolean mq_exchange_send_bytes (MqExchange *self, GBytes *bytes, GError **error);

JsonObject *mq_run_record_to_json (const MqRunRecord *record) G_GNUC_WARN_UNUSED_RESULT;

void mq_http_set_problem (SoupServerMessage *message, MqHttpProblem problem, const char *detail);

G_END_DECLS
