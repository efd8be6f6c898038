/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOrbitView: an asset's mesh that is turned by dragging and arrow keys (with Shift, or by the
 * middle button, it is panned), zoomed by wheel, pinch and keys. It draws only when something
 * changed. Used by MqOrbit, which has the actions of the other keys. */
#pragma once

#include "app/model-view/mq-orbit-pick.h"
#include "app/model-view/mq-orbit-renderer.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The view rests when its camera has not moved for so long. */
#define MQ_ORBIT_VIEW_REST 150 /* ms */

/* The letters and digits that it takes as keys. */
#define MQ_ORBIT_VIEW_KEYS "fz01379+-="

/* Property: "mode" (uint, of MqOrbitMode). Signals: "pointed" (const char *object): that object is
 * under the pointer, or none is (NULL); "turned" (const MqOrbitSide *): by the user. Actions:
 * orbit.zoom-in, orbit.zoom-out, orbit.reset. */
#define MQ_TYPE_ORBIT_VIEW (mq_orbit_view_get_type ())
G_DECLARE_FINAL_TYPE (MqOrbitView, mq_orbit_view, MQ, ORBIT_VIEW, GtkGLArea)

GtkWidget *mq_orbit_view_new (void);
void mq_orbit_view_set_selection (MqOrbitView *self, MqSelection *selection);
void mq_orbit_view_set_motion (MqOrbitView *self, MqMotion *motion);
void mq_orbit_view_set_mesh (MqOrbitView *self, MqMesh *mesh, JsonObject *report, guint picture);
void mq_orbit_view_warm_up (MqOrbitView *self);
void mq_orbit_view_change_mesh (MqOrbitView *self, MqMesh *mesh, gboolean has_ghost);
void mq_orbit_view_begin_drag (MqOrbitView *self, gboolean pans);
void mq_orbit_view_drag (MqOrbitView *self, double x, double y);
void mq_orbit_view_show_side (MqOrbitView *self, const char *side);
void mq_orbit_view_fit (MqOrbitView *self, gboolean chosen);
void mq_orbit_view_look_from (MqOrbitView *self, const MqOrbitSide *side);
const char *mq_orbit_view_choose_at (MqOrbitView *self, double x, double y);
GdkTexture *mq_orbit_view_freeze (MqOrbitView *self, MqOrbitPick *pick) G_GNUC_WARN_UNUSED_RESULT;
void mq_orbit_view_set_name (MqOrbitView *self, const char *name);

G_END_DECLS
