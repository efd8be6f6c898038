/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccounts, see mq-accounts.h. Every function is one job on a thread of the journal, so that the
 * main loop never waits for the disk, and one statement or one transaction, so that services that
 * share the file count each run once. */
#include "service/account/mq-accounts.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/database/mq-sqlite.h"
#include "common/json/mq-json.h"
#include "service/store/mq-journal-query.h"

#include <glib/gi18n.h>
#include <math.h>

/* Cost of models for an account in a month, in the journal's database. The functions are parts of
 * the jobs of MqAccounts, which run on a thread of the journal. */

/* A call of a small model costs some thousandths of a cent. */
#define PER_DOLLAR 1000000
#define DAY_SECONDS (24 * 60 * 60)
#define DEFAULT_SESSION_BYTES 1000000000
/** How much older than the truth the written time of the last request may be. */
#define SEEN_SECONDS (60 * 60)

/* @dollars: US dollars, at most some millions. Returns: millionths of a US dollar, which can be
 * summed without an error */
static gint64
mq_account_cost_from_dollars (double dollars)
{
  return (gint64)llround (dollars * PER_DOLLAR);
}

/**
 * mq_account_cost_to_dollars:
 *
 * Returns: US dollars
 */
double
mq_account_cost_to_dollars (gint64 cost)
{
  return (double)cost / PER_DOLLAR;
}

/* @time: seconds since 1970. Returns: the number of its month (UTC), each one more than that
 * before */
static gint64
account_cost_get_month (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  return 12 * (gint64)g_date_time_get_year (utc) + g_date_time_get_month (utc) - 1;
}

/* @cost: (out): millionths of a US dollar, 0 if there is none. Returns: whether it was read */
static gboolean
account_cost_read (MqDatabase *db, const char *account, gint64 month, gint64 *cost, GError **error)
{
  *cost = 0;
  return mq_database_get_number (db,
                                 "SELECT cost FROM account_cost WHERE account = ?1 AND month = ?2",
                                 cost, error, "sl", account, month);
}

/* @limit: millionths of a US dollar, 0: none; @error: %MQ_ERROR_BUDGET. Returns: whether
 * something of the month's limit is left */
static gboolean
account_cost_check (MqDatabase *db, const char *account, gint64 month, gint64 limit, GError **error)
{
  gint64 cost;

  if (limit == 0)
    return TRUE;
  if (!account_cost_read (db, account, month, &cost, error))
    return FALSE;

  return cost < limit
         || mq_fail (error, MQ_ERROR_BUDGET,
                     /* Translators: %.2f is an amount of money. */
                     _ ("You have used up this month’s budget for AI models ($%.2f)"),
                     mq_account_cost_to_dollars (limit));
}

/* The accounts of a shared service as its administrator sees them, and quotas of single accounts,
 * for `maquette-service user`. */

static void
account_entry_free (MqAccountEntry *self)
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
      journal, read_entry, (GDestroyNotify)account_entry_free,
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
      "lll", now / DAY_SECONDS, account_cost_get_month (now), (gint64)MQ_ACCOUNT_DEFAULT_QUOTA);
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
static gboolean
account_read_own_quota (MqDatabase *db, const char *account, gint64 *quota, GError **error)
{
  return mq_database_get_number (db, "SELECT runs FROM account_quota WHERE account = ?1", quota,
                                 error, "s", account);
}

G_DEFINE_FINAL_TYPE (MqAccounts, mq_accounts, G_TYPE_OBJECT)
static MqAccountQuota *
copy_quota (const MqAccountQuota *quota)
{
  return g_memdup2 (quota, sizeof *quota);
}

G_DEFINE_BOXED_TYPE (MqAccountQuota, mq_account_quota, copy_quota, g_free)

static void
mq_accounts_finalize (GObject *object)
{
  MqAccounts *self = MQ_ACCOUNTS (object);

  g_clear_object (&self->terms);
  g_clear_object (&self->machine_tokens);
  g_clear_pointer (&self->metadata, json_object_unref);
  g_clear_object (&self->journal);
  g_strfreev (self->unlimited_groups);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->blocked);

  G_OBJECT_CLASS (mq_accounts_parent_class)->finalize (object);
}

static void
mq_accounts_class_init (MqAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_accounts_finalize;
}

static gint64
read_clock (gpointer user_data)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
mq_accounts_init (MqAccounts *self)
{
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->clock = read_clock;
}

