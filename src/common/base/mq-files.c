/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files below a folder, see mq-files.h. */
#include "common/base/mq-files.h"

#include "common/base/mq-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BUFFER (256 * 1024)
/* A limit: Maquette makes no deeper folders. */
#define MAX_DEPTH 32

typedef struct
{
  const void *data;
  gsize length;
} Content;

typedef struct
{
  int dir;
  const char *relative;
  guint64 limit;
} Source;

/**
 * mq_files_fail:
 * @error: return location
 * @error_number: an errno
 * @what: the message, marked for translation: N_("Could not write “%s”")
 * @name: the file's name, for @what
 *
 * Sets %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED.
 *
 * Returns: %FALSE
 */
gboolean
mq_files_fail (GError **error, int error_number, const char *what, const char *name)
{
  MqError code = MQ_ERROR_FAILED;
  g_autofree char *text = NULL;

  if (error_number == ENOSPC || error_number == EDQUOT)
    code = MQ_ERROR_NO_SPACE;
  else if (error_number == EROFS || error_number == EACCES || error_number == EPERM)
    code = MQ_ERROR_READ_ONLY;

  text = g_strdup_printf (_ (what), name);
  return mq_fail (error, code, "%s: %s", text, g_strerror (error_number));
}

/**
 * mq_files_open_dir:
 * @path: a folder
 * @error: see mq_files_fail()
 *
 * Returns: its descriptor, or -1
 */
int
mq_files_open_dir (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), path);

  return fd;
}

/**
 * mq_files_open:
 * @dir: a folder
 * @relative: a path below it; links are not followed
 * @limit: its maximum size, bytes
 * @size: (out) (optional): its size, bytes
 * @error: see mq_files_fail(); %MQ_ERROR_FAILED if it is not a regular file or too large
 *
 * Returns: a descriptor for reading, or -1
 */
int
mq_files_open (int dir, const char *relative, guint64 limit, guint64 *size, GError **error)
{
  g_auto (GStrv) steps = g_strsplit (relative, "/", MAX_DEPTH);
  g_autofd int at = fcntl (dir, F_DUPFD_CLOEXEC, 3);
  guint n_steps = g_strv_length (steps);
  struct stat info;

  for (guint i = 0; i < n_steps; i++)
    {
      gboolean last = i + 1 == n_steps;
      int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY);
      int next;

      if (*steps[i] == '\0' || g_str_equal (steps[i], ".") || g_str_equal (steps[i], ".."))
        {
          mq_files_fail (error, EINVAL, N_ ("Could not open “%s”"), relative);
          return -1;
        }

      if ((next = openat (at, steps[i], flags)) < 0)
        {
          mq_files_fail (error, errno, N_ ("Could not open “%s”"), relative);
          return -1;
        }

      g_clear_fd (&at, NULL);
      at = next;
    }

  if (n_steps == 0 || fstat (at, &info) != 0 || !S_ISREG (info.st_mode))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, _ ("“%s” is not a file"), relative);
      return -1;
    }

  if ((guint64)info.st_size > limit)
    {
      g_autofree char *allowed = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, _ ("“%s” is larger than %s"), relative,
                   allowed);
      return -1;
    }

  if (size != NULL)
    *size = info.st_size;

  return g_steal_fd (&at);
}

/* At most @size bytes of @fd, followed by a NUL. Returns: %NULL and errno on an error */
static char *
read_all (int fd, gsize size, gsize *length)
{
  g_autofree char *data = g_malloc (size + 1);

  *length = 0;
  while (*length < size)
    {
      gssize got = read (fd, data + *length, size - *length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return NULL;
      if (got == 0)
        break;
      *length += got;
    }

  data[*length] = '\0';
  return g_steal_pointer (&data);
}

/**
 * mq_files_load:
 * @path: a file that the user or a stranger wrote; may be a link
 * @limit: its maximum size, bytes
 * @length: (out): its size, bytes
 * @error: a #GFileError; %G_FILE_ERROR_INVAL if it is not a regular file or too large
 *
 * As g_file_get_contents(), but never waits for a pipe, and does not read a device without end.
 *
 * Returns: (transfer full) (nullable): its content, followed by a NUL
 */
char *
mq_files_load (const char *path, gsize limit, gsize *length, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat info = { 0 };
  g_autofree char *what = NULL;
  char *text;
  int code;

  if (fd >= 0 && fstat (fd, &info) == 0 && !S_ISREG (info.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("“%s” is not a file"), path);
      return NULL;
    }
  if (fd >= 0 && (guint64)info.st_size > limit)
    {
      g_autofree char *allowed = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("“%s” is larger than %s"), path,
                   allowed);
      return NULL;
    }
  if (fd >= 0 && (text = read_all (fd, info.st_size, length)) != NULL)
    return text;

  code = errno;
  what = g_strdup_printf (_ ("Could not open “%s”"), path);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", what,
               g_strerror (code));
  return NULL;
}

