/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the library's database and its search index. These functions run on the database's
 * writer thread. */
#pragma once

#include "client/library/mq-library.h"
#include "common/database/mq-sqlite.h"

G_BEGIN_DECLS

extern const char *const mq_library_migrations[];

/* Keeps a message that no service has received yet: its id, its session, the data to send it. */
#define MQ_LIBRARY_ADD_UNSENT                                                                      \
  "INSERT OR REPLACE INTO unsent (id, session, data) VALUES (?1, ?2, ?3)"

gboolean mq_library_rows_read_number (MqStatement *row, gint64 *number, GError **error);
gboolean mq_library_rows_get_time (MqDatabase *db, gint64 *time, GError **error);
gboolean mq_library_rows_has_session (MqDatabase *db, const char *session, GError **error);
gboolean mq_library_rows_add_session (MqDatabase *db, MqSession *session, GError **error);
gboolean mq_library_rows_touch (MqDatabase *db, const char *session, gint64 time, GError **error);
GStrv mq_library_rows_list_ids (MqDatabase *db, const char *sql, gint64 number, GError **error);
GStrv mq_library_rows_list_purged (MqDatabase *db, GError **error);

/* The search index: a document a session, of its title, its messages and the words of its scripts.
 */

typedef enum
{
  MQ_INDEX_TITLE,
  MQ_INDEX_SAID,
  MQ_INDEX_CODE,
} MqIndexField;

gboolean mq_library_index_add (MqDatabase *db, const char *session, MqIndexField field,
                               const char *text, GError **error);
gboolean mq_library_index_begin (MqDatabase *db, const char *session, const char *title,
                                 const char *first_message, GError **error);
gboolean
mq_library_index_fill (MqDatabase *db, const char *library_dir, gboolean *more, GError **error);
gboolean mq_library_index_repair (MqDatabase *db, const char *library_dir, GError **error);

G_END_DECLS
