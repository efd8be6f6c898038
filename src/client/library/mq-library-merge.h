/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging a copy of a session into the library: the versions that it has are recognised, the others
 * become branches below their common ancestors. Nothing that is there is changed. Used by
 * client/share, which checks what it is given here. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqVersionCopy:
 * @number: its number in the copy, from 1
 * @parent: a lower number in the copy, 0: none
 * @n_pictures: the number of its pictures
 * @created: Unix time in seconds
 * @summary: a description
 * @instruction: the user's words
 * @script: its script
 *
 * A version of a copied session. Its files are in `versions/NUMBER` of the copy's folder.
 */
typedef struct
{
  guint number;
  guint parent;
  guint n_pictures;
  gint64 created;
  char *summary;
  char *instruction;
  char *script;
} MqVersionCopy;

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
 * @prompt: its first message
 * @created: Unix time in seconds
 * @versions: (element-type MqVersionCopy): in the order of their numbers
 * @runs: (element-type MqRunCopy): oldest first
 *
 * A session from elsewhere, checked.
 */
typedef struct
{
  char *dir;
  char *id;
  char *title;
  char *prompt;
  gint64 created;
  GPtrArray *versions;
  GPtrArray *runs;
} MqSessionCopy;

MqVersionCopy *mq_version_copy_new (void);
MqRunCopy *mq_run_copy_new (const char *run);
MqSessionCopy *mq_session_copy_new (const char *dir);
MqVersionCopy *mq_session_copy_find_version (MqSessionCopy *self, gint64 number);
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

MqMergeResult *mq_library_merge_session (MqLibrary *self, MqSessionCopy *copy,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
