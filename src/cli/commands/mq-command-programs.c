/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* programs, allow, block, forget: the commands for other programs that let their models build by
 * `maquette-cli mcp`, and what each may do. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/programs/mq-programs.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <stdio.h>

/* The options of `allow`. */
static struct
{
  char *folder;
  gboolean models;
  gboolean no_models;
  gboolean live;
  gboolean no_live;
} args;

static void
print_json (MqProgramEntry *program)
{
  const char *const *sessions = mq_program_entry_get_sessions (program);
  g_autoptr (JsonObject) line = mq_json_new (
      "name:s connected:b first:l last:l sessions:a folder:s models:b live:b blocked:b",
      mq_program_entry_get_name (program), mq_program_entry_is_connected (program),
      mq_program_entry_get_first (program), mq_program_entry_get_last (program),
      mq_json_from_strings (sessions, -1), mq_program_entry_get_folder (program),
      mq_program_entry_has (program, MQ_PROGRAM_MODELS),
      mq_program_entry_has (program, MQ_PROGRAM_LIVE),
      mq_program_entry_has (program, MQ_PROGRAM_BLOCKED));

  mq_stdout_print_json ("programs", line);
}

static void
print_row (MqProgramEntry *program)
{
  gboolean models = mq_program_entry_has (program, MQ_PROGRAM_MODELS);
  gboolean live = mq_program_entry_has (program, MQ_PROGRAM_LIVE);
  gint64 last = mq_program_entry_get_last (program);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (last);
  g_autofree char *date = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : NULL;
  g_autofree char *folder = mq_text_clean (mq_program_entry_get_folder (program), 4096);
  const char *when = "never";
  const char *rights = "-";

  if (mq_program_entry_is_connected (program))
    when = "now";
  else if (last > 0 && date != NULL)
    when = date;

  if (mq_program_entry_has (program, MQ_PROGRAM_BLOCKED))
    rights = "blocked";
  else if (models)
    rights = live ? "models, live" : "models";
  else if (live)
    rights = "live";

  printf ("%-16s  %-12s  %8u  %s  (%s)\n", when, rights,
          g_strv_length ((GStrv)mq_program_entry_get_sessions (program)),
          mq_program_entry_get_name (program), g_strdelimit (folder, "\n\t", ' '));
}

static gboolean
list_programs (MqCliContext *self, GError **error)
{
  g_autoptr (GListModel) programs = dex_await_object (mq_programs_load (), error);
  g_autofree char *page = mq_paths_name_pages ("docs/using/mcp.md");

  if (programs == NULL)
    return FALSE;

  if (g_list_model_get_n_items (programs) == 0 && !self->options->json)
    printf ("No program has connected yet. %s says how to connect one\n", page);
  else if (!self->options->json)
    printf ("%-16s  %-12s  %8s  %s\n", "CONNECTED", "MAY USE", "SESSIONS", "PROGRAM (FOLDER)");
  for (guint i = 0; i < g_list_model_get_n_items (programs); i++)
    {
      g_autoptr (MqProgramEntry) program = g_list_model_get_item (programs, i);

      (self->options->json ? print_json : print_row) (program);
    }

  return TRUE;
}

/* Programs choose their names, so a mistyped one would give rights to a stranger.
 * Returns: (transfer full) (nullable): the name of a program that has connected. Awaits */
static char *
find_name (MqCliContext *self, GError **error)
{
  const char *wanted = self->options->words[0];
  g_autoptr (GListModel) programs = dex_await_object (mq_programs_load (), error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *nearest;

  if (programs == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (programs); i++)
    {
      g_autoptr (MqProgramEntry) program = g_list_model_get_item (programs, i);

      if (g_str_equal (mq_program_entry_get_name (program), wanted))
        return g_strdup (wanted);
      g_ptr_array_add (names, g_strdup (mq_program_entry_get_name (program)));
    }

  g_ptr_array_add (names, NULL);
  nearest = mq_text_nearest (wanted, (const char *const *)names->pdata);
  return nearest != NULL
             ? mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                             "No program “%s” has connected\nDid you mean “%s”?", wanted, nearest)
             : mq_fail_null (
                   error, MQ_ERROR_NOT_FOUND,
                   "No program “%s” has connected\nmaquette-cli programs lists those that "
                   "have",
                   wanted);
}

/* Awaits. */
static gboolean
show_one (MqCliContext *self, const char *name, GError **error)
{
  g_autoptr (MqProgramEntry) program = dex_await_object (mq_programs_load_one (name), error);

  if (program == NULL)
    return FALSE;

  (self->options->json ? print_json : print_row) (program);
  return TRUE;
}

/* @yes and @no: of the command line. Awaits. */
static gboolean
set (const char *name, MqProgramFlags flag, gboolean yes, gboolean no, GError **error)
{
  return (!yes && !no) || dex_await (mq_programs_set (name, flag, yes), error);
}

static gboolean
allow (MqCliContext *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *folder = args.folder != NULL ? g_canonicalize_filename (args.folder, NULL)
                                                : NULL;

  if ((args.models && args.no_models) || (args.live && args.no_live))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "An option and its opposite exclude each other");
  if (folder != NULL
      && (!g_utf8_validate (folder, -1, NULL) || !g_file_test (folder, G_FILE_TEST_IS_DIR)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "There is no folder “%s”", args.folder);

  return (name = find_name (self, error)) != NULL
         && set (name, MQ_PROGRAM_MODELS, args.models, args.no_models, error)
         && set (name, MQ_PROGRAM_LIVE, args.live, args.no_live, error)
         && (folder == NULL || dex_await (mq_programs_set_folder (name, folder), error))
         && set (name, MQ_PROGRAM_BLOCKED, FALSE, TRUE, error) && show_one (self, name, error);
}

static gboolean
block (MqCliContext *self, GError **error)
{
  g_autofree char *name = find_name (self, error);

  return name != NULL && dex_await (mq_programs_set (name, MQ_PROGRAM_BLOCKED, TRUE), error)
         && show_one (self, name, error);
}

static gboolean
forget (MqCliContext *self, GError **error)
{
  g_autofree char *name = find_name (self, error);

  return name != NULL && dex_await (mq_programs_forget (name), error);
}

static const GOptionEntry allow_options[] = {
  { "folder", 0, 0, G_OPTION_ARG_FILENAME, &args.folder,
    "The folder that it may write exports to (default: Maquette in your documents)", "DIR" },
  { "models", 0, 0, G_OPTION_ARG_NONE, &args.models, "Use your models, which may cost money",
    NULL },
  { "no-models", 0, 0, G_OPTION_ARG_NONE, &args.no_models, "Stop the use of your models", NULL },
  { "live", 0, 0, G_OPTION_ARG_NONE, &args.live, "Send versions to the running Blender", NULL },
  { "no-live", 0, 0, G_OPTION_ARG_NONE, &args.no_live,
    "Stop sending versions to the running Blender", NULL },
  MQ_OPTION_JSON,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_programs[] = {
  { "programs", "", 0, 0,
    "List the programs that have connected to build with their models, and the rights of each",
    list_programs, mq_command_json_options },
  { "allow", "PROGRAM", 1, 1, "Change the rights of a program, and unblock it", allow,
    allow_options },
  { "block", "PROGRAM", 1, 1, "Block a program, even while it is connected", block,
    mq_command_json_options },
  { "forget", "PROGRAM", 1, 1, "Forget a program and its rights; its sessions stay", forget, NULL },
  { NULL },
};
