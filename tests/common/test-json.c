/* JSON from outside and to files: wrong types never crash, nesting is bounded, numbers survive. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "support/mq-test.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void
test_wrong_types (void)
{
  g_autoptr (JsonObject) object = mq_test_parse_json (
      "{\"s\": \"x\", \"i\": 5, \"d\": 2.5, \"b\": true, \"n\": null, \"o\": {\"a\": 1},"
      " \"l\": [1, \"two\", {}, null], \"huge\": 1e300}");
  static const char *const members[] = { "s", "i", "d", "b", "n", "o", "l", "huge", "missing" };
  JsonArray *list = mq_json_get_array (object, "l");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *m = members[i];

      g_assert_true (g_strcmp0 (mq_json_get_string (object, m, "?"), "?") == 0 || *m == 's');
      g_assert_true (mq_json_get_int (object, m, -1) == -1 || strchr ("id", *m) != NULL);
      g_assert_true (mq_json_get_double (object, m, -1) < 0 || strchr ("idh", *m) != NULL);
      g_assert_true (!mq_json_get_boolean (object, m, FALSE) || *m == 'b');
      g_assert_true (mq_json_get_object (object, m) == NULL || *m == 'o');
      g_assert_true (mq_json_get_array (object, m) == NULL || *m == 'l');
    }

  g_assert_cmpint (mq_json_get_int (object, "d", 0), ==, 2);
  g_assert_cmpstr (mq_json_element_string (list, 1), ==, "two");
  g_assert_null (mq_json_element_string (list, 0));
  g_assert_nonnull (mq_json_element_object (list, 2));
  g_assert_null (mq_json_element_object (list, 3));
  g_assert_cmpstr (mq_json_get_string (NULL, "s", "none"), ==, "none");
}

static void
test_not_json (void)
{
  g_autofree char *deep = g_strnfill (MQ_JSON_MAX_DEPTH + 1, '[');
  g_autofree char *very_deep = g_strnfill (1000000, '{');
  g_autofree char *many = g_strnfill (800, '[');
  g_autofree char *hidden = g_strconcat ("{'\"': ", many, NULL);
  g_autofree char *commented = g_strconcat ("/* \" */ {\"a\": ", many, NULL);
  const char *const texts[] = { "",    "{",       "[1]", "{\"a\": }", "5",    "{\"a\": \"\xff\"}",
                                "{}x", "{'a':1}", deep,  very_deep,   hidden, commented };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%.20s", texts[i]);
      g_assert_null (mq_json_parse_object (texts[i], -1, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
    }

  /* What an empty GBytes holds. */
  g_assert_null (mq_json_parse_object (NULL, 0, NULL));
}

static void
test_text (void)
{
  static const char compact[] = "{\"a\":0.46,\"b\":[1,-2.5,true,null],\"c\":{},\"d\":[],\"e\":"
                                "\"“ä”\\n\\u001b\\\"\\\\\",\"f\":3.0}";
  g_autoptr (JsonObject) object = mq_test_parse_json (compact);
  g_autofree char *text = mq_json_object_to_string (object, FALSE);
  g_autofree char *pretty = mq_json_object_to_string (object, TRUE);

  g_assert_cmpstr (text, ==, compact);
  g_assert_cmpstr (
      pretty, ==,
      "{\n  \"a\": 0.46,\n  \"b\": [1, -2.5, true, null],\n  \"c\": {},\n  \"d\": [],\n"
      "  \"e\": \"“ä”\\n\\u001b\\\"\\\\\",\n  \"f\": 3.0\n}\n");
}

