/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* completion: prints what bash, zsh or fish needs to complete commands, options, their values,
 * sessions and files. It is made from the table of commands and from the schemas. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-cli-command.h"
#include "client/export/mq-export.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <string.h>

/* Words in an offer, for all files, or all sessions. */
#define FILES "FILES"
#define SESSIONS "SESSIONS"

static char *
join_names (void)
{
  GString *names = g_string_new (NULL);

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", (*each)->name);
  return g_string_free (names, FALSE);
}

/* @command: (nullable): as mq_cli_command_list_options(). Returns: "--json --help" */
static char *
join_options (const MqCliCommand *command)
{
  g_autoptr (GPtrArray) options = mq_cli_command_list_options (command);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < options->len; i++)
    g_string_append_printf (names, "%s--%s", i > 0 ? " " : "",
                            ((const GOptionEntry *)options->pdata[i])->long_name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
takes_file (const char *words)
{
  return strstr (words, "FILE") != NULL || strstr (words, "DIR") != NULL;
}

/* Returns: (transfer full) (nullable): what may follow the option: values, %FILES, or nothing that
 * could be offered (""); %NULL: it takes no value */
static char *
offer_for_option (const MqCliCommand *command, const GOptionEntry *option)
{
  const char *const schemas[] = { command != NULL ? command->schema : NULL, "run" };
  g_autofree char *member = g_strdelimit (g_strdup (option->long_name), "-", '_');

  if (option->arg == G_OPTION_ARG_NONE || (option->flags & G_OPTION_FLAG_NO_ARG) != 0)
    return NULL;
  if (g_strcmp0 (schemas[0], "export") == 0 && g_str_equal (member, "format"))
    {
      g_autoptr (GString) ids = g_string_new (NULL);

      for (const MqExportFormat *each = mq_export_formats_list (); each->id != NULL; each++)
        g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", each->id);
      return g_string_free (g_steal_pointer (&ids), FALSE);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      JsonObject *schema = schemas[i] != NULL ? mq_json_schema_load (schemas[i]) : NULL;
      JsonObject *property = mq_json_get_object (mq_json_get_object (schema, "properties"), member);
      JsonArray *values = mq_json_get_array (property, "enum");
      g_auto (GStrv) all
          = mq_json_to_strings (values != NULL ? values : mq_json_get_array (property, "examples"));

      if (all != NULL && *all != NULL)
        return g_strjoinv (" ", all);
    }

  return g_strdup (takes_file (option->arg_description) ? FILES : "");
}

/* @is_first: whether it is the first word after the command. Returns: (transfer full): as
 * offer_for_option(), of all that may stand there; %SESSIONS is alone */
static char *
offer_for_words (const MqCliCommand *command, gboolean is_first)
{
  g_autoptr (GString) offer = g_string_new (takes_file (command->words) ? FILES : "");
  g_auto (GStrv) words = g_strsplit_set (command->words, " |[]", -1);

  if (is_first && g_str_has_prefix (command->words, "SESSION"))
    return g_strdup (SESSIONS);
  for (gsize i = 0; words[i] != NULL; i++)
    if (g_ascii_islower (*words[i]))
      g_string_append_printf (offer, " %s", words[i]);
  if (strstr (command->words, "COMMAND") != NULL)
    {
      g_autofree char *names = join_names ();

      g_string_append (offer, names);
    }
  return g_string_free (g_steal_pointer (&offer), FALSE);
}

/* Lines of a `case` of bash and zsh on "command:the word before", which set `offer`. */
static void
print_values (const MqCliCommand *command, const char *name)
{
  g_autoptr (GPtrArray) options = mq_cli_command_list_options (command);

  MQ_EACH (options, i, const GOptionEntry, option)
    {
      g_autofree char *offer = offer_for_option (command, option);

      if (offer == NULL)
        continue;
      printf ("    %s:--%s", name, option->long_name);
      if (option->short_name != 0)
        printf ("|%s:-%c", name, option->short_name);
      printf (") offer='%s' ;;\n", offer);
    }
}

/* Sets `offer` to what fits at the place `at` after the word `before`; `word` is begun. */
static void
print_offers (void)
{
  g_autofree char *names = join_names ();
  g_autofree char *whole = join_options (NULL);

  printf ("  case $command:$before in\n");
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    print_values (*each, (*each)->name);
  print_values (NULL, "-*");
  printf ("    *) case $at:$command:$word in\n"
          "      1:*) offer='%s %s' ;;\n"
          "      *:-*:*) offer='%s' ;;\n",
          names, whole, whole);
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      g_autofree char *options = join_options (*each);
      g_autofree char *first = offer_for_words (*each, TRUE);
      g_autofree char *others = offer_for_words (*each, FALSE);

      printf ("      *:%s:-*) offer='%s' ;;\n"
              "      2:%s:*) offer='%s' ;;\n"
              "      *:%s:*) offer='%s' ;;\n",
              (*each)->name, options, (*each)->name, first, (*each)->name, others);
    }
  printf ("    esac ;;\n"
          "  esac\n"
          "  if [ \"$offer\" = " SESSIONS " ]; then\n"
          "    offer=$(maquette-cli --list-sessions 2>/dev/null | awk 'NR > 1 { print $1 }')\n"
          "  fi\n");
}

