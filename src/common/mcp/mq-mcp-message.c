/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpMessage, see mq-mcp-message.h. */
#include "common/mcp/mq-mcp-message.h"

#include "common/json/mq-json.h"

#include <string.h>

/* How a text begins that stands for an integer of more digits than a gint64 has. */
#define LONG_NUMBER "\"\\u0001"
#define SURE_DIGITS 18

G_DEFINE_QUARK (mq - mcp - error - quark, mq_mcp_error)

void
mq_mcp_message_free (MqMcpMessage *self)
{
  g_clear_pointer (&self->id, json_node_unref);
  g_clear_pointer (&self->params, json_object_unref);
  g_free (self->method);
  g_free (self);
}

/**
 * mq_mcp_is_legacy_revision:
 * @revision: a revision of the protocol
 *
 * Returns: whether it opens with `initialize`, and is spoken here
 */
gboolean
mq_mcp_is_legacy_revision (const char *revision)
{
  /* Those before the last one have nothing that we would have to do otherwise. */
  static const char *const revisions[] = { MQ_MCP_LEGACY, "2025-06-18", "2025-03-26", "2024-11-05",
                                           NULL };

  return g_strv_contains (revisions, revision);
}

/**
 * mq_mcp_header_is:
 * @header: (nullable): of a request by HTTP
 * @value: of the message
 *
 * Returns: whether the header says that; a value that no header can have comes in Base64
 */
gboolean
mq_mcp_header_is (const char *header, const char *value)
{
  static const char prefix[] = "=?base64?";
  static const char suffix[] = "?=";
  g_autofree char *encoded = NULL;
  g_autofree guchar *bytes = NULL;
  gsize length;

  /* The two marks share no “?”. */
  if (header == NULL || !g_str_has_prefix (header, prefix) || !g_str_has_suffix (header, suffix)
      || strlen (header) < strlen (prefix) + strlen (suffix))
    return g_strcmp0 (header, value) == 0;

  header += strlen (prefix);
  encoded = g_strndup (header, strlen (header) - strlen (suffix));
  bytes = g_base64_decode (encoded, &length);
  return length == strlen (value) && memcmp (bytes, value, length) == 0;
}

/**
 * mq_mcp_message_get_revision:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the revision that it names itself
 */
const char *
mq_mcp_message_get_revision (MqMcpMessage *self)
{
  return mq_json_get_string (mq_json_get_object (self->params, "_meta"),
                             MQ_MCP_META "protocolVersion", NULL);
}

/**
 * mq_mcp_message_check_meta:
 * @self: a request
 * @error: %MQ_MCP_ERROR_PARAMS
 *
 * Returns: whether `_meta` has what the revision %MQ_MCP_MODERN wants
 */
gboolean
mq_mcp_message_check_meta (MqMcpMessage *self, GError **error)
{
  JsonObject *meta = mq_json_get_object (self->params, "_meta");
  const char *missing = NULL;

  if (mq_mcp_message_get_revision (self) == NULL)
    missing = "protocolVersion";
  else if (mq_json_get_object (meta, MQ_MCP_META "clientCapabilities") == NULL)
    missing = "clientCapabilities";
  if (missing == NULL)
    return TRUE;

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "“_meta” has no “" MQ_MCP_META "%s”",
               missing);
  return FALSE;
}

/**
 * mq_mcp_message_is_id:
 * @node: (nullable): a value
 *
 * Returns: whether it can be the id of a request: a string or an integer
 */
gboolean
mq_mcp_message_is_id (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_STRING
             || json_node_get_value_type (node) == G_TYPE_INT64);
}

/* Puts such a text in place of each integer that would not come back as it came. */
static char *
hold_long_numbers (const char *json)
{
  GString *held = g_string_sized_new (strlen (json));

  for (gsize n; *json != '\0'; json += n)
    {
      gsize sign = *json == '-' ? 1 : 0;

      n = MAX (strspn (json, "+-.0123456789eE"), 1);
      if (*json == '"')
        {
          while (json[n] != '\0' && json[n] != '"')
            n += json[n] == '\\' && json[n + 1] != '\0' ? 2 : 1;
          n += json[n] == '"' ? 1 : 0;
        }
      if (n > sign + SURE_DIGITS && json[sign] != '0'
          && strspn (json + sign, "0123456789") == n - sign)
        g_string_append_printf (held, LONG_NUMBER "%.*s\"", (int)n, json);
      else
        g_string_append_len (held, json, (gssize)n);
    }

  return g_string_free_and_steal (held);
}

/**
 * mq_mcp_message_to_string:
 * @message: of the protocol; its id and tokens may be of a message that was parsed here
 *
 * Returns: (transfer full): JSON without line breaks, with numbers as they came
 */
char *
mq_mcp_message_to_string (JsonObject *message)
{
  static GRegex *held;
  g_autofree char *text = mq_json_object_to_string (message, FALSE);

  if (strstr (text, LONG_NUMBER) == NULL)
    return g_steal_pointer (&text);
  if (held == NULL)
    held = g_regex_new ("\"\\\\u0001(-?[1-9][0-9]{18,})\"", 0, 0, NULL);
  return g_regex_replace (held, text, -1, 0, "\\1", 0, NULL);
}

/* @id: (nullable): as it arrived. Takes @members. */
static char *
to_line (JsonNode *id, JsonObject *members)
{
  g_autoptr (JsonObject) message = members;
  g_autofree char *line = NULL;

  json_object_set_string_member (message, "jsonrpc", "2.0");
  if (id != NULL)
    json_object_set_member (message, "id", json_node_copy (id));
  line = mq_mcp_message_to_string (message);
  /* Clients decode strictly: a text that was cut in a character may not cost the whole answer. */
  return g_utf8_validate (line, -1, NULL) ? g_steal_pointer (&line) : g_utf8_make_valid (line, -1);
}

