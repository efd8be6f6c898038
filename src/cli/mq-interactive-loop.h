/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInteractiveLoop: answers a run that waits for the user: sends the instructions of `--refine`
 * one after the other, then the lines typed on standard input, until there are no more. A step
 * between versions finishes the run: the next instruction begins another one. A pose is not sent.
 * Used by the run command. */
#pragma once

#include "cli/mq-cli-context.h"
#include "cli/mq-printer.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

#define MQ_TYPE_INTERACTIVE_LOOP (mq_interactive_loop_get_type ())
G_DECLARE_FINAL_TYPE (MqInteractiveLoop, mq_interactive_loop, MQ, INTERACTIVE_LOOP, GObject)

MqInteractiveLoop *
mq_interactive_loop_new (MqRun *run, MqPrinter *printer, MqCliContext *context, gboolean ask);
void mq_interactive_loop_leave_steps (MqInteractiveLoop *self);
void mq_interactive_loop_attach (MqInteractiveLoop *self, MqRun *run);
char *mq_interactive_loop_steal_step (MqInteractiveLoop *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_interactive_loop_confirm (MqInteractiveLoop *self,
                                        const char *question) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_interactive_loop_read (MqInteractiveLoop *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_interactive_loop_is_waiting (MqInteractiveLoop *self);
DexFuture *mq_interactive_loop_stop (MqInteractiveLoop *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
