/* The bridge against a peer that answers well, badly, half, or not at all. */
#include "client/blender/mq-bridge.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>
#include <sys/socket.h>

typedef struct
{
  MqBridge *bridge;
  GSocketConnection *peer;
} Pair;

static GSocketConnection *
connection_for (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  return g_socket_connection_factory_create_connection (socket);
}

static Pair *
pair_new (void)
{
  Pair *pair = g_new0 (Pair, 1);
  g_autoptr (GSocketConnection) ours = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  ours = connection_for (ends[0]);
  pair->peer = connection_for (ends[1]);
  pair->bridge = mq_bridge_new (ours);
  return pair;
}

static void
pair_free (Pair *pair)
{
  g_clear_object (&pair->bridge);
  g_clear_object (&pair->peer);
  g_free (pair);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

static GBytes *
peer_read (Pair *pair, gsize count)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (pair->peer));
  GByteArray *array = g_byte_array_new ();

  while (array->len < count)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes
          = dex_await_boxed (dex_input_stream_read_bytes (input, count - array->len, 0), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
      g_byte_array_append (array, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  return g_byte_array_free_to_bytes (array);
}

static JsonObject *
peer_receive (Pair *pair)
{
  g_autoptr (GBytes) header = peer_read (pair, 4);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *message;
  guint32 length;

  memcpy (&length, g_bytes_get_data (header, NULL), 4);
  body = peer_read (pair, GUINT32_FROM_BE (length));
  message = mq_json_parse_object (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (message, "jsonrpc", NULL), ==, "2.0");
  return message;
}

/* FALSE when the bridge has hung up. */
static gboolean
peer_send_raw (Pair *pair, const void *data, gsize length)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (pair->peer));

  while (length > 0)
    {
      g_autoptr (GError) error = NULL;
      gint64 sent = dex_await_int64 (dex_output_stream_write (output, data, length, 0), &error);

      if (error != NULL)
        return FALSE;
      data = (const char *)data + sent;
      length -= (gsize)sent;
    }

  return TRUE;
}

static void
peer_send_length (Pair *pair, guint32 length)
{
  guint32 header = GUINT32_TO_BE (length);

  peer_send_raw (pair, &header, sizeof header);
}

static void
peer_send (Pair *pair, const char *text)
{
  peer_send_length (pair, strlen (text));
  peer_send_raw (pair, text, strlen (text));
}

static void
peer_hang_up (Pair *pair)
{
  g_socket_close (g_socket_connection_get_socket (pair->peer), NULL);
}

static void
expect_error (DexFuture *future, MqError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_assert_error (error, MQ_ERROR, (int)code);
  if (words != NULL && strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_answers (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (JsonObject) first_request = NULL;
  g_autoptr (JsonObject) second_request = NULL;
  g_autoptr (JsonObject) first_answer = NULL;
  g_autoptr (JsonObject) second_answer = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *other = NULL;
  DexFuture *first;
  DexFuture *second;

  json_object_set_string_member (params, "text", "é\n");
  first = mq_bridge_call (pair->bridge, "measure", params);
  second = mq_bridge_call (pair->bridge, "info", NULL);

  first_request = peer_receive (pair);
  second_request = peer_receive (pair);
  g_assert_cmpstr (mq_json_get_string (first_request, "method", NULL), ==, "measure");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (first_request, "params"), "text", NULL),
                   ==, "é\n");
  g_assert_nonnull (mq_json_get_object (second_request, "params"));

  /* By id, not by order. */
  other = g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"n\":2}}",
                           (int)mq_json_get_int (second_request, "id", 0));
  reply = g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"n\":1}}",
                           (int)mq_json_get_int (first_request, "id", 0));
  peer_send (pair, other);
  peer_send (pair, reply);

  first_answer = dex_await_boxed (first, NULL);
  second_answer = dex_await_boxed (second, NULL);
  g_assert_cmpint (mq_json_get_int (first_answer, "n", 0), ==, 1);
  g_assert_cmpint (mq_json_get_int (second_answer, "n", 0), ==, 2);
}

static void
test_errors_of_the_peer (void)
{
  g_autoptr (Pair) pair = pair_new ();
  DexFuture *first = mq_bridge_call (pair->bridge, "render", NULL);
  DexFuture *second = mq_bridge_call (pair->bridge, "render", NULL);

  peer_send (pair, "{\"id\":1,\"error\":{\"code\":-32004,\"message\":\"nothing to see\"}}");
  peer_send (pair, "{\"id\":2,\"error\":{\"code\":-32005,\"message\":\"stopped\"}}");
  expect_error (first, MQ_ERROR_FAILED, "nothing to see");
  expect_error (second, MQ_ERROR_CANCELLED, "stopped");
  g_assert_false (mq_bridge_is_closed (pair->bridge));
}

