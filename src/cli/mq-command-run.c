/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --text, --image, --script, --session-id, --attach: the command that starts, continues or follows
 * a run and prints it. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-cli-model.h"
#include "cli/mq-cli-open-run.h"
#include "cli/mq-cli-options.h"
#include "cli/mq-cli-question.h"
#include "cli/mq-cli-step.h"
#include "cli/mq-cli-variants.h"
#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "client/intake/mq-taken-model.h"
#include "client/run/mq-output.h"
#include "client/run/mq-message-preview.h"
#include "client/run/mq-run.h"
#include "client/executor/mq-worker-settings.h"
#include "client/service/mq-run-settings.h"
#include "client/session/mq-version-step.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/events/mq-run-event-table.h"
#include "common/foreign/mq-file-kind.h"
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MQ_TYPE_INTERACTIVE_LOOP (mq_interactive_loop_get_type ())
G_DECLARE_FINAL_TYPE (MqInteractiveLoop, mq_interactive_loop, MQ, INTERACTIVE_LOOP, GObject)

/* MqInteractiveLoop: answers a run that waits for the user: sends the instructions of `--refine`
 * one after the other, then the lines typed on standard input, until there are no more. A step
 * between versions finishes the run: the next instruction begins another one. A pose is not
 * sent. */

#define QUESTION "What should change? (quit to finish) "
#define MAX_TITLE 200
#define MAX_QUESTION 2000
#define MAX_NOTE 400

struct _MqInteractiveLoop
{
  GObject parent_instance;

  MqRun *run; /* unowned: it outlives the loop */
  MqPrinter *printer;
  MqCliContext *context;
  GStrv instructions;
  JsonArray *targets; /* of @instructions; what is typed has none */
  guint next;
  GDataInputStream *input; /* NULL: does not ask */
  gboolean waiting;
  gboolean asking;
  gboolean leaves_steps;
  char *step; /* the instruction for which the run was finished */
  DexFuture *turn;
  DexPromise *stopped;  /* rejects when the loop is stopped */
  DexPromise *answered; /* (nullable): rejects when somebody has answered the last question */
};

/* The state of one run at the command line, with its interrupts. */
typedef struct
{
  MqCliContext *context;
  MqRun *run;
  MqVariants *variants; /* instead of @run */
  MqInteractiveLoop *loop;
  MqPrinter *printer;
  MqRunOptions *run_options; /* until there is a run */
  MqTakenModel *model;       /* (nullable): of --from */
  const char *open_run;      /* instead: one that another program began, in the context's session */
  char *draft;               /* the last script that is not in a version */
  MqServiceConnection *preview_connection; /* open until the run ends: our own service stays */
  guint interrupts;
  gboolean headed;
  gboolean is_attached;
  gboolean has_confirmed; /* the user knows what is left out */
  gboolean finishing;     /* interrupted in the user-guided phase, which finishes the run */
} RunJob;

G_DEFINE_FINAL_TYPE (MqInteractiveLoop, mq_interactive_loop, G_TYPE_OBJECT)

static void
mq_interactive_loop_finalize (GObject *object)
{
  MqInteractiveLoop *self = MQ_INTERACTIVE_LOOP (object);

  dex_clear (&self->turn);
  dex_clear (&self->stopped);
  dex_clear (&self->answered);
  g_strfreev (self->instructions);
  g_clear_pointer (&self->targets, json_array_unref);
  g_free (self->step);
  g_clear_object (&self->input);

  G_OBJECT_CLASS (mq_interactive_loop_parent_class)->finalize (object);
}

static void
mq_interactive_loop_class_init (MqInteractiveLoopClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_interactive_loop_finalize;
}

static void
mq_interactive_loop_init (MqInteractiveLoop *self)
{
  self->stopped = dex_promise_new ();
}

static void
read_line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL,
                                                     &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_string (promise, line);
}

/* Resolves to a line, or to NULL at the end of input. The terminal limits the length of a line. */
static DexFuture *
read_line (GDataInputStream *input)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT,
                                       dex_promise_get_cancellable (promise), read_line_cb,
                                       dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* Returns the user's instruction, or NULL to finish. */
static char *
ask (MqInteractiveLoop *self)
{
  static const char *const ends[] = { "terminate", "quit", "exit", "done", "q", NULL };

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;
      g_autofree char *word = NULL;

      mq_printer_prompt (self->printer, QUESTION);
      if (!(line = dex_await_string (
                mq_fiber_unless (DEX_FUTURE (self->stopped), read_line (self->input)), &error)))
        {
          mq_printer_print_line (self->printer, "");
          return NULL;
        }

      g_strstrip (line);
      word = g_ascii_strdown (line, -1);
      if (g_strv_contains (ends, word))
        return NULL;
      if (*line == '\0')
        continue;
      if (mq_cli_check_text ("That", line, &error))
        return g_steal_pointer (&line);

      mq_printer_print_line (self->printer, error->message);
    }
}

