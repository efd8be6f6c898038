/* The joints of a version: where objects are in a pose, what meets, and words that set a pose. */
#include "client/mesh/mq-mesh.h"
#include "client/motion/mq-motion.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

/* A lamp of two arms, one on the other; a drawer; two doors, of which one follows; a screw. */
static const char lamp[]
    = "{\"joints\":["
      /* Named before the joint that moves it. */
      "{\"name\":\"Elbow\",\"kind\":\"ball\",\"parent\":\"arm\",\"child\":\"head\","
      " \"objects\":[\"Head\",\"Bulb\"],\"origin_m\":[0,0,2],\"axis\":[0,1,0],"
      " \"limits\":[-90,90],\"free\":[-90,90]},"
      "{\"name\":\"Shoulder\",\"kind\":\"hinge\",\"parent\":\"foot\",\"child\":\"arm\","
      " \"objects\":[\"Arm\",\"Head\",\"Bulb\"],\"origin_m\":[0,0,1],\"axis\":[0,2,0],"
      " \"limits\":[-90,120],\"free\":[-90,95],\"contact\":{\"at\":96,\"objects\":[\"Arm\","
      "\"Foot\"]}},"
      "{\"name\":\"Drawer\",\"kind\":\"slider\",\"parent\":\"foot\",\"child\":\"drawer\","
      " \"objects\":[\"Drawer\"],\"origin_m\":[5,5,5],\"axis\":[0,-1,0],\"limits\":[0,0.3],"
      " \"free\":[0,0.3]},"
      "{\"name\":\"Left door\",\"kind\":\"hinge\",\"parent\":\"foot\",\"child\":\"left_door\","
      " \"objects\":[\"Left door\"],\"origin_m\":[1,0,0],\"axis\":[0,0,-1],\"limits\":[0,110],"
      " \"free\":[0,110]},"
      "{\"name\":\"Right door\",\"kind\":\"hinge\",\"parent\":\"foot\",\"child\":\"right_door\","
      " \"objects\":[\"Right door\"],\"origin_m\":[-1,0,0],\"axis\":[0,0,1],\"limits\":[0,55],"
      " \"free\":[0,55],\"follows\":\"Left door\",\"ratio\":0.5},"
      "{\"name\":\"Knob\",\"kind\":\"screw\",\"parent\":\"foot\",\"child\":\"knob\","
      " \"objects\":[\"Knob\"],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":null,"
      " \"pitch_m\":0.002}],"
      "\"apart\":[[\"Left door\",\"Drawer\"]]}";

static MqMotion *
load (const char *text)
{
  g_autoptr (JsonObject) report = mq_json_parse_object (text, -1, NULL);

  g_assert_nonnull (report);
  return mq_motion_new (report);
}

static guint
find (MqMotion *motion, const char *name)
{
  for (guint i = 0; i < motion->joints->len; i++)
    if (g_str_equal (mq_motion_get_joint (motion, i)->name, name))
      return i;

  g_assert_not_reached ();
}

static void
assert_at (MqMotion *motion, const char *object, const double built[3], const double there[3])
{
  float matrix[16];

  mq_motion_place (motion, object, matrix);
  for (guint row = 0; row < 3; row++)
    {
      double place = (double)matrix[12 + row];

      for (guint i = 0; i < 3; i++)
        place += (double)matrix[4 * i + row] * built[i];
      g_assert_cmpfloat_with_epsilon (place, there[row], 1e-5);
    }
}

