/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrinter for people: one row per step and, on a terminal, a live line below them with the phase
 * and its elapsed time. All untrusted text is cleaned before it is shown. */
#include "cli/mq-printer.h"
#include "cli/mq-usage.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 4000
#define MAX_STATUS 60
/* Maximum length of a step's failure; if it ends the run, standard error has all of it. */
#define MAX_FAILURE 120
#define TICK_MS 250

typedef struct
{
  MqPrinter base;

  gboolean terminal;
  gboolean live_shown;
  gboolean asking; /* the user is typing on this line */
  guint ticker;
  const char *phase; /* title of the current phase */
  gint64 phase_start;
  char *status; /* the current step */
  char *spent;  /* models' usage so far, printed at the end */
} Human;

static const char *
get_phase_title (MqRunPhase phase)
{
  switch (phase)
    {
    case MQ_RUN_PHASE_CREATE:
      return "Initial Creation Phase";
    case MQ_RUN_PHASE_REFINE:
      return "Automatic Refinement Phase";
    case MQ_RUN_PHASE_GUIDED:
      return "User-Guided Phase";
    case MQ_RUN_PHASE_UNKNOWN:
    default:
      return NULL;
    }
}

static char *
format_phase (const char *title, double seconds)
{
  guint whole = MAX (0, seconds);

  return g_strdup_printf ("[%s: %u:%02u:%02u]", title, whole / 3600, whole / 60 % 60, whole % 60);
}

static void
hide_live (Human *self)
{
  if (self->live_shown)
    fputs ("\r\033[K", stdout);
  self->live_shown = FALSE;
}

static void
show_live (Human *self)
{
  g_autofree char *line = NULL;

  if (!self->terminal || self->phase == NULL || self->asking)
    return;

  line = format_phase (self->phase,
                       (g_get_monotonic_time () - self->phase_start) / (double)G_USEC_PER_SEC);
  hide_live (self);
  fprintf (stdout, "%s%s%s", line, self->status != NULL ? " " : "",
           self->status != NULL ? self->status : "");
  fflush (stdout);
  self->live_shown = TRUE;
}

static gboolean
tick_cb (gpointer user_data)
{
  show_live (user_data);
  return G_SOURCE_CONTINUE;
}

static void G_GNUC_PRINTF (2, 3) row (Human *self, const char *format, ...)
{
  va_list args;

  hide_live (self);
  va_start (args, format);
  vfprintf (stdout, format, args);
  va_end (args);
  fputc ('\n', stdout);
  fflush (stdout);
  show_live (self);
}

static void
end_phase (Human *self)
{
  hide_live (self);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->status, g_free);
  self->phase = NULL;
}

static void
on_phase (Human *self, const MqPhaseEvent *phase)
{
  const char *title = get_phase_title (phase->phase);
  g_autofree char *line = NULL;

  if (title == NULL)
    return;

  end_phase (self);
  if (phase->state == MQ_EVENT_STATE_ENDED)
    {
      line = format_phase (title, phase->seconds);
      row (self, "%s", line);
      return;
    }

  self->phase = title;
  self->phase_start = g_get_monotonic_time ();
  if (self->terminal)
    self->ticker = g_timeout_add (TICK_MS, tick_cb, self);
  show_live (self);
}

/* Untrusted text, made safe for a terminal; one line, so that no text can pass for a row of ours.
 */
static char *
clean (const char *text, gsize length)
{
  return g_strdelimit (mq_text_clean (text, length), "\n\t", ' ');
}

static void
on_step (Human *self, MqRunEvent *event)
{
  const MqStepEvent *step = &event->step;
  gboolean failed = step->state == MQ_EVENT_STATE_FAILED;
  g_autofree char *role = clean (mq_run_event_get_role (event), 20);
  g_autofree char *text = mq_text_clean (step->text, failed ? MAX_FAILURE : MAX_TEXT);
  g_autofree char *used = NULL;

  /* A hint, if there is one, comes last. */
  text[strcspn (text, "\n")] = '\0';

  if (step->state == MQ_EVENT_STATE_STARTED)
    {
      g_autofree char *first = mq_text_clean (text, MAX_STATUS);

      g_free (self->status);
      self->status = g_strdup_printf ("%s: %s", role, first);
      show_live (self);
      return;
    }

  g_clear_pointer (&self->status, g_free);
  used = mq_usage_format_step (step);
  row (self, "  %s %-9s  %s%s%s", failed ? "✗" : "✓", role, text, *used != '\0' ? " · " : "", used);
}

