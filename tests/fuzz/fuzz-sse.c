/* Server-sent events, in chunks as the first byte says: however they are cut, the same comes out.
 */
#include "fuzz/fuzz.h"

#include "common/events/mq-sse.h"

#include <string.h>

static char *
read_all (const char *bytes, gsize length, gsize chunk)
{
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  GString *out = g_string_new (NULL);

  for (gsize at = 0; at < length; at += chunk)
    {
      MqSseEvent *event;
      gboolean good = mq_sse_parser_push (parser, bytes + at, MIN (chunk, length - at), NULL);

      while ((event = mq_sse_parser_pop (parser)) != NULL)
        {
          g_string_append_printf (out, "%s|%s|%s\n", event->type, event->id, event->data);
          mq_sse_event_free (event);
        }

      if (!good)
        break;
    }

  return g_string_free (out, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *cut = NULL;
  g_autofree char *whole = NULL;

  if (size < 2)
    return 0;

  cut = read_all ((const char *)data + 1, size - 1, 1 + data[0] % 16);
  whole = read_all ((const char *)data + 1, size - 1, size);
  g_assert_cmpstr (cut, ==, whole);
  return 0;
}
