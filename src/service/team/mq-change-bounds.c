/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of a change, see mq-change-bounds.h. */
#include "service/team/mq-change-bounds.h"

#include "common/asset/mq-report.h"
#include "common/base/mq-text.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Bytes of one value in a prompt. */
#define MAX_VALUE 1000

static void
add_part (JsonArray *parts, const char *id)
{
  if (id != NULL && !mq_json_contains (parts, id))
    json_array_add_string_element (parts, id);
}

/* The most exact of what the target names decides: where that is gone, it points at nothing, and
 * not at what happens to be there instead. */
static JsonArray *
list_parts (MqAssetState *asset, JsonObject *target)
{
  JsonObject *report = asset->report;
  JsonArray *planned = mq_json_get_array (asset->plan, "parts");
  JsonArray *parts = json_array_new ();
  const char *part = mq_json_get_string (target, "part", NULL);
  const char *object = mq_json_get_string (target, "object", NULL);
  const char *function = mq_json_get_string (target, "function", NULL);
  JsonArray *objects = mq_json_get_array (report, "objects");
  double min[3], max[3], low[3], high[3];

  if (part == NULL && object == NULL && function != NULL)
    part = mq_json_get_string (mq_json_find (planned, "function", function), "id", function);

  if (part != NULL)
    add_part (parts, mq_report_find_part (report, part));
  else if (object != NULL && mq_json_find (objects, "name", object) != NULL)
    add_part (parts, mq_report_get_part (report, object));
  if (part != NULL || object != NULL || !mq_target_get_box (target, min, max))
    return parts;

  MQ_JSON_EACH (objects, i, each)
    {
      gboolean meets = mq_json_get_box (each, low, high);

      for (guint axis = 0; meets && axis < 3; axis++)
        meets = low[axis] <= max[axis] && high[axis] >= min[axis];
      if (meets)
        add_part (parts, mq_json_get_string (each, "part", NULL));
    }
  return parts;
}

/**
 * mq_change_bounds_settle:
 * @asset: a state with an instruction, and the report of the version that it changes; without a
 *   report, nothing is found and nothing taken out
 *
 * Finds the parts that the instruction's targets point at. Targets that are not in this version are
 * taken out of the instruction; the others name their part as the report does.
 *
 * Returns: (transfer full): the names of those that were taken out
 */
GStrv
mq_change_bounds_settle (MqAssetState *asset)
{
  JsonArray *targets = asset->report != NULL ? asset->instruction->targets : NULL;
  g_autoptr (GStrvBuilder) gone = g_strv_builder_new ();
  g_autoptr (JsonArray) there = json_array_new ();
  g_autoptr (JsonArray) chosen = json_array_new ();

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      g_autoptr (JsonArray) parts = list_parts (asset, target);
      guint n = json_array_get_length (parts);

      if (n == 0)
        {
          g_strv_builder_take (gone, mq_target_dup_name (target));
          continue;
        }

      target = mq_json_copy_object (target);
      if (n == 1)
        json_object_set_string_member (target, "part", mq_json_element_string (parts, 0));
      json_array_add_object_element (there, target);
      for (guint j = 0; j < n; j++)
        add_part (chosen, mq_json_element_string (parts, j));
    }

  if (targets != NULL)
    mq_message_set_targets (asset->instruction, there);
  mq_json_replace_array (&asset->chosen, json_array_get_length (chosen) > 0 ? chosen : NULL);
  return g_strv_builder_end (gone);
}

/**
 * mq_change_bounds_limit:
 * @asset: a state whose targets were settled
 * @base: (nullable): the report before the change
 * @touches: (nullable): the ids of the parts that the team wants to change
 *
 * Returns: (transfer full) (nullable): those that it may change: the chosen ones, and ones that
 *   @base does not have. @touches, if it is empty or nothing was chosen
 */
