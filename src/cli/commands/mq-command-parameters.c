/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters, set: the commands that list the parameters of a version's script or have them made,
 * and build it with other values. */
#include "cli/mq-cli-model.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/run/mq-defect-words.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The options. */
static gboolean make;

/* Units that a person may write after a number, beside those of length. */
static const struct
{
  const char *name;
  const char *unit; /* the script's */
  double factor;
} units[]
    = { { "deg", "deg", 1 }, { "°", "deg", 1 }, { "%", "", 0.01 }, { "rad", "deg", 180 / G_PI } };

static void
print_parameter (const MqScriptParameter *parameter, gboolean json)
{
  g_autoptr (JsonObject) facts = NULL;
  g_autofree char *range = NULL;

  if (json)
    {
      facts = mq_json_new ("name:s value:s unit:s about:s", parameter->name, parameter->value,
                           parameter->unit, parameter->about);
      if (parameter->has_range)
        mq_json_add (facts, "min:d max:d", parameter->min, parameter->max);
      if (parameter->choices != NULL)
        mq_json_add (facts, "choices:a",
                     mq_json_from_strings ((const char *const *)parameter->choices, -1));
      mq_stdout_print_json (facts);
      return;
    }

  if (parameter->has_range)
    range = g_strdup_printf ("%g to %g %s", parameter->min, parameter->max, parameter->unit);
  else
    range = parameter->choices != NULL ? g_strjoinv (" | ", parameter->choices) : g_strdup ("");
  printf ("%-22s %-14s %-18s %s\n", parameter->name, parameter->value, range, parameter->about);
}

/* A run that goes on from the version. */
static MqRunOptions *
new_run_options (MqCliContext *self, const char *mode, const char *prompt, const char *team)
{
  MqRunOptions *options = mq_run_options_new (mode, prompt, team);

  options->title = g_strdup (mq_session_get_title (self->session));
  options->session = g_object_ref (self->session);
  options->base_session = g_object_ref (self->session);
  options->base = g_object_ref (self->version);
  return options;
}

static gboolean
has_adjustable (GPtrArray *parameters)
{
  for (guint i = 0; i < parameters->len; i++)
    {
      const MqScriptParameter *parameter = parameters->pdata[i];

      if (mq_script_parameter_get_kind (parameter) != MQ_SCRIPT_VALUE_OTHER)
        return TRUE;
    }

  return FALSE;
}

/* Has a language model give the version's script parameters. Awaits. Returns: (transfer full):
 * those of the new version. */
static GPtrArray *
make_parameters (MqCliContext *self, GError **error)
{
  g_autoptr (GPtrArray) parameters = NULL;
  g_autofree char *script = NULL;
  MqRunOptions *run_options;

  if (!mq_cli_context_prepare (self, MQ_CLI_CONFIG, error))
    return NULL;
  if (!mq_cli_model_is_named (self->config))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Only a language model can make parameters, and none is configured\n"
                         "Name one in config.yaml or in the window (docs/models.md)");

  run_options = new_run_options (self, "continue", MQ_SCRIPT_PARAMETERS_INSTRUCTION, "model");
  run_options->server = g_strdup (mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL));
  if (!mq_command_run_prepared (self, run_options, error)
      || !(script = mq_cli_load_script (mq_session_get_last_version (self->session), error)))
    return NULL;

  parameters = mq_script_parameters_list (script);
  if (!has_adjustable (parameters))
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         "The model made no parameters\nTry again, or write them by hand: "
                         "docs/export.md");
  return g_steal_pointer (&parameters);
}

