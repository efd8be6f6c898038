/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* completion: prints what bash, zsh or fish needs to complete commands, options, formats and
 * sessions. It is made from the table of commands. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-cli-command.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include "common/base/mq-error.h"

#include <stdio.h>

static char *
join_names (void)
{
  GString *names = g_string_new (NULL);

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", (*each)->name);
  return g_string_free (names, FALSE);
}

/* Returns: (transfer full): the long names of its options, such as "json" */
static GStrv
cli_command_list_options (const MqCliCommand *command)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonObject *schema = command->schema != NULL ? mq_json_schema_load (command->schema) : NULL;
  JsonObject *properties = mq_json_get_object (schema, "properties");
  g_autoptr (GList) members = properties != NULL ? json_object_get_members (properties) : NULL;

  for (GList *each = members; each != NULL; each = each->next)
    g_strv_builder_take (names, mq_cli_command_make_option_name (each->data));
  for (const GOptionEntry *each = command->options; each != NULL && each->long_name != NULL; each++)
    g_strv_builder_add (names, each->long_name);
  g_strv_builder_add (names, "help");

  return g_strv_builder_end (names);
}

/* "--json --help" */
static char *
join_options (const MqCliCommand *command)
{
  g_auto (GStrv) names = cli_command_list_options (command);
  g_autofree char *joined = g_strjoinv (" --", names);

  return g_strconcat ("--", joined, NULL);
}

static void
print_bash (void)
{
  g_autofree char *names = join_names ();

  printf ("_maquette_cli() {\n"
          "  local word=${COMP_WORDS[COMP_CWORD]} options=\n"
          "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
          "    COMPREPLY=($(compgen -W \"%s --text --image --script --session-id --attach "
          "--variants --list-sessions --help --version\" -- \"$word\"))\n"
          "    return\n"
          "  fi\n"
          "  case ${COMP_WORDS[1]} in\n",
          names);
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      g_autofree char *options = join_options (*each);

      printf ("    %s) options='%s' ;;\n", (*each)->name, options);
    }
  printf ("  esac\n"
          "  case $word in\n"
          "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
          "    *) if [ \"$COMP_CWORD\" = 2 ] && [ -n \"$options\" ] &&"
          " [ \"${COMP_WORDS[1]}\" != import ]; then\n"
          "         COMPREPLY=($(compgen -W \"$(maquette-cli --list-sessions 2>/dev/null |"
          " awk 'NR > 1 { print $1 }')\" -- \"$word\"))\n"
          "       else\n"
          "         COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "       fi ;;\n"
          "  esac\n"
          "}\n"
          "complete -o filenames -F _maquette_cli maquette-cli\n");
}

static void
print_zsh (void)
{
  printf ("#compdef maquette-cli\n"
          "local -a commands\n"
          "commands=(\n");
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      g_autofree char *summary = g_strdelimit (g_strdup ((*each)->summary), "':", ' ');

      printf ("  '%s:%s'\n", (*each)->name, summary);
    }
  printf (")\n"
          "if (( CURRENT == 2 )); then\n"
          "  _describe command commands\n"
          "  return\n"
          "fi\n"
          "case $words[2] in\n");
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      g_autofree char *options = join_options (*each);

      printf ("  %s) [[ $PREFIX == -* ]] && compadd -- %s && return ;;\n", (*each)->name, options);
    }
  printf ("esac\n"
          "if (( CURRENT == 3 )) && [[ $words[2] != import ]]; then\n"
          "  compadd -- $(maquette-cli --list-sessions 2>/dev/null | awk 'NR > 1 { print $1 }')\n"
          "else\n"
          "  _files\n"
          "fi\n");
}

static void
print_fish (void)
{
  printf ("complete -c maquette-cli -f -n __fish_use_subcommand -l text -d 'Start from words'\n");
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    {
      g_autofree char *summary = g_strdelimit (g_strdup ((*each)->summary), "'", ' ');
      g_auto (GStrv) names = cli_command_list_options (*each);

      printf ("complete -c maquette-cli -f -n __fish_use_subcommand -a %s -d '%s'\n", (*each)->name,
              summary);
      for (gsize i = 0; names[i] != NULL; i++)
        printf ("complete -c maquette-cli -n '__fish_seen_subcommand_from %s' -l %s\n",
                (*each)->name, names[i]);
    }
  printf ("complete -c maquette-cli -n 'not __fish_use_subcommand; and not "
          "__fish_seen_subcommand_from import' -a "
          "'(maquette-cli --list-sessions 2>/dev/null | awk \"NR > 1 { print \\$1 }\")'\n");
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
