/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Launches one Blender with its end of the bridge. Used by MqInstance. */
#pragma once

#include "client/blender/mq-bridge.h"
#include "client/blender/mq-probe.h"
#include "client/sandbox/mq-process.h"
#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

MqProcess *
mq_launch (const MqSandboxSpec *spec, gboolean sandboxed, MqProbe *probe, MqBridge **ret_bridge,
           char **ret_token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_launch_forget (const char *run_dir);

G_END_DECLS
