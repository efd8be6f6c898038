/* What a request says of the settings, see mq-run-settings.h. */
#include "client/run/mq-run-settings.h"

/* They go before the file, at the service as well. Keys travel elsewhere (common/mq-session-keys.h). */
static const char *const variables[] = { "MAQUETTE_MODEL", "MAQUETTE_PROVIDER",
                                         "MAQUETTE_BASE_URL", "MAQUETTE_EFFORT" };

/**
 * mq_run_settings_new:
 * @config: the settings
 * @replay: (nullable): absolute path of a transcript that answers instead of any model
 *
 * Returns: (transfer full): the member `settings` of docs/protocol.md
 */
JsonObject *
mq_run_settings_new (MqConfig *config, const char *replay)
{
  JsonObject *settings = json_object_new ();
  JsonObject *environment = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *value = g_getenv (variables[i]);

      if (value != NULL && *value != '\0')
        {
          g_autofree char *text = g_utf8_make_valid (value, -1);

          json_object_set_string_member (environment, variables[i], text);
        }
    }

  json_object_set_object_member (settings, "config", mq_config_to_json (config));
  json_object_set_object_member (settings, "variables", environment);
  if (replay != NULL)
    json_object_set_string_member (settings, "replay", replay);
  return settings;
}
