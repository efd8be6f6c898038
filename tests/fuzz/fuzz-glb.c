/* A mesh that a hostile script made Blender write. Whatever is in it: an error, or triangles whose
 * vertices are there. */
#include "fuzz/fuzz.h"

#include "client/mesh/mq-glb-reader.h"

#include <math.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = mq_glb_read (data, size, &error);

  g_assert_true ((mesh == NULL) == (error != NULL));
  if (mesh == NULL)
    return 0;

  g_assert_cmpuint (mesh->indices->len % 3, ==, 0);
  g_assert_cmpuint (mesh->indices->len, <=, 3 * MQ_GLB_MAX_TRIANGLES);
  for (guint i = 0; i < mesh->indices->len; i++)
    g_assert_cmpuint (g_array_index (mesh->indices, guint32, i), <, mesh->vertices->len);
  for (guint i = 0; i < mesh->vertices->len; i++)
    for (guint axis = 0; axis < 3; axis++)
      {
        const MqMeshVertex *vertex = &g_array_index (mesh->vertices, MqMeshVertex, i);

        g_assert_true (isfinite (vertex->position[axis]) && isfinite (vertex->normal[axis]));
        g_assert_cmpfloat (vertex->position[axis], >=, mesh->low[axis]);
        g_assert_cmpfloat (vertex->position[axis], <=, mesh->high[axis]);
      }
  for (guint i = 0; i < mesh->parts->len; i++)
    {
      const MqMeshPart *part = &g_array_index (mesh->parts, MqMeshPart, i);

      g_assert_cmpuint (part->first + part->n_indices, <=, mesh->indices->len);
      g_assert_true (g_utf8_validate (part->name, -1, NULL));
    }
  return 0;
}
