/* --login, --logout, --accept-terms: commands for the account at a shared service. */
#include "cli/mq-commands.h"

#include "common/mq-config.h"
#include "common/mq-error.h"

DexFuture *
mq_command_account (MqCliOptions *options)
{
  const char *flag = options->login ? "--login" : options->logout ? "--logout" : "--accept-terms";
  GError *error = NULL;
  g_autoptr (MqConfig) config = mq_cli_options_load_config (options, &error);
  const char *server = NULL;

  if (config == NULL)
    return dex_future_new_for_error (error);

  server = options->server != NULL ? options->server
                                   : mq_config_get_string (config, MQ_CONFIG_SERVER_URL);
  if (server == NULL)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_BAD_INPUT,
        "%s is for a shared service, and no shared service is configured\n"
        "No account is needed here: maquette-cli --text \"a chair\" uses "
        "a service of its own",
        flag);

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                "%s: this version cannot sign in to a shared service yet (%s)\n"
                                "Use a service of your own: leave out --server and server.url",
                                flag, server);
}
