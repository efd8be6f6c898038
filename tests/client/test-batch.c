/* The input of a batch, its sweeps, its folder, in which several programs may work, and what has
 * become of its items. */
#include "client/batch/mq-batch-claim.h"
#include "client/batch/mq-batch-folder.h"
#include "client/batch/mq-batch-sweep.h"
#include "client/batch/report/mq-batch-report.h"
#include "client/batch/report/mq-batch-summary.h"
#include "client/run/mq-output.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static GPtrArray *
read_lines (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = mq_batch_lines_read ("in", text, strlen (text), &error);

  g_assert_no_error (error);
  return lines;
}

/* The item of a line, as JSON. */
static char *
show (GPtrArray *lines, guint index)
{
  const MqBatchLine *line = lines->pdata[index];

  return mq_json_object_to_string (line->json, FALSE);
}

static void
test_forms (void)
{
  g_autoptr (GPtrArray) json = read_lines (
      "\xef\xbb\xbf{\"text\": \"a chair\", \"id\": \"a\"}\r\n\n"
      "  {\"kind\": \"mug\", \"tags\": {\"x\": [1]}}");
  g_autoptr (GPtrArray) table = read_lines (
      "id,text,seed,export,refine,parts,tags.set\n"
      "one,\"a chair, \"\"blue\"\"\",3,glb|stl,make it red | add arms,seat | back,a\n"
      "two,a mug,,,,,\n");
  g_autoptr (GPtrArray) sweep = read_lines ("kind,parameters.SEAT_HEIGHT\nchair,0.45\n");
  g_autoptr (GPtrArray) prompts = read_lines ("a chair, with arms\n\na red mug\n");
  g_autofree char *first = show (json, 0);
  g_autofree char *second = show (json, 1);
  g_autofree char *row = show (table, 0);
  g_autofree char *bare = show (table, 1);
  g_autofree char *height = show (sweep, 0);
  g_autofree char *prompt = show (prompts, 1);

  g_assert_cmpstr (first, ==, "{\"id\":\"a\",\"text\":\"a chair\"}");
  g_assert_cmpstr (second, ==, "{\"id\":\"item-000003\",\"kind\":\"mug\",\"tags\":{\"x\":[1]}}");
  g_assert_cmpstr (
      row, ==,
      "{\"id\":\"one\",\"text\":\"a chair, \\\"blue\\\"\",\"seed\":3,\"export\":[\"glb\","
      "\"stl\"],\"refine\":[\"make it red\",\"add "
      "arms\"],\"parts\":[\"seat\",\"back\"],\"tags\":{\"set\":\"a\"}}");
  g_assert_cmpstr (bare, ==, "{\"id\":\"two\",\"text\":\"a mug\"}");
  g_assert_nonnull (strstr (height, "\"parameters\":{\"SEAT_HEIGHT\":0.45"));
  g_assert_cmpuint (prompts->len, ==, 2);
  g_assert_cmpstr (prompt, ==, "{\"id\":\"item-000003\",\"text\":\"a red mug\"}");
}

static void
assert_wrong (const char *text, gssize length, const char *expected)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = mq_batch_lines_read ("in", text, length < 0 ? strlen (text) : (gsize)length,
                                          &error);

  g_assert_null (lines);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  if (strstr (error->message, expected) == NULL)
    g_error ("“%s” is not in “%s”", expected, error->message);
}

/* These only look like what is refused. */
static void
test_names (void)
{
  g_autoptr (GPtrArray) lines = read_lines (
      "{\"id\": \"console\", \"text\": \"x\"}\n{\"id\": \"com10\", \"text\": \"x\"}\n"
      "{\"id\": \"auxiliary.1\", \"text\": \"\\\\u0000\"}\n{\"id\": \"x.con\", \"text\": \"x\"}");

  g_assert_cmpuint (lines->len, ==, 4);
}

static void
test_wrong (void)
{
  static const char zero[] = "{\"text\": \"x\"}\n{\"text\": \"a\0b\"}";
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'a');
  g_autofree char *long_line = g_strdup_printf ("{\"id\": \"a\", \"text\": \"%s\"}", huge);

  assert_wrong ("", -1, "no item");
  assert_wrong ("{\"id\": \"a\", \"text\": \"x\"}\n{\"id\": \"A\", \"text\": \"y\"}", -1,
                "in, line 2: “id”: line 1 is called “A”, too");
  assert_wrong ("{\"text\": \"x\", \"parts\": [\"seat\"]}", -1, "refine");
  assert_wrong ("{\"id\": \"../a\", \"text\": \"x\"}", -1, "line 1: “id”: “../a”");
  assert_wrong ("{\"id\": \".a\", \"text\": \"x\"}", -1, "cannot be the name");
  assert_wrong ("{\"id\": \"-a\", \"text\": \"x\"}", -1, "cannot be the name");
  assert_wrong ("{\"id\": \"a/b\", \"text\": \"x\"}", -1, "cannot be the name");
  assert_wrong ("{\"id\": \"CON\", \"text\": \"x\"}", -1, "on Windows it is a device");
  assert_wrong ("{\"id\": \"aux.txt\", \"text\": \"x\"}", -1, "on Windows it is a device");
  assert_wrong ("{\"id\": \"Lpt1.tar.gz\", \"text\": \"x\"}", -1, "on Windows it is a device");
  assert_wrong ("{\"id\": \"a\\u0000b\", \"text\": \"x\"}", -1, "It has a NUL character");
  assert_wrong ("  {\"id\": \"a\", \"text\": \"x\\u0000\"}", -1, "It has a NUL character");
  assert_wrong ("{\"id\": 3, \"text\": \"x\"}", -1, "\"id\": expected string");
  assert_wrong ("{\"text\": \"x\", \"colour\": 1}", -1, "\"colour\": there is no such member");
  assert_wrong ("{\"text\": \"x\", \"kind\": \"mug\"}", -1, "it has several");
  assert_wrong ("{\"tags\": {}}", -1, "it has none");
  assert_wrong ("{\"text\": \"x\", \"variants\": 7}", -1, "\"variants\": has to be at most 6");
  assert_wrong ("{\"text\": \"x\", \"parameters\": {}}", -1, "“parameters” needs “kind”");
  assert_wrong ("{\"text\": \"x\", \"export\": [\"gltf9\"]}", -1,
                "“export[0]”: There is no format");
  assert_wrong ("{\"text\": \"x\", \"export\": [{\"format\": \"stl\", \"preset\": \"unity\"}]}", -1,
                "The preset “unity” writes");
  assert_wrong ("{\"text\": \"\xff\xfe\"}", -1, "not UTF-8");
  assert_wrong (zero, sizeof zero - 1, "line 2: It has a NUL byte");
  assert_wrong ("{\"text\": ", -1, "in, line 1: ");
  assert_wrong (long_line, -1, "at most 1048576 are read");
  assert_wrong ("id,text\n1,2,3\n", -1, "It has 3 fields, and the header 2");
  assert_wrong ("id,text\n1,\"2\n", -1, "A quote is not closed");
  assert_wrong ("text,seed\na,b\n", -1, "“seed”: “b” is not a number");
  assert_wrong ("text,seed,variants\na,b,c\n", -1, "“seed”: “b” is not a number");
  /* All that is wrong, up to some lines. */
  assert_wrong ("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", -1, "and 2 more lines");
}

