/* An account within one program, without a keyring, at a small server that is service and sign-in
 * server in one: many requests renew a token once, and what ends a sign-in. */
#include "client/account/mq-user-account.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-thread.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define N_REQUESTS 8

typedef struct
{
  SoupServer *server;
  char *url;
  char *nonce;
  const char *name;     /* of the account */
  guint generation;     /* of the tokens: access-N, refresh-N */
  guint refused;        /* tokens up to this one are refused by the service */
  guint n_renewals;     /* asked for */
  guint refresh_status; /* of their answers */
  guint n_polls;        /* whether a code was typed */
} Fake;

static void
reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (*body != '\0')
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                      strlen (body));
}

static char *
make_id_token (Fake *fake)
{
  g_autofree char *claims = g_strdup_printf (
      "{\"iss\": \"%s\", \"aud\": \"maquette\", \"nonce\": \"%s\", \"preferred_username\": "
      "\"%s\", \"sub\": \"17\"}",
      fake->url, fake->nonce, fake->name);
  g_autofree char *payload = g_base64_encode ((const guchar *)claims, strlen (claims));

  payload[strcspn (payload, "=")] = '\0';
  return g_strdup_printf ("e30.%s.e30", payload);
}

static void
on_token (Fake *fake, SoupServerMessage *message)
{
  g_autoptr (GBytes) body
      = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (GHashTable) form = soup_form_decode (text);
  const char *grant = g_hash_table_lookup (form, "grant_type");
  gboolean is_renewal = g_str_equal (grant, "refresh_token");
  g_autofree char *current = g_strdup_printf ("refresh-%u", fake->generation);
  g_autofree char *id_token = is_renewal ? g_strdup ("") : make_id_token (fake);
  g_autofree char *answer = NULL;

  if (is_renewal)
    {
      fake->n_renewals++;
      g_assert_cmpstr (g_hash_table_lookup (form, "refresh_token"), ==, current);
      if (fake->refresh_status != 200)
        {
          reply (message, fake->refresh_status, "");
          return;
        }
    }

  if (g_str_has_suffix (grant, ":device_code"))
    {
      fake->n_polls++;
      reply (message, 400, "{\"error\": \"slow_down\"}");
      return;
    }

  fake->generation++;
  answer
      = g_strdup_printf ("{\"access_token\": \"access-%u\", \"refresh_token\": \"refresh-%u\", "
                         "\"token_type\": \"bearer\", \"expires_in\": 300, \"id_token\": \"%s\"}",
                         fake->generation, fake->generation, id_token);
  reply (message, 200, answer);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  Fake *fake = user_data;
  const char *header = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization");
  g_autofree char *current = g_strdup_printf ("Bearer access-%u", fake->generation);
  g_autofree char *answer = NULL;

  if (g_str_equal (path, "/.well-known/oauth-protected-resource"))
    answer = g_strdup_printf ("{\"resource\": \"maquette\", \"authorization_servers\": [\"%s\"], "
                              "\"scopes_supported\": [\"openid\"]}",
                              fake->url);
  else if (g_str_equal (path, "/.well-known/openid-configuration"))
    answer = g_strdup_printf ("{\"issuer\": \"%s\", \"authorization_endpoint\": \"%s/auth\", "
                              "\"token_endpoint\": \"%s/token\", "
                              "\"device_authorization_endpoint\": \"%s/device\"}",
                              fake->url, fake->url, fake->url, fake->url);
  else if (g_str_equal (path, "/device"))
    answer = g_strdup_printf ("{\"device_code\": \"d\", \"user_code\": \"U\", "
                              "\"verification_uri\": \"%s/code\", \"expires_in\": 1, "
                              "\"interval\": 1}",
                              fake->url);

  if (answer != NULL)
    reply (message, 200, answer);
  else if (g_str_equal (path, "/token"))
    on_token (fake, message);
  else if (g_strcmp0 (header, current) == 0 && fake->generation > fake->refused)
    reply (message, 200, "{}");
  else
    reply (message, 401, "{\"type\": \"https://maquette.invalid/problems/sign-in\"}");
}

