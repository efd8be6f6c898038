/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a folder, see mq-files-measure.h. */
#include "client/blender/mq-files-measure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
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

/* A script may take its rights to a folder away from us, as the files belong to the same user. */
static int
open_folder (int parent, const char *name, mode_t mode)
{
  g_autofd int place = openat (parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", place);

  if (place < 0)
    return -1;
  if ((mode & S_IRWXU) != S_IRWXU)
    chmod (path, S_IRWXU);
  return openat (place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Files that come and go meanwhile are no fault, whatever else keeps us from looking is. */
static void
note_fault (Sum *sum)
{
  if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
    sum->is_whole = FALSE;
}

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

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      if (fstatat (dirfd (stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        {
          note_fault (sum);
          continue;
        }

      sum->bytes += (guint64)info.st_blocks * BLOCK;
      sum->is_whole = ++sum->n_files <= MAX_FILES;
      if (!S_ISDIR (info.st_mode))
        continue;

      below = open_folder (dirfd (stream), entry->d_name, info.st_mode);
      if (below >= 0)
        add_folder (sum, below, depth + 1);
      else
        note_fault (sum);
    }

  closedir (stream);
}

/* Blocks. Does not follow links. Files that come and go meanwhile may be missed. Returns: bytes
 * on the disk; %G_MAXUINT64 if there are too many files or folders to count, or some that cannot
 * be looked into */
guint64
mq_files_measure (const char *path)
{
  Sum sum = { .is_whole = TRUE };
  struct stat info;
  int fd;

  if (lstat (path, &info) != 0)
    return 0;

  if ((fd = open_folder (AT_FDCWD, path, info.st_mode)) >= 0)
    add_folder (&sum, fd, 0);
  else
    note_fault (&sum);
  return sum.is_whole ? sum.bytes : G_MAXUINT64;
}

static void
clear_use (gpointer use)
{
  g_free (((MqFileUse *)use)->path);
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const MqFileUse *first = a, *second = b;

  return first->used > second->used ? -1 : first->used < second->used;
}

/**
 * mq_files_list_by_use:
 * @folder: a folder, which need not exist
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MqFileUse): the files and folders in it, the latest first
 */
GArray *
mq_files_list_by_use (const char *folder)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (MqFileUse));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (found, clear_use);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;
      MqFileUse use;

      if (lstat (path, &info) != 0)
        continue;

      use.is_folder = S_ISDIR (info.st_mode);
      use.bytes = use.is_folder ? mq_files_measure (path) : (guint64)info.st_size;
      use.used = info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec;
      use.path = g_steal_pointer (&path);
      g_array_append_val (found, use);
    }

  g_array_sort (found, compare_use);
  return found;
}
