/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Contents of the sandbox, as lists for bubblewrap, the portal and the launcher's Landlock; and the
 * launcher's arguments. */
#include "client/sandbox/mq-sandbox.h"

#include "client/sandbox/mq-sandbox-private.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define OPEN_FILES 1024

/* RLIMIT_CPU covers a process's whole life and all its threads; the bridge sets the limit of one
 * call (`cpu_s`). This limit, per processor, ends a worker that escaped that one; replacing a
 * worker costs a second. */
#define CALLS_WORTH_OF_CPU 200

const MqSandboxLimits mq_sandbox_default_limits = {
  .cpu_seconds = 120,
  .memory_bytes = G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024,
  .file_bytes = G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024,
  .processes = 1024,
  .folder_bytes = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024,
};

/* glibc reserves 64 MiB of addresses per arena and eight arenas per processor, which on a large
 * machine would exhaust the limit. */
#define MALLOC_ARENAS "MALLOC_ARENA_MAX=8"

/* Folders beside /usr are links into it on a merged system, otherwise real folders. Of /etc what
 * the loader, fontconfig and the GL and Vulkan loaders read. Of /proc what tells about the machine
 * and no process: the mounts and the arguments of a process would tell the paths outside, and with
 * them the user's name. */
static const char *const readable[] = {
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/etc/ld.so.cache",
  "/etc/fonts",
  "/etc/alternatives",
  "/etc/glvnd",
  "/etc/drirc",
  "/etc/vulkan",
  "/etc/localtime",
  "/proc/cpuinfo",
  "/proc/meminfo",
  "/proc/stat",
  "/proc/sys/vm/overcommit_memory",
  NULL,
};

static const char *const gpu_readable[] = {
  "/sys/dev/char",       "/sys/devices",    "/sys/class/drm",    "/sys/bus/pci", "/proc/devices",
  "/proc/driver/nvidia", "/proc/self/maps", "/proc/self/status", NULL,
};

static const char *const gpu_devices[] = {
  "/dev/dri",       "/dev/kfd",        "/dev/nvidia0",        "/dev/nvidia1",
  "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-modeset", NULL,
};

/* In every sandbox, so they are in no list for bubblewrap. */
static const char *const plain_devices[] = {
  "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", NULL,
};

/**
 * mq_sandbox_choose:
 * @sandboxed: whether there is to be a sandbox
 *
 * Returns: which one: inside a Flatpak there are no user namespaces for bubblewrap, but there is
 * the portal
 */
MqSandboxKind
mq_sandbox_choose (gboolean sandboxed)
{
  if (!sandboxed)
    return MQ_SANDBOX_NONE;

  return mq_paths_is_flatpak () ? MQ_SANDBOX_PORTAL : MQ_SANDBOX_BUBBLEWRAP;
}

/**
 * mq_sandbox_get_run_dir:
 * @kind: the sandbox
 * @spec: what it contains
 *
 * Returns: the run folder's path as Blender sees it
 */
const char *
mq_sandbox_get_run_dir (MqSandboxKind kind, const MqSandboxSpec *spec)
{
  return kind == MQ_SANDBOX_BUBBLEWRAP ? MQ_BUBBLEWRAP_RUN_DIR : spec->run_dir;
}

/**
 * mq_sandbox_get_bridge_dir:
 * @kind: the sandbox
 * @spec: what it contains
 *
 * Returns: the path of the bridge's Python package as Blender sees it
 */
const char *
mq_sandbox_get_bridge_dir (MqSandboxKind kind, const MqSandboxSpec *spec)
{
  return kind == MQ_SANDBOX_BUBBLEWRAP ? MQ_BUBBLEWRAP_BRIDGE_DIR : spec->bridge_dir;
}

static void
add_existing (GStrvBuilder *list, const char *const *paths)
{
  for (gsize i = 0; paths[i] != NULL; i++)
    if (g_file_test (paths[i], G_FILE_TEST_EXISTS))
      g_strv_builder_add (list, paths[i]);
}

/* @spec: what the sandbox contains. Returns: (transfer full): the system's files and folders
 * that can be read, those that are there */
char **
mq_sandbox_list_readable (const MqSandboxSpec *spec)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  add_existing (list, readable);
  if (spec->gpu)
    add_existing (list, gpu_readable);
  return g_strv_builder_end (list);
}

