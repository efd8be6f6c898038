/* What the review works with: the parameters of a script, the lines between versions. */
#include "app/code/mq-version-contents.h"
#include "app/dialogs/mq-file-name.h"
#include "app/parameters/mq-parameter.h"
#include "app/review/mq-version-tracks.h"
#include "mutation.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char script[] = "# Parameters\n"
                             "ASSET = \"Chair\"  # name of the collection\n"
                             "SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat\n"
                             "LEG_COUNT = 4  # 3..6: legs\n"
                             "BACK_RAKE = 11.0  # deg, -5.0..20.0: how far it leans\n"
                             "SHINY = True  # a switch\n"
                             "PAD_COLOR = \"#d8d0c0\"  # upholstery; finish: fabric\n"
                             "PAD_FINISH = \"fabric\"  # wood | fabric: upholstery\n"
                             "SIDES = 6  # 4 | 6 | 8\n"
                             "ODD = \"round\"  # square | oval: its value is no choice\n"
                             "FREE = 3.5\n"
                             "SUM = 1 + 2\n"
                             "PAIR = (1, 2)\n"
                             "def seat():\n"
                             "    SEAT_WIDTH = 0.45\n";

#define NBSP "\302\240"

static GPtrArray *
list_of (const char *text)
{
  g_autoptr (MqOutline) outline = mq_outline_new (text);

  return mq_parameter_list (outline);
}

static MqParameter *
find (GPtrArray *list, const char *title)
{
  for (guint i = 0; i < list->len; i++)
    {
      MqParameter *parameter = list->pdata[i];

      if (g_str_equal (parameter->title, title))
        return parameter; /* the list holds it */
    }

  g_test_message ("no parameter “%s”", title);
  g_test_fail ();
  return NULL;
}

static void
test_read (void)
{
  g_autoptr (GPtrArray) list = list_of (script);
  MqParameter *width = find (list, "Seat width");
  MqParameter *rake = find (list, "Back rake");
  MqParameter *free = find (list, "Free");
  MqParameter *color = find (list, "Pad color");
  MqParameter *finish = find (list, "Pad finish");

  g_assert_cmpuint (list->len, ==, 8);

  g_assert_cmpint (width->kind, ==, MQ_PARAMETER_NUMBER);
  g_assert_cmpstr (width->unit, ==, "m");
  g_assert_cmpstr (width->about, ==, "across the seat");
  g_assert_cmpfloat (width->lower, ==, 0.34);
  g_assert_cmpfloat (width->upper, ==, 0.7);
  g_assert_cmpfloat_with_epsilon (mq_parameter_get_step (width), 0.01, 1e-12);
  g_assert_cmpuint (mq_parameter_get_digits (width), ==, 2);

  g_assert_cmpfloat (rake->lower, ==, -5);
  g_assert_cmpstr (rake->unit, ==, "deg");
  g_assert_cmpint (find (list, "Leg count")->kind, ==, MQ_PARAMETER_COUNT);
  g_assert_cmpstr (find (list, "Leg count")->unit, ==, "");
  g_assert_cmpint (find (list, "Shiny")->kind, ==, MQ_PARAMETER_SWITCH);
  g_assert_cmpint (color->kind, ==, MQ_PARAMETER_COLOR);
  g_assert_cmpstr (color->about, ==, "upholstery; finish: fabric");
  g_assert_false (free->has_limits);

  g_assert_cmpint (finish->kind, ==, MQ_PARAMETER_CHOICE);
  g_assert_cmpstr (finish->choices[0], ==, "wood");
  g_assert_cmpfloat (finish->number, ==, 1);
  g_assert_cmpstr (finish->about, ==, "upholstery");
  g_assert_cmpint (find (list, "Sides")->kind, ==, MQ_PARAMETER_CHOICE);
}

