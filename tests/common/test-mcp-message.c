/* Lines of the Model Context Protocol: what is a request, and the answer to what is none. */
#include "common/json/mq-json.h"
#include "common/mcp/mq-mcp-message.h"
#include "support/mq-test.h"

#include <string.h>

#define CALL(members) "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"" members "}"

/* What cannot be read is answered with the id that it has, as its caller waits. */
static void
test_refused (void)
{
  static const struct
  {
    const char *line;
    int code; /* 0: it is a message */
    const char *id;
  } cases[] = {
    { CALL (",\"id\":1"), 0, "1" },
    { CALL (",\"id\":\"a\",\"params\":{}"), 0, "\"a\"" },
    { CALL (""), 0, NULL },
    { CALL (",\"id\":1,\"params\":{\"a\":\"\\uD83D\\ude00\"}"), 0, "1" },
    { CALL (",\"id\":1,\"params\":{\"a\":\"\\\\ud83d\"}"), 0, "1" },
    { CALL (",\"id\":1,\"params\":{\"a\":\"\\ud7ff\"}"), 0, "1" },
    /* Half of a pair, first or second, and a NUL. */
    { CALL (",\"id\":7,\"params\":{\"a\":\"\\ud83d\"}"), MQ_MCP_ERROR_PARSE, "7" },
    { CALL (",\"id\":7,\"params\":{\"a\":\"\\ud83dx\\ude00\"}"), MQ_MCP_ERROR_PARSE, "7" },
    { CALL (",\"id\":\"b\",\"params\":{\"a\":\"\\uDE00\"}"), MQ_MCP_ERROR_PARSE, "\"b\"" },
    { CALL (",\"id\":7,\"params\":{\"a\":\"\\u0000\"}"), MQ_MCP_ERROR_PARSE, "7" },
    { CALL (",\"id\":7,\"params\":{\"a\":\"\xff\"}"), MQ_MCP_ERROR_PARSE, "7" },
    { "{\"id\":1,", MQ_MCP_ERROR_PARSE, "null" },
    { "", MQ_MCP_ERROR_PARSE, "null" },
    { "[" CALL (",\"id\":1") "]", MQ_MCP_ERROR_REQUEST, "null" },
    { CALL (",\"id\":1.5"), MQ_MCP_ERROR_REQUEST, "null" },
    { CALL (",\"id\":null"), MQ_MCP_ERROR_REQUEST, "null" },
    { "{\"jsonrpc\":\"1.0\",\"method\":\"ping\",\"id\":1}", MQ_MCP_ERROR_REQUEST, "1" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1}", MQ_MCP_ERROR_REQUEST, "1" },
    { CALL (",\"id\":1,\"params\":[]"), MQ_MCP_ERROR_PARAMS, "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = NULL;
      g_autoptr (MqMcpMessage) message = mq_mcp_message_parse (cases[i].line,
                                                               strlen (cases[i].line), &answer);
      g_autofree char *id = NULL;

      g_test_message ("%s", cases[i].line);
      if (cases[i].code == 0)
        {
          g_assert_null (answer);
          g_assert_cmpstr (message->method, ==, "ping");
          id = message->id != NULL ? json_to_string (message->id, FALSE) : NULL;
        }
      else
        {
          g_autoptr (JsonObject) said = mq_test_parse_json (answer);

          g_assert_null (message);
          g_assert_cmpint (mq_json_get_int (mq_json_get_object (said, "error"), "code", 0), ==,
                           cases[i].code);
          id = json_to_string (json_object_get_member (said, "id"), FALSE);
        }
      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

/* Answers to requests of ours need none. */
static void
test_answers (void)
{
  static const char *const lines[] = { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                                       "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *answer = NULL;

      g_assert_null (mq_mcp_message_parse (lines[i], strlen (lines[i]), &answer));
      g_assert_null (answer);
    }
}

/* An id of many digits comes back as it came. */
static void
test_long_id (void)
{
  static const char *const ids[] = { "123456789012345678",   "-1234567890123456789",
                                     "12345678901234567890", "-999999999999999999999999",
                                     "\"\\u00011\"",         "0" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *line = g_strdup_printf (CALL (",\"id\":%s"), ids[i]);
      g_autofree char *wanted = g_strdup_printf ("\"id\":%s", ids[i]);
      g_autofree char *answer = NULL;
      g_autoptr (MqMcpMessage) message = mq_mcp_message_parse (line, strlen (line), &answer);
      g_autofree char *result = mq_mcp_message_make_result (message->id, json_object_new ());

      g_assert_nonnull (strstr (result, wanted));
    }
}

/* A header says the same as the message, plain or in Base64. */
static void
test_header (void)
{
  g_assert_true (mq_mcp_header_is ("tools/call", "tools/call"));
  g_assert_false (mq_mcp_header_is (NULL, "tools/call"));
  g_assert_false (mq_mcp_header_is ("tools/list", "tools/call"));
  g_assert_true (mq_mcp_header_is ("=?base64?w6k=?=", "é"));
  g_assert_false (mq_mcp_header_is ("=?base64?w6k=?=", "è"));
  g_assert_false (mq_mcp_header_is ("=?base64?w6k=?=", "éé"));
  g_assert_true (mq_mcp_header_is ("=?base64?"
                                   "?=",
                                   ""));
  g_assert_true (mq_mcp_header_is ("=?base64?=", "=?base64?="));
}

MQ_TEST_PROGRAM (mcp_message)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/mcp-message/refused", test_refused);
  g_test_add_func ("/mcp-message/answers", test_answers);
  g_test_add_func ("/mcp-message/long-id", test_long_id);
  g_test_add_func ("/mcp-message/header", test_header);
  return mq_test_run ();
}
