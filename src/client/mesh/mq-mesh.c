/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMesh, see mq-mesh.h. */
#include "client/mesh/mq-mesh.h"

#include "common/base/mq-each.h"

#include <math.h>

/* Determinant below which a line runs along a triangle's plane. */
#define FLAT 1e-15

G_DEFINE_FINAL_TYPE (MqMesh, mq_mesh, G_TYPE_OBJECT)

static void
clear_part (gpointer part)
{
  g_free (((MqMeshPart *)part)->name);
}

static void
mq_mesh_finalize (GObject *object)
{
  MqMesh *self = MQ_MESH (object);

  g_array_unref (self->vertices);
  g_array_unref (self->indices);
  g_array_unref (self->parts);

  G_OBJECT_CLASS (mq_mesh_parent_class)->finalize (object);
}

static void
mq_mesh_class_init (MqMeshClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_mesh_finalize;
}

static void
mq_mesh_init (MqMesh *self)
{
  self->vertices = g_array_new (FALSE, FALSE, sizeof (MqMeshVertex));
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->parts = g_array_new (FALSE, TRUE, sizeof (MqMeshPart));
  g_array_set_clear_func (self->parts, clear_part);
}

/* Picking. A part is looked into only where the line meets its box. */

static void
subtract (const float a[3], const double b[3], double difference[3])
{
  for (guint axis = 0; axis < 3; axis++)
    difference[axis] = a[axis] - b[axis];
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Sets @hit to where the line meets the triangle, if that is nearer than @nearest, in lengths of
 * @direction (Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection", 1997). */
static gboolean
meet_triangle (const MqMeshVertex *const corners[3], const double eye[3], const double direction[3],
               double *nearest, MqMeshHit *hit)
{
  const double origin[3] = { corners[0]->position[0], corners[0]->position[1],
                             corners[0]->position[2] };
  double a[3], b[3], from[3], p[3], q[3], scale, u, v, distance, length;

  subtract (corners[1]->position, origin, a);
  subtract (corners[2]->position, origin, b);
  mq_mesh_cross (direction, b, p);
  scale = dot (a, p);
  if (fabs (scale) < FLAT)
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    from[axis] = eye[axis] - origin[axis];
  u = dot (from, p) / scale;
  mq_mesh_cross (from, a, q);
  v = dot (direction, q) / scale;
  distance = dot (b, q) / scale;
  if (!(u >= 0 && v >= 0 && u + v <= 1 && distance > 0 && distance < *nearest))
    return FALSE;

  *nearest = distance;
  mq_mesh_cross (a, b, hit->normal);
  length = sqrt (dot (hit->normal, hit->normal));
  if (dot (hit->normal, direction) > 0)
    length = -length;
  for (guint axis = 0; axis < 3; axis++)
    {
      hit->at[axis] = eye[axis] + distance * direction[axis];
      hit->normal[axis] /= length;
    }
  return TRUE;
}

/**
 * mq_mesh_pick:
 * @mesh: a mesh
 * @motion: (nullable): has the pose that it is in
 * @eye: where one looks from, m
 * @direction: where to, of any length
 * @hit: (out caller-allocated): what is seen there first
 *
 * Returns: whether anything is
 */
gboolean
mq_mesh_pick (MqMesh *mesh, MqMotion *motion, const double eye[3], const double direction[3],
              MqMeshHit *hit)
{
  double nearest = G_MAXDOUBLE;

  g_return_val_if_fail (MQ_IS_MESH (mesh), FALSE);

  hit->part = NULL;
  MQ_EACH_VALUE (mesh->parts, i, const MqMeshPart, part)
    {
      double from[3] = { eye[0], eye[1], eye[2] };
      double way[3] = { direction[0], direction[1], direction[2] };
      double first = 0, last = nearest;
      float matrix[16];

      /* Takes the line of sight to where the part was built: by the transpose of its rotation. */
      if (motion != NULL && mq_motion_place (motion, part->name, matrix))
        {
          const double away[3] = { eye[0] - (double)matrix[12], eye[1] - (double)matrix[13],
                                   eye[2] - (double)matrix[14] };

          for (guint axis = 0; axis < 3; axis++)
            {
              const double column[3] = { matrix[4 * axis], matrix[4 * axis + 1],
                                         matrix[4 * axis + 2] };

              from[axis] = dot (column, away);
              way[axis] = dot (column, direction);
            }
        }

      /* Whether the line meets the part's box nearer than what was met so far (Kay and Kajiya, "Ray
       * Tracing Complex Scenes", 1986: slabs). */
      for (guint axis = 0; axis < 3; axis++)
        if (fabs (way[axis]) >= FLAT)
          {
            double a = (part->low[axis] - from[axis]) / way[axis];
            double b = (part->high[axis] - from[axis]) / way[axis];

            first = fmax (first, fmin (a, b));
            last = fmin (last, fmax (a, b));
          }
        else if (from[axis] < part->low[axis] || from[axis] > part->high[axis])
          last = -1;
      if (first > last)
        continue;

      for (guint j = part->first; j < part->first + part->n_indices; j += 3)
        {
          const guint32 *index = &g_array_index (mesh->indices, guint32, j);
          const MqMeshVertex *const corners[3]
              = { &g_array_index (mesh->vertices, MqMeshVertex, index[0]),
                  &g_array_index (mesh->vertices, MqMeshVertex, index[1]),
                  &g_array_index (mesh->vertices, MqMeshVertex, index[2]) };

          if (meet_triangle (corners, from, way, &nearest, hit))
            hit->part = part;
        }
    }

  return hit->part != NULL;
}
