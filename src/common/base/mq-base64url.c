/* Base64url, see mq-base64url.h. */
#include "common/base/mq-base64url.h"

#include <string.h>

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

static int
get_value (char c)
{
  if (g_ascii_isupper (c))
    return c - 'A';
  if (g_ascii_islower (c))
    return c - 'a' + 26;
  if (g_ascii_isdigit (c))
    return c - '0' + 52;

  return c == '-' ? 62 : c == '_' ? 63 : -1;
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
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  g_autofree guint8 *bytes = g_malloc (n * 3 / 4 + 1);
  gsize n_bytes = 0;
  guint32 bits = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < n; i++)
    {
      int value = get_value (text[i]);

      if (value < 0)
        return NULL;
      bits = (bits << 6 | (guint32)value) & 0xfff;
      n_bits += 6;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          bytes[n_bytes++] = (guint8)(bits >> n_bits);
        }
    }

  if (n_bits >= 6 || (bits & ((1u << n_bits) - 1)) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
}
