/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The counters of the service, see mq-metrics.h, and Prometheus' text of them
 * (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4). */
#include "service/metrics/mq-metrics.h"

#include <stdarg.h>
#include <string.h>

#define MAX_LABELS 3

typedef struct
{
  const char *name;
  const char *type;
  const char *help;
  const char *labels[MAX_LABELS];
} MetricInfo;

/* clang-format off */
static const MetricInfo infos[MQ_N_METRICS] = {
  [MQ_METRIC_BUILD] = { "maquette_build_info", "gauge", "The version that runs.", { "version" } },
  [MQ_METRIC_RUNS] = { "maquette_runs", "gauge", "Runs in memory, by what they wait for.", { "state" } },
  [MQ_METRIC_RUNS_STARTED] = { "maquette_runs_started_total", "counter", "Runs that clients have started." },
  [MQ_METRIC_RUNS_ENDED] = { "maquette_runs_ended_total", "counter", "Runs that are over, by how they ended.", { "outcome" } },
  [MQ_METRIC_STEPS] = { "maquette_steps_total", "counter", "Steps of runs.", { "role", "state" } },
  [MQ_METRIC_MODEL_REQUESTS] = { "maquette_model_requests_total", "counter", "Requests to models.", { "role", "outcome" } },
  [MQ_METRIC_MODEL_SECONDS] = { "maquette_model_seconds", "histogram", "How long models take to answer.", { "role" } },
  [MQ_METRIC_MODEL_WAITING] = { "maquette_model_requests_waiting", "gauge", "Requests that models have not answered yet." },
  [MQ_METRIC_MODEL_TOKENS] = { "maquette_model_tokens_total", "counter", "Tokens of models; cached ones are input, too.", { "kind" } },
  [MQ_METRIC_MODEL_COST] = { "maquette_model_cost_dollars_total", "counter", "US dollars spent on models with a known price." },
  [MQ_METRIC_EVENT_STREAMS] = { "maquette_event_streams", "gauge", "Clients that follow a run." },
  [MQ_METRIC_CONNECTIONS] = { "maquette_connections", "gauge", "Open connections." },
  [MQ_METRIC_CONNECTIONS_LOST] = { "maquette_connections_refused_total", "counter", "Connections that the service closed at once.", { "reason" } },
  [MQ_METRIC_REQUESTS] = { "maquette_http_requests_total", "counter", "Requests, by the class of their status.", { "method", "route", "status" } },
  [MQ_METRIC_PROBLEMS] = { "maquette_problems_total", "counter", "Refused or failed requests, by the type of the problem.", { "type" } },
  [MQ_METRIC_REFUSED_TOKENS] = { "maquette_refused_tokens_total", "counter", "Access tokens that were refused, by why.", { "kind" } },
  [MQ_METRIC_MEMORY] = { "process_resident_memory_bytes", "gauge", "Resident memory." },
  [MQ_METRIC_CPU] = { "process_cpu_seconds_total", "counter", "Processor time." },
  [MQ_METRIC_START] = { "process_start_time_seconds", "gauge", "Since 1970." },
};
/* clang-format on */

/* Seconds: a small model answers within one, a large one that reasons takes minutes. */
static const double buckets[] = { 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300 };

typedef struct
{
  double value; /* of a histogram: the sum */
  guint64 counts[G_N_ELEMENTS (buckets) + 1];
} Series;

/* For each metric: its labels as text → Series. */
static GHashTable *all[MQ_N_METRICS];

