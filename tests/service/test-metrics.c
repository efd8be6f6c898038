/* What the service counts, as text for Prometheus. */
#include "service/metrics/mq-metrics.h"
#include "support/mq-test.h"

#include <string.h>

static void
assert_text (const char *line)
{
  g_autofree char *text = mq_metrics_to_text ();

  if (strstr (text, line) == NULL)
    g_error ("“%s” is not in:\n%s", line, text);
}

static void
test_values (void)
{
  assert_text ("\nmaquette_runs_started_total 0\n");
  mq_metrics_add (MQ_METRIC_RUNS_STARTED, 2.0);
  mq_metrics_add (MQ_METRIC_RUNS_STARTED, 1.0);
  assert_text ("\nmaquette_runs_started_total 3\n");

  mq_metrics_set (MQ_METRIC_CONNECTIONS, 5.0);
  mq_metrics_set (MQ_METRIC_CONNECTIONS, 4.0);
  assert_text ("\nmaquette_connections 4\n");

  mq_metrics_set (MQ_METRIC_BUILD, 1.0, "a \"b\"\\\n");
  assert_text ("\nmaquette_build_info{version=\"a \\\"b\\\"\\\\\\n\"} 1\n");
}

static void
test_histogram (void)
{
  mq_metrics_observe (MQ_METRIC_MODEL_SECONDS, 1.0, "planner");
  mq_metrics_observe (MQ_METRIC_MODEL_SECONDS, 1000.0, "planner");
  assert_text ("\nmaquette_model_seconds_bucket{role=\"planner\",le=\"0.5\"} 0\n");
  assert_text ("\nmaquette_model_seconds_bucket{role=\"planner\",le=\"1\"} 1\n");
  assert_text ("\nmaquette_model_seconds_bucket{role=\"planner\",le=\"300\"} 1\n");
  assert_text ("\nmaquette_model_seconds_bucket{role=\"planner\",le=\"+Inf\"} 2\n");
  assert_text ("\nmaquette_model_seconds_sum{role=\"planner\"} 1001\n");
  assert_text ("\nmaquette_model_seconds_count{role=\"planner\"} 2\n");
}

MQ_TEST_PROGRAM (metrics)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/metrics/values", test_values);
  g_test_add_func ("/metrics/histogram", test_histogram);
  return mq_test_run ();
}
