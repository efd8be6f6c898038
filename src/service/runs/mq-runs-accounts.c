/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRuns and accounts: deletes one with all its runs, and carries out the orders of the
 * administrator, see mq-account-orders.h. */
#include "service/runs/mq-runs.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "service/account/mq-account-orders.h"
#include "service/run/mq-http-problem.h"
#include "service/runs/mq-transcripts.h"

#include <glib/gi18n.h>

/* How often the orders are read. */
#define WATCH_SECONDS 2

static DexFuture *
delete_account_fiber (MqRuns *self, const char *owner)
{
  g_auto (GStrv) ids = NULL;
  GError *error = NULL;

  if (self->nodes != NULL)
    mq_nodes_notify_deletion (self->nodes, owner);
  if (!dex_await (mq_runs_put_away (self, owner), &error)
      || !(ids = dex_await_boxed (mq_journal_list_ids (self->journal, owner), &error))
      || !dex_await (mq_accounts_delete (self->accounts, owner), &error))
    return dex_future_new_for_error (error);

  mq_runs_delete_transcripts (self, (const char *const *)ids);

  /* Once more: another node may have noted the account before it was deleted. */
  if (self->nodes != NULL)
    mq_nodes_notify_deletion (self->nodes, owner);
  return dex_future_new_true ();
}

/**
 * mq_runs_delete_account:
 * @owner: id of an account
 *
 * Deletes all that is the account's.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_runs_delete_account (MqRuns *self, const char *owner)
{
  return mq_fiber_spawn_with (NULL, 0, delete_account_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, owner));
}

/* Awaits. */
static gboolean
is_gone (MqRuns *self, const char *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRunRecord) record = dex_await_boxed (mq_journal_find_run (self->journal, run),
                                                    &error);

  return g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
}

static DexFuture *
drop_account_fiber (MqRuns *self, const char *owner)
{
  g_auto (GStrv) ids = NULL;

  dex_await (mq_runs_put_away (self, owner), NULL);
  if (self->transcripts != NULL)
    ids = dex_await_boxed (mq_transcripts_list (self->transcripts), NULL);
  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    if (is_gone (self, ids[i]))
      mq_runs_delete_transcripts (self, (const char *const[]){ ids[i], NULL });

  return dex_future_new_true ();
}

/* Puts away its runs, and deletes what this node has of runs that are gone: only it has their
 * transcripts. @owner: id of an account that another node is deleting, or has deleted. Returns:
 * (transfer full): resolves to %TRUE */
DexFuture *
mq_runs_drop_account (MqRuns *self, const char *owner)
{
  return mq_fiber_spawn_with (NULL, 256 * 1024, drop_account_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, owner));
}

/**
 * mq_runs_check_blocked:
 * @owner: id of an account, "" for none
 * @error: %MQ_HTTP_PROBLEM_BLOCKED
 *
 * Returns: whether the account may use the service
 */
gboolean
mq_runs_check_blocked (MqRuns *self, const char *owner, GError **error)
{
  return self->accounts == NULL || !mq_accounts_is_blocked (self->accounts, owner)
         || mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BLOCKED,
                                  _ ("The people who run this service have blocked this account"));
}

static gboolean
is_ordered (GPtrArray *orders, const char *account)
{
  for (guint i = 0; i < orders->len; i++)
    {
      const MqAccountOrder *order = g_ptr_array_index (orders, i);

      if (!order->is_deletion && g_str_equal (order->account, account))
        return TRUE;
    }

  return FALSE;
}

static void
unblock_others (MqAccounts *accounts, GPtrArray *orders)
{
  g_autoptr (GPtrArray) blocked = g_hash_table_get_keys_as_ptr_array (accounts->blocked);

  for (guint i = 0; i < blocked->len; i++)
    if (!is_ordered (orders, g_ptr_array_index (blocked, i)))
      mq_accounts_set_blocked (accounts, g_ptr_array_index (blocked, i), FALSE);
}

/* A deletion that fails is tried again with the next look. Awaits. */
static void
carry_out (MqRuns *self, const MqAccountOrder *order)
{
  g_autoptr (GError) error = NULL;

  if (order->is_deletion)
    {
      if (dex_await (mq_runs_delete_account (self, order->account), &error))
        g_message ("The administrator has deleted an account");
      else
        g_warning ("An account could not be deleted: %s", error->message);
    }
  else if (mq_accounts_set_blocked (self->accounts, order->account, TRUE))
    dex_await (mq_runs_put_away (self, order->account), NULL);
}

/* Awaits. */
static gboolean
look (MqRuns *self, GError **error)
{
  g_autoptr (GPtrArray) orders = dex_await_boxed (mq_account_orders_read (self->journal), error);

  if (orders == NULL)
    return FALSE;

  if (!dex_await (mq_machine_tokens_load (self->accounts->machine_tokens), error))
    return FALSE;

  unblock_others (self->accounts, orders);
  for (guint i = 0; i < orders->len; i++)
    carry_out (self, g_ptr_array_index (orders, i));
  return TRUE;
}

/* While the database is away, nothing changes; others say that it is. */
static DexFuture *
watch_fiber (MqRuns *self)
{
  while (!mq_runs_is_closed (self))
    {
      dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->closed)),
                                   dex_timeout_new_seconds (WATCH_SECONDS), NULL),
                 NULL);
      if (!mq_runs_is_closed (self))
        look (self, NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_runs_watch_accounts:
 * @error: as of the journal
 *
 * Carries out the orders of the administrator, now and from now on. Call it once, if there are
 * accounts. Awaits.
 *
 * Returns: whether they could be read
 */
gboolean
mq_runs_watch_accounts (MqRuns *self, GError **error)
{
  if (!look (self, error))
    return FALSE;

  self->watching = mq_fiber_spawn_with (NULL, 256 * 1024, watch_fiber, (MQ_TYPE_RUNS, self));
  return TRUE;
}
