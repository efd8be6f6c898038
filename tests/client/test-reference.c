/* A user's picture as a team sees it: each format, on white, small, without anything but pixels. */
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-png-encode.h"
#include "client/picture/mq-reference.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-png-text.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "app", "fixtures", name, NULL);
}

static GBytes *
make (const char *path)
{
  g_autoptr (DexFuture) future = mq_test_wait (mq_reference_make (path, MQ_RUN_PICTURE_MAX_SIDE));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  g_assert_no_error (error);
  return g_value_dup_boxed (value);
}

static int
guess (const char *path)
{
  g_autoptr (DexFuture) future = mq_test_wait (mq_reference_guess (path));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  g_assert_no_error (error);
  return g_value_get_int (value);
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
                { "scan.tiff", 48, 32 },   { "screen.bmp", 48, 32 } };

  if (is_blind ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture (files[i].name);
      g_autoptr (GBytes) png = make (path);

      assert_png (png, files[i].width, files[i].height);
    }
}

/* Writes a file of the user's that is text. */
static char *
write_text (const char *name, const char *text)
{
  g_autofree char *folder = mq_test_make_dir ("reference");
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static char *
make_pdf (const char *box, const char *pages, const char *content)
{
  return g_strdup_printf ("%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                          "2 0 obj<</Type/Pages/Kids[%s]/Count 1>>endobj\n"
                          "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
                          "/Resources<</XObject<</A 5 0 R>>>>>>endobj\n"
                          "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
                          "5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5"
                          "/Resources<</XObject<</A 5 0 R>>>>>>stream\n/A Do\nendstream endobj\n"
                          "trailer<</Root 1 0 R>>\n",
                          pages, box, strlen (content), content);
}

#define DXF_HEAD "0\nSECTION\n2\nENTITIES\n"
#define DXF_END "0\nENDSEC\n0\nEOF\n"

static gboolean
lacks (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  if (path != NULL)
    return is_blind ();

  g_test_skip (program);
  return TRUE;
}

/* What has no pixels is drawn large; of a drawing, the four parts overlap. */
static void
test_pages (void)
{
  g_autofree char *text = make_pdf ("0 0 400 200", "3 0 R", "10 10 100 50 re f");
  g_autofree char *pdf = write_text ("sheet.pdf", text);
  g_autofree char *svg = fixture ("logo.svg");
  g_autoptr (DexFuture) drawing = NULL;
  g_autoptr (GBytes) from_pdf = NULL;
  g_autoptr (GBytes) from_svg = NULL;
  GPtrArray *pictures;

  if (lacks ("pdftoppm") || lacks ("rsvg-convert"))
    return;

  from_pdf = make (pdf);
  from_svg = make (svg);
  assert_png (from_pdf, 1568, 784);
  assert_png (from_svg, 1568, 1045);
  drawing = mq_test_wait (mq_reference_make_drawing (pdf));
  pictures = g_value_get_boxed (dex_future_get_value (drawing, NULL));
  g_assert_cmpuint (pictures->len, ==, 1 + 4 + 9);
  for (guint i = 0; i < pictures->len; i++)
    if (i < 5)
      assert_png (pictures->pdata[i], 1568, 784);
    else
      assert_png (pictures->pdata[i], 1372, 686);
  g_assert_true (g_bytes_equal (pictures->pdata[0], from_pdf));
  g_assert_false (g_bytes_equal (pictures->pdata[1], pictures->pdata[3]));
}

/* Of a small drawing, each pixel of a smaller part is a square of many; the parts lie in three rows
 * of three. */
static void
test_small_parts (void)
{
  g_autofree guint32 *sheet = g_new (guint32, 32 * 16);
  g_autofree guint32 *part = g_new (guint32, 1568 * 784);
  g_autofree char *path = NULL;
  g_autoptr (DexFuture) drawing = NULL;
  GPtrArray *pictures;

  if (is_blind ())
    return;

  for (guint i = 0; i < 32 * 16; i++)
    sheet[i] = GUINT32_TO_LE (0xff000000 | (i * 0x010203));
  path = write_picture ("small-drawing.png", (const guint8 *)sheet, 32, 16);
  drawing = mq_test_wait (mq_reference_make_drawing (path));
  pictures = g_value_get_boxed (dex_future_get_value (drawing, NULL));
  g_assert_cmpuint (pictures->len, ==, 1 + MQ_RUN_MAX_TILES);

  for (guint i = 0; i < 9; i++)
    {
      guint x = (const guint[]){ 0, 9, 18 }[i % 3];
      guint y = (const guint[]){ 0, 4, 9 }[i / 3];
      g_autoptr (GBytes) png = NULL;

      for (guint p = 0; p < 1568 * 784; p++)
        part[p] = sheet[(y + p / 1568 / 112) * 32 + x + p % 1568 / 112];
      png = mq_png_encode ((const guint8 *)part, 1568, 784, MQ_PNG_SMALL);
      g_assert_true (g_bytes_equal (pictures->pdata[1 + MQ_RUN_QUARTERS + i], png));
    }
}

static char *
read_words (GBytes *png)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);

  return mq_png_text_read (data, length);
}

