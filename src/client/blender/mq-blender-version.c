/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of a Blender, see mq-blender-private.h. Only a real program's is kept: what a script
 * answers depends on more than its own file. */
#include "client/blender/mq-blender-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libdex.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "blenders.json"
#define ELF_MAGIC "\177ELF" /* elf(5) */

/* A healthy Blender answers in 0.5 s; a cold one on a slow disk takes a few seconds. */
#define TIMEOUT_S 60
#define MAX_BYTES (64 * 1024)

/* Returns device, inode, size and modification time, to notice an update; NULL for a script, which
 * may start another Blender, and for a path that is not UTF-8. */
static char *
identify (const char *path)
{
  g_autofd int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  char magic[sizeof ELF_MAGIC - 1];
  struct stat facts;

  if (file < 0 || !g_utf8_validate (path, -1, NULL) || fstat (file, &facts) != 0
      || read (file, magic, sizeof magic) != sizeof magic
      || memcmp (magic, ELF_MAGIC, sizeof magic) != 0)
    return NULL;

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT ".%09ld",
                          (guint64)facts.st_dev, (guint64)facts.st_ino, (gint64)facts.st_size,
                          (gint64)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
}

/* Returns path: { "file": …, "answer": … }; empty if nothing is kept. */
static JsonObject *
load (void)
{
  g_autofree char *file = mq_paths_get_cache (FILE_NAME);
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_get_contents (file, &text, &length, NULL))
    return mq_json_parse_object (text, (gssize)length, NULL) ?: json_object_new ();

  return json_object_new ();
}

/* Returns its output, or NULL and an error. Awaits. */
static char *
run (const char *path, GError **error)
{
  /* Standard error is discarded: some builds print driver warnings there. */
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (DexFuture) deadline = NULL;
  GInputStream *output;

  g_subprocess_launcher_set_environ (launcher, variables);
  process = g_subprocess_launcher_spawn (launcher, error, path, "--version", NULL);
  if (process == NULL)
    return NULL;

  output = g_subprocess_get_stdout_pipe (process);
  deadline = dex_timeout_new_seconds (TIMEOUT_S);

  while (text->len < MAX_BYTES)
    {
      g_autoptr (GError) read_error = NULL;
      g_autoptr (DexFuture) read = dex_input_stream_read_bytes (output, 4096, G_PRIORITY_DEFAULT);
      g_autoptr (GBytes) bytes = NULL;

      bytes = dex_await_boxed (dex_future_first (dex_ref (read), dex_ref (deadline), NULL),
                               &read_error);
      if (bytes == NULL)
        {
          g_subprocess_force_exit (process);
          if (g_error_matches (read_error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
            return mq_fail_null (error, MQ_ERROR_TIMEOUT, _ ("did not answer --version in %d s"),
                                 TIMEOUT_S);

          g_propagate_error (error, g_steal_pointer (&read_error));
          return NULL;
        }

      if (g_bytes_get_size (bytes) == 0)
        break;

      g_byte_array_append (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  /* Kill it, as it may stay after closing its output or printing too much. */
  g_subprocess_force_exit (process);
  return g_strndup ((const char *)text->data, text->len);
}

/* @kept: what there is already */
static void
keep (JsonObject *kept, const char *path, const char *identity, const char *answer)
{
  g_autofree char *home = mq_paths_get_cache (NULL);
  g_autofree char *file = mq_paths_get_cache (FILE_NAME);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_object_member (kept, path, mq_json_new ("file:s answer:s", identity, answer));
  text = mq_json_object_to_string (kept, TRUE);
  if (!mq_paths_make_private (home, &error)
      || !g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_info ("The version of %s was not kept: %s", path, error->message);
}

/**
 * mq_blender_ask_version:
 * @path: an executable, without symbolic links
 * @error: any error of starting it, %MQ_ERROR_TIMEOUT
 *
 * Runs it with `--version`, unless its answer is kept. Awaits.
 *
 * Returns: (transfer full) (nullable): its output
 */
char *
mq_blender_ask_version (const char *path, GError **error)
{
  g_autofree char *identity = identify (path);
  g_autoptr (JsonObject) kept = load ();
  JsonObject *entry = mq_json_get_object (kept, path);
  const char *known = mq_json_get_string (entry, "answer", NULL);
  char *answer;

  if (known != NULL && identity != NULL
      && g_strcmp0 (mq_json_get_string (entry, "file", NULL), identity) == 0)
    return g_strdup (known);

  answer = run (path, error);
  if (answer != NULL && identity != NULL && g_utf8_validate (answer, -1, NULL))
    keep (kept, path, identity, answer);
  return answer;
}