/* Members that do not go with each other, and each with what it needs. */
static void
test_together (void)
{
  static const struct
  {
    const char *members;
    const char *wrong; /* NULL: they do */
  } cases[] = {
    { "\"text\": \"x\", \"variants\": 6, \"model\": \"m\", \"team\": \"model\"", NULL },
    { "\"script\": \"x.py\", \"export\": [\"glb\", {\"format\": \"stl\"}]", NULL },
    { "\"kind\": \"mug\", \"team\": \"sketcher\"", NULL },
    { "\"image\": \"a.png\", \"refine\": [\"red\"], \"parts\": [\"lid\"]", NULL },
    { "\"kind\": \"mug\", \"count\": 2", "“count” needs “parameters”" },
    { "\"kind\": \"mug\", \"redraw\": true", "“redraw” needs “count”" },
    { "\"text\": \"x\", \"parts\": [\"lid\"]", "“parts” needs “refine”" },
    { "\"script\": \"x\", \"variants\": 2", "“script” does not go with “variants”" },
    { "\"script\": \"x\", \"model\": \"m\"", "“script” does not go with “model”" },
    { "\"script\": \"x\", \"team\": \"model\"", "“script” does not go with “team”" },
    { "\"text\": \"x\", \"refine\": [\"y\"], \"variants\": 2",
      "“refine” does not go with “variants”" },
    { "\"kind\": \"mug\", \"model\": \"m\"", "“kind” does not go with “model”" },
    { "\"text\": \"x\", \"export\": [\"glb\", \"exe\"]", "“export[1]”: There is no format “exe”" },
    { "\"text\": \"x\", \"export\": [{\"format\": \"glb\", \"speed\": 1}]",
      "“export[0]”: \"speed\"" },
    { "\"text\": \"x\", \"export\": [{\"format\": \"glb\", \"unit\": \"mm\"}]",
      "“export[0]”: The unit of glTF files is fixed" },
    { "\"text\": \"x\", \"id\": \"a.\"", "cannot be the name of a folder" },
    { "\"text\": \"x\", \"id\": \"ä\"", "cannot be the name of a folder" },
    { "\"text\": \"x\", \"id\": \"com9.x\"", "on Windows it is a device" },
    { "\"text\": \"x\", \"id\": \"0._-Z\"", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf ("{%s}", cases[i].members);
      g_autoptr (GPtrArray) lines = NULL;

      if (cases[i].wrong != NULL)
        assert_wrong (line, -1, cases[i].wrong);
      else
        g_assert_cmpuint ((lines = read_lines (line))->len, ==, 1);
    }
}

/* The longest line and the longest name; as many errors as are told; and what is no table. */
static void
test_limits (void)
{
  static const char *const messages[] = { "text, comment\na chair, red\n", "seed,variants\n",
                                          "text,\"open\na,b\n" };
  g_autofree char *name = g_strnfill (100, 'a');
  g_autofree char *blanks = g_strnfill (MQ_BATCH_MAX_LINE, ' ');
  g_autofree char *longest_name = g_strdup_printf ("{\"id\": \"%s\", \"text\": \"x\"}", name);
  g_autofree char *long_name = g_strdup_printf ("{\"id\": \"%sa\", \"text\": \"x\"}", name);
  g_autofree char *longest = g_strdup_printf ("{\"text\": \"x\"}%s", blanks + 13);
  g_autofree char *too_long = g_strdup_printf ("{\"text\": \"x\"}%s", blanks + 12);
  g_autoptr (GPtrArray) named = read_lines (longest_name);
  g_autoptr (GPtrArray) long_line = read_lines (longest);
  g_autoptr (GPtrArray) table = read_lines (" text , seed ,parameters.A\n x , 7 , \n");
  g_autofree char *row = show (table, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (longest), ==, MQ_BATCH_MAX_LINE);
  g_assert_cmpuint (named->len, ==, 1);
  g_assert_cmpuint (long_line->len, ==, 1);
  assert_wrong (long_name, -1, "\"id\": is too long");
  assert_wrong (too_long, -1, "It has 1048577 bytes");
  g_assert_cmpstr (row, ==, "{\"id\":\"item-000002\",\"text\":\"x\",\"seed\":7}");

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GPtrArray) lines = read_lines (messages[i]);
      g_autofree char *first = show (lines, 0);

      g_assert_true (g_str_has_prefix (first, "{\"id\":\"item-000001\",\"text\":"));
    }

  g_assert_null (mq_batch_lines_read ("in", "{}\n{}\n{}\n{}\n{}\n", 15, &error));
  g_assert_nonnull (strstr (error->message, "in, line 5: "));
  g_assert_null (strstr (error->message, "more lines"));
}

static GPtrArray *
expand (const char *text, GError **error)
{
  g_autoptr (GPtrArray) lines = read_lines (text);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  g_autoptr (JsonArray) params = json_array_new ();
  const MqBatchLine *line = lines->pdata[0];

  json_array_add_object_element (
      params, mq_json_new ("name:s min:d max:d unit:s", "HEIGHT", 0.3, 0.8, "m"));
  json_array_add_object_element (
      params, mq_json_new ("name:s min:d max:d unit:s", "LEGS", 3.0, 6.0, "count"));
  g_assert_true (mq_batch_sweep_is_one (line->json));
  return mq_batch_sweep_expand (line, params, items, error) ? g_steal_pointer (&items) : NULL;
}

