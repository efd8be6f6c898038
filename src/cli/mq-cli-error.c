/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit statuses and error messages, see mq-cli-error.h. */
#include "cli/mq-cli-error.h"

#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>

#define MAX_MESSAGE 20000

/* A second line for errors that do not have one. */
static const struct
{
  MqError code;
  const char *next;
} hints[] = {
  { MQ_ERROR_SIGN_IN, "Sign in first: maquette-cli --login" },
  { MQ_ERROR_TERMS, "Accept the terms first: maquette-cli --accept-terms" },
  { MQ_ERROR_QUOTA,
    "Wait until the quota is renewed, or use a service of your own: leave out --server" },
  { MQ_ERROR_NO_BLENDER, "Another Blender can be named in config.yaml (blender.executable): "
                         "docs/using/config.md" },
  { MQ_ERROR_UNREACHABLE,
    "Try again, or leave out --server to use a service of your own; finished versions are kept" },
  { MQ_ERROR_CANCELLED, "Finished versions are kept: maquette-cli --list-sessions" },
  { MQ_ERROR_TIMEOUT, "Allow more time in config.yaml: limits.script_seconds" },
  { MQ_ERROR_WORKER_LOST,
    "Try again; if it happens again, try another Blender (blender.executable)" },
  { MQ_ERROR_PROTOCOL, "The client and the service do not match; rebuild or reinstall both" },
  { MQ_ERROR_NOT_FOUND, "maquette-cli --list-sessions lists your sessions" },
  { MQ_ERROR_NO_SPACE, "Free some space and try again; finished versions are kept" },
  { MQ_ERROR_READ_ONLY, "Make it writable, or set XDG_DATA_HOME to a folder that is" },
  { MQ_ERROR_BUSY, "Try again later; with --wait, maquette-cli waits until there is room" },
};

/* The service's own hint does not know the options of the command line. */
static gboolean
has_better_hint (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_TERMS);
}

/* The lines between what happened and what to do are details, in which a script has the word: they
 * are quoted, so that none looks like one of ours. */
static void
print_next (const char *next)
{
  const char *line_end;

  while ((line_end = strchr (next, '\n')) != NULL)
    {
      fprintf (stderr, "  | %.*s\n", (int)(line_end - next), next);
      next = line_end + 1;
    }
  fprintf (stderr, "%s\n", next);
}

/* Prints on standard error what happened and what to do next. @error: the error that ends the
 * program; @json: whether to print an event on standard output, too. Returns: the exit status */
int
mq_cli_report_error (const GError *error, gboolean json)
{
  g_autofree char *clean = mq_text_clean (error->message, MAX_MESSAGE);
  g_autofree char *message = mq_paths_name_pages (clean);
  g_autofree char *hint = NULL;
  char *line_end = strchr (message, '\n');
  const char *next = NULL;
  int status = mq_error_get_exit_status (error);

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (g_error_matches (error, MQ_ERROR, (int)hints[i].code))
      next = hint = mq_paths_name_pages (hints[i].next);
  if (line_end != NULL && !has_better_hint (error))
    next = line_end + 1;

  if (line_end != NULL)
    *line_end = '\0';

  mq_stdout_flush ();
  fprintf (stderr, "maquette-cli: %s\n", message);
  if (next != NULL)
    print_next (next);

  if (json)
    {
      g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_ERROR);

      event->error.exit = status;
      event->error.text = g_strdup (message);
      event->error.next = g_strdup (next);
      mq_printer_write_json (event, 0);
    }

  return status;
}
