/* The check for 3D printing: what it asks of Blender, what its findings are called, and what is
 * left when nobody needs it any more. Blender is played; it answers with the scene. */
#include "client/export/mq-print-check.h"

#include "client/blender/mq-blender.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

/* Of a cabinet of 0.8 × 0.4 × 0.82 m. */
#define GOOD                                                                                       \
  "{\"closed\": true, \"open\": [], \"thinnest_m\": 0.004, \"thin\": [], \"overhang\": 0.126, "    \
  "\"dimensions_m\": [0.8, 0.4, 0.82], \"fits\": true}"
#define BAD                                                                                        \
  "{\"closed\": false, \"open\": [\"Back\", \"Top\"], \"thinnest_m\": 0.0004, \"thin\": "          \
  "[\"Left door\"], \"overhang\": 0, \"dimensions_m\": [0.8, 0.4, 0.82], \"fits\": false}"
#define UNMEASURED                                                                                 \
  "{\"closed\": true, \"open\": [], \"thinnest_m\": null, \"thin\": [], \"overhang\": 0, "         \
  "\"dimensions_m\": [1, 1, 1], \"fits\": true}"

#define HARD                                                                                       \
  "{\"closed\": true, \"open\": [], \"thinnest_m\": 0.002, \"thin\": [], \"overhang\": 0.126, "    \
  "\"gap_m\": 0.0002, \"near\": [\"Box\", \"Lid\"], \"islands\": [\"Lid\"], \"bridge_m\": 0.04, "  \
  "\"bridge\": [\"Shelf\"], \"tips\": [\"L\"], \"round\": [\"Ball\", \"Egg\"], \"off_bed\": [], "  \
  "\"dimensions_m\": [0.1, 0.1, 0.1], \"fits\": true}"
#define TOO_MANY                                                                                   \
  "{\"closed\": true, \"open\": [], \"thinnest_m\": 0.002, \"thin\": [], \"overhang\": 0, "        \
  "\"gap_m\": 0.0002, \"near\": [\"A\", \"B\"], \"bridge_m\": 0.019, \"bridge\": [\"A\"], "        \
  "\"off_bed\": [\"Leg 4\"], \"dimensions_m\": [0.4, 0.1, 0.1], \"fits\": false}"

