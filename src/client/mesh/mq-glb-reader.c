/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of binary glTF files, see mq-glb-reader.h. Every number of the file is checked against
 * what it counts before it is used: get_number() bounds it, find_values() bounds a run of values.
 */
#include "client/mesh/mq-glb-reader.h"

#include "common/base/mq-byte-order.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* glTF 2.0, 4.4: GLB file format. */
#define MAGIC 0x46546c67
#define CHUNK_JSON 0x4e4f534a
#define CHUNK_BIN 0x004e4942
#define HEADER 12
#define CHUNK_HEADER 8
/* An object of the scene is some hundred bytes, and some forty values with its mesh. A value takes
 * up to some 300 bytes of memory. */
#define MAX_JSON_BYTES (4 * 1024 * 1024)
#define MAX_JSON_VALUES 400000
#define MAX_STRIDE 252
/* glTF 2.0, 3.6.2.2: component types; 5.24: modes. */
#define TYPE_UINT8 5121
#define TYPE_UINT16 5123
#define TYPE_UINT32 5125
#define TYPE_FLOAT 5126
#define MODE_TRIANGLES 4
#define MAX_VERTICES (3 * MQ_GLB_MAX_TRIANGLES)
/* m; as far as the bridge lets an asset reach, and more. */
#define FARTHEST 1e9
/* A surface that light goes through is drawn with this opacity. */
#define GLASS_OPACITY 0.3f

typedef struct
{
  JsonObject *root;
  const guint8 *bin;
  gsize bin_length;
  MqMesh *mesh;
  guint n_nodes;
} Reader;

/* A run of values in the binary chunk, whose bytes are all there. */
typedef struct
{
  const guint8 *data;
  gsize stride;
  guint count;
  guint component;
} Values;

static float
read_float (const guint8 *bytes)
{
  guint32 bits = mq_read_little_endian (bytes, 4);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* Reads a whole number from 0 to @most; @missing: its value where the file has none, or -1 if it
 * has to be there. */
static gboolean
get_number (JsonObject *object, const char *name, gint64 missing, gint64 most, gsize *number,
            GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  gint64 value = missing;

  if (node != NULL)
    {
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not a whole number", name);
      value = json_node_get_int (node);
    }

  if (value < 0 || value > most)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is missing or out of range", name);

  *number = (gsize)value;
  return TRUE;
}

/* Reads @n finite numbers; @values keeps what it has where the file has none. */
static gboolean
get_numbers (JsonObject *object, const char *name, guint n, double *values, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (object, name))
    return TRUE;

  array = mq_json_get_array (object, name);
  if (mq_json_length (array) != n)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not %u numbers", name, n);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not %u numbers", name, n);
      values[i] = json_node_get_double (node);
      if (!isfinite (values[i]) || fabs (values[i]) > FARTHEST)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is out of range", name);
    }

  return TRUE;
}

/* An object of one of the file's lists, by the number that the member @name of @object has. */
static JsonObject *
find_object (Reader *self, JsonObject *object, const char *name, const char *list, GError **error)
{
  JsonArray *array = mq_json_get_array (self->root, list);
  JsonObject *found;
  gsize index;

  if (!get_number (object, name, -1, (gint64)mq_json_length (array) - 1, &index, error))
    return NULL;
  if ((found = mq_json_element_object (array, (guint)index)) == NULL)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "“%s” has what is not an object", list);

  return found;
}

/* Bytes; 0 of an unknown type. */
static guint
get_component_size (gsize component)
{
  return component == TYPE_UINT8                               ? 1
         : component == TYPE_UINT16                            ? 2
         : component == TYPE_UINT32 || component == TYPE_FLOAT ? 4
                                                               : 0;
}

