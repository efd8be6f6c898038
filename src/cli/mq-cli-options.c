/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line's options, see mq-cli-options.h. */
#include "cli/mq-cli-options.h"

#include "cli/mq-cli-model.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"

#include <string.h>

static GOptionContext *
make_context (MqCliOptions *self)
{
  /* Strings are read as bytes and validated here, so that they do not depend on the locale. */
  const GOptionEntry entries[] = {
    { "text", 't', 0, G_OPTION_ARG_FILENAME, &self->text, "Start a session from words", "TEXT" },
    { "image", 0, 0, G_OPTION_ARG_FILENAME, &self->image,
      "Start a session from a picture (needs a model)", "FILE" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &self->script,
      "Start a session from a script of your own: checked, run, measured, rendered", "FILE" },
    { "refine", 'r', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->refine,
      "A change to make afterwards; can be repeated, applied in order; then finish", "TEXT" },
    { "no-input", 'n', 0, G_OPTION_ARG_NONE, &self->no_input,
      "Never ask; finish after the automatic refinement", NULL },
    { "session-id", 0, 0, G_OPTION_ARG_FILENAME, &self->session_id,
      "Continue from the last version of this session, or from another one, in a new session (with "
      "--prompt)",
      "ID[:VERSION]" },
    { "prompt", 0, 0, G_OPTION_ARG_FILENAME, &self->prompt, "What to change there", "TEXT" },
    { "variants", 0, 0, G_OPTION_ARG_INT, &self->variants,
      "Make so many variants of --text, --image or --prompt, 2 to 6, and rank them", "NUMBER" },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME, &self->attach,
      "Follow the run of this session, even if another program started it; --refine sends it "
      "changes",
      "ID" },
    { "list-sessions", 'l', 0, G_OPTION_ARG_NONE, &self->list_sessions,
      "List your sessions that have a version", NULL },
    { "at-service", 0, 0, G_OPTION_ARG_NONE, &self->at_service,
      "With --list-sessions: those that are kept at the shared service", NULL },
    { "place", 0, 0, G_OPTION_ARG_FILENAME, &self->place,
      "Send a version (by default the last one) to the Blender that is running and "
      "connected (docs/live.md)",
      "ID[:VERSION]" },
    { "undo-place", 0, 0, G_OPTION_ARG_NONE, &self->undo_place,
      "Undo the last --place there, if nothing else was done since", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      "Also write script.py, scene.blend, report.json, render_1.png … session.json there", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json,
      "Print one JSON event a line on standard output, and nothing else", NULL },
    { "team", 0, 0, G_OPTION_ARG_FILENAME, &self->team,
      "The team: sketcher (built in, no AI model) or model (default: model, where one is "
      "configured)",
      "TEAM" },
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &self->model,
      "The AI model: MODEL, or PROVIDER:MODEL (docs/models.md)", "MODEL" },
    { "provider", 0, 0, G_OPTION_ARG_FILENAME, &self->provider,
      "The model’s provider: anthropic, openai, ollama, custom …", "PROVIDER" },
    { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &self->base_url,
      "The model’s address, instead of the provider’s own", "URL" },
    { "effort", 0, 0, G_OPTION_ARG_FILENAME, &self->effort,
      "The effort to put in: quick, normal, thorough or small-steps", "EFFORT" },
    { "save-transcript", 0, 0, G_OPTION_ARG_FILENAME, &self->save_transcript,
      "Write the requests to models and their answers to this file", "FILE" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &self->replay,
      "Replay such a file instead of asking a model: no network, no cost", "FILE" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &self->config,
      "Settings to use instead of config.yaml and those of the window", "FILE" },
    { "server", 0, 0, G_OPTION_ARG_FILENAME, &self->server,
      "Use the agent service at this address instead of one of your own", "URL" },
    { "login", 0, 0, G_OPTION_ARG_NONE, &self->login,
      "Sign in to the shared service, and show the account", NULL },
    { "no-browser", 0, 0, G_OPTION_ARG_NONE, &self->no_browser,
      "With --login: sign in on another device, with a code", NULL },
    { "logout", 0, 0, G_OPTION_ARG_NONE, &self->logout, "Sign out of the shared service", NULL },
    { "accept-terms", 0, 0, G_OPTION_ARG_NONE, &self->accept_terms,
      "Accept the shared service's terms", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version and exit", NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, "Print this help and exit", NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context,
      "Turns words into an editable Blender asset: a script, a .blend, renders, a report.");
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  maquette-cli --text \"Create a 3D object of a chair\"\n"
      "  maquette-cli --text \"a round oak table\" --refine \"make it taller\" --output table\n"
      "  maquette-cli --text \"a brass astrolabe on a stand\" --model ollama:qwen3:32b\n"
      "  maquette-cli --text \"a chair\" --variants 4\n"
      "  maquette-cli --session-id k3v9x2m7qa --prompt \"paint it dark green\"\n\n"
      "Exit status:\n"
      "  0 done, 1 the run failed, 2 wrong usage or input, 3 sign in first, 4 accept the terms "
      "first,\n"
      "  5 quota used up, 6 no usable Blender, 7 service unreachable, 130 interrupted\n\n"
      "Files:\n"
      "  ~/.config/maquette/config.yaml       settings\n"
      "  ~/.config/maquette/preferences.json  settings changed in the window; config.yaml wins\n"
      "  ~/.local/share/maquette/             your sessions and versions, kinds of your own\n");
  return context;
}

