/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The camera that goes round an asset, see mq-orbit-camera.h. The numbers are those of the bridge's
 * framing.py, so that the asset does not jump when the render becomes the mesh. */
#include "app/model/mq-orbit-camera.h"

#include "common/json/mq-json.h"

#include <math.h>

#define LENS_MM 65.0
#define SENSOR_MM 36.0
#define AIR 0.07
#define RENDER_ASPECT (16.0 / 9.0)
#define FIRST_AZIMUTH 38.0
#define LOWEST 6.0
#define HIGHEST 44.0
#define SMALLEST 1e-5
/* As many points say where the camera must stand. */
#define MAX_POINTS 20000
#define ROUNDS 8
#define STEEPEST 90.0
#define FARTHEST 1e7
#define MIN_ZOOM 0.1
#define MAX_ZOOM 40.0
/* A shape that changes leaves the frame when less of it is left free. */
#define LEAST_AIR 0.01

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static double
to_radians (double degrees)
{
  return degrees * G_PI / 180;
}

/* @azimuth: degrees from the front (-y), to the right; @elevation: degrees above the ground;
 * @right: (out caller-allocated): to the right, as seen from there, of length 1; @up: (out
 * caller-allocated): up, of length 1; @back: (out caller-allocated): away from what is seen, of
 * length 1 */
void
mq_orbit_find_axes (double azimuth, double elevation, double right[3], double up[3], double back[3])
{
  double a = to_radians (azimuth), e = to_radians (elevation);

  right[0] = cos (a), right[1] = sin (a), right[2] = 0;
  up[0] = -sin (a) * sin (e), up[1] = cos (a) * sin (e), up[2] = cos (e);
  back[0] = sin (a) * cos (e), back[1] = -cos (a) * cos (e), back[2] = sin (e);
}

/* A point in the camera's axes. */
static void
get_local (MqMesh *mesh, guint i, const double axes[3][3], double local[3])
{
  const MqMeshVertex *vertex = &g_array_index (mesh->vertices, MqMeshVertex, i);
  const double place[3] = { vertex->position[0], vertex->position[1], vertex->position[2] };

  for (guint axis = 0; axis < 3; axis++)
    local[axis] = dot (place, axes[axis]);
}

/* Puts the camera as near as all points allow, as fit() of framing.py does. Returns its place in
 * its own axes. */
static void
fit (MqMesh *mesh, const double axes[3][3], double place[3])
{
  const double half = 0.5 * SENSOR_MM / LENS_MM;
  const double slopes[2] = { (1 - 2 * AIR) * half, (1 - 2 * AIR) * half / RENDER_ASPECT };
  guint n = mesh->vertices->len, step = MAX (1, n / MAX_POINTS);
  double highest[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE }, lowest[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };
  double nearest = -G_MAXDOUBLE;
  double low[3] = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double high[3] = { -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };
  double size = SMALLEST;

  for (guint i = 0; i < n; i += step)
    {
      double p[3];

      get_local (mesh, i, axes, p);
      nearest = MAX (nearest, p[2]);
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = MIN (low[axis], p[axis]);
          high[axis] = MAX (high[axis], p[axis]);
        }
      for (guint axis = 0; axis < 2; axis++)
        {
          highest[axis] = MAX (highest[axis], p[axis] + slopes[axis] * p[2]);
          lowest[axis] = MAX (lowest[axis], -p[axis] + slopes[axis] * p[2]);
        }
    }

  for (guint axis = 0; axis < 3; axis++)
    size = MAX (size, high[axis] - low[axis]);
  place[2] = nearest + 0.05 * size;
  for (guint axis = 0; axis < 2; axis++)
    {
      place[axis] = (highest[axis] - lowest[axis]) / 2;
      place[2] = MAX (place[2], (highest[axis] + lowest[axis]) / (2 * slopes[axis]));
    }

  /* Evens out what is left free on both sides; nearer points weigh more. */
  for (guint round = 0; round < ROUNDS; round++)
    {
      double most[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE }, least[2] = { G_MAXDOUBLE, G_MAXDOUBLE };

      for (guint i = 0; i < n; i += step)
        {
          double p[3];

          get_local (mesh, i, axes, p);
          for (guint axis = 0; axis < 2; axis++)
            {
              double seen = (p[axis] - place[axis]) / (place[2] - p[2]);

              most[axis] = MAX (most[axis], seen);
              least[axis] = MIN (least[axis], seen);
            }
        }
      for (guint axis = 0; axis < 2; axis++)
        place[axis] += (most[axis] + least[axis]) / 2 * (place[2] - nearest);
    }
}

static void
measure (MqOrbitCamera *self, MqMesh *mesh, double size[3])
{
  for (guint axis = 0; axis < 3; axis++)
    {
      size[axis] = (double)mesh->high[axis] - mesh->low[axis];
      self->centre[axis] = ((double)mesh->high[axis] + mesh->low[axis]) / 2;
    }
  self->size = MAX (sqrt (dot (size, size)), SMALLEST);
}

