/* Files that leave the library: all of them or none, nothing replaced unless asked, no name that
 * Blender chose beyond what belongs to the file that the user named, and no other pictures than
 * were baked. */
#include "client/export/mq-export-files.h"
#include "client/export/mq-export.h"
#include "client/export/mq-game-package.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
write_file (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0700));
  g_assert_true (g_file_set_contents (path, relative, -1, NULL));
}

static char *
read_file (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = g_dir_read_name (dir);

  g_assert_cmpstr (name, ==, NULL);
}

static void
save (void)
{
  const char *const files[] = { "chair.obj", "chair.mtl", "textures/chair_color.png",
                                "meshes/chair_a.stl", NULL };
  g_autofree char *from = mq_test_make_dir ("save-from");
  g_autofree char *to = mq_test_make_dir ("save-to");
  g_autofree char *path = g_build_filename (to, "my chair.obj", NULL);

  for (guint i = 0; files[i] != NULL; i++)
    write_file (from, files[i]);
  mq_test_expect (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *text = read_file (to, i == 0 ? "my chair.obj" : files[i]);

      g_assert_cmpstr (text, ==, files[i]);
    }
}

/* What a Blender might name that a script has taken over. */
static void
names (void)
{
  static const char *const bad[] = { ".profile",           "textures/../x.png",
                                     "other.mtl",          "a/b/chair.mtl",
                                     "textures/x.png",     "chair.png",
                                     "../chair.mtl",       "/etc/chair.mtl",
                                     "textures/chair_",    "textures/chair_/../y.png",
                                     "chair.desktop",      "",
                                     "textures/.bashrc",   "chair.mtl/x",
                                     "textures/chair.sh",  "meshes/chair_a.png",
                                     "meshes/other_a.obj", "meshes/a/chair_a.obj" };
  g_autofree char *from = mq_test_make_dir ("names-from");
  g_autofree char *to = mq_test_make_dir ("names-to");
  g_autofree char *path = g_build_filename (to, "chair.obj", NULL);

  write_file (from, "chair.obj");
  write_file (from, "chair.mtl");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const files[] = { "chair.obj", "chair.mtl", bad[i], NULL };

      g_error_free (
          mq_test_expect_error (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE),
                                MQ_ERROR, MQ_ERROR_PROTOCOL));
      assert_empty (to);
    }
}

/* Nothing half: a file that is not there leaves nothing, and a file of the user's stays. */
static void
whole (void)
{
  const char *const files[] = { "chair.obj", "chair.mtl", NULL };
  g_autofree char *from = mq_test_make_dir ("whole-from");
  g_autofree char *to = mq_test_make_dir ("whole-to");
  g_autofree char *path = g_build_filename (to, "chair.obj", NULL);
  g_autofree char *text = NULL;
  DexFuture *saving;

  write_file (from, "chair.mtl");
  saving = mq_test_wait (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));
  g_assert_true (dex_future_is_rejected (saving));
  dex_unref (saving);
  assert_empty (to);

  write_file (from, "chair.obj");
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  saving = mq_test_wait (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));
  g_assert_true (dex_future_is_rejected (saving));
  dex_unref (saving);
  text = read_file (to, "chair.obj");
  g_assert_cmpstr (text, ==, "mine");

  mq_test_expect (mq_export_save_files (from, (GStrv)files, path, NULL, TRUE));
  g_free (text);
  text = read_file (to, "chair.obj");
  g_assert_cmpstr (text, ==, "chair.obj");
}

/* What differs by the proof of a .glb whose one picture has these cells when it is read. */
static char *
prove (const char *name, const char *cells)
{
  static const char *const facts
      = "{\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12, \"materials\": %s, "
        "\"textures\": %s, \"pictures\": [{\"name\": \"%s\", \"cells\": %s}]}";
  g_autoptr (MqExportOptions) options = mq_export_options_new (mq_export_format_find ("glb"),
                                                               "x.glb");
  g_autofree char *wrote = g_strdup_printf (facts, "[\"Oak\"]", "[\"a.png\"]", "a_color",
                                            "[200, 100, 9]");
  g_autofree char *reads = g_strdup_printf (facts, "1", "1", name, cells);
  g_autoptr (JsonObject) written = mq_json_parse_object (wrote, -1, NULL);
  g_autoptr (JsonObject) read = mq_json_parse_object (reads, -1, NULL);
  g_autoptr (JsonObject) proof = mq_export_prove (options, written, read, "4.3");
  JsonArray *wrong = mq_json_get_array (proof, "wrong");

  g_assert_cmpint (mq_export_is_proved (proof, NULL), ==, mq_json_length (wrong) == 0);
  return g_strdup (mq_json_length (wrong) > 0 ? mq_json_element_string (wrong, 0) : "");
}

