/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of an asset by its reports, see mq-asset-changes.h. Pieces are compared by their names:
 * two that have swapped their colours make no other part, but are two changed pieces. */
#include "common/asset/mq-asset-changes.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-color-name.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/asset/mq-report.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_NAME 60 /* bytes */
#define MAX_TOLD 6  /* changes in a sentence */
#define MAX_NAMES 3 /* pieces in one of them */
/* Differences that are none: m, and as a share. */
#define SAME 0.0001
#define SAME_SHARE 0.002
#define SAME_FACTOR 0.01 /* of two sides of a piece, as a share */

/**
 * Part:
 * @id: borrowed from a report
 * @before: (element-type JsonObject): its pieces, borrowed
 * @after: (element-type JsonObject): its pieces after the change, borrowed
 * @named: @after by name
 */
typedef struct
{
  const char *id;
  GPtrArray *before;
  GPtrArray *after;
  GHashTable *named;
} Part;

/* The names of pieces to which the same was done. */
typedef struct
{
  char *text;
  GString *names;
  guint n;
} Group;

static void
part_free (Part *self)
{
  g_ptr_array_unref (self->before);
  g_ptr_array_unref (self->after);
  g_hash_table_unref (self->named);
  g_free (self);
}

static const char *
get_name (JsonObject *piece)
{
  return mq_json_get_string (piece, "name", "?");
}

static void
add_pieces (GPtrArray *parts, JsonObject *report, gboolean after)
{
  JsonArray *objects = mq_json_get_array (report, "objects");

  MQ_JSON_EACH (objects, i, object)
    {
      const char *id = mq_json_get_string (object, "part", "?");
      Part *part = NULL;

      if (object == NULL || mq_json_get_boolean (object, "hidden", FALSE)
          || mq_json_get_object (object, "box") == NULL)
        continue;

      for (guint j = 0; j < parts->len && part == NULL; j++)
        if (g_str_equal (((Part *)g_ptr_array_index (parts, j))->id, id))
          part = g_ptr_array_index (parts, j);
      if (part == NULL)
        {
          part = g_new0 (Part, 1);
          *part = (Part){ id, g_ptr_array_new (), g_ptr_array_new (),
                          g_hash_table_new (g_str_hash, g_str_equal) };
          g_ptr_array_add (parts, part);
        }

      g_ptr_array_add (after ? part->after : part->before, object);
      if (after)
        g_hash_table_insert (part->named, (gpointer)get_name (object), object);
    }
}

/* Returns: (element-type Part): in the order of their first pieces */
static GPtrArray *
list_parts (JsonObject *before, JsonObject *after)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);

  add_pieces (parts, before, FALSE);
  add_pieces (parts, after, TRUE);
  return parts;
}

static gboolean
is_same_piece (JsonObject *a, JsonObject *b)
{
  return g_str_equal (mq_json_get_string (a, "hash", "?"), mq_json_get_string (b, "hash", ""));
}

static void
append (GString *text, const char *format, const char *said)
{
  g_autofree char *one = g_strdup_printf (format, said);

  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", one);
}

/* A length in the unit that suits @like. */
static char *
format_length (double metres, double like)
{
  const char *unit = like >= 0.9995 ? "m" : like >= 0.00995 ? "cm" : "mm";

  return mq_requirement_format_value (metres / mq_length_unit_get_metres (unit), unit);
}

static char *
format_two (const char *before, const char *after)
{
  /* Translators: what was, and what is: “34 cm → 40 cm”. */
  return g_strdup_printf (_ ("%s → %s"), before, after);
}

static void
append_move (GString *text, const double by_axis[3])
{
  for (guint axis = 0; axis < 3; axis++)
    {
      double by = by_axis[axis];
      g_autofree char *way = format_length (fabs (by), fabs (by));

      if (fabs (by) <= SAME)
        continue;
      /* Translators: how far a piece was moved. */
      append (text,
              axis == 0   ? (by > 0 ? _ ("moved %s to the right") : _ ("moved %s to the left"))
              : axis == 1 ? (by > 0 ? _ ("moved %s back") : _ ("moved %s forward"))
              : by > 0    ? _ ("moved %s up")
                          : _ ("moved %s down"),
              way);
    }
}

