/* The sandbox as text: which walls are in the arguments of bubblewrap and of the launcher, what is
 * let in, and what is not. */
#include "client/sandbox/mq-sandbox-private.h"
#include "client/sandbox/mq-sandbox.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static const char *const command[] = { "/usr/bin/blender", "--version", NULL };

static MqSandboxSpec
spec_for (const char *blender)
{
  return (MqSandboxSpec){
    .blender = blender,
    .bridge_dir = "/srv/bridge",
    .run_dir = "/srv/run",
    .limits = &mq_sandbox_default_limits,
  };
}

/* Where these words stand one after the other; -1 when they do not. */
static int
find (char **argv, const char *const *words)
{
  for (int i = 0; argv[i] != NULL; i++)
    {
      guint n = 0;

      while (words[n] != NULL && argv[i + (int)n] != NULL
             && g_str_equal (argv[i + (int)n], words[n]))
        n++;
      if (words[n] == NULL)
        return i;
    }

  return -1;
}

static char **
dup_options (const MqSandboxSpec *spec)
{
  g_autoptr (GError) error = NULL;
  char **options = mq_bubblewrap_dup_options (spec, "/srv/launcher", &error);

  g_assert_no_error (error);
  return options;
}

#define has(argv, ...) (find (argv, (const char *const[]){ __VA_ARGS__, NULL }) >= 0)
#define place(argv, ...) find (argv, (const char *const[]){ __VA_ARGS__, NULL })

static void
test_walls (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) argv = dup_options (&spec);

  g_assert_true (has (argv, "--unshare-user"));
  g_assert_true (has (argv, "--unshare-pid"));
  g_assert_true (has (argv, "--unshare-ipc"));
  g_assert_true (has (argv, "--unshare-uts"));
  g_assert_true (has (argv, "--unshare-net"));
  g_assert_true (has (argv, "--unshare-cgroup-try"));
  g_assert_true (has (argv, "--die-with-parent"));
  g_assert_true (has (argv, "--new-session"));
  g_assert_true (has (argv, "--cap-drop", "ALL"));
  g_assert_true (has (argv, "--clearenv"));
  g_assert_true (has (argv, "--hostname", "maquette"));
  g_assert_true (has (argv, "--ro-bind", "/usr", "/usr"));
  g_assert_true (has (argv, "--seccomp", "4"));
  g_assert_true (has (argv, "--ro-bind", "/srv/launcher", MQ_BUBBLEWRAP_LAUNCHER));
  g_assert_true (has (argv, "--ro-bind", "/srv/bridge", MQ_BUBBLEWRAP_BRIDGE_DIR));
  g_assert_true (has (argv, "--bind", "/srv/run", MQ_BUBBLEWRAP_RUN_DIR));
  g_assert_true (has (argv, "--remount-ro", "/"));
  /* Processes would tell paths. */
  g_assert_false (has (argv, "--proc"));
}

static void
test_launcher (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) argv = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_BUBBLEWRAP, &spec, "/launcher",
                                                      command);
  static const char *const limits[] = { "nofile=1024", "core=0", "nproc=1024",
                                        "msgqueue=0",  "nice=0", "rtprio=0" };
  int end = place (argv, "--", "/usr/bin/blender", "--version");
  guint64 seconds = 0;

  for (guint i = 0; argv[i] != NULL; i++)
    if (g_str_has_prefix (argv[i], "cpu="))
      seconds = g_ascii_strtoull (argv[i] + strlen ("cpu="), NULL, 10);

  g_assert_cmpstr (argv[0], ==, "/launcher");
  /* Each processor for as long as a call may take. */
  g_assert_cmpuint (seconds, >=, spec.limits->cpu_seconds * g_get_num_processors ());
  g_assert_cmpuint (seconds % g_get_num_processors (), ==, 0);
  g_assert_cmpint (place (argv, "--limit", "as=8589934592"), <, end);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    g_assert_true (has (argv, "--limit", limits[i]));
  g_assert_true (has (argv, "--confine"));
  g_assert_true (has (argv, "--keep", "3"));
  g_assert_true (has (argv, "--read", "/usr"));
  g_assert_true (has (argv, "--write", MQ_BUBBLEWRAP_RUN_DIR));
  g_assert_true (has (argv, "--setenv", "TMPDIR=" MQ_BUBBLEWRAP_RUN_DIR));
  g_assert_true (has (argv, "--setenv", "HOME=" MQ_BUBBLEWRAP_RUN_DIR));
  /* Not on every kernel. */
  g_assert_false (has (argv, "--landlock"));
  g_assert_false (has (argv, "--life"));

  /* Nothing that tells where the user's files are. */
  for (guint i = 0; argv[i] != NULL; i++)
    g_assert_null (strstr (argv[i], "/srv/"));
}

