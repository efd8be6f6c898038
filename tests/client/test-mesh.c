/* Meshes of binary glTF files: what is read of a sound one, and that each mangled one is refused by
 * name. */
#include "client/mesh/mq-glb-reader.h"
#include "client/mesh/mq-mesh-cache.h"
#include "client/mesh/mq-mesh.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

/* A square of two triangles, in an object that stands 2 m up (in glTF y is up), turned by nothing.
 */
static const char sound[]
    = "{\"asset\":{\"version\":\"2.0\"},\"scene\":0,\"scenes\":[{\"nodes\":[0]}],"
      "\"nodes\":[{\"name\":\"Seat\",\"mesh\":0,\"translation\":[0,2,0]}],"
      "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"NORMAL\":1},\"indices\":2,"
      "\"material\":0}]}],"
      "\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorFactor\":[0.5,0.25,0.125,1],"
      "\"metallicFactor\":0,"
      "\"roughnessFactor\":0.75}}],"
      "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"count\":4,\"type\":\"VEC3\"},"
      "{\"bufferView\":1,\"componentType\":5126,\"count\":4,\"type\":\"VEC3\"},"
      "{\"bufferView\":2,\"componentType\":5123,\"count\":6,\"type\":\"SCALAR\"}],"
      "\"bufferViews\":[{\"buffer\":0,\"byteOffset\":0,\"byteLength\":48},"
      "{\"buffer\":0,\"byteOffset\":48,\"byteLength\":48},{\"buffer\":0,\"byteOffset\":96,"
      "\"byteLength\":12}],"
      "\"buffers\":[{\"byteLength\":108}]}";

static const float places[] = { 0, 0, 0, 1, 0, 0, 1, 0, -3, 0, 0, -3 };
static const float normals[] = { 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0 };
static const guint16 indices[] = { 0, 1, 2, 0, 2, 3 };

static void
add_uint32 (GByteArray *to, gsize value)
{
  guint32 bytes = GUINT32_TO_LE ((guint32)value);

  g_byte_array_append (to, (const guint8 *)&bytes, 4);
}

static GByteArray *
make_file (const char *json)
{
  GByteArray *file = g_byte_array_new ();
  gsize length = strlen (json), padded = (length + 3) / 4 * 4,
        bin = sizeof places + sizeof normals + sizeof indices;

  add_uint32 (file, 0x46546c67);
  add_uint32 (file, 2);
  add_uint32 (file, 12 + 8 + padded + 8 + bin);
  add_uint32 (file, padded);
  add_uint32 (file, 0x4e4f534a);
  g_byte_array_append (file, (const guint8 *)json, length);
  for (; length < padded; length++)
    g_byte_array_append (file, (const guint8 *)" ", 1);
  add_uint32 (file, bin);
  add_uint32 (file, 0x004e4942);
  g_byte_array_append (file, (const guint8 *)places, sizeof places);
  g_byte_array_append (file, (const guint8 *)normals, sizeof normals);
  g_byte_array_append (file, (const guint8 *)indices, sizeof indices);
  return file;
}

/* Reads from memory of exactly this size, so that a sanitizer sees a read past it. */
static MqMesh *
read_exact (const guint8 *data, gsize length, GError **error)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);

  return mq_glb_read (exact, length, error);
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (to, parts);
}

