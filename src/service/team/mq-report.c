/* Queries of reports, see mq-report.h. */
#include "service/team/mq-report.h"

#include "common/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * mq_report_shows_something:
 * @report: a measured report
 *
 * Returns: whether it has at least one visible object with faces
 */
gboolean
mq_report_shows_something (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");

  return mq_json_get_int (whole, "objects", 0) > 0 && mq_json_get_int (whole, "triangles", 0) > 0;
}

/**
 * mq_report_describe_size:
 * @report: (nullable): a measured report
 *
 * Returns: (transfer full) (nullable): width × depth × height, such as "0.44 × 0.54 × 0.94 m";
 *   %NULL without a size
 */
char *
mq_report_describe_size (JsonObject *report)
{
  JsonArray *size = mq_json_get_array (mq_json_get_object (report, "whole"), "dimensions_m");
  double m[3] = { 0, 0, 0 };

  if (mq_json_length (size) != 3)
    return NULL;

  for (guint i = 0; i < 3; i++)
    {
      JsonNode *node = json_array_get_element (size, i);

      if (JSON_NODE_HOLDS_VALUE (node))
        m[i] = json_node_get_double (node);
    }

  return g_strdup_printf ("%.2f × %.2f × %.2f m", m[0], m[1], m[2]);
}

/**
 * mq_report_describe:
 * @report: a measured report
 *
 * Returns: (transfer full): such as "Measured 12 objects, 0.44 × 0.54 × 0.94 m"
 */
char *
mq_report_describe (JsonObject *report)
{
  guint count = (guint)mq_json_get_int (mq_json_get_object (report, "whole"), "objects", 0);
  g_autofree char *text
      = g_strdup_printf (ngettext ("Measured %u object", "Measured %u objects", count), count);
  g_autofree char *size = mq_report_describe_size (report);

  /* Translators: “Measured 12 objects”, and their size: “0.44 × 0.54 × 0.94 m”. */
  return size != NULL ? g_strdup_printf (_ ("%s, %s"), text, size) : g_steal_pointer (&text);
}

/**
 * mq_report_get_part:
 * @report: a measured report
 * @object: a name
 *
 * Returns: (transfer none): the id of the object's part
 */
const char *
mq_report_get_part (JsonObject *report, const char *object)
{
  JsonArray *objects = mq_json_get_array (report, "objects");

  return mq_json_get_string (mq_json_find (objects, "name", object), "part", "?");
}

typedef struct
{
  const char *part;
  const char *hash;
} Item;

/* name → Item, borrowed from the report */
static GHashTable *
index_objects (JsonObject *report)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  JsonArray *objects = mq_json_get_array (report, "objects");

  for (guint i = 0; i < mq_json_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      const char *name = mq_json_get_string (object, "name", NULL);
      Item item = { mq_json_get_string (object, "part", ""),
                    mq_json_get_string (object, "hash", "") };

      if (name != NULL)
        g_hash_table_insert (table, (gpointer)name, g_memdup2 (&item, sizeof item));
    }

  return table;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * mq_report_list_unintended_changes:
 * @base: the report before an instruction
 * @report: the report after it
 * @touches: (nullable): ids of the parts that the instruction names; "whole" means all
 *
 * Returns: (transfer full): sorted names of objects that were added, removed or changed although
 *   their part is not in @touches
 */
char **
mq_report_list_unintended_changes (JsonObject *base, JsonObject *report, JsonArray *touches)
{
  g_autoptr (GHashTable) before = index_objects (base);
  g_autoptr (GHashTable) after = index_objects (report);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (mq_json_contains (touches, "whole"))
    return g_new0 (char *, 1);

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Item *old = value;
      Item *new = g_hash_table_lookup (after, name);

      if ((new == NULL || !g_str_equal (old->hash, new->hash))
          && !mq_json_contains (touches, old->part))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_hash_table_contains (before, name) && !mq_json_contains (touches, ((Item *)value)->part))
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
