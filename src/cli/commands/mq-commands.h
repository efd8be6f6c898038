/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are options of the command line, and functions that several commands share. Each
 * resolves to its exit status (an int) or rejects with an error that has one. Used by main(). */
#pragma once

#include "cli/mq-cli-command.h"
#include "cli/mq-cli-options.h"
#include "client/library/mq-library-merge.h"
#include "client/run/mq-run-options.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_command_run (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* @library: (nullable): that of @run_options
 * @run_options: (nullable) (transfer full): instead of those that @options ask for */
DexFuture *mq_command_run_prepared (MqCliOptions *options, MqLibrary *library,
                                    MqRunOptions *run_options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_list_sessions (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_list_remote (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_place (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_account (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-share.c */
void mq_command_print_merged (MqCommandOptions *options, MqLibrary *library,
                              const MqMergeResult *result);

/* mq-command-remote.c. Both await. */
DexFuture *mq_command_rename_remote (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_delete_remote (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
