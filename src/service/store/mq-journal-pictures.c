/* Pictures of runs, see mq-journal-pictures.h. */
#include "service/store/mq-journal-pictures.h"

#include "service/store/mq-journal-private.h"
#include "service/store/mq-journal-query.h"

static MqRunPicture *
copy_picture (const MqRunPicture *self)
{
  MqRunPicture *copy = g_new (MqRunPicture, 1);

  *copy = *self;
  if (copy->bytes != NULL)
    g_bytes_ref (copy->bytes);
  return copy;
}

/**
 * mq_run_picture_free:
 * @self: (transfer full) (nullable): a picture
 */
void
mq_run_picture_free (MqRunPicture *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

typedef struct
{
  char *run;
  MqRunPicture *picture;
} PictureJob;

static PictureJob *
job_new (const char *run, const MqRunPicture *picture)
{
  PictureJob *self = g_new (PictureJob, 1);

  *self = (PictureJob){ g_strdup (run), copy_picture (picture) };
  return self;
}

static void
picture_job_free (gpointer data)
{
  PictureJob *self = data;

  g_free (self->run);
  mq_run_picture_free (self->picture);
  g_free (self);
}

static DexFuture *
add_picture (MqDatabase *db, gpointer user_data)
{
  PictureJob *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement
      = mq_database_prepare (db,
                             "INSERT INTO picture (run, instruction, number, data)"
                             " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                             &error);

  if (statement == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  mq_statement_bind_text (statement, 1, job->run);
  mq_statement_bind_int64 (statement, 2, job->picture->instruction);
  mq_statement_bind_int64 (statement, 3, job->picture->number);
  mq_statement_bind_bytes (statement, 4, job->picture->bytes);
  if (!mq_statement_run (statement, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_boolean (mq_database_get_changes (db) > 0);
}

static DexFuture *
read_pictures (MqDatabase *db, gpointer user_data)
{
  PictureJob *job = user_data;
  gboolean all = job->picture->instruction < 0;
  g_autoptr (GPtrArray) pictures
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_picture_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement
      = mq_database_prepare (db,
                             all ? "SELECT instruction, number FROM picture WHERE run = ?1"
                                   " ORDER BY instruction, number"
                                 : "SELECT instruction, number, data FROM picture"
                                   " WHERE run = ?1 AND instruction = ?2 ORDER BY number",
                             &error);
  gboolean has_row = FALSE;

  if (statement == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  mq_statement_bind_text (statement, 1, job->run);
  if (!all)
    mq_statement_bind_int64 (statement, 2, job->picture->instruction);

  while (mq_statement_step (statement, &has_row, &error) && has_row)
    {
      MqRunPicture *picture = g_new0 (MqRunPicture, 1);

      picture->instruction = mq_statement_get_int64 (statement, 0);
      picture->number = mq_statement_get_int64 (statement, 1);
      picture->bytes = all ? NULL : mq_statement_dup_bytes (statement, 2);
      g_ptr_array_add (pictures, picture);
    }

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&pictures));
}

/**
 * mq_journal_add_picture:
 * @run: the id of an added run
 * @picture: a picture with its bytes
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk; a number that is
 *   taken keeps its first picture
 */
DexFuture *
mq_journal_add_picture (MqJournal *self, const char *run, const MqRunPicture *picture)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL && picture->bytes != NULL);

  return mq_database_submit (self->writer, add_picture, job_new (run, picture), picture_job_free);
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
  MqRunPicture all = { .instruction = -1 };

  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_database_submit (self->reader, read_pictures, job_new (run, &all), picture_job_free);
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
  MqRunPicture those = { .instruction = instruction };

  g_assert (MQ_IS_JOURNAL (self) && run != NULL && instruction >= 0);

  return mq_database_submit (self->reader, read_pictures, job_new (run, &those), picture_job_free);
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