/* A sheet is a drawing by its pixels alone, whatever its name; renders, a photo and a logo are
 * none. */
static void
test_guess (void)
{
  static const struct
  {
    const char *folder, *name;
    MqDrawingGuess guess;
  } files[] = {
    { "../client/fixtures", "hinge.png", MQ_DRAWING_GUESS_YES },
    { "../client/fixtures", "states.png", MQ_DRAWING_GUESS_MAYBE },
    { "../app/fixtures", "photo.heic", MQ_DRAWING_GUESS_NO },
    { "../app/fixtures", "logo.svg", MQ_DRAWING_GUESS_NO },
    { "../../data/sketcher/pictures", "bed.jpg", MQ_DRAWING_GUESS_NO },
    { "../../data/sketcher/pictures", "axe.jpg", MQ_DRAWING_GUESS_NO },
  };
  g_autoptr (DexFuture) missing = NULL;

  if (lacks ("rsvg-convert"))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, files[i].folder, files[i].name,
                                                     NULL);

      g_test_message ("%s", files[i].name);
      g_assert_cmpint (guess (path), ==, files[i].guess);
    }

  missing = mq_test_wait (mq_reference_guess ("/nowhere/x.png"));
  g_assert_true (dex_future_is_rejected (missing));
}

/* The words of a drawing are those of its file, also when its PNG is kept and made smaller; its
 * pixels are the same with them. */
static void
test_words (void)
{
  static const char svg[]
      = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"200\">"
        "<rect width=\"300\" height=\"200\" fill=\"white\"/><style>text{font-size:13px}</style>"
        "<text x=\"20\" y=\"30\">6 × Ø11</text><text x=\"20\" y=\"90\">Ø<tspan>38</tspan> H7</text>"
        "<text x=\"90\" y=\"150\" transform=\"rotate(-90 90 150)\">1&lt;2</text></svg>";
  g_autofree char *path = write_text ("sheet.svg", svg);
  g_autofree char *plain = fixture ("logo.svg");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *kept = g_build_filename (folder, "kept.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GBytes) wordless = NULL;
  g_autofree char *words = NULL;
  g_autofree char *same = NULL;
  g_auto (GStrv) lines = NULL;

  if (lacks ("pdftotext") || lacks ("rsvg-convert"))
    return;

  g_assert_cmpint (guess (path), ==, MQ_DRAWING_GUESS_YES);
  large = mq_reference_make_blocking (path, MQ_REFERENCE_MAX_SIDE, &error);
  g_assert_no_error (error);
  words = read_words (large);
  g_assert_nonnull (words);
  lines = g_strsplit (words, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *)lines, "6 × Ø11"));
  g_assert_true (g_strv_contains ((const char *const *)lines, "Ø38 H7"));
  g_assert_true (g_strv_contains ((const char *const *)lines, "1<2"));

  g_assert_true (
      g_file_set_contents (kept, g_bytes_get_data (large, NULL), g_bytes_get_size (large), NULL));
  g_assert_cmpint (guess (kept), ==, MQ_DRAWING_GUESS_YES);
  small = make (kept);
  assert_png (small, 1568, 1045);
  same = read_words (small);
  g_assert_cmpstr (same, ==, words);
  pixels = mq_png_text_replace (small, NULL);
  assert_png (pixels, 1568, 1045);
  g_assert_cmpuint (g_bytes_get_size (pixels), <, g_bytes_get_size (small) - strlen (words));

  wordless = make (plain);
  g_assert_null (read_words (wordless));
}

