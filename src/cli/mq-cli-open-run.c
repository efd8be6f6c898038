/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the open run of a session, see mq-cli-open-run.h. */
#include "cli/mq-cli-open-run.h"

#include "common/base/mq-error.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"

/* The service sends its runs right after the registration. */
#define RUNS_SECONDS 30

static void
on_runs (DexPromise *told, JsonArray *runs)
{
  if (!dex_future_is_pending (DEX_FUTURE (told)))
    return;

  if (runs != NULL)
    dex_promise_resolve_boxed (told, JSON_TYPE_ARRAY, json_array_ref (runs));
  else
    dex_promise_reject (
        told, g_error_new_literal (MQ_ERROR, MQ_ERROR_UNREACHABLE, "The agent service has ended"));
}

/**
 * mq_cli_find_open_run:
 * @server: (nullable): the address of the service; %NULL: our own
 * @session: a session
 * @kept: (out) (optional) (transfer full): the connection, so that our own service stays; otherwise
 *   it is closed
 * @error: %MQ_ERROR_NOT_FOUND, %MQ_ERROR_UNREACHABLE
 *
 * Finds the run of a session that works or waits at the service, whichever program began it.
 * Awaits.
 *
 * Returns: (transfer full) (nullable): its id
 */
char *
mq_cli_find_open_run (const char *server, MqSession *session, MqServiceConnection **kept,
                      GError **error)
{
  g_autoptr (DexPromise) told = dex_promise_new ();
  g_autoptr (MqServiceConnection) connection = server != NULL
                                                   ? mq_service_connection_new_for_url (server)
                                                   : mq_service_connection_new ();
  g_autoptr (JsonArray) runs = NULL;
  const char *id = mq_session_get_id (session);

  mq_service_connection_follow_runs (connection);
  g_signal_connect_swapped (connection, "runs", G_CALLBACK (on_runs), told);
  if (!dex_await (mq_service_connection_open (connection), error))
    return NULL;

  runs = dex_await_boxed (mq_http_with_timeout (dex_ref (DEX_FUTURE (told)), RUNS_SECONDS), error);
  g_signal_handlers_disconnect_by_data (connection, told);
  if (kept != NULL)
    *kept = g_steal_pointer (&connection);
  else
    dex_await (mq_service_connection_close (connection), NULL);
  if (runs == NULL)
    return NULL;

  /* The newest one that is not over. */
  for (guint i = json_array_get_length (runs); i > 0; i--)
    {
      JsonObject *run = mq_json_element_object (runs, i - 1);
      const char *state = mq_json_get_string (run, "state", "");
      const char *found = mq_json_get_string (run, "id", NULL);

      if (g_str_equal (mq_json_get_string (run, "session", ""), id)
          && (g_str_equal (state, "running") || g_str_equal (state, "waiting")) && found != NULL)
        return g_strdup (found);
    }

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                       "No run of the session “%s” is under way or waiting", id);
}
