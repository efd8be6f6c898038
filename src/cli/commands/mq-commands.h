/* The commands. Each resolves to its exit status (an int) or rejects with an error that has one.
 * Used by main() and the table of commands. */
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
DexFuture *mq_command_list_kept (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_place (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_account (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-versions.c */
DexFuture *mq_command_versions (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_show (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-diff.c */
DexFuture *mq_command_diff (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-draft.c */
DexFuture *mq_command_draft (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-library.c */
DexFuture *mq_command_revert (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_branch (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_favorite (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_rename (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_delete (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-parameters.c */
DexFuture *mq_command_parameters (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_set (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-open.c */
DexFuture *mq_command_open (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-export.c */
DexFuture *mq_command_account_data (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_delete_account (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_export (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-check-print.c */
DexFuture *mq_command_check_print (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-film.c */
DexFuture *mq_command_film (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-share.c */
DexFuture *mq_command_share (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_import (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void mq_command_print_merged (MqCommandOptions *options, MqLibrary *library,
                              const MqMergeResult *result);

/* mq-command-kept.c */
DexFuture *mq_command_fetch (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_rename_kept (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_delete_kept (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-take.c */
DexFuture *mq_command_take (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-completion.c */
DexFuture *mq_command_completion (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
