/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row "In This Pose" of the dialogs that make pictures, films and files of a version. */
#pragma once

#include "client/session/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

void mq_pose_row_show (AdwSwitchRow *row, MqVersion *version);
JsonObject *mq_pose_row_dup_pose (AdwSwitchRow *row, MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
