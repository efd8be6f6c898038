/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds and rows of requirements, see mq-requirement.h. The build makes the tables of
 * blender-addon/maquette_bridge/measure/requirement_kinds.json. */
#include "common/asset/mq-requirement.h"

#include "common/json/mq-json.h"

#include <math.h>

/**
 * mq_requirement_find_kind:
 * @what: (nullable): a kind's name
 *
 * Returns: (transfer none) (nullable): the kind
 */
const MqRequirementKind *
mq_requirement_find_kind (const char *what)
{
  const MqRequirementKind *kind = mq_requirement_kinds;

  while (kind->what != NULL && g_strcmp0 (kind->what, what) != 0)
    kind++;
  return kind->what != NULL ? kind : NULL;
}

/**
 * mq_requirement_join_kinds:
 * @separator: between two names
 *
 * Returns: (transfer full): the names of all kinds
 */
char *
mq_requirement_join_kinds (const char *separator)
{
  GString *names = g_string_new (NULL);

  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL; kind++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? separator : "", kind->what);
  return g_string_free (names, FALSE);
}

/**
 * mq_requirement_is_by_eye:
 * @requirement: a requirement, or a row of a report
 *
 * Returns: whether nothing measures it
 */
gboolean
mq_requirement_is_by_eye (JsonObject *requirement)
{
  return g_str_equal (mq_json_get_string (requirement, "what", "look"), "look");
}

/**
 * mq_length_unit_get_metres:
 * @unit: "mm", "cm", "m", "in" or "ft"
 *
 * Returns: its length in m; 0 for what is no unit of length
 */
double
mq_length_unit_get_metres (const char *unit)
{
  for (const MqLengthUnit *each = mq_length_units; each->name != NULL; each++)
    if (g_str_equal (each->name, unit))
      return each->metres;

  return 0;
}

/**
 * mq_length_unit_find:
 * @metres: the length of a unit, which may be rounded
 *
 * Returns: (nullable): the unit that is this long
 */
const char *
mq_length_unit_find (double metres)
{
  for (const MqLengthUnit *each = mq_length_units; each->name != NULL; each++)
    if (fabs (metres - each->metres) <= MAX (0.0005, 0.002 * each->metres))
      return each->name;

  return NULL;
}

/**
 * mq_requirement_get_metres:
 * @metres: (out): the length that is wanted
 *
 * Returns: whether a length is wanted
 */
gboolean
mq_requirement_get_metres (JsonObject *requirement, double *metres)
{
  double factor = mq_length_unit_get_metres (mq_json_get_string (requirement, "unit", ""));
  double value = mq_json_get_double (requirement, "value", NAN);

  *metres = factor * value;
  return factor > 0 && isfinite (value);
}

/**
 * mq_requirement_get_numbered:
 * @requirements: (nullable): requirements, or rows of a report about them
 * @number: as a role was told, from 1; any number, as it comes from a model
 *
 * Returns: (nullable): the one with the number
 */
JsonObject *
mq_requirement_get_numbered (JsonArray *requirements, gint64 number)
{
  return number >= 1 && number <= mq_json_length (requirements)
             ? mq_json_element_object (requirements, (guint)number - 1)
             : NULL;
}

/**
 * mq_requirement_list:
 * @plan: (nullable): a plan; those of earlier versions have `must_haves`, which are judged by eye
 *
 * Returns: (transfer full): its requirements
 */
JsonArray *
mq_requirement_list (JsonObject *plan)
{
  JsonArray *requirements = mq_json_get_array (plan, "requirements");
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  JsonArray *made;

  if (requirements != NULL)
    return json_array_ref (requirements);

  made = json_array_new ();
  for (guint i = 0; i < mq_json_length (musts); i++)
    if (mq_json_element_string (musts, i) != NULL)
      json_array_add_object_element (
          made, mq_json_new ("words:s what:s", mq_json_element_string (musts, i), "look"));
  return made;
}

/* A requirement that was not measured, as a row: what a critic saw of it is in the plan. */
static JsonObject *
make_row (JsonObject *requirement, JsonObject *measured)
{
  JsonObject *seen = mq_json_get_object (requirement, "seen");
  JsonObject *row;

  if (measured != NULL && mq_json_get_string (measured, "words", NULL) != NULL
      && mq_requirement_get_state (measured) != MQ_REQUIREMENT_OPEN)
    return json_object_ref (measured);

  row = measured != NULL
            ? mq_json_copy_object (measured)
            : mq_json_new ("words:s what:s", mq_json_get_string (requirement, "words", ""),
                           mq_json_get_string (requirement, "what", "look"));
  if (seen != NULL)
    mq_json_add (row, "by:s how:s", mq_json_get_string (seen, "by", "eye"),
                 mq_json_get_string (seen, "evidence", ""));
  if (seen != NULL && json_object_has_member (seen, "met"))
    json_object_set_boolean_member (row, "met", mq_json_get_boolean (seen, "met", FALSE));
  return row;
}

