/* What a service or the library says has happened: JSON, an event a line, folded into the timeline.
 */
#include "app/add-message.h"
#include "fuzz/fuzz.h"

#include "app/timeline/mq-timeline.h"
#include "common/json/mq-json.h"

static guint n_items;

static void
on_changed (GListModel *list, guint position, guint removed, guint added)
{
  g_assert_cmpuint (position + removed, <=, n_items);
  n_items += added - removed;
  g_assert_cmpuint (n_items, ==, g_list_model_get_n_items (list));
}

static void
feed (MqTimeline *timeline, const char *line, gint64 time)
{
  g_autoptr (JsonObject) event = mq_json_parse_object (line, -1, NULL);
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *text = NULL;
  const char *type;

  if (event == NULL)
    return;

  text = mq_json_object_to_string (event, FALSE);
  again = mq_json_parse_object (text, -1, NULL);
  g_assert_nonnull (again);

  type = mq_json_get_string (event, "event", "");
  if (g_str_equal (type, "message"))
    add_message (timeline, NULL, mq_json_get_string (event, "role", "user"),
                 mq_json_get_string (event, "text", ""), NULL,
                 mq_json_get_boolean (event, "queued", FALSE), time);
  else if (g_str_equal (type, "ended"))
    mq_timeline_end_run (timeline, mq_json_get_boolean (event, "failed", FALSE), time);
  else if (g_str_equal (type, "none-queued"))
    mq_timeline_remove_queued (timeline);
  else
    {
      g_autoptr (MqRunEvent) read = mq_run_event_read (type, event, 0);

      read->time = time;
      mq_timeline_add_event (timeline, read, NULL);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 1000);

  n_items = 0;
  g_signal_connect (timeline, "items-changed", G_CALLBACK (on_changed), NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    feed (timeline, lines[i], (gint64)i * G_USEC_PER_SEC);

  return 0;
}
