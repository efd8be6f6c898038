/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubts about requirements that were read from a drawing, see mq-requirement-doubts.h. A model
 * reads; whether what it read holds together is found here. */
#include "common/requirement/mq-requirement-doubts.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_WORDS 100 /* bytes */

/* @row: a requirement that was read. Returns: whether it is a length whose unit is missing */
gboolean
mq_requirement_doubts_lacks_unit (JsonObject *row)
{
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));

  return kind != NULL && kind->value == MQ_REQUIREMENT_VALUE_LENGTH
         && json_object_has_member (row, "value") && *mq_json_get_string (row, "unit", "") == '\0';
}

static JsonObject *
find_contradiction (JsonObject *row, JsonArray *rows)
{
  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *other = mq_json_element_object (rows, i);

      if (other != row && mq_own_requirements_contradict (row, other))
        return other;
    }

  return NULL;
}

/* Returns: (transfer full) (nullable): why a row is in doubt */
static char *
find_doubt (JsonObject *row, JsonArray *rows, JsonArray *own)
{
  g_autofree char *label = NULL;
  JsonObject *other = find_contradiction (row, own);

  if (mq_requirement_doubts_lacks_unit (row))
    return g_strdup (_ ("no unit"));
  if (other == NULL)
    other = find_contradiction (row, rows);
  if (other == NULL)
    return NULL;

  label = mq_requirement_doubts_describe (other);
  /* Translators: %s is another number of a drawing, and where it stands. */
  return g_strdup_printf (_ ("contradicts “%s”"), label);
}

/**
 * mq_requirement_doubts_find:
 * @rows: requirements that were read; each that is in doubt gets `doubt`, why; what has one keeps
 * it
 * @own: (nullable): requirements that the user gave as well
 *
 * Finds rows without a unit, and those that contradict each other, or @own.
 *
 * Returns: how many are in doubt
 */
guint
mq_requirement_doubts_find (JsonArray *rows, JsonArray *own)
{
  guint count = 0;

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      g_autofree char *doubt = find_doubt (row, rows, own);

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
  g_autofree char *number = g_strstrip (g_strdelimit (g_strdup (text), ",", '.'));
  g_autoptr (JsonObject) changed = mq_json_copy_object (row);
  g_autofree char *measure = mq_requirement_name_measure (row, FALSE);
  g_autofree char *fault = NULL;
  char *unit = NULL;
  double value = g_ascii_strtod (number, &unit);
  gboolean is_number = unit != number && isfinite (value);
  gboolean is_unit;

  unit += strspn (unit, " \t");
  is_unit = mq_length_unit_get_metres (unit) > 0;
  json_object_set_double_member (changed, "value", value);
  if (is_unit)
    json_object_set_string_member (changed, "unit", unit);
  fault = mq_requirement_find_fault (changed);
  if (!is_number || fault != NULL || !(is_unit || *unit == '\0' || g_str_equal (unit, "°")))
    /* Translators: %s is what the user typed. */
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%.40s” is not a number with a unit, such as 60 mm"), text);

  /* The words say what was read; a number in them is how exactly it is meant. */
  if (value != mq_json_get_double (row, "value", value))
    json_object_set_string_member (
        row, "words", measure != NULL ? measure : mq_json_get_string (row, "what", ""));
  json_object_set_double_member (row, "value", value);
  if (is_unit)
    json_object_set_string_member (row, "unit", unit);
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
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      g_autofree char *text = g_strdup_printf ("%.17g %s", mq_json_get_double (row, "value", 0),
                                               unit);

      if (mq_requirement_doubts_lacks_unit (row))
        mq_requirement_doubts_change (row, text, NULL);
    }
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
  if (mq_requirement_doubts_lacks_unit (copy))
    json_object_set_string_member (copy, "unit", "mm");
  return mq_own_requirements_find_fault (copy);
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

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);

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
