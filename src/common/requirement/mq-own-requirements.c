/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of the user's own, see mq-own-requirements.h. */
#include "common/requirement/mq-own-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-written-number.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define MAX_WORDS 100 /* bytes */
#define MAX_TEXT 500  /* bytes */
/* Lengths that are the same, as a share. */
#define SAME 0.001
/* Lengths in a row: at least so many, whose sum is that of the whole but for such a share. */
#define LEAST_CHAIN 3
#define NEAR 0.1
#define MAX_BYTES (1024 * 1024)

/* Requirements that somebody read from a drawing: what of them is in doubt, and how a person
 * changes one. */

/* @row: a requirement that was read. Returns: whether it is a length whose unit is missing */
gboolean
mq_requirement_doubts_lacks_unit (JsonObject *row)
{
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));

  return kind != NULL && kind->value == MQ_REQUIREMENT_VALUE_LENGTH
         && json_object_has_member (row, "value") && *mq_json_get_string (row, "unit", "") == '\0';
}

static gboolean
is_same (double a, double b)
{
  return fabs (a - b) <= SAME * MAX (fabs (a), fabs (b));
}

/* Returns: (nullable): another row that wants another number of the same measure, of which a thing
 * has only one */
static JsonObject *
find_contradiction (JsonObject *row, JsonArray *rows)
{
  static const char *const members[] = { "what", "of", "to", "axis", "to_axis", "at", "is" };
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));
  double wanted = mq_json_get_double (row, "value", NAN);

  mq_requirement_get_metres (row, &wanted);
  if (kind == NULL || kind->is_several || !isfinite (wanted))
    return NULL;

  MQ_JSON_EACH (rows, i, other)
    {
      gboolean is_same_measure = mq_json_get_boolean (row, "each", FALSE)
                                 == mq_json_get_boolean (other, "each", FALSE);
      double value = mq_json_get_double (other, "value", NAN);

      for (gsize j = 0; is_same_measure && j < G_N_ELEMENTS (members); j++)
        is_same_measure = g_str_equal (mq_json_get_string (row, members[j], ""),
                                       mq_json_get_string (other, members[j], ""));
      mq_requirement_get_metres (other, &value);
      if (other != row && is_same_measure && isfinite (value) && !is_same (wanted, value))
        return other;
    }

  return NULL;
}

/**
 * mq_requirement_doubts_is_misread:
 * @row: a requirement that was read from a drawing
 *
 * A radius is half of a diameter, and a sheet in mm has lengths in cm. A thread has other holes
 * than its number.
 *
 * Returns: whether its words have numbers, and its value is none of them, nor a half or double
 */
gboolean
mq_requirement_doubts_is_misread (JsonObject *row)
{
  const char *words = mq_json_get_string (row, "words", "");
  double value = mq_json_get_double (row, "value", NAN);
  double metres = NAN;
  gboolean has_number = FALSE;
  MqWrittenNumber number;

  if (!isfinite (value))
    return FALSE;

  mq_requirement_get_metres (row, &metres);
  for (gsize at = 0; mq_written_number_find (words, at, words, &number); at = number.end)
    {
      has_number = TRUE;
      if (number.kind == MQ_WRITTEN_THREAD || number.kind == MQ_WRITTEN_RANGE
          || number.kind == MQ_WRITTEN_OTHER || number.is_doubtful)
        return FALSE;
      for (double factor = 0.5; factor <= 2; factor *= 2)
        if (is_same (value, factor * number.value)
            || (number.metres > 0 && is_same (metres, factor * number.metres)))
          return FALSE;
    }

  /* “4x Ø6.6” is a number and a word of letters and digits. */
  for (const char *c = words; *c != '\0'; c++)
    if (g_ascii_isdigit (*c) && (c == words || !(g_ascii_isdigit (c[-1]) || c[-1] == '.')))
      {
        has_number = TRUE;
        if (is_same (value, g_ascii_strtod (c, NULL)))
          return FALSE;
      }

  return has_number;
}

/* A tube is as wide as its bore and two walls. Returns: (nullable): another row of the three that
 * do not add up, if @row is one of them */
