/* A user's picture without its metadata: whatever comes out is a picture of the same size, which
 * has nothing more to remove. */
#include "fuzz/fuzz.h"

#include "client/picture/mq-reference.h"
#include "common/base/mq-picture-sniff.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) once = mq_reference_strip (data, size);
  g_autoptr (GBytes) twice = NULL;
  const char *mime;
  const guint8 *stripped;
  gsize length;

  if (once == NULL)
    return 0;

  stripped = g_bytes_get_data (once, &length);
  twice = mq_reference_strip (stripped, length);
  g_assert_true (twice != NULL && g_bytes_equal (once, twice));
  g_assert_cmpuint (length, <=, size);
  if (stripped[0] == 0xff)
    {
      guint width, height;

      /* Only a picture without pixels has no size. */
      mq_picture_sniff (stripped, length, &mime, &width, &height);
      g_assert_cmpstr (mime, ==, "image/jpeg");
    }
  return 0;
}
