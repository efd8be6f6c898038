/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The member `settings` of requests, see mq-run-settings.h. */
#include "client/service/mq-run-settings.h"

#include "common/json/mq-json.h"

#include <string.h>

/* Variables that override the settings files, at the service, too. Keys are sent separately
 * (common/secrets/mq-memory-keys.h). */
const char *const mq_run_settings_variables[] = { "MAQUETTE_MODEL",
                                                  "MAQUETTE_PROVIDER",
                                                  "MAQUETTE_BASE_URL",
                                                  "MAQUETTE_EFFORT",
                                                  "MAQUETTE_NO_INPUT",
                                                  "SSL_CERT_FILE",
                                                  NULL };

static JsonObject *
get_group (JsonObject *parent, const char *name)
{
  JsonObject *group = mq_json_get_object (parent, name);

  if (group == NULL)
    json_object_set_object_member (parent, name, group = json_object_new ());
  return group;
}

static void
add_named (JsonObject *root, MqConfig *config, const char *path, const char *name)
{
  g_auto (GStrv) names = mq_config_list_names (config, path);
  JsonObject *group = get_group (get_group (root, "model"), name);

  for (gsize i = 0; names[i] != NULL; i++)
    json_object_set_string_member (group, names[i], mq_config_get_named (config, path, names[i]));
}

/**
 * mq_run_settings_new:
 * @config: the settings
 * @replay: (nullable): absolute path of a transcript to replay instead of asking models
 *
 * Returns: (transfer full): the member `settings` of docs/inside/protocol.md
 */
JsonObject *
mq_run_settings_new (MqConfig *config, const char *replay)
{
  JsonObject *environment = json_object_new ();
  JsonObject *root;

  for (gsize i = 0; mq_run_settings_variables[i] != NULL; i++)
    {
      const char *value = g_getenv (mq_run_settings_variables[i]);

      if (value != NULL && *value != '\0')
        {
          g_autofree char *text = g_utf8_make_valid (value, -1);

          json_object_set_string_member (environment, mq_run_settings_variables[i], text);
        }
    }

  /* The service reads the JSON with mq_config_parse(), since JSON is YAML. */
  root = json_object_new ();
  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    if (mq_config_key_get_info (i)->is_sent)
      {
        const MqConfigKeyInfo *info = mq_config_key_get_info (i);
        const char *dot = strchr (info->path, '.');
        g_autofree char *name = g_strndup (info->path, dot - info->path);
        JsonObject *group = get_group (root, name);

        if (info->type == MQ_CONFIG_TYPE_BOOLEAN)
          json_object_set_boolean_member (group, dot + 1, mq_config_get_boolean (config, i));
        else if (info->type == MQ_CONFIG_TYPE_INT)
          json_object_set_int_member (group, dot + 1, mq_config_get_int (config, i));
        else if (info->type == MQ_CONFIG_TYPE_DOUBLE)
          json_object_set_double_member (group, dot + 1, mq_config_get_double (config, i));
        else
          {
            const char *text = mq_config_get_string (config, i);

            if (text != NULL && g_strcmp0 (text, info->text) != 0)
              json_object_set_string_member (group, dot + 1, text);
          }
      }

  add_named (root, config, "model.roles", "roles");
  add_named (root, config, "model.prices", "prices");
  return mq_json_new ("config:o variables:o replay:s?", root, environment, replay);
}
