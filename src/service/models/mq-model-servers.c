/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search for local model servers, see mq-model-servers.h. */
#include "service/models/mq-model-servers.h"

#include "common/base/mq-fiber.h"
#include "service/models/mq-model-list.h"

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
DexFuture *
mq_model_servers_find (void)
{
  return mq_fiber_spawn (NULL, STACK, find_fiber, NULL, NULL);
}
