/* MqTlsStream: the service's side of TLS over a connection, by GnuTLS. GIO has one, too, but its
 * handshakes wait on the few threads of GTask: a dozen clients that begin one and say nothing more
 * keep everybody out. This one never waits, and takes TLS 1.2 and 1.3 only. */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>
#include <libdex.h>

G_BEGIN_DECLS

/* A certificate with its key, shared by the streams that were begun with it. */
typedef struct _MqTlsCredentials MqTlsCredentials;

MqTlsCredentials *mq_tls_credentials_new (GBytes *certificate, GBytes *key, int *status);
MqTlsCredentials *mq_tls_credentials_ref (MqTlsCredentials *self);
void mq_tls_credentials_unref (MqTlsCredentials *self);
void mq_tls_credentials_get_times (MqTlsCredentials *self, gint64 *first, gint64 *last);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqTlsCredentials, mq_tls_credentials_unref)

#define MQ_TYPE_TLS_STREAM (mq_tls_stream_get_type ())
G_DECLARE_FINAL_TYPE (MqTlsStream, mq_tls_stream, MQ, TLS_STREAM, GIOStream)

MqTlsStream *mq_tls_stream_new (GSocketConnection *connection, MqTlsCredentials *credentials);
DexFuture *mq_tls_stream_handshake (MqTlsStream *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
