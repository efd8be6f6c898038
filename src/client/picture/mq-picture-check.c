/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Validation of a user's picture, see mq-picture-check.h. Opens the file without blocking on pipes,
 * and checks its header before it is decoded. */
#include "client/picture/mq-picture-check.h"

#include "common/base/mq-error.h"
#include "common/base/mq-picture-sniff.h"
#include "common/foreign/mq-file-kind.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* A JPEG may have profiles and previews before its frame. */
#define HEAD (1024 * 1024)

#define REFUSE(error, ...) mq_fail (error, MQ_ERROR_BAD_INPUT, __VA_ARGS__)

static gboolean
check_size (guint64 size, const char *name, GError **error)
{
  g_autofree char *limit = g_format_size_full (MQ_REFERENCE_MAX_BYTES, G_FORMAT_SIZE_IEC_UNITS);

  if (size == 0)
    return REFUSE (error, _ ("“%s” is empty"), name);
  if (size > MQ_REFERENCE_MAX_BYTES)
    /* Translators: a file's name, and the largest that is allowed: "20.0 MiB". */
    return REFUSE (error, _ ("“%s” is too large; at most %s are allowed"), name, limit);

  return TRUE;
}

static gboolean
check_head (const guint8 *data, gsize length, guint64 size, const char *name, MqPictureFacts *facts,
            GError **error)
{
  static const char *const suffixes[] = { ".png", ".jpg", ".jpeg", ".webp" };
  const int limit = MQ_REFERENCE_MAX_PIXELS / 1000000;
  gboolean is_known = mq_picture_sniff (data, length, &facts->mime, &facts->width, &facts->height);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *format = NULL;
  MqFileKind kind;
  guint64 pixels;

  if (!is_known && facts->mime != NULL)
    return REFUSE (error, _ ("“%s” is damaged and cannot be added"), name);
  if (!is_known)
    {
      /* Other pictures go to the decoder as they are; anything else is named for what it is. */
      kind = mq_file_kind_find (name, data, length, size, &format);
      if (kind == MQ_FILE_PICTURE || g_strcmp0 (format, "PDF") == 0
          || g_strcmp0 (format, "DXF") == 0)
        return TRUE;
      if (kind != MQ_FILE_TEXT && kind != MQ_FILE_SCRIPT)
        return mq_file_kind_refuse (kind, format, name, error);

      for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
        if (g_str_has_suffix (lower, suffixes[i]))
          return REFUSE (error, _ ("“%s” is not a picture: it is a text file renamed"), name);
      return REFUSE (error, _ ("“%s” is not a picture: it is a text file"), name);
    }

  pixels = (guint64)facts->width * facts->height;
  if (pixels > MQ_REFERENCE_MAX_PIXELS)
    return REFUSE (error, _ ("“%s” has %.0f megapixels; at most %d are allowed"), name,
                   MAX (round (pixels / 1e6), limit + 1.0), limit);

  return TRUE;
}

/* @head: (out): its first bytes; @size: how many are read at most. Returns: the number of bytes
 * that were read; fewer at the end of the file, or after an error */
gsize
mq_picture_read_head (int fd, guint8 *head, gsize size)
{
  gsize length = 0;

  while (length < size)
    {
      ssize_t n = pread (fd, head + length, size - length, (off_t)length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      length += n;
    }

  return length;
}

/**
 * mq_picture_check_file:
 * @path: a file that the user chose
 * @name: its name for messages
 * @facts: (out): its format and size, which only PNG, JPEG and WebP have
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: the open file, or -1
 */
int
mq_picture_check_file (const char *path, const char *name, MqPictureFacts *facts, GError **error)
{
  /* O_NONBLOCK, so that a pipe does not wait for its other end; it is rejected as not a file. */
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  g_autofree guint8 *head = NULL;
  struct stat status;
  gsize length;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      if (errno == ENOENT)
        REFUSE (error, _ ("There is no file “%s”"), name);
      else if (errno == EACCES || errno == EPERM)
        REFUSE (error, _ ("You do not have permission to read “%s”"), name);
      else
        REFUSE (error, _ ("“%s” could not be read: %s"), name, g_strerror (errno));

      return -1;
    }

  if (S_ISDIR (status.st_mode))
    REFUSE (error, _ ("“%s” is a folder, not a picture"), name);
  else if (!S_ISREG (status.st_mode))
    REFUSE (error, _ ("“%s” is not a file"), name);
  else if (check_size (status.st_size, name, error))
    {
      head = g_malloc (MIN (status.st_size, HEAD));
      length = mq_picture_read_head (fd, head, MIN (status.st_size, HEAD));
      if (check_head (head, length, status.st_size, name, facts, error))
        return g_steal_fd (&fd);
    }

  return -1;
}

/**
 * mq_picture_check_bytes:
 * @data: a whole file
 * @length: bytes
 * @name: its name for messages
 * @facts: (out): its format and size, which only PNG, JPEG and WebP have
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it is accepted
 */
gboolean
mq_picture_check_bytes (const guint8 *data, gsize length, const char *name, MqPictureFacts *facts,
                        GError **error)
{
  return check_size (length, name, error)
         && check_head (data, MIN (length, HEAD), length, name, facts, error);
}
