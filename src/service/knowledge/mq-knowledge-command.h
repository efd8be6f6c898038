/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command `maquette-service knowledge search QUERY`: searches the knowledge index of one
 * Blender directly, without a run. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_knowledge_command (int argc, char **argv);

G_END_DECLS
