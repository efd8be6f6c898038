/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker of a shared service, see mq-mcp-worker.h. Its registration is a stream of requests; when
 * it breaks, the service has told the programs that their requests are lost, so all that was begun
 * for them ends, and another registration follows. */
#include "mcp/mq-mcp-worker.h"

#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-sse.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-offer.h"

#define FIBER_STACK (256 * 1024)
#define CHUNK (16 * 1024)
/* The service sends a comment every 15 s; after this long the connection is dead. */
#define SILENCE_SECONDS 60
#define MAX_DELAY_SECONDS 30
/* Progress is sent at most once a second, since a service takes so many requests a minute only. */
#define PROGRESS_SECONDS 1

/* The name of all programs together, in the list of rights. */
#define PROGRAMS "shared-service"

typedef struct
{
  MqServiceClient *client;
  char *path; /* where the answers go */
  MqMcpServer *server;
  GString *lines; /* not sent yet, with commas between */
  gboolean has_answer;
  DexPromise *news;   /* resolves when there is a line, or an answer */
  DexPromise *broken; /* rejects when the registration is over */
} Registration;

static void
registration_clear (Registration *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->server);
  g_string_free (self->lines, TRUE);
  g_free (self->path);
  dex_clear (&self->news);
  dex_clear (&self->broken);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Registration, registration_clear)

static void
break_off (Registration *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->broken)))
    dex_promise_reject (self->broken, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Over"));
}

static void
send_line (const char *line, gpointer user_data)
{
  Registration *self = user_data;
  g_autoptr (DexPromise) news = self->news;

  g_string_append_printf (self->lines, "%s%s", self->lines->len > 0 ? "," : "", line);
  self->has_answer = self->has_answer || !g_str_has_prefix (line, "{\"method\"");
  self->news = dex_promise_new ();
  dex_promise_resolve_boolean (news, TRUE);
}

/* A service that is busy is asked again. An answer that cannot be sent would keep its program
 * waiting: the registration ends. */
static DexFuture *
post_fiber (gpointer user_data)
{
  Registration *self = user_data;
  DexFuture *broken = DEX_FUTURE (self->broken);
  gboolean is_good = TRUE;

  while (is_good)
    {
      g_autoptr (GBytes) bytes = NULL;
      GString *body;
      gint64 deadline;
      gboolean is_busy;

      while (self->lines->len == 0 && dex_future_is_pending (broken))
        dex_await (mq_fiber_unless (broken, dex_ref (DEX_FUTURE (self->news))), NULL);
      deadline = g_get_monotonic_time () + PROGRESS_SECONDS * G_USEC_PER_SEC;
      while (!self->has_answer && g_get_monotonic_time () < deadline
             && dex_future_is_pending (broken))
        dex_await (dex_future_first (dex_timeout_new_deadline (deadline),
                                     dex_ref (DEX_FUTURE (self->news)), dex_ref (broken), NULL),
                   NULL);
      if (!dex_future_is_pending (broken))
        break;

      body = self->lines;
      g_string_prepend (body, "{\"messages\":[");
      g_string_append (body, "]}");
      self->lines = g_string_new (NULL);
      self->has_answer = FALSE;
      bytes = g_string_free_to_bytes (body);
      do
        {
          g_autoptr (GError) error = NULL;

          is_good = dex_await (
              mq_fiber_unless (broken, mq_service_client_send (self->client, "POST", self->path,
                                                               bytes, "application/json")),
              &error);
          is_busy = g_error_matches (error, MQ_ERROR, MQ_ERROR_BUSY);
          if (is_busy)
            dex_await (mq_fiber_unless (broken, dex_timeout_new_seconds (PROGRESS_SECONDS)), NULL);
        }
      while (is_busy);
    }

  break_off (self);
  return dex_future_new_true ();
}

static DexFuture *
ended_cb (DexFuture *ended, gpointer broken)
{
  if (dex_future_is_pending (broken))
    dex_promise_reject (broken, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped"));
  return dex_future_new_true ();
}

/* Answers requests until the stream breaks, or @ended rejects. Awaits. */
static void
answer (MqMcpContext *context, MqServiceClient *client, const char *id, GInputStream *stream,
        DexFuture *ended)
{
  g_auto (Registration) self = { .client = g_object_ref (client),
                                 .path = g_strdup_printf ("/v1/mcp/workers/%s/messages", id),
                                 .lines = g_string_new (NULL),
                                 .news = dex_promise_new (),
                                 .broken = dex_promise_new () };
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (DexFuture) watching = dex_future_catch (dex_ref (ended), ended_cb,
                                                     dex_ref (self.broken), dex_unref);
  g_autoptr (DexFuture) posting = NULL;

  self.server = mq_mcp_offer_make_server (context, send_line, &self);
  mq_mcp_server_set_relayed (self.server, PROGRAMS);
  posting = mq_fiber_spawn (NULL, FIBER_STACK, post_fiber, &self, NULL);
  for (;;)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (
              DEX_FUTURE (self.broken),
              mq_http_with_timeout (dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT),
                                    SILENCE_SECONDS)),
          NULL);
      gsize length = 0;
      const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
      MqSseEvent *event;

      if (length == 0 || !mq_sse_parser_push (parser, data, length, NULL))
        break;

      while ((event = mq_sse_parser_pop (parser)) != NULL)
        {
          mq_mcp_server_receive (self.server, event->data, strlen (event->data));
          mq_sse_event_free (event);
        }
    }

  break_off (&self);
  dex_await (mq_mcp_server_stop (self.server), NULL);
  dex_await (g_steal_pointer (&posting), NULL);
}

/**
 * mq_mcp_worker_serve:
 * @context: what the tools work with
 * @url: of the service
 * @ended: rejects when it is to end
 * @notify: is told when the connection is there, and when it was lost
 * @user_data: for @notify
 * @error: why the service refuses
 *
 * Answers requests that come from the service; a service that is away is tried again. Awaits.
 *
 * Returns: whether @ended has ended it
 */
gboolean
mq_mcp_worker_serve (MqMcpContext *context, const char *url, DexFuture *ended,
                     MqMcpWorkerNotify notify, gpointer user_data, GError **error)
{
  int delay = 1;

  while (dex_future_is_pending (ended))
    {
      /* A service on this computer that was started again has a new token. */
      g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (url);
      g_autofree char *id = mq_json_new_id ();
      g_autoptr (GError) why = NULL;
      g_autoptr (JsonObject) body = mq_json_new ("id:s", id);
      g_autoptr (GInputStream) stream = dex_await_object (
          mq_fiber_unless (ended, mq_service_client_open_stream (client, "/v1/mcp/workers", body)),
          &why);

      if (stream != NULL)
        {
          delay = 1;
          notify (TRUE, user_data);
          answer (context, client, id, stream, ended);
          if (dex_future_is_pending (ended))
            notify (FALSE, user_data);
        }
      else if (dex_future_is_pending (ended)
               && !g_error_matches (why, MQ_ERROR, MQ_ERROR_UNREACHABLE)
               && !g_error_matches (why, MQ_ERROR, MQ_ERROR_BUSY))
        return mq_fail_with (error, &why);

      dex_await (mq_fiber_unless (ended, dex_timeout_new_seconds (delay)), NULL);
      delay = MIN (2 * delay, MAX_DELAY_SECONDS);
    }

  return TRUE;
}
