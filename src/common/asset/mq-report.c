/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries of reports, see mq-report.h. */
#include "common/asset/mq-report.h"

#include "common/asset/mq-asset-names.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* m: a translation that is the same. */
#define SAME_PLACE 2e-5

typedef struct
{
  JsonObject *object;
  const char *part;
  const char *hash;
  const char *form;
  double low[3];
  gboolean has_place;
} Item;

/**
 * mq_report_describe_size:
 * @report: (nullable): a measured report
 *
 * Returns: (transfer full) (nullable): width × depth × height, such as "44.0 × 54.0 × 94.0 cm";
 *   %NULL without a size
 */
char *
mq_report_describe_size (JsonObject *report)
{
  double m[3];

  if (!mq_json_get_vector (mq_json_get_object (report, "whole"), "dimensions_m", m))
    return NULL;

  return mq_text_format_size (m);
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

/**
 * mq_report_find_part:
 * @report: (nullable): a measured report
 * @name: what somebody calls a part: its id, or its name in the user's language
 *
 * Returns: (transfer none) (nullable): its id; %NULL if the asset has none of that name
 */
const char *
mq_report_find_part (JsonObject *report, const char *name)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  g_autofree char *wanted = mq_text_fold_name (name);

  for (guint i = 0; i < mq_json_length (objects); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (objects, i), "part", "");
      g_autofree char *title = mq_asset_name_from_id (MQ_ASSET_NAME_PART, id);
      g_autofree char *folded_id = mq_text_fold_name (id);
      g_autofree char *folded = mq_text_fold_name (title);

      if (*wanted != '\0' && (g_str_equal (folded_id, wanted) || g_str_equal (folded, wanted)))
        return id;
    }

  return NULL;
}

/* name → Item, borrowed from the report */
static GHashTable *
index_objects (JsonObject *report)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  JsonArray *objects = mq_json_get_array (report, "objects");

  MQ_JSON_EACH (objects, i, object)
    {
      const char *name = mq_json_get_string (object, "name", NULL);
      Item item = { .object = object,
                    .part = mq_json_get_string (object, "part", ""),
                    .hash = mq_json_get_string (object, "hash", ""),
                    .form = mq_json_get_string (object, "form", "") };

      item.has_place = mq_json_get_vector (mq_json_get_object (object, "box"), "min", item.low);

      if (name != NULL)
        g_hash_table_insert (table, (gpointer)name, g_memdup2 (&item, sizeof item));
    }

  return table;
}

static gboolean
is_moved_by (const Item *old, const Item *new, const double by[3])
{
  if (!old->has_place || !new->has_place)
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    if (fabs (new->low[axis] - old->low[axis] - by[axis]) > SAME_PLACE)
      return FALSE;

  return TRUE;
}

static gboolean
has_same_form (const Item *old, const Item *new)
{
  return *old->form != '\0' && g_str_equal (old->form, new->form);
}

/**
 * mq_report_list_unintended_changes:
 * @base: the report before an instruction
 * @report: the report after it
 * @touches: (nullable): ids of the parts that the instruction names; "whole" means all
 *
 * Objects that all moved alike, because the asset is centred again, count as unchanged.
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
  double by[3] = { 0 };
  gboolean are_moved = TRUE;
  guint n = 0;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (mq_json_contains (touches, "whole"))
    return g_new0 (char *, 1);

  /* The untouched objects may have a translation in common: centring moves them all alike when a
   * touched one has grown. */
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const Item *old = value;
      const Item *new = g_hash_table_lookup (after, name);

      if (mq_json_contains (touches, old->part) || new == NULL)
        continue;
      for (guint axis = 0; n == 0 && axis < 3; axis++)
        by[axis] = new->low[axis] - old->low[axis];
      are_moved &= !g_str_equal (old->hash, new->hash) && has_same_form (old, new)
                   && is_moved_by (old, new, by);
      n++;
    }
  are_moved &= n > 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Item *old = value;
      Item *new = g_hash_table_lookup (after, name);

      if (mq_json_contains (touches, old->part) || (new != NULL &&are_moved)
          || (new != NULL &&g_str_equal (old->hash, new->hash)))
        continue;
      g_ptr_array_add (names, g_strdup (name));
    }

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_hash_table_contains (before, name) && !mq_json_contains (touches, ((Item *)value)->part))
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* Whether the objects of a part are what they were, all moved alike: a pillow on a thicker mattress
 * lies higher, and a drawer is of the oak that its desk is of now. */
