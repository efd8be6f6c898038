/* The table of commands, see mq-cli-command.h. */
#include "cli/mq-cli-command.h"

#include "cli/commands/mq-commands.h"
#include "common/base/mq-error.h"

#include <string.h>

#define VERSION "SESSION[:VERSION]"

static const MqCliCommand commands[] = {
  { "versions",
    "SESSION",
    1,
    1,
    { "json" },
    "List the versions of a session",
    mq_command_versions },
  { "show",
    VERSION,
    1,
    1,
    { "json" },
    "Show what a version is: sizes, parts, what was measured",
    mq_command_show },
  { "diff",
    "SESSION:VERSION [VERSION]",
    1,
    2,
    { NULL },
    "Compare two scripts; without a second version, with the one that it was made from",
    mq_command_diff },
  { "draft",
    "SESSION",
    1,
    1,
    { "json" },
    "Print the last script of a run that failed, to be mended and run with --script",
    mq_command_draft },
  { "parameters",
    VERSION,
    1,
    1,
    { "make", "json", "config" },
    "List the parameters of a version’s script",
    mq_command_parameters },
  { "set",
    VERSION " NAME=VALUE…",
    2,
    100,
    { "json", "output-folder", "config" },
    "Build the asset with other values, as a new version",
    mq_command_set },
  { "revert",
    "SESSION:VERSION",
    1,
    1,
    { "json" },
    "Make an earlier version the newest one again, as a copy",
    mq_command_revert },
  { "branch",
    VERSION " [TITLE]",
    1,
    2,
    { "json" },
    "Start a session of its own from a version",
    mq_command_branch },
  { "rename",
    "SESSION TITLE",
    2,
    2,
    { "at-service", "server", "config" },
    "Give a session another title",
    mq_command_rename },
  { "favorite",
    "SESSION [on|off]",
    1,
    2,
    { NULL },
    "List a session above the others in the window",
    mq_command_favorite },
  { "delete",
    "SESSION",
    1,
    1,
    { "yes", "at-service", "server", "config" },
    "Delete a session with all its versions",
    mq_command_delete },
  { "open", VERSION, 1, 1, { "config" }, "Open a copy of a version in Blender", mq_command_open },
  { "export",
    VERSION,
    1,
    1,
    { "output", "format", "unit", "up", "size", "textures", "per-object", "triangles", "levels",
      "join", "on-ground", "triangulate", "draco", "replace", "json", "config" },
    "Write a version as glTF, USD, FBX, OBJ, STL, PLY, 3MF, .blend or PNG, and prove the file, or "
    "save it as an asset of Blender",
    mq_command_export },
  { "film",
    VERSION,
    1,
    1,
    { "output", "film-format", "seconds", "width", "fps", "engine", "easing", "transparent",
      "making-of", "replace", "json", "config" },
    "Make a film of a version on a turntable: WebM, MP4, WebP or GIF",
    mq_command_film },
  { "check-print",
    VERSION,
    1,
    1,
    { "wall", "bed", "json", "config" },
    "Check whether a version can be printed in 3D",
    mq_command_check_print },
  { "take",
    "SESSION",
    1,
    1,
    { "json", "config" },
    "Make a version of what was changed by hand in the running Blender",
    mq_command_take },
  { "share",
    "SESSION",
    1,
    1,
    { "output", "replace", "json" },
    "Write a session with all its versions as one file, to give away",
    mq_command_share },
  { "import",
    "FILE",
    1,
    1,
    { "json" },
    "Add a session that share wrote; what you have of it already stays as it is",
    mq_command_import },
  { "fetch",
    "SESSION",
    1,
    1,
    { "json", "server", "config" },
    "Add a session that is kept at the shared service; what you have of it already stays as it is",
    mq_command_fetch },
  { "account",
    "",
    0,
    0,
    { "output", "replace", "json", "server", "config" },
    "Show your account at the shared service, or save all that it holds about you as a ZIP archive",
    mq_command_account_data },
  { "delete-account",
    "",
    0,
    0,
    { "yes", "server", "config" },
    "Delete all that the shared service holds about you; your sessions here stay",
    mq_command_delete_account },
  { "completion",
    "bash|zsh|fish",
    1,
    1,
    { NULL },
    "Print the completion script of a shell",
    mq_command_completion },
  { NULL },
};