static GPtrArray *
expand_well (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = expand (text, &error);

  g_assert_no_error (error);
  return items;
}

static double
get_value (GPtrArray *items, guint index, const char *name)
{
  g_autoptr (JsonObject) item = mq_batch_item_load (items->pdata[index], NULL);

  return mq_json_get_double (mq_json_get_object (item, "parameters"), name, NAN);
}

static void
test_grid (void)
{
  g_autoptr (GPtrArray) items = expand_well (
      "{\"id\": \"s\", \"kind\": \"x\", \"parameters\": {\"HEIGHT\": {\"from\": 0.3, \"to\": 0.5, "
      "\"step\": 0.1}, \"LEGS\": [3, 4]}, \"tags\": {\"a\": 1}}");
  g_autoptr (GPtrArray) steps = expand_well (
      "{\"id\": \"s\", \"kind\": \"x\", \"parameters\": {\"HEIGHT\": {\"from\": 0.8, \"to\": 0.4, "
      "\"steps\": 5}}}");

  g_assert_cmpuint (items->len, ==, 6);
  g_assert_cmpstr (((MqBatchItem *)items->pdata[5])->id, ==, "s-00006");
  g_assert_cmpfloat (get_value (items, 0, "HEIGHT"), ==, 0.3);
  g_assert_cmpfloat (get_value (items, 1, "LEGS"), ==, 4);
  g_assert_cmpfloat (get_value (items, 2, "HEIGHT"), ==, 0.4);
  g_assert_cmpfloat (get_value (items, 5, "HEIGHT"), ==, 0.5);
  g_assert_nonnull (strstr (((MqBatchItem *)items->pdata[0])->text, "\"tags\":{\"a\":1}"));
  g_assert_cmpuint (steps->len, ==, 5);
  g_assert_cmpfloat (get_value (steps, 1, "HEIGHT"), ==, 0.7);
}

static void
test_draws (void)
{
  static const char text[] = "{\"id\": \"s\", \"kind\": \"x\", \"seed\": 4, \"count\": 400, "
                             "\"parameters\": {\"HEIGHT\": "
                             "{\"uniform\": [0.4, 0.5]}, \"LEGS\": {\"integer\": [3, 5]}}}";
  static const char other_order[]
      = "{\"id\": \"s\", \"kind\": \"x\", \"seed\": 4, \"count\": 400, \"parameters\": {\"LEGS\": "
        "{\"integer\": [3, 5]}, \"HEIGHT\": {\"uniform\": [0.4, 0.5]}}}";
  g_autoptr (GPtrArray) items = expand_well (text);
  g_autoptr (GPtrArray) again = expand_well (other_order);
  guint n_legs[6] = { 0 };
  double sum = 0;

  g_assert_cmpuint (items->len, ==, 400);
  for (guint i = 0; i < items->len; i++)
    {
      double height = get_value (items, i, "HEIGHT");
      double legs = get_value (items, i, "LEGS");

      g_assert_true (height >= 0.4 && height <= 0.5);
      g_assert_cmpfloat (height, ==, get_value (again, i, "HEIGHT"));
      sum += height;
      n_legs[(int)legs]++;
    }

  /* Five standard errors. */
  g_assert_cmpfloat_with_epsilon (sum / 400, 0.45, 5 * 0.1 / sqrt (12 * 400));
  for (guint i = 3; i <= 5; i++)
    g_assert_cmpuint (n_legs[i], >, 80);

  /* The numbers are a contract: the same line makes the same set for ever. */
  g_assert_cmpfloat (get_value (items, 0, "HEIGHT"), ==, 0.4787);
  g_assert_cmpfloat (get_value (items, 399, "LEGS"), ==, 5);
}

