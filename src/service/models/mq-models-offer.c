/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models to choose from, for the settings: the providers, the servers on this computer, and the
 * test of a model before it is chosen. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/model-http/mq-model-provider.h"
#include "service/models/mq-model-list.h"
#include "service/models/mq-model-probe.h"
#include "service/models/mq-models.h"

#include <glib/gi18n-lib.h>
#include <libdex.h>
#include <string.h>

/**
 * MqModelServer:
 * @provider: the preset with this port
 * @models: the names of its models, sorted
 *
 * A server that answered.
 */
typedef struct
{
  const MqModelProvider *provider;
  GStrv models;
} MqModelServer;

/* Search for model servers on this computer, on their usual ports. The settings offer them; they
 * are never used without the user's choice. */

#define STACK (256 * 1024)
#define ANSWER_MS 1000

static void
server_free (gpointer data)
{
  MqModelServer *self = data;

  g_strfreev (self->models);
  g_free (self);
}

static DexFuture *
find_fiber (gpointer user_data)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (server_free);
  gint64 deadline = g_get_monotonic_time () + ANSWER_MS * 1000;
  g_autofree DexFuture **looks = NULL;
  const MqModelProvider *providers;
  gsize n;

  providers = mq_model_providers_get (&n);
  looks = g_new0 (DexFuture *, n);
  for (gsize i = 0; i < n; i++)
    if (providers[i].local && providers[i].base_url != NULL)
      looks[i] = mq_model_list_request (&providers[i], providers[i].base_url, NULL, NULL);

  for (gsize i = 0; i < n; i++)
    {
      g_auto (GStrv) models = NULL;
      MqModelServer *server;

      if (looks[i] == NULL
          || !(models = dex_await_boxed (
                   dex_future_first (looks[i], dex_timeout_new_deadline (deadline), NULL), NULL))
          || models[0] == NULL)
        continue;

      server = g_new0 (MqModelServer, 1);
      *server = (MqModelServer){ &providers[i], g_steal_pointer (&models) };
      g_ptr_array_add (found, server);
    }

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&found));
}

/* Queries the usual ports on 127.0.0.1 in parallel. Returns: (transfer full): resolves to a
 * #GPtrArray of #MqModelServer */
static DexFuture *
mq_model_servers_find (void)
{
  return mq_fiber_spawn (NULL, STACK, find_fiber, NULL, NULL);
}

#define MAX_NAME 200
/* Loading a large model may take minutes, and the user waits in the settings. */
#define TRY_SECONDS 180

static JsonObject *
describe_provider (MqModels *self, const MqModelProvider *provider)
{
  const MqModelSettings *settings = self->settings;
  const char *base_url = mq_model_settings_get_base_url (settings, provider);
  gboolean has_key = FALSE;

  if (base_url != NULL)
    has_key = dex_await_boolean (
        mq_model_key_is_there (provider, base_url, provider == settings->provider), NULL);

  return mq_json_new ("name:s title:s base_url:s key_url:s? needs_key:b has_key:b", provider->id,
                      provider->title, base_url != NULL ? base_url : "", provider->key_url,
                      provider->needs_key, has_key);
}

static JsonObject *
describe_server (const MqModelServer *server)
{
  return mq_json_new ("name:s title:s base_url:s models:a", server->provider->id,
                      server->provider->title, server->provider->base_url,
                      mq_json_from_strings ((const char *const *)server->models, -1));
}

static DexFuture *
describe_fiber (MqModels *self)
{
  g_autofree char *label = mq_models_dup_label (self);
  JsonObject *json;
  JsonArray *offers = json_array_new ();
  JsonArray *running = json_array_new ();
  g_autoptr (GPtrArray) servers = NULL;
  DexFuture *looking = mq_model_servers_find ();
  const MqModelProvider *providers;
  gsize n;

  providers = mq_model_providers_get (&n);
  for (gsize i = 0; i < n; i++)
    json_array_add_object_element (offers, describe_provider (self, &providers[i]));

  servers = dex_await_boxed (looking, NULL);
  for (guint i = 0; servers != NULL && i < servers->len; i++)
    json_array_add_object_element (running, describe_server (servers->pdata[i]));

  json = mq_json_new ("configured:b label:s effort:s providers:a servers:a",
                      mq_models_is_configured (self), label != NULL ? label : "",
                      self->settings->effort, offers, running);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json);
}

/**
 * mq_models_describe:
 *
 * Also searches for servers on this computer, which takes up to a second.
 *
 * Returns: (transfer full): resolves to the configuration, the providers and the servers
 */
DexFuture *
mq_models_describe (MqModels *self)
{
  dex_return_error_if_fail (MQ_IS_MODELS (self));

  return mq_fiber_spawn_with (NULL, 256 * 1024, describe_fiber, (MQ_TYPE_MODELS, self));
}

/* The address to use; NULL with the error when there is none that can be used. */
static const char *
choose_address (MqModels *self, const MqModelProvider *provider, const char *name,
                const char *base_url, GError **error)
{
  g_autofree char *why_not = NULL;
  double number;

  if (provider == NULL)
    {
      g_autofree char *clean = mq_text_clean (name, 100);

      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("There is no provider “%s”"), clean);
    }

  if (base_url == NULL)
    base_url = mq_model_settings_get_base_url (self->settings, provider);
  if (base_url == NULL || *base_url == '\0')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", _ ("Enter the model’s address"));
  if (!mq_config_key_read (MQ_CONFIG_MODEL_BASE_URL, base_url, TRUE, &number, &why_not))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", why_not);

  return base_url;
}