/* The next instruction, or NULL: there are no more. Awaits. */
static char *
get_next (MqInteractiveLoop *self)
{
  char *instruction = NULL;

  if (self->instructions != NULL && self->instructions[self->next] != NULL)
    return g_strdup (self->instructions[self->next++]);
  if (self->input == NULL)
    return NULL;

  self->asking = TRUE;
  instruction = ask (self);
  self->asking = FALSE;
  return instruction;
}

static DexFuture *
turn_fiber (MqInteractiveLoop *self)
{
  JsonArray *targets;
  g_autofree char *instruction = NULL;
  MqMessage *message = NULL;
  MqVersionStep step;
  GError *error = NULL;
  gboolean is_taken;

  do
    {
      gboolean is_given = self->instructions != NULL && self->instructions[self->next] != NULL;
      g_autoptr (GError) failure = NULL;
      MqSession *session;

      is_taken = FALSE;
      targets = is_given ? self->targets : NULL;
      g_free (instruction);
      instruction = get_next (self);
      session = mq_run_get_session (self->run);

      /* Words that set a pose of what the run has made are not for it. */
      if (instruction == NULL || targets != NULL || session == NULL
          || !dex_await (mq_library_refresh (self->context->library), NULL))
        break;

      g_set_object (&self->context->session, session);
      g_set_object (&self->context->version, mq_session_get_current_version (session));
      if (!mq_cli_take_pose (self->context, self->printer, instruction, &is_taken, &failure))
        mq_printer_print_line (self->printer, failure->message);
    }
  while (is_taken);

  self->waiting = FALSE;
  if (!dex_future_is_pending (DEX_FUTURE (self->stopped)))
    return dex_ref (DEX_FUTURE (self->stopped));

  if (instruction != NULL && !self->leaves_steps && targets == NULL
      && mq_version_step_read (instruction, &step))
    self->step = g_steal_pointer (&instruction);

  if (instruction != NULL)
    {
      message = mq_message_new (instruction, NULL);
      mq_message_set_targets (message, targets);
    }
  if (dex_await (message != NULL ? mq_run_refine (self->run, message) : mq_run_finish (self->run),
                 &error))
    return dex_future_new_true ();

  mq_printer_print_line (self->printer, error->message);
  mq_run_cancel (self->run);
  return dex_future_new_for_error (error);
}

/* Has the user go through a list. Returns: whether it is to be built; else the run was stopped, or
 * somebody else has answered. Awaits. */
static gboolean
go_through (MqInteractiveLoop *self, JsonArray *rows)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;
      JsonObject *row = NULL;
      char *end = NULL;
      gint64 number;

      mq_printer_prompt (self->printer, MQ_CLI_QUESTION);
      line = dex_await_string (dex_future_first (dex_ref (DEX_FUTURE (self->stopped)),
                                                 dex_ref (DEX_FUTURE (self->answered)),
                                                 read_line (self->input), NULL),
                               &error);
      if (error != NULL)
        return FALSE;
      if (line == NULL || *g_strstrip (line) == '\0')
        return TRUE;
      if (g_ascii_strcasecmp (line, "STOP") == 0)
        {
          mq_run_cancel (self->run);
          return FALSE;
        }

      number = g_ascii_strtoll (line, &end, 10);
      end += strspn (end, " ");
      if (number >= 1 && number <= json_array_get_length (rows))
        row = mq_json_element_object (rows, (guint)number - 1);

      if (row != NULL && *end == '=')
        mq_requirement_doubts_change (row, end + 1, &error);
      else if (row != NULL && *end == '\0' && json_object_has_member (row, "doubt"))
        json_object_remove_member (row, "doubt");
      else if (row != NULL && *end == '\0')
        json_object_set_string_member (row, "doubt", "left out");
      else if (mq_length_unit_get_metres (line) > 0)
        mq_requirement_doubts_set_unit (rows, line);
      else
        mq_fail (&error, MQ_ERROR_BAD_INPUT, "“%.40s” is neither a row of the list nor a unit",
                 line);

      if (error != NULL)
        mq_printer_print_line (self->printer, error->message);
      for (guint i = 0; error == NULL && i < json_array_get_length (rows); i++)
        {
          g_autofree char *text = mq_cli_question_describe (rows, i);

          mq_printer_print_line (self->printer, text);
        }
    }
}

