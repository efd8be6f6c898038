/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions described for models, see mq-mcp-report.h. Names come from scripts: they are cleaned
 * and cut here, and MqMcpResult marks them as data. */
#include "mcp/mq-mcp-report.h"

#include "common/asset/mq-joint.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

/* More parts would cost more than they tell. */
#define MAX_OBJECTS 60
#define MAX_NAME 100  /* bytes */
#define MAX_TEXT 1000 /* bytes */

#define ADD_JOINTS                                                                                 \
  "hang what moves on a joint: after the parts JOINTS = [hinge(\"Lid\", parent=\"body\", "         \
  "child=\"lid\", at=(x, y, z), axis=\"x\", limits=(0, 110))], and last in build() "               \
  "add_joints(JOINTS); the tool toolkit has hinge, slider, ball_joint, screw, "                    \
  "fixed and closes"

/* Cleans it, and puts it on one line. @to: gets the member; @text: (nullable): what a script or
 * a person wrote; @limit: bytes. */
void
mq_mcp_report_add_line (JsonObject *to, const char *member, const char *text, gsize limit)
{
  g_autofree char *clean = g_strdelimit (mq_text_clean (text != NULL ? text : "", limit), "\n\t",
                                         ' ');

  json_object_set_string_member (to, member, clean);
}

/* @plan: (nullable): what an asset is held to; @requirements: what it is held to instead, with
 * tolerances after the user's words. Returns: (transfer full): a copy of @plan with them */
JsonObject *
mq_mcp_report_with_requirements (JsonObject *plan, JsonArray *requirements)
{
  JsonObject *made = plan != NULL ? mq_json_copy_object (plan) : json_object_new ();
  JsonArray *own = mq_json_copy_array (requirements);

  for (guint i = 0; i < json_array_get_length (own); i++)
    mq_requirement_set_tolerance (mq_json_element_object (own, i));
  json_object_set_array_member (made, "requirements", own);
  return made;
}

/* A tenth of a millimetre is as exact as anybody reads it. Returns: (transfer full) */
JsonArray *
mq_mcp_report_to_mm (const double metres[3])
{
  JsonArray *mm = json_array_new ();

  for (guint i = 0; i < 3; i++)
    json_array_add_double_element (
        mm, (double)(gint64)(metres[i] * 1e4 + (metres[i] < 0 ? -.5 : .5)) / 10);
  return mm;
}

/* As much of each joint as somebody acts on. */
static JsonArray *
describe_joints (JsonObject *report)
{
  static const char *const members[] = { "kind", "limits", "free", "shown_by", "gap_m", "opens_m" };
  g_autoptr (GPtrArray) joints = mq_joints_read (report);
  JsonArray *told = json_array_new ();

  for (guint i = 0; i < MIN (joints->len, MAX_OBJECTS); i++)
    {
      const MqJoint *joint = joints->pdata[i];
      g_autofree char *meets = joint->meets != NULL ? g_strjoinv (" meets ", joint->meets) : NULL;
      JsonObject *one = json_object_new ();

      mq_mcp_report_add_line (one, "name", joint->name, MAX_NAME);
      mq_mcp_report_add_line (one, "moves", joint->child, MAX_NAME);
      mq_mcp_report_add_line (one, "on", joint->parent, MAX_NAME);
      if (joint->follows != NULL)
        mq_mcp_report_add_line (one, "follows", joint->follows, MAX_NAME);
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        if (json_object_has_member (joint->row, members[j]))
          json_object_set_member (one, members[j], json_object_dup_member (joint->row, members[j]));
      if (meets != NULL)
        mq_mcp_report_add_line (one, "then", meets, MAX_TEXT);
      json_array_add_object_element (told, one);
    }

  return told;
}

/* @defects: (nullable): the faults that are told beside them: a requirement that is one has its
 * number, instead of saying it again */
