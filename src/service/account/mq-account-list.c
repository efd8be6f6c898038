/* The accounts as their administrator sees them, see mq-account-list.h. */
#include "service/account/mq-account-list.h"

#include "service/account/mq-account-cost.h"

#define DAY_SECONDS (24 * 60 * 60)

/**
 * mq_account_entry_free:
 * @self: (transfer full): an entry
 */
void
mq_account_entry_free (MqAccountEntry *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static MqAccountEntry *
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
  return entry;
}

static DexFuture *
list (MqDatabase *db, gpointer user_data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_account_entry_free);
  GError *error = NULL;
  g_autoptr (MqStatement) statement = mq_database_query (
      db,
      "SELECT account.id, account.name, account.created, account.seen, coalesce (use.runs, 0),"
      " coalesce (account_quota.runs, ?3), coalesce (account_cost.cost, 0) FROM account"
      " LEFT JOIN use ON use.account = account.id AND use.day = ?1"
      " LEFT JOIN account_cost ON account_cost.account = account.id AND account_cost.month = ?2"
      " LEFT JOIN account_quota ON account_quota.account = account.id"
      " ORDER BY account.name, account.id",
      &error, "lll", now / DAY_SECONDS, mq_account_cost_get_month (now),
      (gint64)MQ_ACCOUNT_DEFAULT_QUOTA);
  gboolean has_row = FALSE;

  while (statement != NULL && mq_statement_step (statement, &has_row, &error))
    {
      if (!has_row)
        return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&entries));
      g_ptr_array_add (entries, read_entry (statement));
    }

  return dex_future_new_for_error (error);
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
  return mq_journal_read (journal, list, NULL, NULL);
}

typedef struct
{
  char *account;
  gint64 quota;
} QuotaJob;

static void
quota_job_free (gpointer data)
{
  QuotaJob *self = data;

  g_free (self->account);
  g_free (self);
}

static DexFuture *
write_quota (MqDatabase *db, gpointer user_data)
{
  QuotaJob *job = user_data;
  GError *error = NULL;
  gboolean ok = job->quota == MQ_ACCOUNT_DEFAULT_QUOTA
                    ? mq_database_run (db, "DELETE FROM account_quota WHERE account = ?1", &error,
                                       "s", job->account)
                    : mq_database_run (db,
                                       "INSERT INTO account_quota (account, runs) VALUES (?1, ?2)"
                                       " ON CONFLICT (account) DO UPDATE SET runs = excluded.runs",
                                       &error, "sl", job->account, job->quota);

  return ok ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_account_set_quota:
 * @journal: the database
 * @account: an account's id
 * @quota: runs a day, %MQ_ACCOUNTS_UNLIMITED or %MQ_ACCOUNT_DEFAULT_QUOTA
 *
 * Sets a quota, which counts from the next run on.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_account_set_quota (MqJournal *journal, const char *account, gint64 quota)
{
  QuotaJob *job = g_new (QuotaJob, 1);

  *job = (QuotaJob){ g_strdup (account), quota };
  return mq_journal_write (journal, write_quota, job, quota_job_free);
}

/**
 * mq_account_read_own_quota:
 * @db: the database
 * @account: an account's id
 * @quota: (inout): replaced if the account has a quota of its own
 *
 * Returns: whether it was read
 */
gboolean
mq_account_read_own_quota (MqDatabase *db, const char *account, gint64 *quota, GError **error)
{
  g_autoptr (MqStatement) statement = mq_database_query (
      db, "SELECT runs FROM account_quota WHERE account = ?1", error, "s", account);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, error))
    return FALSE;

  if (has_row)
    *quota = mq_statement_get_int64 (statement, 0);
  return TRUE;
}