static MqMesh *
read_with (const char *from, const char *to, GError **error)
{
  g_autofree char *json = from != NULL ? replace (sound, from, to) : g_strdup (sound);
  g_autoptr (GByteArray) file = make_file (json);

  return read_exact (file->data, file->len, error);
}

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = read_with (NULL, NULL, &error);
  const MqMeshPart *part;
  const MqMeshVertex *corner;

  g_assert_no_error (error);
  g_assert_cmpuint (mesh->vertices->len, ==, 4);
  g_assert_cmpuint (mesh->indices->len, ==, 6);
  g_assert_cmpuint (mesh->parts->len, ==, 1);
  part = &g_array_index (mesh->parts, MqMeshPart, 0);
  g_assert_cmpstr (part->name, ==, "Seat");
  g_assert_cmpuint (part->n_indices, ==, 6);
  g_assert_cmpfloat (part->color[1], ==, 0.25f);
  g_assert_cmpfloat (part->color[3], ==, 1);
  g_assert_cmpfloat (part->roughness, ==, 0.75f);
  g_assert_cmpfloat (part->metallic, ==, 0);

  /* z is up and the third corner, 3 m to the back, is at +y: Blender's axes. */
  corner = &g_array_index (mesh->vertices, MqMeshVertex, 2);
  g_assert_cmpfloat (corner->position[0], ==, 1);
  g_assert_cmpfloat (corner->position[1], ==, 3);
  g_assert_cmpfloat (corner->position[2], ==, 2);
  g_assert_cmpfloat (corner->normal[2], ==, 1);
  g_assert_cmpfloat (mesh->low[2], ==, 2);
  g_assert_cmpfloat (mesh->high[1], ==, 3);
}

static void
test_placed (void)
{
  g_autoptr (GError) error = NULL;
  /* A quarter turn about the vertical, and a child that is mirrored and stretched. */
  g_autoptr (MqMesh) mesh
      = read_with ("{\"name\":\"Seat\",\"mesh\":0,\"translation\":[0,2,0]}",
                   "{\"rotation\":[0,0.7071067811865476,0,0.7071067811865476],\"children\":[1]},"
                   "{\"name\":\"Seat\",\"mesh\":0,\"scale\":[-2,1,1]}",
                   &error);
  const MqMeshVertex *corner;

  g_assert_no_error (error);
  corner = &g_array_index (mesh->vertices, MqMeshVertex, 2);
  g_assert_cmpfloat_with_epsilon (corner->position[0], -3, 1e-5);
  g_assert_cmpfloat_with_epsilon (corner->position[1], -2, 1e-5);
  g_assert_cmpfloat_with_epsilon (corner->normal[2], 1, 1e-5);
  /* Mirrored triangles are walked the other way round, so that they still face their normals. */
  g_assert_cmpuint (g_array_index (mesh->indices, guint32, 1), ==, 2);
  g_assert_cmpuint (g_array_index (mesh->indices, guint32, 2), ==, 1);
}

static void
test_materials (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) glass
      = read_with ("\"materials\":[{",
                   "\"materials\":[{\"extensions\":{\"KHR_materials_transmission\":"
                   "{\"transmissionFactor\":1}},",
                   &error);
  g_autoptr (MqMesh) bare = read_with (",\"material\":0", "", &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (g_array_index (glass->parts, MqMeshPart, 0).color[3], <, 0.5);
  g_assert_cmpfloat (g_array_index (bare->parts, MqMeshPart, 0).color[0], ==, 0.8f);
}

