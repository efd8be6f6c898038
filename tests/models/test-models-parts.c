/* The parts that asking a model is made of, by themselves: requests and answers as JSON, schemas,
 * digging, what a refusal means. */
#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "service/model/mq-model-answer.h"
#include "service/model/mq-model-error.h"
#include "service/model-http/mq-model-provider.h"
#include "service/model-http/mq-answer-builder.h"
#include "service/model-http/mq-model-schema.h"
#include "service/model-http/mq-model-failure.h"
#include "service/model-http/mq-prompt-fallback.h"
#include "support/mq-test.h"

#include <string.h>

/* JSON with ' for ". */
static JsonObject *
json (const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonObject *object = mq_json_parse_object (plain, -1, &error);

  g_assert_no_error (error);
  return object;
}

static void
test_request_json (void)
{
  g_autoptr (MqModelRequest) request = mq_model_request_new ("critic", "look");
  g_autoptr (GBytes) picture = g_bytes_new_static ("abc", 3);
  g_autoptr (JsonObject) object = json ("{'query':'x'}");
  g_autoptr (JsonObject) written = NULL;
  g_autofree char *text = NULL;

  mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, "You look.");
  mq_model_request_add_text (request, MQ_MODEL_USER, "");
  mq_model_request_add_text (request, MQ_MODEL_USER, "At this:");
  mq_model_request_add_picture (request, picture, "image/png");
  mq_model_request_add_call (request, "c", "search", object);
  mq_model_request_add_result (request, "c", "Found.");
  mq_model_request_set_schema (request, "defects", object);
  request->max_tokens = 100;
  written = mq_model_request_to_json (request);
  text = mq_json_object_to_string (written, FALSE);

  g_assert_cmpstr (
      text, ==,
      "{\"role\":\"critic\",\"task\":\"look\",\"messages\":[{\"speaker\":\"system\",\"parts\":[{"
      "\"text\":"
      "\"You look.\",\"stable\":true}]},{\"speaker\":\"user\",\"parts\":[{\"text\":\"At this:\"},{"
      "\"picture\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\"media_"
      "type\":"
      "\"image/png\",\"bytes\":3}]},{\"speaker\":\"assistant\",\"parts\":[{\"call\":\"c\",\"name\":"
      "\"search\",\"arguments\":{\"query\":\"x\"}}]},{\"speaker\":\"user\",\"parts\":[{\"result\":"
      "\"c\","
      "\"text\":\"Found.\"}]}],\"schema_name\":\"defects\",\"schema\":{\"query\":\"x\"},\"max_"
      "tokens\":"
      "100}");
}

static void
test_answer_json (void)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
  g_autoptr (JsonObject) object = json ("{'query':'x'}");
  MqModelUsage usage = { 100, 20, 30, 0.5 };
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (MqModelAnswer) again = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (calls, mq_model_part_new_call ("c", "search", object));
  answer = mq_model_answer_new ("custom:m", "Text.", calls, object, MQ_MODEL_STOP_LENGTH, &usage,
                                2);
  first = mq_model_answer_to_json (answer);
  again = mq_model_answer_from_json (first, &error);
  g_assert_no_error (error);
  second = mq_model_answer_to_json (again);
  first_text = mq_json_object_to_string (first, FALSE);
  second_text = mq_json_object_to_string (second, FALSE);
  g_assert_cmpstr (first_text, ==, second_text);
  g_assert_cmpint (again->stop, ==, MQ_MODEL_STOP_LENGTH);
  g_assert_cmpuint (again->calls->len, ==, 1);

  json_object_remove_member (first, "text");
  g_assert_null (mq_model_answer_from_json (first, &error));
  g_assert_nonnull (error);
}

#define CALL(members) "{'model':'m','text':'t','calls':[" members "]}"

