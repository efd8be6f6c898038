/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliContext, see mq-cli-context.h. */
#include "cli/mq-cli-context.h"

#include "client/executor/mq-worker-settings.h"
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_REASON 1000

static gboolean
on_signal (gpointer data)
{
  MqCliInterrupt *self = data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    dex_promise_reject (self->future,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Interrupted"));
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

/* @self stays where it is until it is cleared. */
static void
interrupt_init (MqCliInterrupt *self)
{
  self->future = dex_promise_new ();
  self->cancellable = g_cancellable_new ();
  self->sources[0] = g_unix_signal_add (SIGINT, on_signal, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, on_signal, self);
}

static void
interrupt_clear (MqCliInterrupt *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_handle_id (&self->sources[i], g_source_remove);
  dex_clear (&self->future);
  g_clear_object (&self->cancellable);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqCliInterrupt, interrupt_clear)

static gboolean
find_session (MqCliContext *self, const char *what, GError **error)
{
  g_autofree char *id = mq_session_normalise_id (what);
  MqSession *session = id != NULL ? mq_library_find_session (self->library, id) : NULL;

  if (session == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "There is no session “%s”\nmaquette-cli --list-sessions lists them", what);

  g_set_object (&self->session, session);
  return TRUE;
}

/**
 * mq_cli_context_find_version:
 * @self: a context with a library
 * @what: SESSION or SESSION:VERSION; without a version, the current one
 * @error: %MQ_ERROR_NOT_FOUND
 *
 * Returns: whether the session and the version are there
 */
gboolean
mq_cli_context_find_version (MqCliContext *self, const char *what, GError **error)
{
  const char *colon = strchr (what, ':');
  g_autofree char *name = colon != NULL ? g_strndup (what, colon - what) : g_strdup (what);
  guint64 number = 0;

  if (!find_session (self, name, error))
    return FALSE;

  g_clear_object (&self->version);
  if (colon == NULL)
    g_set_object (&self->version, mq_session_get_current_version (self->session));
  else if (g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT, &number, NULL))
    self->version = mq_version_find (mq_session_get_versions (self->session), number);

  return self->version != NULL
         || mq_fail (error, MQ_ERROR_NOT_FOUND, "The session “%s” has no version %s", name,
                     colon != NULL ? colon + 1 : "yet");
}

/**
 * mq_cli_load_script:
 * @version: a version
 * @error: as mq_version_load(), or %MQ_ERROR_NOT_FOUND
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): its script
 */
char *
mq_cli_load_script (MqVersion *version, GError **error)
{
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), error);
  const char *script = mq_json_get_string (content, "script", NULL);

  if (content != NULL && script == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "Version %u has no script",
                         mq_version_get_number (version));

  return g_strdup (script);
}

/* Finds the parts of the version that --part names. @error: as mq_version_find_parts(). Awaits. */
gboolean
mq_cli_context_find_parts (MqCliContext *self, GError **error)
{
  GStrv names = self->options->part;

  if (names == NULL)
    return TRUE;

  g_clear_pointer (&self->targets, json_array_unref);
  self->targets = mq_version_find_parts (self->version, (const char *const *)names, error);
  return self->targets != NULL;
}

static gboolean
find_blender (MqCliContext *self, GError **error)
{
  g_autoptr (GListModel) blenders = dex_await_object (
      mq_blender_find (mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE)), error);

  if (blenders != NULL)
    self->blender = g_list_model_get_item (blenders, 0);
  return blenders != NULL;
}

/**
 * mq_cli_context_prepare:
 * @self: a context
 * @needs: what the command needs
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_NOT_FOUND, %MQ_ERROR_NO_BLENDER …
 *
 * Prepares what is not there yet, in the order of #MqCliNeeds. Awaits.
 *
 * Returns: whether all is there
 */
