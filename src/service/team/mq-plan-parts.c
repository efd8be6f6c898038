/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins of a plan, see mq-plan-joins.h. */
#include "service/team/mq-plan-joins.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"

#include <math.h>
#include <string.h>

/* m: deeper ones are mistakes of the model. */
#define MAX_DEPTH 10.0

static const struct
{
  const char *words; /* how a model begins */
  const char *kind;
} kinds[] = {
  { "rest", "rests" },     { "touch", "rests" },  { "let in", "let_in" },
  { "let_in", "let_in" },  { "inset", "let_in" }, { "through", "through" },
  { "passes", "through" }, { "hinge", "hinged" }, { "clearance", "fits" },
  { "fits", "fits" },      { "gap", "fits" },
};

/**
 * mq_plan_joins_dup_id:
 * @join: a join as a model writes it
 * @parts: the plan's parts
 *
 * Returns: (transfer full) (nullable): the id of the part that it names, in whatever case
 */
char *
mq_plan_joins_dup_id (const char *join, JsonArray *parts)
{
  g_autofree char *name = g_strndup (join, strcspn (join, ":"));

  g_strstrip (name);
  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (parts, i), "id", "");

      if (g_ascii_strcasecmp (id, name) == 0)
        return g_strdup (id);
    }

  return NULL;
}

/* "20 mm" in "let in 20 mm"; 0 without a length. */
static double
read_metres (const char *text)
{
  const char *digits = text + strcspn (text, "0123456789");
  char *end;
  double value = g_ascii_strtod (digits, &end);
  g_autofree char *unit = NULL;
  double metres;

  if (end == digits)
    return 0;

  end += strspn (end, " \t");
  unit = g_strndup (end, strspn (end, "cfimnt"));
  metres = value * mq_length_unit_get_metres (unit);
  return isfinite (metres) && metres > 0 && metres <= MAX_DEPTH ? metres : 0;
}

/* NULL: a join whose kind nobody says. */
static JsonObject *
read_kind (const char *join, gboolean rests)
{
  const char *how = strchr (join, ':');
  const char *kind = NULL;

  if (how == NULL)
    return rests ? mq_json_new ("kind:s m:d", "rests", 0.0) : NULL;

  how += 1 + strspn (how + 1, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && kind == NULL; i++)
    if (g_ascii_strncasecmp (how, kinds[i].words, strlen (kinds[i].words)) == 0)
      kind = kinds[i].kind;

  /* Let in by an unknown depth is let in by any. */
  if (kind == NULL || (g_str_equal (kind, "let_in") && read_metres (how) <= 0))
    return NULL;

  return mq_json_new ("kind:s m:d", kind, read_metres (how));
}

/**
 * mq_plan_joins_read:
 * @said: a part of a model's answer
 * @parts: the plan's parts
 * @rests: whether a join without a kind only touches
 * @part: gets `joins` and `join_kinds`
 *
 * Reads the joins to parts that exist.
 */
void
mq_plan_joins_read (JsonObject *said, JsonArray *parts, gboolean rests, JsonObject *part)
{
  JsonArray *named = mq_json_get_array (said, "joins");
  JsonArray *joins = json_array_new ();
  JsonObject *how = json_object_new ();

  for (guint i = 0; i < mq_json_length (named); i++)
    {
      const char *join = mq_json_element_string (named, i);
      g_autofree char *id = join != NULL ? mq_plan_joins_dup_id (join, parts) : NULL;
      JsonObject *kind;

      if (id == NULL || g_str_equal (id, mq_json_get_string (part, "id", ""))
          || mq_json_contains (joins, id))
        continue;

      json_array_add_string_element (joins, id);
      if ((kind = read_kind (join, rests)) != NULL)
        json_object_set_object_member (how, id, kind);
    }

  mq_json_add (part, "joins:a join_kinds:o", joins, how);
}

/**
 * mq_plan_joins_describe:
 * @part: a part of a plan
 * @other: the id of a part that it joins
 *
 * Returns: (transfer full): the join as a model writes it
 */
char *
mq_plan_joins_describe (JsonObject *part, const char *other)
{
  JsonObject *how = mq_json_get_object (mq_json_get_object (part, "join_kinds"), other);
  const char *kind = mq_json_get_string (how, "kind", "rests");
  double mm = mq_json_get_double (how, "m", 0) * 1000;

  if (g_str_equal (kind, "let_in"))
    return g_strdup_printf ("%s: let in %g mm", other, mm);
  if (g_str_equal (kind, "fits"))
    return g_strdup_printf ("%s: clearance %g mm", other, mm);
  if (g_str_equal (kind, "through") || g_str_equal (kind, "hinged"))
    return g_strdup_printf ("%s: %s", other, kind);

  return g_strdup (other);
}
