/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging a copy of a session into the library: the versions that it has are recognised, the others
 * become branches below their common ancestors. Nothing that is there is changed. Used by
 * client/share, which checks what it is given here. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqRunCopy:
 * @run: its id
 * @events: (element-type MqRunEvent): its record; a message names pictures as `pictures/1.png`
 */
typedef struct
{
  char *run;
  GPtrArray *events;
} MqRunCopy;

/**
 * MqSessionCopy:
 * @dir: the folder of its files, on the library's file system
 * @id: the session's id
 * @title: its title
 * @first_message: its first message
 * @created: Unix time in seconds
 * @current: the number of the version that the next change starts from; 0: the last one
 * @versions: (element-type MqVersion): in the order of their numbers, the parent before; the files
 *   are in `versions/NUMBER` of @dir
 * @scripts: (element-type guint utf8): theirs, by number
 * @runs: (element-type MqRunCopy): oldest first
 * @clean: (element-type guint): numbers of versions whose Blender file was opened and saved anew in
 *   the sandbox; the library takes no others
 * @batch: (nullable): see mq_session_get_batch()
 *
 * A session from elsewhere, checked.
 */
typedef struct
{
  char *dir;
  char *id;
  char *title;
  char *first_message;
  gint64 created;
  guint current;
  GPtrArray *versions;
  GHashTable *scripts;
  GPtrArray *runs;
  GHashTable *clean;
  JsonObject *batch;
} MqSessionCopy;

MqRunCopy *mq_run_copy_new (const char *run);
MqSessionCopy *mq_session_copy_new (const char *dir);
MqVersion *mq_session_copy_find_version (MqSessionCopy *self, gint64 number);
void mq_session_copy_free (MqSessionCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSessionCopy, mq_session_copy_free)

/**
 * MqMergeResult:
 * @session: the session's id
 * @is_new: whether the library did not have the session
 * @n_versions: the number of versions that were added
 * @runs: the ids of the runs whose record was added
 */
typedef struct
{
  char *session;
  gboolean is_new;
  guint n_versions;
  GStrv runs;
} MqMergeResult;

#define MQ_TYPE_MERGE_RESULT (mq_merge_result_get_type ())
GType mq_merge_result_get_type (void);
void mq_merge_result_free (MqMergeResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMergeResult, mq_merge_result_free)

GPtrArray *mq_library_list_new_versions (MqLibrary *self, MqSessionCopy *copy,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqMergeResult *mq_library_merge_session (MqLibrary *self, MqSessionCopy *copy,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
