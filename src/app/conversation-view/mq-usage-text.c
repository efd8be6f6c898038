/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formatting of durations, tokens and costs, see mq-usage-text.h. */
#include "app/conversation-view/mq-usage-text.h"

#include "app/timeline/mq-spending.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

#define SHORTEST 0.05 /* seconds; shorter durations are not shown */

/**
 * mq_usage_text_seconds:
 * @seconds: a duration, in seconds
 *
 * Returns: (transfer full): "0.3 s", "21 s", or as a clock from a minute on
 */
char *
mq_usage_text_seconds (double seconds)
{
  if (seconds >= 59.5)
    return mq_text_format_clock (seconds + 0.5);
  if (seconds >= 9.95)
    /* Translators: a duration in whole seconds, e.g. “21 s”. */
    return g_strdup_printf (_ ("%.0f s"), seconds);
  /* Translators: a duration in seconds with one decimal, e.g. “0.3 s”. */
  return g_strdup_printf (_ ("%.1f s"), MAX (seconds, 0));
}

/**
 * mq_usage_text_step:
 * @seconds: the duration, in seconds; negative: unknown; below %SHORTEST it is left out
 * @tokens: the tokens that the model read and wrote; negative: unknown
 * @cost: their cost, in US dollars; negative: unknown
 *
 * Returns: (transfer full): the known values in one line: "1,240 tokens · $0.02 · 6.0 s"; may be
 *   empty
 */
char *
mq_usage_text_step (double seconds, gint64 tokens, double cost)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (tokens >= 0)
    g_ptr_array_add (parts, mq_spending_tokens (tokens));
  if (cost >= 0)
    g_ptr_array_add (parts, mq_text_format_cost (cost));
  if (seconds >= SHORTEST)
    g_ptr_array_add (parts, mq_usage_text_seconds (seconds));
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **)parts->pdata);
}

/**
 * mq_usage_text_usage:
 * @model: (nullable): the model's name
 * @usage: the calls and tokens of a step
 *
 * Returns: (transfer full): the known values in one line: "claude-… · 2 calls · 12,400 tokens read
 *   (9,000 cached), 2,100 written"; may be empty
 */
char *
mq_usage_text_usage (const char *model, const MqStepUsage *usage)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *read = mq_spending_number (usage->input);
  g_autofree char *written = mq_spending_number (usage->output);
  g_autofree char *cached = mq_spending_number (usage->cached);
  g_auto (GStrv) all = NULL;

  if (model != NULL)
    g_strv_builder_add (parts, model);
  if (usage->calls > 1)
    g_strv_builder_take (parts,
                         g_strdup_printf (ngettext ("%lu call", "%lu calls", (gulong)usage->calls),
                                          (gulong)usage->calls));
  if (usage->input >= 0 && usage->output >= 0 && usage->cached > 0)
    /* Translators: tokens of a language model: read, how many of those came from the provider's
     * cache, and written: “12,400 tokens read (9,000 cached), 2,100 written”. */
    g_strv_builder_take (parts, g_strdup_printf (_ ("%s tokens read (%s cached), %s written"), read,
                                                 cached, written));
  else if (usage->input >= 0 && usage->output >= 0)
    g_strv_builder_take (parts, g_strdup_printf (_ ("%s tokens read, %s written"), read, written));

  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}