static Series *
find_series (MqMetric metric, va_list values)
{
  const MetricInfo *info = &infos[metric];
  g_autoptr (GString) labels = g_string_new (NULL);
  Series *series;

  if (all[metric] == NULL)
    all[metric] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < MAX_LABELS && info->labels[i] != NULL; i++)
    {
      const char *value = va_arg (values, const char *);

      g_string_append_printf (labels, "%s%s=\"", labels->len > 0 ? "," : "", info->labels[i]);
      for (; *value != '\0'; value++)
        if (*value == '\n')
          g_string_append (labels, "\\n");
        else
          {
            if (*value == '\\' || *value == '"')
              g_string_append_c (labels, '\\');
            g_string_append_c (labels, *value);
          }
      g_string_append_c (labels, '"');
    }

  if ((series = g_hash_table_lookup (all[metric], labels->str)) == NULL)
    {
      series = g_new0 (Series, 1);
      g_hash_table_insert (all[metric], g_strdup (labels->str), series);
    }
  return series;
}

/**
 * mq_metrics_add:
 * @metric: a counter or a gauge
 * @amount: of a counter never negative
 * @...: the values of its labels
 */
void
mq_metrics_add (MqMetric metric, double amount, ...)
{
  va_list values;

  va_start (values, amount);
  find_series (metric, values)->value += amount;
  va_end (values);
}

/**
 * mq_metrics_set:
 * @metric: a gauge, or a counter that the system keeps
 * @...: the values of its labels
 */
void
mq_metrics_set (MqMetric metric, double value, ...)
{
  va_list values;

  va_start (values, value);
  find_series (metric, values)->value = value;
  va_end (values);
}

/**
 * mq_metrics_observe:
 * @metric: a histogram
 * @...: the values of its labels
 */
void
mq_metrics_observe (MqMetric metric, double value, ...)
{
  Series *series;
  va_list values;
  guint at = 0;

  va_start (values, value);
  series = find_series (metric, values);
  va_end (values);

  series->value += value;
  while (at < G_N_ELEMENTS (buckets) && value > buckets[at])
    at++;
  series->counts[at]++;
}

/* "NAME{LABELS,MORE} VALUE"; numbers have a point in every language. */
static void
append_line (GString *text, const char *name, const char *suffix, const char *labels,
             const char *more, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean has_both = *labels != '\0' && *more != '\0';
  gboolean has_any = *labels != '\0' || *more != '\0';

  g_string_append_printf (text, "%s%s%s%s%s%s%s %s\n", name, suffix, has_any ? "{" : "", labels,
                          has_both ? "," : "", more, has_any ? "}" : "",
                          g_ascii_dtostr (number, sizeof number, value));
}

/**
 * mq_metrics_to_text:
 *
 * Returns: (transfer full): all metrics; those without labels also when nothing was counted yet
 */
char *
mq_metrics_to_text (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MQ_N_METRICS; i++)
    {
      const MetricInfo *info = &infos[i];
      g_autoptr (GList) keys = all[i] != NULL ? g_hash_table_get_keys (all[i]) : NULL;

      g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", info->name, info->help,
                              info->name, info->type);
      if (keys == NULL && info->labels[0] == NULL)
        append_line (text, info->name, "", "", "", 0);

      keys = g_list_sort (keys, (GCompareFunc)strcmp);
      for (GList *iter = keys; iter != NULL; iter = iter->next)
        {
          const Series *series = g_hash_table_lookup (all[i], iter->data);

          if (g_str_equal (info->type, "histogram"))
            {
              guint64 count = 0;

              for (guint j = 0; j <= G_N_ELEMENTS (buckets); j++)
                {
                  char number[G_ASCII_DTOSTR_BUF_SIZE];
                  g_autofree char *bucket = NULL;

                  g_ascii_formatd (number, sizeof number, "%g",
                                   j < G_N_ELEMENTS (buckets) ? buckets[j] : 0);
                  bucket = g_strdup_printf ("le=\"%s\"",
                                            j < G_N_ELEMENTS (buckets) ? number : "+Inf");
                  count += series->counts[j];
                  append_line (text, info->name, "_bucket", iter->data, bucket, (double)count);
                }

              append_line (text, info->name, "_sum", iter->data, "", series->value);
              append_line (text, info->name, "_count", iter->data, "", (double)count);
            }
          else
            append_line (text, info->name, "", iter->data, "", series->value);
        }
    }

  return g_string_free (text, FALSE);
}
