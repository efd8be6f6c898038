/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of a picture of an asset, and what the line of sight through them meets, as targets of a
 * message. Used by MqOrbitView and MqOrbit. */
#pragma once

#include "app/model/mq-orbit-camera.h"
#include "app/model/mq-selection.h"

G_BEGIN_DECLS

/**
 * MqOrbitPick:
 * @mesh: what is seen
 * @camera: from where
 * @sight: what @camera sees in the whole picture
 * @selection: knows the parts of the version
 * @motion: (nullable): has the pose that is seen
 */
typedef struct
{
  MqMesh *mesh;
  const MqOrbitCamera *camera;
  MqOrbitSight sight;
  MqSelection *selection;
  MqMotion *motion;
} MqOrbitPick;

gboolean mq_orbit_pick_hit (const MqOrbitPick *self, double x, double y, MqMeshHit *hit);
JsonObject *mq_orbit_pick_target (const MqOrbitPick *self, double x, double y,
                                  gboolean adds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
