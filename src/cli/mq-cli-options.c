/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line's options, see mq-cli-options.h. */
#include "cli/mq-cli-options.h"

#include "cli/mq-cli-command.h"
#include "cli/mq-cli-model.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <string.h>

MqCliOptions mq_cli_options = { .variants = MQ_CLI_NO_VARIANTS };

/* An option of a run, which data/schemas/run.schema.json describes. */
#define RUN_OPTION(member)                                                                         \
  { #member, 0, 0, G_OPTION_ARG_FILENAME, &mq_cli_options.member, NULL, NULL }

static GOptionEntry entries[] = {
  RUN_OPTION (text),
  RUN_OPTION (image),
  RUN_OPTION (require),
  RUN_OPTION (script),
  RUN_OPTION (from),
  RUN_OPTION (unit),
  RUN_OPTION (up),
  RUN_OPTION (refine),
  RUN_OPTION (no_input),
  RUN_OPTION (session_id),
  RUN_OPTION (prompt),
  RUN_OPTION (variants),
  RUN_OPTION (attach),
  MQ_OPTION ("list-sessions", 'l', NONE, list_sessions, "List your sessions that have a version",
             NULL),
  MQ_OPTION ("at-service", 0, NONE, at_service,
             "With --list-sessions: list the sessions kept at the shared service", NULL),
  MQ_OPTION ("place", 0, FILENAME, place,
             "Send a version (by default the last one) to the Blender that is running and "
             "connected",
             "ID[:VERSION]"),
  MQ_OPTION ("undo-place", 0, NONE, undo_place,
             "Undo the last --place, if nothing else was done in Blender since then", NULL),
  MQ_OPTIONS_END,
};

GOptionEntry mq_cli_run_options[] = {
  RUN_OPTION (part),   RUN_OPTION (output),          RUN_OPTION (json),     RUN_OPTION (team),
  RUN_OPTION (model),  RUN_OPTION (provider),        RUN_OPTION (base_url), RUN_OPTION (key_file),
  RUN_OPTION (effort), RUN_OPTION (save_transcript), RUN_OPTION (replay),   RUN_OPTION (go_on),
  RUN_OPTION (wait),   RUN_OPTION (own_service),     RUN_OPTION (config),   RUN_OPTION (server),
  MQ_OPTIONS_END,
};

static const GOptionEntry further_entries[] = {
  MQ_OPTION ("login", 0, NONE, login, "Sign in to the shared service, and show the account", NULL),
  MQ_OPTION ("no-browser", 0, NONE, no_browser,
             "With --login: sign in on another device, with a code", NULL),
  MQ_OPTION ("logout", 0, NONE, logout, "Sign out of the shared service", NULL),
  MQ_OPTION ("accept-terms", 0, NONE, accept_terms, "Accept the shared service's terms", NULL),
  MQ_OPTION ("version", 0, NONE, version, "Print the version and exit", NULL),
  MQ_OPTION ("help", 'h', NONE, help, "Print this help and exit", NULL),
  G_OPTION_ENTRY_NULL,
};

const GOptionEntry *const mq_cli_option_tables[] = {
  entries,
  mq_cli_run_options,
  further_entries,
  NULL,
};

/* Completes those that the schema describes. Their strings live as long as the process. */
static void
describe_options (GOptionEntry *options)
{
  JsonObject *properties = mq_json_get_object (mq_json_schema_load ("run"), "properties");

  for (GOptionEntry *each = options; each->long_name != NULL; each++)
    {
      JsonObject *property = mq_json_get_object (properties, each->long_name);
      const char *type = mq_json_get_string (property, "type", "");

      if (each->description != NULL)
        continue;

      each->long_name = mq_cli_command_make_option_name (each->long_name);
      each->short_name = mq_json_get_string (property, "letter", "")[0];
      each->description = mq_json_get_string (property, "description", NULL);
      each->arg_description = mq_json_get_string (property, "argument", NULL);
      if (g_str_equal (type, "boolean"))
        each->arg = G_OPTION_ARG_NONE;
      else if (g_str_equal (type, "integer"))
        each->arg = G_OPTION_ARG_INT;
      else if (g_str_equal (type, "array"))
        each->arg = G_OPTION_ARG_FILENAME_ARRAY;
    }
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, mq_cli_run_options, NULL);
  g_option_context_add_main_entries (context, further_entries, NULL);
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
      "  maquette-cli change k3v9x2m7qa \"make it taller\" \"paint it dark green\"\n\n"
      "Exit status:\n"
      "  0 done, 1 the run failed, 2 wrong usage or input, 3 sign in first, 4 accept the terms "
      "first,\n"
      "  5 quota used up, 6 no usable Blender, 7 service unreachable, 75 busy: try later,\n"
      "  130 interrupted\n\n"
      "Files:\n"
      "  ~/.config/" MQ_APP_FOLDER "/config.yaml       settings\n"
      "  ~/.config/" MQ_APP_FOLDER "/preferences.json  settings changed in the window; config.yaml "
      "wins\n"
      "  ~/.local/share/" MQ_APP_FOLDER "/             your sessions and versions, kinds of your "
      "own\n");
  return context;
}