static DexFuture *
question_fiber (MqInteractiveLoop *self, MqRunEvent *event)
{
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < mq_json_length (event->asked.requirements); i++)
    json_array_add_object_element (
        rows, mq_json_copy_object (mq_json_element_object (event->asked.requirements, i)));

  while (self->input == NULL || go_through (self, rows))
    {
      g_autoptr (JsonArray) wanted = mq_requirement_doubts_take_certain (rows);
      g_autoptr (JsonObject) answer = NULL;

      g_clear_error (&error);
      answer = dex_await_boxed (mq_run_answer (self->run, event->asked.question, wanted), &error);
      if (answer != NULL || !g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT)
          || self->input == NULL)
        break;
      mq_printer_print_line (self->printer, error->message);
    }

  return dex_future_new_true ();
}

static void
on_event (MqInteractiveLoop *self, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_ANSWERED && self->answered != NULL
      && dex_future_is_pending (DEX_FUTURE (self->answered)))
    dex_promise_reject (self->answered,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Answered"));
  if (event->kind == MQ_EVENT_ASKED
      && (!mq_run_is_past (self->run, event) || mq_run_is_caught_up (self->run, event)))
    {
      /* The run shows a list. Who cannot be asked takes what is certain. */
      dex_clear (&self->answered);
      self->answered = dex_promise_new ();
      dex_clear (&self->turn);
      self->turn = mq_fiber_spawn_with (NULL, 0, question_fiber, (MQ_TYPE_INTERACTIVE_LOOP, self),
                                        (MQ_TYPE_RUN_EVENT, event));
    }

  /* The window may say something, too. */
  if (event->kind == MQ_EVENT_REFINEMENT)
    self->waiting = FALSE;
  /* Among the events before we attached, only the last decides whether the run waits. */
  if (event->kind != MQ_EVENT_WAITING
      || (mq_run_is_past (self->run, event) && !mq_run_is_caught_up (self->run, event)))
    return;

  self->waiting = TRUE;
  if (self->asking)
    {
      mq_printer_prompt (self->printer, QUESTION);
      return;
    }

  dex_clear (&self->turn);
  self->turn = mq_fiber_spawn_with (NULL, 0, turn_fiber, (MQ_TYPE_INTERACTIVE_LOOP, self));
}

static void interactive_loop_attach (MqInteractiveLoop *self, MqRun *run);

/* Returns: (transfer full): the loop, which answers when the run waits for the user */
static MqInteractiveLoop *
mq_interactive_loop_new (MqRun *run, MqPrinter *printer, MqCliContext *context, gboolean ask)
{
  MqInteractiveLoop *self = g_object_new (MQ_TYPE_INTERACTIVE_LOOP, NULL);

  self->printer = printer;
  self->context = context;
  self->instructions = g_strdupv (context->options->refine);
  mq_json_replace_array (&self->targets, context->targets);
  if (ask)
    {
      g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->input = g_data_input_stream_new (input);
    }

  if (run != NULL)
    interactive_loop_attach (self, run);
  return self;
}

/* It was stopped with its last run. */
static void
renew (MqInteractiveLoop *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    return;

  dex_clear (&self->stopped);
  self->stopped = dex_promise_new ();
}

