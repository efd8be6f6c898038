/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of joints that plans and reports name, see docs/using/motion.md. The list is that of
 * the bridge (blender-addon/maquette_bridge/motion/joints.py); `check-data.py joints`
 * of tests/data compares all copies. Used by the window and the service. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_JOINT_HINGE,
  MQ_JOINT_SLIDER,
  MQ_JOINT_BALL,
  MQ_JOINT_SCREW,
  MQ_JOINT_FIXED,  /* goes along with its parent */
  MQ_JOINT_CLOSES, /* holds a point of two parts together; no part hangs on it */
} MqJointKind;

extern const char *const mq_joint_kinds[]; /* the words of MqJointKind, then NULL */

G_END_DECLS
