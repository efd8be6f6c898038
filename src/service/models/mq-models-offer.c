/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models to choose from, for the settings: the providers, the servers on this computer, and the
 * test of a model before it is chosen. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/model-http/mq-model-dialect.h"
#include "service/model-http/mq-model-provider.h"
#include "service/models/mq-models.h"

#include <glib/gi18n-lib.h>
#include <libdex.h>
#include <string.h>

/* A server that answered */
typedef struct
{
  /* the preset with this port */
  const MqModelProvider *provider;
  /* the names of its models, sorted */
  GStrv models;
} MqModelServer;

/* Search for model servers on this computer, on their usual ports. The settings offer them; they
 * are never used without the user's choice. */

#define STACK (256 * 1024)
#define ANSWER_MS 1000
#define MAX_NAME 200
/* Loading a large model may take minutes, and the user waits in the settings. */
#define TRY_SECONDS 180
#define ANSWER_SECONDS 20
#define MAX_ANSWER (8 * 1024 * 1024)
#define MAX_MODELS 1000
/* Enough for models that think before they answer. */
#define MAX_TOKENS 2000
#define MAX_SCRIPT_TOKENS 8000
/* Signature and header of the pictures: 64 × 64 pixels of RGB. */
#define HEAD "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAA"

typedef struct
{
  MqModel *model;
  DexFuture *dropped;
  MqModelUsage spent;
} Probe;

static void
server_free (gpointer data)
{
  MqModelServer *self = data;

  g_strfreev (self->models);
  g_free (self);
}

static DexFuture *list_request (const MqModelProvider *provider, const char *base_url,
                                const char *key, const char *ca_file);

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
      looks[i] = list_request (&providers[i], providers[i].base_url, NULL, NULL);

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

static DexFuture *
describe_fiber (MqModels *self)
{
  const MqModelSettings *settings = self->settings;
  g_autofree char *label = mq_models_dup_label (self);
  JsonArray *offers = json_array_new ();
  JsonArray *running = json_array_new ();
  g_autoptr (GPtrArray) servers = NULL;
  DexFuture *looking = mq_fiber_spawn (NULL, STACK, find_fiber, NULL, NULL);
  const MqModelProvider *providers;
  JsonObject *json;
  gsize n;

  providers = mq_model_providers_get (&n);
  for (gsize i = 0; i < n; i++)
    {
      const MqModelProvider *provider = &providers[i];
      const char *base_url = mq_model_settings_get_base_url (settings, provider);
      gboolean has_key = FALSE;

      if (base_url != NULL)
        has_key = dex_await_boolean (
            mq_model_key_is_there (provider, base_url, provider == settings->provider), NULL);
      json_array_add_object_element (
          offers, mq_json_new ("name:s title:s base_url:s key_url:s? needs_key:b has_key:b",
                               provider->id, provider->title, base_url != NULL ? base_url : "",
                               provider->key_url, provider->needs_key, has_key));
    }

  servers = dex_await_boxed (looking, NULL);
  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      const MqModelServer *server = g_ptr_array_index (servers, i);

      json_array_add_object_element (
          running, mq_json_new ("name:s title:s base_url:s models:a", server->provider->id,
                                server->provider->title, server->provider->base_url,
                                mq_json_from_strings ((const char *const *)server->models, -1)));
    }

  json = mq_json_new ("configured:b label:s effort:s providers:a servers:a",
                      mq_models_is_configured (self), label != NULL ? label : "", settings->effort,
                      offers, running);
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

static JsonObject *
describe_error (const GError *error)
{
  g_autofree char *code = g_strconcat (
      "model-", error->domain == MQ_MODEL_ERROR ? mq_model_error_to_code (error->code) : "request",
      NULL);

  return mq_json_new ("ok:b code:s text:s", FALSE, code, error->message);
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
      key = dex_await_string (mq_model_key_find (provider, addresses[i],
                                                 mq_models_is_default (self, &place),
                                                 self->settings->may_unlock),
                              &error);
      if (error == NULL)
        names = dex_await_boxed (
            list_request (provider, addresses[i], key, self->settings->ca_file), &error);
      if (names != NULL && (names[0] != NULL || result == NULL))
        {
          g_clear_pointer (&result, json_object_unref);
          result = mq_json_new ("ok:b base_url:s models:a", TRUE, addresses[i],
                                mq_json_from_strings ((const char *const *)names, -1));
        }
      if (names != NULL && names[0] != NULL)
        break;
    }

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                    result != NULL ? result : describe_error (error));
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

/* @text: `{"data": [{"id": "qwen3:32b"}, …]}`; @length: bytes. Returns: (transfer full)
 * (nullable): the models' names, sorted, at most 1000; %NULL when @text is not such a list */
