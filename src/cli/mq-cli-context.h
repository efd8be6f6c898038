/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliContext: what a command works with: its options, the settings, the library, the session and
 * version that its first word names, a Blender, and the Ctrl+C that ends it. Used by main() and the
 * commands. */
#pragma once

#include "cli/mq-cli-options.h"
#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/**
 * MqCliNeeds:
 * @MQ_CLI_INTERRUPT: from then on, SIGINT and SIGTERM only set @interrupt
 * @MQ_CLI_CONFIG: the settings
 * @MQ_CLI_LIBRARY: the library, to read it
 * @MQ_CLI_WORK_DIRS: the library, with folders to work in where it can be written
 * @MQ_CLI_WRITABLE: the library, which has to be writable
 * @MQ_CLI_SESSION: the session that the first word names
 * @MQ_CLI_VERSION: the version that the first word names, and its session
 * @MQ_CLI_SCRIPT: the version's script
 * @MQ_CLI_BLENDER: the Blender of the settings
 * @MQ_CLI_CLEANER: its settings where there is one, for foreign files: whether one is needed is
 * known when the files are
 * @MQ_CLI_FOR_BLENDER: what a task of a Blender with a version needs
 *
 * What mq_cli_context_prepare() prepares; a need includes what it depends on.
 */
typedef enum
{
  MQ_CLI_INTERRUPT = 1 << 0,
  MQ_CLI_CONFIG = 1 << 1,
  MQ_CLI_LIBRARY = 1 << 2,
  MQ_CLI_WORK_DIRS = 1 << 3,
  MQ_CLI_WRITABLE = 1 << 4,
  MQ_CLI_SESSION = 1 << 5,
  MQ_CLI_VERSION = 1 << 6,
  MQ_CLI_SCRIPT = 1 << 7,
  MQ_CLI_BLENDER = 1 << 8,
  MQ_CLI_CLEANER = 1 << 9,
  MQ_CLI_FOR_BLENDER = MQ_CLI_INTERRUPT | MQ_CLI_WORK_DIRS | MQ_CLI_VERSION | MQ_CLI_BLENDER,
} MqCliNeeds;

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

/**
 * MqCliContext:
 * @options: the command line
 * @script: of @version
 * @targets: of --part
 * @cleaner: (nullable): with @blender, to open foreign files and save them anew
 *
 * All but @options is %NULL until it is prepared.
 */
typedef struct
{
  MqCliOptions *options;
  MqConfig *config;
  MqLibrary *library;
  MqSession *session;
  MqVersion *version;
  char *script;
  JsonArray *targets;
  MqBlender *blender;
  MqWorkerSettings *cleaner;
  MqCliInterrupt interrupt;
} MqCliContext;

/* Most of these await. */
gboolean mq_cli_context_prepare (MqCliContext *self, MqCliNeeds needs, GError **error);
gboolean mq_cli_context_find_version (MqCliContext *self, const char *what, GError **error);
gboolean mq_cli_context_find_parts (MqCliContext *self, GError **error);
DexFuture *
mq_cli_context_unless_interrupted (MqCliContext *self, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_cli_context_await (MqCliContext *self, gpointer job, GCallback on_progress,
                                  DexFuture *performing, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_cli_context_get_server (MqCliContext *self);
const char *mq_cli_context_require_server (MqCliContext *self, GError **error);
void mq_cli_context_upload (MqCliContext *self, MqSession *session);
void mq_cli_context_clear (MqCliContext *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqCliContext, mq_cli_context_clear)

/* With --yes these do not ask. */
gboolean
mq_cli_confirm_delete (MqCliOptions *options, const char *title, guint n_versions, GError **error);
gboolean mq_cli_confirm_account (MqCliOptions *options, const char *server, GError **error);

char *mq_cli_load_script (MqVersion *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
