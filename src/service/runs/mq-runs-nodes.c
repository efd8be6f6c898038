/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRuns as one of several nodes: what it does when it hears of the others, see mq-nodes.h. */
#include "service/runs/mq-runs.h"

#include "common/base/mq-fiber.h"

/* After a node has died, or messages were missed: any leading client may be gone. */
static void
check_leads (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    {
      MqServiceRun *run = runs->pdata[i];

      if (run->lead != NULL)
        mq_nodes_check_client (self->nodes, run->owner, run->lead);
    }
}

static void
delete_account (MqRuns *self, const char *owner)
{
  dex_future_disown (mq_runs_drop_account (self, owner));
  if (self->accounts != NULL)
    mq_accounts_forget_seen (self->accounts, owner);
}

static void
recover (MqRuns *self)
{
  check_leads (self);
  if (self->accounts != NULL)
    mq_accounts_forget_seen (self->accounts, NULL);
}

/* Loads a run that is under way, so that it goes on although nobody asks for it. */
static void
take_over (MqRuns *self, const char *run)
{
  dex_future_disown (mq_runs_open (self, run));
}

static DexFuture *
suspend_lost_fiber (MqRuns *self, const char *id)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);
  g_autoptr (GString) ids = g_string_new (id);
  g_auto (GStrv) lost = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  for (guint i = 0; *id == '\0' && i < runs->len; i++)
    g_string_append_printf (ids, "%s ", mq_service_run_get_id (runs->pdata[i]));
  if (ids->len > 0
      && !(lost = dex_await_boxed (mq_nodes_list_lost (self->nodes, ids->str), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; lost != NULL && i < runs->len; i++)
    {
      MqServiceRun *run = runs->pdata[i];

      if (run->halted || !g_strv_contains ((const char *const *)lost, mq_service_run_get_id (run)))
        continue;

      g_message ("Another node has run %s by now", mq_service_run_get_id (run));
      mq_service_run_suspend (run);
      n++;
    }

  return dex_future_new_for_int64 (n);
}

/**
 * mq_runs_suspend_lost:
 * @id: of a run, "": all
 *
 * Suspends what is in memory here, though another node has it: a run that began, or was loaded,
 * while this node was late for a moment, and was claimed by the other one.
 *
 * Returns: (transfer full): resolves to an int64: how many these were
 */
DexFuture *
mq_runs_suspend_lost (MqRuns *self, const char *id)
{
  return mq_fiber_spawn_with (NULL, 0, suspend_lost_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, id));
}

static void
suspend_all_lost (MqRuns *self)
{
  dex_future_disown (mq_runs_suspend_lost (self, ""));
}

/**
 * mq_runs_set_nodes:
 * @nodes: the nodes of which this service is one, with the same journal
 *
 * Call it before the first run.
 */
void
mq_runs_set_nodes (MqRuns *self, MqNodes *nodes)
{
  static const struct
  {
    const char *signal;
    GCallback func;
  } handlers[] = {
    { "changed", G_CALLBACK (mq_runs_emit_changed) },
    { "client-left", G_CALLBACK (mq_runs_release_leads) },
    { "account-deleted", G_CALLBACK (delete_account) },
    { "node-died", G_CALLBACK (check_leads) },
    { "missed", G_CALLBACK (recover) },
    { "late", G_CALLBACK (mq_runs_suspend_all) },
    { "took-over", G_CALLBACK (take_over) },
    { "renewed", G_CALLBACK (suspend_all_lost) },
  };

  g_set_object (&self->nodes, nodes);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (nodes, handlers[i].signal, handlers[i].func, self, G_CONNECT_SWAPPED);
}