/* @spec: what the sandbox contains. Returns: (transfer full): the graphics devices that are
 * there, none without @spec's gpu */
char **
mq_sandbox_list_devices (const MqSandboxSpec *spec)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  if (spec->gpu)
    add_existing (list, gpu_devices);
  return g_strv_builder_end (list);
}

/**
 * mq_sandbox_get_memory_limit:
 * @spec: what the sandbox contains
 *
 * Returns: the limit on memory, as the launcher calls it. Graphics drivers reserve far more
 * addresses than they use, so with a GPU it is on written memory
 */
const char *
mq_sandbox_get_memory_limit (const MqSandboxSpec *spec)
{
  return spec->gpu ? "data" : "as";
}

static void
add (GStrvBuilder *argv, const char *option, const char *value)
{
  g_strv_builder_add_many (argv, option, value, NULL);
}

static void
add_each (GStrvBuilder *argv, const char *option, const char *const *values)
{
  for (gsize i = 0; values[i] != NULL; i++)
    add (argv, option, values[i]);
}

static void
add_limit (GStrvBuilder *argv, const char *name, guint64 value)
{
  g_strv_builder_add (argv, "--limit");
  g_strv_builder_take (argv, g_strdup_printf ("%s=%" G_GUINT64_FORMAT, name, value));
}

/* RLIMIT_NPROC counts the user's processes in this user namespace, so it is set inside (outside it
 * would count the whole desktop). The kernel ignores it for root; for everyone, the system call
 * filter prevents new processes, and the address space limits threads. */
static void
add_limits (GStrvBuilder *argv, const MqSandboxSpec *spec, gboolean confined)
{
  const MqSandboxLimits *limits = spec->limits;

  add_limit (argv, mq_sandbox_get_memory_limit (spec), limits->memory_bytes);
  add_limit (argv, "fsize", limits->file_bytes);
  add_limit (argv, "cpu",
             (guint64)limits->cpu_seconds * CALLS_WORTH_OF_CPU * g_get_num_processors ());
  add_limit (argv, "nofile", OPEN_FILES);
  add_limit (argv, "core", 0);
  if (limits->niceness > 0)
    {
      g_strv_builder_add (argv, "--nice");
      g_strv_builder_take (argv, g_strdup_printf ("%u", limits->niceness));
    }
  if (confined)
    add_limit (argv, "nproc", limits->processes);
}

/* Variables by which the drivers of NVIDIA, AMD and Intel are told of cards. AMD has two, and HIP
 * counts those that ROCr has left: only one of them may choose. */
static const struct
{
  const char *name;
  gboolean chooses;
} gpu_variables[] = {
  { "CUDA_VISIBLE_DEVICES", TRUE },
  { "ROCR_VISIBLE_DEVICES", FALSE },
  { "HIP_VISIBLE_DEVICES", TRUE },
  { "ZE_AFFINITY_MASK", TRUE },
};

/* The @card-th of the cards that a cluster has given to this job, or of all; -1: what it has given.
 * Returns: (transfer full) (nullable) */
static char *
dup_gpu_variable (gsize which, int card)
{
  static const char allowed[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ",.:/-";
  const char *given = g_getenv (gpu_variables[which].name);
  g_auto (GStrv) cards = NULL;

  if (given != NULL && strspn (given, allowed) != strlen (given))
    given = NULL;
  if (card < 0 || !gpu_variables[which].chooses)
    return g_strdup (given);
  if (given == NULL || *given == '\0')
    return g_strdup_printf ("%d", card);

  cards = g_strsplit (given, ",", -1);
  return g_strdup (cards[(guint)card % g_strv_length (cards)]);
}

static void
add_gpus (GStrvBuilder *argv, int card)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gpu_variables); i++)
    {
      g_autofree char *value = dup_gpu_variable (i, card);

      if (value == NULL)
        continue;
      g_strv_builder_add (argv, "--setenv");
      g_strv_builder_take (argv, g_strdup_printf ("%s=%s", gpu_variables[i].name, value));
    }
}

/* The run folder is also the home and holds temporary files, so that all files are counted. Shaders
 * that Mesa compiles besides the kept ones are gone with it. */
