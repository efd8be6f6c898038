/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of the administrator's commands, see mq-command.h. */
#include "service/program/mq-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "service/program/mq-journal-settings.h"

#include <glib/gi18n.h>
#include <locale.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define STACK (256 * 1024)

static const MqCommandInfo *const commands[] = { &mq_user_command };

/**
 * mq_command_find:
 * @name: (nullable): the first argument of the program
 *
 * Returns: (transfer none) (nullable): the command of that name
 */
const MqCommandInfo *
mq_command_find (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

/**
 * mq_command_fail_usage:
 * @error: return location
 *
 * Sets %MQ_ERROR_BAD_INPUT for words that the command does not know.
 *
 * Returns: %FALSE
 */
gboolean
mq_command_fail_usage (GError **error)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT, "These words are no command");
}

/**
 * mq_command_open_journal:
 * @error: %MQ_ERROR_NOT_FOUND, or as of mq_journal_settings_open()
 *
 * Returns: (transfer full) (nullable): the service's database, which must be there
 */
MqJournal *
mq_command_open_journal (MqCommand *self, GError **error)
{
  g_autofree char *path = mq_journal_settings_dup_path (self->data);

  if (mq_journal_settings_get_database (self->config) != NULL
      || g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_journal_settings_open (self->config, self->data, error);

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                       "There is no journal at “%s”; --data names the folder of the service", path);
}

static gboolean
parse (MqCommand *self, const MqCommandInfo *info, int argc, char **argv, GError **error)
{
  g_autofree char *config = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, "Folder of the service's journal", "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Configuration of the service", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (info->usage);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, info->summary);
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

typedef struct
{
  const MqCommandInfo *info;
  MqCommand command;
} Call;

static DexFuture *
command_fiber (gpointer user_data)
{
  Call *call = user_data;
  GError *error = NULL;

  return call->info->func (&call->command, &error) ? dex_future_new_true ()
                                                   : dex_future_new_for_error (error);
}

static DexFuture *
quit_cb (DexFuture *future, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return dex_ref (future);
}

static int
report (const MqCommandInfo *info, const GError *error)
{
  gboolean is_usage = error->domain == G_OPTION_ERROR
                      || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);

  g_printerr ("maquette-service: %s\n", error->message);
  if (is_usage)
    g_printerr ("Try “maquette-service %s --help”.\n", info->name);
  return is_usage ? EXIT_USAGE : EXIT_FAILED;
}

/**
 * mq_command_perform:
 * @info: the command
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status: 0; 2 for wrong usage; 1 for other errors
 */
int
mq_command_perform (const MqCommandInfo *info, int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { .info = info };

  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service");
  dex_init ();

  if (parse (&call.command, info, argc, argv, &error))
    {
      done = dex_future_finally (mq_fiber_spawn (NULL, STACK, command_fiber, &call, NULL), quit_cb,
                                 g_main_loop_ref (loop), (GDestroyNotify)g_main_loop_unref);
      g_main_loop_run (loop);
      dex_future_get_value (done, &error);
    }

  g_strfreev (call.command.words);
  g_free (call.command.data);
  g_clear_object (&call.command.config);
  return error == NULL ? EXIT_SUCCESS : report (info, error);
}
