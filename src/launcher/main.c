/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-launcher: the program that becomes Blender. Between the sandbox and Blender it puts on
 * what the sandbox does not give: an environment, limits, Landlock, system call filters, and an end
 * together with the program that asked for it. Started by client/sandbox/mq-sandbox.c. It uses the
 * C library only, because it starts before each Blender. */
#include "launcher/mq-landlock.h"
#include "launcher/mq-stop.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_VARIABLES 32
#define MAX_INSTRUCTIONS 4096 /* the kernel's own limit */
/* As a shell reports a signal, which mq_process_get_signal() reads. */
#define STATUS_OF_SIGNAL 128

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
  { "as", RLIMIT_AS },     { "data", RLIMIT_DATA },     { "fsize", RLIMIT_FSIZE },
  { "cpu", RLIMIT_CPU },   { "nofile", RLIMIT_NOFILE }, { "nproc", RLIMIT_NPROC },
  { "core", RLIMIT_CORE },
};

typedef struct
{
  const char *chdir;
  char *variables[MAX_VARIABLES + 1];
  int n_variables;
  bool keeps_environment;
  bool is_confined;
  bool dies_with_parent;
  int life;   /* the life line, or -1 */
  int filter; /* a system call filter, or -1 */
  int kept;   /* the descriptor that the program inherits, or -1 */
} Options;

static int
read_number (const char *text)
{
  char *end;
  long number = strtol (text, &end, 10);

  if (*text == '\0' || *end != '\0' || number < 0 || number > 1 << 20)
    mq_stop_for (EINVAL, text);

  return (int)number;
}

/* NAME=VALUE, both the soft and the hard limit. */
static void
set_limit (char *text)
{
  char *value = strchr (text, '=');
  char *end;
  struct rlimit rlimit;

  if (value == NULL)
    mq_stop_for (EINVAL, text);
  *value++ = '\0';
  rlimit.rlim_cur = rlimit.rlim_max = strtoull (value, &end, 10);

  for (size_t i = 0; *value != '\0' && *end == '\0' && i < sizeof limits / sizeof *limits; i++)
    if (strcmp (limits[i].name, text) == 0)
      {
        if (setrlimit (limits[i].resource, &rlimit) != 0)
          mq_stop (text);
        return;
      }

  mq_stop_for (EINVAL, text);
}

/* Options that limit the process hold at once; the order of what depends on order is in main().
 * Returns the first word after “--”. */
static char **
read_options (char **words, Options *options)
{
  for (; *words != NULL && strcmp (*words, "--") != 0; words++)
    {
      const char *option = *words;

      if (strcmp (option, "--inherit-environment") == 0)
        options->keeps_environment = true;
      else if (strcmp (option, "--confine") == 0)
        options->is_confined = true;
      else if (strcmp (option, "--die-with-parent") == 0)
        options->dies_with_parent = true;
      else if (strcmp (option, "--landlock") == 0)
        mq_landlock_require ();
      else if (*++words == NULL)
        mq_stop_for (EINVAL, option);
      else if (strcmp (option, "--setenv") == 0 && options->n_variables < MAX_VARIABLES)
        options->variables[options->n_variables++] = *words;
      else if (strcmp (option, "--chdir") == 0)
        options->chdir = *words;
      else if (strcmp (option, "--limit") == 0)
        set_limit (*words);
      else if (strcmp (option, "--nice") == 0)
        setpriority (PRIO_PROCESS, 0, read_number (*words));
      else if (strcmp (option, "--read") == 0)
        mq_landlock_allow (*words, MQ_LANDLOCK_READ);
      else if (strcmp (option, "--write") == 0)
        mq_landlock_allow (*words, MQ_LANDLOCK_WRITE);
      else if (strcmp (option, "--device") == 0)
        mq_landlock_allow (*words, MQ_LANDLOCK_DEVICE);
      else if (strcmp (option, "--life") == 0)
        options->life = read_number (*words);
      else if (strcmp (option, "--seccomp") == 0)
        options->filter = read_number (*words);
      else if (strcmp (option, "--keep") == 0)
        options->kept = read_number (*words);
      else
        mq_stop_for (EINVAL, option);
    }

  if (*words == NULL || words[1] == NULL)
    mq_stop_for (EINVAL, "no program");
  return words + 1;
}

/* The portal interrupts first; only the line and the child's end count. */
static void
ignore_signals (void)
{
  signal (SIGINT, SIG_IGN);
  signal (SIGTERM, SIG_IGN);
  signal (SIGHUP, SIG_IGN);
}

