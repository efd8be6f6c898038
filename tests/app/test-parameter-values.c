/* The parameters of a script: what they are, what a person types, and what is written back. */
#include "app/parameters/mq-parameter.h"

#include "app/model/mq-outline.h"
#include "client/motion/mq-motion.h"
#include "support/mq-test.h"

#include <math.h>

static const char script[] = "import bpy\n"
                             "SEAT_WIDTH = 0.450  # m, 0.3..0.7: across\n"
                             "SEAT_DEPTH = 0.4  # m\n"
                             "LEG_COUNT = 4  # 3..6: how many\n"
                             "RAKE = 11.0  # deg, 0..20: how far\n"
                             "SEED = 7  # 0..9: grain\n"
                             "LID = True  # a lid\n"
                             "STYLE = 'plain'  # plain | carved: how\n"
                             "WOOD_COLOR = \"#9a6238\"  # oak\n"
                             "BEYOND = 9  # 0..5: too far\n"
                             "SUM = SEAT_WIDTH + 1\n";

static GPtrArray *
read_list (const char *text)
{
  g_autoptr (MqOutline) outline = mq_outline_new (text);

  return mq_parameter_list (outline);
}

static MqParameter *
find (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((MqParameter *)list->pdata[i])->name, name))
      return list->pdata[i];

  g_error ("There is no %s", name);
}

/* What the script computes is none; a value beyond its range widens that. */
static void
test_list (void)
{
  g_autoptr (GPtrArray) list = read_list (script);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      MqParameter *one = list->pdata[i];

      g_string_append_printf (text, "%u %s|%s|%s|%s|%s|%d|%g..%g|%g|%u|%g\n", one->line, one->name,
                              one->group, one->label, one->unit, one->about, one->kind, one->lower,
                              one->upper, one->number, mq_parameter_get_digits (one),
                              mq_parameter_get_step (one));
    }
  g_assert_cmpstr (text->str, ==,
                   "2 SEAT_WIDTH|Seat|Width|m|across|0|0.3..0.7|0.45|3|0.01\n"
                   "3 SEAT_DEPTH|Seat|Depth||m|0|-1e+06..1e+06|0.4|2|0.01\n"
                   "4 LEG_COUNT||Leg count||how many|1|3..6|4|0|1\n"
                   "5 RAKE||Rake|deg|how far|0|0..20|11|1|1\n"
                   "6 SEED||Seed||grain|1|0..9|7|0|1\n"
                   "7 LID||Lid||a lid|3|-1e+06..1e+06|1|0|1\n"
                   "8 STYLE||Style||how|4|0..1|0|0|1\n"
                   "9 WOOD_COLOR||Wood color||oak|2|-1e+06..1e+06|0|0|1\n"
                   "10 BEYOND||Beyond||too far|1|0..9|9|0|1\n");
  g_assert_true (mq_parameter_is_seed (find (list, "SEED")));
  g_assert_false (mq_parameter_is_seed (find (list, "LEG_COUNT")));
}

