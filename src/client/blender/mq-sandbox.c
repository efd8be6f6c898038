/* The sandbox of Blender as an argument list. Everything is done by arguments of existing programs
 * (bubblewrap, prlimit, setpriv), nothing runs between fork and exec, and the list is a function of
 * its input that a test can check. */
#include "client/blender/mq-sandbox.h"

#include "client/blender/mq-process.h"
#include "client/blender/mq-shader-cache.h"
#include "common/mq-error.h"
#include "common/mq-memory-keys.h"
#include "common/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Memory in tmpfs counts for no process's address space, so keep it small. */
#define TMP_BYTES "268435456"
#define HOME_BYTES "67108864"
#define OPEN_FILES 1024
#define SHADER_DIR "/home/maquette/.cache"

/* RLIMIT_CPU covers a process's whole life and all its threads; the bridge sets the limit of one
 * call (`cpu_s`). This limit, per processor, ends a worker that escaped that one; replacing a
 * worker costs a second. */
#define CALLS_WORTH_OF_CPU 200

const MqWorkerLimits mq_worker_default_limits = {
  .cpu_seconds = 120,
  .memory_bytes = G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024,
  .file_bytes = G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024,
  .processes = 1024,
  .folder_bytes = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024,
};

/* glibc reserves 64 MiB of addresses per arena and eight arenas per processor, which on a large
 * machine would exhaust the limit. */
#define MALLOC_ARENAS "8"

/* System folders beside /usr: links into it on a merged system, otherwise real folders. */
static const char *const system_folders[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64" };

/* Read by the loader, fontconfig and the GL and Vulkan loaders. Nothing else of /etc is visible. */
static const char *const settings[] = {
  "/etc/ld.so.cache", "/etc/fonts",  "/etc/alternatives", "/etc/glvnd",
  "/etc/drirc",       "/etc/vulkan", "/etc/localtime",
};

static const char *const gpu_devices[] = {
  "/dev/dri",       "/dev/kfd",        "/dev/nvidia0",        "/dev/nvidia1",
  "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-modeset",
};

static const char *const gpu_facts[] = {
  "/sys/dev/char",
  "/sys/devices",
  "/sys/class/drm",
  "/sys/bus/pci",
};

static void
add (GPtrArray *argv, ...)
{
  const char *word;
  va_list words;

  va_start (words, argv);
  while ((word = va_arg (words, const char *)) != NULL)
    g_ptr_array_add (argv, g_strdup (word));
  va_end (words);
}

static void
add_all (GPtrArray *argv, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (words[i]));
}

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
add_walls (GPtrArray *argv)
{
  add (argv, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", NULL);
  add (argv, "--unshare-net", "--unshare-cgroup-try", NULL);
  add (argv, "--die-with-parent", "--new-session", "--cap-drop", "ALL", NULL);
  add (argv, "--uid", "1000", "--gid", "1000", "--hostname", "maquette", NULL);

  add (argv, "--clearenv", NULL);
  add (argv, "--setenv", "HOME", "/home/maquette", NULL);
  add (argv, "--setenv", "PATH", "/usr/bin:/bin", NULL);
  add (argv, "--setenv", "LANG", "C.UTF-8", NULL);
  add (argv, "--setenv", "TMPDIR", "/tmp", NULL);
  add (argv, "--setenv", "MALLOC_ARENA_MAX", MALLOC_ARENAS, NULL);

  add (argv, "--ro-bind", "/usr", "/usr", NULL);
  add (argv, "--size", TMP_BYTES, "--tmpfs", "/tmp", NULL);
  add (argv, "--size", HOME_BYTES, "--tmpfs", "/home/maquette", NULL);
  add (argv, "--dev", "/dev", NULL);
  add (argv, "--size", TMP_BYTES, "--tmpfs", "/dev/shm", NULL);
  add (argv, "--proc", "/proc", NULL);
}

static void
add_system_folders (GPtrArray *argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_folders); i++)
    {
      const char *folder = system_folders[i];
      g_autofree char *target = g_file_read_link (folder, NULL);

      if (target != NULL)
        add (argv, "--symlink", target, folder, NULL);
      else if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        add (argv, "--ro-bind", folder, folder, NULL);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    add (argv, "--ro-bind-try", settings[i], settings[i], NULL);
}