/* In a Flatpak the launcher is the only wall for files. */
static void
test_portal (void)
{
  MqSandboxSpec spec = spec_for ("/app/blender/blender");
  g_auto (GStrv) argv = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_PORTAL, &spec, "/launcher",
                                                      command);
  guint writable = 0;

  g_assert_true (has (argv, "--landlock"));
  g_assert_true (has (argv, "--life", "5"));
  g_assert_true (has (argv, "--seccomp", "4"));
  g_assert_true (has (argv, "--confine"));
  g_assert_true (has (argv, "--limit", "nproc=1024"));
  g_assert_true (has (argv, "--write", "/srv/run"));
  g_assert_true (has (argv, "--setenv", "TMPDIR=/srv/run"));
  for (guint i = 0; argv[i] != NULL; i++)
    writable += g_str_equal (argv[i], "--write");
  g_assert_cmpuint (writable, ==, 1);
}

static void
test_one_folder_is_writable (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) argv = dup_options (&spec);
  guint writable = 0;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      if (g_str_equal (argv[i], "--bind"))
        {
          g_assert_cmpstr (argv[i + 1], ==, "/srv/run");
          writable++;
        }
      g_assert_cmpstr (argv[i], !=, "--dev-bind");
      g_assert_cmpstr (argv[i], !=, "--dev-bind-try");
      g_assert_cmpstr (argv[i], !=, "--share-net");
      g_assert_null (strstr (argv[i], g_get_home_dir ()));
      g_assert_null (strstr (argv[i], "/run/user"));
      g_assert_null (strstr (argv[i], "dbus"));
    }
  g_assert_cmpuint (writable, ==, 2);

  /* Files in memory would count for no limit. */
  g_assert_false (has (argv, "--tmpfs"));
  g_assert_true (has (argv, "--bind", "/srv/run", "/tmp"));
}

static void
test_gpu_is_asked_for (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) plain = mq_sandbox_list_devices (&spec);
  g_auto (GStrv) argv = NULL;
  g_auto (GStrv) inside = NULL;

  g_assert_cmpuint (g_strv_length (plain), ==, 0);
  spec.gpu = TRUE;
  argv = dup_options (&spec);
  inside = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_BUBBLEWRAP, &spec, "/launcher", command);
  if (g_file_test ("/dev/dri", G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (place (argv, "--dev", "/dev"), <, place (argv, "--dev-bind", "/dev/dri"));
      g_assert_true (has (inside, "--device", "/dev/dri"));
    }
  g_assert_true (has (argv, "--ro-bind", "/sys/devices", "/sys/devices"));
  g_assert_true (has (argv, "--proc", "/proc"));
  /* Of /proc only what is named: neither the list nor the mounts. */
  g_assert_false (has (inside, "--read", "/proc"));
  g_assert_true (has (inside, "--limit", "data=8589934592"));
  g_assert_false (has (inside, "--limit", "as=8589934592"));
}

