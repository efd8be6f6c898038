/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrintGroup: says whether a version can be printed in 3D, one row for each finding, which shows
 * its place on the model. It checks while it is on screen. Used by MqExportDialog. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/session/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PRINT_GROUP (mq_print_group_get_type ())
G_DECLARE_FINAL_TYPE (MqPrintGroup, mq_print_group, MQ, PRINT_GROUP, AdwPreferencesGroup)

void mq_print_group_set_export (MqPrintGroup *self, MqWorkspace *workspace, MqVersion *version,
                                double size, gboolean lay_out);

G_END_DECLS