/**
 * mq_asset_changes_describe_move:
 * @by: m
 *
 * Returns: (transfer full): for the user: “moved 5 cm up”; "" for no move that shows
 */
char *
mq_asset_changes_describe_move (const double by[3])
{
  GString *text = g_string_new (NULL);

  append_move (text, by);
  return g_string_free_and_steal (text);
}

/* Borrowed; "" for one that is not known. */
static const char *
get_color (JsonObject *piece, guint i)
{
  JsonArray *colors = mq_json_get_array (piece, "colors");
  const char *color = i < mq_json_length (colors) ? mq_json_element_string (colors, i) : NULL;

  return color != NULL ? color : "";
}

/* "Oak #8a5a33", for a model. */
static char *
describe_materials (JsonObject *piece)
{
  JsonArray *names = mq_json_get_array (piece, "materials");
  GString *text = g_string_new (NULL);

  MQ_JSON_EACH_STRING (names, i, said)
    {
      const char *color = get_color (piece, i);
      g_autofree char *name = mq_text_clean (said, MAX_NAME);

      g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " + " : "", name,
                              *color != '\0' ? " " : "", color);
    }

  return g_string_free_and_steal (text);
}

/* "Oak (brown)", for the user; without names: "brown" where colors are known. @other: (nullable):
 * the piece before or after: materials of both are left out */
static char *
describe_look (JsonObject *piece, JsonObject *other, gboolean named)
{
  JsonArray *names = mq_json_get_array (piece, "materials");
  JsonArray *others = mq_json_get_array (other, "materials");
  GString *text = g_string_new (NULL);

  MQ_JSON_EACH_STRING (names, i, said)
    {
      const char *color = mq_color_name_find (get_color (piece, i));
      g_autofree char *name = mq_text_clean (said, MAX_NAME);
      const char *look = named || color == NULL ? name : color;
      g_autofree char *both = NULL;
      gboolean stayed = FALSE;

      MQ_JSON_EACH_STRING (others, j, one)
        stayed |= g_strcmp0 (one, said) == 0
                  && g_str_equal (get_color (other, j), get_color (piece, i));
      if (stayed)
        continue;
      if (named && color != NULL && g_ascii_strcasecmp (name, color) != 0)
        /* Translators: a material and its color: “Oak (brown)”. */
        look = both = g_strdup_printf (C_ ("material", "%s (%s)"), name, color);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "", look);
    }

  return g_string_free_and_steal (text);
}

static gboolean
is_same_member (JsonObject *a, JsonObject *b, const char *member)
{
  JsonNode *one = json_object_get_member (a, member);
  JsonNode *other = json_object_get_member (b, member);

  return one == NULL || other == NULL || json_node_equal (one, other);
}

/* Whether it was painted alone: then its material has its own name, too. */
static gboolean
has_own_material (JsonObject *piece)
{
  JsonArray *names = mq_json_get_array (piece, "materials");
  const char *material = mq_json_length (names) > 0 ? mq_json_element_string (names, 0) : NULL;

  return material != NULL && mq_report_skip_own_name (material, get_name (piece)) != material;
}

