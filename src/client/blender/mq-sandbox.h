/* The sandbox round Blender: which program is started with which arguments (bubblewrap), and the
 * proof that it holds on this machine. */
#pragma once

#include "client/blender/mq-worker.h"

G_BEGIN_DECLS

/** MQ_SANDBOX_RUN_DIR: where the run folder is inside. */
#define MQ_SANDBOX_RUN_DIR "/app/run"
/** MQ_SANDBOX_BRIDGE_DIR: where the bridge's Python package is inside. */
#define MQ_SANDBOX_BRIDGE_DIR "/app/maquette_bridge"
/** MQ_SANDBOX_BLENDER_FLAGS: what each Blender is started with: no window, none of the user's settings, no
 * network, no scripts of files. */
#define MQ_SANDBOX_BLENDER_FLAGS                                                                   \
  "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",                     \
      "--python-exit-code", "1"

/**
 * MqSandboxSpec:
 * @blender: the executable, absolute, without symbolic links
 * @bridge_dir: the bridge's Python package
 * @run_dir: the one folder that can be written to
 * @gpu: whether the graphics devices are let in
 * @limits: on one process
 */
typedef struct
{
  const char *blender;
  const char *bridge_dir;
  const char *run_dir;
  gboolean gpu;
  const MqWorkerLimits *limits;
} MqSandboxSpec;

char **mq_sandbox_dup_argv (const MqSandboxSpec *spec, const char *const *command,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
char **mq_sandbox_dup_unconfined_argv (const MqSandboxSpec *spec, const char *const *command,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
char **mq_sandbox_dup_environment (gboolean confined) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sandbox_dup_bridge_dir (GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_sandbox_probe (const MqSandboxSpec *spec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
