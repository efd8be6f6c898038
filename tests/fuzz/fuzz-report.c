/* What Blender measured: `{"before", "after", "plan"}`, into words. */
#include "fuzz/fuzz.h"

#include "app/model/mq-report-view.h"
#include "common/json/mq-json.h"

static void
check (const char *text)
{
  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonObject) input = mq_json_parse_object ((const char *)data, (gssize)size, NULL);
  JsonObject *before = mq_json_get_object (input, "before");
  JsonObject *after = mq_json_get_object (input, "after");
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *counts = NULL;
  g_autofree char *facts = NULL;
  g_auto (GStrv) changes = NULL;
  g_autoptr (GListModel) values = NULL;

  if (before == NULL || after == NULL)
    return 0;

  parts = mq_report_view_list_parts (before, mq_json_get_object (input, "plan"), NULL);
  counts = mq_report_view_dup_counts (before);
  facts = mq_report_view_dup_facts (after);
  changes = mq_report_view_dup_changes (before, after, TRUE);
  values = mq_compared_values_list (before, after, counts, facts);
  for (guint i = 0; i < g_list_model_get_n_items (values); i++)
    {
      g_autoptr (MqComparedValue) value = g_list_model_get_item (values, i);

      check (value->title);
      check (value->before);
      check (value->after);
    }
  check (counts);
  check (facts);
  for (guint i = 0; changes != NULL && changes[i] != NULL; i++)
    check (changes[i]);
  for (guint i = 0; i < parts->len; i++)
    {
      MqPartRow *row = parts->pdata[i];

      check (row->title);
      check (row->facts);
    }

  return 0;
}
