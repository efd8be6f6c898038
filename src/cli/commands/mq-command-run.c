/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --text, --image, --script, --session-id, --attach: the command that starts, continues or follows
 * a run and prints it. */
#include "cli/mq-cli-account.h"
#include "cli/mq-cli-error.h"
#include "cli/mq-cli-upload.h"
#include "cli/mq-cli-model.h"
#include "cli/mq-cli-variants.h"
#include "cli/mq-cli-version.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-interactive-loop.h"
#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "common/base/mq-files.h"
#include "client/run/mq-open-runs.h"
#include "client/run/mq-output.h"
#include "client/run/mq-run.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-run-event-table.h"
#include "common/base/mq-text.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_TITLE 200
#define N_SIGNALS 3

/* The state of one run at the command line, with its interrupts. */
typedef struct
{
  MqConfig *config;
  MqLibrary *library;
  MqBlender *blender;
  MqRun *run;
  MqVariants *variants; /* instead of @run */
  MqInteractiveLoop *loop;
  MqPrinter *printer;
  MqCliOptions *options;
  MqRunOptions *run_options; /* until there is a run */
  char *draft;               /* the last script that is not in a version */
  guint interrupts;
  gboolean headed;
  gboolean finishing; /* interrupted in the user-guided phase, which finishes the run */
} RunJob;

static void
run_job_free (RunJob *job)
{
  if (job->run != NULL)
    g_signal_handlers_disconnect_by_data (job->run, job);

  g_clear_pointer (&job->run_options, mq_run_options_free);
  g_clear_object (&job->loop);
  g_clear_object (&job->run);
  g_clear_object (&job->variants);
  g_clear_object (&job->library);
  g_clear_object (&job->blender);
  g_clear_object (&job->config);
  g_clear_pointer (&job->printer, mq_printer_free);
  g_free (job->draft);
  g_free (job);
}

static char *
read_script (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) trouble = NULL;
  GStatBuf info;
  gsize length = 0;
  const char *why = NULL;

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    why = "it is not a file";
  else if (g_stat (path, &info) == 0 && info.st_size > MQ_SCRIPT_MAX_BYTES)
    why = "it is larger than 512 KiB";
  else if (!g_file_get_contents (path, &text, &length, &trouble))
    why = trouble->message;
  else if (!g_utf8_validate (text, length, NULL))
    why = "it is not UTF-8 text";
  else if (text[strspn (text, " \t\r\n")] == '\0')
    why = "it is empty";

  if (why == NULL)
    return g_steal_pointer (&text);

  return mq_fail_null (
      error, MQ_ERROR_BAD_INPUT,
      "The script “%s” cannot be used: %s\nGive the name of a Blender Python script", path, why);
}

/* @what: SESSION or SESSION:VERSION */
static gboolean
find_base (RunJob *job, const char *what, MqRunOptions *run_options, GError **error)
{
  MqSession *session = NULL;

  if ((run_options->base = mq_cli_find_version (job->library, what, &session, error)) == NULL)
    return FALSE;

  run_options->base_session = g_object_ref (session);
  run_options->title = g_strdup (mq_session_get_title (session));
  return TRUE;
}

static const char *
get_server (RunJob *job)
{
  return mq_cli_upload_get_server (job->options->server, job->config);
}

static MqRunOptions *
make_run_options (RunJob *job, MqCliOptions *options, GError **error)
{
  g_autoptr (MqRunOptions) run_options = NULL;
  gboolean ask = isatty (STDIN_FILENO) && !options->no_input;

  if (options->script != NULL)
    {
      g_autofree char *name = g_path_get_basename (options->script);

      run_options = mq_run_options_new ("script", name, options->team);
      run_options->title = g_filename_display_name (name);
      g_set_str (&run_options->prompt, run_options->title);
      if (!(run_options->script = read_script (options->script, error)))
        return NULL;
    }
  else if (options->session_id != NULL)
    {
      run_options = mq_run_options_new ("continue", options->prompt, options->team);
      if (!find_base (job, options->session_id, run_options, error))
        return NULL;
    }
  else if (options->image != NULL)
    {
      const char *pictures[] = { options->image, NULL };

      run_options = mq_run_options_new ("create", "", options->team);
      run_options->pictures = g_strdupv ((GStrv)pictures);
      run_options->must_see = TRUE;
    }
  else
    run_options = mq_run_options_new ("create", options->text, options->team);

  run_options->interactive = ask || options->refine != NULL;
  run_options->replay = options->replay != NULL ? g_canonicalize_filename (options->replay, NULL)
                                                : NULL;
  run_options->transcript = options->save_transcript != NULL
                                ? g_canonicalize_filename (options->save_transcript, NULL)
                                : NULL;
  run_options->output = options->output != NULL ? g_canonicalize_filename (options->output, NULL)
                                                : NULL;
  run_options->server = g_strdup (get_server (job));
  return g_steal_pointer (&run_options);
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
  if (job->options->attach != NULL)
    {
      mq_run_detach (job->run);
      return G_SOURCE_CONTINUE;
    }

  if (job->variants != NULL)
    {
      if (!job->options->json)
        puts ("\nStopping all variants; press again to stop at once.");
      mq_variants_cancel (job->variants);
      return G_SOURCE_CONTINUE;
    }

  job->finishing = mq_run_is_guided (job->run);
  mq_printer_print_line (job->printer, job->finishing ? "\nFinishing; everything is kept."
                                                      : "\nStopping; press again to stop at once.");
  /* A step in progress is cancelled; a run that waits for the user just ends. */
  if (job->loop != NULL && mq_interactive_loop_is_waiting (job->loop))
    dex_future_disown (mq_run_finish (job->run));
  else
    mq_run_cancel (job->run);

  return G_SOURCE_CONTINUE;
}