GStrv
mq_model_list_read (const char *text, gsize length)
{
  g_autoptr (JsonObject) answer = mq_json_parse_object (text, (gssize)length, NULL);
  JsonArray *data = answer != NULL ? mq_json_get_array (answer, "data") : NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (data == NULL)
    return NULL;

  names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  for (guint i = 0; i < json_array_get_length (data) && names->len < MAX_MODELS; i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (data, i), "id", "");

      if (*id != '\0' && strlen (id) <= MAX_NAME)
        g_ptr_array_add (names, g_strdup (id));
    }

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  /* An array without elements may have no memory to steal. */
  return names->len > 0 ? (GStrv)g_ptr_array_steal (names, NULL) : g_new0 (char *, 1);
}

/* Sends the request and reads the body of the answer. Awaits. */
static GBytes *
ask (SoupMessage *message, const MqModelDialect *dialect, const char *key, DexFuture *dropped,
     GError **error)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("user-agent",
                                                                   "Maquette/" MQ_VERSION, NULL);
  g_autoptr (GInputStream) body = NULL;

  if (mq_http_is_loopback (soup_message_get_uri (message)))
    soup_session_set_proxy_resolver (session, NULL);
  /* A redirect would send the key to another server. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  dialect->authorize (soup_message_get_request_headers (message), key);
  body = dex_await_object (
      mq_fiber_unless (dropped,
                       mq_http_with_timeout (mq_http_send (session, message), ANSWER_SECONDS)),
      error);
  return body == NULL
             ? NULL
             : dex_await_boxed (mq_fiber_unless (dropped, mq_http_with_timeout (
                                                              mq_http_read_all (body, MAX_ANSWER),
                                                              ANSWER_SECONDS)),
                                error);
}

/* Returns NULL with the failure when it is neither a list nor a server that has none. */
static GStrv
read_answer (const MqModelProvider *provider, SoupMessage *message, GBytes *bytes, const char *key,
             MqModelFailure *failure)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  guint status = soup_message_get_status (message);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  GStrv names;

  if (!mq_model_failure_check_content (failure, message, text, size))
    return NULL;
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_METHOD_NOT_ALLOWED
      || status == SOUP_STATUS_NOT_IMPLEMENTED)
    return g_new0 (char *, 1);
  if (status != SOUP_STATUS_OK)
    mq_model_failure_set_status (failure, provider, status, NULL, text, key);
  else if ((names = mq_model_list_read (text, size)) != NULL)
    return names;
  else
    mq_model_failure_set_not_model (failure, soup_message_get_uri (message),
                                    /* Translators: an address answers with … */
                                    _ ("other data"));

  return NULL;
}

static DexFuture *
request_fiber (const MqModelProvider *provider, const char *base_url, const char *key,
               const char *ca_file, DexFuture *dropped)
{
  const MqModelDialect *dialect = mq_model_dialect_get (provider);
  g_autofree char *url = mq_model_provider_join (base_url, "/models");
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;
  GStrv names = NULL;

  /* Anthropic lists 20 models a page, unless asked for more. */
  if (dialect == &mq_model_dialect_anthropic && strchr (url, '?') == NULL)
    {
      char *more = g_strconcat (url, "?limit=1000", NULL);

      g_free (url);
      url = more;
    }
  if ((message = soup_message_new (SOUP_METHOD_GET, url)) == NULL)
    return dex_future_new_reject (MQ_MODEL_ERROR, MQ_MODEL_ERROR_NOT_FOUND,
                                  _ ("%s has no address that can be used"), provider->title);

  if (ca_file != NULL && !mq_http_trust (message, ca_file, &error))
    mq_model_failure_set_connection (&failure, provider, error);
  else if ((bytes = ask (message, dialect, key, dropped, &error)) == NULL)
    mq_model_failure_set_request (&failure, provider, soup_message_get_uri (message), error);
  else if ((names = read_answer (provider, message, bytes, key, &failure)) != NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, names);

  return dex_future_new_for_error (g_steal_pointer (&failure.error));
}

/* Dropping the future closes the connection. @provider: whose dialect the server speaks; @key:
 * (nullable): the key for @base_url; @ca_file: (nullable): certificates that are trusted beside
 * the system's. Returns: (transfer full): resolves to the names of the server's models */
static DexFuture *
list_request (const MqModelProvider *provider, const char *base_url, const char *key,
              const char *ca_file)
{
  return mq_fiber_spawn_droppable_with (STACK, request_fiber, (G_TYPE_POINTER, provider),
                                        (G_TYPE_STRING, base_url), (G_TYPE_STRING, key),
                                        (G_TYPE_STRING, ca_file));
}