static void
test_apply (void)
{
  g_autoptr (GPtrArray) list = list_of (script);
  const GdkRGBA red = { 1, 0, 0, 1 };
  g_autofree char *same = mq_parameter_apply (list, script);
  g_autofree char *changed = NULL;
  g_autofree char *other = NULL;
  g_autofree char *told = NULL;

  g_assert_cmpstr (same, ==, script);

  g_object_set (find (list, "Seat width"), "number", 0.5, NULL);
  g_object_set (find (list, "Leg count"), "number", 3.0, NULL);
  g_object_set (find (list, "Back rake"), "number", -2.0, NULL);
  g_object_set (find (list, "Shiny"), "number", 0.0, NULL);
  g_object_set (find (list, "Pad color"), "color", &red, NULL);
  told = mq_parameter_describe_changes (list);
  g_assert_cmpstr (told, ==,
                   "Seat width 50" NBSP "cm · Leg count 3 · Back rake -2° · Shiny off · "
                   "Pad color #ff0000");
  g_object_set (find (list, "Pad finish"), "number", 0.0, NULL);
  g_object_set (find (list, "Sides"), "number", 2.0, NULL);
  changed = mq_parameter_apply (list, script);
  g_assert_cmpstr (changed, ==,
                   "# Parameters\n"
                   "ASSET = \"Chair\"  # name of the collection\n"
                   "SEAT_WIDTH = 0.5  # m, 0.34..0.7: across the seat\n"
                   "LEG_COUNT = 3  # 3..6: legs\n"
                   "BACK_RAKE = -2.0  # deg, -5.0..20.0: how far it leans\n"
                   "SHINY = False  # a switch\n"
                   "PAD_COLOR = \"#ff0000\"  # upholstery; finish: fabric\n"
                   "PAD_FINISH = \"wood\"  # wood | fabric: upholstery\n"
                   "SIDES = 8  # 4 | 6 | 8\n"
                   "ODD = \"round\"  # square | oval: its value is no choice\n"
                   "FREE = 3.5\n"
                   "SUM = 1 + 2\n"
                   "PAIR = (1, 2)\n"
                   "def seat():\n"
                   "    SEAT_WIDTH = 0.45\n");

  /* Of another script nothing is rewritten that is not the same constant with the same value. */
  other = mq_parameter_apply (list, "a\nb\nSEAT_WIDTHS = 0.45\nLEG_COUNT = 5\n");
  g_assert_cmpstr (other, ==, "a\nb\nSEAT_WIDTHS = 0.45\nLEG_COUNT = 5\n");
}

static void
test_reset (void)
{
  g_autoptr (GPtrArray) list = list_of (script);
  MqParameter *width = find (list, "Seat width");

  g_assert_false (mq_parameter_is_changed (width));
  g_object_set (width, "number", 0.6, NULL);
  g_assert_true (mq_parameter_is_changed (width));
  mq_parameter_reset (width);
  g_assert_false (mq_parameter_is_changed (width));
}

/* A length is shown in the unit that suits its whole range, and typed in any. */
static void
test_units (void)
{
  static const struct
  {
    const char *line;
    const char *shown;
    const char *typed;
    double number;
  } rows[] = {
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "50", 0.5 },
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "0.5 m", 0.5 },
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "500" NBSP "mm", 0.5 },
    { "A = 0.075  # m, 0.04..0.22: x", "7.5" NBSP "cm", "8 cm", 0.08 },
    { "A = 0.026  # m, 0.018..0.06: x", "26" NBSP "mm", "30", 0.03 },
    { "A = 8.0  # m, 4..20: x", "8" NBSP "m", "12.5", 12.5 },
    { "A = 250.0  # mm, 100..900: x", "25" NBSP "cm", "30", 300 },
    { "A = 11.0  # deg, 0..20: x", "11°", "12°", 12 },
    { "A = 4  # 3..6: x", "4", "5", 5 },
    { "A = 0.5  # kg, 0.1..2: x", "0.5" NBSP "kg", "1 kg", 1 },
    { "A = 1.5", "1.5", "2", 2 },
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "1' 6\"", 0.4572 },
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "45,5", 0.455 },
    { "A = 0.45  # m, 0.34..0.7: x", "45" NBSP "cm", "1,200 mm", 1.2 },
  };
  const float low[3] = { -0.225f, 0, 0 }, high[3] = { 0.225f, 0.43f, 0.96f };
  g_autofree char *size = mq_parameter_format_size (low, high);

  g_assert_cmpstr (size, ==, "45 × 43 × 96" NBSP "cm");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) list = list_of (rows[i].line);
      MqParameter *parameter = find (list, "A");
      g_autofree char *shown = mq_parameter_format (parameter, parameter->number);
      double number;

      g_assert_cmpstr (shown, ==, rows[i].shown);
      g_assert_true (mq_parameter_parse (parameter, rows[i].typed, &number));
      g_assert_cmpfloat_with_epsilon (number, rows[i].number, 1e-9);
      g_assert_true (mq_parameter_parse (parameter, shown, &number));
      g_assert_cmpfloat_with_epsilon (number, parameter->number, 1e-9);
      g_assert_false (mq_parameter_parse (parameter, "wide", &number));
      g_assert_false (mq_parameter_parse (parameter, "nan", &number));
      g_assert_false (mq_parameter_parse (parameter, "4 5", &number));
    }
}

