/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured reports compared, see mq-measurement.h. A report comes from a process that ran an
 * untrusted script: nothing about its shape is trusted. */
#include "common/asset/mq-measurement.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"

#include <string.h>

#define MAX_FAULTS 1000
#define MAX_DISPUTED 20

static JsonObject *
get_kind (JsonArray *parts, const char *one, const char *other)
{
  JsonObject *part = mq_json_find (parts, "id", one);

  return mq_json_get_object (mq_json_get_object (part, "join_kinds"), other);
}

/**
 * mq_measurement_list_joins:
 * @plan: (nullable): parts with `id`, `joins`, the ids of parts that they touch or overlap, and
 *   `join_kinds`, how
 *
 * Returns: (transfer full): pairs of part ids without duplicates, with kind and metres where the
 *   plan has them (docs/inside/bridge.md)
 */
JsonArray *
mq_measurement_list_joins (JsonObject *plan)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *pairs = json_array_new ();

  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", NULL);
      JsonArray *joins = mq_json_get_array (part, "joins");

      if (id != NULL && mq_json_get_boolean (part, "effect", FALSE))
        {
          JsonArray *pair = json_array_new ();

          /* Smoke touches nothing, and nothing carries it. */
          json_array_add_string_element (pair, id);
          json_array_add_string_element (pair, id);
          json_array_add_string_element (pair, "free");
          json_array_add_double_element (pair, 0);
          json_array_add_array_element (pairs, pair);
        }

      for (guint j = 0; id != NULL && j < mq_json_length (joins); j++)
        {
          const char *other = mq_json_element_string (joins, j);
          gboolean ordered = other != NULL && strcmp (id, other) <= 0;
          JsonArray *pair;
          JsonObject *kind;
          JsonObject *second;
          gboolean turned;

          if (other == NULL
              || !g_hash_table_add (
                  seen, g_strdup_printf ("%s\n%s", ordered ? id : other, ordered ? other : id)))
            continue;

          /* With its kind if either part says it. The part that says it comes first: it is the one
           * that is free in the other, hangs from it or lies on it. "Rests" may only be what nobody
           * said. */
          kind = get_kind (parts, id, other);
          second = get_kind (parts, other, id);
          turned = second != NULL
                   && (kind == NULL
                       || g_str_equal (mq_json_get_string (kind, "kind", "rests"), "rests"));
          if (turned)
            kind = second;

          pair = json_array_new ();
          json_array_add_string_element (pair, turned ? other : id);
          json_array_add_string_element (pair, turned ? id : other);
          if (kind != NULL)
            {
              json_array_add_string_element (pair, mq_json_get_string (kind, "kind", "rests"));
              json_array_add_double_element (pair, mq_json_get_double (kind, "m", 0));
            }
          json_array_add_array_element (pairs, pair);
        }
    }

  return pairs;
}

/**
 * mq_measurement_list_disputed:
 * @plan: (nullable): a plan
 *
 * Returns: (transfer full) (nullable): the faults that were disputed last and are not left yet,
 * each with the objects that it is about, to measure another way
 */
JsonArray *
mq_measurement_list_disputed (JsonObject *plan)
{
  JsonArray *disputed = mq_json_get_array (plan, "disputed");
  guint n = mq_json_length (disputed);
  g_autoptr (JsonArray) rows = json_array_new ();

  for (guint i = n > MAX_DISPUTED ? n - MAX_DISPUTED : 0; i < n; i++)
    {
      JsonObject *one = mq_json_element_object (disputed, i);
      JsonArray *objects = mq_json_get_array (one, "objects");
      g_auto (GStrv) names = objects != NULL ? mq_json_to_strings (objects) : NULL;

      if (names != NULL && !mq_json_get_boolean (one, "left", FALSE))
        json_array_add_object_element (
            rows, mq_json_new ("id:s code:s objects:a", mq_json_get_string (one, "id", ""),
                               mq_json_get_string (one, "code", ""),
                               mq_json_from_strings ((const char *const *)names, -1)));
    }

  return json_array_get_length (rows) > 0 ? g_steal_pointer (&rows) : NULL;
}

