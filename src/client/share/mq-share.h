/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as one file, `.maquette`: saved to give away, and imported from elsewhere
 * (docs/share.md). Used by the window and the command line. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

/** MQ_SHARE_SUFFIX: the end of a file's name. */
#define MQ_SHARE_SUFFIX ".maquette"

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

gboolean mq_share_is_name (const char *name);
DexFuture *mq_share_save (MqLibrary *library, MqSession *session, const char *path,
                          gboolean replace, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_share_import (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
                            const MqShareProgress *progress,
                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
char *mq_share_describe (MqLibrary *library, const MqMergeResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
