/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes of an asset that is turned: its box in the picture, with width, depth and height. Used
 * by MqOrbitView. */
#pragma once

#include "app/model-view/mq-orbit-camera.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_orbit_dimensions_snapshot_ghost (GtkWidget *widget, GtkSnapshot *snapshot,
                                         const MqOrbitSight *sight, MqMesh *before);
void mq_orbit_dimensions_snapshot (GtkWidget *widget, GtkSnapshot *snapshot,
                                   const MqOrbitSight *sight, MqMesh *mesh);

G_END_DECLS
