/* A DXF drawing: what comes out is limited, UTF-8 without control characters, and each number of
 * the SVG is one. */
#include "fuzz/fuzz.h"

#include "drawing/mq-dxf.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *made = mq_dxf_convert ((const char *)data, size, i > 0);

      if (made == NULL)
        continue;

      g_assert_cmpuint (strlen (made), <, 2 * MQ_DXF_MAX_OUTPUT);
      g_assert_true (g_utf8_validate (made, -1, NULL));
      for (const char *c = made; *c != '\0'; c++)
        g_assert_true (*c == '\n' || !g_ascii_iscntrl (*c));
      g_assert_true (i > 0 || g_str_has_prefix (made, "<svg"));
      g_assert_true (i > 0 || g_str_has_suffix (made, "</svg>\n"));
    }

  return 0;
}