/* A material's color has a title in the user's language, made from the material's name. */
static void
test_german (void)
{
  static const struct
  {
    const char *name, *group, *label, *title;
  } expected[] = {
    { "SEAT_WIDTH", "Sitz", "Breite", "Sitzbreite" },
    { "SEAT_COLOR", "Sitz", "Farbe", "Farbe: Sitz" }, /* a part, and no material */
    { "FRAME_COLOR", "", "Farbe: Rahmen", "Farbe: Rahmen" },
    { "BAIL_METAL_COLOR", "Henkel", "Farbe", "Farbe: Henkel" },
    { "BAIL_METAL_FINISH", "Henkel", "Oberfläche", "Oberfläche: Henkel" },
    { "TIMBER_SPLIT_COLOR", "", "Timber split color", "Timber split color" },
    { "CHAIR_BACK_RAKE", "Stuhl", "Neigung der Lehne", "Chair back rake" }, /* of a composition */
    { "CHAIR_FRAME_COLOR", "Stuhl", "Farbe: Rahmen", "Chair frame color" },
  };
  g_autoptr (GPtrArray) list = NULL;
  MqParameter *finish;
  g_autofree char *words = NULL;

  if (!mq_test_speak_german (TRUE))
    return;

  list = read_list ("SEAT_WIDTH = 0.45  # m, 0.3..0.7: from side to side\n"
                    "SEAT_COLOR = \"#9a6238\"  # seat\n"
                    "FRAME_COLOR = \"#9a6238\"  # wooden frame\n"
                    "BAIL_METAL_COLOR = \"#9a6238\"  # bail\n"
                    "BAIL_METAL_FINISH = \"metal\"  # wood | metal\n"
                    "TIMBER_SPLIT_COLOR = \"#9a6238\"\n"
                    "CHAIR_BACK_RAKE = 11  # deg, 0..20: how far the back leans\n"
                    "CHAIR_FRAME_COLOR = \"#9a6238\"\n");
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < list->len; i++)
    {
      MqParameter *one = list->pdata[i];

      g_assert_cmpstr (one->name, ==, expected[i].name);
      g_assert_cmpstr (one->group, ==, expected[i].group);
      g_assert_cmpstr (one->label, ==, expected[i].label);
      g_assert_cmpstr (one->title, ==, expected[i].title);
    }

  /* Those of Maquette's own kinds are translated. */
  g_assert_cmpstr (find (list, "SEAT_WIDTH")->about, ==, "von Seite zu Seite");
  g_assert_cmpstr (find (list, "CHAIR_BACK_RAKE")->about, ==, "wie weit sich die Lehne neigt");

  finish = find (list, "BAIL_METAL_FINISH");
  g_object_set (finish, "number", 0.0, NULL);
  words = mq_parameter_describe_changes (list);
  g_assert_cmpstr (words, ==, "Oberfläche: Henkel Holz");
  mq_test_speak_german (FALSE);
}

/* Only the values that changed are written, as the script has them. */
static void
test_apply (void)
{
  g_autoptr (GPtrArray) list = read_list (script);
  g_autofree char *same = mq_parameter_apply (list, script);
  g_autofree char *nothing = mq_parameter_describe_changes (list);
  g_autofree char *changed = NULL;
  g_autofree char *words = NULL;
  g_autofree char *back = NULL;
  GdkRGBA color;

  g_assert_cmpstr (same, ==, script);
  g_assert_cmpstr (nothing, ==, "");

  g_object_set (find (list, "SEAT_WIDTH"), "number", 0.6, NULL);
  g_object_set (find (list, "LEG_COUNT"), "number", 5.0, NULL);
  g_object_set (find (list, "RAKE"), "number", 12.0, NULL);
  g_object_set (find (list, "LID"), "number", 0.0, NULL);
  g_object_set (find (list, "STYLE"), "number", 1.0, NULL);
  gdk_rgba_parse (&color, "#50331d");
  g_object_set (find (list, "WOOD_COLOR"), "color", &color, NULL);
  changed = mq_parameter_apply (list, script);
  g_assert_cmpstr (changed, ==,
                   "import bpy\n"
                   "SEAT_WIDTH = 0.6  # m, 0.3..0.7: across\n"
                   "SEAT_DEPTH = 0.4  # m\n"
                   "LEG_COUNT = 5  # 3..6: how many\n"
                   "RAKE = 12.0  # deg, 0..20: how far\n"
                   "SEED = 7  # 0..9: grain\n"
                   "LID = False  # a lid\n"
                   "STYLE = \"carved\"  # plain | carved: how\n"
                   "WOOD_COLOR = \"#50331d\"  # oak\n"
                   "BEYOND = 9  # 0..5: too far\n"
                   "SUM = SEAT_WIDTH + 1\n");
  words = mq_parameter_describe_changes (list);
  g_assert_cmpstr (words, ==,
                   "Seat width 60\u00a0cm · Leg count 5 · Rake 12° · Lid off · Style carved · …");

  /* Each goes back by itself. */
  for (guint i = 0; i < list->len; i++)
    {
      mq_parameter_reset (list->pdata[i]);
      g_assert_false (mq_parameter_is_changed (list->pdata[i]));
    }
  back = mq_parameter_apply (list, script);
  g_assert_cmpstr (back, ==, script);
}