/* A DXF is drawn, whatever made it, and its words are what it prints: those of a dimension's block,
 * or what it measures, with the signs of its codes; not those of a layer that is off. */
static void
test_dxf (void)
{
  g_autofree char *plate = g_test_build_filename (G_TEST_DIST, "..", "fuzz", "corpus", "dxf",
                                                  "plate", NULL);
  g_autofree char *head = g_strconcat (DXF_HEAD, "0\nTEXT\n40\n3\n1\nlow & <high>\n", NULL);
  const char *const liars[] = {
    /* cut; without anything to see; no number; beyond all bounds; a text for a code */
    head,
    DXF_HEAD "0\nPOINT\n10\n1\n" DXF_END,
    DXF_HEAD "0\nCIRCLE\n40\nnan\n" DXF_END,
    DXF_HEAD "0\nLINE\n11\n1e300\n" DXF_END,
    DXF_HEAD "x\nLINE\n11\n1\n" DXF_END,
    /* a block in itself, twice; one that is drawn again and again */
    "0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nA\n0\nINSERT\n2\nA\n0\nINSERT\n2\nA\n0\nENDBLK\n"
    "0\nENDSEC\n" DXF_HEAD "0\nINSERT\n2\nA\n" DXF_END,
  };
  g_autofree char *good = g_strconcat (head, DXF_END, NULL);
  g_autofree char *path = write_text ("good.dxf", good);
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) drawn = NULL;
  g_autofree char *words = NULL;
  g_autofree char *plain = NULL;

  if (lacks ("rsvg-convert") || lacks ("bwrap"))
    return;

  drawn = make (plate);
  assert_png (drawn, 1568, 908);
  words = read_words (drawn);
  g_assert_cmpstr (words, ==,
                   "Ø38 H7 ± 0.02\n4 x Ø8.5 THRU\n60\n120 +0.1 -0.2\n30\nR19 max\n"
                   "ALL DIMENSIONS IN MM\nPlate 5 thick steel, edges 1 1/2 x 45°");
  small = make (path);
  plain = read_words (small);
  g_assert_cmpstr (plain, ==, "low & <high>");

  for (gsize i = 0; i < G_N_ELEMENTS (liars); i++)
    {
      g_autofree char *liar = write_text ("liar.dxf", liars[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("liar %zu", i);
      error = mq_test_expect_error (mq_reference_make (liar, MQ_RUN_PICTURE_MAX_SIDE), MQ_ERROR,
                                    MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, "“liar.dxf” cannot be drawn"));
    }
}

