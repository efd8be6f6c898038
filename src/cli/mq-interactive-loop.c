/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInteractiveLoop, see mq-interactive-loop.h. */
#include "cli/mq-interactive-loop.h"

#include "cli/mq-cli-options.h"
#include "cli/mq-cli-question.h"
#include "cli/mq-cli-step.h"
#include "client/session/mq-version-step.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-requirement-doubts.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <unistd.h>

#define QUESTION "What should change? (TERMINATE to finish) "

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
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;

      mq_printer_prompt (self->printer, QUESTION);
      if (!(line = dex_await_string (
                mq_fiber_unless (DEX_FUTURE (self->stopped), read_line (self->input)), &error)))
        {
          mq_printer_print_line (self->printer, "");
          return NULL;
        }

      g_strstrip (line);
      if (g_ascii_strcasecmp (line, "TERMINATE") == 0)
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

/* Takes words that set a pose of what the run has made: they are not for it. Awaits. Returns:
 * whether they do */
static gboolean
take_pose (MqInteractiveLoop *self, const char *words)
{
  MqSession *session = mq_run_get_session (self->run);
  g_autoptr (GError) error = NULL;
  gboolean is_taken = FALSE;

  if (session == NULL || !dex_await (mq_library_refresh (self->context->library), NULL))
    return FALSE;

  g_set_object (&self->context->session, session);
  g_set_object (&self->context->version, mq_session_get_current_version (session));
  if (!mq_cli_take_pose (self->context, self->printer, words, &is_taken, &error))
    mq_printer_print_line (self->printer, error->message);
  return is_taken;
}

static DexFuture *
turn_fiber (MqInteractiveLoop *self)
{
  JsonArray *targets;
  g_autofree char *instruction = NULL;
  MqMessage *message = NULL;
  MqVersionStep step;
  GError *error = NULL;

  do
    {
      gboolean is_given = self->instructions != NULL && self->instructions[self->next] != NULL;

      targets = is_given ? self->targets : NULL;
      g_free (instruction);
      instruction = get_next (self);
    }
  while (instruction != NULL && targets == NULL && take_pose (self, instruction));

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

static void
print_list (MqInteractiveLoop *self, JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *line = mq_cli_question_describe (rows, i);

      mq_printer_print_line (self->printer, line);
    }
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
      if (mq_cli_question_apply (rows, line, &error))
        print_list (self, rows);
      else
        mq_printer_print_line (self->printer, error->message);
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

/* The run shows a list. Who cannot be asked takes what is certain. */
static void
on_asked (MqInteractiveLoop *self, MqRunEvent *event)
{
  dex_clear (&self->answered);
  self->answered = dex_promise_new ();
  dex_clear (&self->turn);
  self->turn = mq_fiber_spawn_with (NULL, 0, question_fiber, (MQ_TYPE_INTERACTIVE_LOOP, self),
                                    (MQ_TYPE_RUN_EVENT, event));
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
    on_asked (self, event);

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

/**
 * mq_interactive_loop_new:
 * @run: (nullable): a run; it must outlive the loop
 * @printer: the run's printer; it must outlive the loop
 * @context: has the instructions to send, in order, and what they point at; it must outlive the
 * loop
 * @ask: whether to ask on standard input after that
 *
 * Returns: (transfer full): the loop, which answers when the run waits for the user
 */
MqInteractiveLoop *
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
    mq_interactive_loop_attach (self, run);
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

/**
 * mq_interactive_loop_attach:
 * @self: a loop whose run has ended, or that has none yet
 * @run: another run; it must outlive the loop, or the next call of this function
 */
void
mq_interactive_loop_attach (MqInteractiveLoop *self, MqRun *run)
{
  self->run = run;
  self->waiting = FALSE;
  renew (self);
  g_signal_connect_object (run, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
}

/**
 * mq_interactive_loop_leave_steps:
 * @self: a loop
 *
 * Leaves steps between versions to the team, as instructions like others.
 */
void
mq_interactive_loop_leave_steps (MqInteractiveLoop *self)
{
  self->leaves_steps = TRUE;
}

/**
 * mq_interactive_loop_steal_step:
 * @self: a loop whose run has ended
 *
 * Returns: (transfer full) (nullable): the step between versions for which it was finished
 */
char *
mq_interactive_loop_steal_step (MqInteractiveLoop *self)
{
  return g_steal_pointer (&self->step);
}

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

/**
 * mq_interactive_loop_confirm:
 * @self: a loop without a run, which asks
 * @question: a question that Enter answers with yes
 *
 * Asks on standard error.
 *
 * Returns: (transfer full): resolves to the answer (a boolean); the end of input is a no
 */
DexFuture *
mq_interactive_loop_confirm (MqInteractiveLoop *self, const char *question)
{
  dex_return_error_if_fail (MQ_IS_INTERACTIVE_LOOP (self));

  return mq_fiber_spawn_with (NULL, 0, confirm_fiber, (MQ_TYPE_INTERACTIVE_LOOP, self),
                              (G_TYPE_STRING, question));
}

static DexFuture *
read_fiber (MqInteractiveLoop *self)
{
  return dex_future_new_take_string (get_next (self));
}

/**
 * mq_interactive_loop_read:
 * @self: a loop without a run, or whose run has ended
 *
 * Returns: (transfer full): resolves to the next instruction (a string), or to %NULL if there are
 *   no more
 */
DexFuture *
mq_interactive_loop_read (MqInteractiveLoop *self)
{
  renew (self);
  return mq_fiber_spawn_with (NULL, 0, read_fiber, (MQ_TYPE_INTERACTIVE_LOOP, self));
}

/**
 * mq_interactive_loop_is_waiting:
 * @self: a loop
 *
 * Returns: whether the run waits for the user
 */
gboolean
mq_interactive_loop_is_waiting (MqInteractiveLoop *self)
{
  g_return_val_if_fail (MQ_IS_INTERACTIVE_LOOP (self), FALSE);

  return self->waiting;
}

/**
 * mq_interactive_loop_stop:
 * @self: a loop whose run has ended
 *
 * Returns: (transfer full): resolves when it no longer reads input
 */
DexFuture *
mq_interactive_loop_stop (MqInteractiveLoop *self)
{
  dex_return_error_if_fail (MQ_IS_INTERACTIVE_LOOP (self));

  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped"));

  return self->turn != NULL ? dex_ref (self->turn) : dex_future_new_true ();
}
