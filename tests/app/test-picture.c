/* Pictures from files that nobody has vouched for: limits, damaged and hostile files, the caches.
 * No display: textures in memory only. */
#include "app/picture/mq-picture-decode.h"
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-scale.h"
#include "app/picture/mq-picture.h"
#include "app/picture/mq-png.h"
#include "app/picture/mq-thumbnails.h"
#include "common/base/mq-error.h"
#include "common/base/mq-png-text.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define SEED 20261120

static char *
in_dir (const char *name)
{
  return g_build_filename (mq_test_get_dir (), name, NULL);
}

static char *
write_file (const char *name, const void *data, gsize length)
{
  char *path = in_dir (name);

  g_assert_true (g_file_set_contents (path, data, length, NULL));
  return path;
}

static void
add_chunk (GByteArray *png, const char *type, const void *data, guint32 length)
{
  guint32 size = GUINT32_TO_BE (length);
  guint32 sum = crc32 (crc32 (0, (const Bytef *)type, 4), data, length);

  sum = GUINT32_TO_BE (length > 0 ? sum : crc32 (0, (const Bytef *)type, 4));
  g_byte_array_append (png, (const guint8 *)&size, 4);
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, length);
  g_byte_array_append (png, (const guint8 *)&sum, 4);
}

/* A grey PNG that says that size; @n_zeros bytes of pixels really come. */
static char *
write_png (const char *name, guint32 width, guint32 height, gsize n_zeros)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autofree guint8 *zeros = g_malloc0 (MAX (n_zeros, 1));
  uLongf length = compressBound (n_zeros);
  g_autofree guint8 *packed = g_malloc (length);
  guint8 header[13] = { 0 };

  width = GUINT32_TO_BE (width);
  height = GUINT32_TO_BE (height);
  memcpy (header, &width, 4);
  memcpy (header + 4, &height, 4);
  header[8] = 8;
  g_assert_cmpint (compress (packed, &length, zeros, n_zeros), ==, Z_OK);
  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  add_chunk (png, "IHDR", header, sizeof header);
  add_chunk (png, "IDAT", packed, length);
  add_chunk (png, "IEND", "", 0);
  return write_file (name, png->data, png->len);
}

static char *
write_pixels (const char *name, const guint8 *pixels, guint width, guint height)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, (gsize)width * height * 4);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) png = NULL;

  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, (gsize)width * 4);
  png = gdk_texture_save_to_png_bytes (texture);
  return write_file (name, g_bytes_get_data (png, NULL), g_bytes_get_size (png));
}

/* A sound picture of wide stripes. */
static char *
write_picture (const char *name, guint width, guint height)
{
  g_autofree guint8 *pixels = g_malloc ((gsize)width * height * 4);

  for (gsize i = 0; i < (gsize)width * height * 4; i++)
    pixels[i] = i % 4 == 3 ? 255 : (i / 64) & 0xff;
  return write_pixels (name, pixels, width, height);
}

/* One that does not compress. */
static char *
write_photo (const char *name, guint width, guint height)
{
  g_autofree guint8 *pixels = g_malloc ((gsize)width * height * 4);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize i = 0; i < (gsize)width * height * 4; i++)
    pixels[i] = i % 4 == 3 ? 255 : g_rand_int (rand) & 0xff;
  return write_pixels (name, pixels, width, height);
}

static void
assert_size (GdkTexture *texture, int width, int height)
{
  g_assert_nonnull (texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, width);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, height);
}

/* Refused in both ways, with a sentence that names the file. */
static void
assert_refused (const char *path, const char *words)
{
  g_autofree char *base = g_path_get_basename (path);

  for (int mode = MQ_PICTURE_DECODE_RENDER; mode <= MQ_PICTURE_DECODE_SANDBOXED; mode++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mq_picture_decode (path, 256, mode, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, base));
      if (words != NULL && strstr (error->message, words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, words);
    }
}

