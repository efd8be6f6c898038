/* Which pictures are drawings with dimensions: sheets that are drawn here, and what must not be
 * taken for one. */
#include "client/picture/mq-drawing-guess.h"
#include "support/mq-test.h"

#include <cairo.h>
#include <math.h>

#define WIDTH 1000
#define HEIGHT 700

typedef enum
{
  ARROWS = 1 << 0,
  ONE_ARROW = 1 << 1,
  WORDS = 1 << 2,
  WORDS_IN_GAPS = 1 << 3,
  BLUEPRINT = 1 << 4,
  GRAIN = 1 << 5,
  SHADES = 1 << 6,
  BLOBS = 1 << 7,
  WORDS_ASIDE = 1 << 8,  /* towards an end of the line, not in its middle half */
  WORDS_APART = 1 << 9,  /* more than their height from the line */
  FAINT_AREA = 1 << 10,  /* as large as the ink */
  LARGER_AREA = 1 << 11, /* an eighth larger */
} Style;

typedef void (*Draw) (cairo_t *cr, Style style);

static MqDrawingGuess
guess (Draw draw, Style style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  MqDrawingGuess made;
  guint8 *pixels;

  if (style & BLUEPRINT)
    cairo_set_source_rgb (cr, 0.1, 0.2, 0.5);
  else
    cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, style & BLUEPRINT ? 1 : 0, style & BLUEPRINT ? 1 : 0,
                        style & BLUEPRINT ? 1 : 0);
  cairo_select_font_face (cr, "Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 20);
  cairo_set_line_width (cr, 2);
  draw (cr, style);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  for (gsize i = 0; style & GRAIN && i < (gsize)WIDTH * HEIGHT * 4; i++)
    pixels[i] = (guint8)CLAMP (pixels[i] * 4 / 5 + g_rand_int_range (rand, 0, 24), 0, 255);

  made = mq_drawing_guess_pixels (pixels, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return made;
}

/* A dimension from (0, 0) to the right by @length. */
static void
draw_dimension (cairo_t *cr, double length, const char *word, Style style)
{
  double from = style & WORDS_IN_GAPS ? length / 2 - 25 : length / 2;

  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, -40);
  cairo_line_to (cr, 0, 6);
  cairo_move_to (cr, length, -40);
  cairo_line_to (cr, length, 6);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, from, 0);
  cairo_move_to (cr, length - from, 0);
  cairo_line_to (cr, length, 0);
  cairo_stroke (cr);
  for (int end = style & ARROWS ? 0 : 1; end < (style & (ARROWS | ONE_ARROW) ? 2 : 0); end++)
    {
      cairo_move_to (cr, end * length, 0);
      cairo_line_to (cr, end * length + 14 - end * 28, 4);
      cairo_line_to (cr, end * length + 14 - end * 28, -4);
      cairo_fill (cr);
    }
  cairo_move_to (cr, length * (style & WORDS_ASIDE ? 0.22 : 0.5) - 14,
                 style & WORDS_IN_GAPS ? 7
                 : style & WORDS_APART ? -19
                                       : -5);
  if (style & (WORDS | WORDS_IN_GAPS))
    cairo_show_text (cr, word);
}

static void
draw_part (cairo_t *cr, Style style)
{
  cairo_pattern_t *shade = cairo_pattern_create_radial (840, 350, 20, 840, 350, 300);

  cairo_pattern_add_color_stop_rgb (shade, 0, 1, 1, 1);
  cairo_pattern_add_color_stop_rgb (shade, 1, 0.75, 0.75, 0.75);
  cairo_save (cr);
  if (style & SHADES)
    cairo_set_source (cr, shade);
  cairo_rectangle (cr, 720, 20, 260, style & SHADES ? 660 : 300);
  if (style & (SHADES | BLOBS))
    cairo_fill (cr);
  cairo_new_path (cr);
  cairo_set_source_rgb (cr, 0.86, 0.86, 0.86);
  cairo_rectangle (cr, 720, 400, 100, style & LARGER_AREA ? 62 : 54);
  if (style & (FAINT_AREA | LARGER_AREA))
    cairo_fill (cr);
  cairo_new_path (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (shade);
  cairo_rectangle (cr, 200, 100, 400, 250);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 400, 220, 60, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_save (cr);
  cairo_translate (cr, 200.5, 400.5);
  draw_dimension (cr, 400, "80", style);
  cairo_translate (cr, 0, 80);
  draw_dimension (cr, 200, "40", style);
  cairo_restore (cr);
  cairo_translate (cr, 650.5, 100.5);
  cairo_rotate (cr, G_PI / 2);
  draw_dimension (cr, 250, "50", style);
}

static void
test_drawing (void)
{
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS), ==, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | BLUEPRINT), ==, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | GRAIN), ==, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS_IN_GAPS), ==, MQ_DRAWING_GUESS_YES);

  /* Lines without numbers, and what is not certain. */
  g_assert_cmpint (guess (draw_part, ARROWS), ==, MQ_DRAWING_GUESS_MAYBE);
  g_assert_cmpint (guess (draw_part, WORDS), ==, MQ_DRAWING_GUESS_MAYBE);
  g_assert_cmpint (guess (draw_part, ONE_ARROW | WORDS), ==, MQ_DRAWING_GUESS_MAYBE);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | SHADES), ==, MQ_DRAWING_GUESS_NO);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | BLOBS), ==, MQ_DRAWING_GUESS_NO);

  /* Near the limits of where a word is, and of shade. */
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | WORDS_ASIDE), ==, MQ_DRAWING_GUESS_MAYBE);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | WORDS_APART), ==, MQ_DRAWING_GUESS_MAYBE);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | FAINT_AREA), ==, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_part, ARROWS | WORDS | LARGER_AREA), ==, MQ_DRAWING_GUESS_NO);
}

