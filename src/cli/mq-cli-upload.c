/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping sessions at a shared service, see mq-cli-upload.h. */
#include "cli/mq-cli-upload.h"

#include "cli/mq-cli-interrupt.h"
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"

#define MAX_REASON 1000

/**
 * mq_cli_upload_get_server:
 * @option: (nullable): the value of --server
 * @config: the settings
 *
 * Returns: (transfer none) (nullable): the address of the service; %NULL: one of the user's own
 */
const char *
mq_cli_upload_get_server (const char *option, MqConfig *config)
{
  return option != NULL ? option : mq_config_get_string (config, MQ_CONFIG_SERVER_URL);
}

/**
 * mq_cli_upload:
 * @library: the library
 * @config: the settings, which may forbid it
 * @server: (nullable): the address of a service
 * @session: (nullable): a session that was changed there
 *
 * Keeps at the service what has changed. A failure is a line on standard error and nothing more:
 * all is in the library, and is kept the next time. Ctrl+C ends the wait.
 */
void
mq_cli_upload (MqLibrary *library, MqConfig *config, const char *server, MqSession *session)
{
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  if (server == NULL || !mq_config_get_boolean (config, MQ_CONFIG_SERVER_KEEP_SESSIONS))
    return;

  mq_cli_interrupt_init (&interrupt);
  if (dex_await (mq_fiber_unless (DEX_FUTURE (interrupt.future),
                                  mq_remote_sessions_put (library, server, session)),
                 &error)
      || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    return;

  reason = g_strdelimit (mq_text_clean (error->message, MAX_REASON), "\n", ' ');
  g_printerr ("maquette-cli: not kept at the service: %s\n", reason);
}
