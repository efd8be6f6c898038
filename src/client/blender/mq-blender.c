/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBlender: a Blender installation on this machine, and the search for installations. A candidate
 * counts only if it answers `--version` in time; the error names rejected candidates. */
#include "client/blender/mq-blender.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OLDEST_MAJOR 4
#define OLDEST_MINOR 2

#define MAX_CANDIDATES 32

#define FILE_NAME "blenders.json"
#define ELF_MAGIC "\177ELF" /* elf(5) */

/* A healthy Blender answers in 0.5 s; a cold one on a slow disk takes a few seconds. */
#define TIMEOUT_S 60
#define MAX_BYTES (64 * 1024)

/* A line such as “Blender 4.3.2”, or “Blender 4.3 Beta”. */
#define NUMBER "([0-9]{1,4})(?![0-9])"
#define VERSION "^Blender " NUMBER "\\." NUMBER "(?:\\." NUMBER ")?"

struct _MqBlender
{
  GObject parent_instance;

  char *path;
  char *version;
  guint major;
  guint minor;
  guint micro;
};

G_DEFINE_FINAL_TYPE (MqBlender, mq_blender, G_TYPE_OBJECT)

static void
mq_blender_finalize (GObject *object)
{
  MqBlender *self = MQ_BLENDER (object);

  g_free (self->path);
  g_free (self->version);

  G_OBJECT_CLASS (mq_blender_parent_class)->finalize (object);
}

static void
mq_blender_class_init (MqBlenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_blender_finalize;
}

static void
mq_blender_init (MqBlender *self)
{
}

/**
 * mq_blender_get_path:
 * @self: a Blender
 *
 * Returns: the absolute path of the executable, without symbolic links
 */
const char *
mq_blender_get_path (MqBlender *self)
{
  g_return_val_if_fail (MQ_IS_BLENDER (self), NULL);

  return self->path;
}

/**
 * mq_blender_get_version:
 * @self: a Blender
 *
 * Returns: such as “4.3.2”
 */
const char *
mq_blender_get_version (MqBlender *self)
{
  g_return_val_if_fail (MQ_IS_BLENDER (self), NULL);

  return self->version;
}

/* @major: such as 4; @minor: such as 2. Returns: less than, equal to or greater than 0, as @self
 * is older than, the same series as, or newer than @major.@minor */
int
mq_blender_compare (MqBlender *self, guint major, guint minor)
{
  g_return_val_if_fail (MQ_IS_BLENDER (self), 0);

  if (self->major != major)
    return self->major < major ? -1 : 1;

  return self->minor == minor ? 0 : self->minor < minor ? -1 : 1;
}

/* @text: its output for `--version`. Returns: (transfer full) (nullable): %NULL if no line of
 * @text reads “Blender X.Y[.Z]” */
MqBlender *
mq_blender_new_for_version_text (const char *path, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (VERSION, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;
  guint number[3];
  MqBlender *self;

  if (!g_regex_match (regex, text, 0, &info))
    return NULL;

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *digits = g_match_info_fetch (info, i + 1);

      number[i] = digits != NULL ? (guint)g_ascii_strtoull (digits, NULL, 10) : 0;
    }

  self = g_object_new (MQ_TYPE_BLENDER, NULL);
  self->path = g_strdup (path);
  self->major = number[0];
  self->minor = number[1];
  self->micro = number[2];
  self->version = g_strdup_printf ("%u.%u.%u", number[0], number[1], number[2]);
  return self;
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

          return mq_fail_null_with (error, &read_error);
        }

      if (g_bytes_get_size (bytes) == 0)
        break;

      g_byte_array_append (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  /* Kill it, as it may stay after closing its output or printing too much. */
  g_subprocess_force_exit (process);
  return g_strndup ((const char *)text->data, text->len);
}

/* Returns the output of @path, an executable without symbolic links, for `--version`: asked once
 * for each file, as it takes half a second. Only a real program's is kept, as path: { "file": …,
 * "answer": … }: what a script answers depends on more than its own file. Awaits. */
static char *
ask_version (const char *path, GError **error)
{
  g_autofd int program = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autofree char *identity = NULL;
  g_autofree char *home = mq_paths_get_cache (NULL);
  g_autofree char *file = mq_paths_get_cache (FILE_NAME);
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (GError) failure = NULL;
  char magic[sizeof ELF_MAGIC - 1];
  struct stat facts;
  JsonObject *entry;
  const char *known;
  char *answer;
  gsize length;

  /* Device, inode, size and modification time, to notice an update. A script may start another
   * Blender. */
  if (program >= 0 && g_utf8_validate (path, -1, NULL) && fstat (program, &facts) == 0
      && read (program, magic, sizeof magic) == sizeof magic
      && memcmp (magic, ELF_MAGIC, sizeof magic) == 0)
    identity = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
                                " %" G_GINT64_FORMAT ".%09ld",
                                (guint64)facts.st_dev, (guint64)facts.st_ino, (gint64)facts.st_size,
                                (gint64)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
  g_clear_fd (&program, NULL);

  if (g_file_get_contents (file, &old, &length, NULL))
    kept = mq_json_parse_object (old, (gssize)length, NULL);
  if (kept == NULL)
    kept = json_object_new ();

  entry = mq_json_get_object (kept, path);
  known = mq_json_get_string (entry, "answer", NULL);
  if (known != NULL && identity != NULL
      && g_strcmp0 (mq_json_get_string (entry, "file", NULL), identity) == 0)
    return g_strdup (known);

  answer = run (path, error);
  if (answer == NULL || identity == NULL || !g_utf8_validate (answer, -1, NULL))
    return answer;

  json_object_set_object_member (kept, path, mq_json_new ("file:s answer:s", identity, answer));
  new = mq_json_object_to_string (kept, TRUE);
  if (!mq_paths_make_private (home, &failure)
      || !g_file_set_contents_full (file, new, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &failure))
    g_info ("The version of %s was not kept: %s", path, failure->message);
  return answer;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b, gpointer unused)
{
  const MqBlender *one = a;
  const MqBlender *other = b;
  int series = mq_blender_compare ((MqBlender *)other, one->major, one->minor);

  return series != 0 ? series : (int)other->micro - (int)one->micro;
}