/* A piece before and after, for the user. */
static char *
describe_piece (JsonObject *before, JsonObject *after)
{
  GString *text = g_string_new (NULL);
  double was[2][3];
  double is[2][3];
  gboolean is_painted = (has_own_material (before) || has_own_material (after))
                        && !is_same_member (before, after, "colors");
  gboolean named = !is_same_member (before, after, "materials") && !is_painted;

  if (mq_json_get_box (before, was[0], was[1]) && mq_json_get_box (after, is[0], is[1]))
    {
      double by[3];

      for (guint axis = 0; axis < 3; axis++)
        {
          double from = was[1][axis] - was[0][axis];
          double to = is[1][axis] - is[0][axis];
          g_autofree char *old = format_length (from, MAX (from, to));
          g_autofree char *new = format_length (to, MAX (from, to));
          g_autofree char *two = format_two (old, new);

          by[axis] = (is[0][axis] + is[1][axis] - was[0][axis] - was[1][axis]) / 2;
          if (!(fabs (from - to) > MAX (SAME, SAME_SHARE * MAX (fabs (from), fabs (to)))))
            continue;
          /* Translators: a size before and after: “34 cm → 40 cm wide”. */
          append (text, axis == 0 ? _ ("%s wide") : axis == 1 ? _ ("%s deep") : _ ("%s high"), two);
        }

      /* "moved 5 cm up" */
      if (text->len == 0)
        {
          append_move (text, by);
          if (!is_same_member (before, after, "vertices")
              || !is_same_member (before, after, "triangles"))
            append (text, "%s", _ ("another shape"));
        }
    }

  /* "brown → black", "Oak (brown) → Black", and of two colors of one name "brown, darker". */
  if (named || !is_same_member (before, after, "colors"))
    {
      guint n = mq_json_length (mq_json_get_array (before, "materials"));
      g_autofree char *old = describe_look (before, after, named);
      g_autofree char *new = describe_look (after, before, named);
      g_autofree char *look = NULL;
      int way = 0;

      /* One that came or went. */
      if (*old == '\0' || *new == '\0')
        {
          g_free (old);
          g_free (new);
          old = describe_look (before, NULL, named);
          new = describe_look (after, NULL, named);
        }
      for (guint i = 0; i < n && way == 0; i++)
        way = mq_color_name_compare (get_color (before, i), get_color (after, i));
      if (!g_str_equal (old, new))
        look = format_two (old, new);
      else
        /* Translators: a color before and after a change, which have the same name: “brown”. */
        look = g_strdup_printf (way < 0   ? _ ("%s, darker")
                                : way > 0 ? _ ("%s, lighter")
                                          : _ ("%s, another shade"),
                                new);
      append (text, "%s", look);
    }
  if (text->len == 0)
    g_string_append (text, _ ("another shape or surface"));
  return g_string_free_and_steal (text);
}

static void
group_free (Group *self)
{
  g_free (self->text);
  g_string_free (self->names, TRUE);
  g_free (self);
}

static void
add_to_group (GPtrArray *groups, char *text, const char *name)
{
  g_autofree char *taken = text;
  g_autofree char *clean = mq_text_clean (name, MAX_NAME);
  Group *group = NULL;

  for (guint i = 0; i < groups->len && group == NULL; i++)
    if (g_str_equal (((Group *)g_ptr_array_index (groups, i))->text, text))
      group = g_ptr_array_index (groups, i);
  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      *group = (Group){ g_steal_pointer (&taken), g_string_new (NULL), 0 };
      g_ptr_array_add (groups, group);
    }

  if (group->n < MAX_NAMES)
    g_string_append_printf (group->names, "%s%s", group->n > 0 ? ", " : "", clean);
  else if (group->n == MAX_NAMES)
    g_string_append (group->names, " …");
  group->n++;
}

/* The box of all its pieces, as a piece. */
static JsonObject *
sum_up (GPtrArray *pieces)
{
  JsonObject *first = g_ptr_array_index (pieces, 0);
  double low[3] = { 0 };
  double high[3] = { 0 };

  for (guint i = 0; i < pieces->len; i++)
    {
      double min[3];
      double max[3];

      if (!mq_json_get_box (g_ptr_array_index (pieces, i), min, max))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = i > 0 ? MIN (low[axis], min[axis]) : min[axis];
          high[axis] = i > 0 ? MAX (high[axis], max[axis]) : max[axis];
        }
    }

  first = mq_json_copy_object (first);
  json_object_set_object_member (
      first, "box",
      mq_json_new ("min:a max:a", mq_json_from_vector (low), mq_json_from_vector (high)));
  return first;
}

static void
add_group (GPtrArray *groups, const char *names, char *text)
{
  Group *group = g_new0 (Group, 1);

  *group = (Group){ text, g_string_new (names), 1 };
  g_ptr_array_add (groups, group);
}

/* Returns: (transfer full) (element-type Group): what of a part is different; none if it is as it
 * was */