static void
test_redraw (void)
{
  static const char text[] = "{\"id\": \"s\", \"kind\": \"x\", \"count\": 200%s, \"parameters\": "
                             "{\"HEIGHT\": {\"normal\": [0.5, 0.3]}}}";
  g_autofree char *with = g_strdup_printf (text, ", \"redraw\": true");
  g_autofree char *without = g_strdup_printf (text, "");
  g_autoptr (GPtrArray) redrawn = expand_well (with);
  g_autoptr (GPtrArray) once = expand_well (without);
  g_autoptr (GError) error = NULL;
  guint n_out = 0;

  for (guint i = 0; i < 200; i++)
    {
      double value = get_value (once, i, "HEIGHT");
      gboolean is_out = value < 0.3 || value > 0.8;

      n_out += is_out;
      g_assert_true (get_value (redrawn, i, "HEIGHT") >= 0.3);
      g_assert_true (get_value (redrawn, i, "HEIGHT") <= 0.8);
      if (!is_out)
        g_assert_cmpfloat (get_value (redrawn, i, "HEIGHT"), ==, value);
    }
  g_assert_cmpuint (n_out, >, 20);

  g_assert_null (expand ("{\"id\": \"s\", \"kind\": \"x\", \"count\": 2, \"redraw\": true, "
                         "\"parameters\": {\"HEIGHT\": {\"uniform\": [5, 6]}}}",
                         &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

static void
test_impossible_sweeps (void)
{
  static const char *const parameters[] = {
    "{\"WIDTH\": [1]}",
    "{\"HEIGHT\": []}",
    "{\"HEIGHT\": [\"a\"]}",
    "{\"HEIGHT\": \"a\"}",
    "{\"HEIGHT\": {\"uniform\": [2, 1]}}",
    "{\"HEIGHT\": {\"uniform\": [1]}}",
    "{\"HEIGHT\": {\"zipf\": [1, 2]}}",
    "{\"HEIGHT\": {\"from\": 0, \"to\": 1, \"step\": 0}}",
    "{\"HEIGHT\": {\"from\": 0, \"to\": 1, \"step\": 1e-9}}",
    "{\"HEIGHT\": {\"from\": 0, \"to\": 1, \"step\": 1e-4}, \"LEGS\": {\"from\": 0, \"to\": 1, "
    "\"step\": 1e-4}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"id\": \"s\", \"kind\": \"x\", \"parameters\": %s}", parameters[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (expand (text, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }
}

static MqBatchFolder *
open_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  MqBatchFolder *folder = mq_batch_folder_open (path, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_no_error (error);
  return folder;
}

static void
make_item (MqBatchFolder *folder, const char *id, GError **error)
{
  g_autofree char *path = mq_batch_folder_begin_item (folder, id, error);
  g_autofree char *file = path != NULL ? g_build_filename (path, "script.py", NULL) : NULL;
  g_autoptr (JsonObject) attempt = mq_json_new ("id:s status:s attempt:i", id, "done", 1);

  if (path == NULL)
    return;

  g_assert_true (g_file_set_contents (file, id, -1, NULL));
  mq_batch_folder_put_item (folder, id, attempt, error);
  mq_batch_folder_discard_item (folder, id);
}

static guint
count_lines (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *p = text; *p != '\0'; p++)
    n += *p == '\n';
  return n;
}

static void
test_folder (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "set", NULL);
  g_autoptr (MqBatchFolder) folder = open_folder (path);
  g_autoptr (MqBatchFolder) other = open_folder (path);
  g_autoptr (MqBatchFolder) later = NULL;
  g_autoptr (JsonObject) about = mq_json_new ("format:i", 1);
  g_autoptr (JsonObject) failed = mq_json_new ("id:s status:s", "b", "failed");
  g_autoptr (GPtrArray) lines = read_lines (
      "{\"id\": \"a\", \"text\": \"x\"}\n{\"id\": \"b\", \"text\": \"x\"}\n"
      "{\"id\": \"c\", \"text\": \"x\"}");
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  g_autoptr (GPtrArray) loaded = NULL;
  g_autoptr (GPtrArray) attempts = NULL;
  g_autofree char *journal = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (items, mq_batch_item_new (i + 1, ((MqBatchLine *)lines->pdata[i])->json));
  g_assert_true (mq_batch_folder_set_items (folder, about, items, &error));
  loaded = mq_batch_folder_load_items (other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->len, ==, 3);
  g_assert_cmpstr (((MqBatchItem *)loaded->pdata[2])->id, ==, "c");

  make_item (folder, "a", &error);
  g_assert_no_error (error);
  g_assert_true (mq_batch_folder_add_attempt (folder, failed, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_DONE);
  g_assert_cmpint (mq_batch_folder_get_status (folder, "b"), ==, MQ_BATCH_FAILED);
  g_assert_cmpint (mq_batch_folder_get_status (folder, "c"), ==, MQ_BATCH_WAITING);

  /* Who comes second finds it there, and takes nothing of it away. */
  make_item (other, "a", &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (mq_batch_folder_write_tables (other, items, &error));
  g_assert_cmpuint (count_lines (path, "manifest.jsonl"), ==, 2);
  g_assert_cmpuint (count_lines (path, "failed.jsonl"), ==, 1);

  /* Half a line of a program that was killed is none. */
  journal = g_build_filename (path, "attempts", "elsewhere-1-1.jsonl", NULL);
  g_assert_true (g_file_set_contents (journal,
                                      "{\"id\":\"c\",\"status\":\"done\"}\n{\"id\":\"b\n\","
                                      "\"status\":\"done\"}\n{\"id\":\"b\",\"st",
                                      -1, NULL));
  later = open_folder (path);
  g_assert_cmpint (mq_batch_folder_get_status (later, "b\n"), ==, MQ_BATCH_WAITING);
  g_assert_cmpint (mq_batch_folder_get_status (later, "b"), ==, MQ_BATCH_FAILED);
  attempts = mq_batch_folder_list_attempts (later);
  g_assert_cmpuint (attempts->len, ==, 3);

  /* A line alone does not make an item. */
  g_assert_cmpint (mq_batch_folder_get_status (later, "a"), ==, MQ_BATCH_DONE);
  g_assert_cmpint (mq_batch_folder_get_status (later, "c"), ==, MQ_BATCH_MISSING);
}

/* An item whose folder is gone is made again; what somebody has put in its place stays. */
static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "missing", NULL);
  g_autofree char *item = g_build_filename (path, "items", "a", NULL);
  g_autofree char *moved = g_build_filename (path, "a", NULL);
  g_autofree char *again = g_build_filename (path, "again", NULL);
  g_autofree char *other = g_build_filename (path, "items", "b", "notes", NULL);
  g_autofree char *none = NULL;
  g_autoptr (MqBatchFolder) folder = open_folder (path);
  g_autoptr (JsonObject) failed = mq_json_new ("id:s status:s attempt:i", "a", "failed", 3);
  g_autoptr (GError) error = NULL;

  make_item (folder, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (item, moved), ==, 0);
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_MISSING);

  for (guint i = 0; i < 2; i++)
    {
      if (i == 0)
        g_assert_true (g_file_set_contents (item, "junk", -1, NULL));
      else
        g_assert_true (symlink (moved, item) == 0);
      g_assert_true (mq_batch_folder_load_states (folder, &error));
      g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_MISSING);
      none = mq_batch_folder_begin_item (folder, "a", &error);
      g_assert_null (none);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
      g_clear_error (&error);
      g_assert_cmpint (g_unlink (item), ==, 0);
    }

  /* An empty folder is in nobody's way. */
  g_assert_cmpint (g_mkdir (item, 0755), ==, 0);
  make_item (folder, "a", &error);
  g_assert_no_error (error);
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_DONE);
  g_assert_cmpuint (mq_batch_folder_get_attempts (folder, "a"), ==, 2);

  /* The last attempt counts, if nothing is in place. */
  g_assert_true (mq_batch_folder_add_attempt (folder, failed, &error));
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_DONE);
  g_assert_cmpint (g_rename (item, again), ==, 0);
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_FAILED);

  /* A folder without a record is no item. */
  g_assert_cmpint (g_mkdir_with_parents (other, 0755), ==, 0);
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_cmpint (mq_batch_folder_get_status (folder, "b"), ==, MQ_BATCH_WAITING);
  none = mq_batch_folder_begin_item (folder, "b", &error);
  g_assert_null (none);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
}

