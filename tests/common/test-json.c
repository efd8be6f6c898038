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

/* Brackets count where they are open, and not in strings. */
static void
test_depth (void)
{
  g_autofree char *opening = g_strnfill (MQ_JSON_MAX_DEPTH, '[');
  g_autofree char *closing = g_strnfill (MQ_JSON_MAX_DEPTH, ']');
  g_autofree char *deepest = g_strconcat (opening, closing, NULL);
  g_autofree char *too_deep = g_strconcat ("[", deepest, "]", NULL);
  g_autofree char *text = g_strconcat ("[\"", opening, "\\\"", opening, "\", \"\\\\\"]", NULL);
  g_autoptr (GString) beside = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) first = mq_json_parse (deepest, -1, &error);
  g_autoptr (JsonNode) second = NULL;
  g_autoptr (JsonNode) third = NULL;
  g_autoptr (JsonNode) part = NULL;

  g_assert_no_error (error);
  second = mq_json_parse (text, -1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2 * MQ_JSON_MAX_DEPTH; i++)
    g_string_append (beside, i % 2 == 0 ? "[]," : "{},");
  g_string_append (beside, "0]");
  third = mq_json_parse (beside->str, -1, &error);
  g_assert_no_error (error);
  part = mq_json_parse ("[1]x", 3, &error);
  g_assert_no_error (error);

  g_assert_null (mq_json_parse (too_deep, -1, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "deeper than 64 levels"));
}

/* A NUL as it is, or escaped; a backslash before a backslash escapes nothing else. */
static void
test_nul (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    gboolean has_nul;
  } rows[] = {
    { "\"a\"", 3, FALSE },     { "\"a\0\"", 4, TRUE },    { "\0", 1, TRUE },
    { "\\u0000", 6, TRUE },    { "x\\u0000", 7, TRUE },   { "\\u000", 5, FALSE },
    { "\\u0001", 6, FALSE },   { "\\\\u0000", 7, FALSE }, { "\\\\\\u0000", 8, TRUE },
    { "\\n\\u0000", 8, TRUE }, { "", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (mq_json_has_nul (rows[i].text, rows[i].length), ==, rows[i].has_nul);
    }
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
  g_autoptr (JsonObject) object = mq_json_parse_object (
      "{\"point\": [1, 2.5, -3], \"words\": [1, \"2\", 3], \"flags\": "
      "[true, 2, 3], \"two\": [1, 2], "
      "\"nothing\": [1, null, 3], \"huge\": [1, 2, 1e999], \"box\": "
      "{\"min\": [0, 1, 2], \"max\": [3, 4, 5]}, \"half\": {\"box\": {\"min\": "
      "[0, 1, 2]}}}",
      -1, NULL);
  double vector[3];
  double min[3], max[3];

  g_assert_true (mq_json_get_vector (object, "point", vector));
  g_assert_cmpfloat (vector[1], ==, 2.5);
  g_assert_false (mq_json_get_vector (object, "words", vector));
  g_assert_false (mq_json_get_vector (object, "flags", vector));
  g_assert_false (mq_json_get_vector (object, "two", vector));
  g_assert_false (mq_json_get_vector (object, "nothing", vector));
  g_assert_false (mq_json_get_vector (object, "none", vector));
  g_assert_false (mq_json_get_vector (object, "huge", vector));
  g_assert_false (mq_json_get_vector (NULL, "point", vector));

  g_assert_false (mq_json_get_box (mq_json_get_object (object, "half"), min, max));
  g_assert_false (mq_json_get_box (NULL, min, max));
  g_assert_true (mq_json_get_box (object, min, max));
  g_assert_cmpfloat (min[2], ==, 2);
  g_assert_cmpfloat (max[0], ==, 3);
  mq_json_grow_box (min, max, (const double[]){ -1, 2, 1 }, (const double[]){ 2, 5, 9 }, FALSE);
  g_assert_cmpmem (min, sizeof min, ((const double[]){ -1, 1, 1 }), sizeof min);
  g_assert_cmpmem (max, sizeof max, ((const double[]){ 3, 5, 9 }), sizeof max);
  mq_json_grow_box (min, max, (const double[]){ 6, 7, 8 }, (const double[]){ 7, 8, 9 }, TRUE);
  g_assert_cmpmem (min, sizeof min, ((const double[]){ 6, 7, 8 }), sizeof min);
  g_assert_cmpmem (max, sizeof max, ((const double[]){ 7, 8, 9 }), sizeof max);
}