/* Returns: (transfer full): a name as it is compared: “rim_part”, “Rims” and “Rim 2” are “rim” */
static char *
dup_stem (const char *name)
{
  char *stem = mq_text_fold_name (name);
  gsize length = strlen (stem);

  while (length > 0 && g_ascii_isdigit (stem[length - 1]))
    length--;
  stem[length] = '\0';
  if (length > strlen ("part") && g_str_has_suffix (stem, "part"))
    length -= strlen ("part");
  if (length > 1 && stem[length - 1] == 's')
    length--;
  stem[length] = '\0';
  return stem;
}

/* Whether a name is that of a part or of a piece of it: “Right thigh” is one of the thighs. */
static gboolean
is_named_after (const char *name, const char *id)
{
  g_autofree char *stem = dup_stem (name);
  g_autofree char *wanted = dup_stem (id);
  g_auto (GStrv) words = g_strsplit_set (name, " _-", -1);

  if (*wanted == '\0')
    return FALSE;
  if (g_str_equal (stem, wanted))
    return TRUE;

  for (guint i = g_strv_length (words); i-- > 0;)
    {
      g_autofree char *last = dup_stem (words[i]);

      if (*last != '\0')
        return g_str_equal (last, wanted);
    }

  return FALSE;
}

/* Returns: (nullable): the id of the plan's part that a name means. @ids: by folded names */
static const char *
find_part (GHashTable *ids, const char *name)
{
  g_autofree char *folded = mq_text_fold_name (name);

  return g_hash_table_lookup (ids, folded);
}

/**
 * mq_measurement_settle:
 * @plan: (nullable): a plan
 * @report: (nullable): a report of its asset, as Blender made it
 *
 * Names parts as the plan does. Disputed requirements that are missed as measured become open: they
 * are judged by eye.
 */
void
mq_measurement_settle (JsonObject *plan, JsonObject *report)
{
  static const char *const members[] = { "words", "what", "axis" };
  static const char *const lists[] = { "objects",      "floating", "loose_pieces",
                                       "penetrations", "loose",    "notes" };
  JsonArray *disputed = mq_json_get_array (plan, "disputed");
  JsonArray *rows = mq_json_get_array (report, "requirements");
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *objects = mq_json_get_array (report, "objects");
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) there = g_hash_table_new (NULL, NULL);

  /* “drip tray” is `drip_tray`. */
  MQ_JSON_EACH (parts, i, part)
    g_hash_table_insert (ids, mq_text_fold_name (mq_json_get_string (part, "id", "")),
                         (gpointer)mq_json_get_string (part, "id", ""));
  g_hash_table_remove (ids, "");
  MQ_JSON_EACH (objects, i, object)
    g_hash_table_add (there, (gpointer)find_part (ids, mq_json_get_string (object, "part", "")));

  /* A part without an object is one that is called like it, or like a piece of it. */
  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");

      for (guint j = 0; !g_hash_table_contains (there, id) && j < mq_json_length (objects); j++)
        {
          JsonObject *object = mq_json_element_object (objects, j);
          const char *own = mq_json_get_string (object, "part", "");

          if (find_part (ids, own) != NULL)
            continue;
          if (*own != '\0' && is_named_after (own, id))
            g_hash_table_insert (ids, mq_text_fold_name (own), (gpointer)id);
          else if (*own == '\0' && is_named_after (mq_json_get_string (object, "name", ""), id))
            json_object_set_string_member (object, "part", id);
        }
    }

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
    MQ_JSON_EACH (mq_json_get_array (report, lists[list]), i, row)
      {
        const char *own = find_part (ids, mq_json_get_string (row, "part", ""));
        JsonArray *named = mq_json_get_array (row, "parts");
        g_autoptr (JsonArray) settled = json_array_new ();

        if (own != NULL)
          json_object_set_string_member (row, "part", own);
        MQ_JSON_EACH_STRING (named, j, id)
          {
            own = id != NULL ? find_part (ids, id) : NULL;
            json_array_add_string_element (settled, own != NULL ? own : id);
          }
        if (named != NULL)
          json_object_set_array_member (row, "parts", json_array_ref (settled));
      }

  MQ_JSON_EACH (rows, i, row)
    {
      if (mq_requirement_get_state (row) != MQ_REQUIREMENT_MISSED)
        continue;
      MQ_JSON_EACH (disputed, j, one)
        {
          gboolean same = g_str_equal (mq_json_get_string (one, "code", ""), "unmet");

          for (gsize k = 0; k < G_N_ELEMENTS (members) && same; k++)
            same = g_str_equal (mq_json_get_string (row, members[k], ""),
                                mq_json_get_string (one, members[k], ""));
          if (!same)
            continue;
          json_object_set_null_member (row, "met");
          json_object_set_string_member (row, "disputed", mq_json_get_string (one, "reason", ""));
          break;
        }
    }
}

