/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on models' usage, see mq-usage.h. */
#include "cli/mq-usage.h"

#include "common/base/mq-text.h"

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

/**
 * mq_usage_format_step:
 * @step: a finished step
 *
 * Returns: (transfer full): seconds, tokens, and the cost if the price is known
 */
char *
mq_usage_format_step (const MqStepEvent *step)
{
  gint64 input = MAX (step->tokens.input, 0);
  gint64 output = MAX (step->tokens.output, 0);
  g_autofree char *count = NULL;
  g_autofree char *money = NULL;

  if (step->tokens.input == MQ_EVENT_ABSENT && step->tokens.output == MQ_EVENT_ABSENT)
    return g_strdup ("");

  count = format_tokens (input + output);
  money = step->cost > 0 ? mq_text_format_cost (step->cost) : NULL;
  return g_strdup_printf ("%.1f s, %s tokens%s%s", MAX (step->seconds, 0), count,
                          money != NULL ? ", " : "", money != NULL ? money : "");
}

static void
append (GString *line, const char *spent, const char *unit, const char *limit)
{
  g_string_append_printf (line, "%s%s%s%s%s", line->len > 0 ? ", " : "", spent, unit,
                          limit != NULL ? " of " : "", limit != NULL ? limit : "");
}

/**
 * mq_usage_format_budget:
 * @event: an event `budget`
 *
 * Returns: (transfer full): the usage, each amount with its limit if there is one
 */
char *
mq_usage_format_budget (const MqBudgetEvent *event)
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

  append (line, count, spent->calls == 1 ? " call" : " calls",
          most->calls > 0 ? count_limit : NULL);
  append (line, tokens, " tokens", most->tokens > 0 ? token_limit : NULL);
  if (spent->cost > 0 || most->cost > 0)
    append (line, money, "", most->cost > 0 ? money_limit : NULL);
  append (line, time, "", most->seconds > 0 ? time_limit : NULL);
  return g_string_free (line, FALSE);
}