/* A program that was killed after the item was in place, and before the line was written. */
static void
test_recovered (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "recovered", NULL);
  g_autofree char *item = g_build_filename (path, "items", "a", NULL);
  g_autofree char *record = g_build_filename (item, "attempt.json", NULL);
  const char *host = mq_batch_claim_get_host ();
  g_autofree char *left = g_strdup_printf ("%s/items/.b.%s-%d", path, host, G_MAXINT);
  /* Another computer's, one of a program that runs, and what no program of ours names so. */
  char *kept[]
      = { g_build_filename (path, "items", ".b.elsewhere-1", NULL),
          g_strdup_printf ("%s/items/.b.%s-1", path, host),
          g_strdup_printf ("%s/items/.b.%s-", path, host),
          g_strdup_printf ("%s/items/.b.%s-0", path, host),
          g_strdup_printf ("%s/items/.b.%s-%dx", path, host, G_MAXINT),
          g_strdup_printf ("%s/items/.b.%sx-%d", path, host, G_MAXINT),
          g_strdup_printf ("%s/items/.b.%.*s-%d", path, (int)strlen (host) - 1, host, G_MAXINT),
          g_strdup_printf ("%s/items/.b-%d", path, G_MAXINT) };
  g_autoptr (MqBatchFolder) folder = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  g_assert_cmpint (g_mkdir_with_parents (item, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (left, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_cmpint (g_mkdir_with_parents (kept[i], 0755), ==, 0);
  g_assert_true (g_file_set_contents (record, "{\"id\":\"a\",\"status\":\"done\"}", -1, NULL));

  folder = open_folder (path);
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_DONE);
  attempts = mq_batch_folder_list_attempts (folder);
  g_assert_cmpuint (attempts->len, ==, 1);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_test_message ("%s", kept[i]);
      g_assert_true (g_file_test (kept[i], G_FILE_TEST_EXISTS));
      g_free (kept[i]);
    }

  /* Once is enough. */
  g_clear_object (&folder);
  g_clear_pointer (&attempts, g_ptr_array_unref);
  folder = open_folder (path);
  attempts = mq_batch_folder_list_attempts (folder);
  g_assert_cmpuint (attempts->len, ==, 1);
}

/* A program that is between putting an item in place and writing its line is not dead; of one that
 * is, only one of those who find out writes the line. */
static void
test_recovered_once (void)
{
  enum
  {
    N_PROGRAMS = 8
  };
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "once", NULL);
  g_autofree char *item = g_build_filename (path, "items", "a", NULL);
  g_autofree char *record = g_build_filename (item, "attempt.json", NULL);
  g_autofree char *claim = g_build_filename (path, "claims", "a", NULL);
  g_autoptr (MqBatchFolder) folder = open_folder (path);
  g_autoptr (GPtrArray) attempts = NULL;
  g_autoptr (GError) error = NULL;
  pid_t children[N_PROGRAMS];

  g_assert_true (mq_batch_folder_claim (folder, "a", &error));
  g_assert_cmpint (g_mkdir_with_parents (item, 0755), ==, 0);
  g_assert_true (g_file_set_contents (record, "{\"id\":\"a\",\"status\":\"done\"}", -1, NULL));
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  attempts = mq_batch_folder_list_attempts (folder);
  g_assert_cmpuint (attempts->len, ==, 0);
  g_assert_cmpint (mq_batch_folder_get_status (folder, "a"), ==, MQ_BATCH_DONE);
  g_assert_true (mq_batch_folder_is_claimed (folder, "a"));

  mq_batch_folder_release (folder, "a");
  for (guint i = 0; i < N_PROGRAMS; i++)
    if ((children[i] = fork ()) == 0)
      _exit (mq_batch_folder_load_states (folder, NULL) ? 0 : 1);
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      int status = 0;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  g_clear_pointer (&attempts, g_ptr_array_unref);
  attempts = mq_batch_folder_list_attempts (folder);
  g_assert_cmpuint (attempts->len, ==, 1);

  /* One more was killed before it gave up its claim. */
  if ((children[0] = fork ()) == 0)
    _exit (mq_batch_folder_claim (folder, "a", NULL) ? 0 : 1);
  g_assert_cmpint (waitpid (children[0], NULL, 0), ==, children[0]);
  g_assert_true (g_file_test (claim, G_FILE_TEST_EXISTS));
  g_assert_true (mq_batch_folder_load_states (folder, &error));
  g_assert_false (g_file_test (claim, G_FILE_TEST_EXISTS));
}

