/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `maquette-service user`: the accounts of a shared service, their quotas, and who may not use it.
 */
#include "service/program/mq-user-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/account/mq-account-orders.h"
#include "service/account/mq-accounts.h"
#include "service/program/mq-admin-command.h"
#include "service/runs/mq-transcripts.h"

#define MAX_QUOTA 100000
/* A service that runs takes an order after two seconds. */
#define TAKEN_SECONDS 10
#define LOOK_MILLISECONDS 100

/* "5", "unlimited", "default (5)"; @config knows no groups of a person. */
static char *
describe_quota (MqAdminCommand *command, gint64 quota)
{
  if (quota == MQ_ACCOUNTS_UNLIMITED)
    return g_strdup ("unlimited");
  if (quota != MQ_ACCOUNT_DEFAULT_QUOTA)
    return g_strdup_printf ("%" G_GINT64_FORMAT, quota);

  return g_strdup_printf ("default (%d)",
                          mq_config_get_int (command->config, MQ_CONFIG_SERVICE_RUNS_PER_DAY));
}

static JsonObject *
entry_to_json (const MqAccountEntry *entry)
{
  g_autofree char *created = mq_admin_command_describe_time (entry->created);
  g_autofree char *seen = mq_admin_command_describe_time (entry->seen);
  JsonObject *object
      = mq_json_new ("id:s name:s created:s seen:s runs_today:l cost_this_month:d blocked:b",
                     entry->id, entry->name, created, seen, entry->runs,
                     mq_account_cost_to_dollars (entry->cost), entry->is_blocked);

  if (entry->quota == MQ_ACCOUNTS_UNLIMITED)
    mq_json_add (object, "quota:s", "unlimited");
  else if (entry->quota == MQ_ACCOUNT_DEFAULT_QUOTA)
    mq_json_add (object, "quota:s", "default");
  else
    mq_json_add (object, "quota:l", entry->quota);
  return object;
}

static void
print_json (GPtrArray *entries)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < entries->len; i++)
    json_array_add_object_element (array, entry_to_json (g_ptr_array_index (entries, i)));
  mq_admin_command_print_json (array);
}

/* Tabs, because names may have blanks. */
static void
print_table (MqAdminCommand *command, GPtrArray *entries)
{
  g_print ("NAME\tRUNS TODAY\tQUOTA\tCOST THIS MONTH\tLAST SEEN\tSTATE\tID\n");
  for (guint i = 0; i < entries->len; i++)
    {
      const MqAccountEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *quota = describe_quota (command, entry->quota);
      g_autofree char *seen = mq_admin_command_describe_time (entry->seen);

      g_print ("%s\t%" G_GINT64_FORMAT "\t%s\t$%.2f\t%s\t%s\t%s\n", entry->name, entry->runs, quota,
               mq_account_cost_to_dollars (entry->cost), seen, entry->is_blocked ? "blocked" : "",
               entry->id);
    }
}

static gboolean
list_users (MqAdminCommand *command, GError **error)
{
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_account_list (command->journal), error);

  if (entries == NULL)
    return FALSE;

  if (command->json)
    print_json (entries);
  else
    print_table (command, entries);
  return TRUE;
}

/* Returns: (transfer none) (nullable): the one account with that name or id */
static const MqAccountEntry *
find_entry (GPtrArray *entries, const char *name, GError **error)
{
  const MqAccountEntry *found = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const MqAccountEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->id, name))
        return entry;
      if (!g_str_equal (entry->name, name))
        continue;
      if (found != NULL)
        return mq_fail_null (error, MQ_ERROR_CONFLICT,
                             "Several accounts are called “%s”; give the id of one (user list)",
                             name);
      found = entry;
    }

  if (found == NULL)
    mq_fail (error, MQ_ERROR_NOT_FOUND,
             "There is no account “%s”; it is there once the person has signed in", name);
  return found;
}

static gboolean
parse_quota (const char *text, gint64 *quota, GError **error)
{
  guint64 number;

  if (g_str_equal (text, "default"))
    *quota = MQ_ACCOUNT_DEFAULT_QUOTA;
  else if (g_str_equal (text, "unlimited"))
    *quota = MQ_ACCOUNTS_UNLIMITED;
  else if (g_ascii_string_to_unsigned (text, 10, 0, MAX_QUOTA, &number, NULL))
    *quota = (gint64)number;
  else
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "A quota is a number from 0 to %d, “unlimited” or “default”", MAX_QUOTA);

  return TRUE;
}