static JsonObject *
find_unlike_tube_row (JsonObject *row, JsonArray *rows)
{
  static const char *const measures[] = { "diameter", "hole_diameter", "wall" };
  JsonObject *found[G_N_ELEMENTS (measures)] = { NULL };
  double metres[G_N_ELEMENTS (measures)];
  const char *of = mq_json_get_string (row, "of", "");
  gboolean has_row = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      guint n = 0;

      MQ_JSON_EACH (rows, j, other)
        {
          if (!g_str_equal (mq_json_get_string (other, "what", ""), measures[i])
              || !g_str_equal (mq_json_get_string (other, "of", ""), of))
            continue;
          found[i] = other;
          n++;
        }

      if (n != 1 || !mq_requirement_get_metres (found[i], &metres[i]))
        return NULL;
      has_row = has_row || found[i] == row;
    }

  if (!has_row || is_same (metres[0], metres[1] + 2 * metres[2]))
    return NULL;
  return row == found[2] ? found[1] : found[2];
}

/* A chain of lengths: of different parts, along one axis, at one place of a view. Returns: their
 * sum in m if it is near the whole's length @row, but not that; else 0 */
static double
find_unlike_sum (JsonObject *row, JsonArray *rows)
{
  static const char *const shared[] = { "what", "axis", "view" };
  g_autoptr (GHashTable) parts = g_hash_table_new (g_str_hash, g_str_equal);
  const char *place = NULL;
  double whole = 0;
  double sum = 0;

  if (!g_str_equal (mq_json_get_string (row, "what", ""), "size")
      || !g_str_equal (mq_json_get_string (row, "of", ""), "whole")
      || !mq_requirement_get_metres (row, &whole))
    return 0;

  MQ_JSON_EACH (rows, i, other)
    {
      const char *of = mq_json_get_string (other, "of", "");
      gboolean is_beside = other != row && !g_str_equal (of, "whole");
      double metres = 0;

      for (gsize j = 0; is_beside && j < G_N_ELEMENTS (shared); j++)
        is_beside = g_str_equal (mq_json_get_string (row, shared[j], ""),
                                 mq_json_get_string (other, shared[j], ""));
      if (!is_beside || !mq_requirement_get_metres (other, &metres))
        continue;
      place = place != NULL ? place : mq_json_get_string (other, "place", "");
      if (!g_str_equal (place, mq_json_get_string (other, "place", ""))
          || !g_hash_table_add (parts, (gpointer)of))
        return 0;
      sum += metres;
    }

  return g_hash_table_size (parts) >= LEAST_CHAIN && !is_same (sum, whole)
                 && fabs (sum - whole) <= NEAR * whole
             ? sum
             : 0;
}

/**
 * mq_requirement_doubts_find:
 * @rows: requirements that were read; each that is in doubt gets `doubt`, why; what has one keeps
 * it
 * @own: (nullable): requirements that the user gave as well
 *
 * Finds rows without a unit, those that are none of the numbers of their words, and those that
 * contradict each other, or @own: two numbers of one measure, a tube that is not as wide as its
 * bore and its walls, or lengths in a row that are not the whole.
 *
 * Returns: how many are in doubt
 */
guint
mq_requirement_doubts_find (JsonArray *rows, JsonArray *own)
{
  guint count = 0;

  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *label = mq_requirement_find_other_unit (row);
      JsonObject *other = find_contradiction (row, own);
      double sum = find_unlike_sum (row, rows);
      g_autofree char *doubt = NULL;

      if (other == NULL)
        other = find_contradiction (row, rows);
      if (other == NULL)
        other = find_unlike_tube_row (row, rows);

      if (mq_requirement_doubts_lacks_unit (row))
        doubt = g_strdup (_ ("no unit"));
      else if (label == NULL && mq_requirement_doubts_is_misread (row))
        doubt = g_strdup (_ ("its words have another number"));
      else if (other == NULL && label == NULL && sum > 0)
        {
          const char *unit = mq_json_get_string (row, "unit", "");

          /* Translators: the lengths in a row of a drawing, a number and its unit. */
          doubt = g_strdup_printf (_ ("the lengths beside it add up to %.6g\302\240%s"),
                                   sum / mq_length_unit_get_metres (unit), unit);
        }
      else if (other != NULL || label != NULL)
        {
          if (label == NULL)
            label = mq_requirement_doubts_describe (other);
          /* Translators: %s is another number of a drawing, and where it stands. */
          doubt = g_strdup_printf (_ ("contradicts “%s”"), label);
        }

      if (doubt != NULL)
        json_object_set_string_member (row, "doubt", doubt);
      count += json_object_has_member (row, "doubt");
    }

  return count;
}

