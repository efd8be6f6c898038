/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandbox of Blender: what is in it, and the two ways to make it (mq-sandbox-private.h).
 * In both, the program maquette-launcher becomes Blender. Used by
 * MqInstance. */
#pragma once

#include "client/sandbox/mq-process.h"

G_BEGIN_DECLS

/**
 * MQ_SANDBOX_BLENDER_FLAGS: flags of every Blender: no window, no user settings, no network, no
 * scripts in files.
 */
#define MQ_SANDBOX_BLENDER_FLAGS                                                                   \
  "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",                     \
      "--python-exit-code", "1"

/**
 * MqSandboxLimits:
 * @cpu_seconds: CPU time of one call
 * @memory_bytes: address space of Blender
 * @file_bytes: largest file it may write
 * @processes: processes and threads
 * @folder_bytes: all files together that one script may leave
 * @niceness: how far it makes way for other programs, see nice(1)
 */
typedef struct
{
  guint cpu_seconds;
  guint64 memory_bytes;
  guint64 file_bytes;
  guint processes;
  guint64 folder_bytes;
  guint niceness;
} MqSandboxLimits;

extern const MqSandboxLimits mq_sandbox_default_limits;

/**
 * MqSandboxSpec:
 * @blender: the executable, absolute, without symbolic links
 * @bridge_dir: the bridge's Python package
 * @run_dir: the only writable folder that lasts
 * @gpu: whether the graphics devices are available
 * @gpu_card: with @gpu: which of the cards that this program may use, from 0; -1: all
 * @shaders: (nullable): the files of mq_shader_cache_list()
 * @limits: limits on one process
 * @pool: (nullable): for a fork server (client/blender/mq-fork-server.c): the folder that has the
 *   run folders of its children, which confine themselves; it has no @run_dir
 */
typedef struct
{
  const char *blender;
  const char *bridge_dir;
  const char *run_dir;
  gboolean gpu;
  int gpu_card;
  const char *const *shaders;
  const MqSandboxLimits *limits;
  const char *pool;
} MqSandboxSpec;

/**
 * MqSandboxKind:
 * @MQ_SANDBOX_NONE: Blender has all rights of the user (`blender.sandbox: off`)
 * @MQ_SANDBOX_BUBBLEWRAP: bubblewrap, on the host
 * @MQ_SANDBOX_PORTAL: a sandbox of Flatpak's portal, inside a Flatpak
 *
 * What is around the launcher, which becomes Blender.
 */
typedef enum
{
  MQ_SANDBOX_NONE,
  MQ_SANDBOX_BUBBLEWRAP,
  MQ_SANDBOX_PORTAL,
} MqSandboxKind;

/* Denies calls that scripts do not need and attacks often use. */
int mq_seccomp_open_filter (GError **error);

MqSandboxKind mq_sandbox_choose (gboolean sandboxed);
MqProcess *
mq_sandbox_spawn (MqSandboxKind kind, const MqSandboxSpec *spec, const char *const *command,
                  const char *canary, int bridge_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_sandbox_get_run_dir (MqSandboxKind kind, const MqSandboxSpec *spec);
const char *mq_sandbox_get_bridge_dir (MqSandboxKind kind, const MqSandboxSpec *spec);
const char *mq_sandbox_get_memory_limit (const MqSandboxSpec *spec);
char **mq_sandbox_list_devices (const MqSandboxSpec *spec) G_GNUC_WARN_UNUSED_RESULT;
char **
mq_sandbox_dup_launcher_argv (MqSandboxKind kind, const MqSandboxSpec *spec, const char *launcher,
                              const char *const *command) G_GNUC_WARN_UNUSED_RESULT;
char **mq_sandbox_dup_child_words (const MqSandboxSpec *spec) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sandbox_dup_bridge_dir (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqScope:
 *
 * A scope that is to be made around a bubblewrap which is about to start.
 */
typedef struct _MqScope MqScope;

MqScope *mq_scope_new (const MqSandboxLimits *limits);
DexFuture *mq_scope_enclose_process (MqScope *self, GPid pid) G_GNUC_WARN_UNUSED_RESULT;
void mq_scope_free (MqScope *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScope, mq_scope_free)

G_END_DECLS
