/* The index of a Blender and its search, over a small introspection of our own: what is found and
 * in which order, versions, kinds and budgets; files that are mangled, damaged, foreign or cut
 * short; a full disk; two programs at once. */
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define BLENDER "4.3.2-abc"

static const char *const lines[] = {
  "{\"format\": 1, \"blender\": \"" BLENDER "\"}",
  "{\"id\": \"bpy.types.Modifier\", \"kind\": \"type\", \"name\": \"Modifier\"}",
  "{\"id\": \"bpy.types.BevelModifier\", \"kind\": \"modifier\", \"name\": \"Bevel Modifier\", "
  "\"type\": \"BEVEL\","
  " \"doc\": \"Makes edges more rounded\", \"bases\": [\"Modifier\"], \"members\": ["
  "{\"name\": \"segments\", \"label\": \"Segments\", \"type\": \"int\", \"default\": 1, \"min\": "
  "1, \"max\": 1000,"
  " \"doc\": \"Number of segments for round edges\"},"
  "{\"name\": \"affect\", \"label\": \"Affect\", \"type\": \"enum\", \"default\": \"EDGES\","
  " \"items\": [[\"VERTICES\", \"Vertices\", \"\"], [\"EDGES\", \"Edges\", \"\"]]}]}",
  "{\"id\": \"bpy.types.SolidifyModifier\", \"kind\": \"modifier\", \"name\": \"Solidify "
  "Modifier\", \"type\": \"SOLIDIFY\","
  " \"doc\": \"Create a solid skin\", \"members\": [{\"name\": \"thickness\", \"type\": \"float\", "
  "\"default\": 0.01}]}",
  "{\"id\": \"bpy.ops.mesh.bevel\", \"kind\": \"operator\", \"name\": \"Bevel\", \"doc\": \"Cut "
  "into selected items at an"
  " angle\", \"members\": [{\"name\": \"offset\", \"type\": \"float\", \"default\": 0.0}]}",
  "{\"id\": \"bmesh.ops.bevel\", \"kind\": \"bmesh\", \"name\": \"bevel\", \"signature\": "
  "\"bmesh.ops.bevel(bm, geom=[])\"}",
  "{\"id\": \"bpy.types.Object\", \"kind\": \"type\", \"name\": \"Object\", \"functions\": "
  "[{\"name\": \"select_set\","
  " \"signature\": \"select_set(state)\", \"doc\": \"Select or deselect\"}]}",
  "{\"id\": \"bpy.types.BlendDataObjects\", \"kind\": \"type\", \"name\": \"Main Objects\", "
  "\"paths\":"
  " [\"bpy.data.objects\", \"objects\"], \"functions\": [{\"name\": \"new\", \"signature\": "
  "\"new(name, object_data)\"}]}",
  "{\"id\": \"bpy.types.ShaderNodeBsdfPrincipled\", \"kind\": \"node\", \"name\": \"Principled "
  "BSDF\", \"inputs\": ["
  "{\"id\": \"Base Color\", \"name\": \"Base Color\", \"type\": \"rgba\", \"default\": [0.8, 0.8, "
  "0.8, 1]},"
  "{\"id\": \"Specular IOR Level\", \"name\": \"Specular IOR Level\", \"type\": \"value\", "
  "\"min\": 0, \"max\": 1}]}",
  "{\"id\": \"mathutils.Vector\", \"kind\": \"mathutils\", \"name\": \"Vector\", \"doc\": "
  "\"Vectors\"}",
  "{\"entries\": 9}",
  NULL,
};

/* Folders of a data_dir with one file of each sort, and its cache. */
typedef struct
{
  char *cache;
  char *data;
} Place;