/**
 * mq_requirement_doubts_change:
 * @row: a requirement with a number; it gets the value, and is in no doubt any more
 * @text: a number, and a unit behind it unless the row has one: “60 mm”
 * @error: %MQ_ERROR_BAD_INPUT; the row is as it was
 *
 * Returns: whether @text is a value for it
 */
gboolean
mq_requirement_doubts_change (JsonObject *row, const char *text, GError **error)
{
  g_autoptr (JsonObject) changed = mq_json_copy_object (row);
  g_autofree char *measure = mq_requirement_name_measure (row, FALSE);
  g_autofree char *fault = NULL;
  g_autoptr (GError) wrong = NULL;
  MqWrittenNumber number;
  gboolean is_number = mq_written_number_take (text, NULL, FALSE, &number, &wrong);
  gboolean is_unit = mq_length_unit_get_metres (number.unit) > 0;

  json_object_set_double_member (changed, "value", number.value);
  if (is_unit)
    json_object_set_string_member (changed, "unit", number.unit);
  fault = mq_requirement_find_fault (changed, FALSE);
  if (number.is_doubtful)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", wrong->message);
  if (!is_number || fault != NULL || isfinite (number.off))
    /* Translators: %s is what the user typed. */
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%.40s” is not a number with a unit, such as 60 mm"), text);

  /* The words say what was read; a number in them is how exactly it is meant. */
  if (number.value != mq_json_get_double (row, "value", number.value)
      || (is_unit && !g_str_equal (number.unit, mq_json_get_string (row, "unit", number.unit))))
    json_object_set_string_member (
        row, "words", measure != NULL ? measure : mq_json_get_string (row, "what", ""));
  json_object_set_double_member (row, "value", number.value);
  if (is_unit)
    json_object_set_string_member (row, "unit", number.unit);
  json_object_remove_member (row, "doubt");
  return TRUE;
}

/**
 * mq_requirement_doubts_set_unit:
 * @rows: requirements that were read
 * @unit: a unit of length
 *
 * Gives it to all that have none, which are in no doubt then.
 */
void
mq_requirement_doubts_set_unit (JsonArray *rows, const char *unit)
{
  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *text = g_strdup_printf ("%.17g %s", mq_json_get_double (row, "value", 0),
                                               unit);

      if (mq_requirement_doubts_lacks_unit (row))
        mq_requirement_doubts_change (row, text, NULL);
    }
}

/* Whether a member is absent or one of the words between spaces. */
static gboolean
is_choice (JsonObject *row, const char *name, const char *choices)
{
  const char *value = mq_json_get_string (row, name, "");
  g_auto (GStrv) each = g_strsplit (choices, " ", 0);

  return *value == '\0' || g_strv_contains ((const char *const *)each, value);
}

/* Programs and models read the same words in English. */
static const char *
say (const char *text, gboolean translated)
{
  return translated ? _ (text) : text;
}

/* Finds a member that no row of the user's own has, or one of another type. @translated: for the
 * user, not for a model */
static char *
find_odd_member (JsonObject *row, gboolean translated)
{
  static const char *const texts[] = { "words", "what", "of",   "to",   "axis",  "to_axis",
                                       "at",    "is",   "unit", "text", "source" };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, &name, &node))
    {
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
      gboolean is_text = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        is_text = is_text || g_str_equal (texts[i], name);
      if (is_text && (type != G_TYPE_STRING || strlen (json_node_get_string (node)) > MAX_TEXT))
        return g_strdup_printf (say (N_ ("“%s” is a text of at most %d bytes"), translated), name,
                                MAX_TEXT);
      if ((g_str_equal (name, "value") || g_str_equal (name, "tolerance"))
          && (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE))
        return g_strdup_printf (say (N_ ("“%s” is a number"), translated), name);
      if (g_str_equal (name, "each") && type != G_TYPE_BOOLEAN)
        return g_strdup (say (N_ ("“each” is true or false"), translated));
      if (!is_text && !g_str_equal (name, "value") && !g_str_equal (name, "tolerance")
          && !g_str_equal (name, "each"))
        return g_strdup_printf (say (N_ ("there is no member “%.40s”"), translated), name);
    }

  return NULL;
}

