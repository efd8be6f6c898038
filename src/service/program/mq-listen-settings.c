/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqListenSettings, see mq-listen-settings.h. */
#include "service/program/mq-listen-settings.h"

#include "common/base/mq-error.h"
#include "service/http/mq-access-token.h"

static gboolean
load_hosts (MqListenSettings *self, MqConfig *config, GError **error)
{
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  const char *node = mq_config_get_string (config, MQ_CONFIG_SERVICE_NODE_URL);

  self->hosts = mq_allowed_hosts_new (mq_config_get_string (config, MQ_CONFIG_SERVICE_HOSTS),
                                      mq_config_get_string (config, MQ_CONFIG_SERVICE_ORIGINS),
                                      error);
  if (self->hosts == NULL)
    return FALSE;

  if (audience != NULL)
    mq_allowed_hosts_add_url (self->hosts, audience);
  if (node != NULL)
    mq_allowed_hosts_add_url (self->hosts, node);
  return TRUE;
}

static gboolean
load_metrics_token (MqListenSettings *self, MqConfig *config, GError **error)
{
  const char *path = mq_config_get_string (config, MQ_CONFIG_SERVICE_METRICS_TOKEN);

  return path == NULL || (self->metrics_token = mq_access_token_load (path, error)) != NULL;
}

/**
 * mq_listen_settings_load:
 * @self: (out caller-allocates): the settings; clear them also after an error
 * @config: the configuration
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether they are in order
 */
gboolean
mq_listen_settings_load (MqListenSettings *self, MqConfig *config, GError **error)
{
  *self = (MqListenSettings){ 0 };
  return load_hosts (self, config, error) && load_metrics_token (self, config, error);
}

void
mq_listen_settings_clear (MqListenSettings *self)
{
  g_clear_pointer (&self->hosts, mq_allowed_hosts_free);
  g_clear_pointer (&self->metrics_token, g_free);
}

/**
 * mq_listen_settings_apply:
 * @self: loaded settings; the server has the hosts from then on
 * @server: does not listen yet
 */
void
mq_listen_settings_apply (MqListenSettings *self, MqHttpServer *server)
{
  mq_http_server_set_hosts (server, g_steal_pointer (&self->hosts));
  mq_http_server_set_metrics_token (server, self->metrics_token);
}
