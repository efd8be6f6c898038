/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Landmarks and likeness, see mq-likeness.h. */
#include "service/team/mq-likeness.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "service/team/mq-asset-state.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST 12
/* Each costs a request to a model. */
#define MOST_PICTURES 4
#define MAX_NAME 80      /* bytes */
#define SAME 0.003       /* of the picture's sides */
#define THOUSANDTHS 1000 /* of the picture, in which a model tells places */
#define LIKE 90          /* percent that the outlines have in common */

/**
 * mq_likeness_find_next:
 * @references: (element-type MqAssetStatePicture): the user's pictures
 *
 * The asset is compared with the pictures that show a side of the object as a whole, by their role,
 * and with the first one if it has none.
 *
 * Returns: the place, from 1, of the next one in which nobody has looked for landmarks; 0: none is
 *   left
 */
guint
mq_likeness_find_next (GPtrArray *references)
{
  guint n = 0;

  for (guint i = 0; i < references->len && n < MOST_PICTURES; i++)
    {
      const MqAssetStatePicture *picture = g_ptr_array_index (references, i);
      gboolean has_role = picture->role != MQ_PICTURE_ROLE_NONE;

      /* The roles after that of the top are of pictures that show no whole object. */
      if (picture->role > MQ_PICTURE_ROLE_TOP || (!has_role && n > 0))
        continue;
      if (picture->landmarks == NULL)
        return i + 1;
      n++;
    }

  return 0;
}

static JsonArray *
make_numbers (const double *values, guint n)
{
  JsonArray *numbers = json_array_new ();

  for (guint i = 0; i < n; i++)
    json_array_add_double_element (numbers, values[i]);
  return numbers;
}

/* Returns: (transfer full) (nullable): the landmark, if it is one */
static JsonObject *
read_landmark (JsonObject *said)
{
  static const char *const axes[] = { "x", "y", "z" };
  static const char *const ends[3][3] = {
    { "left", "middle", "right" },
    { "front", "middle", "back" },
    { "bottom", "middle", "top" },
  };
  g_autofree char *name = mq_text_clean (mq_json_get_string (said, "name", ""), MAX_NAME);
  g_autofree char *part = mq_text_clean (mq_json_get_string (said, "part", ""), MAX_NAME);
  double seen[2] = { mq_json_get_double (said, "across", NAN) / THOUSANDTHS,
                     mq_json_get_double (said, "down", NAN) / THOUSANDTHS };
  double corner[3];

  if (*name == '\0' || *part == '\0' || !(seen[0] >= 0 && seen[0] <= 1)
      || !(seen[1] >= 0 && seen[1] <= 1))
    return NULL;

  for (guint axis = 0; axis < 3; axis++)
    {
      const char *word = mq_json_get_string (said, axes[axis], "middle");
      guint end = 0;

      while (end < 3 && !g_str_equal (word, ends[axis][end]))
        end++;
      if (end == 3)
        return NULL;
      corner[axis] = end / 2.0;
    }

  return mq_json_new ("name:s part:s seen:a corner:a", name, part, make_numbers (seen, 2),
                      make_numbers (corner, 3));
}

/**
 * mq_likeness_read_landmarks:
 * @said: a model's answer, with `landmarks`
 *
 * Leaves out what is none, what is named twice, what lies beyond the picture, and all beyond the
 * first twelve.
 *
 * Returns: (transfer full): the landmarks: [{"name", "part", "seen": shares of the picture,
 *   "corner": of the part's box, 0 to 1 along each axis}]
 */
JsonArray *
mq_likeness_read_landmarks (JsonObject *said)
{
  JsonArray *named = mq_json_get_array (said, "landmarks");
  JsonArray *landmarks = json_array_new ();

  for (guint i = 0; i < mq_json_length (named) && json_array_get_length (landmarks) < MOST; i++)
    {
      JsonObject *one = mq_json_element_object (named, i);
      g_autoptr (JsonObject) landmark = one != NULL ? read_landmark (one) : NULL;
      JsonArray *seen = mq_json_get_array (landmark, "seen");
      gboolean is_named = FALSE;

      if (landmark == NULL)
        continue;

      /* The camera's finder takes neither the same point of the same part, nor one that is seen at
       * the same place, as corners behind each other are in a straight view. */
      for (guint j = 0; j < json_array_get_length (landmarks) && !is_named; j++)
        {
          JsonObject *each = mq_json_element_object (landmarks, j);
          JsonArray *there = mq_json_get_array (each, "seen");
          double corner[3], other[3], off[2];

          for (guint axis = 0; axis < 2; axis++)
            off[axis] = fabs (json_array_get_double_element (seen, axis)
                              - json_array_get_double_element (there, axis));
          is_named = MAX (off[0], off[1]) < SAME
                     || (mq_json_get_vector (landmark, "corner", corner)
                         && mq_json_get_vector (each, "corner", other)
                         && memcmp (corner, other, sizeof corner) == 0
                         && g_str_equal (mq_json_get_string (each, "part", ""),
                                         mq_json_get_string (landmark, "part", "")));
        }
      if (!is_named)
        json_array_add_object_element (landmarks, g_steal_pointer (&landmark));
    }

  return landmarks;
}

