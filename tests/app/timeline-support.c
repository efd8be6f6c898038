/* Feeding of a timeline, and reading of what it shows, for the tests of the timeline and of the version tree. */
#include "timeline-support.h"

#include "common/mq-json.h"

gint64 timeline_now = G_GINT64_CONSTANT (1700000000000000);

void
timeline_add (MqTimeline *timeline, const char *name, JsonObject *data, GListModel *versions,
              gint64 time)
{
  g_autoptr (JsonObject) empty = data == NULL ? json_object_new () : NULL;
  g_autoptr (MqRunEvent) event = mq_run_event_read (name, data != NULL ? data : empty, 0);

  event->time = time;
  mq_timeline_add_event (timeline, event, versions);
}

void
timeline_feed (MqTimeline *timeline, const char *type, const char *json, GListModel *versions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = mq_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  timeline_now += G_USEC_PER_SEC;
  timeline_add (timeline, type, data, versions, timeline_now);
}

void
timeline_feed_line (MqTimeline *timeline, const char *line, GListModel *versions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = mq_json_parse_object (line, -1, &error);

  g_assert_no_error (error);
  timeline_now += G_USEC_PER_SEC;
  timeline_add (timeline, mq_json_get_string (data, "event", ""), data, versions, timeline_now);
}

GStrv
timeline_read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static const char *
state_name (MqStepState state)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MQ_TYPE_STEP_STATE);

  return g_enum_get_value (klass, state)->value_nick;
}

static void
describe_strv (GString *text, const char *prefix, const char *const *strv)
{
  g_autofree char *joined = strv != NULL ? g_strjoinv ("; ", (GStrv)strv) : NULL;

  if (joined != NULL)
    g_string_append_printf (text, "%s[%s]", prefix, joined);
}

static void
describe_phase (GString *text, MqPhaseItem *phase)
{
  GListModel *steps = mq_phase_item_get_steps (phase);

  g_string_append_printf (text, "phase %s “%s” %s %.1f “%s”\n", mq_phase_item_get_phase (phase),
                          mq_phase_item_get_title (phase),
                          state_name (mq_phase_item_get_state (phase)),
                          mq_phase_item_get_seconds (phase), mq_phase_item_get_summary (phase));

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (MqStepItem) step = g_list_model_get_item (steps, i);

      g_string_append_printf (text, "  %s: %s (%s%s%s%s%s)", mq_step_item_get_title (step),
                              mq_step_item_get_text (step),
                              state_name (mq_step_item_get_state (step)),
                              mq_step_item_get_retry (step) ? ", retry" : "",
                              mq_step_item_get_detail (step) != NULL ? ", detail" : "",
                              mq_step_item_get_code (step) != NULL ? ", code" : "",
                              mq_step_item_get_traceback (step) != NULL ? ", traceback" : "");
      describe_strv (text, " ", mq_step_item_get_findings (step));
      g_string_append_c (text, '\n');
    }
}

static void
describe_version (GString *text, MqVersionItem *item)
{
  MqVersion *version = mq_version_item_get_version (item);

  g_string_append_printf (text, "version %u %u/%u “%s” “%s” %d",
                          version != NULL ? mq_version_get_number (version) : 0,
                          mq_version_item_get_done (item), mq_version_item_get_of (item),
                          mq_version_item_get_summary (item), mq_version_item_get_facts (item),
                          mq_version_item_get_faults (item));
  describe_strv (text, " ", mq_version_item_get_pictures (item));
  g_string_append_c (text, '\n');
}

char *
timeline_describe (MqTimeline *timeline)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      if (MQ_IS_MESSAGE_ITEM (item))
        g_string_append_printf (
            text, "%s: %s%s\n", mq_message_item_get_role (MQ_MESSAGE_ITEM (item)),
            mq_message_item_get_text (MQ_MESSAGE_ITEM (item)),
            mq_message_item_get_queued (MQ_MESSAGE_ITEM (item)) ? " (queued)" : "");
      else if (MQ_IS_PHASE_ITEM (item))
        describe_phase (text, MQ_PHASE_ITEM (item));
      else if (MQ_IS_VERSION_ITEM (item))
        describe_version (text, MQ_VERSION_ITEM (item));
      else
        {
          MqNoticeItem *notice = MQ_NOTICE_ITEM (item);

          g_string_append_printf (text, "%s %s: %s", mq_notice_item_get_level (notice),
                                  mq_notice_item_get_code (notice),
                                  mq_notice_item_get_text (notice));
          describe_strv (text, " ", mq_notice_item_get_items (notice));
          if (mq_notice_item_get_next (notice) != NULL)
            g_string_append_printf (text, " → %s", mq_notice_item_get_next (notice));
          g_string_append_c (text, '\n');
        }
    }

  return g_string_free (text, FALSE);
}

/* Borrowed from the list, which keeps it. */
gpointer
timeline_find (MqTimeline *timeline, GType type, guint index)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (item, type) && index-- == 0)
        return item;
    }

  return NULL;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  GPtrArray *mirror = user_data;

  g_assert_cmpuint (position + removed, <=, mirror->len);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (mirror, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, position + i, g_list_model_get_item (model, position + i));
  timeline_check_mirror (model, mirror);
}

GPtrArray *
timeline_mirror (GListModel *model)
{
  GPtrArray *mirror = g_ptr_array_new_with_free_func (g_object_unref);

  g_signal_connect_data (model, "items-changed", G_CALLBACK (on_items_changed),
                         g_ptr_array_ref (mirror),
                         (GClosureNotify)(void (*) (void))g_ptr_array_unref, 0);
  return mirror;
}

void
timeline_check_mirror (GListModel *model, GPtrArray *mirror)
{
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, mirror->len);
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == mirror->pdata[i]);
    }
}
