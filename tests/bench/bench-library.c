/* How long a library takes to open and to be searched: bench-library FOLDER [TIMES]. One JSON line:
 * the median times in milliseconds. The first open, which brings an older library up to date, is
 * not counted. */
#include "client/library/mq-library.h"

#include <stdio.h>
#include <stdlib.h>

#define SEARCHES 20

typedef struct
{
  const char *path;
  guint times;
} Order;

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
median (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, times->len / 2);
}

static MqLibrary *
open_library (const char *path, double *ms)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  MqLibrary *library = dex_await_object (mq_library_open (path, FALSE), &error);

  if (library == NULL)
    g_error ("%s", error->message);

  *ms = (g_get_monotonic_time () - start) / 1000.0;
  return library;
}

/* The words that a search needs are made some at a time behind what else is asked. */
static void
wait_until_filled (MqLibrary *library)
{
  guint n = g_list_model_get_n_items (mq_library_get_sessions (library));
  guint n_found = 0;

  while (n_found < MIN (n, 1000))
    {
      g_auto (GStrv) ids = dex_await_boxed (mq_library_search (library, "create"), NULL);

      n_found = ids != NULL ? g_strv_length (ids) : n;
    }
}

static DexFuture *
bench_fiber (gpointer user_data)
{
  Order *order = user_data;
  g_autoptr (GArray) opening = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) searching = g_array_new (FALSE, FALSE, sizeof (double));
  double first, ms;
  g_autoptr (MqLibrary) library = open_library (order->path, &first);
  gint64 start = g_get_monotonic_time ();
  double filling;

  wait_until_filled (library);
  filling = (g_get_monotonic_time () - start) / 1000.0;

  for (guint i = 0; i < SEARCHES; i++)
    {
      start = g_get_monotonic_time ();
      dex_await (mq_library_search (library, "leg count wood"), NULL);
      ms = (g_get_monotonic_time () - start) / 1000.0;
      g_array_append_val (searching, ms);
    }

  for (guint i = 0; i < order->times; i++)
    {
      g_clear_object (&library);
      library = open_library (order->path, &ms);
      g_array_append_val (opening, ms);
    }

  printf ("{\"sessions\": %u, \"first_open_ms\": %.1f, \"fill_ms\": %.1f, \"open_ms\": %.2f, "
          "\"search_ms\": %.2f}\n",
          g_list_model_get_n_items (mq_library_get_sessions (library)), first, filling,
          median (opening), median (searching));
  return dex_future_new_true ();
}

static DexFuture *
quit (DexFuture *future, gpointer loop)
{
  g_main_loop_quit (loop);
  return dex_ref (future);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Order order = { argc > 1 ? argv[1] : NULL, argc > 2 ? atoi (argv[2]) : 15 };

  if (order.path == NULL || order.times < 1)
    {
      fprintf (stderr, "usage: bench-library FOLDER [TIMES]\n");
      return 2;
    }

  dex_init ();
  dex_future_disown (dex_future_finally (
      dex_scheduler_spawn (NULL, 256 * 1024, bench_fiber, &order, NULL), quit, loop, NULL));
  g_main_loop_run (loop);
  return 0;
}
