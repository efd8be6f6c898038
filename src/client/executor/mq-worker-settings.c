/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a run's Blenders from the configuration, see mq-worker-settings.h. */
#include "client/executor/mq-worker-settings.h"

#include <stdio.h>
#include <string.h>

/* `auto`: bytes of memory that must be free. Two Blenders that wait take about 0.5 GiB. */
#define ROOM (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

/**
 * mq_worker_settings_read:
 * @blender: the Blender to run
 * @config: the settings
 *
 * Returns: the settings of a run's worker; @blender is not referenced
 */
MqWorkerSettings
mq_worker_settings_read (MqBlender *blender, MqConfig *config)
{
  MqWorkerSettings settings = {
    .blender = blender,
    .sandboxed = mq_config_get_boolean (config, MQ_CONFIG_BLENDER_SANDBOX),
    .gpu = mq_config_get_boolean (config, MQ_CONFIG_BLENDER_GPU_RENDERING),
    .gpu_card = mq_config_get_int (config, MQ_CONFIG_BLENDER_GPU_CARD),
    .limits = mq_sandbox_default_limits,
  };

  settings.limits.cpu_seconds = mq_config_get_int (config, MQ_CONFIG_LIMITS_SCRIPT_SECONDS);
  settings.limits.memory_bytes = (guint64)mq_config_get_int (config, MQ_CONFIG_LIMITS_MEMORY_GIB)
                                 << 30;
  settings.limits.folder_bytes = (guint64)mq_config_get_int (config, MQ_CONFIG_LIMITS_FOLDER_GIB)
                                 << 30;
  return settings;
}

/**
 * mq_worker_settings_get_free_memory:
 *
 * Returns: bytes that programs can have, see proc_meminfo(5); 0: unknown
 */
guint64
mq_worker_settings_get_free_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;
  guint64 kib = 0;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL)
      || (line = strstr (text, "MemAvailable:")) == NULL
      || sscanf (line, "MemAvailable: %" G_GUINT64_FORMAT, &kib) != 1)
    return 0;
  return kib * 1024;
}

/**
 * mq_worker_settings_want_spare:
 * @config: the settings
 *
 * Returns: whether a Blender is to be started before it is needed (`blender.spare`)
 */
gboolean
mq_worker_settings_want_spare (MqConfig *config)
{
  const char *spare = mq_config_get_string (config, MQ_CONFIG_BLENDER_SPARE);

  return g_str_equal (spare, "on")
         || (g_str_equal (spare, "auto") && mq_worker_settings_get_free_memory () >= ROOM);
}
