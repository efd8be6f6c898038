/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Contents of the sandbox, as lists for bubblewrap, the portal and the launcher's Landlock; and the
 * launcher's arguments. */
#include "client/sandbox/mq-sandbox.h"

#include "client/sandbox/mq-sandbox-private.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* MqScope: a control group around the processes of one sandbox, made by the user's systemd. It
 * bounds all of the memory that they take, also the kernel's for them, and the number of tasks. */

#define SYSTEMD "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"
#define ANSWER_SECONDS 5
#define MAX_INFO 4096
/* Bubblewrap's own processes. */
#define OTHER_TASKS 16
/* Each program of the user has 100: the desktop goes first. */
#define CPU_WEIGHT 50
/* Bubblewrap's descriptors for the process that it has started, and for waiting. */
#define INFO_FD 6
#define BLOCK_FD 7
#define MAX_FDS 5
/* Installed beside the launcher. */
#define FORK_CHILD "maquette-fork-child.so"
/* The empty folders that Blender makes when it starts. */
#define SERVER_BYTES "1048576"
#define OPEN_FILES 1024
/* As the kernel gives them to the first process. */
#define STACK_BYTES (8 * 1024 * 1024)
#define LOCKED_BYTES (8 * 1024 * 1024)
/* Timers and signals with data, of which all programs of a user have some 100,000. */
#define PENDING_SIGNALS 64
/* RLIMIT_CPU covers a process's whole life and all its threads; the bridge sets the limit of one
 * call (`cpu_s`). This limit, per processor, ends a worker that escaped that one; replacing a
 * worker costs a second. */
#define CALLS_WORTH_OF_CPU 200
/* glibc reserves 64 MiB of addresses per arena and eight arenas per processor, which on a large
 * machine would exhaust the limit. */
#define MALLOC_ARENAS "MALLOC_ARENA_MAX=8"

struct _MqScope
{
  guint64 memory_bytes;
  guint64 tasks;
  int info[2];       /* bubblewrap tells which process it has started */
  int block[2];      /* bubblewrap waits until this hangs up */
  GPid bubblewrap;   /* 0 around another process */
  GPid child;        /* what it has started, or that other process; 0 until it is known */
  char *unit;        /* (nullable): the name of the scope, from the start on */
  DexPromise *moved; /* resolves when systemd is done with it */
};

/* Lets bubblewrap go on, if it waits. */
void
mq_scope_free (MqScope *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_fd (&self->info[i], NULL);
      g_clear_fd (&self->block[i], NULL);
    }
  dex_clear (&self->moved);
  g_free (self->unit);
  g_free (self);
}

/* @limits: what the processes may take together. Returns: (transfer full) (nullable): a scope;
 * %NULL where the user has no systemd */
MqScope *
mq_scope_new (const MqSandboxLimits *limits)
{
  g_autofree char *systemd = g_build_filename (g_get_user_runtime_dir (), "systemd", NULL);
  g_autofree char *bus = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  g_autoptr (MqScope) self = NULL;

  /* The user's systemd is asked only where there is one: a bus alone would try to start it. */
  if (!g_file_test (systemd, G_FILE_TEST_IS_DIR)
      || (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL && !g_file_test (bus, G_FILE_TEST_EXISTS)))
    return NULL;

  self = g_new0 (MqScope, 1);
  self->info[0] = self->info[1] = self->block[0] = self->block[1] = -1;
  self->memory_bytes = limits->memory_bytes;
  self->tasks = limits->processes + OTHER_TASKS;
  self->moved = dex_promise_new ();
  if (!g_unix_open_pipe (self->info, O_CLOEXEC, NULL)
      || !g_unix_open_pipe (self->block, O_CLOEXEC, NULL))
    return NULL;

  return g_steal_pointer (&self);
}

static void
job_removed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *signal, GVariant *parameters, gpointer data)
{
  MqScope *self = data;
  const char *unit = NULL;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uoss)")))
    g_variant_get (parameters, "(u&o&s&s)", NULL, NULL, &unit, NULL);
  if (g_strcmp0 (unit, self->unit) == 0 && dex_future_is_pending (DEX_FUTURE (self->moved)))
    dex_promise_resolve_boolean (self->moved, TRUE);
}

