/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `maquette-service user list` and `user quota NAME [N]`: the accounts of a shared service. */
#include "service/program/mq-user-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "service/account/mq-account-cost.h"
#include "service/account/mq-account-list.h"
#include "service/account/mq-accounts.h"
#include "service/program/mq-journal-settings.h"

#include <locale.h>
#include <sys/stat.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define STACK (256 * 1024)
#define MAX_QUOTA 100000

typedef struct
{
  char **words; /* what is no option, after the command's name */
  char *data;   /* the service's folder */
  MqConfig *config;
  gboolean json; /* wants JSON on standard output */
} Command;

/* "5", "unlimited", "default (5)"; @config knows no groups of a person. */
static char *
describe_quota (Command *command, gint64 quota)
{
  if (quota == MQ_ACCOUNTS_UNLIMITED)
    return g_strdup ("unlimited");
  if (quota != MQ_ACCOUNT_DEFAULT_QUOTA)
    return g_strdup_printf ("%" G_GINT64_FORMAT, quota);

  return g_strdup_printf ("default (%d)",
                          mq_config_get_int (command->config, MQ_CONFIG_SERVICE_RUNS_PER_DAY));
}

static char *
describe_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  return g_date_time_format_iso8601 (utc);
}

static JsonObject *
entry_to_json (const MqAccountEntry *entry)
{
  g_autofree char *created = describe_time (entry->created);
  g_autofree char *seen = describe_time (entry->seen);
  JsonObject *object = mq_json_new ("id:s name:s created:s seen:s runs_today:l cost_this_month:d",
                                    entry->id, entry->name, created, seen, entry->runs,
                                    mq_account_cost_to_dollars (entry->cost));

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
  g_autofree char *text = NULL;

  for (guint i = 0; i < entries->len; i++)
    json_array_add_object_element (array, entry_to_json (g_ptr_array_index (entries, i)));
  text = mq_json_array_to_string (array, TRUE);
  g_print ("%s\n", text);
}

/* Tabs, because names may have blanks. */
static void
print_table (Command *command, GPtrArray *entries)
{
  g_print ("NAME\tRUNS TODAY\tQUOTA\tCOST THIS MONTH\tLAST SEEN\tID\n");
  for (guint i = 0; i < entries->len; i++)
    {
      const MqAccountEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *quota = describe_quota (command, entry->quota);
      g_autofree char *seen = describe_time (entry->seen);

      g_print ("%s\t%" G_GINT64_FORMAT "\t%s\t$%.2f\t%s\t%s\n", entry->name, entry->runs, quota,
               mq_account_cost_to_dollars (entry->cost), seen, entry->id);
    }
}

static gboolean
list_users (Command *command, GPtrArray *entries)
{
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

/* Awaits. */
static gboolean
change_quota (Command *command, MqJournal *journal, GPtrArray *entries, GError **error)
{
  const char *text = command->words[2];
  const MqAccountEntry *entry;
  g_autofree char *said = NULL;
  gint64 quota = MQ_ACCOUNT_DEFAULT_QUOTA;

  if ((text != NULL && !parse_quota (text, &quota, error))
      || !(entry = find_entry (entries, command->words[1], error))
      || (text != NULL && !dex_await (mq_account_set_quota (journal, entry->id, quota), error)))
    return FALSE;

  said = describe_quota (command, text != NULL ? quota : entry->quota);
  g_print ("%s\n", said);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the service's database, which must be there */
static MqJournal *
open_journal (Command *self, GError **error)
{
  g_autofree char *path = mq_journal_settings_dup_path (self->data);

  if (mq_journal_settings_get_database (self->config) != NULL
      || g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_journal_settings_open (self->config, self->data, error);

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                       "There is no journal at “%s”; --data names the folder of the service", path);
}

static gboolean
run (Command *command, GError **error)
{
  const char *verb = command->words[0];
  guint n = g_strv_length (command->words);
  gboolean lists = g_strcmp0 (verb, "list") == 0 && n == 1;
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!lists && !(g_strcmp0 (verb, "quota") == 0 && (n == 2 || n == 3)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "These words are no command");

  if (!(journal = open_journal (command, error))
      || !(entries = dex_await_boxed (mq_account_list (journal), error)))
    return FALSE;

  return lists ? list_users (command, entries) : change_quota (command, journal, entries, error);
}

static gboolean
parse (Command *self, int argc, char **argv, GError **error)
{
  g_autofree char *config = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, "Folder of the service's journal", "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Configuration of the service", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context
      = g_option_context_new ("list | quota NAME [N | unlimited | default]");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context,
      "Lists the accounts that have signed in, or shows or sets how many runs a day one of them "
      "may\n"
      "start. NAME may be its id. A quota counts from the next run on, and before that of groups.");
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;

  for (int i = 1; i < argc; i++)
    if (!g_str_equal (argv[i], "--"))
      g_strv_builder_add (words, argv[i]);
  self->words = g_strv_builder_end (words);
  if (self->data == NULL)
    self->data = mq_paths_get_state_home ();
  return (self->config = mq_config_load (config, error)) != NULL
         && mq_journal_settings_check (self->config, error);
}

static DexFuture *
command_fiber (gpointer user_data)
{
  GError *error = NULL;

  return run (user_data, &error) ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
quit_cb (DexFuture *future, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return dex_ref (future);
}

static int
report (const GError *error)
{
  gboolean is_usage = error->domain == G_OPTION_ERROR
                      || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);

  g_printerr ("maquette-service: %s\n", error->message);
  if (is_usage)
    g_printerr ("Try “maquette-service user --help”.\n");
  return is_usage ? EXIT_USAGE : EXIT_FAILED;
}

/**
 * mq_user_command:
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status: 0; 2 for wrong usage; 1 for other errors
 */
int
mq_user_command (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Command command = { 0 };

  umask (0077);
  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service");
  dex_init ();

  if (parse (&command, argc, argv, &error))
    {
      done = dex_future_finally (mq_fiber_spawn (NULL, STACK, command_fiber, &command, NULL),
                                 quit_cb, g_main_loop_ref (loop),
                                 (GDestroyNotify)g_main_loop_unref);
      g_main_loop_run (loop);
      dex_future_get_value (done, &error);
    }

  g_strfreev (command.words);
  g_free (command.data);
  g_clear_object (&command.config);
  return error == NULL ? EXIT_SUCCESS : report (error);
}
