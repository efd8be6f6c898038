/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionCell: a version in MqVersionStrip: its branch lines, first render and number. */
#pragma once

#include "app/review/mq-version-tracks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_CELL (mq_version_cell_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCell, mq_version_cell, MQ, VERSION_CELL, GtkWidget)

void mq_version_cell_show (MqVersionCell *self, MqVersion *version, MqVersionTracks *tracks,
                           guint position);
MqVersion *mq_version_cell_get_version (MqVersionCell *self);

G_END_DECLS
