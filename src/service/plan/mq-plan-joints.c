/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The joints of a model's plan, see mq-plan-joints.h. */
#include "service/plan/mq-plan-joints.h"

#include "common/asset/mq-joint.h"
#include "common/base/mq-each.h"
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
 * @said: joints as a model writes them
 * @parts: the plan's parts
 * @faults: gets a line for each that cannot be read
 *
 * Returns: (transfer full): the others
 */
JsonArray *
mq_plan_joints_read (JsonObject *said, JsonArray *parts, GString *faults)
{
  g_autoptr (GPtrArray) rows = mq_joints_read (said);
  JsonArray *joints = json_array_new ();

  for (guint i = 0; i < MIN (rows->len, MAX_JOINTS); i++)
    {
      const MqJoint *row = rows->pdata[i];
      const char *parent = find_part (parts, row->parent);
      const char *child = find_part (parts, json_object_has_member (row->row, "child") ? row->child
                                                                                       : row->name);
      gboolean closes = row->kind == MQ_JOINT_CLOSES;
      const char *fault = NULL;
      JsonObject *joint;

      if (*row->name == '\0')
        fault = "has no name";
      else if (row->kind == MQ_JOINT_UNKNOWN)
        fault = "is a hinge, slider, ball or screw, fixed or closes";
      else if (parent == NULL)
        fault = "has a parent that is no part";
      else if (child == NULL)
        fault = "has a child that is no part";
      else if (closes && row->follows == NULL)
        fault = "closes a loop that no joint drives: name that one as its follows";
      if (fault != NULL)
        {
          g_string_append_printf (faults, "- the joint \"%.60s\" %s\n", row->name, fault);
          continue;
        }

      joint = mq_json_new ("name:s kind:s parent:s child:s axis:s why:s range:A? follows:s?",
                           row->name, row->kind_name, parent, child, row->axis_words, row->why,
                           mq_json_length (row->range) == 2 ? row->range : NULL, row->follows);
      if (row->follows != NULL && !closes)
        mq_json_add (joint, "ratio:d", row->ratio);
      json_array_add_object_element (joints, joint);
    }

  return joints;
}

/**
 * mq_plan_joints_change:
 * @old: the plan that is changed
 * @added: new joints, and others in place of those of their name
 * @dropped: (nullable): names of those that go
 * @parts: the parts after the change: a joint of one that is gone goes, too
 *
 * Returns: (transfer full): the joints after the change
 */
JsonArray *
mq_plan_joints_change (JsonObject *old, JsonArray *added, JsonArray *dropped, JsonArray *parts)
{
  g_autoptr (GPtrArray) before = mq_joints_read (old);
  JsonArray *joints = json_array_new ();

  MQ_EACH (before, i, const MqJoint, joint)
    if (!mq_json_contains (dropped, joint->name)
        && mq_json_find (added, "name", joint->name) == NULL
        && mq_json_find (parts, "id", joint->child) != NULL)
      json_array_add_object_element (joints, json_object_ref (joint->row));
  mq_json_append (joints, added);
  return joints;
}

/**
 * mq_plan_joints_append:
 * @text: gets a line for each joint, for a model; nothing without joints
 * @plan: (nullable): a plan
 */
void
mq_plan_joints_append (GString *text, JsonObject *plan)
{
  g_autoptr (GPtrArray) joints = mq_joints_read (plan);

  if (joints->len > 0)
    g_string_append (text, "Joints: name kind child on parent, axis, range (degrees, of a slider "
                           "m; free without): why\n");
  MQ_EACH (joints, i, const MqJoint, joint)
    {
      g_autofree char *range = joint->range != NULL ? mq_json_array_to_string (joint->range, FALSE)
                                                    : NULL;
      gboolean moves = joint->kind != MQ_JOINT_FIXED && joint->kind != MQ_JOINT_CLOSES;

      g_string_append_printf (text, "- \"%s\" %s %s on %s, %s, %s", joint->name, joint->kind_name,
                              joint->child, joint->parent, joint->axis_words,
                              range != NULL ? range
                              : moves       ? "free"
                                            : "no range");
      if (joint->follows != NULL)
        g_string_append_printf (text, ", follows \"%s\"", joint->follows);
      if (joint->has_ratio)
        g_string_append_printf (text, " ×%g", joint->ratio);
      g_string_append_printf (text, ": %s\n", joint->why);
    }
}