static void
add_number (GVariantBuilder *properties, const char *name, guint64 number)
{
  g_variant_builder_add (properties, "(sv)", name, g_variant_new_uint64 (number));
}

/* Awaits. */
static gboolean
move (MqScope *self, GDBusConnection *bus, GPid child, GError **error)
{
  const guint32 processes[] = { (guint32)child, (guint32)self->bubblewrap };
  g_auto (GVariantBuilder) properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));
  g_autoptr (GVariant) reply = NULL;

  g_variant_builder_add (&properties, "(sv)", "Description",
                         g_variant_new_string ("Blender in Maquette’s sandbox"));
  g_variant_builder_add (&properties, "(sv)", "PIDs",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, processes,
                                                    self->bubblewrap != 0 ? 2 : 1,
                                                    sizeof *processes));
  g_variant_builder_add (&properties, "(sv)", "CollectMode",
                         g_variant_new_string ("inactive-or-failed"));
  /* The kernel ends all of them at once. Else systemd sends SIGTERM to those that are left, and
   * bubblewrap's end would not tell of the memory. */
  g_variant_builder_add (&properties, "(sv)", "OOMPolicy", g_variant_new_string ("kill"));
  add_number (&properties, "MemoryMax", self->memory_bytes);
  add_number (&properties, "MemorySwapMax", 0);
  add_number (&properties, "TasksMax", self->tasks);
  add_number (&properties, "CPUWeight", CPU_WEIGHT);

  reply = dex_await_variant (
      dex_dbus_connection_call (bus, SYSTEMD, MANAGER_PATH, MANAGER, "StartTransientUnit",
                                g_variant_new ("(ss@a(sv)a(sa(sv)))", self->unit, "fail",
                                               g_variant_builder_end (&properties), NULL),
                                G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                ANSWER_SECONDS * 1000),
      error);
  return reply != NULL
         && dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->moved)),
                                         dex_timeout_new_seconds (ANSWER_SECONDS), NULL),
                       error);
}

static DexFuture *
enclose_fiber (gpointer data)
{
  MqScope *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), &error);
  GPid child = self->child;

  /* Bubblewrap tells which process it has started, unless it has ended instead. */
  if (child == 0)
    {
      g_autoptr (GInputStream) stream = g_unix_input_stream_new (g_steal_fd (&self->info[0]), TRUE);
      g_autoptr (GByteArray) text = g_byte_array_new ();
      g_autoptr (JsonObject) info = NULL;

      while (text->len < MAX_INFO)
        {
          g_autoptr (GBytes) bytes = dex_await_boxed (
              dex_input_stream_read_bytes (stream, MAX_INFO, G_PRIORITY_DEFAULT), NULL);

          if (bytes == NULL || g_bytes_get_size (bytes) == 0)
            break;
          g_byte_array_append (text, g_bytes_get_data (bytes, NULL),
                               (guint)g_bytes_get_size (bytes));
        }

      info = mq_json_parse_object ((const char *)text->data, text->len, NULL);
      child = info != NULL ? (GPid)mq_json_get_int (info, "child-pid", 0) : 0;
    }

  if (bus != NULL && child != 0)
    {
      guint jobs = g_dbus_connection_signal_subscribe (bus, SYSTEMD, MANAGER, "JobRemoved",
                                                       MANAGER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                       job_removed_cb, self, NULL);
      /* In a container with processes of its own, the numbers that we know are those of other
       * processes for systemd. */
      g_autoptr (GVariant) reply = dex_await_variant (
          dex_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                    g_variant_new ("(s)", g_dbus_connection_get_unique_name (bus)),
                                    G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE,
                                    ANSWER_SECONDS * 1000),
          &error);
      guint32 number = 0;

      if (reply != NULL)
        {
          g_variant_get (reply, "(u)", &number);
          if ((GPid)number == getpid ())
            move (self, bus, child, &error);
          else
            mq_fail (&error, MQ_ERROR_FAILED, "systemd sees other process numbers");
        }
      g_dbus_connection_signal_unsubscribe (bus, jobs);
    }

  if (error != NULL)
    g_info ("Blender runs without a control group: %s", error->message);
  return dex_future_new_true ();
}