gboolean
mq_cli_context_prepare (MqCliContext *self, MqCliNeeds needs, GError **error)
{
  const MqCliNeeds of_library = MQ_CLI_LIBRARY | MQ_CLI_WORK_DIRS | MQ_CLI_WRITABLE | MQ_CLI_SESSION
                                | MQ_CLI_VERSION | MQ_CLI_SCRIPT;
  gboolean is_read_only = (needs & (MQ_CLI_WORK_DIRS | MQ_CLI_WRITABLE)) == 0;
  const char *what = self->options->words != NULL ? self->options->words[0] : self->options->place;
  g_autoptr (GError) missing = NULL;

  if ((needs & MQ_CLI_INTERRUPT) != 0 && self->interrupt.future == NULL)
    interrupt_init (&self->interrupt);

  if ((needs & (MQ_CLI_CONFIG | MQ_CLI_BLENDER | MQ_CLI_CLEANER)) != 0 && self->config == NULL)
    {
      if ((self->config = mq_config_load (self->options->config, error)) == NULL)
        return FALSE;
      if (mq_config_get_problem (self->config) != NULL)
        g_printerr ("maquette-cli: %s\n", mq_config_get_problem (self->config));
    }

  if (((needs & of_library) != 0 && self->library == NULL
       && !(self->library = dex_await_object (mq_library_open (NULL, is_read_only), error)))
      || ((needs & MQ_CLI_WRITABLE) != 0 && !mq_library_check_writable (self->library, error))
      || ((needs & MQ_CLI_SESSION) != 0 && !find_session (self, what, error))
      || ((needs & (MQ_CLI_VERSION | MQ_CLI_SCRIPT)) != 0
          && !mq_cli_context_find_version (self, what, error)))
    return FALSE;

  if ((needs & MQ_CLI_SCRIPT) != 0 && !(self->script = mq_cli_load_script (self->version, error)))
    return FALSE;

  if ((needs & MQ_CLI_BLENDER) != 0 && self->blender == NULL && !find_blender (self, error))
    return FALSE;

  if ((needs & MQ_CLI_CLEANER) == 0 || self->cleaner != NULL)
    return TRUE;

  if (self->blender == NULL && !find_blender (self, &missing))
    {
      /* There is no cleaner without a Blender, which is not a failure. */
      if (g_error_matches (missing, MQ_ERROR, MQ_ERROR_NO_BLENDER))
        return TRUE;
      return mq_fail_with (error, &missing);
    }

  self->cleaner = g_new (MqWorkerSettings, 1);
  *self->cleaner = mq_worker_settings_read (self->blender, self->config);
  return TRUE;
}

/**
 * mq_cli_context_unless_interrupted:
 * @self: a context with an interrupt
 * @future: (transfer full): something long
 *
 * Returns: (transfer full): @future, dropped when interrupted; rejects with %MQ_ERROR_CANCELLED
 * then
 */
DexFuture *
mq_cli_context_unless_interrupted (MqCliContext *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->interrupt.future), future);
}

static void
on_gone (gpointer gone, GObject *job)
{
  dex_promise_resolve_boolean (gone, TRUE);
}

static void
print_notes (JsonObject *report)
{
  JsonArray *notes = mq_json_get_array (report, "notes");

  for (guint i = 0; i < mq_json_length (notes); i++)
    g_printerr ("maquette-cli: %s\n", mq_json_element_string (notes, i));
}

/**
 * mq_cli_context_await:
 * @self: a context with an interrupt
 * @job: (transfer full): an object that performs something and is referenced as long as it does
 * @on_progress: (nullable): called with its signal “progress” for people at a terminal
 * @performing: (transfer full): resolves to its report (JSON_TYPE_OBJECT)
 * @error: as @performing, or %MQ_ERROR_CANCELLED
 *
 * Awaits. When interrupted, drops @performing and awaits that the job has taken everything away.
 * Prints the notes of the report and of its files on stderr.
 *
 * Returns: (transfer full) (nullable): the report
 */
JsonObject *
mq_cli_context_await (MqCliContext *self, gpointer job, GCallback on_progress,
                      DexFuture *performing, GError **error)
{
  g_autoptr (DexPromise) gone = dex_promise_new ();
  JsonArray *files;
  JsonObject *report;

  if (on_progress != NULL && !self->options->json && isatty (STDERR_FILENO))
    g_signal_connect (job, "progress", on_progress, NULL);
  report = dex_await_boxed (mq_cli_context_unless_interrupted (self, performing), error);
  g_object_weak_ref (job, on_gone, gone);
  g_object_unref (job);
  dex_await (dex_ref (DEX_FUTURE (gone)), NULL);

  if (report != NULL)
    print_notes (report);
  files = mq_json_get_array (report, "files");
  for (guint i = 0; i < mq_json_length (files); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (files, i)))
      print_notes (json_array_get_object_element (files, i));
  return report;
}

