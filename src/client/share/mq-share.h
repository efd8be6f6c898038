/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as one file, `.maquette`: saved to give away, and imported from elsewhere
 * (docs/share.md). Used by the window and the command line. */
#pragma once

#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

/** MQ_SHARE_SUFFIX: the end of a file's name. */
#define MQ_SHARE_SUFFIX ".maquette"

gboolean mq_share_is_name (const char *name);
DexFuture *mq_share_save (MqLibrary *library, MqSession *session, const char *path,
                          gboolean replace, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_share_import (MqLibrary *library, const char *path,
                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
char *mq_share_describe (MqLibrary *library, const MqMergeResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