/* Finds the values of the accessor that the member @name of @object names. */
static gboolean
find_values (Reader *self, JsonObject *object, const char *name, const char *type,
             guint n_components, Values *values, GError **error)
{
  const gint64 most = (gint64)self->bin_length;
  JsonObject *accessor = find_object (self, object, name, "accessors", error);
  JsonObject *view;
  gsize component, count, offset, buffer, start, length, stride, size;

  if (accessor == NULL)
    return FALSE;
  if (json_object_has_member (accessor, "sparse"))
    return mq_fail (error, MQ_ERROR_PROTOCOL, "A sparse accessor is not read");
  if (g_strcmp0 (mq_json_get_string (accessor, "type", NULL), type) != 0)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not of the type %s", name, type);

  if (!get_number (accessor, "componentType", -1, G_MAXUINT16, &component, error)
      || !get_number (accessor, "count", -1, MAX_VERTICES, &count, error)
      || !get_number (accessor, "byteOffset", 0, most, &offset, error)
      || !(view = find_object (self, accessor, "bufferView", "bufferViews", error))
      || !get_number (view, "buffer", -1, 0, &buffer, error)
      || !get_number (view, "byteOffset", 0, most, &start, error)
      || !get_number (view, "byteLength", -1, most, &length, error)
      || !get_number (view, "byteStride", 0, MAX_STRIDE, &stride, error))
    return FALSE;

  size = get_component_size (component) * n_components;
  if (size == 0)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” has an unknown component type", name);
  if (stride == 0)
    stride = size;
  if (stride < size)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“byteStride” is smaller than a value");
  if (count == 0)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” has no values", name);
  /* All of these are at most MQ_GLB_MAX_BYTES or MAX_VERTICES * MAX_STRIDE: no sum overflows. */
  if (start + length > self->bin_length)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "A buffer view ends beyond the buffer");
  if (offset + (count - 1) * stride + size > length)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” ends beyond its buffer view", name);

  values->data = self->bin + start + offset;
  values->stride = stride;
  values->count = (guint)count;
  values->component = (guint)component;
  return TRUE;
}

/* Matrices have their columns one after another, as in the file. */

/* The node's own matrix: given as one, or as translation, rotation and scale (glTF 2.0, 3.5.2). */
static gboolean
read_matrix (JsonObject *node, double matrix[16], GError **error)
{
  double move[3] = { 0, 0, 0 }, scale[3] = { 1, 1, 1 }, q[4] = { 0, 0, 0, 1 };
  double x, y, z, w;

  if (json_object_has_member (node, "matrix"))
    return get_numbers (node, "matrix", 16, matrix, error);
  if (!get_numbers (node, "translation", 3, move, error)
      || !get_numbers (node, "scale", 3, scale, error)
      || !get_numbers (node, "rotation", 4, q, error))
    return FALSE;

  x = q[0], y = q[1], z = q[2], w = q[3];
  {
    const double turned[16] = { (1 - 2 * (y * y + z * z)) * scale[0],
                                2 * (x * y + z * w) * scale[0],
                                2 * (x * z - y * w) * scale[0],
                                0,
                                2 * (x * y - z * w) * scale[1],
                                (1 - 2 * (x * x + z * z)) * scale[1],
                                2 * (y * z + x * w) * scale[1],
                                0,
                                2 * (x * z + y * w) * scale[2],
                                2 * (y * z - x * w) * scale[2],
                                (1 - 2 * (x * x + y * y)) * scale[2],
                                0,
                                move[0],
                                move[1],
                                move[2],
                                1 };

    memcpy (matrix, turned, sizeof turned);
  }
  return TRUE;
}

/* glTF has y up and its front at +z; Blender has z up and its front at -y. */
static void
store (const double from[3], float to[3])
{
  to[0] = (float)from[0];
  to[1] = (float)-from[2];
  to[2] = (float)from[1];
}

