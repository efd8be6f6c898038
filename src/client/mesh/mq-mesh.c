/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMesh, see mq-mesh.h. */
#include "client/mesh/mq-mesh.h"

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

/**
 * mq_mesh_new:
 *
 * Returns: (transfer full): an empty mesh, for the reader to fill
 */
MqMesh *
mq_mesh_new (void)
{
  return g_object_new (MQ_TYPE_MESH, NULL);
}
