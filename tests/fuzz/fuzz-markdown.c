/* The team's words: whatever they are, what is shown is markup that Pango takes. */
#include "fuzz/fuzz.h"

#include "app/model/mq-markdown.h"

#include <pango/pango.h>

/* GtkLabel reads links itself: to Pango, they are any other span. */
static void
check (const char *markup)
{
  g_autoptr (GString) spans = g_string_new (markup);

  g_string_replace (spans, "<a href=", "<span face=", 0);
  g_string_replace (spans, "</a>", "</span>", 0);
  g_assert_true (pango_parse_markup (spans->str, -1, 0, NULL, NULL, NULL, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GPtrArray) blocks = mq_markdown_parse (text);

  for (guint i = 0; i < blocks->len; i++)
    {
      MqMarkdownBlock *block = blocks->pdata[i];
      GStrv cells = block->cells;

      if (block->kind != MQ_MARKDOWN_CODE)
        check (block->markup);
      for (guint c = 0; cells != NULL && cells[c] != NULL; c++)
        check (cells[c]);
    }

  return 0;
}