static void
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static Place
make_place (void)
{
  static int n;
  g_autofree char *name = g_strdup_printf ("place-%d", ++n);
  g_autofree char *top = mq_test_make_dir (name);
  Place place = { g_build_filename (top, "cache", NULL), g_build_filename (top, "data", NULL) };

  put (place.data, "examples/pipe.py",
       "\"\"\"Pipe with a wall of even thickness\n\nOne outer surface.\nWords: tube, hollow "
       "cylinder\n"
       "Makes: organ pipes, drain\n"
       "Covers: bpy.types.SolidifyModifier, bpy.ops.mesh.bevel\n\"\"\"\nimport bpy\n");
  put (place.data, "examples/newer.py",
       "\"\"\"Pipe by the new way\n\nWords: hollow cylinder\nBlender: >=5.0\n\"\"\"\nimport bpy\n");
  put (place.data, "pitfalls/names.json",
       "[{\"id\": \"smooth\", \"title\": \"Auto smooth is a modifier\", \"from\": \"4.1\", "
       "\"until\": null,"
       "  \"names\": [\"use_auto_smooth\"], \"error\": \"has no attribute 'use_auto_smooth'\", "
       "\"text\": \"Gone.\","
       "  \"instead\": \"shade_smooth_by_angle\", \"covers\": [\"bpy.types.Object\"]},"
       " {\"id\": \"older\", \"title\": \"Auto smooth of old\", \"from\": \"2.8\", \"until\": "
       "\"4.1\","
       "  \"names\": [\"use_auto_smooth\"], \"text\": \"Set it.\"}]");
  put (place.data, "tasks/modifiers.json",
       "{\"bpy.types.SolidifyModifier\": \"make a hollow object, give it a wall\","
       " \"bpy.types.BevelModifier.segments\": \"how smooth the rounding is\", "
       "\"bpy.types.Nothing\": \"nothing\"}");
  put (place.data, "words.json", "{\"chamfer\": \"bevel\"}");
  return place;
}

static void
place_clear (Place *place)
{
  g_free (place->cache);
  g_free (place->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static GBytes *
introspection (void)
{
  g_autofree char *text = g_strjoinv ("\n", (char **)lines);

  return g_bytes_new (text, strlen (text));
}

static GBytes *
zipped (GBytes *plain)
{
  g_autoptr (GInputStream) from = g_memory_input_stream_new_from_bytes (plain);
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (from, G_CONVERTER (zip));
  g_autoptr (GOutputStream) to = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (to, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (to));
}

static MqKnowledge *
make_knowledge (const Place *place)
{
  g_autoptr (GBytes) bytes = introspection ();
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place->cache, place->data);
  g_autoptr (GError) error = NULL;

  dex_await (mq_knowledge_add (knowledge, BLENDER, bytes), &error);
  g_assert_no_error (error);
  return g_steal_pointer (&knowledge);
}

static JsonArray *
search (MqKnowledge *knowledge, const char *text, const char *const *kinds, guint limit,
        guint max_tokens)
{
  const MqKnowledgeQuery query = { text, kinds, limit, max_tokens };
  g_autoptr (GError) error = NULL;
  JsonArray *found = dex_await_boxed (mq_knowledge_search (knowledge, BLENDER, &query), &error);

  g_assert_no_error (error);
  return found;
}

static JsonArray *
search_for (MqKnowledge *knowledge, const char *text, MqKnowledgePurpose purpose)
{
  const MqKnowledgeQuery query = { text, NULL, 5, 0, purpose };
  g_autoptr (GError) error = NULL;
  JsonArray *found = dex_await_boxed (mq_knowledge_search (knowledge, BLENDER, &query), &error);

  g_assert_no_error (error);
  return found;
}

static void
assert_first (MqKnowledge *knowledge, const char *text, const char *id)
{
  g_autoptr (JsonArray) found = search (knowledge, text, NULL, 5, 0);
  JsonObject *first;

  g_assert_cmpuint (json_array_get_length (found), >, 0);
  first = mq_json_element_object (found, 0);
  g_assert_cmpstr (mq_json_get_string (first, "id", NULL), ==, id);
}

static gboolean
has_id (JsonArray *found, const char *id)
{
  for (guint i = 0; i < json_array_get_length (found); i++)
    if (g_str_equal (mq_json_get_string (mq_json_element_object (found, i), "id", ""), id))
      return TRUE;

  return FALSE;
}

static guint
files_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static char *
index_path (const Place *place)
{
  g_autoptr (GDir) dir = g_dir_open (place->cache, 0, NULL);

  return g_build_filename (place->cache, g_dir_read_name (dir), NULL);
}

static void
test_round_trip (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (GBytes) plain = introspection ();
  g_autoptr (GBytes) packed = zipped (plain);
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place.cache, place.data);
  g_autoptr (MqKnowledge) later = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = NULL;

  g_assert_false (mq_knowledge_has (knowledge, BLENDER));
  g_assert_true (dex_await (mq_knowledge_add (knowledge, BLENDER, packed), &error));
  g_assert_true (mq_knowledge_has (knowledge, BLENDER));
  g_assert_false (mq_knowledge_has (knowledge, "5.2.0-abc"));

  /* It outlives the program that made it. */
  later = mq_knowledge_new (place.cache, place.data);
  list = mq_knowledge_list (later, "");
  g_assert_cmpuint (g_strv_length (list), ==, 1);
  g_assert_cmpstr (list[0], ==, BLENDER);
  assert_first (later, "BevelModifier", "bpy.types.BevelModifier");
}

