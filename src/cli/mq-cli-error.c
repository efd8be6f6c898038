/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit statuses and error messages, see mq-cli-error.h. */
#include "cli/mq-cli-error.h"

#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>

#define MAX_MESSAGE 20000

/* Exit statuses are a contract (`--help`, the README). The hints are a second line for errors that
 * do not have one. */
static const struct
{
  MqError code;
  int status;
  const char *next;
} endings[] = {
  { MQ_ERROR_FAILED, 1, NULL },
  { MQ_ERROR_BAD_INPUT, 2, NULL },
  { MQ_ERROR_SIGN_IN, 3, "Sign in first: maquette-cli --login" },
  { MQ_ERROR_TERMS, 4, "Accept the terms first: maquette-cli --accept-terms" },
  { MQ_ERROR_QUOTA, 5,
    "Wait until the quota is renewed, or use a service of your own: leave out --server" },
  { MQ_ERROR_NO_BLENDER, 6,
    "Another Blender can be named in config.yaml (blender.executable); docs/sandbox.md says more" },
  { MQ_ERROR_UNREACHABLE, 7,
    "Try again, or leave out --server to use a service of your own; finished versions are kept" },
  { MQ_ERROR_CANCELLED, MQ_EXIT_INTERRUPTED,
    "Finished versions are kept: maquette-cli --list-sessions" },
  { MQ_ERROR_TIMEOUT, 1, "Allow more time in config.yaml: limits.script_seconds" },
  { MQ_ERROR_WORKER_LOST, 1,
    "Try again; if it comes back, try another Blender (blender.executable)" },
  { MQ_ERROR_PROTOCOL, 1, "The client and the service do not match; rebuild or reinstall both" },
  { MQ_ERROR_NOT_FOUND, 2, "maquette-cli --list-sessions lists your sessions" },
  { MQ_ERROR_CONFLICT, 1, NULL },
  { MQ_ERROR_NO_SPACE, 1, "Free some space and try again; finished versions are kept" },
  { MQ_ERROR_READ_ONLY, 1, "Make it writable, or set XDG_DATA_HOME to a folder that is" },
  { MQ_ERROR_UNKNOWN_KIND, 1, NULL },
  { MQ_ERROR_BUSY, MQ_EXIT_LATER,
    "Try again later; with --wait, maquette-cli waits until there is room" },
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

/**
 * mq_cli_report_error:
 * @error: the error that ends the program
 * @json: whether to print an event on standard output, too
 *
 * Prints on standard error what happened and what to do next.
 *
 * Returns: the exit status
 */
int
mq_cli_report_error (const GError *error, gboolean json)
{
  g_autofree char *message = mq_text_clean (error->message, MAX_MESSAGE);
  char *line_end = strchr (message, '\n');
  const char *next = NULL;
  int status = 1;

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_error_matches (error, MQ_ERROR, endings[i].code))
      {
        status = endings[i].status;
        next = endings[i].next;
      }
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
