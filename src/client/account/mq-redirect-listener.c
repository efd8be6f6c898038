/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRedirectListener, see mq-redirect-listener.h. */
#include "client/account/mq-redirect-listener.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-oauth-scope.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PATH "/callback"
/* A browser sends one to two KiB. */
#define MAX_REQUEST 16384
#define MAX_CODE 4096
#define MAX_WORDS 300
/* Connections that have said nothing yet. */
#define MAX_SILENT 16
#define CONNECTION_SECONDS 10
#define FIBER_STACK (128 * 1024)

struct _MqRedirectListener
{
  GObject parent_instance;

  GSocketListener *listener;
  char *uri;
  char *state;
  char *issuer;
  DexPromise *answer; /* the code */
  gboolean is_answered;
  GQueue silent; /* GSocketConnection: the oldest first */
};

typedef enum
{
  PAGE_STRANGE,
  PAGE_SIGNED_IN,
  PAGE_REFUSED,
  N_PAGES
} Page;

G_DEFINE_FINAL_TYPE (MqRedirectListener, mq_redirect_listener, G_TYPE_OBJECT)

static void
mq_redirect_listener_finalize (GObject *object)
{
  MqRedirectListener *self = MQ_REDIRECT_LISTENER (object);

  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_queue_clear_full (&self->silent, g_object_unref);
  dex_clear (&self->answer);
  g_free (self->uri);
  g_free (self->state);
  g_free (self->issuer);

  G_OBJECT_CLASS (mq_redirect_listener_parent_class)->finalize (object);
}

static void
mq_redirect_listener_class_init (MqRedirectListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_redirect_listener_finalize;
}

static void
mq_redirect_listener_init (MqRedirectListener *self)
{
  self->listener = g_socket_listener_new ();
  self->answer = dex_promise_new ();
}

/* Returns the port, or 0. */
static guint16
listen (MqRedirectListener *self, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
}

/* @ports: (nullable): the ports to try, "47101,47102"; %NULL: one that is free; @state: that
 * only this try's answer can know; @issuer: the sign-in server that is to answer; @error:
 * %MQ_ERROR_BAD_INPUT, %MQ_ERROR_CONFLICT. Returns: (transfer full) (nullable): a listener; it
 * listens until it is finalized */
MqRedirectListener *
mq_redirect_listener_new (const char *ports, const char *state, const char *issuer, GError **error)
{
  g_autoptr (MqRedirectListener) self = g_object_new (MQ_TYPE_REDIRECT_LISTENER, NULL);
  g_auto (GStrv) numbers = ports != NULL ? g_strsplit (*ports != '\0' ? ports : "none", ",", -1)
                                         : NULL;
  g_autoptr (GError) why = NULL;
  guint16 port = ports == NULL ? listen (self, 0, &why) : 0;

  for (gsize i = 0; numbers != NULL && numbers[i] != NULL && port == 0; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (g_strstrip (numbers[i]), 10, 1, G_MAXUINT16, &number, NULL))
        return mq_fail_null (
            error, MQ_ERROR_BAD_INPUT,
            _ ("“server.redirect_ports” must be ports, separated by commas, not “%s”"), ports);

      g_clear_error (&why);
      port = listen (self, (guint16)number, &why);
    }

  if (port == 0 && why->domain == MQ_ERROR)
    return mq_fail_null_with (error, &why);
  if (port == 0)
    return mq_fail_null (error, MQ_ERROR_CONFLICT,
                         _ ("The browser’s answer cannot be received: %s"), why->message);

  self->uri = g_strdup_printf ("http://127.0.0.1:%u" PATH, port);
  self->state = g_strdup (state);
  self->issuer = g_strdup (issuer);
  return g_steal_pointer (&self);
}

/* Returns: the address for the sign-in server to send the browser to */
const char *
mq_redirect_listener_get_uri (MqRedirectListener *self)
{
  g_return_val_if_fail (MQ_IS_REDIRECT_LISTENER (self), NULL);

  return self->uri;
}

static const struct
{
  const char *status;
  const char *title;
  const char *text;
} pages[N_PAGES] = {
  [PAGE_STRANGE] = { "400 Bad Request", N_ ("Not the Answer of a Sign-In"),
                     N_ ("Maquette does not know this address, or it was used before.") },
  [PAGE_SIGNED_IN] = { "200 OK", N_ ("Signed In"),
                       N_ ("You can close this tab and return to Maquette.") },
  [PAGE_REFUSED] = { "200 OK", N_ ("Not Signed In"),
                     N_ ("Maquette shows the reason. You can close this tab.") },
};

