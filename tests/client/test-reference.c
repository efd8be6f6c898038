/* A user's picture as a team sees it: each format, on white, small, without anything but pixels. */
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-png-encode.h"
#include "client/picture/mq-reference.h"
#include "common/base/mq-error.h"
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
  g_autoptr (GBytes) png = mq_png_encode (pixels, width, height, MQ_PNG_SMALL);
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
  } files[] = { { "rotated.jpg", 20, 40 }, { "moving.webp", 16, 16 }, { "interlaced.png", 24, 16 },
                { "photo.heic", 48, 32 },  { "photo.avif", 48, 32 },  { "drawing.gif", 48, 32 },
                { "scan.tiff", 48, 32 },   { "screen.bmp", 48, 32 },  { "logo.svg", 48, 32 } };

  if (is_blind ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture (files[i].name);
      g_autoptr (GBytes) png = make (path);

      assert_png (png, files[i].width, files[i].height);
    }
}

/* The first half of a file, which a phone or a download left. */
static void
test_half (void)
{
  static const char *const files[] = { "rotated.jpg", "interlaced.png", "photo.heic", "photo.avif",
                                       "scan.tiff",   "screen.bmp",     "drawing.gif" };

  if (is_blind ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *whole = fixture (files[i]);
      g_autofree char *path = g_build_filename (mq_test_get_dir (), files[i], NULL);
      g_autofree char *data = NULL;
      g_autoptr (DexFuture) future = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (whole, &data, &length, NULL));
      g_assert_true (g_file_set_contents (path, data, (gssize)length * 2 / 3, NULL));
      future = mq_test_wait (mq_reference_make (path));
      g_test_message ("%s", files[i]);
      g_assert_cmpint (dex_future_get_status (future), ==, DEX_FUTURE_STATUS_REJECTED);
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

/* The picture of the fixtures, which lies on its side, with @segment before everything else and
 * with something behind its end. */
static GByteArray *
load_jpeg (gboolean upright, const void *segment, gsize length)
{
  static const guint8 orientation[] = { 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00 };
  g_autofree char *path = fixture ("rotated.jpg");
  g_autofree char *data = NULL;
  GByteArray *jpeg = g_byte_array_new ();
  guint8 *entry;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_byte_array_append (jpeg, (guint8 *)data, 2);
  g_byte_array_append (jpeg, segment, length);
  g_byte_array_append (jpeg, (guint8 *)data + 2, size - 2);
  g_byte_array_append (jpeg, (guint8 *)"at home", 7);
  entry = memmem (jpeg->data, jpeg->len, orientation, sizeof orientation);
  g_assert_nonnull (entry);
  if (upright)
    entry[9] = 1;
  return jpeg;
}

static GBytes *
make_of (const guint8 *data, gsize length)
{
  g_autofree char *folder = mq_test_make_dir ("reference");
  g_autofree char *path = g_build_filename (folder, "picture", NULL);

  g_assert_true (g_file_set_contents (path, (const char *)data, length, NULL));
  return make (path);
}

#define COMMENT                                                                                    \
  "\xff\xfe\x00\x09"                                                                               \
  "at home"
#define PROFILE(name) "\xff\xe2\x00\x17ICC_PROFILE\0\1\1" name

/* A small JPEG is sent as it was encoded, without what is not its pixels; one that would look
 * different without that is encoded anew. */
static void
test_kept (void)
{
  static const struct
  {
    gboolean upright;
    const char *segment;
    gsize length;
    const char *mime;
  } cases[] = {
    { TRUE, COMMENT, 11, "image/jpeg" },
    { TRUE, PROFILE ("sRGB v4"), 25, "image/jpeg" },
    { TRUE, PROFILE ("P3 wide"), 25, "image/png" },
    { TRUE, "", 0, "image/jpeg" },
    { FALSE, COMMENT, 11, "image/png" },
  };

  if (is_blind ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) jpeg = load_jpeg (cases[i].upright, cases[i].segment, cases[i].length);
      g_autoptr (GBytes) made = make_of (jpeg->data, jpeg->len);
      const guint8 *tables = memmem (jpeg->data, jpeg->len, "\xff\xdb", 2);
      gsize size;
      const guint8 *data = g_bytes_get_data (made, &size);
      gsize rest = jpeg->data + jpeg->len - 7 - tables;
      MqPictureFacts facts;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_true (mq_picture_check_bytes (data, size, "it", &facts, NULL));
      g_assert_cmpstr (facts.mime, ==, cases[i].mime);
      g_assert_null (memmem (data, size, "Exif", 4));
      g_assert_null (memmem (data, size, "at home", 7));
      g_assert_null (memmem (data, size, "ICC_PROFILE", 11));
      if (g_str_equal (facts.mime, "image/png"))
        continue;

      /* From the first table to the end nothing is different. */
      g_assert_cmpuint (facts.width, ==, 40);
      g_assert_cmpuint (size, >, rest);
      g_assert_cmpmem (data + size - rest, rest, tables, rest);
    }
}