/* The account that the second word names. @found: (out) (transfer none): in the result. Awaits.
 *
 * Returns: (transfer full) (nullable): all accounts */
static GPtrArray *
find_account (MqAdminCommand *command, const MqAccountEntry **found, GError **error)
{
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_account_list (command->journal), error);

  if (entries == NULL || !(*found = find_entry (entries, command->words[1], error)))
    return NULL;

  return g_steal_pointer (&entries);
}

static gboolean
change_quota (MqAdminCommand *command, GError **error)
{
  const char *text = command->words[2];
  gint64 quota = MQ_ACCOUNT_DEFAULT_QUOTA;
  const MqAccountEntry *entry;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *said = NULL;

  if ((text != NULL && !parse_quota (text, &quota, error))
      || !(entries = find_account (command, &entry, error))
      || (text != NULL
          && !dex_await (mq_account_set_quota (command->journal, entry->id, quota), error)))
    return FALSE;

  said = describe_quota (command, text != NULL ? quota : entry->quota);
  g_print ("%s\n", said);
  return TRUE;
}

static gboolean
block_user (MqAdminCommand *command, GError **error)
{
  const MqAccountEntry *entry;
  g_autoptr (GPtrArray) entries = find_account (command, &entry, error);

  if (entries == NULL || !dex_await (mq_account_block (command->journal, entry->id), error))
    return FALSE;

  g_print ("blocked\n");
  return TRUE;
}

static gboolean
unblock_user (MqAdminCommand *command, GError **error)
{
  const MqAccountEntry *entry;
  g_autoptr (GPtrArray) entries = find_account (command, &entry, error);

  if (entries == NULL || !dex_await (mq_account_unblock (command->journal, entry->id), error))
    return FALSE;

  g_print ("not blocked\n");
  return TRUE;
}

/* Waits for a service that deletes the account. @is_done: (out). Awaits. */
static gboolean
await_deletion (MqJournal *journal, const char *account, gboolean *is_done, GError **error)
{
  gint64 end = g_get_monotonic_time () + TAKEN_SECONDS * G_TIME_SPAN_SECOND;

  do
    {
      g_autoptr (GError) why = NULL;

      *is_done = dex_await_int64 (mq_account_has_deletion (journal, account), &why) == 0;
      if (why != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      if (!*is_done)
        dex_await (dex_timeout_new_msec (LOOK_MILLISECONDS), NULL);
    }
  while (!*is_done && g_get_monotonic_time () < end);

  return TRUE;
}

/* When no service runs. Awaits. */
static gboolean
delete_here (MqAdminCommand *command, const char *account, GError **error)
{
  g_autoptr (MqAccounts) accounts = mq_accounts_new (command->journal, NULL, 0, NULL);
  g_autofree char *folder = g_build_filename (command->data, "transcripts", NULL);
  g_auto (GStrv) ids = dex_await_boxed (mq_journal_list_ids (command->journal, account), error);

  if (ids == NULL || !dex_await (mq_accounts_delete (accounts, account), error))
    return FALSE;

  mq_transcripts_delete (folder, (const char *const *)ids);
  return TRUE;
}

static gboolean
delete_user (MqAdminCommand *command, GError **error)
{
  MqJournal *journal = command->journal;
  const MqAccountEntry *entry;
  g_autoptr (GPtrArray) entries = find_account (command, &entry, error);
  gboolean is_done;

  if (entries == NULL || !dex_await (mq_account_order_deletion (journal, entry->id), error)
      || !await_deletion (journal, entry->id, &is_done, error)
      || (!is_done && !delete_here (command, entry->id, error)))
    return FALSE;

  g_print ("deleted\n");
  return TRUE;
}

static const MqAdminVerb verbs[] = {
  { "list", 0, 0, list_users },      { "quota", 1, 2, change_quota }, { "block", 1, 1, block_user },
  { "unblock", 1, 1, unblock_user }, { "delete", 1, 1, delete_user }, { NULL },
};

static const MqAdminUsage usage = {
  .name = "user",
  .words = "list | quota NAME [N | unlimited | default] | block NAME | unblock NAME | delete NAME",
  .summary = "Lists the accounts that have signed in; shows or sets how many runs a day one of "
             "them may\nstart; blocks one of them; or deletes all its data. NAME may be its id. A "
             "quota applies from\nthe next run on, and overrides those of groups.",
  .verbs = verbs,
};

/**
 * mq_user_command:
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status, as of mq_admin_command_run()
 */
int
mq_user_command (int argc, char **argv)
{
  return mq_admin_command_run (&usage, argc, argv);
}
