/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as one file, `.maquette`: saved to give away, and imported from elsewhere
 * (docs/using/share.md); and the folder of a batch, imported as a set of sessions
 * (docs/using/batch.md). Used by the window and the command line. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

/** MQ_SHARE_SUFFIX: the end of a file's name. */
#define MQ_SHARE_SUFFIX ".maquette"
/** MQ_BATCH_FILE: the file that the folder of a batch has. */
#define MQ_BATCH_FILE "batch.json"
/** MQ_BATCH_FORMAT: the version of that folder's format (docs/inside/compatibility.md). */
#define MQ_BATCH_FORMAT 1

/**
 * MqShareProgress:
 * @func: called before the Blender file of a version is opened and saved anew, with its place among
 *   those that are new, from 1, and how many they are
 * @user_data: for @func
 */
typedef struct
{
  void (*func) (guint number, guint of, gpointer user_data);
  gpointer user_data;
} MqShareProgress;

DexFuture *mq_share_save (MqLibrary *library, MqSession *session, const char *path,
                          gboolean replace, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_share_import (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
                            const MqShareProgress *progress,
                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqSetResult:
 * @set: the set, see mq_session_get_set()
 * @name: its name, that of the folder
 * @n_items: the number of items that the folder has
 * @n_new: of these, the number that was added
 * @n_refused: of these, the number that was not
 * @reasons: (element-type utf8): "ITEM: why" for each of them, of the first 10,000
 */
typedef struct
{
  char *set;
  char *name;
  guint n_items;
  guint n_new;
  guint n_refused;
  GPtrArray *reasons;
} MqSetResult;

#define MQ_TYPE_SET_RESULT (mq_set_result_get_type ())
GType mq_set_result_get_type (void);
void mq_set_result_free (MqSetResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSetResult, mq_set_result_free)

gboolean mq_share_is_set (const char *path);
gboolean mq_share_can_import (GFile *file);
DexFuture *mq_share_import_set (MqLibrary *library, const char *path,
                                const MqWorkerSettings *settings, const MqShareProgress *progress,
                                GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
char *mq_share_describe_set (const MqSetResult *result) G_GNUC_WARN_UNUSED_RESULT;
char *mq_share_describe (MqLibrary *library, const MqMergeResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