static void
notified_cb (MqBridge *bridge, const char *method, JsonObject *params, gpointer data)
{
  g_assert_cmpstr (method, ==, "progress");
  *(gint64 *)data += mq_json_get_int (params, "done", 0);
}

static void
test_notifications (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) answer = NULL;
  gint64 done = 0;
  DexFuture *call = mq_bridge_call (pair->bridge, "render", NULL);

  g_signal_connect (pair->bridge, "notification", G_CALLBACK (notified_cb), &done);
  peer_send (pair, "{\"method\":\"progress\",\"params\":{\"done\":1}}");
  peer_send (pair, "{\"method\":\"progress\",\"params\":7}");
  peer_send (pair, "{\"method\":\"progress\",\"params\":{\"done\":2}}");
  peer_send (pair, "{\"id\":1,\"result\":{}}");
  answer = dex_await_boxed (call, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpint (done, ==, 3);
}

static void
test_not_of_the_protocol (void)
{
  static const char *const texts[] = {
    "hello",
    "[]",
    "\"text\"",
    "{}",
    "{\"id\":2,\"result\":{}}",
    "{\"id\":\"1\",\"result\":{}}",
    "{\"id\":1}",
    "{\"id\":1,\"result\":7}",
    "{\"id\":1,\"result\":[]}",
    "{\"id\":1,\"error\":\"text\"}",
    "{\"id\":1,\"result\":{}",
    "{\"id\":1,\"result\":\"\xff\xfe\"}",
    "\x1b[2J",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Pair) pair = pair_new ();
      DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

      peer_send (pair, texts[i]);
      expect_error (call, MQ_ERROR_PROTOCOL, NULL);
      g_assert_true (mq_bridge_is_closed (pair->bridge));
      expect_error (mq_bridge_call (pair->bridge, "info", NULL), MQ_ERROR_PROTOCOL, NULL);
    }
}

static void
test_too_deep (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (GString) text = g_string_new ("{\"id\":1,\"result\":{\"a\":");
  DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, '[');
  peer_send (pair, text->str);
  expect_error (call, MQ_ERROR_PROTOCOL, "nested");
}

static void
test_too_many_values (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autofree char *ones = g_strnfill (6 * 1024 * 1024, '1');
  g_autofree char *text = NULL;
  DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

  for (gsize i = 1; ones[i] != '\0' && ones[i + 1] != '\0'; i += 2)
    ones[i] = ',';
  text = g_strdup_printf ("{\"id\":1,\"result\":{\"a\":[%s]}}", ones);
  peer_send (pair, text);
  expect_error (call, MQ_ERROR_PROTOCOL, "values");
}

static void
test_lengths (void)
{
  static const guint32 lengths[] = { 0, MQ_BRIDGE_MAX_FRAME + 1, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (Pair) pair = pair_new ();
      DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

      peer_send_length (pair, lengths[i]);
      expect_error (call, MQ_ERROR_PROTOCOL, "bytes");
    }
}

static void
test_half_a_frame (void)
{
  for (guint part = 0; part < 3; part++)
    {
      g_autoptr (Pair) pair = pair_new ();
      DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

      /* The largest that is allowed, announced and never sent: costs no memory. */
      if (part == 1)
        peer_send_raw (pair, "\0\0", 2);
      else if (part == 2)
        peer_send_length (pair, MQ_BRIDGE_MAX_FRAME);
      peer_hang_up (pair);
      expect_error (call, MQ_ERROR_WORKER_LOST, NULL);
    }
}

static void
test_byte_by_byte (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) answer = NULL;
  const char *text = "{\"id\":1,\"result\":{\"n\":5}}";
  guint32 header = GUINT32_TO_BE ((guint32)strlen (text));
  DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

  for (gsize i = 0; i < 4; i++)
    peer_send_raw (pair, (const char *)&header + i, 1);
  for (gsize i = 0; i < strlen (text); i++)
    peer_send_raw (pair, text + i, 1);

  answer = dex_await_boxed (call, NULL);
  g_assert_cmpint (mq_json_get_int (answer, "n", 0), ==, 5);
}

static void
test_large_messages (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (JsonObject) request = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, 'x');
  g_autofree char *reply = g_strdup_printf ("{\"id\":1,\"result\":{\"text\":\"%s\"}}", text);
  DexFuture *call;

  json_object_set_string_member (params, "script", text);
  call = mq_bridge_call (pair->bridge, "execute", params);
  request = peer_receive (pair);
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (request, "params"), "script", NULL), ==,
                   text);
  peer_send (pair, reply);
  answer = dex_await_boxed (call, NULL);
  g_assert_cmpstr (mq_json_get_string (answer, "text", NULL), ==, text);
}

