/* config.yaml: read, and one key of it written. The first byte chooses the key, the first line is its
 * value, the rest is the file. */
#include "fuzz/fuzz.h"

#include "common/mq-config-file.h"
#include "common/mq-config.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *line_end = size > 1 ? memchr (data + 1, '\n', size - 1) : NULL;
  g_autoptr (MqConfig) before = NULL;
  g_autoptr (MqConfig) after = NULL;
  g_autofree char *line = NULL;
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  MqConfigKey key;
  gsize length;

  if (line_end == NULL)
    return 0;

  key = (MqConfigKey)(data[0] % MQ_CONFIG_N_KEYS);
  line = g_strndup ((const char *)data + 1, line_end - (const char *)data - 1);
  value = g_utf8_make_valid (line, -1);
  length = (const char *)data + size - line_end - 1;
  text = g_strndup (line_end + 1, length);
  /* As g_file_get_contents() gives it: all bytes, a NUL behind them. */
  memcpy (text, line_end + 1, length);

  before = mq_config_parse ("config.yaml", text, length, NULL);
  changed = mq_config_text_set ("config.yaml", text, length, key, *value != '\0' ? value : NULL,
                                NULL);
  if (changed == NULL)
    return 0;

  g_assert_nonnull (before);
  after = mq_config_parse ("config.yaml", changed, strlen (changed), NULL);
  g_assert_nonnull (after);
  g_assert_true (mq_config_equal_but (before, after, key));
  return 0;
}