static JsonArray *
describe_requirements (JsonObject *plan, JsonObject *report, JsonArray *defects)
{
  static const char *const of_motion[] = { "opens", "slides",         "free_range",
                                           "turns", "stays_clear_of", NULL };
  gboolean moves = mq_json_length (mq_json_get_array (report, "joints")) > 0;
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, report);
  JsonArray *told = json_array_new ();

  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *text = mq_requirement_describe_in_english (row);
      MqRequirementState state = mq_requirement_get_state (row);
      JsonObject *one = mq_json_new ("state:s", state == MQ_REQUIREMENT_MET      ? "met"
                                                : state == MQ_REQUIREMENT_MISSED ? "missed"
                                                                                 : "open");
      const char *words = mq_json_get_string (row, "words", "");
      JsonNode *found = json_object_get_member (row, "found");
      guint fault = 0;

      /* The number of the fault that a missed requirement is, which has what mends it. */
      for (guint j = 0;
           state == MQ_REQUIREMENT_MISSED && fault == 0 && j < mq_json_length (defects); j++)
        {
          JsonObject *defect = mq_json_element_object (defects, j);
          JsonObject *facts = mq_json_get_object (defect, "facts");
          JsonNode *other = facts != NULL ? json_object_get_member (facts, "found") : NULL;
          gboolean is_same = found == other;

          if (found != NULL && other != NULL)
            is_same = json_node_equal (found, other);
          if (is_same && g_str_equal (mq_json_get_string (defect, "code", ""), "unmet")
              && g_str_equal (mq_json_get_string (facts, "other", ""), words))
            fault = j + 1;
        }

      mq_mcp_report_add_line (one, "words", words, MAX_TEXT);
      if (fault > 0)
        json_object_set_int_member (one, "fault", fault);
      else
        mq_mcp_report_add_line (one, "found", text, MAX_TEXT);
      if (state == MQ_REQUIREMENT_MISSED && fault == 0)
        mq_mcp_report_add_line (one, "fix", mq_json_get_string (row, "fix", ""), MAX_TEXT);
      else if (!moves && g_strv_contains (of_motion, mq_json_get_string (row, "what", "")))
        mq_mcp_report_add_line (one, "fix", ADD_JOINTS, MAX_TEXT);
      json_array_add_object_element (told, one);
    }

  return told;
}

/* @plan: (nullable): what the asset is held to; @report: (nullable): what was measured. Returns:
 * (transfer full): the members that all tools with a report answer */
JsonObject *
mq_mcp_report_describe (JsonObject *plan, JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  JsonObject *told = mq_json_new ("n_objects:l triangles:l", mq_json_get_int (whole, "objects", 0),
                                  mq_json_get_int (whole, "triangles", 0));
  g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);
  JsonArray *measured = mq_json_get_array (report, "objects");
  JsonArray *objects = json_array_new ();
  JsonArray *faults = json_array_new ();
  double size[3];

  if (mq_json_get_vector (whole, "dimensions_m", size))
    mq_json_add (told, "size_mm:a", mq_mcp_report_to_mm (size));
  if (report == NULL)
    json_object_set_boolean_member (told, "not_measured", TRUE);

  for (guint i = 0; i < MIN (mq_json_length (measured), MAX_OBJECTS); i++)
    {
      JsonObject *object = mq_json_element_object (measured, i);
      JsonObject *one = json_object_new ();
      double low[3];
      double high[3];

      mq_mcp_report_add_line (one, "name", mq_json_get_string (object, "name", "?"), MAX_NAME);
      mq_mcp_report_add_line (one, "part", mq_json_get_string (object, "part", "?"), MAX_NAME);
      if (mq_json_get_box (object, low, high))
        mq_json_add (one, "from_mm:a to_mm:a", mq_mcp_report_to_mm (low),
                     mq_mcp_report_to_mm (high));
      json_array_add_object_element (objects, one);
    }

  /* Numbered from 1, as `look` takes them. */
  MQ_JSON_EACH (defects, i, defect)
    {
      JsonObject *fault = mq_json_new ("number:i code:s severity:s", i + 1,
                                       mq_json_get_string (defect, "code", ""),
                                       mq_json_get_string (defect, "severity", ""));

      mq_mcp_report_add_line (fault, "what", mq_json_get_string (defect, "what", ""), MAX_TEXT);
      mq_mcp_report_add_line (fault, "fix", mq_json_get_string (defect, "fix", ""), MAX_TEXT);
      json_array_add_object_element (faults, fault);
    }

  mq_json_add (told, "objects:a faults:a requirements:a", objects, faults,
               describe_requirements (plan, report, defects));
  if (mq_json_get_array (report, "joints") != NULL)
    mq_json_add (told, "joints:a", describe_joints (report));
  return told;
}

/* @content: as mq_version_load() gave it; @plan and @report: (nullable): other requirements, and
 * what was measured of them. Returns: (transfer full): what it is, and what was measured; the
 * faults are those that were found when the version was made, and keep their numbers */
JsonObject *
mq_mcp_report_describe_version (MqSession *session, MqVersion *version, JsonObject *content,
                                JsonObject *plan, JsonObject *report)
{
  JsonObject *told = mq_mcp_report_describe (mq_json_get_object (content, "plan"),
                                             mq_json_get_object (content, "report"));

  if (plan != NULL)
    json_object_set_array_member (told, "requirements", describe_requirements (plan, report, NULL));
  mq_json_add (told, "session:s version:i", mq_session_get_id (session),
               mq_version_get_number (version));
  mq_mcp_report_add_line (told, "title", mq_session_get_title (session), MAX_TEXT);
  return told;
}