/**
 * mq_accounts_new:
 * @journal: the database
 * @terms: (nullable): what everybody has to accept before their first run
 * @runs_per_day: the quota of an account
 * @unlimited_groups: (nullable) (array zero-terminated=1): whose accounts have no limit
 *
 * Returns: (transfer full): the accounts
 */
MqAccounts *
mq_accounts_new (MqJournal *journal, MqTerms *terms, guint runs_per_day,
                 const char *const *unlimited_groups)
{
  MqAccounts *self = g_object_new (MQ_TYPE_ACCOUNTS, NULL);

  self->journal = g_object_ref (journal);
  self->machine_tokens = mq_machine_tokens_new (journal);
  g_set_object (&self->terms, terms);
  self->runs_per_day = runs_per_day;
  self->session_bytes = DEFAULT_SESSION_BYTES;
  self->unlimited_groups = g_strdupv ((GStrv)unlimited_groups);
  return self;
}

/**
 * mq_accounts_set_cost_per_month:
 * @dollars: what models may cost each account in a month, US dollars; 0: no limit
 */
void
mq_accounts_set_cost_per_month (MqAccounts *self, double dollars)
{
  self->cost_per_month = mq_account_cost_from_dollars (dollars);
}

/* @clock: tells the time, for tests; @user_data: for @clock; outlives the accounts */
void
mq_accounts_set_clock (MqAccounts *self, MqAccountsClock clock, gpointer user_data)
{
  self->clock = clock;
  self->clock_data = user_data;
}

/* The limit of that account, without a quota of its own. */
static gint64
get_limit (MqAccounts *self, MqAccount *account)
{
  return mq_account_is_in_groups (account, (const char *const *)self->unlimited_groups)
             ? MQ_ACCOUNTS_UNLIMITED
             : self->runs_per_day;
}

/* Returns: (nullable): %NULL without terms */
static const char *
get_version (MqAccounts *self)
{
  return self->terms != NULL ? self->terms->version : NULL;
}

static gint64
get_now (MqAccounts *self)
{
  return self->clock (self->clock_data);
}

/* The future of a statement that has no rows. @error: (transfer full): by its address, because it
 * is set while the arguments are evaluated */
static DexFuture *
finish (gboolean ok, GError **error)
{
  return ok ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (error));
}

static DexFuture *
note_seen_fiber (MqAccounts *self, const char *account, const char *name, gint64 now)
{
  GError *error = NULL;

  if (!dex_await (mq_journal_execute (self->journal,
                                      "INSERT INTO account (id, name, created, seen)"
                                      " VALUES (?1, ?2, ?3, ?3) ON CONFLICT (id)"
                                      " DO UPDATE SET name = excluded.name, seen = excluded.seen",
                                      "ssl", account, name, now),
                  &error))
    return dex_future_new_for_error (error);

  g_hash_table_insert (self->seen, g_strdup (account), g_memdup2 (&now, sizeof now));
  return dex_future_new_true ();
}

/**
 * mq_accounts_note_seen:
 * @account: who sends a request
 *
 * Notes the name and the time, at most once an hour.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_accounts_note_seen (MqAccounts *self, MqAccount *account)
{
  gint64 now = get_now (self);
  const gint64 *last = g_hash_table_lookup (self->seen, account->id);

  if (last != NULL && now - *last < SEEN_SECONDS)
    return dex_future_new_true ();

  return mq_fiber_spawn_with (NULL, 0, note_seen_fiber, (MQ_TYPE_ACCOUNTS, self),
                              (G_TYPE_STRING, account->id), (G_TYPE_STRING, account->name),
                              (G_TYPE_INT64, now));
}

/**
 * mq_accounts_forget_seen:
 * @account: (nullable): the id of an account whose data were deleted, perhaps by another node;
 *   %NULL: of all, because this node may have missed a deletion
 *
 * Lets the next request note the account again.
 */
void
mq_accounts_forget_seen (MqAccounts *self, const char *account)
{
  if (account != NULL)
    g_hash_table_remove (self->seen, account);
  else
    g_hash_table_remove_all (self->seen);
}

/**
 * mq_accounts_accept_terms:
 * @version: the version that the person has read
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; rejects with %MQ_ERROR_CONFLICT
 *   if that is not the current version
 */
