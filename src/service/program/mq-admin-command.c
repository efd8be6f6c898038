/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the administrator, see mq-admin-command.h. */
#include "service/program/mq-admin-command.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/settings/mq-config.h"
#include "service/account/mq-account-check.h"
#include "service/account/mq-account-orders.h"
#include "service/account/mq-accounts.h"
#include "service/program/mq-journal-settings.h"
#include "service/runs/mq-transcripts.h"
#include "service/store/mq-journal-query.h"
#include "service/store/mq-journal.h"

#include <locale.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  /* what is no option, after the command's name; the first is the verb */
  char **words;
  /* the service's folder */
  char *data;
  MqConfig *config;
  gboolean json;
  MqJournal *journal;
} MqAdminCommand;

/* A function for the first word; it awaits. */
typedef struct
{
  const char *name;
  /* behind it */
  guint min_words;
  guint max_words;
  gboolean (*run) (MqAdminCommand *command, GError **error);
} MqAdminVerb;

/* A command: its words for `--help`, further options, and verbs, up to one without a name */
typedef struct
{
  const char *name;
  const char *words;
  const char *summary;
  const GOptionEntry *options;
  const MqAdminVerb *verbs;
} MqAdminUsage;

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define STACK (256 * 1024)
#define DEFAULT_DAYS 90
#define MAX_DAYS 3650
#define MAX_QUOTA 100000
/* A service that runs takes an order after two seconds. */
#define TAKEN_SECONDS 10
#define LOOK_MILLISECONDS 100

typedef struct
{
  const MqAdminUsage *usage;
  MqAdminCommand command;
} Call;

static void
print_json (JsonArray *array)
{
  g_autofree char *text = mq_json_array_to_string (array, TRUE);

  g_print ("%s\n", text);
}

/* Awaits. */
static gboolean
run (Call *call, GError **error)
{
  MqAdminCommand *command = &call->command;
  guint n_words = g_strv_length (command->words);
  g_autofree char *path = mq_journal_settings_dup_path (command->data);
  const MqAdminVerb *found = NULL;

  for (const MqAdminVerb *verb = call->usage->verbs; n_words > 0 && verb->name != NULL; verb++)
    if (g_str_equal (verb->name, command->words[0]) && n_words - 1 >= verb->min_words
        && n_words - 1 <= verb->max_words)
      found = verb;

  if (found == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "These words are not a command");
  if (mq_journal_settings_get_database (command->config) == NULL
      && !g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "There is no journal at “%s”; --data names the folder of the service", path);

  command->journal = mq_journal_settings_open (command->config, command->data, error);
  return command->journal != NULL && found->run (command, error);
}

static DexFuture *
command_fiber (gpointer user_data)
{
  GError *error = NULL;

  return run (user_data, &error) ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* @usage: of the command; @argc: number of arguments, the first is the command's name; @argv:
 * these arguments. Returns: the exit status: 0; 2 for wrong usage; 1 for other errors */
static int
run_command (const MqAdminUsage *usage, int argc, char **argv)
{
  Call call = { .usage = usage };
  MqAdminCommand *command = &call.command;
  g_autofree char *config = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &command->data, "Folder of the service's journal",
      "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Configuration of the service", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &command->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (usage->words);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_usage;

  umask (0077);
  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service");
  dex_init ();

  g_option_context_add_main_entries (context, entries, NULL);
  if (usage->options != NULL)
    g_option_context_add_main_entries (context, usage->options, NULL);
  g_option_context_set_summary (context, usage->summary);
  if (g_option_context_parse (context, &argc, &argv, &error))
    {
      for (int i = 1; i < argc; i++)
        if (!g_str_equal (argv[i], "--"))
          g_strv_builder_add (words, argv[i]);
      command->words = g_strv_builder_end (words);
      if (command->data == NULL)
        command->data = mq_paths_get_state_home ();
      command->config = mq_config_load (config, &error);
    }

  if (command->config != NULL && mq_journal_settings_check (command->config, &error))
    {
      done = mq_fiber_spawn (NULL, STACK, command_fiber, &call, NULL);
      while (dex_future_is_pending (done))
        g_main_context_iteration (NULL, TRUE);
      dex_future_get_value (done, &error);
    }

  g_clear_object (&command->journal);
  g_strfreev (command->words);
  g_free (command->data);
  g_clear_object (&command->config);
  if (error == NULL)
    return EXIT_SUCCESS;

  is_usage = error->domain == G_OPTION_ERROR
             || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_printerr ("maquette-service: %s\n", error->message);
  if (is_usage)
    g_printerr ("Try “maquette-service %s --help”.\n", usage->name);
  return is_usage ? EXIT_USAGE : EXIT_FAILED;
}

static int days = DEFAULT_DAYS;

static gboolean
list_tokens (MqAdminCommand *command, GError **error)
{
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_machine_token_list (command->journal), error);
  g_autoptr (JsonArray) array = json_array_new ();

  if (entries == NULL)
    return FALSE;

  if (!command->json)
    g_print ("NAME\tCREATED\tEXPIRES\tSTATE\tID\n");
  MQ_EACH (entries, i, const MqMachineTokenEntry, entry)
    {
      g_autofree char *created = mq_text_format_time (entry->created);
      g_autofree char *expires = mq_text_format_time (entry->expires);
      const char *state = "expired";

      if (entry->revoked != 0)
        state = "revoked";
      else if (entry->expires > g_get_real_time () / G_USEC_PER_SEC)
        state = "valid";

      if (command->json)
        json_array_add_object_element (
            array, mq_json_new ("id:s name:s account:s created:s expires:s state:s", entry->id,
                                entry->name, entry->account, created, expires, state));
      else
        g_print ("%s\t%s\t%s\t%s\t%s\n", entry->name, created, expires, state, entry->id);
    }

  if (command->json)
    print_json (array);
  return TRUE;
}

