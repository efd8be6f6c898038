/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search for local model servers, see mq-model-servers.h. */
#include "service/models/mq-model-servers.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"

#include <string.h>

#define STACK (256 * 1024)
#define ANSWER_MS 1000
#define MAX_ANSWER (1024 * 1024)
#define MAX_MODELS 200
#define MAX_NAME 200

static void
server_free (gpointer data)
{
  MqModelServer *self = data;

  g_strfreev (self->models);
  g_free (self);
}

/**
 * mq_model_servers_read_list:
 * @text: `{"data": [{"id": "qwen3:32b"}, …]}`
 * @length: bytes
 *
 * Returns: (transfer full) (nullable): the models' names, sorted, at most 200; %NULL when @text is
 *   not such a list
 */
GStrv
mq_model_servers_read_list (const char *text, gsize length)
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
  return (GStrv)g_ptr_array_steal (names, NULL);
}

/* Asks one port for its models' names; rejects when no server answers. */
static DexFuture *
look_fiber (SoupSession *session, const char *base_url, DexFuture *dropped)
{
  g_autofree char *url = g_strconcat (base_url, "/models", NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GStrv models = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  body = dex_await_object (mq_fiber_unless (dropped, mq_http_send (session, message)), NULL);
  if (body != NULL && soup_message_get_status (message) == SOUP_STATUS_OK)
    bytes = dex_await_boxed (mq_fiber_unless (dropped, mq_http_read_all (body, MAX_ANSWER)), NULL);
  if (bytes != NULL)
    models = mq_model_servers_read_list (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return models != NULL ? dex_future_new_take_boxed (G_TYPE_STRV, models)
                        : dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "No server");
}

static DexFuture *
find_fiber (gpointer user_data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (server_free);
  gint64 deadline = g_get_monotonic_time () + ANSWER_MS * 1000;
  g_autofree DexFuture **looks = NULL;
  const MqModelProvider *providers;
  gsize n;

  /* The servers are on this computer; a proxy cannot reach them. */
  soup_session_set_proxy_resolver (session, NULL);
  providers = mq_model_providers_get (&n);
  looks = g_new0 (DexFuture *, n);
  for (gsize i = 0; i < n; i++)
    if (providers[i].local && providers[i].base_url != NULL)
      looks[i] = mq_fiber_spawn_droppable_with (STACK, look_fiber, (SOUP_TYPE_SESSION, session),
                                                (G_TYPE_STRING, providers[i].base_url));

  for (gsize i = 0; i < n; i++)
    {
      g_auto (GStrv) models = NULL;
      MqModelServer *server;

      if (looks[i] == NULL
          || !(models = dex_await_boxed (
                   dex_future_first (looks[i], dex_timeout_new_deadline (deadline), NULL), NULL)))
        continue;

      server = g_new0 (MqModelServer, 1);
      *server = (MqModelServer){ &providers[i], g_steal_pointer (&models) };
      g_ptr_array_add (found, server);
    }

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&found));
}

/**
 * mq_model_servers_find:
 *
 * Queries the usual ports on 127.0.0.1 in parallel.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqModelServer
 */
DexFuture *
mq_model_servers_find (void)
{
  return mq_fiber_spawn (NULL, STACK, find_fiber, NULL, NULL);
}