/* @translated: for the user, not for a model */
static char *
find_fault (JsonObject *row, gboolean translated)
{
  const MqRequirementKind *kind;
  char *odd;

  if (row == NULL)
    return g_strdup ("it is not an object");
  if ((odd = find_odd_member (row, translated)) != NULL)
    return odd;

  if (mq_text_is_blank (mq_json_get_string (row, "words", "")))
    return g_strdup (translated ? _ ("it has no words") : "it has no `words`");
  if (!is_choice (row, "axis", "x y z") || !is_choice (row, "to_axis", "x y z"))
    return g_strdup (say (N_ ("an axis is x, y or z"), translated));
  if (!is_choice (row, "at", "low middle high"))
    return g_strdup (say (N_ ("“at” is low, middle or high"), translated));
  if (!is_choice (row, "is", "equal at_least at_most"))
    return g_strdup (say (N_ ("“is” is equal, at_least or at_most"), translated));
  if (mq_json_get_double (row, "tolerance", 1) <= 0
      || !isfinite (mq_json_get_double (row, "tolerance", 1)))
    return g_strdup (say (N_ ("a tolerance is a number and more than 0"), translated));

  kind = mq_requirement_find_kind (mq_json_get_string (row, "what", "look"));
  if (kind != NULL && kind->needs_other && *mq_json_get_string (row, "to", "") == '\0')
    return g_strdup (say (N_ ("it needs a “to”, the other part"), translated));
  return mq_requirement_find_fault (row, translated);
}

/**
 * mq_requirement_doubts_find_fault:
 * @row: a requirement that was read; that it has no unit is a doubt, and no fault
 *
 * Returns: (transfer full) (nullable): why it cannot be measured, in English
 */
char *
mq_requirement_doubts_find_fault (JsonObject *row)
{
  g_autoptr (JsonObject) copy = mq_json_copy_object (row);

  json_object_remove_member (copy, "doubt");
  json_object_remove_member (copy, "spot");
  if (mq_requirement_doubts_lacks_unit (copy))
    json_object_set_string_member (copy, "unit", "mm");
  return find_fault (copy, FALSE);
}

/**
 * mq_requirement_doubts_take_certain:
 * @rows: (nullable): requirements that were read
 *
 * Returns: (transfer full): those that are in no doubt
 */
JsonArray *
mq_requirement_doubts_take_certain (JsonArray *rows)
{
  JsonArray *certain = json_array_new ();

  MQ_JSON_EACH (rows, i, row)
    {
      if (!json_object_has_member (row, "doubt"))
        json_array_add_object_element (certain, json_object_ref (row));
    }

  return certain;
}

/**
 * mq_requirement_doubts_describe:
 * @row: a requirement that was read
 *
 * Returns: (transfer full): “width: 120 mm · front view, below”
 */
char *
mq_requirement_doubts_describe (JsonObject *row)
{
  g_autofree char *label = mq_requirement_label (row);
  g_autofree char *source = mq_text_clean (mq_json_get_string (row, "source", ""), MAX_WORDS);

  return *source != '\0' ? g_strdup_printf ("%s · %s", label, source) : g_steal_pointer (&label);
}

/* Requirements that the user wrote into a file: our JSON, or a table
 * (docs/extending/requirements.md). */

/* The columns of a table, which are the members of a requirement. */
static const char *const columns[] = { "words", "value",     "unit", "what", "of",
                                       "axis",  "at",        "to",   "is",   "to_axis",
                                       "each",  "tolerance", "text", NULL };

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
      char *stem = g_utf8_strdown (words[i], -1);
      gsize length = strlen (stem);

      /* A word without its plural, lower case. */
      if (length > 3 && stem[length - 1] == 's')
        stem[length - 1] = '\0';

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

/* Gives a row without `what` that of the measure that its words name and nothing else: “wall
 * thickness”, “overall width”. */
