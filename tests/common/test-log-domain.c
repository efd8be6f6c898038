/* Test of log domains: each room has one. */
#include "common/base/mq-log-domain.h"
#include "support/mq-test.h"

static void
test_rooms (void)
{
  g_assert_cmpstr (mq_log_domain ("../../src/client/run/mq-run.c"), ==, "maquette-client-run");
  g_assert_cmpstr (mq_log_domain ("/home/src/maquette/src/app/main.c"), ==, "maquette-app");
  g_assert_cmpstr (mq_log_domain ("../../src/service/sketcher/plan/mq-sketch-plan.c"), ==,
                   "maquette-service-sketcher-plan");
  g_assert_cmpstr (mq_log_domain ("../../tests/common/test-log-domain.c"), ==, "maquette");
  g_assert_cmpstr (mq_log_domain ("mq-run.c"), ==, "maquette");
  /* Equal domains are one string, as GLib compares and keeps them. */
  g_assert_true (mq_log_domain ("../src/cli/main.c") == mq_log_domain ("../src/cli/mq-usage.c"));
}

MQ_TEST_PROGRAM (log_domain)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-domain/rooms", test_rooms);
  return g_test_run ();
}