/**
 * mq_cli_options_free:
 * @self: (transfer full): options
 */
void
mq_cli_options_free (MqCliOptions *self)
{
  g_free (self->text);
  g_free (self->image);
  g_free (self->script);
  g_strfreev (self->refine);
  g_free (self->session_id);
  g_free (self->prompt);
  g_free (self->attach);
  g_free (self->place);
  g_free (self->server);
  g_free (self->config);
  g_free (self->team);
  g_free (self->model);
  g_free (self->provider);
  g_free (self->base_url);
  g_free (self->effort);
  g_free (self->replay);
  g_free (self->save_transcript);
  g_free (self->output);
  g_free (self);
}

/**
 * mq_cli_load_config:
 * @file: (nullable): --config
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Prints on standard error which settings were ignored, if any.
 *
 * Returns: (transfer full) (nullable): the settings
 */
MqConfig *
mq_cli_load_config (const char *file, GError **error)
{
  MqConfig *config = mq_config_load (file, error);

  if (config != NULL && mq_config_get_problem (config) != NULL)
    g_printerr ("maquette-cli: %s\n", mq_config_get_problem (config));
  return config;
}

/**
 * mq_cli_options_get_help:
 *
 * Returns: (transfer full): the text of `--help`
 */
char *
mq_cli_options_get_help (void)
{
  MqCliOptions none = { 0 };
  g_autoptr (GOptionContext) context = make_context (&none);

  return g_option_context_get_help (context, TRUE, NULL);
}

/**
 * mq_cli_options_parse:
 * @argc: the argument of main()
 * @argv: the argument of main()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the options, not yet checked
 */
MqCliOptions *
mq_cli_options_parse (int argc, char **argv, GError **error)
{
  g_autoptr (MqCliOptions) self = g_new0 (MqCliOptions, 1);
  g_autoptr (GOptionContext) context = make_context (self);
  g_autoptr (GError) parse_error = NULL;
  g_auto (GStrv) args = g_new0 (char *, argc + 1);
  g_autofree char **rest = g_new0 (char *, argc + 1);
  int n_rest = argc;

  for (int i = 0; i < argc; i++)
    rest[i] = args[i] = g_strdup (argv[i]);

  if (!g_option_context_parse (context, &n_rest, &rest, &parse_error))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s\nmaquette-cli --help lists the options",
                         parse_error->message);

  if (n_rest > 1)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        "“%s” belongs to no option\nPut text with spaces in quotes: --text \"a chair\"", rest[1]);

  return g_steal_pointer (&self);
}