static gboolean
list_parameters (MqCliContext *self, GError **error)
{
  gboolean json = self->options->json;
  g_autoptr (GPtrArray) parameters = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_SCRIPT | (make ? MQ_CLI_WORK_DIRS : 0), error))
    return FALSE;

  parameters = mq_script_parameters_list (self->script);
  if (make && has_adjustable (parameters) && !json)
    printf ("This script has parameters already\n");
  else if (make && !has_adjustable (parameters))
    {
      g_ptr_array_unref (g_steal_pointer (&parameters));
      if (!(parameters = make_parameters (self, error)))
        return FALSE;
    }

  if (parameters->len == 0 && !json)
    printf ("This script has no parameters\n");
  for (guint i = 0; i < parameters->len; i++)
    print_parameter (parameters->pdata[i], json);

  return TRUE;
}

/* "45 cm" for a parameter in m is 0.45. */
static gboolean
read_number (const MqScriptParameter *parameter, const char *text, double *number, GError **error)
{
  const char *end;

  if (!mq_script_read_number (text, number, &end))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s is a number; “%s” is none", parameter->name,
                    text);

  end += strspn (end, " ");
  if (g_str_equal (parameter->unit, "m") && mq_length_unit_get_metres (end) > 0)
    {
      *number *= mq_length_unit_get_metres (end);
      return TRUE;
    }
  for (gsize i = 0; *end != '\0' && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, end) && g_str_equal (units[i].unit, parameter->unit))
      {
        *number *= units[i].factor;
        return TRUE;
      }

  return *end == '\0'
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "%s is in %s; “%s” is not understood",
                     parameter->name, *parameter->unit != '\0' ? parameter->unit : "no unit", end);
}

static char *
make_number (const MqScriptParameter *parameter, const char *text, GError **error)
{
  gboolean whole = strpbrk (parameter->value, ".eE") == NULL;
  char literal[G_ASCII_DTOSTR_BUF_SIZE];
  double number;

  if (!read_number (parameter, text, &number, error))
    return NULL;

  if (whole && number != floor (number))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is a whole number", parameter->name);
  if (parameter->has_range && (number < parameter->min - 1e-9 || number > parameter->max + 1e-9))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s goes from %g to %g%s%s", parameter->name,
                         parameter->min, parameter->max, *parameter->unit != '\0' ? " " : "",
                         parameter->unit);

  g_ascii_formatd (literal, sizeof literal, whole ? "%.0f" : "%.9g", number);
  return !whole && strpbrk (literal, ".e") == NULL ? g_strconcat (literal, ".0", NULL)
                                                   : g_strdup (literal);
}

static char *
make_color (const MqScriptParameter *parameter, const char *text, GError **error)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", text);
  g_autofree char *color = mq_script_read_color (quoted);

  if (color != NULL)
    return g_steal_pointer (&quoted);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is a color such as #50331d; “%s” is none",
                       parameter->name, text);
}

static char *
make_switch (const MqScriptParameter *parameter, const char *text, GError **error)
{
  if (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1"))
    return g_strdup ("True");
  if (g_ascii_strcasecmp (text, "false") == 0 || g_str_equal (text, "0"))
    return g_strdup ("False");

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is true or false", parameter->name);
}

static char *
make_choice (const MqScriptParameter *parameter, const char *text, GError **error)
{
  g_autofree char *choices = NULL;

  if (g_strv_contains ((const char *const *)parameter->choices, text))
    return mq_script_make_word (parameter->value, text);

  choices = g_strjoinv (", ", parameter->choices);
  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is one of %s; “%s” is none", parameter->name,
                       choices, text);
}

/* The new literal, of the same kind as the old one. */
static char *
make_literal (const MqScriptParameter *parameter, const char *text, GError **error)
{
  switch (mq_script_parameter_get_kind (parameter))
    {
    case MQ_SCRIPT_VALUE_NUMBER:
      return make_number (parameter, text, error);
    case MQ_SCRIPT_VALUE_SWITCH:
      return make_switch (parameter, text, error);
    case MQ_SCRIPT_VALUE_COLOR:
      return make_color (parameter, text, error);
    case MQ_SCRIPT_VALUE_CHOICE:
      return make_choice (parameter, text, error);
    case MQ_SCRIPT_VALUE_OTHER:
    default:
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                           "%s = %s cannot be set here\nEdit the script in the window, or run "
                           "your own with --script",
                           parameter->name, parameter->value);
    }
}