/* JSON with ' for ". */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

/* A package that is proved only if each part has its colliders and does not reach out of them. */
static void
packages (void)
{
  static const struct
  {
    const char *read;
    const char *told; /* NULL: it is as it was written */
  } cases[] = {
    { "'colliders': [{'object': 'Seat', 'count': 2, 'out_mm': 1}], 'levels': [{'triangles': 12}, "
      "{'triangles': 6, 'off_mm': 2}]",
      NULL },
    { "'colliders': [{'object': 'Seat', 'count': 2, 'out_mm': 1.01}], 'levels': [{'triangles': "
      "12}, "
      "{'triangles': 6}]",
      "“Seat” reaches 1.01 mm out of its colliders" },
    { "'colliders': [{'object': 'Seat', 'count': 2}], 'levels': [{'triangles': 12}, "
      "{'triangles': 6}]",
      "out of its colliders" },
    { "'colliders': [{'object': 'Seat', 'count': 1, 'out_mm': 0}], 'levels': [{'triangles': 12}, "
      "{'triangles': 6}]",
      "Colliders of “Seat” are missing" },
    { "'colliders': [{'object': 'Leg', 'count': 2, 'out_mm': 0}], 'levels': [{'triangles': 12}, "
      "{'triangles': 6}]",
      "Colliders of “Seat” are missing" },
    { "'levels': 7", "Colliders of “Seat” are missing" },
    { "'colliders': [{'object': 'Seat', 'count': 2, 'out_mm': 0}], 'levels': [{'triangles': 12}]",
      "There are 0 triangles instead of 6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'margin_mm': 1, %s}", cases[i].read);
      g_autoptr (JsonObject) read = parse (text);
      g_autoptr (JsonObject) written = parse (
          "{'colliders': {'Seat': ['box', 'convex']}, 'levels': [12, 6], 'high': [1, 1, 1]}");
      g_autoptr (GStrvBuilder) wrong = g_strv_builder_new ();
      g_auto (GStrv) told = NULL;

      g_test_message ("%s", cases[i].read);
      mq_game_package_prove (written, read, wrong);
      told = g_strv_builder_end (wrong);
      g_assert_cmpint (g_strv_length (told) > 0, ==, cases[i].told != NULL);
      if (cases[i].told != NULL)
        g_assert_nonnull (strstr (told[0], cases[i].told));

      mq_game_package_describe (written, read);
      if (cases[i].told == NULL)
        {
          g_autofree char *folder = g_build_filename (mq_test_get_dir (), "package", NULL);
          g_autoptr (JsonObject) given = parse ("{'preset': 'unity', 'package': true}");
          g_autoptr (MqExportOptions) options = mq_export_options_new_from_json (given, folder,
                                                                                 FALSE, NULL);
          g_autofree char *readme = NULL;
          g_autofree char *script = NULL;
          g_autoptr (GError) error = NULL;

          g_assert_true (mq_export_options_check (options, &error));
          g_assert_true (mq_game_package_make_folder (options, &error));
          g_assert_true (mq_game_package_make_folder (options, &error));
          g_assert_true (mq_game_package_save_readme (options, "A %s chair", written, &error));
          g_assert_no_error (error);
          readme = read_file (folder, "README.txt");
          g_assert_nonnull (strstr (readme, "A %s chair, for Unity\n"));
          g_assert_nonnull (strstr (readme, "Right-click package.fbx"));
          g_assert_nonnull (strstr (readme, "_LOD1: 6 triangles, at most 2.00 mm off\n"));
          g_assert_nonnull (
              strstr (readme, "Seat: 1 × box, 1 × convex mesh, 1.00 mm of it outside\n"));
          script = read_file (folder, "MaquetteColliders.cs.txt");
          g_assert_nonnull (strstr (script, "class MaquetteColliders : AssetPostprocessor"));
          /* Now the folder has a README, which may be somebody else's. */
          g_assert_false (mq_game_package_make_folder (options, &error));
          g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
          options->replace = TRUE;
          g_assert_true (mq_game_package_make_folder (options, NULL));
        }
    }
}

