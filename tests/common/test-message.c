/* A message as JSON: what is written is read, in each of its forms, and a service refuses what does
 * not fit. */
#include "common/events/mq-message.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define ID "0123456789abcdef0123456789abcdef"

/* A target with all that it can have, as it is written. */
#define ALL_MEMBERS                                                                                \
  "{\"part\":\"Armrests\",\"object\":\"Armrest.L\",\"function\":\"make_armrest\","                 \
  "\"box_m\":[[0.0,-0.5,0.0],[1.0,0.5,1.0]],\"at_m\":[0.0,0.25,1.0],\"normal\":[0.0,0.0,1.0],"     \
  "\"camera\":\"front\",\"mark\":{\"number\":1,\"kind\":\"size\",\"to_m\":[0.0,0.0,0.5],"          \
  "\"length_m\":0.5,\"text\":\"12 cm\",\"size_m\":0.12,\"value\":12,\"unit\":\"cm\"}}"

static MqMessage *
parse (const char *text, MqMessageForm form, GError **error)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (text, -1, NULL);

  g_assert_nonnull (json);
  return mq_message_read (json, form, error);
}

static char *
write_text (const MqMessage *message, MqMessageForm form)
{
  g_autoptr (JsonObject) json = json_object_new ();

  mq_message_write (message, json, form);
  return mq_json_object_to_string (json, FALSE);
}

/* The members of each form, by their names on the wire and on disk. */
static void
test_forms (void)
{
  static const struct
  {
    MqMessageForm form;
    const char *text;
  } cases[] = {
    { MQ_MESSAGE_LOCAL,
      "{\"id\":\"" ID "\",\"text\":\"taller\",\"pictures\":[\"/a.png\",\"/b\"]}" },
    { MQ_MESSAGE_LOCAL,
      "{\"text\":\"a chair\",\"pictures\":[\"/a\",\"/b\"],\"roles\":[\"\",\"drawing\"]}" },
    { MQ_MESSAGE_WIRE, "{\"text\":\"\",\"pictures\":[3,4],\"files\":[\"a\",\"b\"],\"roles\":["
                       "\"front\",\"side\"]}" },
    { MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST,
      "{\"prompt\":\"a chair\",\"pictures\":[1,2],\"roles\":[\"back\",\"top\"]}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"a chair\",\"variant\":2,\"variants\":4,\"set\":\"" ID "\"}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"a chair\",\"variant\":3,\"variants\":3}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"\",\"requirements\":[{\"words\":\"flat\"}]}" },
    { MQ_MESSAGE_FIRST, "{\"prompt\":\"a chair\",\"pictures\":[\"/a.png\"]}" },
    { MQ_MESSAGE_WIRE,
      "{\"id\":\"" ID "\",\"text\":\"\",\"pictures\":[1,16],\"files\":[\"s/a.png\",\"b\"]}" },
    { MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST,
      "{\"id\":\"" ID "\",\"prompt\":\"a chair\",\"pictures\":[],\"variant\":1,\"variants\":2}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"thicker\",\"targets\":[" ALL_MEMBERS ",{\"object\":\"a\"}]}" },
    { MQ_MESSAGE_WIRE,
      "{\"text\":\"thicker\",\"pictures\":[],\"targets\":[{\"function\":\"make_leg\"}]}" },
    { MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST,
      "{\"prompt\":\"thicker\",\"pictures\":[],\"targets\":[{\"box_m\":[[0,0,0],[0,1,2.5]]}]}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMessage) message = parse (cases[i].text, cases[i].form, &error);
      g_autoptr (MqMessage) copy = NULL;
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      copy = mq_message_copy (message);
      written = write_text (copy, cases[i].form);
      g_assert_cmpstr (written, ==, cases[i].text);
    }
}

/* The names of the prompt's pictures, and the set, are in the event `message` of the run. */
static void
test_wire_of_prompt (void)
{
  const char *pictures[] = { "/a.png", NULL };
  g_autoptr (MqMessage) message = mq_message_new ("a chair", pictures);
  g_autofree char *written = NULL;

  message->set = g_strdup (ID);
  written = write_text (message, MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST);
  g_assert_cmpstr (written, ==, "{\"prompt\":\"a chair\"}");
}

static void
test_refused (void)
{
  static const struct
  {
    MqMessageForm form;
    const char *text;
    const char *member;
  } cases[] = {
    { MQ_MESSAGE_WIRE, "{\"text\": 5}", "“text”" },
    { MQ_MESSAGE_WIRE, "{\"id\": {}}", "“id”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [0]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [17]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [1.5]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [\"a\"]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": 1}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [4294967297]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"roles\": [\"frontal\"]}", "“roles”" },
    { MQ_MESSAGE_WIRE, "{\"roles\": [1]}", "“roles”" },
    { MQ_MESSAGE_WIRE, "{\"roles\": {}}", "“roles”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"a/../b\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"/etc/passwd\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"a\", null]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"requirements\": {}}", "“requirements”" },
    { MQ_MESSAGE_WIRE, "{\"requirements\": [\"flat\"]}", "“requirements”" },
    { MQ_MESSAGE_WIRE, "{\"variant\": 3, \"variants\": 2}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variants\": 7}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variants\": -9223372036854775808}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variant\": null, \"variants\": 4}", "“variant”" },
    { MQ_MESSAGE_LOCAL, "{\"pictures\": [1]}", "“pictures”" },
    { MQ_MESSAGE_LOCAL, "{\"pictures\": {}}", "“pictures”" },
    { MQ_MESSAGE_LOCAL, "{\"set\": []}", "“set”" },
    { MQ_MESSAGE_LOCAL, "{\"variant\": \"2\"}", "“variant”" },
    { MQ_MESSAGE_WIRE, "{\"targets\": {}}", "“targets”" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [5]}", "“targets[0]”" },
    { MQ_MESSAGE_LOCAL, "{\"targets\": [{\"camera\": \"front\"}]}", "“targets[0]”" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\"}, {\"part\": 5}]}", "“targets[1].part”" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"object\": \"\"}]}",
      "“targets[0].object” is a text of 1 to 200" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"box_m\": [[0, 0, 0]]}]}",
      "“targets[0].box_m” is two corners" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"box_m\": [[1, 0, 0], [0, 0, 0]]}]}",
      "“targets[0].box_m” is two corners" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\", \"at_m\": [0, 0]}]}",
      "“targets[0].at_m” is three numbers" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\", \"at_m\": [0, 0, 1e400]}]}",
      "“targets[0].at_m” is three numbers" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\", \"mark\": 1}]}",
      "“targets[0].mark” is an object" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\", \"mark\": {\"kind\": \"heart\"}}]}",
      "“targets[0].mark.kind” is “circle”, “line”" },
    { MQ_MESSAGE_WIRE, "{\"targets\": [{\"part\": \"a\", \"mark\": {\"size_m\": \"1\"}}]}",
      "“targets[0].mark.size_m” is a number" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMessage) message = parse (cases[i].text, cases[i].form, &error);
      g_autoptr (MqMessage) kept = parse (cases[i].text, cases[i].form, NULL);

      g_assert_null (message);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].member));
      g_assert_cmpstr (kept->text, ==, "");
    }
}

