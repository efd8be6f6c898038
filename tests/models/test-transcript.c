/* Transcripts: what is written is read back and answered from; what is not a transcript is refused
 * with its line. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"
#include "service/model/mq-replay-model.h"
#include "service/model/mq-transcript.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0 };

static MqModelRequest *
make_request (const char *role, const char *task, gboolean with_picture)
{
  MqModelRequest *request = mq_model_request_new (role, task);

  mq_model_request_add_text (request, MQ_MODEL_USER, "a chair");
  if (with_picture)
    {
      g_autoptr (GBytes) picture = g_bytes_new_static (png, sizeof png);

      mq_model_request_add_picture (request, picture, "image/png");
    }

  return request;
}

static void
add_answer (MqTranscript *transcript, const char *role, const char *task, const char *text,
            gboolean with_picture)
{
  g_autoptr (MqModelRequest) request = make_request (role, task, with_picture);
  MqModelUsage usage = { 10, 5, 2, 0.25 };
  g_autoptr (MqModelAnswer) answer = mq_model_answer_new ("some-model", text, NULL, NULL,
                                                          MQ_MODEL_STOP_END, &usage, 1.5);

  mq_transcript_add_answer (transcript, request, answer);
}

static char *
path_of (const char *name)
{
  return g_build_filename (mq_test_get_dir (), "transcripts", name, NULL);
}

/* Two programs one after the other, the first of which died in a line. */
static void
write_some (const char *path)
{
  g_autoptr (MqTranscript) transcript = mq_transcript_new (path);
  g_autoptr (MqModelRequest) request = make_request ("writer", "write", FALSE);
  g_autoptr (GError) busy = g_error_new_literal (MQ_MODEL_ERROR, MQ_MODEL_ERROR_BUSY, "Too many");
  FILE *file;

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  add_answer (transcript, "planner", "plan", "first", TRUE);
  mq_transcript_add_error (transcript, request, "some-model", busy, 2);
  mq_test_expect (mq_transcript_wait_written (transcript));
  g_clear_object (&transcript);

  file = g_fopen (path, "a");
  g_assert_cmpint (fputs ("{\"n\":3,\"role\":\"wri", file), >=, 0);
  fclose (file);

  transcript = mq_transcript_new (path);
  add_answer (transcript, "writer", "write", "script", TRUE);
  add_answer (transcript, "planner", "plan", "second", FALSE);
  mq_test_expect (mq_transcript_wait_written (transcript));
}

static void
test_file (void)
{
  g_autofree char *path = path_of ("file");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  struct stat info;

  write_some (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6); /* one picture, four exchanges, the end */
  g_assert_true (g_str_has_prefix (lines[0], "{\"picture\":\""));
  for (guint i = 1; i <= 4; i++)
    {
      g_autoptr (JsonObject) line = mq_json_parse_object (lines[i], -1, NULL);

      g_assert_cmpint (mq_json_get_int (line, "n", 0), ==, i);
      g_assert_cmpstr (mq_json_get_string (line, "model", NULL), ==, "some-model");
      g_assert_nonnull (mq_json_get_string (line, "time", NULL));
    }
  g_assert_cmpstr (lines[5], ==, "");
}

