/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProbe: the proof that the sandbox holds on this machine. Before the first script Blender itself
 * runs our own program (probe.py), which tries forbidden operations. Used by MqInstance; once per
 * Blender and process. */
#pragma once

#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

typedef struct _MqProbe MqProbe;

gboolean mq_probe_is_proven (const char *blender);
MqProbe *mq_probe_new (const MqSandboxSpec *spec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_probe_dup_program (MqProbe *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_probe_dup_variable (MqProbe *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_probe_check_result (MqProbe *self, GError **error);
void mq_probe_free (MqProbe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqProbe, mq_probe_free)

G_END_DECLS
