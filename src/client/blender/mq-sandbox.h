/* The sandbox of Blender: the command line that starts it (bubblewrap). Used by MqInstance. */
#pragma once

#include "client/blender/mq-worker.h"

G_BEGIN_DECLS

/** MQ_SANDBOX_RUN_DIR: the run folder's path inside the sandbox. */
#define MQ_SANDBOX_RUN_DIR "/app/run"
/** MQ_SANDBOX_BRIDGE_DIR: the path of the bridge's Python package inside the sandbox. */
#define MQ_SANDBOX_BRIDGE_DIR "/app/maquette_bridge"
/**
 * MQ_SANDBOX_BLENDER_FLAGS: flags of every Blender: no window, no user settings, no network, no
 * scripts in files.
 */
#define MQ_SANDBOX_BLENDER_FLAGS                                                                   \
  "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",                     \
      "--python-exit-code", "1"

/**
 * MqSandboxSpec:
 * @blender: the executable, absolute, without symbolic links
 * @bridge_dir: the bridge's Python package
 * @run_dir: the only writable folder
 * @gpu: whether the graphics devices are available
 * @shaders: (nullable): the files of mq_shader_cache_list()
 * @limits: limits on one process
 */
typedef struct
{
  const char *blender;
  const char *bridge_dir;
  const char *run_dir;
  gboolean gpu;
  const char *const *shaders;
  const MqWorkerLimits *limits;
} MqSandboxSpec;

char **mq_sandbox_dup_argv (const MqSandboxSpec *spec, const char *const *command,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
char **mq_sandbox_dup_unconfined_argv (const MqSandboxSpec *spec, const char *const *command,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_sandbox_get_memory_limit (const MqSandboxSpec *spec);
char **mq_sandbox_dup_environment (gboolean confined) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sandbox_dup_bridge_dir (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
