/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The camera that goes round an asset, see mq-orbit-camera.h. The numbers are those of the bridge's
 * framing.py, so that the asset does not jump when the render becomes the mesh. */
#include "app/model-view/mq-orbit-camera.h"

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
#define STEEPEST 89.0
#define FARTHEST 1e7
#define MIN_ZOOM 0.4
#define MAX_ZOOM 12.0

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

/**
 * mq_orbit_find_axes:
 * @azimuth: degrees from the front (-y), to the right
 * @elevation: degrees above the ground
 * @right: (out caller-allocated): to the right, as seen from there, of length 1
 * @up: (out caller-allocated): up, of length 1
 * @back: (out caller-allocated): away from what is seen, of length 1
 */
void
mq_orbit_find_axes (double azimuth, double elevation, double right[3], double up[3], double back[3])
{
  double a = to_radians (azimuth), e = to_radians (elevation);

  right[0] = cos (a), right[1] = sin (a), right[2] = 0;
  up[0] = -sin (a) * sin (e), up[1] = cos (a) * sin (e), up[2] = cos (e);
  back[0] = sin (a) * cos (e), back[1] = -cos (a) * cos (e), back[2] = sin (e);
}

/* The first view's height above the ground: a flat thing is looked at from higher up. */
static double
choose_elevation (const double size[3])
{
  double width = MAX (MAX (size[0], size[1]), 1e-9);
  double flatness = MIN (1, size[2] / width);
  double elevation = size[2] > 3 * width ? 12 : 18 + 17 * (1 - flatness) * (1 - flatness);

  return CLAMP (elevation, LOWEST, HIGHEST);
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

/* Reads the camera of the first render: azimuth and elevation, deg, and place, m. */
static gboolean
read_render (JsonObject *report, double camera[5])
{
  JsonArray *cameras = mq_json_get_array (report, "cameras");
  JsonNode *node = mq_json_length (cameras) > 0 ? json_array_get_element (cameras, 0) : NULL;
  JsonArray *row = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (mq_json_length (row) != 5)
    return FALSE;

  for (guint i = 0; i < 5; i++)
    {
      node = json_array_get_element (row, i);
      camera[i] = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
      if (!(fabs (camera[i]) < FARTHEST))
        return FALSE;
    }

  return fabs (camera[1]) <= STEEPEST;
}

/**
 * mq_orbit_camera_frame:
 * @self: a camera
 * @mesh: an asset
 * @report: (nullable): the report of its version, which says where its renders were made from
 *
 * Puts the camera where the first render was made from, or where one would be made from now.
 */
void
mq_orbit_camera_frame (MqOrbitCamera *self, MqMesh *mesh, JsonObject *report)
{
  double size[3], centre[3], axes[3][3], place[3], middle, render[5];
  gboolean has_render = read_render (report, render);

  for (guint axis = 0; axis < 3; axis++)
    {
      size[axis] = (double)mesh->high[axis] - mesh->low[axis];
      centre[axis] = ((double)mesh->high[axis] + mesh->low[axis]) / 2;
    }
  self->size = MAX (sqrt (dot (size, size)), SMALLEST);
  self->first_azimuth = has_render ? render[0] : FIRST_AZIMUTH;
  self->first_elevation = has_render ? render[1] : choose_elevation (size);
  mq_orbit_find_axes (self->first_azimuth, self->first_elevation, axes[0], axes[1], axes[2]);
  if (!has_render)
    fit (mesh, axes, place);
  for (guint axis = 0; has_render && axis < 3; axis++)
    place[axis] = dot (render + 2, axes[axis]);

  /* It looks at the point of its line of sight that is as far away as the asset's middle. */
  middle = dot (centre, axes[2]);
  self->distance = MAX (place[2] - middle, SMALLEST);
  for (guint axis = 0; axis < 3; axis++)
    self->pivot[axis] = axes[0][axis] * place[0] + axes[1][axis] * place[1]
                        + axes[2][axis] * middle;
  mq_orbit_camera_reset (self);
}

/**
 * mq_orbit_camera_stay:
 * @self: a camera that was framed
 * @mesh: another shape of the same asset
 *
 * Stays where it is, so that one sees what has changed, and sees as far as it must.
 */
void
mq_orbit_camera_stay (MqOrbitCamera *self, MqMesh *mesh)
{
  double farthest[3];

  for (guint axis = 0; axis < 3; axis++)
    farthest[axis] = MAX (fabs ((double)mesh->low[axis] - self->pivot[axis]),
                          fabs ((double)mesh->high[axis] - self->pivot[axis]));
  self->size = MAX (self->size, sqrt (dot (farthest, farthest)));
}

/**
 * mq_orbit_camera_reset:
 * @self: a camera
 *
 * Goes back to the first view.
 */
void
mq_orbit_camera_reset (MqOrbitCamera *self)
{
  self->azimuth = self->first_azimuth;
  self->elevation = self->first_elevation;
  self->zoom = 1;
}

/**
 * mq_orbit_camera_turn:
 * @self: a camera
 * @right: degrees that the camera goes to the right
 * @up: degrees that it goes up; it stops before it is upside down
 */
void
mq_orbit_camera_turn (MqOrbitCamera *self, double right, double up)
{
  self->azimuth = fmod (self->azimuth + right, 360);
  if (self->azimuth < 0)
    self->azimuth += 360;
  self->elevation = CLAMP (self->elevation + up, -STEEPEST, STEEPEST);
}

/**
 * mq_orbit_camera_zoom:
 * @self: a camera
 * @zoom: the new zoom; it is kept within bounds
 */
void
mq_orbit_camera_zoom (MqOrbitCamera *self, double zoom)
{
  self->zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
}

static void
make_matrix (MqOrbitSight *sight)
{
  const double *axes[3] = { sight->right, sight->up, sight->back };
  double view[3][4];

  for (guint row = 0; row < 3; row++)
    {
      for (guint column = 0; column < 3; column++)
        view[row][column] = axes[row][column];
      view[row][3] = -dot (axes[row], sight->eye);
    }
  for (guint column = 0; column < 4; column++)
    {
      float *to = sight->matrix + 4 * column;
      double depth = sight->far - sight->near;

      to[0] = (float)(view[0][column] / sight->half_width);
      to[1] = (float)(view[1][column] / sight->half_height);
      to[2] = (float)(-view[2][column] * (sight->far + sight->near) / depth
                      - (column == 3 ? 2 * sight->far * sight->near / depth : 0));
      to[3] = (float)-view[2][column];
    }
}

/**
 * mq_orbit_camera_look:
 * @self: a camera that was framed
 * @aspect: the picture's width by its height; what a render would show lies within it, in its
 * middle
 *
 * Returns: what the camera sees
 */
MqOrbitSight
mq_orbit_camera_look (const MqOrbitCamera *self, double aspect)
{
  MqOrbitSight sight;
  double half = 0.5 * SENSOR_MM / LENS_MM;
  /* Zooming out, the camera steps back; zooming in, its lens gets longer, so that it never is
   * inside of the asset. */
  double distance = self->distance / MIN (self->zoom, 1);

  half /= MAX (self->zoom, 1);
  mq_orbit_find_axes (self->azimuth, self->elevation, sight.right, sight.up, sight.back);
  for (guint axis = 0; axis < 3; axis++)
    sight.eye[axis] = self->pivot[axis] + sight.back[axis] * distance;
  sight.half_width = aspect >= RENDER_ASPECT ? half / RENDER_ASPECT * aspect : half;
  sight.half_height = aspect >= RENDER_ASPECT ? half / RENDER_ASPECT : half / aspect;
  sight.near = MAX (0.01 * distance, distance - self->size);
  sight.far = distance + self->size;
  make_matrix (&sight);
  return sight;
}
