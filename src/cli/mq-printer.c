/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrinter, see mq-printer.h: for people, one row per step and, on a terminal, a live line below
 * them with the phase and its elapsed time. All untrusted text is cleaned before it is shown. */
#include "cli/mq-printer.h"

#include "cli/mq-cli-question.h"
#include "cli/mq-stdout.h"
#include "client/run/mq-defect-words.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 4000
#define MAX_STATUS 60
/* Maximum length of a step's failure; if it ends the run, standard error has all of it. */
#define MAX_FAILURE 120
#define TICK_MS 250

static const char *const phase_titles[] = {
  [MQ_RUN_PHASE_CREATE] = "Initial Creation Phase",
  [MQ_RUN_PHASE_REFINE] = "Automatic Refinement Phase",
  [MQ_RUN_PHASE_GUIDED] = "User-Guided Phase",
};

struct _MqPrinter
{
  gboolean json; /* lines of JSON; text for people goes to standard error */
  gboolean terminal;
  gboolean live_shown;
  gboolean asking; /* the user is typing on this line */
  guint ticker;
  const char *phase;   /* title of the current phase */
  gboolean unmeasured; /* the last version */
  gboolean judged;     /* somebody looked for defects, or mended some, in the current phase */
  gint64 phase_start;
  char *status; /* the current step */
  char *spent;  /* models' usage so far, printed at the end */
};

static char *
format_phase (const char *title, double seconds)
{
  guint whole = MAX (0, seconds);

  return g_strdup_printf ("[%s: %u:%02u:%02u]", title, whole / 3600, whole / 60 % 60, whole % 60);
}

static void
hide_live (MqPrinter *self)
{
  if (self->live_shown)
    fputs ("\r\033[K", stdout);
  self->live_shown = FALSE;
}

static void
show_live (MqPrinter *self)
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

static void G_GNUC_PRINTF (2, 3) row (MqPrinter *self, const char *format, ...)
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
end_phase (MqPrinter *self)
{
  hide_live (self);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->status, g_free);
  self->phase = NULL;
}

static void
on_phase (MqPrinter *self, MqRunEvent *event)
{
  const MqPhaseEvent *phase = &event->phase;
  const char *title = phase->phase < G_N_ELEMENTS (phase_titles) ? phase_titles[phase->phase]
                                                                 : NULL;
  g_autofree char *line = NULL;

  if (title == NULL)
    return;

  end_phase (self);
  if (phase->state == MQ_EVENT_STATE_ENDED)
    {
      line = format_phase (title, phase->seconds);
      /* When the budget or the model ended before that, only pictures were taken. */
      if (phase->phase != MQ_RUN_PHASE_REFINE || self->judged)
        row (self, "%s", line);
      return;
    }

  self->phase = title;
  self->judged = FALSE;
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

/* Abbreviated token counts: 950, 5.1k, 41k, 1.2M. */
static char *
format_tokens (gint64 tokens)
{
  if (tokens < 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT, tokens);
  if (tokens < 10000)
    return g_strdup_printf ("%.1fk", tokens / 1e3);
  if (tokens < 1000000)
    return g_strdup_printf ("%.0fk", tokens / 1e3);

  return g_strdup_printf ("%.1fM", tokens / 1e6);
}

static void
append_amount (GString *line, const char *spent, const char *unit, const char *limit)
{
  g_string_append_printf (line, "%s%s%s%s%s", line->len > 0 ? ", " : "", spent, unit,
                          limit != NULL ? " of " : "", limit != NULL ? limit : "");
}

/* The usage, each amount with its limit if there is one: "7 calls of 60, 41k tokens of 800k, $0.41,
 * 2:10 of 1:00:00"; empty if nothing was used. */
static char *
format_budget (const MqBudgetEvent *event)
{
  const MqEventAmounts *most = &event->budget;
  const MqEventAmounts *spent = &event->spent;
  GString *line = g_string_new (NULL);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, spent->calls);
  g_autofree char *count_limit = g_strdup_printf ("%" G_GINT64_FORMAT, most->calls);
  g_autofree char *tokens = format_tokens (MAX (spent->tokens, 0));
  g_autofree char *token_limit = format_tokens (most->tokens);
  g_autofree char *money = mq_text_format_cost (MAX (spent->cost, 0));
  g_autofree char *money_limit = mq_text_format_cost (most->cost);
  g_autofree char *time = mq_text_format_clock (spent->seconds);
  g_autofree char *time_limit = mq_text_format_clock (most->seconds);

  if (spent->calls <= 0)
    return g_string_free (line, FALSE);

  append_amount (line, count, spent->calls == 1 ? " call" : " calls",
                 most->calls > 0 ? count_limit : NULL);
  append_amount (line, tokens, " tokens", most->tokens > 0 ? token_limit : NULL);
  if (spent->cost > 0 || most->cost > 0)
    append_amount (line, money, "", most->cost > 0 ? money_limit : NULL);
  append_amount (line, time, "", most->seconds > 0 ? time_limit : NULL);
  return g_string_free (line, FALSE);
}