static void
test_too_large_to_send (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *text = g_strnfill (MQ_BRIDGE_MAX_FRAME, 'x');

  json_object_set_string_member (params, "script", text);
  expect_error (mq_bridge_call (pair->bridge, "execute", params), MQ_ERROR_BAD_INPUT, "larger");
  g_assert_false (mq_bridge_is_closed (pair->bridge));
}

static void
test_too_many_wait (void)
{
  g_autoptr (Pair) pair = pair_new ();
  DexFuture *calls[MQ_BRIDGE_MAX_WAITING];

  for (guint i = 0; i < MQ_BRIDGE_MAX_WAITING; i++)
    calls[i] = mq_bridge_call (pair->bridge, "info", NULL);
  expect_error (mq_bridge_call (pair->bridge, "info", NULL), MQ_ERROR_CONFLICT, NULL);

  mq_bridge_close (pair->bridge);
  for (guint i = 0; i < MQ_BRIDGE_MAX_WAITING; i++)
    expect_error (calls[i], MQ_ERROR_WORKER_LOST, NULL);
}

static void
test_dropped_with_a_call (void)
{
  g_autoptr (Pair) pair = pair_new ();
  DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

  g_clear_object (&pair->bridge);
  expect_error (call, MQ_ERROR_WORKER_LOST, NULL);
}

/* A hung peer must not keep the bridge alive, nor what waits to be written. */
static void
test_peer_does_not_read (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, 'x');
  DexFuture *call;

  json_object_set_string_member (params, "script", text);
  call = mq_bridge_call (pair->bridge, "execute", params);
  g_assert_true (dex_await (dex_timeout_new_msec (50), NULL) == FALSE);
  mq_bridge_close (pair->bridge);
  expect_error (call, MQ_ERROR_WORKER_LOST, NULL);

  g_object_add_weak_pointer (G_OBJECT (pair->bridge), (gpointer *)&pair->bridge);
  g_object_unref (pair->bridge);
  while (pair->bridge != NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* Mutated frames: whatever comes, the call ends, and with an error of ours. */
static void
test_fuzz (void)
{
  static const char good[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":[1,2.5,null,\"x\"]}}";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr (Pair) pair = pair_new ();
      g_autoptr (GError) error = NULL;
      guint8 frame[4 + sizeof good] = { 0, 0, 0, sizeof good - 1 };
      gsize length = 4 + sizeof good - 1;
      DexFuture *call = mq_bridge_call (pair->bridge, "info", NULL);

      memcpy (frame + 4, good, sizeof good);
      for (int i = g_rand_int_range (rand, 0, 8); i > 0; i--)
        frame[g_rand_int_range (rand, 0, (int)length)] = (guint8)g_rand_int_range (rand, 0, 256);
      if (g_rand_boolean (rand))
        length = (gsize)g_rand_int_range (rand, 0, (int)length);

      peer_send_raw (pair, frame, length);
      peer_hang_up (pair);
      if (!dex_await (call, &error) && !g_error_matches (error, MQ_ERROR, MQ_ERROR_PROTOCOL)
          && !g_error_matches (error, MQ_ERROR, MQ_ERROR_WORKER_LOST)
          && !g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED))
        g_error ("round %u: %s", round, error->message);
    }
}

MQ_TEST_PROGRAM (bridge)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/bridge/answers", test_answers);
  mq_test_add_fiber ("/bridge/errors-of-the-peer", test_errors_of_the_peer);
  mq_test_add_fiber ("/bridge/notifications", test_notifications);
  mq_test_add_fiber ("/bridge/not-of-the-protocol", test_not_of_the_protocol);
  mq_test_add_fiber ("/bridge/too-deep", test_too_deep);
  mq_test_add_fiber ("/bridge/too-many-values", test_too_many_values);
  mq_test_add_fiber ("/bridge/lengths", test_lengths);
  mq_test_add_fiber ("/bridge/half-a-frame", test_half_a_frame);
  mq_test_add_fiber ("/bridge/byte-by-byte", test_byte_by_byte);
  mq_test_add_fiber ("/bridge/large-messages", test_large_messages);
  mq_test_add_fiber ("/bridge/too-large-to-send", test_too_large_to_send);
  mq_test_add_fiber ("/bridge/too-many-wait", test_too_many_wait);
  mq_test_add_fiber ("/bridge/dropped-with-a-call", test_dropped_with_a_call);
  mq_test_add_fiber ("/bridge/peer-does-not-read", test_peer_does_not_read);
  mq_test_add_fiber ("/bridge/fuzz", test_fuzz);

  return mq_test_run ();
}
