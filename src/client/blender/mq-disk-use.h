/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the disk is free, and how much of it a running script has taken, in files with or
 * without a name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 mq_disk_use_get_free (const char *folder);
guint64 mq_disk_use_measure (const char *folder, GPid pid, guint64 free_before);

G_END_DECLS
