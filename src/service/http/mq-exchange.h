/* MqExchange: one request and its reply, for a route; and MqRoute, the entries of the tables of
 * routes. */
#pragma once

#include "service/http/mq-clients.h"
#include "service/models/mq-models-offer.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-runs.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** MQ_HTTP_MAX_JSON: bytes of a JSON body. */
#define MQ_HTTP_MAX_JSON (1024 * 1024)
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
  MQ_BODY_PICTURE,
  MQ_BODY_FILE, /* gzip or JSON, not parsed */
} MqBody;

/**
 * MqRoute:
 * @method: GET, POST, PUT, DELETE
 * @path: segments, `{id}` stands for a run's id, `{team}` for a team's, `{blender}` for a Blender's
 * @body: the kind of body
 * @max_body: bytes
 * @func: the handler
 */
typedef struct
{
  const char *method;
  const char *path;
  MqBody body;
  gsize max_body;
  MqRouteFunc func;
} MqRoute;

/**
 * MqExchange:
 * @is_private: the request came over a Unix socket, so from the user of this service
 * @segment: (nullable): the id of a run, a team, a client or a Blender in the path
 * @bytes: (nullable): the body, of a route that has one
 * @json: (nullable): the body of a route that has %MQ_BODY_JSON
 */
struct _MqExchange
{
  SoupServerMessage *message;
  MqRuns *runs;
  MqClients *clients;
  gboolean is_private;
  const MqRoute *route;
  GHashTable *query;
  char *segment;
  GBytes *bytes;
  JsonObject *json;

  /*< private >*/
  DexPromise *gone;
  DexPromise *wrote; /* resolves when the current piece is written; NULL: none */
  GSource *hang_up;
  guint timeout; /* of the connection, to restore after a stream */
  guint streaming : 1;
  guint finished : 1; /* libsoup has finished the message */
};

/* One table in each file, ended by a route without a method. */
extern const MqRoute mq_routes_runs[];
extern const MqRoute mq_routes_results[];
extern const MqRoute mq_routes_turns[];
extern const MqRoute mq_routes_events[];
extern const MqRoute mq_routes_knowledge[];
extern const MqRoute mq_routes_clients[];
extern const MqRoute mq_routes_lead[];
extern const MqRoute mq_routes_teams[];
extern const MqRoute mq_routes_service[];
extern const MqRoute mq_routes_models[];

const MqRoute *mq_route_find (const char *method, const char *path, char **segment, char **allow);

MqExchange *
mq_exchange_new (SoupServerMessage *message, GHashTable *query, MqRuns *runs, MqClients *clients,
                 gboolean is_private, const MqRoute *route, const char *segment);
void mq_exchange_free (MqExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExchange, mq_exchange_free)

void mq_exchange_start (MqExchange *self);

MqServiceSettings *
mq_exchange_find_settings (MqExchange *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_exchange_get_query (MqExchange *self, const char *key);
/* Resolves to TRUE when the client has left or the reply is sent. */
DexFuture *mq_exchange_wait_gone (MqExchange *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_exchange_is_gone (MqExchange *self);

MqServiceRun *mq_exchange_open_run (MqExchange *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mq_exchange_reply (MqExchange *self, guint status, JsonObject *body);
void mq_exchange_begin_stream (MqExchange *self, const char *type);
gboolean mq_exchange_send_piece (MqExchange *self, GString *text, GError **error);

JsonObject *mq_run_record_to_json (const MqRunRecord *record) G_GNUC_WARN_UNUSED_RESULT;

void mq_http_set_problem (SoupServerMessage *message, MqHttpProblem problem, const char *detail);

G_END_DECLS