/* A page with a frame, and boxes with words as in a diagram. */
static void
draw_page (cairo_t *cr, Style style)
{
  for (int row = 0; row < 14; row++)
    for (int column = 0; column < 5; column++)
      {
        g_autofree char *word = g_strdup_printf ("%d mm", row * 37 + column);

        cairo_move_to (cr, 80 + column * 170, 70 + row * 44);
        cairo_show_text (cr, word);
        if (style & BLOBS)
          cairo_rectangle (cr, 60.5 + column * 170, 46.5 + row * 44, 170, 44);
      }
  cairo_stroke (cr);
}

static void
draw_logo (cairo_t *cr, Style style)
{
  cairo_set_line_width (cr, 24);
  cairo_rectangle (cr, 200, 100, 500, 300);
  cairo_stroke (cr);
  cairo_set_font_size (cr, 120);
  cairo_move_to (cr, 250, 550);
  cairo_show_text (cr, "A 20 mm");
}

static void
draw_by_hand (cairo_t *cr, Style style)
{
  for (int shape = 0; shape < 6; shape++)
    {
      for (int i = 0; i <= 60; i++)
        {
          double angle = i * 2 * G_PI / 60;

          cairo_line_to (cr, 150 + shape * 120 + 90 * cos (angle) + 3 * sin (7 * angle),
                         300 + 150 * sin (angle) + 4 * cos (5 * angle));
        }
      cairo_stroke (cr);
    }
}

static void
draw_noise (cairo_t *cr, Style style)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (int i = 0; i < 60000; i++)
    {
      cairo_rectangle (cr, g_rand_int_range (rand, 0, WIDTH), g_rand_int_range (rand, 0, HEIGHT), 1,
                       style & SHADES ? 1 : 7);
      cairo_fill (cr);
    }
}

static void
draw_nothing (cairo_t *cr, Style style)
{
}

static void
test_others (void)
{
  g_assert_cmpint (guess (draw_page, 0), <, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_page, BLOBS), <, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_logo, 0), ==, MQ_DRAWING_GUESS_NO);
  g_assert_cmpint (guess (draw_by_hand, 0), <, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_noise, 0), ==, MQ_DRAWING_GUESS_NO);
  g_assert_cmpint (guess (draw_noise, SHADES), <, MQ_DRAWING_GUESS_YES);
  g_assert_cmpint (guess (draw_nothing, 0), ==, MQ_DRAWING_GUESS_NO);
}

/* Any size, also one with no room for a line. */
static void
test_small (void)
{
  static const guint8 pixels[64 * 4] = { 0 };

  for (guint width = 1; width <= 8; width++)
    for (guint height = 1; height <= 8; height++)
      g_assert_cmpint (mq_drawing_guess_pixels (pixels, width, height), ==, MQ_DRAWING_GUESS_NO);
}

static void
test_words (void)
{
  static const char *const drawings[] = {
    "80 mm\n40 mm",         "Ø20 h6\n32\nSHAFT C45, all edges broken",
    "6 × Ø11\nØ38 H7\nR 4", "75\n120\nALL DIMENSIONS IN MM",
    "50 ±0.2\n30",          "3 1/2\"\n1 3/4\"",
    "2,5 cm\n(14)",
  };
  static const char *const others[] = {
    "",
    "Bracket assembly - cover sheet",
    "0\n20\n40\n60\nTime in s",
    "Room 12\n5 min\n20 °C",
    "ACME\nR2D2\nMicrosoft",
    "The part is 45 mm wide and 80 mm high, and it has to be made of steel\n3",
    "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\n5 mm\n8 mm",
    "\377\n5 mm\n8 mm",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (drawings); i++)
    {
      g_test_message ("%s", drawings[i]);
      g_assert_cmpint (mq_drawing_guess_words (drawings[i]), ==, MQ_DRAWING_GUESS_YES);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_test_message ("drawing %" G_GSIZE_FORMAT " of others", i);
      g_assert_cmpint (mq_drawing_guess_words (others[i]), ==, MQ_DRAWING_GUESS_MAYBE);
    }
}

MQ_TEST_PROGRAM (drawing_guess)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/drawing-guess/drawing", test_drawing);
  g_test_add_func ("/drawing-guess/others", test_others);
  g_test_add_func ("/drawing-guess/small", test_small);
  g_test_add_func ("/drawing-guess/words", test_words);

  return mq_test_run ();
}
