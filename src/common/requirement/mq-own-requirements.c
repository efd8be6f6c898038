/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of the user's own, see mq-own-requirements.h. */
#include "common/requirement/mq-own-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_TEXT 500 /* bytes */
/* Lengths that are the same, as a share. */
#define SAME 0.001

/* A word without its plural, lower case. */
static char *
dup_stem (const char *word)
{
  char *stem = g_utf8_strdown (word, -1);
  gsize length = strlen (stem);

  if (length > 3 && stem[length - 1] == 's')
    stem[length - 1] = '\0';
  return stem;
}

/* The words of a text that say something. Returns: (transfer full) */
static GStrv
list_stems (const char *text)
{
  static const char *const empty[] = { "the", "of",    "from",  "to",    "in",  "a",   "an", "is",
                                       "all", "whole", "total", "outer", "max", "min", "be", NULL };
  g_auto (GStrv) words = g_regex_split_simple ("[^\\p{L}]+", text, 0, 0);
  g_autoptr (GStrvBuilder) stems = g_strv_builder_new ();

  for (gsize i = 0; words[i] != NULL; i++)
    {
      char *stem = dup_stem (words[i]);

      if (*stem == '\0' || mq_length_unit_get_metres (stem) > 0
          || g_str_has_prefix (stem, "overall") || g_strv_contains (empty, stem))
        g_free (stem);
      else
        g_strv_builder_take (stems, stem);
    }
  return g_strv_builder_end (stems);
}

static gboolean
has_all (const char *const *stems, const char *const *of)
{
  for (; *of != NULL; of++)
    if (!g_strv_contains (stems, *of))
      return FALSE;
  return TRUE;
}

/* Whether the words are the measure's name, and beside it only that of the part. */
static gboolean
is_name (const char *name, const char *words, const char *of)
{
  g_autofree char *both = g_strconcat (name, " ", of, NULL);
  g_auto (GStrv) wanted = list_stems (name);
  g_auto (GStrv) said = list_stems (words);
  g_auto (GStrv) known = list_stems (both);

  return *wanted != NULL && has_all ((const char *const *)said, (const char *const *)wanted)
         && has_all ((const char *const *)known, (const char *const *)said);
}

/* Tries a kind, in English and in the user's language. @axis: (nullable): for those that need one
 */
static gboolean
take_kind (JsonObject *row, const char *what, const char *axis)
{
  g_autoptr (JsonObject) form = mq_json_new ("what:s axis:s?", what, axis);

  for (int translated = 0; translated < 2; translated++)
    {
      g_autofree char *name = mq_requirement_name_measure (form, translated);

      if (name == NULL
          || !is_name (name, mq_json_get_string (row, "words", ""),
                       mq_json_get_string (row, "of", "")))
        continue;
      mq_json_add (row, "what:s", what);
      if (axis != NULL)
        mq_json_add (row, "axis:s", axis);
      return TRUE;
    }

  return FALSE;
}

/* @row: a row that somebody wrote, without `what`; gets that of the measure that its words name and
 * nothing else: “wall thickness”, “overall width”. Returns: whether there is one */
gboolean
mq_own_requirements_take_kind (JsonObject *row)
{
  static const char *const axes[] = { "x", "y", "z" };

  for (gsize i = 0; i < G_N_ELEMENTS (axes); i++)
    if (take_kind (row, "size", axes[i]))
      return TRUE;
  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL; kind++)
    if (!kind->needs_other && !g_str_equal (kind->what, "size")
        && take_kind (row, kind->what, NULL))
      return TRUE;

  /* “Length” along an axis that is named. */
  if (!json_object_has_member (row, "axis")
      || !is_name ("length", mq_json_get_string (row, "words", ""),
                   mq_json_get_string (row, "of", "")))
    return FALSE;
  mq_json_add (row, "what:s", "size");
  return TRUE;
}

/* "This long: 12 cm". Returns: (transfer full) (nullable): the requirement, unless the line is
 * along no axis, or of no part */
static JsonObject *
read_size (JsonObject *target)
{
  static const char *const axes[] = { "x", "y", "z" };
  JsonObject *mark = mq_json_get_object (target, "mark");
  const char *part = mq_json_get_string (target, "part", NULL);
  const char *object = mq_json_get_string (target, "object", NULL);
  const char *text = mq_json_get_string (mark, "text", "");
  const char *unit = text + strcspn (text, "mcif");
  double metres = mq_json_get_double (mark, "size_m", 0),
         of_unit = mq_length_unit_get_metres (unit);
  double at[3], to[3], length = 0;
  g_autofree char *words = NULL;
  JsonObject *row;
  gsize axis = 0;

  if (!mq_json_get_vector (target, "at_m", at) || !mq_json_get_vector (mark, "to_m", to)
      || metres <= 0 || of_unit <= 0 || (part == NULL && object != NULL))
    return NULL;
  for (gsize i = 0; i < 3; i++)
    {
      axis = fabs (to[i] - at[i]) > fabs (to[axis] - at[axis]) ? i : axis;
      length += fabs (to[i] - at[i]);
    }
  if (length - fabs (to[axis] - at[axis]) > 0.01 * length)
    return NULL;

  /* Translators: what the user drew: a line, and how long it is to be. */
  words = g_strdup_printf (_ ("this long: %s"), text);
  row = mq_json_new ("words:s what:s of:s axis:s value:d unit:s source:s", words, "size",
                     part != NULL ? part : "whole", axes[axis], metres / of_unit, unit,
                     _ ("drawing on the model"));
  if (object != NULL)
    mq_json_add (row, "each:b", TRUE);
  return row;
}

