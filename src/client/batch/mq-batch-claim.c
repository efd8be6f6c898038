/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims, see mq-batch-claim.h. One is dead when its process is gone, on this computer; when it was
 * made by an earlier start of the same job of a cluster; or when it was not renewed for minutes, by
 * the clock of the file system. */
#include "client/batch/mq-batch-claim.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_CLAIM 4096
/* Seconds without a renewal. */
#define DEAD_AFTER (10 * MQ_BATCH_CLAIM_RENEW)

/**
 * mq_batch_claim_get_host:
 *
 * Returns: (transfer none): the name of this computer, as a part of file names
 */
const char *
mq_batch_claim_get_host (void)
{
  static char host[65];

  if (*host == '\0')
    {
      g_strlcpy (host, g_get_host_name (), sizeof host);
      g_strcanon (host, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '_');
    }
  return host;
}

/* Returns: (transfer full) (nullable): the job of a cluster that this is, "123_4"; %NULL: none.
 * See sbatch(1), OUTPUT ENVIRONMENT VARIABLES */
char *
mq_batch_claim_dup_job (void)
{
  const char *array = g_getenv ("SLURM_ARRAY_JOB_ID");
  const char *task = g_getenv ("SLURM_ARRAY_TASK_ID");

  return array != NULL && task != NULL ? g_strdup_printf ("%s_%s", array, task)
                                       : g_strdup (g_getenv ("SLURM_JOB_ID"));
}

static gint64
get_restart (void)
{
  const char *count = g_getenv ("SLURM_RESTART_COUNT");

  return count != NULL ? g_ascii_strtoll (count, NULL, 10) : 0;
}

/* When a process began, in clock ticks since the computer was started; a process id is used again.
 * See proc_pid_stat(5), field 22. 0: there is no such process */
static guint64
get_process_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  const char *after;
  guint64 start = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (after = strrchr (text, ')')) == NULL)
    return 0;
  sscanf (after + 1,
          " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
          "%" G_GUINT64_FORMAT,
          &start);
  return start;
}

static char *
dup_boot (void)
{
  char *text = NULL;

  g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL);
  return text != NULL ? g_strchomp (text) : g_strdup ("");
}

static gboolean
create (int claims, const char *id, GError **error)
{
  g_autofree char *boot = dup_boot ();
  g_autofree char *job = mq_batch_claim_dup_job ();
  gint64 pid = (gint64)getpid ();
  g_autoptr (JsonObject) claim = mq_json_new ("host:s boot:s pid:l start:l job:s? restart:l",
                                              mq_batch_claim_get_host (), boot, pid,
                                              (gint64)get_process_start (pid), job, get_restart ());
  g_autofree char *text = mq_json_object_to_string (claim, FALSE);
  g_autofd int fd = openat (claims, id, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);

  if (fd < 0)
    return errno == EEXIST ? FALSE : mq_files_fail (error, errno, N_ ("Could not write “%s”"), id);

  if (mq_files_write_all (fd, text, strlen (text), id, error))
    return TRUE;

  unlinkat (claims, id, 0);
  return FALSE;
}

/* Not renewed for minutes, by the time of the file system, which need not be ours. */
static gboolean
is_abandoned (int claims, const char *id)
{
  g_autofree char *name = g_strdup_printf (".now.%s.%d", mq_batch_claim_get_host (), getpid ());
  g_autofd int fd = -1;
  struct stat info, now = { 0 };

  if (fstatat (claims, id, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return FALSE;

  fd = openat (claims, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0 || write (fd, ".", 1) != 1 || fstat (fd, &now) != 0)
    now.st_mtime = 0;
  unlinkat (claims, name, 0);
  return now.st_mtime > 0 && now.st_mtime - info.st_mtime > DEAD_AFTER;
}

static gboolean
is_dead (int claims, const char *id, JsonObject *claim)
{
  g_autofree char *boot = dup_boot ();
  g_autofree char *job = mq_batch_claim_dup_job ();
  gint64 start;

  /* Killed before it was written. */
  if (claim == NULL)
    return is_abandoned (claims, id);

  if (g_strcmp0 (mq_json_get_string (claim, "host", NULL), mq_batch_claim_get_host ()) == 0
      && g_strcmp0 (mq_json_get_string (claim, "boot", NULL), boot) == 0)
    {
      start = (gint64)get_process_start (mq_json_get_int (claim, "pid", 0));
      return start == 0 || start != mq_json_get_int (claim, "start", 0);
    }

  if (job != NULL && g_strcmp0 (mq_json_get_string (claim, "job", NULL), job) == 0
      && mq_json_get_int (claim, "restart", 0) < get_restart ())
    return TRUE;

  return is_abandoned (claims, id);
}

static JsonObject *
read_claim (int claims, const char *name, char **text)
{
  g_autoptr (GBytes) bytes = mq_files_read (claims, name, MAX_CLAIM, NULL);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  *text = data != NULL ? g_strndup (data, length) : g_strdup ("");
  return data != NULL ? mq_json_parse_object (data, (gssize)length, NULL) : NULL;
}

/* Returns: whether a program works on it */
gboolean
mq_batch_claim_is_alive (int claims, const char *id)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) claim = NULL;

  if (faccessat (claims, id, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
    return FALSE;

  claim = read_claim (claims, id, &text);
  return !is_dead (claims, id, claim);
}

/* Removes a dead claim, if it still is what was @seen. Of several programs that try, one makes the
 * mark; only while it has that may it remove this very claim, so that nobody removes the next one.
 */
static void
remove_dead (int claims, const char *id, const char *seen)
{
  g_autofree char *mark = g_strdup_printf (".%s.%08x", id, g_str_hash (seen));
  g_autofree char *marked = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) other = NULL;
  g_autoptr (JsonObject) claim = NULL;

  if (!create (claims, mark, NULL))
    {
      other = read_claim (claims, mark, &marked);
      if (!is_dead (claims, mark, other))
        return;

      /* It was killed over it. */
      unlinkat (claims, mark, 0);
      if (!create (claims, mark, NULL))
        return;
    }

  claim = read_claim (claims, id, &text);
  if (g_str_equal (text, seen))
    unlinkat (claims, id, 0);
  unlinkat (claims, mark, 0);
}

/* Removes the claim of a program that was killed after it had put the item in place. @id: an
 * item that nobody has to make any more. */
void
mq_batch_claim_remove_dead (int claims, const char *id)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) claim = read_claim (claims, id, &text);

  if (is_dead (claims, id, claim))
    remove_dead (claims, id, text);
}

/* @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY; none if another program has it. Returns:
 * whether it is ours to make */
gboolean
mq_batch_claim_take (int claims, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) claim = NULL;

  if (create (claims, id, &failure))
    return TRUE;
  if (failure != NULL)
    return mq_fail_with (error, &failure);

  claim = read_claim (claims, id, &text);
  if (!is_dead (claims, id, claim))
    return FALSE;

  remove_dead (claims, id, text);
  return create (claims, id, error);
}

/* Tells programs of other computers that we still work on it. */
void
mq_batch_claim_renew (int claims, const char *id)
{
  /* The time of the server, not of this computer: NULL is "now" where the file is. */
  utimensat (claims, id, NULL, AT_SYMLINK_NOFOLLOW);
}

void
mq_batch_claim_release (int claims, const char *id)
{
  unlinkat (claims, id, 0);
}
