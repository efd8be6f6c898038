/* The team's words: whatever they are, what is shown is markup that Pango takes. */
#include "fuzz/fuzz.h"

#include "app/model/mq-markdown.h"

#include <pango/pango.h>

static void
check (const char *markup)
{
  if (markup != NULL)
    g_assert_true (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GListModel) blocks = mq_markdown_parse (text);

  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MqMarkdownBlock) block = g_list_model_get_item (blocks, i);
      const char *const *cells = mq_markdown_block_get_cells (block);

      if (mq_markdown_block_get_kind (block) != MQ_MARKDOWN_CODE)
        check (mq_markdown_block_get_markup (block));
      for (guint c = 0; cells != NULL && cells[c] != NULL; c++)
        check (cells[c]);
    }

  return 0;
}