/* Returns: the findings, one a line, faults with a “!”, and with a “~” what asks for supports */
static char *
describe (JsonObject *found, const MqPrintLimits *limits)
{
  g_autoptr (GPtrArray) findings = mq_print_check_list_findings (found, limits);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const MqPrintFinding *finding = findings->pdata[i];
      g_autofree char *objects = g_strjoinv (", ", finding->objects != NULL ? finding->objects
                                                                            : (char *[]){ NULL });

      g_string_append_printf (text, "%s%s|%s|%s|%s\n",
                              (const char *[]){ "!", "~", "" }[finding->grade], finding->label,
                              finding->text != NULL ? finding->text : "", objects,
                              finding->detail != NULL ? finding->detail : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_findings (void)
{
  static const struct
  {
    const char *found;
    double bed;
    double size;
    const char *told;
    gboolean lay_out;
  } cases[] = {
    { GOOD, 900, 1,
      "Closed|yes, all surfaces are watertight||\nWalls|the thinnest found is 4.00 mm||\n"
      "~Overhang|13 % of the surface hangs over by more than 45°||\nFits|yes||\n" },
    { BAD, 220.5, 1,
      "!Closed|no|Back, Top|\nWalls|the thinnest found is 0.40 mm||\n!Too thin||Left door|\n"
      "Overhang|0 % of the surface hangs over by more than 45°||\n!Fits|no||It does not fit the "
      "printer: it is 800.0 x 400.0 x 820.0 mm, the build space 220.5x220.5x220.5 mm\n" },
    /* Lengths are those of the exported file. */
    { BAD, 100, 0.25,
      "!Closed|no|Back, Top|\nWalls|the thinnest found is 0.10 mm||\n!Too thin||Left door|\n"
      "Overhang|0 % of the surface hangs over by more than 45°||\n!Fits|no||It does not fit the "
      "printer: it is 200.0 x 100.0 x 205.0 mm, the build space 100x100x100 mm\n" },
    { HARD, 900, 0.4,
      "Closed|yes, all surfaces are watertight||\nWalls|the thinnest found is 0.80 mm||\n"
      "~Overhang|13 % of the surface hangs over by more than 45°||\n"
      "~Gap|the smallest between two pieces is 0.08 mm|Box, Lid|\n"
      "~Island|a place begins in the air|Lid|\n~Tips over|its weight is beside what it stands "
      "on|L|\n~Flat side|none, it touches the bed with a point or an edge|Ball, "
      "Egg|\nFits|yes||\n" },
    { HARD, 0, 1,
      "Closed|yes, all surfaces are watertight||\nWalls|the thinnest found is 2.00 mm||\n"
      "~Overhang|13 % of the surface hangs over by more than 45°||\n"
      "Gap|the smallest between two pieces is 0.20 mm|Box, Lid|\n"
      "~Bridge|40 mm between two supports|Shelf|\n"
      "~Island|a place begins in the air|Lid|\n~Tips over|its weight is beside what it stands "
      "on|L|\n~Flat side|none, it touches the bed with a point or an edge|Ball, Egg|\n" },
    { TOO_MANY, 300, 1,
      "Closed|yes, all surfaces are watertight||\nWalls|the thinnest found is 2.00 mm||\n"
      "Overhang|0 % of the surface hangs over by more than 45°||\n"
      "!Fits|no|Leg 4|Not all pieces have room on the bed\n",
      TRUE },
    /* What was not measured is neither good nor passed over. */
    { UNMEASURED, 0, 1,
      "Closed|yes, all surfaces are watertight||\n"
      "!Walls|not measured, because no closed wall was found||\n"
      "Overhang|0 % of the surface hangs over by more than 45°||\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MqPrintLimits limits = { .wall = 1,
                               .bed = { cases[i].bed, cases[i].bed, cases[i].bed },
                               .size = cases[i].size,
                               .lay_out = cases[i].lay_out };
      g_autoptr (JsonObject) found = mq_test_parse_json (cases[i].found);
      g_autofree char *told = describe (found, &limits);

      g_assert_cmpstr (told, ==, cases[i].told);
    }
}

static void
test_bed (void)
{
  static const char *const wrong[] = { "",
                                       "220",
                                       "220x220",
                                       "220x220x",
                                       "220x220x250x1",
                                       "220x0x250",
                                       "220x220x250 mm",
                                       "axbxc",
                                       "1e9x1x1",
                                       "220x220x0.99",
                                       "100001x220x250",
                                       "220x-220x250",
                                       "220xnanx250" };
  MqPrintLimits limits = { .size = 1 };

  g_assert_true (mq_print_limits_read_bed (&limits, "220 X 210.5 x250", NULL));
  g_assert_cmpfloat (limits.bed[0], ==, 220);
  g_assert_cmpfloat (limits.bed[1], ==, 210.5);
  g_assert_cmpfloat (limits.bed[2], ==, 250);
  g_assert_true (mq_print_limits_read_bed (&limits, "1x100000x 1", NULL));
  g_assert_cmpfloat (limits.bed[1], ==, 100000);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_false (mq_print_limits_read_bed (&limits, wrong[i], &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }
}

typedef struct
{
  MqLibrary *library;
  char *path; /* of the library */
  DexPromise *dropped;
  JsonObject *found;
  GError *error;
} Fixture;

/* @scene: what Blender finds. */
static void
check (Fixture *self, const char *scene, const MqPrintLimits *limits)
{
  g_autoptr (MqBlender) blender
      = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
  MqWorkerSettings settings = { .blender = blender, .limits = mq_sandbox_default_limits };
  g_autofree char *file = g_build_filename (self->path, "scene.blend", NULL);
  g_autoptr (MqVersion) version = mq_version_new (self->path, 1, 0, "", "", 0, 0);
  g_autofree char *work = g_build_filename (self->path, "tmp", NULL);
  g_autoptr (GDir) left = NULL;

  g_assert_true (g_file_set_contents (file, scene, -1, NULL));
  self->found = mq_print_check (self->library, &settings, version, limits,
                                DEX_FUTURE (self->dropped), &self->error);
  left = g_dir_open (work, 0, NULL);
  g_assert_true (left == NULL || g_dir_read_name (left) == NULL);
}

static Fixture *
fixture_new (const char *name)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->path = mq_test_make_dir (name);
  self->library = dex_await_object (mq_library_open (self->path, FALSE), NULL);
  g_assert_nonnull (self->library);
  self->dropped = dex_promise_new ();
  return self;
}

static void
fixture_free (Fixture *self)
{
  dex_unref (self->dropped);
  g_clear_pointer (&self->found, json_object_unref);
  g_clear_error (&self->error);
  g_object_unref (self->library);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* A quarter of the size fits a printer a quarter as large; its walls are as thin. */
static void
test_size (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("size");
  MqPrintLimits limits = { .wall = 1, .bed = { 220, 230, 240 }, .size = 0.25 };
  g_autofree char *told = NULL;
  JsonObject *asked;

  check (fixture, GOOD, &limits);
  g_assert_no_error (fixture->error);
  asked = mq_json_get_object (fixture->found, "asked");
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (asked, "wall_m", 0), 0.004, 1e-9);
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (asked, "bed_x_m", 0), 0.88, 1e-9);
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (asked, "bed_z_m", 0), 0.96, 1e-9);
  told = describe (fixture->found, &limits);
  g_assert_nonnull (strstr (told, "the thinnest found is 1.00 mm"));
}

