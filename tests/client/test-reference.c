/* A user's picture as a team sees it: each format, on white, small, without anything but pixels. */
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-png-encode.h"
#include "client/picture/mq-reference.h"
#include "common/mq-error.h"
#include "support/mq-test.h"

#include <string.h>

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "app", "fixtures", name, NULL);
}

static GBytes *
make (const char *path)
{
  g_autoptr (DexFuture) future = mq_test_wait (mq_reference_make (path));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  g_assert_no_error (error);
  return g_value_dup_boxed (value);
}

static void
assert_png (GBytes *png, guint width, guint height)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);
  MqPictureFacts facts;

  g_assert_true (mq_picture_check_bytes (data, length, "it", &facts, NULL));
  g_assert_cmpstr (facts.mime, ==, "image/png");
  g_assert_cmpuint (facts.width, ==, width);
  g_assert_cmpuint (facts.height, ==, height);
  g_assert_null (memmem (data, length, "Exif", 4));
  g_assert_null (memmem (data, length, "eXIf", 4));
  g_assert_null (memmem (data, length, "tEXt", 4));
}

static char *
write_picture (const char *name, const guint8 *pixels, guint width, guint height)
{
  g_autofree char *folder = mq_test_make_dir ("reference");
  g_autoptr (GBytes) png = mq_png_encode (pixels, width, height, MQ_PNG_FAST);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
  return path;
}

static gboolean
is_blind (void)
{
  if (mq_picture_can_load_sandboxed ())
    return FALSE;

  g_test_skip ("glycin has no sandbox here");
  return TRUE;
}

static void
test_formats (void)
{
  static const struct
  {
    const char *name;
    guint width, height;
  } files[]
      = { { "rotated.jpg", 20, 40 }, { "moving.webp", 16, 16 }, { "interlaced.png", 24, 16 } };

  if (is_blind ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture (files[i].name);
      g_autoptr (GBytes) png = make (path);

      assert_png (png, files[i].width, files[i].height);
    }
}

static GBytes *
again (GBytes *png)
{
  g_autofree char *folder = mq_test_make_dir ("again");
  g_autofree char *path = g_build_filename (folder, "x.png", NULL);

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
  return make (path);
}

/* What is seen through is white; and what was made once comes out the same again. */
static void
test_on_white (void)
{
  static const guint8 clear[] = { 255, 0, 0, 0, 255, 0, 0, 128, 0, 0, 255, 255, 0, 255, 0, 64 };
  static const guint8 white[] = { 255, 255, 255, 255, 255, 127, 127, 255,
                                  0,   0,   255, 255, 191, 255, 191, 255 };
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;

  if (is_blind ())
    return;

  one = write_picture ("clear.png", clear, 4, 1);
  two = write_picture ("white.png", white, 4, 1);
  first = make (one);
  second = make (two);
  third = again (first);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (g_bytes_equal (first, third));
}

/* Nothing but noise, which no PNG makes smaller: still no more than vendors take. */
static void
test_noise (void)
{
  g_autofree guint8 *pixels = g_malloc (2000 * 2000 * 4);
  g_autoptr (GRand) chance = g_rand_new_with_seed (1);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) png = NULL;

  if (is_blind ())
    return;

  for (gsize i = 0; i < 2000 * 2000 * 4; i += 4)
    {
      guint32 value = g_rand_int (chance) | 0xff000000;

      memcpy (pixels + i, &value, 4);
    }
  path = write_picture ("noise.png", pixels, 2000, 2000);
  png = make (path);
  g_assert_cmpuint (g_bytes_get_size (png), <=, 3500 * 1000);
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000 * 1000);
}

static void
refuse (const char *path, const char *name, const char *why)
{
  g_autoptr (GError) error = mq_test_expect_error (mq_reference_make (path), MQ_ERROR,
                                                   MQ_ERROR_BAD_INPUT);

  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refused (void)
{
  static const guint8 pixels[64 * 64 * 4];
  g_autofree char *whole = write_picture ("whole.png", pixels, 64, 64);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *cut = g_build_filename (folder, "cut.png", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.webp", NULL);
  g_autofree char *data = NULL;
  gsize length;

  refuse (gone, "gone.webp", "no longer exists");
  refuse (folder, "", "folder");

  g_assert_true (g_file_get_contents (whole, &data, &length, NULL));
  g_assert_true (g_file_set_contents (cut, data, 60, NULL));
  refuse (cut, "cut.png", "");
}

int
main (int argc, char *argv[])
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/reference/formats", test_formats);
  g_test_add_func ("/reference/on-white", test_on_white);
  g_test_add_func ("/reference/noise", test_noise);
  g_test_add_func ("/reference/refused", test_refused);

  return mq_test_run ();
}