static GPtrArray *
list_changes (const Part *part)
{
  GPtrArray *told = g_ptr_array_new_with_free_func ((GDestroyNotify)group_free);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify)group_free);
  g_autofree char *title = mq_asset_name_from_id (MQ_ASSET_NAME_PART, part->id);
  gboolean other = part->before->len != part->after->len;
  guint same = 0;

  if (part->before->len == 0 || part->after->len == 0)
    {
      /* Translators: a part that a change added or took away, after its name and a colon. */
      const char *what = part->before->len == 0 ? C_ ("part", "new") : C_ ("part", "gone");

      add_group (told, title, g_strdup (what));
      return told;
    }

  for (guint i = 0; i < part->before->len && !other; i++)
    {
      JsonObject *was = g_ptr_array_index (part->before, i);
      JsonObject *is = g_hash_table_lookup (part->named, get_name (was));

      other = is == NULL;
      if (is != NULL && is_same_piece (was, is))
        same++;
      else if (is != NULL)
        add_to_group (groups, describe_piece (was, is), get_name (was));
    }

  if (other)
    {
      /* A part with other pieces: "4 → 6 pieces", or what of all together is different. */
      g_autoptr (JsonObject) before = sum_up (part->before);
      g_autoptr (JsonObject) after = sum_up (part->after);
      guint was = part->before->len;
      guint is = part->after->len;

      add_group (told, title,
                 was == is
                     ? describe_piece (before, after)
                     /* Translators: how many pieces a part had, and has. */
                     : g_strdup_printf (ngettext ("%u → %u piece", "%u → %u pieces", is), was, is));
      return told;
    }

  MQ_EACH (groups, i, Group, group)
    {
      gboolean all = groups->len == 1 && same == 0;

      add_group (told, all ? title : group->names->str, g_strdup (group->text));
    }

  return told;
}

/* Whether all parts but those that changed otherwise were moved alike, as when the asset is centred
 * again: they are as they were. @moved: (out) (transfer full): the text of that move */
static gboolean
is_centred (GPtrArray *parts, char **moved)
{
  g_autofree char *text = NULL;
  guint n = 0;

  MQ_EACH (parts, i, Part, part)
    {
      g_autoptr (GPtrArray) changes = list_changes (part);
      const char *what;

      if (changes->len == 0)
        return FALSE;
      what = ((Group *)g_ptr_array_index (changes, 0))->text;
      if (changes->len > 1 || part->before->len == 0 || part->after->len == 0
          || !g_str_equal (mq_json_get_string (g_ptr_array_index (part->before, 0), "form", "?"),
                           mq_json_get_string (g_ptr_array_index (part->after, 0), "form", "")))
        continue;
      if (text != NULL && !g_str_equal (text, what))
        return FALSE;
      g_set_str (&text, what);
      n++;
    }

  *moved = g_steal_pointer (&text);
  return n > 1;
}

/* How many times as large all pieces are, each along all axes and with its look; 0: they are not */
static double
find_factor (GPtrArray *parts)
{
  double factor = 0;

  MQ_EACH (parts, i, const Part, part)
    {
      if (part->before->len != part->after->len)
        return 0;
      MQ_EACH (part->before, j, JsonObject, was)
        {
          JsonObject *is = g_hash_table_lookup (part->named, get_name (was));
          double from[2][3], to[2][3];

          if (is == NULL || !is_same_member (was, is, "colors")
              || !is_same_member (was, is, "materials") || !mq_json_get_box (was, from[0], from[1])
              || !mq_json_get_box (is, to[0], to[1]))
            return 0;
          for (guint axis = 0; axis < 3; axis++)
            {
              double side = from[1][axis] - from[0][axis];
              double times = (to[1][axis] - to[0][axis]) / side;

              /* Boxes of thin things are rounded. */
              if (!(side > 10 * SAME))
                continue;
              if (factor == 0)
                factor = times;
              if (!(fabs (times / factor - 1) < SAME_FACTOR))
                return 0;
            }
        }
    }

  return fabs (factor - 1) > SAME_SHARE ? factor : 0;
}

/**
 * mq_asset_changes_describe:
 * @before: (nullable): the report before a change
 * @after: (nullable): the report after it
 *
 * Returns: (transfer full) (nullable): for the user: “Changed: seat: 34 cm → 40 cm wide; legs: Oak
 *   (brown) → Black; all other parts are the same”; %NULL if nothing is different
 */
