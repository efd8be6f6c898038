/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a client sends for a team that supports pictures, and how the pipeline gets
 * them. */
#include "common/events/mq-picture-role.h"
#include "service/run/mq-run-log.h"
#include "service/run/mq-service-run.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-png-text.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>

/* @instruction: the instruction that asked for it; 0: a picture of the user; @number: the number
 * of the view or of the user's picture. Returns: whether it is on disk */
static gboolean
run_log_has_picture (MqRunLog *self, gint64 instruction, gint64 number)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, instruction,
                                          number);

  return g_hash_table_contains (self->pictures, key);
}

/**
 * mq_service_run_post_picture:
 * @picture: with its bytes, a PNG or JPEG
 *
 * Returns: (transfer full): resolves to whether it is new, once it is on disk; rejects with
 *   %MQ_ERROR_NOT_FOUND or %MQ_ERROR_CONFLICT if the run did not ask for the picture, with
 *   %MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL
 */
DexFuture *
mq_service_run_post_picture (MqServiceRun *self, const MqRunPicture *picture)
{
  gint64 instruction = picture->instruction;

  if (mq_run_log_is_over (self->log))
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_RUN_ENDED,
                                  _ ("The run has ended"));

  if (run_log_has_picture (self->log, instruction, picture->number))
    return dex_future_new_false ();

  if (instruction == 0 && !mq_team_sees (self->team))
    return dex_future_new_reject (MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL,
                                  _ ("“%s” does not support pictures"),
                                  mq_team_get_label (self->team));

  if (instruction != 0 && mq_run_log_get_instruction (self->log, instruction) == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "The run has given no instruction %" G_GINT64_FORMAT,
                                  instruction);

  if (instruction != 0
      && !g_array_index (self->log->instructions, MqLogInstruction, instruction - 1).wants_pictures)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  "Instruction %" G_GINT64_FORMAT " did not ask for pictures",
                                  instruction);

  if (instruction != 0 && mq_run_log_has_result (self->log, instruction))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  "Instruction %" G_GINT64_FORMAT
                                  " has its result already; its pictures come before",
                                  instruction);

  return mq_run_log_add_picture (self->log, picture);
}

/* The tiles of a drawing, which come before it. */
static GPtrArray *
take_tiles (GPtrArray *pictures, gint64 number)
{
  static const char *const places[MQ_RUN_QUARTERS] = {
    "its upper left part", "its upper right part", "its lower left part", "its lower right part"
  };
  GPtrArray *tiles = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);

  MQ_EACH (pictures, i, const MqRunPicture, picture)
    {
      for (guint tile = 1; tile <= MQ_RUN_MAX_TILES; tile++)
        if (picture->number == MQ_RUN_TILE_NUMBER (number, tile))
          g_ptr_array_add (tiles, mq_asset_state_picture_new (
                                      picture->bytes, tile <= MQ_RUN_QUARTERS ? places[tile - 1]
                                                                              : "a smaller part"));
    }

  return tiles;
}

/**
 * mq_service_run_take_references:
 * @message: a message of the user
 * @error: the run has to end
 *
 * Waits until the client has sent its pictures, and adds them to the team's context.
 *
 * Returns: whether they are there
 */
gboolean
mq_service_run_take_references (MqServiceRun *self, const MqMessage *message, GError **error)
{
  GPtrArray *references = self->asset->references;
  g_autoptr (GPtrArray) pictures = NULL;

  if (message->numbers->len == 0)
    return TRUE;

  for (guint i = 0; i < message->numbers->len; i++)
    while (!run_log_has_picture (self->log, 0, g_array_index (message->numbers, guint, i)))
      if (!mq_service_run_await_client (self, error))
        return FALSE;

  if (!(pictures = mq_service_run_read_pictures (self, 0, error)))
    return FALSE;

  MQ_EACH (pictures, i, const MqRunPicture, picture)
    {
      MqAssetStatePicture *reference;
      g_autofree char *label = NULL;
      const char *meaning;
      guint place = 0;

      while (place < message->numbers->len
             && g_array_index (message->numbers, guint, place) != picture->number)
        place++;

      if (place == message->numbers->len)
        continue;

      /* For the model, so never translated. */
      meaning = mq_picture_role_get_meaning (message->roles[place]);
      if (*meaning != '\0')
        label = g_strdup_printf ("the picture of %s", meaning);
      else if (references->len == 0)
        label = g_strdup ("the user's picture");
      else
        label = g_strdup_printf ("the user's picture %u", references->len + 1);
      reference = mq_asset_state_picture_new (picture->bytes, label);
      reference->number = picture->number;
      reference->role = message->roles[place];
      if (message->roles[place] == MQ_PICTURE_ROLE_DRAWING)
        {
          gsize length;
          const guint8 *data = g_bytes_get_data (picture->bytes, &length);

          reference->is_unread = TRUE;
          reference->tiles = take_tiles (pictures, picture->number);
          reference->text = mq_png_text_read (data, length);
        }
      g_ptr_array_add (references, reference);
    }

  return TRUE;
}

/**
 * mq_service_run_read_pictures:
 * @instruction: the instruction that asked for them; 0: the user's pictures
 * @error: the run has to end
 *
 * Returns: (transfer full) (nullable) (element-type MqRunPicture): the pictures received, by number
 */
GPtrArray *
mq_service_run_read_pictures (MqServiceRun *self, gint64 instruction, GError **error)
{
  g_autoptr (GError) why = NULL;
  gint64 away_since = 0;

  for (;;)
    {
      GPtrArray *pictures = dex_await_boxed (
          mq_journal_read_pictures (self->log->journal, self->log->run, instruction), &why);

      if (pictures != NULL)
        return pictures;
      if (!mq_run_log_await_database (&why, &away_since))
        break;
    }

  return mq_fail_null_with (error, &why);
}

/**
 * mq_service_run_drop_pictures:
 *
 * Deletes the pictures of a finished run.
 */
void
mq_service_run_drop_pictures (MqServiceRun *self)
{
  g_autoptr (GError) error = NULL;

  if (g_hash_table_size (self->log->pictures) == 0)
    return;

  if (!dex_await (mq_journal_drop_pictures (self->log->journal, self->log->run), &error))
    g_warning ("Pictures of run %s stay: %s", self->log->run, error->message);
}
