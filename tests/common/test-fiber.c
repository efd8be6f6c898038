/* Dropped fibers: they are told, they come to their end, and the main loop comes to rest. Fibers
 * with arguments: these live as long as the fiber. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "support/mq-test.h"

#include <gio/gio.h>
#include <string.h>

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

typedef struct
{
  GObject *object;
  char *text;
  GPtrArray *list;
} Kept;

static DexPromise *arguments_awaited;

/* Arguments of every kind that the processor passes in another way. */
static DexFuture *
arguments_fiber (GObject *object, const char *text, GPtrArray *list, DexFuture *future, int number,
                 gint64 large, double fraction, Kept *kept)
{
  GError *error = NULL;

  *kept = (Kept){ object, (char *)text, list };
  g_assert_true (future == DEX_FUTURE (arguments_awaited));
  g_assert_cmpint (number, ==, -7);
  g_assert_cmpint (large, ==, G_MAXINT64);
  g_assert_cmpfloat (fraction, ==, 0.25);
  if (!dex_await (dex_ref (future), &error))
    return dex_future_new_for_error (error);

  /* The caller has freed its own. */
  g_assert_cmpstr (text, ==, "a chair");
  g_assert_cmpint (list->len, ==, 1);
  return dex_future_new_for_object (object);
}

static DexFuture *
spawn_arguments (DexScheduler *scheduler, GObject *object, Kept *kept)
{
  g_autofree char *text = g_strdup ("a chair");
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  DexFuture *future;

  g_ptr_array_add (list, object);
  future = mq_fiber_spawn_with (
      scheduler, 0, arguments_fiber, (G_TYPE_OBJECT, object), (G_TYPE_STRING, text),
      (G_TYPE_PTR_ARRAY, list), (DEX_TYPE_FUTURE, DEX_FUTURE (arguments_awaited)), (G_TYPE_INT, -7),
      (G_TYPE_INT64, G_MAXINT64), (G_TYPE_DOUBLE, 0.25), (G_TYPE_POINTER, kept));
  memset (text, 'x', strlen (text));
  return future;
}

static void
test_arguments (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  Kept kept = { 0 };
  g_autoptr (DexFuture) future = NULL;

  arguments_awaited = dex_promise_new ();
  future = spawn_arguments (NULL, object, &kept);
  g_assert_cmpstr (dex_future_get_name (future), ==, "arguments_fiber");
  come_to_rest ();
  g_assert_true (kept.object == object);
  dex_promise_resolve_boolean (arguments_awaited, TRUE);
  come_to_rest ();
  g_assert_true (g_value_get_object (dex_future_get_value (future, NULL)) == object);

  /* Only the result and we have it. */
  dex_clear (&future);
  dex_clear (&arguments_awaited);
  g_object_add_weak_pointer (object, (gpointer *)&object);
  g_object_unref (object);
  g_assert_null (object);
}

static void
test_arguments_after_error (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  Kept kept = { 0 };
  DexFuture *future;

  arguments_awaited = dex_promise_new ();
  future = spawn_arguments (NULL, object, &kept);
  dex_unref (future); /* it runs nevertheless */
  come_to_rest ();
  g_assert_true (kept.object == object);
  dex_promise_reject (arguments_awaited, g_error_new (MQ_ERROR, MQ_ERROR_FAILED, "no"));
  come_to_rest ();
  g_object_add_weak_pointer (object, (gpointer *)&object);
  g_object_unref (object);
  g_assert_null (object);
  dex_clear (&arguments_awaited);
}

static DexFuture *
thread_fiber (GThread *main, const char *nothing, GBytes *bytes)
{
  g_assert_true (g_thread_self () != main);
  g_assert_null (nothing);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 3);
  return dex_future_new_true ();
}

static void
test_arguments_on_a_thread (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("abc", 3);
  g_autoptr (DexFuture) future = mq_fiber_spawn_with (
      dex_thread_pool_scheduler_get_default (), 0, thread_fiber, (G_TYPE_POINTER, g_thread_self ()),
      (G_TYPE_STRING, NULL), (G_TYPE_BYTES, bytes));

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dex_future_is_resolved (future));
}

static DexFuture *
droppable_fiber (GObject *object, gboolean *was_dropped, DexPromise *awaited, DexFuture *dropped)
{
  *was_dropped = !dex_await (mq_fiber_unless (dropped, dex_ref (awaited)), NULL);
  return dex_future_new_for_int (42);
}

static void
test_droppable_arguments (void)
{
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (DexPromise) awaited = dex_promise_new ();
      GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
      gboolean was_dropped = -1;
      DexFuture *future = mq_fiber_spawn_droppable_with (
          0, droppable_fiber, (G_TYPE_OBJECT, object), (G_TYPE_POINTER, &was_dropped),
          (DEX_TYPE_PROMISE, awaited));

      g_object_add_weak_pointer (object, (gpointer *)&object);
      g_object_unref (object);
      g_assert_nonnull (object);
      if (i > 0) /* before it started, and while it waits */
        come_to_rest ();
      if (i == 2)
        dex_promise_resolve_boolean (awaited, TRUE);
      else
        g_clear_pointer (&future, dex_unref);
      come_to_rest ();
      g_assert_cmpint (was_dropped, ==, i != 2);
      g_assert_null (object);
      if (future != NULL)
        g_assert_cmpint (g_value_get_int (dex_future_get_value (future, NULL)), ==, 42);
      dex_clear (&future);
    }
}

MQ_TEST_PROGRAM (fiber)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/fiber/result", test_result);
  g_test_add_func ("/fiber/dropped", test_dropped);
  g_test_add_func ("/fiber/dropped-before-it-ran", test_dropped_before_it_ran);
  g_test_add_func ("/fiber/dropped-and-completed", test_dropped_and_completed);
  g_test_add_func ("/fiber/plain", test_plain);
  g_test_add_func ("/fiber/any-order", test_any_order);
  g_test_add_func ("/fiber/arguments", test_arguments);
  g_test_add_func ("/fiber/arguments-after-error", test_arguments_after_error);
  g_test_add_func ("/fiber/arguments-on-a-thread", test_arguments_on_a_thread);
  g_test_add_func ("/fiber/droppable-arguments", test_droppable_arguments);

  return g_test_run ();
}
