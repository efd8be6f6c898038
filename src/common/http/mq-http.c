/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libsoup's and GIO's asynchronous calls as futures, see mq-http.h. */
#include "common/http/mq-http.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK 32768

static void
send_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, error);
}

/**
 * mq_http_send:
 * @session: a session
 * @message: a request
 *
 * Returns: (transfer full): resolves to the #GInputStream of the answer's body once its headers are
 *   there; dropping the future cancels the request
 */
DexFuture *
mq_http_send (SoupSession *session, SoupMessage *message)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT,
                           dex_promise_get_cancellable (promise), send_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static DexFuture *
read_all_fiber (GInputStream *stream, gsize limit, DexFuture *dropped)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (;;)
    {
      GError *error = NULL;
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (dropped,
                           dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT)),
          &error);

      if (bytes == NULL)
        return dex_future_new_for_error (error);

      if (g_bytes_get_size (bytes) == 0)
        return dex_future_new_take_boxed (G_TYPE_BYTES,
                                          g_byte_array_free_to_bytes (g_steal_pointer (&all)));

      if (all->len + g_bytes_get_size (bytes) > limit)
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL,
                                      _ ("The answer is larger than %zu bytes"), limit);

      g_byte_array_append (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

/**
 * mq_http_read_all:
 * @stream: a body
 * @limit: most bytes to take
 *
 * Returns: (transfer full): resolves to the #GBytes; rejects with %MQ_ERROR_PROTOCOL beyond @limit
 */
DexFuture *
mq_http_read_all (GInputStream *stream, gsize limit)
{
  return mq_fiber_spawn_droppable_with (0, read_all_fiber, (G_TYPE_INPUT_STREAM, stream),
                                        (G_TYPE_ULONG, limit));
}

static DexFuture *
too_slow (DexFuture *timeout, gpointer user_data)
{
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT, "%s", _ ("No answer in time"));
}

/**
 * mq_http_with_timeout:
 * @future: (transfer full): a future that may never resolve
 * @seconds: the limit, in seconds
 *
 * Returns: (transfer full): @future, or %MQ_ERROR_TIMEOUT; then @future is dropped, which cancels
 *   it
 */
DexFuture *
mq_http_with_timeout (DexFuture *future, guint seconds)
{
  return dex_future_first (
      future, dex_future_catch (dex_timeout_new_seconds ((int)seconds), too_slow, NULL, NULL),
      NULL);
}

/**
 * mq_http_describe_error:
 * @error: why a request failed
 *
 * Returns: (transfer full): its message; of an untrusted certificate also, in a second line, what
 *   to do
 */
char *
mq_http_describe_error (const GError *error)
{
  if (!g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_strdup (error->message);

  return g_strconcat (error->message, "\n",
                      _ ("Its certificate is not trusted. If an authority of your own has signed "
                         "it, add that authority to the certificates of this computer."),
                      NULL);
}

/**
 * mq_http_is_loopback:
 * @uri: an address
 *
 * Returns: whether its host is this computer
 */
gboolean
mq_http_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return host != NULL
         && (g_ascii_strcasecmp (host, "localhost") == 0
             || (address != NULL && g_inet_address_get_is_loopback (address)));
}

/**
 * mq_http_is_safe_url:
 * @url: an address
 *
 * Returns: whether a secret may be sent there: https, or http on this computer
 */
gboolean
mq_http_is_safe_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return FALSE;

  return g_str_equal (g_uri_get_scheme (uri), "https")
         || (g_str_equal (g_uri_get_scheme (uri), "http") && mq_http_is_loopback (uri));
}

/**
 * mq_http_complete_url:
 * @typed: an address as a user types it: "localhost:11434"
 *
 * Adds “http://” for this computer, and for a port of a private host; else “https://”.
 *
 * Returns: (transfer full): the address, without spaces around it; "" for ""
 */
char *
mq_http_complete_url (const char *typed)
{
  /* Names that the Internet does not know. */
  static const char *const endings[] = { ".local", ".lan", ".home", ".internal", ".home.arpa" };
  g_autofree char *plain = g_strstrip (g_strdup (typed));
  g_autofree char *http = g_strconcat ("http://", plain, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;
  const char *host;
  gboolean is_private;

  if (*plain == '\0' || strstr (plain, "://") != NULL)
    return g_steal_pointer (&plain);

  uri = g_uri_parse (http, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || (host = g_uri_get_host (uri)) == NULL)
    return g_strconcat ("https://", plain, NULL);

  if ((address = g_inet_address_new_from_string (host)) != NULL)
    is_private = g_inet_address_get_is_site_local (address)
                 || g_inet_address_get_is_link_local (address);
  else
    is_private = strchr (host, '.') == NULL;
  for (gsize i = 0; address == NULL && i < G_N_ELEMENTS (endings); i++)
    is_private |= g_str_has_suffix (host, endings[i]);

  if (mq_http_is_loopback (uri) || (is_private && g_uri_get_port (uri) > 0))
    return g_steal_pointer (&http);

  return g_strconcat ("https://", plain, NULL);
}

/* Called for what the system does not trust. */
static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate,
                       GTlsCertificateFlags errors, gpointer database)
{
  GUri *uri = soup_message_get_uri (message);
  g_autoptr (GSocketConnectable) identity
      = g_network_address_new (g_uri_get_host (uri), (guint16)MAX (g_uri_get_port (uri), 0));

  return g_tls_database_verify_chain (database, certificate,
                                      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                      G_TLS_DATABASE_VERIFY_NONE, NULL, NULL)
         == G_TLS_CERTIFICATE_NO_FLAGS;
}

static void
unref_database (gpointer database, GClosure *closure)
{
  g_object_unref (database);
}

/**
 * mq_http_trust:
 * @message: a request that is not sent yet
 * @ca_file: certificates of authorities, or of a server, as PEM
 * @error: the file cannot be read
 *
 * Returns: whether the request also trusts these certificates
 */
gboolean
mq_http_trust (SoupMessage *message, const char *ca_file, GError **error)
{
  g_autoptr (GError) why = NULL;
  GTlsDatabase *database = g_path_is_absolute (ca_file) ? g_tls_file_database_new (ca_file, &why)
                                                        : NULL;

  if (database == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("the certificates in “%s” cannot be read: %s"),
                    ca_file, why != NULL ? why->message : _ ("it is not an absolute path"));

  g_signal_connect_data (message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                         database, unref_database, G_CONNECT_DEFAULT);
  return TRUE;
}

/**
 * mq_http_init:
 *
 * Registers types that libsoup and GDBus use, before there is a second thread. GLib 2.84 can
 * deadlock when one thread initializes a class (#SoupSession) whose properties have a type
 * (#GInetSocketAddress) that another thread registers at that moment: GDBus does so when libsecret
 * connects to the session bus.
 */
void
mq_http_init (void)
{
  g_type_ensure (G_TYPE_INET_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_PROXY_ADDRESS);
  g_type_class_unref (g_type_class_ref (SOUP_TYPE_SESSION));
}