/* A Blender from a tarball has its own folder, which the sandbox contains as a whole. */
static gboolean
add_blender_folder (GPtrArray *argv, const MqSandboxSpec *spec, GError **error)
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

  add (argv, "--ro-bind", folder, folder, NULL);
  return TRUE;
}

/* What Mesa compiles besides is written to memory, and gone with the sandbox. */
static void
add_shaders (GPtrArray *argv, const char *const *shaders)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();

  add (argv, "--setenv", "MESA_SHADER_CACHE_DIR", SHADER_DIR, NULL);
  add (argv, "--setenv", "MESA_DISK_CACHE_SINGLE_FILE", "1", NULL);
  add (argv, "--setenv", "MESA_DISK_CACHE_READ_ONLY_FOZ_DBS", MQ_SHADER_CACHE_NAME, NULL);
  for (gsize i = 0; shaders != NULL && shaders[i] != NULL; i++)
    {
      g_autofree char *source = g_build_filename (folder, shaders[i], NULL);
      g_autofree char *target = g_build_filename (SHADER_DIR, "mesa_shader_cache_sf", shaders[i],
                                                  NULL);

      add (argv, "--ro-bind-try", source, target, NULL);
    }
}

static void
add_gpu (GPtrArray *argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gpu_devices); i++)
    add (argv, "--dev-bind-try", gpu_devices[i], gpu_devices[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (gpu_facts); i++)
    add (argv, "--ro-bind-try", gpu_facts[i], gpu_facts[i], NULL);
}

static char *
find_tool (const char *name, const char *package, GError **error)
{
  char *path = g_find_program_in_path (name);

  if (path == NULL)
    g_set_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER,
                 _ ("“%s” is not installed, and Blender is not started without it. Install the "
                    "package %s."),
                 name, package);

  return path;
}

/**
 * mq_sandbox_get_memory_limit:
 * @spec: what the sandbox contains
 *
 * Returns: the limit on memory, as prlimit(1) calls it. Graphics drivers reserve far more addresses than they use, so
 *   with a GPU it is on written memory
 */
const char *
mq_sandbox_get_memory_limit (const MqSandboxSpec *spec)
{
  return spec->gpu ? "data" : "as";
}

/* RLIMIT_NPROC counts the user's processes in this user namespace, so it is set inside (outside it
 * would count the whole desktop). The kernel ignores it for root; for everyone, the system call
 * filter prevents new processes, and the address space limits threads. */
static void
add_limits (GPtrArray *argv, const char *prlimit, const MqSandboxSpec *spec, gboolean confined)
{
  const MqWorkerLimits *limits = spec->limits;
  guint64 cpu = (guint64)limits->cpu_seconds * CALLS_WORTH_OF_CPU * g_get_num_processors ();

  g_ptr_array_add (argv, g_strdup (prlimit));
  g_ptr_array_add (argv,
                   g_strdup_printf ("--%s=%" G_GUINT64_FORMAT, mq_sandbox_get_memory_limit (spec),
                                    limits->memory_bytes));
  g_ptr_array_add (argv, g_strdup_printf ("--fsize=%" G_GUINT64_FORMAT, limits->file_bytes));
  g_ptr_array_add (argv, g_strdup_printf ("--cpu=%" G_GUINT64_FORMAT, cpu));
  g_ptr_array_add (argv, g_strdup_printf ("--nofile=%d", OPEN_FILES));
  g_ptr_array_add (argv, g_strdup ("--core=0"));
  if (confined)
    g_ptr_array_add (argv, g_strdup_printf ("--nproc=%u", limits->processes));
  g_ptr_array_add (argv, g_strdup ("--"));
}

