/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File operations below a folder, by file descriptor. Links out of the folder are not followed, no
 * file is incomplete under its final name, and temporary folders of processes that ended can be
 * recognised. All functions block; call them on worker threads. Files that a worker left are
 * hostile and are read only through here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_files_open_dir (const char *path, GError **error);
int mq_files_lock_dir (const char *path, GError **error);
char *mq_files_load (const char *path, gsize limit, gsize *length,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
int mq_files_open (int dir, const char *relative, guint64 limit, guint64 *size, GError **error);
GBytes *mq_files_read (int dir, const char *relative, guint64 limit,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_files_is_regular (int dir, const char *relative);
gboolean mq_files_write (int dir, const char *name, const void *data, gsize length, GError **error);
gboolean
mq_files_write_all (int fd, const char *data, gsize length, const char *name, GError **error);
gboolean mq_files_copy (int from_dir, const char *relative, int to_dir, const char *name,
                        guint64 limit, GError **error);
/**
 * MqFilesWriteFunc:
 * @dir: a folder
 * @part: a file in it to create and write
 * @user_data: the data given with the function
 * @error: see mq_files_fail()
 *
 * Returns: whether @part is complete on disk
 */
typedef gboolean (*MqFilesWriteFunc) (int dir, const char *part, gpointer user_data,
                                      GError **error);

gboolean mq_files_put_with (int dir, const char *name, gboolean replace, MqFilesWriteFunc func,
                            gpointer user_data, GError **error);
gboolean mq_files_put (int dir, const char *name, const void *data, gsize length, gboolean replace,
                       GError **error);
gboolean mq_files_put_copy (int from_dir, const char *relative, int dir, const char *name,
                            guint64 limit, gboolean replace, GError **error);
gboolean mq_files_sync_dir (int dir, const char *what, GError **error);
gboolean mq_files_remove_tree (int dir, const char *name);

int mq_files_make_temp (const char *parent, const char *prefix, char **path, GError **error);
guint mq_files_sweep_temp (const char *parent, const char *prefix);

/**
 * MqFilesFunc:
 * @dir: a temporary folder whose owner has ended
 * @user_data: the data given with the function
 *
 * Returns: whether it may be removed
 */
typedef gboolean (*MqFilesFunc) (int dir, gpointer user_data);

void mq_files_each_dead_temp (const char *parent, const char *prefix, MqFilesFunc func,
                              gpointer user_data);

gboolean mq_files_fail (GError **error, int error_number, const char *what, const char *name);

G_END_DECLS