static gboolean
part_is_moved (GHashTable *before, GHashTable *after, const char *part)
{
  static const char *const members[] = { "materials", "dimensions_m", "triangles", "vertices" };
  GHashTableIter iter;
  gpointer name;
  gpointer value;
  double by[3] = { 0 };
  guint n = 0;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const Item *new = value;
      const Item *old = g_hash_table_lookup (before, name);
      JsonArray *own = mq_json_get_array (new->object, "materials");
      gboolean is_alike, is_shared = FALSE;
      GHashTableIter others;
      gpointer other;

      if (!g_str_equal (new->part, part))
        continue;
      if (old == NULL)
        return FALSE;
      for (guint axis = 0; n == 0 && axis < 3; axis++)
        by[axis] = new->low[axis] - old->low[axis];
      if (!g_str_equal (old->part, part) || !is_moved_by (old, new, by))
        return FALSE;
      n++;
      if (has_same_form (old, new))
        continue;

      /* It may differ only by a material that it shares with objects of other parts. */
      is_alike = TRUE;
      for (gsize i = 0; i < G_N_ELEMENTS (members) && is_alike; i++)
        is_alike = json_object_has_member (old->object, members[i])
                   && json_object_has_member (new->object, members[i])
                   && json_node_equal (json_object_get_member (old->object, members[i]),
                                       json_object_get_member (new->object, members[i]));
      g_hash_table_iter_init (&others, after);
      while (is_alike && !is_shared && g_hash_table_iter_next (&others, NULL, &other))
        {
          const Item *one = other;
          JsonArray *its = mq_json_get_array (one->object, "materials");

          for (guint i = 0; i < mq_json_length (own) && !g_str_equal (one->part, part); i++)
            is_shared |= mq_json_contains (its, mq_json_element_string (own, i));
        }
      if (!is_shared)
        return FALSE;
    }

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n -= g_str_equal (((Item *)value)->part, part);
  return n == 0;
}

/**
 * mq_report_list_differences:
 * @then: the report of an earlier version
 * @report: the report of the asset
 * @part: a part's id
 *
 * Objects that all moved alike, with what they are on, count as they were; so do those whose
 * material has changed for others, too.
 *
 * Returns: (transfer full): sorted names of the part's objects that are not as they were
 */
char **
mq_report_list_differences (JsonObject *then, JsonObject *report, const char *part)
{
  g_autoptr (GHashTable) before = index_objects (then);
  g_autoptr (GHashTable) after = index_objects (report);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  GHashTable *const tables[] = { before, after };

  if (part_is_moved (before, after, part))
    return g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      GHashTableIter iter;
      gpointer name;
      gpointer value;

      g_hash_table_iter_init (&iter, tables[i]);
      while (g_hash_table_iter_next (&iter, &name, &value))
        {
          Item *one = value;
          Item *other = g_hash_table_lookup (tables[1 - i], name);

          if (!g_str_equal (one->part, part)
              || (other != NULL && g_str_equal (one->hash, other->hash))
              || g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            continue;
          g_ptr_array_add (names, g_strdup (name));
        }
    }

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * mq_report_is_unchanged:
 * @base: a report
 * @report: a later one
 *
 * Returns: whether nothing that is seen differs, and no joint
 */
gboolean
mq_report_is_unchanged (JsonObject *base, JsonObject *report)
{
  const char *before = mq_json_get_string (mq_json_get_object (base, "whole"), "hash", "");
  const char *after = mq_json_get_string (mq_json_get_object (report, "whole"), "hash", "?");

  return g_str_equal (before, after)
         && mq_json_are_equal (mq_json_get_array (base, "joints"),
                               mq_json_get_array (report, "joints"));
}

/**
 * mq_report_skip_own_name:
 * @material: the name of a material: "Backrest, wood" of a part that was painted alone
 * @object: the name of an object that has it: "Backrest"
 *
 * Returns: (transfer none): the part of the name that tells something: "wood"
 */
const char *
mq_report_skip_own_name (const char *material, const char *object)
{
  gsize length = strcspn (material, ",");

  return length > 0 && g_str_has_prefix (material + length, ", ")
                 && g_ascii_strncasecmp (material, object, length) == 0
             ? material + length + strlen (", ")
             : material;
}
