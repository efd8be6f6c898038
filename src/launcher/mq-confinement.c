/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConfinement, see mq-confinement.h. It uses the C library only, because it starts before each
 * Blender. */
#include "launcher/mq-confinement.h"

#include "launcher/mq-stop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef enum
{
  MQ_LANDLOCK_READ,   /* read and execute */
  MQ_LANDLOCK_WRITE,  /* everything but execute and make devices */
  MQ_LANDLOCK_DEVICE, /* read, write and control */
} MqLandlockUse;

#define READ                                                                                       \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define DEVICE                                                                                     \
  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR      \
   | LANDLOCK_ACCESS_FS_IOCTL_DEV)
#define SPECIAL (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
/* Rights that a file can have; the others are of folders. */
#define OF_FILES                                                                                   \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE       \
   | LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_IOCTL_DEV)

#define MAX_INSTRUCTIONS 4096 /* the kernel's own limit */

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOW_HALF 4
#else
#define LOW_HALF 0
#endif

#define CALL BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr))
/* The kernel uses the low half of a process number and of prctl's option. */
#define FIRST_ARGUMENT                                                                             \
  BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0]) + LOW_HALF)
#define EQUAL(value, then, otherwise)                                                              \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), then, otherwise)
#define ALLOW BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

typedef struct
{
  const char *name;
  int resource;
} Limit;

static const Limit limits[] = {
  { "as", RLIMIT_AS },
  { "data", RLIMIT_DATA },
  { "fsize", RLIMIT_FSIZE },
  { "cpu", RLIMIT_CPU },
  { "nofile", RLIMIT_NOFILE },
  { "nproc", RLIMIT_NPROC },
  { "core", RLIMIT_CORE },
  { "stack", RLIMIT_STACK },
  { "memlock", RLIMIT_MEMLOCK },
  { "sigpending", RLIMIT_SIGPENDING },
  { "nice", RLIMIT_NICE },
  { "rtprio", RLIMIT_RTPRIO },
  { "msgqueue", RLIMIT_MSGQUEUE },
};

static const uint64_t rights[] = {
  [MQ_LANDLOCK_READ] = READ,
  [MQ_LANDLOCK_WRITE] = ~(uint64_t)(SPECIAL | LANDLOCK_ACCESS_FS_EXECUTE),
  [MQ_LANDLOCK_DEVICE] = DEVICE,
};

static bool is_required; /* stops where the kernel has no Landlock */
static int ruleset = -1;
static uint64_t handled;

/* Returns whether there is a ruleset to add to: not where the kernel has no Landlock, or it is
 * switched off. */
static bool
open_ruleset (void)
{
  struct landlock_ruleset_attr all
      = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
  long version;

  if (ruleset >= 0)
    return true;

  version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1)
    return false;

  /* Everything that a kernel of this version can deny. */
  if (version >= 2)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 4)
    all.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
  if (version >= 5)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
  if (version >= 6)
    all.scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;

  handled = all.handled_access_fs;
  /* A kernel that knows less of the struct takes it when the rest is zero. */
  if ((ruleset = (int)syscall (SYS_landlock_create_ruleset, &all, sizeof all, 0)) < 0)
    mq_stop ("Landlock");
  return true;
}

/* @path: a file, or a folder with all that is below it; what is not there is left out; @use: for
 * what */
static void
landlock_allow (const char *path, MqLandlockUse use)
{
  struct landlock_path_beneath_attr rule = { 0 };
  struct stat facts;

  if (!open_ruleset ())
    return;
  if ((rule.parent_fd = open (path, O_PATH | O_CLOEXEC)) < 0)
    {
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES)
        return;
      mq_stop (path);
    }

  rule.allowed_access = rights[use] & handled;
  if (fstat (rule.parent_fd, &facts) != 0)
    mq_stop (path);
  if (!S_ISDIR (facts.st_mode))
    rule.allowed_access &= OF_FILES;
  if (syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    mq_stop (path);
  close (rule.parent_fd);
}

static int
read_number (const char *text)
{
  char *end;
  long number = strtol (text, &end, 10);

  if (*text == '\0' || *end != '\0' || number < 0 || number > 1 << 20)
    mq_stop_for (EINVAL, text);

  return (int)number;
}

/* NAME=VALUE, both the soft and the hard limit; not more than it has. */
static void
set_limit (char *text)
{
  char *value = strchr (text, '=');
  char *end;
  rlim_t wanted;
  struct rlimit rlimit;

  if (value == NULL)
    mq_stop_for (EINVAL, text);
  *value++ = '\0';
  wanted = strtoull (value, &end, 10);

  for (size_t i = 0; *value != '\0' && *end == '\0' && i < sizeof limits / sizeof *limits; i++)
    if (strcmp (limits[i].name, text) == 0)
      {
        if (getrlimit (limits[i].resource, &rlimit) != 0)
          mq_stop (text);
        rlimit.rlim_cur = rlimit.rlim_max = wanted < rlimit.rlim_max ? wanted : rlimit.rlim_max;
        if (setrlimit (limits[i].resource, &rlimit) != 0)
          mq_stop (text);
        return;
      }

  mq_stop_for (EINVAL, text);
}

/* Limits hold at once; the order of what depends on order is in mq_confinement_enforce(). @words:
 * options, ended by “--” or NULL. Returns: the first word after “--”, or the NULL */
