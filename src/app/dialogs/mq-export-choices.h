/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices of the last export in each format, in the window's settings. Used by MqExportDialog.
 */
#pragma once

#include "client/export/mq-export.h"

G_BEGIN_DECLS

void mq_export_choices_load (GSettings *settings, MqExportOptions *options);
void mq_export_choices_save (GSettings *settings, const MqExportOptions *options);

G_END_DECLS
