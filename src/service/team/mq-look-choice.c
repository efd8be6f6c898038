/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses what a look shows beside the six views, see mq-look-choice.h. */
#include "service/team/mq-look-choice.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-defect-closeup.h"
#include "common/asset/mq-requirement.h"
#include "service/team/mq-asset-history.h"
#include "common/asset/mq-measured-defects.h"

#include <string.h>

/* Objects that are compared with each other. */
#define MAX_OBJECTS 400
/* More parts than that drawn apart are too small to be seen. */
#define MAX_APART 8
/* A frame or a panel, whose thickness is a smaller share of its width, hides nothing. */
#define THICK 0.2

/* Whether an object encloses another. A frame or a panel hides nothing. */
static gboolean
hides (JsonObject *outer, JsonObject *inner)
{
  double low[3], high[3], inner_low[3], inner_high[3], sides[3];
  double least, most, middle;

  if (!mq_json_get_box (outer, low, high) || !mq_json_get_box (inner, inner_low, inner_high))
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    {
      if (inner_low[axis] <= low[axis] || inner_high[axis] >= high[axis])
        return FALSE;
      sides[axis] = high[axis] - low[axis];
    }

  least = MIN (MIN (sides[0], sides[1]), sides[2]);
  most = MAX (MAX (sides[0], sides[1]), sides[2]);
  middle = sides[0] + sides[1] + sides[2] - least - most;
  return least >= THICK * middle;
}

static const char *
get_part (JsonObject *object)
{
  return mq_json_get_string (object, "part", "");
}

/**
 * mq_look_choose_inside:
 * @plan: (nullable): the plan
 * @report: (nullable): the measured report
 *
 * Returns: (nullable): how to show what no view from outside shows, as the instruction `render`
 *   says it: "section", "apart"; %NULL: nothing is hidden
 */
const char *
mq_look_choose_inside (JsonObject *plan, JsonObject *report)
{
  static const char *const kinds[] = { "floor", "wall", "rim", "hole_depth", "clearance", NULL };
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  g_autoptr (GHashTable) parts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) hidden = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *planned = mq_json_get_array (plan, "parts");
  JsonArray *objects = mq_json_get_array (report, "objects");
  guint count = MIN (mq_json_length (objects), MAX_OBJECTS);

  /* A requirement about what only a cut shows. */
  MQ_JSON_EACH (requirements, i, requirement)
    if (g_strv_contains (kinds, mq_json_get_string (requirement, "what", "")))
      return "section";

  /* A part that fits into or over another with a gap, such as a lid. */
  MQ_JSON_EACH (planned, i, one)
    {
      JsonObject *joins = mq_json_get_object (one, "join_kinds");
      g_autoptr (GList) ids = joins != NULL ? json_object_get_members (joins) : NULL;

      for (GList *id = ids; id != NULL; id = id->next)
        if (g_str_equal (mq_json_get_string (mq_json_get_object (joins, id->data), "kind", ""),
                         "fits"))
          return "section";
    }

  /* Parts of which an object is inside one of another part. */
  for (guint i = 0; i < count; i++)
    {
      JsonObject *inner = mq_json_element_object (objects, i);

      g_hash_table_add (parts, (gpointer)get_part (inner));
      for (guint j = 0; j < count; j++)
        {
          JsonObject *outer = mq_json_element_object (objects, j);

          if (!g_str_equal (get_part (outer), get_part (inner)) && hides (outer, inner))
            g_hash_table_add (hidden, (gpointer)get_part (inner));
        }
    }
  if (g_hash_table_size (hidden) == 0)
    return NULL;

  return g_hash_table_size (hidden) > 1 && g_hash_table_size (parts) <= MAX_APART ? "apart"
                                                                                  : "section";
}

/**
 * mq_look_has_motion:
 * @report: (nullable): the measured report
 *
 * Returns: whether a picture of the joints at their far ends shows more than the views
 */
gboolean
mq_look_has_motion (JsonObject *report)
{
  return mq_json_get_int (mq_json_get_object (report, "whole"), "moving", 0) > 0;
}