JsonArray *
mq_change_bounds_limit (MqAssetState *asset, JsonObject *base, JsonArray *touches)
{
  JsonArray *limited;

  if (asset->chosen == NULL || mq_json_length (touches) == 0)
    return touches != NULL ? json_array_ref (touches) : NULL;

  limited = mq_json_copy_array (asset->chosen);
  MQ_JSON_EACH_STRING (touches, i, id)
    if (id != NULL && !g_str_equal (id, "whole")
        && mq_json_find (mq_json_get_array (base, "objects"), "part", id) == NULL)
      add_part (limited, id);

  return limited;
}

static void
append_value (GString *text, const char *before, const char *value, const char *after)
{
  g_autofree char *clean = g_strdelimit (mq_text_clean (value, MAX_VALUE), "\n\t", ' ');

  if (value != NULL)
    g_string_append_printf (text, "; %s%s%s", before, clean, after);
}

static void
append_point (GString *text, const char *before, JsonObject *target, const char *name)
{
  double at[3];

  if (mq_json_get_vector (target, name, at))
    g_string_append_printf (text, "; %s(%.4g, %.4g, %.4g) m", before, at[0], at[1], at[2]);
}

static void
append_length (GString *text, const char *before, JsonObject *mark, const char *name)
{
  if (json_object_has_member (mark, name))
    g_string_append_printf (text, "; %s%.4g m", before, mq_json_get_double (mark, name, 0));
}

/**
 * mq_change_bounds_describe:
 * @asset: a state
 *
 * Returns: (transfer full) (nullable): what the user points at, for a model; %NULL for nothing
 */
char *
mq_change_bounds_describe (MqAssetState *asset)
{
  JsonArray *targets = asset->instruction != NULL ? asset->instruction->targets : asset->targets;
  g_autofree char *chosen = NULL;
  g_auto (GStrv) ids = NULL;
  GString *text;

  if (targets == NULL)
    return NULL;

  text = g_string_new ("# The user points at\n");
  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      JsonObject *mark = mq_json_get_object (target, "mark");
      double min[3], max[3];

      g_string_append (text, "- ");
      append_value (text, "part ", mq_json_get_string (target, "part", NULL), "");
      append_value (text, "object ", mq_json_get_string (target, "object", NULL), "");
      append_value (text, "function ", mq_json_get_string (target, "function", NULL), "()");
      if (mq_target_get_box (target, min, max))
        g_string_append_printf (text, "; box (%.4g, %.4g, %.4g) to (%.4g, %.4g, %.4g) m", min[0],
                                min[1], min[2], max[0], max[1], max[2]);
      append_point (text, "at ", target, "at_m");
      append_value (text, "seen from ", mq_json_get_string (target, "camera", NULL), "");
      if (mark != NULL)
        {
          append_value (text, "drawn there: ", mq_json_get_string (mark, "kind", "a mark"), "");
          append_point (text, "to ", mark, "to_m");
          append_length (text, "long ", mark, "length_m");
          append_value (text, "written there: “", mq_json_get_string (mark, "text", NULL), "”");
          append_length (text, "wanted size ", mark, "size_m");
        }
      g_string_append_c (text, '\n');
    }
  g_string_replace (text, "- ; ", "- ", 0);
  if (strstr (text->str, "; drawn there: ") != NULL)
    g_string_append (text, "A picture with red strokes shows where that was drawn on the last "
                           "version; the strokes are no part of the asset.\n");
  g_string_append (text,
                   "“This” and “it” mean these, and words without an object are about them.\n");
  if (asset->instruction == NULL || asset->chosen == NULL)
    return g_string_free (text, FALSE);

  ids = mq_json_to_strings (asset->chosen);
  chosen = g_strjoinv (", ", ids);
  g_string_append_printf (text,
                          "Only %s may come out different, and new parts that are asked for; the "
                          "vertices of everything else stay exactly as they are.\n",
                          chosen);
  return g_string_free (text, FALSE);
}
