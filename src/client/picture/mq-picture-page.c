/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a page or a drawing and reads its words, see mq-picture-page.h. A program gets the file as
 * its input and writes a PNG, or text: it has no network, no home, no other file of the user, no
 * capability, Blender's filter of system calls, and limits on memory and time. What it writes is as
 * untrusted as the file: a PNG goes on to glycin's sandbox. */
#include "client/picture/mq-picture-page.h"

#include "client/picture/mq-picture-check.h"
#include "client/sandbox/mq-sandbox.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
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
#define MAX_PNG (48 * 1024 * 1024)
#define BLOCK (64 * 1024)
/* Bytes of words; there may be blanks around them. */
#define MAX_TEXT (4 * MQ_PNG_TEXT_MAX)

#define SIDE G_STRINGIFY (MQ_REFERENCE_MAX_SIDE)
#define LAUNCHER "/app/maquette-launcher"
#define DXF_READER "/app/maquette-dxf"
#define FILTER_FD G_STRINGIFY (MQ_PROCESS_SECCOMP_FD)

/* Command lines, with a blank between words. */
static const char draw_pdf[] = "/usr/bin/pdftoppm -f 1 -l 1 -singlefile -png -scale-to " SIDE " -";
static const char draw_svg[] = "/usr/bin/rsvg-convert --width " SIDE " --height " SIDE
                               " --keep-aspect-ratio";
/* A PDF has the words of an SVG as they are drawn: with styles, and without scripts. */
static const char make_pdf[] = "/usr/bin/rsvg-convert --format pdf";
static const char read_pdf[] = "/usr/bin/pdftotext -q -f 1 -l 1 -enc UTF-8 - -";
static const char make_svg[] = DXF_READER;
static const char read_dxf[] = DXF_READER " --words";

/* The jail: the system's programs and fonts, and nothing of the user. The clock ends only what
 * hangs: what works is ended by its processor time, so that a busy machine draws an honest page,
 * too. */
static const char jail[]
    = "timeout --signal=KILL 300 bwrap --unshare-all --die-with-parent --new-session "
      "--cap-drop ALL --clearenv --setenv PATH /usr/bin --setenv LANG C.UTF-8 "
      "--ro-bind /usr /usr --ro-bind-try /etc/fonts /etc/fonts --ro-bind-try /etc/ld.so.cache "
      "/etc/ld.so.cache "
      "--ro-bind-try /var/cache/fontconfig /var/cache/fontconfig --dev /dev "
      "--size 67108864 --tmpfs /tmp --chdir /tmp";

/* In it, the launcher puts on what Blender has, too (client/sandbox): limits, Landlock, filters. */
static const char confinement[]
    = "--remount-ro /dev --remount-ro / --seccomp " FILTER_FD " -- " LAUNCHER
      " --inherit-environment --confine --limit as=1610612736 --limit cpu=20 --limit core=0 "
      "--limit fsize=50331648 --limit nofile=256 --read /app --read /usr --read /bin --read /lib "
      "--read /lib32 "
      "--read /lib64 --read /etc --read /var/cache/fontconfig --write /tmp "
      "--device /dev/null --device /dev/zero --device /dev/urandom --";

static void
add_words (GStrvBuilder *argv, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  g_strv_builder_addv (argv, (const char **)words);
}

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
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *confiner = mq_paths_find_launcher (NULL);
  g_autofree char *reader = mq_paths_find_dxf_reader ();
  g_autofd int filter = mq_seccomp_open_filter (NULL);
  g_autofd int made = memfd_create ("maquette-page", MFD_CLOEXEC);
  static const char *const folders[] = { "/bin", "/lib", "/lib32", "/lib64", NULL };
  g_autofree char *block = g_malloc (BLOCK);
  gsize length = 0;
  gssize n;

  if (confiner == NULL || filter < 0)
    return -1;

  add_words (builder, jail);

  /* Folders beside /usr are links into it on a merged system. */
  for (const char *const *folder = folders; *folder != NULL; folder++)
    {
      g_autofree char *target = g_file_read_link (*folder, NULL);

      if (target != NULL)
        g_strv_builder_add_many (builder, "--symlink", target, *folder, NULL);
      else
        g_strv_builder_add_many (builder, "--ro-bind-try", *folder, *folder, NULL);
    }

  g_strv_builder_add_many (builder, "--ro-bind", confiner, LAUNCHER, NULL);
  if (reader != NULL)
    g_strv_builder_add_many (builder, "--ro-bind", reader, DXF_READER, NULL);
  add_words (builder, confinement);
  add_words (builder, command);
  argv = g_strv_builder_end (builder);

  g_subprocess_launcher_take_stdin_fd (launcher, dup (fd));
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&filter), MQ_PROCESS_SECCOMP_FD);
  if (made < 0 || lseek (fd, 0, SEEK_SET) < 0
      || (process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, NULL))
             == NULL)
    return -1;

  /* It has to write something, and not too much. */
  while (
      (n = g_input_stream_read (g_subprocess_get_stdout_pipe (process), block, BLOCK, NULL, NULL))
      > 0)
    if ((length += (gsize)n) > MAX_PNG || !mq_files_write_all (made, block, (gsize)n, "page", NULL))
      break;
  if (n != 0 || length == 0)
    g_subprocess_force_exit (process);
  return g_subprocess_wait_check (process, NULL, NULL) ? g_steal_fd (&made) : -1;
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