static void
pictures (void)
{
  static const struct
  {
    const char *name, *cells;
    gboolean right;
  } cases[] = {
    { "a_color", "[200, 100, 9]", TRUE },
    /* Encoded anew. */
    { "a_color", "[197, 103, 12]", TRUE },
    { "a_color", "[0, 0, 0]", FALSE },
    /* The lower part is missing. */
    { "a_color", "[200, 100, 40]", FALSE },
    /* Nothing that could be decoded. */
    { "a_color", "[]", FALSE },
    /* The script's own; the format has no place for ours. */
    { "wood", "[0, 0, 0]", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wrong = prove (cases[i].name, cases[i].cells);

      g_assert_cmpstr (
          wrong, ==, cases[i].right ? "" : "The picture “a_color” is empty, cut off or different");
    }
}

/* A file without its pictures is none, unless the format has no place for them. */
static void
pictures_missing (void)
{
  static const struct
  {
    const char *format;
    int textures;
    const char *wrong;
  } cases[] = {
    { "glb", 1, "" },
    { "glb", 0, "The pictures of the materials are missing" },
    { "stl", 0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqExportOptions) made
          = mq_export_options_new (mq_export_format_find (cases[i].format), "x");
      g_autoptr (JsonObject) written = mq_test_parse_json (
          "{\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12, \"materials\": [\"Oak\"], "
          "\"textures\": [\"a.png\", \"b.png\"]}");
      g_autoptr (JsonObject) read = mq_test_parse_json (
          "{\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12, \"materials\": 1}");
      g_autoptr (JsonObject) proof = NULL;
      g_auto (GStrv) wrong = NULL;
      g_autofree char *told = NULL;

      made->unit = g_strdup ("mm");
      json_object_set_int_member (read, "textures", cases[i].textures);
      proof = mq_export_prove (made, written, read, "4.3");
      wrong = mq_json_to_strings (mq_json_get_array (proof, "wrong"));
      told = g_strjoinv ("|", wrong);
      g_assert_cmpstr (told, ==, cases[i].wrong);
    }
}

/* What a format cannot hold, and what is seen to differ, is told of each material, and the file is
 * kept. */
static void
looks (void)
{
  g_autoptr (MqExportOptions) options = mq_export_options_new (mq_export_format_find ("glb"),
                                                               "x.glb");
  g_autoptr (JsonObject) written = mq_json_parse_object (
      "{\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12, \"materials\": [\"Oak\"], "
      "\"losses\": [{\"material\": \"Oak\", \"why\": \"picture\", \"file\": \"oak.jpg\"}, "
      "{\"material\": \"Ash\", \"why\": \"picture\", \"file\": \"\"}, "
      "{\"material\": \"Pane\", \"why\": \"unbent\"}, {\"material\": \"Fog\", \"why\": "
      "\"opaque\"}, "
      "{\"material\": \"Lace\", \"why\": \"pattern\"}]}",
      -1, NULL);
  g_autoptr (JsonObject) read = mq_json_parse_object (
      "{\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12, \"materials\": 1, "
      "\"differs\": [{\"material\": \"Gold\", \"difference\": 90}, 3]}",
      -1, NULL);
  static const char *const begins[] = {
    "“Oak” has a plain color in the file: its picture “oak.jpg”",
    "“Ash” has a plain color in the file: it needs a picture",
    "“Pane” is transparent in the file",
    "“Fog” is exported as opaque: its shader",
    "“Lace” is exported as opaque: its transparency",
    "“Gold” looks different in the file",
    "“?” looks different in the file",
  };
  g_autoptr (JsonObject) proof = mq_export_prove (options, written, read, "4.3");
  JsonArray *notes = mq_json_get_array (proof, "notes");

  g_assert_true (mq_export_is_proved (proof, NULL));
  g_assert_cmpint (mq_json_length (notes), ==, G_N_ELEMENTS (begins));
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    g_assert_true (g_str_has_prefix (mq_json_element_string (notes, i), begins[i]));
}

/* What the scene has and the file has not is told, whether the format has no place for it or
 * another Blender did not find it. */
static void
left_out (void)
{
  static const char box[] = "\"low\": [0, 0, 0], \"high\": [1, 1, 1], \"triangles\": 12";
  static const struct
  {
    const char *written;
    const char *read;
    const char *notes;
  } cases[] = {
    { "\"left_out\": [], \"kept\": {\"skins\": 1}", "\"kept\": {\"skins\": 1}", "" },
    { "\"left_out\": [{\"what\": \"hair\", \"of\": \"“Brush”\"}, {\"what\": \"soul\"}, 3]",
      "\"a\": 1", "Not in .stl: hair of “Brush”" },
    { "\"kept\": {\"skins\": 1, \"animations\": 1}", "\"kept\": {\"skins\": 1}",
      "Some rigs, shape keys, animations or joints of the scene are not in the file" },
    { "\"renamed\": \"“a (b)” → “a_b”\"", "\"a\": 1",
      "Names that are others in the file: “a (b)” → “a_b”" },
    { "\"assumed\": \"500 kg/m³: “Dark”\"", "\"a\": 1",
      "The masses are assumed, as these names say no substance: 500 kg/m³: “Dark”" },
    { "\"layouts\": [{\"object\": \"Crate\", \"least\": 310.2, \"most\": 640, \"stretch\": 1.24, "
      "\"used\": 63.8, \"overlap\": 0}]",
      "\"a\": 1",
      "“Crate” has 310 to 640 pixels of its picture on a meter, stretched up to 1.2 times; it uses "
      "64 % of the picture, and 0 % of that is under several faces" },
  };
  g_autoptr (MqExportOptions) options = mq_export_options_new (mq_export_format_find ("stl"),
                                                               "x.stl");

  options->unit = g_strdup ("mm");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *was = g_strdup_printf ("{%s, %s}", box, cases[i].written);
      g_autofree char *is = g_strdup_printf ("{%s, %s}", box, cases[i].read);
      g_autoptr (JsonObject) written = mq_test_parse_json (was);
      g_autoptr (JsonObject) read = mq_test_parse_json (is);
      g_autoptr (JsonObject) proof = mq_export_prove (options, written, read, "4.3");
      g_auto (GStrv) notes = mq_json_to_strings (mq_json_get_array (proof, "notes"));
      g_autofree char *all = notes != NULL ? g_strjoinv ("|", notes) : g_strdup ("");

      g_assert_true (mq_export_is_proved (proof, NULL));
      g_assert_cmpstr (all, ==, cases[i].notes);
      g_assert_cmpint (mq_json_get_boolean (proof, "whole", FALSE), ==, i == 0 || i >= 3);
      g_assert_true (mq_json_get_boolean (proof, "same_look", FALSE));
    }
}