/* An answer that was written by hand: defaults, limits, and what is no call. */
static void
test_answer_of_others (void)
{
  static const struct
  {
    const char *text;
    const char *says;   /* of the error; NULL: none */
    const char *answer; /* cost, calls, how it stopped, seconds */
  } cases[] = {
    { "{'model':'m','text':''}", NULL, "-1 1 0 0" },
    { "{'model':'m','text':'t','stop':'tools','seconds':1.5,'usage':{'calls':3,'cost':0}}", NULL,
      "0 3 1 1.5" },
    { "{'model':'m','text':'t','stop':'length','usage':{'calls':0}}", NULL, "-1 1 2 0" },
    { "{'model':'m','text':'t','stop':'whatever','usage':{'calls':1001}}", NULL, "-1 1000 0 0" },
    { "{'text':'t'}", "model", NULL },
    { "{'model':'m'}", "text", NULL },
    { CALL ("{'call':'c','name':'n','arguments':{}}"), NULL, "-1 1 0 0" },
    { CALL ("{'call':'c','name':'n','arguments':{}},{'name':'n','arguments':{}}"), "entry 2",
      NULL },
    { CALL ("{'call':'c','arguments':{}}"), "entry 1", NULL },
    { CALL ("{'call':'c','name':'n','arguments':7}"), "entry 1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) object = json (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqModelAnswer) answer = mq_model_answer_from_json (object, &error);
      g_autofree char *shown = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_true ((answer == NULL) == (cases[i].says != NULL));
      if (cases[i].says != NULL)
        {
          g_assert_nonnull (strstr (error->message, cases[i].says));
          continue;
        }
      g_assert_no_error (error);
      shown = g_strdup_printf ("%g %u %d %g", answer->usage.cost, answer->usage.calls, answer->stop,
                               answer->seconds);
      g_assert_cmpstr (shown, ==, cases[i].answer);
    }
}

/* Thoughts belong to the assistant's last message; after what anybody else says they are nobody's.
 */
static void
test_request_thoughts (void)
{
  g_autoptr (MqModelRequest) request = mq_model_request_new ("critic", "look");
  MqModelMessage *message;

  mq_model_request_add_thoughts (request, "none");
  mq_model_request_add_text (request, MQ_MODEL_USER, "Look.");
  mq_model_request_add_thoughts (request, "none");
  message = request->messages->pdata[0];
  g_assert_null (message->thoughts);
  mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, "I did.");
  mq_model_request_add_thoughts (request, "a chair");
  message = request->messages->pdata[1];
  g_assert_cmpstr (message->thoughts, ==, "a chair");
}

#define SCHEMA                                                                                     \
  "{'type':'object','additionalProperties':false,'required':['title','parts'],'properties':{"      \
  "'title':{'type':'string'},'style':{'type':['string','null']},'kind':{'enum':['a','b',3]},"      \
  "'parts':{'type':'array','items':{'type':'object','required':['size'],'properties':{"            \
  "'size':{'type':'number'},'count':{'type':'integer'},'round':{'type':'boolean'}}}}}}"

static const struct
{
  const char *object;
  const char *problem; /* NULL: none */
} checks[] = {
  { "{'title':'t','parts':[]}", NULL },
  { "{'title':'t','style':null,'kind':3,'parts':[{'size':1,'count':2.0,'round':true,'more':1}]}",
    NULL },
  { "{'parts':[]}", "\"title\" is missing" },
  { "{'title':1,'parts':[{'size':'x'},{}]}",
    "\"title\": expected string, got integer; \"parts[0].size\": expected number, got string; "
    "\"parts[1]\": \"size\" is missing" },
  { "{'title':1,'parts':[]}", "\"title\": expected string, got integer" },
  { "{'title':'t','parts':{}}", "\"parts\": expected array, got object" },
  { "{'title':'t','parts':[],'x':1}", NULL }, /* nobody reads it, and asking again costs as much */
  { "{'title':'t','style':1,'parts':[]}", "\"style\": expected string or null, got integer" },
  { "{'title':'t','kind':'c','parts':[]}", "\"kind\": has to be one of [\"a\",\"b\",3]" },
  { "{'title':'t','parts':[{'size':1},{'size':'x'}]}",
    "\"parts[1].size\": expected number, got string" },
  { "{'title':'t','parts':[{'size':1,'count':2.5}]}",
    "\"parts[0].count\": expected integer, got number" },
  { "{'title':'t','parts':[{}]}", "\"parts[0]\": \"size\" is missing" },
};

static void
test_schema (void)
{
  g_autoptr (JsonObject) schema = json (SCHEMA);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (JsonObject) object = json (checks[i].object);
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
      g_autofree char *problem = mq_json_schema_check (schema, node, FALSE);

      g_assert_cmpstr (problem, ==, checks[i].problem);
    }
}