/* Title and text of each page, in the user's language; gettext owns them. */
static const char *words[N_PAGES][2];

/**
 * mq_redirect_listener_translate:
 *
 * Lets the pages be in the language that is now in effect. Without this call, it is the one when
 * the first page is made.
 */
void
mq_redirect_listener_translate (void)
{
  for (gsize i = 0; i < N_PAGES; i++)
    {
      words[i][0] = _ (pages[i].title);
      words[i][1] = _ (pages[i].text);
    }
}

/* Returns: (nullable): the query of the answer that is waited for; %NULL for anything else */
static GHashTable *
parse_request (MqRedirectListener *self, const char *request)
{
  static const char beginning[] = "GET " PATH "?";
  g_autoptr (GHashTable) query = NULL;
  g_autofree char *text = NULL;
  const char *start = request + strlen (beginning);
  const char *state;
  gsize length;

  if (!g_str_has_prefix (request, beginning))
    return NULL;

  length = strcspn (start, " \r\n");
  if (!g_str_has_prefix (start + length, " HTTP/1."))
    return NULL;

  text = g_strndup (start, length);
  query = soup_form_decode (text);
  state = g_hash_table_lookup (query, "state");
  return state != NULL && mq_text_is_same_secret (state, self->state) ? g_steal_pointer (&query)
                                                                      : NULL;
}

/* Awaits. Returns: (transfer full) (nullable): the request's head */
static char *
read_head (GSocketConnection *stream, DexFuture *dropped)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  g_autoptr (GString) head = g_string_new (NULL);

  while (head->len <= MAX_REQUEST)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (dropped, dex_input_stream_read_bytes (input, 4096, G_PRIORITY_DEFAULT)),
          NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        return NULL;

      g_string_append_len (head, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      if (strlen (head->str) != head->len)
        return NULL;
      if (strstr (head->str, "\r\n\r\n") != NULL)
        return g_string_free_and_steal (g_steal_pointer (&head));
    }

  return NULL;
}

/* Awaits. */
static void
send_page (GSocketConnection *stream, Page page, DexFuture *dropped)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (stream));
  g_autofree char *body = NULL;
  g_autoptr (GBytes) rest = NULL;
  char *text;

  if (words[page][0] == NULL)
    mq_redirect_listener_translate ();

  body = g_markup_printf_escaped (
      "<!doctype html><meta charset=\"utf-8\"><title>Maquette</title>"
      "<style>body{font:1.2em sans-serif;margin:20vh auto;max-width:30em;text-align:center;"
      "color-scheme:light dark}</style><h1>%s</h1><p>%s</p>\n",
      words[page][0], words[page][1]);
  text = g_strdup_printf ("HTTP/1.1 %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %zu\r\n"
                          "Content-Security-Policy: default-src 'none'; style-src "
                          "'unsafe-inline'\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "Cache-Control: no-store\r\n"
                          "Connection: close\r\n\r\n%s",
                          pages[page].status, strlen (body), body);
  rest = g_bytes_new_take (text, strlen (text));

  while (g_bytes_get_size (rest) > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize written = dex_await_int64 (
          mq_fiber_unless (dropped,
                           dex_output_stream_write_bytes (output, rest, G_PRIORITY_DEFAULT)),
          &error);
      g_autoptr (GBytes) left = NULL;

      if (error != NULL || written <= 0)
        return;

      left = g_bytes_new_from_bytes (rest, written, g_bytes_get_size (rest) - written);
      g_bytes_unref (rest);
      rest = g_steal_pointer (&left);
    }
}