static void
interactive_loop_attach (MqInteractiveLoop *self, MqRun *run)
{
  self->run = run;
  self->waiting = FALSE;
  renew (self);
  g_signal_connect_object (run, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
}

/* Asks on standard error. Resolves to the answer (a boolean); the end of input is a no. */
static DexFuture *
confirm_fiber (MqInteractiveLoop *self, const char *question)
{
  for (;;)
    {
      GError *error = NULL;
      g_autofree char *line = NULL;

      g_printerr ("%s [Y/n] ", question);
      line = dex_await_string (
          mq_fiber_unless (DEX_FUTURE (self->stopped), read_line (self->input)), &error);
      if (error != NULL)
        return dex_future_new_for_error (error);
      if (line == NULL)
        return dex_future_new_false ();

      g_strstrip (line);
      if (*line == '\0' || g_ascii_strcasecmp (line, "y") == 0
          || g_ascii_strcasecmp (line, "yes") == 0)
        return dex_future_new_true ();
      if (g_ascii_strcasecmp (line, "n") == 0 || g_ascii_strcasecmp (line, "no") == 0)
        return dex_future_new_false ();
    }
}

static DexFuture *
read_fiber (MqInteractiveLoop *self)
{
  return dex_future_new_take_string (get_next (self));
}

/* Returns: (transfer full): resolves when it no longer reads input */
static DexFuture *
interactive_loop_stop (MqInteractiveLoop *self)
{
  dex_return_error_if_fail (MQ_IS_INTERACTIVE_LOOP (self));

  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped"));

  return self->turn != NULL ? dex_ref (self->turn) : dex_future_new_true ();
}

static void
run_job_clear (RunJob *job)
{
  if (job->run != NULL)
    g_signal_handlers_disconnect_by_data (job->run, job);

  g_clear_pointer (&job->run_options, mq_run_options_free);
  g_clear_object (&job->loop);
  g_clear_object (&job->run);
  g_clear_object (&job->variants);
  g_clear_object (&job->preview_connection);
  g_clear_object (&job->model);
  g_clear_pointer (&job->printer, mq_printer_free);
  g_free (job->draft);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunJob, run_job_clear)

/* Whatever is no script is named for what it is. @unit: (nullable): of its numbers */
static char *
read_script (const char *path, const char *unit, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  g_autofree char *clean = NULL;
  g_autoptr (GError) trouble = NULL;
  char factor[G_ASCII_DTOSTR_BUF_SIZE];
  GStatBuf info;
  gsize length = 0;
  const char *why = NULL;
  const char *encoding = "";
  const char *format = NULL;
  MqFileKind kind = mq_file_kind_read (path, &format);

  if (kind != MQ_FILE_UNKNOWN && kind != MQ_FILE_TEXT && kind != MQ_FILE_SCRIPT)
    {
      mq_file_kind_refuse (kind, format, path, error);
      return NULL;
    }

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    why = "it is not a file";
  else if (g_stat (path, &info) == 0 && info.st_size > MQ_SCRIPT_MAX_BYTES)
    why = "it is larger than 512 KiB";
  else if (!g_file_get_contents (path, &data, &length, &trouble)
           || !(text = mq_python_decode (data, length, &encoding, &trouble)))
    why = trouble->message;
  else if (text[strspn (text, " \t\r\n")] == '\0')
    why = "it is empty";

  if (why != NULL)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        "The script “%s” cannot be used: %s\nGive the name of a Blender Python script", path, why);

  if (!g_str_equal (encoding, "UTF-8"))
    g_printerr ("maquette-cli: “%s” is not UTF-8 text; it was read as %s\n", path, encoding);
  if (unit == NULL)
    return g_steal_pointer (&text);

  /* Without a fence, which the line must not follow. The script says the unit of its numbers at its
   * end: that wins, and no line gets another number. */
  clean = mq_python_clean (text, &said);
  if (said != NULL)
    g_printerr ("maquette-cli: %s\n", said);
  g_ascii_dtostr (factor, sizeof factor, mq_length_unit_get_metres (unit));
  return g_strdup_printf ("%s\n\nimport bpy\n"
                          "bpy.context.scene.unit_settings.scale_length = %s  # --unit %s\n",
                          g_strchomp (clean), factor, unit);
}

/* Describes what was taken in: its parts, and a line for each note. */
static void
print_model (RunJob *job)
{
  JsonObject *facts = mq_taken_model_get_facts (job->model);
  JsonArray *parts = mq_json_get_array (facts, "parts");
  JsonArray *notes = mq_json_get_array (facts, "notes");
  guint n = mq_json_length (parts);
  g_autofree char *line = NULL;

  if (job->context->options->json)
    {
      g_autoptr (JsonObject) row = mq_json_new (
          "title:s objects:l triangles:l size_m:d parts:A? notes:A? guessed:A?",
          mq_taken_model_get_title (job->model), mq_json_get_int (facts, "objects", 0),
          mq_json_get_int (facts, "triangles", 0), mq_json_get_double (facts, "size_m", 0), parts,
          notes, mq_json_get_array (facts, "guessed"));

      mq_stdout_print_json ("taken-in", row);
      return;
    }

  line = g_strdup_printf ("Taken in: %u %s, %" G_GINT64_FORMAT " triangles", n,
                          n == 1 ? "part" : "parts", mq_json_get_int (facts, "triangles", 0));
  mq_printer_print_line (job->printer, line);
  for (guint i = 0; i < mq_json_length (notes); i++)
    {
      g_autofree char *text = mq_text_clean (mq_json_element_string (notes, i), MAX_NOTE);
      g_autofree char *note = g_strdup_printf ("  · %s", g_strdelimit (text, "\n\t", ' '));

      mq_printer_print_line (job->printer, note);
    }
  if (mq_json_length (mq_json_get_array (facts, "guessed")) > 0)
    mq_printer_print_line (job->printer, "  · --unit and --up say it");
}

/* Has the model of --from read. Its words are the first change. Awaits. Returns: (transfer full)
 * (nullable): options of the run that makes a version of it */