static void
test_groups (void)
{
  g_autoptr (GPtrArray) list = list_of ("SEAT = 1\nSEAT_WIDTH = 2\nSEAT_BACK_HEIGHT = 3\n"
                                        "SEATS = 4\nGRAIN_SEED = 7\nSEED = 0.5\n");

  g_assert_cmpstr (find (list, "Seat")->group, ==, "Seat");
  g_assert_cmpstr (find (list, "Seat")->label, ==, "Seat");
  g_assert_cmpstr (find (list, "Seat width")->label, ==, "Width");
  g_assert_cmpstr (find (list, "Seat back height")->label, ==, "Back height");
  g_assert_cmpstr (find (list, "Seats")->group, ==, "");
  g_assert_cmpstr (find (list, "Seats")->label, ==, "Seats");
  g_assert_true (mq_parameter_is_seed (find (list, "Grain seed")));
  g_assert_false (mq_parameter_is_seed (find (list, "Seed")));
}

/* A value that was changed while a version was built is a change of that version. */
static void
test_rebase (void)
{
  g_autoptr (GPtrArray) list = list_of (script);
  MqParameter *width = find (list, "Seat width");
  g_autofree char *built = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GPtrArray) fresh = NULL;

  g_object_set (width, "number", 0.5, NULL);
  built = mq_parameter_apply (list, script);
  g_object_set (width, "number", 0.6, NULL);
  fresh = list_of (built);
  mq_parameter_rebase (width, find (fresh, "Seat width"));
  g_assert_true (mq_parameter_is_changed (width));
  changed = mq_parameter_apply (list, built);
  g_assert_nonnull (strstr (changed, "SEAT_WIDTH = 0.6  #"));
  mq_parameter_reset (width);
  g_assert_cmpfloat (width->number, ==, 0.5);
}

/* Whatever a script says: what is turned stays within its limits, and nothing else changes. */
static void
turn_everything (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *same = NULL;
  g_autofree char *changed = NULL;

  if (memchr (data, '\0', length) != NULL || !g_utf8_validate (data, (gssize)length, NULL))
    return;

  list = list_of (data);
  same = mq_parameter_apply (list, data);
  g_assert_cmpstr (same, ==, data);

  for (guint i = 0; i < list->len; i++)
    {
      MqParameter *parameter = list->pdata[i];
      g_autofree char *shown = NULL;

      g_assert_cmpfloat (parameter->lower, <=, parameter->upper);
      g_assert_cmpfloat (mq_parameter_get_step (parameter), >, 0);
      g_assert_cmpuint (mq_parameter_get_digits (parameter), <=, 6);
      shown = mq_parameter_format (parameter, parameter->number);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_object_set (parameter, "number", parameter->upper, NULL);
    }
  changed = mq_parameter_apply (list, data);
  g_assert_true (g_utf8_validate (changed, -1, NULL));
}