static void
add_environment (GStrvBuilder *argv, const char *run_dir, const MqSandboxSpec *spec)
{
  static const char *const variables[] = {
    "PATH=/usr/bin:/bin",
    "LANG=C.UTF-8",
    MALLOC_ARENAS,
    "MESA_DISK_CACHE_SINGLE_FILE=1",
    "MESA_DISK_CACHE_READ_ONLY_FOZ_DBS=" MQ_SHADER_CACHE_NAME,
    NULL,
  };

  add_each (argv, "--setenv", variables);
  g_strv_builder_add (argv, "--setenv");
  g_strv_builder_take (argv, g_strconcat ("HOME=", run_dir, NULL));
  g_strv_builder_add (argv, "--setenv");
  g_strv_builder_take (argv, g_strconcat ("TMPDIR=", run_dir, NULL));
  g_strv_builder_add (argv, "--setenv");
  g_strv_builder_take (argv, g_strconcat ("MESA_SHADER_CACHE_DIR=", run_dir, "/.cache", NULL));
  if (spec->gpu)
    add_gpus (argv, spec->gpu_card);
}

/* Bubblewrap's own wall is there without Landlock; in a Flatpak it is a must. */
static void
add_files (GStrvBuilder *argv, MqSandboxKind kind, const MqSandboxSpec *spec)
{
  g_auto (GStrv) system = mq_sandbox_list_readable (spec);
  g_auto (GStrv) devices = mq_sandbox_list_devices (spec);
  g_autofree char *own = g_path_get_dirname (spec->blender);
  /* Python lists the folder that a package is in. */
  g_autofree char *addon = g_path_get_dirname (mq_sandbox_get_bridge_dir (kind, spec));

  if (kind == MQ_SANDBOX_PORTAL)
    g_strv_builder_add_many (argv, "--landlock", "--read", "/app", NULL);

  add_each (argv, "--read", (const char *const *)system);
  add (argv, "--read", own);
  add (argv, "--read", addon);
  add_each (argv, "--device", plain_devices);
  add_each (argv, "--device", (const char *const *)devices);
  add (argv, "--write", mq_sandbox_get_run_dir (kind, spec));
}

/* Builds the command line of the launcher. @command inherits %MQ_PROCESS_BRIDGE_FD. In a Flatpak
 * the launcher expects the system call filter as %MQ_PROCESS_SECCOMP_FD and its life line as
 * %MQ_PORTAL_LIFE_FD. Returns: (transfer full): the command line */
char **
mq_sandbox_dup_launcher_argv (MqSandboxKind kind, const MqSandboxSpec *spec, const char *launcher,
                              const char *const *command)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  const char *run_dir = mq_sandbox_get_run_dir (kind, spec);

  g_strv_builder_add (argv, launcher);
  /* A fork server runs nothing that is not trusted; see mq_sandbox_dup_child_words(). */
  if (spec->pool != NULL)
    {
      add_environment (argv, run_dir, spec);
      g_strv_builder_add_many (argv, "--chdir", run_dir, "--keep",
                               G_STRINGIFY (MQ_PROCESS_BRIDGE_FD), "--", NULL);
      g_strv_builder_addv (argv, (const char **)command);
      return g_strv_builder_end (argv);
    }
  if (kind == MQ_SANDBOX_PORTAL)
    g_strv_builder_add_many (argv, "--life", G_STRINGIFY (MQ_PORTAL_LIFE_FD), "--seccomp",
                             G_STRINGIFY (MQ_PROCESS_SECCOMP_FD), NULL);

  add_limits (argv, spec, kind != MQ_SANDBOX_NONE);
  if (kind == MQ_SANDBOX_NONE)
    g_strv_builder_add_many (argv, "--inherit-environment", "--die-with-parent", NULL);
  else
    {
      add_files (argv, kind, spec);
      add_environment (argv, run_dir, spec);
      g_strv_builder_add_many (argv, "--confine", "--chdir", run_dir, NULL);
    }

  g_strv_builder_add_many (argv, "--keep", G_STRINGIFY (MQ_PROCESS_BRIDGE_FD), "--", NULL);
  g_strv_builder_addv (argv, (const char **)command);
  return g_strv_builder_end (argv);
}

/**
 * mq_sandbox_dup_child_words:
 * @spec: what is in the sandbox of a Blender
 *
 * Returns: (transfer full): the launcher's options for a Blender that a fork server has forked
 *   instead (src/launcher/mq-fork-child.c); it gets the system call filter beside them
 */