/* Files that lie: each is refused, or drawn as if it did not. */
static void
test_hostile (void)
{
  static const char head[]
      = "<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"60\" height=\"40\">"
        "<rect width=\"60\" height=\"40\" fill=\"white\"/>";
  static const guint8 black[64 * 64 * 4];
  g_autofree char *secret = write_picture ("secret.png", black, 64, 64);
  g_autofree char *plain = g_strconcat (head, "</svg>", NULL);
  g_autofree char *plain_path = write_text ("plain.svg", plain);
  g_autoptr (GBytes) wanted = NULL;
  g_autoptr (GString) bomb
      = g_string_new ("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\">");
  char *reading[] = {
    g_strdup_printf ("%s<image href=\"file://%s\" width=\"60\" height=\"40\"/></svg>", head,
                     secret),
    g_strdup_printf ("%s<image xlink:href=\"secret.png\" width=\"60\" height=\"40\"/></svg>", head),
    g_strdup_printf (
        "%s<image href=\"http://127.0.0.1:9/a.png\" width=\"60\" height=\"40\"/></svg>", head),
    g_strdup_printf ("%s<script>document.documentElement.remove()</script></svg>", head),
    g_strdup_printf ("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file://%s\">]>%s"
                     "<text>&x;</text></svg>",
                     secret, head),
  };
  g_autofree char *boxes = make_pdf ("0 0 99999999 99999999", "3 0 R", "1 1 9 9 re f");
  g_autofree char *loop = make_pdf ("0 0 300 200", "2 0 R", "");
  g_autofree char *nested = make_pdf ("0 0 300 200", "3 0 R", "/A Do");
  const char *const liars[] = { boxes, loop, nested, "%PDF-1.7\n",
                                "%PDF-1.4\n1 0 obj<</Encrypt 1 0 R>>" };

  if (lacks ("pdftoppm") || lacks ("rsvg-convert"))
    return;

  wanted = make (plain_path);
  for (gsize i = 0; i < G_N_ELEMENTS (reading); i++)
    {
      g_autofree char *path = write_text ("liar.svg", reading[i]);
      g_autoptr (DexFuture) future
          = mq_test_wait (mq_reference_make (path, MQ_RUN_PICTURE_MAX_SIDE));
      const GValue *made = dex_future_get_value (future, NULL);

      g_test_message ("%s", reading[i]);
      if (made != NULL)
        g_assert_true (g_bytes_equal (g_value_get_boxed (made), wanted));
      g_free (reading[i]);
    }
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (bomb, "<!ENTITY %c \"&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;\">", 'b' + i,
                            'a' + i, 'a' + i, 'a' + i, 'a' + i, 'a' + i, 'a' + i, 'a' + i, 'a' + i);
  g_string_append_printf (bomb, "]>%s<text>&m;</text></svg>", head);
  for (gsize i = 0; i <= G_N_ELEMENTS (liars); i++)
    {
      g_autofree char *path = write_text (i == 0 ? "bomb.svg" : "liar.pdf",
                                          i == 0 ? bomb->str : liars[i - 1]);
      g_autoptr (DexFuture) future
          = mq_test_wait (mq_reference_make (path, MQ_RUN_PICTURE_MAX_SIDE));
      g_autoptr (GError) error = NULL;

      g_test_message ("liar %zu", i);
      if (dex_future_get_value (future, &error) == NULL)
        g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      else
        g_assert_cmpuint (i, !=, 2);
      if (i == 0) /* by its first reader: a second one would take the time once more */
        g_assert_nonnull (strstr (error->message, "the SVG is damaged"));
    }
}

static GBytes *
deflate (GBytes *bytes)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize size = length / 64 + 1024;
  g_autofree guint8 *packed = g_malloc (size);
  gsize n_read, n_packed;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (zlib), data, length, packed, size,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_packed, NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_bytes_new (packed, n_packed);
}

/* A page of 4 GiB of spaces, in a few kilobytes. */
static char *
write_flate_bomb (void)
{
  g_autofree char *folder = mq_test_make_dir ("bomb");
  char *path = g_build_filename (folder, "bomb.pdf", NULL);
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (GString) text = g_string_new ("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                           "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]"
                                           "/Contents[");
  gsize n_spaces = 64 * 1024 * 1024;
  char *spaces = g_strnfill (n_spaces, ' ');
  g_autoptr (GBytes) whole = g_bytes_new_take (spaces, n_spaces);
  g_autoptr (GBytes) once = deflate (whole);
  g_autoptr (GBytes) twice = deflate (once);

  for (guint i = 0; i < 64; i++)
    g_string_append (text, "4 0 R ");
  g_string_append_printf (text,
                          "]>>endobj\n4 0 obj<</Length %zu/Filter[/FlateDecode/FlateDecode]>>"
                          "stream\n",
                          g_bytes_get_size (twice));
  g_byte_array_append (pdf, (const guint8 *)text->str, (guint)text->len);
  g_byte_array_append (pdf, g_bytes_get_data (twice, NULL), (guint)g_bytes_get_size (twice));
  g_string_assign (text, "\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
  g_byte_array_append (pdf, (const guint8 *)text->str, (guint)text->len);
  g_assert_cmpuint (pdf->len, <, 64 * 1024);
  g_assert_true (g_file_set_contents (path, (const char *)pdf->data, pdf->len, NULL));
  return path;
}

/* Returns: the text of a file of a process; NULL once it has ended */
static char *
read_proc (GPid pid, const char *name, gsize *length)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *text = NULL;

  g_file_get_contents (path, &text, length, NULL);
  return text;
}

static GPid
get_parent (GPid pid)
{
  g_autofree char *stat = read_proc (pid, "stat", NULL);
  const char *rest = stat != NULL ? strrchr (stat, ')') : NULL;

  return rest != NULL ? (GPid)strtol (rest + 4, NULL, 10) : 0;
}

