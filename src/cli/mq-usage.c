/* What models used up, in few words, see mq-usage.h. */
#include "cli/mq-usage.h"

#include "common/mq-json.h"

/* Tokens as people count them: 950, 5.1k, 41k, 1.2M. */
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

/* Cents matter, and thousandths where there are no cents. */
static char *
format_cost (double cost)
{
  return g_strdup_printf (cost < 0.1 ? "$%.3f" : "$%.2f", cost);
}

static char *
format_time (gint64 seconds)
{
  return seconds < 3600 ? g_strdup_printf ("%d:%02d", (int)(seconds / 60), (int)(seconds % 60))
                        : g_strdup_printf ("%d:%02d:%02d", (int)(seconds / 3600),
                                           (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/**
 * mq_usage_format_step:
 * @step: the data of an event `step`
 *
 * Returns: (transfer full): seconds, tokens, and the cost where the price is known
 */
char *
mq_usage_format_step (JsonObject *step)
{
  JsonObject *tokens = mq_json_get_object (step, "tokens");
  double cost = mq_json_get_double (step, "cost", 0);
  g_autofree char *count = NULL;
  g_autofree char *money = NULL;

  if (tokens == NULL)
    return g_strdup ("");

  count = format_tokens (mq_json_get_int (tokens, "input", 0)
                         + mq_json_get_int (tokens, "output", 0));
  money = cost > 0 ? format_cost (cost) : NULL;
  return g_strdup_printf ("%.1f s, %s tokens%s%s", mq_json_get_double (step, "seconds", 0), count,
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
 * @data: the data of an event `budget`
 *
 * Returns: (transfer full): what was used up, each with its limit where there is one
 */
char *
mq_usage_format_budget (JsonObject *data)
{
  JsonObject *budget = mq_json_get_object (data, "budget");
  JsonObject *spent = mq_json_get_object (data, "spent");
  gint64 calls = mq_json_get_int (spent, "calls", 0);
  gint64 max_calls = mq_json_get_int (budget, "calls", 0);
  gint64 max_tokens = mq_json_get_int (budget, "tokens", 0);
  gint64 max_seconds = (gint64)mq_json_get_double (budget, "seconds", 0);
  double cost = mq_json_get_double (spent, "cost", 0);
  double max_cost = mq_json_get_double (budget, "cost", 0);
  GString *line = g_string_new (NULL);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, calls);
  g_autofree char *count_limit = g_strdup_printf ("%" G_GINT64_FORMAT, max_calls);
  g_autofree char *tokens = format_tokens (mq_json_get_int (spent, "tokens", 0));
  g_autofree char *token_limit = format_tokens (max_tokens);
  g_autofree char *money = format_cost (cost);
  g_autofree char *money_limit = format_cost (max_cost);
  g_autofree char *time = format_time ((gint64)mq_json_get_double (spent, "seconds", 0));
  g_autofree char *time_limit = format_time (max_seconds);

  if (calls == 0)
    return g_string_free (line, FALSE);

  append (line, count, calls == 1 ? " call" : " calls", max_calls > 0 ? count_limit : NULL);
  append (line, tokens, " tokens", max_tokens > 0 ? token_limit : NULL);
  if (cost > 0 || max_cost > 0)
    append (line, money, "", max_cost > 0 ? money_limit : NULL);
  append (line, time, "", max_seconds > 0 ? time_limit : NULL);
  return g_string_free (line, FALSE);
}
