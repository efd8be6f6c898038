/* The library's tables. Everything here runs on the database's writer thread. Private to the
 * room. */
#pragma once

#include "client/library/mq-library.h"
#include "common/mq-sqlite.h"

G_BEGIN_DECLS

extern const char *const mq_library_migrations[];

GPtrArray *mq_library_rows_load (MqSqlite *db, const char *dir, GError **error);
gboolean mq_library_rows_add_session (MqSqlite *db, MqSession *session, GError **error);
gboolean
mq_library_rows_set_title (MqSqlite *db, const char *session, const char *title, GError **error);
gboolean mq_library_rows_remove_if_empty (MqSqlite *db, const char *session, GError **error);
gboolean mq_library_rows_remove_stale (MqSqlite *db, gint64 before, GError **error);

gboolean mq_library_rows_has_version (MqSqlite *db, const char *session, guint number,
                                      gboolean *has, GError **error);
gboolean
mq_library_rows_next_number (MqSqlite *db, const char *session, guint *number, GError **error);
gboolean
mq_library_rows_add_version (MqSqlite *db, const char *session, MqVersion *version, GError **error);

gboolean mq_library_rows_add_message (MqSqlite *db, const char *session, const char *role,
                                      const char *text, GError **error);
JsonArray *mq_library_rows_load_messages (MqSqlite *db, const char *session, GError **error);
gboolean mq_library_rows_note_run (MqSqlite *db, const char *session, const char *run,
                                   gint64 last_event, gboolean ended, GError **error);
JsonArray *mq_library_rows_load_runs (MqSqlite *db, const char *session, GError **error);

G_END_DECLS
