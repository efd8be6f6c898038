/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that a Blender of the sandbox has written: read, and its header checked, before
 * anything decodes it. Used by films. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *mq_render_file_read (int dir, const char *name, guint64 max_bytes, guint width,
                             guint height, GError **error);

G_END_DECLS
