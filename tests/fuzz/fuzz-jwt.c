/* An access token, and the keys of its issuer: the first line is the token, the rest a JWK Set. */
#include "fuzz/fuzz.h"

#include "common/json/mq-json.h"
#include "service/account/mq-issuer.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  char *line = strchr (text, '\n');
  const MqJwtRules rules = { "https://id.example.org", "https://maquette.example.org", 1800000000 };
  g_autoptr (JsonObject) set = NULL;
  g_autoptr (MqSigningKeys) keys = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_autofree char *key = NULL;

  if (line == NULL || !(set = mq_json_parse_object (line + 1, -1, NULL)))
    return 0;

  *line = '\0';
  keys = mq_signing_keys_new (set);
  key = mq_jwt_dup_key_id (text);
  claims = mq_jwt_verify (text, keys, &rules, NULL);
  if (claims != NULL)
    {
      g_assert_nonnull (key);
      g_assert_true (mq_signing_keys_has (keys, key));
      g_assert_cmpstr (mq_json_get_string (claims, "iss", NULL), ==, rules.issuer);
    }
  return 0;
}
