/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders of the administrator, see mq-account-orders.h. */
#include "service/account/mq-account-orders.h"

#include "service/store/mq-journal-query.h"

static void
order_free (gpointer data)
{
  MqAccountOrder *self = data;

  g_free (self->account);
  g_free (self);
}

static gpointer
read_order (MqStatement *statement)
{
  MqAccountOrder *order = g_new0 (MqAccountOrder, 1);

  order->account = mq_statement_dup_text (statement, 0);
  order->is_deletion = mq_statement_get_int64 (statement, 1) != 0;
  return order;
}

/**
 * mq_account_orders_read:
 * @journal: the database
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqAccountOrder: who is blocked, and who is
 *   to be deleted
 */
DexFuture *
mq_account_orders_read (MqJournal *journal)
{
  return mq_journal_list (journal, read_order, order_free,
                          "SELECT account, 0 FROM account_block"
                          " UNION ALL SELECT account, 1 FROM account_deletion",
                          "");
}

static DexFuture *
order (MqJournal *journal, const char *sql, const char *account)
{
  return mq_journal_execute (journal, sql, "sl", account, g_get_real_time () / G_USEC_PER_SEC);
}

/**
 * mq_account_block:
 * @journal: the database
 * @account: an account's id
 *
 * Blocks the account; that outlives its deletion.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_account_block (MqJournal *journal, const char *account)
{
  return order (journal,
                "INSERT INTO account_block (account, time) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                account);
}

/**
 * mq_account_order_deletion:
 * @journal: the database
 * @account: an account's id
 *
 * Has the services delete the account, as DELETE /v1/account does. mq_accounts_delete() ends the
 * order.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_account_order_deletion (MqJournal *journal, const char *account)
{
  return order (
      journal,
      "INSERT INTO account_deletion (account, time) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
      account);
}