/* Returns: (transfer full): the text of `--help` */
char *
mq_cli_options_get_help (void)
{
  g_autoptr (GOptionContext) context = make_context ();

  return g_option_context_get_help (context, TRUE, NULL);
}

/* @error: %MQ_ERROR_BAD_INPUT. Returns: whether they are as many as it wants, and UTF-8 */
static gboolean
check_words (const MqCliCommand *command, GStrv words, GError **error)
{
  g_autofree char *help = g_strdup_printf ("maquette-cli help %s says more", command->name);
  guint n = g_strv_length (words);

  if (n < command->min_words || n > command->max_words)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "maquette-cli %s needs: %s\n%s%s", command->name,
                    command->words,
                    n > command->max_words ? "Put text with spaces in quotes; " : "",
                    g_str_has_prefix (command->words, "SESSION")
                        ? "maquette-cli --list-sessions lists the sessions"
                        : help);

  for (guint i = 0; i < n; i++)
    if (!g_utf8_validate (words[i], -1, NULL))
      return mq_fail (error, MQ_ERROR_BAD_INPUT, "A word of the command is not UTF-8 text");

  return TRUE;
}

/* @argv: the argument of main(); @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer none)
 * (nullable): the options, not yet checked */
MqCliOptions *
mq_cli_options_parse (char **argv, GError **error)
{
  MqCliOptions *self = &mq_cli_options;
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) parse_error = NULL;
  g_auto (GStrv) words = g_strdupv (argv);

  describe_options (entries);
  describe_options (mq_cli_run_options);
  if (argv[1] != NULL && argv[1][0] != '-'
      && !(self->command = mq_cli_command_find (argv[1], error)))
    return NULL;

  context = self->command != NULL ? mq_cli_command_make_context (self->command) : make_context ();
  if (!g_option_context_parse_strv (context, &words, &parse_error))
    {
      g_autoptr (GPtrArray) options = mq_cli_command_list_options (self->command);
      g_auto (GStrv) names = g_new0 (char *, options->len + 1);
      const char *option = strstr (parse_error->message, "--");
      g_autofree char *name = option != NULL ? g_strndup (option + 2, strcspn (option + 2, "="))
                                             : NULL;
      g_autofree char *of = g_strconcat (self->command != NULL ? self->command->name : "", " ",
                                         NULL);
      g_autofree char *meant = NULL;
      const char *nearest = NULL;

      for (guint i = 0; i < options->len; i++)
        names[i] = g_strdup (((const GOptionEntry *)options->pdata[i])->long_name);
      if (g_error_matches (parse_error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
          && name != NULL)
        nearest = mq_text_nearest (name, (const char *const *)names);
      meant = nearest != NULL ? g_strdup_printf ("Did you mean --%s? ", nearest) : g_strdup ("");
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                           "%s\n%smaquette-cli %s--help lists the options", parse_error->message,
                           meant, g_strchug (of));
    }

  /* --help is the command help of what stands before it. */
  if (self->help)
    {
      const char *const about[] = { self->command != NULL ? self->command->name : NULL, NULL };

      self->words = g_strdupv ((GStrv)about);
      self->command = mq_cli_command_find ("help", error);
      return self;
    }

  if (self->command == NULL && words[1] != NULL)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        "“%s” is not the value of an option\nPut text with spaces in quotes: --text \"a chair\"",
        words[1]);

  if (self->command == NULL)
    return self;

  self->words = g_strdupv (words + 2);
  return check_words (self->command, self->words, error) ? self : NULL;
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

  if ((length = g_utf8_strlen (text, -1)) > MQ_MESSAGE_MAX_CHARS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "%s has %ld characters; at most %d are read\nShorten it", what, length,
                    MQ_MESSAGE_MAX_CHARS);

  return TRUE;
}

