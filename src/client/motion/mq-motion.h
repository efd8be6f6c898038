/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMotion: the joints of a version as its report has them, and a pose: the value of each joint. A
 * pose is no version; 0 is the asset as it was built. Used by the window,
 * films of a motion and changes that only set a pose. */
#pragma once

#include "common/asset/mq-joint.h"

G_BEGIN_DECLS

/* Signal: "changed": the pose, or the joint that is pointed at. */
#define MQ_TYPE_MOTION (mq_motion_get_type ())
G_DECLARE_FINAL_TYPE (MqMotion, mq_motion, MQ, MOTION, GObject)

struct _MqMotion
{
  GObject parent_instance;

  GPtrArray *joints; /* of MqJoint, those that can be moved, in the order of the report */
  GPtrArray *order;  /* the same, borrowed: each before those that it moves */
  JsonArray *apart;  /* pairs that cannot both be open, or NULL */
  int pointed;       /* whose axis is drawn, or -1 */
};

MqMotion *mq_motion_new (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
MqMotion *mq_motion_of_version (GObject *version, JsonObject *report);

const MqJoint *mq_motion_get_joint (MqMotion *self, guint number);

gboolean mq_motion_set_value (MqMotion *self, guint number, double value);
void mq_motion_point (MqMotion *self, int number);
gboolean mq_motion_is_posed (MqMotion *self);
char *mq_motion_describe_pose (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_motion_dup_pose (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_motion_place (MqMotion *self, const char *object, float matrix[16]);
gboolean mq_motion_get_axis (MqMotion *self, double at[3], double way[3]);
gboolean mq_motion_is_met (MqMotion *self, const char *object);
char *mq_motion_describe_contact (MqMotion *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_motion_may_read (const char *words);
char *mq_motion_read_words (MqMotion *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
