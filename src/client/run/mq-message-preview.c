/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a team understands a message, see mq-message-preview.h. */
#include "client/run/mq-message-preview.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

static DexFuture *
load_fiber (MqServiceConnection *connection, const char *team, const char *text, JsonObject *wanted,
            JsonObject *settings)
{
  g_autoptr (JsonObject) teams = NULL;
  g_autoptr (JsonObject) question = mq_json_new ("prompt:s wanted:O?", text, wanted);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (team == NULL)
    {
      teams = dex_await_boxed (mq_service_connection_ask (connection, "/v1/teams", NULL, settings),
                               &error);
      if (teams == NULL)
        return dex_future_new_for_error (error);

      team = mq_json_get_string (teams, "default", "sketcher");
    }

  escaped = g_uri_escape_string (team, NULL, FALSE);
  path = g_strdup_printf ("/v1/teams/%s/understanding", escaped);
  return mq_service_connection_ask (connection, path, question, settings);
}

DexFuture *
mq_message_preview_load (MqServiceConnection *connection, const char *team, const char *text,
                         JsonObject *wanted, JsonObject *settings)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, load_fiber,
                              (MQ_TYPE_SERVICE_CONNECTION, connection), (G_TYPE_STRING, team),
                              (G_TYPE_STRING, text), (JSON_TYPE_OBJECT, wanted),
                              (JSON_TYPE_OBJECT, settings));
}

char *
mq_message_preview_describe_omission (JsonObject *preview)
{
  const char *why = mq_json_get_string (preview, "why", NULL);
  g_auto (GStrv) ignored = mq_json_to_strings (mq_json_get_array (preview, "ignored"));
  g_autofree char *list = g_strjoinv (", ", ignored);

  if (why == NULL || !mq_json_get_boolean (preview, "known", FALSE))
    return NULL;

  /* Translators: words of the user's, and a sentence that says why. */
  return g_strdup_printf (_ ("Not included: %s. %s"), list, why);
}