static _Noreturn void
wait_for_end (pid_t child, int line)
{
  struct pollfd ends[] = { { line, 0, 0 }, { (int)syscall (SYS_pidfd_open, child, 0), POLLIN, 0 } };
  int status;

  if (ends[1].fd < 0)
    {
      kill (child, SIGKILL);
      mq_stop ("pidfd_open");
    }

  while (poll (ends, 2, -1) < 0)
    if (errno != EINTR)
      break;
  if (ends[1].revents == 0)
    kill (child, SIGKILL);
  if (waitpid (child, &status, 0) != child)
    mq_stop ("waitpid");

  _exit (WIFSIGNALED (status) ? STATUS_OF_SIGNAL + WTERMSIG (status) : WEXITSTATUS (status));
}

/* The life line: a descriptor whose other end only the program that asked for Blender holds. When
 * that program ends, however it ends, the line hangs up and Blender is killed. For a Flatpak, whose
 * portal keeps a sandbox alive. Forks: the child, which alone keeps @kept, returns from here, and
 * is killed with its parent; the parent stays until the line hangs up or the child ends. */
static void
hold_life_line (int line, int kept)
{
  pid_t parent = getpid ();
  pid_t child;

  /* Before the fork: its environment is the session's, and its memory holds it. */
  if (prctl (PR_SET_DUMPABLE, 0) != 0 || (child = fork ()) < 0)
    mq_stop ("fork");

  if (child > 0)
    {
      ignore_signals ();
      if (kept >= 0)
        close (kept);
      wait_for_end (child, line);
    }

  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid () != parent)
    mq_stop ("the parent's end");
  close (line);
}

static void
enforce_filter (struct sock_filter *code, size_t length, const char *name)
{
  struct sock_fprog program = { (unsigned short)length, code };

  if (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    mq_stop (name);
}

/* Denies signals to everybody but @self, changes of the signal that it gets when its parent dies,
 * being hidden from the program that watches what it uses (/proc/PID/io), and more filters and
 * Landlock rules, which take memory of the kernel that no limit counts. Needs “no new privileges”.
 * libseccomp cannot build this filter for the client, because it holds the process's own number,
 * and the launcher itself needs what is denied. Landlock's scope does the same for signals from
 * version 6 on. Other processor ABIs are killed by the client's filter (mq-seccomp.c), which is
 * loaded, too. */
static void
confine (pid_t self)
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
    EQUAL (self, 4, 5),
    FIRST_ARGUMENT, /* of prctl */
    EQUAL (PR_SET_PDEATHSIG, 3, 0),
    EQUAL (PR_SET_DUMPABLE, 2, 0),
    EQUAL (PR_SET_SECCOMP, 1, 0),
    ALLOW,
    DENY,
  };

  enforce_filter (code, sizeof code / sizeof *code, "filter of the process itself");
}

static void
load_filter (int fd)
{
  static struct sock_filter code[MAX_INSTRUCTIONS];
  ssize_t bytes = pread (fd, code, sizeof code, 0);

  if (bytes <= 0 || (size_t)bytes % sizeof *code != 0)
    mq_stop_for (EINVAL, "system call filter");
  enforce_filter (code, (size_t)bytes / sizeof *code, "system call filter");
}

static void
close_others (int kept)
{
  if (kept > STDERR_FILENO + 1 && syscall (SYS_close_range, STDERR_FILENO + 1, kept - 1, 0) != 0)
    mq_stop ("close_range");
  if (syscall (SYS_close_range, kept > STDERR_FILENO ? kept + 1 : STDERR_FILENO + 1, ~0U, 0) != 0)
    mq_stop ("close_range");
}

int
main (int argc, char **argv)
{
  Options options = { .life = -1, .filter = -1, .kept = -1 };
  char **program = argc > 0 ? read_options (argv + 1, &options) : argv;

  if (options.life >= 0)
    hold_life_line (options.life, options.kept);
  if (options.dies_with_parent && prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    mq_stop ("the parent's end");
  if (options.chdir != NULL && chdir (options.chdir) != 0)
    mq_stop (options.chdir);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    mq_stop ("no new privileges");

  mq_landlock_enforce ();
  if (options.filter >= 0)
    load_filter (options.filter);
  /* Last: it denies what the steps above need. */
  if (options.is_confined)
    confine (getpid ());
  close_others (options.kept);

  execve (program[0], program, options.keeps_environment ? environ : options.variables);
  mq_stop (program[0]);
}
