/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of defects, compared, see mq-defect-list.h. A defect keeps its id while its numbers change.
 * A repair may rename or split objects, so what has no equal by its id is paired with one of the
 * same kind and part: of seven overlaps of a part, of which five are left, two are gone. */
#include "common/asset/mq-defect-list.h"

#include "common/json/mq-json.h"

#include <string.h>

/* The weight of a defect: a few new minor ones are no reason to give a severe one back. */
#define SEVERE 5
#define MINOR 1

/**
 * mq_defect_dup_id:
 * @code: the kind of defect
 * @part: the id of its part, or "whole"
 * @objects: (nullable): names of the objects that it is about
 * @other: (nullable): what sets it apart from others of the same part: the words of a requirement
 *
 * Returns: (transfer full): "penetration-7c1e": the same for the same defect in a whole run
 */
char *
mq_defect_dup_id (const char *code, const char *part, JsonArray *objects, const char *other)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) key = g_string_new (part);
  guint hash;

  for (guint i = 0; i < mq_json_length (objects); i++)
    if (mq_json_element_string (objects, i) != NULL)
      g_ptr_array_add (names, (gpointer)mq_json_element_string (objects, i));
  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (key, "\n%s", (const char *)g_ptr_array_index (names, i));
  g_string_append_printf (key, "\n\n%s", other != NULL ? other : "");

  hash = g_str_hash (key->str);
  return g_strdup_printf ("%s-%04x", code, (hash ^ hash >> 16) & 0xffff);
}

/**
 * mq_defect_count:
 *
 * Returns: the number of equal faults that it stands for, at least 1
 */
guint
mq_defect_count (JsonObject *defect)
{
  return (guint)CLAMP (mq_json_get_int (mq_json_get_object (defect, "facts"), "count", 1), 1,
                       10000);
}

/**
 * mq_defect_is_severe:
 *
 * Returns: whether it is to be repaired even where no budget is set aside for minor ones
 */
gboolean
mq_defect_is_severe (JsonObject *defect)
{
  return g_str_equal (mq_json_get_string (defect, "severity", "severe"), "severe");
}

static gboolean
have_same (JsonObject *a, JsonObject *b, const char *member)
{
  return g_str_equal (mq_json_get_string (a, member, ""), mq_json_get_string (b, member, ""));
}

/* A part may miss several requirements; each is a kind of its own. */
static gboolean
are_alike (JsonObject *a, JsonObject *b)
{
  return have_same (a, b, "code") && have_same (a, b, "part")
         && (!g_str_equal (mq_json_get_string (a, "code", ""), "unmet")
             || have_same (mq_json_get_object (a, "facts"), mq_json_get_object (b, "facts"),
                           "other"));
}

static gboolean
have_same_id (JsonObject *a, JsonObject *b)
{
  const char *id = mq_json_get_string (a, "id", NULL);

  return a == b || (id != NULL && g_str_equal (id, mq_json_get_string (b, "id", "")));
}

static GPtrArray *
list_all (JsonArray *defects)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < mq_json_length (defects); i++)
    g_ptr_array_add (list, mq_json_element_object (defects, i));
  return list;
}

/* In the order of @all, those that are in @some or, unless @in, are not. */
static JsonArray *
keep (JsonArray *all, GPtrArray *some, gboolean in)
{
  JsonArray *selected = json_array_new ();

  MQ_JSON_EACH (all, i, defect)
    {
      if (g_ptr_array_find (some, defect, NULL) == in)
        json_array_add_object_element (selected, json_object_ref (defect));
    }

  return selected;
}

/**
 * mq_defect_changes_find:
 * @self: an empty one; gets lists of its own, with the defects of @before and @now
 * @before: (nullable): defects
 * @now: (nullable): those after a repair
 *
 * Compares two lists. Each defect of one is paired with at most one of the other.
 */
void
mq_defect_changes_find (MqDefectChanges *self, JsonArray *before, JsonArray *now)
{
  gboolean (*const ways[]) (JsonObject *, JsonObject *) = { have_same_id, are_alike };
  g_autoptr (GPtrArray) gone = list_all (before);
  g_autoptr (GPtrArray) fresh = list_all (now);
  g_autoptr (GHashTable) pairs = g_hash_table_new (NULL, NULL); /* before → now */

  for (gsize way = 0; way < G_N_ELEMENTS (ways); way++)
    for (guint i = 0; i < gone->len;)
      {
        JsonObject *defect = g_ptr_array_index (gone, i);
        guint same = 0;

        while (same < fresh->len && !ways[way](defect, g_ptr_array_index (fresh, same)))
          same++;
        if (same == fresh->len)
          {
            i++;
            continue;
          }
        g_hash_table_insert (pairs, defect, g_ptr_array_remove_index (fresh, same));
        g_ptr_array_remove_index (gone, i);
      }

  self->gone = keep (before, gone, TRUE);
  self->left = keep (before, gone, FALSE);
  self->fresh = keep (now, fresh, TRUE);

  /* The faults of groups that are left that are gone. */
  self->less = g_array_new (FALSE, TRUE, sizeof (int));
  MQ_JSON_EACH (self->left, i, defect)
    {
      int n = (int)mq_defect_count (defect)
              - (int)mq_defect_count (g_hash_table_lookup (pairs, defect));

      g_array_append_val (self->less, n);
    }
}

/**
 * mq_defect_changes_clear:
 *
 * Frees the contents.
 */
void
mq_defect_changes_clear (MqDefectChanges *self)
{
  g_clear_pointer (&self->gone, json_array_unref);
  g_clear_pointer (&self->left, json_array_unref);
  g_clear_pointer (&self->fresh, json_array_unref);
  g_clear_pointer (&self->less, g_array_unref);
}

static int
weigh_one (JsonObject *defect)
{
  return mq_defect_is_severe (defect) ? SEVERE : MINOR;
}

static int
weigh (JsonArray *defects)
{
  int weight = 0;

  for (guint i = 0; i < mq_json_length (defects); i++)
    weight += weigh_one (mq_json_element_object (defects, i))
              * (int)mq_defect_count (mq_json_element_object (defects, i));
  return weight;
}

/**
 * mq_defect_changes_weigh:
 *
 * Returns: above 0 if it is better than before, below 0 if it is worse, by number and severity
 */
int
mq_defect_changes_weigh (const MqDefectChanges *self)
{
  int weight = weigh (self->gone) - weigh (self->fresh);

  for (guint i = 0; i < mq_json_length (self->left); i++)
    weight += g_array_index (self->less, int, i)
              * weigh_one (mq_json_element_object (self->left, i));
  return weight;
}
