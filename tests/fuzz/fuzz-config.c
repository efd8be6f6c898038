/* The settings: the first byte chooses the file, the rest is its text: config.yaml, or
 * preferences.json. */
#include "fuzz/fuzz.h"

#include "common/settings/mq-config.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) config = NULL;
  g_autofree char *text = NULL;

  if (size == 0)
    return 0;

  /* As g_file_get_contents() gives it: all bytes, a NUL behind them. */
  text = g_malloc0 (size);
  memcpy (text, data + 1, size - 1);
  config = data[0] % 2 == 0
               ? mq_config_parse ("config.yaml", text, size - 1, &error)
               : mq_config_parse_preferences ("preferences.json", text, size - 1, &error);
  g_assert_true ((config == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