/* The cards of a job of a cluster, and one of them; a list is never passed on that is not one. */
static void
test_one_card (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) all = NULL;
  g_auto (GStrv) one = NULL;

  g_setenv ("CUDA_VISIBLE_DEVICES", "GPU-4a,GPU-4b", TRUE);
  g_setenv ("ROCR_VISIBLE_DEVICES", "2,3", TRUE);
  g_setenv ("ZE_AFFINITY_MASK", "0 --share-net", TRUE);
  spec.gpu = TRUE;
  spec.gpu_card = -1;
  all = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_BUBBLEWRAP, &spec, "/launcher", command);
  spec.gpu_card = 1;
  one = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_BUBBLEWRAP, &spec, "/launcher", command);
  g_unsetenv ("CUDA_VISIBLE_DEVICES");
  g_unsetenv ("ROCR_VISIBLE_DEVICES");
  g_unsetenv ("ZE_AFFINITY_MASK");

  g_assert_true (has (all, "--setenv", "CUDA_VISIBLE_DEVICES=GPU-4a,GPU-4b"));
  g_assert_true (has (one, "--setenv", "CUDA_VISIBLE_DEVICES=GPU-4b"));
  /* HIP counts the cards that ROCr has left. */
  g_assert_true (has (one, "--setenv", "ROCR_VISIBLE_DEVICES=2,3"));
  g_assert_true (has (one, "--setenv", "HIP_VISIBLE_DEVICES=1"));
  g_assert_true (has (one, "--setenv", "ZE_AFFINITY_MASK=1"));
  for (guint i = 0; all[i] != NULL; i++)
    g_assert_false (g_str_has_prefix (all[i], "ZE_AFFINITY_MASK"));
}

/* A script cannot write what another Blender would run. */
static void
test_shaders_are_read_only (void)
{
  static const char *const shaders[] = { "0/llvmpipe/maquette.foz", NULL };
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_autofree char *source = g_build_filename (g_get_user_cache_dir (), "maquette", "shaders",
                                              *shaders, NULL);
  g_auto (GStrv) argv = NULL;

  spec.shaders = shaders;
  argv = dup_options (&spec);
  g_assert_true (has (argv, "--ro-bind-try", source,
                      MQ_BUBBLEWRAP_RUN_DIR
                      "/.cache/mesa_shader_cache_sf/0/llvmpipe/maquette.foz"));
  g_assert_cmpint (place (argv, "--bind", "/srv/run"), <, place (argv, source));
}

static void
test_blender_of_its_own_folder (void)
{
  g_autoptr (GError) error = NULL;
  MqSandboxSpec spec = spec_for ("/opt/blender-4.5.3/blender");
  g_auto (GStrv) argv = mq_bubblewrap_dup_options (&spec, "/srv/launcher", &error);

  g_assert_no_error (error);
  g_assert_true (has (argv, "--ro-bind", "/opt/blender-4.5.3", "/opt/blender-4.5.3"));
  g_assert_cmpint (place (argv, "--ro-bind", "/opt/blender-4.5.3"), >, place (argv, "/tmp"));
}

static void
test_blender_among_private_files (void)
{
  g_autofree char *in_home = g_build_filename (g_get_home_dir (), "blender", NULL);
  const char *places[] = { in_home, "/blender", "/srv/run/blender", "/srv/blender" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      MqSandboxSpec spec = spec_for (places[i]);
      g_auto (GStrv) argv = mq_bubblewrap_dup_options (&spec, "/srv/launcher", &error);

      g_assert_null (argv);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
    }
}

static void
test_unconfined (void)
{
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");
  g_auto (GStrv) argv = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_NONE, &spec, "/launcher", command);

  g_assert_true (has (argv, "--die-with-parent"));
  g_assert_true (has (argv, "--inherit-environment"));
  g_assert_true (has (argv, "--limit", "as=8589934592"));
  g_assert_true (has (argv, "--limit", "core=0"));
  /* It would count what else the user runs. */
  g_assert_false (has (argv, "--limit", "nproc=1024"));
  g_assert_false (has (argv, "--write"));
  g_assert_false (has (argv, "--confine"));
  g_assert_true (has (argv, "--", "/usr/bin/blender", "--version"));
}