static void
test_scale (void)
{
  static const guint8 rows[2][16] = {
    { 0, 0, 0, 255, 100, 0, 0, 255, 10, 20, 30, 255, 10, 20, 30, 255 },
    { 100, 0, 0, 255, 200, 0, 0, 255, 10, 20, 30, 255, 10, 20, 30, 255 },
  };
  static const guint8 wanted[] = { 100, 0, 0, 255, 10, 20, 30, 255 };
  g_autoptr (MqPictureScale) scale = mq_picture_scale_new (4, 2, 2, 1);
  g_autoptr (GBytes) out = NULL;
  guint width, height;

  mq_picture_scale_add_row (scale, rows[0]);
  mq_picture_scale_add_row (scale, rows[1]);
  out = mq_picture_scale_finish (scale);
  g_assert_cmpmem (g_bytes_get_data (out, NULL), g_bytes_get_size (out), wanted, sizeof wanted);

  mq_picture_scale_fit (100, 50, 200, &width, &height);
  g_assert_cmpuint (width, ==, 100);
  mq_picture_scale_fit (16384, 1, 64, &width, &height);
  g_assert_cmpuint (width, ==, 64);
  g_assert_cmpuint (height, ==, 1);
}

/* Whatever the sizes: one colour stays that colour, and every pixel is written. */
static void
test_scale_sizes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (guint round = 0; round < 300; round++)
    {
      guint width = g_rand_int_range (rand, 1, 200);
      guint height = g_rand_int_range (rand, 1, 200);
      guint to_width = g_rand_int_range (rand, 1, width + 1);
      guint to_height = g_rand_int_range (rand, 1, height + 1);
      g_autoptr (MqPictureScale) scale = mq_picture_scale_new (width, height, to_width, to_height);
      g_autofree guint8 *row = g_malloc (width * 4);
      g_autoptr (GBytes) out = NULL;
      const guint8 *pixels;
      gsize length;

      memset (row, 77, width * 4);
      for (guint y = 0; y < height; y++)
        mq_picture_scale_add_row (scale, row);
      out = mq_picture_scale_finish (scale);
      pixels = g_bytes_get_data (out, &length);
      for (gsize i = 0; i < length; i++)
        g_assert_cmpint (pixels[i], ==, 77);
    }
}

static void
test_decode (void)
{
  g_autofree char *path = write_picture ("sound.png", 640, 360);

  for (int mode = MQ_PICTURE_DECODE_RENDER; mode <= MQ_PICTURE_DECODE_SANDBOXED; mode++)
    {
      g_autoptr (GdkTexture) small = mq_picture_decode (path, 256, mode, NULL);
      g_autoptr (GdkTexture) whole = mq_picture_decode (path, 4096, mode, NULL);

      assert_size (small, 256, 144);
      assert_size (whole, 640, 360);
    }
}

static void
test_limits (void)
{
  g_autofree char *large = write_png ("sixty.png", 10000, 6000, 100);
  g_autofree char *wide = write_png ("wide.png", 20000, 1, 20001);
  g_autofree char *none = write_png ("none.png", 0, 10, 10);
  g_autofree char *huge = write_png ("huge.png", G_MAXINT32, G_MAXINT32, 10);

  /* Before anything is decoded, which would find that the rows are missing. */
  assert_refused (large, "60 megapixels");
  assert_refused (wide, "too large");
  assert_refused (none, "no size");
  assert_refused (huge, "too large");
}

static void
test_hostile (void)
{
  g_autofree char *sound = write_picture ("whole.png", 64, 64);
  g_autofree char *data = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *header = NULL;
  g_autofree char *text = write_file ("text.png", "Create a 3D object of a chair", 29);
  g_autofree char *empty = write_file ("empty.png", "", 0);
  g_autofree char *short_of = write_png ("short.png", 4000, 4000, 100);
  g_autofree char *folder = mq_test_make_dir ("folder.png");
  g_autofree char *pipe = in_dir ("pipe.png");
  g_autofree char *gone = in_dir ("gone.png");
  gsize length;

  g_assert_true (g_file_get_contents (sound, &data, &length, NULL));
  cut = write_file ("cut.png", data, length / 2);
  header = write_file ("header.png", data, 20);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);

  assert_refused (cut, "damaged");
  assert_refused (header, "damaged");
  assert_refused (text, NULL);
  assert_refused (empty, NULL);
  assert_refused (short_of, "damaged");
  assert_refused (folder, "not a file");
  assert_refused (pipe, "not a file");
  assert_refused (gone, "cannot be opened");
}

/* 36 megapixels from 36 KB, the most that is let in: bounded in memory. */
static void
test_bomb (void)
{
  g_autofree char *path = write_png ("bomb.png", 6000, 6000, (gsize)6001 * 6000);
  g_autoptr (GdkTexture) texture = mq_picture_decode (path, 256, MQ_PICTURE_DECODE_RENDER, NULL);

  assert_size (texture, 256, 256);
}

