/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of client/share: the names that a file in an archive may have, its manifest,
 * the records of runs, and the reader of archives. Private to client/share. */
#pragma once

#include "client/executor/mq-blender-job.h"
#include "client/share/mq-share.h"

G_BEGIN_DECLS

/* The names that a file in an archive may have, with the limit and the check of each kind. Nothing
 * else is written or read: mq-share-save.c */

typedef enum
{
  MQ_SHARE_NONE,
  MQ_SHARE_SCRIPT,  /* versions/N/script.py */
  MQ_SHARE_BLEND,   /* versions/N/scene.blend */
  MQ_SHARE_MESHES,  /* versions/N/meshes.blend */
  MQ_SHARE_REPORT,  /* versions/N/report.json */
  MQ_SHARE_PLAN,    /* versions/N/plan.json */
  MQ_SHARE_RENDER,  /* versions/N/renders/render_K.png */
  MQ_SHARE_RUN,     /* runs/N-RUN.jsonl */
  MQ_SHARE_PICTURE, /* pictures/N.png, .jpg, .webp */
} MqShareKind;

/** MQ_SHARE_MAX_NUMBER: of a version, a picture or a run. */
#define MQ_SHARE_MAX_NUMBER 99999
/** MQ_SHARE_MAX_RENDERS: of a version; the library shows no more. */
#define MQ_SHARE_MAX_RENDERS 64
/** MQ_SHARE_HEAD: bytes at the start of a file that decide on its format. */
#define MQ_SHARE_HEAD 4096

MqShareKind mq_share_name_parse (const char *name, guint *number, guint *render);
guint64 mq_share_kind_get_limit (MqShareKind kind);
gboolean mq_share_kind_is_text (MqShareKind kind);
gboolean mq_share_check_content (MqShareKind kind, const char *name, const char *data, gsize length,
                                 GError **error);

/* `manifest.json`, the first file of an archive: the session, its versions, and all other files
 * with size and checksum: mq-share-save.c */

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

GHashTable *mq_share_manifest_read (const char *text, gsize length, MqSessionCopy *session,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The record of a run in an archive: the lines of the library's record, without what belongs to one
 * computer: mq-share-save.c */

/* @func: for writing, from the path of a picture to its name in the archive; for reading, back */
gboolean mq_share_record_read (MqRunCopy *run, const char *text, MqMessageMapFunc func,
                               gpointer user_data, GError **error);

/* Unpacks an archive that a stranger may have made into an empty folder, and checks all of it:
 * mq-share-import.c */

gboolean
mq_share_unpack (int fd, MqSessionCopy *session, GCancellable *cancellable, GError **error);

/* Opens and saves anew the Blender files of what was unpacked, in the sandbox: mq-share-set.c */

gboolean
mq_share_clean (MqLibrary *library, MqSessionCopy *session, const MqWorkerSettings *settings,
                MqBlenderJob **job, const MqShareProgress *progress, GCancellable *cancellable,
                GError **error);

/* Takes an item of a batch, which a stranger may have made, as a session with one version:
 * mq-share-set.c */

G_END_DECLS