static void
on_step (MqPrinter *self, MqRunEvent *event)
{
  const MqStepEvent *step = &event->step;
  gboolean failed = step->state == MQ_EVENT_STATE_FAILED;
  g_autofree char *role = clean (mq_run_event_get_role (event), 20);
  g_autofree char *text = mq_text_clean (step->text, failed ? MAX_FAILURE : MAX_TEXT);
  g_autofree char *used = NULL;
  g_autofree char *count = NULL;
  g_autofree char *money = NULL;

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
  self->judged |= !failed
                  && (g_str_equal (role, "critic") || g_str_equal (role, "debugger")
                      || g_str_equal (role, "verifier"));

  /* Seconds, tokens, and the cost if the price is known: "8.2 s, 5.1k tokens, $0.032"; nothing if
   * the step called no model. */
  if (step->tokens.input != MQ_EVENT_ABSENT || step->tokens.output != MQ_EVENT_ABSENT)
    {
      count = format_tokens (MAX (step->tokens.input, 0) + MAX (step->tokens.output, 0));
      money = step->cost > 0 ? mq_text_format_cost (step->cost) : NULL;
      used = g_strdup_printf (" · %.1f s, %s tokens%s%s", MAX (step->seconds, 0), count,
                              money != NULL ? ", " : "", money != NULL ? money : "");
    }
  row (self, "  %s %-9s  %s%s", failed ? "✗" : "✓", role, text, used != NULL ? used : "");
}

/* Prints only that a model is called again, and why; or that it is silent. */
static void
on_stream (MqPrinter *self, MqRunEvent *event)
{
  const MqStreamEvent *stream = &event->stream;
  g_autofree char *text = clean (stream->text, MAX_FAILURE);
  int attempt = (int)MAX (stream->retry.attempt, 2);

  if (stream->retry.code == NULL && stream->retry.seconds < 0)
    return;
  if (stream->retry.attempt == 1)
    row (self, "  ! %s; Ctrl+C stops", text);
  else if (stream->retry.seconds >= 1)
    row (self, "  ! %s; trying again in %.0f s (try %d)", text, stream->retry.seconds, attempt);
  else
    row (self, "  ! %s; trying again (try %d)", text, attempt);
}

/* Prints a row with @text, which is untrusted. */
static void
row_with_text (MqPrinter *self, const char *before, const char *text, const char *after)
{
  g_autofree char *cleaned = clean (text, MAX_TEXT);

  row (self, "%s%s%s", before, cleaned, after);
}

static void
on_notice (MqPrinter *self, MqRunEvent *event)
{
  const MqNoticeEvent *notice = &event->notice;
  g_autofree char *text = clean (notice->text, MAX_TEXT);
  g_autofree char *items = NULL;
  g_autoptr (GString) list = g_string_new (NULL);
  const char *separator = ", ";
  /* The numbers of a drawing have a row each. */
  gboolean is_list = notice->code != NULL && g_str_has_prefix (notice->code, "drawing-");
  gboolean with_items;

  for (GStrv item = notice->items; item != NULL && *item != NULL; item++)
    if (strstr (*item, ", ") != NULL)
      separator = "; ";

  /* Defects are sentences of their facts, which say less of how they were measured. */
  for (guint i = 0; notice->items != NULL && notice->items[i] != NULL; i++)
    {
      JsonObject *facts = i < mq_json_length (notice->defects)
                              ? mq_json_element_object (notice->defects, i)
                              : NULL;
      g_autofree char *words = mq_defect_words_make (facts);

      g_string_append_printf (list, "%s%s", i > 0 ? separator : "",
                              words != NULL ? words : notice->items[i]);
    }

  /* The text is complete where it already lists the items. */
  items = clean (list->str, MAX_TEXT);
  with_items = *items != '\0' && strstr (text, items) == NULL && !is_list;
  row (self, "  %s %s%s%s", notice->level == MQ_NOTICE_LEVEL_WARNING ? "!" : "·", text,
       with_items ? (g_str_has_suffix (text, ":") ? " " : ": ") : "", with_items ? items : "");
  for (GStrv item = notice->items; is_list && item != NULL && *item != NULL; item++)
    row_with_text (self, "    ", *item, "");
  if (notice->next != NULL)
    row_with_text (self, "    ", notice->next, "");
}

