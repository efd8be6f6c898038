/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliInterrupt: Ctrl+C and SIGTERM as something to await, so that a command can take away what is
 * incomplete before the program ends. Used by commands that write files. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqCliInterrupt:
 * @future: rejects with %MQ_ERROR_CANCELLED when interrupted
 * @cancellable: is cancelled then
 */
typedef struct
{
  DexPromise *future;
  GCancellable *cancellable;
  guint sources[2];
} MqCliInterrupt;

void mq_cli_interrupt_init (MqCliInterrupt *self);
void mq_cli_interrupt_clear (MqCliInterrupt *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqCliInterrupt, mq_cli_interrupt_clear)

G_END_DECLS
