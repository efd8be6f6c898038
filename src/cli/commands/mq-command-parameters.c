/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters, set, rebuild: the commands that list the parameters of a version's script or have
 * them made, build it with other values, and make a version whose parts are code. */
#include "cli/mq-cli-model.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/executor/mq-worker-settings.h"
#include "client/intake/mq-rebuild.h"
#include "client/run/mq-defect-words.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter-json.h"
#include "common/script/mq-script-values.h"

#include <stdio.h>
#include <string.h>

#define MAX_NAME 60 /* bytes */

/* The options. */
static gboolean make;

/* A run that goes on from the version. */
static MqRunOptions *
new_run_options (MqCliContext *self, const char *mode, const char *text, const char *team)
{
  MqRunOptions *options = mq_run_options_new (mode, text, team);

  options->title = g_strdup (mq_session_get_title (self->session));
  options->session = g_object_ref (self->session);
  options->base_session = g_object_ref (self->session);
  options->base = g_object_ref (self->version);
  return options;
}

static gboolean
has_adjustable (GPtrArray *parameters)
{
  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    if (mq_script_parameter_get_kind (parameter) != MQ_SCRIPT_VALUE_OTHER)
      return TRUE;

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
                         "Name one in config.yaml or in the window (docs/using/models.md)");

  run_options = new_run_options (self, "continue", MQ_SCRIPT_PARAMETERS_INSTRUCTION, "model");
  run_options->server = g_strdup (mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL));
  if (!mq_command_run_prepared (self, run_options, error)
      || !(script = mq_cli_load_script (mq_session_get_last_version (self->session), error)))
    return NULL;

  parameters = mq_script_parameters_list (script);
  if (!has_adjustable (parameters))
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         "The model made no parameters\nTry again, or write them by hand: "
                         "docs/using/parameters.md");
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
    printf ("This script already has parameters\n");
  else if (make && !has_adjustable (parameters))
    {
      g_ptr_array_unref (g_steal_pointer (&parameters));
      if (!(parameters = make_parameters (self, error)))
        return FALSE;
    }

  if (parameters->len == 0 && !json)
    printf ("This script has no parameters\n");
  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    {
      g_autoptr (JsonObject) facts = NULL;
      g_autofree char *range = NULL;

      if (json)
        {
          facts = mq_script_parameter_to_json (parameter);
          mq_stdout_print_json ("parameters", facts);
        }
      else
        {
          if (parameter->has_range)
            range = g_strdup_printf ("%g to %g %s", parameter->min, parameter->max,
                                     parameter->unit);
          else
            range = parameter->choices != NULL ? g_strjoinv (" | ", parameter->choices)
                                               : g_strdup ("");
          printf ("%-22s %-14s %-18s %s\n", parameter->name, parameter->value, range,
                  parameter->about);
        }
    }

  return TRUE;
}

/* Makes a version of a script. Awaits. @text: what is asked for. @made: (out) (nullable): the
 * version, owned by the session; %NULL: none was made. Returns: whether the run did not fail */
static gboolean
make_version (MqCliContext *self, const char *script, const char *text, MqVersion **made,
              GError **error)
{
  MqRunOptions *run_options = new_run_options (self, "script", text, NULL);
  guint last = mq_version_get_number (mq_session_get_last_version (self->session));

  run_options->script = g_strdup (script);
  if (self->options->output != NULL)
    run_options->output = g_canonicalize_filename (self->options->output, NULL);
  self->options->output = NULL;
  self->options->script = (char *)""; /* no team */
  if (!mq_command_run_prepared (self, run_options, error))
    return FALSE;

  *made = mq_session_get_last_version (self->session);
  if (*made != NULL && mq_version_get_number (*made) <= last)
    *made = NULL;
  return TRUE;
}

static gboolean
set_parameters (MqCliContext *self, GError **error)
{
  char **values = self->options->words + 1;
  g_autofree char *script = NULL;
  g_autofree char *text = g_strjoinv (" · ", values);
  MqVersion *made;

  if (!mq_cli_context_prepare (self, MQ_CLI_SCRIPT | MQ_CLI_WORK_DIRS, error)
      || !(script = mq_script_dup_with_values (self->script, values, error))
      || !make_version (self, script, text, &made, error))
    return FALSE;

  if (made != NULL && mq_version_get_parent (made) == mq_version_get_number (self->version))
    {
      g_autoptr (JsonObject) old = dex_await_boxed (mq_version_load (self->version), NULL);
      g_autoptr (JsonObject) new = dex_await_boxed (mq_version_load (made), NULL);
      g_autofree char *words = mq_defect_words_compare (mq_json_get_object (old, "plan"),
                                                        mq_json_get_object (old, "report"),
                                                        mq_json_get_object (new, "report"));

      /* Warns if the new version has problems that the one before has not. */
      if (words != NULL)
        g_printerr ("maquette-cli: version %u is worse than version %u\n  %s\n",
                    mq_version_get_number (made), mq_version_get_number (self->version), words);
    }

  return TRUE;
}

