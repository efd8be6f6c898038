/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, describes and checks the commands, see mq-cli-command.h. */
#include "cli/mq-cli-command.h"

#include "common/base/mq-written-number.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Options that the schema of this process's command describes: those that were given. */
static JsonObject *job;
static JsonObject *job_properties;

const GOptionEntry mq_command_json_options[] = { MQ_OPTION_JSON, MQ_OPTIONS_END };
static const GOptionEntry help[]
    = { MQ_OPTION ("help", 'h', NONE, help, "Print this help and exit", NULL), MQ_OPTIONS_END };

/* Returns: (transfer full): "on-ground" for the schema's member "on_ground" */
char *
mq_cli_command_make_option_name (const char *member)
{
  return g_strdelimit (g_strdup (member), "_", '-');
}

/* @option: "--on-ground" for the member "on_ground"; "-f" for "format" */
static gboolean
read_option (const char *option, const char *text, gpointer data, GError **error)
{
  g_autofree char *name = g_str_equal (option, "-f")
                              ? g_strdup ("format")
                              : g_strdelimit (g_strdup (option + 2), "-", '_');
  JsonObject *property = mq_json_get_object (job_properties, name);
  const char *type = mq_json_get_string (property, "type", "");
  g_autoptr (GError) wrong = NULL;
  gint64 integer;
  MqWrittenNumber number;

  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The value of %s is not UTF-8 text", option);

  if (g_str_equal (type, "boolean"))
    json_object_set_boolean_member (job, name, TRUE);
  else if (g_str_equal (type, "integer"))
    {
      if (!g_ascii_string_to_signed (text, 10, G_MININT, G_MAXINT, &integer, NULL))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s needs a whole number, not “%s”", option,
                        text);
      json_object_set_int_member (job, name, integer);
    }
  else if (g_str_equal (type, "number"))
    {
      if (!mq_written_number_take (text, NULL, TRUE, &number, &wrong))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: %s", option, wrong->message);
      json_object_set_double_member (job, name, number.value);
    }
  else if (g_str_equal (type, "array"))
    {
      g_auto (GStrv) parts = g_strsplit (text, ",", -1);

      for (guint i = 0; parts[i] != NULL; i++)
        g_strstrip (parts[i]);
      json_object_set_array_member (job, name,
                                    mq_json_from_strings ((const char *const *)parts, -1));
    }
  else if (g_str_equal (type, "object"))
    {
      JsonObject *members = mq_json_get_object (job, name);
      const char *equals = strrchr (text, '=');
      g_autofree char *member = NULL;

      /* Reads "Left door=45" as a member of the option's object. */
      if (equals == NULL || equals == text
          || !mq_written_number_take (equals + 1, NULL, TRUE, &number, NULL))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "%s needs a name and a number, such as %s \"Left door=45\", not “%s”",
                        option, option, text);

      if (members == NULL)
        json_object_set_object_member (job, name, members = json_object_new ());
      member = g_strndup (text, equals - text);
      json_object_set_double_member (members, member, number.value);
      return TRUE;
    }
  else
    json_object_set_string_member (job, name, text);

  return TRUE;
}

/* The entries and their strings live as long as the process. */
static const GOptionEntry *
list_job_options (const MqCliCommand *command)
{
  static GHashTable *made; /* name of a schema → GArray */
  JsonObject *properties = mq_json_get_object (mq_json_schema_load (command->schema), "properties");
  GArray *entries = made != NULL ? g_hash_table_lookup (made, command->schema) : NULL;
  JsonObjectIter iter;
  const char *name;

  if (entries != NULL)
    return (const GOptionEntry *)entries->data;

  if (made == NULL)
    made = g_hash_table_new (g_str_hash, g_str_equal);
  entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_hash_table_insert (made, (gpointer)command->schema, entries);
  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      JsonObject *property = mq_json_get_object (properties, name);
      gboolean is_flag = g_strcmp0 (mq_json_get_string (property, "type", NULL), "boolean") == 0;
      GOptionEntry entry = { mq_cli_command_make_option_name (name),
                             g_str_equal (name, "format") ? 'f' : 0,
                             is_flag ? G_OPTION_FLAG_NO_ARG : G_OPTION_FLAG_FILENAME,
                             G_OPTION_ARG_CALLBACK,
                             read_option,
                             mq_json_get_string (property, "description", NULL),
                             mq_json_get_string (property, "argument", NULL) };

      g_array_append_val (entries, entry);
    }

  return (const GOptionEntry *)entries->data;
}