/* Each preset can be exported as it is. */
static void
presets (void)
{
  g_autofree char *to = mq_test_make_dir ("presets");

  for (const MqExportPreset *each = mq_export_presets_list (); each->id != NULL; each++)
    {
      const MqExportFormat *format = mq_export_format_find (each->format);
      g_autofree char *path = g_strdup_printf ("%s/chair.%s", to, each->format);
      g_autoptr (MqExportOptions) options = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (mq_export_preset_find (each->id) == each);
      g_assert_nonnull (format);
      options = mq_export_options_new (format, path);
      options->up = g_strdup (each->up);
      options->unit = g_strdup (each->unit);
      options->on_ground = each->on_ground;
      g_assert_true (mq_export_options_check (options, &error));
      g_assert_no_error (error);
      /* What a file does not say itself, a preset says. */
      g_assert_true ((format->up == NULL) == (each->up == NULL));
      g_assert_true (format->has_unit == (each->unit == NULL));
      g_assert_true (each->other == NULL || mq_export_format_find (each->other) != NULL);
    }

  g_assert_true (mq_export_preset_find ("godot")->colliders);
  g_assert_false (mq_export_preset_find ("unreal")->colliders);
  g_assert_null (mq_export_preset_find ("unreel"));
}

static MqExportOptions *
read_options (const char *text, GError **error)
{
  g_autoptr (JsonObject) given = mq_json_parse_object (text, -1, NULL);

  return mq_export_options_new_from_json (given, "a", FALSE, error);
}

