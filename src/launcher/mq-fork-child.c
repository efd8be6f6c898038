/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A forked Blender confines itself (blender-addon/maquette_bridge/fork_server.py calls this library
 * through ctypes): it is the first process of namespaces of its own, gets the view of a sandbox
 * with one folder, drops the capabilities that it has in there, and puts on what the launcher puts
 * on for a Blender that is started. */
#include "launcher/mq-confinement.h"
#include "launcher/mq-stop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The same folder at each: what a script can write to, its /tmp, and above the folders of others
 * and the cache, so that nobody has a path to them. */
static const char *const places[] = { "/app/run", "/tmp", "/app/pool", "/app/cache" };

int mq_fork_child_fork (void);
void mq_fork_child_confine (const char *folder, char **words);

/**
 * mq_fork_child_fork:
 *
 * fork(2), with a child that is process 1 of a namespace, and in a user namespace of its own, too:
 * it can name no other process, and its threads count for itself alone. Such a child can only be
 * had of another process, which vfork(2) gives for nothing, and whose end makes the child the
 * caller's: a subreaper's. The child begins then.
 *
 * Returns: its number; 0 in the child; a negative errno
 */
__attribute__ ((visibility ("default"))) int
mq_fork_child_fork (void)
{
  volatile int child = -EAGAIN;
  int gate[2];
  pid_t middle;
  char nothing;

  if (pipe2 (gate, O_CLOEXEC) != 0)
    return -errno;

  middle = vfork ();
  if (middle == 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWPID) != 0 || (child = fork ()) < 0)
        child = -errno;
      if (child != 0)
        _exit (0);
      close (gate[1]);
      if (read (gate[0], &nothing, 1) != 0)
        _exit (MQ_STOP_STATUS);
      close (gate[0]);
      return 0;
    }

  if (middle < 0)
    child = -errno;
  else
    waitpid (middle, NULL, 0);
  close (gate[0]);
  close (gate[1]);
  return child;
}

/* A script may quit Blender. Destructors of libraries would wait for threads that only the parent
 * has. */
static void
leave (void)
{
  fflush (NULL);
  _exit (0);
}

/* The kernel keeps signals from a first process that has no handler for them, except those of its
 * own faults. Whoever waits reads this status as the signal. */
static void
end_by (int number)
{
  _exit (MQ_STOP_OF_SIGNAL + number);
}

/**
 * mq_fork_child_confine:
 * @folder: its folder, below the pool
 * @words: (array zero-terminated=1): the launcher's options (mq-confinement.c)
 *
 * Confines this process, which has one thread, for good. It ends where that fails.
 */
__attribute__ ((visibility ("default"))) void
mq_fork_child_confine (const char *folder, char **words)
{
  MqConfinement confinement = { .life = -1, .filter = -1, .kept = -1 };
  struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
                          .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };
  int pool;
  int own;

  if (atexit (leave) != 0 || signal (SIGABRT, end_by) == SIG_ERR
      || signal (SIGTERM, end_by) == SIG_ERR)
    mq_stop ("the end");
  /* Its parent's process group would name all of that one's children. */
  if (setsid () < 0)
    mq_stop ("a session of its own");

  /* The folder is opened below the pool without following links, which a script may have left. */
  pool = open ("/app/pool", O_PATH | O_DIRECTORY | O_CLOEXEC);
  own = pool >= 0 ? (int)syscall (SYS_openat2, pool, folder, &how, sizeof how) : -1;
  if (own < 0 || fchdir (own) != 0)
    mq_stop (folder);
  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    mq_stop ("mounts of its own");
  if (mount ("/app/cache/shaders", "/app/shaders", NULL, MS_BIND, NULL) != 0 && errno != ENOENT)
    mq_stop ("/app/shaders");
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (mount (".", places[i], NULL, MS_BIND, NULL) != 0)
      mq_stop (places[i]);

  /* The first process of a user namespace has all capabilities in it. */
  for (unsigned long i = 0; prctl (PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
    if (prctl (PR_CAPBSET_DROP, i, 0, 0, 0) != 0)
      mq_stop ("capabilities");
  if (prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0
      || syscall (SYS_capset, &header, none) != 0)
    mq_stop ("capabilities");

  mq_confinement_read (words, &confinement);
  mq_confinement_enforce (&confinement);
}