static Fake *
fake_new (void)
{
  Fake *fake = g_new0 (Fake, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fake->refresh_status = 200;
  fake->name = "alice";
  fake->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fake->server, NULL, on_request, fake, NULL);
  soup_server_listen_local (fake->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fake->server);
  fake->url = g_uri_to_string (uris->data);
  fake->url[strlen (fake->url) - 1] = '\0';
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return fake;
}

static void
fake_free (Fake *fake)
{
  soup_server_disconnect (fake->server);
  g_object_unref (fake->server);
  g_free (fake->url);
  g_free (fake->nonce);
  g_free (fake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fake, fake_free)

static void
on_page (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (SOUP_SESSION (session), result,
                                                               NULL);

  g_assert_nonnull (page);
}

/* The browser of somebody who agrees at once. */
static void
open_page (const char *url, gpointer user_data)
{
  Fake *fake = user_data;
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = soup_form_decode (g_uri_get_query (uri));
  g_autofree char *place = g_strdup_printf (
      "%s?code=c&state=%s", (const char *)g_hash_table_lookup (query, "redirect_uri"),
      (const char *)g_hash_table_lookup (query, "state"));
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", place);

  g_set_str (&fake->nonce, g_hash_table_lookup (query, "nonce"));
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_page, NULL);
}

static MqUserAccount *
sign_in (Fake *fake)
{
  MqUserAccount *account = mq_user_account_get (fake->url);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mq_user_account_get_name (account), !=, fake->name);
  dex_await (mq_user_account_sign_in (account, NULL, open_page, fake, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_user_account_get_name (account), ==, fake->name);
  g_assert_true (mq_user_account_is_in_memory (account));
  return account;
}

/* Starts requests at the same time. Returns how many were answered; the others' error is @code. */
static guint
ask (Fake *fake, int code)
{
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (fake->url);
  DexFuture *futures[N_REQUESTS];
  guint n_good = 0;

  for (gsize i = 0; i < N_REQUESTS; i++)
    futures[i] = mq_service_client_get (client, "/v1/thing");
  for (gsize i = 0; i < N_REQUESTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) answer = dex_await_boxed (futures[i], &error);

      if (answer != NULL)
        n_good++;
      else
        g_assert_error (error, MQ_ERROR, code);
    }

  return n_good;
}

static void
test_renewed_once (void)
{
  g_autoptr (Fake) fake = fake_new ();

  sign_in (fake);
  g_assert_cmpuint (ask (fake, -1), ==, N_REQUESTS);
  g_assert_cmpuint (fake->n_renewals, ==, 0);

  /* All are refused at once, and all get the one new token. */
  fake->refused = fake->generation;
  g_assert_cmpuint (ask (fake, -1), ==, N_REQUESTS);
  g_assert_cmpuint (fake->n_renewals, ==, 1);

  /* One who comes later with the old token gets it, too. */
  g_assert_true (
      dex_await (mq_user_account_renew (mq_user_account_get (fake->url), "access-1"), NULL));
  g_assert_cmpuint (fake->n_renewals, ==, 1);
}

/* A sign-in server that is away, or broken, ends nothing; one that refuses does. */
static void
test_refused (void)
{
  g_autoptr (Fake) fake = fake_new ();
  MqUserAccount *account = sign_in (fake);

  fake->refused = fake->generation;
  fake->refresh_status = 503;
  g_assert_cmpuint (ask (fake, MQ_ERROR_UNREACHABLE), ==, 0);
  g_assert_cmpstr (mq_user_account_get_name (account), ==, "alice");
  g_assert_cmpuint (fake->n_renewals, >=, 1);

  fake->n_renewals = 0;
  fake->refresh_status = 200;
  g_assert_cmpuint (ask (fake, -1), ==, N_REQUESTS);
  g_assert_cmpuint (fake->n_renewals, ==, 1);

  fake->n_renewals = 0;
  fake->refused = fake->generation;
  fake->refresh_status = 400;
  g_assert_cmpuint (ask (fake, MQ_ERROR_SIGN_IN), ==, 0);
  g_assert_null (mq_user_account_get_name (account));
  g_assert_cmpuint (fake->n_renewals, ==, 1);
}

