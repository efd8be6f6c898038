/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search for local model servers, see mq-model-servers.h. */
#include "service/models/mq-model-servers.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <libsoup/soup.h>
#include <string.h>

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

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
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

  g_ptr_array_sort (names, compare_names);
  return (GStrv)g_ptr_array_steal (names, NULL);
}

/* The query of one port. */
typedef struct
{
  SoupSession *session;
  GInputStream *body;
  char *buffer;
  DexPromise *promise; /* the models' names, NULL when no server answers */
} Look;

/* @models: (transfer full) (nullable). */
static void
look_end (Look *self, GStrv models)
{
  dex_promise_resolve_boxed (self->promise, G_TYPE_STRV, models);
  g_clear_object (&self->body);
  g_object_unref (self->session);
  dex_unref (self->promise);
  g_free (self->buffer);
  g_free (self);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Look *self = user_data;
  gsize length = 0;
  gboolean good = g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, NULL);

  look_end (self, good ? mq_model_servers_read_list (self->buffer, length) : NULL);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Look *self = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  GCancellable *cancellable = dex_promise_get_cancellable (self->promise);

  self->body = soup_session_send_finish (SOUP_SESSION (object), result, NULL);
  if (self->body == NULL || soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      look_end (self, NULL);
      return;
    }

  self->buffer = g_malloc (MAX_ANSWER);
  g_input_stream_read_all_async (self->body, self->buffer, MAX_ANSWER, G_PRIORITY_DEFAULT,
                                 cancellable, read_cb, self);
}

static DexFuture *
look (SoupSession *session, const MqModelProvider *provider)
{
  g_autofree char *url = g_strconcat (provider->base_url, "/models", NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  Look *self = g_new0 (Look, 1);
  DexPromise *promise = dex_promise_new_cancellable ();

  self->session = g_object_ref (session);
  self->promise = dex_ref (promise);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT,
                           dex_promise_get_cancellable (promise), sent_cb, self);
  return DEX_FUTURE (promise);
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
      looks[i] = look (session, &providers[i]);

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
  return mq_fiber_spawn (NULL, 256 * 1024, find_fiber, NULL, NULL);
}