static void
test_found (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);

  assert_first (knowledge, "bpy.ops.mesh.bevel", "bpy.ops.mesh.bevel");
  assert_first (knowledge, "MESH_OT_bevel arguments", "bpy.ops.mesh.bevel");
  assert_first (knowledge, "bmesh.ops.bevel", "bmesh.ops.bevel");
  assert_first (knowledge, "BevelModifier.segments", "bpy.types.BevelModifier.segments");
  assert_first (knowledge, "how do I make a hollow cylinder", "example:pipe");
  assert_first (knowledge, "what is the Base Color input", "bpy.types.ShaderNodeBsdfPrincipled");
  assert_first (knowledge, "AttributeError: 'Mesh' object has no attribute 'use_auto_smooth'",
                "pitfall:smooth");
  assert_first (knowledge, "KeyError: 'bpy_prop_collection[key]: key \"Specular\" not found'",
                "bpy.types.ShaderNodeBsdfPrincipled");
}

static void
assert_finds (MqKnowledge *knowledge, const char *text, const char *id)
{
  g_autoptr (JsonArray) found = search (knowledge, text, NULL, 5, 0);

  if (!has_id (found, id))
    g_error ("“%s” does not find %s", text, id);
}

static void
test_words (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);

  assert_finds (knowledge, "chamfering the corners", "bpy.types.BevelModifier");
  assert_finds (knowledge, "how smooth is the rounding", "bpy.types.BevelModifier.segments");
  assert_finds (knowledge, "'Object' object has no attribute 'select'",
                "bpy.types.Object.select_set");
  assert_finds (knowledge, "bpy.data.objects.new", "bpy.types.BlendDataObjects.new");
}

static void
test_passages (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autoptr (JsonArray) found = search (knowledge, "hollow pipe", NULL, 5, 0);
  JsonObject *example = mq_json_element_object (found, 0);
  JsonArray *covers = mq_json_get_array (example, "covers");

  g_assert_cmpstr (mq_json_get_string (example, "kind", NULL), ==, "example");
  g_assert_cmpstr (mq_json_get_string (example, "title", NULL), ==,
                   "Pipe with a wall of even thickness");
  g_assert_nonnull (strstr (mq_json_get_string (example, "text", ""), "import bpy"));
  g_assert_cmpstr (mq_json_get_string (example, "blender", NULL), ==, BLENDER);
  g_assert_cmpfloat (mq_json_get_double (example, "score", 0), >, 0);
  g_assert_cmpuint (json_array_get_length (covers), ==, 2);
  g_assert_cmpstr (mq_json_element_string (covers, 1), ==, "bpy.ops.mesh.bevel");
}

static void
test_versions (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autoptr (JsonArray) pitfalls = search (knowledge, "use_auto_smooth", NULL, 50, 0);
  g_autoptr (JsonArray) examples = search (knowledge, "hollow cylinder pipe", NULL, 50, 0);

  g_assert_true (has_id (pitfalls, "pitfall:smooth"));
  g_assert_false (has_id (pitfalls, "pitfall:older"));
  g_assert_true (has_id (examples, "example:pipe"));
  g_assert_false (has_id (examples, "example:newer"));
}

static void
test_limits (void)
{
  static const char *const only[] = { "operator", "bmesh", NULL };
  static const char *const properties[] = { "property", NULL };
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autoptr (JsonArray) kinds = search (knowledge, "bevel edges", only, 50, 0);
  g_autoptr (JsonArray) parts = search (knowledge, "number of segments", properties, 50, 0);
  g_autoptr (JsonArray) one = search (knowledge, "bevel edges", NULL, 1, 0);
  g_autoptr (JsonArray) small = search (knowledge, "bevel hollow pipe", NULL, 50, 60);
  g_autoptr (JsonArray) none = search (knowledge, "???", NULL, 5, 0);
  g_autoptr (GString) huge = g_string_new (NULL);
  g_autoptr (JsonArray) long_one = NULL;
  gsize size = 0;

  g_assert_cmpuint (json_array_get_length (kinds), ==, 2);
  g_assert_true (has_id (kinds, "bpy.ops.mesh.bevel") && has_id (kinds, "bmesh.ops.bevel"));
  g_assert_true (has_id (parts, "bpy.types.BevelModifier.segments"));
  g_assert_cmpuint (json_array_get_length (one), ==, 1);
  g_assert_cmpuint (json_array_get_length (none), ==, 0);

  for (guint i = 0; i < json_array_get_length (small); i++)
    size += strlen (mq_json_get_string (mq_json_element_object (small, i), "text", ""));
  g_assert_cmpuint (size, >, 0);
  g_assert_cmpuint (size, <=, 60 * 4);

  for (guint i = 0; i < 20000; i++)
    g_string_append (huge, "bevel \"' OR NEAR( * ");
  long_one = search (knowledge, huge->str, NULL, 5, 0);
  g_assert_true (has_id (long_one, "bpy.ops.mesh.bevel"));
}

