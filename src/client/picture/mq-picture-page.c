/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a page, see mq-picture-page.h. The program gets the file as its input and writes a PNG: it
 * has no network, no home, no other file of the user, and limits on memory and time. Its PNG is as
 * untrusted as the file, and goes on to glycin's sandbox. */
#include "client/picture/mq-picture-page.h"

#include "client/picture/mq-picture-check.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/foreign/mq-file-kind.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* How much of a file says what it is. */
#define HEAD 4096
#define MAX_PNG (48 * 1024 * 1024)

#define SIDE G_STRINGIFY (MQ_REFERENCE_MAX_SIDE)

static const char *const draw_pdf[] = { "pdftoppm", "-f",        "1",  "-l", "1", "-singlefile",
                                        "-png",     "-scale-to", SIDE, "-",  NULL };
static const char *const draw_svg[] = { "rsvg-convert",        "--width", SIDE, "--height", SIDE,
                                        "--keep-aspect-ratio", NULL };

/* The jail: the system's programs and fonts. Seconds and bytes are in the first lines. */
static const char *const jail[] = { "timeout",
                                    "--signal=KILL",
                                    "20",
                                    "prlimit",
                                    "--as=1610612736",
                                    "--cpu=20",
                                    "--core=0",
                                    "--fsize=50331648",
                                    "bwrap",
                                    "--unshare-all",
                                    "--die-with-parent",
                                    "--new-session",
                                    "--clearenv",
                                    "--setenv",
                                    "PATH",
                                    "/usr/bin",
                                    "--setenv",
                                    "LANG",
                                    "C.UTF-8",
                                    "--ro-bind",
                                    "/usr",
                                    "/usr",
                                    "--ro-bind-try",
                                    "/etc/fonts",
                                    "/etc/fonts",
                                    "--ro-bind-try",
                                    "/var/cache/fontconfig",
                                    "/var/cache/fontconfig",
                                    "--ro-bind-try",
                                    "/etc/ld.so.cache",
                                    "/etc/ld.so.cache",
                                    "--dev",
                                    "/dev",
                                    "--tmpfs",
                                    "/tmp",
                                    "--chdir",
                                    "/tmp",
                                    NULL };

/* Folders beside /usr are links into it on a merged system. */
static void
add_links (GStrvBuilder *argv)
{
  static const char *const folders[] = { "/bin", "/lib", "/lib32", "/lib64", NULL };

  for (const char *const *folder = folders; *folder != NULL; folder++)
    {
      g_autofree char *target = g_file_read_link (*folder, NULL);

      if (target != NULL)
        g_strv_builder_add_many (argv, "--symlink", target, *folder, NULL);
      else
        g_strv_builder_add_many (argv, "--ro-bind-try", *folder, *folder, NULL);
    }
}

static gboolean
is_there (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  return path != NULL;
}

/* Copies what the program writes. Returns: whether it is a picture, and not too large */
static gboolean
copy_output (GInputStream *stream, int to)
{
  g_autofree char *block = g_malloc (64 * 1024);
  gsize length = 0;

  for (;;)
    {
      gssize n = g_input_stream_read (stream, block, 64 * 1024, NULL, NULL);

      if (n <= 0)
        return n == 0 && length > 0;
      if ((length += (gsize)n) > MAX_PNG || !mq_files_write_all (to, block, (gsize)n, "page", NULL))
        return FALSE;
    }
}

static int
draw (int fd, const char *const *command)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofd int png = memfd_create ("maquette-page", MFD_CLOEXEC);

  g_strv_builder_addv (builder, (const char **)jail);
  add_links (builder);
  g_strv_builder_add (builder, "--");
  g_strv_builder_addv (builder, (const char **)command);
  argv = g_strv_builder_end (builder);

  g_subprocess_launcher_take_stdin_fd (launcher, dup (fd));
  if (png < 0 || lseek (fd, 0, SEEK_SET) < 0
      || (process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, NULL))
             == NULL)
    return -1;

  if (!copy_output (g_subprocess_get_stdout_pipe (process), png))
    g_subprocess_force_exit (process);
  return g_subprocess_wait_check (process, NULL, NULL) ? g_steal_fd (&png) : -1;
}

/**
 * mq_picture_page_draw:
 * @fd: the file, which may lie
 * @name: its name for messages
 * @error: %MQ_ERROR_BAD_INPUT: it is a PDF, and cannot be drawn
 *
 * Returns: a PNG in memory; -1 without an error if it is no PDF, and nothing here draws it larger
 */
int
mq_picture_page_draw (int fd, const char *name, GError **error)
{
  guint8 head[HEAD];
  const char *format = NULL;
  gsize length = mq_picture_read_head (fd, head, sizeof head);
  int png = -1;

  mq_file_kind_find (name, head, length, length, &format);
  if (g_strcmp0 (format, "SVG") == 0 && is_there (draw_svg[0]))
    return draw (fd, draw_svg);
  if (g_strcmp0 (format, "PDF") != 0)
    return -1;

  if (!is_there (draw_pdf[0]) || !is_there ("bwrap"))
    mq_fail (error, MQ_ERROR_BAD_INPUT,
             _ ("“%s” is a PDF, which cannot be opened here\nInstall poppler-utils and bubblewrap, "
                "or save its page as a PNG"),
             name);
  else if ((png = draw (fd, draw_pdf)) < 0)
    mq_fail (error, MQ_ERROR_BAD_INPUT,
             _ ("“%s” cannot be drawn: the PDF is damaged, locked, or too much for the sandbox\n"
                "Save its page as a PNG"),
             name);
  return png;
}
