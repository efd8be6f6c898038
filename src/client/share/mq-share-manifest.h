/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `manifest.json`, the first file of an archive: the session, its versions, and all other files
 * with size and checksum. Private to client/share. */
#pragma once

#include "client/library/mq-library-merge.h"
#include "client/share/mq-share-name.h"

G_BEGIN_DECLS

#define MQ_SHARE_MANIFEST "manifest.json"
/** MQ_SHARE_MANIFEST_MAX: its maximum size, bytes. */
#define MQ_SHARE_MANIFEST_MAX (16 * 1024 * 1024)
/** MQ_SHARE_FORMAT: the version of the format. */
#define MQ_SHARE_FORMAT 1

/**
 * MqShareFile:
 * @name: in the archive
 * @kind: what it is
 * @number: of its version, run or picture
 * @size: bytes
 * @sha256: its checksum, 64 hexadecimal digits
 * @content: (nullable): for saving: what is not a file on disk
 * @is_read: for reading: whether the archive has had it
 */
typedef struct
{
  char *name;
  MqShareKind kind;
  guint number;
  guint64 size;
  char *sha256;
  GBytes *content;
  gboolean is_read;
} MqShareFile;

void mq_share_file_free (MqShareFile *self);

char *mq_share_manifest_write (MqSessionCopy *session, GPtrArray *files) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mq_share_manifest_read (const char *text, gsize length, MqSessionCopy *session,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
