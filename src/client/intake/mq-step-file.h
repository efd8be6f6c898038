/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A STEP file as a GLB: `maquette-step` makes it in a sandbox of its own, with the libraries of
 * Open CASCADE if they are installed. Blocks. Used by MqTakenModel. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_step_file_convert (int from, int to, GError **error);

G_END_DECLS
