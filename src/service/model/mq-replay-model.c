/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReplayModel, see mq-replay-model.h. */
#include "service/model/mq-replay-model.h"

#include "common/base/mq-fiber.h"
#include "service/model/mq-transcript-reader.h"

#include <glib/gi18n-lib.h>

struct _MqReplayModel
{
  GObject parent_instance;

  GPtrArray *records; /* MqExchangeRecord that are not used yet */
  MqModelAbilities abilities;
};

static void mq_replay_model_iface_init (MqModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MqReplayModel, mq_replay_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_MODEL, mq_replay_model_iface_init))

static void
mq_replay_model_finalize (GObject *object)
{
  MqReplayModel *self = MQ_REPLAY_MODEL (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_replay_model_parent_class)->finalize (object);
}

static void
mq_replay_model_class_init (MqReplayModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_replay_model_finalize;
}

static void
mq_replay_model_init (MqReplayModel *self)
{
}

static const char *
mq_replay_model_get_name (MqModel *model)
{
  return "replay";
}

static MqModelAbilities
mq_replay_model_get_abilities (MqModel *model)
{
  return MQ_REPLAY_MODEL (model)->abilities;
}

typedef struct
{
  MqModelAnswer *answer;
  MqModelDelta delta;
  gpointer user_data;
  GDestroyNotify destroy;
} Saying;

static void
saying_free (gpointer data)
{
  Saying *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->answer);
  g_free (self);
}

/* As over a network, the text arrives after the caller has its future. */
static DexFuture *
answer_fiber (gpointer user_data, DexFuture *dropped)
{
  Saying *self = user_data;

  if (self->delta != NULL && dex_future_is_pending (dropped))
    self->delta (self->answer->text, self->user_data);

  return dex_future_new_for_object (self->answer);
}

static DexFuture *
mq_replay_model_ask (MqModel *model, MqModelRequest *request, MqModelDelta delta,
                     MqModelRetryFunc retry, gpointer user_data, GDestroyNotify destroy)
{
  MqReplayModel *self = MQ_REPLAY_MODEL (model);
  const char *role = request->role;
  const char *task = request->task;
  g_autofree Saying *saying = g_new0 (Saying, 1);

  *saying = (Saying){ NULL, delta, user_data, destroy };
  for (guint i = 0; i < self->records->len; i++)
    {
      MqExchangeRecord *record = g_ptr_array_index (self->records, i);
      DexFuture *failed;

      if (!g_str_equal (record->role, role) || !g_str_equal (record->task, task))
        continue;

      if (record->answer != NULL)
        {
          saying->answer = g_object_ref (record->answer);
          g_ptr_array_remove_index (self->records, i);
          return mq_fiber_spawn_droppable (0, answer_fiber, g_steal_pointer (&saying), saying_free);
        }

      failed = dex_future_new_for_error (g_error_copy (record->error));
      g_ptr_array_remove_index (self->records, i);
      if (destroy != NULL)
        destroy (user_data);
      return failed;
    }

  if (destroy != NULL)
    destroy (user_data);
  return dex_future_new_reject (MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                                /* Translators: a role such as writer, a task such as “fix 2” */
                                _ ("The transcript has no further answer for the %s, “%s”"), role,
                                task);
}

static void
mq_replay_model_iface_init (MqModelInterface *iface)
{
  iface->get_name = mq_replay_model_get_name;
  iface->get_abilities = mq_replay_model_get_abilities;
  iface->ask = mq_replay_model_ask;
}

/**
 * mq_replay_model_new:
 * @path: a transcript's file
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * It has the abilities that the requests of the transcript used.
 *
 * Returns: (transfer full) (nullable): a model
 */
MqReplayModel *
mq_replay_model_new (const char *path, GError **error)
{
  g_autoptr (GPtrArray) records = mq_transcript_load (path, error);
  MqReplayModel *self;

  if (records == NULL)
    return NULL;

  self = g_object_new (MQ_TYPE_REPLAY_MODEL, NULL);
  self->abilities.schema = TRUE;
  for (guint i = 0; i < records->len; i++)
    {
      MqExchangeRecord *record = g_ptr_array_index (records, i);

      self->abilities.pictures |= record->with_pictures;
      self->abilities.tools |= record->with_tools;
    }

  self->records = g_steal_pointer (&records);
  return self;
}
