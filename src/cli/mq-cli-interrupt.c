/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliInterrupt, see mq-cli-interrupt.h. */
#include "cli/mq-cli-interrupt.h"

#include "common/base/mq-error.h"

#include <glib-unix.h>
#include <signal.h>

static gboolean
on_signal (gpointer data)
{
  MqCliInterrupt *self = data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    dex_promise_reject (self->future,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Interrupted"));
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

/**
 * mq_cli_interrupt_init:
 * @self: an empty interrupt, which stays where it is until it is cleared
 *
 * From then on, SIGINT and SIGTERM do not end the program.
 */
void
mq_cli_interrupt_init (MqCliInterrupt *self)
{
  self->future = dex_promise_new ();
  self->cancellable = g_cancellable_new ();
  self->sources[0] = g_unix_signal_add (SIGINT, on_signal, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, on_signal, self);
}

void
mq_cli_interrupt_clear (MqCliInterrupt *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_handle_id (&self->sources[i], g_source_remove);
  dex_clear (&self->future);
  g_clear_object (&self->cancellable);
}
