/* Text functions: words, untrusted text, titles, lines, costs, lists, scopes, secrets, and what a
 * file is by its first bytes. */
#include "common/base/mq-error.h"
#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"
#include "common/http/mq-oauth-scope.h"
#include "common/secrets/mq-secret-file.h"
#include "support/mq-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static void
check (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_words_and_untrusted_text (void)
{
  static const char *const words[] = { "chair", "table", "lantern", NULL };
  g_autofree char *clean = mq_text_clean ("a\x1b[31mred\x07\r\n\tok\xff\xe2\x80\xae!", 100);
  g_autofree char *cut = mq_text_clean ("ééé", 5);
  g_autofree char *none = mq_text_clean (NULL, 5);

  g_assert_cmpstr (clean, ==, "a[31mred\n\tok\xef\xbf\xbd!");
  g_assert_cmpstr (cut, ==, "éé…");
  g_assert_cmpstr (none, ==, "");
  check (mq_text_join_lines ("LEGS goes from 3 to 6\nTry 4.\n\n  Or\t5", 100),
         "LEGS goes from 3 to 6. Try 4. Or 5");
  g_assert_cmpuint (mq_text_distance ("kitten", "sitting"), ==, 3);
  g_assert_cmpuint (mq_text_distance ("ab", "ba"), ==, 1);
  g_assert_cmpuint (mq_text_distance ("", "abc"), ==, 3);
  g_assert_cmpstr (mq_text_nearest ("chiar", words), ==, "chair");
  g_assert_cmpstr (mq_text_nearest ("lanterns", words), ==, "lantern");
  g_assert_null (mq_text_nearest ("zebra", words));
}

/* A third of a word may be wrong. Of two that are equally near, the first one is meant. */
static void
test_likeness (void)
{
  static const char *const words[] = { "chain", "chair", "lantern", "oak", NULL };
  g_autofree char *long_one = g_strnfill (64, 'a');
  g_autofree char *too_long = g_strnfill (65, 'a');

  g_assert_cmpuint (mq_text_distance ("Chair", "cHAIR"), ==, 0);
  g_assert_cmpuint (mq_text_distance ("abcd", "acbd"), ==, 1);
  g_assert_cmpuint (mq_text_distance ("ca", "abc"), ==, 3);
  g_assert_cmpuint (mq_text_distance ("abc", ""), ==, 3);
  g_assert_cmpuint (mq_text_distance (long_one, ""), ==, 64);
  g_assert_cmpuint (mq_text_distance ("", long_one), ==, 64);
  g_assert_cmpuint (mq_text_distance (too_long, "a"), ==, G_MAXUINT);
  g_assert_cmpuint (mq_text_distance ("a", too_long), ==, G_MAXUINT);
  g_assert_cmpstr (mq_text_nearest ("chairs", words), ==, "chair");
  g_assert_cmpstr (mq_text_nearest ("chai", words), ==, "chain");
  g_assert_cmpstr (mq_text_nearest ("lxntexn", words), ==, "lantern");
  g_assert_null (mq_text_nearest ("lxxtexn", words));
  g_assert_cmpstr (mq_text_nearest ("ok", words), ==, "oak");
  g_assert_null (mq_text_nearest ("k", words));
  check (mq_text_fold_name ("Back-Rest_2 É!"), "backrest2É");
  check (mq_text_fold_name ("az AZ 09 @[`{/:"), "azaz09");
}

/* The first and the last character of each range that hides, and those beside it. */
static void
test_hidden (void)
{
  static const gunichar hidden[] = { 0x200b, 0x200f, 0x2028,  0x202e,  0x2060,
                                     0x206f, 0xfeff, 0xe0000, 0xe0fff, 0x7f };
  static const gunichar shown[] = { 0x200a, 0x2010, 0x2027,  0x202f,  0x205f,
                                    0x2070, 0xfefe, 0xdffff, 0xe1000, '\t' };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      char one[7] = { 0 };

      g_unichar_to_utf8 (hidden[i], one);
      check (mq_text_clean (one, 10), "");
      memset (one, 0, sizeof one);
      g_unichar_to_utf8 (shown[i], one);
      check (mq_text_clean (one, 10), one);
    }

  check (mq_text_clean ("abc", 3), "abc");
  check (mq_text_clean ("abcd", 3), "abc…");
  check (mq_text_join_lines ("What now?\nTry:\nthis, or\t that", 100),
         "What now? Try: this, or  that");
}