static gboolean
add_vertices (Reader *self, MqMeshPart *part, const Values *positions, const Values *normals,
              const double m[16], const double n[9], double sign, GError **error)
{
  MqMesh *mesh = self->mesh;

  for (guint axis = 0; axis < 3; axis++)
    {
      part->low[axis] = G_MAXFLOAT;
      part->high[axis] = -G_MAXFLOAT;
    }

  for (guint i = 0; i < positions->count; i++)
    {
      const guint8 *at = positions->data + (gsize)i * positions->stride;
      const guint8 *facing = normals->data + (gsize)i * normals->stride;
      double place[3], normal[3], length;
      MqMeshVertex vertex;

      for (guint axis = 0; axis < 3; axis++)
        {
          place[axis] = m[12 + axis];
          normal[axis] = 0;
          for (guint j = 0; j < 3; j++)
            {
              place[axis] += m[4 * j + axis] * (double)read_float (at + 4 * j);
              normal[axis] += sign * n[3 * j + axis] * (double)read_float (facing + 4 * j);
            }
          if (!isfinite (place[axis]) || fabs (place[axis]) > FARTHEST)
            return mq_fail (error, MQ_ERROR_PROTOCOL, "A position is no place");
        }

      length = sqrt (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
      for (guint axis = 0; axis < 3; axis++)
        normal[axis] = isfinite (length) && length > 0 ? normal[axis] / length : axis == 1;

      store (place, vertex.position);
      store (normal, vertex.normal);
      for (guint axis = 0; axis < 3; axis++)
        {
          part->low[axis] = MIN (part->low[axis], vertex.position[axis]);
          part->high[axis] = MAX (part->high[axis], vertex.position[axis]);
          mesh->low[axis] = MIN (mesh->low[axis], vertex.position[axis]);
          mesh->high[axis] = MAX (mesh->high[axis], vertex.position[axis]);
        }
      g_array_append_val (mesh->vertices, vertex);
    }

  return TRUE;
}

static float
get_share (JsonObject *object, const char *name, double missing)
{
  double value = mq_json_get_double (object, name, missing);

  return isfinite (value) ? (float)CLAMP (value, 0, 1) : (float)missing;
}

static gboolean
read_primitive (Reader *self, JsonObject *primitive, const char *name, const double matrix[16],
                GError **error)
{
  MqMesh *mesh = self->mesh;
  JsonObject *attributes = mq_json_require_object (primitive, "attributes", error);
  MqMeshPart part = { .first = mesh->indices->len };
  guint first = mesh->vertices->len;
  Values positions, normals, indices;
  gsize mode;
  double normal[9];
  gboolean mirrored;

  if (attributes == NULL
      || !get_number (primitive, "mode", MODE_TRIANGLES, MODE_TRIANGLES, &mode, error))
    return FALSE;
  if (mode != MODE_TRIANGLES)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "Only triangles are read");
  if (!find_values (self, attributes, "POSITION", "VEC3", 3, &positions, error)
      || !find_values (self, attributes, "NORMAL", "VEC3", 3, &normals, error)
      || !find_values (self, primitive, "indices", "SCALAR", 1, &indices, error))
    return FALSE;

  if (positions.component != TYPE_FLOAT || normals.component != TYPE_FLOAT)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "Positions and normals are not floats");
  if (normals.count != positions.count)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "There are not as many normals as positions");
  if (indices.component == TYPE_FLOAT || indices.count % 3 != 0)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "“indices” are not those of triangles");
  if (mesh->indices->len + indices.count > 3 * MQ_GLB_MAX_TRIANGLES
      || first + positions.count > MAX_VERTICES)
    return mq_fail (error, MQ_ERROR_PROTOCOL, "The asset has more than %d triangles",
                    MQ_GLB_MAX_TRIANGLES);

  /* Normals turn with the cofactors of the matrix, also where it scales the axes differently. */
  mq_mesh_cross (matrix + 4, matrix + 8, normal);
  mq_mesh_cross (matrix + 8, matrix, normal + 3);
  mq_mesh_cross (matrix, matrix + 4, normal + 6);
  mirrored = matrix[0] * normal[0] + matrix[1] * normal[1] + matrix[2] * normal[2] < 0;

  part.n_indices = indices.count;
  part.metallic = 0;
  part.roughness = 0.5f;
  for (guint i = 0; i < 4; i++)
    part.color[i] = i < 3 ? 0.8f : 1;
  if (json_object_has_member (primitive, "material"))
    {
      double color[4] = { 1, 1, 1, 1 };
      JsonObject *material = find_object (self, primitive, "material", "materials", error);
      JsonObject *values = mq_json_get_object (material, "pbrMetallicRoughness");
      JsonObject *through = mq_json_get_object (mq_json_get_object (material, "extensions"),
                                                "KHR_materials_transmission");

      if (material == NULL
          || (values != NULL && !get_numbers (values, "baseColorFactor", 4, color, error)))
        return FALSE;

      part.metallic = get_share (values, "metallicFactor", 1);
      part.roughness = get_share (values, "roughnessFactor", 1);
      for (guint i = 0; i < 4; i++)
        part.color[i] = (float)CLAMP (color[i], 0, 1);
      if (g_strcmp0 (mq_json_get_string (material, "alphaMode", "OPAQUE"), "BLEND") != 0)
        part.color[3] = 1;
      if (get_share (through, "transmissionFactor", 0) > 0.5f)
        part.color[3] = MIN (part.color[3], GLASS_OPACITY);
    }
  if (!add_vertices (self, &part, &positions, &normals, matrix, normal, mirrored ? -1 : 1, error))
    return FALSE;

  for (guint i = 0; i < indices.count; i++)
    {
      /* A mirrored triangle is walked the other way round. */
      guint at = mirrored && i % 3 != 0 ? i - i % 3 + 3 - i % 3 : i;
      guint32 index = mq_read_little_endian (indices.data + (gsize)at * indices.stride,
                                             get_component_size (indices.component));

      if (index >= positions.count)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "A triangle has a vertex that is not there");
      index += first;
      g_array_append_val (mesh->indices, index);
    }

  part.name = g_strdup (name);
  g_array_append_val (mesh->parts, part);
  return TRUE;
}

