/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMotion, see mq-motion.h. Every joint is given as the asset was built. So the place of an object
 * is the product of what its joints do there, from the root outwards (docs/using/motion.md). */
#include "client/motion/mq-motion.h"

#include "common/asset/mq-asset-names.h"
#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Closer to the end of a range than this is at its end. */
#define NEAR 1e-6
#define KEY "mq-motion"

static guint changed_signal;

G_DEFINE_FINAL_TYPE (MqMotion, mq_motion, G_TYPE_OBJECT)

static void
mq_motion_finalize (GObject *object)
{
  MqMotion *self = MQ_MOTION (object);

  g_ptr_array_unref (self->joints);
  g_ptr_array_unref (self->order);
  g_clear_pointer (&self->apart, json_array_unref);

  G_OBJECT_CLASS (mq_motion_parent_class)->finalize (object);
}

static void
mq_motion_class_init (MqMotionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_motion_finalize;
  changed_signal = g_signal_new ("changed", MQ_TYPE_MOTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mq_motion_init (MqMotion *self)
{
  self->order = g_ptr_array_new ();
  self->pointed = -1;
}

/* How many joints move its parent; as many as there are for a circle, which the report names. */
static guint
count_bases (MqMotion *self, const MqJoint *joint)
{
  guint n = 0;

  while (joint->base >= 0 && n < self->joints->len)
    {
      joint = self->joints->pdata[joint->base];
      n++;
    }
  return n;
}

static int
compare_depth (gconstpointer a, gconstpointer b, gpointer self)
{
  return (int)count_bases (self, *(MqJoint *const *)a)
         - (int)count_bases (self, *(MqJoint *const *)b);
}

/* @report: (nullable): of a version. Returns: (transfer full) (nullable): its joints, at rest; NULL
 * if it has none */
MqMotion *
mq_motion_new (JsonObject *report)
{
  g_autoptr (MqMotion) self = g_object_new (MQ_TYPE_MOTION, NULL);
  guint n_kept = 0;

  self->joints = mq_joints_read (report);
  while (n_kept < self->joints->len)
    {
      const MqJoint *joint = self->joints->pdata[n_kept];
      gboolean moves = joint->kind != MQ_JOINT_UNKNOWN && joint->kind != MQ_JOINT_CLOSES;

      if (moves && joint->has_axis && *joint->name != '\0'
          && mq_joints_find (self->joints, joint->name) == (int)n_kept)
        n_kept++;
      else
        g_ptr_array_remove_index (self->joints, n_kept);
    }
  if (n_kept == 0)
    return NULL;

  for (guint i = 0; i < n_kept; i++)
    {
      MqJoint *joint = self->joints->pdata[i];

      joint->title = mq_asset_name_make_title (MQ_ASSET_NAME_PART, joint->name);
      joint->leader = mq_joints_find (self->joints, joint->follows);
      joint->via = joint->path != NULL ? (int)i : -1;
      joint->base = -1;
      for (guint j = 0; j < n_kept && joint->base < 0; j++)
        if (g_str_equal (mq_motion_get_joint (self, j)->child, joint->parent))
          joint->base = (int)j;
      g_ptr_array_add (self->order, joint);
    }

  /* Each follows one that follows none. Joints in a circle follow none. */
  for (guint i = 0; i < n_kept; i++)
    {
      MqJoint *joint = self->joints->pdata[i];
      guint n = 0;

      for (; joint->leader >= 0 && n <= n_kept; n++)
        {
          const MqJoint *leader = self->joints->pdata[joint->leader];

          if (leader->leader < 0 && joint->ratio != 0)
            break;
          if (leader->path != NULL && joint->via < 0)
            joint->via = joint->leader;
          joint->ratio *= leader->ratio;
          joint->leader = leader->leader;
        }
      if (n > n_kept)
        joint->leader = -1;
    }
  g_ptr_array_sort_with_data (self->order, compare_depth, self);
  mq_json_replace_array (&self->apart, mq_json_get_array (report, "apart"));
  return g_steal_pointer (&self);
}

/* All that show a version show the same pose of it. @version: an MqVersion; @report: (nullable): of
 * the version, when it has been read. Returns: (transfer none) (nullable): its joints; NULL if it
 * has none, or @report was never given */
MqMotion *
mq_motion_of_version (GObject *version, JsonObject *report)
{
  MqMotion *motion = g_object_get_data (version, KEY);

  if (motion == NULL && (motion = mq_motion_new (report)) != NULL)
    g_object_set_data_full (version, KEY, motion, g_object_unref);
  return motion;
}

/* The pose. */

const MqJoint *
mq_motion_get_joint (MqMotion *self, guint number)
{
  g_return_val_if_fail (number < self->joints->len, NULL);

  return self->joints->pdata[number];
}

/* Follows the path of a joint, between its points in straight lines. @from: 0 for the value of what
 * drives its loop, 1 for its own. Returns: the other one where the path has @value first; at its
 * nearest end where it has not */
static double
follow_path (GArray *path, guint from, double value)
{
  const double *all = (const double *)(gpointer)path->data;
  guint nearest = 0;

  for (guint i = 0; i < path->len; i++)
    {
      const double *a = all + 2 * i, *b = a + 2;

      if (fabs (a[from] - value) < fabs (all[2 * nearest + from] - value))
        nearest = i;
      if (i + 1 < path->len && a[from] != b[from] && (value - a[from]) * (value - b[from]) <= 0)
        return a[1 - from] + (b[1 - from] - a[1 - from]) * (value - a[from]) / (b[from] - a[from]);
    }

  return all[2 * nearest + 1 - from];
}

/* @value: degrees or m; of a joint that follows another, that one moves, too. Returns: whether it
 * has this value now; else it has that of its limit */
gboolean
mq_motion_set_value (MqMotion *self, guint number, double value)
{
  MqJoint *joint = self->joints->pdata[number];
  gboolean is_same;

  if (joint->kind == MQ_JOINT_FIXED)
    return value == 0;

  if (joint->leader >= 0)
    {
      value /= joint->ratio;
      if (joint->via >= 0)
        value = follow_path (mq_motion_get_joint (self, (guint)joint->via)->path, 1, value);
      number = (guint)joint->leader;
      joint = self->joints->pdata[number];
    }
  is_same = !joint->has_limits || (value >= joint->low - NEAR && value <= joint->high + NEAR);
  if (joint->has_limits)
    value = CLAMP (value, joint->low, joint->high);
  if (!(fabs (value) <= MQ_JOINT_MAX_VALUE))
    return FALSE;
  if (joint->value == value)
    return is_same;

  joint->value = value;
  MQ_EACH (self->joints, i, MqJoint, other)
    if (other->leader == (int)number)
      other->value
          = other->ratio
            * (other->via >= 0
                   ? follow_path (mq_motion_get_joint (self, (guint)other->via)->path, 0, value)
                   : value);
  g_signal_emit (self, changed_signal, 0);
  return is_same;
}

/* @number: the joint whose axis is drawn; -1: none */
void
mq_motion_point (MqMotion *self, int number)
{
  if (self->pointed == number)
    return;

  self->pointed = number;
  g_signal_emit (self, changed_signal, 0);
}

/* Returns: whether it is another pose than as built */
gboolean
mq_motion_is_posed (MqMotion *self)
{
  for (guint i = 0; i < self->joints->len; i++)
    if (((MqJoint *)self->joints->pdata[i])->value != 0)
      return TRUE;

  return FALSE;
}

/* Returns: (transfer full): the pose for people: "Left door 30°, Drawer 10 cm"; empty as built */
char *
mq_motion_describe_pose (MqMotion *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  MQ_EACH (self->joints, i, const MqJoint, joint)
    {
      g_autofree char *value = mq_joint_format (joint, joint->value);

      if (joint->value != 0)
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", joint->title, value);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Returns: (transfer full) (nullable): the pose as the bridge takes it, see docs/using/motion.md;
 * NULL as built */
JsonObject *
mq_motion_dup_pose (MqMotion *self)
{
  g_autoptr (JsonObject) pose = json_object_new ();

  MQ_EACH (self->joints, i, const MqJoint, joint)
    if (joint->value != 0 && joint->leader < 0)
      json_object_set_double_member (pose, joint->name, joint->value);

  return json_object_get_size (pose) > 0 ? g_steal_pointer (&pose) : NULL;
}

/* Places. A matrix has its columns one after another, as OpenGL has it. */

static void
make_identity (double matrix[16])
{
  for (guint i = 0; i < 16; i++)
    matrix[i] = i % 5 == 0;
}

static void
multiply (double a[16], const double b[16])
{
  double product[16] = { 0 };

  for (guint column = 0; column < 4; column++)
    for (guint row = 0; row < 4; row++)
      for (guint i = 0; i < 4; i++)
        product[4 * column + row] += a[4 * i + row] * b[4 * column + i];
  memcpy (a, product, sizeof product);
}

/* @w: 1 for a place, 0 for a way */
static void
transform (const double matrix[16], const double from[3], double w, double to[3])
{
  for (guint row = 0; row < 3; row++)
    to[row] = matrix[row] * from[0] + matrix[4 + row] * from[1] + matrix[8 + row] * from[2]
              + w * matrix[12 + row];
}

/* The joint alone (Rodrigues' rotation about its axis, and the way along it). */
static void
move_joint (const MqJoint *joint, double matrix[16])
{
  double degrees = joint->is_length ? 0 : joint->value;
  double way = joint->is_length                ? joint->value
               : joint->kind == MQ_JOINT_SCREW ? joint->pitch * joint->value / 360
                                               : 0;
  double s = sin (degrees * G_PI / 180), c = cos (degrees * G_PI / 180);
  const double *a = joint->axis;
  double away[3];
  const double skew[9] = { 0, a[2], -a[1], -a[2], 0, a[0], a[1], -a[0], 0 };

  make_identity (matrix);
  for (guint column = 0; column < 3; column++)
    for (guint row = 0; row < 3; row++)
      matrix[4 * column + row] = (row == column ? c : 0) + (1 - c) * a[row] * a[column]
                                 + s * skew[3 * column + row];
  transform (matrix, joint->origin, 0, away);
  for (guint row = 0; row < 3; row++)
    matrix[12 + row] = joint->origin[row] + way * a[row] - away[row];
}

/* @matrix: (out): from where the object was built to where it is in the pose. Returns: whether it
 * is elsewhere */
gboolean
mq_motion_place (MqMotion *self, const char *object, float matrix[16])
{
  gboolean is_moved = FALSE;
  double all[16], one[16];

  make_identity (all);
  MQ_EACH (self->order, i, const MqJoint, joint)
    {
      if (joint->value == 0 || !g_hash_table_contains (joint->objects, object))
        continue;
      move_joint (joint, one);
      multiply (all, one);
      is_moved = TRUE;
    }
  for (guint i = 0; i < 16; i++)
    matrix[i] = (float)all[i];
  return is_moved;
}

/* Finds the axis of the joint that is pointed at. @at: (out): on the axis, in the pose, m; @way:
 * (out): along it, of length 1 */
gboolean
mq_motion_get_axis (MqMotion *self, double at[3], double way[3])
{
  const MqJoint *joint = self->pointed >= 0 ? mq_motion_get_joint (self, (guint)self->pointed)
                                            : NULL;
  double all[16], one[16];
  guint n = 0;

  if (joint == NULL)
    return FALSE;

  make_identity (all);
  for (int base = joint->base; base >= 0 && n < self->joints->len; n++)
    {
      move_joint (self->joints->pdata[base], one);
      multiply (one, all);
      memcpy (all, one, sizeof all);
      base = mq_motion_get_joint (self, (guint)base)->base;
    }
  transform (all, joint->origin, 1, at);
  transform (all, joint->axis, 0, way);
  return TRUE;
}

/* Contacts. */

static gboolean
meets (const MqJoint *joint)
{
  return (joint->value < joint->free_low - NEAR || joint->value > joint->free_high + NEAR)
         && joint->meets != NULL;
}

/* Returns: whether it meets another in this pose */
gboolean
mq_motion_is_met (MqMotion *self, const char *object)
{
  MQ_EACH (self->joints, i, const MqJoint, joint)
    if (meets (joint) && g_strv_contains ((const char *const *)joint->meets, object))
      return TRUE;

  return FALSE;
}

/* Returns: (nullable): the joint of that name, if it is not as built */
static const MqJoint *
find_open (MqMotion *self, const char *name)
{
  int number = mq_joints_find (self->joints, name);
  const MqJoint *joint = number >= 0 ? self->joints->pdata[number] : NULL;

  return joint != NULL && joint->value != 0 ? joint : NULL;
}

/* Returns: (transfer full) (nullable): a sentence on what meets or opens in this pose */
char *
mq_motion_describe_contact (MqMotion *self)
{
  MQ_EACH (self->joints, i, const MqJoint, joint)
    {
      const MqJoint *leader = joint->leader >= 0 ? self->joints->pdata[joint->leader] : joint;
      const double *path = joint->path != NULL ? (double *)(gpointer)joint->path->data : NULL;
      const double *end = path != NULL ? path + 2 * (joint->path->len - 1) : NULL;
      g_autofree char *at = NULL;
      g_autofree char *to = NULL;

      if (path != NULL && (leader->value < *path - NEAR || leader->value > *end + NEAR))
        {
          at = mq_joint_format (leader, *path);
          to = mq_joint_format (leader, *end);
          /* Translators: two joints that hang together in a loop: “Rocker” follows “Crank” from
           * -40° to 75° only. */
          return g_strdup_printf (_ ("“%s” follows “%s” from %s to %s only."), joint->title,
                                  leader->title, at, to);
        }
      if (!meets (joint))
        continue;
      at = mq_joint_format (joint,
                            joint->value > joint->free_high ? joint->free_high : joint->free_low);
      /* Translators: two parts of an asset run into each other beyond an angle, or a length: “Door”
       * meets “Wall” beyond 95°. */
      return g_strdup_printf (_ ("“%s” meets “%s” beyond %s."), joint->meets[0], joint->meets[1],
                              at);
    }

  for (guint i = 0; i < mq_json_length (self->apart); i++)
    {
      JsonNode *pair = json_array_get_element (self->apart, i);
      JsonArray *names = JSON_NODE_HOLDS_ARRAY (pair) ? json_node_get_array (pair) : NULL;
      gboolean is_pair = mq_json_length (names) == 2;
      const MqJoint *one = is_pair ? find_open (self, mq_json_element_string (names, 0)) : NULL;
      const MqJoint *other = is_pair ? find_open (self, mq_json_element_string (names, 1)) : NULL;

      if (one != NULL && other != NULL)
        /* Translators: of two joints, such as doors that open into the same corner */
        return g_strdup_printf (_ ("“%s” and “%s” may meet when both are open."), one->title,
                                other->title);
    }

  return NULL;
}
