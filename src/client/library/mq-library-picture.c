/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a picture that the user added to a message: copies it into the session's folder,
 * completely or not at all; see mq-library-private.h. */
#include "common/base/mq-files.h"
#include "client/library/mq-library-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/asset/mq-picture-sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PICTURE ((guint64)20 << 20)
#define MAX_PICTURES 10000
#define COPY "picture"

/**
 * mq_library_sniff_picture:
 * @dir: a folder
 * @name: a file in it
 *
 * Returns: (nullable): its format by content, not by its name, such as "image/png"
 */
const char *
mq_library_sniff_picture (int dir, const char *name)
{
  g_autofd int fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  guint8 start[12] = { 0 };
  const char *mime = NULL;
  guint width, height;
  gssize length;

  if (fd >= 0 && (length = read (fd, start, sizeof start)) > 0)
    mq_picture_sniff (start, (gsize)length, &mime, &width, &height);
  return mime;
}

/* The highest number in use, of any format. */
static guint
find_last (const char *pictures)
{
  g_autoptr (GDir) dir = g_dir_open (pictures, 0, NULL);
  const char *name;
  guint last = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    last = MAX (last, MIN (g_ascii_strtoull (name, NULL, 10), MAX_PICTURES));

  return last;
}

/**
 * mq_library_place_picture:
 * @session_dir: a session's folder, under the database's write lock, so that two callers get two
 *   numbers
 * @from: the path of a complete picture
 * @extension: the end of its name
 * @error: see mq_files_fail(); %MQ_ERROR_BAD_INPUT if there are too many
 *
 * Returns: (transfer full) (nullable): its path in the session
 */
char *
mq_library_place_picture (const char *session_dir, const char *from, const char *extension,
                          GError **error)
{
  g_autofree char *pictures = g_build_filename (session_dir, "pictures", NULL);
  g_autofree char *name = NULL;
  g_autofd int dir = -1;
  guint last;

  if (!mq_paths_make_private (pictures, error) || (dir = mq_files_open_dir (pictures, error)) < 0)
    return NULL;

  if ((last = find_last (pictures)) >= MAX_PICTURES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A conversation holds %d pictures at most"),
                         MAX_PICTURES);

  name = g_strdup_printf ("%u.%s", last + 1, extension);
  if (renameat (AT_FDCWD, from, dir, name) != 0)
    {
      mq_files_fail (error, errno, N_ ("Could not place the picture “%s”"), name);
      return NULL;
    }

  return mq_files_sync_dir (dir, pictures, error) ? g_build_filename (pictures, name, NULL) : NULL;
}

static char *
place (MqDatabase *db, const char *session, const char *session_dir, const char *temp,
       const char *extension, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  g_autofree char *from = g_build_filename (temp, COPY, NULL);

  return transaction != NULL && mq_library_rows_has_session (db, session, error)
             ? mq_library_place_picture (session_dir, from, extension, error)
             : NULL;
}

static gboolean
copy (const char *path, int temp, GError **error)
{
  /* The user chose the path, so links in it are followed. */
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *parent = real != NULL ? g_path_get_dirname (real) : NULL;
  g_autofree char *name = real != NULL ? g_path_get_basename (real) : NULL;
  g_autofd int dir = -1;

  if (real == NULL)
    return mq_files_fail (error, errno, N_ ("Could not open “%s”"), path);

  return (dir = mq_files_open_dir (parent, error)) >= 0
         && mq_files_copy (dir, name, temp, COPY, MAX_PICTURE, error);
}

/**
 * mq_library_keep_picture:
 * @db: the library's database
 * @library_dir: the library's folder
 * @session: one of its sessions
 * @path: PNG, JPEG or WebP, at most 20 MiB
 * @error: %MQ_ERROR_BAD_INPUT if it is not a picture; otherwise as mq_files_fail()
 *
 * Returns: (transfer full) (nullable): the path of the copy, safe on disk
 */
char *
mq_library_keep_picture (MqDatabase *db, const char *library_dir, const char *session,
                         const char *path, GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *session_dir = g_build_filename (library_dir, "sessions", session, NULL);
  g_autofree char *temp = NULL;
  g_autofd int temp_fd = mq_files_make_temp (temp_parent, "run", &temp, error);
  const char *mime;
  char *kept = NULL;

  if (temp_fd < 0)
    return NULL;

  if (copy (path, temp_fd, error))
    {
      if ((mime = mq_library_sniff_picture (temp_fd, COPY)) != NULL)
        kept = place (db, session, session_dir, temp,
                      g_str_equal (mime, "image/jpeg") ? "jpg" : strchr (mime, '/') + 1, error);
      else
        g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                     _ ("“%s” is no picture: PNG, JPEG and WebP can be read"), path);
    }

  mq_files_remove_tree (AT_FDCWD, temp);
  return kept;
}