/* What a failed request cost, and what it was refused for, is in its line. */
static void
test_errors (void)
{
  static const MqModelUsage spent
      = { .input = 9, .output = 1, .cached = 0, .cost = 0.5, .calls = 3 };
  static const char *const results[] = {
    "{\"code\":\"answer\",\"message\":\"No JSON\",\"usage\":{\"input\":9,\"output\":1,\"cached\":0,"
    "\"cost\":0.5,\"calls\":3},\"rejected\":[{\"text\":\"a\",\"problem\":\"b\"}]}",
    "{\"code\":\"busy\",\"message\":\"Too many\"}",
    "{\"code\":\"other\",\"message\":\"Stopped\"}",
  };
  g_autofree char *path = path_of ("errors");
  g_autoptr (MqTranscript) transcript = mq_transcript_new (path);
  g_autoptr (MqModelRequest) request = make_request ("writer", "write", FALSE);
  g_autoptr (GError) refused = g_error_new_literal (MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                                                    "No JSON");
  g_autoptr (GError) busy = g_error_new_literal (MQ_MODEL_ERROR, MQ_MODEL_ERROR_BUSY, "Too many");
  g_autoptr (GError) other = g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped");
  g_autoptr (JsonArray) rejected = json_array_new ();
  g_autoptr (GError) copy = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  json_array_add_object_element (rejected, mq_json_new ("text:s problem:s", "a", "b"));
  mq_model_error_set_spent (refused, &spent, rejected);
  g_assert_null (mq_model_error_get_usage (busy));
  g_assert_null (mq_model_error_get_rejected (busy));
  g_assert_null (mq_model_error_get_usage (other));
  g_assert_null (mq_model_error_get_rejected (other));
  copy = g_error_copy (refused);
  g_assert_cmpuint (mq_model_error_get_usage (copy)->calls, ==, 3);
  g_assert_true (mq_model_error_get_rejected (copy) == rejected);
  mq_transcript_add_error (transcript, request, "m", refused, 2.5);
  mq_transcript_add_error (transcript, request, "m", busy, 0);
  mq_transcript_add_error (transcript, request, "m", other, 0);
  mq_test_expect (mq_transcript_wait_written (transcript));

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (results) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (JsonObject) line = mq_json_parse_object (lines[i], -1, NULL);
      g_autofree char *result = mq_json_object_to_string (mq_json_get_object (line, "error"),
                                                          FALSE);

      g_assert_cmpstr (result, ==, results[i]);
      g_assert_cmpfloat (mq_json_get_double (line, "seconds", -1), ==, i == 0 ? 2.5 : 0);
    }
}

static void
hear (const char *text, gboolean is_thought, gpointer user_data)
{
  g_string_append (user_data, text);
}

static void
assert_says (MqModel *model, const char *role, const char *task, const char *text)
{
  g_autoptr (MqModelRequest) request = make_request (role, task, FALSE);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (DexFuture) done
      = mq_test_wait (mq_model_ask (model, request, hear, NULL, heard, NULL));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((MqModelAnswer *)g_value_get_object (value))->text, ==, text);
  g_assert_cmpfloat (((MqModelAnswer *)g_value_get_object (value))->usage.cost, ==, 0.25);
  g_assert_cmpstr (heard->str, ==, text);
}

static void
assert_fails (MqModel *model, const char *role, const char *task, MqModelError code,
              const char *says)
{
  g_autoptr (MqModelRequest) request = make_request (role, task, FALSE);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GError) error = mq_test_expect_error (
      mq_model_ask (model, request, hear, NULL, heard, NULL), MQ_MODEL_ERROR, (int)code);

  g_assert_nonnull (strstr (error->message, says));
}

static void
test_replay (void)
{
  g_autofree char *path = path_of ("replay");
  g_autoptr (GError) error = NULL;
  g_autoptr (MqReplayModel) replay = NULL;
  MqModel *model;

  write_some (path);
  replay = mq_replay_model_new (path, &error);
  g_assert_no_error (error);
  model = MQ_MODEL (replay);
  g_assert_true (mq_model_get_abilities (model).pictures);
  g_assert_false (mq_model_get_abilities (model).tools);

  assert_fails (model, "writer", "write", MQ_MODEL_ERROR_BUSY, "Too many");
  assert_says (model, "planner", "plan", "first");
  assert_says (model, "writer", "write", "script");
  assert_fails (model, "writer", "write", MQ_MODEL_ERROR_ANSWER, "writer");
  assert_fails (model, "planner", "other", MQ_MODEL_ERROR_ANSWER, "other");
  assert_says (model, "planner", "plan", "second");
  assert_fails (model, "planner", "plan", MQ_MODEL_ERROR_ANSWER, "planner");
}

static int warnings;

static GLogWriterOutput
count_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if (level & G_LOG_LEVEL_WARNING)
    g_atomic_int_inc (&warnings);

  return level & G_LOG_LEVEL_WARNING
             ? G_LOG_WRITER_HANDLED
             : g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

/* Said once; the run goes on. */
static void
test_full_disk (void)
{
  g_autoptr (MqTranscript) transcript = mq_transcript_new ("/dev/null/transcript");

  add_answer (transcript, "planner", "plan", "first", FALSE);
  add_answer (transcript, "planner", "plan", "second", FALSE);
  mq_test_expect (mq_transcript_wait_written (transcript));
  g_assert_cmpint (g_atomic_int_get (&warnings), ==, 1);
}