/* A change goes back to the script's value, or to the last one that made nothing worse. */
static void
test_changes (void)
{
  g_autoptr (GPtrArray) list = read_list (script);
  g_autoptr (GPtrArray) fresh = read_list ("SEAT_WIDTH = 0.5  # m, 0.3..0.7: across\n");
  MqParameter *width = find (list, "SEAT_WIDTH");

  g_assert_false (mq_parameter_is_changed (width));
  g_object_set (width, "number", 0.5, NULL);
  g_assert_true (mq_parameter_is_changed (width));
  mq_parameter_mark_good (width);
  g_object_set (width, "number", 0.6, NULL);
  mq_parameter_restore_good (width);
  g_assert_cmpfloat (width->number, ==, 0.5);

  /* The version that was built with it. */
  mq_parameter_rebase (width, fresh->pdata[0]);
  g_assert_false (mq_parameter_is_changed (width));
  g_assert_cmpuint (width->line, ==, 1);
  g_object_set (width, "number", 0.7, NULL);
  mq_parameter_reset (width);
  g_assert_cmpfloat (width->number, ==, 0.5);
}

/* A number is in the unit that is shown, unless it says another one. */
static void
test_parse (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    double value; /* NAN: refused */
  } cases[] = {
    { "SEAT_WIDTH", "50", 0.5 },    { "SEAT_WIDTH", "50 cm", 0.5 }, { "SEAT_WIDTH", "500 mm", 0.5 },
    { "SEAT_WIDTH", "0.5 m", 0.5 }, { "SEAT_WIDTH", " 50", 0.5 },   { "SEAT_WIDTH", "wide", NAN },
    { "SEAT_WIDTH", "a 50", NAN },  { "SEAT_WIDTH", "50 60", NAN }, { "SEAT_WIDTH", "", NAN },
    { "LEG_COUNT", "5", 5 },        { "RAKE", "12.5°", 12.5 },      { "RAKE", "-3", -3 },
  };
  g_autoptr (GPtrArray) list = read_list (script);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = NAN;
      gboolean is_read = mq_parameter_parse (find (list, cases[i].name), cases[i].text, &value);

      g_test_message ("%s: %s", cases[i].name, cases[i].text);
      g_assert_cmpint (is_read, ==, !isnan (cases[i].value));
      if (is_read)
        g_assert_cmpfloat_with_epsilon (value, cases[i].value, 1e-9);
    }
}

/* The value of a joint goes from end to end, in the joint's unit. */
static void
test_pose (void)
{
  MqJoint door
      = { .name = "Left door", .title = (char *)"Linke Tür", .low = -10, .high = 110, .value = 45 };
  MqJoint drawer = { .name = "Drawer",
                     .title = (char *)"Drawer",
                     .is_length = TRUE,
                     .low = 0,
                     .high = 0.3,
                     .value = 0.1 };
  g_autoptr (MqParameter) angle = mq_parameter_new_pose (&door, "it meets the wall");
  g_autoptr (MqParameter) length = mq_parameter_new_pose (&drawer, "");

  g_assert_cmpstr (angle->name, ==, "Left door");
  g_assert_cmpstr (angle->label, ==, "Linke Tür");
  g_assert_cmpstr (angle->about, ==, "it meets the wall");
  g_assert_cmpstr (angle->unit, ==, "deg");
  g_assert_cmpfloat (angle->lower, ==, -10);
  g_assert_cmpfloat (angle->upper, ==, 110);
  g_assert_cmpfloat (angle->number, ==, 45);
  g_assert_cmpuint (angle->digits, ==, 1);
  g_assert_cmpstr (length->unit, ==, "m");
  g_assert_cmpfloat (length->upper, ==, 0.3);
  g_assert_cmpuint (length->digits, ==, 3);
}

MQ_TEST_PROGRAM (parameter_values)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/parameter-values/list", test_list);
  g_test_add_func ("/parameter-values/german", test_german);
  g_test_add_func ("/parameter-values/apply", test_apply);
  g_test_add_func ("/parameter-values/changes", test_changes);
  g_test_add_func ("/parameter-values/parse", test_parse);
  g_test_add_func ("/parameter-values/pose", test_pose);
  return mq_test_run ();
}