/* What is written reads as the same. */
static void
test_numbers (void)
{
  static const double special[] = {
    0.0,     -0.0,    0.1,         1.0 / 3,       0.1 + 0.2, 1e21,       1e-7,
    DBL_MAX, DBL_MIN, DBL_EPSILON, 123456789.125, -1e300,    G_MAXINT64, 4.9406564584124654e-324
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (JsonArray) odd = json_array_new ();
  g_autofree char *odd_text = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (JsonObject) object = json_object_new ();
      g_autoptr (JsonObject) again = NULL;
      g_autofree char *text = NULL;
      double value;

      if (i < G_N_ELEMENTS (special))
        value = special[i];
      else
        {
          guint64 bits = (guint64)g_rand_int (random) << 32 | g_rand_int (random);

          memcpy (&value, &bits, sizeof value);
          if (!isfinite (value))
            continue;
        }

      json_object_set_double_member (object, "v", value);
      text = mq_json_object_to_string (object, FALSE);
      again = mq_test_parse_json (text);
      g_assert_cmpfloat (mq_json_get_double (again, "v", 77), ==, value);
      g_assert_true (json_node_get_value_type (json_object_get_member (again, "v"))
                     == G_TYPE_DOUBLE);
    }

  json_array_add_double_element (odd, NAN);
  json_array_add_double_element (odd, INFINITY);
  json_array_add_int_element (odd, G_MININT64);
  odd_text = mq_json_array_to_string (odd, FALSE);
  g_assert_cmpstr (odd_text, ==, "[null,null,-9223372036854775808]");
}

static void
test_noise (void)
{
  static const char from[] = "{\"a\": [1, 2.5e3, \"\\u00e4\\n\", {\"b\": null}], \"c\": true}";
  g_autoptr (GRand) random = g_rand_new_with_seed (8259);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup (from);
      g_autoptr (JsonObject) object = NULL;
      g_autoptr (GError) error = NULL;

      for (int n = g_rand_int_range (random, 1, 4); n > 0; n--)
        text[g_rand_int_range (random, 0, sizeof from - 1)] = g_rand_int_range (random, 1, 256);

      object = mq_json_parse_object (text, -1, &error);
      g_assert_true ((object != NULL) == (error == NULL));
      if (object != NULL)
        {
          g_autofree char *written = mq_json_object_to_string (object, i % 2);
          g_autoptr (JsonObject) again = mq_json_parse_object (written, -1, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (json_object_get_size (again), ==, json_object_get_size (object));
        }
    }
}

static void
test_new (void)
{
  JsonArray *list = json_array_new ();
  g_autoptr (JsonArray) all = json_array_new ();
  g_autoptr (JsonObject) object
      = mq_json_new ("name:s none:s left_out:s? n:i big:l size:d met:b empty:o? list:a", "leg",
                     NULL, NULL, -3, G_MAXINT64, 0.5, TRUE, NULL, list);
  g_autofree char *text = NULL;

  json_array_add_string_element (list, "a");
  json_array_add_object_element (list, mq_json_new ("id:s", "b"));
  mq_json_append (all, list);
  mq_json_append (all, NULL);
  mq_json_add (object, "name:s more:o", "arm", json_object_new ());
  mq_json_add (object, "none:A? none:O?", NULL, NULL);
  text = mq_json_object_to_string (object, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"name\":\"arm\",\"none\":null,\"n\":-3,\"big\":9223372036854775807,"
                   "\"size\":0.5,\"met\":true,\"list\":[\"a\",{\"id\":\"b\"}],\"more\":{}}");

  /* With a capital letter, the caller keeps its reference. */
  mq_json_add (object, "all:A it:O", all, mq_json_find (all, "id", "b"));
  g_assert_true (mq_json_get_array (object, "all") == all);
  g_assert_true (mq_json_get_object (object, "it") == mq_json_find (all, "id", "b"));
  json_object_remove_member (object, "all");
  json_object_remove_member (object, "it");

  g_assert_cmpuint (mq_json_length (all), ==, 2);
  g_assert_cmpuint (mq_json_length (NULL), ==, 0);
  g_assert_true (mq_json_contains (all, "a"));
  g_assert_false (mq_json_contains (all, "b"));
  g_assert_false (mq_json_contains (NULL, "a"));
  g_assert_true (mq_json_find (all, "id", "b") == mq_json_element_object (list, 1));
  g_assert_null (mq_json_find (all, "id", "a"));
  g_assert_null (mq_json_find (all, "id", NULL));

  g_clear_pointer (&text, g_free);
  mq_json_add (object, "none:a one:a two:a at:a",
               mq_json_from_strings ((const char *[]){ NULL }, -1),
               mq_json_from_strings ((const char *[]){ "a", "b" }, 1),
               mq_json_from_strings ((const char *[]){ "a", "b", NULL }, -1),
               mq_json_from_vector ((const double[]){ 1, -0.123456789, 0 }));
  text = mq_json_object_to_string (object, FALSE);
  g_assert_nonnull (strstr (text, "\"one\":[\"a\"],\"two\":[\"a\",\"b\"],"
                                  "\"at\":[1.0,-0.12346,0.0]"));
  g_assert_cmpuint (mq_json_length (mq_json_get_array (object, "none")), ==, 0);
}

