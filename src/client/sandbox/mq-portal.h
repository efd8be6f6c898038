/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Flatpak's portal: the sandbox of Blender inside a Flatpak. Used by mq-sandbox.c. */
#pragma once

#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

/** MQ_PORTAL_LIFE_FD: the launcher's descriptor for its life line. */
#define MQ_PORTAL_LIFE_FD 5

MqProcess *mq_portal_spawn (const MqSandboxSpec *spec, const char *launcher,
                            const char *const *command, const char *canary, int bridge_fd,
                            int filter_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
