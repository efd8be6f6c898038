/* MqRunOptions, see mq-run-options.h. */
#include "client/run/mq-run-options.h"

#include "common/mq-json.h"

/**
 * mq_run_options_new:
 * @mode: "create", "continue" or "script"
 * @prompt: the user's words
 * @team: (nullable): the team; %NULL: the service's default
 *
 * Returns: (transfer full): options of an interactive run; set the other members as needed
 */
MqRunOptions *
mq_run_options_new (const char *mode, const char *prompt, const char *team)
{
  MqRunOptions *order = g_new0 (MqRunOptions, 1);

  order->mode = g_strdup (mode);
  order->prompt = g_strdup (prompt);
  order->team = g_strdup (team);
  order->interactive = TRUE;
  return order;
}

/**
 * mq_run_options_free:
 * @order: (transfer full): options
 */
void
mq_run_options_free (MqRunOptions *order)
{
  g_free (order->id);
  g_free (order->mode);
  g_free (order->prompt);
  g_free (order->title);
  g_free (order->team);
  g_free (order->script);
  g_clear_object (&order->session);
  g_clear_object (&order->base_session);
  g_clear_object (&order->base);
  g_strfreev (order->pictures);
  g_clear_pointer (&order->begun, json_object_unref);
  g_free (order->server);
  g_free (order->output);
  g_free (order->replay);
  g_free (order->transcript);
  g_free (order);
}

static void
set_text (JsonObject *json, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (json, name, text);
}

/**
 * mq_run_options_to_json:
 * @order: options of the window, with a session
 *
 * Returns: (transfer full): the members that repeat the request
 */
JsonObject *
mq_run_options_to_json (MqRunOptions *order)
{
  JsonObject *json = json_object_new ();

  set_text (json, "mode", order->mode);
  set_text (json, "prompt", order->prompt);
  set_text (json, "title", order->title);
  set_text (json, "script", order->script);
  set_text (json, "server", order->server);
  if (order->begun != NULL)
    json_object_set_object_member (json, "begun", json_object_ref (order->begun));
  if (order->base != NULL)
    json_object_set_int_member (json, "base", mq_version_get_number (order->base));
  if (order->pictures != NULL)
    json_object_set_array_member (json, "pictures",
                                  mq_json_from_strings ((const char *const *)order->pictures, -1));
  return json;
}

/**
 * mq_run_options_from_json:
 * @json: from mq_run_options_to_json(), with the run's `id`
 * @session: the session of the run
 *
 * Returns: (transfer full): the options
 */
MqRunOptions *
mq_run_options_from_json (JsonObject *json, MqSession *session)
{
  MqRunOptions *order = mq_run_options_new (mq_json_get_string (json, "mode", "create"),
                                            mq_json_get_string (json, "prompt", ""), NULL);

  order->id = g_strdup (mq_json_get_string (json, "id", NULL));
  order->title = g_strdup (mq_json_get_string (json, "title", NULL));
  order->script = g_strdup (mq_json_get_string (json, "script", NULL));
  order->server = g_strdup (mq_json_get_string (json, "server", NULL));
  if (mq_json_get_object (json, "begun") != NULL)
    order->begun = json_object_ref (mq_json_get_object (json, "begun"));
  order->again = TRUE;
  order->keep_session = TRUE;
  order->session = g_object_ref (session);
  order->base = mq_version_find (mq_session_get_versions (session),
                                 mq_json_get_int (json, "base", 0));
  if (order->base != NULL)
    order->base_session = g_object_ref (session);
  order->pictures = mq_json_to_strings (mq_json_get_array (json, "pictures"));
  return order;
}
