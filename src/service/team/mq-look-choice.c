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

static gboolean
is_thick (const double low[3], const double high[3])
{
  double sides[3] = { high[0] - low[0], high[1] - low[1], high[2] - low[2] };
  double least = MIN (MIN (sides[0], sides[1]), sides[2]);
  double most = MAX (MAX (sides[0], sides[1]), sides[2]);
  double middle = sides[0] + sides[1] + sides[2] - least - most;

  return least >= THICK * middle;
}

static gboolean
hides (JsonObject *outer, JsonObject *inner)
{
  double low[3], high[3], inner_low[3], inner_high[3];

  if (!mq_json_get_box (outer, low, high) || !mq_json_get_box (inner, inner_low, inner_high)
      || !is_thick (low, high))
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    if (inner_low[axis] <= low[axis] || inner_high[axis] >= high[axis])
      return FALSE;

  return TRUE;
}

static const char *
get_part (JsonObject *object)
{
  return mq_json_get_string (object, "part", "");
}

/* @all: (out): the parts. Returns: those of which an object is inside one of another part */
static guint
count_hidden (JsonObject *report, guint *all)
{
  g_autoptr (GHashTable) parts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) hidden = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *objects = mq_json_get_array (report, "objects");
  guint count = MIN (mq_json_length (objects), MAX_OBJECTS);

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

  *all = g_hash_table_size (parts);
  return g_hash_table_size (hidden);
}

/* Whether a requirement is about what only a cut shows. */
static gboolean
needs_section (JsonObject *plan)
{
  static const char *const kinds[] = { "floor", "wall", "rim", "hole_depth", "clearance", NULL };
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);

  for (guint i = 0; i < mq_json_length (requirements); i++)
    if (g_strv_contains (kinds,
                         mq_json_get_string (mq_json_element_object (requirements, i), "what", "")))
      return TRUE;

  return FALSE;
}

/* Whether a part fits into or over another with a gap, such as a lid. */
static gboolean
has_fit (JsonObject *plan)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *kinds = mq_json_get_object (mq_json_element_object (parts, i), "join_kinds");
      g_autoptr (GList) ids = kinds != NULL ? json_object_get_members (kinds) : NULL;

      for (GList *id = ids; id != NULL; id = id->next)
        if (g_str_equal (mq_json_get_string (mq_json_get_object (kinds, id->data), "kind", ""),
                         "fits"))
          return TRUE;
    }

  return FALSE;
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
  guint parts = 0;
  guint hidden;

  if (needs_section (plan) || has_fit (plan))
    return "section";

  hidden = count_hidden (report, &parts);
  if (hidden == 0)
    return NULL;

  return hidden > 1 && parts <= MAX_APART ? "apart" : "section";
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

static gboolean
is_of_material (JsonObject *plan, JsonObject *defect)
{
  static const char *const codes[] = { "material", "bare", "no-picture", NULL };
  const char *code = mq_json_get_string (defect, "code", "");
  g_autoptr (JsonArray) requirements = NULL;
  const char *words;
  const char *what;

  if (!g_str_equal (code, "unmet"))
    return g_strv_contains (codes, code);

  requirements = mq_requirement_list (plan);
  words = mq_json_get_string (mq_json_get_object (defect, "facts"), "other", "");
  what = mq_json_get_string (mq_json_find (requirements, "words", words), "what", "");
  return g_str_equal (what, "color") || g_str_equal (what, "material");
}

/* Whether an object looks different where it stands: its hash is another, and its box and its
 * triangles are not. */
static gboolean
is_recolored (JsonObject *old, JsonObject *now)
{
  double low[3], high[3], old_low[3], old_high[3];

  return g_strcmp0 (mq_json_get_string (old, "hash", NULL), mq_json_get_string (now, "hash", NULL))
             != 0
         && mq_json_get_int (old, "triangles", 0) == mq_json_get_int (now, "triangles", 0)
         && mq_json_get_box (old, old_low, old_high) && mq_json_get_box (now, low, high)
         && memcmp (old_low, low, sizeof low) == 0 && memcmp (old_high, high, sizeof high) == 0;
}

/* Whether the change that is carried out gave the plan, or an object that was there, other
 * materials. */
static gboolean
did_materials_change (MqAssetState *asset)
{
  JsonObject *version = mq_asset_history_find (asset->history, asset->version);
  JsonObject *plan = mq_json_get_object (version, "plan");
  JsonArray *before = mq_json_get_array (asset->kept_report, "objects");
  JsonArray *now = mq_json_get_array (asset->report, "objects");

  if (asset->kept_report == NULL)
    return FALSE;

  if (plan != NULL && asset->plan != NULL
      && !mq_json_are_equal (mq_json_get_array (plan, "materials"),
                             mq_json_get_array (asset->plan, "materials")))
    return TRUE;

  for (guint i = 0; i < mq_json_length (now); i++)
    {
      JsonObject *object = mq_json_element_object (now, i);
      JsonObject *old = mq_json_find (before, "name", mq_json_get_string (object, "name", ""));

      if (old != NULL
          && (is_recolored (old, object)
              || !mq_json_are_equal (mq_json_get_array (old, "materials"),
                                     mq_json_get_array (object, "materials"))))
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_look_is_about_materials:
 *
 * Returns: whether a defect to repair, or else the change that is carried out, is about materials
 */
gboolean
mq_look_is_about_materials (MqAssetState *asset)
{
  for (guint i = 0; i < mq_json_length (asset->defects); i++)
    if (is_of_material (asset->plan, mq_json_element_object (asset->defects, i)))
      return TRUE;

  return asset->defects == NULL && did_materials_change (asset);
}

static gboolean
is_listed (JsonArray *closeups, JsonArray *names)
{
  for (guint i = 0; i < json_array_get_length (closeups); i++)
    if (mq_json_are_equal (mq_json_get_array (mq_json_element_object (closeups, i), "objects"),
                           names))
      return TRUE;

  return FALSE;
}

static void
add_closeups (JsonArray *closeups, JsonArray *defects, JsonArray *objects, gboolean measured)
{
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);
      g_autoptr (JsonObject) closeup = NULL;

      if (json_array_get_length (closeups) >= MQ_LOOK_MAX_CLOSEUPS
          || mq_measured_defects_include (defect) != measured)
        continue;

      closeup = mq_defect_closeup_make (defect, objects);
      if (closeup != NULL && !is_listed (closeups, mq_json_get_array (closeup, "objects")))
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
