/* The joints of a report and of a plan: each member as it is read, what is no joint, and values for
 * the user. */
#include "common/asset/mq-joint.h"
#include "support/mq-test.h"

static GPtrArray *
read_quoted (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (JsonObject) asset = mq_test_parse_json (quoted);

  return mq_joints_read (asset);
}

static void
test_report (void)
{
  g_autoptr (GPtrArray) joints = read_quoted (
      "{'joints': [{'name': 'Lid', 'kind': 'hinge', 'parent': 'box', 'child': 'lid', 'objects': "
      "['Lid', 7], 'origin_m': [0, 1, 2], 'axis': [0, 0, 2], 'limits': [-110, 0], 'free': [-95, "
      "0], "
      "'contact': {'at': -96, 'objects': ['Lid', 'Wall']}, 'shown_by': 'pin'}, 7, "
      "{'name': 'Bolt', 'kind': 'screw', 'limits': null, 'pitch_m': 0.002, 'follows': 'Lid', "
      "'ratio': -2, 'path': [[0, 0], [10, 7]], 'contact': {'objects': ['Bolt']}}, "
      "{'name': 'Pin', 'kind': 'closes', 'follows': '', 'opens_m': 0.003, 'path': [[1, 0], [1, "
      "2]]}, "
      "{'name': 'Rail', 'kind': 'slider', 'limits': [0.2, 'a']}, {'kind': 'spring'}]}");
  const MqJoint *lid, *bolt, *pin, *rail, *spring;

  g_assert_cmpuint (joints->len, ==, 5);
  lid = joints->pdata[0];
  bolt = joints->pdata[1];
  pin = joints->pdata[2];
  rail = joints->pdata[3];
  spring = joints->pdata[4];

  g_assert_cmpint (mq_joints_find (joints, "Pin"), ==, 2);
  g_assert_cmpint (mq_joints_find (joints, "Lever"), ==, -1);
  g_assert_cmpint (mq_joints_find (joints, NULL), ==, -1);

  g_assert_cmpint (lid->kind, ==, MQ_JOINT_HINGE);
  g_assert_cmpstr (lid->parent, ==, "box");
  g_assert_cmpstr (lid->child, ==, "lid");
  g_assert_cmpuint (g_hash_table_size (lid->objects), ==, 1);
  g_assert_true (lid->has_axis && lid->has_limits && lid->has_free && !lid->is_length);
  g_assert_cmpfloat (lid->origin[2], ==, 2);
  g_assert_cmpfloat (lid->axis[2], ==, 1);
  g_assert_cmpfloat (lid->far, ==, -110);
  g_assert_cmpfloat (lid->free_low, ==, -95);
  g_assert_cmpstr (lid->meets[1], ==, "Wall");
  g_assert_cmpstr (lid->shown_by, ==, "pin");
  g_assert_cmpfloat (lid->opens, <, 0);
  g_assert_null (lid->follows);

  g_assert_cmpint (bolt->kind, ==, MQ_JOINT_SCREW);
  g_assert_true (!bolt->has_limits && !bolt->has_axis && !bolt->has_free && bolt->has_ratio);
  g_assert_cmpfloat (bolt->high, ==, 180);
  g_assert_cmpfloat (bolt->pitch, ==, 0.002);
  g_assert_cmpfloat (bolt->ratio, ==, -2);
  g_assert_cmpstr (bolt->follows, ==, "Lid");
  g_assert_cmpuint (bolt->path->len, ==, 2);
  g_assert_null (bolt->meets);
  g_assert_null (bolt->shown_by);

  g_assert_cmpint (pin->kind, ==, MQ_JOINT_CLOSES);
  g_assert_cmpfloat (pin->opens, ==, 0.003);
  g_assert_null (pin->follows);
  g_assert_null (pin->path);

  g_assert_true (rail->is_length && !rail->has_limits);
  g_assert_cmpfloat (rail->low, ==, -1);
  g_assert_cmpint (spring->kind, ==, MQ_JOINT_UNKNOWN);
  g_assert_cmpstr (spring->kind_name, ==, "spring");
  g_assert_cmpstr (spring->name, ==, "");
}

static void
test_plan (void)
{
  g_autoptr (GPtrArray) joints = read_quoted (
      "{'joints': [{'name': 'Drawer', 'kind': 'slider', 'parent': 'body', 'child': 'drawer', "
      "'axis': "
      "'out of the front', 'range': [0, 0.3], 'why': 'it holds pens'}]}");
  g_autoptr (GPtrArray) none = mq_joints_read (NULL);
  const MqJoint *drawer = joints->pdata[0];

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (drawer->axis_words, ==, "out of the front");
  g_assert_cmpuint (json_array_get_length (drawer->range), ==, 2);
  g_assert_cmpstr (drawer->why, ==, "it holds pens");
  g_assert_cmpfloat (drawer->ratio, ==, 1);
  g_assert_false (drawer->has_axis || drawer->has_limits || drawer->has_ratio);
}

