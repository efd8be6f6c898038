/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A command of the administrator, see mq-admin-command.h. */
#include "service/program/mq-admin-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "service/program/mq-journal-settings.h"

#include <locale.h>
#include <sys/stat.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define STACK (256 * 1024)

typedef struct
{
  const MqAdminUsage *usage;
  MqAdminCommand command;
} Call;

/* @time: seconds since 1970. Returns: (transfer full): that time as ISO 8601 */
char *
mq_admin_command_describe_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  return g_date_time_format_iso8601 (utc);
}

void
mq_admin_command_print_json (JsonArray *array)
{
  g_autofree char *text = mq_json_array_to_string (array, TRUE);

  g_print ("%s\n", text);
}

/* Returns: (transfer full) (nullable): the service's database, which must be there */
static MqJournal *
open_journal (MqAdminCommand *self, GError **error)
{
  g_autofree char *path = mq_journal_settings_dup_path (self->data);

  if (mq_journal_settings_get_database (self->config) != NULL
      || g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_journal_settings_open (self->config, self->data, error);

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                       "There is no journal at “%s”; --data names the folder of the service", path);
}

static const MqAdminVerb *
find_verb (const MqAdminUsage *usage, char **words, GError **error)
{
  guint n = g_strv_length (words);

  for (const MqAdminVerb *verb = usage->verbs; n > 0 && verb->name != NULL; verb++)
    if (g_str_equal (verb->name, words[0]) && n - 1 >= verb->min_words && n - 1 <= verb->max_words)
      return verb;

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "These words are not a command");
}

/* Awaits. */
static gboolean
run (Call *call, GError **error)
{
  MqAdminCommand *command = &call->command;
  const MqAdminVerb *verb = find_verb (call->usage, command->words, error);

  return verb != NULL && (command->journal = open_journal (command, error)) != NULL
         && verb->run (command, error);
}

static gboolean
parse (Call *call, int argc, char **argv, GError **error)
{
  MqAdminCommand *self = &call->command;
  g_autofree char *config = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, "Folder of the service's journal", "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Configuration of the service", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (call->usage->words);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_option_context_add_main_entries (context, entries, NULL);
  if (call->usage->options != NULL)
    g_option_context_add_main_entries (context, call->usage->options, NULL);
  g_option_context_set_summary (context, call->usage->summary);
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
report (const MqAdminUsage *usage, const GError *error)
{
  gboolean is_usage = error->domain == G_OPTION_ERROR
                      || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);

  g_printerr ("maquette-service: %s\n", error->message);
  if (is_usage)
    g_printerr ("Try “maquette-service %s --help”.\n", usage->name);
  return is_usage ? EXIT_USAGE : EXIT_FAILED;
}

/* @usage: of the command; @argc: number of arguments, the first is the command's name; @argv:
 * these arguments. Returns: the exit status: 0; 2 for wrong usage; 1 for other errors */
int
mq_admin_command_run (const MqAdminUsage *usage, int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { .usage = usage };

  umask (0077);
  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service");
  dex_init ();

  if (parse (&call, argc, argv, &error))
    {
      done = dex_future_finally (mq_fiber_spawn (NULL, STACK, command_fiber, &call, NULL), quit_cb,
                                 g_main_loop_ref (loop), (GDestroyNotify)g_main_loop_unref);
      g_main_loop_run (loop);
      dex_future_get_value (done, &error);
    }

  g_clear_object (&call.command.journal);
  g_strfreev (call.command.words);
  g_free (call.command.data);
  g_clear_object (&call.command.config);
  return error == NULL ? EXIT_SUCCESS : report (usage, error);
}
