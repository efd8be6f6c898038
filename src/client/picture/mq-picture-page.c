/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a page or a drawing and reads its words, see mq-picture-page.h. A program in a sandbox
 * (MqConverter) gets the file as its input and writes a PNG, or text. A PNG goes on to glycin's
 * sandbox. */
#include "client/picture/mq-picture-page.h"

#include "client/picture/mq-picture-check.h"
#include "client/sandbox/mq-converter.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-png-text.h"
#include "common/foreign/mq-file-kind.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* How much of a file says what it is. */
#define HEAD 4096
/* Bytes of words; there may be blanks around them. */
#define MAX_TEXT (4 * MQ_PNG_TEXT_MAX)

#define SIDE G_STRINGIFY (MQ_REFERENCE_MAX_SIDE)

/* Command lines, with a blank between words. */
static const char draw_pdf[] = "/usr/bin/pdftoppm -f 1 -l 1 -singlefile -png -scale-to " SIDE " -";
static const char draw_svg[] = "/usr/bin/rsvg-convert --width " SIDE " --height " SIDE
                               " --keep-aspect-ratio";
/* A PDF has the words of an SVG as they are drawn: with styles, and without scripts. */
static const char make_pdf[] = "/usr/bin/rsvg-convert --format pdf";
static const char read_pdf[] = "/usr/bin/pdftotext -q -f 1 -l 1 -enc UTF-8 - -";
static const char make_svg[] = MQ_CONVERTER_OWN;
static const char read_dxf[] = MQ_CONVERTER_OWN " --words";

static const MqConverterLimits limits = { .memory_bytes = 1536 << 20,
                                          .file_bytes = 48 << 20,
                                          .folder_bytes = 64 << 20,
                                          .cpu_seconds = 20,
                                          .clock_seconds = 300 };

static gboolean
is_there (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  return path != NULL;
}

/* Returns: what the program makes of the file, in memory; -1: it failed */
static int
convert (int fd, const char *command)
{
  g_autofree char *reader = mq_paths_find_reader ("src/drawing", "maquette-dxf");
  g_autofd int made = memfd_create ("maquette-page", MFD_CLOEXEC);

  return made >= 0 && mq_converter_run (fd, made, reader, command, &limits, NULL)
             ? g_steal_fd (&made)
             : -1;
}

/**
 * mq_picture_page_draw:
 * @fd: the file, which may lie
 * @name: its name for messages
 * @error: %MQ_ERROR_BAD_INPUT: it is a PDF, an SVG or a DXF, and cannot be drawn
 *
 * Returns: a PNG in memory; -1 without an error if it is none of them, or nothing here draws an
 *   SVG larger
 */
int
mq_picture_page_draw (int fd, const char *name, GError **error)
{
  guint8 head[HEAD];
  const char *format = NULL;
  gsize length = mq_picture_read_head (fd, head, sizeof head);
  g_autofd int svg = -1;
  int png = -1;

  mq_file_kind_find (name, head, length, length, &format);
  if (g_strcmp0 (format, "DXF") == 0)
    {
      if (!is_there ("rsvg-convert") || !is_there ("bwrap"))
        mq_fail (error, MQ_ERROR_BAD_INPUT,
                 _ ("“%s” is a DXF, which cannot be opened here\nInstall librsvg2-bin and "
                    "bubblewrap, or save it as a PNG"),
                 name);
      else if ((svg = convert (fd, make_svg)) < 0 || (png = convert (svg, draw_svg)) < 0)
        mq_fail (error, MQ_ERROR_BAD_INPUT,
                 _ ("“%s” cannot be drawn: the DXF is damaged, has no lines, or is too much for "
                    "the sandbox\nSave it as a PDF"),
                 name);
      return png;
    }
  if (g_strcmp0 (format, "SVG") == 0 && is_there ("rsvg-convert") && is_there ("bwrap"))
    {
      /* glycin draws with the same library: it would only take its time once more. */
      if ((png = convert (fd, draw_svg)) < 0)
        mq_fail (error, MQ_ERROR_BAD_INPUT,
                 _ ("“%s” cannot be drawn: the SVG is damaged, or too much for the sandbox\n"
                    "Save it as a PNG"),
                 name);
      return png;
    }
  if (g_strcmp0 (format, "PDF") != 0)
    return -1;

  if (!is_there ("pdftoppm") || !is_there ("bwrap"))
    mq_fail (error, MQ_ERROR_BAD_INPUT,
             _ ("“%s” is a PDF, which cannot be opened here\nInstall poppler-utils and bubblewrap, "
                "or save its page as a PNG"),
             name);
  else if ((png = convert (fd, draw_pdf)) < 0)
    mq_fail (error, MQ_ERROR_BAD_INPUT,
             _ ("“%s” cannot be drawn: the PDF is damaged, locked, or too much for the sandbox\n"
                "Save its page as a PNG"),
             name);
  return png;
}

/**
 * mq_picture_page_read_text:
 * @fd: the file, which may lie
 * @name: its name, which tells nothing certain
 *
 * Reads the words of the page of a PDF, of an SVG, of a DXF, or of a PNG that was drawn of one.
 *
 * Returns: (transfer full) (nullable): the words, line by line, as untrusted as the file; %NULL:
 *   there are none, or nothing here reads them
 */
char *
mq_picture_page_read_text (int fd, const char *name)
{
  g_autofree guint8 *head = g_malloc (MQ_PNG_TEXT_HEAD);
  gsize length = mq_picture_read_head (fd, head, MQ_PNG_TEXT_HEAD);
  const char *format = NULL;
  g_autofd int page = -1;
  g_autofd int made = -1;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) joined = NULL;

  mq_file_kind_find (name, head, MIN (length, HEAD), length, &format);
  if (g_strcmp0 (format, "PNG") == 0)
    return mq_png_text_read (head, length);
  if (!is_there ("bwrap"))
    return NULL;

  if (g_strcmp0 (format, "DXF") == 0)
    made = convert (fd, read_dxf);
  else if (g_strcmp0 (format, "SVG") == 0 && is_there ("rsvg-convert"))
    page = convert (fd, make_pdf);
  else if (g_strcmp0 (format, "PDF") == 0)
    page = dup (fd);
  if (page >= 0 && is_there ("pdftotext"))
    made = convert (page, read_pdf);
  if (made < 0)
    return NULL;

  /* Its lines, without those that are empty. */
  text = g_malloc0 (MAX_TEXT + 1);
  length = mq_picture_read_head (made, (guint8 *)text, MAX_TEXT);
  lines = g_strsplit (g_strdelimit (text, "\f", '\n'), "\n", -1);
  joined = g_string_new (NULL);
  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? "\n" : "", *line);

  /* Half of too many would make the rest look misread. */
  if (length == MAX_TEXT || joined->len == 0 || joined->len >= MQ_PNG_TEXT_MAX)
    return NULL;

  return g_string_free_and_steal (g_steal_pointer (&joined));
}