static void
test_titles (void)
{
  check (mq_text_make_title ("front_legs"), "Front legs");
  check (mq_text_make_title ("_éclair\tbox\n"), "Éclair box");
  check (mq_text_make_title ("__"), "");
  check (mq_text_make_title (""), "");
  check (mq_text_shorten ("an art deco lamp", 16), "an art deco lamp");
  check (mq_text_shorten ("an art deco table lamp with a fan-shaped shade", 30),
         "an art deco table lamp with a…");
  check (mq_text_shorten ("an art deco lamp", 11), "an art deco…");
  check (mq_text_shorten ("ééééé", 3), "ééé…");
  check (mq_text_shorten (" abcdef", 3), " ab…");
}

static void
test_lines (void)
{
  const char *text = "one\ntwo\nthree";

  g_assert_cmpuint (mq_text_count_lines (""), ==, 0);
  g_assert_cmpuint (mq_text_count_lines ("\n"), ==, 1);
  g_assert_cmpuint (mq_text_count_lines ("one\ntwo\n"), ==, 2);
  g_assert_cmpuint (mq_text_count_lines (text), ==, 3);
  g_assert_cmpuint (mq_text_count_newlines (text, text + 5), ==, 1);
}

static void
test_blank (void)
{
  g_assert_true (mq_text_is_blank (""));
  g_assert_true (mq_text_is_blank (" \t\n\xc2\xa0\xe2\x80\x8b"));
  g_assert_false (mq_text_is_blank ("  é "));
}

static void
test_costs (void)
{
  check (mq_text_format_cost (0), "$0.00");
  check (mq_text_format_cost (0.004), "$0.004");
  check (mq_text_format_cost (0.01), "$0.01");
  check (mq_text_format_cost (0.034), "$0.03");
  check (mq_text_format_cost (12.5), "$12.50");
}

static void
test_clock (void)
{
  check (mq_text_format_clock (0), "0:00");
  check (mq_text_format_clock (41.9), "0:41");
  check (mq_text_format_clock (600), "10:00");
  check (mq_text_format_clock (3599), "59:59");
  check (mq_text_format_clock (3600), "1:00:00");
  check (mq_text_format_clock (3723), "1:02:03");
  check (mq_text_format_time (0), "1970-01-01T00:00:00Z");
  check (mq_text_format_clock (-5), "0:00");
  check (mq_text_format_clock (G_MAXDOUBLE), "1000:00:00");
}

