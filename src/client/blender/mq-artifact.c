/* Taking out of a run folder what a script left there. The script may have planted a symbolic link to a
 * private file, a FIFO that never ends, or a file of a terabyte, and may swap them while we look: so
 * the kernel resolves the name inside the folder, and everything after goes by descriptor. */
#define _GNU_SOURCE
#include "client/blender/mq-artifact.h"

#include "common/mq-error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COPY_CHUNK (1024 * 1024)

static int
open_beneath (int folder, const char *name)
{
  struct open_how how = {
    /* Non-blocking: a FIFO must not hold us up before its kind is known. */
    .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
  };

  return (int)syscall (SYS_openat2, folder, name, &how, sizeof how);
}

/**
 * mq_artifact_open:
 * @run_dir: the run folder
 * @name: relative to it, as the bridge names it
 * @max_bytes: largest size that is accepted
 * @ret_bytes: (out) (optional): its size when it was opened
 * @error: %MQ_ERROR_PROTOCOL when it is no regular file inside @run_dir or is too large,
 *   %MQ_ERROR_NOT_FOUND when it is not there
 *
 * Returns: a descriptor to read from, or -1
 */
int
mq_artifact_open (const char *run_dir, const char *name, guint64 max_bytes, guint64 *ret_bytes,
                  GError **error)
{
  struct stat facts;
  const char *wrong = NULL;
  int folder;
  int fd;
  int opened;

  g_return_val_if_fail (run_dir != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);

  if ((folder = open (run_dir, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", run_dir,
                   g_strerror (errno));
      return -1;
    }

  fd = open_beneath (folder, name);
  opened = errno;
  close (folder);

  if (fd < 0)
    {
      if (opened == ENOENT)
        g_set_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND, "Blender did not write “%s”", name);
      else
        g_set_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL,
                     "“%s” is not a file inside the run folder (%s)", name, g_strerror (opened));
      return -1;
    }

  if (fstat (fd, &facts) != 0 || !S_ISREG (facts.st_mode))
    wrong = "is not a regular file";
  else if ((guint64)facts.st_size > max_bytes)
    wrong = "is larger than what is accepted";

  if (wrong != NULL)
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL, "“%s”, left by Blender, %s", name, wrong);
      close (fd);
      return -1;
    }

  if (ret_bytes != NULL)
    *ret_bytes = (guint64)facts.st_size;
  return fd;
}

/* Up to @count bytes, fewer only at the end of the file; -1 with errno. */
static gssize
read_up_to (int fd, char *buffer, gsize count)
{
  gsize done = 0;

  while (done < count)
    {
      gssize result = read (fd, buffer + done, count - done);

      if (result < 0 && errno == EINTR)
        continue;
      if (result < 0)
        return -1;
      if (result == 0)
        break;
      done += (gsize)result;
    }

  return (gssize)done;
}

static gboolean
write_all (int fd, const char *buffer, gsize count)
{
  while (count > 0)
    {
      gssize result = write (fd, buffer, count);

      if (result < 0 && errno == EINTR)
        continue;
      if (result < 0)
        return FALSE;
      buffer += result;
      count -= (gsize)result;
    }

  return TRUE;
}

/**
 * mq_artifact_load:
 * @run_dir: the run folder
 * @name: relative to it
 * @max_bytes: largest size that is accepted
 * @ret_bytes: (out) (optional): how many were read
 * @error: as of [func@Mq.artifact_open]
 *
 * Blocks; for small files.
 *
 * Returns: (transfer full) (nullable): the content, with a NUL after it
 */
char *
mq_artifact_load (const char *run_dir, const char *name, gsize max_bytes, gsize *ret_bytes,
                  GError **error)
{
  guint64 size;
  int fd = mq_artifact_open (run_dir, name, max_bytes, &size, error);
  g_autofree char *content = NULL;
  gssize length;

  if (fd < 0)
    return NULL;

  /* A file that grows meanwhile is read up to the size that was looked at. */
  content = g_malloc (size + 1);
  length = read_up_to (fd, content, size);
  if (length < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", name,
                 g_strerror (errno));
  close (fd);
  if (length < 0)
    return NULL;

  content[length] = '\0';
  if (ret_bytes != NULL)
    *ret_bytes = (gsize)length;
  return g_steal_pointer (&content);
}

typedef struct
{
  char *run_dir;
  char *name;
  char *destination;
  guint64 max_bytes;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->run_dir);
  g_free (copy->name);
  g_free (copy->destination);
  g_free (copy);
}

/* Returns 0 or an errno. */
static int
copy_bytes (int from, int to, guint64 count)
{
  g_autofree char *buffer = g_malloc (COPY_CHUNK);

  while (count > 0)
    {
      gssize length = read_up_to (from, buffer, MIN (count, COPY_CHUNK));

      if (length < 0)
        return errno;
      if (length == 0)
        break;
      if (!write_all (to, buffer, (gsize)length))
        return errno;
      count -= (guint64)length;
    }

  return fsync (to) == 0 ? 0 : errno;
}

static DexFuture *
copy_fiber (gpointer data)
{
  Copy *copy = data;
  GError *error = NULL;
  guint64 size;
  int from = mq_artifact_open (copy->run_dir, copy->name, copy->max_bytes, &size, &error);
  int to;
  int failure;

  if (from < 0)
    return dex_future_new_for_error (error);

  to = open (copy->destination, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  failure = to < 0 ? errno : copy_bytes (from, to, size);
  close (from);
  if (to >= 0 && close (to) != 0 && failure == 0)
    failure = errno;

  if (failure != 0)
    {
      if (to >= 0)
        unlink (copy->destination);
      return dex_future_new_reject (failure == ENOSPC || failure == EDQUOT ? MQ_ERROR : G_IO_ERROR,
                                    failure == ENOSPC || failure == EDQUOT
                                        ? (int)MQ_ERROR_NO_SPACE
                                        : (int)g_io_error_from_errno (failure),
                                    "%s: %s", copy->destination, g_strerror (failure));
    }

  return dex_future_new_true ();
}

/**
 * mq_artifact_copy:
 * @run_dir: the run folder
 * @name: relative to it
 * @destination: a path that does not exist yet; made with mode 0600 and synced
 * @max_bytes: largest size that is accepted
 *
 * Copies in a thread of the pool.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as [func@Mq.artifact_open] does, or with
 *   %MQ_ERROR_NO_SPACE
 */
DexFuture *
mq_artifact_copy (const char *run_dir, const char *name, const char *destination, guint64 max_bytes)
{
  Copy *copy;

  dex_return_error_if_fail (run_dir != NULL);
  dex_return_error_if_fail (name != NULL);
  dex_return_error_if_fail (destination != NULL);

  copy = g_new0 (Copy, 1);
  copy->run_dir = g_strdup (run_dir);
  copy->name = g_strdup (name);
  copy->destination = g_strdup (destination);
  copy->max_bytes = max_bytes;
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, copy_fiber, copy,
                              copy_free);
}
