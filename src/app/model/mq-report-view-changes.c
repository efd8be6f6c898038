/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes between two measured reports, part by part, as sentences. See mq-report-view.h. */
#include "app/model/mq-report-view-private.h"

#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_CHANGES 100

/* A side this much shorter than the others is a thickness. */
#define THIN 0.5

typedef enum
{
  WIDTH,
  DEPTH,
  HEIGHT,
  THICKNESS,
} Extent;

static Extent
get_extent (const double size[3], int axis)
{
  double other = MIN (size[(axis + 1) % 3], size[(axis + 2) % 3]);

  return size[axis] < THIN * other ? THICKNESS : (Extent)axis;
}

/* Whole sentences, so that translators can inflect them. */
static char *
describe_growth (Extent extent, double by)
{
  static const struct
  {
    const char *more;
    const char *less;
  } words[] = {
    [WIDTH] = { NC_ ("change", "%s wider"), NC_ ("change", "%s narrower") },
    [DEPTH] = { NC_ ("change", "%s deeper"), NC_ ("change", "%s less deep") },
    [HEIGHT] = { NC_ ("change", "%s taller"), NC_ ("change", "%s less tall") },
    [THICKNESS] = { NC_ ("change", "%s thicker"), NC_ ("change", "%s thinner") },
  };
  g_autofree char *length = mq_report_view_dup_length (by);
  const char *word = by > 0 ? words[extent].more : words[extent].less;

  return g_strdup_printf (g_dpgettext2 (NULL, "change", word), length);
}

/* Adds the changes in size; a box that only changed position is moved. */
static void
compare_boxes (const double before[2][3], const double after[2][3], GPtrArray *changes)
{
  double size[3];
  double moved = 0;
  guint n = changes->len;

  for (int axis = 0; axis < 3; axis++)
    size[axis] = after[1][axis] - after[0][axis];

  for (int axis = 0; axis < 3; axis++)
    {
      double grown = size[axis] - (before[1][axis] - before[0][axis]);
      double shift = after[0][axis] + after[1][axis] - before[0][axis] - before[1][axis];

      moved += shift * shift / 4;
      if (fabs (grown) > MQ_REPORT_VIEW_SAME)
        g_ptr_array_add (changes, describe_growth (get_extent (size, axis), grown));
    }

  moved = sqrt (moved);
  if (changes->len == n && moved > MQ_REPORT_VIEW_SAME)
    {
      g_autofree char *length = mq_report_view_dup_length (moved);

      g_ptr_array_add (changes, g_strdup_printf (_ ("moved by %s"), length));
    }
}

static gboolean
is_same_strings (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;

  return TRUE;
}

/* "Wooden frame" that became "wood" of the part alone is the same stuff: it only looks different.
 */
static gboolean
is_same_stuff (GPtrArray *before, GPtrArray *after)
{
  g_autofree char *was = before->len == 1 ? g_utf8_strdown (before->pdata[0], -1) : NULL;
  g_autofree char *is = after->len == 1 ? g_utf8_strdown (after->pdata[0], -1) : NULL;

  return is_same_strings (before, after)
         || (was != NULL && is != NULL && (strstr (was, is) != NULL || strstr (is, was) != NULL));
}

static char *
join (GPtrArray *strings, const char *separator)
{
  g_autoptr (GPtrArray) terminated = g_ptr_array_copy (strings, NULL, NULL);

  g_ptr_array_set_free_func (terminated, NULL);
  g_ptr_array_add (terminated, NULL);
  return g_strjoinv (separator, (char **)terminated->pdata);
}

static char *
describe_materials (GPtrArray *materials)
{
  g_autofree char *joined = join (materials, ", ");

  return materials->len > 0
             /* Translators: names of materials: "now of Oak, Linen". */
             ? g_strdup_printf (_ ("now of %s"), joined)
             : g_strdup (_ ("now without a material"));
}

static GPtrArray *
compare_parts (const MqReportViewPart *before, const MqReportViewPart *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_free);

  if (before->n_objects != after->n_objects)
    g_ptr_array_add (
        changes,
        /* Translators: how many objects a part has: "now 3 instead of 4". */
        g_strdup_printf (_ ("now %u instead of %u"), after->n_objects, before->n_objects));
  if (before->measured && after->measured)
    compare_boxes (before->box, after->box, changes);
  if (!is_same_stuff (before->materials, after->materials))
    g_ptr_array_add (changes, describe_materials (after->materials));

  return changes;
}