static GPid
get_session (GPid pid)
{
  g_autofree char *stat = read_proc (pid, "stat", NULL);
  int parent, group, session = 0;

  g_assert_cmpint (sscanf (strrchr (stat, ')') + 4, "%d %d %d", &parent, &group, &session), ==, 3);
  return session;
}

/* Returns: the process of that name somewhere below this one, or 0 */
static GPid
find_descendant (const char *name)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *entry;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      GPid pid = (GPid)strtol (entry, NULL, 10);
      g_autofree char *comm = pid > 0 ? read_proc (pid, "comm", NULL) : NULL;
      GPid above = pid;

      if (comm == NULL || !g_str_equal (g_strchomp (comm), name))
        continue;
      while (above > 1 && above != getpid ())
        above = get_parent (above);
      if (above == getpid ())
        return pid;
    }
  return 0;
}

static void
assert_other_namespace (GPid pid, const char *name)
{
  g_autofree char *theirs = g_strdup_printf ("/proc/%d/ns/%s", pid, name);
  g_autofree char *ours = g_strdup_printf ("/proc/self/ns/%s", name);
  g_autofree char *their_id = g_file_read_link (theirs, NULL);
  g_autofree char *our_id = g_file_read_link (ours, NULL);

  g_assert_nonnull (their_id);
  g_assert_cmpstr (their_id, !=, our_id);
}

static gboolean
sees (GPid pid, const char *path)
{
  g_autofree char *seen = g_strdup_printf ("/proc/%d/root%s", pid, path);

  return g_file_test (seen, G_FILE_TEST_EXISTS);
}

/* While a page that unfolds without end is drawn, the program has no network, no file of the user,
 * no variable, and limits; and when it dies, the message names the file. */
