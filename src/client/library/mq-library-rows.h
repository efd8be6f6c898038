/* The library's tables. All functions run on the database's writer thread. Private to
 * client/library. */
#pragma once

#include "client/library/mq-library.h"
#include "common/mq-sqlite.h"

G_BEGIN_DECLS

extern const char *const mq_library_migrations[]; /* mq-library-schema.c */

/* Sessions and versions: mq-library-rows.c */
gboolean mq_library_rows_get_time (MqSqlite *db, gint64 *time, GError **error);
GPtrArray *mq_library_rows_load (MqSqlite *db, const char *dir, GError **error);
gboolean mq_library_rows_has_session (MqSqlite *db, const char *session, GError **error);
gboolean mq_library_rows_add_session (MqSqlite *db, MqSession *session, GError **error);
gboolean
mq_library_rows_set_title (MqSqlite *db, const char *session, const char *title, GError **error);
gboolean
mq_library_rows_set_favorite (MqSqlite *db, const char *session, gboolean favorite, GError **error);
gboolean mq_library_rows_touch (MqSqlite *db, const char *session, gint64 time, GError **error);

gboolean
mq_library_rows_is_empty (MqSqlite *db, const char *session, gboolean *empty, GError **error);
gboolean mq_library_rows_drop (MqSqlite *db, const char *session, GError **error);
gboolean mq_library_rows_remove (MqSqlite *db, const char *session, gint64 time, GError **error);
gboolean
mq_library_rows_restore (MqSqlite *db, const char *session, gboolean *restored, GError **error);
gboolean mq_library_rows_list_again (MqSqlite *db, const char *session, GError **error);
gboolean mq_library_rows_mark_purged (MqSqlite *db, const char *session, GError **error);
GStrv mq_library_rows_list_removed (MqSqlite *db, gint64 before, GError **error);
GStrv mq_library_rows_list_purged (MqSqlite *db, GError **error);
GStrv mq_library_rows_list_stale (MqSqlite *db, gint64 before, GError **error);

gboolean mq_library_rows_has_version (MqSqlite *db, const char *session, guint number,
                                      gboolean *has, GError **error);
gboolean
mq_library_rows_next_number (MqSqlite *db, const char *session, guint *number, GError **error);
gboolean
mq_library_rows_add_version (MqSqlite *db, const char *session, MqVersion *version, GError **error);

/* The record of a session: mq-library-rows-log.c */
gboolean mq_library_rows_end_run (MqSqlite *db, const char *session, const char *run,
                                  gboolean failed, GError **error);
gboolean
mq_library_rows_note_record (MqSqlite *db, const char *session, gboolean failed, GError **error);
gboolean mq_library_rows_add_unsent (MqSqlite *db, const char *session, const char *id,
                                     const char *data, GError **error);
gboolean mq_library_rows_drop_unsent (MqSqlite *db, const char *id, GError **error);
JsonArray *mq_library_rows_load_unsent (MqSqlite *db, GError **error);

G_END_DECLS
