/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of a Blender to `--version`, which takes it half a second: asked once for each file,
 * and kept in $XDG_CACHE_HOME. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_blender_ask_version (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
