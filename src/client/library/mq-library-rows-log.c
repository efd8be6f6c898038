/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of what was not sent yet, and of how the last run ended; see mq-library-rows.h. */
#include "client/library/mq-library-rows.h"
#include "common/json/mq-json.h"

gboolean
mq_library_rows_add_unsent (MqDatabase *db, const char *session, const char *id, const char *data,
                            GError **error)
{
  return mq_database_run (db,
                          "INSERT OR REPLACE INTO unsent (id, session, data) VALUES (?1, ?2, ?3)",
                          error, "sss", id, session, data);
}

gboolean
mq_library_rows_drop_unsent (MqDatabase *db, const char *id, GError **error)
{
  return mq_database_run (db, "DELETE FROM unsent WHERE id = ?1", error, "s", id);
}

/* Forgets what was not sent of a run, and notes how it ended. */
gboolean
mq_library_rows_end_run (MqDatabase *db, const char *session, const char *run, gboolean failed,
                         GError **error)
{
  return mq_library_rows_drop_unsent (db, run, error)
         && mq_database_run (db, "UPDATE session SET recorded = 1, failed = ?2 WHERE id = ?1",
                             error, "si", session, failed);
}

/* Notes that there is the record of a run from elsewhere, and that it failed if @failed. */
gboolean
mq_library_rows_note_record (MqDatabase *db, const char *session, gboolean failed, GError **error)
{
  return mq_database_run (
      db, "UPDATE session SET recorded = 1, failed = max (failed, ?2) WHERE id = ?1", error, "si",
      session, failed);
}

/* Objects with `id`, `session` and what was given, oldest first. */
JsonArray *
mq_library_rows_load_unsent (MqDatabase *db, GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (MqStatement) rows
      = mq_database_prepare (db, "SELECT id, session, data FROM unsent ORDER BY rowid", error);
  gboolean has_row = rows != NULL;

  while (has_row)
    {
      JsonObject *data;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row || !(data = mq_json_parse_object (mq_statement_get_text (rows, 2), -1, NULL)))
        continue;

      mq_json_add (data, "id:s session:s", mq_statement_get_text (rows, 0),
                   mq_statement_get_text (rows, 1));
      json_array_add_object_element (list, data);
    }

  return rows != NULL ? g_steal_pointer (&list) : NULL;
}