char *
mq_asset_changes_describe (JsonObject *before, JsonObject *after)
{
  g_autoptr (GPtrArray) parts = list_parts (before, after);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify)group_free);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *moved = NULL;
  gboolean centred = is_centred (parts, &moved);
  double factor = find_factor (parts);
  guint same = 0;

  if (before == NULL || after == NULL)
    return NULL;
  if (factor > 0 && parts->len > 1)
    /* Translators: how many times as large as before an asset is. */
    return g_strdup_printf (_ ("Changed: everything is %.3g times as large"), factor);

  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr (GPtrArray) changes = list_changes (g_ptr_array_index (parts, i));
      const Group *first = changes->len > 0 ? g_ptr_array_index (changes, 0) : NULL;

      if (first == NULL || (centred && g_str_equal (first->text, moved)))
        {
          same++;
          continue;
        }
      MQ_EACH (changes, j, const Group, change)
        add_to_group (groups, g_strdup (change->text), change->names->str);
    }

  if (groups->len == 0)
    return NULL;
  for (guint i = 0; i < MIN (groups->len, MAX_TOLD); i++)
    {
      Group *group = g_ptr_array_index (groups, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", group->names->str, group->text);
    }
  if (groups->len > MAX_TOLD)
    {
      guint more = groups->len - MAX_TOLD;

      g_string_append (text, "; ");
      /* Translators: the end of a list of changes. */
      g_string_append_printf (text, ngettext ("%u more change", "%u more changes", more), more);
    }

  /* Translators: a list of parts, each with what is different: “seat: 34 cm → 40 cm wide; legs:
   * 4 → 6 pieces”. */
  return same > 0 ? g_strdup_printf (_ ("Changed: %s; all other parts are the same"), text->str)
                  : g_strdup_printf (_ ("Changed: %s"), text->str);
}

static void
append_box (GString *text, JsonObject *piece)
{
  double min[3];
  double max[3];

  if (mq_json_get_box (piece, min, max))
    g_string_append_printf (text, " (%.4g %.4g %.4g)..(%.4g %.4g %.4g)", min[0], min[1], min[2],
                            max[0], max[1], max[2]);
}

/**
 * mq_asset_changes_append_pieces:
 * @before: the report before a change
 * @after: the report after it
 * @most: how many pieces of a part
 *
 * Writes for a model each piece that is different: as it was, and as it is now.
 */
void
mq_asset_changes_append_pieces (GString *text, JsonObject *before, JsonObject *after, guint most)
{
  g_autoptr (GPtrArray) parts = list_parts (before, after);

  MQ_EACH (parts, i, Part, part)
    {
      guint n = 0;

      MQ_EACH (part->before, j, JsonObject, was)
        {
          JsonObject *is = g_hash_table_lookup (part->named, get_name (was));

          if ((is == NULL || !is_same_piece (was, is)) && n++ < most)
            {
              g_autofree char *old = describe_materials (was);
              g_autofree char *new = is != NULL ? describe_materials (is) : g_strdup ("");
              JsonObject *box = is != NULL ? mq_json_get_object (is, "box") : NULL;
              gboolean placed = box == NULL || is_same_member (was, is, "box");
              gboolean made = is == NULL || g_str_equal (old, new);

              /* "Ring 1 (0 0 0)..(1 1 1) Red #b3201f; now Blue #1f55c4" */
              g_string_append_printf (text, "- %s: %s", part->id, get_name (was));
              append_box (text, was);
              g_string_append_printf (text, " %s", old);
              if (is == NULL)
                g_string_append (text, "; now gone");
              else if (!placed || !made)
                {
                  g_string_append (text, "; now");
                  if (!placed)
                    append_box (text, is);
                  if (!made)
                    g_string_append_printf (text, " %s", new);
                }
              else
                g_string_append (text, "; now of another shape or finish");
              g_string_append_c (text, '\n');
            }
        }
      if (n > most)
        g_string_append_printf (text, "- %s: and %u more pieces\n", part->id, n - most);
    }
}
