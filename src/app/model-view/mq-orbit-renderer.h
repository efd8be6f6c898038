/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOrbitRenderer: draws a mesh with OpenGL: the look of the renders' stage, clay, or its edges.
 * All functions need the context that was current when it was made. Used by MqOrbitView. */
#pragma once

#include "app/model/mq-orbit-camera.h"
#include "app/model/mq-selection.h"

G_BEGIN_DECLS

/**
 * MqOrbitMode:
 * @MQ_ORBIT_COLORS: each part in the colour of its material
 * @MQ_ORBIT_CLAY: all parts in one colour, so that only the shape is seen
 * @MQ_ORBIT_WIREFRAME: as clay, with the edges of all triangles
 * @MQ_ORBIT_DIMENSIONS: as colours, with the sizes of its box
 */
typedef enum
{
  MQ_ORBIT_COLORS,
  MQ_ORBIT_CLAY,
  MQ_ORBIT_WIREFRAME,
  MQ_ORBIT_DIMENSIONS,
} MqOrbitMode;

#define MQ_ORBIT_N_MODES 4

/**
 * MqOrbitMarks:
 * @pointed: the names of the objects that are pointed at
 * @chosen: (nullable): what is chosen
 * @motion: (nullable): has the pose that is shown
 */
typedef struct
{
  GHashTable *pointed;
  MqSelection *chosen;
  MqMotion *motion;
} MqOrbitMarks;

typedef struct _MqOrbitRenderer MqOrbitRenderer;

MqOrbitRenderer *mq_orbit_renderer_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_orbit_renderer_free (MqOrbitRenderer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqOrbitRenderer, mq_orbit_renderer_free)

void mq_orbit_renderer_set_mesh (MqOrbitRenderer *self, MqMesh *mesh);
void mq_orbit_renderer_warm_up (MqOrbitRenderer *self, const MqOrbitCamera *camera);
gboolean mq_orbit_renderer_is_slow (MqOrbitRenderer *self, int width, int height);
void mq_orbit_renderer_draw (MqOrbitRenderer *self, const MqOrbitCamera *camera, MqOrbitMode mode,
                             const MqOrbitMarks *marks, int width, int height, gboolean moves);

G_END_DECLS