static void
test_mutations (void)
{
  const char *const samples[] = { script, "A = 1e300  # m, -1e308..1e308\n", NULL };

  mutation_run (samples, 2000, 7, "0123456789.eE-+_#\"' =:,TFm\n", turn_everything, NULL);
}

static void
add_version (GListStore *versions, guint parent)
{
  guint number = g_list_model_get_n_items (G_LIST_MODEL (versions)) + 1;
  g_autoptr (MqVersion) version = mq_version_new ("/nowhere", number, parent, "Chair", "words", 1,
                                                  1000 + number);

  g_list_store_append (versions, version);
}

static void
assert_track (MqVersionTracks *tracks, guint position, guint lane, gboolean has_parent,
              guint passing, guint leaving)
{
  const MqTrack *track = mq_version_tracks_get (tracks, position);

  g_assert_nonnull (track);
  g_assert_cmpuint (track->lane, ==, lane);
  g_assert_cmpint (track->has_parent, ==, has_parent);
  g_assert_cmpuint (track->passing, ==, passing);
  g_assert_cmpuint (track->leaving, ==, leaving);
}

/* 1 - 2 - 4, and 3 from 1. */
static void
test_tracks (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTracks) tracks = mq_version_tracks_new (G_LIST_MODEL (versions));

  g_assert_cmpuint (tracks->n_lanes, ==, 0);
  g_assert_null (mq_version_tracks_get (tracks, 0));

  add_version (versions, 0);
  add_version (versions, 1);
  g_assert_cmpuint (tracks->n_lanes, ==, 1);
  assert_track (tracks, 0, 0, FALSE, 0, 1);
  assert_track (tracks, 1, 0, TRUE, 0, 0);

  add_version (versions, 1);
  add_version (versions, 2);
  g_assert_cmpuint (tracks->n_lanes, ==, 2);
  assert_track (tracks, 0, 0, FALSE, 0, 1 | 2);
  assert_track (tracks, 1, 0, TRUE, 2, 1);
  assert_track (tracks, 2, 1, TRUE, 1, 0);
  assert_track (tracks, 3, 0, TRUE, 0, 0);
}

/* More branches than there are lanes to draw share the last. */
static void
test_many_branches (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTracks) tracks = mq_version_tracks_new (G_LIST_MODEL (versions));

  add_version (versions, 0);
  for (guint i = 0; i < 40; i++)
    add_version (versions, 1);

  g_assert_cmpuint (tracks->n_lanes, ==, MQ_TRACKS_MAX_LANES);
  g_assert_cmpuint (mq_version_tracks_get (tracks, 40)->lane, ==, MQ_TRACKS_MAX_LANES - 1);
}

static void
assert_lanes (MqVersionTracks *tracks, guint n_lanes, const char *expected)
{
  g_autoptr (GString) lanes = g_string_new (NULL);
  const MqTrack *track;

  for (guint i = 0; (track = mq_version_tracks_get (tracks, i)) != NULL; i++)
    g_string_append_printf (lanes, "%u", track->lane);

  g_assert_cmpstr (lanes->str, ==, expected);
  g_assert_cmpuint (tracks->n_lanes, ==, n_lanes);
}

/* The first that goes on from a version goes on in its lane; a branch off a branch, and another off
 * the same, begin their own. */
static void
test_lanes (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTracks) tracks = mq_version_tracks_new (G_LIST_MODEL (versions));
  static const guint parents[] = { 0, 1, 1, 2, 3, 3, 3, 7 };

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    add_version (versions, parents[i]);

  assert_lanes (tracks, 4, "00101233");
}

/* A parent that is not there, one that comes later, itself, and a second root; then versions go. */
static void
test_odd_parents (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTracks) tracks = mq_version_tracks_new (G_LIST_MODEL (versions));
  static const guint parents[] = { 90, 4, 3, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    add_version (versions, parents[i]);
  assert_lanes (tracks, 4, "0123");

  g_list_store_remove (versions, 0);
  assert_lanes (tracks, 3, "012");
  g_list_store_remove_all (versions);
  assert_lanes (tracks, 0, "");

  g_clear_object (&tracks);
  add_version (versions, 0);
}

