/* take: the command that makes a version of what the user changed by hand in their open Blender. */
#include "cli/mq-commands.h"

#include "cli/mq-cli-context.h"
#include "client/run/mq-worker-settings.h"
#include "common/mq-fiber.h"

#include <stdio.h>

#define STACK (256 * 1024)

/* Awaits. */
static MqHandEdit *
fetch (MqCliContext *context, GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (context->blender, context->config);

  return dex_await_object (
      mq_fiber_unless (DEX_FUTURE (context->interrupt.future),
                       mq_hand_edit_fetch (context->library, &settings, context->session)),
      error);
}

static void
print_outside (MqHandEdit *hand_edit)
{
  const char *const *names = mq_hand_edit_get_outside (hand_edit);
  g_autofree char *list = names != NULL ? g_strjoinv (", ", (char **)names) : NULL;

  if (list != NULL && *list != '\0')
    g_printerr ("Pictures that did not come along: %s\nPack them in Blender (File, External Data, "
                "Pack Resources) and take it again\n",
                list);
}

static DexFuture *
take_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (MqCliContext) context = { 0 };
  g_autoptr (MqCliOptions) cli_options = g_new0 (MqCliOptions, 1);
  g_autoptr (MqHandEdit) hand_edit = NULL;
  GError *error = NULL;

  if (!mq_cli_context_prepare (&context, options, &error)
      || !(hand_edit = fetch (&context, &error)))
    return dex_future_new_for_error (error);

  print_outside (hand_edit);
  cli_options->no_input = TRUE;
  cli_options->json = options->json;
  cli_options->config = g_strdup (options->config);
  cli_options->script = g_strdup (""); /* no team */
  dex_await (
      mq_command_run_prepared (cli_options, context.library,
                               mq_run_options_new_for_hand_edit (hand_edit, context.session)),
      &error);
  dex_await (mq_hand_edit_close (hand_edit), NULL);
  return error == NULL ? dex_future_new_for_int (0) : dex_future_new_for_error (error);
}

DexFuture *
mq_command_take (MqCommandOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, take_fiber, options, NULL);
}
