/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names a file by its first bytes, see mq-file-kind.h. Only for messages, and for which pictures
 * may go to the sandboxed decoder: nothing is read by what it says. */
#include "common/foreign/mq-file-kind.h"

#include "common/base/mq-byte-order.h"
#include "common/base/mq-error.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* The first one that fits counts. */
static const struct
{
  MqFileKind kind;
  const char *format;
  guint8 offset;
  guint8 length;
  const char *magic;
} magics[] = {
  { MQ_FILE_PICTURE, "PNG", 0, 4, "\x89PNG" },
  { MQ_FILE_PICTURE, "JPEG", 0, 3, "\xff\xd8\xff" },
  { MQ_FILE_PICTURE, "WebP", 8, 4, "WEBP" },
  { MQ_FILE_PICTURE, "GIF", 0, 4, "GIF8" },
  { MQ_FILE_PICTURE, "BMP", 0, 2, "BM" },
  { MQ_FILE_PICTURE, "TIFF", 0, 4, "II*\0" },
  { MQ_FILE_PICTURE, "TIFF", 0, 4, "MM\0*" },
  { MQ_FILE_PICTURE, "AVIF", 4, 7, "ftypavi" },
  { MQ_FILE_PICTURE, "HEIC", 4, 6, "ftyphe" },
  { MQ_FILE_PICTURE, "HEIC", 4, 8, "ftypmif1" },
  { MQ_FILE_VIDEO, NULL, 4, 4, "ftyp" },
  { MQ_FILE_VIDEO, NULL, 0, 4, "\x1a\x45\xdf\xa3" },
  { MQ_FILE_BLENDER, NULL, 0, 7, "BLENDER" },
  { MQ_FILE_MODEL, "GLB", 0, 4, "glTF" },
  { MQ_FILE_MODEL, "FBX", 0, 11, "Kaydara FBX" },
  { MQ_FILE_MODEL, "FBX", 0, 5, "; FBX" },
  { MQ_FILE_MODEL, "PLY", 0, 3, "ply" },
  { MQ_FILE_MODEL, "USD", 0, 8, "PXR-USDC" },
  { MQ_FILE_MODEL, "USD", 0, 5, "#usda" },
  { MQ_FILE_MODEL, "STEP", 0, 12, "ISO-10303-21" },
  { MQ_FILE_MODEL, "SketchUp", 0, 4, "\xff\xfe\xff\x0e" },
  { MQ_FILE_DRAWING, "DWG", 0, 4, "AC10" },
  { MQ_FILE_DRAWING, "binary DXF", 0, 18, "AutoCAD Binary DXF" },
  { MQ_FILE_DRAWING, "DXF", 0, 11, "  0\nSECTION" }, /* its text may be in an old code page */
  { MQ_FILE_DRAWING, "DXF", 0, 12, "  0\r\nSECTION" },
  { MQ_FILE_DRAWING, "DXF", 0, 9, "0\nSECTION" },
  { MQ_FILE_DRAWING, "DXF", 0, 10, "0\r\nSECTION" },
  { MQ_FILE_DOCUMENT, "PDF", 0, 4, "%PDF" },
  { MQ_FILE_ARCHIVE, "ZIP", 0, 4, "PK\3\4" },
  { MQ_FILE_ARCHIVE, "gzip", 0, 2, "\x1f\x8b" },
  { MQ_FILE_ARCHIVE, "zstd", 0, 4, "\x28\xb5\x2f\xfd" },
};

/* Words in a file that is text. */
static const struct
{
  MqFileKind kind;
  const char *format;
  const char *word;
  const char *also; /* there, too */
} words[] = {
  { MQ_FILE_SCRIPT, NULL, "import bpy", "" },
  { MQ_FILE_SCRIPT, NULL, "from bpy", "" },
  { MQ_FILE_PICTURE, "SVG", "<svg", "" },
  { MQ_FILE_MODEL, "COLLADA", "<COLLADA", "" },
  { MQ_FILE_MODEL, "glTF", "\"asset\"", "\"version\"" },
  { MQ_FILE_MODEL, "STL", "solid ", "facet normal" },
  { MQ_FILE_MODEL, "OBJ", "\nv ", "" },
  { MQ_FILE_DRAWING, "DXF", "\nSECTION", "" },
  { MQ_FILE_DRAWING, "DXF", "\r\nSECTION", "" },
};

/* Compressed files and archives that are known by their names: those of other programs. */
static const struct
{
  MqFileKind kind;
  const char *format;
  const char *suffix;
} suffixes[] = {
  { MQ_FILE_SESSION, NULL, ".maquette" },
  { MQ_FILE_BLENDER, NULL, ".blend" },
  { MQ_FILE_MODEL, "3MF", ".3mf" },
  { MQ_FILE_MODEL, "USDZ", ".usdz" },
  { MQ_FILE_MODEL, "FreeCAD", ".fcstd" },
  { MQ_FILE_DOCUMENT, "Word", ".docx" },
  { MQ_FILE_DOCUMENT, "PowerPoint", ".pptx" },
  { MQ_FILE_DOCUMENT, "Excel", ".xlsx" },
  { MQ_FILE_DOCUMENT, "OpenDocument", ".odt" },
};

/**
 * mq_file_kind_find:
 * @name: its name, which tells only what is in a compressed file
 * @head: its first bytes, %MQ_FILE_KIND_HEAD if there are as many
 * @length: how many
 * @size: bytes of the whole file
 * @format: (out) (nullable): its format, such as "GLB"
 *
 * Returns: what it is
 */
