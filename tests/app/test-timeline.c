/* MqTimeline: what a run's events look like to a person. */
#include "timeline-support.h"

#include "common/mq-json.h"

static void
check (MqTimeline *timeline, const char *expected)
{
  g_autofree char *said = timeline_describe (timeline);

  g_assert_cmpstr (said, ==, expected);
}

/* MQ_UPDATE_FIXTURES=1 writes it anew: look at what changed then. */
static void
check_against (MqTimeline *timeline, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autofree char *said = timeline_describe (timeline);
  g_autofree char *expected = NULL;

  if (g_getenv ("MQ_UPDATE_FIXTURES") != NULL)
    g_assert_true (g_file_set_contents (path, said, -1, NULL));

  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  g_assert_cmpstr (said, ==, expected);
}

static GListModel *
make_versions (guint n)
{
  GListStore *versions = g_list_store_new (MQ_TYPE_VERSION);

  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (MqVersion) version = mq_version_new ("/library", i, i - 1, "", "", 2, 0);

      g_list_store_append (versions, version);
    }

  return G_LIST_MODEL (versions);
}

/* A whole run as it was recorded: creation, refinement, two rounds of the user's. */
static void
test_recorded (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GPtrArray) mirror = timeline_mirror (G_LIST_MODEL (timeline));
  g_autoptr (GListModel) versions = make_versions (3);
  g_auto (GStrv) lines = timeline_read_fixture ("chair.jsonl");

  mq_timeline_add_message (timeline, "user", "Create a 3D object of a chair with a purple flumph",
                           NULL, FALSE, 1);
  for (guint i = 0; lines[i] != NULL; i++)
    timeline_feed_line (timeline, lines[i], versions);

  timeline_check_mirror (G_LIST_MODEL (timeline), mirror);
  check_against (timeline, "chair.txt");
}

int
main (int argc, char *argv[])
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/timeline/recorded", test_recorded);
  return mq_test_run ();
}
