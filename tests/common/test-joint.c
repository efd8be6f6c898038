/* The joints of a report and of a plan: each member as it is read, and what is no joint. */
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

MQ_TEST_PROGRAM (joint)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/joint/report", test_report);
  g_test_add_func ("/joint/plan", test_plan);
  return mq_test_run ();
}
