/* Captions of films: any text is one line, as it is written. */
#include "client/film/mq-film-encoder.h"
#include "support/mq-test.h"

#include <string.h>

#define WIDTH 640
#define HEIGHT 360

/* The columns in which there is text, and the first and last of them. */
static guint
measure (const char *text, int *left, int *right)
{
  cairo_surface_t *caption = mq_film_caption_make (text, WIDTH, HEIGHT);
  guint32 *pixels = g_new0 (guint32, WIDTH * HEIGHT);
  guint n = 0;

  g_assert_cmpint (cairo_surface_status (caption), ==, CAIRO_STATUS_SUCCESS);
  mq_film_caption_draw (caption, (guint8 *)pixels, WIDTH, HEIGHT);
  cairo_surface_destroy (caption);

  *left = WIDTH, *right = -1;
  for (int x = 0; x < WIDTH; x++)
    for (int y = 0; y < HEIGHT; y++)
      if ((pixels[y * WIDTH + x] & 0xff) > 0x80)
        {
          g_assert_cmpint (y, >=, HEIGHT * 9 / 10);
          *left = MIN (*left, x);
          *right = MAX (*right, x);
          n++;
          break;
        }

  g_free (pixels);
  return n;
}

static void
test_any_text (void)
{
  static const char *const texts[] = { "a chair",   "<b>a & b</i>", "ein Stuhl\nmit\tLehne",
                                       "كرسي خشبي", "一把木椅",     "\xff\xfe chair",
                                       "🪑" };
  int left, right;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_cmpuint (measure (texts[i], &left, &right), >, 0);
      /* In the middle, with a margin. */
      g_assert_cmpint (ABS (left + right - WIDTH), <, WIDTH / 20);
      g_assert_cmpint (left, >, WIDTH / 40);
    }
  g_assert_cmpuint (measure ("", &left, &right), ==, 0);
}

static void
test_as_written (void)
{
  int left, right, plain_left, plain_right;

  measure ("chair", &plain_left, &plain_right);
  measure ("<b>chair</b>", &left, &right);
  g_assert_cmpint (right - left, >, plain_right - plain_left + 20);
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int left, right;

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "ö ");
  measure (text->str, &left, &right);
  g_assert_cmpint (left, >, WIDTH / 40);
  g_assert_cmpint (right, <, WIDTH - WIDTH / 40);
}

MQ_TEST_PROGRAM (film_caption)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film/caption/any-text", test_any_text);
  g_test_add_func ("/film/caption/as-written", test_as_written);
  g_test_add_func ("/film/caption/long", test_long);
  return g_test_run ();
}
