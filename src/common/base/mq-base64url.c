/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64url, see mq-base64url.h. */
#include "common/base/mq-base64url.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/**
 * mq_base64url_encode:
 * @data: bytes
 * @length: their number
 *
 * Returns: (transfer full): them as text
 */
char *
mq_base64url_encode (const void *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * mq_base64url_decode:
 * @text: text, perhaps from outside
 * @length: its bytes, or -1: up to its end
 *
 * Each text but one of a value is refused: no padding, no other characters, no bits that are left
 * over. Two texts never mean the same bytes.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL if it is not base64url
 */
GBytes *
mq_base64url_decode (const char *text, gssize length)
{
  g_autofree char *encoded = length < 0 ? g_strdup (text) : g_strndup (text, (gsize)length);
  g_autofree char *padded = g_strconcat (encoded, "===", NULL);
  g_autofree guint8 *bytes = NULL;
  g_autofree char *again = NULL;
  gsize n_bytes;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  bytes = g_base64_decode (padded, &n_bytes);
  again = mq_base64url_encode (bytes, n_bytes);
  return g_str_equal (again, encoded) && (length < 0 || strlen (encoded) == (gsize)length)
             ? g_bytes_new_take (g_steal_pointer (&bytes), n_bytes)
             : NULL;
}

/**
 * mq_base64url_random:
 * @length: bytes, up to 256
 *
 * Returns: (transfer full): so many bytes of the kernel's random numbers in base64url, without
 *   padding: a secret
 */
char *
mq_base64url_random (gsize length)
{
  guchar bytes[256];
  gssize got;
  char *text;

  g_return_val_if_fail (length <= sizeof bytes, NULL);

  /* Requests of up to 256 bytes are answered whole once the pool is ready. */
  while ((got = getrandom (bytes, length, 0)) < 0 && errno == EINTR)
    ;
  if (got != (gssize)length)
    g_error ("The system gives no random numbers: %s", g_strerror (errno));

  text = mq_base64url_encode (bytes, length);
  explicit_bzero (bytes, sizeof bytes);
  return text;
}
