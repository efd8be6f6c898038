/* What of the disk is a script's: what its processes have written, however they hide it, and
 * nothing that another program has. */
#include "client/blender/mq-disk-use.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <unistd.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)

/* A shell that runs @script in @folder, says a line, and waits. */
static GSubprocess *
start (const char *folder, const char *script)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *whole = g_strconcat (script, "; echo; read line", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *shell;
  char line[1];

  g_subprocess_launcher_set_cwd (launcher, folder);
  shell = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", whole, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (
      g_input_stream_read (g_subprocess_get_stdout_pipe (shell), line, 1, NULL, &error), ==, 1);
  return shell;
}

static guint64
measure (const char *folder, GSubprocess *shell, guint64 free_before)
{
  return mq_disk_use_measure (folder, atoi (g_subprocess_get_identifier (shell)), free_before);
}

/* Not in memory, where /tmp may be. */
static char *
make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_build_filename (g_get_user_cache_dir (), "disk-use-XXXXXX", NULL);

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_nonnull (g_mkdtemp (folder));
  return folder;
}

static void
test_without_a_name (void)
{
  g_autofree char *folder = make_dir ();
  guint64 free_before = mq_disk_use_get_free (folder);
  g_autoptr (GSubprocess) shell = start (folder,
                                         "exec 3>file; rm file; head -c 100M /dev/zero >&3");

  g_assert_cmpuint (measure (folder, shell, free_before), >=, 90 * MIB);
  g_assert_cmpuint (measure (folder, shell, free_before), <=, 110 * MIB);
  g_subprocess_force_exit (shell);
}

static void
test_of_another_program (void)
{
  g_autofree char *folder = make_dir ();
  g_autofree char *path = g_build_filename (folder, "..", "another", NULL);
  guint64 free_before = mq_disk_use_get_free (folder);
  g_autoptr (GSubprocess) shell = start (folder, "echo small > file");
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct statfs disk;

  g_assert_cmpint (statfs (folder, &disk), ==, 0);
  if (disk.f_type == TMPFS_MAGIC)
    {
      g_test_skip ("the cache is in memory, where all that is gone counts");
      return;
    }
  g_assert_cmpint (posix_fallocate (fd, 0, 300 * MIB), ==, 0);
  g_assert_cmpuint (mq_disk_use_get_free (folder), <, free_before - 200 * MIB);
  g_assert_cmpuint (measure (folder, shell, free_before), <, 1 * MIB);
  /* Nobody can tell whose it is. */
  g_assert_cmpuint (mq_disk_use_measure (folder, 0, free_before), >, 200 * MIB);

  g_subprocess_force_exit (shell);
  g_unlink (path);
}

static void
test_hidden (void)
{
  g_autofree char *folder = make_dir ();
  g_autoptr (GSubprocess) shell
      = start (folder, "mkdir -p a/b; head -c 10M /dev/zero > a/b/file; chmod 0 a/b a .");

  g_assert_cmpuint (mq_disk_use_measure (folder, 0, 0), >=, 10 * MIB);
  g_assert_cmpuint (mq_disk_use_measure (folder, 0, 0), <, 11 * MIB);
  g_subprocess_force_exit (shell);
}

MQ_TEST_PROGRAM (disk_use)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/disk-use/without-a-name", test_without_a_name);
  g_test_add_func ("/disk-use/of-another-program", test_of_another_program);
  g_test_add_func ("/disk-use/hidden", test_hidden);
  return mq_test_run ();
}