/* Prints which parts are code now, and how far each is off. Returns: how many that were none */
static guint
print_rebuilt (JsonArray *parts, guint n_before, gboolean json)
{
  static const char *const members[][2]
      = { { "mean_m", "mean_percent" }, { "p99_m", "p99_percent" }, { "max_m", "max_percent" } };
  guint n_code = 0;

  MQ_JSON_EACH (parts, i, part)
    {
      g_autofree char *name = mq_text_clean (mq_json_get_string (part, "name", ""), MAX_NAME);
      const char *shape = mq_json_get_string (part, "shape", NULL);
      JsonObject *off = mq_json_get_object (part, "off");
      double before = mq_json_get_double (off, "volume_before_m3", 0);
      double after = mq_json_get_double (off, "volume_m3", 0);

      n_code += shape != NULL;
      if (json)
        mq_stdout_print_json ("rebuilt", part);
      if (json || shape == NULL)
        continue;

      if (n_code == 1)
        printf ("%-22s %-22s %20s %20s %20s %10s\n", "Part", "As", "Off on average",
                "99 % are within", "Off at most", "Volume");
      printf ("%-22s %-22s", name, shape);
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        printf (" %8.3f mm %6.3f %%", 1000 * mq_json_get_double (off, members[j][0], 0),
                mq_json_get_double (off, members[j][1], 0));
      if (before > 0 && after > 0)
        printf (" %+8.3f %%\n", 100 * (after / before - 1));
      else
        printf (" %10s\n", "open");
    }
  if (json)
    return n_code;

  printf ("%u of %u parts are code now\n", n_code + n_before, mq_json_length (parts) + n_before);
  MQ_JSON_EACH (parts, i, part)
    if (mq_json_get_string (part, "shape", NULL) == NULL)
      {
        g_autofree char *name = mq_text_clean (mq_json_get_string (part, "name", ""), MAX_NAME);

        printf ("“%s” stays a mesh: %s\n", name, mq_json_get_string (part, "why", ""));
      }
  return n_code;
}

static gboolean
rebuild (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) rebuilt = NULL;
  JsonArray *parts;
  MqWorkerSettings settings;
  MqVersion *made;

  if (!mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER | MQ_CLI_SCRIPT, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  rebuilt
      = dex_await_boxed (mq_cli_context_unless_interrupted (
                             self, mq_rebuild_version (self->library, &settings, self->version)),
                         error);
  if (rebuilt == NULL)
    return FALSE;

  parts = mq_json_get_array (rebuilt, "parts");
  if (print_rebuilt (parts, mq_json_get_int (rebuilt, "code", 0), self->options->json) == 0)
    return mq_fail (error, MQ_ERROR_FAILED, "No mesh of version %u is a plain shape",
                    mq_version_get_number (self->version));

  return make_version (self, mq_json_get_string (rebuilt, "script", ""), "Rebuild as code", &made,
                       error)
         && (made == NULL || dex_await (mq_rebuild_save_report (made, parts), error));
}

static const GOptionEntry parameters_options[] = {
  { "make", 0, 0, G_OPTION_ARG_NONE, &make,
    "Let a language model give the script parameters, as a new version, if it has none", NULL },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

static const GOptionEntry set_options[] = {
  MQ_OPTION_OUTPUT ("Also write the result in this folder", "DIR"),
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_parameters[] = {
  { "parameters", MQ_WORDS_VERSION, 1, 1, "List the parameters of a version’s script",
    list_parameters, parameters_options },
  { "set", MQ_WORDS_VERSION " NAME=VALUE…", 2, 100,
    "Build the asset with other values, as a new version", set_parameters, set_options },
  { "rebuild", MQ_WORDS_VERSION, 1, 1,
    "Make a version of a model that was taken in whose plain parts are code", rebuild,
    set_options },
  { NULL },
};