/**
 * mq_files_is_regular:
 * @dir: a folder
 * @relative: a path below it
 *
 * Returns: whether there is a regular file, with no link on the way to it
 */
gboolean
mq_files_is_regular (int dir, const char *relative)
{
  g_autofd int fd = mq_files_open (dir, relative, G_MAXUINT64, NULL, NULL);

  return fd >= 0;
}

/**
 * mq_files_read:
 * @dir: a folder
 * @relative: a path below it
 * @limit: its maximum size, bytes
 * @error: see mq_files_fail(); %MQ_ERROR_FAILED if it is not a regular file or too large
 *
 * Returns: (transfer full) (nullable): its content, followed by a NUL
 */
GBytes *
mq_files_read (int dir, const char *relative, guint64 limit, GError **error)
{
  guint64 size;
  g_autofd int fd = mq_files_open (dir, relative, limit, &size, error);
  g_autofree char *data = NULL;
  gsize length = 0;

  if (fd < 0)
    return NULL;

  if (!(data = read_all (fd, size, &length)))
    {
      mq_files_fail (error, errno, N_ ("Could not read “%s”"), relative);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/**
 * mq_files_write_all:
 * @fd: a file that is open for writing
 * @data: bytes
 * @length: the number of bytes
 * @name: its name in the error message
 * @error: see mq_files_fail()
 *
 * Returns: whether they are written; they may not be on disk yet
 */
gboolean
mq_files_write_all (int fd, const char *data, gsize length, const char *name, GError **error)
{
  while (length > 0)
    {
      gssize put = write (fd, data, length);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);

      data += put;
      length -= put;
    }

  return TRUE;
}

static int
create (int dir, const char *name, GError **error)
{
  int fd = openat (dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

  if (fd < 0)
    mq_files_fail (error, errno, N_ ("Could not make “%s”"), name);

  return fd;
}

static gboolean
sync_and_close (int *fd, const char *name, GError **error)
{
  if (fsync (*fd) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);
  if (close (g_steal_fd (fd)) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);

  return TRUE;
}

/**
 * mq_files_write:
 * @dir: a folder
 * @name: a new file in it
 * @data: bytes
 * @length: the number of bytes
 * @error: see mq_files_fail()
 *
 * Returns: whether it is completely on disk
 */
gboolean
mq_files_write (int dir, const char *name, const void *data, gsize length, GError **error)
{
  g_autofd int fd = create (dir, name, error);

  return fd >= 0 && mq_files_write_all (fd, data, length, name, error)
         && sync_and_close (&fd, name, error);
}

/**
 * mq_files_copy:
 * @from_dir: a folder
 * @relative: a file below it; links are not followed
 * @to_dir: a folder
 * @name: a new file in it
 * @limit: its maximum size, bytes; exceeding it while copying is an error, too
 * @error: see mq_files_fail()
 *
 * Returns: whether it is completely on disk
 */
gboolean
mq_files_copy (int from_dir, const char *relative, int to_dir, const char *name, guint64 limit,
               GError **error)
{
  g_autofd int from = mq_files_open (from_dir, relative, limit, NULL, error);
  g_autofd int to = from >= 0 ? create (to_dir, name, error) : -1;
  g_autofree char *buffer = g_malloc (COPY_BUFFER);
  guint64 total = 0;

  if (to < 0)
    return FALSE;

  for (;;)
    {
      gssize got = read (from, buffer, COPY_BUFFER);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return mq_files_fail (error, errno, N_ ("Could not read “%s”"), relative);
      if (got == 0)
        break;
      if ((total += got) > limit)
        return mq_files_fail (error, EFBIG, N_ ("Could not copy “%s”"), relative);
      if (!mq_files_write_all (to, buffer, got, name, error))
        return FALSE;
    }

  return sync_and_close (&to, name, error);
}

/**
 * mq_files_put_with:
 * @dir: a folder
 * @name: a file in it
 * @replace: whether a file that is there may be replaced
 * @func: writes its content
 * @user_data: for @func
 * @error: see mq_files_fail()
 *
 * Makes a file that is complete or not there under its name: it is ".NAME.part" until then.
 *
 * Returns: whether it is complete
 */
gboolean
mq_files_put_with (int dir, const char *name, gboolean replace, MqFilesWriteFunc func,
                   gpointer user_data, GError **error)
{
  g_autofree char *part = g_strdup_printf (".%s.part", name);

  unlinkat (dir, part, 0);
  if (func (dir, part, user_data, error))
    {
      if (!replace && renameat2 (dir, part, dir, name, RENAME_NOREPLACE) == 0)
        return TRUE;

      /* Some file systems, such as NFS, cannot rename without replacing: then a file that appears
       * at the same moment is replaced. */
      if (!replace && (errno == EINVAL || errno == ENOSYS))
        {
          replace = faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
          errno = EEXIST;
        }
      if (replace && renameat (dir, part, dir, name) == 0)
        return TRUE;
      mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);
    }

  unlinkat (dir, part, 0);
  return FALSE;
}

static gboolean
write_content (int dir, const char *part, gpointer user_data, GError **error)
{
  const Content *content = user_data;

  return mq_files_write (dir, part, content->data, content->length, error);
}

/**
 * mq_files_put:
 * @dir: a folder
 * @name: a file in it
 * @data: bytes
 * @length: the number of bytes
 * @replace: whether a file that is there may be replaced
 * @error: see mq_files_fail()
 *
 * Writes a file as mq_files_put_with() does.
 *
 * Returns: whether it is complete
 */
gboolean
mq_files_put (int dir, const char *name, const void *data, gsize length, gboolean replace,
              GError **error)
{
  Content content = { data, length };

  return mq_files_put_with (dir, name, replace, write_content, &content, error);
}

static gboolean
copy_source (int dir, const char *part, gpointer user_data, GError **error)
{
  const Source *source = user_data;

  return mq_files_copy (source->dir, source->relative, dir, part, source->limit, error);
}

/**
 * mq_files_put_copy:
 * @from_dir: a folder
 * @relative: a file below it; links are not followed
 * @dir: a folder
 * @name: a file in it
 * @limit: its maximum size, bytes
 * @replace: whether a file that is there may be replaced
 * @error: see mq_files_fail()
 *
 * Copies a file as mq_files_put_with() does.
 *
 * Returns: whether it is complete
 */
gboolean
mq_files_put_copy (int from_dir, const char *relative, int dir, const char *name, guint64 limit,
                   gboolean replace, GError **error)
{
  Source source = { from_dir, relative, limit };

  return mq_files_put_with (dir, name, replace, copy_source, &source, error);
}

/**
 * mq_files_sync_dir:
 * @dir: a folder
 * @what: its name in the error message
 * @error: see mq_files_fail()
 *
 * Returns: whether its entries are on disk
 */
gboolean
mq_files_sync_dir (int dir, const char *what, GError **error)
{
  /* Some file systems do not support this, nor need it. */
  return fsync (dir) == 0 || errno == EINVAL
         || mq_files_fail (error, errno, N_ ("Could not write “%s”"), what);
}

static gboolean
is_dots (const char *name)
{
  return g_str_equal (name, ".") || g_str_equal (name, "..");
}

/* Unlinks a file. Removes a folder if it is empty, and makes it writable if not. Returns: whether
 * it is a folder with entries */
static gboolean
remove_entry (int dir, const char *name)
{
  struct stat info;

  if (unlinkat (dir, name, 0) == 0 || (errno != EISDIR && errno != EPERM))
    return FALSE;
  if (unlinkat (dir, name, AT_REMOVEDIR) == 0 || (errno != ENOTEMPTY && errno != EEXIST))
    return FALSE;

  /* A script may have taken its owner's permissions away. */
  return fstatat (dir, name, &info, AT_SYMLINK_NOFOLLOW) == 0
         && ((info.st_mode & S_IRWXU) == S_IRWXU
             || fchmodat (dir, name, S_IRWXU, AT_SYMLINK_NOFOLLOW) == 0);
}

/* Empties the folder @name of @top: files are unlinked, and folders with entries are moved to @top
 * under a new name; @number was the last one. Returns: whether a folder was moved */
static gboolean
empty_folder (int top, const char *name, guint64 *number)
{
  int fd = openat (top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *stream = fd >= 0 ? fdopendir (fd) : NULL;
  gboolean moved = FALSE;
  struct dirent *entry;
  int result;

  if (stream == NULL)
    {
      g_clear_fd (&fd, NULL);
      return FALSE;
    }

  while ((entry = readdir (stream)) != NULL)
    if (!is_dots (entry->d_name) && remove_entry (fd, entry->d_name))
      {
        do
          {
            g_autofree char *other = g_strdup_printf (".remove-%" G_GUINT64_FORMAT, ++*number);

            result = renameat2 (fd, entry->d_name, top, other, RENAME_NOREPLACE);
          }
        while (result != 0 && errno == EEXIST);
        moved |= result == 0;
      }

  closedir (stream);
  unlinkat (top, name, AT_REMOVEDIR);
  return moved;
}

/**
 * mq_files_remove_tree:
 * @dir: a folder, or AT_FDCWD
 * @name: a file or folder in it
 *
 * Removes it with all that it contains, without following links. Logs what cannot be removed.
 *
 * Returns: whether it is gone
 */
gboolean
mq_files_remove_tree (int dir, const char *name)
{
  g_autofd int top = -1;
  guint64 number = 0;
  gboolean moved;

  if (!remove_entry (dir, name))
    return faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;

  top = openat (dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  /* Empties its folders, one after the other, until nothing is left or can be removed. Without
   * recursion, because a script can nest folders deeper than any stack or number of descriptors. */
  do
    {
      int fd = top >= 0 ? openat (top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
      DIR *stream = fd >= 0 ? fdopendir (fd) : NULL;
      struct dirent *entry;

      moved = FALSE;
      while (stream != NULL && (entry = readdir (stream)) != NULL)
        if (!is_dots (entry->d_name) && remove_entry (top, entry->d_name))
          moved = empty_folder (top, entry->d_name, &number) || moved;

      if (stream != NULL)
        closedir (stream);
      else
        g_clear_fd (&fd, NULL);
    }
  while (moved);

  if (unlinkat (dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
    return TRUE;

  g_message ("“%s” could not be removed: %s", name, g_strerror (errno));
  return FALSE;
}

/**
 * mq_files_make_temp:
 * @parent: a folder
 * @prefix: the start of its name
 * @path: (out): the new folder (0700)
 * @error: see mq_files_fail()
 *
 * Creates a temporary folder that is locked while its descriptor is open. A crash closes the
 * descriptor, too, so that mq_files_sweep_temp() finds leftovers.
 *
 * Returns: its descriptor, or -1
 */
int
mq_files_make_temp (const char *parent, const char *prefix, char **path, GError **error)
{
  for (;;)
    {
      g_autofree char *name = g_strconcat (parent, "/", prefix, "-XXXXXX", NULL);
      g_autofd int fd = -1;
      struct stat info;

      if (g_mkdtemp_full (name, 0700) == NULL)
        {
          mq_files_fail (error, errno, N_ ("Could not make a temporary folder in “%s”"), parent);
          return -1;
        }

      /* A sweep may have removed it already; then create another one. */
      if ((fd = mq_files_open_dir (name, error)) < 0)
        {
          if (g_file_test (name, G_FILE_TEST_EXISTS))
            return -1;

          g_clear_error (error);
          continue;
        }

      /* A sweep is removing it: then, too. */
      if (flock (fd, LOCK_EX | LOCK_NB) != 0)
        {
          if (errno == EWOULDBLOCK)
            continue;

          mq_files_fail (error, errno, N_ ("Could not lock a temporary folder in “%s”"), parent);
          g_rmdir (name);
          return -1;
        }

      if (fstat (fd, &info) == 0 && info.st_nlink > 0)
        {
          *path = g_steal_pointer (&name);
          return g_steal_fd (&fd);
        }
    }
}

static guint
sweep (const char *parent, const char *prefix, MqFilesFunc func, gpointer user_data)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;
  guint n_swept = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);
      g_autofd int fd = g_str_has_prefix (name, prefix)
                            ? open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                            : -1;

      if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && (func == NULL || func (fd, user_data)))
        {
          mq_files_remove_tree (AT_FDCWD, path);
          n_swept++;
        }
    }

  return n_swept;
}

/**
 * mq_files_sweep_temp:
 * @parent: a folder
 * @prefix: the @prefix given to mq_files_make_temp(); other folders are left alone
 *
 * Removes the temporary folders whose owners have ended.
 *
 * Returns: the number of removed folders
 */
guint
mq_files_sweep_temp (const char *parent, const char *prefix)
{
  return sweep (parent, prefix, NULL, NULL);
}

/**
 * mq_files_each_dead_temp:
 * @parent: a folder
 * @prefix: as for mq_files_sweep_temp()
 * @func: called for each folder before it is removed, while it is locked
 * @user_data: for @func
 *
 * Like mq_files_sweep_temp(), but @func can recover the folders' contents.
 */
void
mq_files_each_dead_temp (const char *parent, const char *prefix, MqFilesFunc func,
                         gpointer user_data)
{
  sweep (parent, prefix, func, user_data);
}
