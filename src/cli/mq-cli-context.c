/* MqCliWorkplace, see mq-cli-workplace.h. */
#include "cli/mq-cli-workplace.h"

#include "cli/mq-cli-version.h"

/**
 * mq_cli_workplace_prepare:
 * @self: an empty workplace
 * @options: the command
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_NOT_FOUND, %MQ_ERROR_NO_BLENDER …
 *
 * Awaits.
 *
 * Returns: whether all is there
 */
gboolean
mq_cli_workplace_prepare (MqCliWorkplace *self, MqCommandOptions *options, GError **error)
{
  g_autoptr (GListModel) blenders = NULL;

  if (!(self->config = mq_command_options_load_config (options, error))
      || !(self->library = dex_await_object (mq_library_open (NULL, FALSE), error))
      || !(self->version = mq_cli_find_version (self->library, options->words[0], &self->session,
                                                error))
      || !(blenders = dex_await_object (
               mq_blender_find (mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE)),
               error)))
    return FALSE;

  self->blender = g_list_model_get_item (blenders, 0);
  return TRUE;
}

void
mq_cli_workplace_clear (MqCliWorkplace *self)
{
  g_clear_object (&self->config);
  g_clear_object (&self->library);
  g_clear_object (&self->version);
  g_clear_object (&self->blender);
}
