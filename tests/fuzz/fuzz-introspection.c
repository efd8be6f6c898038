/* What a client sends as a Blender's introspection: read, and each entry made a passage. */
#include "fuzz/fuzz.h"

#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge.h"
#include "service/knowledge/mq-knowledge-entry.h"

static gboolean
add_entry (JsonObject *json, gpointer user_data, GError **error)
{
  g_autoptr (MqKnowledgeEntry) entry = mq_knowledge_entry_from_json (json);
  guint *n = user_data;

  g_assert_nonnull (entry->id);
  g_assert_cmpuint (entry->names->len, >, 0);
  for (guint i = 0; i < entry->parts->len; i++)
    {
      MqKnowledgePart *part = g_ptr_array_index (entry->parts, i);

      g_assert_true (g_str_has_prefix (part->id, entry->id));
      g_assert_true (g_utf8_validate (part->doc, -1, NULL));
    }

  (*n)++;
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  gboolean whole = mq_introspection_read (bytes, NULL, add_entry, &n, &error);

  g_assert_true (whole == (error == NULL));
  return 0;
}
