/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliContext, see mq-cli-context.h. */
#include "cli/mq-cli-context.h"

#include "cli/mq-cli-version.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

/**
 * mq_cli_context_prepare:
 * @self: an empty context
 * @options: the command
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_NOT_FOUND, %MQ_ERROR_NO_BLENDER …
 *
 * Awaits. From then on, SIGINT and SIGTERM only set @interrupt.
 *
 * Returns: whether all is there
 */
gboolean
mq_cli_context_prepare (MqCliContext *self, MqCommandOptions *options, GError **error)
{
  g_autoptr (GListModel) blenders = NULL;

  mq_cli_interrupt_init (&self->interrupt);
  if (!(self->config = mq_cli_load_config (options->config, error))
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

static void
on_gone (gpointer gone, GObject *job)
{
  dex_promise_resolve_boolean (gone, TRUE);
}

/**
 * mq_cli_context_await:
 * @self: a context
 * @job: (transfer full): an object that performs something and is referenced as long as it does
 * @performing: (transfer full): resolves to its report (JSON_TYPE_OBJECT)
 * @error: as @performing, or %MQ_ERROR_CANCELLED
 *
 * Awaits. When interrupted, drops @performing and awaits that the job has taken everything away.
 *
 * Returns: (transfer full) (nullable): the report
 */
JsonObject *
mq_cli_context_await (MqCliContext *self, gpointer job, DexFuture *performing, GError **error)
{
  g_autoptr (DexPromise) gone = dex_promise_new ();
  JsonObject *report
      = dex_await_boxed (mq_fiber_unless (DEX_FUTURE (self->interrupt.future), performing), error);

  g_object_weak_ref (job, on_gone, gone);
  g_object_unref (job);
  dex_await (dex_ref (DEX_FUTURE (gone)), NULL);
  return report;
}

void
mq_cli_context_clear (MqCliContext *self)
{
  mq_cli_interrupt_clear (&self->interrupt);
  g_clear_object (&self->config);
  g_clear_object (&self->library);
  g_clear_object (&self->version);
  g_clear_object (&self->blender);
}
