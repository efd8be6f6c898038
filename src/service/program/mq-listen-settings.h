/* MqListenSettings: what the configuration says about the service's listener: its certificate, and
 * by whom it may be asked. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/http/mq-http-server.h"

G_BEGIN_DECLS

/**
 * MqListenSettings:
 * @certificate: (nullable): %NULL: without TLS
 * @hosts: names of the service
 * @metrics_token: (nullable): for who reads /metrics
 */
typedef struct
{
  MqCertificate *certificate;
  MqAllowedHosts *hosts;
  char *metrics_token;
} MqListenSettings;

gboolean mq_listen_settings_load (MqListenSettings *self, MqConfig *config, GError **error);
void mq_listen_settings_clear (MqListenSettings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqListenSettings, mq_listen_settings_clear)

void mq_listen_settings_apply (MqListenSettings *self, MqHttpServer *server);

G_END_DECLS