/* The user's own script involves no team. */
static void
print_team (RunJob *job, const MqTeamEvent *team)
{
  const char *name = team->name != NULL ? team->name : "";
  g_autofree char *title = mq_text_clean (team->title != NULL ? team->title : name, MAX_TITLE);
  gboolean sketcher = g_str_equal (name, "sketcher");
  g_autofree char *line = NULL;

  if (job->options->script != NULL || job->options->json)
    return;

  line = g_strdup_printf (
      "%s%s%s", title, sketcher ? " (no AI model)" : "",
      sketcher && job->options->team == NULL ? ". For any object: docs/models.md" : "");
  mq_printer_print_line (job->printer, line);
}

/* Called when the run starts, so that an invalid request prints only its error. */
static void
print_header (RunJob *job)
{
  g_autofree char *header = NULL;

  if (job->headed || job->options->json)
    return;

  job->headed = TRUE;
  header = g_strdup_printf ("Maquette %s · Blender %s", MQ_VERSION,
                            mq_blender_get_version (job->blender));
  mq_printer_print_line (job->printer, header);
}

/* A script that could not be repaired is kept with the session, and beside where the result would
 * be, as a draft that the user can mend, and run with --script. */
static void
save_draft (RunJob *job)
{
  MqSession *session = mq_run_get_session (job->run);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  if (job->draft == NULL)
    return;

  if (job->options->output == NULL)
    line = g_strdup_printf ("  · The last script is kept: maquette-cli draft %s",
                            mq_session_get_id (session));
  else
    {
      path = g_build_filename (job->options->output, "draft.py", NULL);
      line = g_file_set_contents (path, job->draft, -1, &error)
                 ? g_strdup_printf ("  · The last script, which failed: %s", path)
                 : g_strdup_printf ("  ! The last script could not be kept: %s", error->message);
    }
  if (!job->options->json)
    mq_printer_print_line (job->printer, line);
}

static void
on_event (RunJob *job, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_SCRIPT)
    g_set_str (&job->draft, event->script.script);
  else if (event->kind == MQ_EVENT_VERSION || event->kind == MQ_EVENT_REFINEMENT)
    g_clear_pointer (&job->draft, g_free);

  /* Shown in a conversation only; a user at the command line knows it already. */
  if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_PRINTED) == 0)
    return;

  print_header (job);
  if (event->kind == MQ_EVENT_TEAM)
    print_team (job, &event->team);
  mq_printer_event (job->printer, event);
}

/* At a shared service. Awaits. */
static void
print_quota (RunJob *job, const char *server)
{
  g_autofree char *quota = server != NULL && !job->options->json
                               ? mq_cli_account_fetch_quota (server)
                               : NULL;

  if (quota != NULL)
    mq_printer_print_line (job->printer, quota);
}

static gboolean
check_server (const char *url, GError **error)
{
  if (url == NULL || g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "https://"))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "“%s” is not the address of a service\nIt begins with http:// or https://", url);
}

/* All checks that are possible before anything starts, cheap ones first. */
static gboolean
prepare (RunJob *job, MqCliOptions *options, GError **error)
{
  g_autoptr (GListModel) blenders = NULL;

  if (!(job->config = mq_cli_load_config (options->config, error))
      || !check_server (options->server, error)
      || !mq_cli_model_check_team (options, job->config, error))
    return FALSE;

  if ((job->library == NULL
       && !(job->library = dex_await_object (mq_library_open (NULL, FALSE), error)))
      || !mq_library_check_writable (job->library, error))
    return FALSE;

  if (options->attach == NULL
      && ((job->run_options == NULL && !(job->run_options = make_run_options (job, options, error)))
          || (job->run_options->output != NULL
              && !mq_output_prepare (job->run_options->output, error))))
    return FALSE;

  blenders = dex_await_object (
      mq_blender_find (mq_config_get_string (job->config, MQ_CONFIG_BLENDER_EXECUTABLE)), error);
  if (blenders == NULL)
    return FALSE;

  job->blender = g_list_model_get_item (blenders, 0);
  return TRUE;
}