/* What cannot be asked for again is read as far as it can be. */
static void
test_kept (void)
{
  g_autoptr (MqMessage) message
      = parse ("{\"id\": 1, \"text\": \"a chair\", \"pictures\": [\"/a\", 2, \"/b\"], \"variant\": "
               "90, \"variants\": 99, \"set\": [], \"mood\": {\"a\": [1]}, \"files\": 5}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autoptr (MqMessage) empty
      = parse ("{\"id\": \"\", \"text\": null, \"pictures\": [], \"variant\": null}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autofree char *written = write_text (message, MQ_MESSAGE_LOCAL);

  g_assert_cmpstr (
      written, ==,
      "{\"text\":\"a chair\",\"pictures\":[\"/a\",\"/b\"],\"variant\":6,\"variants\":6}");
  g_assert_null (empty->id);
  g_assert_null (empty->pictures[0]);
  g_assert_cmpstr (empty->text, ==, "");
}

/* Length of the words is the receiver's to check; nothing here depends on it. */
static void
test_hostile_sizes (void)
{
  g_autofree char *words = g_strnfill (1024 * 1024, 'a');
  g_autoptr (JsonObject) json = mq_json_new ("text:s", words);
  g_autoptr (JsonArray) many = json_array_new ();
  g_autoptr (MqMessage) message = NULL;
  g_autoptr (MqMessage) refused = NULL;

  for (guint i = 0; i < 100000; i++)
    json_array_add_string_element (many, "a");
  json_object_set_array_member (json, "files", json_array_ref (many));
  refused = mq_message_read (json, MQ_MESSAGE_WIRE, NULL);
  g_assert_cmpuint (g_strv_length (refused->pictures), ==, 100000);
  json_object_set_array_member (json, "pictures", json_array_ref (many));
  message = mq_message_read (json, MQ_MESSAGE_LOCAL, NULL);
  g_assert_cmpuint (strlen (message->text), ==, 1024 * 1024);
  g_assert_cmpuint (g_strv_length (message->pictures), ==, 100000);
}

static void
test_append (void)
{
  const char *first[] = { "/a", NULL };
  const char *second[] = { "/b", NULL };
  g_autoptr (MqMessage) all = mq_message_new ("", NULL);
  g_autoptr (MqMessage) alone = mq_message_new ("", first);
  g_autoptr (MqMessage) more = mq_message_new ("taller", second);

  mq_message_append (all, alone);
  mq_message_append (all, more);
  mq_message_append (all, more);
  g_assert_cmpstr (all->text, ==, "taller\ntaller");
  g_assert_cmpuint (g_strv_length (all->pictures), ==, 3);
  g_assert_cmpstr (all->pictures[0], ==, "/a");
  g_assert_cmpstr (all->pictures[2], ==, "/b");
}

/* At most 16 of at most 200 characters; those that fit are read from disk all the same. */
static void
test_limits_of_targets (void)
{
  g_autofree char *fits = g_strnfill (MQ_TARGET_MAX_TEXT, 'a');
  g_autofree char *too_long = g_strnfill (MQ_TARGET_MAX_TEXT + 1, 'a');
  g_autoptr (JsonObject) json = mq_json_new ("text:s targets:a", "red", json_array_new ());
  JsonArray *list = mq_json_get_array (json, "targets");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MQ_TARGETS_MAX; i++)
    {
      g_autoptr (MqMessage) message = NULL;

      json_array_add_object_element (list, mq_target_new (fits, NULL, NULL));
      message = mq_message_read (json, MQ_MESSAGE_WIRE, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mq_json_length (message->targets), ==, i + 1);
    }

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqMessage) kept = mq_message_read (json, MQ_MESSAGE_LOCAL, NULL);

      json_array_add_object_element (list, mq_target_new (too_long, NULL, NULL));
      g_assert_null (mq_message_read (json, MQ_MESSAGE_WIRE, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_clear_error (&error);
      g_assert_cmpuint (mq_json_length (kept->targets), ==, MQ_TARGETS_MAX - i);
      json_array_remove_element (list, 0);
    }
}

/* Copies, a message to send again, and messages that become one have the targets, each once. */
static void
test_targets (void)
{
  g_autoptr (MqMessage) arms
      = parse ("{\"text\": \"thicker\", \"targets\": [{\"part\": \"Arms\"}, {\"box_m\": "
               "[[0, 0, 0], [1, 1, 1]]}]}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autoptr (MqMessage) legs
      = parse ("{\"text\": \"thicker\", \"targets\": [{\"part\": \"Arms\"}, {\"object\": "
               "\"Leg.1\"}, {\"part\": \"Arms\", \"object\": \"Arm.L\"}]}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autoptr (MqMessage) unsent = mq_message_copy_unsent (arms);
  g_autofree char *names = NULL;

  g_assert_true (mq_message_has_same_content (arms, unsent));
  g_assert_false (mq_message_has_same_content (arms, legs));
  mq_message_append (unsent, legs);
  names = mq_target_list_dup_names (unsent->targets);
  g_assert_cmpstr (names, ==, "Arms, A place, Leg.1");
  g_assert_cmpuint (mq_json_length (unsent->targets), ==, 4);
  g_assert_cmpuint (mq_json_length (arms->targets), ==, 2);
  mq_message_set_targets (unsent, NULL);
  g_assert_null (unsent->targets);
}

/* @text: a list of targets, with single quotes */
static JsonArray *
parse_targets (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup_printf ("{'list': %s}", text), "'", '"');
  g_autoptr (JsonObject) object = mq_test_parse_json (json);

  return json_array_ref (mq_json_get_array (object, "list"));
}

/* A drawing may say what is to change, and may be a length of everything. */
static void
test_marks (void)
{
  static const struct
  {
    const char *targets;
    const char *name;
    gboolean is_drawn;
    gboolean is_size_of_all;
  } cases[] = {
    { "[{'box_m': [[0,0,0],[1,1,1]]}]", "A place", FALSE, FALSE },
    { "[{'object': 'Leg', 'part': 'legs', 'mark': {'kind': 'circle'}}]", "legs", FALSE, FALSE },
    { "[{'function': 'f', 'object': 'Leg', 'mark': {'text': 'here'}}]", "Leg", TRUE, FALSE },
    { "[{'function': 'f', 'mark': {'kind': 'size', 'size_m': 0}}]", "f", FALSE, FALSE },
    { "[{'object': 'f', 'mark': {'kind': 'size', 'size_m': 0.5}}]", "f", TRUE, FALSE },
    { "[{'part': 'f', 'mark': {'kind': 'size'}}]", "f", FALSE, FALSE },
    { "[{'mark': {'kind': 'size', 'size_m': 0.5}}]", "Everything", TRUE, TRUE },
    { "[{'part': 'f', 'mark': {'kind': 'arrow'}}]", "f", FALSE, FALSE },
    { "[{'part': 'f', 'mark': {'kind': 'arrow', 'to_m': [0,0,0]}}]", "f", TRUE, FALSE },
    { "[{'part': 'f', 'mark': {'kind': 'line', 'to_m': [0,0,0]}}]", "f", FALSE, FALSE },
    { "[{'part': 'f'}, {'part': 'f', 'mark': {'text': 'here'}}]", "f", TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonArray) targets = parse_targets (cases[i].targets);
      g_autofree char *names = mq_target_list_dup_names (targets);

      g_test_message ("%s", cases[i].targets);
      g_assert_cmpstr (names, ==, cases[i].name);
      g_assert_cmpint (mq_target_list_is_drawn (targets), ==, cases[i].is_drawn);
      g_assert_cmpint (mq_target_is_size_of_all (json_array_get_object_element (targets, 0)), ==,
                       cases[i].is_size_of_all);
    }

  g_assert_false (mq_target_list_is_drawn (NULL));
}

/* As many as a message may have, each once; what is there already is not left out. */
static void
test_merge (void)
{
  g_autoptr (JsonArray) some = json_array_new ();
  g_autoptr (JsonArray) known = parse_targets ("[{'part': '15'}, {'part': '0'}]");
  g_autoptr (JsonArray) fresh = parse_targets ("[{'part': '0'}, {'part': '16'}]");
  g_autoptr (JsonArray) full = NULL;
  g_autoptr (JsonArray) same = NULL;
  g_autoptr (JsonArray) cut = NULL;
  gboolean is_cut = TRUE;

  for (guint i = 0; i < MQ_TARGETS_MAX - 1; i++)
    {
      g_autofree char *part = g_strdup_printf ("%u", i);

      json_array_add_object_element (some, mq_json_new ("part:s", part));
    }
  full = mq_target_list_merge (some, known, &is_cut);
  g_assert_false (is_cut);
  g_assert_cmpuint (mq_json_length (full), ==, MQ_TARGETS_MAX);
  same = mq_target_list_merge (full, known, &is_cut);
  g_assert_false (is_cut);
  g_assert_true (mq_json_are_equal (same, full));
  cut = mq_target_list_merge (full, fresh, &is_cut);
  g_assert_true (is_cut);
  g_assert_true (mq_json_are_equal (cut, full));
  g_assert_null (mq_target_list_merge (NULL, NULL, &is_cut));
  g_assert_false (is_cut);
}

static char *
drop_second (const char *path, gpointer user_data)
{
  return g_str_equal (path, "/b") ? NULL : g_strconcat ("/kept", path, NULL);
}

/* A picture keeps its role, whatever becomes of the others. */
static void
test_roles (void)
{
  const char *first[] = { "/a", "/b", "/c", NULL };
  const char *second[] = { "/d", NULL };
  g_autoptr (MqMessage) all = mq_message_new ("a chair", first);
  g_autoptr (MqMessage) more = mq_message_new ("", second);
  g_autoptr (MqMessage) copy = NULL;

  all->roles[0] = MQ_PICTURE_ROLE_FRONT;
  all->roles[1] = MQ_PICTURE_ROLE_SIDE;
  more->roles[0] = MQ_PICTURE_ROLE_DETAIL;
  mq_message_append (all, more);
  copy = mq_message_copy_unsent (all);
  g_assert_true (mq_message_has_same_content (all, copy));
  mq_message_map_pictures (copy, drop_second, NULL);
  g_assert_cmpuint (g_strv_length (copy->pictures), ==, 3);
  g_assert_cmpuint (copy->roles[0], ==, MQ_PICTURE_ROLE_FRONT);
  g_assert_cmpuint (copy->roles[1], ==, MQ_PICTURE_ROLE_NONE);
  g_assert_cmpuint (copy->roles[2], ==, MQ_PICTURE_ROLE_DETAIL);
  all->roles[2] = MQ_PICTURE_ROLE_STYLE;
  g_assert_false (mq_message_has_same_content (all, more));
  mq_message_take_pictures (all, NULL);
  g_assert_cmpuint (all->roles[0], ==, MQ_PICTURE_ROLE_NONE);
}

/* A role before the file, or in its name; a file that is there is never taken apart. */
static void
test_role_of_file (void)
{
  static const struct
  {
    const char *argument;
    const char *file;
    MqPictureRole role;
    gboolean is_chosen;
  } cases[] = {
    { "front=a.png", "a.png", MQ_PICTURE_ROLE_FRONT, TRUE },
    { "drawing=x=y.png", "x=y.png", MQ_PICTURE_ROLE_DRAWING, TRUE },
    { "picture=front.png", "front.png", MQ_PICTURE_ROLE_NONE, TRUE },
    { "x=y.png", "x=y.png", MQ_PICTURE_ROLE_NONE },
    { "=a.png", "=a.png", MQ_PICTURE_ROLE_NONE },
    { "side=", "", MQ_PICTURE_ROLE_SIDE, TRUE },
    { "/home/me/Front.PNG", "/home/me/Front.PNG", MQ_PICTURE_ROLE_FRONT },
    { "chair-left (2).jpg", "chair-left (2).jpg", MQ_PICTURE_ROLE_SIDE },
    { "chair_rear_1.jpg", "chair_rear_1.jpg", MQ_PICTURE_ROLE_BACK },
    { "/front/chair.png", "/front/chair.png", MQ_PICTURE_ROLE_NONE },
    { "side-table.png", "side-table.png", MQ_PICTURE_ROLE_NONE },
    { "laptop.png", "laptop.png", MQ_PICTURE_ROLE_NONE },
    { "12.png", "12.png", MQ_PICTURE_ROLE_NONE },
    { "side view of lamp.jpg", "side view of lamp.jpg", MQ_PICTURE_ROLE_SIDE },
    { "lamp_front_view 2.png", "lamp_front_view 2.png", MQ_PICTURE_ROLE_FRONT },
    { "Back of chair.png", "Back of chair.png", MQ_PICTURE_ROLE_BACK },
    { "top view, left.png", "top view, left.png", MQ_PICTURE_ROLE_SIDE },
    { "view of side table.png", "view of side table.png", MQ_PICTURE_ROLE_NONE },
    /* No name makes a drawing. */
    { "chair-front.PDF", "chair-front.PDF", MQ_PICTURE_ROLE_FRONT },
    { "plate-drawing.dxf", "plate-drawing.dxf", MQ_PICTURE_ROLE_NONE },
    { "front", "front", MQ_PICTURE_ROLE_FRONT },
  };
  g_autofree char *folder = g_dir_make_tmp ("mq-role-XXXXXX", NULL);
  g_autofree char *there = g_build_filename (folder, "front=a.png", NULL);
  g_autofree char *here = g_get_current_dir ();
  const char *file;
  gboolean is_guess;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].argument);
      g_assert_cmpuint (mq_picture_role_parse (cases[i].argument, &file, &is_guess), ==,
                        cases[i].role);
      g_assert_cmpstr (file, ==, cases[i].file);
      g_assert_cmpint (is_guess, !=, cases[i].is_chosen);
    }

  g_assert_true (g_file_set_contents (there, "", 0, NULL));
  g_assert_no_errno (g_chdir (folder));
  g_assert_cmpuint (mq_picture_role_parse ("front=a.png", &file, &is_guess), ==,
                    MQ_PICTURE_ROLE_NONE);
  g_assert_true (is_guess);
  g_assert_cmpstr (file, ==, "front=a.png");
  g_assert_no_errno (g_chdir (here));
  g_assert_no_errno (g_unlink (there));
  g_assert_no_errno (g_rmdir (folder));
}

MQ_TEST_PROGRAM (message)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/forms", test_forms);
  g_test_add_func ("/message/wire-of-prompt", test_wire_of_prompt);
  g_test_add_func ("/message/refused", test_refused);
  g_test_add_func ("/message/kept", test_kept);
  g_test_add_func ("/message/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/message/append", test_append);
  g_test_add_func ("/message/limits-of-targets", test_limits_of_targets);
  g_test_add_func ("/message/targets", test_targets);
  g_test_add_func ("/message/marks", test_marks);
  g_test_add_func ("/message/merge", test_merge);
  g_test_add_func ("/message/roles", test_roles);
  g_test_add_func ("/message/role-of-file", test_role_of_file);
  return g_test_run ();
}