static void
test_chain (void)
{
  g_autoptr (MqMotion) motion = load (lamp);
  const double head[] = { 0, 0, 3 };
  double at[3], way[3];
  float matrix[16];

  g_assert_false (mq_motion_is_posed (motion));
  g_assert_false (mq_motion_place (motion, "Head", matrix));
  g_assert_null (mq_motion_dup_pose (motion));

  /* The arm lies along x then, and the head, which is bent back, stands. */
  g_assert_true (mq_motion_set_value (motion, find (motion, "Shoulder"), 90));
  assert_at (motion, "Arm", (double[]){ 0, 0, 2 }, (double[]){ 1, 0, 1 });
  assert_at (motion, "Head", head, (double[]){ 2, 0, 1 });
  g_assert_true (mq_motion_set_value (motion, find (motion, "Elbow"), -90));
  assert_at (motion, "Head", head, (double[]){ 1, 0, 2 });
  assert_at (motion, "Bulb", head, (double[]){ 1, 0, 2 });
  assert_at (motion, "Foot", head, head);

  g_assert_false (mq_motion_get_axis (motion, at, way));
  mq_motion_point (motion, (int)find (motion, "Elbow"));
  g_assert_true (mq_motion_get_axis (motion, at, way));
  g_assert_cmpfloat_with_epsilon (at[0], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (at[2], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (way[1], 1, 1e-9);
}

static void
test_kinds (void)
{
  g_autoptr (MqMotion) motion = load (lamp);
  g_autoptr (JsonObject) pose = NULL;
  const double zero[] = { 0, 0, 0 };

  /* Out of its limit it stops, and says so. */
  g_assert_false (mq_motion_set_value (motion, find (motion, "Drawer"), 0.5));
  assert_at (motion, "Drawer", zero, (double[]){ 0, -0.3, 0 });

  g_assert_true (mq_motion_set_value (motion, find (motion, "Knob"), 720));
  assert_at (motion, "Knob", (double[]){ 1, 0, 0 }, (double[]){ 1, 0, 0.004 });

  g_assert_true (mq_motion_set_value (motion, find (motion, "Left door"), 90));
  assert_at (motion, "Left door", zero, (double[]){ 1, 1, 0 });
  g_assert_cmpfloat (mq_motion_get_joint (motion, find (motion, "Right door"))->value, ==, 45);
  pose = mq_motion_dup_pose (motion);
  g_assert_cmpuint (json_object_get_size (pose), ==, 3);
  g_assert_cmpfloat (mq_json_get_double (pose, "Left door", 0), ==, 90);

  /* One that follows takes its leader along. */
  mq_motion_set_value (motion, find (motion, "Right door"), 30);
  g_assert_cmpfloat (mq_motion_get_joint (motion, find (motion, "Left door"))->value, ==, 60);
}

static void
test_contact (void)
{
  g_autoptr (MqMotion) motion = load (lamp);
  g_autofree char *none = mq_motion_describe_contact (motion);
  g_autofree char *beyond = NULL;
  g_autofree char *both = NULL;

  g_assert_null (none);
  mq_motion_set_value (motion, find (motion, "Shoulder"), 95);
  g_assert_false (mq_motion_is_met (motion, "Arm"));
  mq_motion_set_value (motion, find (motion, "Shoulder"), 100);
  g_assert_true (mq_motion_is_met (motion, "Arm"));
  g_assert_true (mq_motion_is_met (motion, "Foot"));
  g_assert_false (mq_motion_is_met (motion, "Head"));
  beyond = mq_motion_describe_contact (motion);
  g_assert_cmpstr (beyond, ==, "“Arm” meets “Foot” beyond 95°.");

  mq_motion_set_value (motion, find (motion, "Shoulder"), 0);
  mq_motion_set_value (motion, find (motion, "Left door"), 20);
  mq_motion_set_value (motion, find (motion, "Drawer"), 0.1);
  both = mq_motion_describe_contact (motion);
  g_assert_cmpstr (both, ==, "“Left door” and “Drawer” may meet when both are open.");
}

/* A crank, a rocker that a loop moves, a pointer on the rocker, and a key on the crank. */
static const char loop[]
    = "{\"joints\":["
      "{\"name\":\"Crank\",\"kind\":\"hinge\",\"parent\":\"frame\",\"child\":\"crank\","
      " \"objects\":[\"Crank\",\"Key\"],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":[0,120]},"
      "{\"name\":\"Rocker\",\"kind\":\"hinge\",\"parent\":\"frame\",\"child\":\"rocker\","
      " \"objects\":[\"Rocker\"],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":null,"
      " \"follows\":\"Crank\",\"path\":[[0,0],[40,30],[80,90],[90,80]]},"
      "{\"name\":\"Pointer\",\"kind\":\"hinge\",\"parent\":\"frame\",\"child\":\"pointer\","
      " \"objects\":[\"Pointer\"],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":null,"
      " \"follows\":\"Rocker\",\"ratio\":-2},"
      "{\"name\":\"Key\",\"kind\":\"fixed\",\"parent\":\"crank\",\"child\":\"key\","
      " \"objects\":[\"Key\"],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":null},"
      "{\"name\":\"Pin\",\"kind\":\"closes\",\"parent\":\"rocker\",\"child\":\"crank\","
      " \"objects\":[],\"origin_m\":[0,0,0],\"axis\":[0,0,1],\"limits\":null,"
      " \"follows\":\"Crank\"}]}";