static void
test_missing_bubblewrap (void)
{
  g_autofree char *empty = mq_test_make_dir ("empty");
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr (GError) error = NULL;
  MqSandboxSpec spec = spec_for ("/usr/bin/blender");

  g_setenv ("PATH", empty, TRUE);
  g_assert_null (mq_bubblewrap_spawn (&spec, "/srv/launcher", command, NULL, -1, -1, &error));
  g_setenv ("PATH", path, TRUE);

  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  g_assert_nonnull (strstr (error->message, "Install the package bubblewrap"));
}

static void
test_bridge_dir (void)
{
  g_autofree char *dir = mq_test_make_dir ("bridge");
  g_autofree char *found = NULL;
  g_autofree char *own = NULL;
  g_autofree char *in_tree = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("MQ_BRIDGE_DIR", dir, TRUE);
  found = mq_sandbox_dup_bridge_dir (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, dir);

  /* A wrong setting is an error, not silently another folder. */
  g_setenv ("MQ_BRIDGE_DIR", "/nowhere", TRUE);
  g_assert_null (mq_sandbox_dup_bridge_dir (&error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  g_unsetenv ("MQ_BRIDGE_DIR");

  own = mq_sandbox_dup_bridge_dir (NULL);
  in_tree = g_build_filename (mq_paths_get_source_root (), "blender-addon/maquette_bridge", NULL);
  g_assert_cmpstr (own, ==, in_tree);
}

static void
test_filter (void)
{
  g_autoptr (GError) error = NULL;
  int fd = mq_seccomp_open_filter (&error);
  guint64 instruction;
  guint count = 0;

  g_assert_no_error (error);
  while (read (fd, &instruction, sizeof instruction) == sizeof instruction)
    count++;
  close (fd);
  /* One comparison a call at the least; the kernel takes 4096. */
  g_assert_cmpuint (count, >, 50);
  g_assert_cmpuint (count, <, 4096);
}

/* What the filter makes of a call in a process that has loaded it. Returns: the errno, 0 */
static int
try_call (long number, long first, long second)
{
  int fd = mq_seccomp_open_filter (NULL);
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      static struct sock_filter code[4096];
      gssize bytes = read (fd, code, sizeof code);
      struct sock_fprog program = { (unsigned short)((gsize)bytes / sizeof *code), code };

      if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
          || prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit (255);
      errno = 0;
      syscall (number, first, second, -1, -1, -1, -1);
      _exit (errno);
    }

  close (fd);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Also those that this libseccomp does not know by name, and with high bits that the kernel does
 * not look at. */
static void
test_denied_calls (void)
{
  static const struct
  {
    long number, first, second;
  } calls[] = {
    { SYS_vmsplice, 0, 0 },
    { SYS_splice, 0, 0 },
    { SYS_tee, 0, 0 },
    { SYS_sendfile, 0, 0 },
    { SYS_fcntl, 0, F_SETPIPE_SZ },
    { SYS_fcntl, 0, F_SETOWN },
    { SYS_fcntl, 0, F_SETOWN | 1L << 32 },
    { SYS_fcntl, 0, F_SETOWN_EX },
    { SYS_fcntl, 0, F_SETSIG },
    { SYS_ioctl, 0, FIOSETOWN },
    { SYS_ioctl, 0, SIOCSPGRP | 1L << 32 },
    { SYS_ioctl, 0, TIOCSTI },
    { 440, -1, 0 }, /* process_madvise */
    { 442, -1, 0 }, /* mount_setattr */
    { 447, -1, 0 }, /* memfd_secret */
    { 457, -1, 0 }, /* statmount */
    { 463, -1, 0 }, /* setxattrat */
    { 467, -1, 0 }, /* open_tree_attr */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (try_call (calls[i].number, calls[i].first, calls[i].second) != EPERM)
      g_error ("call %ld (%#lx, %#lx) is let through", calls[i].number,
               (unsigned long)calls[i].first, (unsigned long)calls[i].second);
  g_assert_cmpint (try_call (SYS_fcntl, -1, F_GETFD), ==, EBADF);
  g_assert_cmpint (try_call (SYS_ioctl, -1, FIONREAD), ==, EBADF);
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static void
write_below (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* @names, @first: of the kept files, and what the first of them has; both "" for none */
static void
assert_shaders (const char *names, const char *first)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_auto (GStrv) kept = mq_shader_cache_list ();
  g_autofree char *text = NULL;
  g_autofree char *joined = NULL;

  qsort (kept, g_strv_length (kept), sizeof *kept, compare_names);
  joined = g_strjoinv (" ", kept);
  g_assert_cmpstr (joined, ==, names);
  if (kept[0] != NULL)
    {
      g_autofree char *path = g_build_filename (folder, kept[0], NULL);

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    }
  g_assert_cmpstr (text != NULL ? text : "", ==, first);
}

/* What a Blender has compiled is kept for a week, and only that. */
static void
test_shaders_are_kept (void)
{
  static const char *const files[] = { "shaders/gpu/driver/maquette.foz",
                                       "shaders/gpu/driver/maquette_idx.foz",
                                       "shaders/gpu/driver/log", NULL };
  static const char *const wrong[] = { "/etc/passwd", "../a.foz", "shaders/../run/a.foz",
                                       "other/gpu/driver/a.foz", "shaders.foz" };
  static const char names[] = "gpu/driver/maquette.foz gpu/driver/maquette_idx.foz";
  g_autofree char *home = mq_paths_get_cache (NULL);
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_autofree char *run = mq_test_make_dir ("shaders-run");
  g_autoptr (JsonArray) list = mq_json_from_strings (files, -1);
  struct utimbuf old = { 0, time (NULL) - 8 * 24 * 60 * 60 };

  /* Not the cache of all tests. */
  g_unlink (home);
  g_assert_cmpint (g_mkdir_with_parents (home, 0700), ==, 0);
  assert_shaders ("", "");
  for (gsize i = 0; files[i] != NULL; i++)
    write_below (run, files[i], "first");
  mq_test_expect (mq_shader_cache_keep (run, list));
  assert_shaders (names, "first");
  /* None lies higher or deeper. */
  write_below (folder, "gpu/other.foz", "");
  write_below (folder, "gpu/driver/more/other.foz", "");
  assert_shaders (names, "first");

  write_below (run, files[0], "second");
  mq_test_expect (mq_shader_cache_keep (run, list));
  assert_shaders (names, "first");
  g_assert_cmpint (g_utime (folder, &old), ==, 0);
  assert_shaders ("", "");
  mq_test_expect (mq_shader_cache_keep (run, list));
  assert_shaders (names, "second");

  g_assert_cmpint (g_utime (folder, &old), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonArray) one = mq_json_from_strings (&wrong[i], 1);
      g_autoptr (GError) error = mq_test_expect_error (mq_shader_cache_keep (run, one), MQ_ERROR,
                                                       MQ_ERROR_PROTOCOL);

      g_test_message ("%s", error->message);
      assert_shaders ("", "");
    }
}

MQ_TEST_PROGRAM (sandbox)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/sandbox/walls", test_walls);
  g_test_add_func ("/sandbox/launcher", test_launcher);
  g_test_add_func ("/sandbox/portal", test_portal);
  g_test_add_func ("/sandbox/one-folder-is-writable", test_one_folder_is_writable);
  g_test_add_func ("/sandbox/gpu-is-asked-for", test_gpu_is_asked_for);
  g_test_add_func ("/sandbox/one-card", test_one_card);
  g_test_add_func ("/sandbox/shaders-are-read-only", test_shaders_are_read_only);
  g_test_add_func ("/sandbox/shaders-are-kept", test_shaders_are_kept);
  g_test_add_func ("/sandbox/blender-of-its-own-folder", test_blender_of_its_own_folder);
  g_test_add_func ("/sandbox/blender-among-private-files", test_blender_among_private_files);
  g_test_add_func ("/sandbox/unconfined", test_unconfined);
  g_test_add_func ("/sandbox/missing-bubblewrap", test_missing_bubblewrap);
  g_test_add_func ("/sandbox/bridge-dir", test_bridge_dir);
  g_test_add_func ("/sandbox/filter", test_filter);
  g_test_add_func ("/sandbox/denied-calls", test_denied_calls);

  return mq_test_run ();
}