static void
test_mangled (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *named;
  } cases[] = {
    { "\"count\":4", "\"count\":5", "“POSITION” ends beyond its buffer view" },
    { "\"count\":4", "\"count\":6000000", "“POSITION” ends beyond its buffer view" },
    { "\"count\":4", "\"count\":6000001", "“count”" },
    { "\"count\":4", "\"count\":-1", "“count”" },
    { "\"count\":4", "\"count\":0", "has no values" },
    { "\"count\":4", "\"count\":4.5", "“count”" },
    { "\"count\":4", "\"count\":\"4\"", "“count”" },
    { "\"count\":4", "\"count\":9223372036854775807", "“count”" },
    { "\"count\":4", "\"count\":3", "not as many normals" },
    { "\"count\":6", "\"count\":5", "not those of triangles" },
    { "\"count\":6", "\"count\":12", "“indices” ends beyond" },
    { "\"byteLength\":48", "\"byteLength\":49,\"byteStride\":11", "smaller than a value" },
    { "\"byteLength\":48", "\"byteLength\":48,\"byteStride\":253", "“byteStride”" },
    { "\"byteLength\":48", "\"byteLength\":48,\"byteStride\":16", "“POSITION” ends beyond" },
    { "\"byteOffset\":96,\"byteLength\":12", "\"byteOffset\":97,\"byteLength\":12",
      "beyond the buffer" },
    { "\"byteOffset\":96,\"byteLength\":12", "\"byteOffset\":9223372036854775807,\"byteLength\":12",
      "“byteOffset”" },
    { "\"byteOffset\":96,\"byteLength\":12", "\"byteOffset\":96,\"byteLength\":4294967295",
      "“byteLength”" },
    { "\"byteOffset\":96", "\"byteOffset\":95", "vertex that is not there" },
    { "{\"bufferView\":0,", "{\"bufferView\":0,\"byteOffset\":1,", "“POSITION” ends beyond" },
    { "{\"bufferView\":0,", "{\"bufferView\":3,", "“bufferView”" },
    { "{\"bufferView\":0,", "{", "“bufferView”" },
    { "{\"bufferView\":0,", "{\"sparse\":{},\"bufferView\":0,", "sparse" },
    { "{\"bufferView\":0,\"componentType\":5126", "{\"bufferView\":0,\"componentType\":5125",
      "not floats" },
    { "{\"bufferView\":0,\"componentType\":5126", "{\"bufferView\":0,\"componentType\":1",
      "unknown component type" },
    { "\"componentType\":5123", "\"componentType\":5126", "ends beyond" },
    { "\"type\":\"VEC3\"", "\"type\":\"VEC2\"", "not of the type VEC3" },
    { "\"POSITION\":0", "\"POSITION\":9", "“POSITION”" },
    { "\"POSITION\":0", "\"POSITION\":2", "not of the type VEC3" },
    { "\"NORMAL\":1", "\"OTHER\":1", "“NORMAL”" },
    { "\"indices\":2", "\"indices\":null", "“indices”" },
    { "\"indices\":2", "\"mode\":1,\"indices\":2", "Only triangles" },
    { "\"material\":0", "\"material\":1", "“material”" },
    { "[0.5,0.25,0.125,1]", "[0.5,0.25]", "“baseColorFactor”" },
    { "[0.5,0.25,0.125,1]", "[0.5,{},0.125,1]", "“baseColorFactor”" },
    { "\"translation\":[0,2,0]", "\"translation\":[0,1e300,0]", "“translation” is out of range" },
    { "\"translation\":[0,2,0]", "\"matrix\":[1]", "“matrix”" },
    { "\"translation\":[0,2,0]", "\"scale\":[1e9,1e9,1e9]", "no place" },
    { "\"translation\":[0,2,0]", "\"children\":[0]", "nested deeper" },
    { "\"translation\":[0,2,0]", "\"children\":[7]", "“children”" },
    { "\"nodes\":[0]", "\"nodes\":[-1]", "“nodes”" },
    { "\"nodes\":[0]", "\"nodes\":[]", "no triangles" },
    { "\"mesh\":0", "\"mesh\":1", "“mesh”" },
    { "\"scene\":0", "\"scene\":1", "“scene”" },
    { "\"scene\":0,", "", "no scene" },
    { "\"buffer\":0", "\"buffer\":1", "“buffer”" },
    { "\"scene\":0", "\"extensionsRequired\":[\"KHR_draco_mesh_compression\"],\"scene\":0",
      "extensions" },
    { "{\"asset\"", "[{\"asset\"", "JSON" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMesh) mesh = read_with (cases[i].from, cases[i].to, &error);

      g_test_message ("%s: %s", cases[i].to, error != NULL ? error->message : "read");
      g_assert_null (mesh);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, cases[i].named));
    }
}

