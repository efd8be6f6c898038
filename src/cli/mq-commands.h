/* The commands, one per file. Each resolves to its exit status (an int) or rejects with an error
 * that has one. Used by main(). */
#pragma once

#include "cli/mq-cli-options.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_command_run (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_list_sessions (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_place (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_command_account (MqCliOptions *options) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