static gboolean
create_token (MqAdminCommand *command, GError **error)
{
  const char *name = command->words[1];
  g_autofree char *token = NULL;
  g_autofree char *clean = mq_text_clean (name, MQ_ACCOUNT_MAX_NAME);

  /* Names are shown in a table with tabs. */
  if (mq_text_is_blank (name) || !g_str_equal (clean, name) || strpbrk (name, "\t\n") != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "A name has 1 to %d bytes, on one line",
                    MQ_ACCOUNT_MAX_NAME);
  if (days < 1 || days > MAX_DAYS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--days is a number from 1 to %d", MAX_DAYS);
  if (!(token = mq_machine_token_create (command->journal, name, days, error)))
    return FALSE;

  g_print ("%s\n", token);
  return TRUE;
}

static gboolean
revoke_token (MqAdminCommand *command, GError **error)
{
  const char *id = command->words[1];
  g_autoptr (GError) why = NULL;
  gint64 n = dex_await_int64 (mq_machine_token_revoke (command->journal, id), &why);

  if (why != NULL)
    return mq_fail_with (error, &why);
  if (n == 0)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no token “%s” that was not revoked", id);

  g_print ("revoked %" G_GINT64_FORMAT "\n", n);
  return TRUE;
}

static const MqAdminVerb token_verbs[] = {
  { "create", 1, 1, create_token },
  { "list", 0, 0, list_tokens },
  { "revoke", 1, 1, revoke_token },
  { NULL },
};

static const GOptionEntry token_options[] = {
  { "days", 0, 0, G_OPTION_ARG_INT, &days, "How long the token is valid (90)", "N" },
  G_OPTION_ENTRY_NULL,
};

static const MqAdminUsage token_usage = {
  .name = "token",
  .words = "create NAME [--days N] | list | revoke NAME",
  .summary = "Makes a token for a program that runs without a signed-in person, and prints it "
             "once; lists\nthese tokens; or revokes them. NAME is a separate account; revoke also "
             "takes a token’s id.",
  .options = token_options,
  .verbs = token_verbs,
};

/**
 * mq_token_command:
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status, as of run_command()
 */
int
mq_token_command (int argc, char **argv)
{
  return run_command (&token_usage, argc, argv);
}

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

static gboolean
list_users (MqAdminCommand *command, GError **error)
{
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_account_list (command->journal), error);
  g_autoptr (JsonArray) array = json_array_new ();

  if (entries == NULL)
    return FALSE;

  /* Tabs, because names may have blanks. */
  if (!command->json)
    g_print ("NAME\tRUNS TODAY\tQUOTA\tCOST THIS MONTH\tLAST SEEN\tSTATE\tID\n");
  MQ_EACH (entries, i, const MqAccountEntry, entry)
    {
      double cost = mq_account_cost_to_dollars (entry->cost);
      g_autofree char *quota = describe_quota (command, entry->quota);
      g_autofree char *created = mq_text_format_time (entry->created);
      g_autofree char *seen = mq_text_format_time (entry->seen);
      JsonObject *object;

      if (!command->json)
        {
          g_print ("%s\t%" G_GINT64_FORMAT "\t%s\t$%.2f\t%s\t%s\t%s\n", entry->name, entry->runs,
                   quota, cost, seen, entry->is_blocked ? "blocked" : "", entry->id);
          continue;
        }

      object = mq_json_new ("id:s name:s created:s seen:s runs_today:l cost_this_month:d blocked:b",
                            entry->id, entry->name, created, seen, entry->runs, cost,
                            entry->is_blocked);
      if (entry->quota == MQ_ACCOUNTS_UNLIMITED)
        mq_json_add (object, "quota:s", "unlimited");
      else if (entry->quota == MQ_ACCOUNT_DEFAULT_QUOTA)
        mq_json_add (object, "quota:s", "default");
      else
        mq_json_add (object, "quota:l", entry->quota);
      json_array_add_object_element (array, object);
    }

  if (command->json)
    print_json (array);
  return TRUE;
}

