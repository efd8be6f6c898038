/* Messages as a program posts them and as they are on disk, one a line: a message that was read is
 * the same when it was written and read again. */
#include "fuzz/fuzz.h"

#include "common/events/mq-message.h"
#include "common/json/mq-json.h"

static char *
write_text (const MqMessage *message, MqMessageForm form, JsonObject *json)
{
  mq_message_write (message, json, form);
  return mq_json_object_to_string (json, FALSE);
}

static void
feed (JsonObject *data, MqMessageForm form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (JsonObject) json_again = json_object_new ();
  g_autoptr (MqMessage) message = mq_message_read (data, form, &error);
  g_autoptr (MqMessage) kept = mq_message_read (data, form, NULL);
  g_autoptr (MqMessage) again = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  g_assert_true ((message == NULL) == (error != NULL));
  g_assert_nonnull (kept->text);
  if (message == NULL)
    return;

  once = write_text (message, form, json);
  again = mq_message_read (json, form, &error);
  g_assert_no_error (error);
  twice = write_text (again, form, json_again);
  g_assert_cmpstr (once, ==, twice);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 1000);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) json = mq_json_parse_object (lines[i], -1, NULL);

      for (guint form = 0; json != NULL && form <= (MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST); form++)
        feed (json, form);
    }

  return 0;
}
