/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The open runs of a service, see mq-open-runs.h. */
#include "client/run/mq-open-runs.h"

#include "client/service/mq-service-connection.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* The service sends its runs right after the registration. */
#define ANSWER_SECONDS 30

static void
on_runs (DexPromise *told, JsonArray *runs)
{
  if (!dex_future_is_pending (DEX_FUTURE (told)))
    return;

  if (runs != NULL)
    dex_promise_resolve_boxed (told, JSON_TYPE_ARRAY, json_array_ref (runs));
  else
    dex_promise_reject (told, g_error_new_literal (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                                   _ ("The agent service has ended")));
}

/* Returns: (nullable): the newest run that is not over */
static const char *
find (JsonArray *runs, const char *session)
{
  for (guint i = json_array_get_length (runs); i > 0; i--)
    {
      JsonObject *run = mq_json_element_object (runs, i - 1);
      const char *state = mq_json_get_string (run, "state", "");

      if (g_str_equal (mq_json_get_string (run, "session", ""), session)
          && (g_str_equal (state, "running") || g_str_equal (state, "waiting")))
        return mq_json_get_string (run, "id", NULL);
    }

  return NULL;
}

static DexFuture *
find_fiber (const char *server, const char *session, DexPromise *told)
{
  g_autoptr (MqServiceConnection) connection = server != NULL
                                                   ? mq_service_connection_new_for_url (server)
                                                   : mq_service_connection_new ();
  g_autoptr (JsonArray) runs = NULL;
  GError *error = NULL;
  const char *run;

  mq_service_connection_follow_runs (connection);
  g_signal_connect_swapped (connection, "runs", G_CALLBACK (on_runs), told);
  if (!dex_await (mq_service_connection_open (connection), &error))
    return dex_future_new_for_error (error);

  runs = dex_await_boxed (mq_http_with_timeout (dex_ref (DEX_FUTURE (told)), ANSWER_SECONDS),
                          &error);
  g_signal_handlers_disconnect_by_data (connection, told);
  dex_await (mq_service_connection_close (connection), NULL);
  if (runs == NULL)
    return dex_future_new_for_error (error);

  if ((run = find (runs, session)) != NULL)
    return dex_future_new_take_string (g_strdup (run));

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                "Nothing is at work in the session “%s”, and nothing waits",
                                session);
}

/**
 * mq_open_runs_find:
 * @server: (nullable): the address of a service; %NULL: our own
 * @session: a session's id
 *
 * Returns: (transfer full): resolves to the id of its run that works or waits; rejects with
 *   %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_open_runs_find (const char *server, const char *session)
{
  g_autoptr (DexPromise) told = dex_promise_new ();

  return mq_fiber_spawn_with (NULL, 256 * 1024, find_fiber, (G_TYPE_STRING, server),
                              (G_TYPE_STRING, session), (DEX_TYPE_PROMISE, told));
}