/* Objects that have each other's children many times are not walked for ever. */
static void
test_too_many (void)
{
  g_autoptr (GString) nodes = g_string_new ("{\"name\":\"Seat\",\"children\":[1,1]}");
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = NULL;

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (nodes, ",{\"children\":[%u,%u]}", i + 1, i + 1);
  g_string_append (nodes, ",{\"mesh\":0}");
  mesh = read_with ("{\"name\":\"Seat\",\"mesh\":0,\"translation\":[0,2,0]}", nodes->str, &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "more than 20000 objects"));
}

/* JSON that would take many times its size of memory is not parsed. */
static void
test_too_much_json (void)
{
  static const struct
  {
    const char *value;
    guint count;
  } cases[] = { { "{},", 500000 }, { "0,", 500000 }, { "\"0123456789\",", 400000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) values = g_string_new ("\"x\":[");
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMesh) mesh = NULL;

      for (guint n = 0; n < cases[i].count; n++)
        g_string_append (values, cases[i].value);
      g_string_append (values, "0],\"scene\":0");
      mesh = read_with ("\"scene\":0", values->str, &error);
      g_assert_null (mesh);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "JSON is too long"));
    }
}

/* Cut anywhere, and with any byte of its frame changed, a file is refused or read, and nothing
 * else. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) file = make_file (sound);

  for (guint length = 0; length < file->len; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *cut = g_memdup2 (file->data, length);
      g_autoptr (MqMesh) mesh = NULL;
      guint32 said = GUINT32_TO_LE (length);

      g_assert_null (read_exact (cut, length, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      if (length >= 12)
        memcpy (cut + 8, &said, 4);
      g_assert_null (read_exact (cut, length, &error));
      g_assert_nonnull (error);
    }

  for (guint i = 0; i < file->len; i++)
    {
      g_autofree guint8 *changed = g_memdup2 (file->data, file->len);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMesh) mesh = NULL;

      changed[i] ^= 0xff;
      mesh = read_exact (changed, file->len, &error);
      g_assert_true ((mesh == NULL) == (error != NULL));
      if (i >= 16 && i < 20) /* the kind of the first chunk */
        g_assert_nonnull (strstr (error->message, "another kind"));
    }
}

/* A place that is not a number. */
static void
test_nan (void)
{
  g_autoptr (GByteArray) file = make_file (sound);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = NULL;

  memset (file->data + file->len - sizeof places - sizeof normals - sizeof indices, 0xff, 4);
  mesh = read_exact (file->data, file->len, &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "no place"));
}

static void
test_shrink (void)
{
  g_autofree char *folder = mq_test_make_dir ("meshes");

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.glb", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      /* The later a second, the less of it has passed. */
      const struct timespec time = { 1000 + i, 900000000 - 300000000 * (long)i };

      g_assert_true (g_file_set_contents (path, "0123456789", 10, NULL));
      g_assert_cmpint (utimensat (AT_FDCWD, path, (const struct timespec[]){ time, time }, 0), ==,
                       0);
    }

  mq_mesh_cache_shrink (folder, 25);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.glb", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == (i >= 2));
    }
}

