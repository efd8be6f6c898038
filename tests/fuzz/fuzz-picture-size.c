/* The size of a picture by its head: whatever comes, nothing is read beyond it, and a size is one. */
#include "fuzz/fuzz.h"

#include "service/http/mq-picture-size.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  guint width;
  guint height;
  gboolean known = mq_picture_read_size (bytes, &width, &height);

  g_assert_true (!known || (width > 0 && height > 0));
  return 0;
}
