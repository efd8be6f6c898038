/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The joints of a model's plan, see mq-plan-joints.h. */
#include "service/plan/mq-plan-joints.h"

#include "common/asset/mq-joint-kinds.h"
#include "common/json/mq-json.h"
#include "service/plan/mq-plan-parts.h"

/* More are a mistake of the model. */
#define MAX_JOINTS 64

/* The id of a part, also by the name that the model gave it before it was settled. */
static const char *
find_part (JsonArray *parts, const char *name)
{
  JsonObject *part = mq_json_find (parts, "called", name);

  if (part == NULL)
    part = mq_plan_parts_find (parts, name);
  return mq_json_get_string (part, "id", NULL);
}

/**
 * mq_plan_joints_read:
 * @said: (nullable): joints as a model writes them
 * @parts: the plan's parts
 * @faults: gets a line for each that cannot be read
 *
 * Returns: (transfer full): the others
 */
JsonArray *
mq_plan_joints_read (JsonArray *said, JsonArray *parts, GString *faults)
{
  JsonArray *joints = json_array_new ();

  for (guint i = 0; i < MIN (mq_json_length (said), MAX_JOINTS); i++)
    {
      JsonObject *row = mq_json_element_object (said, i);
      const char *name = mq_json_get_string (row, "name", "");
      const char *kind = mq_json_get_string (row, "kind", "");
      const char *follows = mq_json_get_string (row, "follows", "");
      const char *parent = find_part (parts, mq_json_get_string (row, "parent", ""));
      const char *child = find_part (parts, mq_json_get_string (row, "child", name));
      JsonArray *range = mq_json_get_array (row, "range");
      gboolean closes = g_str_equal (kind, mq_joint_kinds[MQ_JOINT_CLOSES]);
      const char *fault = NULL;
      JsonObject *joint;

      if (*name == '\0')
        fault = "has no name";
      else if (!g_strv_contains (mq_joint_kinds, kind))
        fault = "is a hinge, slider, ball or screw, fixed or closes";
      else if (parent == NULL)
        fault = "has a parent that is no part";
      else if (child == NULL)
        fault = "has a child that is no part";
      else if (closes && *follows == '\0')
        fault = "closes a loop that no joint drives: name that one as its follows";
      if (fault != NULL)
        {
          g_string_append_printf (faults, "- the joint \"%.60s\" %s\n", name, fault);
          continue;
        }

      joint = mq_json_new ("name:s kind:s parent:s child:s axis:s why:s", name, kind, parent, child,
                           mq_json_get_string (row, "axis", ""),
                           mq_json_get_string (row, "why", ""));
      if (mq_json_length (range) == 2)
        json_object_set_array_member (joint, "range", json_array_ref (range));
      if (*follows != '\0')
        mq_json_add (joint, "follows:s", follows);
      if (*follows != '\0' && !closes)
        mq_json_add (joint, "ratio:d", mq_json_get_double (row, "ratio", 1));
      json_array_add_object_element (joints, joint);
    }

  return joints;
}

/**
 * mq_plan_joints_change:
 * @old: (nullable): joints of the plan that is changed
 * @added: new ones, and others in place of those of their name
 * @dropped: (nullable): names of those that go
 * @parts: the parts after the change: a joint of one that is gone goes, too
 *
 * Returns: (transfer full): the joints after the change
 */
JsonArray *
mq_plan_joints_change (JsonArray *old, JsonArray *added, JsonArray *dropped, JsonArray *parts)
{
  JsonArray *joints = json_array_new ();

  for (guint i = 0; i < mq_json_length (old); i++)
    {
      JsonObject *joint = mq_json_element_object (old, i);
      const char *name = mq_json_get_string (joint, "name", "");

      if (!mq_json_contains (dropped, name) && mq_json_find (added, "name", name) == NULL
          && mq_json_find (parts, "id", mq_json_get_string (joint, "child", "")) != NULL)
        json_array_add_object_element (joints, json_object_ref (joint));
    }
  mq_json_append (joints, added);
  return joints;
}

/**
 * mq_plan_joints_append:
 * @text: gets a line for each joint, for a model; nothing without joints
 * @joints: (nullable): of a plan
 */
void
mq_plan_joints_append (GString *text, JsonArray *joints)
{
  if (mq_json_length (joints) > 0)
    g_string_append (text, "Joints: name kind child on parent, axis, range (degrees, of a slider "
                           "m; free without): why\n");
  for (guint i = 0; i < mq_json_length (joints); i++)
    {
      JsonObject *joint = mq_json_element_object (joints, i);
      JsonArray *range = mq_json_get_array (joint, "range");
      g_autofree char *values = range != NULL ? mq_json_array_to_string (range, FALSE) : NULL;
      const char *kind = mq_json_get_string (joint, "kind", "");
      gboolean moves = !g_str_equal (kind, mq_joint_kinds[MQ_JOINT_FIXED])
                       && !g_str_equal (kind, mq_joint_kinds[MQ_JOINT_CLOSES]);

      g_string_append_printf (
          text, "- \"%s\" %s %s on %s, %s, %s", mq_json_get_string (joint, "name", ""),
          mq_json_get_string (joint, "kind", ""), mq_json_get_string (joint, "child", ""),
          mq_json_get_string (joint, "parent", ""), mq_json_get_string (joint, "axis", ""),
          values != NULL ? values
          : moves        ? "free"
                         : "no range");
      if (json_object_has_member (joint, "follows"))
        g_string_append_printf (text, ", follows \"%s\"",
                                mq_json_get_string (joint, "follows", ""));
      if (json_object_has_member (joint, "ratio"))
        g_string_append_printf (text, " ×%g", mq_json_get_double (joint, "ratio", 1));
      g_string_append_printf (text, ": %s\n", mq_json_get_string (joint, "why", ""));
    }
}
