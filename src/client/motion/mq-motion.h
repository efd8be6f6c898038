/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMotion: the joints of a version as its report has them, and a pose: the value of each joint. A
 * pose is no version; 0 is the asset as it was built. Used by the window. */
#pragma once

#include "common/asset/mq-joint-kinds.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MqJoint: of which some members are numbers of other joints; -1: none. */
typedef struct
{
  char *name;  /* as the script has it: "Left door" */
  char *title; /* in the user's language */
  MqJointKind kind;
  char *child;         /* the part that it moves */
  char *parent;        /* the part that it is fixed to */
  GHashTable *objects; /* names of all that move with it, also those of joints further out */
  double origin[3];    /* on its axis as built, m */
  double axis[3];      /* of length 1 */
  gboolean has_limits; /* else it turns freely */
  double low;          /* degrees, of a slider m */
  double high;
  double free_low; /* where the range begins in which nothing meets */
  double free_high;
  GStrv meets;  /* the two objects that meet outside of it, or NULL */
  double pitch; /* of a screw, m a turn */
  int leader;   /* whose value it follows */
  double ratio; /* its value by that of its leader, or by that of `via` */
  GArray
      *path; /* of a joint in a closed loop: values of its leader, and its own at each; or NULL */
  int via;   /* the joint that has the path which this one follows; it may be itself */
  int base;  /* that moves its parent */
  double value; /* in the pose */
} MqJoint;

/* Signal: "changed": the pose, or the joint that is pointed at. */
#define MQ_TYPE_MOTION (mq_motion_get_type ())
G_DECLARE_FINAL_TYPE (MqMotion, mq_motion, MQ, MOTION, GObject)

struct _MqMotion
{
  GObject parent_instance;

  GPtrArray *joints; /* of MqJoint, in the order of the report */
  GPtrArray *order;  /* the same, borrowed: each before those that it moves */
  JsonArray *apart;  /* pairs that cannot both be open, or NULL */
  int pointed;       /* whose axis is drawn, or -1 */
};

MqMotion *mq_motion_new (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
MqMotion *mq_motion_of_version (GObject *version, JsonObject *report);

const MqJoint *mq_motion_get_joint (MqMotion *self, guint number);
gboolean mq_joint_is_length (const MqJoint *joint);
double mq_joint_get_far (const MqJoint *joint);
char *mq_joint_format (const MqJoint *joint, double value) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_motion_set_value (MqMotion *self, guint number, double value);
void mq_motion_point (MqMotion *self, int number);
gboolean mq_motion_is_posed (MqMotion *self);
char *mq_motion_describe_pose (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_motion_dup_pose (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_motion_place (MqMotion *self, const char *object, float matrix[16]);
gboolean mq_motion_get_axis (MqMotion *self, double at[3], double way[3]);
gboolean mq_motion_is_met (MqMotion *self, const char *object);
char *mq_motion_describe_contact (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_motion_note_pose (JsonObject *report, JsonObject *answer);

gboolean mq_motion_may_read (const char *words);
char *mq_motion_read_words (MqMotion *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