static MqRunOptions *
take_in (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  g_autofree char *name = g_path_get_basename (options->from);
  MqWorkerSettings settings;
  MqRunOptions *run_options;

  if (!mq_cli_context_prepare (context, MQ_CLI_INTERRUPT | MQ_CLI_WORK_DIRS | MQ_CLI_BLENDER,
                               error))
    return NULL;

  settings = mq_worker_settings_read (context->blender, context->config);
  job->model = dex_await_object (
      mq_cli_context_unless_interrupted (context, mq_taken_model_read (context->library, &settings,
                                                                       options->from, options->unit,
                                                                       options->up)),
      error);
  if (job->model == NULL)
    return NULL;

  print_model (job);
  if (options->text != NULL)
    {
      g_autoptr (GStrvBuilder) changes = g_strv_builder_new ();

      g_strv_builder_take (changes, g_steal_pointer (&options->text));
      for (guint i = 0; options->refine != NULL && options->refine[i] != NULL; i++)
        g_strv_builder_add (changes, options->refine[i]);
      g_strfreev (options->refine);
      options->refine = g_strv_builder_end (changes);
    }

  run_options = mq_run_options_new ("script", name, options->team);
  g_free (run_options->message->text);
  run_options->message->text = g_filename_display_name (name);
  run_options->title = g_strdup (mq_taken_model_get_title (job->model));
  run_options->script = g_strdup (mq_taken_model_get_script (job->model));
  run_options->meshes = g_strdup (mq_taken_model_get_meshes (job->model));
  return run_options;
}

static char *
canonicalize (const char *path)
{
  return path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
}

MqRunOptions *
mq_command_make_change (MqCliContext *context, const char *text)
{
  MqRunOptions *run_options = mq_run_options_new ("continue", text, context->options->team);

  run_options->base = g_object_ref (context->version);
  run_options->base_session = g_object_ref (context->session);
  run_options->title = g_strdup (mq_session_get_title (context->session));
  return run_options;
}

static MqRunOptions *
make_run_options (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  g_autoptr (MqRunOptions) run_options = NULL;
  gboolean ask = isatty (STDIN_FILENO) && !options->no_input;
  guint8 roles[MQ_RUN_MAX_PICTURES] = { 0 };

  if (options->script != NULL)
    {
      g_autofree char *name = g_path_get_basename (options->script);

      run_options = mq_run_options_new ("script", name, options->team);
      run_options->title = g_filename_display_name (name);
      g_set_str (&run_options->message->text, run_options->title);
      run_options->script = read_script (options->script, options->unit, error);
      if (run_options->script == NULL)
        return NULL;
    }
  else if (options->from != NULL)
    {
      if (!(run_options = take_in (job, error)))
        return NULL;
    }
  else if (options->session_id != NULL)
    {
      if (!mq_cli_context_find_version (context, options->session_id, error)
          || !mq_cli_context_find_parts (context, error))
        return NULL;
      run_options = mq_command_make_change (context, options->prompt);
      mq_message_set_targets (run_options->message, context->targets);
    }
  else
    {
      const char *text = options->text != NULL ? options->text : "";
      g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

      run_options = mq_run_options_new ("create", text, options->team);
      run_options->must_see = options->image != NULL;
      /* Each is FILE or ROLE=FILE. */
      for (guint i = 0;
           options->image != NULL && options->image[i] != NULL && i < G_N_ELEMENTS (roles); i++)
        {
          const char *file;
          gboolean is_guess;

          roles[i] = mq_picture_role_parse (options->image[i], &file, &is_guess);
          run_options->guesses |= (guint)is_guess << i;
          g_strv_builder_add (files, file);
        }
      mq_message_take_pictures (run_options->message, g_strv_builder_end (files));
      memcpy (run_options->message->roles, roles, sizeof roles);
    }

  if (options->require != NULL)
    {
      g_autoptr (JsonArray) required = mq_requirement_file_read (options->require, error);

      if (required == NULL)
        return NULL;
      if (options->script != NULL || options->from != NULL)
        run_options->plan = mq_json_new ("requirements:a", g_steal_pointer (&required));
      else
        run_options->message->requirements = g_steal_pointer (&required);
    }

  run_options->interactive = ask || options->refine != NULL;
  mq_command_complete_options (context, run_options);
  return g_steal_pointer (&run_options);
}

void
mq_command_complete_options (MqCliContext *context, MqRunOptions *run_options)
{
  MqCliOptions *options = context->options;

  run_options->go_on = options->go_on;
  run_options->wait = options->wait;
  run_options->replay = canonicalize (options->replay);
  run_options->transcript = canonicalize (options->save_transcript);
  run_options->output = canonicalize (options->output);
  run_options->server = g_strdup (mq_cli_context_get_server (context));
}

static gboolean
on_interrupt (gpointer user_data)
{
  RunJob *job = user_data;

  /* The second interrupt ends the program at once, and the processes it started. */
  if (job->interrupts++ > 0)
    {
      mq_stdout_flush ();
      _exit (MQ_EXIT_INTERRUPTED);
    }

  /* A run of another program goes on without us. */
  if (job->is_attached)
    {
      mq_run_detach (job->run);
      return G_SOURCE_CONTINUE;
    }

  if (job->variants != NULL)
    {
      if (!job->context->options->json)
        puts ("\nStopping all variants; press again to stop at once.");
      mq_variants_cancel (job->variants);
      return G_SOURCE_CONTINUE;
    }

  job->finishing = mq_run_is_guided (job->run);
  mq_printer_print_line (job->printer, job->finishing ? "\nFinishing; everything is kept."
                                                      : "\nStopping; press again to stop at once.");
  /* A step in progress is cancelled; a run that waits for the user just ends. */
  if (job->loop != NULL && job->loop->waiting)
    dex_future_disown (mq_run_finish (job->run));
  else
    mq_run_cancel (job->run);

  return G_SOURCE_CONTINUE;
}