static gboolean
complete (JsonObject *row, GError **error)
{
  static const char *const axes[] = { "x", "y", "z" };
  const char *words = mq_json_get_string (row, "words", "");
  gboolean is_known = json_object_has_member (row, "what");

  if (*mq_json_get_string (row, "of", "") == '\0')
    json_object_set_string_member (row, "of", "whole");

  for (gsize i = 0; i < G_N_ELEMENTS (axes) && !is_known; i++)
    is_known = take_kind (row, "size", axes[i]);
  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL && !is_known;
       kind++)
    is_known = !kind->needs_other && !g_str_equal (kind->what, "size")
               && take_kind (row, kind->what, NULL);
  if (is_known)
    return TRUE;

  /* “Length” along an axis that is named. */
  if (json_object_has_member (row, "axis")
      && is_name ("length", words, mq_json_get_string (row, "of", "")))
    {
      json_object_set_string_member (row, "what", "size");
      return TRUE;
    }

  if (!json_object_has_member (row, "value"))
    {
      json_object_set_string_member (row, "what", "look");
      return TRUE;
    }

  return mq_fail (
      error, MQ_ERROR_BAD_INPUT,
      _ ("“%.100s” does not say what is measured\nName it in “what” (and “of”, “axis”): "
         "docs/extending/requirements.md has the kinds"),
      words);
}

static void
set_source (JsonObject *row, const char *name, guint line)
{
  /* Translators: where a requirement stands: the name of a file, and a line of it. */
  g_autofree char *source = g_strdup_printf (_ ("%s, line %u"), name, line);

  json_object_set_string_member (row, "source", source);
}

/* Spreadsheets put “;” or a tab between fields where the comma is the decimal one. */
static gboolean
read_table (JsonArray *rows, const char *name, const char *text, gboolean needs_header,
            GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char separator = strchr (*lines, '\t') != NULL ? '\t' : strchr (*lines, ';') != NULL ? ';' : ',';
  g_auto (GStrv) header = mq_text_split_csv (g_strchomp (*lines), separator);
  g_autofree char *known = g_strjoinv (", ", (GStrv)columns);
  g_autofree char *lower = g_utf8_strdown (*lines, -1);
  guint first = 1;

  if (header != NULL && !needs_header && !g_regex_match_simple ("\\bwords\\b", lower, 0, 0))
    {
      MqWrittenNumber number;
      gboolean is_number = header[0] != NULL && header[1] != NULL
                           && mq_written_number_take (header[1], NULL, TRUE, &number, NULL);

      first = 0;
      g_strfreev (header);
      header = g_strsplit (
          is_number ? "words value unit tolerance" : "words of value unit tolerance", " ", 0);
    }
  for (gsize i = 0; header != NULL && header[i] != NULL; i++)
    {
      g_autofree char *column = g_utf8_strdown (g_strstrip (header[i]), -1);

      g_set_str (&header[i], column);
      if (!g_strv_contains (columns, header[i]))
        return mq_fail (
            error, MQ_ERROR_BAD_INPUT,
            _ ("%s, line 1: there is no column “%.40s”\nThe first line names the columns: %s"),
            name, header[i], known);
    }
  if (header == NULL || !g_strv_contains ((const char *const *)header, "words"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("%s, line 1: the column “words” is missing\n"
                       "The first line names the columns: %s"),
                    name, known);

  for (guint i = first; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = mq_text_split_csv (g_strchomp (lines[i]), separator);
      JsonObject *row;

      if (*lines[i] == '\0')
        continue;
      if (fields == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s, line %u: a quote is not closed"), name,
                        i + 1);
      if (g_strv_length (fields) > g_strv_length (header))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        _ ("%s, line %u: it has %u columns, and the first line %u"), name, i + 1,
                        g_strv_length (fields), g_strv_length (header));

      row = json_object_new ();
      for (gsize j = 0; fields[j] != NULL; j++)
        if (*g_strstrip (fields[j]) != '\0')
          json_object_set_string_member (row, header[j], fields[j]);
      set_source (row, name, i + 1);
      json_array_add_object_element (rows, row);
    }

  return TRUE;
}

static void
on_object_end (JsonParser *parser, JsonObject *object, GHashTable *ends)
{
  g_hash_table_insert (ends, object, GUINT_TO_POINTER (json_parser_get_current_line (parser)));
}

