/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJoint, see mq-joint.h. */
#include "common/asset/mq-joint.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A report that a script made may claim any number. */
#define MAX_JOINTS 256
#define MAX_PATH 1000
/* A shorter axis has no direction. */
#define MIN_LENGTH 1e-6
#define CM 0.01 /* m */
#define MAX_NOTES 5
#define MAX_NAME 80

static const char *const kinds[] = { "hinge", "slider", "ball", "screw", "fixed", "closes" };

static void
joint_free (gpointer data)
{
  MqJoint *joint = data;

  g_strfreev (joint->meets);
  g_clear_pointer (&joint->path, g_array_unref);
  g_hash_table_unref (joint->objects);
  g_free (joint->title);
  json_object_unref (joint->row);
  g_free (joint);
}

static gboolean
read_pair (JsonNode *node, double pair[2])
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;

  if (mq_json_length (array) != 2)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    {
      JsonNode *number = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (number) || json_node_get_value_type (number) == G_TYPE_STRING)
        return FALSE;

      pair[i] = json_node_get_double (number);
    }
  return fabs (pair[0]) <= MQ_JOINT_MAX_VALUE && fabs (pair[1]) <= MQ_JOINT_MAX_VALUE;
}

static gboolean
read_range (JsonObject *row, const char *member, double *low, double *high)
{
  double range[2];

  if (!read_pair (json_object_get_member (row, member), range) || range[0] > range[1])
    return FALSE;

  *low = range[0];
  *high = range[1];
  return TRUE;
}

static MqJoint *
read_joint (JsonObject *row)
{
  MqJoint *joint = g_new0 (MqJoint, 1);
  JsonArray *objects = mq_json_get_array (row, "objects");
  JsonObject *contact = mq_json_get_object (row, "contact");
  JsonArray *path = mq_json_get_array (row, "path");
  double *axis = joint->axis;
  double pair[2];
  double length;

  joint->row = json_object_ref (row);
  joint->name = mq_json_get_string (row, "name", "");
  joint->kind_name = mq_json_get_string (row, "kind", "");
  joint->kind = MQ_JOINT_CLOSES;
  while (joint->kind > MQ_JOINT_UNKNOWN && !g_str_equal (joint->kind_name, kinds[joint->kind]))
    joint->kind--;
  joint->parent = mq_json_get_string (row, "parent", "");
  joint->child = mq_json_get_string (row, "child", "");
  joint->follows = mq_json_get_string (row, "follows", "");
  if (*joint->follows == '\0')
    joint->follows = NULL;
  joint->has_ratio = json_object_has_member (row, "ratio");
  joint->ratio = CLAMP (mq_json_get_double (row, "ratio", 1), -MQ_JOINT_MAX_VALUE,
                        MQ_JOINT_MAX_VALUE);
  joint->axis_words = mq_json_get_string (row, "axis", "");
  joint->range = mq_json_get_array (row, "range");
  joint->why = mq_json_get_string (row, "why", "");

  joint->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MQ_JSON_EACH_STRING (objects, i, object)
    if (object != NULL)
      g_hash_table_add (joint->objects, g_strdup (object));
  joint->has_axis = mq_json_get_vector (row, "origin_m", joint->origin)
                    && mq_json_get_vector (row, "axis", axis);
  length = sqrt (axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
  joint->has_axis = joint->has_axis && isfinite (length) && length > MIN_LENGTH;
  for (guint i = 0; i < 3 && joint->has_axis; i++)
    {
      joint->has_axis = fabs (joint->origin[i]) <= MQ_JOINT_MAX_VALUE;
      axis[i] /= length;
    }

  joint->is_length = joint->kind == MQ_JOINT_SLIDER;
  joint->high = joint->is_length ? 1 : 180;
  joint->low = -joint->high;
  joint->has_limits = read_range (row, "limits", &joint->low, &joint->high);
  joint->low = MIN (joint->low, 0);
  joint->high = MAX (joint->high, 0);
  joint->far = joint->high >= -joint->low ? joint->high : joint->low;
  joint->free_low = -G_MAXDOUBLE;
  joint->free_high = G_MAXDOUBLE;
  joint->has_free = read_range (row, "free", &joint->free_low, &joint->free_high);
  joint->meets = mq_json_to_strings (mq_json_get_array (contact, "objects"));
  if (g_strv_length (joint->meets) != 2)
    g_clear_pointer (&joint->meets, g_strfreev);
  joint->pitch = CLAMP (mq_json_get_double (row, "pitch_m", 0), -MQ_JOINT_MAX_VALUE,
                        MQ_JOINT_MAX_VALUE);
  joint->opens = mq_json_get_double (row, "opens_m", -1);
  joint->shown_by = mq_json_get_string (row, "shown_by", NULL);

  if (mq_json_length (path) > 0)
    joint->path = g_array_new (FALSE, FALSE, sizeof pair);
  for (guint i = 0; joint->path != NULL && i < MIN (mq_json_length (path), MAX_PATH); i++)
    {
      if (read_pair (json_array_get_element (path, i), pair)
          && (i == 0 || pair[0] > g_array_index (joint->path, double, 2 * (i - 1))))
        g_array_append_val (joint->path, pair);
      else
        g_clear_pointer (&joint->path, g_array_unref);
    }
  return joint;
}

/**
 * mq_joints_read:
 * @asset: (nullable): a report, a plan, or what a model said to one
 *
 * Returns: (transfer full) (element-type MqJoint): its joints, at most 256, as they are listed:
 *   a name or a kind may be missing, or be there twice
 */
GPtrArray *
mq_joints_read (JsonObject *asset)
{
  GPtrArray *joints = g_ptr_array_new_with_free_func (joint_free);
  JsonArray *rows = mq_json_get_array (asset, "joints");

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_JOINTS); i++)
    if (mq_json_element_object (rows, i) != NULL)
      g_ptr_array_add (joints, read_joint (mq_json_element_object (rows, i)));
  return joints;
}