/* A row names its option to the rows above; two options of different commands may have one long
 * name. The place of its value in MqCommandOptions stands for arg_data. Strings are read as bytes
 * and validated where they are used, as in mq-cli-options.c. */
#define PLACE(member) GSIZE_TO_POINTER (G_STRUCT_OFFSET (MqCommandOptions, member))

static const struct
{
  const char *id;
  GOptionEntry entry;
} known_options[] = {
  { "output",
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, PLACE (output), "The file to write", "FILE" } },
  { "output-folder",
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, PLACE (output), "Also write the result there",
      "DIR" } },
  { "format",
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, PLACE (format),
      "glb, usd, fbx, obj, stl, ply, 3mf, blend, png, sheet (all renders as one PNG) or asset (for "
      "Blender’s Asset Browser) (default: the file’s suffix)",
      "FORMAT" } },
  { "film-format",
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, PLACE (format),
      "webm, mp4, webp or gif (default: the file’s suffix)", "FORMAT" } },
  { "unit",
    { "unit", 0, 0, G_OPTION_ARG_FILENAME, PLACE (unit),
      "The unit of a file without one: m, cm, mm, in or ft (default: mm for STL, else m)",
      "UNIT" } },
  { "up",
    { "up", 0, 0, G_OPTION_ARG_FILENAME, PLACE (up),
      "The axis that is up, y or z, in OBJ, FBX, STL and PLY", "AXIS" } },
  { "size",
    { "size", 0, 0, G_OPTION_ARG_DOUBLE, PLACE (size), "A factor on all lengths", "FACTOR" } },
  { "textures",
    { "textures", 0, 0, G_OPTION_ARG_INT, PLACE (textures),
      "Bake procedural materials into pictures of so many pixels a side, 0 for none "
      "(default: 2048 in formats with materials)",
      "PIXELS" } },
  { "per-object",
    { "per-object", 0, 0, G_OPTION_ARG_NONE, PLACE (per_object),
      "Bake pictures of each object, instead of one of all", NULL } },
  { "triangles",
    { "triangles", 0, 0, G_OPTION_ARG_INT, PLACE (triangles),
      "Reduce the asset to so many triangles", "NUMBER" } },
  { "levels",
    { "levels", 0, 0, G_OPTION_ARG_NONE, PLACE (levels),
      "Also write files with 50 % and 25 % of the triangles", NULL } },
  { "join",
    { "join", 0, 0, G_OPTION_ARG_NONE, PLACE (join), "Join objects of the same material", NULL } },
  { "on-ground",
    { "on-ground", 0, 0, G_OPTION_ARG_NONE, PLACE (on_ground),
      "Put the origin under the middle of the asset", NULL } },
  { "triangulate",
    { "triangulate", 0, 0, G_OPTION_ARG_NONE, PLACE (triangulate), "Make triangles of all faces",
      NULL } },
  { "draco",
    { "draco", 0, 0, G_OPTION_ARG_NONE, PLACE (draco),
      "Compress the triangles of a GLB, where this Blender can", NULL } },
  { "replace",
    { "replace", 0, 0, G_OPTION_ARG_NONE, PLACE (replace), "Replace files that exist", NULL } },
  { "wall",
    { "wall", 0, 0, G_OPTION_ARG_DOUBLE, PLACE (wall),
      "The thinnest wall that prints, mm (default: 1)", "MM" } },
  { "bed", { "bed", 0, 0, G_OPTION_ARG_FILENAME, PLACE (bed), "The printer’s room, mm", "XxYxZ" } },
  { "seconds",
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, PLACE (seconds), "Length of a whole turn (default: 6)",
      "SECONDS" } },
  { "width",
    { "width", 0, 0, G_OPTION_ARG_INT, PLACE (width),
      "Width; the height is 9/16 of it (default: 1280)", "PIXELS" } },
  { "fps",
    { "fps", 0, 0, G_OPTION_ARG_INT, PLACE (fps), "Frames per second (default: 24)", "NUMBER" } },
  { "engine",
    { "engine", 0, 0, G_OPTION_ARG_FILENAME, PLACE (engine),
      "workbench, eevee, cycles or auto (default: workbench, which is fast)", "ENGINE" } },
  { "easing",
    { "easing", 0, 0, G_OPTION_ARG_FILENAME, PLACE (easing),
      "linear, or smooth: slow at the beginning and at the end (default: linear)", "EASING" } },
  { "transparent",
    { "transparent", 0, 0, G_OPTION_ARG_NONE, PLACE (transparent),
      "Nothing behind the asset (WebP only)", NULL } },
  { "making-of",
    { "making-of", 0, 0, G_OPTION_ARG_NONE, PLACE (making_of),
      "All versions of the session in order, with their instructions", NULL } },
  { "make",
    { "make", 0, 0, G_OPTION_ARG_NONE, PLACE (make),
      "Let a language model give the script parameters, as a new version, if it has none", NULL } },
  { "yes", { "yes", 'y', 0, G_OPTION_ARG_NONE, PLACE (yes), "Do not ask", NULL } },
  { "at-service",
    { "at-service", 0, 0, G_OPTION_ARG_NONE, PLACE (at_service),
      "The one that is kept at the shared service, instead of yours here", NULL } },
  { "server",
    { "server", 0, 0, G_OPTION_ARG_FILENAME, PLACE (server),
      "The shared service (default: server.url of the settings)", "URL" } },
  { "json",
    { "json", 0, 0, G_OPTION_ARG_NONE, PLACE (json), "Print JSON, and nothing else", NULL } },
  { "config",
    { "config", 0, 0, G_OPTION_ARG_FILENAME, PLACE (config),
      "Settings to use instead of config.yaml and those of the window", "FILE" } },
  { "help", { "help", 'h', 0, G_OPTION_ARG_NONE, PLACE (help), "Print this help and exit", NULL } },
};