static JsonArray *
read_rows (const char *name, const char *text, gboolean needs_header, GError **error)
{
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) ends = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) fault = NULL;
  g_autoptr (JsonNode) checked = NULL;
  char first = text[strspn (text, " \t\r\n")];
  JsonNode *root;
  JsonArray *list;

  if (first == '\0')
    return g_steal_pointer (&rows);
  if (first != '[' && first != '{')
    return read_table (rows, name, text, needs_header, error) ? g_steal_pointer (&rows) : NULL;

  checked = mq_json_parse (text, -1, &fault);
  if (checked == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s: %s", name, fault->message);

  g_signal_connect (parser, "object-end", G_CALLBACK (on_object_end), ends);
  if (!json_parser_load_from_data (parser, text, -1, error))
    return NULL;

  root = json_parser_get_root (parser);
  list = JSON_NODE_HOLDS_ARRAY (root)
             ? json_node_get_array (root)
             : mq_json_get_array (json_node_get_object (root), "requirements");
  if (list == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "%s: %s\n"
                         "[{\"words\": \"overall width\", \"value\": 120, \"unit\": \"mm\"}, …]",
                         name, _ ("there is no list of requirements in it"));

  MQ_JSON_EACH (list, i, one)
    {
      guint line = GPOINTER_TO_UINT (g_hash_table_lookup (ends, one));
      g_autoptr (JsonObject) row = NULL;
      g_autofree char *odd = NULL;

      if (one == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s: requirement %u is not an object"),
                             name, i + 1);
      row = mq_json_copy_object (one);
      /* Plans have these. */
      json_object_remove_member (row, "seen");
      json_object_remove_member (row, "was");
      if ((odd = find_odd_member (row, TRUE)) != NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s, line %u: %s"), name, line, odd);
      set_source (row, name, line);
      json_array_add_object_element (rows, g_steal_pointer (&row));
    }

  return g_steal_pointer (&rows);
}

/**
 * mq_requirement_rows_read:
 * @name: what the text is called
 * @text: as a file has it; the first line of a table may be missing: then the columns are words,
 *   of, value, unit and tolerance, without `of` if the second one is a number
 * @error: %MQ_ERROR_BAD_INPUT, which names the line
 *
 * Returns: (transfer full) (nullable): the rows as they are written, for
 *   mq_requirement_rows_take(), each with its `source`
 */
JsonArray *
mq_requirement_rows_read (const char *name, const char *text, GError **error)
{
  return read_rows (name, text, FALSE, error);
}

/**
 * mq_requirement_file_load:
 * @path: a list of requirements as JSON, or a table whose first line names its columns
 * @error: %MQ_ERROR_BAD_INPUT, which names the file and the line
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the rows as they are written, for
 *   mq_requirement_rows_take(), each with its `source`
 */
JsonArray *
mq_requirement_file_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (JsonArray) rows = NULL;
  g_autoptr (GError) trouble = NULL;
  GStatBuf info;
  gsize length = 0;

  if (g_stat (path, &info) == 0 && (!S_ISREG (info.st_mode) || info.st_size > MAX_BYTES))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         S_ISREG (info.st_mode)
                             ? _ ("“%s” is not a file of requirements: it is larger than 1 MiB")
                             : _ ("“%s” is not a file of requirements: it is not a file"),
                         name);
  if (!g_file_get_contents (path, &text, &length, &trouble))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The requirements cannot be read: %s"),
                         trouble->message);
  if (strlen (text) != length || !g_utf8_validate (text, -1, NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("“%s” is not UTF-8 text\nSave it as CSV in UTF-8, or as JSON"), name);

  rows = read_rows (name, g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text, TRUE, error);
  if (rows != NULL && json_array_get_length (rows) == 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s: there is no requirement in it"), name);

  return g_steal_pointer (&rows);
}

/* "This long: 12 cm"; none of a line that is along no axis, or of no part. @targets: (nullable): of
 * a message. Returns: (transfer full) (nullable): the sizes that were drawn there */
JsonArray *
mq_own_requirements_from_drawing (JsonArray *targets)
{
  static const char *const axes[] = { "x", "y", "z" };
  g_autoptr (JsonArray) rows = json_array_new ();

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      JsonObject *mark = mq_json_get_object (target, "mark");
      const char *part = mq_json_get_string (target, "part", NULL);
      const char *object = mq_json_get_string (target, "object", NULL);
      /* A mark of an earlier release has its size in m only. */
      const char *text = "", *unit = "m";
      double metres = 0, value = NAN;
      double at[3], to[3], length = 0;
      g_autofree char *words = NULL;
      JsonObject *row;
      gsize axis = 0;

      mq_json_read (mark, "text:s unit:s size_m:d value:d", &text, &unit, &metres, &value);
      if (!mq_json_get_vector (target, "at_m", at) || !mq_json_get_vector (mark, "to_m", to)
          || metres <= 0 || (part == NULL && object != NULL))
        continue;
      for (gsize j = 0; j < 3; j++)
        {
          axis = fabs (to[j] - at[j]) > fabs (to[axis] - at[axis]) ? j : axis;
          length += fabs (to[j] - at[j]);
        }
      if (length - fabs (to[axis] - at[axis]) > 0.01 * length)
        continue;

      /* Translators: what the user drew: a line, and how long it is to be. */
      words = g_strdup_printf (_ ("this long: %s"), text);
      row = mq_json_new ("words:s what:s of:s axis:s value:d unit:s source:s", words, "size",
                         part != NULL ? part : "whole", axes[axis], isnan (value) ? metres : value,
                         unit, _ ("drawing on the model"));
      if (object != NULL)
        mq_json_add (row, "each:b", TRUE);
      json_array_add_object_element (rows, row);
    }

  return mq_json_length (rows) > 0 ? g_steal_pointer (&rows) : NULL;
}