/* Without a build space, none is asked for, and what Blender answers stays as it is. */
static void
test_as_built (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("as-built");
  MqPrintLimits limits = { .wall = 0.8, .size = 1 };
  JsonObject *asked;

  check (fixture, UNMEASURED, &limits);
  g_assert_no_error (fixture->error);
  asked = mq_json_get_object (fixture->found, "asked");
  g_assert_cmpfloat (mq_json_get_double (asked, "wall_m", 0), ==, 0.0008);
  g_assert_false (json_object_has_member (asked, "bed_x_m"));
  g_assert_true (json_object_get_null_member (fixture->found, "thinnest_m"));
}

/* When Blender is at work, which the file `checking` in its folder says. */
static gboolean
drop_cb (gpointer data)
{
  Fixture *self = data;
  g_autofree char *work = g_build_filename (self->path, "tmp", NULL);
  g_autoptr (GDir) dir = g_dir_open (work, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_autofree char *mark = name != NULL ? g_build_filename (work, name, "checking", NULL) : NULL;

  if (mark == NULL || !g_file_test (mark, G_FILE_TEST_EXISTS))
    return G_SOURCE_CONTINUE;

  dex_promise_reject (self->dropped, g_error_new (MQ_ERROR, MQ_ERROR_CANCELLED, "Dropped"));
  return G_SOURCE_REMOVE;
}

/* As when its dialog is closed: the Blender that is at work ends, and its folder goes. */
static void
test_dropped (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("dropped");
  MqPrintLimits limits = { .wall = 1, .size = 1 };
  g_autofree char *hold = g_build_filename (fixture->path, "hold", NULL);
  g_autofree char *scene = g_strdup_printf ("{\"hold\": \"%s\"}", hold);

  g_assert_true (g_file_set_contents (hold, "", 0, NULL));
  g_timeout_add (5, drop_cb, fixture);
  check (fixture, scene, &limits);
  g_assert_null (fixture->found);
  g_assert_error (fixture->error, MQ_ERROR, MQ_ERROR_CANCELLED);
}

MQ_TEST_PROGRAM (print_check)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/print-check/findings", test_findings);
  g_test_add_func ("/print-check/bed", test_bed);
  mq_test_add_fiber ("/print-check/size", test_size);
  mq_test_add_fiber ("/print-check/as-built", test_as_built);
  mq_test_add_fiber ("/print-check/dropped", test_dropped);
  return mq_test_run ();
}