/* A script that could not be repaired is kept with the session, and beside where the result would
 * be, as a draft that the user can mend, and run with --script. */
static void
save_draft (RunJob *job)
{
  const char *output = job->context->options->output;
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  if (job->draft == NULL)
    return;

  if (output == NULL)
    line = g_strdup_printf ("  · The last script is kept: maquette-cli draft %s",
                            mq_session_get_id (mq_run_get_session (job->run)));
  else
    {
      path = g_build_filename (output, "draft.py", NULL);
      line = g_file_set_contents (path, job->draft, -1, &error)
                 ? g_strdup_printf ("  · The last script, which failed: %s", path)
                 : g_strdup_printf ("  ! The last script could not be kept: %s", error->message);
    }
  if (!job->context->options->json)
    mq_printer_print_line (job->printer, line);
}

static void
on_event_run (RunJob *job, MqRunEvent *event)
{
  g_autofree char *header = NULL;

  if (event->kind == MQ_EVENT_SCRIPT)
    g_set_str (&job->draft, event->script.script);
  else if (event->kind == MQ_EVENT_VERSION || event->kind == MQ_EVENT_REFINEMENT)
    g_clear_pointer (&job->draft, g_free);

  /* Shown in a conversation only; a user at the command line knows it already. */
  if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_PRINTED) == 0)
    return;
  /* Nor what was before the change that is said now. */
  if (job->open_run != NULL && mq_run_is_past (job->run, event))
    return;

  /* Only when the run has started, so that an invalid request prints only its error. */
  if (!job->headed && !job->context->options->json)
    {
      job->headed = TRUE;
      header = g_strdup_printf ("Maquette %s · Blender %s", MQ_VERSION,
                                mq_blender_get_version (job->context->blender));
      mq_printer_print_line (job->printer, header);
    }
  if (event->kind == MQ_EVENT_TEAM)
    {
      const char *name = event->team.name != NULL ? event->team.name : "";
      g_autofree char *title = mq_text_clean (event->team.title != NULL ? event->team.title : name,
                                              MAX_TITLE);
      gboolean sketcher = g_str_equal (name, "sketcher");
      g_autofree char *pages = NULL;
      g_autofree char *line = NULL;

      /* The user's own script, or model, involves no team. */
      if (job->context->options->script == NULL && job->context->options->from == NULL
          && !job->context->options->json)
        {
          pages = mq_paths_name_pages (". For any object: docs/using/models.md");
          line = g_strdup_printf ("%s%s%s", title, sketcher ? " (no AI model)" : "",
                                  sketcher && job->context->options->team == NULL ? pages : "");
          mq_printer_print_line (job->printer, line);
        }
    }

  /* Which words of the message are left out, and why, unless the user was asked. */
  if (event->kind == MQ_EVENT_NOTICE && !job->has_confirmed && event->notice.items != NULL
      && g_strcmp0 (event->notice.code, "not-understood") == 0 && event->notice.next != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", event->notice.items);
      g_autofree char *line = g_strdup_printf ("%s: %s. %s", event->notice.text, list,
                                               event->notice.next);
      g_autofree char *clean = mq_text_clean (line, MAX_QUESTION);

      g_printerr ("maquette-cli: %s\n", g_strdelimit (clean, "\n\t", ' '));
    }
  mq_printer_event (job->printer, event);
}

/* All checks that are possible before anything starts, cheap ones first. */
static gboolean
prepare (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  g_autofree char *why = NULL;
  double number;

  if (!mq_cli_context_prepare (context, MQ_CLI_CONFIG, error))
    return FALSE;

  if (options->server != NULL
      && !mq_config_key_read (MQ_CONFIG_SERVER_URL, options->server, TRUE, &number, &why))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--server: %s", why);
  if (!mq_cli_model_check_team (options, context->config, error)
      || !mq_cli_context_prepare (context, MQ_CLI_WRITABLE, error))
    return FALSE;

  if (options->attach == NULL && job->open_run == NULL
      && ((job->run_options == NULL && !(job->run_options = make_run_options (job, error)))
          || (job->run_options->output != NULL
              && !mq_output_prepare (job->run_options->output, error))))
    return FALSE;

  return mq_cli_context_prepare (context, MQ_CLI_BLENDER, error);
}

