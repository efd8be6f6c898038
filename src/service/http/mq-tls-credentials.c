/* MqTlsCredentials: a certificate with its key, see mq-tls-stream.h. A session of GnuTLS does not
 * hold what it uses, so streams hold it, while a renewed one is there for others. */
#include "service/http/mq-tls-private.h"

#include <gnutls/x509.h>

static void
clear (gpointer data)
{
  MqTlsCredentials *self = data;

  gnutls_certificate_free_credentials (self->credentials);
  if (self->ticket_key.data != NULL)
    gnutls_memset (self->ticket_key.data, 0, self->ticket_key.size);
  gnutls_free (self->ticket_key.data);
}

/**
 * mq_tls_credentials_new:
 * @certificate: PEM: the certificate, then those between it and its root
 * @key: PEM: its private key, without a password
 * @status: (out): GnuTLS's error
 *
 * Returns: (transfer full) (nullable): the pair; %NULL if it is none
 */
MqTlsCredentials *
mq_tls_credentials_new (GBytes *certificate, GBytes *key, int *status)
{
  gnutls_datum_t parts[2];
  MqTlsCredentials *self;
  gsize sizes[2];

  parts[0].data = (guchar *)g_bytes_get_data (certificate, &sizes[0]);
  parts[1].data = (guchar *)g_bytes_get_data (key, &sizes[1]);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i].size = (guint)sizes[i];

  self = g_atomic_rc_box_new0 (MqTlsCredentials);
  if ((*status = gnutls_certificate_allocate_credentials (&self->credentials)) >= 0
      && (*status = gnutls_certificate_set_x509_key_mem2 (self->credentials, &parts[0], &parts[1],
                                                          GNUTLS_X509_FMT_PEM, NULL, 0))
             >= 0
      && (*status = gnutls_session_ticket_key_generate (&self->ticket_key)) >= 0)
    return self;

  mq_tls_credentials_unref (self);
  return NULL;
}

MqTlsCredentials *
mq_tls_credentials_ref (MqTlsCredentials *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mq_tls_credentials_unref (MqTlsCredentials *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * mq_tls_credentials_get_times:
 * @first: (out): since when the certificate is valid, seconds since 1970
 * @last: (out): until when
 */
void
mq_tls_credentials_get_times (MqTlsCredentials *self, gint64 *first, gint64 *last)
{
  gnutls_x509_crt_t *chain = NULL;
  guint n = 0;

  *first = *last = 0;
  if (gnutls_certificate_get_x509_crt (self->credentials, 0, &chain, &n) < 0)
    return;

  *first = gnutls_x509_crt_get_activation_time (chain[0]);
  *last = gnutls_x509_crt_get_expiration_time (chain[0]);
  for (guint i = 0; i < n; i++)
    gnutls_x509_crt_deinit (chain[i]);
  gnutls_free (chain);
}
