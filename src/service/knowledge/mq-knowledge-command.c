/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `maquette-service knowledge search`, see mq-knowledge-command.h. */
#include "service/knowledge/mq-knowledge-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "service/knowledge/mq-knowledge-blender.h"
#include "service/knowledge/mq-knowledge.h"

#include <locale.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_NO_BLENDER 6
#define DEFAULT_LIMIT 8
#define MAX_LIMIT 50
#define STACK (256 * 1024)

typedef struct
{
  char *query;
  int limit;
  char *blender;
  gboolean json;
  GMainLoop *loop;
} Command;

static void
print_text (JsonArray *passages)
{
  for (guint i = 0; i < json_array_get_length (passages); i++)
    {
      JsonObject *passage = mq_json_element_object (passages, i);

      g_print ("%s%s  (%s, Blender %s)\n%s\n", i > 0 ? "\n" : "",
               mq_json_get_string (passage, "id", ""), mq_json_get_string (passage, "kind", ""),
               mq_json_get_string (passage, "blender", ""),
               mq_json_get_string (passage, "text", ""));
    }

  if (json_array_get_length (passages) == 0)
    g_print ("Nothing found.\n");
}

static gboolean
search (Command *command, GError **error)
{
  g_autofree char *data_dir = mq_paths_find_data ("knowledge");
  g_autofree char *cache_dir = mq_paths_get_cache ("knowledge");
  g_autofree char *executable = mq_knowledge_find_blender (command->blender, error);
  g_autofree char *blender = NULL;
  g_autoptr (MqKnowledge) knowledge = NULL;
  g_autoptr (JsonArray) passages = NULL;
  const MqKnowledgeQuery query = { command->query, NULL, (guint)command->limit, 0 };

  if (executable == NULL)
    return FALSE;

  if (data_dir == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, "Maquette's knowledge is not installed");

  knowledge = mq_knowledge_new (cache_dir, data_dir);
  if (!(blender = dex_await_string (mq_knowledge_index_blender (knowledge, cache_dir, executable),
                                    error))
      || !(passages = dex_await_boxed (mq_knowledge_search (knowledge, blender, &query), error)))
    return FALSE;

  if (command->json)
    {
      g_autofree char *text = mq_json_array_to_string (passages, TRUE);

      g_print ("%s\n", text);
    }
  else
    print_text (passages);

  return TRUE;
}

static DexFuture *
search_fiber (gpointer user_data)
{
  GError *error = NULL;

  return search (user_data, &error) ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
quit_cb (DexFuture *future, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return dex_ref (future);
}

/* Parses "search QUERY" and the options. */
static gboolean
parse (Command *command, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &command->limit, "How many passages, 1 to 50 (8)", "N" },
    { "blender", 0, 0, G_OPTION_ARG_FILENAME, &command->blender,
      "Which Blender (the configuration's, else the one in PATH)", "PATH" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &command->json, "A JSON array on standard output", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("search QUERY");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Asks what Maquette knows of a Blender: its own reference, tested\n"
                                "examples, and what changed between versions.");
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;

  for (int i = 2; i < argc; i++)
    if (!g_str_equal (argv[i], "--"))
      g_strv_builder_add (words, argv[i]);
  all = g_strv_builder_end (words);
  command->query = g_strjoinv (" ", all);

  if (argc < 2 || !g_str_equal (argv[1], "search") || *g_strstrip (command->query) == '\0'
      || !g_utf8_validate (command->query, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“search” and a question are needed");

  if (command->limit < 1 || command->limit > MAX_LIMIT)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--limit is between 1 and %d", MAX_LIMIT);

  return TRUE;
}

static int
exit_status_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    return EXIT_USAGE;

  return g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_BLENDER) ? EXIT_NO_BLENDER : EXIT_FAILED;
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
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Command command = { .limit = DEFAULT_LIMIT };
  int status = EXIT_SUCCESS;

  setlocale (LC_CTYPE, "C.UTF-8");
  g_set_prgname ("maquette-service knowledge");
  dex_init ();

  if (parse (&command, argc, argv, &error))
    {
      done = dex_future_finally (mq_fiber_spawn (NULL, STACK, search_fiber, &command, NULL),
                                 quit_cb, g_main_loop_ref (loop),
                                 (GDestroyNotify)g_main_loop_unref);
      g_main_loop_run (loop);
      dex_future_get_value (done, &error);
    }

  if (error != NULL)
    {
      status = exit_status_of (error);
      g_printerr ("maquette-service: %s\n", error->message);
      if (status == EXIT_USAGE)
        g_printerr ("Try “maquette-service knowledge --help”.\n");
    }

  g_free (command.query);
  g_free (command.blender);
  return status;
}