static void
expect_refused (MqKnowledge *knowledge, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_knowledge_add (knowledge, BLENDER, bytes), &error));
  g_assert_nonnull (error);
  g_assert_false (mq_knowledge_has (knowledge, BLENDER));
}

static void
test_mangled (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "no JSON",
    "{\"format\": 2}\n{\"entries\": 0}\n",
    "{\"format\": 1}\n",
    "{\"format\": 1}\n{\"entries\": 1}\n",
    "{\"format\": 1}\n{\"entries\": 0}\n{\"id\": \"late\", \"kind\": \"type\"}",
    "{\"format\": 1}\n{\"id\": \"a\"}\n{\"entries\": 1}\n",
    "{\"format\": 1}\n{\"id\": \"a\\nb\", \"kind\": \"type\"}\n{\"entries\": 1}\n",
    "{\"format\": 1}\n{\"id\": 5, \"kind\": \"type\"}\n{\"entries\": 1}\n",
    "{\"format\": 1}\n[]\n{\"entries\": 1}\n",
    "\x1f\x8b\x08 this is no gzip",
  };
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place.cache, place.data);
  g_autoptr (GBytes) whole = introspection ();
  g_autoptr (GBytes) packed = zipped (whole);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) / 2);
  g_autoptr (GBytes) short_one = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 20);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

      expect_refused (knowledge, bytes);
    }
  expect_refused (knowledge, half);
  expect_refused (knowledge, short_one);
  g_assert_cmpuint (files_in (place.cache), ==, 0);
}

static void
test_bad_names (void)
{
  static const char *const names[] = { "",  "../4.3.2",  "4.3.2/..", ".4",
                                       "a", "4.3.2-ABC", "4.3.2 x",  "4.3.2\n" };
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place.cache, place.data);
  g_autoptr (GBytes) bytes = introspection ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mq_knowledge_has (knowledge, names[i]));
      g_assert_false (dex_await (mq_knowledge_add (knowledge, names[i], bytes), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }
}

