/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantFacts, see mq-variant-facts.h. */
#include "client/variants/mq-variant-facts.h"

#include "common/json/mq-json.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>

#define MAX_TEXT 500

/**
 * mq_variant_facts_new:
 * @variant: from 1
 *
 * Returns: (transfer full): a variant of which nothing is known yet
 */
MqVariantFacts *
mq_variant_facts_new (guint variant)
{
  MqVariantFacts *self = g_new0 (MqVariantFacts, 1);

  self->variant = variant;
  self->faults = -1;
  self->verdict = MQ_VERDICT_NONE;
  return self;
}

void
mq_variant_facts_free (MqVariantFacts *self)
{
  g_free (self->summary);
  g_strfreev (self->suggestions);
  g_free (self->activity);
  g_free (self->picture);
  g_free (self->folder);
  g_free (self->why);
  g_free (self);
}

static void
take_line (char **place, const char *text)
{
  g_free (*place);
  *place = text != NULL ? g_strdelimit (mq_text_clean (text, MAX_TEXT), "\n\t", ' ') : NULL;
}

static void
on_result (MqVariantFacts *self, const MqResultEvent *event)
{
  JsonObject *whole = mq_json_get_object (mq_json_get_object (event->result, "report"), "whole");
  JsonArray *size = mq_json_get_array (whole, "dimensions_m");

  if (event->kind == MQ_INSTRUCTION_CHECK)
    self->findings = mq_json_length (mq_json_get_array (event->result, "findings"));
  for (guint i = 0; mq_json_length (size) == 3 && i < 3; i++)
    if (JSON_NODE_HOLDS_VALUE (json_array_get_element (size, i)))
      self->size[i] = json_node_get_double (json_array_get_element (size, i));
}

static void
on_ended (MqVariantFacts *self, const MqEndedEvent *ended)
{
  self->ended = TRUE;
  take_line (&self->activity, NULL);
  if (self->version > 0)
    {
      take_line (&self->why, NULL);
      return;
    }

  /* A preview is deleted with its run. */
  g_clear_pointer (&self->picture, g_free);
  if (ended->text != NULL)
    take_line (&self->why, ended->text);
  else if (self->why == NULL)
    take_line (&self->why,
               ended->how == MQ_RUN_OUTCOME_STOPPED ? _ ("Stopped") : _ ("No version was made"));
}

/**
 * mq_variant_facts_add_event:
 * @self: the facts of a variant
 * @event: the next event of its run
 */
void
mq_variant_facts_add_event (MqVariantFacts *self, MqRunEvent *event)
{
  const MqStepEvent *step = &event->step;
  const MqNoticeEvent *notice = &event->notice;
  const MqVersionEvent *version = &event->version;
  const MqKeptEvent *kept = &event->kept;
  guint n;

  if (self->began == 0)
    self->began = event->time;
  if (self->version == 0 || event->kind == MQ_EVENT_KEPT)
    self->seconds = MAX ((double)(event->time - self->began) / G_USEC_PER_SEC, 0);
  switch (event->kind)
    {
    case MQ_EVENT_STEP:
      if (step->state == MQ_EVENT_STATE_STARTED)
        take_line (&self->activity, step->text);
      if (step->state == MQ_EVENT_STATE_ENDED && step->faults >= 0)
        self->faults = (int)MIN (step->faults, G_MAXINT);
      break;
    case MQ_EVENT_NOTICE:
      n = notice->items != NULL ? g_strv_length (notice->items) : 0;
      if (g_strcmp0 (notice->code, "not-understood") == 0)
        self->missing = n;
      else if (g_strcmp0 (notice->code, "defects-left") == 0)
        self->faults = (int)n;
      break;
    case MQ_EVENT_RESULT:
      on_result (self, &event->result);
      break;
    case MQ_EVENT_VERSION:
      take_line (&self->summary, version->summary);
      g_clear_pointer (&self->suggestions, g_strfreev);
      if (version->suggestions != NULL)
        self->suggestions = g_new0 (char *, g_strv_length (version->suggestions) + 1);
      for (guint i = 0; version->suggestions != NULL && version->suggestions[i] != NULL; i++)
        take_line (&self->suggestions[i], version->suggestions[i]);
      self->verdict = mq_verdict_make (version->requirements, version->faults, version->minor,
                                       (const char *const *)version->detached);
      if (self->verdict.faults >= 0)
        self->faults = self->verdict.faults + (int)self->verdict.detached;
      self->missing = MAX (self->missing, self->verdict.missed);
      break;
    case MQ_EVENT_PREVIEW:
    case MQ_EVENT_PICTURE:
      g_set_str (&self->picture, event->picture.picture);
      break;
    case MQ_EVENT_KEPT:
      self->version = (guint)CLAMP (kept->version, 0, G_MAXINT);
      g_set_str (&self->folder, kept->folder);
      if (kept->pictures != NULL && kept->pictures[0] != NULL)
        g_set_str (&self->picture, kept->pictures[0]);
      take_line (&self->activity, NULL);
      break;
    case MQ_EVENT_REFUSED:
      self->refused = TRUE;
      break;
    case MQ_EVENT_FAILED:
      take_line (&self->why, event->failed.detail);
      break;
    case MQ_EVENT_ENDED:
      on_ended (self, &event->ended);
      break;
    default:
      break;
    }
}

/* Fewest faults first, where they are known; then fewest wishes that are not met; then the check of
 * the script. What is equal stays in its order. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const MqVariantFacts *one = *(MqVariantFacts *const *)a;
  const MqVariantFacts *other = *(MqVariantFacts *const *)b;
  const guint keys[][2] = {
    { one->version == 0, other->version == 0 },   { one->faults < 0, other->faults < 0 },
    { (guint)one->faults, (guint)other->faults }, { one->missing, other->missing },
    { one->findings, other->findings },           { one->variant, other->variant },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i][0] != keys[i][1])
      return keys[i][0] < keys[i][1] ? -1 : 1;

  return 0;
}

/**
 * mq_variant_facts_rank:
 * @facts: (element-type MqVariantFacts): variants
 *
 * Returns: (transfer container) (element-type MqVariantFacts): the best one first, those without
 *   a version last
 */
GPtrArray *
mq_variant_facts_rank (GPtrArray *facts)
{
  GPtrArray *ranked = g_ptr_array_new ();

  for (guint i = 0; i < facts->len; i++)
    g_ptr_array_add (ranked, facts->pdata[i]);
  g_ptr_array_sort_with_data (ranked, compare, NULL);
  return ranked;
}

/**
 * mq_variant_facts_describe_ways:
 * @facts: (element-type MqVariantFacts): variants
 *
 * Returns: (transfer full) (nullable): “Only 3 ways to do this”, when the team could make no more
 */
char *
mq_variant_facts_describe_ways (GPtrArray *facts)
{
  gboolean refused = FALSE;
  guint n = 0;

  MQ_EACH (facts, i, const MqVariantFacts, each)
    {
      n += each->version > 0;
      refused |= each->version == 0 && each->refused;
    }

  return refused && n > 0
             ? g_strdup_printf (ngettext ("Only one way to do this", "Only %u ways to do this", n),
                                n)
             : NULL;
}