/* Around a process that waits until this is done. @self: (transfer full). Returns: (transfer full):
 * resolves when systemd has made the scope, or does not */
DexFuture *
mq_scope_enclose_process (MqScope *self, GPid pid)
{
  self->child = pid;
  self->unit = g_strdup_printf ("app-maquette-blender-%d.scope", pid);
  return mq_fiber_spawn (NULL, 0, enclose_fiber, self, (GDestroyNotify)mq_scope_free);
}

/* The system call filter of the sandbox, a BPF program that bubblewrap or the launcher loads. A
 * deny list: Blender, Python, Mesa and Cycles use too much of the kernel for an allow list that
 * holds across versions; the namespaces are the main protection, the filter reduces the kernel's
 * attack surface. Denied calls fail with EPERM, so that libraries fall back instead of dying. */

/* By name: a name that this architecture does not know is skipped, and one that is too new for this
 * libseccomp is in the list below. */
static const char *const denied[] = {
  /* new processes; threads are allowed, see below */
  "fork",
  "vfork",
  /* other processes' memory and descriptors */
  "ptrace",
  "process_vm_readv",
  "process_vm_writev",
  "process_madvise",
  "pidfd_getfd",
  "kcmp",
  /* namespaces and mounts */
  "unshare",
  "setns",
  "mount",
  "umount",
  "umount2",
  "mount_setattr",
  "move_mount",
  "open_tree",
  "open_tree_attr",
  "fsopen",
  "fsconfig",
  "fsmount",
  "fspick",
  "pivot_root",
  "chroot",
  "swapon",
  "swapoff",
  "quotactl",
  "quotactl_fd",
  "open_by_handle_at",
  "name_to_handle_at",
  /* the mounts with their paths outside, without /proc */
  "statmount",
  "listmount",
  /* memory that no limit on a process counts */
  "memfd_create",
  "memfd_secret",
  "shmget",
  "semget",
  "msgget",
  "mq_open",
  "setxattr",
  "lsetxattr",
  "fsetxattr",
  "setxattrat",
  "socketpair",
  /* a page in a pipe keeps all of a large page of which it is a part */
  "vmsplice",
  "splice",
  "tee",
  "sendfile",
  /* what all programs of the user, or of the machine, have only so many of */
  "inotify_init",
  "inotify_init1",
  "io_setup",
  /* parts of the kernel with a history of vulnerabilities */
  "bpf",
  "io_uring_setup",
  "io_uring_enter",
  "io_uring_register",
  "perf_event_open",
  "userfaultfd",
  "fanotify_init",
  "add_key",
  "request_key",
  "keyctl",
  "syslog",
  "lookup_dcookie",
  "vhangup",
  "modify_ldt",
  /* the machine */
  "init_module",
  "finit_module",
  "delete_module",
  "kexec_load",
  "kexec_file_load",
  "reboot",
  "acct",
  "iopl",
  "ioperm",
  "settimeofday",
  "clock_settime",
  "clock_adjtime",
  "adjtimex",
  "sethostname",
  "setdomainname",
  "nfsservctl",
  /* network sockets; the bridge's socket is inherited */
  "socket",
};

/* Newer than libseccomp 2.5.0 or than Linux 5.8. Their numbers are the same on all architectures
 * that Maquette runs on. */
static const struct
{
  const char *name;
  int number;
} recent[] = {
  { "process_madvise", 440 }, { "mount_setattr", 442 },  { "quotactl_fd", 443 },
  { "memfd_secret", 447 },    { "statmount", 457 },      { "listmount", 458 },
  { "setxattrat", 463 },      { "open_tree_attr", 467 },
};

static const guint64 denied_clone_flags[] = {
  CLONE_NEWNS,  CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET,
  CLONE_NEWIPC, CLONE_NEWUTS,  CLONE_NEWCGROUP,
};

/* Commands of fcntl(): each lock and each watched folder is memory of the kernel, and so is what a
 * large pipe holds; the owner of a descriptor gets signals, whosever process it is. */