/* Each with a PNG of that colour in base64, as `convert -size 64x64 xc:#e01b24` makes one. */
static const struct
{
  const char *name;
  const char *picture;
} colours[] = {
  { "red", HEAD "UElEQVR42u3PQQkAAAgEsOvh1/6ZjGIE38JgBZapfi0CAgICAgICAgICAgICAgICAgIC"
                "AgICAgICAgICAgICAgICAgICAgICAgICAgICApcFTY3xAKX1ELEAAAAASUVORK5CYII=" },
  { "green", HEAD "T0lEQVR42u3PQQkAAAgEsEtjN2uZ1Ai+hcEKLDX9WgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                  "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgvzyBEeZAn0DwAAAABJRU5ErkJggg==" },
  { "blue", HEAD "T0lEQVR42u3PQQkAAAgEsMthOUsa0Ai+hcEKLNXzWgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                 "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgspBdEP+QrwzAAAAABJRU5ErkJggg==" },
  { "yellow", HEAD "UElEQVR42u3PQQkAAAgEsCtk/yB28W0E38JgBZbpei0CAgICAgICAgICAgICAgICAgIC"
                   "AgICAgICAgICAgICAgICAgICAgICAgICAgICApcFHWth0iwKUugAAAAASUVORK5CYII=" },
  { "purple", HEAD "T0lEQVR42u3PQQkAAAgEsCtmOHsY1gi+hcEKLF3zWgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                   "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgsTf6E8IkPRbgAAAABJRU5ErkJggg==" },
  { "orange", HEAD "TElEQVR42u3PQQkAAAgEsIttey+Cb2GwAstOXouAgICAgICAgICAgICAgICAgICAgICA"
                   "gICAgICAgICAgICAgICAgICAgICAgICAwKVEkXFaDR1c3gAAAABJRU5ErkJggg==" },
  { "white", HEAD "S0lEQVR42u3PMQ0AAAwDoPo33UrYvQQckD4XAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
                  "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAYHLAMpT0sIcNbcEAAAAAElFTkSuQmCC" },
  { "black", HEAD "IklEQVR42u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAA8G4wQAAB7OHIlwAAAABJRU5E"
                  "rkJggg==" },
};

/* An object whose only member is the name of a colour. */
static JsonObject *
make_schema (void)
{
  JsonArray *names = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    json_array_add_string_element (names, colours[i].name);
  json_array_add_string_element (names, "none");
  return mq_json_new ("type:s properties:o required:a additionalProperties:b", "object",
                      mq_json_new ("colour:o", mq_json_new ("type:s enum:a", "string", names)),
                      mq_json_from_strings ((const char *[]){ "colour" }, 1), FALSE);
}

static MqModelAnswer *
ask_probe (Probe *probe, MqModelRequest *request, GError **error)
{
  g_autoptr (GError) why = NULL;
  const MqModelUsage *usage;
  MqModelAnswer *answer;

  if (request->max_tokens == 0)
    request->max_tokens = MAX_TOKENS;
  answer = dex_await_object (
      mq_fiber_unless (probe->dropped,
                       mq_model_ask (probe->model, request, NULL, NULL, NULL, NULL)),
      &why);
  usage = answer != NULL ? &answer->usage : mq_model_error_get_usage (why);
  if (usage != NULL)
    {
      probe->spent.input += usage->input;
      probe->spent.output += usage->output;
      if (probe->spent.cost < 0 || usage->cost < 0)
        probe->spent.cost = -1;
      else
        probe->spent.cost += usage->cost;
    }
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return answer;
}

static MqModelRequest *
make_request (const char *task, const char *question)
{
  MqModelRequest *request = mq_model_request_new ("probe", task);

  mq_model_request_add_text (request, MQ_MODEL_SYSTEM,
                             "A program tries out what you can do. Answer as briefly as you can.");
  mq_model_request_add_text (request, MQ_MODEL_USER, question);
  return request;
}

static void
offer_tool (MqModelRequest *request)
{
  g_autoptr (JsonObject) parameters = make_schema ();

  mq_model_request_add_tool (request, "report_colour", "Takes the name of a colour.", parameters);
}

/* Whether the server refused a feature of the request, rather than being unreachable. */
static gboolean
is_about_request (const GError *error)
{
  return g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_REQUEST)
         || g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER)
         || g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_REFUSED);
}

/* Sends a picture and a tool together; when refused, the tool alone; when refused again, text
 * alone. */
