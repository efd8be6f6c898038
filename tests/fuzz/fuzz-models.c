/* A model's stream, in the dialect that the first byte names and in chunks as it says: however it
 * is cut, the same answer comes out; and what is dug out of its text keeps to the schema. */
#include "fuzz/fuzz.h"

#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "common/events/mq-sse.h"
#include "service/model-http/mq-model-dialect.h"
#include "service/model-http/mq-model-schema.h"

#include <string.h>

static const char *const schema_text
    = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"n\"],\"properties\":{"
      "\"n\":{\"type\":\"integer\"},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}"
      "}";

static char *
describe (MqAnswerBuilder *builder, const MqModelFailure *failure)
{
  g_autoptr (GString) out = g_string_new (builder->text->str);

  for (guint i = 0; i < builder->calls->len; i++)
    {
      MqAnswerBuilderCall *call = g_ptr_array_index (builder->calls, i);

      g_string_append_printf (out, "|%s %s %s", call->id, call->name->str, call->arguments->str);
    }
  g_string_append_printf (out, "|%s %d %d%d%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          builder->refusal->str, builder->stop, builder->refused, builder->finished,
                          builder->ended, builder->usage.input, builder->usage.output,
                          failure->error != NULL ? failure->error->message : "");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
read_all (const MqModelDialect *dialect, const char *bytes, gsize length, gsize chunk, char **text)
{
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (MqAnswerBuilder) builder = mq_answer_builder_new (
      mq_model_provider_find (dialect == &mq_model_dialect_anthropic ? "anthropic" : "custom"));
  g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;
  gboolean good = TRUE;

  for (gsize at = 0; at < length && good; at += chunk)
    {
      MqSseEvent *event;

      good = mq_sse_parser_push (parser, bytes + at, MIN (chunk, length - at), NULL);
      while (good && !builder->ended && (event = mq_sse_parser_pop (parser)) != NULL)
        {
          good = dialect->apply (builder, event->data, &failure);
          g_assert_true (good == (failure.error == NULL));
          mq_sse_event_free (event);
        }
    }

  *text = g_strdup (builder->text->str);
  return describe (builder, &failure);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const MqModelDialect *dialect;
  g_autoptr (JsonObject) schema = mq_json_parse_object (schema_text, -1, NULL);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *cut_text = NULL;
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;
  gboolean is_cut;

  if (size < 2)
    return 0;

  dialect = data[0] % 2 == 0 ? &mq_model_dialect_anthropic : &mq_model_dialect_openai;
  cut = read_all (dialect, (const char *)data + 1, size - 1, 1 + data[0] % 16, &cut_text);
  whole = read_all (dialect, (const char *)data + 1, size - 1, size, &text);
  g_assert_cmpstr (cut, ==, whole);

  object = mq_model_schema_dig (schema, text, &is_cut, &problem);
  g_assert_true ((object == NULL) == (problem != NULL));
  if (object != NULL)
    {
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

      g_assert_null (mq_json_schema_check (schema, node, FALSE));
    }

  return 0;
}
