/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* report-problem: shows what the developers need to know about a problem, and saves it. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/diagnostics/mq-diagnostics.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
report_problem (MqCliContext *self, GError **error)
{
  MqCliOptions *options = self->options;
  const char *word = options->words[0];
  g_autofree char *session = word != NULL ? mq_session_normalise_id (word) : NULL;
  const char *path = options->output;
  gboolean asks = !options->no_input && !options->json && isatty (STDIN_FILENO)
                  && isatty (STDOUT_FILENO);
  g_autoptr (JsonObject) report = NULL;
  g_autofree char *text = NULL;
  g_autofd int file = -1;
  char answer[16];

  if (word != NULL && session == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no session “%s”", word);
  if (!(report = dex_await_boxed (mq_diagnostics_collect (NULL, session, NULL), error)))
    return FALSE;

  text = mq_diagnostics_to_text (report);
  if (options->json)
    mq_stdout_print_json ("report-problem", report);
  else if (asks || path == NULL)
    fputs (text, stdout);
  mq_stdout_flush ();

  if (path == NULL && asks)
    path = MQ_DIAGNOSTICS_FILE;
  if (path == NULL)
    return TRUE;

  if (asks)
    {
      fprintf (stderr, "\nSave this as %s? [Y/n] ", path);
      if (fgets (answer, sizeof answer, stdin) == NULL
          || (*g_strstrip (answer) != '\0' && g_ascii_tolower (*answer) != 'y'))
        return TRUE;
    }

  /* Never replaces a file; nobody else can read it. */
  file = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” exists, and is not replaced\nGive another file: --output FILE", path);
  if (file < 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "The report cannot be written to “%s”: %s\nGive another file: --output FILE",
                    path, g_strerror (errno));
  if (!mq_files_write_all (file, text, strlen (text), path, error))
    {
      unlink (path);
      return FALSE;
    }

  fprintf (stderr, "Saved as %s. It was sent to nobody\n", path);
  return TRUE;
}

static const GOptionEntry options[] = {
  MQ_OPTION_OUTPUT ("Save the report in this new file", "FILE"),
  MQ_OPTION ("no-input", 'n', NONE, no_input,
             "Never ask: print the report, or save it with --output", NULL),
  MQ_OPTION_JSON,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_report_problem[] = {
  { "report-problem", "[SESSION]", 0, 1,
    "Show and save a problem report, with a session’s events and script; it is not sent",
    report_problem, options },
  { NULL },
};