/* Puts the camera where that render was made from, or where the first one would be made from
 * now. @report: (nullable): the report of its version, which says where its renders were made
 * from; @picture: which of them is looked at, from 0. Returns: whether it is that render's camera
 */
gboolean
mq_orbit_camera_frame (MqOrbitCamera *self, MqMesh *mesh, JsonObject *report, guint picture)
{
  JsonArray *cameras = mq_json_get_array (report, "cameras");
  JsonNode *node = picture < mq_json_length (cameras) ? json_array_get_element (cameras, picture)
                                                      : NULL;
  JsonArray *row = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double size[3], axes[3][3], place[3], middle;
  double render[5]; /* azimuth and elevation, deg, and place, m */
  gboolean has_render = mq_json_length (row) == G_N_ELEMENTS (render);

  for (guint i = 0; has_render && i < G_N_ELEMENTS (render); i++)
    {
      node = json_array_get_element (row, i);
      render[i] = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
      has_render = fabs (render[i]) < FARTHEST;
    }
  has_render = has_render && fabs (render[1]) <= STEEPEST;

  measure (self, mesh, size);
  self->first_azimuth = has_render ? render[0] : FIRST_AZIMUTH;
  if (has_render)
    self->first_elevation = render[1];
  else
    {
      double width = MAX (MAX (size[0], size[1]), 1e-9);
      double flatness = MIN (1, size[2] / width);
      double elevation = size[2] > 3 * width ? 12 : 18 + 17 * (1 - flatness) * (1 - flatness);

      /* A flat thing is looked at from higher up. */
      self->first_elevation = CLAMP (elevation, LOWEST, HIGHEST);
    }

  mq_orbit_find_axes (self->first_azimuth, self->first_elevation, axes[0], axes[1], axes[2]);
  if (!has_render)
    fit (mesh, axes, place);
  for (guint axis = 0; has_render && axis < 3; axis++)
    place[axis] = dot (render + 2, axes[axis]);

  /* It looks at the point of its line of sight that is as far away as the asset's middle. */
  middle = dot (self->centre, axes[2]);
  self->distance = MAX (place[2] - middle, SMALLEST);
  for (guint axis = 0; axis < 3; axis++)
    self->first_pivot[axis] = axes[0][axis] * place[0] + axes[1][axis] * place[1]
                              + axes[2][axis] * middle;
  mq_orbit_camera_reset (self);
  return has_render;
}

/* Half of the picture's width and height, at a distance of 1 and at zoom 1. */
static void
find_half (double aspect, double half[2])
{
  const double lens = 0.5 * SENSOR_MM / LENS_MM;

  half[0] = aspect >= RENDER_ASPECT ? lens / RENDER_ASPECT * aspect : lens;
  half[1] = aspect >= RENDER_ASPECT ? lens / RENDER_ASPECT : lens / aspect;
}

/* The zoom at which all points of a part, or of everything, lie within the frame, with @air left on
 * the tighter sides. */
static double
find_zoom (const MqOrbitCamera *self, MqMesh *mesh, const MqMeshPart *part, double aspect,
           double air)
{
  guint n = part != NULL ? part->n_indices : mesh->vertices->len, step = MAX (1, n / MAX_POINTS);
  double axes[3][3], half[2], lens = MAX_ZOOM, farthest = SMALLEST;

  mq_orbit_find_axes (self->azimuth, self->elevation, axes[0], axes[1], axes[2]);
  find_half (aspect, half);
  for (guint i = 0; i < n; i += step)
    {
      double p[3];

      get_local (mesh, part != NULL ? g_array_index (mesh->indices, guint32, part->first + i) : i,
                 axes, p);
      for (guint axis = 0; axis < 3; axis++)
        p[axis] -= dot (self->pivot, axes[axis]);
      for (guint axis = 0; axis < 2; axis++)
        {
          double slope = (1 - 2 * air) * half[axis], reach = MAX (fabs (p[axis]), SMALLEST);

          farthest = MAX (farthest, reach / slope + p[2]);
          lens = MIN (lens, slope * (self->distance - p[2]) / reach);
        }
    }

  /* As mq_orbit_camera_look(): it steps back, or its lens gets longer. */
  return farthest > self->distance ? self->distance / farthest : MAX (lens, 1);
}

/* Goes round that from now on, so near that it fills the picture. The angle stays. @part:
 * (nullable): a part of it; %NULL: all of it; @aspect: the picture's width by its height. */
void
mq_orbit_camera_fit (MqOrbitCamera *self, MqMesh *mesh, const MqMeshPart *part, double aspect)
{
  for (guint axis = 0; axis < 3; axis++)
    self->pivot[axis] = part != NULL ? ((double)part->high[axis] + part->low[axis]) / 2
                                     : self->centre[axis];
  mq_orbit_camera_zoom (self, find_zoom (self, mesh, part, aspect, AIR));
}

/* Stays where it is, so that one sees what has changed; it zooms out if the new shape would
 * leave the picture. @mesh: another shape of the same asset; @aspect: the picture's width by its
 * height. */