static void
test_loop (void)
{
  g_autoptr (MqMotion) motion = load (loop);
  g_autoptr (JsonObject) pose = NULL;
  g_autofree char *within = NULL;
  g_autofree char *beyond = NULL;
  g_autofree char *words = NULL;
  const MqJoint *rocker, *pointer, *crank, *key;

  g_assert_cmpuint (motion->joints->len, ==, 4);
  crank = mq_motion_get_joint (motion, find (motion, "Crank"));
  rocker = mq_motion_get_joint (motion, find (motion, "Rocker"));
  pointer = mq_motion_get_joint (motion, find (motion, "Pointer"));
  key = mq_motion_get_joint (motion, find (motion, "Key"));
  g_assert_cmpint (crank->leader, <, 0);
  g_assert_cmpint (key->kind, ==, MQ_JOINT_FIXED);

  g_assert_true (mq_motion_set_value (motion, find (motion, "Crank"), 60));
  g_assert_cmpfloat (rocker->value, ==, 60);
  g_assert_cmpfloat (pointer->value, ==, -120);
  assert_at (motion, "Key", (double[]){ 1, 0, 0 }, (double[]){ 0.5, sqrt (0.75), 0 });
  mq_motion_set_value (motion, find (motion, "Crank"), 90);
  g_assert_cmpfloat (rocker->value, ==, 80);

  /* Only as far as it can. */
  within = mq_motion_describe_contact (motion);
  g_assert_null (within);
  mq_motion_set_value (motion, find (motion, "Crank"), 110);
  beyond = mq_motion_describe_contact (motion);
  g_assert_cmpstr (beyond, ==, "“Rocker” follows “Crank” from 0° to 90° only.");

  /* One of the loop takes what drives it along; one that is fixed takes nothing. */
  mq_motion_set_value (motion, find (motion, "Pointer"), -30);
  g_assert_cmpfloat (crank->value, ==, 20);
  g_assert_false (mq_motion_set_value (motion, find (motion, "Key"), 10));
  pose = mq_motion_dup_pose (motion);
  g_assert_cmpuint (json_object_get_size (pose), ==, 1);
  words = mq_motion_read_words (motion, "open the key");
  g_assert_null (words);
}

/* All that show a version have the same motion, from when its report is read. */
static void
test_of_version (void)
{
  g_autoptr (GObject) version = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (JsonObject) report = mq_test_parse_json (lamp);
  g_autoptr (JsonObject) empty = json_object_new ();
  MqMotion *motion;

  g_assert_null (mq_motion_of_version (version, NULL));
  g_assert_null (mq_motion_of_version (version, empty));
  motion = mq_motion_of_version (version, report);
  g_assert_nonnull (motion);
  g_assert_true (mq_motion_of_version (version, report) == motion);
  g_assert_true (mq_motion_of_version (version, NULL) == motion);
  g_assert_null (mq_motion_of_version (other, NULL));
  g_assert_true (mq_motion_of_version (other, report) != motion);
}

/* What a script may claim. */
static void
test_hostile (void)
{
  static const char *const none[]
      = { "{}",
          "{\"joints\":{}}",
          "{\"joints\":[1,null,{}]}",
          "{\"joints\":[{\"name\":\"A\",\"kind\":\"hinge\",\"origin_m\":[0,0,0],"
          "\"axis\":[0,0,0]}]}",
          "{\"joints\":[{\"name\":\"A\",\"kind\":\"hinge\",\"origin_m\":[0,0,1e999],"
          "\"axis\":[0,0,1]}]}",
          "{\"joints\":[{\"name\":\"A\",\"kind\":\"spring\",\"origin_m\":[0,0,0],"
          "\"axis\":[0,0,1]}]}" };
  g_autoptr (MqMotion) circle = load (
      "{\"joints\":["
      "{\"name\":\"A\",\"kind\":\"hinge\",\"parent\":\"b\",\"child\":\"a\",\"origin_m\":[0,0,0],"
      "\"axis\":[0,0,1],\"limits\":[30,\"x\"],\"objects\":[\"A\",7],\"follows\":\"B\","
      "\"ratio\":2},"
      "{\"name\":\"A\",\"kind\":\"hinge\",\"origin_m\":[0,0,0],\"axis\":[0,0,1]},"
      "{\"name\":\"B\",\"kind\":\"hinge\",\"parent\":\"a\",\"child\":\"b\",\"origin_m\":[0,0,0],"
      "\"axis\":[0,0,1],\"objects\":[\"A\"],\"follows\":\"A\",\"ratio\":3}],\"apart\":[1,[2]]}");
  double at[3], way[3];
  float matrix[16];

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (load (none[i]));

  g_assert_cmpuint (circle->joints->len, ==, 2);
  mq_motion_set_value (circle, 0, 10);
  mq_motion_set_value (circle, 0, NAN);
  mq_motion_point (circle, 1);
  mq_motion_get_axis (circle, at, way);
  mq_motion_place (circle, "A", matrix);
  for (guint i = 0; i < 16; i++)
    g_assert_true (isfinite (matrix[i]));
}