/**
 * mq_cli_check_text:
 * @what: their name in the message: "The prompt"
 * @text: the user's text
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it can be sent: UTF-8, not empty, not too long
 */
gboolean
mq_cli_check_text (const char *what, const char *text, GError **error)
{
  glong length;

  if (!g_utf8_validate (text, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s is not UTF-8 text", what);

  if (mq_text_is_blank (text))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s is empty\nDescribe what you want", what);

  if ((length = g_utf8_strlen (text, -1)) > MQ_PROMPT_MAX_CHARS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "%s has %ld characters; at most %d are read\nShorten it", what, length,
                    MQ_PROMPT_MAX_CHARS);

  return TRUE;
}

static gboolean
check_mode (MqCliOptions *self, GError **error)
{
  const gboolean modes[] = {
    self->text != NULL,  self->image != NULL, self->script != NULL, self->session_id != NULL,
    self->list_sessions, self->place != NULL, self->undo_place,     self->login,
    self->logout,        self->accept_terms,  self->attach != NULL,
  };
  guint n_modes = 0;

  if ((self->session_id != NULL) != (self->prompt != NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    self->prompt != NULL
                        ? "--prompt needs --session-id\n"
                          "Give both to continue a session, or --text to start one"
                        : "--session-id needs --prompt\n"
                          "Use --prompt to describe what to change in that session's last version");

  if (self->text != NULL && self->image != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--text and --image cannot be used together\nGive one of them");

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    n_modes += modes[i];

  if (n_modes == 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Nothing to do\nDescribe what to make: maquette-cli --text \"a chair\"; "
                    "maquette-cli --help lists the rest");

  if (n_modes > 1)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "Only one of --text, --image, --script, --session-id, --attach, --list-sessions, "
        "--place, --undo-place, --login, --logout and --accept-terms can be used at a "
        "time");

  return TRUE;
}

static gboolean
check_team (MqCliOptions *self, GError **error)
{
  if (self->at_service && !self->list_sessions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--at-service needs --list-sessions");

  if (self->no_browser && !self->login)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--no-browser needs --login");

  if (self->team != NULL && !g_str_equal (self->team, "sketcher")
      && !g_str_equal (self->team, "model"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "There is no team “%s”\nThe teams are sketcher and model", self->team);

  return TRUE;
}

/* Variants are finished when they are there, so that nothing can be said to them. */
static gboolean
check_variants (MqCliOptions *self, GError **error)
{
  if (self->variants == 0)
    return TRUE;

  if (self->variants < 2 || self->variants > MQ_RUN_MAX_VARIANTS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--variants is a number from 2 to %d",
                    MQ_RUN_MAX_VARIANTS);
  if (self->text == NULL && self->image == NULL && self->session_id == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--variants needs --text, --image or --session-id with --prompt");
  if (self->refine != NULL || self->save_transcript != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--variants cannot be used with --refine or --save-transcript\n"
                    "Choose a variant, then continue with --session-id ID:VERSION");

  return TRUE;
}

/**
 * mq_cli_options_check:
 * @self: options
 * @error: %MQ_ERROR_BAD_INPUT: the message's second line says what to do
 *
 * Returns: whether they are valid together
 */
gboolean
mq_cli_options_check (MqCliOptions *self, GError **error)
{
  if (!check_mode (self, error) || !check_variants (self, error) || !check_team (self, error)
      || !mq_cli_model_apply (self, error))
    return FALSE;

  if ((self->text != NULL && !mq_cli_check_text ("The prompt", self->text, error))
      || (self->prompt != NULL && !mq_cli_check_text ("The prompt", self->prompt, error)))
    return FALSE;

  for (guint i = 0; self->refine != NULL && self->refine[i] != NULL; i++)
    if (!mq_cli_check_text ("An instruction (--refine)", self->refine[i], error))
      return FALSE;

  if (self->output != NULL && *self->output == '\0')
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--output needs the name of a folder");

  return TRUE;
}
