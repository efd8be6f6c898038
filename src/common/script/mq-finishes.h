/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The finishes that a parameter of a generated script offers: `FRAME_FINISH = "wood"  # wood |
 * metal | …: frame`, so that a person makes it of metal without writing Python. Used by the
 * sketcher's generator and by the writer of the team. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GStrv mq_finishes_list_choices (const char *finish) G_GNUC_WARN_UNUSED_RESULT;
void mq_finishes_append_parameter (GString *text, const char *name, const char *finish);
void mq_finishes_append_table (GString *text, GPtrArray *finishes);

G_END_DECLS