static void
on_kept (MqPrinter *self, MqRunEvent *event)
{
  const MqKeptEvent *kept = &event->kept;

  row (self, "  ✓ Version %d is kept in %s", (int)kept->version, kept->folder);
  if (self->unmeasured && kept->session != NULL)
    row (self, "  ! It is not measured. To measure it: maquette-cli measure %s:%d", kept->session,
         (int)kept->version);
  for (GStrv picture = kept->pictures; picture != NULL && *picture != NULL; picture++)
    row (self, "      %s", *picture);
}

static void
list_faults (MqPrinter *self, const char *mark, JsonArray *faults)
{
  for (guint i = 0; i < mq_json_length (faults); i++)
    {
      g_autofree char *fault = mq_defect_words_make (mq_json_element_object (faults, i));

      if (fault != NULL)
        row_with_text (self, mark, fault, "");
    }
}

/* The requirements: what is asked, what was found, and the user's words. Before them the badge, if
 * the version is not as it should be. */
static void
on_version (MqPrinter *self, MqRunEvent *event)
{
  const MqVersionEvent *version = &event->version;
  static const char *const marks[] = { "·", "✓", "✗" };
  JsonArray *rows = version->requirements;
  guint n = mq_json_length (rows);
  MqVerdict verdict = mq_verdict_make (rows, version->faults, version->minor,
                                       (const char *const *)version->detached);
  g_autofree char *badge = mq_verdict_describe (&verdict);
  g_autofree char *count = NULL;

  if (event->kind == MQ_EVENT_MEASURED)
    row (self, "  ✓ Version %d is measured", (int)version->number);
  else
    self->unmeasured = version->unmeasured == TRUE;
  if (mq_verdict_get_state (&verdict) == MQ_VERDICT_BAD || verdict.minor + verdict.left > 0)
    row (self, "  %s %s", mq_verdict_get_state (&verdict) == MQ_VERDICT_BAD ? "!" : "·", badge);
  for (GStrv part = version->detached; part != NULL && *part != NULL; part++)
    row_with_text (self, "    ✗ Not attached: ", *part, "");
  list_faults (self, "    ✗ ", version->faults);
  list_faults (self, "    · ", version->minor);
  if (n == 0)
    return;

  count = mq_requirement_describe_count (rows);
  row (self, "  %s", count);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = mq_json_element_object (rows, i);
      g_autofree char *label = mq_requirement_label (one);
      g_autofree char *found = mq_requirement_describe_with_words (one);
      g_autofree char *said = g_strdup_printf ("%s · %s", label, found);
      g_autofree char *cleaned = clean (said, MAX_TEXT);

      row (self, "    %s %s", marks[mq_requirement_get_state (one)], cleaned);
    }
}

/* A list that the user is asked about. */
static void
on_asked (MqPrinter *self, MqRunEvent *event)
{
  const MqAskedEvent *asked = &event->asked;

  row (self, "  ? Some of the drawing is hard to read:");
  for (guint i = 0; i < mq_json_length (asked->requirements); i++)
    {
      g_autofree char *line = mq_cli_question_describe (asked->requirements, i);

      row (self, "  %s", line);
    }
}

static void
on_refused (MqPrinter *self, MqRunEvent *event)
{
  const MqRefusedEvent *refused = &event->refused;
  gboolean so = refused->outcome == MQ_REFUSAL_ALREADY_SO;

  row_with_text (self, so ? "  ✓ Already so: " : "  ! ", refused->text, "");
  for (GStrv item = refused->items; item != NULL && *item != NULL; item++)
    row_with_text (self, "    ", *item, "");
  row (self, so ? "  · Nothing was changed" : "  ! Nothing was changed; the last version is kept");
}

/* The last lines, after success or failure. */
static void
end_run (MqPrinter *self)
{
  end_phase (self);
  if (self->spent != NULL && *self->spent != '\0')
    row (self, "Used: %s", self->spent);
  g_clear_pointer (&self->spent, g_free);
}

