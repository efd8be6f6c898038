/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of the user to an open run: a change, a larger budget, the end. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK (256 * 1024)

/* Saves a message until the service has accepted it, so that a crash does not lose it. */
static void
keep_unsent (MqRun *self, const MqMessage *message)
{
  g_autoptr (JsonObject) unsent = NULL;

  if (self->session == NULL || !self->options->keep_session)
    return;

  unsent = mq_json_new ("run:s", self->id);
  mq_message_write (message, unsent, MQ_MESSAGE_LOCAL);
  dex_await (mq_library_add_unsent (self->library, self->session, message->id, unsent), NULL);
}

/* Awaits. */
static JsonObject *
post (MqRun *self, const char *what, JsonObject *body, MqMessage *message, GError **error)
{
  g_autofree char *path = NULL;

  if (message != NULL)
    keep_unsent (self, message);
  if (!dex_await (dex_ref (DEX_FUTURE (self->asked)), error))
    return NULL;

  if (message != NULL)
    {
      mq_run_number_pictures (self, message);
      if (message->numbers != NULL
          && (!mq_run_query_vision (self, message, error) || !mq_run_send_pictures (self, error)))
        return NULL;

      mq_run_write_message (self, message, body, MQ_MESSAGE_LOCAL);
    }
  json_object_set_string_member (body, "client", mq_service_connection_get_id (self->connection));
  path = mq_run_make_path (self, what);
  return dex_await_boxed (mq_service_connection_post (self->connection, path, body), error);
}

/* @message: (nullable): of the request; @was_waiting: the run waited for the user before it */
static DexFuture *
request_fiber (MqRun *self, const char *what, JsonObject *body, MqMessage *message,
               gboolean was_waiting)
{
  GError *error = NULL;
  JsonObject *answer = post (self, what, body, message, &error);

  /* After a detach, the row stays: the next program that opens the session sends the message. */
  if (answer == NULL && self->exit == MQ_RUN_EXIT_DETACH)
    return dex_future_new_for_error (error);

  if (answer == NULL && was_waiting)
    self->waiting = TRUE;
  if (message != NULL && self->session != NULL && self->options->keep_session)
    dex_future_disown (mq_library_remove_unsent (self->library, message->id));
  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* Takes @body. */
static DexFuture *
send_request (MqRun *self, const char *what, JsonObject *body, MqMessage *message,
              gboolean was_waiting)
{
  g_autoptr (JsonObject) owned = body;

  return mq_fiber_spawn_with (NULL, FIBER_STACK, request_fiber, (MQ_TYPE_RUN, self),
                              (G_TYPE_STRING, what), (JSON_TYPE_OBJECT, owned),
                              (MQ_TYPE_MESSAGE, message), (G_TYPE_BOOLEAN, was_waiting));
}

/**
 * mq_run_refine:
 * @self: an interactive run
 * @message: (transfer full): the change; the service ignores a repeated id. Its pictures are in the
 *   library, and are sent to a team that supports pictures
 *
 * May be called as soon as the run works: the service queues the message.
 *
 * Returns: (transfer full): resolves when the service has accepted it; rejects with
 *   %MQ_ERROR_CONFLICT if the run ended before that, %MQ_ERROR_BAD_INPUT if a picture is damaged
 */
DexFuture *
mq_run_refine (MqRun *self, MqMessage *message)
{
  g_autoptr (MqMessage) owned = message;
  gboolean was_waiting;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (message != NULL);

  if (owned->id == NULL)
    owned->id = mq_json_new_id ();
  was_waiting = self->waiting;
  mq_run_emit_message (self, owned, TRUE);
  self->waiting = FALSE;
  return send_request (self, "refinements", json_object_new (), owned, was_waiting);
}

/**
 * mq_run_raise_budget:
 * @self: a run
 * @factor: 1 < @factor <= 10
 *
 * Multiplies the budget, so that a used-up run can continue.
 *
 * Returns: (transfer full): resolves to the answer, `budget` and `spent` (JSON_TYPE_OBJECT), once
 *   the service has raised it; rejects with %MQ_ERROR_CONFLICT if the run ended before that
 */
DexFuture *
mq_run_raise_budget (MqRun *self, double factor)
{
  JsonObject *body;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (factor > 1 && factor <= 10);

  body = mq_json_new ("factor:d", factor);
  mq_json_set_new_id (body);
  return send_request (self, "budget", body, NULL, FALSE);
}

/* The end of the run closes the connection, perhaps before the answer has been read. */
static DexFuture *
finish_failed (DexFuture *future, gpointer user_data)
{
  MqRun *self = user_data;

  return self->stage >= MQ_RUN_STAGE_DONE ? dex_future_new_true () : dex_ref (future);
}

/**
 * mq_run_finish:
 * @self: an interactive run
 *
 * Returns: (transfer full): resolves when the service has accepted it or the run has ended; the run
 *   ends after its current work
 */
DexFuture *
mq_run_finish (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return dex_future_catch (send_request (self, "finish", json_object_new (), NULL, FALSE),
                           finish_failed, g_object_ref (self), g_object_unref);
}
