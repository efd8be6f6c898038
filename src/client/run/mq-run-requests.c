/* Requests of the user to an open run: a change, a larger budget, the end. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK (256 * 1024)

typedef struct
{
  MqRun *run;
  char *what;
  JsonObject *body;
  GStrv pictures;       /* (nullable): paths */
  gboolean was_waiting; /* the run waited for the user before the request */
} PostRequest;

static void
post_request_free (gpointer data)
{
  PostRequest *request = data;

  g_object_unref (request->run);
  g_free (request->what);
  json_object_unref (request->body);
  g_strfreev (request->pictures);
  g_free (request);
}

/* Saves a message until the service has accepted it, so that a crash does not lose it. */
static void
keep_unsent (PostRequest *request)
{
  MqRun *self = request->run;
  const char *text = mq_json_get_string (request->body, "text", NULL);
  g_autoptr (JsonObject) unsent = NULL;

  if (text == NULL || self->session == NULL || !self->options->keep_session)
    return;

  unsent = mq_json_new ("text:s run:s pictures:a?", text, self->id,
                        request->pictures != NULL
                            ? mq_json_from_strings ((const char *const *)request->pictures, -1)
                            : NULL);
  dex_await (mq_library_add_unsent (self->library, self->session,
                                    mq_json_get_string (request->body, "id", ""), unsent),
             NULL);
}

static DexFuture *
sent (DexFuture *future, gpointer user_data)
{
  PostRequest *request = user_data;
  const char *id = mq_json_get_string (request->body, "id", NULL);

  /* After a detach, the row stays: the next program that opens the session sends the message. */
  if (dex_future_is_rejected (future) && request->run->exit == MQ_RUN_EXIT_DETACH)
    return dex_ref (future);

  if (dex_future_is_rejected (future) && request->was_waiting)
    request->run->waiting = TRUE;
  if (id != NULL && request->run->session != NULL && request->run->options->keep_session)
    dex_future_disown (mq_library_remove_unsent (request->run->library, id));
  return dex_ref (future);
}

static DexFuture *
request_fiber (PostRequest *request)
{
  MqRun *self = request->run;
  g_autofree char *path = NULL;
  g_autoptr (GArray) numbers = NULL;
  GError *error = NULL;

  keep_unsent (request);
  if (!dex_await (dex_ref (DEX_FUTURE (self->asked)), &error))
    return dex_future_new_for_error (error);

  numbers = mq_run_number_pictures (self, (const char *const *)request->pictures);
  if (numbers != NULL
      && (!mq_run_query_vision (self, &error) || !mq_run_send_pictures (self, &error)))
    return dex_future_new_for_error (error);

  if (numbers != NULL)
    mq_run_announce_pictures (self, request->body, numbers);
  json_object_set_string_member (request->body, "client",
                                 mq_service_connection_get_id (self->connection));
  path = mq_run_make_path (self, request->what);
  return mq_service_connection_post (self->connection, path, request->body);
}

/* Takes @body. */
static DexFuture *
send_request (MqRun *self, const char *what, JsonObject *body, const char *const *pictures,
              gboolean was_waiting)
{
  PostRequest *request = g_new0 (PostRequest, 1);

  request->run = g_object_ref (self);
  request->what = g_strdup (what);
  request->body = body;
  request->pictures = g_strdupv ((GStrv)pictures);
  request->was_waiting = was_waiting;
  return dex_future_finally (
      mq_fiber_spawn_with (NULL, FIBER_STACK, request_fiber, (G_TYPE_POINTER, request)), sent,
      request, post_request_free);
}

/* The paths of the message's pictures in the library, for the other clients. */
static JsonArray *
make_files (MqRun *self, const char *const *pictures)
{
  JsonArray *files = json_array_new ();

  for (gsize i = 0; pictures[i] != NULL; i++)
    {
      g_autofree char *relative = mq_run_make_relative (self, pictures[i]);

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