static DexFuture *
list_fiber (MqModels *self, const MqModelProvider *provider, const char *base_url)
{
  g_autofree char *plain = mq_model_provider_join (base_url, "");
  g_autofree char *longer = mq_model_provider_join (base_url, "/v1");
  const char *addresses[] = { plain, mq_model_provider_lacks_path (base_url) ? longer : NULL };
  g_autoptr (GError) error = NULL;
  JsonObject *result = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (addresses) && addresses[i] != NULL; i++)
    {
      const MqModelChoice place = { provider, (char *)addresses[i], NULL };
      g_autofree char *key = NULL;
      g_auto (GStrv) names = NULL;

      g_clear_error (&error);
      key = dex_await_string (
          mq_model_key_find (provider, addresses[i], mq_models_is_default (self, &place)), &error);
      if (error == NULL)
        names = dex_await_boxed (
            mq_model_list_request (provider, addresses[i], key, self->settings->ca_file), &error);
      if (names != NULL && (names[0] != NULL || result == NULL))
        {
          g_clear_pointer (&result, json_object_unref);
          result = mq_json_new ("ok:b base_url:s models:a", TRUE, addresses[i],
                                mq_json_from_strings ((const char *const *)names, -1));
        }
      if (names != NULL && names[0] != NULL)
        break;
    }

  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT, result != NULL ? result : mq_model_probe_describe_error (error));
}

/**
 * mq_models_list:
 * @provider: a provider's id
 * @base_url: (nullable): an address to use instead of the settings' or the provider's own
 *
 * Asks a provider for its models; at an address without a path, also at “/v1”.
 *
 * Returns: (transfer full): resolves to `{"ok": true, "base_url", "models"}`, where no models are
 *   listed by a server that has no list; or to `{"ok": false, "code", "text"}`
 */
DexFuture *
mq_models_list (MqModels *self, const char *provider, const char *base_url)
{
  const MqModelProvider *found = mq_model_provider_find (provider);
  GError *error = NULL;

  dex_return_error_if_fail (MQ_IS_MODELS (self));

  if (!(base_url = choose_address (self, found, provider, base_url, &error)))
    return dex_future_new_for_error (error);

  return mq_fiber_spawn_with (NULL, 256 * 1024, list_fiber, (MQ_TYPE_MODELS, self),
                              (G_TYPE_POINTER, found), (G_TYPE_STRING, base_url));
}

static DexFuture *
too_slow (DexFuture *waited, gpointer user_data)
{
  JsonObject *result = mq_json_new ("ok:b code:s text:s", FALSE, "model-timeout",
                                    _ ("It has not answered within three minutes\nA model that is "
                                       "still being loaded may answer later: try again"));

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

static DexFuture *
try_fiber (MqModels *self, const MqModelProvider *provider, const char *base_url, const char *name,
           gboolean writes_script)
{
  const MqModelChoice choice = { provider, (char *)base_url, (char *)name };
  const MqModelFindings nothing = { MQ_MODEL_ABILITY_AUTO, MQ_MODEL_ABILITY_AUTO,
                                    MQ_MODEL_ABILITY_AUTO };
  g_autoptr (MqModel) model = mq_models_make (self, &choice, &nothing);
  GError *error = NULL;
  JsonObject *result = dex_await_boxed (
      dex_future_first (
          mq_model_probe (model, writes_script),
          dex_future_finally (dex_timeout_new_seconds (TRY_SECONDS), too_slow, NULL, NULL), NULL),
      &error);
  MqModelFindings known;

  if (result == NULL)
    return dex_future_new_for_error (error);

  known = mq_model_findings_read (result);
  if (known.pictures != MQ_MODEL_ABILITY_AUTO)
    dex_await (mq_model_memory_put (self->memory, &choice, &known), NULL);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

/**
 * mq_models_test:
 * @provider: a provider's id
 * @base_url: (nullable): an address to use instead of the settings' or the provider's own
 * @model: the provider's name of the model
 * @writes_script: whether it is to write the script of a small stool, too
 *
 * Stores the abilities that the test finds. The model is not used for anything else.
 *
 * Returns: (transfer full): resolves to the result of mq_model_probe()
 */
DexFuture *
mq_models_test (MqModels *self, const char *provider, const char *base_url, const char *model,
                gboolean writes_script)
{
  const MqModelProvider *found = mq_model_provider_find (provider);
  GError *error = NULL;

  dex_return_error_if_fail (MQ_IS_MODELS (self));

  if (!(base_url = choose_address (self, found, provider, base_url, &error)))
    return dex_future_new_for_error (error);
  if (*model == '\0' || strlen (model) > MAX_NAME)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s",
                                  _ ("Enter the name of the model to test"));

  return mq_fiber_spawn_with (NULL, 256 * 1024, try_fiber, (MQ_TYPE_MODELS, self),
                              (G_TYPE_POINTER, found), (G_TYPE_STRING, base_url),
                              (G_TYPE_STRING, model), (G_TYPE_BOOLEAN, writes_script));
}
