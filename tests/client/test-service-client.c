/* The service's client against a small server whose answers are made for each test: events across
 * packets, resumption, problems, and every way in which an answer can be wrong. */
#include "client/service/mq-service-connection.h"
#include "client/service/mq-http-problem-error.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  SoupServer *server;
  char *url;
  guint requests;
  GPtrArray *last_ids; /* what each request for events said in Last-Event-ID */
  SoupServerMessage *held;
} Fake;

static void
on_health (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static void
on_client (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/event-stream", SOUP_MEMORY_STATIC, ":\n\n", 3);
}

static Fake *
fake_new (SoupServerCallback handler)
{
  Fake *fake = g_new0 (Fake, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fake->last_ids = g_ptr_array_new_with_free_func (g_free);
  fake->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fake->server, "/v1/health", on_health, NULL, NULL);
  soup_server_add_handler (fake->server, "/v1/clients", on_client, NULL, NULL);
  soup_server_add_handler (fake->server, "/v1/runs", handler, fake, NULL);
  g_assert_true (soup_server_listen_local (fake->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (fake->server);
  fake->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return fake;
}

static void
fake_free (Fake *fake)
{
  soup_server_disconnect (fake->server);
  g_object_unref (fake->server);
  g_clear_object (&fake->held);
  g_ptr_array_unref (fake->last_ids);
  g_free (fake->url);
  g_free (fake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fake, fake_free)

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
note_last_id (Fake *fake, SoupServerMessage *message)
{
  const char *id = soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                 "Last-Event-ID");

  g_ptr_array_add (fake->last_ids, g_strdup (id != NULL ? id : "none"));
  fake->requests++;
}

/* Requests */

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  static const struct
  {
    const char *path;
    guint status;
    const char *body;
  } answers[] = {
    { "/v1/runs/good", 200, "{\"id\": \"x\"}" },
    { "/v1/runs/empty", 202, "" },
    { "/v1/runs/noise", 200, "<html>" },
    { "/v1/runs/list", 200, "[1, 2]" },
    { "/v1/runs/unknown-kind", 422,
      "{\"type\": \"https://maquette.invalid/problems/unknown-kind\", \"title\": \"t\", "
      "\"status\": 422, "
      "\"detail\": \"No kind \\u001b[31mof that\", \"next\": \"Set up a model\"}" },
    { "/v1/runs/bare", 500, "oh no" },
    { "/v1/runs/odd", 500, "{\"type\": 5, \"detail\": [], \"next\": {}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (answers[i].path, path))
      {
        answer (message, answers[i].status, "application/json", answers[i].body);
        return;
      }

  if (g_str_equal (path, "/v1/runs/echo"))
    {
      SoupMessageBody *body = soup_server_message_get_request_body (message);
      g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      answer (message, 200, "application/json", text);
    }
  else if (g_str_equal (path, "/v1/runs/huge"))
    {
      g_autofree char *text = g_strnfill (17 * 1024 * 1024, ' ');

      answer (message, 200, "application/json", text);
    }
  else
    answer (message, 404, "text/plain", "");
}

static void
assert_rejects (MqServiceClient *client, const char *path, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_service_client_get (client, path), &error));
  g_assert_error (error, MQ_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_requests (void)
{
  g_autoptr (Fake) fake = fake_new (on_request);
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (fake->url);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"text\": \"“ä”\"}",
                                                strlen ("{\"text\": \"“ä”\"}"));
  g_autoptr (JsonObject) good = NULL;
  g_autoptr (JsonObject) echo = NULL;
  g_autoptr (GError) error = NULL;

  good = dex_await_boxed (mq_service_client_get (client, "/v1/runs/good"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (good, "id", NULL), ==, "x");

  echo = dex_await_boxed (
      mq_service_client_send (client, SOUP_METHOD_POST, "/v1/runs/echo", body, "application/json"),
      &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (echo, "text", NULL), ==, "“ä”");
  g_assert_true (dex_await (mq_service_client_delete (client, "/v1/runs/empty"), &error));

  assert_rejects (client, "/v1/runs/noise", MQ_ERROR_PROTOCOL, "Not JSON");
  assert_rejects (client, "/v1/runs/list", MQ_ERROR_PROTOCOL, "object");
  assert_rejects (client, "/v1/runs/huge", MQ_ERROR_PROTOCOL, "larger");
  assert_rejects (client, "/v1/runs/unknown-kind", MQ_ERROR_UNKNOWN_KIND,
                  "No kind [31mof that\nSet up a model");
  assert_rejects (client, "/v1/runs/bare", MQ_ERROR_FAILED, "500");
  assert_rejects (client, "/v1/runs/odd", MQ_ERROR_FAILED, "500");
}

static void
test_unreachable (void)
{
  g_autofree char *nowhere = g_build_filename (mq_test_get_dir (), "nobody.socket", NULL);
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_socket (nowhere);

  assert_rejects (client, "/v1/health", MQ_ERROR_UNREACHABLE, "Could not reach");
}

/* Events */

static void
on_good_events (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer user_data)
{
  note_last_id (user_data, message);
  answer (
      message, 200, "text/event-stream",
      ": hello\n\n"
      "id: 1\nevent: phase\ndata: {\"phase\": \"create\",\ndata:  \"state\": \"started\"}\n\n"
      "id: 2\nevent: step\ndata: {\"step\": 1, \"role\": \"writer\", \"state\": \"started\"}\n\n"
      "id: 2\nevent: step\ndata: {\"step\": 1, \"role\": \"writer\", \"state\": \"started\"}\n\n"
      "id: 3\r\nevent: done\r\ndata: {\"reason\": \"finished\"}\r\n\r\n"
      "id: 4\nevent: cut\ndata: {");
}

static void
test_events (void)
{
  g_autoptr (Fake) fake = fake_new (on_good_events);
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (fake->url);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqEventStream) stream = dex_await_object (mq_service_client_listen (client, "abc", 0),
                                                       &error);
  static const char *const types[] = { "phase", "step", "done" };

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (MqRunEvent) event = dex_await_boxed (mq_event_stream_next (stream), &error);

      g_assert_no_error (error);
      g_assert_cmpint (event->id, ==, i + 1);
      g_assert_cmpstr (mq_run_event_get_name (event), ==, types[i]);
    }

  /* A tail without its blank line is no event; the end is said. */
  g_assert_false (dex_await (mq_event_stream_next (stream), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
}

static const char *bad_stream;

static void
on_bad_events (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
               gpointer user_data)
{
  answer (message, 200, "text/event-stream", bad_stream);
}

static void
test_bad_events (void)
{
  static const char *const streams[] = {
    "event: step\ndata: {}\n\n",
    "id: one\nevent: step\ndata: {}\n\n",
    "id: 0\nevent: step\ndata: {}\n\n",
    "id: -1\nevent: step\ndata: {}\n\n",
    "id: 2\nevent: step\ndata: {}\n\n",
    "id: 1\nevent: step\ndata: [1]\n\n",
    "id: 1\nevent: step\ndata: oh no\n\n",
    "id: 1\nevent: refinement\ndata: {\"text\": 1}\n\n",
    "event: stream\ndata: {\"step\": 1}\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr (Fake) fake = fake_new (on_bad_events);
      g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (fake->url);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqEventStream) stream = NULL;

      bad_stream = streams[i];
      stream = dex_await_object (mq_service_client_listen (client, "abc", 0), &error);
      g_assert_no_error (error);
      g_assert_false (dex_await (mq_event_stream_next (stream), &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
    }
}

/* A service that never ends: every request gets ten more events of 1 MiB. */
static void
on_flood (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer user_data)
{
  const char *last = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Last-Event-ID");
  gint64 id = last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0;
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GString) events = g_string_new (NULL);

  for (int i = 0; i < 10; i++)
    g_string_append_printf (events, "id: %" G_GINT64_FORMAT "\nevent: a\ndata: {\"x\": \"%s\"}\n\n",
                            ++id, filler);
  answer (message, 200, "text/event-stream", events->str);
}

static void
test_flood (void)
{
  g_autoptr (Fake) fake = fake_new (on_flood);
  g_autoptr (MqServiceConnection) link = mq_service_connection_new_for_url (fake->url);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (dex_await (mq_service_connection_open (link), &error));
  mq_service_connection_follow (link, "abc");
  while (dex_await (mq_service_connection_next_event (link), &error))
    g_assert_cmpuint (++n, <, 100);

  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_cmpuint (n, >=, 60);
  g_assert_true (dex_await (mq_service_connection_close (link), NULL));
}

/* The first connection breaks off in the middle of event 2, the second goes on. */
static void
on_broken_events (SoupServer *server, SoupServerMessage *message, const char *path,
                  GHashTable *query, gpointer user_data)
{
  Fake *fake = user_data;

  note_last_id (fake, message);
  answer (message, 200, "text/event-stream",
          fake->requests == 1 ? "id: 1\nevent: a\ndata: {}\n\nid: 2\nevent: b\nda"
                              : "id: 2\nevent: b\ndata: {}\n\nid: 3\nevent: c\ndata: {}\n\n");
}

static void
test_resume (void)
{
  g_autoptr (Fake) fake = fake_new (on_broken_events);
  g_autoptr (MqServiceConnection) link = mq_service_connection_new_for_url (fake->url);
  g_autoptr (GError) error = NULL;

  g_assert_true (dex_await (mq_service_connection_open (link), &error));
  mq_service_connection_follow (link, "abc");
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (MqRunEvent) event = dex_await_boxed (mq_service_connection_next_event (link),
                                                      &error);

      g_assert_no_error (error);
      g_assert_cmpint (event->id, ==, i);
    }

  g_assert_cmpuint (fake->last_ids->len, ==, 2);
  g_assert_cmpstr (fake->last_ids->pdata[0], ==, "none");
  g_assert_cmpstr (fake->last_ids->pdata[1], ==, "1");
  g_assert_true (dex_await (mq_service_connection_close (link), &error));
}

/* An event, and the stream stays open. */
static void
on_held_events (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer user_data)
{
  static const char first[] = "id: 1\nevent: a\ndata: {}\n\n";
  Fake *fake = user_data;

  note_last_id (fake, message);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "text/event-stream", NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            first, strlen (first));
  g_set_object (&fake->held, message);
}

/* Another run is followed while an event of the first one is read. */
static void
test_follow_another (void)
{
  static const char second[] = "id: 2\nevent: b\ndata: {}\n\n";
  g_autoptr (Fake) fake = fake_new (on_held_events);
  g_autoptr (MqServiceConnection) link = mq_service_connection_new_for_url (fake->url);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  DexFuture *late;

  g_assert_true (dex_await (mq_service_connection_open (link), &error));
  mq_service_connection_follow (link, "abc");
  g_assert_true (dex_await (mq_service_connection_next_event (link), &error));
  late = mq_service_connection_next_event (link);
  mq_service_connection_follow (link, "abd");

  soup_message_body_append (soup_server_message_get_response_body (fake->held), SOUP_MEMORY_STATIC,
                            second, strlen (second));
  soup_server_message_unpause (fake->held);
  g_assert_false (dex_await (late, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  g_clear_error (&error);

  event = dex_await_boxed (mq_service_connection_next_event (link), &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->id, ==, 1);
  g_assert_cmpuint (fake->last_ids->len, ==, 2);
  g_assert_cmpstr (fake->last_ids->pdata[1], ==, "none");
  g_assert_true (dex_await (mq_service_connection_close (link), &error));
}

/* At first a comment and nothing else, then an event. */
static void
on_quiet_events (SoupServer *server, SoupServerMessage *message, const char *path,
                 GHashTable *query, gpointer user_data)
{
  static const char quiet[] = ": still here\n\n";
  Fake *fake = user_data;

  on_held_events (server, message, path, query, user_data);
  if (fake->requests == 2)
    return;

  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            quiet, strlen (quiet));
}

static gboolean
count_quiet (MqServiceConnection *link, guint *left)
{
  static const char first[] = "id: 1\nevent: a\ndata: {}\n\n";
  Fake *fake = g_object_get_data (G_OBJECT (link), "fake");

  if (*left == 0)
    return TRUE;

  --*left;
  soup_message_body_append (soup_server_message_get_response_body (fake->held), SOUP_MEMORY_STATIC,
                            first, strlen (first));
  soup_server_message_unpause (fake->held);
  return FALSE;
}

/* Comments alone are no life: the events are asked for again, unless nothing is due. */
static void
test_quiet (void)
{
  for (guint n_not_due = 0; n_not_due < 2; n_not_due++)
    {
      g_autoptr (Fake) fake = fake_new (on_quiet_events);
      g_autoptr (MqServiceConnection) link = mq_service_connection_new_for_url (fake->url);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqRunEvent) event = NULL;
      guint left = n_not_due;

      mq_event_stream_set_quiet_seconds (0);
      g_object_set_data (G_OBJECT (link), "fake", fake);
      g_signal_connect (link, "quiet", G_CALLBACK (count_quiet), &left);
      g_assert_true (dex_await (mq_service_connection_open (link), &error));
      mq_service_connection_follow (link, "abc");
      event = dex_await_boxed (mq_service_connection_next_event (link), &error);
      g_assert_no_error (error);
      g_assert_cmpint (event->id, ==, 1);
      g_assert_cmpuint (fake->requests, ==, 2 - n_not_due);
      g_assert_true (dex_await (mq_service_connection_close (link), &error));
    }
}

MQ_TEST_PROGRAM (service_client)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/service-client/requests", test_requests);
  mq_test_add_fiber ("/service-client/unreachable", test_unreachable);
  mq_test_add_fiber ("/service-client/events", test_events);
  mq_test_add_fiber ("/service-client/bad-events", test_bad_events);
  mq_test_add_fiber ("/service-client/resume", test_resume);
  mq_test_add_fiber ("/service-client/quiet", test_quiet);
  mq_test_add_fiber ("/service-client/follow-another", test_follow_another);
  mq_test_add_fiber ("/service-client/flood", test_flood);
  return mq_test_run ();
}