/**
 * mq_sandbox_dup_argv:
 * @spec: what the sandbox contains
 * @command: a program with its arguments, as seen from inside
 * @error: %MQ_ERROR_NO_BLENDER if a tool is missing or the Blender cannot be made available safely
 *
 * Builds the command line that runs @command in the sandbox. It expects the system call filter as
 * %MQ_PROCESS_SECCOMP_FD; @command inherits %MQ_PROCESS_BRIDGE_FD.
 *
 * Returns: (transfer full) (nullable): the command line
 */
char **
mq_sandbox_dup_argv (const MqSandboxSpec *spec, const char *const *command, GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_null_terminated (96, g_free, TRUE);
  g_autofree char *bwrap = find_tool ("bwrap", "bubblewrap", error);
  g_autofree char *prlimit = bwrap != NULL ? find_tool ("prlimit", "util-linux", error) : NULL;
  g_autofree char *seccomp = g_strdup_printf ("%d", MQ_PROCESS_SECCOMP_FD);

  if (prlimit == NULL)
    return NULL;

  add (argv, bwrap, NULL);
  add_walls (argv);
  add_system_folders (argv);
  add_shaders (argv, spec->shaders);
  if (spec->gpu)
    add_gpu (argv);
  if (!add_blender_folder (argv, spec, error))
    return NULL;

  add (argv, "--ro-bind", spec->bridge_dir, MQ_SANDBOX_BRIDGE_DIR, NULL);
  add (argv, "--bind", spec->run_dir, MQ_SANDBOX_RUN_DIR, NULL);
  /* After the last mount point in them was created; mounts below keep their own rights. */
  add (argv, "--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/", NULL);
  add (argv, "--chdir", MQ_SANDBOX_RUN_DIR, "--seccomp", seccomp, "--", NULL);
  /* By name: the prlimit inside, on the PATH that is set above. */
  add_limits (argv, "prlimit", spec, TRUE);
  add_all (argv, command);

  return (char **)g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

/**
 * mq_sandbox_dup_unconfined_argv:
 * @spec: only its limits and its @gpu are used
 * @command: a program with its arguments
 * @error: %MQ_ERROR_NO_BLENDER if a tool is missing
 *
 * Builds the command line without a sandbox, for `blender.sandbox: off`: limits on one process, a
 * process group to kill, and death with the parent.
 *
 * Returns: (transfer full) (nullable): the command line
 */
char **
mq_sandbox_dup_unconfined_argv (const MqSandboxSpec *spec, const char *const *command,
                                GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_null_terminated (32, g_free, TRUE);
  g_autofree char *setsid = find_tool ("setsid", "util-linux", error);
  g_autofree char *setpriv = setsid != NULL ? find_tool ("setpriv", "util-linux", error) : NULL;
  g_autofree char *prlimit = setpriv != NULL ? find_tool ("prlimit", "util-linux", error) : NULL;

  if (prlimit == NULL)
    return NULL;

  add (argv, setsid, setpriv, "--pdeathsig", "KILL", "--", NULL);
  add_limits (argv, prlimit, spec, FALSE);
  add_all (argv, command);

  return (char **)g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

/**
 * mq_sandbox_dup_environment:
 * @confined: whether bubblewrap is started
 *
 * Builds the environment of the process. Bubblewrap's is almost empty: `--clearenv` is not enough,
 * because its first process stays in the sandbox, where its initial environment can be read from
 * /proc/1/environ. Without a sandbox it is the user's.
 *
 * Returns: (transfer full): the environment
 */
char **
mq_sandbox_dup_environment (gboolean confined)
{
  const char *const environment[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };

  if (confined)
    return g_strdupv ((char **)environment);

  return g_environ_setenv (mq_memory_keys_dup_environ (), "MALLOC_ARENA_MAX", MALLOC_ARENAS, FALSE);
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