static void
test_strangers (void)
{
  g_autofree char *rotated = g_test_build_filename (G_TEST_DIST, "fixtures", "rotated.jpg", NULL);
  g_autofree char *moving = g_test_build_filename (G_TEST_DIST, "fixtures", "moving.webp", NULL);
  g_autoptr (GdkTexture) upright = NULL;
  g_autoptr (GdkTexture) first = NULL;

  if (!mq_picture_can_load_sandboxed ())
    {
      assert_refused (rotated, "cannot be opened safely");
      g_test_skip ("glycin has no sandbox here");
      return;
    }
  upright = mq_picture_decode (rotated, 256, MQ_PICTURE_DECODE_SANDBOXED, NULL);
  assert_size (upright, 20, 40);
  first = mq_picture_decode (moving, 256, MQ_PICTURE_DECODE_SANDBOXED, NULL);
  assert_size (first, 16, 16);
}

/* Rows out of order would have to be held whole: not in this process. */
static void
test_interlaced (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "interlaced.png", NULL);
  g_autoptr (GdkTexture) texture = mq_picture_decode (path, 256, MQ_PICTURE_DECODE_RENDER, NULL);

  if (mq_picture_can_load_sandboxed ())
    assert_size (texture, 24, 16);
  else
    g_assert_null (texture);
}

/* What is see-through stays so, by way of a thumbnail too. */
static void
test_alpha (void)
{
  static const guint8 pixels[] = { 255, 0, 0, 0, 255, 0, 0, 128, 0, 0, 255, 255, 0, 255, 0, 64 };
  static const guint8 wanted[] = { 0, 0, 0, 0, 0, 0, 128, 128, 255, 0, 0, 255, 0, 64, 0, 64 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (4, 1, GDK_MEMORY_R8G8B8A8, bytes, 16);
  g_autoptr (GBytes) png = mq_png_write (texture);
  g_autofree char *path = write_file ("alpha.png", g_bytes_get_data (png, NULL),
                                      g_bytes_get_size (png));
  g_autoptr (GdkTexture) again = mq_picture_decode (path, 64, MQ_PICTURE_DECODE_RENDER, NULL);
  g_autoptr (GdkTextureDownloader) downloader = NULL;
  g_autoptr (GBytes) out = NULL;
  gsize stride;

  assert_size (again, 4, 1);
  downloader = gdk_texture_downloader_new (again);
  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED);
  out = gdk_texture_downloader_download_bytes (downloader, &stride);
  g_assert_cmpmem (g_bytes_get_data (out, NULL), 16, wanted, 16);
}

/* Seeded: bytes changed, taken out, doubled. No crash, and never more than was asked for. */
static void
test_mutations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autofree char *sound = write_picture ("seed.png", 48, 32);
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (sound, &data, &length, NULL));
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *path = NULL;
      g_autoptr (GdkTexture) texture = NULL;
      g_autoptr (GError) error = NULL;

      g_byte_array_append (bytes, (const guint8 *)data, length);
      for (int n = g_rand_int_range (rand, 1, 6); n > 0; n--)
        {
          /* Headers more often than pixels. */
          guint at = g_rand_int_range (rand, 0,
                                       g_rand_boolean (rand) ? MIN (60, bytes->len) : bytes->len);

          switch (g_rand_int_range (rand, 0, 3))
            {
            case 0:
              bytes->data[at] = g_rand_int_range (rand, 0, 256);
              break;
            case 1:
              g_byte_array_remove_index (bytes, at);
              break;
            default:
              g_byte_array_set_size (bytes, MAX (at, 40));
            }
        }
      path = write_file ("mutant.png", bytes->data, bytes->len);
      texture = mq_picture_decode (path, 32, MQ_PICTURE_DECODE_RENDER, &error);
      g_assert_true ((texture == NULL) == (error != NULL));
      if (texture != NULL)
        g_assert_cmpint (MAX (gdk_texture_get_width (texture), gdk_texture_get_height (texture)),
                         <=, 32);
    }
}

static GdkTexture *
load (const char *path, int max_px)
{
  g_autoptr (DexFuture) future = mq_test_wait (mq_picture_load (path, max_px));
  const GValue *value = dex_future_get_value (future, NULL);

  return value != NULL ? g_value_dup_object (value) : NULL;
}

