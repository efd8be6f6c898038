/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's tables. All functions run on the database's writer thread. Private to
 * client/library. */
#pragma once

#include "client/library/mq-library.h"
#include "common/database/mq-sqlite.h"

G_BEGIN_DECLS

extern const char *const mq_library_migrations[]; /* mq-library-schema.c */

/* Sessions and versions: mq-library-rows.c */
gboolean mq_library_rows_get_time (MqDatabase *db, gint64 *time, GError **error);
GPtrArray *mq_library_rows_load (MqDatabase *db, const char *dir, GError **error);
gboolean mq_library_rows_has_session (MqDatabase *db, const char *session, GError **error);
gboolean mq_library_rows_add_session (MqDatabase *db, MqSession *session, GError **error);
gboolean
mq_library_rows_set_title (MqDatabase *db, const char *session, const char *title, GError **error);
gboolean mq_library_rows_set_favorite (MqDatabase *db, const char *session, gboolean favorite,
                                       GError **error);
gboolean mq_library_rows_touch (MqDatabase *db, const char *session, gint64 time, GError **error);

gboolean
mq_library_rows_is_empty (MqDatabase *db, const char *session, gboolean *empty, GError **error);
gboolean mq_library_rows_drop (MqDatabase *db, const char *session, GError **error);
gboolean mq_library_rows_remove (MqDatabase *db, const char *session, gint64 time, GError **error);
gboolean
mq_library_rows_restore (MqDatabase *db, const char *session, gboolean *restored, GError **error);
gboolean mq_library_rows_list_again (MqDatabase *db, const char *session, GError **error);
gboolean mq_library_rows_mark_purged (MqDatabase *db, const char *session, GError **error);
GStrv mq_library_rows_list_removed (MqDatabase *db, gint64 before, GError **error);
GStrv mq_library_rows_list_purged (MqDatabase *db, GError **error);
GStrv mq_library_rows_list_stale (MqDatabase *db, gint64 before, GError **error);

gboolean mq_library_rows_has_version (MqDatabase *db, const char *session, guint number,
                                      gboolean *has, GError **error);
gboolean
mq_library_rows_next_number (MqDatabase *db, const char *session, guint *number, GError **error);
gboolean mq_library_rows_add_version (MqDatabase *db, const char *session, MqVersion *version,
                                      GError **error);

/* The record of a session: mq-library-rows-log.c */
gboolean mq_library_rows_end_run (MqDatabase *db, const char *session, const char *run,
                                  gboolean failed, GError **error);
gboolean
mq_library_rows_note_record (MqDatabase *db, const char *session, gboolean failed, GError **error);
gboolean mq_library_rows_add_unsent (MqDatabase *db, const char *session, const char *id,
                                     const char *data, GError **error);
gboolean mq_library_rows_drop_unsent (MqDatabase *db, const char *id, GError **error);
JsonArray *mq_library_rows_load_unsent (MqDatabase *db, GError **error);

G_END_DECLS
