/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret in a file, see mq-secret-file.h. */
#include "common/secrets/mq-secret-file.h"

#include "common/base/mq-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MIN_SECRET 16
/* A token with all its claims; the service takes no longer one. */
#define MAX_SECRET (16 * 1024)

/**
 * mq_secret_file_read:
 * @path: a file that is not open to everybody
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): its only line, 16 printable characters or more
 */
char *
mq_secret_file_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  GStatBuf info;
  gsize length;

  if (g_stat (path, &info) != 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be read: %s"), path,
                         g_strerror (errno));
  if (!S_ISREG (info.st_mode) || info.st_size > MAX_SECRET || (info.st_mode & S_IRWXO) != 0)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        _ ("“%s” is not a file with a secret, or other users can read it (chmod 600)"), path);
  if (!g_file_get_contents (path, &text, NULL, &why))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", why->message);

  length = strlen (g_strstrip (text));
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      length = 0;
  if (length < MIN_SECRET)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        _ ("“%s” contains no secret: a secret is one line of %d or more letters, digits and signs"),
        path, MIN_SECRET);

  return g_steal_pointer (&text);
}