/* What runs into each other in a pose or opens is noted, and what answers in Blender's place gets
 * no word in. */
static void
test_notes_of_a_pose (void)
{
  g_autoptr (JsonObject) report = json_object_new ();
  g_autoptr (JsonObject) answer = mq_test_parse_json (
      "{\"meets\": [{\"objects\": [\"Shade\", \"Foot\"], \"depth_m\": 0.0124}, 7, {}, "
      "{\"objects\": [\"A\"]}, {\"objects\": [\"Arm\\u001b[2J\", \"Foot\"], "
      "\"depth_m\": 0.0029}], \"opens\": [{\"joint\": \"Crank\", \"unit\": \"degrees\", "
      "\"opens_m\": 0.0123, \"range\": [-40, 75.2]}, {\"joint\": \"Rod\", \"unit\": \"m\", "
      "\"opens_m\": 0.001, \"range\": [0, 0.12]}, {\"joint\": \"Odd\", \"range\": [\"a\", 2]}, "
      "7]}");
  JsonArray *notes;

  mq_joints_note_pose (report, NULL);
  g_assert_false (json_object_has_member (report, "notes"));
  mq_joints_note_pose (report, answer);
  notes = mq_json_get_array (report, "notes");
  g_assert_cmpuint (mq_json_length (notes), ==, 4);
  g_assert_cmpstr (mq_json_element_string (notes, 0), ==,
                   "In this pose, “Shade” goes 12 mm into “Foot”");
  g_assert_cmpstr (mq_json_element_string (notes, 1), ==,
                   "In this pose, “Arm[2J” goes 2.9 mm into “Foot”");
  g_assert_cmpstr (mq_json_element_string (notes, 2), ==,
                   "In this pose, the loop that “Crank” drives is 12 mm open: it follows from -40° "
                   "to 75.2° only");
  g_assert_nonnull (
      strstr (mq_json_element_string (notes, 3), "from 0\302\240mm to 12\302\240cm only"));
}

/* What is clicked is where it is seen, and told as it was built. */
static void
test_pick (void)
{
  g_autoptr (MqMotion) motion = load (lamp);
  g_autoptr (MqMesh) mesh = g_object_new (MQ_TYPE_MESH, NULL);
  const MqMeshVertex vertices[] = { { { 0, 0, 0 }, { 0, 0, 1 } },
                                    { { 1, 0, 0 }, { 0, 0, 1 } },
                                    { { 0, 1, 0 }, { 0, 0, 1 } } };
  const guint32 indices[] = { 0, 1, 2 };
  MqMeshPart part = { g_strdup ("Drawer"), 0, 3, { 0, 0, 0 }, { 1, 1, 0 }, { 1, 1, 1, 1 }, 0, 1 };
  const double eye[] = { 0.1, -0.25, 5 }, down[] = { 0, 0, -1 };
  MqMeshHit hit;

  g_array_append_vals (mesh->vertices, vertices, 3);
  g_array_append_vals (mesh->indices, indices, 3);
  g_array_append_val (mesh->parts, part);

  g_assert_false (mq_mesh_pick (mesh, motion, eye, down, &hit));
  mq_motion_set_value (motion, find (motion, "Drawer"), 0.3);
  g_assert_false (mq_mesh_pick (mesh, NULL, eye, down, &hit));
  g_assert_true (mq_mesh_pick (mesh, motion, eye, down, &hit));
  g_assert_cmpfloat_with_epsilon (hit.at[1], 0.05, 1e-6);
}

