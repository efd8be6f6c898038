/* Attaches to an open run, whichever program started it. All its events are read again; if no
 * client leads the run, we take the lead. */
#include "client/run/mq-run-private.h"

#include "common/json/mq-json.h"

/* Asks for the progress of the run, which the lead needs before the first event. */
static gboolean
ask_how_far (MqRun *self, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);
  g_autoptr (JsonObject) state
      = dex_await_boxed (mq_service_connection_get (self->connection, path), error);

  if (state == NULL)
    return FALSE;

  self->stage = MQ_RUN_STAGE_OPEN;
  self->history = mq_json_get_int (state, "events", 0);
  g_set_str (&self->team, mq_json_get_string (state, "team", NULL));
  return TRUE;
}

/**
 * mq_run_attach:
 * @self: a run of any program
 * @error: %MQ_ERROR_NOT_FOUND: the service no longer has the run
 *
 * Connects to the service and starts reading events; mq_run_wait_begun() resolves when the earlier
 * ones are handled. Blender starts when it is needed. Awaits.
 *
 * Returns: whether the service has the run
 */
gboolean
mq_run_attach (MqRun *self, GError **error)
{
  /* Not cancelled by a stop, because the stop has to reach the service. */
  if (!dex_await (mq_run_open_connection (self), error) || !ask_how_far (self, error))
    return FALSE;

  mq_service_connection_follow (self->connection, self->id);
  if (self->history == 0)
    dex_promise_resolve_boolean (self->asked, TRUE);
  return TRUE;
}