/* "sizes.csv, line 2", or its number. */
static char *
dup_place (JsonObject *row, guint i)
{
  const char *source = mq_json_get_string (row, "source", "");

  return *source != '\0' ? mq_text_clean (source, MAX_WORDS)
                         : g_strdup_printf ("requirement %u", i + 1);
}

/* Finds what would be measured as if it were right: “an arm of 12 cm” as 12 mm, or 2.5 holes. */
static char *
find_misfit (JsonObject *row)
{
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));
  double value = mq_json_get_double (row, "value", 0);
  g_autofree char *said = mq_requirement_find_other_unit (row);
  g_autofree char *measure = mq_requirement_name_measure (row, TRUE);

  if (said != NULL)
    return g_strdup_printf (
        _ ("“%.100s” says %s, but its value is %g %s. Correct the one or the other"),
        mq_json_get_string (row, "words", ""), said, value, mq_json_get_string (row, "unit", ""));
  if (kind != NULL && kind->value == MQ_REQUIREMENT_VALUE_COUNT && value != rint (value))
    /* Translators: %s is a kind of requirement, such as “holes”. */
    return g_strdup_printf (_ ("%s is a whole number, not %g"),
                            measure != NULL ? measure : kind->what, value);
  return NULL;
}

/**
 * mq_own_requirements_check_words:
 * @rows: (nullable): requirements that somebody wrote down from words
 * @error: %MQ_ERROR_BAD_INPUT, naming the first that is wrong as mq_own_requirements_check()
 *
 * Returns: whether the number of each is that of its words
 */
gboolean
mq_own_requirements_check_words (JsonArray *rows, GError **error)
{
  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *fault = find_misfit (row);
      g_autofree char *place = dup_place (row, i);

      if (fault != NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: %s", place, fault);
    }

  return TRUE;
}

/* @before: the requirements that it must not contradict; @translated: for the user, not for a
 * program */
static char *
find_fault_among (JsonObject *row, JsonArray *before, gboolean translated)
{
  char *fault = find_fault (row, translated);
  JsonObject *other = fault == NULL ? find_contradiction (row, before) : NULL;

  if (other != NULL)
    fault = g_strdup_printf (say (N_ ("“%.100s” contradicts “%.100s”"), translated),
                             mq_json_get_string (row, "words", ""),
                             mq_json_get_string (other, "words", ""));
  return fault;
}

static gboolean
check_count (JsonArray *rows, GError **error)
{
  return mq_json_length (rows) <= MQ_REQUIREMENT_MAX
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     _ ("There are %u requirements; at most %d are measured"),
                     mq_json_length (rows), MQ_REQUIREMENT_MAX);
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
  g_autoptr (JsonArray) before = json_array_new ();

  if (!check_count (rows, error))
    return FALSE;

  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *place = dup_place (row, i);
      g_autofree char *fault = find_fault_among (row, before, FALSE);

      if (fault != NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: %s", place, fault);
      json_array_add_object_element (before, json_object_ref (row));
    }

  return TRUE;
}

/**
 * mq_requirement_rows_take:
 * @written: rows as they are written: numbers may be texts, what is measured may be in the words
 * @faults: (nullable) (element-type utf8): gets for each row why it is wrong, or %NULL
 * @error: %MQ_ERROR_BAD_INPUT: there are too many; without @faults, the first that is wrong, too
 *
 * Returns: (transfer full) (nullable): the requirements; with @faults, those that are right
 */
