/* A transcript, as --replay reads it. */
#include "fuzz/fuzz.h"

#include "service/model/mq-replay-model.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = mq_transcript_parse ("transcript", (const char *)data, size,
                                                       &error);

  g_assert_true ((records == NULL) == (error != NULL));
  return 0;
}