/* What a batch, a tool and the command line ask for. */
static void
options (void)
{
  static const struct
  {
    const char *text;
    const char *told;
  } refused[] = {
    { "{\"format\": \"exe\"}", "use glb, usd (if Blender can), " },
    { "{\"format\": \"asset\"}", " or sheet (all renders)" },
    { "{\"preset\": \"quake\"}", "use unity, unreal, godot or print" },
    { "{\"preset\": \"print\", \"format\": \"glb\"}", "writes .stl files, not .glb" },
    { "{\"package\": true}", "use the preset unity, unreal or godot" },
    { "{\"package\": true, \"preset\": \"print\"}", "use the preset unity, unreal or godot" },
    { "{\"package\": true, \"preset\": \"unreal\", \"format\": \"glb\"}",
      "writes .fbx files, not .glb" },
  };
  g_autoptr (MqExportOptions) usual = read_options ("{}", NULL);
  g_autoptr (MqExportOptions) print = read_options (
      "{\"preset\": \"print\", \"unit\": \"cm\", \"on_ground\": false, \"triangles\": 7}", NULL);
  g_autoptr (MqExportOptions) pieces = read_options ("{\"preset\": \"print\", \"format\": \"3mf\"}",
                                                     NULL);
  g_autoptr (MqExportOptions) all = read_options (
      "{\"format\": \"obj\", \"up\": \"z\", \"size\": 2, \"textures\": 64, \"per_object\": true, "
      "\"levels\": true, \"join\": true, \"on_ground\": true, \"triangulate\": true}",
      NULL);

  g_autoptr (MqExportOptions) bed = read_options (
      "{\"preset\": \"print\", \"lay_out\": true, \"bed\": \"250X210x220.5\"}", NULL);

  for (const MqExportFormat *each = mq_export_formats_list (); each->id != NULL; each++)
    g_assert_nonnull (strchr (each->media_type, '/'));
  g_assert_true (bed->lay_out && bed->bed[0] == 250 && bed->bed[1] == 210 && bed->bed[2] == 220.5);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_options (refused[i].text, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, refused[i].told));
    }

  g_assert_cmpstr (usual->format->id, ==, "glb");
  g_assert_cmpuint (usual->texture_px, ==, 2048);
  g_assert_cmpstr (print->format->id, ==, "stl");
  g_assert_cmpstr (print->unit, ==, "cm");
  g_assert_cmpuint (print->texture_px, ==, 0);
  g_assert_cmpuint (print->max_triangles, ==, 7);
  g_assert_false (print->on_ground);
  /* It says its unit and its axis itself. */
  g_assert_cmpstr (pieces->format->id, ==, "3mf");
  g_assert_null (pieces->unit);
  g_assert_null (pieces->up);
  g_assert_true (pieces->on_ground && mq_export_options_check (pieces, NULL));
  g_assert_cmpstr (all->up, ==, "z");
  g_assert_cmpfloat (all->size, ==, 2);
  g_assert_cmpuint (all->texture_px, ==, 64);
  g_assert_true (all->texture_per_object && all->levels && all->join && all->on_ground
                 && all->triangulate && !all->draco);
}