/**
 * mq_look_is_about_materials:
 *
 * Returns: whether a defect to repair, or else the change that is carried out, is about materials
 */
gboolean
mq_look_is_about_materials (MqAssetState *asset)
{
  static const char *const codes[] = { "material", "bare", "no-picture", NULL };
  g_autoptr (JsonArray) requirements = mq_requirement_list (asset->plan);
  JsonObject *version = mq_asset_history_find (asset->history, asset->version);
  JsonObject *plan = mq_json_get_object (version, "plan");
  JsonArray *before = mq_json_get_array (asset->kept_report, "objects");
  JsonArray *now = mq_json_get_array (asset->report, "objects");

  MQ_JSON_EACH (asset->defects, i, defect)
    {
      const char *code = mq_json_get_string (defect, "code", "");
      const char *words = mq_json_get_string (mq_json_get_object (defect, "facts"), "other", "");
      JsonObject *requirement = mq_json_find (requirements, "words", words);
      const char *what = mq_json_get_string (requirement, "what", "");

      if (g_strv_contains (codes, code)
          || (g_str_equal (code, "unmet")
              && (g_str_equal (what, "color") || g_str_equal (what, "material"))))
        return TRUE;
    }

  if (asset->defects != NULL || asset->kept_report == NULL)
    return FALSE;

  if (plan != NULL && asset->plan != NULL
      && !mq_json_are_equal (mq_json_get_array (plan, "materials"),
                             mq_json_get_array (asset->plan, "materials")))
    return TRUE;

  MQ_JSON_EACH (now, i, object)
    {
      JsonObject *old = mq_json_find (before, "name", mq_json_get_string (object, "name", ""));
      double low[3], high[3], old_low[3], old_high[3];

      if (old == NULL)
        continue;
      if (!mq_json_are_equal (mq_json_get_array (old, "materials"),
                              mq_json_get_array (object, "materials")))
        return TRUE;

      /* It looks different where it stands: its hash is another, and its box and its triangles are
       * not. */
      if (g_strcmp0 (mq_json_get_string (old, "hash", NULL),
                     mq_json_get_string (object, "hash", NULL))
              != 0
          && mq_json_get_int (old, "triangles", 0) == mq_json_get_int (object, "triangles", 0)
          && mq_json_get_box (old, old_low, old_high) && mq_json_get_box (object, low, high)
          && memcmp (old_low, low, sizeof low) == 0 && memcmp (old_high, high, sizeof high) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_closeups (JsonArray *closeups, JsonArray *defects, JsonArray *objects, gboolean measured)
{
  MQ_JSON_EACH (defects, i, defect)
    {
      g_autoptr (JsonObject) closeup = NULL;
      JsonArray *names;
      gboolean is_listed = FALSE;

      if (json_array_get_length (closeups) >= MQ_LOOK_MAX_CLOSEUPS
          || mq_measured_defects_include (defect) != measured)
        continue;

      closeup = mq_defect_closeup_make (defect, objects);
      names = mq_json_get_array (closeup, "objects");
      for (guint j = 0; j < json_array_get_length (closeups) && !is_listed; j++)
        is_listed = mq_json_are_equal (
            mq_json_get_array (mq_json_element_object (closeups, j), "objects"), names);
      if (closeup != NULL && !is_listed)
        json_array_add_object_element (closeups, g_steal_pointer (&closeup));
    }
}

/**
 * mq_look_list_closeups:
 * @defects: defects
 * @report: (nullable): the measured report
 *
 * Lists the objects of the defects: first of those that were seen, which measuring cannot judge.
 * What is about the whole asset is seen in the views.
 *
 * Returns: (transfer full): `[{"label", "objects": [names]}]`
 */
JsonArray *
mq_look_list_closeups (JsonArray *defects, JsonObject *report)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *closeups = json_array_new ();

  add_closeups (closeups, defects, objects, FALSE);
  add_closeups (closeups, defects, objects, TRUE);
  return closeups;
}
