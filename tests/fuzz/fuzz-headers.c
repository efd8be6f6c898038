/* Headers that are read one by one: how long a model server asks to wait, in three spellings, and
 * what the log says of a token that is refused. fuzz-http has those that reach the service
 * together. */
#include "fuzz/fuzz.h"

#include "service/account/mq-issuer.h"
#include "service/model-http/mq-model-failure.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *facts = mq_jwt_describe (text);

  g_assert_true (g_utf8_validate (facts, -1, NULL) && strchr (facts, '\n') == NULL);
  g_assert_cmpint (mq_model_failure_read_wait (text, NULL, NULL), >=, -1);
  g_assert_cmpint (mq_model_failure_read_wait (text, text, NULL), >=, -1);
  g_assert_cmpint (mq_model_failure_read_wait (NULL, NULL, text), >=, -1);
  return 0;
}
