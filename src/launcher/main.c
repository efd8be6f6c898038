/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-launcher: the program that becomes Blender. Between the sandbox and Blender it puts on
 * what the sandbox does not give: an environment, limits, Landlock, system call filters, and an end
 * together with the program that asked for it. Started by client/sandbox/mq-sandbox.c. It uses the
 * C library only, because it starts before each Blender. */
#include "launcher/mq-landlock.h"
#include "launcher/mq-lifeline.h"
#include "launcher/mq-signal-filter.h"
#include "launcher/mq-stop.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_VARIABLES 32
#define MAX_INSTRUCTIONS 4096 /* the kernel's own limit */

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
  bool confines_signals;
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
      else if (strcmp (option, "--own-signals") == 0)
        options->confines_signals = true;
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

static void
load_filter (int fd)
{
  static struct sock_filter code[MAX_INSTRUCTIONS];
  ssize_t bytes = pread (fd, code, sizeof code, 0);
  struct sock_fprog program = { (unsigned short)((size_t)bytes / sizeof *code), code };

  if (bytes <= 0 || (size_t)bytes % sizeof *code != 0)
    mq_stop_for (EINVAL, "system call filter");
  if (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    mq_stop ("system call filter");
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
    mq_lifeline_hold (options.life, options.kept);
  if (options.dies_with_parent && prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    mq_stop ("the parent's end");
  if (options.chdir != NULL && chdir (options.chdir) != 0)
    mq_stop (options.chdir);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    mq_stop ("no new privileges");

  mq_landlock_enforce ();
  if (options.confines_signals)
    mq_signal_filter_load (getpid ());
  /* Last: it may deny what the steps above need. */
  if (options.filter >= 0)
    load_filter (options.filter);
  close_others (options.kept);

  execve (program[0], program, options.keeps_environment ? environ : options.variables);
  mq_stop (program[0]);
}
