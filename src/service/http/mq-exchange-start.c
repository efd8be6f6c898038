/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An exchange's way: whose request it is, its body, the route or another node, and the end of the
 * reply; see mq-exchange.h. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/account/mq-token-refusal.h"
#include "service/http/mq-connection.h"
#include "service/http/mq-forward.h"

#define FIBER_STACK (256 * 1024)
/* Characters of a name that a refusal repeats. */
#define MAX_NAME 60

/* Completes the body. If the client has left, or @is_cut, this write fails and libsoup closes the
 * connection: the end of a body that is not complete is missing. */
static void
end_stream (MqExchange *self, gboolean is_cut)
{
  if (self->finished)
    return;

  if (is_cut)
    mq_connection_drop (self->message);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

/* Whether the body has no member that the route does not know. */
static gboolean
check_members (MqExchange *self, GError **error)
{
  const char *known = self->route->members;
  g_auto (GStrv) names = g_strsplit (known != NULL ? known : "", " ", -1);
  g_autoptr (GList) members = json_object_get_members (self->json);

  for (GList *iter = members; known != NULL && iter != NULL; iter = iter->next)
    if (!g_strv_contains ((const char *const *)names, iter->data))
      {
        g_autofree char *name = mq_text_clean (iter->data, MAX_NAME);

        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not known here; these are: %s", name,
                        known);
      }

  return TRUE;
}

static gboolean
read_body (MqExchange *self, GError **error)
{
  SoupMessageBody *body = soup_server_message_get_request_body (self->message);
  const char *text;
  gsize length;

  if (self->route->body == MQ_BODY_NONE)
    return TRUE;

  self->bytes = soup_message_body_flatten (body);
  text = g_bytes_get_data (self->bytes, &length);

  if (length > self->route->max_body)
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_TOO_LARGE,
                                 "The body is larger than %" G_GSIZE_FORMAT " bytes",
                                 self->route->max_body);

  if (self->route->body != MQ_BODY_JSON)
    return TRUE;

  if (length == 0 || mq_json_has_nul (text, length))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s",
                    length == 0 ? "A JSON object was expected, and the body is empty"
                                : "The body holds a NUL character");

  self->json = mq_json_parse_object (text, (gssize)length, error);
  return self->json != NULL && check_members (self, error);
}

/* @why: of #MqFindAccount or #MqMayEnter. Returns: the problem: a token that lacks a scope is
 * another one than one that does not count */
MqHttpProblem
mq_exchange_find_refusal (const GError *why)
{
  return g_error_matches (why, MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_SCOPE) ? MQ_HTTP_PROBLEM_SCOPE
                                                                         : MQ_HTTP_PROBLEM_SIGN_IN;
}

/* Finds the account of the request, if there are accounts. Awaits. */
static gboolean
find_account (MqExchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  g_autoptr (GError) why = NULL;

  if (self->find_account == NULL || self->route->is_public)
    return TRUE;

  self->account = dex_await_object (self->find_account (self->message, self->find_account_data),
                                    &why);
  if (self->account != NULL)
    return mq_runs_check_blocked (self->runs, self->account->id, error)
           && mq_exchange_count_open (self, error)
           && (self->runs->accounts == NULL
               || dex_await (mq_accounts_note_seen (self->runs->accounts, self->account), error));

  if (why->domain == MQ_HTTP_PROBLEM_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_UNREACHABLE)
      || g_error_matches (why, MQ_ERROR, MQ_ERROR_QUOTA))
    return mq_http_problem_fail (error,
                                 why->code == MQ_ERROR_QUOTA ? MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS
                                                             : MQ_HTTP_PROBLEM_UNAVAILABLE,
                                 "%s", why->message);

  /* RFC 9110, 15.5.2: a 401 says how to sign in. */
  if (soup_message_headers_get_one (headers, "WWW-Authenticate") == NULL)
    soup_message_headers_append (headers, "WWW-Authenticate", "Bearer");
  return mq_http_problem_fail (error, mq_exchange_find_refusal (why), "%s", why->message);
}

/* Answers here, or has the node answer that has the run. Awaits. */
static gboolean
answer (MqExchange *self, GError **error)
{
  gboolean is_forwarded = FALSE;

  return mq_forward (self, &is_forwarded, error)
         && (is_forwarded || self->route->func (self, error));
}

static DexFuture *
exchange_fiber (gpointer user_data)
{
  MqExchange *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = find_account (self, &error) && read_body (self, &error) && answer (self, &error);

  if (!ok && mq_forward_drop_stale (self, error))
    {
      g_clear_error (&error);
      ok = answer (self, &error);
    }

  if (!ok)
    {
      MqHttpProblem problem = mq_http_problem_from_error (error);

      /* Log only errors of the service, not those of clients; and to be busy, or to stop, is none;
       * that the database is away is said once, by who watches it. */
      if (mq_http_problem_get_status (problem) >= 500 && problem != MQ_HTTP_PROBLEM_BUSY
          && problem != MQ_HTTP_PROBLEM_UNAVAILABLE)
        g_warning ("%s %s: %s", self->route->method, self->route->path, error->message);

      if (!self->streaming)
        mq_http_set_problem (self->message, problem, error->message);
    }

  if (self->streaming)
    end_stream (self, !ok);
  else if (!self->finished)
    soup_server_message_unpause (self->message);

  return dex_future_new_true ();
}

/* Reads the body if the route has one, calls the route, and sends the reply. */
void
mq_exchange_start (MqExchange *self)
{
  soup_server_message_pause (self->message);
  dex_future_disown (
      mq_fiber_spawn (NULL, FIBER_STACK, exchange_fiber, self, (GDestroyNotify)mq_exchange_free));
}