/**
 * mq_cli_context_get_server:
 * @self: a context with the settings
 *
 * Returns: (nullable): the address of the service; %NULL: one of the user's own
 */
const char *
mq_cli_context_get_server (MqCliContext *self)
{
  return self->options->server != NULL ? self->options->server
                                       : mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL);
}

/**
 * mq_cli_context_require_server:
 * @self: a context with the settings
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (nullable): the address of the shared service
 */
const char *
mq_cli_context_require_server (MqCliContext *self, GError **error)
{
  const char *server = mq_cli_context_get_server (self);

  return server != NULL ? server
                        : mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                        "No shared service is configured\n"
                                        "Give its address: --server URL");
}

/**
 * mq_cli_context_upload:
 * @self: a context with a library and the settings, which may forbid it
 * @session: (nullable): a session that was changed at the service
 *
 * Keeps at the service what has changed. A failure is a line on standard error and nothing more:
 * all is in the library, and is kept the next time. Ctrl+C ends the wait. Awaits.
 */
void
mq_cli_context_upload (MqCliContext *self, MqSession *session)
{
  const char *server = mq_cli_context_get_server (self);
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  if (server == NULL || !mq_config_get_boolean (self->config, MQ_CONFIG_SERVER_KEEP_SESSIONS))
    return;

  interrupt_init (&interrupt);
  if ((mq_cli_context_prepare (self, MQ_CLI_CLEANER, &error)
       && dex_await (
           mq_fiber_unless (DEX_FUTURE (interrupt.future),
                            mq_remote_sessions_put (self->library, server, session, self->cleaner)),
           &error))
      || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    return;

  reason = mq_text_join_lines (error->message, MAX_REASON);
  g_printerr ("maquette-cli: not kept at the service: %s\n", reason);
}

static gboolean
has_typed_yes (GError **error)
{
  char answer[16];

  fflush (stdout);
  return (fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strchomp (answer), "yes"))
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "Nothing was deleted");
}

static gboolean
may_ask (GError **error)
{
  return isatty (STDIN_FILENO)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "Deleting is for good: add --yes");
}

/**
 * mq_cli_confirm_delete:
 * @options: the command; with --yes it does not ask
 * @title: of the session that is to be deleted
 * @n_versions: that it has
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Deleting is for good: whoever is asked types the word.
 *
 * Returns: whether to delete it
 */
gboolean
mq_cli_confirm_delete (MqCliOptions *options, const char *title, guint n_versions, GError **error)
{
  g_autofree char *clean = mq_text_clean (title, 200);

  if (options->yes)
    return TRUE;
  if (!may_ask (error))
    return FALSE;

  printf ("Delete “%s” with %u versions%s? Type yes: ", clean, n_versions,
          options->at_service ? " at the service" : "");
  return has_typed_yes (error);
}

/**
 * mq_cli_confirm_account:
 * @options: the command; with --yes it does not ask
 * @server: where the account is
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether to delete what the service holds about the account
 */
gboolean
mq_cli_confirm_account (MqCliOptions *options, const char *server, GError **error)
{
  if (options->yes)
    return TRUE;
  if (!may_ask (error))
    return FALSE;

  printf ("Delete all that %s holds about you: runs, pictures, kept sessions? Type yes: ", server);
  return has_typed_yes (error);
}

void
mq_cli_context_clear (MqCliContext *self)
{
  interrupt_clear (&self->interrupt);
  g_clear_object (&self->config);
  g_clear_object (&self->library);
  g_clear_object (&self->session);
  g_clear_object (&self->version);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->targets, json_array_unref);
  g_clear_pointer (&self->cleaner, g_free);
  g_clear_object (&self->blender);
}