/* @matrix: of @owner; @depth stops a node that is inside itself. */
static gboolean
read_nodes (Reader *self, JsonObject *owner, const char *list, const double matrix[16], guint depth,
            GError **error)
{
  JsonArray *numbers = mq_json_get_array (owner, list);
  JsonArray *nodes = mq_json_get_array (self->root, "nodes");

  for (guint i = 0; i < mq_json_length (numbers); i++)
    {
      JsonNode *number = json_array_get_element (numbers, i);
      gint64 index = JSON_NODE_HOLDS_VALUE (number)
                             && json_node_get_value_type (number) == G_TYPE_INT64
                         ? json_node_get_int (number)
                         : -1;
      JsonObject *node, *mesh = NULL;
      JsonArray *primitives;
      double own[16], whole[16] = { 0 };

      if (index < 0 || index >= mq_json_length (nodes)
          || !(node = mq_json_element_object (nodes, (guint)index)))
        return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” names an object that is not there", list);
      if (depth > MQ_GLB_MAX_NODE_DEPTH)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "Objects are nested deeper than %d levels",
                        MQ_GLB_MAX_NODE_DEPTH);
      if (++self->n_nodes > MQ_GLB_MAX_NODES)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "There are more than %d objects",
                        MQ_GLB_MAX_NODES);
      if (!read_matrix (node, own, error))
        return FALSE;

      for (guint column = 0; column < 4; column++)
        for (guint row = 0; row < 4; row++)
          for (guint k = 0; k < 4; k++)
            whole[4 * column + row] += matrix[4 * k + row] * own[4 * column + k];

      if (json_object_has_member (node, "mesh")
          && !(mesh = find_object (self, node, "mesh", "meshes", error)))
        return FALSE;
      primitives = mq_json_get_array (mesh, "primitives");
      MQ_JSON_EACH (primitives, j, primitive)
        {
          if (primitive == NULL)
            return mq_fail (error, MQ_ERROR_PROTOCOL, "“primitives” has what is not an object");
          if (!read_primitive (self, primitive, mq_json_get_string (node, "name", ""), whole,
                               error))
            return FALSE;
        }

      if (!read_nodes (self, node, "children", whole, depth + 1, error))
        return FALSE;
    }

  return TRUE;
}

