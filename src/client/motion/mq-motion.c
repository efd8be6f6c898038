/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMotion, see mq-motion.h. Every joint is given as the asset was built. So the place of an object
 * is the product of what its joints do there, from the root outwards (docs/using/motion.md). */
#include "client/motion/mq-motion.h"

#include "common/asset/mq-asset-names.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A report that a script made may claim any number. */
#define MAX_JOINTS 256
#define MAX_PATH 1000
#define MAX_VALUE 1e6
/* Closer to the end of a range than this is at its end. */
#define NEAR 1e-6
#define CM 0.01 /* m */
#define KEY "mq-motion"
#define MAX_NOTES 5
#define MAX_NAME 80

static guint changed_signal;

G_DEFINE_FINAL_TYPE (MqMotion, mq_motion, G_TYPE_OBJECT)

static void
joint_free (gpointer data)
{
  MqJoint *joint = data;

  g_free (joint->name);
  g_free (joint->title);
  g_free (joint->child);
  g_free (joint->parent);
  g_strfreev (joint->meets);
  g_clear_pointer (&joint->path, g_array_unref);
  g_hash_table_unref (joint->objects);
  g_free (joint);
}

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
  self->joints = g_ptr_array_new_with_free_func (joint_free);
  self->order = g_ptr_array_new ();
  self->pointed = -1;
}

/* Reading. */

static gboolean
read_pair (JsonArray *pair, double *first, double *second)
{
  if (mq_json_length (pair) != 2)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    {
      JsonNode *node = json_array_get_element (pair, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
        return FALSE;
    }
  *first = json_array_get_double_element (pair, 0);
  *second = json_array_get_double_element (pair, 1);
  return fabs (*first) <= MAX_VALUE && fabs (*second) <= MAX_VALUE;
}

static gboolean
read_range (JsonObject *row, const char *name, double *low, double *high)
{
  return read_pair (mq_json_get_array (row, name), low, high) && *low <= *high;
}

/* Returns: (transfer full) (nullable): pairs, by the first of each; NULL if there are none */
static GArray *
read_path (JsonArray *rows)
{
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, 2 * sizeof (double));

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_PATH); i++)
    {
      JsonNode *node = json_array_get_element (rows, i);
      JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      double pair[2];

      if (!read_pair (row, &pair[0], &pair[1])
          || (path->len > 0 && pair[0] <= g_array_index (path, double, 2 * (path->len - 1))))
        return NULL;
      g_array_append_val (path, pair);
    }
  return path->len > 0 ? g_steal_pointer (&path) : NULL;
}

/* NULL: nothing can be moved by it. */
static MqJoint *
read_joint (JsonObject *row)
{
  const char *kind = mq_json_get_string (row, "kind", "");
  MqJoint *joint = g_new0 (MqJoint, 1);
  JsonArray *objects = mq_json_get_array (row, "objects");
  double *axis = joint->axis;
  double length;
  gboolean has_axis;

  joint->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < mq_json_length (objects); i++)
    if (mq_json_element_string (objects, i) != NULL)
      g_hash_table_add (joint->objects, g_strdup (mq_json_element_string (objects, i)));
  joint->name = g_strdup (mq_json_get_string (row, "name", ""));
  joint->title = mq_asset_name_make_title (MQ_ASSET_NAME_PART, joint->name);
  joint->child = g_strdup (mq_json_get_string (row, "child", ""));
  joint->parent = g_strdup (mq_json_get_string (row, "parent", ""));
  joint->meets
      = mq_json_to_strings (mq_json_get_array (mq_json_get_object (row, "contact"), "objects"));
  joint->pitch = CLAMP (mq_json_get_double (row, "pitch_m", 0), -MAX_VALUE, MAX_VALUE);
  joint->ratio = CLAMP (mq_json_get_double (row, "ratio", 1), -MAX_VALUE, MAX_VALUE);
  joint->leader = joint->base = joint->via = -1;
  while (joint->kind < MQ_JOINT_CLOSES && !g_str_equal (kind, mq_joint_kinds[joint->kind]))
    joint->kind++;
  joint->path = read_path (mq_json_get_array (row, "path"));
  joint->has_limits = read_range (row, "limits", &joint->low, &joint->high);
  if (!joint->has_limits)
    {
      joint->low = joint->kind == MQ_JOINT_SLIDER ? -1 : -180;
      joint->high = -joint->low;
    }
  joint->low = MIN (joint->low, 0);
  joint->high = MAX (joint->high, 0);
  if (!read_range (row, "free", &joint->free_low, &joint->free_high))
    {
      joint->free_low = -G_MAXDOUBLE;
      joint->free_high = G_MAXDOUBLE;
    }

  has_axis = mq_json_get_vector (row, "origin_m", joint->origin)
             && mq_json_get_vector (row, "axis", axis);
  length = sqrt (axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
  has_axis = has_axis && isfinite (length) && length > NEAR;
  for (guint i = 0; i < 3 && has_axis; i++)
    {
      has_axis = fabs (joint->origin[i]) <= MAX_VALUE;
      axis[i] /= length;
    }

  /* A pin of a closed loop moves nothing. */
  if (has_axis && joint->kind != MQ_JOINT_CLOSES && *joint->name != '\0')
    return joint;

  joint_free (joint);
  return NULL;
}