/* Prints only that a model is called again, and why. */
static void
on_stream (Human *self, const MqStreamEvent *stream)
{
  g_autofree char *text = clean (stream->text, MAX_FAILURE);
  int attempt = (int)MAX (stream->retry.attempt, 2);

  if (stream->retry.code == NULL && stream->retry.seconds < 0)
    return;
  if (stream->retry.seconds >= 1)
    row (self, "  ! %s; trying again in %.0f s (try %d)", text, stream->retry.seconds, attempt);
  else
    row (self, "  ! %s; trying again (try %d)", text, attempt);
}

/* The text is complete where it already lists the items. */
static void
on_notice (Human *self, const MqNoticeEvent *notice)
{
  g_autofree char *text = clean (notice->text, MAX_TEXT);
  g_autofree char *list = notice->items != NULL ? g_strjoinv (", ", notice->items) : NULL;
  g_autofree char *items = clean (list, MAX_TEXT);
  gboolean with_items = *items != '\0' && strstr (text, items) == NULL;

  row (self, "  %s %s%s%s", notice->level == MQ_NOTICE_LEVEL_WARNING ? "!" : "·", text,
       with_items ? (g_str_has_suffix (text, ":") ? " " : ": ") : "", with_items ? items : "");
}

static void
on_picture (Human *self, const MqPictureEvent *picture)
{
  if (picture->provisional == TRUE)
    return;

  g_free (self->status);
  self->status = g_strdup_printf ("blender: picture %d of %d", (int)picture->done,
                                  (int)picture->of);
  show_live (self);
}

static void
on_kept (Human *self, const MqKeptEvent *kept)
{
  row (self, "  ✓ Version %d is kept in %s", (int)kept->version, kept->folder);
  for (GStrv picture = kept->pictures; picture != NULL && *picture != NULL; picture++)
    row (self, "      %s", *picture);
}

static void
on_refinement (Human *self, const MqRefinementEvent *refinement)
{
  g_autofree char *text = clean (refinement->text, MAX_TEXT);

  self->asking = FALSE;
  row (self, "> %s", text);
}

/* Prints a row with @text, which is untrusted. */
static void
row_with_text (Human *self, const char *before, const char *text, const char *after)
{
  g_autofree char *cleaned = clean (text, MAX_TEXT);

  row (self, "%s%s%s", before, cleaned, after);
}

/* The requirements, each with what was found. */
static void
on_version (Human *self, const MqVersionEvent *version)
{
  static const char *const marks[] = { "·", "✓", "✗" };
  JsonArray *rows = version->requirements;
  guint n = mq_json_length (rows);

  if (n == 0)
    return;

  row (self, "  %u of %u requirements met", mq_requirement_count_met (rows), n);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = mq_json_element_object (rows, i);
      g_autofree char *words = clean (mq_json_get_string (one, "words", ""), MAX_TEXT);
      g_autofree char *found = mq_requirement_describe (one);

      row (self, "    %s %s: %s", marks[mq_requirement_get_state (one)], words, found);
    }
}

static void
on_refused (Human *self, const MqRefusedEvent *refused)
{
  gboolean so = refused->outcome == MQ_REFUSAL_ALREADY_SO;

  row_with_text (self, so ? "  ✓ Already so: " : "  ! ", refused->text, "");
  row (self, so ? "  · Nothing was changed" : "  ! Nothing was changed; the last version is kept");
}

static void
on_budget (Human *self, const MqBudgetEvent *budget)
{
  g_free (self->spent);
  self->spent = mq_usage_format_budget (budget);
}