static void
test_strict (void)
{
  const struct
  {
    const char *schema;
    gboolean strict;
  } cases[] = {
    { SCHEMA, FALSE },
    { "{'type':'object','additionalProperties':false,'properties':{'a':{'type':'string'}},'"
      "required':["
      "'a']}",
      TRUE },
    { "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}", FALSE },
    { "{'type':'object','additionalProperties':false,'properties':{'a':{'type':'array','items':{'"
      "type':"
      "'object','properties':{}}}},'required':['a']}",
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) schema = json (cases[i].schema);

      g_assert_cmpint (mq_model_schema_is_strict (schema), ==, cases[i].strict);
    }
}

static const struct
{
  const char *text;
  gint64 number; /* 0: nothing to be found */
} digs[] = {
  { "{\"n\": 1}", 1 },
  { "  \n{\"n\": 2}\n", 2 },
  { "Here it is:\n```json\n{\"n\": 3}\n```\nDone.", 3 },
  { "```\n{\"n\": 4}", 4 },
  { "As {n} says: {\"n\": 5, \"s\": \"a } in a text, a \\\" too\"}", 5 },
  { "First {\"m\": 1}, no: {\"n\": 7}", 7 },
  { "{\"n\": \"8\"}", 8 },
  { "{\"n\": 9,}", 9 },
  { "{'n': 10, // the tenth\n /* and */ \"list\": [1, 2,],}", 10 },
  { "{\"n\": 11 \"s\": 'it', 's", 11 },
  { "{n: 12, s: True, list: [1 2 None], more: {\"a\": .5}}", 12 },
  { "{\"n\": 13, \"s\": \"cut off in a te", 13 },
  { "{\"n\": 14, \"list\": [{\"n\": 1}, {\"n\"", 14 },
  { "```json\n{\"N\": 15, \"s\": \"two\nlines \\u00e9 \\ud83d\\ude00 \\q\"}\n```", 15 },
  { "{\"s\": [1, 2", 0 },
  { "{\"n\": 16, \"s\": {a}}", 0 },
  { "{\"n\": 1e400}", 0 },
  { "{\"n\": \"seven\"}", 0 },
  { "{\"n\": 8", 0 },
  { "", 0 },
  { "[]", 0 },
  { "}}}{{{", 0 },
};

static const struct
{
  const char *said;
  const char *answer; /* NULL: nothing but thoughts */
} thoughts[] = {
  { " Six.", "Six." },
  { "<think>{9}</think>{6}", "{6}" },
  { "{9}\n</think>\n\n{6}", "{6}" },
  { "<thinking>\n{9}\n</thinking>\n\n{6}", "{6}" },
  { "[THINK]{9}[/THINK]{6}", "{6}" },
  { "<think>{9}</think>\n<think>{8}</think>\n{6}", "{6}" },
  { "Now.\n<think>{9}</think>\n{6}", "Now.\n\n{6}" },
  { "No <think> here.\n<think>{9}</think>\n{6}", "No <think> here.\n\n{6}" },
  { "{9} hm </think> {8} hm </think> {6}", "{6}" },
  { "◁think▷{9}◁/think▷{6}", "{6}" },
  { "<|channel|>analysis<|message|>{9}<|end|><|start|>assistant<|channel|>final<|message|>{6}<|"
    "return|>",
    "{6}" },
  { "<|channel|>analysis<|message|>{9}<|end|><|start|>assistant<|channel|>final "
    "<|constrain|>json<|message|>{6}",
    "{6}" },
  { "analysisI think {9}assistantfinal{6}", "{6}" },
  { "<think>{9}", NULL },
  { "<think>{9}</think>\n", NULL },
  { "<|channel|>analysis<|message|>{9}", NULL },
  { "{\"a sign\": \"<think> and </think>\"}", "{\"a sign\": \"<think> and </think>\"}" },
  { "", "" },
};

static void
test_thoughts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (thoughts); i++)
    {
      gboolean only_thoughts;
      g_autofree char *answer = mq_answer_thoughts_remove (thoughts[i].said, &only_thoughts);

      g_assert_cmpstr (answer, ==, thoughts[i].answer != NULL ? thoughts[i].answer : "");
      g_assert_cmpint (only_thoughts, ==, thoughts[i].answer == NULL);
    }
}

static void
test_dig (void)
{
  g_autoptr (JsonObject) schema
      = json ("{'type':'object','required':['n'],'properties':{'n':{'type':'integer'}}}");

  for (guint i = 0; i < G_N_ELEMENTS (digs); i++)
    {
      gboolean is_cut;
      g_autofree char *problem = NULL;
      g_autoptr (JsonObject) object = mq_model_schema_dig (schema, digs[i].text, &is_cut, &problem);

      g_assert_cmpint (mq_json_get_int (object, "n", 0), ==, digs[i].number);
      g_assert_true ((object == NULL) == (problem != NULL));
    }
}