static int
open_claims (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  return open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
write_claim (int claims, const char *id, const char *text, gint64 age)
{
  int fd = openat (claims, id, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  struct timespec times[2] = { { time (NULL) - age, 0 }, { time (NULL) - age, 0 } };

  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  g_assert_cmpint (futimens (fd, times), ==, 0);
  close (fd);
}

static void
test_claims (void)
{
  g_autofd int claims = open_claims ("claims");
  g_autofree char *boot = NULL;
  g_autofree char *earlier = NULL;
  g_autoptr (GError) error = NULL;
  pid_t child;
  int status;

  g_assert_true (mq_batch_claim_take (claims, "a", &error));
  g_assert_false (mq_batch_claim_take (claims, "a", &error));
  g_assert_no_error (error);
  g_assert_true (mq_batch_claim_is_alive (claims, "a"));
  mq_batch_claim_release (claims, "a");
  g_assert_true (mq_batch_claim_take (claims, "a", &error));

  /* Of a process that is gone. */
  if ((child = fork ()) == 0)
    _exit (mq_batch_claim_take (claims, "b", NULL) ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_false (mq_batch_claim_is_alive (claims, "b"));
  g_assert_true (mq_batch_claim_take (claims, "b", &error));

  /* Another process has its number now. */
  g_assert_true (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL));
  earlier = g_strdup_printf ("{\"host\":\"%s\",\"boot\":\"%s\",\"pid\":%d,\"start\":1}",
                             mq_batch_claim_get_host (), g_strchomp (boot), getpid ());
  write_claim (claims, "e", earlier, 0);
  g_assert_false (mq_batch_claim_is_alive (claims, "e"));
  g_assert_true (mq_batch_claim_take (claims, "e", &error));

  /* Of another computer: as long as it is renewed, by the clock of the file system. */
  write_claim (claims, "c", "{\"host\":\"elsewhere\",\"pid\":1}", 60);
  g_assert_false (mq_batch_claim_take (claims, "c", &error));
  write_claim (claims, "c", "{\"host\":\"elsewhere\",\"pid\":1}", 3600);
  g_assert_true (mq_batch_claim_take (claims, "c", &error));
  write_claim (claims, "c", "{\"host\":\"elsewhere\",\"pid\":1}", 3600);
  mq_batch_claim_renew (claims, "c");
  g_assert_false (mq_batch_claim_take (claims, "c", &error));
  /* A clock that went back. */
  write_claim (claims, "c", "{\"host\":\"elsewhere\",\"pid\":1}", -3600);
  g_assert_false (mq_batch_claim_take (claims, "c", &error));

  /* Killed before it was written; mangled. */
  write_claim (claims, "d", "", 0);
  g_assert_false (mq_batch_claim_take (claims, "d", &error));
  write_claim (claims, "d", "{\"host", 3600);
  g_assert_true (mq_batch_claim_take (claims, "d", &error));
  g_assert_no_error (error);
}

/* The second start of a job knows that the first is over, wherever it ran. */
static void
test_requeued (void)
{
  g_autofd int claims = open_claims ("requeued");
  static const char text[] = "{\"host\":\"elsewhere\",\"job\":\"7_2\",\"restart\":0}";

  write_claim (claims, "a", text, 0);
  g_assert_false (mq_batch_claim_take (claims, "a", NULL));
  g_setenv ("SLURM_ARRAY_JOB_ID", "7", TRUE);
  g_setenv ("SLURM_ARRAY_TASK_ID", "2", TRUE);
  g_assert_false (mq_batch_claim_take (claims, "a", NULL));
  g_setenv ("SLURM_RESTART_COUNT", "1", TRUE);
  g_assert_true (mq_batch_claim_take (claims, "a", NULL));

  g_setenv ("SLURM_ARRAY_TASK_ID", "3", TRUE);
  write_claim (claims, "a", text, 0);
  g_assert_false (mq_batch_claim_take (claims, "a", NULL));
  g_unsetenv ("SLURM_ARRAY_JOB_ID");
  g_unsetenv ("SLURM_ARRAY_TASK_ID");
  g_unsetenv ("SLURM_RESTART_COUNT");
}

/* Many programs that all want the same items: each is claimed by exactly one. */
static void
test_race (void)
{
  g_autofd int claims = open_claims ("race");
  enum
  {
    N_PROGRAMS = 8,
    N_ITEMS = 100
  };
  pid_t children[N_PROGRAMS];
  guint n = 0;

  /* Half of them were left by a program that is gone. */
  if ((children[0] = fork ()) == 0)
    {
      for (guint i = 0; i < N_ITEMS; i += 2)
        {
          g_autofree char *id = g_strdup_printf ("i%u", i);

          mq_batch_claim_take (claims, id, NULL);
        }
      _exit (0);
    }
  g_assert_cmpint (waitpid (children[0], NULL, 0), ==, children[0]);

  for (guint k = 0; k < N_PROGRAMS; k++)
    if ((children[k] = fork ()) == 0)
      {
        guint mine = 0;

        for (guint i = 0; i < N_ITEMS; i++)
          {
            g_autofree char *id = g_strdup_printf ("i%u", i);

            mine += mq_batch_claim_take (claims, id, NULL);
          }
        /* A claim of one who has ended is free again: all end when all have taken. */
        raise (SIGSTOP);
        _exit ((int)mine);
      }

  for (guint k = 0; k < N_PROGRAMS; k++)
    g_assert_cmpint (waitpid (children[k], NULL, WUNTRACED), ==, children[k]);
  for (guint k = 0; k < N_PROGRAMS; k++)
    {
      int status = 0;

      kill (children[k], SIGCONT);
      g_assert_cmpint (waitpid (children[k], &status, 0), ==, children[k]);
      n += WEXITSTATUS (status);
    }
  g_assert_cmpuint (n, ==, N_ITEMS);
}

static void
add_attempt (MqBatchFolder *folder, const char *text)
{
  g_autoptr (JsonObject) attempt = mq_test_parse_json (text);
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_batch_folder_add_attempt (folder, attempt, &error));
  g_assert_no_error (error);
}

/* A batch with an item of each kind: made, failed, refused and waiting. */
static MqBatchFolder *
make_batch (const char *name)
{
  static const char *const attempts[] = {
    "{\"id\":\"a\",\"status\":\"failed\",\"attempt\":1,\"seconds\":10,\"ended\":110,\"error\":"
    "\"e\","
    "\"blender\":\"4.3\",\"maquette\":\"1\"}",
    "{\"id\":\"a\",\"status\":\"done\",\"attempt\":2,\"seconds\":10,\"ended\":115,\"cost\":0.5,"
    "\"tokens\":40,\"blender\":\"4.3\",\"missing\":[\"glb\"],\"measured\":{\"faults\":1,"
    "\"wishes\":3,\"missed\":1,\"unseen\":1},\"sha256\":{\"scene.blend\":\"0\",\"render_1.png\":"
    "\"1\","
    "\"data/a\":\"2\"}}",
    "{\"id\":\"a\",\"status\":\"failed\",\"attempt\":3,\"seconds\":5,\"ended\":300,\"cost\":-1}",
    "{\"id\":\"b\",\"status\":\"failed\",\"attempt\":2,\"seconds\":2,\"ended\":400,\"error\":\"b: "
    "no "
    "“oak” in 12.5 s\\nmore\",\"cost\":0.25,\"tokens\":2}",
    "{\"id\":\"b\",\"status\":\"failed\",\"attempt\":1,\"seconds\":2,\"ended\":200,\"error\":"
    "\"old\"}",
    "{\"id\":\"c\",\"status\":\"refused\",\"attempt\":1,\"error\":\"c: no “elm” in 7 "
    "s\",\"blender\":"
    "\"4.5\"}",
    "{\"id\":\"d\",\"status\":\"failed\",\"attempt\":1,\"error\":\"a rarer one\"}",
  };
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  MqBatchFolder *folder = open_folder (path);
  g_autoptr (JsonObject) about = mq_json_new ("format:i", 1);
  g_autoptr (GPtrArray) lines = read_lines (
      "{\"id\": \"a\", \"kind\": \"mug\", \"parameters\": {\"Z\": 1, \"A\": 2}, \"tags\": {\"x\": "
      "1}}\n{\"id\": \"b\", \"text\": \"=x\", \"refine\": [\"red\", \"blue\"], \"tags\": {\"b\": "
      "-1, \"x\": {\"q\": [1]}}}\n"
      "{\"id\": \"c\", \"text\": \"x\"}\n{\"id\": \"d\", \"text\": \"x\"}\n{\"id\": \"e\", "
      "\"text\": "
      "\"x\"}");
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (items, mq_batch_item_new (i + 1, ((MqBatchLine *)lines->pdata[i])->json));
  g_assert_true (mq_batch_folder_set_items (folder, about, items, &error));
  make_item (folder, "a", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    add_attempt (folder, attempts[i]);
  return folder;
}

/* The attempt that made each item, or its last one; sums of all; time that passed once; and errors
 * that differ only in names and numbers. */
static void
test_summary (void)
{
  g_autoptr (MqBatchFolder) folder = make_batch ("summary");
  g_autoptr (MqBatchSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  const MqBatchRow *a, *b, *e;
  const MqBatchCause *often, *seldom;

  summary = mq_batch_summary_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (summary->rows->len, ==, 5);
  a = summary->rows->pdata[0];
  b = summary->rows->pdata[1];
  e = summary->rows->pdata[4];
  g_assert_cmpint (a->status, ==, MQ_BATCH_DONE);
  g_assert_cmpint (mq_json_get_int (a->attempt, "ended", 0), ==, 115);
  g_assert_cmpint (mq_json_get_int (b->attempt, "ended", 0), ==, 400);
  g_assert_cmpint (e->status, ==, MQ_BATCH_WAITING);
  g_assert_null (e->attempt);
  g_assert_cmpuint (summary->done->len, ==, 1);
  g_assert_cmpuint (mq_batch_summary_count (summary, MQ_BATCH_FAILED), ==, 2);
  g_assert_cmpuint (mq_batch_summary_count (summary, MQ_BATCH_REFUSED), ==, 1);
  g_assert_cmpuint (mq_batch_summary_count (summary, MQ_BATCH_WAITING), ==, 1);

  /* And that of make_item(). From 100 to 115, from 198 to 200, from 295 to 300, from 398 to 400. */
  g_assert_cmpuint (summary->attempts, ==, 7 + 1);
  g_assert_cmpfloat (summary->seconds, ==, 29);
  g_assert_cmpfloat (summary->busy_seconds, ==, 15 + 2 + 5 + 2);
  g_assert_cmpfloat (summary->cost, ==, 0.75);
  g_assert_cmpint (summary->tokens, ==, 42);
  g_assert_cmpuint (summary->versions->len, ==, 3);
  g_assert_cmpstr (summary->versions->pdata[0], ==, "Maquette 1");
  g_assert_cmpstr (summary->versions->pdata[1], ==, "Blender 4.3");
  g_assert_cmpstr (summary->versions->pdata[2], ==, "Blender 4.5");

  g_assert_cmpuint (summary->parameters->len, ==, 2);
  g_assert_cmpstr (summary->parameters->pdata[0], ==, "A");
  g_assert_cmpuint (summary->tags->len, ==, 2);
  g_assert_cmpstr (summary->tags->pdata[0], ==, "b");
  g_assert_cmpstr (summary->tags->pdata[1], ==, "x");

  g_assert_cmpuint (summary->causes->len, ==, 2);
  often = summary->causes->pdata[0];
  seldom = summary->causes->pdata[1];
  g_assert_cmpstr (often->text, ==, "…: no … in … s");
  g_assert_cmpuint (often->ids->len, ==, 2);
  g_assert_cmpstr (often->ids->pdata[1], ==, "c");
  g_assert_cmpstr (seldom->text, ==, "a rarer one");
}

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* The table, the page and what is told of them. */
static void
test_report (void)
{
  static const char plan[]
      = "{\"requirements\": [{\"words\": \"a\", \"what\": \"size\"}, {\"words\": \"b\", \"what\": "
        "\"size\", \"seen\": {\"met\": true}}, {\"words\": \"c\", \"what\": \"look\", \"seen\": "
        "{\"met\": false}}]}";
  static const char *const rows[] = {
    "\"id\",\"status\",\"attempt\",\"exit\",\"error\",\"seconds\",\"tokens\",\"cost\",\"missing\","
    "\"version\",\"seed\",\"model\",\"team\",\"blender\",\"maquette\",\"host\",\"job\",\"ended\","
    "\"faults\",\"detached\",\"wishes\",\"missed\",\"unseen\",\"minor\",\"text\",\"kind\","
    "\"image\","
    "\"refine\",\"parameters.A\",\"parameters.Z\",\"tags.b\",\"tags.x\"",
    "\"a\",\"done\",\"2\",\"\",\"\",\"10\",\"40\",\"0.5\",\"glb\",\"\",\"\",\"\",\"\",\"4.3\",\"\","
    "\"\","
    "\"\",\"115\",\"1\",\"\",\"3\",\"1\",\"1\",\"\",\"\",\"mug\",\"\",\"\",\"2\",\"1\",\"\",\"1\"",
    "\"b\",\"failed\",\"2\",\"\",\"b: no “oak” in 12.5 "
    "s\nmore\",\"2\",\"2\",\"0.25\",\"\",\"\",\"\","
    "\"\",\"\",\"\",\"\",\"\",\"\",\"400\",\"\",\"\",\"\",\"\",\"\",\"\",\"'=x\",\"\",\"\",\"red|"
    "blue\","
    "\"\",\"\",\"-1\",\"{\"\"q\"\":[1]}\"",
    "\"c\",\"refused\",\"1\",\"\",\"c: no “elm” in 7 s\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
    "\"4.5\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"x\",\"\",\"\",\"\",\"\",\"\",\"\","
    "\"\"",
  };
  static const char *const page[] = {
    "<h1>report</h1>\n<p>? · Maquette 1 · Blender 4.3 · Blender 4.5 · report of ",
    "<dt>Items</dt><dd>5</dd>",
    "<div class=\"done\"><dt>done</dt><dd>1</dd></div>",
    "<div class=\"failed\"><dt>failed</dt><dd>2</dd></div>",
    "<dt>Items an hour</dt><dd>150</dd>",
    "<dt>Working time</dt><dd>0:24</dd>",
    "<dt>Time of all items</dt><dd>0:29</dd>",
    "<dt>Attempts</dt><dd>8</dd>",
    "<dt>Tokens</dt><dd>42</dd>",
    "<dt>Cost</dt><dd>$0.75</dd>",
    "<span class=\"failed\" style=\"flex-grow:2\">",
    "<tr><td>size</td><td>1</td><td>0</td><td>1</td>",
    "<tr><td>by eye</td><td>0</td><td>1</td><td>0</td>",
    "<h2>Failures</h2>\n<ul>\n<li><strong>2 ×</strong> …: no … in … s <span class=\"ids\"> <a "
    "href=\"#item-b\">b</a> <a href=\"#item-c\">c</a></span></li>\n<li><strong>1 ×</strong> a "
    "rarer",
    "<option value=\"failed\">failed (2)</option>",
    "<option value=\"flawed\">done, with flaws</option>",
    "<select data-tag=\"x\" aria-label=\"x\"><option value=\"\">any x</option><option>1</option>",
    "<tr id=\"item-a\" data-status=\"done\" data-tags=\"{&quot;x&quot;:&quot;1&quot;}\" "
    "data-flawed><td class=\"picture\"></td>",
    "<strong>a</strong><p>mug: Z 1, A 2</p><p class=\"files\"><a "
    "href=\"items/a/scene.blend\">scene.blend</a> </p></td>",
    "<span class=\"pill done\">done</span> <span class=\"pill failed\">1 fault</span> <span "
    "class=\"pill met\">1 requirement met</span> <span class=\"pill failed\">1 missed</span> <span "
    "class=\"pill waiting\">1 not checked</span> <span class=\"pill refused\">left out: "
    "glb</span>",
    "<td class=\"number\" data-value=\"10\">10.0</td><td class=\"number\" "
    "data-value=\"40\">40</td><td class=\"number\" data-value=\"0.5\">$0.50</td></tr>\n",
    "<p>=x → red → blue</p>",
    "<p class=\"error\">b: no “oak” in 12.5 s\nmore</p>",
    "<td class=\"number\" data-value=\"0\">–</td>",
    "</main>\n<script>",
  };
  g_autoptr (MqBatchFolder) folder = make_batch ("report");
  g_autoptr (MqBatchReport) report = mq_batch_report_new (folder, NULL);
  const char *path = mq_batch_folder_get_path (folder);
  g_autofree char *plan_file = g_build_filename (path, "items", "a", "plan.json", NULL);
  g_autofree char *table = NULL;
  g_autofree char *html = NULL;
  g_autofree char *told = NULL;
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  JsonObject *facts;

  g_assert_true (g_file_set_contents (plan_file, plan, -1, NULL));
  done = mq_test_wait (mq_batch_report_write (report));
  facts = g_value_get_boxed (dex_future_get_value (done, &error));
  g_assert_no_error (error);
  json_object_remove_member (facts, "page");
  json_object_remove_member (facts, "table");
  told = mq_json_object_to_string (facts, FALSE);
  g_assert_cmpstr (
      told, ==,
      "{\"sheets\":1,\"total\":5,\"done\":1,\"failed\":2,\"refused\":1,\"left\":1,\"attempts\":8,"
      "\"seconds\":29.0,\"busy_seconds\":24.0,\"items_per_hour\":150.0,\"tokens\":42,\"cost\":0.75,"
      "\"requirements\":[{\"kind\":\"look\",\"met\":0,\"missed\":1,\"unseen\":0},{\"kind\":"
      "\"size\",\"met\":1,\"missed\":0,\"unseen\":1}],\"failures\":[{\"error\":\"…: no … in … "
      "s\",\"items\":["
      "\"b\",\"c\"]},{\"error\":\"a rarer one\",\"items\":[\"d\"]}]}");

  table = read_file (path, "report.csv");
  lines = g_strsplit (table, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 5 + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (lines[i], ==, rows[i]);

  html = read_file (path, "report.html");
  for (gsize i = 0; i < G_N_ELEMENTS (page); i++)
    if (strstr (html, page[i]) == NULL)
      g_error ("“%s” is not in %s", page[i], html);
}

static void
put (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

/* What could not be measured is a version, without the report of an earlier one in its place. */
static void
test_unmeasured (void)
{
  g_autofree char *version = g_build_filename (mq_test_get_dir (), "version", NULL);
  g_autofree char *item = g_build_filename (mq_test_get_dir (), "item", NULL);
  g_autofree char *script = g_build_filename (item, "script.py", NULL);
  g_autofree char *report = g_build_filename (item, "report.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autofd int dir = -1;

  g_mkdir (version, 0700);
  g_mkdir (item, 0700);
  put (version, "script.py");
  put (version, "scene.blend");
  put (item, "report.json");
  dir = mq_files_open_dir (item, &error);
  g_assert_true (mq_output_copy_version (version, 0, TRUE, dir, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (script, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (report, G_FILE_TEST_EXISTS));

  put (version, "report.json");
  g_assert_true (mq_output_copy_version (version, 0, TRUE, dir, &error));
  g_assert_true (g_file_test (report, G_FILE_TEST_EXISTS));
}

MQ_TEST_PROGRAM (batch)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/batch/forms", test_forms);
  g_test_add_func ("/batch/wrong", test_wrong);
  g_test_add_func ("/batch/together", test_together);
  g_test_add_func ("/batch/limits", test_limits);
  g_test_add_func ("/batch/grid", test_grid);
  g_test_add_func ("/batch/draws", test_draws);
  g_test_add_func ("/batch/redraw", test_redraw);
  g_test_add_func ("/batch/impossible-sweeps", test_impossible_sweeps);
  g_test_add_func ("/batch/folder", test_folder);
  g_test_add_func ("/batch/summary", test_summary);
  g_test_add_func ("/batch/report", test_report);
  g_test_add_func ("/batch/missing", test_missing);
  g_test_add_func ("/batch/unmeasured", test_unmeasured);
  g_test_add_func ("/batch/names", test_names);
  g_test_add_func ("/batch/recovered", test_recovered);
  g_test_add_func ("/batch/recovered-once", test_recovered_once);
  g_test_add_func ("/batch/claims", test_claims);
  g_test_add_func ("/batch/requeued", test_requeued);
  g_test_add_func ("/batch/race", test_race);
  return g_test_run ();
}