static void
append_chunk (GByteArray *png, const char *type, const void *data, guint size)
{
  guint32 length = GUINT32_TO_BE (size);

  g_byte_array_append (png, (guint8 *)&length, 4);
  g_byte_array_append (png, (guint8 *)type, 4);
  g_byte_array_append (png, data, size);
  /* Nobody checks it before the chunk is dropped. */
  g_byte_array_append (png, (guint8 *)"\0\0\0\0", 4);
}

/* PNG: texts are dropped; other colours, a turn or several pictures mean a new encoding. */
static void
test_chunks (void)
{
  static const struct
  {
    const char *type;
    const char *data;
    gsize size;
    gboolean kept;
  } cases[] = {
    { "tEXt", "Comment\0at home", 15, TRUE },    { "gAMA", "\0\0\xb1\x8f", 4, TRUE },
    { "gAMA", "\0\1\x86\xa0", 4, FALSE },        { "iCCP", "sRGB\0\0", 6, TRUE },
    { "iCCP", "Display P3\0\0", 12, FALSE },     { "acTL", "\0\0\0\2\0\0\0\0", 8, FALSE },
    { "tRNS", "\0\1\0\1\0\1", 6, FALSE },        { "NEW!", "", 0, FALSE },
    { "eXIf", "MM\0*\0\0\0\x08\0\0", 10, TRUE }, { "eXIf", "MM\0*\0\0\0\x09\0\0", 10, FALSE },
  };
  guint8 pixels[8 * 8 * 4];
  g_autoptr (GBytes) plain = NULL;
  const guint8 *data;
  gsize size;

  memset (pixels, 255, sizeof pixels);
  plain = mq_png_encode (pixels, 8, 8, MQ_PNG_SMALL);
  data = g_bytes_get_data (plain, &size);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) png = g_byte_array_new ();
      g_autoptr (GBytes) stripped = NULL;

      /* Signature and header, the chunk, the rest, and something behind the end. */
      g_byte_array_append (png, data, 33);
      append_chunk (png, cases[i].type, cases[i].data, cases[i].size);
      g_byte_array_append (png, data + 33, size - 33);
      g_byte_array_append (png, (guint8 *)"at home", 7);

      g_test_message ("%s %" G_GSIZE_FORMAT, cases[i].type, i);
      stripped = mq_reference_strip (png->data, png->len);
      g_assert_true ((stripped != NULL) == cases[i].kept);
      if (stripped != NULL)
        g_assert_cmpmem (g_bytes_get_data (stripped, NULL), g_bytes_get_size (stripped), data,
                         size);
    }
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
  g_test_add_func ("/reference/half", test_half);
  g_test_add_func ("/reference/kept", test_kept);
  g_test_add_func ("/reference/chunks", test_chunks);
  g_test_add_func ("/reference/on-white", test_on_white);
  g_test_add_func ("/reference/noise", test_noise);
  g_test_add_func ("/reference/refused", test_refused);

  return mq_test_run ();
}