void
mq_orbit_camera_stay (MqOrbitCamera *self, MqMesh *mesh, double aspect)
{
  double size[3];

  measure (self, mesh, size);
  if (find_zoom (self, mesh, NULL, aspect, LEAST_AIR) < self->zoom)
    mq_orbit_camera_zoom (self, MIN (self->zoom, find_zoom (self, mesh, NULL, aspect, AIR)));
}

/* The asset cannot be lost out of sight. @right: how far the asset goes to the right, of the
 * picture's width; @up: how far it goes up, of the picture's height; @aspect: the picture's
 * width by its height. */
void
mq_orbit_camera_pan (MqOrbitCamera *self, double right, double up, double aspect)
{
  MqOrbitSight sight = mq_orbit_camera_look (self, aspect);
  double distance = 2 * self->distance / MIN (self->zoom, 1);

  for (guint axis = 0; axis < 3; axis++)
    {
      double to = self->pivot[axis] - sight.right[axis] * right * sight.half_width * distance
                  - sight.up[axis] * up * sight.half_height * distance;

      self->pivot[axis] = CLAMP (to, self->centre[axis] - self->size,
                                 self->centre[axis] + self->size);
    }
}

/* Goes back to the first view. */
void
mq_orbit_camera_reset (MqOrbitCamera *self)
{
  self->azimuth = self->first_azimuth;
  self->elevation = self->first_elevation;
  self->zoom = 1;
  for (guint axis = 0; axis < 3; axis++)
    self->pivot[axis] = self->first_pivot[axis];
}

/* @right: degrees that the camera goes to the right; @up: degrees that it goes up; it stops
 * before it is upside down */
void
mq_orbit_camera_turn (MqOrbitCamera *self, double right, double up)
{
  self->azimuth = fmod (self->azimuth + right, 360);
  if (self->azimuth < 0)
    self->azimuth += 360;
  self->elevation = CLAMP (self->elevation + up, -STEEPEST, STEEPEST);
}

/* @zoom: the new zoom; it is kept within bounds */
void
mq_orbit_camera_zoom (MqOrbitCamera *self, double zoom)
{
  self->zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
}

/* @aspect: the picture's width by its height; what a render would show lies within it, in its
 * middle. Returns: what the camera sees */
MqOrbitSight
mq_orbit_camera_look (const MqOrbitCamera *self, double aspect)
{
  MqOrbitSight sight;
  const double *axes[3] = { sight.right, sight.up, sight.back };
  double half[2], view[3][4], depth = 0;
  /* Zooming out, the camera steps back; zooming in, its lens gets longer, so that it never is
   * inside of the asset. */
  double distance = self->distance / MIN (self->zoom, 1);

  mq_orbit_find_axes (self->azimuth, self->elevation, sight.right, sight.up, sight.back);
  for (guint axis = 0; axis < 3; axis++)
    {
      sight.eye[axis] = self->pivot[axis] + sight.back[axis] * distance;
      depth += (sight.eye[axis] - self->centre[axis]) * sight.back[axis];
    }
  find_half (aspect, half);
  sight.half_width = half[0] / MAX (self->zoom, 1);
  sight.half_height = half[1] / MAX (self->zoom, 1);
  sight.near = MAX (0.01 * distance, depth - self->size);
  sight.far = MAX (depth, sight.near) + self->size;

  for (guint row = 0; row < 3; row++)
    {
      for (guint column = 0; column < 3; column++)
        view[row][column] = axes[row][column];
      view[row][3] = -dot (axes[row], sight.eye);
    }
  for (guint column = 0; column < 4; column++)
    {
      float *to = sight.matrix + 4 * column;
      double range = sight.far - sight.near;

      to[0] = (float)(view[0][column] / sight.half_width);
      to[1] = (float)(view[1][column] / sight.half_height);
      to[2] = (float)(-view[2][column] * (sight.far + sight.near) / range
                      - (column == 3 ? 2 * sight.far * sight.near / range : 0));
      to[3] = (float)-view[2][column];
    }
  return sight;
}

/* Returns: from where it sees the asset, roughly: "front", "right", "top", … */
const char *
mq_orbit_camera_get_side (const MqOrbitCamera *self)
{
  static const char *const around[] = { "front", "right", "back", "left" };

  if (fabs (self->elevation) > 60)
    return self->elevation > 0 ? "top" : "bottom";

  return around[((int)floor (self->azimuth / 90 + 0.5) % 4 + 4) % 4];
}

/* The line of sight to a place of the picture. @x: from its left edge, of its width; @y: from its
 * upper edge, of its height; @direction: (out caller-allocated): where it leads from the eye */
void
mq_orbit_sight_aim (const MqOrbitSight *self, double x, double y, double direction[3])
{
  for (guint axis = 0; axis < 3; axis++)
    direction[axis] = self->right[axis] * self->half_width * (2 * x - 1)
                      + self->up[axis] * self->half_height * (1 - 2 * y) - self->back[axis];
}