static void
test_jail (void)
{
  g_autofree char *bomb = write_flate_bomb ();
  g_autoptr (DexFuture) future = NULL;
  g_autofree char *limits = NULL;
  g_autofree char *status = NULL;
  g_autofree char *mounts = NULL;
  g_autofree char *environment = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  GPid pid = 0;

  if (lacks ("pdftoppm") || lacks ("bwrap"))
    return;

  future = mq_reference_make (bomb, MQ_RUN_PICTURE_MAX_SIDE);
  while (dex_future_is_pending (future) && (pid = find_descendant ("pdftoppm")) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (pid, >, 0);

  for (const char *const *name = (const char *const[]){ "net", "mnt", "pid", "ipc", NULL };
       *name != NULL; name++)
    assert_other_namespace (pid, *name);
  g_assert_true (sees (pid, "/usr/bin/pdftoppm"));
  g_assert_false (sees (pid, bomb));
  g_assert_false (sees (pid, g_get_home_dir ()));
  g_assert_false (sees (pid, "/etc/passwd"));
  g_assert_false (sees (pid, "/var/lib"));
  environment = read_proc (pid, "environ", &length);
  g_assert_null (memmem (environment, length, "HOME=", 5));
  limits = read_proc (pid, "limits", NULL);
  g_assert_true (g_regex_match_simple ("Max cpu time +20 ", limits, 0, 0));
  g_assert_true (g_regex_match_simple ("Max address space +1610612736 ", limits, 0, 0));
  g_assert_true (g_regex_match_simple ("Max file size +50331648 ", limits, 0, 0));
  g_assert_true (g_regex_match_simple ("Max core file size +0 ", limits, 0, 0));
  g_assert_true (g_regex_match_simple ("Max open files +256 ", limits, 0, 0));

  /* No capability, even for root, and none to gain; Blender's filter and that of the launcher,
   * which leave no keyring; a disk in memory with a size, and nothing else to write. */
  status = read_proc (pid, "status", NULL);
  for (const char *const *line = (const char *const[]){ "CapEff:\t0000000000000000\n",
                                                        "CapBnd:\t0000000000000000\n",
                                                        "NoNewPrivs:\t1\n", "Seccomp:\t2\n",
                                                        "Seccomp_filters:\t2\n", NULL };
       *line != NULL; line++)
    g_assert_nonnull (strstr (status, *line));
  mounts = read_proc (pid, "mountinfo", NULL);
  g_assert_true (g_regex_match_simple (" /tmp rw,.* - tmpfs .*size=65536k", mounts, 0, 0));
  g_assert_true (g_regex_match_simple (" /\\S* / ro,", mounts, 0, 0));
  g_assert_cmpint (get_session (pid), !=, getsid (0));
  g_assert_cmpint (get_session (pid), !=, 0);

  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  error = mq_test_expect_error (g_steal_pointer (&future), MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "bomb.pdf"));
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
      future = mq_test_wait (mq_reference_make (path, MQ_RUN_PICTURE_MAX_SIDE));
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

/* Of the texts of a PNG one stays: the words of a drawing, if nothing in them is strange. */
static void
test_foreign_words (void)
{
  static const char *const odd[] = { "a\x1b[2J", "a\xff",
                                     "a\xe2\x80\xae"
                                     "b" };
  const guint8 white[4] = { 255, 255, 255, 255 };
  g_autoptr (GBytes) plain = mq_png_encode (white, 1, 1, MQ_PNG_SMALL);
  g_autoptr (GBytes) good = mq_png_text_replace (plain, "Ø38\x1b H7");
  g_autoptr (GBytes) other = mq_png_text_replace (good, "50");
  g_autofree char *many = g_strnfill (MQ_PNG_TEXT_MAX + 5, 'a');
  g_autoptr (GBytes) cut = mq_png_text_replace (plain, many);
  GBytes *const all[] = { good, other, cut };
  g_autoptr (GBytes) photo
      = g_bytes_new_static ("\xff\xd8\xff\xe0 no PNG, but as long as one's head", 38);
  g_autoptr (GBytes) short_one = g_bytes_new_static ("\x89PNG\r\n\x1a\n", 8);
  g_autoptr (GBytes) same_photo = mq_png_text_replace (photo, "50");
  g_autoptr (GBytes) same_short = mq_png_text_replace (short_one, "50");

  /* No other file gets words. */
  g_assert_true (g_bytes_equal (same_photo, photo));
  g_assert_true (g_bytes_equal (same_short, short_one));

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (all[i], &length);
      g_autoptr (GBytes) stripped = mq_reference_strip (data, length);
      g_autofree char *text = mq_png_text_read (data, length);

      g_assert_nonnull (stripped);
      g_assert_true (g_bytes_equal (stripped, i < 2 ? all[i] : plain));
      g_assert_cmpstr (text, ==, i == 0 ? "Ø38 H7" : i == 1 ? "50" : NULL);
      for (gsize end = 0; end < length && end < MQ_PNG_TEXT_HEAD / 2; end++)
        {
          g_autofree guint8 *part = g_memdup2 (data, end);
          g_autofree char *half = mq_png_text_read (part, end);

          g_assert_true (half == NULL || g_str_equal (half, text));
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *same = g_strnfill (strlen (odd[i]), 'z');
      g_autoptr (GBytes) png = mq_png_text_replace (plain, same);
      gsize length;
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (png, &length), g_bytes_get_size (png));
      g_autoptr (GBytes) stripped = NULL;

      memcpy (memmem (data, length, same, strlen (same)), odd[i], strlen (same));
      g_assert_null (mq_png_text_read (data, length));
      stripped = mq_reference_strip (data, length);
      g_assert_true (g_bytes_equal (stripped, plain));
    }
}

static void
refuse (const char *path, const char *name, const char *why)
{
  g_autoptr (GError) error = mq_test_expect_error (
      mq_reference_make (path, MQ_RUN_PICTURE_MAX_SIDE), MQ_ERROR, MQ_ERROR_BAD_INPUT);

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
  g_autofree char *below = g_build_filename (whole, "below.png", NULL);
  g_autofree char *data = NULL;
  gsize length;

  refuse (gone, "gone.webp", "There is no file");
  refuse (folder, "", "folder");
  refuse (below, "below.png", "could not be read: Not a directory");

  g_assert_true (g_file_get_contents (whole, &data, &length, NULL));
  g_assert_true (g_file_set_contents (cut, data, 60, NULL));
  refuse (cut, "cut.png", "");
}

/* The smallest JPEG, grey, with one application segment. */
static GByteArray *
make_jpeg (guint8 marker, const char *content, gsize size)
{
  static const guint8 rest[] = { 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1,    1, 1,   0x11, 0,
                                 0xff, 0xda, 0, 8,  1, 1, 0, 0, 0x3f, 0, 'x', 0xff, 0xd9 };
  GByteArray *data = g_byte_array_new ();
  const guint8 head[] = { 0xff, 0xd8, 0xff, marker, 0, (guint8)(size + 2) };

  g_byte_array_append (data, head, sizeof head);
  g_byte_array_append (data, (const guint8 *)content, (guint)size);
  g_byte_array_append (data, rest, sizeof rest);
  return data;
}

