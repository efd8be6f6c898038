/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of models that a server offers, see mq-model-list.h. */
#include "service/models/mq-model-list.h"

#include "common/base/mq-fiber.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "service/model-http/mq-model-dialect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STACK (256 * 1024)
#define ANSWER_SECONDS 20
#define MAX_ANSWER (8 * 1024 * 1024)
#define MAX_MODELS 1000
#define MAX_NAME 200

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
    mq_model_failure_set_status (failure, provider, status, text, key);
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
DexFuture *
mq_model_list_request (const MqModelProvider *provider, const char *base_url, const char *key,
                       const char *ca_file)
{
  return mq_fiber_spawn_droppable_with (STACK, request_fiber, (G_TYPE_POINTER, provider),
                                        (G_TYPE_STRING, base_url), (G_TYPE_STRING, key),
                                        (G_TYPE_STRING, ca_file));
}