/* The run of a session, whichever program began it. */
static MqRun *
attach (RunJob *job, GError **error)
{
  MqSession *session = mq_library_find_session (job->library, job->options->attach);
  const char *server = get_server (job);
  g_autofree char *run = NULL;

  if (session == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "There is no session “%s”",
                         job->options->attach);

  run = dex_await_string (mq_open_runs_find (server, mq_session_get_id (session)), error);
  return run != NULL
             ? mq_run_new_attached (job->library, job->config, job->blender, session, run, server)
             : NULL;
}

static void
watch_signals (RunJob *job, guint sources[N_SIGNALS])
{
  static const int numbers[N_SIGNALS] = { SIGINT, SIGTERM, SIGHUP };

  for (gsize i = 0; i < N_SIGNALS; i++)
    sources[i] = g_unix_signal_add (numbers[i], on_interrupt, job);
}

static void
unwatch_signals (guint sources[N_SIGNALS])
{
  for (gsize i = 0; i < N_SIGNALS; i++)
    g_source_remove (sources[i]);
}

/* Awaits. Returns: (transfer full): as mq_command_run() */
static DexFuture *
perform_variants (RunJob *job)
{
  MqCliOptions *options = job->options;
  GError *error = NULL;
  guint sources[N_SIGNALS];
  gboolean good;

  job->variants = mq_variants_new (job->library, job->config, job->blender,
                                   g_steal_pointer (&job->run_options), (guint)options->variants);
  if (!options->json)
    printf ("Maquette %s · Blender %s\n", MQ_VERSION, mq_blender_get_version (job->blender));
  mq_cli_variants_follow (job->variants, options->json);
  watch_signals (job, sources);
  good = dex_await (mq_variants_perform (job->variants), &error);
  unwatch_signals (sources);

  if (mq_variants_get_session (job->variants) != NULL)
    {
      mq_cli_variants_print_ranking (job->variants, options->json);
      mq_cli_upload (job->library, job->config, get_server (job),
                     mq_variants_get_session (job->variants));
    }
  if (good && job->interrupts > 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped");

  return good ? dex_future_new_for_int (0) : dex_future_new_for_error (error);
}

static DexFuture *
run_fiber (gpointer user_data)
{
  RunJob *job = user_data;
  MqCliOptions *options = job->options;
  GError *error = NULL;
  gboolean asks = isatty (STDIN_FILENO) && !options->no_input && options->refine == NULL;
  gboolean good;
  guint sources[N_SIGNALS];

  if (!prepare (job, options, &error))
    return dex_future_new_for_error (error);

  if (options->variants > 1)
    return perform_variants (job);

  job->printer = options->json ? mq_printer_new_json () : mq_printer_new_human ();
  job->run = options->attach != NULL ? attach (job, &error)
                                     : mq_run_new (job->library, job->config, job->blender,
                                                   g_steal_pointer (&job->run_options));
  if (job->run == NULL)
    return dex_future_new_for_error (error);

  /* One who only follows what another program began says nothing to it. */
  if (options->attach == NULL || asks || options->refine != NULL)
    job->loop = mq_interactive_loop_new (job->run, job->printer, options->refine, asks);
  g_signal_connect_swapped (job->run, "event", G_CALLBACK (on_event), job);

  watch_signals (job, sources);
  good = dex_await (mq_run_perform (job->run), &error);
  if (job->loop != NULL)
    dex_await (mq_interactive_loop_stop (job->loop), NULL);
  unwatch_signals (sources);
  if (good)
    print_quota (job, get_server (job));
  else if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    save_draft (job);
  mq_cli_upload (job->library, job->config, get_server (job), mq_run_get_session (job->run));

  if (!good && job->finishing && g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    {
      g_error_free (error);
      return dex_future_new_for_int (0);
    }

  return good ? dex_future_new_for_int (0) : dex_future_new_for_error (error);
}

DexFuture *
mq_command_run (MqCliOptions *options)
{
  return mq_command_run_prepared (options, NULL, NULL);
}

DexFuture *
mq_command_run_prepared (MqCliOptions *options, MqLibrary *library, MqRunOptions *run_options)
{
  RunJob *job = g_new0 (RunJob, 1);

  job->options = options;
  job->library = library != NULL ? g_object_ref (library) : NULL;
  job->run_options = run_options;
  return mq_fiber_spawn (NULL, 256 * 1024, run_fiber, job, (GDestroyNotify)run_job_free);
}