#define II "Exif\0\0II*\0\10\0\0\0"
#define MM "Exif\0\0MM\0*\0\0\0\10"
#define ICC "ICC_PROFILE\0\1\1"
#define SEGMENT(text) text, sizeof text - 1

/* A picture that is stored upright and in sRGB is sent as it is, without the segment that says so.
 * What is turned, or too damaged to tell, is not. */
static void
test_segments (void)
{
  static const struct
  {
    guint8 marker;
    const char *content;
    gsize size;
    gboolean is_kept;
  } cases[] = {
    { 0xe1, SEGMENT (II "\0\0"), TRUE },
    { 0xe1, SEGMENT (II "\1\0\22\1\3\0\1\0\0\0\1\0\0\0"), TRUE },
    { 0xe1, SEGMENT (II "\1\0\22\1\3\0\1\0\0\0\6\0\0\0"), FALSE },
    { 0xe1, SEGMENT (II "\1\0\22\1\4\0\1\0\0\0\1\0\0\0"), FALSE },
    { 0xe1, SEGMENT (MM "\0\1\1\22\0\3\0\0\0\1\0\1\0\0"), TRUE },
    { 0xe1, SEGMENT (MM "\0\1\1\22\0\3\0\0\0\1\0\3\0\0"), FALSE },
    { 0xe1, SEGMENT (II "\2\0\16\1\3\0\1\0\0\0\1\0\0\0\22\1\3\0\1\0\0\0\6\0\0\0"), FALSE },
    /* More entries than there are, as many as there can be, and a list that begins behind it. */
    { 0xe1, SEGMENT (II "\2\0\16\1\3\0\1\0\0\0\1\0\0\0"), FALSE },
    { 0xe1, SEGMENT (II "\377\377\16\1\3\0\1\0\0\0\1\0\0\0"), FALSE },
    { 0xe1, SEGMENT ("Exif\0\0II*\0\377\0\0\0\0\0"), FALSE },
    { 0xe1, SEGMENT ("Exif\0\0II*\0\10\0\0"), FALSE },
    { 0xe1, SEGMENT ("Exif\0\0XX*\0\10\0\0\0\0\0"), FALSE },
    { 0xe1, SEGMENT ("http://ns.adobe.com/"), TRUE },
    { 0xe2, SEGMENT (ICC "...sRGB"), TRUE },
    { 0xe2, SEGMENT (ICC "s\0R\0G\0B"), TRUE },
    { 0xe2, SEGMENT (ICC "Adobe RGB"), FALSE },
    { 0xe2, SEGMENT (ICC "sRG"), FALSE },
    { 0xfe, SEGMENT ("sRGB or not"), TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) jpeg = make_jpeg (cases[i].marker, cases[i].content, cases[i].size);
      g_autoptr (GBytes) stripped = mq_reference_strip (jpeg->data, jpeg->len);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (stripped != NULL, ==, cases[i].is_kept);
      if (stripped != NULL)
        g_assert_cmpuint (g_bytes_get_size (stripped), ==, jpeg->len - 4 - cases[i].size);
    }
}

MQ_TEST_PROGRAM (reference)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/reference/segments", test_segments);
  g_test_add_func ("/reference/formats", test_formats);
  g_test_add_func ("/reference/pages", test_pages);
  g_test_add_func ("/reference/small-parts", test_small_parts);
  g_test_add_func ("/reference/guess", test_guess);
  g_test_add_func ("/reference/words", test_words);
  g_test_add_func ("/reference/dxf", test_dxf);
  g_test_add_func ("/reference/hostile", test_hostile);
  g_test_add_func ("/reference/jail", test_jail);
  g_test_add_func ("/reference/half", test_half);
  g_test_add_func ("/reference/kept", test_kept);
  g_test_add_func ("/reference/chunks", test_chunks);
  g_test_add_func ("/reference/foreign-words", test_foreign_words);
  g_test_add_func ("/reference/on-white", test_on_white);
  g_test_add_func ("/reference/noise", test_noise);
  g_test_add_func ("/reference/refused", test_refused);

  return mq_test_run ();
}