/* A call in words that ends in the middle is none. */
static void
test_calls_in_words (void)
{
  static const char whole[] = "{\"tool\": \"search\", \"arguments\": {\"query\": \"bevel\"}}";
  g_autoptr (MqModelRequest) request = mq_model_request_new ("writer", "write body");
  g_autoptr (JsonObject) parameters = json ("{'type':'object'}");

  mq_model_request_add_tool (request, "search", "Looks up.", parameters);
  for (gsize length = sizeof whole - 1; length > 0; length--)
    {
      g_autofree char *text = g_strndup (whole, length);
      gsize before;
      g_autoptr (GPtrArray) calls = mq_prompt_fallback_parse_calls (request, text, &before);

      g_assert_cmpuint (calls->len, ==, length == sizeof whole - 1);
      g_assert_cmpuint (before, ==, calls->len > 0 ? 0 : length);
    }
}

#define FIT                                                                                        \
  "{'type':'object','required':['title','count','on','verdict','ids','note','parts'],'properties'" \
  ":{"                                                                                             \
  "'title':{'type':'string'},'count':{'type':'integer','default':1},'on':{'type':'boolean'},"      \
  "'verdict':{'type':'string','enum':['better','worse']},'ids':{'type':'array','default':[],"      \
  "'items':{'type':'string'}},'note':{'type':'string','default':''},'parts':{'type':'array',"      \
  "'items':{'type':'object','required':['size'],'properties':{'size':{'type':'number'},"           \
  "'about':{'type':'string','default':'it'}}}}}}"

/* What weak models write, and what it means. */
static const struct
{
  const char *said;
  const char *meant; /* NULL: it cannot be used */
} fits[] = {
  { "{'title':'t','on':'yes','verdict':'Better.','parts':[]}",
    "{'title':'t','on':true,'verdict':'better','parts':[],'count':1,'ids':[],'note':''}" },
  { "{'title':5,'count':'4','on':0,'verdict':' "
    "WORSE','ids':'legs','note':['a','b'],'parts':{'size':'0.5'}}",
    "{'title':'5','count':4,'on':false,'verdict':'worse','ids':['legs'],'note':'a; "
    "b','parts':[{'size':0.5,"
    "'about':'it'}]}" },
  { "{'Title':'t','count':null,'on':'True','verdict':'better','ids':[1,'b'],'note':null,'parts':[{'"
    "size':1}]}",
    "{'title':'t','on':true,'verdict':'better','parts':[{'size':1,'about':'it'}],'count':1,'ids':['"
    "1','b'],"
    "'note':''}" },
  { "{'title':'t','on':'perhaps','verdict':'better','parts':[]}", NULL },
  { "{'title':'t','on':true,'verdict':'much better','parts':[]}", NULL },
  { "{'title':'t','on':true,'verdict':'better','parts':[{'size':'4 cm'}]}", NULL },
  { "{'title':'t','on':true,'verdict':'better'}", NULL },
  /* Without its end, what is missing was not left out. */
  { "{'title':'t','on':true,'verdict':'better','parts':[{'size':1},{'si", NULL },
};

static void
test_fit (void)
{
  g_autoptr (JsonObject) schema = json (FIT);

  for (guint i = 0; i < G_N_ELEMENTS (fits); i++)
    {
      g_autofree char *said = g_strdelimit (g_strdup (fits[i].said), "'", '"');
      gboolean is_cut;
      g_autofree char *problem = NULL;
      g_autoptr (JsonObject) object = mq_model_schema_dig (schema, said, &is_cut, &problem);
      g_autoptr (JsonObject) meant = fits[i].meant != NULL ? json (fits[i].meant) : NULL;
      g_autoptr (JsonNode) one = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonNode) other = json_node_new (JSON_NODE_OBJECT);

      g_assert_true ((object == NULL) == (meant == NULL) && (object == NULL) == (problem != NULL));
      if (object == NULL)
        continue;
      json_node_set_object (one, object);
      json_node_set_object (other, meant);
      if (!json_node_equal (one, other))
        g_error ("%s was read as %s", said, mq_json_object_to_string (object, FALSE));
    }
}

