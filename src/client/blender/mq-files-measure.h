/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much space the files of a folder take, while a hostile script may be writing there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 mq_files_measure (const char *path);

G_END_DECLS
