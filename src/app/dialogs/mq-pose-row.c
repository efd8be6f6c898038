/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a pose, see mq-pose-row.h. */
#include "app/dialogs/mq-pose-row.h"

#include "client/motion/mq-motion.h"

/* Shows the pose that the version is in; of one as it was built, hides the row. */
void
mq_pose_row_show (AdwSwitchRow *row, MqVersion *version)
{
  MqMotion *motion = mq_motion_of_version (G_OBJECT (version), NULL);
  g_autofree char *pose = motion != NULL ? mq_motion_describe_pose (motion) : g_strdup ("");

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), pose);
  gtk_widget_set_visible (GTK_WIDGET (row), *pose != '\0');
}

/* Returns: (transfer full) (nullable): the pose of the version, if the row is there and says so */
JsonObject *
mq_pose_row_dup_pose (AdwSwitchRow *row, MqVersion *version)
{
  MqMotion *motion = mq_motion_of_version (G_OBJECT (version), NULL);

  return motion != NULL && gtk_widget_get_visible (GTK_WIDGET (row))
                 && gtk_widget_get_sensitive (GTK_WIDGET (row)) && adw_switch_row_get_active (row)
             ? mq_motion_dup_pose (motion)
             : NULL;
}
