/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Converters of strangers' files, see mq-converter.h. One gets the file as its input and writes
 * what it makes of it; that is as untrusted as the file. */
#include "client/sandbox/mq-converter.h"

#include "client/sandbox/mq-sandbox.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BLOCK (64 * 1024)
#define LAUNCHER "/app/maquette-launcher"
#define FILTER_FD G_STRINGIFY (MQ_PROCESS_SECCOMP_FD)

/* Command lines, with a blank between words. The jail: the system's programs and fonts, and nothing
 * of the user. The clock ends only what hangs: what works is ended by its processor time, so that a
 * busy machine reads an honest file, too. */
static const char jail[]
    = "timeout --signal=KILL %u bwrap --unshare-all --die-with-parent --new-session "
      "--cap-drop ALL --clearenv --setenv PATH /usr/bin --setenv LANG C.UTF-8 "
      "--ro-bind /usr /usr --ro-bind-try /etc/fonts /etc/fonts --ro-bind-try /etc/ld.so.cache "
      "/etc/ld.so.cache "
      "--ro-bind-try /var/cache/fontconfig /var/cache/fontconfig --dev /dev "
      "--size %" G_GUINT64_FORMAT " --tmpfs /tmp --chdir /tmp";

/* In it, the launcher puts on what Blender has, too: limits, Landlock, filters. */
static const char confinement[]
    = "--remount-ro /dev --remount-ro / --seccomp " FILTER_FD " -- " LAUNCHER
      " --inherit-environment --confine --limit as=%" G_GUINT64_FORMAT " --limit cpu=%u "
      "--limit core=0 --limit fsize=%" G_GUINT64_FORMAT
      " --limit nofile=256 --read /app --read /usr --read /bin --read /lib --read /lib32 "
      "--read /lib64 --read /etc --read /var/cache/fontconfig --write /tmp "
      "--device /dev/null --device /dev/zero --device /dev/urandom --";

G_GNUC_PRINTF (2, 3)
static void
add_words (GStrvBuilder *argv, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  words = g_strsplit (text, " ", -1);
  g_strv_builder_addv (argv, (const char **)words);
}

/**
 * mq_converter_run:
 * @from: the file, which may lie
 * @to: a file, to which is written what becomes of it
 * @own: (nullable): a program of ours, which @command calls %MQ_CONVERTER_OWN
 * @command: a command line, with a blank between words
 * @limits: its limits
 * @status: (out) (optional): its exit status; -1 if it did not end by itself
 *
 * Blocks.
 *
 * Returns: whether it has written something, not more than it may, and ended without an error
 */
gboolean
mq_converter_run (int from, int to, const char *own, const char *command,
                  const MqConverterLimits *limits, int *status)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *confiner = mq_paths_find_launcher (NULL);
  g_autofd int filter = mq_seccomp_open_filter (NULL);
  static const char *const folders[] = { "/bin", "/lib", "/lib32", "/lib64", NULL };
  g_autofree char *block = g_malloc (BLOCK);
  guint64 length = 0;
  gssize n;

  if (status != NULL)
    *status = -1;
  if (confiner == NULL || filter < 0)
    return FALSE;

  add_words (builder, jail, limits->clock_seconds, limits->folder_bytes);

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
  if (own != NULL)
    g_strv_builder_add_many (builder, "--ro-bind", own, MQ_CONVERTER_OWN, NULL);
  add_words (builder, confinement, limits->memory_bytes, limits->cpu_seconds, limits->file_bytes);
  add_words (builder, "%s", command);
  argv = g_strv_builder_end (builder);

  g_subprocess_launcher_take_stdin_fd (launcher, dup (from));
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&filter), MQ_PROCESS_SECCOMP_FD);
  if (lseek (from, 0, SEEK_SET) < 0
      || (process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, NULL))
             == NULL)
    return FALSE;

  /* It has to write something, and not too much. */
  while (
      (n = g_input_stream_read (g_subprocess_get_stdout_pipe (process), block, BLOCK, NULL, NULL))
      > 0)
    if ((length += (guint64)n) > limits->file_bytes
        || !mq_files_write_all (to, block, (gsize)n, "converted", NULL))
      break;
  if (n != 0)
    g_subprocess_force_exit (process);
  if (!g_subprocess_wait (process, NULL, NULL))
    return FALSE;
  if (status != NULL && g_subprocess_get_if_exited (process))
    *status = g_subprocess_get_exit_status (process);
  return n == 0 && length > 0 && g_subprocess_get_successful (process);
}
