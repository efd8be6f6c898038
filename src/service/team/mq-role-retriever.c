/* The retriever role: queries the knowledge index, a few times for each part and material of the
 * plan, without a model. Passages that several queries find come first. */
#include "service/team/mq-role.h"

#include "common/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_QUERIES 16
/* Lower results are seldom useful, and the writer has to read them all. */
#define PER_QUERY 2
#define MAX_PASSAGES 4
#define MAX_TOKENS 1400
/* Limits for a model that can search by itself: only changes between Blender versions. For
 * everything else the toolkit is shorter than examples. */
#define FEW_PASSAGES 2
#define FEW_TOKENS 500

static const char *const useful[] = { "example", "pitfall", NULL };
static const char *const traps[] = { "pitfall", NULL };

static GPtrArray *
make_queries (JsonObject *plan)
{
  GPtrArray *queries = g_ptr_array_new_with_free_func (g_free);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *materials = mq_json_get_array (plan, "materials");

  g_ptr_array_add (queries, g_strdup (mq_json_get_string (plan, "notes", "")));
  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);

      g_ptr_array_add (queries, g_strdup_printf ("%s %s", mq_json_get_string (part, "name", ""),
                                                 mq_json_get_string (part, "purpose", "")));
    }
  for (guint i = 0; i < mq_json_length (materials); i++)
    {
      JsonObject *material = mq_json_element_object (materials, i);

      g_ptr_array_add (queries, g_strdup_printf ("%s material %s",
                                                 mq_json_get_string (material, "label", ""),
                                                 mq_json_get_string (material, "finish", "")));
    }

  if (queries->len > MAX_QUERIES)
    g_ptr_array_set_size (queries, MAX_QUERIES);
  return queries;
}

typedef struct
{
  JsonObject *passage;
  double score;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  json_object_unref (found->passage);
  g_free (found);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = *(Found *const *)a;
  const Found *second = *(Found *const *)b;

  return first->score < second->score ? 1 : first->score > second->score ? -1 : 0;
}

/* Merged by rank, as scores of different queries are not comparable (reciprocal rank fusion,
 * Cormack et al. 2009). */
static void
merge (GHashTable *by_id, GPtrArray *order, JsonArray *passages)
{
  for (guint i = 0; i < json_array_get_length (passages); i++)
    {
      JsonObject *passage = mq_json_element_object (passages, i);
      const char *id = mq_json_get_string (passage, "id", NULL);
      Found *found = id != NULL ? g_hash_table_lookup (by_id, id) : NULL;

      if (id == NULL)
        continue;
      if (found == NULL)
        {
          found = g_new0 (Found, 1);
          found->passage = json_object_ref (passage);
          g_hash_table_insert (by_id, (gpointer)id, found);
          g_ptr_array_add (order, found);
        }
      found->score += 1.0 / (60 + i);
    }
}

static JsonArray *
select_best (GPtrArray *order, gboolean few)
{
  JsonArray *passages = json_array_new ();
  guint most = few ? FEW_PASSAGES : MAX_PASSAGES;
  gsize room = 4 * (few ? FEW_TOKENS : MAX_TOKENS);
  gsize bytes = 0;

  g_ptr_array_sort (order, compare_found);
  for (guint i = 0; i < order->len && json_array_get_length (passages) < most; i++)
    {
      const Found *found = g_ptr_array_index (order, i);
      gsize size = strlen (mq_json_get_string (found->passage, "text", ""));

      if (bytes + size > room)
        continue;
      bytes += size;
      json_array_add_object_element (passages, json_object_ref (found->passage));
    }

  return passages;
}

static char *
list_titles (JsonArray *passages)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (passages); i++)
    {
      JsonObject *passage = mq_json_element_object (passages, i);

      g_string_append_printf (text, "- `%s` %s\n", mq_json_get_string (passage, "id", ""),
                              mq_json_get_string (passage, "title", ""));
    }
  return g_string_free (text, FALSE);
}

/* Weak models depend on retrieved passages; strong ones seldom need them. */
static gboolean
needs_few (MqRoleCall *task)
{
  return mq_role_has_tools (task->context, "debugger")
         && mq_models_get_effort (task->context->models) != MQ_EFFORT_THOROUGH;
}

/**
 * mq_role_retrieve:
 * @error: never set: a failed query is ignored
 *
 * Returns: (transfer full): `{"passages", "text", "detail"}`
 */
JsonObject *
mq_role_retrieve (MqRoleCall *task, GError **error)
{
  g_autoptr (GPtrArray) queries = make_queries (task->asset->plan);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (found_free);
  const char *blender = task->asset->blender;
  gboolean few = needs_few (task);
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  JsonArray *passages;
  guint count;

  for (guint i = 0; blender != NULL && i < queries->len; i++)
    {
      MqKnowledgeQuery query = { g_ptr_array_index (queries, i), few ? traps : useful, PER_QUERY,
                                 0 };
      g_autoptr (JsonArray) found = NULL;

      if (*query.text == '\0')
        continue;
      found = dex_await_boxed (mq_knowledge_search (task->context->knowledge, blender, &query),
                               NULL);
      if (found != NULL)
        merge (by_id, order, found);
    }

  passages = select_best (order, few);
  count = json_array_get_length (passages);
  text = blender == NULL ? g_strdup (_ ("Nothing could be looked up"))
                         : g_strdup_printf (ngettext ("Looked up %u thing for Blender %s",
                                                      "Looked up %u things for Blender %s", count),
                                            count, task->asset->blender_version);
  detail = list_titles (passages);
  return mq_json_new ("passages:a text:s detail:s", passages, text, detail);
}