static void
add_candidate (GPtrArray *paths, const char *path)
{
  g_autofree char *real = NULL;

  if (paths->len < MAX_CANDIDATES && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE)
      && !g_file_test (path, G_FILE_TEST_IS_DIR))
    real = realpath (path, NULL);
  if (real != NULL && !g_ptr_array_find_with_equal_func (paths, real, g_str_equal, NULL))
    g_ptr_array_add (paths, g_steal_pointer (&real));
}

static void
add_flatpak (GPtrArray *paths, const char *installation)
{
  /* Flatpak's exported launcher starts a container through D-Bus, which is impossible in a sandbox;
   * the deployed files contain the same Blender. */
  g_autofree char *path = g_build_filename (installation, "app", "org.blender.Blender", "current",
                                            "active", "files", "blender", "blender", NULL);

  add_candidate (paths, path);
}

static DexFuture *
find_fiber (const char *configured)
{
  g_autoptr (GListStore) found = g_list_store_new (MQ_TYPE_BLENDER);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) useless = g_string_new (NULL);
  const char *wrong = _ ("“%s”, named by blender.executable in config.yaml, is not a program that "
                         "can be run. Correct the path, or remove it to use a Blender on PATH.");

  if (configured == NULL && (configured = g_getenv ("MQ_BLENDER")) != NULL)
    wrong = _ ("“%s”, named by the environment variable MQ_BLENDER, is not a program that can be "
               "run. Correct the path, or remove it to use a Blender on PATH.");
  if (configured != NULL && *configured == '\0')
    configured = NULL;

  if (configured == NULL)
    {
      g_autofree char *on_path = g_find_program_in_path ("blender");
      g_autofree char *applications = g_build_filename (g_get_home_dir (), "Applications", NULL);
      g_autofree char *programs = g_build_filename (g_get_home_dir (), ".local", "opt", NULL);
      g_autofree char *flatpak = g_build_filename (g_get_user_data_dir (), "flatpak", NULL);
      const char *const folders[] = { "/opt",   "/usr/local", g_get_user_data_dir (),
                                      programs, applications, g_get_home_dir () };

      if (on_path != NULL)
        add_candidate (paths, on_path);
      add_candidate (paths, "/usr/bin/blender");
      for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
        {
          g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);
          const char *name;

          /* Folders such as /opt/blender-4.5.3-linux-x64 with a `blender` in them. */
          while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
            if (g_ascii_strncasecmp (name, "blender", strlen ("blender")) == 0)
              {
                g_autofree char *path = g_build_filename (folders[i], name, "blender", NULL);

                add_candidate (paths, path);
              }
        }

      add_flatpak (paths, flatpak);
      add_flatpak (paths, "/var/lib/flatpak");
      /* /snap/bin/blender starts a container, too. */
      add_candidate (paths, "/snap/blender/current/blender");
    }
  else
    {
      g_autofree char *program = g_find_program_in_path (configured);

      if (program != NULL)
        add_candidate (paths, program);
      if (paths->len == 0)
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NO_BLENDER, wrong, configured);
    }

  MQ_EACH (paths, i, const char, path)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqBlender) blender = NULL;
      g_autofree char *text = ask_version (path, &error);

      if (text != NULL)
        blender = mq_blender_new_for_version_text (path, text);

      if (blender == NULL)
        g_string_append_printf (useless, " %s: %s.", path,
                                error != NULL ? error->message : _ ("not a Blender"));
      else if (mq_blender_compare (blender, OLDEST_MAJOR, OLDEST_MINOR) < 0)
        g_string_append_printf (useless, _ (" %s: Blender %s, too old."), path, blender->version);
      else
        g_list_store_insert_sorted (found, blender, compare_newest_first, NULL);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (found)) == 0)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        _ ("No usable Blender: version %d.%d or newer is needed.%s%s Install one (Debian 13: apt "
           "install blender; or https://www.blender.org/download/, unpacked under /opt or "
           "~/.local/share), "
           "or name it as blender.executable in config.yaml."),
        OLDEST_MAJOR, OLDEST_MINOR, useless->len > 0 ? _ (" Found:") : _ (" None was found."),
        useless->str);

  return dex_future_new_take_object (g_steal_pointer (&found));
}

/**
 * mq_blender_find:
 * @configured: (nullable): a path or program name from the configuration
 *
 * Searches for Blenders and asks each for its version. With @configured, or else $MQ_BLENDER, it
 * only tries that one: a wrong setting is an error, never silently replaced by another Blender.
 *
 * Returns: (transfer full): resolves to a [iface@Gio.ListModel] of [class@Mq.Blender], newest
 *   first; rejects with %MQ_ERROR_NO_BLENDER
 */
DexFuture *
mq_blender_find (const char *configured)
{
  return mq_fiber_spawn_with (NULL, 0, find_fiber, (G_TYPE_STRING, configured));
}