/* Puts “NAME=VALUE” into @lines. */
static gboolean
set_parameter (GPtrArray *parameters, GStrv lines, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, equals - word) : NULL;
  g_autofree char *literal = NULL;
  const MqScriptParameter *parameter;
  char *line = NULL;

  if (name == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not NAME=VALUE", word);
  if ((parameter = mq_script_parameters_find (parameters, name)) == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "The script has no parameter “%s”\nmaquette-cli parameters lists them", name);
  if (!(literal = make_literal (parameter, equals + 1, error)))
    return FALSE;

  if (parameter->line <= g_strv_length (lines))
    line = mq_script_rewrite_line (lines[parameter->line - 1], name, parameter->value, literal);
  if (line == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, "The line of %s could not be changed", name);

  g_free (lines[parameter->line - 1]);
  lines[parameter->line - 1] = line;
  return TRUE;
}

static MqRunOptions *
make_run_options (MqCliContext *self, GError **error)
{
  char **words = self->options->words;
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (self->script);
  g_auto (GStrv) lines = g_strsplit (self->script, "\n", -1);
  g_autofree char *prompt = g_strjoinv (" · ", words + 1);
  MqRunOptions *run_options;

  for (guint i = 1; words[i] != NULL; i++)
    if (!set_parameter (parameters, lines, words[i], error))
      return NULL;

  run_options = new_run_options (self, "script", prompt, NULL);
  run_options->script = g_strjoinv ("\n", lines);
  if (self->options->output != NULL)
    run_options->output = g_canonicalize_filename (self->options->output, NULL);
  return run_options;
}

/* Warns if the new version has problems that the one before has not. Awaits. */
static void
warn_if_worse (MqVersion *before, MqVersion *after)
{
  g_autoptr (JsonObject) old = dex_await_boxed (mq_version_load (before), NULL);
  g_autoptr (JsonObject) new = dex_await_boxed (mq_version_load (after), NULL);
  g_autofree char *words = mq_defect_words_compare (mq_json_get_object (old, "plan"),
                                                    mq_json_get_object (old, "report"),
                                                    mq_json_get_object (new, "report"));

  if (words != NULL)
    g_printerr ("maquette-cli: version %u is worse than version %u\n  %s\n",
                mq_version_get_number (after), mq_version_get_number (before), words);
}

static gboolean
set_parameters (MqCliContext *self, GError **error)
{
  MqRunOptions *run_options;
  MqVersion *made;
  guint last;

  if (!mq_cli_context_prepare (self, MQ_CLI_SCRIPT | MQ_CLI_WORK_DIRS, error)
      || !(run_options = make_run_options (self, error)))
    return FALSE;

  self->options->output = NULL;
  self->options->script = (char *)""; /* no team */
  last = mq_version_get_number (mq_session_get_last_version (self->session));
  if (!mq_command_run_prepared (self, run_options, error))
    return FALSE;

  made = mq_session_get_last_version (self->session);
  if (made != NULL && mq_version_get_number (made) > last
      && mq_version_get_parent (made) == mq_version_get_number (self->version))
    warn_if_worse (self->version, made);
  return TRUE;
}

static const GOptionEntry parameters_options[] = {
  { "make", 0, 0, G_OPTION_ARG_NONE, &make,
    "Let a language model give the script parameters, as a new version, if it has none", NULL },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

static const GOptionEntry set_options[] = {
  MQ_OPTION_OUTPUT ("Also write the result there", "DIR"),
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_parameters[] = {
  { "parameters", MQ_WORDS_VERSION, 1, 1, "List the parameters of a version’s script",
    list_parameters, parameters_options },
  { "set", MQ_WORDS_VERSION " NAME=VALUE…", 2, 100,
    "Build the asset with other values, as a new version", set_parameters, set_options },
  { NULL },
};
