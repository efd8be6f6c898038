/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of a picture, see mq-orbit-pick.h. */
#include "app/model-view/mq-orbit-pick.h"

#include "common/json/mq-json.h"

/* Indices of a mesh that is looked through for each motion of the pointer: some 10 ms. */
#define MAX_PICKED 3000000

/* @x: from the left edge of the picture, of its width; @y: from its upper edge, of its height.
 * Returns: whether an object with a name is there */
gboolean
mq_orbit_pick_hit (const MqOrbitPick *self, double x, double y, MqMeshHit *hit)
{
  double direction[3];

  if (self->mesh->indices->len > MAX_PICKED)
    return FALSE;

  mq_orbit_sight_aim (&self->sight, x, y, direction);
  return mq_mesh_pick (self->mesh, self->motion, self->sight.eye, direction, hit)
         && *hit->part->name != '\0';
}

/* @adds: see mq_selection_choose(). Returns: (transfer full) (nullable): what a click there takes,
 * with the place that is met */
JsonObject *
mq_orbit_pick_target (const MqOrbitPick *self, double x, double y, gboolean adds)
{
  JsonObject *target;
  MqMeshHit hit;

  if (!mq_orbit_pick_hit (self, x, y, &hit))
    return NULL;

  target = mq_selection_find_clicked (self->selection, hit.part->name, adds);
  mq_json_add (target, "at_m:a normal:a camera:s", mq_json_from_vector (hit.at),
               mq_json_from_vector (hit.normal), mq_orbit_camera_get_side (self->camera));
  return target;
}
