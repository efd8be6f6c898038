/* Feeding of a timeline, and reading of what it shows, for the tests of the timeline and of the
 * version tree. */
#include "timeline-support.h"

#include "common/json/mq-json.h"

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
  static const char *const names[] = { [MQ_STEP_RUNNING] = "running",
                                       [MQ_STEP_DONE] = "done",
                                       [MQ_STEP_FAILED] = "failed",
                                       [MQ_STEP_STOPPED] = "stopped" };

  return names[state];
}

static void
describe_strv (GString *text, const char *prefix, GStrv strv)
{
  g_autofree char *joined = strv != NULL ? g_strjoinv ("; ", strv) : NULL;

  if (joined != NULL)
    g_string_append_printf (text, "%s[%s]", prefix, joined);
}

static void
describe_phase (GString *text, MqPhaseItem *phase)
{
  GListModel *steps = G_LIST_MODEL (phase->steps);

  g_string_append_printf (text, "phase %s “%s” %s %.1f “%s”\n", phase->phase, phase->title,
                          state_name (phase->state), phase->seconds, phase->summary);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (MqStepItem) step = g_list_model_get_item (steps, i);

      g_string_append_printf (
          text, "  %s: %s (%s%s%s%s%s)", step->title, step->text, state_name (step->state),
          step->retry ? ", retry" : "", step->detail != NULL ? ", detail" : "",
          step->code != NULL ? ", code" : "", step->traceback != NULL ? ", traceback" : "");
      describe_strv (text, " ", step->findings);
      g_string_append_c (text, '\n');
    }
}

static void
describe_version (GString *text, MqVersionItem *item)
{
  MqVersion *version = item->version;
  g_autofree char *verdict = mq_verdict_describe (&item->verdict);

  g_string_append_printf (text, "version %u %u/%u “%s” “%s” %s",
                          version != NULL ? mq_version_get_number (version) : 0, item->done,
                          item->of, item->summary, item->facts, verdict);
  describe_strv (text, " ", item->pictures);
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
        g_string_append_printf (text, "%s: %s%s\n", MQ_MESSAGE_ITEM (item)->role,
                                MQ_MESSAGE_ITEM (item)->message->text,
                                MQ_MESSAGE_ITEM (item)->queued ? " (queued)" : "");
      else if (MQ_IS_PHASE_ITEM (item))
        describe_phase (text, MQ_PHASE_ITEM (item));
      else if (MQ_IS_VERSION_ITEM (item))
        describe_version (text, MQ_VERSION_ITEM (item));
      else
        {
          MqNoticeItem *notice = MQ_NOTICE_ITEM (item);

          g_string_append_printf (text, "%s %s: %s", notice->level, notice->code, notice->text);
          describe_strv (text, " ", notice->items);
          if (notice->next != NULL)
            g_string_append_printf (text, " → %s", notice->next);
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

GListModel *
timeline_make_versions (guint n)
{
  GListStore *versions = g_list_store_new (MQ_TYPE_VERSION);

  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (MqVersion) version = mq_version_new ("/library", i, i - 1, "", "", 2, 0);

      g_list_store_append (versions, version);
    }

  return G_LIST_MODEL (versions);
}
