/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The system call filter of the sandbox, a BPF program that bubblewrap or the launcher loads. A
 * deny list: Blender, Python, Mesa and Cycles use too much of the kernel for an allow list that
 * holds across versions; the namespaces are the main protection, the filter reduces the kernel's
 * attack surface. Denied calls fail with EPERM, so that libraries fall back instead of dying. */
#include "client/sandbox/mq-sandbox-private.h"

#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* By name: a name that this libseccomp or architecture does not know is skipped. */
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

static const guint64 denied_clone_flags[] = {
  CLONE_NEWNS,  CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET,
  CLONE_NEWIPC, CLONE_NEWUTS,  CLONE_NEWCGROUP,
};

/* Commands of fcntl(): each lock and each watched folder is memory of the kernel. */
static const int denied_commands[] = {
  F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE, F_NOTIFY,
};

static int
deny_by_name (scmp_filter_ctx filter, const char *name)
{
  int call = seccomp_syscall_resolve_name (name);
  int result;

  if (call == __NR_SCMP_ERROR)
    return 0;

  /* A negative number is a call that exists on other architectures only. */
  result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), call, 0);
  return call < 0 ? 0 : result;
}

static int
add_rules (scmp_filter_ctx filter)
{
  const guint32 fails = SCMP_ACT_ERRNO (EPERM);
  /* The kernel uses the low 32 bits only, so the filter must, too: otherwise a set high bit
   * bypasses it. */
  const scmp_datum_t low_bits = 0xffffffffu;
  int result = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (denied) && result == 0; i++)
    result = deny_by_name (filter, denied[i]);

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

  /* TIOCSTI would insert input into the terminal that the program was started from. */
  if (result == 0)
    result = seccomp_rule_add (filter, fails, SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, low_bits, TIOCSTI));
  if (result == 0)
    result = seccomp_rule_add (filter, fails, SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, low_bits, TIOCLINUX));

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