static void
test_words (void)
{
  static const struct
  {
    const char *words;
    const char *joint; /* NULL: not about a pose */
    double value;
  } rows[] = {
    { "open the left door by 30 degrees", "Left door", 30 },
    { "Open the left door by 30°.", "Left door", 30 },
    { "please open the left door to 45 deg", "Left door", 45 },
    { "Open the left door", "Left door", 110 },
    { "open the left door halfway", "Left door", 55 },
    { "open the drawer", "Drawer", 0.3 },
    { "open the drawer by 10 cm", "Drawer", 0.1 },
    { "slide the drawer out 100 mm", "Drawer", 0.1 },
    { "turn the knob by 90 degrees", "Knob", 90 },
    { "bend the elbow -20 degrees", "Elbow", -20 },
    { "open both doors by 40 degrees", "Left door", 40 },
    { "open the doors", "Left door", 110 },
    { "open all doors", "Left door", 110 },
    /* The window's suggestion, in the languages that are read. */
    { "Move everything", "Left door", 110 },
    { "Bewege alles", "Left door", 110 },
    { "Mueve todo", "Left door", 110 },
    { "Bouge tout", "Left door", 110 },
    { "Open everything", "Left door", 110 },
    { "öffne die left door um 30 Grad", "Left door", 30 },
    { "ouvre drawer de 5,5 cm", "Drawer", 0.055 },
    { "abre el drawer", "Drawer", 0.3 },
    { "open the drawer by 4\"", "Drawer", 0.1016 },
    { "open the drawer by 3 1/2 inches", "Drawer", 0.0889 },

    /* For the team. */
    { "open the door", NULL, 0 }, /* which? */
    { "open the window", NULL, 0 },
    { "add a drawer", NULL, 0 },
    { "move the left door 5 cm to the right", NULL, 0 },
    { "move the drawer", NULL, 0 },
    { "make the left door open 100 degrees", NULL, 0 },
    { "make the drawer 10 cm deeper", NULL, 0 },
    { "open the left door and paint it red", NULL, 0 },
    { "the drawer is open", NULL, 0 },
    { "turn the knob", NULL, 0 },
    { "turn the left door into glass", NULL, 0 },
    { "open the drawer by 30 degrees", NULL, 0 },
    { "open the left door by 10 cm", NULL, 0 },
    { "open the left door by 30 degrees and 2 cm", NULL, 0 },
    { "open the left door by 30-40 degrees", NULL, 0 },
    { "open the drawer by 1,200 mm", NULL, 0 },
    { "left door", NULL, 0 },
    { "30 degrees", NULL, 0 },
    { "open", NULL, 0 },
    { "", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqMotion) motion = load (lamp);
      g_autofree char *told = mq_motion_read_words (motion, rows[i].words);

      g_test_message ("%s → %s", rows[i].words, told);
      g_assert_true ((told != NULL) == (rows[i].joint != NULL));
      g_assert_true (mq_motion_is_posed (motion) == (told != NULL));
      if (told != NULL)
        g_assert_cmpfloat_with_epsilon (
            mq_motion_get_joint (motion, find (motion, rows[i].joint))->value, rows[i].value, 1e-9);
    }
}

/* Words go on from the pose that is there. */
static void
test_more_words (void)
{
  static const struct
  {
    const char *words;
    double value;
    const char *told;
  } rows[] = {
    { "open the left door by 30 degrees", 30,
      "Left door: 30°. This is a pose: the version has not changed." },
    { "open the left door by 30 degrees", 60,
      "Left door: 60°. This is a pose: the version has not changed." },
    { "close the left door by 45 degrees", 15,
      "Left door: 15°. This is a pose: the version has not changed." },
    { "open the left door by 200 degrees", 110,
      "Left door: 110°, as far as it goes. This is a pose: the version has not changed." },
    { "close the left door", 0, "Left door: 0°. This is a pose: the version has not changed." },
  };
  g_autoptr (MqMotion) motion = load (lamp);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = mq_motion_read_words (motion, rows[i].words);

      g_assert_cmpstr (told, ==, rows[i].told);
      g_assert_cmpfloat_with_epsilon (
          mq_motion_get_joint (motion, find (motion, "Left door"))->value, rows[i].value, 1e-9);
    }
  mq_motion_set_value (motion, find (motion, "Drawer"), 0.2);
  g_free (mq_motion_read_words (motion, "close everything"));
  g_assert_false (mq_motion_is_posed (motion));
}

MQ_TEST_PROGRAM (motion)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/loop", test_loop);
  g_test_add_func ("/motion/chain", test_chain);
  g_test_add_func ("/motion/kinds", test_kinds);
  g_test_add_func ("/motion/contact", test_contact);
  g_test_add_func ("/motion/of-version", test_of_version);
  g_test_add_func ("/motion/hostile", test_hostile);
  g_test_add_func ("/motion/notes-of-a-pose", test_notes_of_a_pose);
  g_test_add_func ("/motion/pick", test_pick);
  g_test_add_func ("/motion/words", test_words);
  g_test_add_func ("/motion/more-words", test_more_words);
  return g_test_run ();
}