static void
test_damaged (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autofree char *path = index_path (&place);
  const MqKnowledgeQuery query = { "bevel edges", NULL, 5, 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  /* Foreign from its first byte: not there. */
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  put (place.cache, strrchr (path, '/') + 1, "this is no database, however long one looks at it");
  g_clear_object (&knowledge);
  knowledge = mq_knowledge_new (place.cache, place.data);
  g_assert_false (mq_knowledge_has (knowledge, BLENDER));
  g_assert_null (dex_await_boxed (mq_knowledge_search (knowledge, BLENDER, &query), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Damaged further in: found out by the search, and then not there either. */
  memset (contents + 4096, 0x5a, length - 4096);
  g_assert_true (g_file_set_contents (path, contents, (gssize)length, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*damaged*");
  g_clear_object (&knowledge);
  knowledge = mq_knowledge_new (place.cache, place.data);
  if (mq_knowledge_has (knowledge, BLENDER))
    {
      g_assert_null (dex_await_boxed (mq_knowledge_search (knowledge, BLENDER, &query), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
      g_test_assert_expected_messages ();
    }
  g_assert_false (mq_knowledge_has (knowledge, BLENDER));

  /* And made anew. */
  g_clear_object (&knowledge);
  knowledge = make_knowledge (&place);
  assert_first (knowledge, "bpy.ops.mesh.bevel", "bpy.ops.mesh.bevel");
}

static void
test_changed_data (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autoptr (MqKnowledge) later = NULL;

  put (place.data, "words.json", "{\"fillet\": \"bevel\"}");
  later = mq_knowledge_new (place.cache, place.data);
  g_assert_false (mq_knowledge_has (later, BLENDER));
  g_assert_true (mq_knowledge_has (knowledge, BLENDER));
}

static void
test_bad_data (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = NULL;
  g_autoptr (GBytes) bytes = introspection ();
  g_autoptr (GError) error = NULL;

  put (place.data, "pitfalls/broken.json", "[{\"id\": \"a\"");
  knowledge = mq_knowledge_new (place.cache, place.data);
  g_assert_false (dex_await (mq_knowledge_add (knowledge, BLENDER, bytes), &error));
  g_assert_nonnull (strstr (error->message, "broken.json"));
}

static void
test_full_disk (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place.cache, place.data);
  g_autoptr (GBytes) bytes = introspection ();
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit full;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  full = before;
  full.rlim_cur = 20000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  g_assert_false (dex_await (mq_knowledge_add (knowledge, BLENDER, bytes), &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_nonnull (error);
  g_assert_false (mq_knowledge_has (knowledge, BLENDER));
  g_assert_cmpuint (files_in (place.cache), ==, 0);
}

static void
test_two_at_once (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (GBytes) bytes = introspection ();
  g_autoptr (MqKnowledge) first = mq_knowledge_new (place.cache, place.data);
  g_autoptr (MqKnowledge) second = mq_knowledge_new (place.cache, place.data);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    {
      dex_await (dex_future_all (mq_knowledge_add (first, BLENDER, bytes),
                                 mq_knowledge_add (second, BLENDER, bytes),
                                 mq_knowledge_add (second, BLENDER, bytes), NULL),
                 &error);
      g_assert_no_error (error);
      assert_first (first, "bpy.ops.mesh.bevel", "bpy.ops.mesh.bevel");
      assert_first (second, "bpy.ops.mesh.bevel", "bpy.ops.mesh.bevel");
    }
  g_assert_cmpuint (files_in (place.cache), ==, 1);
}

/* A client cannot file what it likes under another Blender, nor fill the disk with Blenders. */
static void
test_uploads (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (GBytes) bytes = introspection ();
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (place.cache, place.data);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_knowledge_add (knowledge, "4.3.2-other", bytes), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_cmpuint (files_in (place.cache), ==, 0);
  g_clear_error (&error);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *blender = g_strdup_printf ("4.3.%u-abc", i);
      g_autofree char *text
          = g_strdup_printf ("{\"format\": 1, \"blender\": \"%s\"}\n{\"entries\": 0}\n", blender);
      g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));

      dex_await (mq_knowledge_add (knowledge, blender, file), &error);
      g_assert_no_error (error);
      g_assert_true (mq_knowledge_has (knowledge, blender));
    }
  g_assert_cmpuint (files_in (place.cache), ==, 16);
}

/* What is to be made is found by its own name, which stands last, and by nothing else. */
static void
test_making (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  static const char *const made[] = { "organ pipe",      "An old Organ Pipe",    "House\nDrains",
                                      "Drain on a roof", "Roof with drain",      "organ_pipes",
                                      "Organ\nPipe",     "two old brass drains", "Hollow drain" };
  static const char *const not_made[] = { "",
                                          "pipe",
                                          "organ",
                                          "organ pipe shelf",
                                          "drain cover",
                                          "bevel",
                                          "hollow cylinder",
                                          "the",
                                          "ear drain",
                                          "square organ pipe",
                                          "Roof, drained" };

  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (JsonArray) found = search_for (knowledge, made[i], MQ_KNOWLEDGE_FOR_MAKING);
      JsonObject *first;
      const char *text;

      g_assert_cmpuint (json_array_get_length (found), ==, 1);
      first = mq_json_element_object (found, 0);
      g_assert_cmpstr (mq_json_get_string (first, "id", ""), ==, "example:pipe");
      /* Without what only the index reads. */
      text = mq_json_get_string (first, "text", "");
      g_assert_nonnull (strstr (text, "One outer surface."));
      g_assert_nonnull (strstr (text, "import bpy"));
      g_assert_null (strstr (text, "Words:"));
      g_assert_null (strstr (text, "Covers:"));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (not_made); i++)
    {
      g_autoptr (JsonArray) found = search_for (knowledge, not_made[i], MQ_KNOWLEDGE_FOR_MAKING);

      g_assert_cmpuint (json_array_get_length (found), ==, 0);
    }
}

/* Of the parts in plans that a stranger thought of (blind.json), nine tenths of what is handed to
 * the writer fit, and few that fit are left out. */
static void
test_plans (void)
{
  g_auto (Place) place = make_place ();
  g_autofree char *data = mq_paths_find_data ("knowledge");
  const Place real = { place.cache, data };
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&real);
  g_autofree char *path = g_build_filename (mq_paths_get_source_root (), "tests", "knowledge",
                                            "blind.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  guint handed = 0, fit = 0, answered = 0, answerable = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  root = mq_json_parse (text, -1, NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (root)); i++)
    {
      JsonObject *each = json_array_get_object_element (json_node_get_array (root), i);
      JsonArray *labels[] = { mq_json_get_array (each, "answers"),
                              mq_json_get_array (each, "near") };
      g_autoptr (JsonArray) found = NULL;

      if (!g_str_equal (mq_json_get_string (each, "group", ""), "plan"))
        continue;

      found = search_for (knowledge, mq_json_get_string (each, "question", ""),
                          MQ_KNOWLEDGE_FOR_MAKING);
      handed += json_array_get_length (found);
      answerable += mq_json_length (labels[0]) > 0;
      for (guint k = 0; k < G_N_ELEMENTS (labels); k++)
        for (guint m = 0; m < mq_json_length (labels[k]); m++)
          if (has_id (found, mq_json_element_string (labels[k], m)))
            {
              fit++;
              answered += k == 0;
            }
    }

  g_test_message ("handed %u, fit %u, answered %u of %u", handed, fit, answered, answerable);
  g_assert_cmpuint (fit * 10, >=, handed * 9);
  g_assert_cmpuint (answered * 5, >=, answerable * 4);
}

/* Who writes a script is told of no operator unless it is named, and rather nothing than what
 * shares a word with the question. */
static void
test_script (void)
{
  g_auto (Place) place = make_place ();
  g_autoptr (MqKnowledge) knowledge = make_knowledge (&place);
  g_autoptr (JsonArray) all = search (knowledge, "bevel edges", NULL, 5, 0);
  g_autoptr (JsonArray) fit = search_for (knowledge, "modifier that bevels edges",
                                          MQ_KNOWLEDGE_FOR_SCRIPT);
  g_autoptr (JsonArray) named = search_for (knowledge, "bpy.ops.mesh.bevel",
                                            MQ_KNOWLEDGE_FOR_SCRIPT);
  g_autoptr (JsonArray) error
      = search_for (knowledge, "AttributeError: 'Object' object has no attribute 'select'",
                    MQ_KNOWLEDGE_FOR_SCRIPT);
  g_autoptr (JsonArray) far = search_for (knowledge, "bevel the regular expression of some dates",
                                          MQ_KNOWLEDGE_FOR_SCRIPT);
  g_autoptr (JsonArray) weak = search_for (knowledge, "the skin of an ant with number four edges",
                                           MQ_KNOWLEDGE_FOR_SCRIPT);

  g_assert_true (has_id (all, "bpy.ops.mesh.bevel"));
  g_assert_false (has_id (fit, "bpy.ops.mesh.bevel"));
  g_assert_true (has_id (fit, "bpy.types.BevelModifier"));
  g_assert_true (has_id (named, "bpy.ops.mesh.bevel"));
  g_assert_true (has_id (error, "bpy.types.Object.select_set"));
  g_assert_cmpuint (json_array_get_length (weak), ==, 0);
  g_assert_cmpuint (json_array_get_length (far), ==, 0);
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/knowledge/round-trip", test_round_trip);
  mq_test_add_fiber ("/knowledge/found", test_found);
  mq_test_add_fiber ("/knowledge/words", test_words);
  mq_test_add_fiber ("/knowledge/passages", test_passages);
  mq_test_add_fiber ("/knowledge/making", test_making);
  mq_test_add_fiber ("/knowledge/plans", test_plans);
  mq_test_add_fiber ("/knowledge/script", test_script);
  mq_test_add_fiber ("/knowledge/versions", test_versions);
  mq_test_add_fiber ("/knowledge/limits", test_limits);
  mq_test_add_fiber ("/knowledge/mangled", test_mangled);
  mq_test_add_fiber ("/knowledge/bad-names", test_bad_names);
  mq_test_add_fiber ("/knowledge/damaged", test_damaged);
  mq_test_add_fiber ("/knowledge/changed-data", test_changed_data);
  mq_test_add_fiber ("/knowledge/bad-data", test_bad_data);
  mq_test_add_fiber ("/knowledge/full-disk", test_full_disk);
  mq_test_add_fiber ("/knowledge/two-at-once", test_two_at_once);
  mq_test_add_fiber ("/knowledge/uploads", test_uploads);

  return mq_test_run ();
}
