/* What the user wants of a run while it goes: to change something, more budget, to finish. */
#include "client/run/mq-run-private.h"

#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#define FIBER_STACK (256 * 1024)

typedef struct
{
  MqRun *run;
  char *what;
  JsonObject *body;
  GArray *pictures; /* (nullable): numbers of those that belong to it */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->run);
  g_free (request->what);
  json_object_unref (request->body);
  g_clear_pointer (&request->pictures, g_array_unref);
  g_free (request);
}

static DexFuture *
request_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqRun *self = request->run;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (!dex_await (dex_ref (DEX_FUTURE (self->asked)), &error)
      || (request->pictures != NULL
          && (!mq_run_query_vision (self, &error) || !mq_run_send_pictures (self, &error))))
    return dex_future_new_for_error (error);

  if (request->pictures != NULL)
    mq_run_announce_pictures (self, request->body, request->pictures);
  path = mq_run_make_path (self, request->what);
  return mq_service_connection_post (self->connection, path, request->body);
}

/* Takes @body and @pictures. */
static DexFuture *
send_request (MqRun *self, const char *what, JsonObject *body, GArray *pictures)
{
  Request *request = g_new0 (Request, 1);

  request->run = g_object_ref (self);
  request->what = g_strdup (what);
  request->body = body;
  request->pictures = pictures;
  return mq_fiber_spawn (NULL, FIBER_STACK, request_fiber, request, request_free);
}

static DexFuture *
send_refinement (MqRun *self, const char *text, GArray *pictures)
{
  JsonObject *body = json_object_new ();

  mq_json_set_new_id (body);
  json_object_set_string_member (body, "text", text);
  self->waiting = FALSE;
  return send_request (self, "refinements", body, pictures);
}

/**
 * mq_run_refine:
 * @self: a run that was asked for interactively
 * @text: what is to change
 * @pictures: (nullable): paths in the library of pictures that came with it; a team that sees gets
 *   them, otherwise they are for the record
 *
 * May be called as soon as the run goes: the service queues what it cannot take up yet.
 *
 * Returns: (transfer full): resolves when the service has taken it; rejects with
 *   %MQ_ERROR_CONFLICT when the run ended before that, %MQ_ERROR_BAD_INPUT when a picture is damaged
 */
DexFuture *
mq_run_refine (MqRun *self, const char *text, const char *const *pictures)
{
  GArray *numbers;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (text != NULL);

  numbers = mq_run_emit_message (self, text, pictures, TRUE);
  dex_future_disown (mq_run_keep_record (self));
  return send_refinement (self, text, numbers);
}

/**
 * mq_run_repeat:
 * @self: a run that is taken up again
 * @text: what it was told and the service has not heard
 *
 * Returns: (transfer full): as mq_run_refine(); it is not shown as said again
 */
DexFuture *
mq_run_repeat (MqRun *self, const char *text)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (text != NULL);

  return send_refinement (self, text, mq_run_find_pictures (self, text));
}

/**
 * mq_run_raise_budget:
 * @self: a run
 * @factor: 1 < @factor <= 10
 *
 * Multiplies its budget; one that was reached is none any more.
 *
 * Returns: (transfer full): resolves to the answer, `budget` and `spent` (JSON_TYPE_OBJECT), when the
 *   service has done it; rejects with %MQ_ERROR_CONFLICT when the run ended before that
 */
DexFuture *
mq_run_raise_budget (MqRun *self, double factor)
{
  JsonObject *body;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (factor > 1 && factor <= 10);

  body = json_object_new ();
  mq_json_set_new_id (body);
  json_object_set_double_member (body, "factor", factor);
  return send_request (self, "budget", body, NULL);
}

/**
 * mq_run_finish:
 * @self: a run that was asked for interactively
 *
 * Returns: (transfer full): resolves when the service has taken it; the run ends when what it is at
 *   is done
 */
DexFuture *
mq_run_finish (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return send_request (self, "finish", json_object_new (), NULL);
}
