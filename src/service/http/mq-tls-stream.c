/* MqTlsStream, see mq-tls-stream.h. Main thread only. */
#include "service/http/mq-tls-private.h"

#include <errno.h>

/* What the system's administrator allows, without what RFC 8996 forbids. */
#define PRIORITY "-VERS-TLS1.1:-VERS-TLS1.0:-VERS-DTLS-ALL"

G_DEFINE_FINAL_TYPE (MqTlsStream, mq_tls_stream, G_TYPE_IO_STREAM)

static GInputStream *
get_input_stream (GIOStream *stream)
{
  return MQ_TLS_STREAM (stream)->input;
}

static GOutputStream *
get_output_stream (GIOStream *stream)
{
  return MQ_TLS_STREAM (stream)->output;
}

static gboolean
close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  MqTlsStream *self = MQ_TLS_STREAM (stream);

  /* Without waiting: a client that is gone takes no goodbye. */
  if (!g_socket_is_closed (self->socket) && !dex_future_is_pending (DEX_FUTURE (self->agreed)))
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
  return g_io_stream_close (G_IO_STREAM (self->connection), cancellable, error);
}

/* Not on another thread, as GIO would. */
static void
close_async (GIOStream *stream, int priority, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);
  GError *error = NULL;

  if (close_stream (stream, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mq_tls_stream_finalize (GObject *object)
{
  MqTlsStream *self = MQ_TLS_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  gnutls_deinit (self->session);
  mq_tls_credentials_unref (self->credentials);
  g_clear_object (&self->connection);
  dex_clear (&self->agreed);

  G_OBJECT_CLASS (mq_tls_stream_parent_class)->finalize (object);
}

static void
mq_tls_stream_class_init (MqTlsStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_tls_stream_finalize;
  stream_class->get_input_stream = get_input_stream;
  stream_class->get_output_stream = get_output_stream;
  stream_class->close_fn = close_stream;
  stream_class->close_async = close_async;
  stream_class->close_finish = close_finish;
}

static void
mq_tls_stream_init (MqTlsStream *self)
{
  self->input = mq_tls_input_new (self);
  self->output = mq_tls_output_new (self);
  self->agreed = dex_promise_new ();
}

/* Through GSocket, which knows of timeouts and of what was shut down. */
static ssize_t
fail_transport (MqTlsStream *self, const GError *error)
{
  gnutls_transport_set_errno (
      self->session,
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? EAGAIN : ECONNRESET);
  return -1;
}

static ssize_t
pull (gnutls_transport_ptr_t data, void *buffer, size_t length)
{
  MqTlsStream *self = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_with_blocking (self->socket, buffer, length, FALSE, NULL, &error);

  return n >= 0 ? n : fail_transport (self, error);
}

static ssize_t
push (gnutls_transport_ptr_t data, const void *buffer, size_t length)
{
  MqTlsStream *self = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_send_with_blocking (self->socket, buffer, length, FALSE, NULL, &error);

  return n >= 0 ? n : fail_transport (self, error);
}

/**
 * mq_tls_stream_new:
 * @connection: a connection, of which nothing was read
 * @credentials: of the service
 *
 * Returns: (transfer full): a stream, to be used after mq_tls_stream_handshake()
 */
MqTlsStream *
mq_tls_stream_new (GSocketConnection *connection, MqTlsCredentials *credentials)
{
  static const gnutls_datum_t protocol = { (guchar *)"http/1.1", 8 };
  MqTlsStream *self = g_object_new (MQ_TYPE_TLS_STREAM, NULL);

  self->connection = g_object_ref (connection);
  self->socket = g_socket_connection_get_socket (connection);
  self->credentials = mq_tls_credentials_ref (credentials);
  if (gnutls_init (&self->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0
      || gnutls_set_default_priority_append (self->session, PRIORITY, NULL, 0) < 0
      || gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials->credentials)
             < 0)
    g_error ("GnuTLS cannot be used");

  gnutls_session_ticket_enable_server (self->session, &credentials->ticket_key);
  gnutls_alpn_set_protocols (self->session, &protocol, 1, 0);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_pull_function (self->session, pull);
  gnutls_transport_set_push_function (self->session, push);
  return self;
}

static gboolean step_cb (GSocket *socket, GIOCondition condition, gpointer user_data);

static void
step (MqTlsStream *self)
{
  int status;
  g_autoptr (GSource) source = NULL;

  do
    status = gnutls_handshake (self->session);
  while (status < 0 && status != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (status));

  if (status == GNUTLS_E_SUCCESS)
    {
      dex_promise_resolve_boolean (self->agreed, TRUE);
      return;
    }

  if (status != GNUTLS_E_AGAIN)
    {
      gnutls_alert_send_appropriate (self->session, status);
      dex_promise_reject (self->agreed, g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE,
                                                             gnutls_strerror (status)));
      return;
    }

  source = g_socket_create_source (
      self->socket, gnutls_record_get_direction (self->session) ? G_IO_OUT : G_IO_IN, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (step_cb), g_object_ref (self), g_object_unref);
  g_source_attach (source, NULL);
}

static gboolean
step_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  step (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * mq_tls_stream_handshake:
 *
 * Call it once.
 *
 * Returns: (transfer full): resolves to %TRUE when both sides agree; rejects with a #GTlsError,
 *   also when the socket is shut down
 */
DexFuture *
mq_tls_stream_handshake (MqTlsStream *self)
{
  step (self);
  return dex_ref (DEX_FUTURE (self->agreed));
}

static gssize
fail (int status, GError **error)
{
  if (status == GNUTLS_E_AGAIN || status == GNUTLS_E_INTERRUPTED)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Not yet");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, gnutls_strerror (status));
  return -1;
}

gssize
mq_tls_stream_read (MqTlsStream *self, void *data, gsize length, GError **error)
{
  gssize n;

  /* A client that wants to agree anew, which TLS 1.3 does not know, is not listened to. */
  do
    n = gnutls_record_recv (self->session, data, length);
  while (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_WARNING_ALERT_RECEIVED);

  return n >= 0 ? n : fail ((int)n, error);
}

gssize
mq_tls_stream_write (MqTlsStream *self, const void *data, gsize length, GError **error)
{
  gssize n;

  /* A record that waits is sent first; its bytes are those that the caller offers again. */
  do
    n = self->is_writing ? gnutls_record_send (self->session, NULL, 0)
                         : gnutls_record_send (self->session, data, length);
  while (n == GNUTLS_E_INTERRUPTED);

  self->is_writing = n == GNUTLS_E_AGAIN;
  return n >= 0 ? MIN (n, (gssize)length) : fail ((int)n, error);
}