/* The account that the second word names, by its name or id. @found: (out) (transfer none): in the
 * result. Awaits.
 *
 * Returns: (transfer full) (nullable): all accounts */
static GPtrArray *
find_account (MqAdminCommand *command, const MqAccountEntry **found, GError **error)
{
  const char *name = command->words[1];
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_account_list (command->journal), error);

  *found = NULL;
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const MqAccountEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->id, name))
        {
          *found = entry;
          break;
        }
      if (!g_str_equal (entry->name, name))
        continue;
      if (*found != NULL)
        return mq_fail_null (error, MQ_ERROR_CONFLICT,
                             "Several accounts are called “%s”; give the id of one (user list)",
                             name);
      *found = entry;
    }

  if (entries != NULL && *found == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "There is no account “%s”; it is there once the person has signed in",
                         name);
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
  guint64 number = 0;

  if (g_strcmp0 (text, "unlimited") == 0)
    quota = MQ_ACCOUNTS_UNLIMITED;
  else if (text != NULL && !g_str_equal (text, "default"))
    {
      if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_QUOTA, &number, NULL))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "A quota is a number from 0 to %d, “unlimited” or “default”", MAX_QUOTA);
      quota = (gint64)number;
    }

  if (!(entries = find_account (command, &entry, error))
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

  if (entries == NULL
      || !dex_await (mq_journal_execute (command->journal,
                                         "DELETE FROM account_block WHERE account = ?1", "s",
                                         entry->id),
                     error))
    return FALSE;

  g_print ("not blocked\n");
  return TRUE;
}

static gboolean
delete_user (MqAdminCommand *command, GError **error)
{
  MqJournal *journal = command->journal;
  const MqAccountEntry *entry;
  g_autoptr (GPtrArray) entries = find_account (command, &entry, error);
  gboolean is_done;
  gint64 end;

  if (entries == NULL || !dex_await (mq_account_order_deletion (journal, entry->id), error))
    return FALSE;

  /* Waits for a service that deletes the account. */
  end = g_get_monotonic_time () + TAKEN_SECONDS * G_TIME_SPAN_SECOND;
  do
    {
      g_autoptr (GError) why = NULL;

      is_done = dex_await_int64 (mq_journal_read_number (
                                     journal,
                                     "SELECT count (*) FROM account_deletion WHERE account = ?1",
                                     "s", entry->id),
                                 &why)
                == 0;
      if (why != NULL)
        return mq_fail_with (error, &why);
      if (!is_done)
        dex_await (dex_timeout_new_msec (LOOK_MILLISECONDS), NULL);
    }
  while (!is_done && g_get_monotonic_time () < end);

  /* When no service runs. */
  if (!is_done)
    {
      g_autoptr (MqAccounts) accounts = mq_accounts_new (command->journal, NULL, 0, NULL);
      g_autofree char *folder = g_build_filename (command->data, "transcripts", NULL);
      g_auto (GStrv) ids = dex_await_boxed (mq_journal_list_ids (command->journal, entry->id),
                                            error);

      if (ids == NULL || !dex_await (mq_accounts_delete (accounts, entry->id), error))
        return FALSE;

      mq_transcripts_delete (folder, (const char *const *)ids);
    }

  g_print ("deleted\n");
  return TRUE;
}

static const MqAdminVerb user_verbs[] = {
  { "list", 0, 0, list_users },      { "quota", 1, 2, change_quota }, { "block", 1, 1, block_user },
  { "unblock", 1, 1, unblock_user }, { "delete", 1, 1, delete_user }, { NULL },
};

static const MqAdminUsage user_usage = {
  .name = "user",
  .words = "list | quota NAME [N | unlimited | default] | block NAME | unblock NAME | delete NAME",
  .summary = "Lists the accounts that have signed in; shows or sets how many runs a day one of "
             "them may\nstart; blocks one of them; or deletes all its data. NAME may be its id. A "
             "quota applies from\nthe next run on, and overrides those of groups.",
  .verbs = user_verbs,
};

/**
 * mq_user_command:
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status, as of run_command()
 */
int
mq_user_command (int argc, char **argv)
{
  return run_command (&user_usage, argc, argv);
}