/* Takes on the run that another program began: of --attach, or the one that is told a change. */
static gboolean
attach (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  const char *server = mq_cli_context_get_server (context);
  const char *given = context->options->attach;
  MqSession *session = given != NULL ? mq_library_find_session (context->library, given)
                                     : context->session;
  g_autofree char *run = NULL;

  if (session == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no session “%s”", given);

  run = job->open_run != NULL ? g_strdup (job->open_run)
                              : mq_cli_find_open_run (server, session, NULL, error);
  if (run == NULL)
    return FALSE;

  job->is_attached = TRUE;
  job->run = mq_run_new_attached (context->library, context->config, context->blender, session, run,
                                  server);
  return TRUE;
}

/* Awaits @performing, in which signals are requests to stop. */
static gboolean
await_run (RunJob *job, DexFuture *performing, GError **error)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (numbers)];
  gboolean good;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sources[i] = g_unix_signal_add (numbers[i], on_interrupt, job);
  good = dex_await (performing, error);
  if (job->loop != NULL)
    dex_await (interactive_loop_stop (job->loop), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_source_remove (sources[i]);

  return good;
}

/* Awaits. */
static gboolean
perform_variants (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  gboolean json = context->options->json;
  gboolean good;

  job->variants = mq_variants_new (context->library, context->config, context->blender,
                                   g_steal_pointer (&job->run_options),
                                   (guint)context->options->variants);
  if (!json)
    printf ("Maquette %s · Blender %s\n", MQ_VERSION, mq_blender_get_version (context->blender));
  mq_cli_variants_follow (job->variants, json);
  good = await_run (job, mq_variants_perform (job->variants), error);

  if (mq_variants_get_session (job->variants) != NULL)
    {
      mq_cli_variants_print_ranking (job->variants, json);
      mq_cli_context_upload (context, mq_variants_get_session (job->variants));
    }

  return good && (job->interrupts == 0 || mq_fail (error, MQ_ERROR_CANCELLED, "Stopped"));
}

static void
follow (RunJob *job)
{
  g_signal_connect_swapped (job->run, "event", G_CALLBACK (on_event_run), job);
}

/* The run was finished because the user wants another version: takes that step, and what comes
 * after it and needs no run. Awaits. Returns: whether another run is to be performed */
static gboolean
take_steps (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  g_autofree char *instruction = job->loop != NULL ? g_steal_pointer (&job->loop->step) : NULL;
  g_autoptr (GError) failure = NULL;
  gboolean is_taken;
  MqRunOptions *run_options;

  if (instruction == NULL || mq_run_get_session (job->run) == NULL)
    return FALSE;

  if (!mq_cli_context_prepare (context, MQ_CLI_INTERRUPT, error))
    return FALSE;

  g_set_object (&context->session, mq_run_get_session (job->run));
  while (instruction != NULL)
    {
      if (!mq_cli_take_words (context, job->printer, instruction, &is_taken, error))
        return FALSE;
      if (!is_taken)
        break;

      g_clear_pointer (&instruction, g_free);

      renew (job->loop);
      instruction = dex_await_string (
          mq_cli_context_unless_interrupted (
              context,
              mq_fiber_spawn_with (NULL, 0, read_fiber, (MQ_TYPE_INTERACTIVE_LOOP, job->loop))),
          &failure);
      if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_CANCELLED))
        {
          dex_await (interactive_loop_stop (job->loop), NULL);
          return mq_fail_with (error, &failure);
        }
      g_clear_error (&failure);
    }

  if (instruction == NULL)
    return FALSE;

  /* Makes the run ready that an instruction after a step begins. */
  run_options = mq_command_make_change (context, instruction);
  run_options->session = g_object_ref (context->session);
  run_options->interactive = TRUE;
  mq_command_complete_options (context, run_options);

  g_signal_handlers_disconnect_by_data (job->run, job);
  g_clear_object (&job->run);
  g_clear_pointer (&job->draft, g_free);
  job->is_attached = FALSE;
  job->open_run = NULL;
  job->run = mq_run_new (context->library, context->config, context->blender, run_options);
  interactive_loop_attach (job->loop, job->run);
  follow (job);
  return TRUE;
}