static int
find_joint (MqMotion *self, gsize member, const char *text)
{
  for (guint i = 0; text != NULL && i < self->joints->len; i++)
    if (g_str_equal (G_STRUCT_MEMBER (char *, self->joints->pdata[i], member), text))
      return (int)i;

  return -1;
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
  JsonArray *rows = mq_json_get_array (report, "joints");

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_JOINTS); i++)
    {
      MqJoint *joint = read_joint (mq_json_element_object (rows, i));

      if (joint != NULL && find_joint (self, G_STRUCT_OFFSET (MqJoint, name), joint->name) < 0)
        g_ptr_array_add (self->joints, joint);
      else
        g_clear_pointer (&joint, joint_free);
    }
  if (self->joints->len == 0)
    return NULL;

  for (guint i = 0; i < self->joints->len; i++)
    {
      MqJoint *joint = self->joints->pdata[i];
      const char *follows = mq_json_get_string (mq_json_find (rows, "name", joint->name), "follows",
                                                NULL);

      joint->leader = find_joint (self, G_STRUCT_OFFSET (MqJoint, name), follows);
      joint->base = find_joint (self, G_STRUCT_OFFSET (MqJoint, child), joint->parent);
      g_ptr_array_add (self->order, joint);
    }
  for (guint i = 0; i < self->joints->len; i++)
    {
      MqJoint *joint = self->joints->pdata[i];
      guint n = 0;

      /* Each follows one that follows none. Joints in a circle follow none. */
      if (joint->path != NULL)
        joint->via = find_joint (self, G_STRUCT_OFFSET (MqJoint, name), joint->name);
      for (; joint->leader >= 0 && n <= self->joints->len; n++)
        {
          const MqJoint *leader = self->joints->pdata[joint->leader];

          if (leader->leader < 0 && joint->ratio != 0)
            break;
          if (leader->path != NULL && joint->via < 0)
            joint->via = joint->leader;
          joint->ratio *= leader->ratio;
          joint->leader = leader->leader;
        }
      if (n > self->joints->len)
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

/* Returns: whether its value is a length in m, rather than an angle in degrees */
gboolean
mq_joint_is_length (const MqJoint *joint)
{
  return joint->kind == MQ_JOINT_SLIDER;
}

/* Returns: the value of the joint when it is open */
double
mq_joint_get_far (const MqJoint *joint)
{
  return joint->high >= -joint->low ? joint->high : joint->low;
}

/* Returns: (transfer full): a value of the joint with its unit, in the user's locale */
char *
mq_joint_format (const MqJoint *joint, double value)
{
  gboolean is_short = fabs (value) < CM;

  if (!mq_joint_is_length (joint))
    return g_strdup_printf ("%.4g°", round (value * 10) / 10 + 0.0);

  return g_strdup_printf ("%.4g\302\240%s", round (value * 10000) / (is_short ? 10 : 100) + 0.0,
                          is_short ? "mm" : "cm");
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
  if (!(fabs (value) <= MAX_VALUE))
    return FALSE;
  if (joint->value == value)
    return is_same;

  joint->value = value;
  for (guint i = 0; i < self->joints->len; i++)
    {
      MqJoint *other = self->joints->pdata[i];

      if (other->leader == (int)number)
        other->value
            = other->ratio
              * (other->via >= 0
                     ? follow_path (mq_motion_get_joint (self, (guint)other->via)->path, 0, value)
                     : value);
    }
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

  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = self->joints->pdata[i];
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

  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = self->joints->pdata[i];

      if (joint->value != 0 && joint->leader < 0)
        json_object_set_double_member (pose, joint->name, joint->value);
    }

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
  double degrees = mq_joint_is_length (joint) ? 0 : joint->value;
  double way = mq_joint_is_length (joint)      ? joint->value
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
  for (guint i = 0; i < self->order->len; i++)
    {
      const MqJoint *joint = self->order->pdata[i];

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
         && joint->meets != NULL && g_strv_length (joint->meets) == 2;
}

/* Returns: whether it meets another in this pose */
gboolean
mq_motion_is_met (MqMotion *self, const char *object)
{
  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = self->joints->pdata[i];

      if (meets (joint) && g_strv_contains ((const char *const *)joint->meets, object))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (nullable): the joint of that name, if it is not as built */
static const MqJoint *
find_open (MqMotion *self, const char *name)
{
  int number = find_joint (self, G_STRUCT_OFFSET (MqJoint, name), name);
  const MqJoint *joint = number >= 0 ? self->joints->pdata[number] : NULL;

  return joint != NULL && joint->value != 0 ? joint : NULL;
}

/* Returns: (transfer full) (nullable): a sentence on what meets or opens in this pose */
char *
mq_motion_describe_contact (MqMotion *self)
{
  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = self->joints->pdata[i];
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

/* Returns: (transfer full): “12” or “1.2” */
static char *
format_mm (double m)
{
  return g_strdup_printf ("%.*f", 1000 * m < 10 ? 1 : 0, 1000 * m);
}

/* @report: of a picture, a film or a file of a pose; @answer: (nullable): the bridge's, see
 * docs/inside/bridge.md. Adds to the report's `notes` if objects run into each other in the pose,
 * or a loop cannot follow it */
void
mq_motion_note_pose (JsonObject *report, JsonObject *answer)
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
      gboolean is_length = g_str_equal (mq_json_get_string (row, "unit", ""), "m");
      MqJoint driver = { .kind = is_length ? MQ_JOINT_SLIDER : MQ_JOINT_HINGE };
      g_autofree char *name = mq_text_clean (mq_json_get_string (row, "joint", ""), MAX_NAME);
      g_autofree char *gap = format_mm (mq_json_get_double (row, "opens_m", 0));
      g_autofree char *from = NULL;
      g_autofree char *to = NULL;
      g_autofree char *note = NULL;

      if (!read_range (row, "range", &driver.low, &driver.high))
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
