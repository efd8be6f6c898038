/* The encoder of a film while its writer is slow, as libimagequant is with large frames: who waits
 * for it blocks neither the main thread nor libdex's pool. The writer waits at a gate. */
#include "client/film/mq-film-encoder.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <cairo.h>
#include <gst/gst.h>

#define WIDTH 64
#define HEIGHT 36
/* One is with the writer; the others wait. */
#define N_FRAMES 5

static GMutex mutex;
static GCond gate_opened;
static gboolean gate_is_open;
static int n_entered;

static gpointer
open_film (const char *path, guint width, guint height, guint fps)
{
  return g_strdup (path);
}

static gboolean
add_frame (gpointer film, const guint8 *rgba, gsize length, GError **error)
{
  g_atomic_int_inc (&n_entered);
  g_mutex_lock (&mutex);
  while (!gate_is_open)
    g_cond_wait (&gate_opened, &mutex);
  g_mutex_unlock (&mutex);
  return TRUE;
}

static gboolean
finish_film (gpointer film, GError **error)
{
  return TRUE;
}

static const MqFilmWriter writer = { open_film, add_frame, finish_film, g_free };
static const MqFilmFormat format = { "slow", "Slow",  "video/slow", { "appsink" },
                                     NULL,   &writer, 60,           FALSE };

static void
set_gate (gboolean is_open)
{
  g_mutex_lock (&mutex);
  gate_is_open = is_open;
  g_cond_broadcast (&gate_opened);
  g_mutex_unlock (&mutex);
}

static char *
make_picture (void)
{
  char *path = g_build_filename (mq_test_get_dir (), "frame.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);

  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

static MqFilmEncoder *
start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "film", NULL);
  MqFilmEncoder *encoder;

  set_gate (FALSE);
  n_entered = 0;
  dex_await (mq_film_format_load (&format), &error);
  g_assert_no_error (error);
  encoder = mq_film_encoder_new (&format, path, WIDTH, HEIGHT, 8, NULL, &error);
  g_assert_no_error (error);
  return encoder;
}

/* One frame is with the writer, and as many wait as may. Returns: (transfer full): the last
 * addition
 */
static DexFuture *
fill (MqFilmEncoder *encoder)
{
  g_autofree char *picture = make_picture ();
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < N_FRAMES; i++)
    {
      dex_await (mq_film_encoder_add (encoder, picture), &error);
      g_assert_no_error (error);
      while (i == 1 && g_atomic_int_get (&n_entered) == 0)
        dex_await (dex_timeout_new_msec (5), NULL);
    }
  return mq_film_encoder_add (encoder, picture);
}

/* The pool is there for others meanwhile, and every frame is written. */
static void
test_waits_for_room (void)
{
  g_autoptr (MqFilmEncoder) encoder = start ();
  DexFuture *waiting = fill (encoder);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    mq_test_use_pool ();
  g_assert_true (dex_future_is_pending (waiting));

  set_gate (TRUE);
  dex_await (waiting, &error);
  g_assert_no_error (error);
  dex_await (mq_film_encoder_finish (encoder), &error);
  g_assert_no_error (error);
  dex_await (mq_film_encoder_stop (encoder), &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_entered, ==, N_FRAMES);
}

static void
test_stop (void)
{
  g_autoptr (MqFilmEncoder) encoder = start ();
  g_autoptr (DexFuture) waiting = fill (encoder);
  DexFuture *stopped = mq_film_encoder_stop (encoder);
  g_autoptr (GError) error = NULL;

  g_assert_true (dex_future_is_pending (stopped));
  set_gate (TRUE);
  dex_await (stopped, &error);
  g_assert_no_error (error);
}

static void
test_formats (void)
{
  g_assert_cmpstr (mq_film_format_find ("WebM")->id, ==, "webm");
  g_assert_null (mq_film_format_find ("avi"));
}

/* What is missing is named; a format without a writer is not in this build. */
static void
test_missing_elements (void)
{
  const MqFilmFormat odd
      = { "odd",           "Odd", "video/odd", { "no-such-encoder quality=1 ! queue" },
          "no-such-muxer", NULL,  60,          FALSE };
  const MqFilmFormat unbuilt = { "odd", "Odd", "video/odd", { "appsink" }, NULL, NULL, 60, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) not_built = NULL;

  g_assert_false (dex_await (mq_film_format_load (&odd), &error));
  g_assert_cmpstr (error->message, ==,
                   "This computer cannot write Odd films: GStreamer has no no-such-muxer, "
                   "no-such-encoder");
  g_assert_false (dex_await (mq_film_format_load (&unbuilt), &not_built));
  g_assert_cmpstr (not_built->message, ==, "This Maquette was built without Odd films");
  g_assert_true (dex_await (mq_film_format_load (&format), NULL));
}

MQ_TEST_PROGRAM (film_encoder)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/film-encoder/waits-for-room", test_waits_for_room);
  mq_test_add_fiber ("/film-encoder/stop", test_stop);
  g_test_add_func ("/film-encoder/formats", test_formats);
  mq_test_add_fiber ("/film-encoder/missing-elements", test_missing_elements);
  return mq_test_run ();
}
