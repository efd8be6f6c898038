/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by MqLibrary's files: the object, jobs for the database's writer thread, and the functions
 * that run there. Only that thread accesses the disk; the lists change on the caller's thread
 * afterwards. Private to client/library; client/remote has
 * a table of its own. */
#pragma once

#include "client/library/mq-library-record.h"
#include "client/library/mq-library.h"
#include "common/database/mq-database-query.h"

#include <gio/gio.h>

G_BEGIN_DECLS

struct _MqLibrary
{
  GObject parent_instance;

  char *path;
  MqDatabase *db;    /* NULL: there is no library, and none can be created */
  GError *read_only; /* NULL: it is writable */
  GListStore *sessions;
  GHashTable *removed;   /* ids that are out of the list, but not yet removed on disk */
  GHashTable *work_dirs; /* path → descriptor + 1, which holds the folder's lock */
};

/* As mq_database_call(): for jobs that read, and for jobs that write. They reject if the library
 * has no database, or if it is read-only. */
#define mq_library_read(self, func, ...)                                                           \
  ((self)->db != NULL ? mq_database_call ((self)->db, func, __VA_ARGS__) : mq_library_reject (self))
#define mq_library_write(self, func, ...)                                                          \
  ((self)->read_only == NULL ? mq_database_call ((self)->db, func, __VA_ARGS__)                    \
                             : mq_library_reject (self))
/* As mq_database_execute(). */
#define mq_library_execute(self, ...)                                                              \
  ((self)->read_only == NULL ? mq_database_execute ((self)->db, __VA_ARGS__)                       \
                             : mq_library_reject (self))
DexFuture *mq_library_reject (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

/* Futures from the results of the tables' functions. */
DexFuture *mq_library_answer (GType boxed, gpointer value, GError *error);

/* Two objects as the data of a future's callback. */

/* The library's tables: mq-library-index.c */

extern const char *const mq_library_migrations[];

/* Keeps a message that no service has received yet: its id, its session, the data to send it. */
#define MQ_LIBRARY_ADD_UNSENT                                                                      \
  "INSERT OR REPLACE INTO unsent (id, session, data) VALUES (?1, ?2, ?3)"

gboolean mq_library_rows_read_number (MqStatement *row, gint64 *number, GError **error);
gboolean mq_library_rows_get_time (MqDatabase *db, gint64 *time, GError **error);
GPtrArray *mq_library_rows_load (MqDatabase *db, const char *dir, GError **error);
gboolean mq_library_rows_has_session (MqDatabase *db, const char *session, GError **error);
gboolean mq_library_rows_add_session (MqDatabase *db, MqSession *session, GError **error);
gboolean mq_library_rows_touch (MqDatabase *db, const char *session, gint64 time, GError **error);
gboolean mq_library_rows_add_version (MqDatabase *db, const char *session, MqVersion *version,
                                      GError **error);
GStrv mq_library_rows_list_ids (MqDatabase *db, const char *sql, gint64 number, GError **error);
GStrv mq_library_rows_list_purged (MqDatabase *db, GError **error);

/* Sessions' files on disk: saving versions and pictures, purging, and recovery after a crash */

/* A version is made in tmp/version-XXXXXX/version; the file beside it holds its session's id. */
#define MQ_LIBRARY_VERSION_PREFIX "version"
#define MQ_LIBRARY_VERSION_DIR "version"
#define MQ_LIBRARY_MARK "session"
/* While a shared session is put into place, tmp/import-XXXXXX has such a file, too. */
#define MQ_LIBRARY_IMPORT_PREFIX "import"

/* mq-library-keep.c */
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

/* The search index: one document per session, made of its title, its messages and the words of its
 * scripts: mq-library-index.c */

typedef enum
{
  MQ_INDEX_TITLE,
  MQ_INDEX_SAID,
  MQ_INDEX_CODE,
} MqIndexField;

gboolean mq_library_index_add (MqDatabase *db, const char *session, MqIndexField field,
                               const char *text, GError **error);
gboolean mq_library_index_begin (MqDatabase *db, const char *session, const char *title,
                                 const char *prompt, GError **error);
gboolean mq_library_index_forget (MqDatabase *db, const char *session, GError **error);
gboolean
mq_library_index_fill (MqDatabase *db, const char *library_dir, gboolean *more, GError **error);
gboolean mq_library_index_repair (MqDatabase *db, const char *library_dir, GError **error);
GStrv mq_library_index_search (MqDatabase *db, const char *words,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
