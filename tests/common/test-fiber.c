/* Dropped fibers: they are told, they come to their end, and the main loop comes to rest. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <gio/gio.h>

#define MANY 1000

typedef struct
{
  DexPromise *awaited;
  int *running;
  gboolean *was_dropped;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  --*wait->running;
  dex_unref (wait->awaited);
  g_free (wait);
}

static DexFuture *
wait_fiber (gpointer data, DexFuture *dropped)
{
  Wait *wait = data;
  GError *error = NULL;

  if (!dex_await (mq_fiber_unless (dropped, dex_ref (wait->awaited)), &error))
    {
      *wait->was_dropped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED);
      return dex_future_new_for_error (error);
    }

  return dex_future_new_for_int (42);
}

static DexFuture *
wait_on (DexPromise *awaited, int *running, gboolean *was_dropped)
{
  Wait *wait = g_new0 (Wait, 1);

  ++*running;
  wait->awaited = dex_ref (awaited);
  wait->running = running;
  wait->was_dropped = was_dropped;
  return mq_fiber_spawn_droppable (0, wait_fiber, wait, wait_free);
}

/* Until nothing is left to do. A fiber in two queues would keep the loop busy for ever. */
static void
come_to_rest (void)
{
  int iterations = 0;

  while (g_main_context_iteration (NULL, FALSE))
    g_assert_cmpint (++iterations, <, 10000);
}

static void
test_result (void)
{
  g_autoptr (DexPromise) awaited = dex_promise_new ();
  gboolean was_dropped = FALSE;
  int running = 0;
  g_autoptr (DexFuture) future = wait_on (awaited, &running, &was_dropped);

  come_to_rest ();
  g_assert_true (dex_future_is_pending (future));
  dex_promise_resolve_boolean (awaited, TRUE);
  come_to_rest ();
  g_assert_cmpint (g_value_get_int (dex_future_get_value (future, NULL)), ==, 42);
  g_assert_cmpint (running, ==, 0);
  g_assert_false (was_dropped);
}

static void
test_dropped (void)
{
  g_autoptr (DexPromise) awaited = dex_promise_new ();
  gboolean was_dropped = FALSE;
  int running = 0;
  DexFuture *future = wait_on (awaited, &running, &was_dropped);

  come_to_rest ();
  dex_unref (future);
  come_to_rest ();
  g_assert_true (was_dropped);
  g_assert_cmpint (running, ==, 0);
}

static void
test_dropped_before_it_ran (void)
{
  g_autoptr (DexPromise) awaited = dex_promise_new ();
  gboolean was_dropped = FALSE;
  int running = 0;

  dex_unref (wait_on (awaited, &running, &was_dropped));
  come_to_rest ();
  g_assert_true (was_dropped);
  g_assert_cmpint (running, ==, 0);
}

/* What made the program spin: dropped, and what it waited for came before it could run. */
static void
test_dropped_and_completed (void)
{
  gboolean was_dropped = FALSE;
  int running = 0;

  for (int i = 0; i < 4; i++)
    {
      g_autoptr (DexPromise) awaited = dex_promise_new ();
      DexFuture *future = wait_on (awaited, &running, &was_dropped);

      come_to_rest ();
      if (i % 2 == 0)
        dex_promise_resolve_boolean (awaited, TRUE);
      g_clear_pointer (&future, dex_unref);
      if (i % 2 == 1)
        dex_promise_reject (awaited, g_error_new (MQ_ERROR, MQ_ERROR_FAILED, "late"));
      come_to_rest ();
      g_assert_cmpint (running, ==, 0);
    }
}

typedef struct
{
  DexPromise *awaited;
  int *running;
} Plain;

static DexFuture *
plain_fiber (gpointer data)
{
  Plain *plain = data;

  dex_await (dex_ref (plain->awaited), NULL);
  --*plain->running;
  return dex_future_new_true ();
}

/* One that is not told just goes on. */
static void
test_plain (void)
{
  g_autoptr (DexPromise) awaited = dex_promise_new ();
  int running = 1;
  Plain plain = { awaited, &running };
  DexFuture *set = dex_future_first (mq_fiber_spawn (NULL, 0, plain_fiber, &plain, NULL), NULL);

  come_to_rest ();
  dex_unref (set);
  dex_promise_resolve_boolean (awaited, TRUE);
  come_to_rest ();
  g_assert_cmpint (running, ==, 0);
}

/* A tree of fibers, dropped and completed in every order that comes. */
static DexFuture *
nest_fiber (gpointer data, DexFuture *dropped)
{
  Wait *wait = data;

  return mq_fiber_unless (dropped, wait_on (wait->awaited, wait->running, wait->was_dropped));
}

static void
test_any_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  gboolean was_dropped = FALSE;
  int running = 0;

  for (int i = 0; i < MANY; i++)
    {
      g_autoptr (DexPromise) awaited = dex_promise_new ();
      Wait *wait = g_new0 (Wait, 1);
      DexFuture *future;

      ++running;
      wait->awaited = dex_ref (awaited);
      wait->running = &running;
      wait->was_dropped = &was_dropped;
      future = mq_fiber_spawn_droppable (0, nest_fiber, wait, wait_free);

      for (int steps = g_rand_int_range (rand, 0, 6); steps > 0; steps--)
        g_main_context_iteration (NULL, FALSE);
      if (g_rand_boolean (rand))
        g_clear_pointer (&future, dex_unref);
      for (int steps = g_rand_int_range (rand, 0, 3); steps > 0; steps--)
        g_main_context_iteration (NULL, FALSE);
      dex_promise_resolve_boolean (awaited, TRUE);
      dex_clear (&future);
      come_to_rest ();
      g_assert_cmpint (running, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/fiber/result", test_result);
  g_test_add_func ("/fiber/dropped", test_dropped);
  g_test_add_func ("/fiber/dropped-before-it-ran", test_dropped_before_it_ran);
  g_test_add_func ("/fiber/dropped-and-completed", test_dropped_and_completed);
  g_test_add_func ("/fiber/plain", test_plain);
  g_test_add_func ("/fiber/any-order", test_any_order);

  return g_test_run ();
}
