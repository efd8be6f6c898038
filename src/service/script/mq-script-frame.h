/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a script: its imports, ASSET, the ids of its parts and the call of build(). The
 * program puts back what an answer drops of it. Used by MqScript. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_script_frame_restore (GPtrArray *statements, const char *title, const char *const *parts);

G_END_DECLS
