/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local Blender for the knowledge command, see mq-knowledge-blender.h. */
#include "service/knowledge/mq-knowledge-blender.h"

#include "common/settings/mq-config.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-paths.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define STACK (256 * 1024)
#define MAX_LOG (64 * 1024)

/**
 * mq_knowledge_find_blender:
 * @path: (nullable): a program's path or name
 * @error: %MQ_ERROR_NO_BLENDER; %MQ_ERROR_BAD_INPUT when the configuration is invalid
 *
 * Returns: (transfer full) (nullable): @path, else the configuration's Blender, else the one in
 *   `PATH`
 */
char *
mq_knowledge_find_blender (const char *path, GError **error)
{
  g_autoptr (MqConfig) config = NULL;
  char *program;

  if (path == NULL)
    {
      if (!(config = mq_config_load (NULL, error)))
        return NULL;
      path = mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE);
    }

  if (path == NULL)
    path = "blender";

  if (!(program = g_find_program_in_path (path)))
    g_set_error (
        error, MQ_ERROR, MQ_ERROR_NO_BLENDER,
        "There is no Blender at “%s”. Install Blender 4.2 or newer, or name it with --blender PATH",
        path);

  return program;
}

/* Identifies the program at this path, so that an update is noticed. */
static char *
stamp_of (const char *executable)
{
  GStatBuf info;

  if (g_stat (executable, &info) != 0)
    return g_strdup ("");

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          (gint64)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec,
                          (gint64)info.st_size, executable);
}

static char *
note_path (const char *cache_dir, const char *executable)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, executable, -1);
  g_autofree char *name = g_strdup_printf ("blender-%.16s", digest);

  return g_build_filename (cache_dir, name, NULL);
}

/* The id that this program reported the last time. */
static char *
read_note (const char *cache_dir, const char *executable)
{
  g_autofree char *path = note_path (cache_dir, executable);
  g_autofree char *stamp = stamp_of (executable);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", 3);
  return g_strv_length (lines) >= 2 && g_str_equal (lines[0], stamp) ? g_strdup (lines[1]) : NULL;
}

/* Errors are ignored: the note only saves a start of Blender the next time. */
static void
write_note (const char *cache_dir, const char *executable, const char *blender)
{
  g_autofree char *path = note_path (cache_dir, executable);
  g_autofree char *stamp = stamp_of (executable);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", stamp, blender);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_debug ("%s", error->message);
}

/* "maquette-bridge: 4.3.2-32f5fdce0a0a: 4163 entries" */
static char *
id_in_log (const char *log)
{
  const char *line = strstr (log, "maquette-bridge: ");
  const char *end;

  if (line == NULL)
    return NULL;

  line += strlen ("maquette-bridge: ");
  end = strchr (line, ':');
  return end != NULL ? g_strndup (line, end - line) : NULL;
}

static DexFuture *
start_blender (const char *executable, const char *output, const char *log, GError **error)
{
  g_autofree char *addon = mq_paths_find_addon ();
  g_autofree char *script = NULL;
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
  g_autoptr (GSubprocess) process = NULL;

  if (addon == NULL)
    return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                         "Maquette's bridge for Blender is not installed");

  script = g_build_filename (addon, "maquette_bridge", "introspect", "introspection.py", NULL);
  g_subprocess_launcher_set_stdout_file_path (launcher, log);
  g_subprocess_launcher_set_environ (launcher, variables);
  g_subprocess_launcher_setenv (launcher, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
  process = g_subprocess_launcher_spawn (launcher, error, executable, "--background",
                                         "--factory-startup", "--offline-mode",
                                         "--disable-autoexec", "--python-exit-code", "1",
                                         "--python", script, "--", "--output", output, NULL);

  return process != NULL ? dex_subprocess_wait_check (process) : NULL;
}

static char *
read_log (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");

  return g_utf8_make_valid (text, (gssize)strnlen (text, MAX_LOG));
}

/* Runs Blender and makes the index of its introspection; returns the id. */
static char *
introspect (MqKnowledge *knowledge, const char *executable, const char *folder, GError **error)
{
  g_autofree char *output = g_build_filename (folder, "introspection.json.gz", NULL);
  g_autofree char *log_path = g_build_filename (folder, "log", NULL);
  g_autofree char *log = NULL;
  g_autofree char *blender = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) trouble = NULL;
  DexFuture *ended = start_blender (executable, output, log_path, &trouble);
  gsize length;

  if (ended == NULL || !dex_await (ended, &trouble)
      || !(blender = id_in_log (log = read_log (log_path)))
      || !g_file_get_contents (output, &contents, &length, &trouble))
    return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                         "“%s” could not be asked what it knows: %s. Is it Blender 4.2 or newer?",
                         executable, trouble != NULL ? trouble->message : "it says no version");

  bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  if (!dex_await (mq_knowledge_add (knowledge, blender, bytes), error))
    return NULL;

  return g_steal_pointer (&blender);
}

static void
remove_folder (const char *folder)
{
  static const char *const names[] = { "introspection.json.gz", "log" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static DexFuture *
learn_fiber (MqKnowledge *knowledge, const char *cache_dir, const char *executable)
{
  g_autofree char *blender = read_note (cache_dir, executable);
  g_autofree char *folder = NULL;
  GError *error = NULL;

  if (blender != NULL && mq_knowledge_has (knowledge, blender))
    return dex_future_new_take_string (g_steal_pointer (&blender));

  g_printerr ("Asking %s what it knows (once, a few seconds)…\n", executable);
  g_clear_pointer (&blender, g_free);
  if (!(folder = g_dir_make_tmp ("maquette-knowledge-XXXXXX", &error)))
    return dex_future_new_for_error (error);

  blender = introspect (knowledge, executable, folder, &error);
  remove_folder (folder);
  if (blender == NULL)
    return dex_future_new_for_error (error);

  write_note (cache_dir, executable, blender);
  return dex_future_new_take_string (g_steal_pointer (&blender));
}

/**
 * mq_knowledge_index_blender:
 * @knowledge: the knowledge that gets its index when missing
 * @cache_dir: the cache folder of @knowledge
 * @executable: a Blender
 *
 * Prints a line on standard error when Blender has to be started.
 *
 * Returns: (transfer full): resolves to the id of the Blender; rejects with %MQ_ERROR_NO_BLENDER or
 *   as mq_knowledge_add()
 */
DexFuture *
mq_knowledge_index_blender (MqKnowledge *knowledge, const char *cache_dir, const char *executable)
{
  return mq_fiber_spawn_with (NULL, STACK, learn_fiber, (MQ_TYPE_KNOWLEDGE, knowledge),
                              (G_TYPE_STRING, cache_dir), (G_TYPE_STRING, executable));
}
