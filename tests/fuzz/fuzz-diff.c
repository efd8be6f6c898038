/* Two scripts, the second after a line of "====", and what differs between them. */
#include "fuzz/fuzz.h"

#include "app/model/mq-diff.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) both = g_strsplit (text, "\n====\n", 2);
  g_autoptr (MqDiff) diff = NULL;
  g_autofree char *summary = NULL;
  guint n_added = 0, n_removed = 0;

  if (g_strv_length (both) < 2 || (diff = mq_diff_new (both[0], both[1], NULL)) == NULL)
    return 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diff->lines)); i++)
    {
      g_autoptr (MqDiffLine) line = g_list_model_get_item (G_LIST_MODEL (diff->lines), i);

      g_assert_true (g_utf8_validate (line->text, -1, NULL));
      n_added += line->kind == MQ_DIFF_ADDED;
      n_removed += line->kind == MQ_DIFF_REMOVED;
    }

  g_assert_cmpuint (n_added, ==, diff->n_added);
  g_assert_cmpuint (n_removed, ==, diff->n_removed);
  summary = mq_diff_dup_summary (diff);
  return 0;
}