/* mq_json_read(): each form, and what leaves a variable as it was. */
static void
test_read (void)
{
  static const char *const members = "s:s S:S i:i l:l d:d b:b O:O A:A o:o a:a";
  static const char *const unlike[] = {
    "{}",
    "{\"s\": 1, \"S\": [], \"i\": \"3\", \"l\": {}, \"d\": true, \"b\": 1, \"O\": [], \"A\": {},"
    " \"o\": \"o\", \"a\": 0.5}",
    "{\"s\": null, \"S\": null, \"i\": null, \"l\": null, \"d\": null, \"b\": null, \"O\": null,"
    " \"A\": null, \"o\": null, \"a\": null}",
    "{\"i\": 2147483648, \"l\": 1e300}",
    "{\"i\": -2147483649}",
  };
  g_autoptr (JsonObject) object = mq_test_parse_json (
      "{\"s\": \"leg\", \"S\": \"arm\", \"i\": -2.9, \"l\": 9007199254740993,"
      " \"d\": 3, \"b\": false, \"O\": {\"n\": 1}, \"A\": [1], \"o\": {\"n\": 2},"
      " \"a\": [1, 2]}");
  g_autoptr (JsonObject) own = json_object_new ();
  g_autoptr (JsonArray) own_list = json_array_new ();
  g_autofree char *copy = g_strdup ("mine");
  const char *string = "default";
  JsonObject *child = own;
  JsonArray *list = own_list;
  gboolean is_true = TRUE;
  gint64 large = 7;
  double number = 0.5;
  struct
  {
    int value;
    int next;
  } small = { 5, 6 };

  for (gsize i = 0; i <= G_N_ELEMENTS (unlike); i++)
    {
      g_autoptr (JsonObject) other = i < G_N_ELEMENTS (unlike) ? mq_test_parse_json (unlike[i])
                                                               : NULL;

      mq_json_read (other, members, &string, &copy, &small.value, &large, &number, &is_true, &child,
                    &list, &own, &own_list);
      g_assert_cmpstr (string, ==, "default");
      g_assert_cmpstr (copy, ==, "mine");
      g_assert_cmpint (small.value, ==, 5);
      g_assert_cmpint (large, ==, 7);
      g_assert_cmpfloat (number, ==, 0.5);
      g_assert_true (is_true);
      g_assert_true (child == own && list == own_list);
    }

  mq_json_read (object, members, &string, &copy, &small.value, &large, &number, &is_true, &child,
                &list, &own, &own_list);
  g_assert_true (string == json_object_get_string_member (object, "s"));
  g_assert_cmpint (small.value, ==, -2);
  g_assert_cmpint (small.next, ==, 6);
  g_assert_cmpint (large, ==, 9007199254740993);
  g_assert_cmpfloat (number, ==, 3);
  g_assert_false (is_true);
  g_assert_true (child == json_object_get_object_member (object, "O"));
  g_assert_true (list == json_object_get_array_member (object, "A"));

  /* The caller's own outlive the object. */
  g_clear_pointer (&object, json_object_unref);
  g_assert_cmpstr (copy, ==, "arm");
  g_assert_cmpint (json_object_get_int_member (own, "n"), ==, 2);
  g_assert_cmpuint (json_array_get_length (own_list), ==, 2);
}

