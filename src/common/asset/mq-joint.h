/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJoint: a joint of an asset, of the list `joints` in a report or a plan (docs/using/motion.md).
 * Reads the list, writes a value with its unit, and what a pose runs into. Used by the window, the
 * command line, MCP, the exports and the service. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_JOINT_MAX_VALUE: of any number in the list, which a script may have made. */
#define MQ_JOINT_MAX_VALUE 1e6

/** MqJointKind: as the bridge has them (blender-addon/maquette_bridge/motion/joints.py);
 * `check-data.py joints` of tests/data compares all copies. */
typedef enum
{
  MQ_JOINT_UNKNOWN = -1,
  MQ_JOINT_HINGE,
  MQ_JOINT_SLIDER,
  MQ_JOINT_BALL,
  MQ_JOINT_SCREW,
  MQ_JOINT_FIXED,  /* goes along with its parent */
  MQ_JOINT_CLOSES, /* holds a point of two parts together; no part hangs on it */
} MqJointKind;

/** MqJoint: texts are of the row, and "" where it has none. */
typedef struct
{
  JsonObject *row;
  const char *name; /* as the script has it: "Left door" */
  MqJointKind kind;
  const char *kind_name; /* also of one that is not known */
  const char *parent;    /* the part that it is fixed to */
  const char *child;     /* the part that it moves */
  const char *follows;   /* the joint that it is coupled to, or that drives its loop; or NULL */
  gboolean has_ratio;    /* else a loop couples it */
  double ratio;          /* its value by that of what it follows */

  /* In a plan */
  const char *axis_words;
  JsonArray *range; /* as limits; or NULL */
  const char *why;

  /* In a report */
  GHashTable *objects; /* names of all that move with it, also those of joints further out */
  gboolean has_axis;
  double origin[3];    /* on its axis as built, m */
  double axis[3];      /* of length 1 */
  gboolean is_length;  /* its value is in m, rather than in degrees */
  gboolean has_limits; /* else it turns freely */
  double low;
  double high;
  double far; /* its value when it is open */
  gboolean has_free;
  double free_low; /* where the range begins in which nothing meets */
  double free_high;
  GStrv meets;          /* the two objects that meet outside of it, or NULL */
  double pitch;         /* of a screw, m a turn */
  double opens;         /* how far what closes a loop opens, m; less than 0: it was not measured */
  const char *shown_by; /* what shows where its axis lies, or NULL */
  GArray
      *path; /* of one in a closed loop: values of what drives it, and its own at each; or NULL */

  /* In a pose, by MqMotion; numbers of other joints are -1 for none */
  char *title; /* in the user's language */
  int leader;  /* whose value it follows: it has the ratio to that one, or to that of `via` */
  int via;     /* the joint that has the path which this one follows; it may be itself */
  int base;    /* that moves its parent */
  double value;
} MqJoint;

GPtrArray *mq_joints_read (JsonObject *asset) G_GNUC_WARN_UNUSED_RESULT;
int mq_joints_find (GPtrArray *joints, const char *name);
char *mq_joint_format (const MqJoint *joint, double value) G_GNUC_WARN_UNUSED_RESULT;
void mq_joints_note_pose (JsonObject *report, JsonObject *answer);

G_END_DECLS
