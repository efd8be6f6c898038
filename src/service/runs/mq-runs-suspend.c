/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRuns: runs and leads that end, see mq-runs.h. A suspended run is replayed from the journal when
 * somebody asks for it. */
#include "service/runs/mq-runs.h"

#include "common/base/mq-fiber.h"

/**
 * mq_runs_release_leads:
 * @owner: id of the account of the client, "" for none
 * @client: id of a client that has left
 *
 * Ends the client's leads.
 */
void
mq_runs_release_leads (MqRuns *self, const char *owner, const char *client)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    {
      MqServiceRun *run = runs->pdata[i];

      if (g_str_equal (run->owner, owner))
        mq_service_run_release_lead (run, client);
    }
}

/**
 * mq_runs_wait_going_on:
 * @owner: id of the account of the client, "" for none
 * @client: id of a client that has left
 *
 * Returns: (transfer full): resolves to %TRUE when those of its runs that go on without it wait for
 *   a client, or are over
 */
DexFuture *
mq_runs_wait_going_on (MqRuns *self, const char *owner, const char *client)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);
  g_autoptr (GPtrArray) rests = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < runs->len; i++)
    {
      MqServiceRun *run = runs->pdata[i];

      if (run->request->go_on && g_str_equal (run->owner, owner)
          && g_str_equal (run->request->client, client))
        g_ptr_array_add (rests, mq_service_run_wait_rest (run));
    }

  return rests->len > 0 ? dex_future_allv ((DexFuture *const *)rests->pdata, rests->len)
                        : dex_future_new_true ();
}

/* Suspends the owner's runs and adds them to @suspended. Returns: (transfer full) (nullable): what
 * to wait for until the next look: a run that is being loaded may be the owner's; %NULL: none is
 * left */
static DexFuture *
suspend_runs (MqRuns *self, const char *owner, GPtrArray *suspended)
{
  g_autoptr (GList) futures = g_hash_table_get_values (self->loaded);
  gboolean is_left = FALSE;

  for (GList *iter = futures; iter != NULL; iter = iter->next)
    {
      DexFuture *future = iter->data;
      const GValue *value = dex_future_get_value (future, NULL);
      MqServiceRun *run = value != NULL ? g_value_get_object (value) : NULL;

      if (dex_future_is_pending (future))
        return dex_ref (future);

      if (run == NULL || !g_str_equal (run->owner, owner))
        continue;

      mq_service_run_suspend (run);
      if (!g_ptr_array_find (suspended, run, NULL))
        g_ptr_array_add (suspended, g_object_ref (run));
      is_left = TRUE;
    }

  return is_left ? mq_runs_wait_forgotten (self) : NULL;
}

static DexFuture *
put_away_fiber (MqRuns *runs, const char *owner)
{
  g_autoptr (GPtrArray) suspended = g_ptr_array_new_with_free_func (g_object_unref);
  DexFuture *next;

  while ((next = suspend_runs (runs, owner, suspended)) != NULL)
    dex_await (next, NULL);

  /* Their files are complete: nothing makes one of them anew after it was deleted. */
  for (guint i = 0; i < suspended->len; i++)
    {
      MqServiceRun *run = g_ptr_array_index (suspended, i);

      if (run->asset->transcript != NULL)
        dex_await (mq_transcript_wait_written (run->asset->transcript), NULL);
    }

  if (runs->knowledge != NULL)
    mq_knowledge_forget (runs->knowledge, owner);
  return dex_future_new_true ();
}

/* Suspends all runs of an account whose data will be deleted, and removes what its Blenders
 * know. @owner: id of an account. Returns: (transfer full): resolves to %TRUE when none is in
 * memory, and their transcripts are written */
DexFuture *
mq_runs_put_away (MqRuns *self, const char *owner)
{
  return mq_fiber_spawn_with (NULL, 0, put_away_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, owner));
}

static DexFuture *
wait_answers_fiber (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    dex_await (mq_service_run_wait_answer (runs->pdata[i]), NULL);

  return dex_future_new_true ();
}

/**
 * mq_runs_wait_answers:
 *
 * Waits for pending answers of models before the service exits: an answer on disk is not paid for
 * twice.
 *
 * Returns: (transfer full): resolves to %TRUE when the pending answers are on disk
 */
DexFuture *
mq_runs_wait_answers (MqRuns *self)
{
  return mq_fiber_spawn_with (NULL, 0, wait_answers_fiber, (MQ_TYPE_RUNS, self));
}

/* Suspends every run. They can be replayed from the journal. */
void
mq_runs_suspend_all (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    mq_service_run_suspend (runs->pdata[i]);
}

static DexFuture *
close_fiber (MqRuns *self)
{
  while (g_hash_table_size (self->loaded) > 0)
    dex_await (mq_runs_wait_forgotten (self), NULL);
  if (self->watching != NULL)
    dex_await (g_steal_pointer (&self->watching), NULL);

  return dex_future_new_true ();
}

/**
 * mq_runs_close:
 *
 * Takes no more runs, and suspends every run. They can be replayed from the journal.
 *
 * Returns: (transfer full): resolves to %TRUE when all are suspended
 */
DexFuture *
mq_runs_close (MqRuns *self)
{
  if (!mq_runs_is_closed (self))
    dex_promise_resolve_boolean (self->closed, TRUE);
  mq_runs_suspend_all (self);
  return mq_fiber_spawn_with (NULL, 0, close_fiber, (MQ_TYPE_RUNS, self));
}
