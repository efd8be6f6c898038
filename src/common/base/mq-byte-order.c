/* Numbers of a file's byte order, see mq-byte-order.h. */
#include "common/base/mq-byte-order.h"

/**
 * mq_read_big_endian:
 * @bytes: at least @n bytes
 * @n: 1 to 4
 *
 * Returns: the number that they make, the first byte the highest
 */
guint32
mq_read_big_endian (const guint8 *bytes, guint n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

/**
 * mq_read_little_endian:
 * @bytes: at least @n bytes
 * @n: 1 to 4
 *
 * Returns: the number that they make, the first byte the lowest
 */
guint32
mq_read_little_endian (const guint8 *bytes, guint n)
{
  guint32 value = 0;

  while (n-- > 0)
    value = value << 8 | bytes[n];
  return value;
}
