/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on calls, tokens, money and time, see mq-spending.h. */
#include "app/timeline/mq-spending.h"

#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* Maximum number shown; no run comes near it. */
#define MAX_AMOUNT 1e12
#define SHORTEST 0.05 /* seconds; shorter durations are not shown */

static double
limited (double amount)
{
  return CLAMP (amount, 0, MAX_AMOUNT);
}

/* Clamps a number to the range of ngettext(). */
static gulong
get_plural (double amount)
{
  return (gulong)MIN (amount, 1e9);
}

/* Returns: (transfer full): the number with the locale's thousands separators */
static char *
format_number (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

/* "34,000 tokens" */
static char *
format_tokens (gint64 tokens)
{
  g_autofree char *number = format_number (tokens);

  /* Translators: what language models count text in, about four letters each. */
  return g_strdup_printf (ngettext ("%s token", "%s tokens", get_plural (tokens)), number);
}

/* Large budgets are shown only after half of them is used. */
static gboolean
is_near (double spent, double limit)
{
  return limit > 0 && spent >= limit / 2;
}

char *
mq_spending_describe (const MqEventAmounts *budget, const MqEventAmounts *spent)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  double calls = limited (spent->calls);
  double most_calls = limited (budget->calls);
  g_autofree char *n_calls = format_number (calls);
  g_autofree char *n_most_calls = format_number (most_calls);
  double tokens = limited (spent->tokens);
  double most_tokens = limited (budget->tokens);
  double cost = limited (spent->cost);
  double most_cost = limited (budget->cost);
  double seconds = limited (spent->seconds);
  double most_seconds = limited (budget->seconds);

  if (most_calls > 0)
    /* Translators: how often a model was asked, and may be at most: “12 of 60 calls”. */
    g_strv_builder_take (parts, g_strdup_printf (ngettext ("%s of %s call", "%s of %s calls",
                                                           get_plural (most_calls)),
                                                 n_calls, n_most_calls));
  else
    /* Translators: how often a model was asked: “12 calls”. */
    g_strv_builder_take (
        parts, g_strdup_printf (ngettext ("%s call", "%s calls", get_plural (calls)), n_calls));

  if (is_near (tokens, most_tokens))
    {
      g_autofree char *number = format_number (tokens);
      g_autofree char *most = format_number (most_tokens);

      /* Translators: “134,000 of 200,000 tokens”. */
      g_strv_builder_take (parts, g_strdup_printf (ngettext ("%s of %s token", "%s of %s tokens",
                                                             get_plural (most_tokens)),
                                                   number, most));
    }
  else
    g_strv_builder_take (parts, format_tokens (tokens));

  /* Without a price there is no cost. */
  if (cost != 0)
    {
      g_autofree char *money = mq_text_format_cost (cost);
      g_autofree char *most = mq_text_format_cost (most_cost);

      /* Translators: money: “$0.21 of $2.00”. */
      g_strv_builder_take (parts, most_cost > 0 ? g_strdup_printf (_ ("%s of %s"), money, most)
                                                : g_steal_pointer (&money));
    }

  /* Shown only near the limit, as the phases show their own times. */
  if (is_near (seconds, most_seconds))
    /* Translators: minutes: “3 of 20 min”. */
    g_strv_builder_take (parts, g_strdup_printf (_ ("%.0f of %.0f min"), floor (seconds / 60),
                                                 ceil (most_seconds / 60)));

  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}

char *
mq_spending_describe_limit (const MqEventAmounts *budget, double factor)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  double calls = floor (limited (budget->calls) * factor);
  double tokens = floor (limited (budget->tokens) * factor);
  double cost = limited (budget->cost) * factor;
  double minutes = ceil (limited (budget->seconds) * factor / 60);
  g_auto (GStrv) all = NULL;

  if (calls > 0)
    {
      g_autofree char *number = format_number (calls);

      g_strv_builder_take (
          parts, g_strdup_printf (ngettext ("%s call", "%s calls", get_plural (calls)), number));
    }
  if (tokens > 0)
    g_strv_builder_take (parts, format_tokens (tokens));
  if (cost > 0)
    g_strv_builder_take (parts, mq_text_format_cost (cost));
  if (minutes > 0)
    g_strv_builder_take (
        parts,
        g_strdup_printf (ngettext ("%.0f minute", "%.0f minutes", get_plural (minutes)), minutes));

  all = g_strv_builder_end (parts);
  return *all != NULL ? g_strjoinv (", ", all) : NULL;
}

/**
 * mq_spending_step:
 * @seconds: the duration, in seconds; negative: unknown; below %SHORTEST it is left out
 * @tokens: the tokens that the model read and wrote; negative: unknown
 * @cost: their cost, in US dollars; negative: unknown
 *
 * Returns: (transfer full): the known values in one line: "1,240 tokens · $0.02 · 6.0 s"; may be
 *   empty
 */
char *
mq_spending_step (double seconds, gint64 tokens, double cost)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (tokens >= 0)
    g_ptr_array_add (parts, format_tokens (tokens));
  if (cost >= 0)
    g_ptr_array_add (parts, mq_text_format_cost (cost));

  if (seconds >= 59.5)
    g_ptr_array_add (parts, mq_text_format_clock (seconds + 0.5));
  else if (seconds >= 9.95)
    /* Translators: a duration in whole seconds, e.g. “21 s”. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("%.0f s"), seconds));
  else if (seconds >= SHORTEST)
    /* Translators: a duration in seconds with one decimal, e.g. “0.3 s”. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("%.1f s"), seconds));

  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **)parts->pdata);
}

/**
 * mq_spending_usage:
 * @model: (nullable): the model's name
 * @usage: the calls and tokens of a step
 *
 * Returns: (transfer full): the known values in one line: "claude-… · 2 calls · 12,400 tokens read
 *   (9,000 cached), 2,100 written"; may be empty
 */
char *
mq_spending_usage (const char *model, const MqStepUsage *usage)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *read = format_number (usage->input);
  g_autofree char *written = format_number (usage->output);
  g_autofree char *cached = format_number (usage->cached);
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