#undef PLACE

static gboolean
has_option (const MqCliCommand *command, const char *id)
{
  return g_str_equal (id, "help") || g_strv_contains (command->options, id);
}

static GOptionContext *
make_context (const MqCliCommand *command, MqCommandOptions *self)
{
  GOptionContext *context = g_option_context_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known_options); i++)
    {
      GOptionEntry own[] = { known_options[i].entry, G_OPTION_ENTRY_NULL };

      own[0].arg_data = (char *)self + GPOINTER_TO_SIZE (own[0].arg_data);
      if (has_option (command, known_options[i].id))
        g_option_context_add_main_entries (context, own, NULL);
    }

  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

/**
 * mq_cli_command_list_options:
 * @command: a command
 *
 * Returns: (transfer full): the long names of its options, such as "json"
 */
GStrv
mq_cli_command_list_options (const MqCliCommand *command)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (known_options); i++)
    if (has_option (command, known_options[i].id))
      g_strv_builder_add (names, known_options[i].entry.long_name);

  return g_strv_builder_end (names);
}

/**
 * mq_cli_commands_list:
 *
 * Returns: (transfer none): all commands; the last one has no name
 */
const MqCliCommand *
mq_cli_commands_list (void)
{
  return commands;
}

/**
 * mq_cli_command_get_help:
 * @command: a command
 *
 * Returns: (transfer full): the text of its --help
 */
char *
mq_cli_command_get_help (const MqCliCommand *command)
{
  MqCommandOptions none = { 0 };
  g_autoptr (GOptionContext) context = make_context (command, &none);
  g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
  const char *list = strstr (options, "\n\n");

  return g_strdup_printf ("Usage:\n  maquette-cli %s %s [OPTION…]\n\n%s.%s", command->name,
                          command->words, command->summary, list != NULL ? list : "\n");
}

/**
 * mq_cli_commands_get_help:
 *
 * Returns: (transfer full): a line for each command
 */
char *
mq_cli_commands_get_help (void)
{
  GString *text = g_string_new ("Commands (maquette-cli COMMAND --help):\n");

  for (const MqCliCommand *each = commands; each->name != NULL; each++)
    g_string_append_printf (text, "  %-12s %s\n", each->name, each->summary);

  return g_string_free (text, FALSE);
}