/**
 * mq_printer_write_json:
 * @event: an event
 * @variant: the variant whose run it is of; 0: there are none
 *
 * Writes one line on standard output: `event`, the members, and `variant`.
 */
void
mq_printer_write_json (MqRunEvent *event, guint variant)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);

  if (variant > 0)
    json_object_set_int_member (data, "variant", variant);
  mq_stdout_print_json (mq_run_event_get_name (event), data);
}

/**
 * mq_printer_event:
 * @self: a printer
 * @event: an event of MqRun
 */
void
mq_printer_event (MqPrinter *self, MqRunEvent *event)
{
  /* Events that are more than one row. */
  static void (*const handlers[]) (MqPrinter *self, MqRunEvent *event) = {
    [MQ_EVENT_PHASE] = on_phase,        [MQ_EVENT_STEP] = on_step,
    [MQ_EVENT_STREAM_TEXT] = on_stream, [MQ_EVENT_NOTICE] = on_notice,
    [MQ_EVENT_ASKED] = on_asked,        [MQ_EVENT_REFUSED] = on_refused,
    [MQ_EVENT_VERSION] = on_version,    [MQ_EVENT_MEASURED] = on_version,
    [MQ_EVENT_KEPT] = on_kept,
  };
  g_autofree char *text = NULL;

  if (self->json)
    {
      mq_printer_write_json (event, 0);
      return;
    }
  if (event->kind < G_N_ELEMENTS (handlers) && handlers[event->kind] != NULL)
    {
      handlers[event->kind](self, event);
      return;
    }

  switch (event->kind)
    {
    case MQ_EVENT_ANSWERED:
      self->asking = FALSE;
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
      g_free (self->status);
      self->status = g_strdup_printf ("blender: %d of %d %s are drawn", (int)event->picture.done,
                                      (int)event->picture.of,
                                      event->picture.provisional == TRUE ? "drafts" : "pictures");
      show_live (self);
      break;
    case MQ_EVENT_MEASURING:
      if (event->picture.of > 0 && self->status != NULL)
        {
          g_free (self->status);
          self->status = g_strdup_printf ("blender: Measuring, %d %%",
                                          (int)(100.0 * event->picture.done / event->picture.of));
          show_live (self);
        }
      break;
    case MQ_EVENT_CURRENT:
      row (self, "  ✓ Back to version %d", (int)event->current.version);
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
      text = clean (event->refinement.text, MAX_TEXT);
      self->asking = FALSE;
      row (self, "> %s", text);
      break;
    case MQ_EVENT_BUDGET:
      g_free (self->spent);
      self->spent = format_budget (&event->budget);
      break;
    case MQ_EVENT_TRANSCRIPT:
      row (self, "  ✓ Transcript: %s", event->file.file);
      break;
    case MQ_EVENT_TRANSCRIPT_FAILED:
      row_with_text (self, "  ! The transcript could not be saved: ", event->file.text, "");
      break;
    case MQ_EVENT_DONE:
      end_run (self);
      if (event->done.reason == MQ_DONE_REASON_IDLE)
        row (self, "Finished: no further changes. Everything is kept.");
      else
        row (self, "Finished.");
      break;
    case MQ_EVENT_FAILED:
      end_run (self);
      break;
    default:
      break;
    }
}

/**
 * mq_printer_print_line:
 * @self: a printer
 * @text: a line of the program's own, for people only
 */
void
mq_printer_print_line (MqPrinter *self, const char *text)
{
  if (self->json)
    fprintf (stderr, "%s\n", text);
  else
    row (self, "%s", text);
}

/* @question: what the user is asked, who answers on the same line */
void
mq_printer_prompt (MqPrinter *self, const char *question)
{
  if (self->json)
    {
      fputs (question, stderr);
      return;
    }

  /* The live line would overwrite the user's input. */
  hide_live (self);
  self->asking = TRUE;
  fputs (question, stdout);
  fflush (stdout);
}

void
mq_printer_free (MqPrinter *self)
{
  end_phase (self);
  g_free (self->spent);
  g_free (self);
}

/**
 * mq_printer_new:
 * @json: lines of JSON on standard output, and text for people on standard error
 *
 * Returns: (transfer full): a printer
 */
MqPrinter *
mq_printer_new (gboolean json)
{
  MqPrinter *self = g_new0 (MqPrinter, 1);

  self->json = json;
  self->terminal = !json && isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  return self;
}
