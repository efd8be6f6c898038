/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of runs, see mq-journal-pictures.h. */
#include "service/store/mq-journal-pictures.h"

#include "service/store/mq-journal-query.h"

static void
run_picture_free (MqRunPicture *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static gpointer
read_entry (MqStatement *statement)
{
  MqRunPicture *picture = g_new0 (MqRunPicture, 1);

  picture->instruction = mq_statement_get_int64 (statement, 0);
  picture->number = mq_statement_get_int64 (statement, 1);
  return picture;
}

static gpointer
read_picture (MqStatement *statement)
{
  MqRunPicture *picture = read_entry (statement);

  picture->bytes = mq_statement_dup_bytes (statement, 2);
  return picture;
}

/**
 * mq_journal_add_picture:
 * @run: the id of an added run
 * @picture: a picture with its bytes
 *
 * Returns: (transfer full): resolves to an int64, once it is on disk: 1, or 0 if the number is
 *   taken, which keeps its first picture
 */
DexFuture *
mq_journal_add_picture (MqJournal *self, const char *run, const MqRunPicture *picture)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL && picture->bytes != NULL);

  return mq_journal_execute (self,
                             "INSERT INTO picture (run, instruction, number, data)"
                             " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                             "sllb", run, picture->instruction, picture->number, picture->bytes);
}

/**
 * mq_journal_list_pictures:
 * @run: an id
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRunPicture without bytes
 */
DexFuture *
mq_journal_list_pictures (MqJournal *self, const char *run)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_list (self, read_entry, (GDestroyNotify)run_picture_free,
                          "SELECT instruction, number FROM picture WHERE run = ?1"
                          " ORDER BY instruction, number",
                          "s", run);
}

/**
 * mq_journal_read_pictures:
 * @run: an id
 * @instruction: the instruction that asked for them, 0 for the user's references
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRunPicture
 */
DexFuture *
mq_journal_read_pictures (MqJournal *self, const char *run, gint64 instruction)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL && instruction >= 0);

  return mq_journal_list (self, read_picture, (GDestroyNotify)run_picture_free,
                          "SELECT instruction, number, data FROM picture"
                          " WHERE run = ?1 AND instruction = ?2 ORDER BY number",
                          "sl", run, instruction);
}

/**
 * mq_journal_drop_pictures:
 * @run: an id
 *
 * Returns: (transfer full): resolves when all are deleted
 */
DexFuture *
mq_journal_drop_pictures (MqJournal *self, const char *run)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_execute (self, "DELETE FROM picture WHERE run = ?1", "s", run);
}

/**
 * mq_journal_sweep_pictures:
 * @before: microseconds since 1970
 *
 * Returns: (transfer full): resolves when the pictures of runs that finished or had no
 *   event since @before are deleted
 */
DexFuture *
mq_journal_sweep_pictures (MqJournal *self, gint64 before)
{
  g_assert (MQ_IS_JOURNAL (self));

  return mq_journal_execute (self,
                             "DELETE FROM picture WHERE EXISTS (SELECT 1 FROM log"
                             " WHERE log.run = picture.run AND kind = 1 AND key > 0"
                             " AND type IN ('done', 'failed'))"
                             " OR NOT (EXISTS (SELECT 1 FROM log"
                             " WHERE log.run = picture.run AND time >= ?1)"
                             " OR EXISTS (SELECT 1 FROM run"
                             " WHERE run.id = picture.run AND time >= ?1))",
                             "l", before);
}
