/* What a scripted exchange looks like on the wire, see fake-model-answer.h. */
#include "support/fake-model-answer.h"

#include "common/json/mq-json.h"
#include "common/events/mq-sse.h"

#include <string.h>

#define PIECE 24

static char *
to_text (JsonObject *json)
{
  return mq_json_object_to_string (json, FALSE);
}

/* What is answered as text: given, or an object. */
static char *
dup_text (JsonObject *exchange)
{
  JsonObject *object = mq_json_get_object (exchange, "object");

  return object != NULL ? to_text (object) : g_strdup (mq_json_get_string (exchange, "text", ""));
}

static char *
dup_arguments (JsonObject *call)
{
  JsonObject *object = mq_json_get_object (call, "arguments");

  return object != NULL ? to_text (object) : g_strdup (mq_json_get_string (call, "arguments", ""));
}

/* At most @piece bytes, no letter cut in two. */
static char *
next_piece (const char **at, gsize piece)
{
  gsize length = MIN (piece, strlen (*at));
  char *text;

  while (((guchar)(*at)[length] & 0xC0) == 0x80)
    length++;

  text = g_strndup (*at, length);
  *at += length;
  return text;
}

static void event (GString *out, gboolean anthropic, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* @format has ' where JSON has ". */
static void
event (GString *out, gboolean anthropic, const char *format, ...)
{
  g_autofree char *plain = g_strdelimit (g_strdup (format), "'", '"');
  g_autofree char *json = NULL;
  g_autoptr (JsonObject) object = NULL;
  va_list arguments;

  va_start (arguments, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  json = g_strdup_vprintf (plain, arguments);
#pragma GCC diagnostic pop
  va_end (arguments);

  object = mq_json_parse_object (json, -1, NULL);
  g_assert_nonnull (object);
  mq_sse_write (out, anthropic ? mq_json_get_string (object, "type", NULL) : NULL, NULL, json);
}

/* A JSON string, with its quotes. */
static char *
quoted (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

static void
anthropic_text (GString *out, const char *text, gsize piece, guint *index)
{
  event (out, TRUE,
         "{'type':'content_block_start','index':%u,'content_block':{'type':'text','text':''}}",
         *index);
  for (const char *at = text; *at != '\0';)
    {
      g_autofree char *one = next_piece (&at, piece);
      g_autofree char *json = quoted (one);

      event (out, TRUE,
             "{'type':'content_block_delta','index':%u,'delta':{'type':'text_delta','text':%s}}",
             *index, json);
    }
  event (out, TRUE, "{'type':'content_block_stop','index':%u}", (*index)++);
}

static void
anthropic_call (GString *out, const char *id, const char *name, const char *arguments, gsize piece,
                guint *index)
{
  g_autofree char *id_json = quoted (id);
  g_autofree char *name_json = quoted (name);

  event (
      out, TRUE,
      "{'type':'content_block_start','index':%u,'content_block':{'type':'tool_use','id':%s,'name':%"
      "s,'input':{}}}",
      *index, id_json, name_json);
  event (
      out, TRUE,
      "{'type':'content_block_delta','index':%u,'delta':{'type':'input_json_delta','partial_json':'"
      "'}}",
      *index);
  for (const char *at = arguments; *at != '\0';)
    {
      g_autofree char *one = next_piece (&at, piece);
      g_autofree char *json = quoted (one);

      event (out, TRUE,
             "{'type':'content_block_delta','index':%u,'delta':{'type':'input_json_delta','partial_"
             "json':%s}}",
             *index, json);
    }
  event (out, TRUE, "{'type':'content_block_stop','index':%u}", (*index)++);
}

/* The tool that the request forces: the way to a schema. */
static const char *
forced_tool (JsonObject *request)
{
  JsonObject *choice = mq_json_get_object (request, "tool_choice");
  JsonArray *tools = mq_json_get_array (request, "tools");
  const char *name = mq_json_get_string (choice, "name", NULL);

  if (choice == NULL || name != NULL || tools == NULL)
    return name;

  /* "any": ours is the last. */
  return mq_json_get_string (mq_json_element_object (tools, json_array_get_length (tools) - 1),
                             "name", NULL);
}

static void
write_anthropic (GString *out, JsonObject *exchange, JsonObject *request, gsize piece)
{
  JsonObject *usage = mq_json_get_object (exchange, "usage");
  JsonArray *calls = mq_json_get_array (exchange, "calls");
  g_autofree char *text = dup_text (exchange);
  const char *forced = forced_tool (request);
  const char *refusal = mq_json_get_string (exchange, "refusal", NULL);
  gboolean by_tool = forced != NULL && json_object_has_member (exchange, "object");
  const char *stop = calls != NULL || by_tool ? "tool_use" : "end_turn";
  g_autofree char *stop_json = NULL;
  guint index = 0;

  event (
      out, TRUE,
      "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','"
      "content'"
      ":[],'usage':{'input_tokens':%d,'cache_read_input_tokens':%d,'cache_creation_input_tokens':%d"
      ",'output_tokens':1}}}",
      (int)mq_json_get_int (usage, "input", 10), (int)mq_json_get_int (usage, "cached", 0),
      (int)mq_json_get_int (usage, "written", 0));
  event (out, TRUE, "{'type':'ping'}");
  if (refusal != NULL)
    anthropic_text (out, refusal, piece, &index);
  else if (by_tool)
    anthropic_call (out, "toolu_0", forced, text, piece, &index);
  else if (*text != '\0')
    anthropic_text (out, text, piece, &index);
  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    {
      JsonObject *call = mq_json_element_object (calls, i);
      g_autofree char *arguments = dup_arguments (call);

      anthropic_call (out, mq_json_get_string (call, "id", "toolu_1"),
                      mq_json_get_string (call, "name", ""), arguments, piece, &index);
    }

  stop_json = quoted (mq_json_get_string (exchange, "stop", refusal != NULL ? "refusal" : stop));
  event (out, TRUE,
         "{'type':'message_delta','delta':{'stop_reason':%s,'stop_sequence':null},'usage':{'output_"
         "tokens':%d}}",
         stop_json, (int)mq_json_get_int (usage, "output", 5));
  if (mq_json_get_boolean (exchange, "done", TRUE))
    event (out, TRUE, "{'type':'message_stop'}");
}

static void
chunk (GString *out, const char *delta, const char *reason)
{
  event (out, FALSE,
         "{'id':'c','object':'chat.completion.chunk','choices':[{'index':0,'delta':%s,'finish_"
         "reason':%s"
         "}]}",
         delta, reason);
}

static void
openai_call (GString *out, JsonObject *call, guint index, gsize piece)
{
  g_autofree char *arguments = dup_arguments (call);
  g_autofree char *id = quoted (mq_json_get_string (call, "id", "call_1"));
  g_autofree char *name = quoted (mq_json_get_string (call, "name", ""));
  g_autofree char *first = g_strdup_printf (
      "{\"tool_calls\":[{\"index\":%u,\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,"
      "\"arguments\":\"\"}}]}",
      index, id, name);

  chunk (out, first, "null");
  for (const char *at = arguments; *at != '\0';)
    {
      g_autofree char *one = next_piece (&at, piece);
      g_autofree char *json = quoted (one);
      g_autofree char *delta = g_strdup_printf (
          "{\"tool_calls\":[{\"index\":%u,\"function\":{\"arguments\":%s}}]}", index, json);

      chunk (out, delta, "null");
    }
}

static char *
openai_usage (JsonObject *exchange)
{
  JsonObject *usage = mq_json_get_object (exchange, "usage");

  if (json_object_has_member (exchange, "usage") && usage == NULL)
    return NULL;

  return g_strdup_printf (
      "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"prompt_tokens_details\":{"
      "\"cached_tokens\":%d}}",
      (int)mq_json_get_int (usage, "input", 10), (int)mq_json_get_int (usage, "output", 5),
      (int)mq_json_get_int (usage, "cached", 0));
}

static void
write_openai (GString *out, JsonObject *exchange, JsonObject *request, gsize piece)
{
  JsonArray *calls = mq_json_get_array (exchange, "calls");
  const char *refusal = mq_json_get_string (exchange, "refusal", NULL);
  g_autofree char *text = dup_text (exchange);
  g_autofree char *usage = openai_usage (exchange);
  g_autofree char *reason
      = quoted (mq_json_get_string (exchange, "stop", calls != NULL ? "tool_calls" : "stop"));
  g_autofree char *thoughts = quoted (mq_json_get_string (exchange, "thoughts", "Hm."));
  g_autofree char *first = g_strdup_printf (
      "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":%s}", thoughts);

  chunk (out, first, "null");
  for (const char *at = refusal != NULL ? refusal : text; *at != '\0';)
    {
      g_autofree char *one = next_piece (&at, piece);
      g_autofree char *json = quoted (one);
      g_autofree char *delta = g_strdup_printf ("{\"%s\":%s}",
                                                refusal != NULL ? "refusal" : "content", json);

      chunk (out, delta, "null");
    }
  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    openai_call (out, mq_json_element_object (calls, i), i, piece);

  chunk (out, "{}", reason);
  if (usage != NULL
      && mq_json_get_boolean (mq_json_get_object (request, "stream_options"), "include_usage",
                              FALSE))
    event (out, FALSE, "{'id':'c','choices':[],'usage':%s}", usage);
  if (mq_json_get_boolean (exchange, "done", TRUE))
    mq_sse_write (out, NULL, NULL, "[DONE]");
}

static void
write_whole (GString *out, JsonObject *exchange)
{
  g_autofree char *text = dup_text (exchange);
  g_autofree char *json = quoted (text);
  g_autofree char *usage = openai_usage (exchange);

  g_string_append_printf (
      out,
      "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%"
      "s},\"finish_reason\":\"stop\"}],\"usage\":%s}",
      json, usage);
}

/**
 * mq_fake_answer_write:
 * @exchange: of the script
 * @request: what was asked
 * @anthropic: the dialect
 *
 * Returns: (transfer full): the bytes
 */
GString *
mq_fake_answer_write (JsonObject *exchange, JsonObject *request, gboolean anthropic)
{
  GString *out = g_string_new (NULL);
  gsize piece = (gsize)mq_json_get_int (exchange, "piece", PIECE);
  const char *raw = mq_json_get_string (exchange, "raw", NULL);

  for (gint64 i = mq_json_get_int (exchange, "comments", 0); i > 0; i--)
    mq_sse_write_comment (out, "PROCESSING");

  if (raw != NULL)
    g_string_append (out, raw);
  else if (mq_json_get_boolean (exchange, "whole", FALSE))
    write_whole (out, exchange);
  else if (anthropic)
    write_anthropic (out, exchange, request, piece);
  else
    write_openai (out, exchange, request, piece);

  return out;
}
