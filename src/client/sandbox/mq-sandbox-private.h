/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the sandbox, for mq-sandbox.c and the tests: bubblewrap on the host, Flatpak's
 * portal inside a Flatpak, and the system call filter that both load. */
#pragma once

#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

/** MQ_BUBBLEWRAP_RUN_DIR: the run folder's path inside. */
#define MQ_BUBBLEWRAP_RUN_DIR "/app/run"
/** MQ_BUBBLEWRAP_BRIDGE_DIR: the path of the bridge's Python package inside. */
#define MQ_BUBBLEWRAP_BRIDGE_DIR "/app/addon/maquette_bridge"
/** MQ_BUBBLEWRAP_LAUNCHER: the launcher's path inside. */
#define MQ_BUBBLEWRAP_LAUNCHER "/app/maquette-launcher"
/** MQ_BUBBLEWRAP_POOL, MQ_BUBBLEWRAP_CACHE: what a fork server sees of the pool and of the cache;
 * its children see their own folder there. */
#define MQ_BUBBLEWRAP_POOL "/app/pool"
#define MQ_BUBBLEWRAP_CACHE "/app/cache"
/** MQ_BUBBLEWRAP_SHADERS: what a child of a fork server sees of the cache. */
#define MQ_BUBBLEWRAP_SHADERS "/app/shaders"
/** MQ_BUBBLEWRAP_FORK_CHILD: the path inside of the library with which a child confines itself. */
#define MQ_BUBBLEWRAP_FORK_CHILD "/app/maquette-fork-child.so"
/** MQ_BUBBLEWRAP_OPTIONS_FD: bubblewrap's descriptor for its options. */
#define MQ_BUBBLEWRAP_OPTIONS_FD 5

char **mq_bubblewrap_dup_options (const MqSandboxSpec *spec, const char *launcher,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqProcess *mq_bubblewrap_spawn (const MqSandboxSpec *spec, const char *launcher,
                                const char *const *command, const char *canary, int bridge_fd,
                                int filter_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** MQ_PORTAL_LIFE_FD: the launcher's descriptor for its life line. */
#define MQ_PORTAL_LIFE_FD 5

MqProcess *mq_portal_spawn (const MqSandboxSpec *spec, char **argv, const char *canary,
                            int bridge_fd, int filter_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