static gboolean
check_mode (MqCliOptions *self, GError **error)
{
  const gboolean modes[] = {
    (self->text != NULL && self->from == NULL) || self->image != NULL,
    self->script != NULL,
    self->from != NULL,
    self->session_id != NULL,
    self->list_sessions,
    self->place != NULL,
    self->undo_place,
    self->login,
    self->logout,
    self->accept_terms,
    self->attach != NULL,
  };
  guint n_modes = 0;

  if ((self->session_id != NULL) != (self->prompt != NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    self->prompt != NULL
                        ? "--prompt needs --session-id\n"
                          "Give both to continue a session, or --text to start one"
                        : "--session-id needs --prompt\n"
                          "Use --prompt to describe what to change in that session's last version");

  if (self->image != NULL && g_strv_length (self->image) > MQ_RUN_MAX_PICTURES)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "At most %d pictures can be given with --image",
                    MQ_RUN_MAX_PICTURES);

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    n_modes += modes[i];

  if (n_modes == 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Nothing to do\nDescribe what to make: maquette-cli --text \"a chair\"; "
                    "maquette-cli --help lists the rest");

  if (n_modes > 1)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "Only one of --text, --image, --script, --from, --session-id, --attach, --list-sessions, "
        "--place, --undo-place, --login, --logout and --accept-terms can be used at a "
        "time");

  return TRUE;
}

/* @error: %MQ_ERROR_BAD_INPUT: the message's second line says what to do. Returns: whether they
 * are valid together */
gboolean
mq_cli_options_check (MqCliOptions *self, GError **error)
{
  if (self->at_service && !self->list_sessions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--at-service needs --list-sessions");

  if (self->unit != NULL && self->script == NULL && self->from == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--unit needs --script or --from");
  if (self->up != NULL && self->from == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--up needs --from");
  if (self->up != NULL && !g_str_equal (self->up, "y") && !g_str_equal (self->up, "z"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--up is y or z");
  if (self->unit != NULL && mq_length_unit_get_metres (self->unit) == 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "There is no unit “%s”: use m, cm, mm, in or ft",
                    self->unit);

  if (self->part != NULL && self->session_id == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--part needs --session-id with --prompt");
  if (self->require != NULL && self->text == NULL && self->image == NULL && self->script == NULL
      && self->from == NULL && self->session_id == NULL)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "--require needs --text, --image, --script, --from or --session-id with --prompt");

  if (self->go_on && self->own_service)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--go-on does not go with --own-service, which ends with this program");

  if (self->no_browser && !self->login)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--no-browser needs --login");

  if (!check_mode (self, error))
    return FALSE;

  /* Variants are finished when they are there, so that nothing can be said to them. */
  if (self->variants != MQ_CLI_NO_VARIANTS)
    {
      if (self->variants < 2 || self->variants > MQ_RUN_MAX_VARIANTS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "--variants is a number from 2 to %d",
                        MQ_RUN_MAX_VARIANTS);
      if (self->from != NULL
          || (self->text == NULL && self->image == NULL && self->session_id == NULL))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "--variants needs --text, --image or --session-id with --prompt");
      if (self->refine != NULL || self->save_transcript != NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "--variants cannot be used with --refine or --save-transcript\n"
                        "Choose a variant, then continue with --session-id ID:VERSION");
    }

  return mq_cli_options_check_run (self, error);
}

/**
 * mq_cli_options_check_run:
 * @self: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether those of a run are valid
 */
gboolean
mq_cli_options_check_run (MqCliOptions *self, GError **error)
{
  if (self->team != NULL && !g_str_equal (self->team, "sketcher")
      && !g_str_equal (self->team, "model"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "There is no team “%s”\nThe teams are sketcher and model", self->team);

  if (!mq_cli_model_apply (self, error))
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

/**
 * mq_cli_options_has_transcript:
 * @self: options
 *
 * Returns: whether the run is played from a transcript, or saves one
 */
gboolean
mq_cli_options_has_transcript (const MqCliOptions *self)
{
  return self->replay != NULL || self->save_transcript != NULL;
}
