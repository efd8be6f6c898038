/* Random values and PKCE, see mq-pkce.h. */
#include "client/account/mq-pkce.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 32

static char *
encode (const guchar *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

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

  return encode (bytes, sizeof bytes);
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
  return encode (digest, length);
}

/**
 * mq_pkce_is_equal:
 * @a: a text
 * @b: a text
 *
 * Returns: whether they are equal, without saying by the time it takes how much of them is
 */
gboolean
mq_pkce_is_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  volatile guchar difference = 0;

  if (strlen (b) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guchar)(a[i] ^ b[i]);

  return difference == 0;
}

/**
 * mq_pkce_decode:
 * @base64url: a text
 *
 * Returns: (transfer full): the bytes that it stands for; as many as are valid
 */
GBytes *
mq_pkce_decode (const char *base64url)
{
  static const char padding[] = "===";
  g_autofree char *text = g_strconcat (base64url, padding + 3 - (4 - strlen (base64url) % 4) % 4,
                                       NULL);
  gsize length = 0;
  guchar *bytes;

  g_strdelimit (text, "-", '+');
  g_strdelimit (text, "_", '/');
  bytes = g_base64_decode (text, &length);
  return g_bytes_new_take (bytes, length);
}