static void
test_load (void)
{
  g_autofree char *path = write_picture ("load.png", 640, 360);
  g_autofree char *gone = in_dir ("not-there.png");
  g_autoptr (DexFuture) a = mq_picture_load (path, 300);
  g_autoptr (DexFuture) b = mq_test_wait (mq_picture_load (path, 300));
  g_autoptr (DexFuture) c = mq_picture_load (path, 300);
  g_autoptr (GError) error = NULL;

  /* One decoding for both, and none for the third. */
  g_assert_true (dex_future_is_resolved (a) && dex_future_is_resolved (b)
                 && dex_future_is_resolved (c));
  g_assert_true (g_value_get_object (dex_future_get_value (a, NULL))
                 == g_value_get_object (dex_future_get_value (b, NULL)));
  g_assert_true (g_value_get_object (dex_future_get_value (a, NULL))
                 == g_value_get_object (dex_future_get_value (c, NULL)));
  error = mq_test_expect_error (mq_picture_load (gone, 300), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "not-there.png"));
}

/* What was scrolled past is not decoded; what was asked for last comes first. */
static void
test_dropped (void)
{
  g_autofree char *path = write_picture ("many.png", 1200, 1200);
  DexFuture *futures[200];
  g_autoptr (DexFuture) last = NULL;
  guint n_decoded = 0;
  guint n_kept = 0;

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = mq_picture_load (path, 600 + i);
  g_assert_cmpuint (mq_picture_cache_get_n_waiting (), >=, 190);

  last = mq_test_wait (mq_picture_load (path, 599));
  g_assert_true (dex_future_is_resolved (last));
  g_assert_cmpuint (mq_picture_cache_get_n_waiting (), >, 150);

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      n_decoded += dex_future_is_resolved (futures[i]);
      dex_unref (futures[i]);
    }
  mq_test_expect (mq_picture_load (path, 598));
  while (mq_picture_cache_get_n_waiting () > 0)
    g_main_context_iteration (NULL, TRUE);

  /* Only those went on that were being decoded. */
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      futures[i] = mq_picture_load (path, 600 + i);
      n_kept += dex_future_is_resolved (futures[i]);
    }
  g_assert_cmpuint (n_kept, <=, n_decoded + 2);

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    dex_unref (futures[i]);
  mq_test_expect (mq_picture_load (path, 597));
  while (mq_picture_cache_get_n_waiting () > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_memory (void)
{
  g_autofree char *path = write_picture ("memory.png", 1100, 1100);

  for (int i = 0; i < 20; i++)
    {
      g_autoptr (GdkTexture) texture = load (path, 1000 + i);

      assert_size (texture, 1000 + i, 1000 + i);
      g_assert_cmpuint (mq_picture_cache_get_size (), <=, 32 * 1024 * 1024);
    }
  g_assert_cmpuint (mq_picture_cache_get_size (), >, 24 * 1024 * 1024);
}

static guint
count_thumbnails (char **first)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "maquette", "thumbnails",
                                              NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (n++ == 0 && first != NULL)
      *first = g_build_filename (folder, name, NULL);
  return n;
}

