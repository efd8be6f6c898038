/* What the files of MqTlsStream share: the stream, and its two halves (mq-tls-halves.c). */
#pragma once

#include "service/http/mq-tls-stream.h"

G_BEGIN_DECLS

struct _MqTlsCredentials
{
  gnutls_certificate_credentials_t credentials;
  gnutls_datum_t ticket_key; /* for clients that come back: each request is a connection */
};

struct _MqTlsStream
{
  GIOStream parent_instance;

  GSocketConnection *connection;
  GSocket *socket; /* unowned: of the connection */
  MqTlsCredentials *credentials;
  gnutls_session_t session;
  GInputStream *input;
  GOutputStream *output;
  DexPromise *agreed;
  gboolean is_writing; /* GnuTLS has a record that the system has not taken yet */
};

/* Both return -1 with %G_IO_ERROR_WOULD_BLOCK rather than waiting. */
gssize mq_tls_stream_read (MqTlsStream *self, void *data, gsize length, GError **error);
gssize mq_tls_stream_write (MqTlsStream *self, const void *data, gsize length, GError **error);

/* @stream: (unowned): has them */
GInputStream *mq_tls_input_new (MqTlsStream *stream);
GOutputStream *mq_tls_output_new (MqTlsStream *stream);

G_END_DECLS
