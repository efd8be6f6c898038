/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bubblewrap's options for the sandbox of Blender. They are a function of their input that a test
 * can check, and go through a descriptor: an argument can be read in the process list, inside the
 * sandbox, too. */
#include "client/sandbox/mq-sandbox-private.h"

#include "client/sandbox/mq-scope.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bubblewrap's descriptors for the process that it has started, and for waiting. */
#define INFO_FD 6
#define BLOCK_FD 7
#define MAX_FDS 5
/* Installed beside the launcher. */
#define FORK_CHILD "maquette-fork-child.so"
/* The empty folders that Blender makes when it starts. */
#define SERVER_BYTES "1048576"

static gboolean
contains (const char *folder, const char *path)
{
  gsize length = strlen (folder);

  while (length > 0 && folder[length - 1] == '/')
    length--;

  return strncmp (folder, path, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Namespaces are listed one by one: --unshare-all creates the user namespace only if possible,
 * and root would not get one. No capabilities, not even root's in its own namespace, and no new
 * ones. */
static void
add_walls (GStrvBuilder *argv)
{
  g_strv_builder_add_many (argv, "--unshare-user", "--unshare-pid", "--unshare-ipc",
                           "--unshare-uts", NULL);
  g_strv_builder_add_many (argv, "--unshare-net", "--unshare-cgroup-try", NULL);
  g_strv_builder_add_many (argv, "--die-with-parent", "--new-session", "--cap-drop", "ALL", NULL);
  g_strv_builder_add_many (argv, "--uid", "1000", "--gid", "1000", "--hostname", "maquette", NULL);

  g_strv_builder_add_many (argv, "--clearenv", NULL);

  g_strv_builder_add_many (argv, "--dev", "/dev", NULL);
}

/* A folder that is a link, such as /lib, is one inside, too. */
static void
add_system (GStrvBuilder *argv, const MqSandboxSpec *spec)
{
  g_auto (GStrv) paths = mq_sandbox_list_readable (spec);
  g_auto (GStrv) devices = mq_sandbox_list_devices (spec);

  /* Graphics drivers ask it much, and it tells a script the paths of the mounts where there is no
   * Landlock. Without it /proc has no processes at all; the loader of a Blender with its own
   * libraries asks for the link. */
  if (spec->gpu)
    g_strv_builder_add_many (argv, "--proc", "/proc", NULL);
  else
    g_strv_builder_add_many (argv, "--symlink", spec->blender, "/proc/self/exe", NULL);

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *target = strchr (paths[i] + 1, '/') == NULL
                                    ? g_file_read_link (paths[i], NULL)
                                    : NULL;

      if (target != NULL)
        g_strv_builder_add_many (argv, "--symlink", target, paths[i], NULL);
      else if (!spec->gpu || !contains ("/proc", paths[i]))
        g_strv_builder_add_many (argv, "--ro-bind", paths[i], paths[i], NULL);
    }
  for (gsize i = 0; devices[i] != NULL; i++)
    g_strv_builder_add_many (argv, "--dev-bind", devices[i], devices[i], NULL);
}

/* A Blender from a tarball has its own folder, which the sandbox contains as a whole. */
static gboolean
add_blender_folder (GStrvBuilder *argv, const MqSandboxSpec *spec, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (spec->blender);

  if (contains ("/usr", folder))
    return TRUE;

  if (contains (folder, g_get_home_dir ()) || contains (folder, spec->run_dir)
      || contains (folder, "/usr"))
    return mq_fail (
        error, MQ_ERROR_NO_BLENDER,
        _ ("Blender is at %s, so its folder, which a script can read, would hold private "
           "files too. Move Blender into a folder of its own, such as /opt/blender."),
        spec->blender);

  g_strv_builder_add_many (argv, "--ro-bind", folder, folder, NULL);
  return TRUE;
}

static void
add_shaders (GStrvBuilder *argv, const char *const *shaders)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();

  for (gsize i = 0; shaders != NULL && shaders[i] != NULL; i++)
    {
      g_autofree char *source = g_build_filename (folder, shaders[i], NULL);
      g_autofree char *target = g_build_filename (
          MQ_BUBBLEWRAP_RUN_DIR "/.cache/mesa_shader_cache_sf", shaders[i], NULL);

      g_strv_builder_add_many (argv, "--ro-bind-try", source, target, NULL);
    }
}

/* The children of a fork server make a view of their own: the places for it, and the right to. The
 * server itself gets no system call filter, since its children load more. */
static void
add_pool (GStrvBuilder *argv, const MqSandboxSpec *spec, const char *launcher)
{
  g_autofree char *folder = g_path_get_dirname (launcher);
  g_autofree char *library = g_build_filename (folder, FORK_CHILD, NULL);
  g_autofree char *shaders = mq_shader_cache_get_folder ();
  g_autofree char *cache = g_path_get_dirname (shaders);

  g_strv_builder_add_many (argv, "--size", SERVER_BYTES, "--tmpfs", MQ_BUBBLEWRAP_RUN_DIR, NULL);
  g_strv_builder_add_many (argv, "--cap-add", "CAP_SYS_ADMIN", "--ro-bind", library,
                           MQ_BUBBLEWRAP_FORK_CHILD, "--bind", spec->pool, MQ_BUBBLEWRAP_POOL,
                           NULL);
  g_strv_builder_add_many (argv, "--dir", MQ_BUBBLEWRAP_SHADERS, "--dir", MQ_BUBBLEWRAP_CACHE,
                           "--ro-bind", cache, MQ_BUBBLEWRAP_CACHE, NULL);
}

