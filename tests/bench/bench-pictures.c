/* bench-pictures [RENDER…]: a gallery of a thousand pictures: how long their thumbnails take the
 * first time and the second, how long the main loop stands still while one scrolls through them,
 * and what memory it takes. Pictures are links to the given renders, or to some that are made. One
 * line of JSON. To be run under Xvfb, with XDG_CACHE_HOME in a folder of its own. */
#include "app/picture/mq-picture.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define N_PICTURES 1000
#define N_MADE 8
#define THUMBNAIL 256 /* px */
#define SCROLL_SECONDS 8
#define TICK 2 /* ms between two looks at the clock */

static GtkStringList *paths;
static GMainLoop *loop;
static gint64 last_tick;
static gint64 last_work;
static double max_stall; /* ms */
static double max_work; /* ms of them that the main thread itself computed: what a busy machine adds
                           is not in it */
static guint n_over;    /* over 50 ms */

static char *
make_render (const char *folder, guint seed)
{
  const gsize width = 960, height = 540;
  g_autofree guint8 *pixels = g_malloc (width * height * 3);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  char *path = g_strdup_printf ("%s/made-%u.png", folder, seed);

  /* A gradient with as much noise as a render has left. */
  for (gsize i = 0; i < width * height * 3; i++)
    pixels[i] = 160 + i * 60 / (width * height * 3) + g_rand_int_range (rand, 0, 4);
  bytes = g_bytes_new (pixels, width * height * 3);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, bytes, width * 3);
  gdk_texture_save_to_png (texture, path);
  return path;
}

static void
make_paths (const char *folder, int n_given, char **given)
{
  g_autoptr (GPtrArray) renders = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < n_given; i++)
    g_ptr_array_add (renders, g_canonicalize_filename (given[i], NULL));
  for (guint i = 0; n_given == 0 && i < N_MADE; i++)
    g_ptr_array_add (renders, make_render (folder, i));

  paths = gtk_string_list_new (NULL);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%04u.png", folder, i);

      g_assert_cmpint (symlink (g_ptr_array_index (renders, i % renders->len), path), ==, 0);
      gtk_string_list_append (paths, path);
    }
}

/* µs that this thread has computed. */
static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * (gint64)G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
tick_cb (gpointer unused)
{
  gint64 now = g_get_monotonic_time ();
  gint64 work = get_work ();
  double stall = last_tick > 0 ? (now - last_tick) / 1000.0 - TICK : 0;

  if (stall > max_stall)
    max_stall = stall;
  if (last_tick > 0)
    max_work = MAX (max_work, (work - last_work) / 1000.0);
  last_work = work;
  n_over += stall > 50;
  last_tick = now;
  return G_SOURCE_CONTINUE;
}

static void
reset_watch (void)
{
  last_tick = 0;
  max_stall = 0;
  max_work = 0;
  n_over = 0;
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer left)
{
  g_assert_true (dex_future_is_resolved (future));
  if (--*(guint *)left == 0)
    g_main_loop_quit (loop);
  return NULL;
}

/* Seconds that all take. */
static double
load_all (void)
{
  gint64 begin = g_get_monotonic_time ();
  guint left = N_PICTURES;

  for (guint i = 0; i < N_PICTURES; i++)
    dex_future_disown (
        dex_future_finally (mq_picture_load (gtk_string_list_get_string (paths, i), THUMBNAIL),
                            loaded_cb, &left, NULL));
  g_main_loop_run (loop);
  return (g_get_monotonic_time () - begin) / (double)G_USEC_PER_SEC;
}

static double
get_resident (void) /* MiB */
{
  g_autofree char *text = NULL;
  unsigned long size, resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)
      || sscanf (text, "%lu %lu", &size, &resident) != 2)
    return -1;
  return resident * (double)sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, mq_picture_new (NULL, 200, 112));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  mq_picture_set_path (MQ_PICTURE (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* Down and up again, a whole gallery each way. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer begin)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  double seconds = (g_get_monotonic_time () - *(gint64 *)begin) / (double)G_USEC_PER_SEC;
  double at = 2 * seconds / SCROLL_SECONDS;
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (seconds > SCROLL_SECONDS)
    {
      g_main_loop_quit (loop);
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (adjustment, end * (at < 1 ? at : 2 - at));
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
open_gallery (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *model
      = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (paths))));
  GtkWidget *grid = gtk_grid_view_new (model, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (grid), 5);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  return scrolled;
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("mq-pictures-XXXXXX", NULL);
  double first, second, stall_loading, resident;
  GtkWidget *gallery;
  gint64 begin;

  gtk_init ();
  dex_init ();
  loop = g_main_loop_new (NULL, FALSE);
  make_paths (folder, argc - 1, argv + 1);
  g_timeout_add_full (G_PRIORITY_HIGH, TICK, tick_cb, NULL, NULL);

  first = load_all ();
  second = load_all ();
  stall_loading = max_stall;

  gallery = open_gallery ();
  g_timeout_add_once (1500, (GSourceOnceFunc)g_main_loop_quit, loop);
  g_main_loop_run (loop);
  reset_watch ();
  begin = g_get_monotonic_time ();
  gtk_widget_add_tick_callback (gallery, scroll_cb, &begin, NULL);
  g_main_loop_run (loop);
  resident = get_resident ();

  g_print ("{\"pictures\": %d, \"first_s\": %.2f, \"second_s\": %.2f, \"stall_loading_ms\": %.1f, "
           "\"stall_scrolling_ms\": %.1f, \"stalls_over_50_ms\": %u, \"work_scrolling_ms\": %.1f, "
           "\"resident_mib\": %.0f}\n",
           N_PICTURES, first, second, stall_loading, max_stall, n_over, max_work, resident);

  for (guint i = 0; i < N_PICTURES; i++)
    g_unlink (gtk_string_list_get_string (paths, i));
  for (guint i = 0; i < N_MADE; i++)
    {
      g_autofree char *made = g_strdup_printf ("%s/made-%u.png", folder, i);

      g_unlink (made);
    }
  g_rmdir (folder);
  return 0;
}