/* MQ_JSON_EACH(): all elements with their index, `continue`, `break`, and no array. */
static void
test_each (void)
{
  g_autoptr (JsonObject) object = mq_test_parse_json (
      "{\"list\": [{\"n\": 1}, \"two\", {\"n\": 3}, {\"n\": 4}], \"names\": [\"a\", 2, \"c\"]}");
  JsonArray *list = mq_json_get_array (object, "list");
  g_autoptr (GString) seen = g_string_new (NULL);

  MQ_JSON_EACH (list, i, outer)
    MQ_JSON_EACH (list, j, inner)
      {
        if (inner == NULL)
          continue;
        if (j == 3)
          break;
        g_string_append_printf (seen, "%u%s%d ", i, outer != NULL ? "" : "!",
                                (int)mq_json_get_int (inner, "n", 0));
      }
  MQ_JSON_EACH_STRING (mq_json_get_array (object, "names"), i, name)
    g_string_append_printf (seen, "%u%s ", i, name != NULL ? name : "-");
  MQ_JSON_EACH (NULL, i, none)
    g_string_append_printf (seen, "%u%p", i, (void *)none);
  g_assert_cmpstr (seen->str, ==, "01 03 1!1 1!3 21 23 31 33 0a 1- 2c ");
}

static void
test_vector (void)
{
  g_autoptr (JsonObject) object
      = mq_json_parse_object ("{\"point\": [1, 2.5, -3], \"words\": [1, \"2\", 3], \"flags\": "
                              "[true, 2, 3], \"two\": [1, 2], "
                              "\"nothing\": [1, null, 3]}",
                              -1, NULL);
  double vector[3];

  g_assert_true (mq_json_get_vector (object, "point", vector));
  g_assert_cmpfloat (vector[1], ==, 2.5);
  g_assert_false (mq_json_get_vector (object, "words", vector));
  g_assert_false (mq_json_get_vector (object, "flags", vector));
  g_assert_false (mq_json_get_vector (object, "two", vector));
  g_assert_false (mq_json_get_vector (object, "nothing", vector));
  g_assert_false (mq_json_get_vector (object, "none", vector));
}

/* Only a strict check counts limits, and what the schema does not have. */
static void
test_strict_schema (void)
{
  g_autoptr (JsonObject) schema = mq_test_parse_json (
      "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
      " \"n\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 3},"
      " \"s\": {\"type\": \"string\", \"minLength\": 1, \"maxLength\": 2},"
      " \"l\": {\"type\": \"array\", \"maxItems\": 1}}}");
  static const struct
  {
    const char *object;
    const char *problem;
  } cases[] = {
    { "{\"n\": 1, \"s\": \"ää\", \"l\": [0]}", NULL },
    { "{\"n\": 0}", "\"n\": has to be at least 1" },
    { "{\"n\": 4}", "\"n\": has to be at most 3" },
    { "{\"s\": \"\"}", "\"s\": is too short: 0 of at least 1" },
    { "{\"s\": \"äää\"}", "\"s\": is too long: 3 of at most 2" },
    { "{\"l\": [0, 1]}", "\"l\": is too long: 2 of at most 1" },
    { "{\"m\": 0}", "\"m\": there is no such member" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = mq_json_parse (cases[i].object, -1, NULL);
      g_autofree char *problem = mq_json_schema_check (schema, node, TRUE);
      g_autofree char *lenient = mq_json_schema_check (schema, node, FALSE);

      g_assert_cmpstr (problem, ==, cases[i].problem);
      g_assert_null (lenient);
    }
}

MQ_TEST_PROGRAM (json)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/read", test_read);
  g_test_add_func ("/json/each", test_each);
  g_test_add_func ("/json/not-json", test_not_json);
  g_test_add_func ("/json/text", test_text);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/noise", test_noise);
  g_test_add_func ("/json/new", test_new);
  g_test_add_func ("/json/vector", test_vector);
  g_test_add_func ("/json/strict-schema", test_strict_schema);
  return mq_test_run ();
}
