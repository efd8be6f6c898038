/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOrbit: a version that can be turned: gets its mesh in the background, also while it is not on
 * screen, and shows it with a choice of looks and sides. A draft that is turned becomes its version
 * without a jump. Needs OpenGL. Used by MqGallery. */
#pragma once

#include "app/model/mq-orbit-camera.h"
#include "app/model/mq-selection.h"
#include "app/workspace/mq-workspace.h"
#include "client/mesh/mq-mesh.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_ORBIT (mq_orbit_get_type ())
G_DECLARE_FINAL_TYPE (MqOrbit, mq_orbit, MQ, ORBIT, AdwBin)

/**
 * MqOrbitPlace:
 * @picture: which render of the version, from 0
 * @aspect: its width by its height
 * @x: where, of its width
 * @y: where, of its height
 */
typedef struct
{
  guint picture;
  double aspect;
  double x;
  double y;
} MqOrbitPlace;

/* Signals: "shown": the version that mq_orbit_show() was called with is there, or there is a
 * problem; "turned" (const MqOrbitSide *): by the user. Actions: orbit.side, orbit.fit, orbit.draw.
 */
void mq_orbit_set_selection (MqOrbit *self, MqSelection *selection);
void mq_orbit_set_motion (MqOrbit *self, MqMotion *motion);
void mq_orbit_show (MqOrbit *self, MqWorkspace *workspace, MqVersion *version, guint picture,
                    const char *name, gboolean ahead);
gboolean mq_orbit_has (MqOrbit *self, MqVersion *version);
gboolean mq_orbit_is_touched (MqOrbit *self);
const char *mq_orbit_get_problem (MqOrbit *self);
gboolean mq_orbit_focus (MqOrbit *self);
void mq_orbit_begin_drag (MqOrbit *self, gboolean pans);
void mq_orbit_drag (MqOrbit *self, double x, double y);
void mq_orbit_show_mesh (MqOrbit *self, MqMesh *mesh, JsonObject *report, const char *name,
                         gboolean stays);
void mq_orbit_choose_in_picture (MqOrbit *self, const MqOrbitPlace *place, gboolean adds);
const char *mq_orbit_choose_at (MqOrbit *self, GtkWidget *widget, const graphene_point_t *point);
const char *mq_orbit_find_in_picture (MqOrbit *self, const MqOrbitPlace *place);
GdkTexture *
mq_orbit_draw_chosen (MqOrbit *self, const MqOrbitPlace *place) G_GNUC_WARN_UNUSED_RESULT;
void mq_orbit_show_problem (MqOrbit *self, const char *text);
void mq_orbit_hide_looks (MqOrbit *self);
void mq_orbit_look_from (MqOrbit *self, const MqOrbitSide *side);
GdkTexture *mq_orbit_take_drawing (MqOrbit *self, JsonArray **targets) G_GNUC_WARN_UNUSED_RESULT;
void mq_orbit_stop (MqOrbit *self);
void mq_orbit_clear (MqOrbit *self);
int mq_orbit_measure_tools (MqOrbit *self, int width);
gboolean mq_orbit_has_opengl (GtkWidget *widget);

G_END_DECLS
