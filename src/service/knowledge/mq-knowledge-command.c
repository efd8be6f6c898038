/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `maquette-service knowledge search`, see mq-knowledge-command.h. It introspects a Blender of this
 * computer without a bridge; in runs, the client asks its sandboxed worker. */
#include "service/knowledge/mq-knowledge-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/settings/mq-config.h"
#include "service/knowledge/mq-knowledge.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_NO_BLENDER 6
#define DEFAULT_LIMIT 8
#define MAX_LIMIT 50
#define STACK (256 * 1024)
#define MAX_LOG (64 * 1024)

typedef struct
{
  char *query;
  int limit;
  char *blender;
  gboolean json;
} Command;

/* Identifies the program at this path, so that an update is noticed. */
static char *
stamp_of (const char *executable)
{
  GStatBuf info;

  if (g_stat (executable, &info) != 0)
    return g_strdup ("");

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          (gint64)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec,
                          (gint64)info.st_size, executable);
}

/* Runs Blender and makes the index of its introspection; returns the id. */
static char *
introspect (MqKnowledge *knowledge, const char *executable, const char *folder, GError **error)
{
  static const char mark[] = "maquette-bridge: ";
  g_autofree char *output = g_build_filename (folder, "introspection.json.gz", NULL);
  g_autofree char *log_path = g_build_filename (folder, "log", NULL);
  g_autofree char *addon = mq_paths_find_addon ();
  g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *script = NULL;
  g_autofree char *text = NULL;
  g_autofree char *blender = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) trouble = NULL;
  gsize length;

  if (addon == NULL)
    mq_fail (&trouble, MQ_ERROR_NO_BLENDER, "Maquette's bridge for Blender is not installed");
  else
    {
      script = g_build_filename (addon, "maquette_bridge", "introspect", "introspection.py", NULL);
      g_subprocess_launcher_set_stdout_file_path (launcher, log_path);
      g_subprocess_launcher_set_environ (launcher, variables);
      g_subprocess_launcher_setenv (launcher, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
      process = g_subprocess_launcher_spawn (launcher, &trouble, executable, "--background",
                                             "--factory-startup", "--offline-mode",
                                             "--disable-autoexec", "--python-exit-code", "1",
                                             "--python", script, "--", "--output", output, NULL);
    }

  /* "maquette-bridge: 4.3.2-32f5fdce0a0a: 4163 entries" */
  if (process != NULL && dex_await (dex_subprocess_wait_check (process), &trouble)
      && g_file_get_contents (log_path, &text, NULL, NULL))
    {
      g_autofree char *log = g_utf8_make_valid (text, (gssize)strnlen (text, MAX_LOG));
      const char *id = strstr (log, mark);
      const char *end = id != NULL ? strchr (id + strlen (mark), ':') : NULL;

      if (end != NULL)
        blender = g_strndup (id + strlen (mark), (gsize)(end - id) - strlen (mark));
    }

  if (blender == NULL || !g_file_get_contents (output, &contents, &length, &trouble))
    return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                         "“%s” could not be asked what it knows: %s. Is it Blender 4.2 or newer?",
                         executable, trouble != NULL ? trouble->message : "it says no version");

  bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  if (!dex_await (mq_knowledge_add (knowledge, blender, bytes), error))
    return NULL;

  return g_steal_pointer (&blender);
}

/* The id of a Blender, whose index is made when it is missing. A note of the id that this program
 * reported the last time only saves a start of Blender, so errors with it are ignored. */
static char *
index_blender (MqKnowledge *knowledge, const char *cache_dir, const char *executable,
               GError **error)
{
  static const char *const names[] = { "introspection.json.gz", "log" };
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, executable, -1);
  g_autofree char *name = g_strdup_printf ("blender-%.16s", digest);
  g_autofree char *note = g_build_filename (cache_dir, name, NULL);
  g_autofree char *stamp = stamp_of (executable);
  g_autofree char *noted = NULL;
  g_autofree char *blender = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;

  if (g_file_get_contents (note, &noted, NULL, NULL))
    {
      g_auto (GStrv) lines = g_strsplit (noted, "\n", 3);

      if (g_strv_length (lines) >= 2 && g_str_equal (lines[0], stamp)
          && mq_knowledge_has (knowledge, lines[1]))
        return g_strdup (lines[1]);
    }

  g_printerr ("Asking %s what it knows (once, a few seconds)…\n", executable);
  if (!(folder = g_dir_make_tmp ("maquette-knowledge-XXXXXX", error)))
    return NULL;

  blender = introspect (knowledge, executable, folder, error);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  if (blender == NULL)
    return NULL;

  g_free (stamp);
  stamp = stamp_of (executable);
  text = g_strdup_printf ("%s\n%s\n", stamp, blender);
  if (!g_file_set_contents (note, text, -1, &why))
    g_debug ("%s", why->message);
  return g_steal_pointer (&blender);
}