/**
 * mq_mcp_message_make_result:
 * @id: of the request
 * @result: (transfer full): what is answered
 *
 * Returns: (transfer full): a line without its end
 */
char *
mq_mcp_message_make_result (JsonNode *id, JsonObject *result)
{
  return to_line (id, mq_json_new ("result:o", result));
}

/**
 * mq_mcp_message_make_error:
 * @id: (nullable): of the request; %NULL: it could not be read
 * @code: an #MqMcpError
 * @message: in words
 * @data: (transfer full) (nullable): more
 *
 * Returns: (transfer full): a line without its end
 */
char *
mq_mcp_message_make_error (JsonNode *id, int code, const char *message, JsonObject *data)
{
  g_autoptr (JsonNode) nothing = json_node_new (JSON_NODE_NULL);
  JsonObject *error = mq_json_new ("code:i message:s", code, message);

  if (data != NULL)
    json_object_set_object_member (error, "data", data);
  return to_line (id != NULL ? id : nothing, mq_json_new ("error:o", error));
}

/**
 * mq_mcp_message_make_notification:
 * @method: its name
 * @params: (transfer full): its parameters
 *
 * Returns: (transfer full): a line without its end
 */
char *
mq_mcp_message_make_notification (const char *method, JsonObject *params)
{
  return to_line (NULL, mq_json_new ("method:s params:o", method, params));
}

/* Whether an escape such as "\ud83d" is at @text, whose fourth character is one of @digits. */
static gboolean
is_half (const char *text, const char *digits)
{
  return g_ascii_strncasecmp (text, "\\ud", 3) == 0 && strnlen (text, 6) == 6
         && strchr (digits, g_ascii_tolower (text[3])) != NULL;
}

/* The id of a request that cannot be read as it is: its caller waits for an answer.
 * Returns: (transfer full) (nullable) */
static JsonNode *
find_id (const char *valid)
{
  g_autofree char *held = hold_long_numbers (valid);
  g_autoptr (JsonObject) object = mq_json_parse_object (held, -1, NULL);
  JsonNode *id = object != NULL ? json_object_get_member (object, "id") : NULL;

  return mq_mcp_message_is_id (id) ? json_node_copy (id) : NULL;
}

static MqMcpMessage *
refuse (JsonNode *id, int code, const char *message, char **answer)
{
  *answer = mq_mcp_message_make_error (id, code, message, NULL);
  return NULL;
}

/**
 * mq_mcp_message_parse:
 * @text: a line
 * @length: bytes
 * @answer: (out) (transfer full) (nullable): the line that refuses it, if it needs an answer
 *
 * An answer to a request of ours needs none, for we send no requests.
 *
 * Returns: (transfer full) (nullable): the message
 */
MqMcpMessage *
mq_mcp_message_parse (const char *text, gsize length, char **answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (MqMcpMessage) self = g_new0 (MqMcpMessage, 1);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)length);
  g_autofree char *held = NULL;
  JsonObject *object;
  JsonNode *id;
  JsonNode *params;
  gboolean any = FALSE;

  *answer = NULL;

  /* U+FFFD takes the place of each NUL and each half of a surrogate pair. */
  for (char *at = valid; (at = strchr (at, '\\')) != NULL; at += at[1] != '\0' ? 2 : 1)
    if (is_half (at, "89ab") && is_half (at + 6, "cdef"))
      at += 10;
    else if (g_str_has_prefix (at, "\\u0000") || is_half (at, "89abcdef"))
      any = memcpy (at, "\\ufffd", 6) != NULL;
  if (any || !g_utf8_validate_len (text, length, NULL))
    {
      g_autoptr (JsonNode) found = find_id (valid);

      return refuse (
          found, MQ_MCP_ERROR_PARSE,
          "The line has a NUL, half of a surrogate pair, or what is not UTF-8. Write the "
          "character as it is, or leave it out",
          answer);
    }
  held = hold_long_numbers (valid);
  if (!(root = mq_json_parse (held, -1, &error)))
    return refuse (NULL, MQ_MCP_ERROR_PARSE, error->message, answer);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return refuse (NULL, MQ_MCP_ERROR_REQUEST, "A message is an object; there are no batches",
                   answer);

  object = json_node_get_object (root);
  if (!json_object_has_member (object, "method")
      && (json_object_has_member (object, "result") || json_object_has_member (object, "error")))
    return NULL;

  id = json_object_get_member (object, "id");
  if (id != NULL && !mq_mcp_message_is_id (id))
    return refuse (NULL, MQ_MCP_ERROR_REQUEST, "“id” is neither a string nor an integer", answer);
  if (g_strcmp0 (mq_json_get_string (object, "jsonrpc", NULL), "2.0") != 0
      || mq_json_get_string (object, "method", NULL) == NULL)
    return refuse (id, MQ_MCP_ERROR_REQUEST, "It is not a request of JSON-RPC 2.0", answer);

  params = json_object_get_member (object, "params");
  if (params != NULL && !JSON_NODE_HOLDS_OBJECT (params))
    return refuse (id, MQ_MCP_ERROR_PARAMS, "“params” is not an object", answer);

  self->id = id != NULL ? json_node_ref (id) : NULL;
  self->method = g_strdup (mq_json_get_string (object, "method", NULL));
  self->params = params != NULL ? json_object_ref (json_node_get_object (params))
                                : json_object_new ();
  return g_steal_pointer (&self);
}
