/* MqRunOptions: what is asked for, see mq-run-options.h. */
#include "client/run/mq-run-options.h"

/**
 * mq_run_options_new:
 * @mode: "create", "continue" or "script"
 * @prompt: the user's words
 * @team: (nullable): who is to think; %NULL: who does so by default
 *
 * Returns: (transfer full): an order, interactive; its other members are to be set
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
 * @order: (transfer full): an order
 */
void
mq_run_options_free (MqRunOptions *order)
{
  g_free (order->mode);
  g_free (order->prompt);
  g_free (order->title);
  g_free (order->team);
  g_free (order->script);
  g_clear_object (&order->session);
  g_clear_object (&order->base_session);
  g_clear_object (&order->base);
  g_strfreev (order->pictures);
  g_free (order->server);
  g_free (order->output);
  g_free (order->replay);
  g_free (order->transcript);
  g_free (order);
}
