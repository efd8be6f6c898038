/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The space that the files of a folder take, see mq-files-measure.h. */
#include "client/blender/mq-files-measure.h"

#include <dirent.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A script that nests folders deeper, or makes more files, does so to hide something. */
#define MAX_DEPTH 64
#define MAX_FILES 200000

/* struct stat counts in these, whatever the file system's blocks are (stat(3type)). */
#define BLOCK 512

typedef struct
{
  guint64 bytes;
  guint n_files;
  gboolean is_whole;
} Sum;

static void
add_folder (Sum *sum, int fd, guint depth)
{
  DIR *stream = depth < MAX_DEPTH ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (stream == NULL)
    {
      close (fd);
      sum->is_whole = FALSE;
      return;
    }

  while ((entry = readdir (stream)) != NULL && sum->is_whole)
    {
      struct stat info;
      int below;

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, "..")
          || fstatat (dirfd (stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        continue;

      sum->bytes += (guint64)info.st_blocks * BLOCK;
      sum->is_whole = ++sum->n_files <= MAX_FILES;
      if (!S_ISDIR (info.st_mode))
        continue;

      below = openat (dirfd (stream), entry->d_name,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (below >= 0)
        add_folder (sum, below, depth + 1);
    }

  closedir (stream);
}

/**
 * mq_files_measure:
 * @path: a folder
 *
 * Blocks. Does not follow links. Files that come and go meanwhile may be missed.
 *
 * Returns: bytes on the disk; %G_MAXUINT64 if there are too many files or folders to count
 */
guint64
mq_files_measure (const char *path)
{
  Sum sum = { .is_whole = TRUE };
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return 0;

  add_folder (&sum, fd, 0);
  return sum.is_whole ? sum.bytes : G_MAXUINT64;
}