/* Options that do not go together, with the first and the last value that is one. */
static void
together (void)
{
  static const struct
  {
    const char *text;
    const char *told; /* NULL: they do */
  } cases[] = {
    { "{}", NULL },
    { "{\"format\": \"stl\", \"unit\": \"mm\"}", NULL },
    { "{\"format\": \"stl\", \"unit\": \"ell\"}", "There is no unit “ell”" },
    { "{\"format\": \"glb\", \"unit\": \"mm\"}", "The unit of glTF files is fixed" },
    { "{\"format\": \"obj\", \"up\": \"y\"}", NULL },
    { "{\"format\": \"obj\", \"up\": \"x\"}", "“x” cannot be up" },
    { "{\"format\": \"glb\", \"up\": \"y\"}", "The up axis of glTF files is fixed" },
    { "{\"format\": \"stl\", \"textures\": 512}", "STL files have no materials" },
    { "{\"format\": \"stl\", \"textures\": 0}", NULL },
    { "{\"textures\": 0}", NULL },
    { "{\"textures\": 63}", "have 64 to 8192 pixels a side" },
    { "{\"textures\": 64}", NULL },
    { "{\"textures\": 8192}", NULL },
    { "{\"textures\": 8193}", "have 64 to 8192 pixels a side" },
    { "{\"draco\": true, \"colliders\": true}", NULL },
    { "{\"format\": \"obj\", \"draco\": true}", "Only GLB files can be compressed" },
    { "{\"format\": \"obj\", \"colliders\": true}", "Only GLB files can have bodies" },
    { "{\"preset\": \"print\", \"lay_out\": true, \"bed\": \"220x220x250\"}", NULL },
    { "{\"format\": \"3mf\", \"lay_out\": true}", NULL },
    { "{\"format\": \"ply\", \"lay_out\": true}", "Only STL and 3MF files can be laid out" },
    { "{\"format\": \"stl\", \"bed\": \"220x220x250\"}", "only for pieces that are laid out" },
    { "{\"format\": \"stl\", \"lay_out\": true, \"levels\": true}",
      "leave links, levels and join" },
    { "{\"format\": \"stl\", \"lay_out\": true, \"links\": true}", "leave links, levels and join" },
    { "{\"format\": \"stl\", \"lay_out\": true, \"join\": true}", "leave links, levels and join" },
    { "{\"size\": 0.001}", NULL },
    { "{\"size\": 1000}", NULL },
    { "{\"size\": 0.0009}", "The size is a factor from 0.001 to 1000" },
    { "{\"size\": 1000.1}", "The size is a factor from 0.001 to 1000" },
    { "{\"size\": -1}", "The size is a factor from 0.001 to 1000" },
    { "{\"format\": \"stl\", \"links\": true}", NULL },
    { "{\"format\": \"png\", \"links\": true}", "PNG has no file for each link" },
    { "{\"format\": \"urdf\", \"links\": true}", "URDF has no file for each link" },
    { "{\"links\": true, \"levels\": true}", "Files for each link have no levels" },
    { "{\"levels\": true}", NULL },
    { "{\"pose\": {}}", NULL },
    { "{\"format\": \"urdf\", \"pose\": {}}", "URDF shows the asset as it was built" },
    { "{\"preset\": \"godot\"}", NULL },
    { "{\"preset\": \"godot\", \"package\": true}", NULL },
    { "{\"preset\": \"godot\", \"package\": true, \"levels\": true}",
      "leave up, levels and links out" },
    { "{\"preset\": \"unity\", \"package\": true, \"links\": true}",
      "leave up, levels and links out" },
    { "{\"preset\": \"unity\", \"package\": true, \"up\": \"z\"}",
      "leave up, levels and links out" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) given = mq_test_parse_json (cases[i].text);
      g_autofree char *path = g_build_filename (mq_test_get_dir (), "chair", NULL);
      g_autoptr (MqExportOptions) made = mq_export_options_new_from_json (given, path, FALSE, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (mq_export_options_check (made, &error), ==, cases[i].told == NULL);
      if (cases[i].told == NULL)
        continue;
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].told));
    }
}

/* Names of formats and presets in any case, the suffix of a file, and files beside the one that was
 * named. */
static void
find (void)
{
  g_autofree char *all = mq_export_formats_describe (TRUE);
  g_autofree char *level = mq_export_make_level_path ("a.b/chair.glb", 50);
  g_autofree char *whole = mq_export_make_level_path ("a.b/chair.glb", 100);
  g_autofree char *bare = mq_export_make_own_path ("a.b/chair", "lid");
  g_autofree char *here = mq_export_make_own_path ("chair.tar.gz", "lid");
  g_autofree char *there = mq_export_make_own_path ("a/chair.glb", "lid");
  g_autoptr (JsonObject) asset = mq_test_parse_json ("{\"format\": \"asset\"}");
  g_autoptr (MqExportOptions) made = mq_export_options_new_from_json (asset, "a", TRUE, NULL);
  g_autoptr (MqExportOptions) godot = read_options ("{\"preset\": \"Godot\"}", NULL);
  g_autoptr (MqExportOptions) bodiless
      = read_options ("{\"preset\": \"godot\", \"colliders\": false}", NULL);
  g_autoptr (MqExportOptions) unity = read_options ("{\"preset\": \"unity\"}", NULL);
  g_autoptr (MqExportOptions) package = read_options ("{\"preset\": \"unreal\", \"package\": true}",
                                                      NULL);

  g_assert_cmpstr (mq_export_format_find ("GLB")->id, ==, "glb");
  g_assert_cmpstr (mq_export_format_find ("xml")->id, ==, "mjcf");
  g_assert_cmpstr (mq_export_format_find ("blend")->id, ==, "blend");
  g_assert_cmpstr (mq_export_format_find ("asset")->id, ==, "asset");
  g_assert_null (mq_export_format_find ("exe"));
  g_assert_cmpstr (mq_export_preset_find ("PRINT")->id, ==, "print");
  g_assert_true (g_str_has_prefix (all, "glb, usd (if Blender can), fbx, "));
  g_assert_true (
      g_str_has_suffix (all, ", png, sheet (all renders) or asset (for Blender’s Asset Browser)"));

  g_assert_cmpstr (level, ==, "a.b/chair-50.glb");
  g_assert_cmpstr (whole, ==, "a.b/chair.glb");
  g_assert_cmpstr (bare, ==, "a.b/chair-lid");
  g_assert_cmpstr (here, ==, "chair.tar-lid.gz");
  g_assert_cmpstr (there, ==, "a/chair-lid.glb");
  g_assert_true (g_str_has_suffix (package->path, "/a/a.fbx"));
  g_assert_cmpstr (package->engine, ==, "unreal");
  g_assert_null (package->up);

  g_assert_cmpstr (made->format->id, ==, "asset");
  g_assert_true (godot->colliders && godot->on_ground);
  g_assert_false (bodiless->colliders);
  g_assert_cmpstr (unity->format->id, ==, "fbx");
  g_assert_cmpstr (unity->up, ==, "y");
  g_assert_null (unity->unit);
}

