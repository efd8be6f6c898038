/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets that an administrator or a batch system puts into a file: where nobody can be asked, and
 * where variables can be read by others or are copied. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_secret_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