/* Finds the chunk at @offset; moves @offset behind it. */
static const guint8 *
next_chunk (const guint8 *bytes, gsize length, gsize *offset, guint32 kind, gsize *size,
            GError **error)
{
  const guint8 *chunk = bytes + *offset;

  if (length - *offset < CHUNK_HEADER)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file ends within a chunk");
  *size = mq_read_little_endian (chunk, 4);
  if (mq_read_little_endian (chunk + 4, 4) != kind)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "A chunk is of another kind than expected");
  if (*size > length - *offset - CHUNK_HEADER)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file ends within a chunk");

  *offset += CHUNK_HEADER + *size;
  return chunk + CHUNK_HEADER;
}

/* Needs some stack for JSON, as fibers that parse JSON have. @error: %MQ_ERROR_PROTOCOL when it
 * is damaged, beyond the limits, or uses what Blender's exporter does not. Returns: (transfer
 * full) (nullable): the mesh, with all objects where they are in the scene */
MqMesh *
mq_glb_read (const void *data, gsize length, GError **error)
{
  static const double identity[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };
  const guint8 *bytes = data;
  const guint8 *text;
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (MqMesh) mesh = NULL;
  JsonObject *scene;
  Reader reader = { 0 };
  gsize offset = HEADER, text_length, n_values = 0;

  if (length > MQ_GLB_MAX_BYTES)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file is larger than %d MiB",
                         MQ_GLB_MAX_BYTES / (1024 * 1024));
  if (length < HEADER || mq_read_little_endian (bytes, 4) != MAGIC)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "This is not a binary glTF file");
  if (mq_read_little_endian (bytes + 4, 4) != 2)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "Only version 2 of glTF is read");
  if (mq_read_little_endian (bytes + 8, 4) != length)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file has another length than it says");

  if (!(text = next_chunk (bytes, length, &offset, CHUNK_JSON, &text_length, error)))
    return NULL;
  /* Each value but the first of a list or an object follows one of these, also in a text. */
  for (gsize i = 0; text_length <= MAX_JSON_BYTES && i < text_length; i++)
    n_values += text[i] == ',' || text[i] == '{' || text[i] == '[';
  if (text_length > MAX_JSON_BYTES || n_values > MAX_JSON_VALUES)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file's JSON is too long");
  if (!(reader.bin = next_chunk (bytes, length, &offset, CHUNK_BIN, &reader.bin_length, error))
      || !(root = mq_json_parse_object ((const char *)text, (gssize)text_length, error)))
    return NULL;

  mesh = g_object_new (MQ_TYPE_MESH, NULL);
  reader.root = root;
  reader.mesh = mesh;
  if (mq_json_length (mq_json_get_array (root, "extensionsRequired")) > 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         "The file requires extensions that are not read");
  if (!json_object_has_member (root, "scene"))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file has no scene");
  if (!(scene = find_object (&reader, root, "scene", "scenes", error)))
    return NULL;

  for (guint axis = 0; axis < 3; axis++)
    {
      mesh->low[axis] = G_MAXFLOAT;
      mesh->high[axis] = -G_MAXFLOAT;
    }
  if (!read_nodes (&reader, scene, "nodes", identity, 1, error))
    return NULL;
  if (mesh->parts->len == 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "The file has no triangles");

  return g_steal_pointer (&mesh);
}

/* Blocks; for worker threads. @bytes: (out) (optional) (transfer full): its content; @error: as
 * mq_glb_read() and mq_files_read(). Returns: (transfer full) (nullable): the mesh */
MqMesh *
mq_glb_load (const char *folder, const char *name, GBytes **bytes, GError **error)
{
  g_autofd int dir = mq_files_open_dir (folder, error);
  g_autoptr (GBytes) content = dir >= 0 ? mq_files_read (dir, name, MQ_GLB_MAX_BYTES, error) : NULL;
  MqMesh *mesh = content != NULL ? mq_glb_read (g_bytes_get_data (content, NULL),
                                                g_bytes_get_size (content), error)
                                 : NULL;

  if (mesh != NULL && bytes != NULL)
    *bytes = g_steal_pointer (&content);
  return mesh;
}
