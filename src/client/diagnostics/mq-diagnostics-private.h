/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a report that say what computer this is, for mq-diagnostics.c. Each is an object
 * whose members are labels with their texts, both for people to read. */
#pragma once

#include "client/blender/mq-blender.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void mq_diagnostics_set (JsonObject *part, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
JsonObject *mq_diagnostics_get_program (void) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_diagnostics_get_system (void) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_diagnostics_get_graphics (void) G_GNUC_WARN_UNUSED_RESULT;
/* Awaits. @blender: (nullable): the executable that is to be in the sandbox. */
JsonObject *mq_diagnostics_try_sandbox (MqBlender *blender) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
