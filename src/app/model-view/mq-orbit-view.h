/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOrbitView: an asset's mesh that is turned by dragging and arrow keys, zoomed by wheel, pinch
 * and keys. It draws only when something changed. Used by MqOrbit. */
#pragma once

#include "app/model-view/mq-orbit-renderer.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "mode" (uint, of MqOrbitMode). Signals: "pointed" (const char *object): that object, or
 * NULL, is under the pointer; "picked" (const char *object): that object was clicked; "turned"
 * (const MqOrbitSide *): by the user. Actions: orbit.zoom-in, orbit.zoom-out, orbit.reset. */
#define MQ_TYPE_ORBIT_VIEW (mq_orbit_view_get_type ())
G_DECLARE_FINAL_TYPE (MqOrbitView, mq_orbit_view, MQ, ORBIT_VIEW, GtkGLArea)

GtkWidget *mq_orbit_view_new (void);
void mq_orbit_view_set_mesh (MqOrbitView *self, MqMesh *mesh, JsonObject *report);
void mq_orbit_view_change_mesh (MqOrbitView *self, MqMesh *mesh);
void mq_orbit_view_look_from (MqOrbitView *self, const MqOrbitSide *side);
void mq_orbit_view_set_name (MqOrbitView *self, const char *name);

G_END_DECLS
