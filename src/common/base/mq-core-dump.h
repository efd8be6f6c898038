/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Core dumps of this program are turned off: its memory has keys and tokens, and a dump of a crash
 * would be on a disk. Called first by the main() of each program that has these. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_core_dump_disable (void);

G_END_DECLS
