/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /metrics: what the service does, for Prometheus. It has a token of its own (mq-http-server.c). */
#include "service/http/mq-exchange.h"

#include "common/base/mq-each.h"
#include "service/metrics/mq-metrics.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static gboolean
get_metrics (MqExchange *exchange, GError **error)
{
  static const char *const states[] = { "client", "team", "unattended", "user" };
  g_autoptr (GPtrArray) loaded = mq_runs_list_loaded (exchange->runs);
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;
  struct rusage usage = { 0 };
  double resident = 0;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    mq_metrics_set (MQ_METRIC_RUNS, 0, states[i]);

  MQ_EACH (loaded, i, MqServiceRun, run)
    {
      gboolean has_lead = run->lead != NULL || *run->request->session == '\0';
      const char *state = run->listeners > 0 && has_lead ? "client" : "unattended";

      if (mq_run_log_is_over (run->log))
        continue;

      if (run->answer != NULL)
        state = "team";
      else if (g_strcmp0 (mq_run_log_get_last_type (run->log), "waiting") == 0)
        state = "user";
      mq_metrics_add (MQ_METRIC_RUNS, 1, state);
    }

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    {
      numbers = g_strsplit (text, " ", 3);
      if (numbers[0] != NULL && numbers[1] != NULL)
        resident = (double)g_ascii_strtoull (numbers[1], NULL, 10) * (double)sysconf (_SC_PAGESIZE);
    }
  mq_metrics_set (MQ_METRIC_MEMORY, resident);

  getrusage (RUSAGE_SELF, &usage);
  mq_metrics_set (MQ_METRIC_CPU,
                  (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                      + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC);
  mq_exchange_reply_text (exchange, SOUP_STATUS_OK, MQ_METRICS_TYPE, mq_metrics_to_text ());
  return TRUE;
}

const MqRoute mq_routes_metrics[] = {
  { "GET", MQ_METRICS_PATH, MQ_BODY_NONE, 0, get_metrics, .is_public = TRUE },
  { NULL },
};
