/* The accounts of a shared service: who somebody is, terms, and a quota that two services count
 * once. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/account/mq-accounts.h"
#include "support/mq-test.h"
#include "service/test-store.h"

#include <string.h>

#define ISSUER "\"iss\": \"https://issuer.test\", \"sub\": \"a1\""

static MqAccount *
make_account (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{%s}", members);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) claims = mq_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  return mq_account_new_from_claims (claims);
}

static void
test_identity (void)
{
  g_autoptr (MqAccount) one = make_account (ISSUER ", \"name\": \"Alice\"");
  g_autoptr (MqAccount) renamed = make_account (ISSUER ", \"preferred_username\": \"al\"");
  g_autoptr (MqAccount) other = make_account ("\"iss\": \"https://issuer.test/\", \"sub\": \"a1\"");

  /* printf 'https://issuer.test\na1' | sha256sum */
  g_assert_cmpstr (one->id, ==, "22d15694d8153b7aaa4ca93b7e236f9869959d7aef8bf875c081bc2e883f440c");
  g_assert_cmpstr (one->id, ==, renamed->id);
  g_assert_cmpstr (one->id, !=, other->id);
  g_assert_cmpstr (one->issuer, ==, "https://issuer.test");

  g_assert_null (make_account ("\"iss\": \"https://issuer.test\""));
  g_assert_null (make_account ("\"sub\": \"a1\""));
  g_assert_null (make_account ("\"iss\": \"\", \"sub\": \"a1\""));
  g_assert_null (make_account ("\"iss\": 7, \"sub\": [\"a1\"]"));
}

static void
assert_name (const char *members, const char *name)
{
  g_autoptr (MqAccount) account = make_account (members);

  g_assert_cmpstr (account->name, ==, name);
}

static void
test_names (void)
{
  g_autofree char *wide = g_strnfill (100, 'w');
  g_autofree char *members = g_strdup_printf (ISSUER ", \"name\": \"%s木木\"", wide + 25);
  g_autoptr (MqAccount) account = make_account (members);

  assert_name (ISSUER ", \"preferred_username\": \"al\", \"name\": \"Alice\"", "al");
  assert_name (ISSUER ", \"preferred_username\": 7, \"name\": \"Alice\"", "Alice");
  assert_name (ISSUER ", \"preferred_username\": \" \\n\", \"email\": \"a@b.c\"", "a@b.c");
  assert_name (ISSUER, "a1");
  assert_name ("\"iss\": \"i\", \"sub\": \"\\u200b\"", "?");
  assert_name (ISSUER ", \"name\": \"\\u001b[31mA\\nB\\u202e \"", "[31mA B");

  g_assert_cmpuint (strlen (account->name), <=, MQ_ACCOUNT_MAX_NAME);
  g_assert_true (g_utf8_validate (account->name, -1, NULL));
  g_assert_true (g_str_has_suffix (account->name, "…"));
}

static void
assert_groups (const char *members, const char *groups)
{
  g_autoptr (MqAccount) account = make_account (members);
  g_autofree char *joined = g_strjoinv ("|", account->groups);

  g_assert_cmpstr (joined, ==, groups);
}

static void
test_groups (void)
{
  static const char *const staff[] = { "admins", "staff", NULL };
  g_autoptr (MqAccount) account = make_account (ISSUER ", \"groups\": \"students,staff\"");
  g_autoptr (MqAccount) student = make_account (ISSUER ", \"groups\": \"staff2\"");

  assert_groups (ISSUER, "");
  assert_groups (ISSUER ", \"groups\": \"staff, editors,,staff\"", "staff|editors");
  assert_groups (ISSUER ", \"groups\": [\"a,b\", 7, \"\", {}], \"roles\": [\"admin\"]",
                 "a,b|admin");
  assert_groups (ISSUER ", \"groups\": {\"a\": 1}, \"roles\": \"admin\"", "admin");

  g_assert_true (mq_account_is_in_groups (account, staff));
  g_assert_false (mq_account_is_in_groups (student, staff));
  g_assert_false (mq_account_is_in_groups (account, NULL));
}

