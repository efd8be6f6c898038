/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much space the files of a folder take, while a hostile script may be writing there, and which
 * of them were used last. Used by MqWorker and by caches. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqFileUse:
 * @path: a file or a folder
 * @used: when it was changed last, Unix time in ns
 * @bytes: of the file, or of all that is in the folder
 * @is_folder: which of the two
 */
typedef struct
{
  char *path;
  gint64 used;
  guint64 bytes;
  gboolean is_folder;
} MqFileUse;

guint64 mq_files_measure (const char *path);
GArray *mq_files_list_by_use (const char *folder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
