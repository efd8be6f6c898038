/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Random values and PKCE, see mq-pkce.h. */
#include "client/account/mq-pkce.h"

#include "common/base/mq-base64url.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 32

/**
 * mq_pkce_new_secret:
 *
 * Returns: (transfer full): 32 bytes of the kernel's random numbers in base64url: a verifier, a
 *   state, a nonce
 */
char *
mq_pkce_new_secret (void)
{
  guchar bytes[SECRET_BYTES];
  gssize got;

  /* Requests of up to 256 bytes are answered whole once the pool is ready. */
  while ((got = getrandom (bytes, sizeof bytes, 0)) < 0 && errno == EINTR)
    ;
  if (got != sizeof bytes)
    g_error ("The system gives no random numbers: %s", g_strerror (errno));

  return mq_base64url_encode (bytes, sizeof bytes);
}

/**
 * mq_pkce_dup_challenge:
 * @verifier: from mq_pkce_new_secret()
 *
 * Returns: (transfer full): its SHA-256 in base64url
 */
char *
mq_pkce_dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *)verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  return mq_base64url_encode (digest, length);
}