/* Builds bubblewrap's options, which expect the system call filter as %MQ_PROCESS_SECCOMP_FD.
 * @spec: what the sandbox contains; @error: %MQ_ERROR_NO_BLENDER if the Blender cannot be made
 * available safely. Returns: (transfer full) (nullable): the options */
char **
mq_bubblewrap_dup_options (const MqSandboxSpec *spec, const char *launcher, GError **error)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();

  add_walls (argv);
  /* Not a disk in memory, whose files no limit counts; a fork server writes nothing. */
  if (spec->pool != NULL)
    g_strv_builder_add_many (argv, "--size", SERVER_BYTES, "--tmpfs", "/tmp", NULL);
  else
    g_strv_builder_add_many (argv, "--bind", spec->run_dir, "/tmp", NULL);
  add_system (argv, spec);
  if (!add_blender_folder (argv, spec, error))
    return NULL;

  g_strv_builder_add_many (argv, "--ro-bind", launcher, MQ_BUBBLEWRAP_LAUNCHER, NULL);
  g_strv_builder_add_many (argv, "--ro-bind", spec->bridge_dir, MQ_BUBBLEWRAP_BRIDGE_DIR, NULL);
  if (spec->pool != NULL)
    add_pool (argv, spec, launcher);
  else
    g_strv_builder_add_many (argv, "--bind", spec->run_dir, MQ_BUBBLEWRAP_RUN_DIR, NULL);
  add_shaders (argv, spec->shaders);
  /* After the last mount point in them was created; mounts below keep their own rights. */
  if (spec->gpu)
    g_strv_builder_add_many (argv, "--remount-ro", "/proc", NULL);
  g_strv_builder_add_many (argv, "--remount-ro", "/dev", "--remount-ro", "/", NULL);
  if (spec->pool == NULL)
    g_strv_builder_add_many (argv, "--seccomp", G_STRINGIFY (MQ_PROCESS_SECCOMP_FD), NULL);

  return g_strv_builder_end (argv);
}

/* Returns a descriptor that holds the options, each with its NUL. */
static int
open_options (const char *const *options, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofd int fd = memfd_create ("maquette-options", MFD_CLOEXEC);

  for (gsize i = 0; options[i] != NULL; i++)
    g_byte_array_append (bytes, (const guint8 *)options[i], strlen (options[i]) + 1);

  if (fd < 0 || write (fd, bytes->data, bytes->len) != (gssize)bytes->len
      || lseek (fd, 0, SEEK_SET) < 0)
    {
      int failure = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "memfd: %s",
                   g_strerror (failure));
      return -1;
    }

  return g_steal_fd (&fd);
}

/* Returns: (transfer full) (nullable): the process */
MqProcess *
mq_bubblewrap_spawn (const MqSandboxSpec *spec, const char *launcher, const char *const *command,
                     const char *canary, int bridge_fd, int filter_fd, GError **error)
{
  g_autofd int bridge = bridge_fd;
  g_autofd int filter = filter_fd;
  g_autofree char *bwrap = g_find_program_in_path ("bwrap");
  g_auto (GStrv) options = NULL;
  g_auto (GStrv) inside = NULL;
  g_auto (GStrv) argv = NULL;
  /* Almost empty: `--clearenv` is not enough, because bubblewrap's first process stays in the
   * sandbox with the environment that it was started with. */
  const char *const environment[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", canary, NULL };
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (MqScope) scope = spec->pool == NULL ? mq_scope_new (spec->limits) : NULL;
  MqProcessFd fds[MAX_FDS] = { 0 };
  MqProcess *process;
  int options_fd;
  guint n_fds = 0;

  if (bwrap == NULL)
    return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                         _ ("“%s” is not installed, and Blender is not started without it. Install "
                            "the package %s."),
                         "bwrap", "bubblewrap");
  if (!(options = mq_bubblewrap_dup_options (spec, launcher, error))
      || (options_fd = open_options ((const char *const *)options, error)) < 0)
    return NULL;

  inside = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_BUBBLEWRAP, spec, MQ_BUBBLEWRAP_LAUNCHER,
                                         command);
  fds[n_fds++] = (MqProcessFd){ g_steal_fd (&bridge), MQ_PROCESS_BRIDGE_FD };
  if (filter >= 0)
    fds[n_fds++] = (MqProcessFd){ g_steal_fd (&filter), MQ_PROCESS_SECCOMP_FD };
  fds[n_fds++] = (MqProcessFd){ options_fd, MQ_BUBBLEWRAP_OPTIONS_FD };
  g_strv_builder_add_many (words, bwrap, "--args", G_STRINGIFY (MQ_BUBBLEWRAP_OPTIONS_FD), NULL);
  if (scope != NULL)
    {
      fds[n_fds].target = INFO_FD;
      fds[n_fds + 1].target = BLOCK_FD;
      mq_scope_take_fds (scope, &fds[n_fds].fd, &fds[n_fds + 1].fd);
      n_fds += 2;
      g_strv_builder_add_many (words, "--info-fd", G_STRINGIFY (INFO_FD), "--block-fd",
                               G_STRINGIFY (BLOCK_FD), NULL);
    }
  g_strv_builder_add (words, "--");
  g_strv_builder_addv (words, (const char **)inside);
  argv = g_strv_builder_end (words);

  process = mq_process_spawn ((const char *const *)argv, environment, fds, n_fds, error);
  if (process != NULL && scope != NULL)
    mq_scope_enclose (g_steal_pointer (&scope), mq_process_get_pid (process));
  return process;
}
