/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures that the kernel counts of a process and of all that it has started, from /proc. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double mq_process_tree_get_cpu (GPid pid);
gboolean mq_process_tree_is_held_up (GPid pid);
gboolean mq_process_tree_is_starved (GPid pid);
double mq_process_tree_get_written (GPid pid);

G_END_DECLS
