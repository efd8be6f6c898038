/* Files below a folder, see mq-files.h. */
#include "common/mq-files.h"

#include "common/mq-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BUFFER (256 * 1024)
/* A limit: Maquette makes no deeper folders. */
#define MAX_DEPTH 32

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

/* Opens a file of at most @limit bytes at a path below @dir without following links. Returns: a
 * descriptor for reading, or -1 with an error of mq_files_fail(), or MQ_ERROR_FAILED if it is not a
 * regular file or too large. */
static int
open_below (int dir, const char *relative, guint64 limit, guint64 *size, GError **error)
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
  g_autofd int fd = open_below (dir, relative, limit, &size, error);
  g_autofree char *data = NULL;
  gsize length = 0;

  if (fd < 0)
    return NULL;

  data = g_malloc (size + 1);
  while (length < size)
    {
      gssize got = read (fd, data + length, size - length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          mq_files_fail (error, errno, N_ ("Could not read “%s”"), relative);
          return NULL;
        }
      if (got == 0)
        break;
      length += got;
    }

  data[length] = '\0';
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static gboolean
write_all (int fd, const char *data, gsize length, const char *name, GError **error)
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

  return fd >= 0 && write_all (fd, data, length, name, error) && sync_and_close (&fd, name, error);
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
  g_autofd int from = open_below (from_dir, relative, limit, NULL, error);
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
      if (!write_all (to, buffer, got, name, error))
        return FALSE;
    }

  return sync_and_close (&to, name, error);
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

static void
remove_tree (int dir, const char *name, guint depth)
{
  int fd;
  DIR *stream;
  struct dirent *entry;

  if (unlinkat (dir, name, 0) == 0 || (errno != EISDIR && errno != EPERM))
    return;

  fd = openat (dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || depth > MAX_DEPTH || !(stream = fdopendir (fd)))
    {
      g_clear_fd (&fd, NULL);
      return;
    }

  while ((entry = readdir (stream)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      remove_tree (dirfd (stream), entry->d_name, depth + 1);

  closedir (stream);
  unlinkat (dir, name, AT_REMOVEDIR);
}

/**
 * mq_files_remove_tree:
 * @dir: a folder, or AT_FDCWD
 * @name: a file or folder in it
 *
 * Removes it recursively, without following links. Skips entries that cannot be removed.
 */
void
mq_files_remove_tree (int dir, const char *name)
{
  remove_tree (dir, name, 0);
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

      if (flock (fd, LOCK_EX) != 0)
        {
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