static void
test_file_names (void)
{
  static const struct
  {
    const char *title;
    guint picture;
    const char *name;
  } cases[] = {
    { "Chair", 1, "chair-v2-1.png" },
    { "Bar stool", 0, "bar-stool-v2.png" },
    { "Ein Stühlchen, rot!", 3, "ein-stühlchen-rot-v2-3.png" },
    { "中国灯笼", 1, "中国灯笼-v2-1.png" },
    { "../../etc/passwd", 1, "etc-passwd-v2-1.png" },
    { "..", 1, "maquette-v2-1.png" },
    { "a\nb\\c:d*?\"<>|", 1, "a-b-c-d-v2-1.png" },
    { "", 1, "maquette-v2-1.png" },
    { NULL, 1, "maquette-v2-1.png" },
  };
  g_autofree char *long_title = g_strnfill (1000, 'x');
  g_autofree char *long_name = mq_file_name_make (long_title, 2, 1, ".png");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = mq_file_name_make (cases[i].title, 2, cases[i].picture, ".png");

      g_assert_cmpstr (name, ==, cases[i].name);
    }
  g_assert_cmpuint (strlen (long_name), <, 100);
}

/* What a version lacks is named in one sentence: all of its renders, or how many. */
static void
test_missing (void)
{
  static const struct
  {
    guint n_pictures;
    const char *missing;
  } rows[] = { { 1, NULL }, { 2, "1 of 2 renders" }, { 3, "2 of 3 renders" }, { 0, NULL } };
  g_autofree char *folder = g_dir_make_tmp ("mq-version-XXXXXX", NULL);
  g_autofree char *renders = g_build_filename (folder, "renders", NULL);
  g_autofree char *picture = g_build_filename (renders, "render_1.png", NULL);
  g_autoptr (MqVersionContents) without = NULL;
  g_autoptr (MqVersion) bare = mq_version_new (folder, 2, 0, "Chair", "words", 1, 1000);

  without = dex_await_object (mq_version_contents_load (bare), NULL);
  g_assert_nonnull (strstr (without->missing, "the script"));
  g_assert_nonnull (strstr (without->missing, "the renders"));
  g_assert_null (strstr (without->missing, "of 1 renders"));

  g_assert_cmpint (g_mkdir (renders, 0700), ==, 0);
  g_assert_true (g_file_set_contents (picture, "x", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqVersion) version = mq_version_new (folder, 2, 0, "Chair", "words",
                                                      rows[i].n_pictures, 1000);
      g_autoptr (MqVersionContents) contents = dex_await_object (mq_version_contents_load (version),
                                                                 NULL);

      g_assert_nonnull (strstr (contents->missing, "version 2"));
      if (rows[i].missing != NULL)
        g_assert_nonnull (strstr (contents->missing, rows[i].missing));
      else
        g_assert_null (strstr (contents->missing, "renders"));
    }
  mq_test_remove_tree (folder);
}

MQ_TEST_PROGRAM (review)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/app/review/parameters/read", test_read);
  g_test_add_func ("/app/review/parameters/apply", test_apply);
  g_test_add_func ("/app/review/parameters/reset", test_reset);
  g_test_add_func ("/app/review/parameters/units", test_units);
  g_test_add_func ("/app/review/parameters/groups", test_groups);
  g_test_add_func ("/app/review/parameters/rebase", test_rebase);
  g_test_add_func ("/app/review/parameters/mutations", test_mutations);
  g_test_add_func ("/app/review/file-names", test_file_names);
  g_test_add_func ("/app/review/tracks", test_tracks);
  g_test_add_func ("/app/review/many-branches", test_many_branches);
  g_test_add_func ("/app/review/lanes", test_lanes);
  g_test_add_func ("/app/review/odd-parents", test_odd_parents);
  mq_test_add_fiber ("/app/review/missing", test_missing);

  return mq_test_run ();
}