static const MqCliCommand *
find_command (const char *name, GError **error)
{
  for (const MqCliCommand *each = commands; each->name != NULL; each++)
    if (g_str_equal (each->name, name))
      return each;

  return mq_fail_null (
      error, MQ_ERROR_BAD_INPUT,
      "“%s” is no command and belongs to no option\nPut text with spaces in quotes: "
      "--text \"a chair\"; maquette-cli --help lists commands and options",
      name);
}

/**
 * mq_cli_command_parse:
 * @argc: the argument of main(); the first word is a command
 * @argv: the argument of main()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the command
 */
MqCommandOptions *
mq_cli_command_parse (int argc, char **argv, GError **error)
{
  g_autoptr (MqCommandOptions) self = g_new0 (MqCommandOptions, 1);
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) parse_error = NULL;
  g_auto (GStrv) args = g_new0 (char *, argc + 1);
  g_autofree char **rest = g_new0 (char *, argc + 1);
  int n_rest = argc;

  self->size = self->wall = 1;
  self->textures = -1;
  self->seconds = 6;
  self->width = 1280;
  self->fps = 24;
  if ((self->command = find_command (argv[1], error)) == NULL)
    return NULL;

  for (int i = 0; i < argc; i++)
    rest[i] = args[i] = g_strdup (argv[i]);
  context = make_context (self->command, self);
  if (!g_option_context_parse (context, &n_rest, &rest, &parse_error))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s\nmaquette-cli %s --help lists its options",
                         parse_error->message, self->command->name);

  self->words = g_strdupv (rest + 2);
  n_rest -= 2;
  if (!self->help
      && ((guint)n_rest < self->command->min_words || (guint)n_rest > self->command->max_words))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "maquette-cli %s needs: %s%s",
                         self->command->name, self->command->words,
                         (guint)n_rest > self->command->max_words
                             ? "\nPut text with spaces in quotes"
                             : "\nmaquette-cli --list-sessions lists the sessions");

  for (guint i = 0; self->words[i] != NULL; i++)
    if (!g_utf8_validate (self->words[i], -1, NULL))
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "A word of the command is not UTF-8 text");

  return g_steal_pointer (&self);
}

/**
 * mq_command_options_get_format:
 * @self: a command that writes a file
 * @example: a name for such a file
 * @error: %MQ_ERROR_BAD_INPUT without --output
 *
 * Returns: (transfer none) (nullable): --format or the suffix of --output, "" without both
 */
const char *
mq_command_options_get_format (MqCommandOptions *self, const char *example, GError **error)
{
  const char *dot;

  if (self->output == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Where to? Give the file with --output, such as --output %s", example);
  if (self->format != NULL)
    return self->format;

  dot = strrchr (self->output, '.');
  return dot != NULL ? dot + 1 : "";
}

/**
 * mq_cli_options_new_for_command:
 * @options: a command that makes a version
 *
 * Returns: (transfer full): the options of a run that prints what it does and asks nothing
 */
MqCliOptions *
mq_cli_options_new_for_command (MqCommandOptions *options)
{
  MqCliOptions *self = g_new0 (MqCliOptions, 1);

  self->no_input = TRUE;
  self->json = options->json;
  self->config = g_strdup (options->config);
  return self;
}

/**
 * mq_command_options_load_config:
 * @self: a command
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the settings; what was ignored is printed on standard error
 */
MqConfig *
mq_command_options_load_config (MqCommandOptions *self, GError **error)
{
  MqConfig *config = mq_config_load (self->config, error);

  if (config != NULL && mq_config_get_problem (config) != NULL)
    g_printerr ("maquette-cli: %s\n", mq_config_get_problem (config));
  return config;
}

void
mq_command_options_free (MqCommandOptions *self)
{
  g_strfreev (self->words);
  g_free (self->config);
  g_free (self->server);
  g_free (self->output);
  g_free (self->format);
  g_free (self->unit);
  g_free (self->up);
  g_free (self->bed);
  g_free (self->engine);
  g_free (self->easing);
  g_free (self);
}