/* Each code has a name of its own; an unknown name is that of a request that was rejected. */
static void
test_codes (void)
{
  for (int code = MQ_MODEL_ERROR_KEY; code <= MQ_MODEL_ERROR_NO_MODEL; code++)
    g_assert_cmpint (mq_model_error_from_code (mq_model_error_to_code (code)), ==, code);
  g_assert_cmpint (mq_model_error_from_code ("nothing"), ==, MQ_MODEL_ERROR_REQUEST);
  g_assert_cmpint (mq_model_error_from_code (NULL), ==, MQ_MODEL_ERROR_REQUEST);
}

/* A line that does not fit is taken back: what is before it can be read. */
static void
test_half_a_line (void)
{
  g_autofree char *path = path_of ("half");
  g_autoptr (MqTranscript) transcript = mq_transcript_new (path);
  g_autoptr (MqReplayModel) replay = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit small;
  struct stat whole;
  struct stat after;
  int warned;

  /* Lines of an earlier program, and of this one. */
  add_answer (transcript, "planner", "plan", "first", FALSE);
  mq_test_expect (mq_transcript_wait_written (transcript));
  g_clear_object (&transcript);
  transcript = mq_transcript_new (path);
  add_answer (transcript, "planner", "plan", "next", FALSE);
  add_answer (transcript, "planner", "plan", "last", FALSE);
  mq_test_expect (mq_transcript_wait_written (transcript));
  g_assert_cmpint (g_stat (path, &whole), ==, 0);
  warned = g_atomic_int_get (&warnings);

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = (rlim_t)whole.st_size + 10;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  add_answer (transcript, "planner", "plan", "second", FALSE);
  add_answer (transcript, "planner", "plan", "third", FALSE);
  mq_test_expect (mq_transcript_wait_written (transcript));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_cmpint (g_atomic_int_get (&warnings), ==, warned + 1);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_size, ==, whole.st_size);
  replay = mq_replay_model_new (path, &error);
  g_assert_no_error (error);
  assert_says (MQ_MODEL (replay), "planner", "plan", "first");
  assert_says (MQ_MODEL (replay), "planner", "plan", "next");
  assert_says (MQ_MODEL (replay), "planner", "plan", "last");
}

#define EXCHANGE "{\"role\":\"a\",\"task\":\"b\",\"request\":{},"
#define ANSWER "\"answer\":{\"model\":\"m\",\"text\":\"t\"}}"

static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } faults[] = {
    { "hello\n", "line 1" },
    { EXCHANGE ANSWER "\n[]\n", "line 2" },
    { EXCHANGE ANSWER "\n\n" EXCHANGE "\"answer\":5}\n", "line 3" },
    { EXCHANGE "\"error\":{}, " ANSWER "\n", "answer" },
    { EXCHANGE "\"answer\":{\"model\":\"m\"}}\n", "text" },
    { "{\"role\":\"a\",\"request\":{}," ANSWER "\n", "task" },
    { "{\"role\":\"a\",\"task\":\"b\"," ANSWER "\n", "request" },
    { "{\"picture\":\"00\",\"media_type\":\"image/png\"}\n", "data" },
  };
  g_autofree char *missing = path_of ("missing");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) fault = NULL;

      g_assert_null (
          mq_transcript_parse ("some.ndjson", faults[i].text, strlen (faults[i].text), &fault));
      g_assert_error (fault, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (fault->message, "some.ndjson"));
      g_test_message ("%s", fault->message);
      g_assert_nonnull (strstr (fault->message, faults[i].says));
    }

  g_assert_null (mq_replay_model_new (missing, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (mq_replay_model_new (mq_test_get_dir (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

MQ_TEST_PROGRAM (transcript)
{
  mq_test_init (&argc, &argv);
  g_log_set_writer_func (count_warnings, NULL, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_test_add_func ("/transcript/file", test_file);
  g_test_add_func ("/transcript/replay", test_replay);
  g_test_add_func ("/transcript/full-disk", test_full_disk);
  g_test_add_func ("/transcript/errors", test_errors);
  g_test_add_func ("/transcript/codes", test_codes);
  g_test_add_func ("/transcript/half-a-line", test_half_a_line);
  g_test_add_func ("/transcript/faults", test_faults);
  return mq_test_run ();
}
