/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-launcher: the program that becomes Blender. Between the sandbox and Blender it puts on
 * what the sandbox does not give: an environment, limits, Landlock, system call filters, and an end
 * together with the program that asked for it. Started by client/sandbox/mq-sandbox.c. It uses the
 * C library only, because it starts before each Blender. */
#include "launcher/mq-confinement.h"
#include "launcher/mq-stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  MqConfinement options = { .life = -1, .filter = -1, .kept = -1 };
  char **program = argc > 0 ? mq_confinement_read (argv + 1, &options) : argv;
  struct pollfd ends[] = { { options.life, 0, 0 }, { -1, POLLIN, 0 } };
  pid_t parent = getpid ();
  pid_t child = 0;
  int status;

  if (*program == NULL)
    mq_stop_for (EINVAL, "no program");

  /* The life line: a descriptor whose other end only the program that asked for Blender holds. When
   * that program ends, however it ends, the line hangs up and Blender is killed. For a Flatpak,
   * whose portal keeps a sandbox alive. The child, which alone keeps the descriptor that the
   * program inherits, becomes Blender, and is killed with its parent; the parent stays until the
   * line hangs up or the child ends. Its environment is the session's, and its memory holds it, so
   * nobody may read it, from before the fork on. */
  if (options.life >= 0 && (prctl (PR_SET_DUMPABLE, 0) != 0 || (child = fork ()) < 0))
    mq_stop ("fork");

  if (child > 0)
    {
      /* The portal interrupts first; only the line and the child's end count. */
      signal (SIGINT, SIG_IGN);
      signal (SIGTERM, SIG_IGN);
      signal (SIGHUP, SIG_IGN);
      if (options.kept >= 0)
        close (options.kept);

      if ((ends[1].fd = (int)syscall (SYS_pidfd_open, child, 0)) < 0)
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

      _exit (WIFSIGNALED (status) ? MQ_STOP_OF_SIGNAL + WTERMSIG (status) : WEXITSTATUS (status));
    }

  if (options.life >= 0)
    {
      if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid () != parent)
        mq_stop ("the parent's end");
      close (options.life);
    }
  if (options.dies_with_parent && prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    mq_stop ("the parent's end");
  mq_confinement_enforce (&options);

  execve (program[0], program, options.keeps_environment ? environ : options.variables);
  mq_stop (program[0]);
}
