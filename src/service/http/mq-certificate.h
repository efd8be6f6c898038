/* MqCertificate: the certificate of a service that speaks TLS itself, with its key, from two PEM
 * files. A renewed pair is used for new connections, and open ones go on with the old one. */
#pragma once

#include "service/http/mq-tls-stream.h"

G_BEGIN_DECLS

typedef struct _MqCertificate MqCertificate;

MqCertificate *mq_certificate_load (const char *certificate, const char *key,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_certificate_free (MqCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqCertificate, mq_certificate_free)

MqTlsCredentials *mq_certificate_get (MqCertificate *self);

G_END_DECLS