/**
 * mq_likeness_place_landmarks:
 * @landmarks: (nullable): as of mq_likeness_read_landmarks()
 * @report: the report of what was built
 *
 * Returns: (transfer full): those of what is there, with their places, for the instruction
 *   `likeness`
 */
JsonArray *
mq_likeness_place_landmarks (JsonArray *landmarks, JsonObject *report)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *placed = json_array_new ();

  MQ_JSON_EACH (landmarks, i, landmark)
    {
      const char *part = mq_json_get_string (landmark, "part", "");
      gboolean whole = g_str_equal (part, "whole");
      double corner[3], min[3], max[3], at[3];
      gboolean found = whole && mq_json_get_box (mq_json_get_object (report, "whole"), min, max);

      /* The box of all objects of a part, or of one object. */
      for (guint j = 0; !whole && j < mq_json_length (objects); j++)
        {
          JsonObject *object = mq_json_element_object (objects, j);
          double low[3], high[3];

          if ((g_ascii_strcasecmp (mq_json_get_string (object, "part", ""), part) != 0
               && g_ascii_strcasecmp (mq_json_get_string (object, "name", ""), part) != 0)
              || !mq_json_get_box (object, low, high))
            continue;
          mq_json_grow_box (min, max, low, high, !found);
          found = TRUE;
        }
      if (!found || !mq_json_get_vector (landmark, "corner", corner))
        continue;

      for (guint axis = 0; axis < 3; axis++)
        at[axis] = min[axis] + corner[axis] * (max[axis] - min[axis]);
      json_array_add_object_element (
          placed, mq_json_new ("name:s part:s? seen:A at_m:a",
                               mq_json_get_string (landmark, "name", ""), whole ? NULL : part,
                               mq_json_get_array (landmark, "seen"), make_numbers (at, 3)));
    }

  return placed;
}

/* "a b c" */
static char *
join (JsonArray *sentences)
{
  g_auto (GStrv) list = mq_json_to_strings (sentences);

  return list != NULL ? g_strjoinv (" ", list) : g_strdup ("");
}

/* Lists what was compared: first the one with the least overlap, then the others. Returns:
 * (transfer full) (element-type JsonObject) */
static GPtrArray *
list_compared (JsonObject *report)
{
  GPtrArray *list = g_ptr_array_new ();
  JsonObject *first = mq_json_get_object (report, "likeness");
  JsonArray *others = mq_json_get_array (first, "others");

  if (first != NULL)
    g_ptr_array_add (list, first);
  MQ_JSON_EACH (others, i, other)
    g_ptr_array_add (list, other);
  return list;
}

static double
get_overlap (JsonObject *likeness)
{
  return 100 * mq_json_get_double (likeness, "overlap", NAN);
}

/**
 * mq_likeness_settle:
 * @report: of what was compared
 * @likeness: the bridge's answer, with `instruction`, its number, and `picture`, the place of the
 *   user's picture; or `why` alone
 * @error: %MQ_ERROR_BAD_INPUT: the answer is not as it is to be
 *
 * Adds it to the report, and to the requirement to be like the picture, which is met if each
 * picture is.
 *
 * Returns: whether it could be added
 */
