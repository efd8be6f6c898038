/* How a run that goes on is followed, whoever began it. Its events come from the first one on; the lead is ours when
 * nobody has it. */
#include "client/run/mq-run-private.h"

#include "common/mq-json.h"

/* What a lead needs to know before it hears anything. */
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
 * @self: a run that somebody began
 * @error: %MQ_ERROR_NOT_FOUND: the service does not know it any more
 *
 * Gets to where its events can be followed; mq_run_wait_begun() resolves when all that happened before is heard. Blender
 * starts when it is needed. Awaits.
 *
 * Returns: whether it is there
 */
gboolean
mq_run_attach (MqRun *self, GError **error)
{
  /* A stop does not end this: it has to reach the service. */
  if (!dex_await (mq_run_open_connection (self), error) || !ask_how_far (self, error))
    return FALSE;

  mq_service_connection_follow (self->connection, self->id);
  if (self->history == 0)
    dex_promise_resolve_boolean (self->asked, TRUE);
  return TRUE;
}
