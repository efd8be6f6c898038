/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of connected programs, see mq-program-lock.h. */
#include "client/programs/mq-program-lock.h"

#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <unistd.h>

/* Hexadecimal digits of a file's name. */
#define DIGITS 24

/* One file for each name, which nobody removes: whoever has it open, with a lock for reading, is
 * connected. Locks of open files can be looked at without taking them. */
static int
open_lock (const char *name, int flags)
{
  g_autofree char *home = mq_paths_make_runtime_home (NULL);
  g_autofree char *digits = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *path = g_strdup_printf ("%s/program-%.*s.lock", home != NULL ? home : "", DIGITS,
                                           digits);

  return home != NULL ? open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600) : -1;
}

/**
 * mq_program_lock_take:
 * @name: a clean name
 *
 * Returns: a descriptor: as long as it is open, the program is connected; -1: there is no place for
 *   locks
 */
int
mq_program_lock_take (const char *name)
{
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
  int fd = open_lock (name, O_CREAT);

  /* Nobody locks it for writing, so this does not wait. */
  if (fd >= 0)
    fcntl (fd, F_OFD_SETLK, &lock);
  return fd;
}

/* Returns: whether a process is connected for it */
gboolean
mq_program_lock_is_taken (const char *name)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open_lock (name, 0);
  gboolean found = fd >= 0 && fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

  if (fd >= 0)
    close (fd);
  return found;
}