static char *
make_terms (const char *name, const char *text, gssize length)
{
  char *path = g_build_filename (mq_test_get_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_bad_terms (const char *text, gssize length)
{
  g_autofree char *path = make_terms ("bad.md", text, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_terms_load (path, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

static void
test_terms (void)
{
  g_autofree char *path = make_terms ("terms.md", "# Terms\n", -1);
  g_autofree char *large = g_strnfill (MQ_TERMS_MAX_BYTES + 1, 'x');
  g_autofree char *fitting = make_terms ("fitting.md", large, MQ_TERMS_MAX_BYTES);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqTerms) terms = mq_terms_load (path, &error);
  g_autoptr (MqTerms) long_terms = mq_terms_load (fitting, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (terms->text, ==, "# Terms\n");
  /* printf '# Terms\n' | sha256sum | head -c 16 */
  g_assert_cmpstr (terms->version, ==, "6d01fd4df185b66f");
  g_assert_cmpuint (strlen (long_terms->text), ==, MQ_TERMS_MAX_BYTES);

  assert_bad_terms (large, -1);
  assert_bad_terms ("", 0);
  assert_bad_terms (" \n", -1);
  assert_bad_terms ("a\0b", 3);
  assert_bad_terms ("\xff\xfe", -1);
  g_assert_null (mq_terms_load ("/no/such/file", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static gint64 now;

static gint64
read_clock (gpointer user_data)
{
  return now;
}

/* Accounts with a connection of their own, as another service has. */
static MqAccounts *
open_accounts (const char *name, MqTerms *terms, guint runs_per_day)
{
  static const char *const unlimited[] = { "staff", NULL };
  g_autoptr (MqJournal) journal = test_store_open (name);
  MqAccounts *accounts = mq_accounts_new (journal, terms, runs_per_day, unlimited);

  now = 1795392000 - 60; /* one minute before a midnight */
  mq_accounts_set_clock (accounts, read_clock, NULL);
  return accounts;
}

static void
assert_code (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, MQ_ERROR, code);
}

/* Starts a run with that id, or with one of its own. */
static DexFuture *
try_run (MqAccounts *accounts, MqAccount *account, const char *id, const char *prompt,
         gboolean is_paid)
{
  static guint number;
  g_autofree char *own = g_strdup_printf ("run-%u", ++number);
  MqRunRecord record = { .id = id != NULL ? (char *)id : own,
                         .time = 7,
                         .team = "t",
                         .mode = "create",
                         .text = (char *)prompt,
                         .request = "{}",
                         .owner = account->id };

  return mq_accounts_add_run (accounts, account, &record, is_paid);
}

static DexFuture *
try_take (MqAccounts *accounts, MqAccount *account)
{
  return try_run (accounts, account, NULL, "a thing", TRUE);
}

static void
start_run (MqAccounts *accounts, MqAccount *account, const char *id, const char *prompt)
{
  g_autoptr (GError) error = NULL;

  dex_await (try_run (accounts, account, id, prompt, TRUE), &error);
  g_assert_no_error (error);
}

static void
take (MqAccounts *accounts, MqAccount *account)
{
  start_run (accounts, account, NULL, "a thing");
}

static void
give_back (MqAccounts *accounts, const char *run)
{
  g_assert_true (dex_await (mq_accounts_give_back_run (accounts, run), NULL));
}

static void
assert_left (MqAccounts *accounts, MqAccount *account, gint64 left)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqAccountQuota) quota = dex_await_boxed (mq_accounts_read_quota (accounts, account),
                                                      &error);

  g_assert_no_error (error);
  g_assert_cmpint (quota->left, ==, left);
  g_assert_cmpint (quota->resets % (24 * 60 * 60), ==, 0);
  g_assert_cmpint (quota->resets, ==, now + quota->seconds);
  g_assert_cmpint (quota->seconds, >, 0);
  g_assert_cmpint (quota->seconds, <=, 24 * 60 * 60);
}

static void
test_quota (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("quota.db", NULL, 2);
  g_autoptr (MqAccounts) none = open_accounts ("quota.db", NULL, 0);
  g_autoptr (MqAccount) alice = make_account (ISSUER);
  g_autoptr (MqAccount) bob = make_account ("\"iss\": \"i\", \"sub\": \"bob\"");
  g_autoptr (MqAccount) staff
      = make_account ("\"iss\": \"i\", \"sub\": \"s\", \"groups\": \"staff\"");

  assert_left (accounts, alice, 2);
  take (accounts, alice);
  start_run (accounts, alice, "second", "a thing");
  assert_left (accounts, alice, 0);
  assert_code (try_take (accounts, alice), MQ_ERROR_QUOTA);
  assert_left (accounts, alice, 0);
  assert_left (accounts, bob, 2);

  /* Given back once, it can be taken once. */
  give_back (accounts, "second");
  assert_left (accounts, alice, 1);
  start_run (accounts, alice, "third", "a thing");
  assert_code (try_take (accounts, alice), MQ_ERROR_QUOTA);

  /* A quota that was lowered meanwhile is used up. */
  assert_code (try_take (none, alice), MQ_ERROR_QUOTA);
  assert_code (try_take (none, bob), MQ_ERROR_QUOTA);
  assert_left (none, alice, 0);

  for (guint i = 0; i < 10; i++)
    take (none, staff);
  assert_left (none, staff, MQ_ACCOUNTS_UNLIMITED);

  /* The next day has a quota of its own, and a run of yesterday adds nothing to it. */
  now += 60;
  assert_left (accounts, alice, 2);
  take (accounts, alice);
  give_back (accounts, "third");
  assert_left (accounts, alice, 1);

  /* A run that cannot be added uses none. */
  assert_code (try_run (accounts, alice, "third", "a thing", TRUE), MQ_ERROR_CONFLICT);
  assert_left (accounts, alice, 1);
}

/* Two services on one file take the last run at the same time, again and again. */
static void
test_last_run (void)
{
  g_autoptr (MqAccounts) one = open_accounts ("last.db", NULL, 3);
  g_autoptr (MqAccounts) two = open_accounts ("last.db", NULL, 3);
  g_autoptr (MqAccount) alice = make_account (ISSUER);
  guint won = 0;

  take (one, alice);
  take (two, alice);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *mine = g_strdup_printf ("mine-%u", i);
      g_autofree char *theirs = g_strdup_printf ("theirs-%u", i);
      g_autoptr (DexFuture) my_run = try_run (one, alice, mine, "a thing", TRUE);
      g_autoptr (DexFuture) their_run = try_run (two, alice, theirs, "a thing", TRUE);
      g_autoptr (GError) my_error = NULL;
      g_autoptr (GError) their_error = NULL;
      gboolean is_mine = dex_await (dex_ref (my_run), &my_error);
      gboolean is_theirs = dex_await (dex_ref (their_run), &their_error);

      g_assert_true (is_mine != is_theirs);
      g_assert_error ((is_mine ? their_error : my_error), MQ_ERROR, MQ_ERROR_QUOTA);
      won += is_mine;
      assert_left (two, alice, 0);
      give_back (one, is_mine ? mine : theirs);
    }

  g_test_message ("one won %u of 50", won);
}

static void
add_unpaid (MqJournal *journal, const char *id, MqAccount *account)
{
  MqRunRecord record = { .id = (char *)id,
                         .time = 7,
                         .team = "t",
                         .mode = "create",
                         .text = "a thing",
                         .request = "{}",
                         .owner = account->id };
  g_autoptr (GError) error = NULL;

  dex_await (mq_journal_add_run (journal, &record), &error);
  g_assert_no_error (error);
}

/* A run that is replayed after a crash may fail again; its quota comes back once. */
static void
test_give_back_run (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("failed.db", NULL, 5);
  g_autoptr (MqJournal) journal = test_store_open ("failed.db");
  g_autoptr (MqAccount) alice = make_account (ISSUER);

  start_run (accounts, alice, "r", "a thing");
  add_unpaid (journal, "free", alice);
  take (accounts, alice);
  assert_left (accounts, alice, 3);

  for (guint i = 0; i < 2; i++)
    g_assert_true (dex_await (mq_accounts_give_back_run (accounts, "r"), NULL));
  g_assert_true (dex_await (mq_accounts_give_back_run (accounts, "free"), NULL));
  g_assert_true (dex_await (mq_accounts_give_back_run (accounts, "none"), NULL));
  assert_left (accounts, alice, 4);
}

static void
pay (MqAccounts *accounts, MqAccount *account, const char *run, gboolean is_first)
{
  g_autoptr (GError) error = NULL;
  gboolean paid = dex_await_boolean (mq_accounts_pay_run (accounts, account, run), &error);

  g_assert_no_error (error);
  g_assert_true (paid == is_first);
}

/* A run that is paid for later pays once, or stays without. */
static void
test_pay_run (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("pay.db", NULL, 1);
  g_autoptr (MqJournal) journal = test_store_open ("pay.db");
  g_autoptr (MqAccount) alice = make_account (ISSUER);

  add_unpaid (journal, "a", alice);
  add_unpaid (journal, "b", alice);
  pay (accounts, alice, "a", TRUE);
  pay (accounts, alice, "a", FALSE);
  assert_left (accounts, alice, 0);
  for (guint i = 0; i < 2; i++)
    assert_code (mq_accounts_pay_run (accounts, alice, "b"), MQ_ERROR_QUOTA);

  g_assert_true (dex_await (mq_accounts_give_back_run (accounts, "a"), NULL));
  pay (accounts, alice, "b", TRUE);
  assert_left (accounts, alice, 0);
}

static void
test_acceptance (void)
{
  g_autofree char *first = make_terms ("first.md", "# First\n", -1);
  g_autofree char *second = make_terms ("second.md", "# Second\n", -1);
  g_autoptr (MqTerms) old = mq_terms_load (first, NULL);
  g_autoptr (MqTerms) terms = mq_terms_load (second, NULL);
  g_autoptr (MqAccounts) before = open_accounts ("terms.db", old, 5);
  g_autoptr (MqAccounts) accounts = open_accounts ("terms.db", terms, 5);
  g_autoptr (MqAccounts) without = open_accounts ("terms.db", NULL, 5);
  g_autoptr (MqAccount) alice = make_account (ISSUER);
  g_autoptr (MqAccount) bob = make_account ("\"iss\": \"i\", \"sub\": \"bob\"");

  assert_code (try_take (before, alice), MQ_ERROR_TERMS);
  assert_code (try_run (before, alice, "free", "a thing", FALSE), MQ_ERROR_TERMS);
  g_assert_true (dex_await (mq_accounts_accept_terms (before, alice, old->version), NULL));
  take (before, alice);

  /* A new version asks again, and an old one cannot be accepted. */
  assert_code (try_take (accounts, alice), MQ_ERROR_TERMS);
  assert_code (mq_accounts_accept_terms (accounts, alice, old->version), MQ_ERROR_CONFLICT);
  assert_code (mq_accounts_accept_terms (without, alice, old->version), MQ_ERROR_CONFLICT);
  g_assert_false (dex_await_boolean (mq_accounts_has_accepted (accounts, alice), NULL));
  for (guint i = 0; i < 2; i++)
    g_assert_true (dex_await (mq_accounts_accept_terms (accounts, alice, terms->version), NULL));
  g_assert_true (dex_await_boolean (mq_accounts_has_accepted (accounts, alice), NULL));
  g_assert_false (dex_await_boolean (mq_accounts_has_accepted (accounts, bob), NULL));
  g_assert_true (dex_await_boolean (mq_accounts_has_accepted (without, bob), NULL));
  assert_left (accounts, alice, 4);
}

static guint
count_in_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  guint n = 0;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return 0;

  for (char *at = bytes;
       (at = memmem (at, length - (gsize)(at - bytes), text, strlen (text))) != NULL; at++)
    n++;
  return n;
}

static void
test_delete (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("delete.db", NULL, 5);
  g_autoptr (MqJournal) journal = test_store_open ("delete.db");
  g_autoptr (MqAccount) alice = make_account (ISSUER ", \"name\": \"Alice Nightingale\"");
  g_autoptr (MqAccount) bob = make_account ("\"iss\": \"i\", \"sub\": \"bob\"");
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  g_auto (GStrv) ids = NULL;
  g_autofree char *text = NULL;

  g_assert_true (dex_await (mq_accounts_note_seen (accounts, alice), NULL));
  g_assert_true (dex_await (mq_accounts_note_seen (accounts, bob), NULL));
  start_run (accounts, alice, "hers", "a purple cathedral");
  start_run (accounts, bob, "his", "a green shed");
  g_assert_true (dex_await (mq_account_set_quota (journal, alice->id, 5), NULL));
  before = dex_await_boxed (mq_accounts_describe (accounts, alice), NULL);
  text = mq_json_object_to_string (before, FALSE);
  g_assert_nonnull (strstr (text, "Alice Nightingale"));
  g_assert_nonnull (strstr (text, "\"day\":\"2026-11-22\""));
  g_assert_nonnull (strstr (text, "\"quota\":[{\"runs\":5}]"));
  if (!test_store_is_shared ())
    g_assert_cmpuint (count_in_file ("delete.db-wal", "purple cathedral"), >, 0);

  g_assert_true (dex_await (mq_accounts_delete (accounts, alice->id), NULL));

  /* Not on the disk either, and the other account's are all there. */
  for (guint i = 0; i < 2; i++)
    {
      const char *file = i == 0 ? "delete.db" : "delete.db-wal";

      g_assert_cmpuint (count_in_file (file, "purple cathedral"), ==, 0);
      g_assert_cmpuint (count_in_file (file, "Nightingale"), ==, 0);
    }
  if (!test_store_is_shared ())
    g_assert_cmpuint (count_in_file ("delete.db", "green shed"), >, 0);
  ids = dex_await_boxed (mq_journal_list_ids (journal, bob->id), NULL);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  assert_code (mq_journal_find_run (journal, "hers"), MQ_ERROR_NOT_FOUND);
  after = dex_await_boxed (mq_accounts_describe (accounts, alice), NULL);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (after, "account")), ==, 0);

  /* Deleting is no way around the quota; tomorrow nothing is left. */
  assert_left (accounts, alice, 4);
  now += 24 * 60 * 60;
  take (accounts, bob);
  g_clear_pointer (&after, json_object_unref);
  after = dex_await_boxed (mq_accounts_describe (accounts, alice), NULL);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (after, "use")), ==, 0);
}