/* Facts of a fault, as in a notice `defects-left` (docs/inside/protocol.md). */
static void
add_fault (JsonArray *faults, const char *code, JsonArray *objects, double metres,
           const char *other)
{
  JsonObject *facts;

  if (json_array_get_length (faults) >= MAX_FAULTS)
    return;

  facts = mq_json_new ("code:s mm:d", code, metres * 1000);
  if (objects != NULL)
    json_object_set_array_member (facts, "objects", json_array_ref (objects));
  if (other != NULL)
    json_object_set_string_member (facts, "other", other);
  json_array_add_object_element (faults, facts);
}

static void
list_groups (JsonArray *faults, JsonObject *plan, JsonObject *report, const char *member,
             const char *code, const char *length)
{
  JsonArray *planned = mq_json_get_array (plan, "parts");
  JsonArray *groups = mq_json_get_array (report, member);

  MQ_JSON_EACH (groups, i, group)
    {
      JsonArray *parts = mq_json_get_array (group, "parts");
      guint n_effects = 0;

      /* Smoke touches nothing. */
      MQ_JSON_EACH_STRING (parts, j, id)
        {
          JsonObject *part = id != NULL ? mq_json_find (planned, "id", id) : NULL;

          n_effects += mq_json_get_boolean (part, "effect", FALSE);
        }

      if (group != NULL && (n_effects == 0 || n_effects < mq_json_length (parts)))
        add_fault (faults, code, mq_json_get_array (group, "objects"),
                   mq_json_get_double (group, length, 0),
                   mq_json_get_string (group, "nearest", NULL));
    }
}

/* One fault for each object. */
static void
list_objects (JsonArray *faults, JsonObject *report, const char *member, const char *code)
{
  JsonArray *names = mq_json_get_array (report, member);

  MQ_JSON_EACH_STRING (names, i, name)
    {
      g_autoptr (JsonArray) objects = mq_json_from_strings (&name, name != NULL ? 1 : 0);

      add_fault (faults, code, objects, 0, NULL);
    }
}

/* @plan: (nullable): a plan; @gap: from the ground up to the lowest point of its asset, m.
 * Returns: whether the asset reaches into the ground. What flies or hangs may reach below it
 * where the plan says so: a lantern with a tassel */
gboolean
mq_measurement_is_sunken (JsonObject *plan, double gap)
{
  double low[3] = { 0 };

  if (gap >= -MQ_MEASUREMENT_GROUND_TOLERANCE)
    return FALSE;

  if (mq_json_get_boolean (plan, "grounded", TRUE))
    return TRUE;

  /* A plan without boxes, such as that of a program, does not say how far below. */
  return json_object_has_member (plan, "box")
         && (!mq_json_get_vector (mq_json_get_object (plan, "box"), "min", low)
             || low[2] >= -MQ_MEASUREMENT_GROUND_TOLERANCE);
}