DexFuture *
mq_accounts_accept_terms (MqAccounts *self, MqAccount *account, const char *version)
{
  if (self->terms == NULL || !g_str_equal (self->terms->version, version))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  _ ("The terms have changed; read them again"));

  return mq_journal_execute (self->journal,
                             "INSERT INTO acceptance (account, version, time)"
                             " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                             "ssl", account->id, version, get_now (self));
}

static gboolean
check_acceptance (MqDatabase *db, const char *account, const char *version, gboolean *accepted,
                  GError **error)
{
  gint64 n = version == NULL;
  gboolean ok = version == NULL
                || mq_database_get_number (
                    db, "SELECT 1 FROM acceptance WHERE account = ?1 AND version = ?2", &n, error,
                    "ss", account, version);

  *accepted = n > 0;
  return ok;
}

static DexFuture *
read_acceptance (const char *account, const char *version, MqDatabase *db)
{
  GError *error = NULL;
  gboolean accepted;

  if (!check_acceptance (db, account, version, &accepted, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_boolean (accepted);
}

/**
 * mq_accounts_has_accepted:
 *
 * Returns: (transfer full): resolves to whether the account has accepted the current terms; %TRUE
 *   without terms
 */
DexFuture *
mq_accounts_has_accepted (MqAccounts *self, MqAccount *account)
{
  return mq_journal_read (self->journal, read_acceptance, (G_TYPE_STRING, account->id),
                          (G_TYPE_STRING, get_version (self)));
}

static gboolean
require_acceptance (MqDatabase *db, const char *account, const char *version, GError **error)
{
  gboolean accepted;

  return check_acceptance (db, account, version, &accepted, error)
         && (accepted
             || mq_fail (error, MQ_ERROR_TERMS,
                         _ ("You have not accepted the terms of this service")));
}

/* One statement, so that of two services one takes the last run. Earlier days are of no use to
 * anybody. */
static gboolean
take (MqDatabase *db, const char *account, const char *version, gint64 now, gint64 limit,
      gint64 cost_limit, GError **error)
{
  gint64 day = now / DAY_SECONDS;
  gint64 runs = 0;

  return mq_database_run (db, "DELETE FROM use WHERE day < ?1", error, "l", day)
         && require_acceptance (db, account, version, error)
         && account_cost_check (db, account, account_cost_get_month (now), cost_limit, error)
         && account_read_own_quota (db, account, &limit, error)
         && mq_database_get_number (db,
                                    "INSERT INTO use (account, day, runs)"
                                    " SELECT ?1, ?2, 1 WHERE ?3 <> 0 ON CONFLICT (account, day)"
                                    " DO UPDATE SET runs = use.runs + 1"
                                    " WHERE ?3 < 0 OR use.runs < ?3"
                                    " RETURNING runs",
                                    &runs, error, "sll", account, day, limit)
         && (runs > 0
             || mq_fail (error, MQ_ERROR_QUOTA, _ ("You have used today’s quota of runs (%d)"),
                         (int)limit));
}

static DexFuture *
add_run (const char *account, const char *version, gint64 now, gint64 limit, gint64 cost_limit,
         MqJournal *journal, MqRunRecord *record, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  if (transaction == NULL
      || !(record->paid_day > 0 ? take (db, account, version, now, limit, cost_limit, &error)
                                : require_acceptance (db, account, version, &error))
      || !mq_journal_insert_run (journal, db, record, &error)
      || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_accounts_add_run:
 * @account: who starts the run
 * @run: as for mq_journal_add_run(); its @paid_day is not looked at
 * @is_paid: whether it uses one run of today's quota
 *
 * Adds a run to the journal and takes it of the quota, both or neither.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; rejects with %MQ_ERROR_TERMS,
 *   %MQ_ERROR_QUOTA, %MQ_ERROR_BUDGET (the month's cost), %MQ_ERROR_CONFLICT (there is such a run)
 */
DexFuture *
mq_accounts_add_run (MqAccounts *self, MqAccount *account, const MqRunRecord *run, gboolean is_paid)
{
  g_autoptr (MqRunRecord) record = mq_run_record_copy (run);
  gint64 now = get_now (self);

  record->paid_day = is_paid ? now / DAY_SECONDS : 0;
  return mq_journal_write (self->journal, add_run, (G_TYPE_STRING, account->id),
                           (G_TYPE_STRING, get_version (self)), (G_TYPE_INT64, now),
                           (G_TYPE_INT64, get_limit (self, account)),
                           (G_TYPE_INT64, self->cost_per_month), (MQ_TYPE_JOURNAL, self->journal),
                           (MQ_TYPE_RUN_RECORD, record));
}

static DexFuture *
pay_run (const char *account, const char *run, const char *version, gint64 now, gint64 limit,
         gint64 cost_limit, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  if (transaction == NULL
      || !mq_database_run (db, "UPDATE run SET paid = ?2 WHERE id = ?1 AND paid = 0", &error, "sl",
                           run, now / DAY_SECONDS))
    return dex_future_new_for_error (error);

  if (mq_database_get_changes (db) == 0)
    return dex_future_new_false ();

  if (!take (db, account, version, now, limit, cost_limit, &error)
      || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_accounts_pay_run:
 * @run: the id of a run in the journal
 *
 * Takes one run of today's quota for a run that has used none yet.
 *
 * Returns: (transfer full): resolves to whether it has used none before, once it is on disk;
 *   rejects with %MQ_ERROR_TERMS, %MQ_ERROR_QUOTA
 */
DexFuture *
mq_accounts_pay_run (MqAccounts *self, MqAccount *account, const char *run)
{
  return mq_journal_write (
      self->journal, pay_run, (G_TYPE_STRING, account->id), (G_TYPE_STRING, run),
      (G_TYPE_STRING, get_version (self)), (G_TYPE_INT64, get_now (self)),
      (G_TYPE_INT64, get_limit (self, account)), (G_TYPE_INT64, self->cost_per_month));
}

static DexFuture *
give_back_run (const char *run, MqDatabase *db)
{
  static const char *const statements[] = {
    "UPDATE use SET runs = runs - 1 WHERE runs > 0"
    " AND (account, day) = (SELECT owner, paid FROM run WHERE id = ?1)",
    "UPDATE run SET paid = 0 WHERE id = ?1",
  };
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  for (gsize i = 0; transaction != NULL && i < G_N_ELEMENTS (statements); i++)
    if (!mq_database_run (db, statements[i], &error, "s", run))
      return dex_future_new_for_error (error);

  return finish (transaction != NULL
                     && mq_transaction_commit (g_steal_pointer (&transaction), &error),
                 &error);
}

/**
 * mq_accounts_give_back_run:
 * @run: the id of a run in the journal
 *
 * Gives back what a run has used of a quota; a second time changes nothing.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_accounts_give_back_run (MqAccounts *self, const char *run)
{
  return mq_journal_write (self->journal, give_back_run, (G_TYPE_STRING, run));
}

static DexFuture *
read_quota (const char *account, gint64 now, gint64 limit, gint64 cost_limit, MqDatabase *db)
{
  gint64 day = now / DAY_SECONDS;
  GError *error = NULL;
  MqAccountQuota *quota;
  gint64 runs = 0;
  gint64 cost;
  gint64 next;
  g_autoptr (GDateTime) utc = NULL;

  if (!mq_database_get_number (db, "SELECT runs FROM use WHERE account = ?1 AND day = ?2", &runs,
                               &error, "sl", account, day)
      || !account_read_own_quota (db, account, &limit, &error)
      || !account_cost_read (db, account, account_cost_get_month (now), &cost, &error))
    return dex_future_new_for_error (error);

  quota = g_new0 (MqAccountQuota, 1);
  quota->limit = limit;
  quota->left = limit < 0 ? MQ_ACCOUNTS_UNLIMITED : MAX (limit - runs, 0);
  quota->resets = (day + 1) * DAY_SECONDS;
  quota->seconds = quota->resets - now;
  quota->cost = mq_account_cost_to_dollars (cost);
  quota->cost_limit = mq_account_cost_to_dollars (cost_limit);
  next = account_cost_get_month (now) + 1;
  utc = g_date_time_new_utc ((int)(next / 12), (int)(next % 12) + 1, 1, 0, 0, 0);
  quota->cost_resets = g_date_time_to_unix (utc);
  return dex_future_new_take_boxed (MQ_TYPE_ACCOUNT_QUOTA, quota);
}

/**
 * mq_accounts_read_quota:
 *
 * Returns: (transfer full): resolves to a #MqAccountQuota
 */
DexFuture *
mq_accounts_read_quota (MqAccounts *self, MqAccount *account)
{
  return mq_journal_read (self->journal, read_quota, (G_TYPE_STRING, account->id),
                          (G_TYPE_INT64, get_now (self)), (G_TYPE_INT64, get_limit (self, account)),
                          (G_TYPE_INT64, self->cost_per_month));
}

static DexFuture *
add_cost (const char *account, gint64 month, gint64 cost, MqDatabase *db)
{
  GError *error = NULL;

  /* Earlier months are of no use to anybody. */
  return finish (
      mq_database_run (db, "DELETE FROM account_cost WHERE month < ?1", &error, "l", month)
          && mq_database_run (db,
                              "INSERT INTO account_cost (account, month, cost) VALUES (?1, ?2, ?3)"
                              " ON CONFLICT (account, month)"
                              " DO UPDATE SET cost = account_cost.cost + excluded.cost",
                              &error, "sll", account, month, cost),
      &error);
}

/**
 * mq_accounts_add_cost:
 * @account: an account's id
 * @dollars: what a model has cost, US dollars
 *
 * Adds to the cost of this month.
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
mq_accounts_add_cost (MqAccounts *self, const char *account, double dollars)
{
  return mq_journal_write (self->journal, add_cost, (G_TYPE_STRING, account),
                           (G_TYPE_INT64, account_cost_get_month (get_now (self))),
                           (G_TYPE_INT64, mq_account_cost_from_dollars (dollars)));
}

static DexFuture *
check_cost (const char *account, gint64 month, gint64 limit, MqDatabase *db)
{
  GError *error = NULL;

  return finish (account_cost_check (db, account, month, limit, &error), &error);
}

/**
 * mq_accounts_check_cost:
 * @account: an account's id
 *
 * Returns: (transfer full): resolves to %TRUE if models may cost the account more this month;
 *   rejects with %MQ_ERROR_BUDGET
 */
DexFuture *
mq_accounts_check_cost (MqAccounts *self, const char *account)
{
  return self->cost_per_month == 0
             ? dex_future_new_true ()
             : mq_journal_read (self->journal, check_cost, (G_TYPE_STRING, account),
                                (G_TYPE_INT64, account_cost_get_month (get_now (self))),
                                (G_TYPE_INT64, self->cost_per_month));
}

/* The rows of a query as objects, with the names of its columns. @text: (nullable): the first one
 */
static JsonArray *
list_rows (MqDatabase *db, const char *sql, const char *account, const char *text,
           const char *const *numbers, GError **error)
{
  g_autoptr (MqStatement) statement = mq_database_query (db, sql, error, "s", account);
  g_autoptr (JsonArray) rows = json_array_new ();
  gboolean has_row = FALSE;

  while (statement != NULL && mq_statement_step (statement, &has_row, error))
    {
      JsonObject *row;

      if (!has_row)
        return g_steal_pointer (&rows);

      row = json_object_new ();
      if (g_strcmp0 (text, "day") == 0)
        {
          gint64 day = mq_statement_get_int64 (statement, 0);
          g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (day * DAY_SECONDS);
          g_autofree char *written = g_date_time_format (date, "%F");

          json_object_set_string_member (row, text, written);
        }
      else if (text != NULL)
        json_object_set_string_member (row, text, mq_statement_get_text (statement, 0));
      for (int i = 0; numbers[i] != NULL; i++)
        json_object_set_int_member (row, numbers[i],
                                    mq_statement_get_int64 (statement, i + (text != NULL)));
      json_array_add_object_element (rows, row);
    }

  return NULL;
}

static DexFuture *
describe (const char *account, gint64 month, MqDatabase *db)
{
  static const struct
  {
    const char *member;
    const char *sql;
    const char *text;
    const char *numbers[3];
  } tables[] = {
    { "account",
      "SELECT name, created, seen FROM account WHERE id = ?1",
      "name",
      { "created", "seen" } },
    { "acceptances",
      "SELECT version, time FROM acceptance WHERE account = ?1 ORDER BY time",
      "version",
      { "time" } },
    { "use", "SELECT day, runs FROM use WHERE account = ?1 ORDER BY day", "day", { "runs" } },
    { "quota", "SELECT runs FROM account_quota WHERE account = ?1", NULL, { "runs" } },
  };
  g_autoptr (JsonObject) object = json_object_new ();
  GError *error = NULL;
  gint64 cost;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      JsonArray *rows = list_rows (db, tables[i].sql, account, tables[i].text, tables[i].numbers,
                                   &error);

      if (rows == NULL)
        return dex_future_new_for_error (error);

      json_object_set_array_member (object, tables[i].member, rows);
    }

  if (!account_cost_read (db, account, month, &cost, &error))
    return dex_future_new_for_error (error);

  json_object_set_double_member (object, "cost", mq_account_cost_to_dollars (cost));
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&object));
}

/**
 * mq_accounts_describe:
 *
 * Returns: (transfer full): resolves to a #JsonObject with the rows of the account: `account`,
 *   `acceptances`, `use` and `quota` (one that the administrator set), and with the `cost` of this
 * month in US dollars; times are in seconds since 1970
 */
DexFuture *
mq_accounts_describe (MqAccounts *self, MqAccount *account)
{
  return mq_journal_read (self->journal, describe, (G_TYPE_STRING, account->id),
                          (G_TYPE_INT64, account_cost_get_month (get_now (self))));
}

static DexFuture *
delete_account (const char *account, gint64 now, MqDatabase *db)
{
  static const char *const statements[] = {
    "DELETE FROM picture WHERE run IN (SELECT id FROM run WHERE owner = ?1)",
    "DELETE FROM log WHERE run IN (SELECT id FROM run WHERE owner = ?1)",
    "DELETE FROM run WHERE owner = ?1",
    "DELETE FROM session WHERE owner = ?1",
    "DELETE FROM acceptance WHERE account = ?1",
    "DELETE FROM account WHERE id = ?1",
    "DELETE FROM account_deletion WHERE account = ?1",
  };
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  gint64 busy = 0;

  for (gsize i = 0; transaction != NULL && i < G_N_ELEMENTS (statements); i++)
    if (!mq_database_run (db, statements[i], &error, "s", account))
      return dex_future_new_for_error (error);

  if (transaction == NULL
      || !mq_database_run (db, "DELETE FROM use WHERE account = ?1 AND day <> ?2", &error, "sl",
                           account, now / DAY_SECONDS)
      || !mq_database_run (db, "DELETE FROM account_cost WHERE account = ?1 AND month <> ?2",
                           &error, "sl", account, account_cost_get_month (now))
      || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  /* SQLite overwrites deleted rows (secure_delete); what the log before them holds goes now. */
  if (MQ_IS_SQLITE (db)
      && !mq_database_get_number (db, "PRAGMA wal_checkpoint (TRUNCATE)", &busy, &error, ""))
    return dex_future_new_for_error (error);
  if (busy != 0)
    g_warning ("The journal is in use; what was deleted leaves its log at the next checkpoint");
  return dex_future_new_true ();
}

static DexFuture *
delete_fiber (MqAccounts *self, const char *account)
{
  GError *error = NULL;

  if (!dex_await (mq_journal_write (self->journal, delete_account, (G_TYPE_STRING, account),
                                    (G_TYPE_INT64, get_now (self))),
                  &error))
    return dex_future_new_for_error (error);

  mq_accounts_forget_seen (self, account);
  return dex_future_new_true ();
}

/**
 * mq_accounts_delete:
 * @account: an account's id
 *
 * Deletes everything of the account, which must have no run in memory. Only the number of today's
 * runs stays, by the id, until the next day, and what the administrator set, a quota or a block:
 * deleting an account is no way around them.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_accounts_delete (MqAccounts *self, const char *account)
{
  return mq_fiber_spawn_with (NULL, 0, delete_fiber, (MQ_TYPE_ACCOUNTS, self),
                              (G_TYPE_STRING, account));
}

/**
 * mq_accounts_is_blocked:
 * @account: an account's id
 *
 * Returns: whether the administrator has blocked it, as far as this service knows
 */
gboolean
mq_accounts_is_blocked (MqAccounts *self, const char *account)
{
  return g_hash_table_contains (self->blocked, account);
}

/**
 * mq_accounts_set_blocked:
 * @account: an account's id
 * @is_blocked: what the database says of it
 *
 * Returns: whether that is new
 */
gboolean
mq_accounts_set_blocked (MqAccounts *self, const char *account, gboolean is_blocked)
{
  return is_blocked ? g_hash_table_add (self->blocked, g_strdup (account))
                    : g_hash_table_remove (self->blocked, account);
}
