/* A script's outline and its parameters: what is turned is in the new script, and nothing else. */
#include "fuzz/fuzz.h"

#include "app/parameters/mq-parameter.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *script = g_strndup ((const char *)data, size);
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  g_autoptr (GPtrArray) parameters = mq_parameter_list (outline);
  g_autofree char *same = mq_parameter_apply (parameters, script);
  g_autofree char *turned = NULL;
  g_autoptr (MqOutline) again = NULL;
  guint n = parameters->len;

  g_assert_cmpuint (n, <=, MQ_PARAMETERS_MAX);
  g_assert_cmpstr (same, ==, script);
  mq_outline_find_part (outline, "seat");
  for (guint line = 0; line < 20; line++)
    mq_outline_find_line (outline, line);

  for (guint i = 0; i < n; i++)
    {
      MqParameter *parameter = parameters->pdata[i];
      MqParameterKind kind = parameter->kind;

      g_assert_cmpfloat (parameter->lower, <=, parameter->upper);
      if (kind == MQ_PARAMETER_NUMBER || kind == MQ_PARAMETER_COUNT)
        g_object_set (parameter, "number", parameter->upper, NULL);
    }

  turned = mq_parameter_apply (parameters, script);
  g_assert_nonnull (turned);
  again = mq_outline_new (turned);
  g_assert_cmpuint (again->parameters->len, ==, outline->parameters->len);
  return 0;
}