/* The square lies 2 m up, over x from 0 to 1 and y from 0 to 3. */
static void
test_pick (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = read_with (NULL, NULL, &error);
  static const struct
  {
    double eye[3];
    double direction[3];
    gboolean meets;
  } lines[] = {
    { { 0.5, 1, 5 }, { 0, 0, -1 }, TRUE },     { { 0.5, 1, -5 }, { 0, 0, 0.001 }, TRUE },
    { { 0.5, 1, 5 }, { 0, 0, 1 }, FALSE },     { { 1.01, 1, 5 }, { 0, 0, -1 }, FALSE },
    { { 0.5, 3.01, 5 }, { 0, 0, -1 }, FALSE }, { { 0.99, 2.99, 5 }, { 0, 0, -2 }, TRUE },
    { { 0.01, 2.99, 5 }, { 0, 0, -2 }, TRUE }, { { -2, 1, 4 }, { 2.5, 0, -2 }, TRUE },
    { { -2, 1, 4 }, { 5.5, 0, -2 }, FALSE },   { { 0.5, 1, 2 }, { 1, 0, 0 }, FALSE },
    { { 0.5, 1, 2.01 }, { 0, 0, -1 }, TRUE },  { { 0.5, 1, 1.99 }, { 0, 0, -1 }, FALSE },
  };
  MqMeshHit hit;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gboolean meets = mq_mesh_pick (mesh, NULL, lines[i].eye, lines[i].direction, &hit);

      g_test_message ("line %u", i);
      g_assert_true (meets == lines[i].meets);
      if (!meets)
        continue;
      g_assert_cmpstr (hit.part->name, ==, "Seat");
      /* On the line, and the surface looks at the eye. */
      g_assert_cmpfloat_with_epsilon (hit.normal[0] * hit.normal[0] + hit.normal[1] * hit.normal[1]
                                          + hit.normal[2] * hit.normal[2],
                                      1, 1e-9);
      g_assert_cmpfloat (hit.normal[0] * lines[i].direction[0]
                             + hit.normal[1] * lines[i].direction[1]
                             + hit.normal[2] * lines[i].direction[2],
                         <, 0);
    }
}

/* Of two that are one behind the other, the nearer one. */
static void
test_pick_nearest (void)
{
  static const double eye[] = { 0.5, 1, 5 }, down[] = { 0, 0, -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh
      = read_with ("[{\"name\":\"Seat\",\"mesh\":0,\"translation\":[0,2,0]}]",
                   "[{\"children\":[1,2]},{\"name\":\"Seat\",\"mesh\":0,\"translation\":[0,2,0]},"
                   "{\"name\":\"Pad\",\"mesh\":0,\"translation\":[0,2.1,0]}]",
                   &error);
  MqMeshHit hit;

  g_assert_no_error (error);
  g_assert_true (mq_mesh_pick (mesh, NULL, eye, down, &hit));
  g_assert_cmpstr (hit.part->name, ==, "Pad");
  g_assert_cmpfloat (hit.at[0], ==, 0.5);
  g_assert_cmpfloat (hit.normal[2], ==, 1);
}

/* Makes version 2 of a session, with a scene as long as given. */
static char *
make_name (const char *library, gsize length)
{
  g_autofree char *dir = g_build_filename (library, "sessions", "ab12", "versions", "2", NULL);
  g_autofree char *scene = g_build_filename (dir, "scene.blend", NULL);
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (MqVersion) version = mq_version_new (dir, 2, 1, "", "", 0, 0);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (scene, text, -1, NULL));
  g_assert_cmpint (utime (scene, &(struct utimbuf){ 1000, 1000 }), ==, 0);
  return mq_mesh_cache_make_name (version);
}

/* A session that was deleted and imported has the numbers of the old one's versions. */
static void
test_name (void)
{
  g_autofree char *library = mq_test_make_dir ("library");
  g_autofree char *first = make_name (library, 8);
  g_autofree char *again = make_name (library, 8);
  g_autofree char *other = make_name (library, 9);

  g_assert_true (g_str_has_prefix (first, "ab12-2-"));
  g_assert_cmpstr (again, ==, first);
  g_assert_cmpstr (other, !=, first);
}

MQ_TEST_PROGRAM (mesh)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/mesh/pick", test_pick);
  g_test_add_func ("/mesh/pick-nearest", test_pick_nearest);
  g_test_add_func ("/mesh/read", test_read);
  g_test_add_func ("/mesh/placed", test_placed);
  g_test_add_func ("/mesh/materials", test_materials);
  g_test_add_func ("/mesh/mangled", test_mangled);
  g_test_add_func ("/mesh/too-many", test_too_many);
  g_test_add_func ("/mesh/too-much-json", test_too_much_json);
  g_test_add_func ("/mesh/cut", test_cut);
  g_test_add_func ("/mesh/nan", test_nan);
  g_test_add_func ("/mesh/shrink", test_shrink);
  g_test_add_func ("/mesh/name", test_name);
  return mq_test_run ();
}