static const int denied_commands[] = {
  F_SETLK,  F_SETLKW,     F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE,
  F_NOTIFY, F_SETPIPE_SZ, F_SETOWN,    F_SETOWN_EX,  F_SETSIG,
};

/* Requests of ioctl(): the first two insert input into the terminal that the program was started
 * from. */
static const guint denied_requests[] = { TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP };

static int
add_rules (scmp_filter_ctx filter)
{
  const guint32 fails = SCMP_ACT_ERRNO (EPERM);
  /* The kernel uses the low 32 bits only, so the filter must, too: otherwise a set high bit
   * bypasses it. */
  const scmp_datum_t low_bits = 0xffffffffu;
  int result = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (denied) && result == 0; i++)
    {
      int call = seccomp_syscall_resolve_name (denied[i]);

      for (gsize j = 0; call == __NR_SCMP_ERROR && j < G_N_ELEMENTS (recent); j++)
        if (g_str_equal (recent[j].name, denied[i]))
          call = recent[j].number;
      if (call == __NR_SCMP_ERROR)
        continue;

      /* A negative number is a call that exists on other architectures only. */
      result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), call, 0);
      if (call < 0)
        result = 0;
    }

  /* clone3() has its flags in memory, which a filter cannot read: fail with ENOSYS, and glibc uses
   * clone(). */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);

  if (result == 0)
    result = seccomp_rule_add (filter, fails, SCMP_SYS (clone), 1,
                               SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
  for (gsize i = 0; i < G_N_ELEMENTS (denied_clone_flags) && result == 0; i++)
    result = seccomp_rule_add (
        filter, fails, SCMP_SYS (clone), 1,
        SCMP_A0 (SCMP_CMP_MASKED_EQ, denied_clone_flags[i], denied_clone_flags[i]));

  for (gsize i = 0; i < G_N_ELEMENTS (denied_commands) && result == 0; i++)
    result = seccomp_rule_add (
        filter, fails, SCMP_SYS (fcntl), 1,
        SCMP_A1 (SCMP_CMP_MASKED_EQ, low_bits, (scmp_datum_t)denied_commands[i]));

  /* A file's space is counted as it is written (mq-disk-use.c). With this error glibc writes it. */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EOPNOTSUPP), SCMP_SYS (fallocate), 0);

  for (gsize i = 0; i < G_N_ELEMENTS (denied_requests) && result == 0; i++)
    result = seccomp_rule_add (filter, fails, SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, low_bits, denied_requests[i]));

  return result;
}

/* @error: %MQ_ERROR_NO_BLENDER if the filter cannot be built. Returns: a descriptor that holds
 * the filter, to be read from its start; -1 on error */
int
mq_seccomp_open_filter (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int fd = -1;
  int result = -ENOMEM;

  if (filter != NULL)
    {
      /* Kill on calls of the processor's other ABI (32 bits), which the rules do not cover. */
      result = seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
      if (result == 0)
        result = add_rules (filter);
      if (result == 0 && (fd = memfd_create ("maquette-seccomp", MFD_CLOEXEC)) < 0)
        result = -errno;
      if (result == 0)
        result = seccomp_export_bpf (filter, fd);
      if (result == 0 && lseek (fd, 0, SEEK_SET) < 0)
        result = -errno;
      seccomp_release (filter);
    }

  if (result != 0)
    {
      if (fd >= 0)
        close (fd);
      g_set_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER,
                   _ ("The system call filter for Blender's sandbox could not be made: %s"),
                   g_strerror (-result));
      return -1;
    }

  return fd;
}

/* Bubblewrap's options for the sandbox of Blender. They are a function of their input that a test
 * can check, and go through a descriptor: an argument can be read in the process list, inside the
 * sandbox, too. */

