/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bubblewrap: the sandbox of Blender on the host. Used by mq-sandbox.c. */
#pragma once

#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

/** MQ_BUBBLEWRAP_RUN_DIR: the run folder's path inside. */
#define MQ_BUBBLEWRAP_RUN_DIR "/app/run"
/** MQ_BUBBLEWRAP_BRIDGE_DIR: the path of the bridge's Python package inside. */
#define MQ_BUBBLEWRAP_BRIDGE_DIR "/app/addon/maquette_bridge"
/** MQ_BUBBLEWRAP_LAUNCHER: the launcher's path inside. */
#define MQ_BUBBLEWRAP_LAUNCHER "/app/maquette-launcher"
/** MQ_BUBBLEWRAP_HOME: the home folder inside: small, in memory. */
#define MQ_BUBBLEWRAP_HOME "/home/maquette"
/** MQ_BUBBLEWRAP_OPTIONS_FD: bubblewrap's descriptor for its options. */
#define MQ_BUBBLEWRAP_OPTIONS_FD 5

char **mq_bubblewrap_dup_options (const MqSandboxSpec *spec, const char *launcher,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqProcess *mq_bubblewrap_spawn (const MqSandboxSpec *spec, const char *launcher,
                                const char *const *command, const char *canary, int bridge_fd,
                                int filter_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
