/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The access token of a service at a TCP address, see mq-access-token.h. */
#include "service/http/mq-access-token.h"

#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

/** Bytes of the system's random source: RFC 6750, 5.2 requires tokens that nobody can guess. */
#define TOKEN_BYTES 32

static const char prefix[] = "Bearer ";

/* @path: a file, which is replaced; @error: %MQ_ERROR_FAILED, or why the file could not be
 * written. Returns: (transfer full) (nullable): the token written to the file */
char *
mq_access_token_make (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GString) token = g_string_new (NULL);
  g_autofree char *line = NULL;
  guint8 bytes[TOKEN_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize)sizeof bytes)
    return mq_fail_null (error, MQ_ERROR_FAILED, "The system gives no random numbers");

  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);

  line = g_strconcat (token->str, "\n", NULL);
  if (!mq_paths_make_private (folder, error)
      || !g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return NULL;

  return g_string_free (g_steal_pointer (&token), FALSE);
}

/* @header: (nullable): the header Authorization of a request. Returns: whether the header has
 * the token */
gboolean
mq_access_token_check (const char *token, const char *header)
{
  const char *given = header != NULL && g_str_has_prefix (header, prefix) ? header + strlen (prefix)
                                                                          : "";

  return mq_text_is_same_secret (token, given);
}