/* Limits go round the rest at 0, and pairs of numbers are two that grow. */
static void
test_limits (void)
{
  static const struct
  {
    const char *row;
    gboolean has_limits;
    double low;
    double high;
    double far;
  } rows[] = {
    { "{'limits': [10, 20]}", TRUE, 0, 20, 20 },
    { "{'limits': [-20, -10]}", TRUE, -20, 0, -20 },
    { "{'limits': [-10, 10]}", TRUE, -10, 10, 10 },
    { "{'limits': [-11, 10]}", TRUE, -11, 10, -11 },
    { "{'limits': [5, 5]}", TRUE, 0, 5, 5 },
    { "{'limits': [20, 10]}", FALSE, -180, 180, 180 },
    { "{'limits': [20]}", FALSE, -180, 180, 180 },
    { "{'limits': [10, 20, 30]}", FALSE, -180, 180, 180 },
    { "{'limits': [10, null]}", FALSE, -180, 180, 180 },
    { "{'kind': 'slider', 'limits': [0, 1e12]}", FALSE, -1, 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'joints': [%s]}", rows[i].row);
      g_autoptr (GPtrArray) joints = read_quoted (text);
      const MqJoint *joint = joints->pdata[0];

      g_test_message ("%s", rows[i].row);
      g_assert_cmpint (joint->has_limits, ==, rows[i].has_limits);
      g_assert_cmpfloat (joint->low, ==, rows[i].low);
      g_assert_cmpfloat (joint->high, ==, rows[i].high);
      g_assert_cmpfloat (joint->far, ==, rows[i].far);
    }
}

/* An axis without a direction, a path that does not go on, and more joints than are read. */
static void
test_bad_rows (void)
{
  static const struct
  {
    const char *row;
    gboolean has_axis;
    gboolean has_path;
  } rows[] = {
    { "{'origin_m': [0, 0, 0], 'axis': [0, 3, 4], 'path': [[0, 0]]}", TRUE, TRUE },
    { "{'origin_m': [0, 0, 0], 'axis': [0, 0, 0], 'path': []}", FALSE, FALSE },
    { "{'origin_m': [0, 0, 1e12], 'axis': [0, 3, 4], 'path': [[0, 0], [0, 1]]}", FALSE, FALSE },
    { "{'origin_m': [0, 0], 'axis': [0, 3, 4], 'path': [[0, 0], [1, '1']]}", FALSE, FALSE },
    { "{'axis': [0, 3, 4], 'path': [[0, 0], 7]}", FALSE, FALSE },
    { "{'origin_m': [0, 0, 0], 'path': [[0, 0], [1, 5], [2, 4]]}", FALSE, TRUE },
  };
  g_autoptr (GString) many = g_string_new ("{'joints': [");
  g_autoptr (GPtrArray) limited = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'joints': [%s]}", rows[i].row);
      g_autoptr (GPtrArray) joints = read_quoted (text);
      const MqJoint *joint = joints->pdata[0];

      g_test_message ("%s", rows[i].row);
      g_assert_cmpint (joint->has_axis, ==, rows[i].has_axis);
      g_assert_cmpint (joint->path != NULL, ==, rows[i].has_path);
      if (joint->has_axis)
        {
          g_assert_cmpfloat_with_epsilon (joint->axis[1], 0.6, 1e-12);
          g_assert_cmpfloat_with_epsilon (joint->axis[2], 0.8, 1e-12);
        }
    }

  for (guint i = 0; i < 257; i++)
    g_string_append_printf (many, "%s{'name': '%u'}", i > 0 ? ", " : "", i);
  g_string_append (many, "]}");
  limited = read_quoted (many->str);
  g_assert_cmpuint (limited->len, ==, 256);
  g_assert_cmpint (mq_joints_find (limited, "255"), ==, 255);
}

/* Degrees to a tenth, lengths in the unit that they can be read in; no minus before zero. */
static void
test_format (void)
{
  static const struct
  {
    gboolean is_length;
    double value;
    const char *text;
  } rows[] = {
    { FALSE, 90, "90°" },
    { FALSE, 12.34, "12.3°" },
    { FALSE, 12.36, "12.4°" },
    { FALSE, -0.04, "0°" },
    { FALSE, -7.5, "-7.5°" },
    { TRUE, 0.0042, "4.2\302\240mm" },
    { TRUE, -0.004, "-4\302\240mm" },
    { TRUE, -0.00001, "0\302\240mm" },
    { TRUE, 0.00994, "9.9\302\240mm" },
    { TRUE, 0.01, "1\302\240cm" },
    { TRUE, -0.2345, "-23.45\302\240cm" },
    { TRUE, 1.2346, "123.5\302\240cm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqJoint joint = { .is_length = rows[i].is_length };
      g_autofree char *text = mq_joint_format (&joint, rows[i].value);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

MQ_TEST_PROGRAM (joint)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/joint/report", test_report);
  g_test_add_func ("/joint/plan", test_plan);
  g_test_add_func ("/joint/limits", test_limits);
  g_test_add_func ("/joint/bad-rows", test_bad_rows);
  g_test_add_func ("/joint/format", test_format);
  return mq_test_run ();
}
