/* Keeps the stacks of a crash. watch-test preloads it into all that a test starts: a program of
 * ours that is about to die of a signal first has gdb write the stacks of its threads. A handler
 * that is there already, as a sanitizer's, stays. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *stacks;

static void
write_stacks (int number, pid_t pid)
{
  int nothing = open ("/dev/null", O_RDWR);
  int file = open (stacks, O_WRONLY | O_CREAT | O_APPEND, 0600);
  char id[16];

  if (nothing < 0 || file < 0)
    return;
  snprintf (id, sizeof id, "%d", pid);
  dprintf (file, "--- %s %s: SIG%s\n", id, program_invocation_name, sigabbrev_np (number));
  dup2 (nothing, STDIN_FILENO);
  dup2 (file, STDOUT_FILENO);
  dup2 (nothing, STDERR_FILENO);
  execlp ("gdb", "gdb", "-batch", "-nx", "-p", id, "-ex", "thread apply all bt 40", NULL);
}

static void
handle_crash (int number)
{
  static atomic_flag crashed = ATOMIC_FLAG_INIT;
  pid_t pid = getpid ();
  pid_t gdb;

  /* The first thread that crashes ends the others. */
  while (atomic_flag_test_and_set (&crashed))
    pause ();

  prctl (PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  /* fork() would wait for the lock of malloc(), which may be what crashed. */
  gdb = _Fork ();
  if (gdb == 0)
    {
      write_stacks (number, pid);
      _exit (1);
    }

  while (gdb > 0 && waitpid (gdb, NULL, 0) < 0 && errno == EINTR)
    ;
  signal (number, SIG_DFL);
  raise (number);
}

__attribute__ ((constructor)) static void
install (void)
{
  static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV };
  static char stack[64 * 1024]; /* the thread's own may have no room left */
  const struct sigaction action = { .sa_handler = handle_crash, .sa_flags = SA_ONSTACK };
  const char *folder = getenv ("MQ_TEST_OURS");
  char path[PATH_MAX] = "";

  stacks = getenv ("MQ_TEST_STACKS");
  if (stacks == NULL || folder == NULL || readlink ("/proc/self/exe", path, sizeof path - 1) < 0
      || strncmp (path, folder, strlen (folder)) != 0)
    return;

  stacks = strdup (stacks);
  sigaltstack (&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    {
      struct sigaction old;

      if (sigaction (signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        sigaction (signals[i], &action, NULL);
    }
}