/* A copy is as the original was, and changes alone; what is required is named where it is missing.
 */
static void
test_copy (void)
{
  static const char text[] = "{\"a\":[1,2.5,\"x\",true,null,{\"b\":[]}],\"c\":{\"d\":null}}";
  g_autoptr (JsonObject) object = mq_test_parse_json (text);
  g_autoptr (JsonObject) copy = mq_json_copy_object (object);
  g_autoptr (JsonArray) list = mq_json_copy_array (mq_json_get_array (object, "a"));
  g_autofree char *before = mq_json_object_to_string (copy, FALSE);
  g_autofree char *after = NULL;
  g_autofree char *id = mq_json_new_id ();
  g_autofree char *other = mq_json_new_id ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (before, ==, text);
  g_assert_true (mq_json_are_equal (list, mq_json_get_array (object, "a")));
  g_assert_true (mq_json_are_equal (NULL, NULL));
  json_object_set_int_member (mq_json_get_object (copy, "c"), "d", 4);
  json_array_remove_element (mq_json_get_array (copy, "a"), 0);
  g_assert_false (mq_json_are_equal (list, mq_json_get_array (copy, "a")));
  g_assert_false (mq_json_are_equal (list, NULL));
  g_assert_false (mq_json_are_equal (NULL, list));
  after = mq_json_object_to_string (object, FALSE);
  g_assert_cmpstr (after, ==, text);
  g_assert_null (mq_json_copy_object (NULL));
  g_assert_null (mq_json_copy_array (NULL));

  g_assert_true (mq_json_require_object (object, "c", &error) == mq_json_get_object (object, "c"));
  g_assert_no_error (error);
  g_assert_null (mq_json_require_object (object, "a", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "“a” is missing or not an object");
  g_clear_error (&error);
  g_assert_null (mq_json_require_string (object, "e", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "“e” is missing or not a text");

  g_assert_cmpuint (strlen (id), ==, 32);
  g_assert_cmpuint (strspn (id, "0123456789abcdef"), ==, 32);
  g_assert_cmpstr (id, !=, other);
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

/* Where a problem is, in objects and lists below each other. Twelve problems are told. */
static void
test_schema_places (void)
{
  static const struct
  {
    const char *schema;
    const char *object;
    const char *problem;
  } cases[] = {
    { "{\"type\": \"object\"}", "{}", NULL },
    { "{\"type\": \"object\"}", "[]", "expected object, got array" },
    { "{\"type\": [\"string\", \"null\"]}", "null", NULL },
    { "{\"type\": [\"string\", \"null\"]}", "\"\"", NULL },
    { "{\"type\": [\"string\", \"null\"]}", "4", "expected string or null, got integer" },
    { "{\"type\": \"integer\"}", "3.0", NULL },
    { "{\"type\": \"integer\"}", "3.5", "expected integer, got number" },
    { "{\"type\": \"integer\"}", "\"3\"", "expected integer, got string" },
    { "{\"type\": \"number\"}", "3", NULL },
    { "{\"type\": \"number\"}", "true", "expected number, got boolean" },
    { "{}", "4", NULL },
    { "{\"enum\": [\"a\", 2]}", "2", NULL },
    { "{\"enum\": [\"a\", 2]}", "\"a\"", NULL },
    { "{\"enum\": [\"a\", 2]}", "\"b\"", "has to be one of [\"a\",2]" },
    { "{\"enum\": []}", "2", "has to be one of []" },
    { "{\"required\": [\"a\", \"b\"]}", "{\"b\": null}", "\"a\" is missing" },
    { "{\"properties\": {\"a\": {\"properties\": {\"b\": {\"type\": \"string\"}}, \"required\": "
      "[\"c\"]}}}",
      "{\"a\": {\"b\": 1}, \"d\": 1}",
      "\"a\": \"c\" is missing; \"a.b\": expected string, got integer" },
    { "{\"items\": {\"items\": {\"type\": \"string\"}}}", "[[], [\"a\", 1]]",
      "\"[1][1]\": expected string, got integer" },
    { "{\"minItems\": 1}", "[]", "is too short: 0 of at least 1" },
    { "{\"minItems\": 1}", "[0]", NULL },
    { "{\"additionalProperties\": true}", "{\"a\": 1}", NULL },
  };
  g_autoptr (GString) many = g_string_new ("[");
  g_autoptr (JsonObject) texts = mq_test_parse_json ("{\"items\": {\"type\": \"string\"}}");
  g_autoptr (JsonNode) list = NULL;
  g_autofree char *some = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) schema = mq_test_parse_json (cases[i].schema);
      g_autoptr (JsonNode) node = mq_json_parse (cases[i].object, -1, NULL);
      g_autofree char *problem = mq_json_schema_check (schema, node, TRUE);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (problem, ==, cases[i].problem);
    }

  for (guint i = 0; i < 13; i++)
    g_string_append_printf (many, "%s%u", i > 0 ? ", " : "", i);
  g_string_append (many, "]");
  list = mq_json_parse (many->str, -1, NULL);
  some = mq_json_schema_check (texts, list, FALSE);
  g_assert_true (g_str_has_suffix (some, "; \"[11]\": expected string, got integer"));
}

/* The meaning of a weak model's answer is read where it is certain; the rest stays. */
static void
test_schema_fit (void)
{
  static const char schema_text[]
      = "{\"properties\": {\"n\": {\"type\": \"integer\"}, \"d\": {\"type\": \"number\"}, \"s\": "
        "{\"type\": \"string\"}, \"long\": {\"type\": \"string\", \"maxLength\": 10001}, "
        "\"short\": "
        "{\"type\": \"string\", \"maxLength\": 10000}, \"b\": {\"type\": \"boolean\"}, \"l\": "
        "{\"type\": \"array\", \"items\": {\"type\": \"integer\"}}, \"o\": {\"type\": \"object\", "
        "\"properties\": {\"n\": {\"type\": \"integer\"}}}, \"e\": {\"type\": \"string\", "
        "\"enum\": [\"better\", \"worse\", 3]}, \"must\": {\"type\": \"integer\"}, \"any\": {}}, "
        "\"required\": [\"must\"]}";
  static const char *const cases[][2] = {
    { "{\"n\":\" 4 \"}", "{\"n\":4}" },
    { "{\"n\":\"4.0\"}", "{\"n\":4}" },
    { "{\"n\":\"-1e9\"}", "{\"n\":-1000000000}" },
    { "{\"n\":\"1e10\"}", "{\"n\":\"1e10\"}" },
    { "{\"n\":\"4.5\"}", "{\"n\":\"4.5\"}" },
    { "{\"n\":\"4 cm\"}", "{\"n\":\"4 cm\"}" },
    { "{\"n\":\"\"}", "{\"n\":\"\"}" },
    { "{\"n\":\"inf\"}", "{\"n\":\"inf\"}" },
    { "{\"d\":\"4.5\"}", "{\"d\":4.5}" },
    { "{\"d\":\"nan\"}", "{\"d\":\"nan\"}" },
    { "{\"s\":4}", "{\"s\":\"4\"}" },
    { "{\"s\":true}", "{\"s\":\"true\"}" },
    { "{\"s\":[\"a\",\"b\"]}", "{\"s\":\"a; b\"}" },
    { "{\"short\":[\"a\",\"b\"]}", "{\"short\":\"a; b\"}" },
    { "{\"long\":[\"a\",\"b\"]}", "{\"long\":\"a\\nb\"}" },
    { "{\"s\":[\"a\",5]}", "{\"s\":[\"a\",5]}" },
    { "{\"s\":{}}", "{\"s\":{}}" },
    { "{\"b\":\" Yes\"}", "{\"b\":true}" },
    { "{\"b\":\"no\"}", "{\"b\":false}" },
    { "{\"b\":\"FALSE\"}", "{\"b\":false}" },
    { "{\"b\":\"true\"}", "{\"b\":true}" },
    { "{\"b\":1}", "{\"b\":true}" },
    { "{\"b\":0}", "{\"b\":false}" },
    { "{\"b\":2}", "{\"b\":2}" },
    { "{\"b\":\"maybe\"}", "{\"b\":\"maybe\"}" },
    { "{\"l\":3}", "{\"l\":[3]}" },
    { "{\"l\":\"3\"}", "{\"l\":[3]}" },
    { "{\"l\":\"\"}", "{\"l\":[]}" },
    { "{\"l\":\"[1, \\\"2\\\"]\"}", "{\"l\":[1,2]}" },
    { "{\"l\":[\"1\",\"2\"]}", "{\"l\":[1,2]}" },
    { "{\"o\":\"{\\\"n\\\": \\\"5\\\"}\"}", "{\"o\":{\"n\":5}}" },
    { "{\"o\":\"[1]\"}", "{\"o\":\"[1]\"}" },
    { "{\"o\":\"{\"}", "{\"o\":\"{\"}" },
    { "{\"e\":\"Better.\"}", "{\"e\":\"better\"}" },
    { "{\"e\":\" WORSE! \"}", "{\"e\":\"worse\"}" },
    { "{\"e\":\"bet\"}", "{\"e\":\"bet\"}" },
    { "{\"e\":\"betters\"}", "{\"e\":\"betters\"}" },
    { "{\"S\":\"a\"}", "{\"s\":\"a\"}" },
    { "{\"s\":\"a\",\"S\":\"b\"}", "{\"s\":\"a\",\"S\":\"b\"}" },
    { "{\"L_o-n g\":\"a\"}", "{\"long\":\"a\"}" },
    /* Null is left out where the member may be. */
    { "{\"n\":null,\"l\":null,\"must\":null,\"any\":null,\"other\":null}",
      "{\"must\":null,\"any\":null,\"other\":null}" },
    { "{\"other\":\"4\"}", "{\"other\":\"4\"}" },
  };
  g_autoptr (JsonObject) schema = mq_test_parse_json (schema_text);
  g_autoptr (JsonObject) defaults = mq_test_parse_json (
      "{\"properties\": {\"n\": {\"type\": \"integer\", \"default\": 7}, \"o\": {\"type\": "
      "\"object\", \"properties\": {\"m\": {\"default\": \"x\"}}}}}");
  g_autoptr (JsonObject) nothing = mq_test_parse_json ("{\"n\": null, \"o\": {}}");
  g_autoptr (JsonObject) whole = mq_json_schema_fit (defaults, nothing, FALSE);
  g_autoptr (JsonObject) cut = mq_json_schema_fit (defaults, nothing, TRUE);
  g_autofree char *filled = mq_json_object_to_string (whole, FALSE);
  g_autofree char *unfilled = mq_json_object_to_string (cut, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) said = mq_test_parse_json (cases[i][0]);
      g_autoptr (JsonObject) fitted = mq_json_schema_fit (schema, said, FALSE);
      g_autofree char *text = mq_json_object_to_string (fitted, FALSE);
      g_autofree char *unchanged = mq_json_object_to_string (said, FALSE);

      g_assert_cmpstr (text, ==, cases[i][1]);
      g_assert_cmpstr (unchanged, ==, cases[i][0]);
    }

  /* An answer without an end may have had more. */
  g_assert_cmpstr (filled, ==, "{\"n\":7,\"o\":{\"m\":\"x\"}}");
  g_assert_cmpstr (unfilled, ==, "{\"n\":null,\"o\":{}}");
}

MQ_TEST_PROGRAM (json)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/read", test_read);
  g_test_add_func ("/json/each", test_each);
  g_test_add_func ("/json/not-json", test_not_json);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/nul", test_nul);
  g_test_add_func ("/json/text", test_text);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/noise", test_noise);
  g_test_add_func ("/json/new", test_new);
  g_test_add_func ("/json/vector", test_vector);
  g_test_add_func ("/json/copy", test_copy);
  g_test_add_func ("/json/strict-schema", test_strict_schema);
  g_test_add_func ("/json/schema-places", test_schema_places);
  g_test_add_func ("/json/schema-fit", test_schema_fit);
  return mq_test_run ();
}