MqFileKind
mq_file_kind_find (const char *name, const guint8 *head, gsize length, guint64 size,
                   const char **format)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *end = NULL;
  gboolean is_text;

  *format = NULL;
  length = MIN (length, MQ_FILE_KIND_HEAD);
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (length < (gsize)magics[i].offset + magics[i].length
          || memcmp (head + magics[i].offset, magics[i].magic, magics[i].length) != 0)
        continue;
      for (gsize j = 0; magics[i].kind == MQ_FILE_ARCHIVE && j < G_N_ELEMENTS (suffixes); j++)
        if (g_str_has_suffix (lower, suffixes[j].suffix))
          {
            *format = suffixes[j].format;
            return suffixes[j].kind;
          }
      *format = magics[i].format;
      return magics[i].kind;
    }

  is_text = length > 0;
  for (gsize i = 0; i < length; i++)
    is_text &= head[i] >= 0x20 || (head[i] != 0 && strchr ("\t\n\r\f", head[i]) != NULL);
  /* The end of the head may cut a character. */
  if (is_text
      && (g_utf8_validate_len ((const char *)head, length, &end)
          || (const char *)head + length - end < 6))
    {
      g_autofree char *text = g_strndup ((const char *)head, length);

      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strstr (text, words[i].word) != NULL && strstr (text, words[i].also) != NULL)
          {
            *format = words[i].format;
            return words[i].kind;
          }

      return MQ_FILE_TEXT;
    }

  /* A binary STL has no mark, but its size follows from the number of its triangles. */
  if (length < 84 || size != 84 + 50 * (guint64)mq_read_little_endian (head + 80, 4))
    return MQ_FILE_UNKNOWN;
  *format = "STL";
  return MQ_FILE_MODEL;
}

/**
 * mq_file_kind_read:
 * @path: a file
 * @format: (out) (nullable): its format, such as "GLB"
 *
 * Blocks.
 *
 * Returns: what it is; %MQ_FILE_UNKNOWN also if there is no such file, or it cannot be read
 */
MqFileKind
mq_file_kind_read (const char *path, const char **format)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  guint8 head[MQ_FILE_KIND_HEAD];
  struct stat status;
  gssize length = -1;

  *format = NULL;
  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    length = pread (fd, head, sizeof head, 0);
  return length > 0 ? mq_file_kind_find (path, head, (gsize)length, (guint64)status.st_size, format)
                    : MQ_FILE_UNKNOWN;
}

/**
 * mq_file_kind_refuse:
 * @kind: what a file is
 * @format: (nullable): its format
 * @name: its name for the user
 * @error: %MQ_ERROR_BAD_INPUT: what it is, and on a second line the way that there is with it
 *
 * Returns: %FALSE
 */
gboolean
mq_file_kind_refuse (MqFileKind kind, const char *format, const char *name, GError **error)
{
  static const char *const names[] = {
    /* Translators: "“x.bin” is …" */
    [MQ_FILE_UNKNOWN] = N_ ("a file of an unknown kind"),
    [MQ_FILE_PICTURE] = N_ ("a picture"),
    [MQ_FILE_MODEL] = N_ ("a 3D model"),
    [MQ_FILE_BLENDER] = N_ ("a Blender file"),
    [MQ_FILE_DRAWING] = N_ ("a CAD drawing"),
    [MQ_FILE_DOCUMENT] = N_ ("a document"),
    [MQ_FILE_VIDEO] = N_ ("a video"),
    [MQ_FILE_ARCHIVE] = N_ ("an archive"),
    [MQ_FILE_SESSION] = N_ ("a Maquette session"),
    [MQ_FILE_SCRIPT] = N_ ("a script for Blender"),
    [MQ_FILE_TEXT] = N_ ("a text file"),
  };
  const char *way = NULL;
  /* Translators: "a 3D model (GLB)" */
  g_autofree char *what = format != NULL ? g_strdup_printf (_ ("%s (%s)"), _ (names[kind]), format)
                                         : g_strdup (_ (names[kind]));

  switch (kind)
    {
    case MQ_FILE_PICTURE:
      way = _ ("A picture is a reference for what is made: attach it to a message, or give it "
               "with --image");
      break;
    case MQ_FILE_MODEL:
    case MQ_FILE_BLENDER:
      way = _ ("maquette-cli --from takes it in: a session whose parts can be changed");
      break;
    case MQ_FILE_DRAWING:
      way = g_strcmp0 (format, "DXF") == 0
                ? _ ("Attach it to a message as a drawing, or give it with --image: its numbers "
                     "are read exactly")
                : _ ("Save it as a DXF (as text), a PDF or an SVG, whose numbers are read "
                     "exactly, and give that as a drawing");
      break;
    case MQ_FILE_DOCUMENT:
    case MQ_FILE_VIDEO:
      way = _ ("Save what it shows as a picture (PNG), and give that as a reference");
      break;
    case MQ_FILE_SESSION:
      way = _ ("Import it: it is added to your library");
      break;
    case MQ_FILE_SCRIPT:
      way = _ ("maquette-cli --script runs it");
      break;
    case MQ_FILE_ARCHIVE:
    case MQ_FILE_TEXT:
    case MQ_FILE_UNKNOWN:
    default:
      break;
    }

  /* Translators: “chair.glb” is “a 3D model (GLB)”, and what can be done with it */
  return way != NULL ? mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is %s\n%s"), name, what, way)
                     : mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is %s"), name, what);
}
