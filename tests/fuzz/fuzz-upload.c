/* An uploaded picture: its format, its size, and where it ends. */
#include "fuzz/fuzz.h"

#include "common/base/mq-limits.h"
#include "common/base/mq-picture-sniff.h"
#include "service/routes/mq-uploaded-picture.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* A copy, so that the sanitizer sees each byte that is read behind it. */
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) longer = NULL;
  g_autoptr (GByteArray) more = g_byte_array_new ();
  const char *mime;
  guint width, height;

  mq_picture_sniff (data, size, &mime, &width, &height);
  if (!mq_uploaded_picture_check (bytes, mime, NULL))
    return 0;

  /* Nothing may follow what was accepted, and it is no larger than what is accepted. */
  g_assert_cmpuint (MAX (width, height), <=, MQ_RUN_PICTURE_MAX_SIDE);
  g_byte_array_append (more, data, (guint)size);
  g_byte_array_append (more, (const guint8 *)"x", 1);
  longer = g_bytes_new (more->data, more->len);
  g_assert_false (mq_uploaded_picture_check (longer, mime, NULL));
  return 0;
}
