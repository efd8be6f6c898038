/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMesh: the triangles of an asset with the plain looks of its parts, ready for a graphics card.
 * Made by mq_glb_read(); shown by MqOrbitView. It does not change. */
#pragma once

#include "client/motion/mq-motion.h"

G_BEGIN_DECLS

/**
 * MqMeshVertex:
 * @position: m; z is up, and the front looks along -y, as in Blender
 * @normal: of length 1
 */
typedef struct
{
  float position[3];
  float normal[3];
} MqMeshVertex;

/**
 * MqMeshPart:
 * @name: of the object
 * @first: the first of its indices
 * @n_indices: their number, a multiple of 3
 * @low: lowest corner of its box, m
 * @high: highest corner of its box, m
 * @color: red, green and blue, linear; the last is the opacity
 * @metallic: 0 to 1
 * @roughness: 0 to 1
 */
typedef struct
{
  char *name;
  guint first;
  guint n_indices;
  float low[3];
  float high[3];
  float color[4];
  float metallic;
  float roughness;
} MqMeshPart;

#define MQ_TYPE_MESH (mq_mesh_get_type ())
G_DECLARE_FINAL_TYPE (MqMesh, mq_mesh, MQ, MESH, GObject)

/**
 * MqMesh:
 * @vertices: (element-type MqMeshVertex): of all parts
 * @indices: (element-type guint32): three for each triangle
 * @parts: (element-type MqMeshPart): parts
 * @low: lowest corner of the box, m
 * @high: highest corner of the box, m
 */
struct _MqMesh
{
  GObject parent_instance;

  GArray *vertices;
  GArray *indices;
  GArray *parts;
  float low[3];
  float high[3];
};

/**
 * MqMeshHit:
 * @part: the part that is met
 * @at: where, as the asset was built, m
 * @normal: of its surface there, as the asset was built, towards the eye, of length 1
 */
typedef struct
{
  const MqMeshPart *part;
  double at[3];
  double normal[3];
} MqMeshHit;

static inline void
mq_mesh_cross (const double a[3], const double b[3], double product[3])
{
  product[0] = a[1] * b[2] - a[2] * b[1];
  product[1] = a[2] * b[0] - a[0] * b[2];
  product[2] = a[0] * b[1] - a[1] * b[0];
}

/* Finds the part of a mesh that a line of sight meets first. */
gboolean mq_mesh_pick (MqMesh *mesh, MqMotion *motion, const double eye[3],
                       const double direction[3], MqMeshHit *hit);

G_END_DECLS
