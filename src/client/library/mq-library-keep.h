/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions' files on disk: saving versions and pictures, purging, and recovery after a crash. These
 * functions run on the database's writer thread. */
#pragma once

#include "client/library/mq-library.h"
#include "common/database/mq-sqlite.h"

G_BEGIN_DECLS

/* A version is made in tmp/version-XXXXXX/version; the file beside it holds its session's id. */
#define MQ_LIBRARY_VERSION_PREFIX "version"
#define MQ_LIBRARY_VERSION_DIR "version"
#define MQ_LIBRARY_MARK "session"
/* While a shared session is put into place, tmp/import-XXXXXX has such a file, too. */
#define MQ_LIBRARY_IMPORT_PREFIX "import"

#define MQ_LIBRARY_MAX_RENDERS 64 /* of a version */
MqVersion *mq_library_keep (MqDatabase *db, const char *library_dir, const char *session,
                            MqVersionDraft *draft, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_library_keep_picture (MqDatabase *db, const char *library_dir, const char *session,
                               const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

guint mq_library_keep_renders (MqDatabase *db, const char *session, MqVersion *version,
                               const char *from_dir, GStrv pictures, GError **error);

/* The steps of it, for mq-library-merge.c, too. */
gboolean mq_library_write_version (int dir, MqVersion *version, GError **error);
gboolean mq_library_add_version (MqDatabase *db, const char *session, int versions,
                                 const char *temp, guint *number, GError **error);
gboolean mq_library_record_version (MqDatabase *db, const char *session, MqVersion *version,
                                    const char *script, GError **error);
char *mq_library_place_picture (const char *session_dir, const char *from, const char *extension,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_library_recover (MqDatabase *db, const char *library_dir);
gboolean mq_library_sweep (MqDatabase *db, const char *library_dir, GError **error);
gboolean mq_library_discard (MqDatabase *db, const char *library_dir, const char *session,
                             gboolean *dropped, GError **error);
gboolean
mq_library_purge (MqDatabase *db, const char *library_dir, const char *session, GError **error);

G_END_DECLS
