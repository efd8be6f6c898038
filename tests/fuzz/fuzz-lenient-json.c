/* JSON as models write it: what is read lies within the text, can be written as strict JSON and
 * read again as the same; what follows a schema after fitting follows it. */
#include "fuzz/fuzz.h"

#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "service/model-http/mq-lenient-json.h"
#include "service/model-http/mq-model-schema.h"

#include <string.h>

static const char schema_text[]
    = "{\"type\":\"object\",\"required\":[\"n\",\"on\",\"parts\"],\"properties\":{\"n\":{\"type\":"
      "\"integer\",\"default\":1},\"on\":{\"type\":\"boolean\",\"default\":true},\"verdict\":{"
      "\"type\":\"string\",\"enum\":[\"better\",\"worse\"]},\"parts\":{\"type\":\"array\","
      "\"default\":"
      "[],\"items\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},\"min\":{"
      "\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}}}}";

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *valid = g_utf8_make_valid (size > 0 ? (const char *)data : "", (gssize)size);
  const char *start = strchr (valid, '{');
  g_autoptr (JsonObject) schema = mq_json_parse_object (schema_text, -1, NULL);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (JsonObject) dug = NULL;
  g_autofree char *written = NULL;
  g_autofree char *problem = NULL;
  gboolean is_cut;
  gsize length = 0;

  dug = mq_model_schema_dig (schema, valid, &is_cut, &problem);
  g_assert_true ((dug == NULL) == (problem != NULL));
  if (dug != NULL)
    {
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), dug);

      g_assert_null (mq_json_schema_check (schema, node, FALSE));
    }

  if (start == NULL || (object = mq_lenient_json_read (start, &length, &is_cut)) == NULL)
    return 0;

  g_assert_cmpuint (length, <=, strlen (start));
  written = mq_json_object_to_string (object, FALSE);
  again = mq_json_parse_object (written, -1, NULL);
  g_assert_nonnull (again);
  g_assert_true (json_object_get_size (again) == json_object_get_size (object));
  return 0;
}