/* Bytes and seconds by triangles, pictures and levels. */
static void
estimates (void)
{
  static const struct
  {
    const char *text;
    guint64 bytes;  /* of 1000 triangles */
    double seconds; /* of 10 objects */
  } cases[] = {
    { "{\"textures\": 0}", 20000, 1.7 },
    { "{\"textures\": 1000}", 2720000, 7.7 },
    { "{\"textures\": 0, \"levels\": true}", 35000, 5.1 },
    { "{\"textures\": 1000, \"levels\": true}", 8135000, 23.1 },
    { "{\"format\": \"stl\", \"textures\": 1000}", 50000, 1.7 },
    { "{\"format\": \"blend\", \"textures\": 1000}", 0, 1.5 },
    { "{\"format\": \"png\"}", 0, 1.5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqExportOptions) made = read_options (cases[i].text, NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (mq_export_options_estimate (made, 1000), ==, cases[i].bytes);
      g_assert_cmpfloat_with_epsilon (mq_export_options_estimate_seconds (made, 10),
                                      cases[i].seconds, 1e-9);
    }
}

/* A file of another level is not replaced unasked either. */
static void
levels_exist (void)
{
  g_autofree char *to = mq_test_make_dir ("levels");
  g_autofree char *path = g_build_filename (to, "chair.glb", NULL);
  g_autoptr (MqExportOptions) options = mq_export_options_new (mq_export_format_find ("glb"), path);
  g_autoptr (GError) error = NULL;

  write_file (to, "chair-50.glb");
  g_assert_true (mq_export_options_check (options, NULL));
  options->levels = TRUE;
  g_assert_false (mq_export_options_check (options, &error));
  g_assert_nonnull (strstr (error->message, "chair-50.glb"));
  options->replace = TRUE;
  g_assert_true (mq_export_options_check (options, NULL));
}

/* A budget makes the file smaller, and so its estimate. */
static void
budget (void)
{
  g_autoptr (MqExportOptions) options = mq_export_options_new (mq_export_format_find ("glb"), "a");
  guint64 whole = mq_export_options_estimate (options, 20000);

  options->max_triangles = 5000;
  g_assert_cmpuint (mq_export_options_estimate (options, 20000), ==, whole / 4);
  options->max_triangles = 50000;
  g_assert_cmpuint (mq_export_options_estimate (options, 20000), ==, whole);
}

MQ_TEST_PROGRAM (export_files)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/export-files/save", save);
  g_test_add_func ("/export-files/names", names);
  g_test_add_func ("/export-files/whole", whole);
  g_test_add_func ("/export-files/pictures", pictures);
  g_test_add_func ("/export-files/packages", packages);
  g_test_add_func ("/export-files/pictures-missing", pictures_missing);
  g_test_add_func ("/export-files/looks", looks);
  g_test_add_func ("/export-files/left-out", left_out);
  g_test_add_func ("/export-files/presets", presets);
  g_test_add_func ("/export-files/options", options);
  g_test_add_func ("/export-files/together", together);
  g_test_add_func ("/export-files/find", find);
  g_test_add_func ("/export-files/estimates", estimates);
  g_test_add_func ("/export-files/levels-exist", levels_exist);
  g_test_add_func ("/export-files/budget", budget);

  return mq_test_run ();
}