static DexFuture *
search_fiber (gpointer user_data)
{
  const Command *command = user_data;
  g_autofree char *data_dir = mq_paths_find_data ("knowledge");
  g_autofree char *cache_dir = mq_paths_get_cache ("knowledge");
  const char *named = command->blender;
  g_autoptr (MqConfig) config = NULL;
  g_autofree char *executable = NULL;
  g_autofree char *blender = NULL;
  g_autoptr (MqKnowledge) knowledge = NULL;
  g_autoptr (JsonArray) passages = NULL;
  const MqKnowledgeQuery query = { command->query, NULL, (guint)command->limit, 0 };
  GError *error = NULL;

  /* Else the configuration's Blender, else the one in `PATH`. */
  if (named == NULL)
    {
      if (!(config = mq_config_load (NULL, &error)))
        return dex_future_new_for_error (error);
      named = mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE);
    }
  if (named == NULL)
    named = "blender";

  if (!(executable = g_find_program_in_path (named)))
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        "There is no Blender at “%s”. Install Blender 4.2 or newer, or name it with --blender PATH",
        named);
  if (data_dir == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                  "Maquette's knowledge is not installed");

  knowledge = mq_knowledge_new (cache_dir, data_dir);
  if (!(blender = index_blender (knowledge, cache_dir, executable, &error))
      || !(passages = dex_await_boxed (mq_knowledge_search (knowledge, blender, &query), &error)))
    return dex_future_new_for_error (error);

  if (command->json)
    {
      g_autofree char *text = mq_json_array_to_string (passages, TRUE);

      g_print ("%s\n", text);
    }
  else
    {
      MQ_JSON_EACH (passages, i, passage)
        g_print ("%s%s  (%s, Blender %s)\n%s\n", i > 0 ? "\n" : "",
                 mq_json_get_string (passage, "id", ""), mq_json_get_string (passage, "kind", ""),
                 mq_json_get_string (passage, "blender", ""),
                 mq_json_get_string (passage, "text", ""));

      if (json_array_get_length (passages) == 0)
        g_print ("Nothing found.\n");
    }

  return dex_future_new_true ();
}

/**
 * mq_knowledge_command:
 * @argc: number of arguments after `maquette-service`, the first is `knowledge`
 * @argv: these arguments
 *
 * Returns: the exit status: 0; 2 for wrong usage; 6 without a usable Blender; 1 for other errors
 */
int
mq_knowledge_command (int argc, char **argv)
{
  Command command = { .limit = DEFAULT_LIMIT };
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &command.limit, "How many passages, 1 to 50 (8)", "N" },
    { "blender", 0, 0, G_OPTION_ARG_FILENAME, &command.blender,
      "Which Blender (the configuration's, else the one in PATH)", "PATH" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &command.json, "A JSON array on standard output", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("search QUERY");
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  int status = EXIT_SUCCESS;

  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service knowledge");
  dex_init ();

  /* "search QUERY" and the options. */
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Asks what Maquette knows of a Blender: its own reference, tested\n"
                                "examples, and what changed between versions.");
  if (g_option_context_parse (context, &argc, &argv, &error))
    {
      g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
      g_auto (GStrv) all = NULL;

      for (int i = 2; i < argc; i++)
        if (!g_str_equal (argv[i], "--"))
          g_strv_builder_add (words, argv[i]);
      all = g_strv_builder_end (words);
      command.query = g_strjoinv (" ", all);
      if (argc < 2 || !g_str_equal (argv[1], "search") || *g_strstrip (command.query) == '\0'
          || !g_utf8_validate (command.query, -1, NULL))
        mq_fail (&error, MQ_ERROR_BAD_INPUT, "“search” and a question are needed");
      else if (command.limit < 1 || command.limit > MAX_LIMIT)
        mq_fail (&error, MQ_ERROR_BAD_INPUT, "--limit is between 1 and %d", MAX_LIMIT);
    }

  if (error == NULL)
    {
      done = mq_fiber_spawn (NULL, STACK, search_fiber, &command, NULL);
      while (dex_future_is_pending (done))
        g_main_context_iteration (NULL, TRUE);
      dex_future_get_value (done, &error);
    }

  if (error != NULL)
    {
      if (error->domain == G_OPTION_ERROR || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
        status = EXIT_USAGE;
      else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_BLENDER))
        status = EXIT_NO_BLENDER;
      else
        status = EXIT_FAILED;
      g_printerr ("maquette-service: %s\n", error->message);
      if (status == EXIT_USAGE)
        g_printerr ("Try “maquette-service knowledge --help”.\n");
    }

  g_free (command.query);
  g_free (command.blender);
  return status;
}