static DexFuture *
exec_job (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mq_database_exec (db, user_data, &error);
  g_assert_no_error (error);
  return dex_future_new_true ();
}

static void
exec (MqAccounts *accounts, const char *sql)
{
  g_assert_true (dex_await (
      mq_database_submit (mq_journal_get_writer (accounts->journal), exec_job, (gpointer)sql, NULL),
      NULL));
}

static void
assert_rows (MqAccounts *accounts, MqAccount *account, guint n)
{
  g_autoptr (JsonObject) about = dex_await_boxed (mq_accounts_describe (accounts, account), NULL);

  g_assert_cmpuint (mq_json_length (mq_json_get_array (about, "account")), ==, n);
}

static DexFuture *
count_costs_job (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  mq_database_get_number (db, "SELECT count (*) FROM account_cost", &n, &error, "");
  g_assert_no_error (error);
  return dex_future_new_for_int64 (n);
}

/* Of the costs, those of earlier months go; this month's count against the limit. */
static void
test_delete_costs (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("delete-costs.db", NULL, 5);
  g_autoptr (MqAccount) alice = make_account (ISSUER);
  g_autofree char *insert = g_strdup_printf ("INSERT INTO account_cost (account, month, cost) "
                                             "VALUES ('%s', 7, 5), ('%s', 12 * 2026 + 10, 3)",
                                             alice->id, alice->id);

  exec (accounts, insert);
  g_assert_true (dex_await (mq_accounts_delete (accounts, alice->id), NULL));
  g_assert_cmpint (dex_await_int64 (mq_database_submit (mq_journal_get_writer (accounts->journal),
                                                        count_costs_job, NULL, NULL),
                                    NULL),
                   ==, 1);
}