/* In the largest unit in which the shortest side can be read. */
static void
test_sizes (void)
{
  static const struct
  {
    double size[3];
    const char *text;
  } rows[] = {
    { { 0.038, 0.038, 0.414 }, "3.8 × 3.8 × 41.4 cm" },
    { { 1.5, 0.85, 0.75 }, "1.50 × 0.85 × 0.75 m" },
    { { 1.2, 0.8, 0.004 }, "120.0 × 80.0 × 0.4 cm" },
    { { 0.12, 0.08, 0.004 }, "120.0 × 80.0 × 4.0 mm" },
    { { 2, 0.9, 0.04 }, "200.0 × 90.0 × 4.0 cm" },
    { { 30, 20, 0.02 }, "30.00 × 20.00 × 0.02 m" },
    { { 1.2, 0.8, 0 }, "1.20 × 0.80 × 0.00 m" },
    { { 0.012, 0.002, 0.001 }, "12.0 × 2.0 × 1.0 mm" },
    { { 0, 0, 0 }, "0.0 × 0.0 × 0.0 mm" },
    /* The limits of a unit; any side may be the longest, and what is flat is no side. */
    { { 0.9994, 0.9, 0.9 }, "99.9 × 90.0 × 90.0 cm" },
    { { 0.9, 0.9996, 0.9 }, "0.90 × 1.00 × 0.90 m" },
    { { 1, 1, 0.0499 }, "100.0 × 100.0 × 5.0 cm" },
    { { 1, 0.0501, 1 }, "1.00 × 0.05 × 1.00 m" },
    { { 0.01, 9.994, 1 }, "1.0 × 999.4 × 100.0 cm" },
    { { 1, 0.01, 9.996 }, "1.00 × 0.01 × 10.00 m" },
    { { 0.0199, 0.01, 0.01 }, "19.9 × 10.0 × 10.0 mm" },
    { { 0.02, 0.006, 0.006 }, "2.0 × 0.6 × 0.6 cm" },
    { { 0.02, 0.0049, 0.02 }, "20.0 × 4.9 × 20.0 mm" },
    { { 1.2, 0.8, 0.00004 }, "1.20 × 0.80 × 0.00 m" },
    { { 1.2, 0.8, 0.00006 }, "120.0 × 80.0 × 0.0 cm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mq_text_format_size (rows[i].size);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* The first bytes of a text may end within a character, and have no other fault. */
static void
test_kinds_of_files (void)
{
  static const struct
  {
    const char *head;
    MqFileKind kind;
  } rows[] = {
    { "as\tis\n", MQ_FILE_TEXT },
    { "as is …", MQ_FILE_TEXT },
    { "as is \xe2\x80", MQ_FILE_TEXT },
    { "as is \xff", MQ_FILE_TEXT },
    { "as is \xff"
      "12345",
      MQ_FILE_UNKNOWN },
    { "as\x01is", MQ_FILE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].head);
      const char *format;

      g_assert_cmpint (
          mq_file_kind_find ("x", (const guint8 *)rows[i].head, length, length, &format), ==,
          rows[i].kind);
      g_assert_null (format);
    }
}

/* A drawing is known by its first lines, whatever the code page of its words is. */
static void
test_drawings (void)
{
  static const char *const heads[] = { "  0\r\nSECTION\r\n  1\r\n\xd8 38 mm and more\r\n",
                                       "0\nSECTION\n  1\n\xd8 38 mm and more",
                                       "999\nby hand\n  0\nSECTION\n",
                                       "AutoCAD Binary DXF\r\n\x1a" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      gsize length = strlen (heads[i]);
      const char *format;

      g_assert_cmpint (mq_file_kind_find ("x", (const guint8 *)heads[i], length, length, &format),
                       ==, MQ_FILE_DRAWING);
      g_assert_cmpstr (format, ==, i == 3 ? "binary DXF" : "DXF");
    }
}

#define HEAD(bytes) bytes, sizeof bytes - 1

/* Each format by its mark or a word of it; what is in an archive by the name. */
static void
test_formats (void)
{
  static const struct
  {
    const char *name;
    const char *head;
    gsize length;
    MqFileKind kind;
    const char *format;
  } rows[] = {
    { "x", HEAD ("\x89PNG\r\n"), MQ_FILE_PICTURE, "PNG" },
    { "x", HEAD ("\xff\xd8\xff\xe0"), MQ_FILE_PICTURE, "JPEG" },
    { "x", HEAD ("RIFF\1\2\3\4WEBP"), MQ_FILE_PICTURE, "WebP" },
    { "x", HEAD ("RIFF\1\2\3\4WEB"), MQ_FILE_UNKNOWN, NULL },
    { "x", HEAD ("GIF89a"), MQ_FILE_PICTURE, "GIF" },
    { "x", HEAD ("BM\1"), MQ_FILE_PICTURE, "BMP" },
    { "x", HEAD ("II*\0"), MQ_FILE_PICTURE, "TIFF" },
    { "x", HEAD ("MM\0*"), MQ_FILE_PICTURE, "TIFF" },
    { "x", HEAD ("\0\0\0\1ftypavif"), MQ_FILE_PICTURE, "AVIF" },
    { "x", HEAD ("\0\0\0\1ftypheic"), MQ_FILE_PICTURE, "HEIC" },
    { "x", HEAD ("\0\0\0\1ftypmif1"), MQ_FILE_PICTURE, "HEIC" },
    { "x", HEAD ("\0\0\0\1ftypmp42"), MQ_FILE_VIDEO, NULL },
    { "x", HEAD ("\x1a\x45\xdf\xa3"), MQ_FILE_VIDEO, NULL },
    { "x", HEAD ("BLENDER-v402"), MQ_FILE_BLENDER, NULL },
    { "x", HEAD ("BLENDED"), MQ_FILE_TEXT, NULL },
    { "x", HEAD ("glTF\2\0\0\0"), MQ_FILE_MODEL, "GLB" },
    { "x", HEAD ("Kaydara FBX Binary"), MQ_FILE_MODEL, "FBX" },
    { "x", HEAD ("; FBX 7.4"), MQ_FILE_MODEL, "FBX" },
    { "x", HEAD ("ply\nformat"), MQ_FILE_MODEL, "PLY" },
    { "x", HEAD ("PXR-USDC\0"), MQ_FILE_MODEL, "USD" },
    { "x", HEAD ("#usda 1.0"), MQ_FILE_MODEL, "USD" },
    { "x", HEAD ("ISO-10303-21;"), MQ_FILE_MODEL, "STEP" },
    { "x", HEAD ("\xff\xfe\xff\x0e"), MQ_FILE_MODEL, "SketchUp" },
    { "x", HEAD ("AC1032\0"), MQ_FILE_DRAWING, "DWG" },
    { "x", HEAD ("%PDF-1.7"), MQ_FILE_DOCUMENT, "PDF" },
    { "x.zip", HEAD ("PK\3\4"), MQ_FILE_ARCHIVE, "ZIP" },
    { "x.gz", HEAD ("\x1f\x8b"), MQ_FILE_ARCHIVE, "gzip" },
    { "x", HEAD ("\x1f"), MQ_FILE_UNKNOWN, NULL },
    { "x", HEAD ("\x28\xb5\x2f\xfd"), MQ_FILE_ARCHIVE, "zstd" },
    { "x.maquette", HEAD ("PK\3\4"), MQ_FILE_SESSION, NULL },
    { "x.Blend", HEAD ("\x1f\x8b"), MQ_FILE_BLENDER, NULL },
    { "x.blend", HEAD ("\x28\xb5\x2f\xfd"), MQ_FILE_BLENDER, NULL },
    { "x.3MF", HEAD ("PK\3\4"), MQ_FILE_MODEL, "3MF" },
    { "x.usdz", HEAD ("PK\3\4"), MQ_FILE_MODEL, "USDZ" },
    { "x.FCStd", HEAD ("PK\3\4"), MQ_FILE_MODEL, "FreeCAD" },
    { "x.docx", HEAD ("PK\3\4"), MQ_FILE_DOCUMENT, "Word" },
    { "x.pptx", HEAD ("PK\3\4"), MQ_FILE_DOCUMENT, "PowerPoint" },
    { "x.xlsx", HEAD ("PK\3\4"), MQ_FILE_DOCUMENT, "Excel" },
    { "x.odt", HEAD ("PK\3\4"), MQ_FILE_DOCUMENT, "OpenDocument" },
    /* The name says nothing of any other file. */
    { "x.blend", HEAD ("%PDF-1.7"), MQ_FILE_DOCUMENT, "PDF" },
    { "x.docx", HEAD ("words"), MQ_FILE_TEXT, NULL },
    { "x", HEAD ("import math\nimport bpy\n"), MQ_FILE_SCRIPT, NULL },
    { "x", HEAD ("from bpy import data\n"), MQ_FILE_SCRIPT, NULL },
    { "x", HEAD ("import bpy\0"), MQ_FILE_UNKNOWN, NULL },
    { "x", HEAD ("<?xml version='1.0'?><svg"), MQ_FILE_PICTURE, "SVG" },
    { "x", HEAD ("<?xml version='1.0'?><COLLADA"), MQ_FILE_MODEL, "COLLADA" },
    { "x", HEAD ("{\"asset\": {\"version\": \"2.0\"}}"), MQ_FILE_MODEL, "glTF" },
    { "x", HEAD ("{\"asset\": {}}"), MQ_FILE_TEXT, NULL },
    { "x", HEAD ("solid a\r\n facet normal 0 0 1"), MQ_FILE_MODEL, "STL" },
    { "x", HEAD ("solid wood"), MQ_FILE_TEXT, NULL },
    { "x", HEAD ("# a cube\nv 0 0 1\n"), MQ_FILE_MODEL, "OBJ" },
    { "x", HEAD ("v 0 0 1\f\n"), MQ_FILE_TEXT, NULL },
    { "x", HEAD ("a"), MQ_FILE_TEXT, NULL },
    { "x", HEAD (""), MQ_FILE_UNKNOWN, NULL },
  };
  guint8 triangles[100] = { [80] = 3 };
  g_autofree char *far = g_strnfill (MQ_FILE_KIND_HEAD + 4, ' ');
  const char *format;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqFileKind kind = mq_file_kind_find (rows[i].name, (const guint8 *)rows[i].head,
                                           rows[i].length, rows[i].length, &format);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (kind, ==, rows[i].kind);
      g_assert_cmpstr (format, ==, rows[i].format);
    }

  /* Its size is that of its triangles. */
  g_assert_cmpint (mq_file_kind_find ("x", triangles, 84, 84 + 3 * 50, &format), ==, MQ_FILE_MODEL);
  g_assert_cmpstr (format, ==, "STL");
  g_assert_cmpint (mq_file_kind_find ("x", triangles, 84, 85 + 3 * 50, &format), ==,
                   MQ_FILE_UNKNOWN);
  g_assert_cmpint (mq_file_kind_find ("x", triangles, 83, 84 + 3 * 50, &format), ==,
                   MQ_FILE_UNKNOWN);

  /* More than its first bytes is not looked at. */
  memcpy (far + MQ_FILE_KIND_HEAD - 3, "<svg", 4);
  g_assert_cmpint (
      mq_file_kind_find ("x", (const guint8 *)far, MQ_FILE_KIND_HEAD + 4, 1 << 20, &format), ==,
      MQ_FILE_TEXT);
}

/* The user learns what a file is, and what to do with it; one that cannot be read is of no kind. */
static void
test_refused_files (void)
{
  static const struct
  {
    MqFileKind kind;
    const char *format;
    const char *is;
    const char *way;
  } rows[] = {
    { MQ_FILE_UNKNOWN, NULL, "“x” is a file of an unknown kind", NULL },
    { MQ_FILE_PICTURE, "PNG", "“x” is a picture (PNG)", "--image" },
    { MQ_FILE_MODEL, "GLB", "“x” is a 3D model (GLB)", "--from takes it in" },
    { MQ_FILE_BLENDER, NULL, "“x” is a Blender file", "--from takes it in" },
    { MQ_FILE_DRAWING, "DXF", "“x” is a CAD drawing (DXF)", "read exactly" },
    { MQ_FILE_DRAWING, "DWG", "“x” is a CAD drawing (DWG)", "Save it as a DXF" },
    { MQ_FILE_DOCUMENT, "PDF", "“x” is a document (PDF)", "Save what it shows" },
    { MQ_FILE_VIDEO, NULL, "“x” is a video", "Save what it shows" },
    { MQ_FILE_ARCHIVE, "ZIP", "“x” is an archive (ZIP)", NULL },
    { MQ_FILE_SESSION, NULL, "“x” is a Maquette session", "Import it" },
    { MQ_FILE_SCRIPT, NULL, "“x” is a script for Blender", "--script" },
    { MQ_FILE_TEXT, NULL, "“x” is a text file", NULL },
  };
  g_autofree char *picture = g_build_filename (mq_test_get_dir (), "a.png", NULL);
  const char *format;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) lines = NULL;

      g_assert_false (mq_file_kind_refuse (rows[i].kind, rows[i].format, "x", &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      lines = g_strsplit (error->message, "\n", 2);
      g_assert_cmpstr (lines[0], ==, rows[i].is);
      g_assert_true ((lines[1] == NULL) == (rows[i].way == NULL));
      g_assert_true (rows[i].way == NULL || strstr (lines[1], rows[i].way) != NULL);
    }

  g_assert_true (g_file_set_contents (picture, "\x89PNG", 4, NULL));
  g_assert_cmpint (mq_file_kind_read (picture, &format), ==, MQ_FILE_PICTURE);
  g_assert_cmpint (mq_file_kind_read (mq_test_get_dir (), &format), ==, MQ_FILE_UNKNOWN);
  g_assert_cmpint (mq_file_kind_read ("/nonexistent", &format), ==, MQ_FILE_UNKNOWN);
  g_assert_null (format);
}

#define PNG "\x89PNG\r\n\x1a\n"
#define FRAME "\0\x08\x08\1\2\0\3"
#define WEBP(chunk) "RIFF\0\0\0\0WEBP" chunk "\0\0\0\0"

/* The size in each kind of header, to its last byte. Without one byte of it there is none, and the
 * format is known all the same. */
static void
test_picture_headers (void)
{
  static const struct
  {
    const char *head;
    gsize length;
    const char *mime;
    guint width;
    guint height;
  } rows[] = {
    { HEAD (PNG "\0\0\0\xdIHDR\0\0\1\2\0\0\0\3"), "image/png", 258, 3 },
    { HEAD (PNG "\0\0\0\xeIHDR\0\0\1\2\0\0\0\3"), "image/png", 0, 0 },
    { HEAD (PNG "\0\0\0\xdIDAT\0\0\1\2\0\0\0\3"), "image/png", 0, 0 },
    { HEAD (PNG "\0\0\0\xdIHDR\0\0\0\0\0\0\0\3"), "image/png", 0, 0 },
    { HEAD (PNG "\0\0\0\xdIHDR\0\0\0\3\0\0\0\0"), "image/png", 0, 0 },
    { HEAD ("\xff\xd8\xff\xc0" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\xcf" FRAME), "image/jpeg", 3, 258 },
    /* Behind fill bytes, a marker alone, and segments; three markers begin no frame. */
    { HEAD ("\xff\xd8\xff\xff\xff\xc2" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\x01\xff\xd0\xff\xd7\xff\xc0" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\xe0\0\4ab\xff\xfe\0\2\xff\xc1" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\xc4" FRAME "\5\xff\xc0" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\xc8" FRAME "\5\xff\xc0" FRAME), "image/jpeg", 3, 258 },
    { HEAD ("\xff\xd8\xff\xcc" FRAME "\5\xff\xc0" FRAME), "image/jpeg", 3, 258 },
    /* The picture ends or begins before the frame, or a segment is too short. */
    { HEAD ("\xff\xd8\xff\xd9\xff\xc0" FRAME), "image/jpeg", 0, 0 },
    { HEAD ("\xff\xd8\xff\xda\xff\xc0" FRAME), "image/jpeg", 0, 0 },
    { HEAD ("\xff\xd8\xff\0\xff\xc0" FRAME), "image/jpeg", 0, 0 },
    { HEAD ("\xff\xd8\xff\xe0\0\1\xff\xc0" FRAME), "image/jpeg", 0, 0 },
    { HEAD ("\xff\xd8\xff\xe0\0\2a\xff\xc0" FRAME), "image/jpeg", 0, 0 },
    { HEAD ("\xff\xd8\xff\xc0\0\7\x08\1\2\0\3"), "image/jpeg", 0, 0 },
    { HEAD (WEBP ("VP8X") "\0\0\0\0\1\2\0\3\0\0"), "image/webp", 514, 4 },
    { HEAD (WEBP ("VP8L") "\x2f\2\xc0\0\0"), "image/webp", 3, 4 },
    { HEAD (WEBP ("VP8L") "\x2e\2\xc0\0\0"), "image/webp", 0, 0 },
    { HEAD (WEBP ("VP8 ") "\0\0\0\x9d\1\x2a\3\x41\4\x80"), "image/webp", 259, 4 },
    { HEAD (WEBP ("VP8 ") "\0\0\0\x9d\1\x2b\3\x41\4\x80"), "image/webp", 0, 0 },
    { HEAD (WEBP ("VP8?") "\0\0\0\x9d\1\x2a\3\x41\4\x80"), "image/webp", 0, 0 },
    { HEAD ("RIFF\0\0\0\0WAVE"), NULL, 0, 0 },
    { HEAD ("GIF89a"), NULL, 0, 0 },
    { HEAD (""), NULL, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize left_out = 0; left_out < 2 && left_out <= rows[i].length; left_out++)
      {
        /* A copy without room, so that reading past its end is found. */
        g_autofree guint8 *head = g_memdup2 (rows[i].head, rows[i].length - left_out);
        gboolean has_size = rows[i].width > 0 && left_out == 0;
        const char *mime = "?";
        guint width = 1, height = 1;

        g_test_message ("row %" G_GSIZE_FORMAT ", less %" G_GSIZE_FORMAT, i, left_out);
        g_assert_cmpint (mq_picture_sniff (head, rows[i].length - left_out, &mime, &width, &height),
                         ==, has_size);
        g_assert_cmpuint (width, ==, has_size ? rows[i].width : 0);
        g_assert_cmpuint (height, ==, has_size ? rows[i].height : 0);
        g_assert_cmpstr (mime, ==, rows[i].mime);
      }
}

static void
test_lists (void)
{
  static const struct
  {
    const char *line;
    const char *fields; /* NULL: a quote is open */
  } rows[] = {
    { "a,b", "a|b" },
    { "", "" },
    { ",", "|" },
    { "a, b ,", "a| b |" },
    { "\"a,b\",c", "a,b|c" },
    { "\"a \"\"b\"\"\",c", "a \"b\"|c" },
    { "\"\",\"\"", "|" },
    { "a\"\"b", "ab" },
    { "\"a,b", NULL },
    { "\"a\"\"", NULL },
  };
  g_auto (GStrv) names = mq_text_split_list (" a, ,b c,,d ");
  g_auto (GStrv) none = mq_text_split_list (" , ");
  g_auto (GStrv) semicolons = mq_text_split_csv ("a,b;c", ';');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) fields = mq_text_split_csv (rows[i].line, ',');
      g_autofree char *joined = fields != NULL ? g_strjoinv ("|", fields) : NULL;

      g_assert_cmpstr (joined, ==, rows[i].fields);
    }

  g_assert_cmpuint (g_strv_length (semicolons), ==, 2);
  g_assert_cmpstr (semicolons[0], ==, "a,b");
  check (g_strjoinv ("|", names), "a|b c|d");
  g_assert_null (none[0]);
}

static void
test_scopes (void)
{
  g_assert_true (mq_oauth_scope_is_of_openid ("openid"));
  g_assert_true (mq_oauth_scope_is_of_openid ("offline_access"));
  g_assert_false (mq_oauth_scope_is_of_openid ("maquette"));
  g_assert_true (mq_oauth_scope_has ("openid maquette", "openid"));
  g_assert_true (mq_oauth_scope_has ("openid maquette", "maquette"));
  g_assert_false (mq_oauth_scope_has ("openid maquettes", "maquette"));
  g_assert_false (mq_oauth_scope_has ("", "maquette"));

  g_assert_true (mq_oauth_is_value ("!a~", 3));
  g_assert_true (mq_oauth_is_value ("a", 3));
  g_assert_false (mq_oauth_is_value ("!a~", 2));
  g_assert_false (mq_oauth_is_value ("", 3));
  g_assert_false (mq_oauth_is_value (NULL, 3));
  g_assert_false (mq_oauth_is_value ("a b", 3));
  g_assert_false (mq_oauth_is_value ("a\n", 3));
  g_assert_false (mq_oauth_is_value ("\x7f", 3));
  g_assert_false (mq_oauth_is_value ("é", 3));
}

/* One line of 16 to 16 Ki printable characters in a file that not everybody can read. */
static void
test_secrets (void)
{
  static const struct
  {
    const char *text;
    int mode;
    const char *secret;
    const char *why;
  } rows[] = {
    { "0123456789abcdef", 0600, "0123456789abcdef", NULL },
    { " 0123456789abcdef\n", 0640, "0123456789abcdef", NULL },
    { "0123456789abcde\n", 0600, NULL, "contains no secret" },
    { "0123456789 abcdef", 0600, NULL, "contains no secret" },
    { "0123456789abcdef\nmore", 0600, NULL, "contains no secret" },
    { "0123456789abcdefé", 0600, NULL, "contains no secret" },
    { "0123456789abcdef", 0604, NULL, "is not a file with a secret" },
    { "0123456789abcdef", 0602, NULL, "is not a file with a secret" },
  };
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "secret", NULL);
  g_autofree char *longest = g_strnfill (16 * 1024, 'a');
  g_autofree char *too_long = g_strnfill (16 * 1024 + 1, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_text_is_same_secret ("secret", "secret"));
  g_assert_true (mq_text_is_same_secret ("", ""));
  g_assert_false (mq_text_is_same_secret ("secret", "Secret"));
  g_assert_false (mq_text_is_same_secret ("secret", "secreT"));
  g_assert_false (mq_text_is_same_secret ("secret", "secre"));
  g_assert_false (mq_text_is_same_secret ("secret", "secrets"));

  for (gsize i = 0; i < G_N_ELEMENTS (rows) + 2; i++)
    {
      gboolean is_row = i < G_N_ELEMENTS (rows);
      const char *text = is_row ? rows[i].text : i == G_N_ELEMENTS (rows) ? longest : too_long;
      const char *wanted = is_row ? rows[i].secret : text == longest ? longest : NULL;
      const char *why = is_row ? rows[i].why : "is not a file with a secret";
      g_autoptr (GError) problem = NULL;
      g_autofree char *secret = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      g_assert_no_errno (g_chmod (path, is_row ? rows[i].mode : 0600));
      secret = mq_secret_file_read (path, &problem);
      g_assert_cmpstr (secret, ==, wanted);
      if (wanted != NULL)
        continue;
      g_assert_error (problem, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (problem->message, why));
    }

  g_assert_null (mq_secret_file_read (mq_test_get_dir (), NULL));
  g_assert_no_errno (g_unlink (path));
  g_assert_null (mq_secret_file_read (path, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, g_strerror (ENOENT)));
}

MQ_TEST_PROGRAM (text)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/text/words-and-untrusted-text", test_words_and_untrusted_text);
  g_test_add_func ("/text/likeness", test_likeness);
  g_test_add_func ("/text/hidden", test_hidden);
  g_test_add_func ("/text/drawings", test_drawings);
  g_test_add_func ("/text/titles", test_titles);
  g_test_add_func ("/text/lines", test_lines);
  g_test_add_func ("/text/blank", test_blank);
  g_test_add_func ("/text/clock", test_clock);
  g_test_add_func ("/text/costs", test_costs);
  g_test_add_func ("/text/sizes", test_sizes);
  g_test_add_func ("/text/kinds-of-files", test_kinds_of_files);
  g_test_add_func ("/text/formats", test_formats);
  g_test_add_func ("/text/refused-files", test_refused_files);
  g_test_add_func ("/text/picture-headers", test_picture_headers);
  g_test_add_func ("/text/lists", test_lists);
  g_test_add_func ("/text/scopes", test_scopes);
  g_test_add_func ("/text/secrets", test_secrets);

  return mq_test_run ();
}
