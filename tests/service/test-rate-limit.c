/* Requests a minute of an account. The clock is the test's. */
#include "service/account/mq-account-check.h"
#include "support/mq-test.h"

#define SECOND G_USEC_PER_SEC

static void
test_limit (void)
{
  g_autoptr (MqRateLimit) limit = mq_rate_limit_new (60);
  gint64 now = 1000 * SECOND;

  for (guint i = 0; i < 60; i++)
    g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==, 0);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==, 1);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==,
                    1); /* a refused one costs nothing */
  g_assert_cmpuint (mq_rate_limit_take (limit, "bob", now), ==, 0);

  now += SECOND;
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==, 0);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==, 1);

  now += 60 * SECOND;
  for (guint i = 0; i < 60; i++)
    g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), ==, 0);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", now), >, 0);
}

static void
test_slow (void)
{
  g_autoptr (MqRateLimit) limit = mq_rate_limit_new (2);
  g_autoptr (MqRateLimit) none = mq_rate_limit_new (0);

  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", 0), ==, 0);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", 0), ==, 0);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", 0), ==, 30);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", 29 * SECOND), ==, 1);
  g_assert_cmpuint (mq_rate_limit_take (limit, "alice", 30 * SECOND), ==, 0);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (mq_rate_limit_take (none, "alice", 0), ==, 0);
}

/* Accounts that are long gone are forgotten. */
static void
test_many (void)
{
  g_autoptr (MqRateLimit) limit = mq_rate_limit_new (60);

  for (gint64 i = 0; i < 100000; i++)
    {
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, i);

      mq_rate_limit_take (limit, key, i * SECOND);
    }
  g_assert_cmpuint (mq_rate_limit_get_size (limit), <, 2000);
}

MQ_TEST_PROGRAM (rate_limit)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/account/rate-limit/limit", test_limit);
  g_test_add_func ("/account/rate-limit/slow", test_slow);
  g_test_add_func ("/account/rate-limit/many", test_many);

  return g_test_run ();
}
