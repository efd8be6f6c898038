/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A forked Blender confines itself (blender-addon/maquette_bridge/fork_server.py calls this library
 * through ctypes, right after the fork): it gets the view of a sandbox with one folder, drops what
 * its parent may, and puts on what the launcher puts on for a Blender that is started. */
#include "launcher/mq-confinement.h"
#include "launcher/mq-stop.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same folder at each: what a script can write to, its /tmp, and above the folders of others
 * and the cache, so that nobody has a path to them. */
static const char *const places[] = { "/app/run", "/tmp", "/app/pool", "/app/cache" };

/* The folder is opened below the pool without following links, which a script may have left. */
static void
mount_own_folder (const char *folder)
{
  struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
                          .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
  int pool = open ("/app/pool", O_PATH | O_DIRECTORY | O_CLOEXEC);
  int own = pool >= 0 ? (int)syscall (SYS_openat2, pool, folder, &how, sizeof how) : -1;

  if (own < 0 || fchdir (own) != 0)
    mq_stop (folder);
  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    mq_stop ("mounts of its own");
  if (mount ("/app/cache/shaders", "/app/shaders", NULL, MS_BIND, NULL) != 0 && errno != ENOENT)
    mq_stop ("/app/shaders");
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (mount (".", places[i], NULL, MS_BIND, NULL) != 0)
      mq_stop (places[i]);
}

static void
drop_capabilities (void)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

  for (unsigned long i = 0; prctl (PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
    if (prctl (PR_CAPBSET_DROP, i, 0, 0, 0) != 0 && errno != EPERM)
      mq_stop ("capabilities");
  if (prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0
      || syscall (SYS_capset, &header, none) != 0)
    mq_stop ("capabilities");
}

void mq_fork_child_confine (const char *folder, char **words);

/* A script may quit Blender. Destructors of libraries would wait for threads that only the parent
 * has. */
static void
leave (void)
{
  fflush (NULL);
  _exit (0);
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

  if (atexit (leave) != 0)
    mq_stop ("atexit");
  mount_own_folder (folder);
  drop_capabilities ();
  mq_confinement_read (words, &confinement);
  mq_confinement_enforce (&confinement);
}