char **
mq_confinement_read (char **words, MqConfinement *self)
{
  for (; *words != NULL && strcmp (*words, "--") != 0; words++)
    {
      const char *option = *words;

      if (strcmp (option, "--inherit-environment") == 0)
        self->keeps_environment = true;
      else if (strcmp (option, "--confine") == 0)
        self->is_confined = true;
      else if (strcmp (option, "--die-with-parent") == 0)
        self->dies_with_parent = true;
      else if (strcmp (option, "--landlock") == 0)
        is_required = true;
      else if (*++words == NULL)
        mq_stop_for (EINVAL, option);
      else if (strcmp (option, "--setenv") == 0 && self->n_variables < MQ_CONFINEMENT_VARIABLES)
        self->variables[self->n_variables++] = *words;
      else if (strcmp (option, "--chdir") == 0)
        self->chdir = *words;
      else if (strcmp (option, "--limit") == 0)
        set_limit (*words);
      else if (strcmp (option, "--nice") == 0)
        setpriority (PRIO_PROCESS, 0, read_number (*words));
      else if (strcmp (option, "--read") == 0)
        landlock_allow (*words, MQ_LANDLOCK_READ);
      else if (strcmp (option, "--write") == 0)
        landlock_allow (*words, MQ_LANDLOCK_WRITE);
      else if (strcmp (option, "--device") == 0)
        landlock_allow (*words, MQ_LANDLOCK_DEVICE);
      else if (strcmp (option, "--life") == 0)
        self->life = read_number (*words);
      else if (strcmp (option, "--seccomp") == 0)
        self->filter = read_number (*words);
      else if (strcmp (option, "--keep") == 0)
        self->kept = read_number (*words);
      else
        mq_stop_for (EINVAL, option);
    }

  return *words != NULL ? words + 1 : words;
}

static void
enforce_filter (struct sock_filter *code, size_t length, const char *name)
{
  struct sock_fprog program = { (unsigned short)length, code };

  if (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    mq_stop (name);
}

/* Puts it on, for good; what is not there stops the process. */
void
mq_confinement_enforce (const MqConfinement *self)
{
  int first;

  if (self->chdir != NULL && chdir (self->chdir) != 0)
    mq_stop (self->chdir);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    mq_stop ("no new privileges");

  /* Denies everything that was not allowed, if anything was. */
  if (is_required && !open_ruleset ())
    mq_stop_for (ENOSYS, "this kernel has no Landlock, or it is switched off");
  if (ruleset >= 0)
    {
      if (syscall (SYS_landlock_restrict_self, ruleset, 0) != 0)
        mq_stop ("Landlock");
      close (ruleset);
    }

  if (self->filter >= 0)
    {
      static struct sock_filter code[MAX_INSTRUCTIONS];
      ssize_t bytes = pread (self->filter, code, sizeof code, 0);

      if (bytes <= 0 || (size_t)bytes % sizeof *code != 0)
        mq_stop_for (EINVAL, "system call filter");
      enforce_filter (code, (size_t)bytes / sizeof *code, "system call filter");
    }

  /* Last, because the steps above need what it denies: signals to everybody but this process,
   * changes of the signal that it gets when its parent dies, being hidden from the program that
   * watches what it uses (/proc/PID/io), and more filters and Landlock rules, which take memory of
   * the kernel that no limit counts. libseccomp cannot build this filter for the client, because it
   * holds the process's own number. Landlock's scope does the same for signals from version 6 on.
   * Other processor ABIs are killed by the client's filter (mq-sandbox.c), which is loaded, too. */
  if (self->is_confined)
    {
      /* Jumps count the instructions that they skip. */
      struct sock_filter code[] = {
        CALL,
        EQUAL (SYS_kill, 11, 0),
        EQUAL (SYS_tgkill, 10, 0),
        EQUAL (SYS_rt_sigqueueinfo, 9, 0),
        EQUAL (SYS_rt_tgsigqueueinfo, 8, 0),
        EQUAL (SYS_prctl, 9, 0),
        EQUAL (SYS_tkill, 13, 0),             /* names a thread, whosever it is */
        EQUAL (SYS_pidfd_send_signal, 12, 0), /* names a descriptor */
        EQUAL (SYS_seccomp, 11, 0),
        EQUAL (SYS_landlock_create_ruleset, 10, 0),
        EQUAL (SYS_landlock_add_rule, 9, 0),
        EQUAL (SYS_landlock_restrict_self, 8, 0),
        ALLOW,
        FIRST_ARGUMENT, /* of the first four */
        EQUAL (getpid (), 4, 5),
        FIRST_ARGUMENT, /* of prctl */
        EQUAL (PR_SET_PDEATHSIG, 3, 0),
        EQUAL (PR_SET_DUMPABLE, 2, 0),
        EQUAL (PR_SET_SECCOMP, 1, 0),
        ALLOW,
        DENY,
      };

      enforce_filter (code, sizeof code / sizeof *code, "filter of the process itself");
    }

  if (self->kept > STDERR_FILENO + 1
      && syscall (SYS_close_range, STDERR_FILENO + 1, self->kept - 1, 0) != 0)
    mq_stop ("close_range");
  first = self->kept > STDERR_FILENO ? self->kept + 1 : STDERR_FILENO + 1;
  if (syscall (SYS_close_range, first, ~0U, 0) != 0)
    mq_stop ("close_range");
}
