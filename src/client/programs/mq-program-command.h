/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command with which other programs, and the user in a terminal, start maquette-cli. Used by
 * the command `mcp` and by Preferences. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GStrv mq_program_command_make (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
