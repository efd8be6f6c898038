/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of the sketcher, see mq-sketch-worker.h. */
#include "service/sketcher/mq-sketch-worker.h"

#include "common/json/mq-json.h"

/* Counted: whoever asked may be gone before the answer is there. */
typedef struct
{
  MqSketchFunc func;
  MqSketcherTeam *team;
  MqAssetState *asset;
  JsonObject *answer;
  GError *error;
  DexPromise *done;
} Question;

static void
question_clear (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->team);
  g_clear_object (&self->asset);
  g_clear_pointer (&self->answer, json_object_unref);
  g_clear_error (&self->error);
  dex_clear (&self->done);
}

static void
question_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, question_clear);
}

/* Copies what the sketcher reads of the asset. */
static MqAssetState *
copy_asset (MqAssetState *from)
{
  MqAssetState *self = mq_asset_state_new (from->prompt);

  self->variant = from->variant;
  self->variants = from->variants;
  self->wanted = mq_json_copy_object (from->wanted);
  if (from->instruction != NULL)
    self->instruction = mq_message_copy (from->instruction);
  self->script = g_strdup (from->script);
  self->plan = mq_json_copy_object (from->plan);
  self->findings = mq_json_copy_array (from->findings);
  self->failure = mq_json_copy_object (from->failure);
  self->report = mq_json_copy_object (from->report);
  self->base_report = mq_json_copy_object (from->base_report);
  self->defects = mq_json_copy_array (from->defects);
  return self;
}

static void
answer_cb (gpointer data, gpointer user_data)
{
  Question *self = data;
  g_autoptr (JsonObject) answer = self->func (self->team, self->asset, &self->error);

  self->answer = mq_json_copy_object (answer);
  dex_promise_resolve_boolean (self->done, TRUE);
  question_unref (self);
}

static DexFuture *
take_answer (DexFuture *future, gpointer user_data)
{
  Question *self = user_data;

  return self->answer != NULL
             ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&self->answer))
             : dex_future_new_for_error (g_steal_pointer (&self->error));
}

/* Returns: (transfer full): the thread, which ends when it has nothing to do */
GThreadPool *
mq_sketch_worker_new (void)
{
  return g_thread_pool_new (answer_cb, NULL, 1, FALSE, NULL);
}

/* @func: finds the answer; nothing else may use what it shares with other such functions; @team:
 * for @func, kept while it runs; @asset: for @func, which gets a copy. Returns: (transfer full):
 * resolves to a `JsonObject`, or rejects as @func */
DexFuture *
mq_sketch_worker_ask (GThreadPool *self, MqSketchFunc func, MqSketcherTeam *team,
                      MqAssetState *asset)
{
  Question *question = g_atomic_rc_box_new0 (Question);
  DexFuture *done;

  question->func = func;
  question->team = g_object_ref (team);
  question->asset = copy_asset (asset);
  question->done = dex_promise_new ();
  done = dex_ref (DEX_FUTURE (question->done));
  g_thread_pool_push (self, g_atomic_rc_box_acquire (question), NULL);
  return dex_future_then (done, take_answer, question, question_unref);
}
