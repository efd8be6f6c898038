/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqListenSettings: by which names the service may be called, by which web pages, and who may read
 * its metrics, as the configuration says. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/http/mq-http-server.h"

G_BEGIN_DECLS

/**
 * MqListenSettings:
 * @hosts: names of the service
 * @metrics_token: (nullable): for who reads /metrics
 */
typedef struct
{
  MqAllowedHosts *hosts;
  char *metrics_token;
} MqListenSettings;

gboolean mq_listen_settings_load (MqListenSettings *self, MqConfig *config, GError **error);
void mq_listen_settings_clear (MqListenSettings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqListenSettings, mq_listen_settings_clear)

void mq_listen_settings_apply (MqListenSettings *self, MqHttpServer *server);

G_END_DECLS
