/* Preloaded, it refuses locks on files below MQ_NO_LOCKS, as file systems do that have none: NFS
 * without its lock daemon, some of clusters. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int refusing_fcntl (int fd, int command, ...) __asm__ ("fcntl");
int refusing_fcntl64 (int fd, int command, ...) __asm__ ("fcntl64");

static int
is_refused (int fd)
{
  const char *below = getenv ("MQ_NO_LOCKS");
  char link[64];
  char path[PATH_MAX];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path);
  return below != NULL && length >= (ssize_t)strlen (below)
         && strncmp (path, below, strlen (below)) == 0;
}

static int
call (int fd, int command, void *argument)
{
  static int (*real) (int, int, ...);

  if (real == NULL)
    real = (int (*) (int, int, ...))dlsym (RTLD_NEXT, "fcntl");
  if ((command == F_GETLK || command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK
       || command == F_OFD_SETLKW)
      && is_refused (fd))
    {
      errno = ENOLCK;
      return -1;
    }

  return real (fd, command, argument);
}

int
refusing_fcntl (int fd, int command, ...)
{
  va_list list;
  void *argument;

  va_start (list, command);
  argument = va_arg (list, void *);
  va_end (list);
  return call (fd, command, argument);
}

int
refusing_fcntl64 (int fd, int command, ...)
{
  va_list list;
  void *argument;

  va_start (list, command);
  argument = va_arg (list, void *);
  va_end (list);
  return call (fd, command, argument);
}

int
flock (int fd, int operation)
{
  static int (*real) (int, int);

  if (real == NULL)
    real = (int (*) (int, int))dlsym (RTLD_NEXT, "flock");
  if (is_refused (fd))
    {
      errno = ENOLCK;
      return -1;
    }

  return real (fd, operation);
}