/* Asks before a run that would leave out a part of the words. Awaits. */
static gboolean
confirm (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  const char *server = mq_cli_context_get_server (context);
  g_autoptr (JsonObject) settings = mq_run_settings_new (context->config, NULL);
  g_autoptr (JsonObject) preview = NULL;
  g_autofree char *omission = NULL;
  g_autofree char *question = NULL;
  g_autofree char *clean = NULL;
  g_autoptr (GError) failure = NULL;

  /* If nobody answers, the run says why. */
  job->preview_connection = server != NULL ? mq_service_connection_new_for_url (server)
                                           : mq_service_connection_new ();
  if (dex_await (mq_service_connection_open (job->preview_connection), NULL))
    preview = dex_await_boxed (mq_message_preview_load (job->preview_connection, options->team,
                                                        options->text, NULL, settings),
                               NULL);
  if ((omission = mq_message_preview_describe_omission (preview)) == NULL)
    return TRUE;
  if (!mq_cli_context_prepare (context, MQ_CLI_INTERRUPT, error))
    return FALSE;

  question = g_strdup_printf ("%s\nMake a plain %s?", omission,
                              mq_json_get_string (preview, "kind", "object"));
  clean = mq_text_clean (question, MAX_QUESTION);
  job->loop = mq_interactive_loop_new (NULL, job->printer, context, TRUE);
  job->has_confirmed = dex_await_boolean (
      mq_cli_context_unless_interrupted (context,
                                         mq_fiber_spawn_with (NULL, 0, confirm_fiber,
                                                              (MQ_TYPE_INTERACTIVE_LOOP, job->loop),
                                                              (G_TYPE_STRING, clean))),
      &failure);
  if (failure == NULL)
    return job->has_confirmed
           || mq_fail (error, MQ_ERROR_BAD_INPUT,
                       "Nothing was made\nA language model makes any object: docs/using/models.md");

  dex_await (interactive_loop_stop (job->loop), NULL);
  return mq_fail_with (error, &failure);
}

/* Awaits. */
static gboolean
perform (RunJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  gboolean asks = isatty (STDIN_FILENO) && !options->no_input && options->refine == NULL;
  g_autoptr (GError) failure = NULL;
  gboolean is_cancelled, is_taken = FALSE;

  job->printer = mq_printer_new (options->json);
  if (!prepare (job, error))
    return FALSE;

  if (options->session_id != NULL && options->prompt != NULL && options->refine == NULL
      && !mq_cli_take_pose (context, job->printer, options->prompt, &is_taken, error))
    return FALSE;
  if (is_taken)
    return TRUE;
  if (asks && options->text != NULL && options->image == NULL && !options->json
      && !mq_cli_options_has_transcript (options) && !confirm (job, error))
    return FALSE;
  if (options->variants > 1)
    return perform_variants (job, error);

  if (options->attach == NULL && job->open_run == NULL)
    job->run = mq_run_new (context->library, context->config, context->blender,
                           g_steal_pointer (&job->run_options));
  else if (!attach (job, error))
    return FALSE;

  /* One who only follows what another program began says nothing to it. */
  if (job->loop != NULL)
    interactive_loop_attach (job->loop, job->run);
  else if (options->attach == NULL || asks || options->refine != NULL)
    job->loop = mq_interactive_loop_new (job->run, job->printer, context, asks);
  /* A step ends the run, but a transcript has all instructions in one. */
  if (job->loop != NULL && mq_cli_options_has_transcript (options))
    job->loop->leaves_steps = TRUE;
  follow (job);
  do
    await_run (job, mq_run_perform (job->run), &failure);
  while (failure == NULL && take_steps (job, &failure));

  is_cancelled = g_error_matches (failure, MQ_ERROR, MQ_ERROR_CANCELLED);
  if (failure == NULL && !options->json && mq_cli_context_get_server (context) != NULL)
    {
      /* How many runs are left at a shared service with accounts. */
      g_autoptr (MqServiceClient) client
          = mq_service_client_new_for_url (mq_cli_context_get_server (context));
      g_autoptr (JsonObject) account
          = dex_await_boxed (mq_service_client_get (client, "/v1/account"), NULL);
      g_autofree char *quota = mq_command_describe_quota (account);

      if (quota != NULL)
        mq_printer_print_line (job->printer, quota);
    }
  else if (failure != NULL && !is_cancelled)
    save_draft (job);
  mq_cli_context_upload (context, mq_run_get_session (job->run));

  if (failure == NULL || (job->finishing && is_cancelled))
    return TRUE;

  return mq_fail_with (error, &failure);
}

gboolean
mq_command_run (MqCliContext *self, GError **error)
{
  g_auto (RunJob) job = { .context = self };
  gboolean good = perform (&job, error);

  if (job.preview_connection != NULL)
    dex_await (mq_service_connection_close (job.preview_connection), NULL);
  if (job.model != NULL)
    dex_await (mq_taken_model_close (job.model), NULL);
  return good;
}

gboolean
mq_command_run_open (MqCliContext *self, const char *run, GError **error)
{
  g_auto (RunJob) job = { .context = self, .open_run = run };

  self->options->no_input = TRUE;
  return perform (&job, error);
}

gboolean
mq_command_run_prepared (MqCliContext *self, MqRunOptions *run_options, GError **error)
{
  g_auto (RunJob) job = { .context = self, .run_options = run_options };

  self->options->no_input = TRUE;
  return perform (&job, error);
}