/* @targets: (nullable): of a message. Returns: (transfer full) (nullable): the sizes that were
 * drawn there */
JsonArray *
mq_own_requirements_from_drawing (JsonArray *targets)
{
  g_autoptr (JsonArray) rows = json_array_new ();

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *row = read_size (json_array_get_object_element (targets, i));

      if (row != NULL)
        json_array_add_object_element (rows, row);
    }

  return mq_json_length (rows) > 0 ? g_steal_pointer (&rows) : NULL;
}

/* Whether a member is absent or one of the words between spaces. */
static gboolean
is_choice (JsonObject *row, const char *name, const char *choices)
{
  const char *value = mq_json_get_string (row, name, "");
  g_auto (GStrv) each = g_strsplit (choices, " ", 0);

  return *value == '\0' || g_strv_contains ((const char *const *)each, value);
}

/* Finds the fault of a row of the user's own: members that no row has are one, too. */
char *
mq_own_requirements_find_fault (JsonObject *row)
{
  static const char *const texts[] = { "words", "what", "of",   "to",   "axis",  "to_axis",
                                       "at",    "is",   "unit", "text", "source" };
  const MqRequirementKind *kind;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (row == NULL)
    return g_strdup ("it is not an object");

  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, &name, &node))
    {
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
      gboolean is_text = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        is_text = is_text || g_str_equal (texts[i], name);
      if (is_text && (type != G_TYPE_STRING || strlen (json_node_get_string (node)) > MAX_TEXT))
        return g_strdup_printf ("“%s” is a text of at most %d bytes", name, MAX_TEXT);
      if ((g_str_equal (name, "value") || g_str_equal (name, "tolerance"))
          && (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE))
        return g_strdup_printf ("“%s” is a number", name);
      if (g_str_equal (name, "each") && type != G_TYPE_BOOLEAN)
        return g_strdup ("“each” is true or false");
      if (!is_text && !g_str_equal (name, "value") && !g_str_equal (name, "tolerance")
          && !g_str_equal (name, "each"))
        return g_strdup_printf ("there is no member “%.40s”", name);
    }

  if (mq_text_is_blank (mq_json_get_string (row, "words", "")))
    return g_strdup ("it has no `words`");
  if (!is_choice (row, "axis", "x y z") || !is_choice (row, "to_axis", "x y z"))
    return g_strdup ("an axis is x, y or z");
  if (!is_choice (row, "at", "low middle high"))
    return g_strdup ("`at` is low, middle or high");
  if (!is_choice (row, "is", "equal at_least at_most"))
    return g_strdup ("`is` is equal, at_least or at_most");
  if (mq_json_get_double (row, "tolerance", 1) <= 0)
    return g_strdup ("a tolerance is more than 0");

  kind = mq_requirement_find_kind (mq_json_get_string (row, "what", "look"));
  if (kind != NULL && kind->needs_other && *mq_json_get_string (row, "to", "") == '\0')
    return g_strdup ("it needs a `to`, the other part");
  return mq_requirement_find_fault (row);
}

/* Compares two by the number that they want of one measure, where a thing has only one. */
gboolean
mq_own_requirements_contradict (JsonObject *a, JsonObject *b)
{
  static const char *const members[] = { "what", "of", "to", "axis", "to_axis", "at", "is" };
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (a, "what", ""));
  double one = mq_json_get_double (a, "value", NAN);
  double other = mq_json_get_double (b, "value", NAN);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!g_str_equal (mq_json_get_string (a, members[i], ""),
                      mq_json_get_string (b, members[i], "")))
      return FALSE;

  mq_requirement_get_metres (a, &one);
  mq_requirement_get_metres (b, &other);
  return kind != NULL && !kind->is_several && isfinite (one) && isfinite (other)
         && mq_json_get_boolean (a, "each", FALSE) == mq_json_get_boolean (b, "each", FALSE)
         && fabs (one - other) > SAME * MAX (fabs (one), fabs (other));
}

/**
 * mq_own_requirements_check:
 * @rows: (nullable): requirements of the user's own, before anything is made of them
 * @error: %MQ_ERROR_BAD_INPUT, naming the first that is wrong by its `source`, else its number
 *
 * Returns: whether each can be measured, or is judged by eye, and all can be so together
 */
gboolean
mq_own_requirements_check (JsonArray *rows, GError **error)
{
  if (mq_json_length (rows) > MQ_REQUIREMENT_MAX)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "There are %u requirements; at most %d are measured",
                    mq_json_length (rows), MQ_REQUIREMENT_MAX);

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      const char *source = mq_json_get_string (row, "source", "");
      g_autofree char *number = g_strdup_printf ("requirement %u", i + 1);
      g_autofree char *fault = mq_own_requirements_find_fault (row);

      if (fault != NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%.200s: %s", *source != '\0' ? source : number,
                        fault);
      for (guint j = 0; j < i; j++)
        if (mq_own_requirements_contradict (row, mq_json_element_object (rows, j)))
          return mq_fail (error, MQ_ERROR_BAD_INPUT, "%.200s: “%.100s” contradicts “%.100s”",
                          *source != '\0' ? source : number, mq_json_get_string (row, "words", ""),
                          mq_json_get_string (mq_json_element_object (rows, j), "words", ""));
    }

  return TRUE;
}