JsonArray *
mq_requirement_rows_take (JsonArray *written, GPtrArray *faults, GError **error)
{
  static const char *const names[] = { "value", "tolerance" };
  /* A form has these; a file has the names. */
  static const char *const titles[] = { NC_ ("requirement", "Value"),
                                        NC_ ("requirement", "Tolerance") };
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GString) numbers = g_string_new (NULL);

  if (!check_count (written, error))
    return NULL;

  /* The numbers of a table tell of each other what stands before decimals. */
  MQ_JSON_EACH (written, i, row)
    {
      g_string_append_printf (numbers, " %s %s", mq_json_get_string (row, "value", ""),
                              mq_json_get_string (row, "tolerance", ""));
    }

  MQ_JSON_EACH (written, i, one)
    {
      g_autoptr (JsonObject) row = mq_json_copy_object (one);
      g_autofree char *place = dup_place (row, i);
      const char *each = mq_json_get_string (row, "each", NULL);
      g_autofree char *fault = NULL;
      g_autoptr (GError) wrong = NULL;

      if (each != NULL)
        json_object_set_boolean_member (row, "each",
                                        g_ascii_strcasecmp (each, "true") == 0
                                            || g_str_equal (each, "1")
                                            || g_ascii_strcasecmp (each, "yes") == 0);
      for (gsize j = 0; j < G_N_ELEMENTS (names) && fault == NULL; j++)
        {
          const char *text = mq_json_get_string (row, names[j], NULL);
          MqWrittenNumber number;

          if (text == NULL)
            continue;
          if (mq_written_number_take (text, numbers->str, TRUE, &number, &wrong))
            json_object_set_double_member (row, names[j], number.value);
          else
            /* Translators: the name of a field or a column, and what is wrong in it. */
            fault = g_strdup_printf (_ ("“%s”: %s"),
                                     faults != NULL
                                         ? g_dpgettext2 (GETTEXT_PACKAGE, "requirement", titles[j])
                                         : names[j],
                                     wrong->message);
        }
      if (fault == NULL && !complete (row, &wrong))
        fault = g_strdup (wrong->message);
      if (fault == NULL)
        fault = find_fault_among (row, rows, TRUE);
      if (fault == NULL)
        fault = find_misfit (row);

      if (fault == NULL)
        json_array_add_object_element (rows, g_steal_pointer (&row));
      else if (faults == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s: %s", place, fault);
      if (faults != NULL)
        g_ptr_array_add (faults, g_steal_pointer (&fault));
    }

  return g_steal_pointer (&rows);
}

/**
 * mq_requirement_rows_write:
 * @rows: requirements that mq_requirement_rows_take() returned
 *
 * Returns: (transfer full): the rows as they were written, without what their words say
 */
JsonArray *
mq_requirement_rows_write (JsonArray *rows)
{
  JsonArray *written = json_array_new ();

  MQ_JSON_EACH (rows, i, row)
    {
      g_autoptr (JsonObject) shorter = mq_json_copy_object (row);
      g_autoptr (JsonObject) again = NULL;
      const char *what = mq_json_get_string (row, "what", "");
      const char *axis = mq_json_get_string (row, "axis", "");
      gboolean is_enough;

      json_object_remove_member (shorter, "what");
      if (g_str_equal (what, "size"))
        json_object_remove_member (shorter, "axis");
      again = mq_json_copy_object (shorter);
      is_enough = complete (again, NULL)
                  && g_str_equal (mq_json_get_string (again, "what", ""), what)
                  && g_str_equal (mq_json_get_string (again, "axis", ""), axis);
      json_array_add_object_element (written, is_enough ? g_steal_pointer (&shorter)
                                                        : mq_json_copy_object (row));
    }

  return written;
}

/**
 * mq_requirement_file_read:
 * @path: as for mq_requirement_file_load()
 * @error: %MQ_ERROR_BAD_INPUT, which names the file and the line
 *
 * Returns: (transfer full) (nullable): the requirements that mq_requirement_rows_take() makes of
 *   them, each with its `source`
 */
JsonArray *
mq_requirement_file_read (const char *path, GError **error)
{
  g_autoptr (JsonArray) written = mq_requirement_file_load (path, error);

  return written != NULL ? mq_requirement_rows_take (written, NULL, error) : NULL;
}