/**
 * mq_joints_find:
 * @joints: (element-type MqJoint): of one asset
 * @name: (nullable): of a joint
 *
 * Returns: the number of the first joint of that name, or -1
 */
int
mq_joints_find (GPtrArray *joints, const char *name)
{
  for (guint i = 0; name != NULL && i < joints->len; i++)
    if (g_str_equal (((const MqJoint *)joints->pdata[i])->name, name))
      return (int)i;

  return -1;
}

/**
 * mq_joint_format:
 * @joint: of which only `is_length` is read
 * @value: degrees, or m
 *
 * Returns: (transfer full): the value with its unit, in the user's locale
 */
char *
mq_joint_format (const MqJoint *joint, double value)
{
  gboolean is_short = fabs (value) < CM;

  if (!joint->is_length)
    return g_strdup_printf ("%.4g°", round (value * 10) / 10 + 0.0);

  return g_strdup_printf ("%.4g\302\240%s", round (value * 10000) / (is_short ? 10 : 100) + 0.0,
                          is_short ? "mm" : "cm");
}

/* Returns: (transfer full): “12” or “1.2” */
static char *
format_mm (double m)
{
  return g_strdup_printf ("%.*f", 1000 * m < 10 ? 1 : 0, 1000 * m);
}

/**
 * mq_joints_note_pose:
 * @report: of a picture, a film or a file of a pose
 * @answer: (nullable): the bridge's, see docs/inside/bridge.md
 *
 * Adds to the report's `notes` if objects run into each other in the pose, or a loop cannot follow
 * it.
 */
void
mq_joints_note_pose (JsonObject *report, JsonObject *answer)
{
  JsonArray *meeting = mq_json_get_array (answer, "meets");
  JsonArray *open = mq_json_get_array (answer, "opens");
  JsonArray *old = mq_json_get_array (report, "notes");
  g_autoptr (JsonArray) notes = old != NULL ? json_array_ref (old) : json_array_new ();

  for (guint i = 0; i < MIN (mq_json_length (meeting), MAX_NOTES); i++)
    {
      JsonObject *row = mq_json_element_object (meeting, i);
      JsonArray *objects = mq_json_get_array (row, "objects");
      g_autofree char *depth = format_mm (mq_json_get_double (row, "depth_m", 0));
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;
      g_autofree char *note = NULL;

      if (mq_json_length (objects) != 2) /* a script may have answered */
        continue;

      one = mq_text_clean (mq_json_element_string (objects, 0), MAX_NAME);
      other = mq_text_clean (mq_json_element_string (objects, 1), MAX_NAME);
      /* Translators: %s are an object, a length such as “12”, and another object */
      note = g_strdup_printf (_ ("In this pose, “%1$s” goes %2$s mm into “%3$s”"), one, depth,
                              other);
      json_array_add_string_element (notes, note);
    }
  for (guint i = 0; i < MIN (mq_json_length (open), MAX_NOTES); i++)
    {
      JsonObject *row = mq_json_element_object (open, i);
      MqJoint driver = { .is_length = g_str_equal (mq_json_get_string (row, "unit", ""), "m") };
      g_autofree char *name = mq_text_clean (mq_json_get_string (row, "joint", ""), MAX_NAME);
      g_autofree char *gap = format_mm (mq_json_get_double (row, "opens_m", 0));
      g_autofree char *from = NULL;
      g_autofree char *to = NULL;
      g_autofree char *note = NULL;

      if (row == NULL || !read_range (row, "range", &driver.low, &driver.high))
        continue;

      from = mq_joint_format (&driver, driver.low);
      to = mq_joint_format (&driver, driver.high);
      /* Translators: a joint such as “Crank”, which drives others that hang together in a loop; a
       * length such as “12”; the range in which they can follow it: “-40°” and “75°” */
      note = g_strdup_printf (_ ("In this pose, the loop that “%1$s” drives is %2$s mm open: it "
                                 "follows from %3$s to %4$s only"),
                              name, gap, from, to);
      json_array_add_string_element (notes, note);
    }
  if (json_array_get_length (notes) > 0)
    json_object_set_array_member (report, "notes", g_steal_pointer (&notes));
}