/* The last lines, after success or failure. */
static void
end_run (Human *self)
{
  end_phase (self);
  if (self->spent != NULL && *self->spent != '\0')
    row (self, "Used: %s", self->spent);
  g_clear_pointer (&self->spent, g_free);
}

static void
on_done (Human *self, const MqDoneEvent *done)
{
  end_run (self);
  if (done->reason == MQ_DONE_REASON_IDLE)
    row (self, "Finished: no further changes. Everything is kept.");
  else
    row (self, "Finished.");
}

static void
human_event (MqPrinter *printer, MqRunEvent *event)
{
  Human *self = (Human *)printer;

  switch (event->kind)
    {
    case MQ_EVENT_PHASE:
      on_phase (self, &event->phase);
      break;
    case MQ_EVENT_STEP:
      on_step (self, event);
      break;
    case MQ_EVENT_STREAM_TEXT:
      on_stream (self, &event->stream);
      break;
    case MQ_EVENT_NOTICE:
      on_notice (self, &event->notice);
      break;
    case MQ_EVENT_REFUSED:
      on_refused (self, &event->refused);
      break;
    case MQ_EVENT_VERSION:
      on_version (self, &event->version);
      break;
    case MQ_EVENT_SESSION:
      row (self, "Session %s", event->session.session);
      break;
    case MQ_EVENT_WORKER_REPLACED:
      row_with_text (self, "  ! ", event->process.why, "; another one took over");
      break;
    case MQ_EVENT_SERVICE_RESTARTED:
      row (self, "  ! The agent service stopped and was restarted; the run continues");
      break;
    case MQ_EVENT_PREVIEW:
      row (self, "  · First look (until the run ends): %s", event->picture.picture);
      break;
    case MQ_EVENT_PICTURE:
      on_picture (self, &event->picture);
      break;
    case MQ_EVENT_KEPT:
      on_kept (self, &event->kept);
      break;
    case MQ_EVENT_PLACED:
      row (self, "  ✓ Version %d was sent to the running Blender", (int)event->kept.version);
      break;
    case MQ_EVENT_OUTPUT:
      row (self, "  ✓ Written to %s", event->file.folder);
      break;
    case MQ_EVENT_OUTPUT_FAILED:
      row (self, "  ! The result could not be written to --output: %s", event->file.text);
      break;
    case MQ_EVENT_REFINEMENT:
      on_refinement (self, &event->refinement);
      break;
    case MQ_EVENT_BUDGET:
      on_budget (self, &event->budget);
      break;
    case MQ_EVENT_TRANSCRIPT:
      row (self, "  ✓ Transcript: %s", event->file.file);
      break;
    case MQ_EVENT_TRANSCRIPT_FAILED:
      row_with_text (self, "  ! The transcript could not be saved: ", event->file.text, "");
      break;
    case MQ_EVENT_DONE:
      on_done (self, &event->done);
      break;
    case MQ_EVENT_FAILED:
      end_run (self);
      break;
    default:
      break;
    }
}

static void
human_print_line (MqPrinter *printer, const char *text)
{
  row ((Human *)printer, "%s", text);
}

static void
human_ask (MqPrinter *printer, const char *question)
{
  Human *self = (Human *)printer;

  /* The live line would overwrite the user's input. */
  hide_live (self);
  self->asking = TRUE;
  fputs (question, stdout);
  fflush (stdout);
}

static void
human_free (MqPrinter *printer)
{
  Human *self = (Human *)printer;

  end_phase (self);
  g_free (self->spent);
  g_free (self);
}

/**
 * mq_printer_new_human:
 *
 * Returns: (transfer full): a printer for people on standard output
 */
MqPrinter *
mq_printer_new_human (void)
{
  static const MqPrinterKind kind = { human_event, human_print_line, human_ask, human_free };
  Human *self = g_new0 (Human, 1);
  const char *term = g_getenv ("TERM");

  self->base.kind = &kind;
  self->terminal = isatty (STDOUT_FILENO) && g_strcmp0 (term, "dumb") != 0;
  return &self->base;
}
