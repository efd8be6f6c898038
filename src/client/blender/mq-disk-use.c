/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The disk that a script has taken, see mq-disk-use.h. The names in its folder do not tell it: a
 * file that was removed while it is open, or mapped, or sent through a socket has none, and files
 * that are moved all the time are missed. So the free space counts, too, as far as the script's
 * processes have written: other programs use the disk as well. */
#include "client/blender/mq-disk-use.h"

#include "client/blender/mq-files-measure.h"
#include "client/sandbox/mq-process-tree.h"

#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

/**
 * mq_disk_use_get_free:
 * @folder: a folder
 *
 * Returns: the bytes that are free there for an ordinary user; %G_MAXUINT64 if that is unknown
 */
guint64
mq_disk_use_get_free (const char *folder)
{
  struct statvfs disk;

  return statvfs (folder, &disk) == 0 ? (guint64)disk.f_bavail * disk.f_frsize : G_MAXUINT64;
}

/* Blocks. @pid: what runs the script, 0 if that cannot be seen; @free_before:
 * mq_disk_use_get_free() when it began. Returns: bytes; %G_MAXUINT64 if there are too many files
 * or folders to count */
guint64
mq_disk_use_measure (const char *folder, GPid pid, guint64 free_before)
{
  guint64 named = mq_files_measure (folder);
  guint64 free_now = mq_disk_use_get_free (folder);
  double gone = free_now < free_before ? (double)(free_before - free_now) : 0;
  struct statfs disk;

  /* The kernel does not count what is written to memory. */
  if (statfs (folder, &disk) != 0 || disk.f_type != TMPFS_MAGIC)
    gone = MIN (gone, mq_process_tree_get_written (pid));

  return MAX (named, (guint64)gone);
}
