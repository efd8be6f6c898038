/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMotionGroup: the joints of a version as sliders, which set a pose and no version, and buttons
 * that play them. Used by MqParametersView. */
#pragma once

#include "client/motion/mq-motion.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: motion.play, with the number of a joint, or -1 for all of them in turn. */
#define MQ_TYPE_MOTION_GROUP (mq_motion_group_get_type ())
G_DECLARE_FINAL_TYPE (MqMotionGroup, mq_motion_group, MQ, MOTION_GROUP, AdwPreferencesGroup)

GtkWidget *mq_motion_group_new (MqMotion *motion);

G_END_DECLS