/* `default` is ours: OpenAI's `strict` refuses it. */
static void
test_plain (void)
{
  g_autoptr (JsonObject) schema = json (FIT);
  g_autoptr (JsonObject) plain = mq_model_schema_dup_plain (schema);
  g_autofree char *text = mq_json_object_to_string (plain, FALSE);

  g_assert_null (strstr (text, "default"));
  g_assert_nonnull (strstr (text, "\"about\":{\"type\":\"string\"}"));
}

static void
test_wait (void)
{
  g_autoptr (GDateTime) soon = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (soon, 60);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT");
  gint64 wait = mq_model_failure_read_wait (date, NULL, NULL);

  g_assert_true (wait > 50000 && wait <= 60000);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, NULL), ==, -1);
  g_assert_cmpint (mq_model_failure_read_wait ("soon", NULL, NULL), ==, -1);
  g_assert_cmpint (mq_model_failure_read_wait ("-4", NULL, NULL), ==, -1);
  g_assert_cmpint (mq_model_failure_read_wait ("1.5", NULL, NULL), ==, 1500);
  g_assert_cmpint (mq_model_failure_read_wait ("9", "250", NULL), ==, 250);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, "90"), ==, 90000);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, "1700000000"), ==, 0);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, "tomorrow"), ==, -1);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, "-1"), ==, -1);
}

static const struct
{
  guint status;
  const char *words;
  guint used;
  MqModelUnsupported lack;
} lacks[] = {
  { 400, "registry.ollama.ai/library/gemma3:4b does not support tools", MQ_MODEL_UNSUPPORTED_TOOLS,
    MQ_MODEL_UNSUPPORTED_TOOLS },
  { 404, "No endpoints found that support tool use", MQ_MODEL_UNSUPPORTED_TOOLS,
    MQ_MODEL_UNSUPPORTED_TOOLS },
  { 404, "No endpoints found that support image input", MQ_MODEL_UNSUPPORTED_PICTURES,
    MQ_MODEL_UNSUPPORTED_PICTURES },
  { 400, "image exceeds 5 MB maximum", MQ_MODEL_UNSUPPORTED_PICTURES, MQ_MODEL_UNSUPPORTED_NONE },
  { 400, "This model does not support image input", 0, MQ_MODEL_UNSUPPORTED_NONE },
  { 400, "tool_choice forces tool use, which is not possible here", MQ_MODEL_UNSUPPORTED_SCHEMA,
    MQ_MODEL_UNSUPPORTED_SCHEMA },
  { 429, "too many images", MQ_MODEL_UNSUPPORTED_PICTURES, MQ_MODEL_UNSUPPORTED_NONE },
  { 400, "This model's maximum context length is 8192 tokens, response_format …",
    MQ_MODEL_UNSUPPORTED_SCHEMA, MQ_MODEL_UNSUPPORTED_NONE },
  { 400, "Unrecognized request argument: stream_options", MQ_MODEL_UNSUPPORTED_STREAM_USAGE,
    MQ_MODEL_UNSUPPORTED_STREAM_USAGE },
};

static void
test_lacks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lacks); i++)
    {
      g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;

      mq_model_failure_set_message (&failure, mq_model_provider_find ("ollama"), lacks[i].status,
                                    NULL, lacks[i].words, NULL);
      g_assert_cmpint (mq_model_failure_get_unsupported (&failure, lacks[i].used), ==,
                       lacks[i].lack);
    }
}