/* Within the hour, an account is noted again when the first time failed, or its row was deleted. */
static void
test_seen (void)
{
  g_autoptr (MqAccounts) accounts = open_accounts ("seen.db", NULL, 5);
  g_autoptr (MqAccounts) other = open_accounts ("seen.db", NULL, 5);
  g_autoptr (MqAccount) alice = make_account (ISSUER);

  exec (accounts, "ALTER TABLE account RENAME TO away");
  g_assert_false (dex_await (mq_accounts_note_seen (accounts, alice), NULL));
  exec (accounts, "ALTER TABLE away RENAME TO account");
  g_assert_true (dex_await (mq_accounts_note_seen (accounts, alice), NULL));
  assert_rows (accounts, alice, 1);

  g_assert_true (dex_await (mq_accounts_note_seen (other, alice), NULL));
  g_assert_true (dex_await (mq_accounts_delete (accounts, alice->id), NULL));
  g_assert_true (dex_await (mq_accounts_note_seen (accounts, alice), NULL));
  assert_rows (accounts, alice, 1);

  /* What another node hears of. */
  g_assert_true (dex_await (mq_accounts_delete (accounts, alice->id), NULL));
  mq_accounts_forget_seen (other, alice->id);
  g_assert_true (dex_await (mq_accounts_note_seen (other, alice), NULL));
  assert_rows (accounts, alice, 1);
}

MQ_TEST_PROGRAM (accounts)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/accounts/identity", test_identity);
  mq_test_add_fiber ("/accounts/names", test_names);
  mq_test_add_fiber ("/accounts/groups", test_groups);
  mq_test_add_fiber ("/accounts/terms", test_terms);
  mq_test_add_fiber ("/accounts/quota", test_quota);
  mq_test_add_fiber ("/accounts/last-run", test_last_run);
  mq_test_add_fiber ("/accounts/give-back-run", test_give_back_run);
  mq_test_add_fiber ("/accounts/pay-run", test_pay_run);
  mq_test_add_fiber ("/accounts/acceptance", test_acceptance);
  mq_test_add_fiber ("/accounts/delete", test_delete);
  mq_test_add_fiber ("/accounts/delete-costs", test_delete_costs);
  mq_test_add_fiber ("/accounts/seen", test_seen);

  return mq_test_run ();
}
