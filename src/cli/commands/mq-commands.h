/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are options of the command line, and functions that several commands share. Each
 * awaits, and fails with an error that has an exit status. Used by main(). */
#pragma once

#include "cli/mq-cli-command.h"
#include "client/library/mq-library-merge.h"
#include "client/run/mq-run-options.h"

G_BEGIN_DECLS

gboolean mq_command_run (MqCliContext *self, GError **error);
/* @run_options: (transfer full): instead of those that the command line asks for. Nothing is asked.
 */
gboolean mq_command_run_prepared (MqCliContext *self, MqRunOptions *run_options, GError **error);
/* @run: an open run of the context's session: it is told the changes of `refine`. */
gboolean mq_command_run_open (MqCliContext *self, const char *run, GError **error);
/* A run that goes on from the version of the context, in a session of its own. */
MqRunOptions *mq_command_make_change (MqCliContext *self, const char *text);
/* Sets what the command line asks for of any run. */
void mq_command_complete_options (MqCliContext *self, MqRunOptions *run_options);
gboolean mq_command_list_kinds (MqCliContext *self, GError **error);
gboolean mq_command_list_sessions (MqCliContext *self, GError **error);
gboolean mq_command_list_remote (MqCliContext *self, GError **error);
gboolean mq_command_place (MqCliContext *self, GError **error);
gboolean mq_command_sign_in (MqCliContext *self, GError **error);

/* mq-command-account.c */
char *mq_command_describe_quota (JsonObject *account) G_GNUC_WARN_UNUSED_RESULT;

/* mq-command-share.c */
void mq_command_print_merged (MqCliContext *self, const MqMergeResult *result);
gboolean mq_command_import_set (MqCliContext *self, const char *path, GError **error);

/* mq-command-remote.c */
gboolean mq_command_rename_remote (MqCliContext *self, GError **error);
gboolean mq_command_delete_remote (MqCliContext *self, GError **error);

G_END_DECLS
