/* The head of a picture, and a render's PNG. */
#include "fuzz/fuzz.h"

#include "app/picture/mq-png.h"
#include "common/base/mq-picture-sniff.h"

#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *mime;
  guint width, height;
  int fd;

  if (mq_picture_sniff (data, size, &mime, &width, &height))
    g_assert_true (mime != NULL && width > 0 && height > 0);

  if ((fd = memfd_create ("picture", MFD_CLOEXEC)) < 0)
    return 0;

  if (write (fd, data, size) == (ssize_t)size && lseek (fd, 0, SEEK_SET) == 0)
    {
      g_autoptr (GdkTexture) texture = mq_png_read (fd, 64, NULL);

      if (texture != NULL)
        g_assert_true (gdk_texture_get_width (texture) > 0 && gdk_texture_get_height (texture) > 0);
    }

  close (fd);
  return 0;
}
