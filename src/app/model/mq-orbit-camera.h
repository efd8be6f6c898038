/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOrbitCamera: the camera that goes round an asset: where it stands, and what it sees. It begins
 * where the bridge's framing.py puts the camera of the first render. Plain numbers, without GTK;
 * used by MqOrbitView and MqOrbitRenderer. */
#pragma once

#include "client/mesh/mq-mesh.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqOrbitCamera:
 * @azimuth: degrees from the front (-y), to the right
 * @elevation: degrees above the ground
 * @zoom: 1 as in the first render; more is nearer
 * @pivot: what it looks at and goes round, m
 * @distance: from @pivot at zoom 1, m
 * @centre: the middle of the asset's box, m
 * @size: the diagonal of the asset's box, m
 */
typedef struct
{
  double azimuth;
  double elevation;
  double zoom;
  double pivot[3];
  double distance;
  double centre[3];
  double size;
  double first_azimuth;
  double first_elevation;
  double first_pivot[3];
} MqOrbitCamera;

/**
 * MqOrbitSight:
 * @eye: where the camera is, m
 * @right: to the right of the picture, of length 1
 * @up: up in the picture, of length 1
 * @back: away from what is seen, of length 1
 * @half_width: half of the picture's width, at a distance of 1
 * @half_height: half of the picture's height, at a distance of 1
 * @near: where depth begins, m
 * @far: where depth ends, m
 * @matrix: from places to the picture; columns one after another, as OpenGL has it
 */
typedef struct
{
  double eye[3];
  double right[3];
  double up[3];
  double back[3];
  double half_width;
  double half_height;
  double near;
  double far;
  float matrix[16];
} MqOrbitSight;

/** MqOrbitSide: from where an asset is seen, whatever its size; see #MqOrbitCamera. */
typedef struct
{
  double azimuth;
  double elevation;
  double zoom;
} MqOrbitSide;

void mq_orbit_find_axes (double azimuth, double elevation, double right[3], double up[3],
                         double back[3]);
gboolean
mq_orbit_camera_frame (MqOrbitCamera *self, MqMesh *mesh, JsonObject *report, guint picture);
void mq_orbit_camera_stay (MqOrbitCamera *self, MqMesh *mesh, double aspect);
void mq_orbit_camera_fit (MqOrbitCamera *self, MqMesh *mesh, const MqMeshPart *part, double aspect);
void mq_orbit_camera_pan (MqOrbitCamera *self, double right, double up, double aspect);
void mq_orbit_camera_reset (MqOrbitCamera *self);
void mq_orbit_camera_turn (MqOrbitCamera *self, double right, double up);
void mq_orbit_camera_zoom (MqOrbitCamera *self, double zoom);
MqOrbitSight mq_orbit_camera_look (const MqOrbitCamera *self, double aspect);
const char *mq_orbit_camera_get_side (const MqOrbitCamera *self);
void mq_orbit_sight_aim (const MqOrbitSight *self, double x, double y, double direction[3]);

G_END_DECLS
