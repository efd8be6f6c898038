/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How long MqRuns keeps runs that are over and that no client has recorded. Started by the
 * program. */
#include "service/runs/mq-runs.h"

#include "common/base/mq-fiber.h"

#define DAY_SECONDS (24 * 3600)

static DexFuture *
delete_old_fiber (MqRuns *self, guint days, DexFuture *dropped)
{
  while (dex_future_is_pending (dropped))
    {
      gint64 before = g_get_real_time () - days * G_TIME_SPAN_DAY;
      gint64 n_before = 0;
      g_autoptr (GError) error = NULL;

      /* The database says which node does it; what a node that has just died left is done
       * tomorrow. */
      if (self->nodes != NULL)
        n_before = dex_await_int64 (mq_nodes_count_before (self->nodes), &error);
      while (n_before == 0 && error == NULL)
        {
          g_auto (GStrv) ids = dex_await_boxed (mq_journal_delete_old (self->journal, before),
                                                &error);

          if (ids == NULL || ids[0] == NULL)
            break;
          g_message ("Deleted %u runs that were over for longer than is kept", g_strv_length (ids));
          mq_runs_delete_transcripts (self, (const char *const *)ids);
        }
      if (error != NULL)
        g_warning ("Old runs could not be deleted: %s", error->message);
      dex_await (mq_fiber_unless (dropped, dex_timeout_new_seconds (DAY_SECONDS)), NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_runs_delete_old_daily:
 * @days: how long a run that is over is kept
 *
 * Deletes runs that have been over for longer and that no client has recorded, with their logs,
 * pictures and transcripts: now, and once a day. Of several nodes, one does it.
 *
 * Returns: (transfer full): drop it to end that
 */
DexFuture *
mq_runs_delete_old_daily (MqRuns *self, guint days)
{
  return mq_fiber_spawn_droppable_with (0, delete_old_fiber, (MQ_TYPE_RUNS, self),
                                        (G_TYPE_UINT, days));
}