static gboolean
contains (const char *folder, const char *path)
{
  gsize length = strlen (folder);

  while (length > 0 && folder[length - 1] == '/')
    length--;

  return strncmp (folder, path, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

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

static void
add_existing (GStrvBuilder *list, const char *const *paths)
{
  for (gsize i = 0; paths[i] != NULL; i++)
    if (g_file_test (paths[i], G_FILE_TEST_EXISTS))
      g_strv_builder_add (list, paths[i]);
}

/* @spec: what the sandbox contains. Returns: (transfer full): the system's files and folders
 * that can be read, those that are there */
static char **
sandbox_list_readable (const MqSandboxSpec *spec)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  add_existing (list, readable);
  if (spec->gpu)
    add_existing (list, gpu_readable);
  return g_strv_builder_end (list);
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

/* The children of a fork server make namespaces and a view of their own: the places for it. The
 * server itself gets no system call filter, since its children load more. */
static void
add_pool (GStrvBuilder *argv, const MqSandboxSpec *spec, const char *launcher)
{
  g_autofree char *folder = g_path_get_dirname (launcher);
  g_autofree char *library = g_build_filename (folder, FORK_CHILD, NULL);
  g_autofree char *shaders = mq_shader_cache_get_folder ();
  g_autofree char *cache = g_path_get_dirname (shaders);

  g_strv_builder_add_many (argv, "--size", SERVER_BYTES, "--tmpfs", MQ_BUBBLEWRAP_RUN_DIR, NULL);
  g_strv_builder_add_many (argv, "--ro-bind", library, MQ_BUBBLEWRAP_FORK_CHILD, "--bind",
                           spec->pool, MQ_BUBBLEWRAP_POOL, NULL);
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
  g_auto (GStrv) paths = sandbox_list_readable (spec);
  g_auto (GStrv) devices = mq_sandbox_list_devices (spec);
  g_autofree char *shaders = mq_shader_cache_get_folder ();

  /* Namespaces are listed one by one: --unshare-all creates the user namespace only if possible,
   * and root would not get one. No capabilities, not even root's in its own namespace, and no new
   * ones. */
  g_strv_builder_add_many (argv, "--unshare-user", "--unshare-pid", "--unshare-ipc",
                           "--unshare-uts", NULL);
  g_strv_builder_add_many (argv, "--unshare-net", "--unshare-cgroup-try", NULL);
  g_strv_builder_add_many (argv, "--die-with-parent", "--new-session", "--cap-drop", "ALL", NULL);
  g_strv_builder_add_many (argv, "--uid", "1000", "--gid", "1000", "--hostname", "maquette", NULL);
  g_strv_builder_add_many (argv, "--clearenv", "--dev", "/dev", NULL);

  /* Not a disk in memory, whose files no limit counts; a fork server writes nothing. */
  if (spec->pool != NULL)
    g_strv_builder_add_many (argv, "--size", SERVER_BYTES, "--tmpfs", "/tmp", NULL);
  else
    g_strv_builder_add_many (argv, "--bind", spec->run_dir, "/tmp", NULL);

  /* Graphics drivers ask it much, and it tells a script the paths of the mounts where there is no
   * Landlock. Without it /proc has no processes at all; the loader of a Blender with its own
   * libraries asks for the link. */
  if (spec->gpu)
    g_strv_builder_add_many (argv, "--proc", "/proc", NULL);
  else
    g_strv_builder_add_many (argv, "--symlink", spec->blender, "/proc/self/exe", NULL);

  /* A folder that is a link, such as /lib, is one inside, too. */
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

  if (!add_blender_folder (argv, spec, error))
    return NULL;

  g_strv_builder_add_many (argv, "--ro-bind", launcher, MQ_BUBBLEWRAP_LAUNCHER, NULL);
  g_strv_builder_add_many (argv, "--ro-bind", spec->bridge_dir, MQ_BUBBLEWRAP_BRIDGE_DIR, NULL);
  if (spec->pool != NULL)
    add_pool (argv, spec, launcher);
  else
    g_strv_builder_add_many (argv, "--bind", spec->run_dir, MQ_BUBBLEWRAP_RUN_DIR, NULL);

  for (gsize i = 0; spec->shaders != NULL && spec->shaders[i] != NULL; i++)
    {
      g_autofree char *source = g_build_filename (shaders, spec->shaders[i], NULL);
      g_autofree char *target = g_build_filename (
          MQ_BUBBLEWRAP_RUN_DIR "/.cache/mesa_shader_cache_sf", spec->shaders[i], NULL);

      g_strv_builder_add_many (argv, "--ro-bind-try", source, target, NULL);
    }

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
      fds[n_fds++] = (MqProcessFd){ g_steal_fd (&scope->info[1]), INFO_FD };
      fds[n_fds++] = (MqProcessFd){ g_steal_fd (&scope->block[0]), BLOCK_FD };
      g_strv_builder_add_many (words, "--info-fd", G_STRINGIFY (INFO_FD), "--block-fd",
                               G_STRINGIFY (BLOCK_FD), NULL);
    }
  g_strv_builder_add (words, "--");
  g_strv_builder_addv (words, (const char **)inside);
  argv = g_strv_builder_end (words);

  process = mq_process_spawn ((const char *const *)argv, environment, fds, n_fds, error);
  if (process != NULL && scope != NULL)
    {
      /* Bubblewrap goes on when systemd has made the scope. */
      scope->bubblewrap = mq_process_get_pid (process);
      scope->unit = g_strdup_printf ("app-maquette-blender-%d.scope", scope->bubblewrap);
      dex_future_disown (mq_fiber_spawn (NULL, 0, enclose_fiber, g_steal_pointer (&scope),
                                         (GDestroyNotify)mq_scope_free));
    }

  return process;
}

const MqSandboxLimits mq_sandbox_default_limits = {
  .cpu_seconds = 120,
  .memory_bytes = G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024,
  .file_bytes = G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024,
  .processes = 1024,
  .folder_bytes = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024,
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

/* All that the kernel knows for a process, so that a fork inherits none; those that end more than a
 * script are left alone without a sandbox. RLIMIT_NPROC counts the user's processes in this user
 * namespace, so it is set inside (outside it would count the whole desktop). The kernel ignores it
 * for root; for everyone, the system call filter prevents new processes, and the address space
 * limits threads. */
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
  if (!confined)
    return;

  add_limit (argv, "nproc", limits->processes);
  add_limit (argv, "stack", STACK_BYTES);
  add_limit (argv, "memlock", LOCKED_BYTES);
  add_limit (argv, "sigpending", PENDING_SIGNALS);
  add_limit (argv, "msgqueue", 0);
  add_limit (argv, "nice", 0);
  add_limit (argv, "rtprio", 0);
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
    for (gsize i = 0; i < G_N_ELEMENTS (gpu_variables); i++)
      {
        g_autofree char *value = dup_gpu_variable (i, spec->gpu_card);

        if (value == NULL)
          continue;
        g_strv_builder_add (argv, "--setenv");
        g_strv_builder_take (argv, g_strdup_printf ("%s=%s", gpu_variables[i].name, value));
      }
}

/* Bubblewrap's own wall is there without Landlock; in a Flatpak it is a must. */
static void
add_files (GStrvBuilder *argv, MqSandboxKind kind, const MqSandboxSpec *spec)
{
  g_auto (GStrv) system = sandbox_list_readable (spec);
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

  /* Without a sandbox: the user's environment, limits on one process, and death with the parent. */
  if (kind == MQ_SANDBOX_NONE)
    {
      g_auto (GStrv) argv = mq_sandbox_dup_launcher_argv (kind, spec, launcher, command);
      g_auto (GStrv) environment = g_environ_setenv (mq_memory_keys_dup_environ (),
                                                     "MALLOC_ARENA_MAX",
                                                     strchr (MALLOC_ARENAS, '=') + 1, FALSE);
      const MqProcessFd fd = { g_steal_fd (&theirs), MQ_PROCESS_BRIDGE_FD };

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

  if (spec->pool == NULL && (filter = mq_seccomp_open_filter (error)) < 0)
    return NULL;
  if (kind == MQ_SANDBOX_PORTAL)
    return mq_portal_spawn (spec, mq_sandbox_dup_launcher_argv (kind, spec, launcher, command),
                            canary, g_steal_fd (&theirs), g_steal_fd (&filter), error);

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
      _ ("Maquette’s add-on for Blender is missing: there is no folder %s. Reinstall Maquette."),
      folder != NULL ? folder : MQ_DATA_DIR "/blender-addon/maquette_bridge");
}
