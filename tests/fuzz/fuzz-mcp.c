/* Messages of the Model Context Protocol: lines are the same however they arrive, and what is read
 * of one can be answered in a line that can be read again. A line is also read as a header of HTTP,
 * plain and in Base64. */
#include "fuzz/fuzz.h"

#include "common/json/mq-json.h"
#include "mcp/mq-mcp-lines.h"
#include "common/mcp/mq-mcp-message.h"

#include <string.h>

static void
read_line (const char *line, gsize length, gpointer lines)
{
  g_autofree char *answer = NULL;
  g_autofree char *result = NULL;
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (MqMcpMessage) message = NULL;

  g_ptr_array_add (lines, g_strndup (line != NULL ? line : "", length));
  if (line == NULL)
    return;

  message = mq_mcp_message_parse (line, length, &answer);
  g_assert_true (message == NULL || answer == NULL);
  if (answer != NULL)
    {
      again = mq_json_parse_object (answer, -1, NULL);
      g_assert_nonnull (mq_json_get_object (again, "error"));
      g_assert_null (strchr (answer, '\n'));
    }
  else if (message != NULL && message->id != NULL)
    {
      result = mq_mcp_message_make_result (message->id, json_object_new ());
      again = mq_json_parse_object (result, -1, NULL);
      /* An integer of many digits is held as a text, and written as it came. */
      if (g_strcmp0 (json_node_get_string (message->id), "\1") <= 0
          || *json_node_get_string (message->id) != '\1')
        g_assert_true (json_node_equal (json_object_get_member (again, "id"), message->id));
      g_assert_null (strchr (result, '\n'));
    }
}

static void
read_header (const char *line)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *)line, strlen (line));
  g_autofree char *header = g_strconcat ("=?base64?", encoded, "?=", NULL);

  mq_mcp_header_is (line, "tools/call");
  g_assert_true (mq_mcp_header_is (header, line));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) whole = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MqMcpLines) at_once = mq_mcp_lines_new (read_line, whole);
  g_autoptr (MqMcpLines) by_and_by = mq_mcp_lines_new (read_line, parts);

  mq_mcp_lines_add (at_once, (const char *)data, size);
  mq_mcp_lines_end (at_once);
  for (size_t i = 0; i < size; i++)
    mq_mcp_lines_add (by_and_by, (const char *)data + i, 1);
  mq_mcp_lines_end (by_and_by);

  g_assert_cmpuint (whole->len, ==, parts->len);
  for (guint i = 0; i < whole->len; i++)
    {
      g_assert_cmpstr (whole->pdata[i], ==, parts->pdata[i]);
      read_header (whole->pdata[i]);
    }
  return 0;
}