static void
print_bash (void)
{
  printf ("_maquette_cli() {\n"
          "  local at=$COMP_CWORD command=${COMP_WORDS[1]} offer=\n"
          "  local word=${COMP_WORDS[at]} before=${COMP_WORDS[at-1]}\n"
          "  if [ \"$word\" = = ]; then word=\n"
          "  elif [ \"$before\" = = ]; then before=${COMP_WORDS[at-2]}\n"
          "  fi\n");
  print_offers ();
  printf ("  COMPREPLY=($(compgen -W \"${offer//" FILES "/}\" -- \"$word\"))\n"
          "  case $offer in\n"
          "    " FILES "*) COMPREPLY+=($(compgen -f -- \"$word\")) ;;\n"
          "  esac\n"
          "}\n"
          "complete -o filenames -F _maquette_cli maquette-cli\n");
}

static void
print_zsh (void)
{
  printf ("#compdef maquette-cli\n"
          "local at=$((CURRENT - 1)) command=$words[2] word=$words[CURRENT] offer=\n"
          "local before=$words[CURRENT-1]\n"
          "if [[ $word == --*=* ]]; then\n"
          "  before=${word%%%%=*}\n"
          "  word=${word#*=}\n"
          "  compset -P '*='\n"
          "fi\n");
  print_offers ();
  printf ("compadd -- ${=offer//" FILES "/}\n"
          "[[ $offer == " FILES "* ]] && _files\n"
          "return 0\n");
}

static void
print_fish (void)
{
  printf ("complete -c maquette-cli -f\n"
          "complete -c maquette-cli -n __fish_use_subcommand -l text -d 'Start from words'\n");
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      const char *name = (*each)->name;
      g_autofree char *summary = g_strdelimit (g_strdup ((*each)->summary), "'", ' ');
      g_autofree char *words = offer_for_words (*each, FALSE);
      g_autoptr (GPtrArray) options = mq_cli_command_list_options (*each);
      const char *list = g_str_has_prefix (words, FILES) ? words + strlen (FILES) : words;

      printf ("complete -c maquette-cli -n __fish_use_subcommand -a %s -d '%s'\n", name, summary);
      MQ_EACH (options, i, const GOptionEntry, option)
        {
          g_autofree char *offer = offer_for_option (*each, option);

          printf ("complete -c maquette-cli -n '__fish_seen_subcommand_from %s' -l %s", name,
                  option->long_name);
          if (g_strcmp0 (offer, FILES) == 0)
            printf (" -r -F\n");
          else if (offer != NULL)
            printf (" -x -a '%s'\n", offer);
          else
            printf ("\n");
        }
      if (list != words)
        printf ("complete -c maquette-cli -n '__fish_seen_subcommand_from %s' -F\n", name);
      if (*list != '\0')
        printf ("complete -c maquette-cli -n '__fish_seen_subcommand_from %s' -a '%s'\n", name,
                list);
      if (g_str_has_prefix ((*each)->words, "SESSION"))
        printf ("complete -c maquette-cli -n '__fish_seen_subcommand_from %s' -a "
                "'(maquette-cli --list-sessions 2>/dev/null | awk \"NR > 1 { print \\$1 }\")'\n",
                name);
    }
}

static gboolean
print_completion (MqCliContext *self, GError **error)
{
  const char *wanted = self->options->words[0];
  static const struct
  {
    const char *shell;
    void (*print) (void);
  } shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };

  for (gsize i = 0; i < G_N_ELEMENTS (shells); i++)
    if (g_str_equal (shells[i].shell, wanted))
      {
        shells[i].print ();
        return TRUE;
      }

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "There is no completion for “%s”\nUse bash, zsh or fish", wanted);
}

const MqCliCommand mq_commands_completion[] = {
  { "completion", "bash|zsh|fish", 1, 1, "Print the completion script of a shell", print_completion,
    NULL },
  { NULL },
};
