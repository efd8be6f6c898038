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
keep_unsent (MqRun *self, JsonObject *body, GStrv pictures)
{
  const char *text = mq_json_get_string (body, "text", NULL);
  g_autoptr (JsonObject) unsent = NULL;

  if (text == NULL || self->session == NULL || !self->options->keep_session)
    return;

  unsent = mq_json_new ("text:s run:s pictures:a?", text, self->id,
                        pictures != NULL ? mq_json_from_strings ((const char *const *)pictures, -1)
                                         : NULL);
  dex_await (mq_library_add_unsent (self->library, self->session,
                                    mq_json_get_string (body, "id", ""), unsent),
             NULL);
}

/* Awaits. */
static JsonObject *
post (MqRun *self, const char *what, JsonObject *body, GStrv pictures, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GArray) numbers = NULL;

  keep_unsent (self, body, pictures);
  if (!dex_await (dex_ref (DEX_FUTURE (self->asked)), error))
    return NULL;

  numbers = mq_run_number_pictures (self, (const char *const *)pictures);
  if (numbers != NULL
      && (!mq_run_query_vision (self, mq_json_get_string (body, "text", ""), error)
          || !mq_run_send_pictures (self, error)))
    return NULL;

  if (numbers != NULL)
    mq_run_announce_pictures (self, body, numbers);
  json_object_set_string_member (body, "client", mq_service_connection_get_id (self->connection));
  path = mq_run_make_path (self, what);
  return dex_await_boxed (mq_service_connection_post (self->connection, path, body), error);
}

/* @was_waiting: the run waited for the user before the request */
static DexFuture *
request_fiber (MqRun *self, const char *what, JsonObject *body, GStrv pictures,
               gboolean was_waiting)
{
  const char *id = mq_json_get_string (body, "id", NULL);
  GError *error = NULL;
  JsonObject *answer = post (self, what, body, pictures, &error);

  /* After a detach, the row stays: the next program that opens the session sends the message. */
  if (answer == NULL && self->exit == MQ_RUN_EXIT_DETACH)
    return dex_future_new_for_error (error);

  if (answer == NULL && was_waiting)
    self->waiting = TRUE;
  if (id != NULL && self->session != NULL && self->options->keep_session)
    dex_future_disown (mq_library_remove_unsent (self->library, id));
  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* Takes @body. */
static DexFuture *
send_request (MqRun *self, const char *what, JsonObject *body, const char *const *pictures,
              gboolean was_waiting)
{
  g_autoptr (JsonObject) owned = body;

  return mq_fiber_spawn_with (NULL, FIBER_STACK, request_fiber, (MQ_TYPE_RUN, self),
                              (G_TYPE_STRING, what), (JSON_TYPE_OBJECT, owned),
                              (G_TYPE_STRV, (GStrv)pictures), (G_TYPE_BOOLEAN, was_waiting));
}

/* The paths of the message's pictures in the library, for the other clients. */
static JsonArray *
make_files (MqRun *self, const char *const *pictures)
{
  JsonArray *files = json_array_new ();

  for (gsize i = 0; pictures[i] != NULL; i++)
    {
      g_autofree char *relative = mq_run_make_relative (pictures[i], self);

      if (relative != NULL)
        json_array_add_string_element (files, relative);
    }

  return files;
}

/**
 * mq_run_refine:
 * @self: an interactive run
 * @id: (nullable): id of the message, made by its sender; the service ignores a repeated one
 * @text: the change
 * @pictures: (nullable): paths of its pictures in the library, sent to a team that supports
 *   pictures
 *
 * May be called as soon as the run works: the service queues the message.
 *
 * Returns: (transfer full): resolves when the service has accepted it; rejects with
 *   %MQ_ERROR_CONFLICT if the run ended before that, %MQ_ERROR_BAD_INPUT if a picture is damaged
 */
DexFuture *
mq_run_refine (MqRun *self, const char *id, const char *text, const char *const *pictures)
{
  g_autofree char *own = id != NULL ? g_strdup (id) : mq_json_new_id ();
  gboolean was_waiting;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (text != NULL);

  was_waiting = self->waiting;
  mq_run_emit_message (self, own, text, pictures, TRUE);
  self->waiting = FALSE;
  return send_request (self, "refinements",
                       mq_json_new ("id:s text:s files:a?", own, text,
                                    pictures != NULL ? make_files (self, pictures) : NULL),
                       pictures, was_waiting);
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
