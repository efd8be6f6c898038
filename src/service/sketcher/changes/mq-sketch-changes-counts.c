/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies a reading's counts, and the time that a clock shows, to a plan. */
#include "service/sketcher/changes/mq-sketch-changes-private.h"

#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* The parameter with this word. */
static const MqKindParam *
find_named (MqSketchPlan *plan, const char *word)
{
  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);

      if (g_strv_contains ((const char *const *)param->words, word))
        return param;
    }

  return NULL;
}

/* @said: the time that a clock is to show */
void
mq_changes_time (MqChanges *self, const MqRequestDetail *said)
{
  const MqKindParam *hour = find_named (self->plan, "hour");
  const MqKindParam *minute = find_named (self->plan, "minute");
  g_autofree char *words = g_strdup_printf (self->instruction ? "show %s" : "showing %s",
                                            said->text);

  if (hour == NULL || minute == NULL)
    {
      mq_changes_not_done (self, _ ("“%s”"), said->text);
      return;
    }

  mq_sketch_plan_set_value (self->plan, hour->name,
                            said->value < 60 ? 12 : floor (said->value / 60));
  mq_sketch_plan_set_value (self->plan, minute->name, fmod (said->value, 60));
  mq_changes_done_words (self, words);
}

/* Returns: (nullable): the parameter that determines the number of the part's objects */
const MqKindParam *
mq_changes_count_param (MqSketchPlan *plan, const MqKindPart *part)
{
  const MqKindParam *param = mq_kind_find (plan->kind->params, part->count);

  if (param != NULL)
    return param;

  /* The count is an expression such as `2*ROWS`: takes the count parameter that lists the part. */
  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      param = g_ptr_array_index (plan->kind->params, i);
      if (g_str_equal (param->unit, "count")
          && g_strv_contains ((const char *const *)param->of, part->id))
        return param;
    }

  return NULL;
}

static double
wanted_count (const MqRequestDetail *said, double now)
{
  switch (said->type)
    {
    case MQ_REQUEST_DETAIL_COUNT:
      return said->value;
    case MQ_REQUEST_DETAIL_COUNT_BY:
      return now + said->value;
    default:
      {
        double count = rint (now * said->value);

        /* "more" means at least one more. */
        return count == now ? now + (said->value > 1 ? 1 : -1) : count;
      }
    }
}

void
mq_changes_count (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  const MqKindPart *part = NULL;
  const MqKindParam *param = NULL;
  g_autofree char *start = NULL;
  MqChangeSubject subject = { mq_changes_key (request), request->text };
  double now;

  for (guint i = 0; i < request->params->len && param == NULL; i++)
    {
      param = g_ptr_array_index (request->params, i);
      if (!g_str_equal (param->unit, "count"))
        param = NULL;
    }
  for (guint i = 0; i < request->parts->len && param == NULL; i++)
    {
      const MqKindPart *candidate = g_ptr_array_index (request->parts, i);

      if (mq_sketch_plan_find_part (self->plan, candidate->id) == NULL)
        continue;
      part = part != NULL ? part : candidate;
      if ((param = mq_changes_count_param (self->plan, candidate)) != NULL)
        part = candidate;
    }

  if (param != NULL)
    {
      now = mq_sketch_plan_get_value (self->plan, param->name);
      if (part != NULL && said->type == MQ_REQUEST_DETAIL_COUNT
          && mq_sketch_plan_get_count (self->plan, part) == said->value)
        mq_changes_report_count (self, &subject, said->value);
      else
        mq_changes_set_param (self, param, wanted_count (said, now), &subject, said);
      return;
    }

  if (request->whole && said->type == MQ_REQUEST_DETAIL_COUNT)
    {
      if (said->value > 1)
        mq_changes_not_done (self, _ ("%g of it: one is made at a time"), said->value);
      return;
    }
  if (part == NULL)
    {
      mq_changes_not_done (self, _ ("“%s %s”"), said->text, request->text);
      return;
    }

  now = mq_sketch_plan_get_count (self->plan, part);
  if (wanted_count (said, now) == now)
    {
      mq_changes_report_count (self, &subject, now);
      return;
    }

  start = mq_words_begin_sentence (part->noun);
  /* Translators: a part in English, the requested and the actual number: “Seat: 3; here it is
   always 1”. */
  mq_changes_not_done (self, _ ("%s: %g; here it is always %g"), start, wanted_count (said, now),
                       now);
}
