/* Events as they come over the wire and out of a record, one a line: strict and lenient decoding,
 * and that what was decoded once is the same when it was written and decoded again. */
#include "fuzz/fuzz.h"

#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"

static void
check_again (MqRunEvent *event)
{
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (MqRunEvent) again = NULL;
  g_autoptr (JsonObject) encoded = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  g_clear_pointer (&event->source, json_object_unref);
  data = mq_run_event_encode (event);
  again = mq_run_event_read (mq_run_event_get_name (event), data, event->id);
  g_assert_cmpint (again->kind, ==, event->kind);
  g_clear_pointer (&again->source, json_object_unref);

  encoded = mq_run_event_encode (again);
  once = mq_json_object_to_string (data, FALSE);
  twice = mq_json_object_to_string (encoded, FALSE);
  g_assert_cmpstr (once, ==, twice);
}

static void
feed (const char *line)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (line, -1, NULL);
  g_autoptr (MqRunEvent) event = NULL;
  g_autoptr (MqRunEvent) record = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  if (data == NULL)
    return;

  name = mq_json_get_string (data, "event", "");
  event = mq_run_event_decode (name, data, 1, &error);
  g_assert_true ((event == NULL) == (error != NULL));
  record = mq_run_event_read (name, data, 1);
  if (record->kind == MQ_EVENT_PHASE)
    g_assert_nonnull (mq_run_event_get_phase (record));
  if (record->kind == MQ_EVENT_STEP)
    g_assert_nonnull (mq_run_event_get_role (record));
  if (record->kind != MQ_EVENT_UNKNOWN)
    check_again (record);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 1000);

  for (guint i = 0; lines[i] != NULL; i++)
    feed (lines[i]);

  return 0;
}