/* Gives a row the user's word for its part, where the plan's id is another one: the toolkit has a
 * function `ramp`, so that the part is `ramp_part`. @row: changed in place; @plan: (nullable) */
void
mq_requirement_take_name (JsonObject *row, JsonObject *plan)
{
  JsonObject *part = mq_json_find (mq_json_get_array (plan, "parts"), "id",
                                   mq_json_get_string (row, "of", NULL));
  const char *called = mq_json_get_string (part, "called", NULL);

  if (called != NULL)
    json_object_set_string_member (row, "called", called);
}

/**
 * mq_requirement_list_rows:
 * @plan: (nullable): the plan
 * @report: (nullable): its report
 *
 * Returns: (transfer full): a row for each requirement: measured, judged by eye, or open
 */
JsonArray *
mq_requirement_list_rows (JsonObject *plan, JsonObject *report)
{
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  JsonArray *measured = mq_json_get_array (report, "requirements");
  gboolean fits = mq_json_length (measured) == json_array_get_length (requirements);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (requirements); i++)
    {
      JsonObject *requirement = mq_json_element_object (requirements, i);
      g_autoptr (JsonObject) row = NULL;

      if (requirement == NULL)
        continue;
      row = make_row (requirement, fits ? mq_json_element_object (measured, i) : NULL);
      json_array_add_object_element (rows, mq_json_copy_object (row));
      mq_requirement_take_name (mq_json_element_object (rows, json_array_get_length (rows) - 1),
                                plan);
    }

  return rows;
}

/**
 * mq_requirement_get_state:
 * @row: a row of a report
 *
 * Returns: what is known of it
 */
MqRequirementState
mq_requirement_get_state (JsonObject *row)
{
  JsonNode *met = row != NULL ? json_object_get_member (row, "met") : NULL;

  if (met == NULL || !JSON_NODE_HOLDS_VALUE (met)
      || json_node_get_value_type (met) != G_TYPE_BOOLEAN)
    return MQ_REQUIREMENT_OPEN;

  return json_node_get_boolean (met) ? MQ_REQUIREMENT_MET : MQ_REQUIREMENT_MISSED;
}

/**
 * mq_requirement_describe_in_english:
 * @row: a measured row
 *
 * Returns: (transfer full): what was found and what is wanted, for a model
 */
char *
mq_requirement_describe_in_english (JsonObject *row)
{
  const char *is = mq_json_get_string (row, "is", "equal");
  const char *bound = g_str_equal (is, "at_least")  ? "at least "
                      : g_str_equal (is, "at_most") ? "at most "
                                                    : "";
  const char *unit = mq_requirement_get_unit (row);
  const char *space = *unit != '\0' ? " " : "";
  const char *how = mq_json_get_string (row, "how", "");
  double found = mq_json_get_double (row, "found", NAN);
  double wanted = mq_json_get_double (row, "wanted", NAN);
  g_autofree char *value = mq_requirement_format_number (found);
  g_autofree char *asked = mq_requirement_format_number (wanted);

  if (!isfinite (found))
    return g_strdup (mq_json_get_string (row, "how", "measured"));
  if (!isfinite (wanted))
    return g_strdup_printf ("found %s%s%s, %s", value, space, unit, how);

  return g_strdup_printf ("found %s%s%s, wanted %s%s%s%s; %s", value, space, unit, bound, asked,
                          space, unit, how);
}

/* @to: gets what was wanted and found, for mq_requirement_label() and mq_requirement_describe() */
void
mq_requirement_copy_result (JsonObject *row, JsonObject *to)
{
  static const char *const members[] = { "what", "of",   "to",  "axis",   "to_axis", "at",
                                         "each", "text", "is",  "wanted", "found",   "found_text",
                                         "unit", "met",  "how", "called" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (row, members[i]))
      json_object_set_member (to, members[i], json_object_dup_member (row, members[i]));
}

/**
 * mq_requirement_count_met:
 * @rows: (nullable): rows of a report
 *
 * Returns: how many are met
 */
guint
mq_requirement_count_met (JsonArray *rows)
{
  guint met = 0;

  for (guint i = 0; i < mq_json_length (rows); i++)
    met += mq_requirement_get_state (mq_json_element_object (rows, i)) == MQ_REQUIREMENT_MET;
  return met;
}
