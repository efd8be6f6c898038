/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints variants, see mq-cli-variants.h: rows that begin with the number of the variant, or JSON
 * lines that have it. */
#include "cli/mq-cli-variants.h"

#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"

#include <stdio.h>

#define MAX_TEXT 200

/* Untrusted text as a part of one row. */
static char *
clean (const char *text)
{
  return g_strdelimit (mq_text_clean (text != NULL ? text : "", MAX_TEXT), "\n\t", ' ');
}

static void
on_event (MqVariants *variants, MqRun *run, MqRunEvent *event)
{
  guint variant = mq_run_get_variant (run);
  const MqStepEvent *step = &event->step;
  const MqNoticeEvent *notice = &event->notice;
  g_autofree char *role = NULL;
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;
  g_autofree char *items = NULL;

  switch (event->kind)
    {
    case MQ_EVENT_SESSION:
      if (variant == 1)
        printf ("Session %s\n", event->session.session);
      break;
    case MQ_EVENT_BEGAN:
      printf ("Variant %u of %u\n", variant, mq_variants_get_facts (variants)->len);
      break;
    case MQ_EVENT_STEP:
      role = clean (mq_run_event_get_role (event));
      text = clean (step->text);
      if (step->state != MQ_EVENT_STATE_STARTED)
        printf ("  [%u] %s %-9s  %s\n", variant, step->state == MQ_EVENT_STATE_FAILED ? "✗" : "✓",
                role, text);
      break;
    case MQ_EVENT_NOTICE:
      list = notice->items != NULL ? g_strjoinv (", ", notice->items) : NULL;
      text = clean (notice->text);
      items = clean (list);
      if (notice->level == MQ_NOTICE_LEVEL_WARNING)
        printf ("  [%u] ! %s%s%s\n", variant, text, *items != '\0' ? ": " : "", items);
      break;
    case MQ_EVENT_KEPT:
      printf ("  [%u] ✓ Version %d is kept in %s\n", variant, (int)event->kept.version,
              event->kept.folder);
      break;
    default:
      break;
    }
}

static void
on_event_json (MqVariants *variants, MqRun *run, MqRunEvent *event)
{
  if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_PRINTED) != 0)
    mq_printer_write_json (event, mq_run_get_variant (run));
}

/**
 * mq_cli_variants_follow:
 * @variants: not started yet
 * @json: JSON lines instead of rows
 *
 * Prints what happens.
 */
void
mq_cli_variants_follow (MqVariants *variants, gboolean json)
{
  g_signal_connect (variants, "event", G_CALLBACK (json ? on_event_json : on_event), NULL);
}

/**
 * mq_cli_variants_print_ranking:
 * @variants: whose runs are over
 * @json: one JSON line instead of a table
 *
 * Prints the variants, the best one first.
 */
void
mq_cli_variants_print_ranking (MqVariants *variants, gboolean json)
{
  g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (mq_variants_get_facts (variants));
  const MqVariantFacts *best = ranked->pdata[0];

  if (json)
    {
      g_autoptr (JsonObject) line = NULL;
      JsonArray *array = json_array_new ();

      MQ_EACH (ranked, i, const MqVariantFacts, facts)
        {
          JsonObject *each = mq_json_new ("variant:i", facts->variant);

          if (facts->version > 0)
            mq_json_add (each,
                         "rank:i version:i different:s? missing:i findings:i size_m:a folder:s?",
                         i + 1, facts->version, facts->summary, facts->missing, facts->findings,
                         mq_json_from_vector (facts->size), facts->folder);
          else
            mq_json_add (each, "error:s?", facts->why);
          if (facts->faults >= 0)
            mq_json_add (each, "faults:i", facts->faults);
          if (facts->began > 0)
            json_object_set_double_member (each, "seconds", facts->seconds);
          json_array_add_object_element (array, each);
        }

      line = mq_json_new ("variants:a", array);
      mq_stdout_print_json ("variants", line);
      return;
    }

  if (best->version == 0)
    return;

  puts ("\n Rank  Variant  Version  Faults  Not met  Size                   Time    What is "
        "different");
  MQ_EACH (ranked, i, const MqVariantFacts, facts)
    {
      g_autofree char *summary = clean (facts->version > 0 ? facts->summary : facts->why);
      g_autofree char *faults = facts->faults < 0 ? g_strdup ("not measured")
                                                  : g_strdup_printf ("%d", facts->faults);
      g_autofree char *size = mq_text_format_size (facts->size);

      if (facts->version > 0)
        printf ("%5u  %7u  %7u  %6s  %7u  %s  %4.0f s  %s\n", i + 1, facts->variant, facts->version,
                faults, facts->missing, size, facts->seconds, summary);
      else
        printf ("    –  %7u  no version was made: %s\n", facts->variant,
                *summary != '\0' ? summary : "it was not started");
    }
  printf ("Continue with one: maquette-cli --session-id %s:%u --prompt \"…\"\n",
          mq_session_get_id (mq_variants_get_session (variants)), best->version);
}