static void
test_thumbnails (void)
{
  g_autofree char *path = write_picture ("thumbnail.png", 640, 360);
  g_autofree char *kept = NULL;
  g_autoptr (GdkTexture) first = NULL;
  g_autoptr (GdkTexture) again = NULL;
  g_autoptr (GdkTexture) other = NULL;
  g_autoptr (GdkTexture) mended = NULL;
  struct stat st;

  mq_thumbnails_sweep (0);
  g_assert_cmpuint (count_thumbnails (NULL), ==, 0);

  first = mq_thumbnails_load (path, 96, NULL);
  assert_size (first, 96, 54);
  g_assert_cmpuint (count_thumbnails (&kept), ==, 1);
  g_assert_cmpint (stat (kept, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  again = mq_thumbnails_load (path, 256, NULL);
  assert_size (again, 256, 144);
  g_assert_cmpuint (count_thumbnails (NULL), ==, 1);

  /* One that was damaged is made again. */
  g_assert_true (g_file_set_contents (kept, "\x89PNG\r\n\x1a\n no more", -1, NULL));
  mended = mq_thumbnails_load (path, 256, NULL);
  assert_size (mended, 256, 144);

  /* Another picture of that name is another picture. */
  g_free (write_picture ("thumbnail.png", 300, 600));
  other = mq_thumbnails_load (path, 256, NULL);
  assert_size (other, 128, 256);
  g_assert_cmpuint (count_thumbnails (NULL), ==, 2);

  mq_thumbnails_sweep (1);
  g_assert_cmpuint (count_thumbnails (NULL), ==, 0);
}

static void
assert_imported (const char *path, const char *folder, int width, int height)
{
  g_autoptr (DexFuture) future = mq_test_wait (mq_picture_import (path, folder));
  const char *imported = g_value_get_string (dex_future_get_value (future, NULL));
  g_autoptr (GdkTexture) texture = mq_picture_decode (imported, 4096, MQ_PICTURE_DECODE_RENDER,
                                                      NULL);

  assert_size (texture, width, height);
}

/* The figures of a drawing must stay readable; a photo is smaller. */
static void
test_import (void)
{
  g_autofree char *drawing = write_picture ("drawing.png", 4000, 2000);
  g_autofree char *photo = write_photo ("photo.png", 3000, 1500);
  g_autofree char *sixty = write_png ("import-sixty.png", 10000, 6000, 100);
  g_autofree char *folder = mq_test_make_dir ("imported");
  g_autoptr (GError) error = NULL;

  assert_imported (drawing, folder, 3136, 1568);
  assert_imported (photo, folder, 2048, 1024);
  error = mq_test_expect_error (mq_picture_import (sixty, folder), MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "import-sixty.png"));
}

/* What a camera wrote into the file does not go further. */
static void
test_import_metadata (void)
{
  g_autofree char *rotated = g_test_build_filename (G_TEST_DIST, "fixtures", "rotated.jpg", NULL);
  g_autofree char *folder = mq_test_make_dir ("stripped");
  g_autoptr (DexFuture) future = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (!mq_picture_can_load_sandboxed ())
    {
      g_test_skip ("glycin has no sandbox here");
      return;
    }
  future = mq_test_wait (mq_picture_import (rotated, folder));
  g_assert_true (g_file_get_contents (g_value_get_string (dex_future_get_value (future, NULL)),
                                      &data, &length, NULL));
  g_assert_null (memmem (data, length, "Exif", 4));
  g_assert_null (memmem (data, length, "eXIf", 4));
  g_assert_null (memmem (data, length, "tEXt", 4));
}

/* The words of a drawing do, also those of a file that has no pixels. */
static void
test_import_words (void)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"60\">"
                            "<text x=\"9\" y=\"30\" font-size=\"13\">Ø38 H7</text></svg>";
  g_autofree char *drawn = write_file ("words.svg", svg, strlen (svg));
  g_autofree char *folder = mq_test_make_dir ("words");
  g_autofree char *from = g_strdup (drawn);

  if (!mq_picture_can_load_sandboxed () || access ("/usr/bin/pdftotext", X_OK) != 0
      || access ("/usr/bin/rsvg-convert", X_OK) != 0)
    {
      g_test_skip ("there is no sandbox, or nothing that reads words");
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DexFuture) future = mq_test_wait (mq_picture_import (from, folder));
      g_autofree char *data = NULL;
      g_autofree char *words = NULL;
      gsize length;

      g_set_str (&from, g_value_get_string (dex_future_get_value (future, NULL)));
      g_assert_true (g_file_get_contents (from, &data, &length, NULL));
      words = mq_png_text_read ((const guint8 *)data, length);
      g_assert_cmpstr (words, ==, "Ø38 H7");
    }
}

MQ_TEST_PROGRAM (picture)
{
  mq_test_init (&argc, &argv);

  /* First: a thumbnail that another test no longer waits for may be written late. */
  g_test_add_func ("/picture/thumbnails", test_thumbnails);
  g_test_add_func ("/picture/scale", test_scale);
  g_test_add_func ("/picture/scale-sizes", test_scale_sizes);
  g_test_add_func ("/picture/decode", test_decode);
  g_test_add_func ("/picture/limits", test_limits);
  g_test_add_func ("/picture/hostile", test_hostile);
  g_test_add_func ("/picture/bomb", test_bomb);
  g_test_add_func ("/picture/strangers", test_strangers);
  g_test_add_func ("/picture/interlaced", test_interlaced);
  g_test_add_func ("/picture/alpha", test_alpha);
  g_test_add_func ("/picture/mutations", test_mutations);
  g_test_add_func ("/picture/load", test_load);
  g_test_add_func ("/picture/dropped", test_dropped);
  g_test_add_func ("/picture/memory", test_memory);
  g_test_add_func ("/picture/import", test_import);
  g_test_add_func ("/picture/import-metadata", test_import_metadata);
  g_test_add_func ("/picture/import-words", test_import_words);

  return mq_test_run ();
}