static JsonArray *
list_faults (JsonObject *plan, JsonObject *report, gboolean stands)
{
  JsonArray *faults = json_array_new ();
  double gap = mq_json_get_double (mq_json_get_object (report, "whole"), "ground_gap_m", 0);
  JsonArray *pieces = mq_json_get_array (report, "loose_pieces");
  JsonArray *joints = mq_json_get_array (report, "joint_faults");

  list_groups (faults, plan, report, "floating", "floating", "gap_m");

  /* Pieces of an object that hold on to nothing. */
  MQ_JSON_EACH (pieces, i, piece)
    {
      const char *name = mq_json_get_string (piece, "object", "");
      g_autoptr (JsonArray) objects = mq_json_from_strings (&name, 1);

      if (piece != NULL)
        add_fault (faults, "loose-piece", objects, mq_json_get_double (piece, "gap_m", 0),
                   mq_json_get_string (piece, "nearest", NULL));
    }

  if (mq_measurement_is_sunken (plan, gap))
    add_fault (faults, "sunken", NULL, -gap, NULL);
  else if (stands && gap > MQ_MEASUREMENT_GROUND_TOLERANCE)
    add_fault (faults, "above-ground", NULL, gap, NULL);
  list_objects (faults, report, "empty", "empty");
  list_objects (faults, report, "without_material", "bare");
  list_objects (faults, report, "missing_pictures", "no-picture");
  list_objects (faults, report, "flipped", "flipped");
  list_groups (faults, plan, report, "penetrations", "penetration", "depth_m");

  /* Joints that cannot move, or not as they tell. */
  MQ_JSON_EACH (joints, i, joint)
    {
      const char *name = mq_json_get_string (joint, "joint", "");
      g_autoptr (JsonArray) objects = mq_json_from_strings (&name, 1);

      if (joint != NULL)
        add_fault (faults, "joint", objects, 0, mq_json_get_string (joint, "words", NULL));
    }

  return faults;
}

/**
 * mq_measurement_count_faults:
 * @report: a measured report
 *
 * Returns: the number of floating groups, loose pieces, too deep overlaps, joins that do not meet,
 * objects without faces or material or with faces that look inside out, materials without their
 * picture, joints that do not move as they tell, requirements that are measured and missed, and one
 * if anything reaches below the ground; at most 1000
 */
guint
mq_measurement_count_faults (JsonObject *report)
{
  g_autoptr (JsonArray) faults = list_faults (NULL, report, FALSE);
  JsonArray *rows = mq_json_get_array (report, "requirements");
  guint n = json_array_get_length (faults) + mq_json_length (mq_json_get_array (report, "loose"));

  for (guint i = 0; i < mq_json_length (rows); i++)
    n += mq_requirement_get_state (mq_json_element_object (rows, i)) == MQ_REQUIREMENT_MISSED;
  return MIN (n, MAX_FAULTS);
}

/**
 * mq_measurement_list_new_faults:
 * @plan: (nullable): the plan: effects may float
 * @before: (nullable): a measured report
 * @after: (nullable): a report of the same asset, changed
 *
 * Returns: (transfer full): facts (docs/inside/protocol.md, notice `defects-left`) of the faults
 * that only
 *   @after has, the worst first; empty unless @after has more faults than @before, or if one of
 *   them is missing or truncated
 */
JsonArray *
mq_measurement_list_new_faults (JsonObject *plan, JsonObject *before, JsonObject *after)
{
  JsonArray *added = json_array_new ();
  g_autoptr (JsonArray) old = NULL;
  g_autoptr (JsonArray) now = NULL;
  double gap;

  if (before == NULL || after == NULL || mq_json_get_boolean (before, "truncated", FALSE)
      || mq_json_get_boolean (after, "truncated", FALSE))
    return added;

  gap = mq_json_get_double (mq_json_get_object (before, "whole"), "ground_gap_m", 0);
  old = list_faults (plan, before, FALSE);
  now = list_faults (plan, after, gap <= MQ_MEASUREMENT_GROUND_TOLERANCE);
  for (guint i = 0; mq_json_length (now) > mq_json_length (old) && i < mq_json_length (now); i++)
    {
      JsonObject *fault = mq_json_element_object (now, i);
      const char *code = mq_json_get_string (fault, "code", "");
      JsonArray *names = mq_json_get_array (fault, "objects");
      gboolean is_old = FALSE;

      /* The same fault of the same objects, however large. */
      for (guint j = 0; j < json_array_get_length (old) && !is_old; j++)
        {
          JsonObject *other = mq_json_element_object (old, j);
          JsonArray *others = mq_json_get_array (other, "objects");

          is_old = g_str_equal (mq_json_get_string (other, "code", ""), code)
                   && mq_json_length (others) == mq_json_length (names);
          for (guint k = 0; k < mq_json_length (names) && is_old; k++)
            is_old = g_strcmp0 (mq_json_element_string (others, k),
                                mq_json_element_string (names, k))
                     == 0;
        }
      if (!is_old)
        json_array_add_object_element (added, json_object_ref (fault));
    }

  return added;
}