gboolean
mq_likeness_settle (JsonObject *report, JsonObject *likeness, GError **error)
{
  JsonObject *properties = mq_json_get_object (mq_json_schema_load ("report"), "properties");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonArray *rows = mq_json_get_array (report, "requirements");
  g_autofree char *problems = NULL;
  g_autoptr (JsonArray) others = json_array_new ();
  g_autoptr (JsonObject) worst = NULL;
  g_autoptr (JsonObject) other = NULL;
  g_autoptr (GPtrArray) compared = NULL;
  JsonObject *first;

  json_node_set_object (node, likeness);
  json_object_remove_member (likeness, "others");
  problems = mq_json_schema_check (mq_json_get_object (properties, "likeness"), node, TRUE);
  if (problems != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", problems);

  /* Adds it to what was compared before: the report is of the one with the least overlap. */
  first = mq_json_get_object (report, "likeness");
  worst = json_object_ref (likeness);
  other = first != NULL ? json_object_ref (first) : NULL;
  if (other != NULL)
    {
      mq_json_append (others, mq_json_get_array (other, "others"));
      json_object_remove_member (other, "others");
      if (!isfinite (get_overlap (likeness)) || get_overlap (other) <= get_overlap (likeness))
        {
          JsonObject *swapped = worst;

          worst = other;
          other = swapped;
        }
      json_array_add_object_element (others, json_object_ref (other));
      json_object_set_array_member (worst, "others", json_array_ref (others));
    }
  json_object_set_object_member (report, "likeness", json_object_ref (worst));

  compared = list_compared (report);
  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *why = join (mq_json_get_array (worst, "why"));
      g_autoptr (GString) fix = g_string_new ("change what differs from the picture:");
      double least = get_overlap (worst);

      if (!g_str_equal (mq_json_get_string (row, "what", ""), "matches_picture"))
        continue;
      if (!isfinite (least))
        {
          json_object_set_string_member (row, "how", why);
          continue;
        }

      mq_json_add (row, "found:d met:b how:s", floor (least), least >= LIKE,
                   "percent that the outlines of picture and asset have in common; at least 90");
      MQ_EACH (compared, j, JsonObject, one)
        {
          g_autofree char *differs = join (mq_json_get_array (one, "rows"));

          if (!(get_overlap (one) < LIKE))
            continue;
          if (compared->len > 1)
            g_string_append_printf (fix, " (picture %d)", (int)mq_json_get_int (one, "picture", 0));
          g_string_append_printf (fix, " %s", differs);
        }
      if (least < LIKE)
        json_object_set_string_member (row, "fix", fix->str);
    }

  return TRUE;
}

/**
 * mq_likeness_describe_overlap:
 * @likeness: as of mq_likeness_settle()
 *
 * Returns: (transfer full): a sentence for the user
 */
char *
mq_likeness_describe_overlap (JsonObject *likeness)
{
  if (isfinite (get_overlap (likeness)))
    /* Translators: of the shape in the user's picture and that of the asset */
    return g_strdup_printf (_ ("The outlines overlap by %d %%"),
                            (int)floor (get_overlap (likeness)));
  return g_strdup (mq_json_get_object (likeness, "camera") != NULL
                       ? _ ("The landmarks were compared; the outlines could not be")
                       : _ ("Not possible: the picture’s camera was not found"));
}

/**
 * mq_likeness_describe:
 * @report: (nullable): a report
 *
 * Returns: (transfer full) (nullable): what the comparison with the pictures found, for a model;
 *   %NULL if there was none
 */
char *
mq_likeness_describe (JsonObject *report)
{
  g_autoptr (GPtrArray) compared = list_compared (report);
  GString *text;

  if (compared->len == 0)
    return NULL;

  text = g_string_new (compared->len > 1 ? "# Compared with the user's pictures, by numbers\n"
                                         : "# Compared with the user's picture, by numbers\n");
  MQ_EACH (compared, i, JsonObject, likeness)
    {
      JsonArray *rows = mq_json_get_array (likeness, "rows");
      g_autofree char *why = join (mq_json_get_array (likeness, "why"));

      if (compared->len > 1)
        g_string_append_printf (text, "Picture %d:\n",
                                (int)mq_json_get_int (likeness, "picture", 0));
      if (isfinite (get_overlap (likeness)))
        g_string_append_printf (text, "The outlines overlap by %.0f %%.\n",
                                floor (get_overlap (likeness)));
      MQ_JSON_EACH_STRING (rows, j, row)
        g_string_append_printf (text, "- %s\n", row);
      if (*why != '\0')
        g_string_append_printf (text, "%s\n", why);
      else if (mq_json_length (rows) == 0)
        g_string_append (text, "Nothing certainly differs.\n");
    }
  return g_string_free (text, FALSE);
}