/* How many tokens a server allows, if it says so; what can be no such limit is none. */
static void
test_most_tokens (void)
{
  static const struct
  {
    const char *words;
    guint most;
  } cases[] = {
    { "max_tokens: 64000 > 8192, which is the maximum", 8192 },
    { "must be less than or equal to 4096", 4096 },
    { "at most 1000 tokens", 1000 },
    { "Use max_tokens <= 2000", 2000 },
    { "> 5 or at most 300", 300 },
    { "> 700 or at most 300", 700 },
    { "> 255", 0 },
    { "> 256", 256 },
    { "> 10000000", 10000000 },
    { "> 10000001", 0 },
    { "at most ten", 0 },
    { "too many", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;

      mq_model_failure_set_message (&failure, mq_model_provider_find ("ollama"), 400, NULL,
                                    cases[i].words, NULL);
      g_test_message ("%s", cases[i].words);
      g_assert_cmpuint (failure.most_tokens, ==, cases[i].most);
    }
}

/* What a status means where the words say nothing, and whether asking again may help. */
static void
test_statuses (void)
{
  static const struct
  {
    guint status;
    MqModelError code;
    MqModelRetryPolicy again;
  } cases[] = {
    { 400, MQ_MODEL_ERROR_REQUEST, MQ_MODEL_RETRY_NO },
    { 401, MQ_MODEL_ERROR_KEY, MQ_MODEL_RETRY_NO },
    { 402, MQ_MODEL_ERROR_PAYMENT, MQ_MODEL_RETRY_NO },
    { 403, MQ_MODEL_ERROR_KEY, MQ_MODEL_RETRY_NO },
    { 404, MQ_MODEL_ERROR_NOT_FOUND, MQ_MODEL_RETRY_NO },
    { 405, MQ_MODEL_ERROR_NOT_FOUND, MQ_MODEL_RETRY_NO },
    { 407, MQ_MODEL_ERROR_KEY, MQ_MODEL_RETRY_NO },
    { 408, MQ_MODEL_ERROR_BUSY, MQ_MODEL_RETRY_LATER },
    { 410, MQ_MODEL_ERROR_NOT_FOUND, MQ_MODEL_RETRY_NO },
    { 413, MQ_MODEL_ERROR_CONTEXT, MQ_MODEL_RETRY_NO },
    { 422, MQ_MODEL_ERROR_REQUEST, MQ_MODEL_RETRY_NO },
    { 425, MQ_MODEL_ERROR_BUSY, MQ_MODEL_RETRY_LATER },
    { 429, MQ_MODEL_ERROR_BUSY, MQ_MODEL_RETRY_LATER },
    { 500, MQ_MODEL_ERROR_BUSY, MQ_MODEL_RETRY_LATER },
    { 501, MQ_MODEL_ERROR_REQUEST, MQ_MODEL_RETRY_NO },
    { 502, MQ_MODEL_ERROR_BUSY, MQ_MODEL_RETRY_LATER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;

      mq_model_failure_set_message (&failure, mq_model_provider_find ("ollama"), cases[i].status,
                                    NULL, "hm", NULL);
      g_test_message ("%u", cases[i].status);
      g_assert_error (failure.error, MQ_MODEL_ERROR, (int)cases[i].code);
      g_assert_cmpint (failure.again, ==, cases[i].again);
    }
}

/* What a provider says is told in full as long as it is short. */
static void
test_long_words (void)
{
  static const struct
  {
    gsize length;
    const char *end;
  } cases[] = { { 400, "x" }, { 401, "x…" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;
      g_autofree char *words = g_strnfill (cases[i].length, 'x');

      mq_model_failure_set_message (&failure, mq_model_provider_find ("ollama"), 402, NULL, words,
                                    NULL);
      g_assert_true (g_str_has_suffix (failure.error->message, cases[i].end));
    }
}

static void
test_providers (void)
{
  gsize n;
  const MqModelProvider *all = mq_model_providers_get (&n);

  g_assert_cmpuint (n, >=, 9);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (mq_model_provider_find (all[i].id) == &all[i]);
      g_assert_true (all[i].base_url != NULL || g_str_equal (all[i].id, "custom"));
      g_assert_true (!all[i].needs_key || all[i].key_variable != NULL);
      g_assert_true (!all[i].local || g_str_has_prefix (all[i].base_url, "http://127.0.0.1:"));
    }
  g_assert_null (mq_model_provider_find ("nobody"));
}

MQ_TEST_PROGRAM (models_parts)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/models/parts/request-json", test_request_json);
  g_test_add_func ("/models/parts/answer-json", test_answer_json);
  g_test_add_func ("/models/parts/answer-of-others", test_answer_of_others);
  g_test_add_func ("/models/parts/request-thoughts", test_request_thoughts);
  g_test_add_func ("/models/parts/schema", test_schema);
  g_test_add_func ("/models/parts/strict", test_strict);
  g_test_add_func ("/models/parts/dig", test_dig);
  g_test_add_func ("/models/parts/thoughts", test_thoughts);
  g_test_add_func ("/models/parts/calls-in-words", test_calls_in_words);
  g_test_add_func ("/models/parts/fit", test_fit);
  g_test_add_func ("/models/parts/plain", test_plain);
  g_test_add_func ("/models/parts/wait", test_wait);
  g_test_add_func ("/models/parts/lacks", test_lacks);
  g_test_add_func ("/models/parts/most-tokens", test_most_tokens);
  g_test_add_func ("/models/parts/statuses", test_statuses);
  g_test_add_func ("/models/parts/long-words", test_long_words);
  g_test_add_func ("/models/parts/providers", test_providers);

  return mq_test_run ();
}