static void
add_change (GStrvBuilder *builder, const char *name, const char *change)
{
  /* Translators: a part and what changed: "Armrests: added". */
  g_strv_builder_take (builder, g_strdup_printf (C_ ("change", "%s: %s"), name, change));
}

/* Parts with the same position, size and number of objects, but another look: usually their
 * material changed, so they are grouped under its name. */
static void
add_looks (GStrvBuilder *builder, GPtrArray *parts)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      const MqReportViewPart *part = parts->pdata[i];
      g_autofree char *materials = join (part->materials, ", ");
      g_autofree char *text = NULL;
      guint n = 0;

      for (guint j = i; j < parts->len; j++)
        n += is_same_strings (part->materials, ((MqReportViewPart *)parts->pdata[j])->materials);

      if (g_hash_table_contains (told, materials))
        continue;

      if (n == 1 || part->materials->len == 0)
        {
          add_change (builder, part->title, _ ("looks different"));
          continue;
        }

      text = g_strdup_printf (
          ngettext ("looks different, on %u part", "looks different, on %u parts", n), n);
      add_change (builder, materials, text);
      g_hash_table_add (told, g_steal_pointer (&materials));
    }
}

static void
compare_whole (GStrvBuilder *builder, JsonObject *before, JsonObject *after)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  double was[2][3];
  double is[2][3];

  if (!mq_report_view_get_box (mq_json_get_object (before, "whole"), was)
      || !mq_report_view_get_box (mq_json_get_object (after, "whole"), is))
    return;

  compare_boxes (was, is, changes);
  if (changes->len == 0)
    return;

  joined = join (changes, ", ");
  /* Translators: the whole asset, in a list of changes: "Overall: 13 cm taller". */
  add_change (builder, C_ ("change", "Overall"), joined);
}

static gboolean
is_there (const MqReportViewPart *part)
{
  return part != NULL && part->n_objects > 0;
}

static GStrv
take_first (GStrv strings, guint n)
{
  guint length = g_strv_length (strings);

  for (guint i = n; i < length; i++)
    g_clear_pointer (&strings[i], g_free);

  return strings;
}

/**
 * mq_report_view_dup_changes:
 * @before: (nullable): the report of the old version
 * @after: (nullable): the report of the new version
 * @with_looks: whether to name what only looks different
 *
 * Returns: (transfer full): the changes, a line each: "Armrests: added", "Back: 13.0 cm taller";
 *   empty if there are none, or a report is missing
 */
GStrv
mq_report_view_dup_changes (JsonObject *before, JsonObject *after, gboolean with_looks)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (MqReportViewParts) old = mq_report_view_parts_new (before, NULL);
  g_autoptr (MqReportViewParts) new = mq_report_view_parts_new (after, NULL);
  g_autoptr (GPtrArray) looks = g_ptr_array_new ();

  if (before == NULL || after == NULL)
    return g_strv_builder_end (builder);

  compare_whole (builder, before, after);

  for (guint i = 0; i < new->parts->len; i++)
    {
      const MqReportViewPart *part = new->parts->pdata[i];

      if (is_there (part) && !is_there (g_hash_table_lookup (old->by_id, part->id)))
        add_change (builder, part->title, C_ ("change", "added"));
    }

  for (guint i = 0; i < old->parts->len; i++)
    {
      const MqReportViewPart *part = old->parts->pdata[i];

      if (is_there (part) && !is_there (g_hash_table_lookup (new->by_id, part->id)))
        add_change (builder, part->title, C_ ("change", "removed"));
    }

  for (guint i = 0; i < new->parts->len; i++)
    {
      MqReportViewPart *part = new->parts->pdata[i];
      MqReportViewPart *was = g_hash_table_lookup (old->by_id, part->id);
      g_autoptr (GPtrArray) changes = NULL;
      g_autofree char *joined = NULL;

      if (!is_there (part) || !is_there (was))
        continue;

      changes = compare_parts (was, part);
      joined = join (changes, ", ");
      if (changes->len > 0)
        add_change (builder, part->title, joined);
      else if (looks->len < MAX_CHANGES && !is_same_strings (was->hashes, part->hashes))
        g_ptr_array_add (looks, part);
    }

  if (with_looks)
    add_looks (builder, looks);
  return take_first (g_strv_builder_end (builder), MAX_CHANGES);
}