char **
mq_sandbox_dup_child_words (const MqSandboxSpec *spec)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  add_limits (words, spec, TRUE);
  add_files (words, MQ_SANDBOX_BUBBLEWRAP, spec);
  g_strv_builder_add_many (words, "--read", MQ_BUBBLEWRAP_SHADERS, "--confine", "--chdir",
                           MQ_BUBBLEWRAP_RUN_DIR, NULL);
  return g_strv_builder_end (words);
}

/* Without a sandbox: the user's environment, limits on one process, and death with the parent. */
static MqProcess *
spawn_unconfined (const MqSandboxSpec *spec, const char *launcher, const char *const *command,
                  int bridge_fd, GError **error)
{
  g_auto (GStrv) argv = mq_sandbox_dup_launcher_argv (MQ_SANDBOX_NONE, spec, launcher, command);
  g_auto (GStrv) environment = g_environ_setenv (mq_memory_keys_dup_environ (), "MALLOC_ARENA_MAX",
                                                 strchr (MALLOC_ARENAS, '=') + 1, FALSE);
  const MqProcessFd fd = { bridge_fd, MQ_PROCESS_BRIDGE_FD };

  for (gsize i = 0; spec->gpu && spec->gpu_card >= 0 && i < G_N_ELEMENTS (gpu_variables); i++)
    {
      g_autofree char *value = dup_gpu_variable (i, spec->gpu_card);

      if (value != NULL)
        environment = g_environ_setenv (g_steal_pointer (&environment), gpu_variables[i].name,
                                        value, TRUE);
    }

  return mq_process_spawn ((const char *const *)argv, (const char *const *)environment, &fd, 1,
                           error);
}

/**
 * mq_sandbox_spawn:
 * @kind: the sandbox
 * @spec: what it contains
 * @command: a program with its arguments, as seen from inside
 * @canary: (nullable): a variable for the sandbox's own processes, which @command must not see
 * @bridge_fd: (transfer full): inherited as %MQ_PROCESS_BRIDGE_FD
 * @error: %MQ_ERROR_NO_BLENDER if a tool is missing or the Blender cannot be made available safely
 *
 * Starts @command in the sandbox. Never waits; main thread only.
 *
 * Returns: (transfer full) (nullable): the process
 */
MqProcess *
mq_sandbox_spawn (MqSandboxKind kind, const MqSandboxSpec *spec, const char *const *command,
                  const char *canary, int bridge_fd, GError **error)
{
  g_autofd int theirs = bridge_fd;
  g_autofree char *launcher = mq_paths_find_launcher (error);
  g_autofd int filter = -1;

  if (launcher == NULL)
    return NULL;
  if (kind == MQ_SANDBOX_NONE)
    return spawn_unconfined (spec, launcher, command, g_steal_fd (&theirs), error);
  if (spec->pool == NULL && (filter = mq_seccomp_open_filter (error)) < 0)
    return NULL;
  if (kind == MQ_SANDBOX_PORTAL)
    return mq_portal_spawn (spec, launcher, command, canary, g_steal_fd (&theirs),
                            g_steal_fd (&filter), error);

  return mq_bubblewrap_spawn (spec, launcher, command, canary, g_steal_fd (&theirs),
                              g_steal_fd (&filter), error);
}

/**
 * mq_sandbox_dup_bridge_dir:
 * @error: %MQ_ERROR_NO_BLENDER if it is not found
 *
 * Returns: (transfer full) (nullable): the bridge's Python package: $MQ_BRIDGE_DIR, else in the
 *   source tree of this build, else in the install location
 */
char *
mq_sandbox_dup_bridge_dir (GError **error)
{
  const char *override = g_getenv ("MQ_BRIDGE_DIR");
  g_autofree char *addon = override == NULL ? mq_paths_find_addon () : NULL;
  g_autofree char *folder = NULL;

  if (override != NULL)
    folder = g_canonicalize_filename (override, NULL);
  else if (addon != NULL)
    folder = g_build_filename (addon, "maquette_bridge", NULL);

  if (folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);

  return mq_fail_null (
      error, MQ_ERROR_NO_BLENDER,
      _ ("Maquette's own part for Blender is missing: no folder %s. Install Maquette again."),
      folder != NULL ? folder : MQ_DATA_DIR "/blender-addon/maquette_bridge");
}