/* Returns: (transfer none): the options of the command's schema that were given. Their limits are
 * not checked yet */
JsonObject *
mq_cli_command_get_job_options (void)
{
  return job;
}

/* Returns: (transfer full): the parser of its options */
GOptionContext *
mq_cli_command_make_context (const MqCliCommand *command)
{
  GOptionContext *context = g_option_context_new (NULL);

  if (command->schema != NULL)
    {
      job = job != NULL ? job : json_object_new ();
      job_properties = mq_json_get_object (mq_json_schema_load (command->schema), "properties");
      g_option_context_add_main_entries (context, list_job_options (command), NULL);
    }
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, help, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

/* @command: (nullable): %NULL: the command line as a whole. Returns: (transfer container): its
 * options, of GOptionEntry */
GPtrArray *
mq_cli_command_list_options (const MqCliCommand *command)
{
  static const GOptionEntry none[] = { MQ_OPTIONS_END };
  const GOptionEntry *of_command[]
      = { command != NULL && command->schema != NULL ? list_job_options (command) : none,
          command != NULL && command->options != NULL ? command->options : none, help, NULL };
  GPtrArray *options = g_ptr_array_new ();

  for (const GOptionEntry *const *table = command != NULL ? of_command : mq_cli_option_tables;
       *table != NULL; table++)
    for (const GOptionEntry *each = *table; each->long_name != NULL; each++)
      g_ptr_array_add (options, (gpointer)each);
  return options;
}

/**
 * mq_cli_commands_list:
 *
 * Returns: (transfer none): all commands; the last one is %NULL
 */
const MqCliCommand *const *
mq_cli_commands_list (void)
{
  static GPtrArray *all;

  if (all != NULL)
    return (const MqCliCommand *const *)all->pdata;

  all = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  for (gsize i = 0; mq_cli_command_tables[i] != NULL; i++)
    for (const MqCliCommand *each = mq_cli_command_tables[i]; each->name != NULL; each++)
      g_ptr_array_add (all, (gpointer)each);
  return (const MqCliCommand *const *)all->pdata;
}

/**
 * mq_cli_command_find:
 * @name: the first word of a command line
 * @error: %MQ_ERROR_BAD_INPUT, with the command that was probably meant
 *
 * Returns: (transfer none) (nullable): the command
 */
const MqCliCommand *
mq_cli_command_find (const char *name, GError **error)
{
  const MqCliCommand *const *all = mq_cli_commands_list ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  const char *nearest, *format;
  MqFileKind kind;

  for (gsize i = 0; all[i] != NULL; i++)
    if (g_str_equal (all[i]->name, name))
      return all[i];
    else
      g_ptr_array_add (names, (gpointer)all[i]->name);

  kind = mq_file_kind_read (name, &format);
  if (kind != MQ_FILE_UNKNOWN)
    {
      mq_file_kind_refuse (kind, format, name, error);
      return NULL;
    }

  nearest = mq_text_nearest (name, (const char *const *)names->pdata);
  if (nearest != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no command “%s”\nDid you mean “%s”? maquette-cli --help lists "
                         "commands and options",
                         name, nearest);

  return mq_fail_null (
      error, MQ_ERROR_BAD_INPUT,
      "“%s” is neither a command nor the value of an option\nPut text with spaces in quotes: "
      "--text \"a chair\"; maquette-cli --help lists commands and options",
      name);
}

/**
 * mq_cli_options_get_format:
 * @self: a command that writes a file
 * @format: (nullable): its --format
 * @example: a name for such a file
 * @error: %MQ_ERROR_BAD_INPUT without --output
 *
 * Returns: (transfer none) (nullable): --format or the suffix of --output, "" without both
 */
const char *
mq_cli_options_get_format (MqCliOptions *self, const char *format, const char *example,
                           GError **error)
{
  const char *dot;

  if (self->output == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Where to? Give the file with --output, such as --output %s", example);
  if (format != NULL)
    return format;

  dot = strrchr (self->output, '.');
  return dot != NULL ? dot + 1 : "";
}