/* The service refuses each token: asked twice, not for ever. */
static void
test_never_enough (void)
{
  g_autoptr (Fake) fake = fake_new ();

  sign_in (fake);
  fake->refused = G_MAXUINT;
  g_assert_cmpuint (ask (fake, MQ_ERROR_SIGN_IN), ==, 0);
  g_assert_cmpuint (fake->n_renewals, <=, N_REQUESTS);
}

/* An account that gets another name is the same one: what it keeps at the service stays its own. */
static void
test_id (void)
{
  g_autoptr (Fake) fake = fake_new ();
  MqUserAccount *account = mq_user_account_get (fake->url);
  g_autofree char *with_slash = g_strconcat (fake->url, "/", NULL);
  g_autofree char *id = NULL;

  g_assert_true (mq_user_account_get (with_slash) == account);
  g_assert_cmpstr (mq_user_account_get_id (account), ==, "");
  sign_in (fake);
  id = g_strdup (mq_user_account_get_id (account));
  g_assert_cmpuint (strlen (id), ==, 64);

  fake->name = "alice.miller";
  sign_in (fake);
  g_assert_cmpstr (mq_user_account_get_id (account), ==, id);
}

/* Another program was stopped while it renewed its tokens: who cannot renew them keeps them. */
static void
test_stopped (void)
{
  g_autoptr (Fake) fake = fake_new ();
  g_autofree char *path = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "maquette",
                                            "accounts.lock", NULL);
  g_autoptr (GSubprocess) holder = NULL;
  g_autoptr (GError) error = NULL;
  MqUserAccount *account = mq_user_account_get (fake->url);

  sign_in (fake);
  holder = mq_test_stop_with_lock (path);
  mq_thread_set_lock_seconds (1);
  g_assert_false (dex_await (mq_user_account_renew (account, "access-1"), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
  g_assert_cmpuint (fake->n_renewals, ==, 0);
  g_assert_nonnull (mq_user_account_get_name (account));
  g_subprocess_force_exit (holder);
}

/* Another program renews its tokens, and its sign-in server is slow: who waits for it blocks
 * nothing else. */
static void
test_locked (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "maquette",
                                            "accounts.lock", NULL);
  int first = dex_await_int (mq_account_store_lock (), NULL);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < g_get_num_processors (); i++)
    g_ptr_array_add (waiting, mq_account_store_lock ());
  mq_test_await_lockers (path, waiting->len);
  mq_test_use_pool ();
  for (guint i = 0; i < waiting->len; i++)
    g_assert_true (dex_future_is_pending (waiting->pdata[i]));

  close (first);
  while (waiting->len > 0)
    {
      g_autoptr (DexFuture) any = dex_future_firstv ((DexFuture **)waiting->pdata, waiting->len);

      dex_await (g_steal_pointer (&any), NULL);
      for (guint i = waiting->len; i-- > 0;)
        if (!dex_future_is_pending (waiting->pdata[i]))
          {
            close (dex_await_int (dex_ref (waiting->pdata[i]), NULL));
            g_ptr_array_remove_index (waiting, i);
          }
    }
}

static void
show_code (const char *url, const char *code, const char *whole, gpointer user_data)
{
}

/* A sign-in server that wants to be asked less often does not end the sign-in: the code does. */
static void
test_slow_down (void)
{
  g_autoptr (Fake) fake = fake_new ();
  g_autoptr (GError) error = NULL;

  dex_await (
      mq_user_account_sign_in_with_device (mq_user_account_get (fake->url), show_code, NULL, NULL),
      &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
  g_assert_cmpuint (fake->n_polls, ==, 1);
}

MQ_TEST_PROGRAM (user_account)
{
  mq_test_init (&argc, &argv);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  mq_test_add_fiber ("/user-account/renewed-once", test_renewed_once);
  mq_test_add_fiber ("/user-account/refused", test_refused);
  mq_test_add_fiber ("/user-account/never-enough", test_never_enough);
  mq_test_add_fiber ("/user-account/id", test_id);
  mq_test_add_fiber ("/user-account/locked", test_locked);
  mq_test_add_fiber ("/user-account/stopped", test_stopped);
  mq_test_add_fiber ("/user-account/slow-down", test_slow_down);

  return mq_test_run ();
}
