/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts as their administrator sees them, see mq-account-list.h. */
#include "service/account/mq-account-list.h"

#include "service/account/mq-account-cost.h"
#include "service/store/mq-journal-query.h"

#define DAY_SECONDS (24 * 60 * 60)

void
mq_account_entry_free (MqAccountEntry *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static gpointer
read_entry (MqStatement *statement)
{
  MqAccountEntry *entry = g_new0 (MqAccountEntry, 1);

  entry->id = mq_statement_dup_text (statement, 0);
  entry->name = mq_statement_dup_text (statement, 1);
  entry->created = mq_statement_get_int64 (statement, 2);
  entry->seen = mq_statement_get_int64 (statement, 3);
  entry->runs = mq_statement_get_int64 (statement, 4);
  entry->quota = mq_statement_get_int64 (statement, 5);
  entry->cost = mq_statement_get_int64 (statement, 6);
  entry->is_blocked = mq_statement_get_int64 (statement, 7) != 0;
  return entry;
}

/**
 * mq_account_list:
 * @journal: the database
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqAccountEntry, by name
 */
DexFuture *
mq_account_list (MqJournal *journal)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  return mq_journal_list (
      journal, read_entry, (GDestroyNotify)mq_account_entry_free,
      "SELECT account.id, account.name, account.created, account.seen, coalesce (use.runs, 0),"
      " coalesce (account_quota.runs, ?3), coalesce (account_cost.cost, 0),"
      " CASE WHEN account_block.account IS NULL THEN 0 ELSE 1 END FROM"
      " (SELECT id, name, created, seen FROM account UNION ALL"
      "  SELECT account, '', time, time FROM account_block"
      "  WHERE NOT EXISTS (SELECT 1 FROM account WHERE id = account_block.account)) AS account"
      " LEFT JOIN account_block ON account_block.account = account.id"
      " LEFT JOIN use ON use.account = account.id AND use.day = ?1"
      " LEFT JOIN account_cost ON account_cost.account = account.id AND account_cost.month = ?2"
      " LEFT JOIN account_quota ON account_quota.account = account.id"
      " ORDER BY account.name, account.id",
      "lll", now / DAY_SECONDS, mq_account_cost_get_month (now), (gint64)MQ_ACCOUNT_DEFAULT_QUOTA);
}

/**
 * mq_account_set_quota:
 * @journal: the database
 * @account: an account's id
 * @quota: runs a day, %MQ_ACCOUNTS_UNLIMITED or %MQ_ACCOUNT_DEFAULT_QUOTA
 *
 * Sets a quota, which counts from the next run on.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_account_set_quota (MqJournal *journal, const char *account, gint64 quota)
{
  if (quota == MQ_ACCOUNT_DEFAULT_QUOTA)
    return mq_journal_execute (journal, "DELETE FROM account_quota WHERE account = ?1", "s",
                               account);

  return mq_journal_execute (journal,
                             "INSERT INTO account_quota (account, runs) VALUES (?1, ?2)"
                             " ON CONFLICT (account) DO UPDATE SET runs = excluded.runs",
                             "sl", account, quota);
}

/* @quota: (inout): replaced if the account has a quota of its own. Returns: whether it was read */
gboolean
mq_account_read_own_quota (MqDatabase *db, const char *account, gint64 *quota, GError **error)
{
  return mq_database_get_number (db, "SELECT runs FROM account_quota WHERE account = ?1", quota,
                                 error, "s", account);
}
