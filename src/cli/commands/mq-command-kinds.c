/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* kinds: the command that lists the kinds of object that the built-in sketcher makes, those of the
 * user's own as well. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/service/mq-run-settings.h"
#include "client/service/mq-service-connection.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <string.h>

/* The options. */
static struct
{
  char *family;
} args;

gboolean
mq_command_list_kinds (MqCliContext *self, GError **error)
{
  g_autoptr (MqServiceConnection) connection = NULL;
  g_autoptr (JsonObject) settings = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *list = NULL;
  const char *server;
  JsonArray *teams;
  g_autofree char *wanted = g_ascii_strdown (args.family != NULL ? args.family : "", -1);
  gboolean found = args.family == NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_CONFIG, error))
    return FALSE;

  server = mq_cli_context_get_server (self);
  connection = server != NULL ? mq_service_connection_new_for_url (server)
                              : mq_service_connection_new ();
  settings = mq_run_settings_new (self->config, NULL);
  if (!dex_await (mq_service_connection_open (connection), error)
      || !(answer = dex_await_boxed (
               mq_service_connection_ask (connection, "/v1/teams", NULL, settings), error)))
    return FALSE;

  g_clear_object (&connection);
  teams = mq_json_get_array (answer, "teams");
  MQ_JSON_EACH (teams, i, team)
    {
      g_auto (GStrv) titles = mq_json_to_strings (mq_json_get_array (team, "kinds"));
      JsonArray *problems = mq_json_get_array (team, "problems");

      for (gsize j = 0; titles != NULL && titles[j] != NULL; j++)
        {
          g_autoptr (JsonObject) line = NULL;
          const char *family = "";

          MQ_JSON_EACH (mq_json_get_array (team, "families"), k, each)
            MQ_JSON_EACH_STRING (mq_json_get_array (each, "kinds"), l, title)
              if (g_str_equal (title, titles[j]))
                family = mq_json_get_string (each, "name", "");
          line = mq_json_new ("title:s family:s", titles[j], family);
          if (strstr (family, wanted) == NULL)
            continue;
          found = TRUE;
          if (self->options->json)
            mq_stdout_print_json ("kinds", line);
          else
            printf ("%s\n", titles[j]);
        }
      for (guint j = 0; j < mq_json_length (problems); j++)
        g_printerr ("maquette-cli: A kind is left out because of a mistake: %s\n",
                    mq_json_element_string (problems, j));
    }

  if (found)
    return TRUE;

  names = g_ptr_array_new ();
  MQ_JSON_EACH (teams, i, team)
    MQ_JSON_EACH (mq_json_get_array (team, "families"), j, family)
      g_ptr_array_add (names, (char *)mq_json_get_string (family, "name", ""));
  g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **)names->pdata);
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "No family of kinds has “%s” in its name. There are: %s", args.family, list);
}

static const GOptionEntry kinds_options[] = {
  { "family", 0, 0, G_OPTION_ARG_STRING, &args.family,
    "Only the kinds of a family: furniture, tools, printed parts", "NAME" },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_kinds[] = {
  { "kinds", "", 0, 0, "List the kinds of object that the built-in sketcher makes",
    mq_command_list_kinds, kinds_options },
  { NULL },
};