static gboolean
try_picture_and_tool (Probe *probe, MqModelFindings *known, GError **error)
{
  guint at = (guint)g_random_int_range (0, G_N_ELEMENTS (colours));
  g_autoptr (MqModelRequest) both = make_request (
      "picture and tool", "Which colour is this picture? Call report_colour with it; "
                          "with “none” when you see no picture.");
  g_autoptr (MqModelRequest) tool = make_request ("tool", "Call report_colour with “green”.");
  g_autoptr (MqModelRequest) words = make_request ("words", "Say: ready");
  gsize length;
  guchar *bytes = g_base64_decode (colours[at].picture, &length);
  g_autoptr (GBytes) picture = g_bytes_new_take (bytes, length);
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (GError) why = NULL;
  g_autofree char *said = NULL;

  mq_model_request_add_picture (both, picture, "image/png");
  offer_tool (both);
  offer_tool (tool);

  *known = (MqModelFindings){ MQ_MODEL_ABILITY_NO, MQ_MODEL_ABILITY_NO, MQ_MODEL_ABILITY_NO };
  if ((answer = ask_probe (probe, both, &why)) != NULL)
    {
      JsonObject *arguments = NULL;

      /* The answer names the colour in the tool's argument, or in its text. */
      for (guint i = 0; i < answer->calls->len && arguments == NULL; i++)
        arguments = ((MqModelPart *)g_ptr_array_index (answer->calls, i))->arguments;
      said = arguments != NULL ? g_strdup (mq_json_get_string (arguments, "colour", ""))
                               : g_ascii_strdown (answer->text, -1);
      if (arguments != NULL ? g_str_equal (said, colours[at].name)
                            : strstr (said, colours[at].name) != NULL)
        known->pictures = MQ_MODEL_ABILITY_YES;
    }
  else if (is_about_request (why))
    {
      g_clear_error (&why);
      answer = ask_probe (probe, tool, &why);
    }

  /* The calls may come from text, where the server supports no tools. */
  if (answer != NULL && answer->calls->len > 0 && mq_model_get_abilities (probe->model).tools)
    known->tools = MQ_MODEL_ABILITY_YES;
  else if (answer == NULL && is_about_request (why))
    {
      g_clear_error (&why);
      answer = ask_probe (probe, words, &why);
    }

  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return answer != NULL;
}

static DexFuture *
probe_fiber (MqModel *model, gboolean writes_script, DexFuture *dropped)
{
  Probe probe = { model, dropped };
  g_autoptr (MqModelRequest) request = make_request ("schema", "Which colour is grass?");
  g_autoptr (JsonObject) schema = make_schema ();
  g_autoptr (MqModelAnswer) answer = NULL;
  JsonObject *result;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  MqModelFindings known;

  if (!try_picture_and_tool (&probe, &known, &error))
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT, describe_error (error));

  result = mq_json_new ("ok:b seconds:d", TRUE,
                        (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);

  /* The answer is checked against the schema, whether or not the provider enforced it. */
  mq_model_request_set_schema (request, "colour", schema);
  answer = ask_probe (&probe, request, NULL);
  if (answer != NULL && mq_model_get_abilities (model).schema)
    known.schema = MQ_MODEL_ABILITY_YES;

  mq_json_add (result, "pictures:b tools:b schema:b", known.pictures == MQ_MODEL_ABILITY_YES,
               known.tools == MQ_MODEL_ABILITY_YES, known.schema == MQ_MODEL_ABILITY_YES);
  if (writes_script)
    {
      g_autoptr (MqModelRequest) small = make_request (
          "script",
          "Write a Python script for Blender 4.2 or newer that builds a small stool: a round "
          "wooden "
          "seat 0.35 m across, and three legs under it. Its feet stand at z = 0, and the seat is "
          "at "
          "0.45 m. The scene is empty already: delete and load nothing. Use bpy and math only, and "
          "give seat and legs a material. Answer with the script alone, between ```python and "
          "```.");
      g_autoptr (MqModelAnswer) written = NULL;
      g_autofree char *script = NULL;

      /* The script of a small object, for the client to run. */
      start = g_get_monotonic_time ();
      small->max_tokens = MAX_SCRIPT_TOKENS;
      written = ask_probe (&probe, small, NULL);
      script = written != NULL ? mq_script_unfence (written->text, "python") : NULL;
      if (script != NULL && strstr (script, "import bpy") != NULL)
        mq_json_add (result, "script:s script_seconds:d", script,
                     (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
    }

  json_object_set_int_member (result, "tokens", probe.spent.input + probe.spent.output);
  if (probe.spent.cost >= 0)
    json_object_set_double_member (result, "cost", probe.spent.cost);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

/* Dropping the future closes the connection at once. Returns: (transfer full): resolves to the
 * result: `{"ok": true, "seconds", "pictures", "tools", "schema", "tokens", "cost", "script",
 * "script_seconds"}` or `{"ok": false, "code", "text"}`; without `cost` when the price is unknown,
 * without `script` when it wrote none */
DexFuture *
mq_model_probe (MqModel *model, gboolean writes_script)
{
  dex_return_error_if_fail (MQ_IS_MODEL (model));

  return mq_fiber_spawn_droppable_with (256 * 1024, probe_fiber, (MQ_TYPE_MODEL, model),
                                        (G_TYPE_BOOLEAN, writes_script));
}