/* The answer counts even if the browser does not read the page. */
static DexFuture *
connection_fiber (MqRedirectListener *self, GSocketConnection *stream, DexFuture *dropped)
{
  g_autofree char *head = read_head (stream, dropped);
  g_autoptr (GHashTable) query = NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  const char *code, *refusal, *issuer;
  GError *problem = NULL;

  if (!g_queue_remove (&self->silent, stream)) /* and so closed */
    return dex_future_new_true ();

  g_object_unref (stream);
  query = head != NULL ? parse_request (self, head) : NULL;
  if (query == NULL || self->is_answered)
    {
      send_page (stream, PAGE_STRANGE, dropped);
      return dex_future_new_true ();
    }

  self->is_answered = TRUE;
  code = g_hash_table_lookup (query, "code");
  refusal = g_hash_table_lookup (query, "error");
  issuer = g_hash_table_lookup (query, "iss");
  name = mq_text_clean (refusal, MAX_WORDS);
  description = mq_text_clean (g_hash_table_lookup (query, "error_description"), MAX_WORDS);

  /* RFC 9207: the answer of another server, which was perhaps given the code by mistake. */
  if (issuer != NULL && !g_str_equal (issuer, self->issuer))
    mq_fail (&problem, MQ_ERROR_SIGN_IN, "%s",
             _ ("A different sign-in server answered\nTry again. If it happens again, "
                "tell the people who run the service"));
  else if (g_strcmp0 (refusal, "access_denied") == 0)
    mq_fail (&problem, MQ_ERROR_SIGN_IN, "%s",
             _ ("Signing in was refused in the browser\nTry again, and allow Maquette "
                "to use the account"));
  else if (refusal != NULL)
    mq_fail (&problem, MQ_ERROR_SIGN_IN,
             /* Translators: an error’s name, a blank or nothing, its description */
             _ ("The sign-in server refused: %s%s%s\nTry again. If it happens again, "
                "tell the people who run the service"),
             name, *description != '\0' ? " " : "", description);
  else if (!mq_oauth_is_value (code, MAX_CODE))
    mq_fail (&problem, MQ_ERROR_SIGN_IN, "%s",
             _ ("The sign-in server’s answer has no code\nTry again"));

  send_page (stream, problem == NULL ? PAGE_SIGNED_IN : PAGE_REFUSED, dropped);
  if (problem == NULL)
    dex_promise_resolve_string (self->answer, g_strdup (code));
  else
    dex_promise_reject (self->answer, problem);
  return dex_future_new_true ();
}

static DexFuture *
wait_fiber (MqRedirectListener *self, DexFuture *dropped)
{
  g_autoptr (DexFuture) ended = dex_future_first (dex_ref (dropped), dex_ref (self->answer), NULL);

  while (dex_future_is_pending (ended))
    {
      g_autoptr (GSocketConnection) stream = dex_await_object (
          mq_fiber_unless (ended, dex_socket_listener_accept (self->listener)), NULL);

      if (stream != NULL)
        {
          /* When it is full, the oldest goes: another user of this computer who opens connections
           * and says nothing cannot keep the browser out. */
          if (self->silent.length == MAX_SILENT)
            {
              g_autoptr (GSocketConnection) oldest = g_queue_pop_head (&self->silent);

              g_socket_shutdown (g_socket_connection_get_socket (oldest), TRUE, TRUE, NULL);
            }

          g_queue_push_tail (&self->silent, g_object_ref (stream));
          dex_future_disown (mq_http_with_timeout (
              mq_fiber_spawn_droppable_with (FIBER_STACK, connection_fiber,
                                             (MQ_TYPE_REDIRECT_LISTENER, self),
                                             (G_TYPE_SOCKET_CONNECTION, stream)),
              CONNECTION_SECONDS));
        }
      else if (dex_future_is_pending (ended))
        dex_await (mq_fiber_unless (ended, dex_timeout_new_seconds (1)), NULL);
    }

  g_socket_listener_close (self->listener);
  return g_steal_pointer (&ended);
}

static DexFuture *
not_answered (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT))
    return dex_ref (future);

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT, "%s",
                                _ ("Nobody signed in within five minutes\nTry again"));
}

/* Takes the first answer that has the state. Everything else gets status 400. @seconds: how long
 * to wait. Returns: (transfer full): resolves to the code; rejects with %MQ_ERROR_SIGN_IN if the
 * sign-in server refused, with %MQ_ERROR_TIMEOUT after @seconds */
DexFuture *
mq_redirect_listener_wait (MqRedirectListener *self, guint seconds)
{
  dex_return_error_if_fail (MQ_IS_REDIRECT_LISTENER (self));

  return dex_future_catch (
      mq_http_with_timeout (mq_fiber_spawn_droppable_with (FIBER_STACK, wait_fiber,
                                                           (MQ_TYPE_REDIRECT_LISTENER, self)),
                            seconds),
      not_answered, NULL, NULL);
}
