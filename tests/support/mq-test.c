/* What every C test needs, see mq-test.h. */
#include "support/mq-test.h"

#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static char *test_dir;

/* As shared_cache.py. An installed test, which has no build folder, has one for itself. */
static void
share_cache (void)
{
  g_autofree char *path = g_build_filename (test_dir, "cache", "maquette", NULL);
  g_autofree char *shared = NULL;

  if (mq_paths_get_build_root () == NULL)
    return;
  shared = g_build_filename (mq_paths_get_build_root (), "test-cache", NULL);
  g_assert_cmpint (g_mkdir_with_parents (shared, 0700), ==, 0);
  g_assert_cmpint (symlink (shared, path), ==, 0);
}

void
mq_test_init (int *argc, char ***argv)
{
  static const struct
  {
    const char *variable;
    const char *folder;
  } folders[] = {
    { "XDG_DATA_HOME", "data" },   { "XDG_CONFIG_HOME", "config" },  { "XDG_CACHE_HOME", "cache" },
    { "XDG_STATE_HOME", "state" }, { "XDG_RUNTIME_DIR", "runtime" }, { "HOME", "home" },
  };
  g_autoptr (GError) error = NULL;

  test_dir = g_dir_make_tmp ("mq-test-XXXXXX", &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = mq_test_make_dir (folders[i].folder);

      g_setenv (folders[i].variable, path, TRUE);
    }

  share_cache ();
  g_test_init (argc, argv, NULL);
  dex_init ();
}

int
mq_test_run (void)
{
  int result = g_test_run ();

  mq_test_remove_tree (test_dir);
  g_clear_pointer (&test_dir, g_free);
  return result;
}

gboolean
mq_test_speak_german (gboolean german)
{
  g_autofree char *path = g_build_filename (test_dir, "de_DE.UTF-8", NULL);
  g_autofree char *locale_dir = mq_paths_dup_locale_dir ();

  /* Only its name counts: gettext goes by that. */
  if (german && symlink ("/usr/lib/locale/C.utf8", path) != 0 && errno != EEXIST)
    g_test_message ("%s: %s", path, g_strerror (errno));
  g_setenv ("LOCPATH", test_dir, TRUE);
  g_unsetenv ("LANGUAGE");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (setlocale (LC_MESSAGES, german ? "de_DE.UTF-8" : "C") != NULL)
    return TRUE;

  g_test_skip ("no German locale can be made here");
  return FALSE;
}

const char *
mq_test_get_dir (void)
{
  return test_dir;
}

char *
mq_test_make_dir (const char *name)
{
  char *path = g_build_filename (test_dir, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

JsonObject *
mq_test_parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = mq_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  return object;
}

void
mq_test_remove_tree (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          mq_test_remove_tree (child);
        }
    }

  g_remove (path);
}

static DexFuture *
wake_up (DexFuture *future, gpointer user_data)
{
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

DexFuture *
mq_test_wait (DexFuture *future)
{
  /* It may be completed by another thread, which would not end the iteration. */
  dex_future_disown (dex_future_finally (dex_ref (future), wake_up, NULL, NULL));

  while (dex_future_get_status (future) == DEX_FUTURE_STATUS_PENDING)
    g_main_context_iteration (NULL, TRUE);

  return future;
}

void
mq_test_expect (DexFuture *future)
{
  g_autoptr (DexFuture) done = mq_test_wait (future);
  g_autoptr (GError) error = NULL;

  dex_future_get_value (done, &error);
  g_assert_no_error (error);
}

GError *
mq_test_expect_error (DexFuture *future, GQuark domain, int code)
{
  g_autoptr (DexFuture) done = mq_test_wait (future);
  GError *error = NULL;

  dex_future_get_value (done, &error);
  g_assert_error (error, domain, code);
  return error;
}

static DexFuture *
run_body (gpointer user_data)
{
  ((MqTestFiber)user_data) ();
  return dex_future_new_true ();
}

static void
run_fiber (gconstpointer user_data)
{
  mq_test_expect (dex_scheduler_spawn (NULL, 256 * 1024, run_body, (gpointer)user_data, NULL));
}

static DexFuture *
do_nothing (gpointer user_data)
{
  return dex_future_new_true ();
}

void
mq_test_use_pool (void)
{
  DexScheduler *pool = dex_thread_pool_scheduler_get_default ();

  g_assert_true (dex_await (dex_scheduler_spawn (pool, 0, do_nothing, NULL, NULL), NULL));
}

/* In /proc/locks, "->" marks whoever waits. */
static guint
count_lockers (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *inode = NULL;
  g_auto (GStrv) lines = NULL;
  GStatBuf facts;
  guint n = 0;

  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_assert_true (g_file_get_contents ("/proc/locks", &text, NULL, NULL));
  inode = g_strdup_printf (":%" G_GUINT64_FORMAT " ", (guint64)facts.st_ino);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], "->") != NULL && strstr (lines[i], inode) != NULL;
  return n;
}

void
mq_test_await_lockers (const char *path, guint n)
{
  while (count_lockers (path) < n)
    dex_await (dex_timeout_new_msec (5), NULL);
}

GSubprocess *
mq_test_stop_with_lock (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) holder
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c",
                          "exec 9>>\"$1\" && flock 9 && echo && kill -STOP $$", "sh", path, NULL);
  char line;

  g_assert_no_error (error);
  g_assert_cmpint (
      g_input_stream_read (g_subprocess_get_stdout_pipe (holder), &line, 1, NULL, NULL), ==, 1);
  return g_steal_pointer (&holder);
}

void
mq_test_add_fiber (const char *path, MqTestFiber body)
{
  g_test_add_data_func (path, body, run_fiber);
}
