/* MqVersionTree: lanes of branches, and that it follows what it is made from. */
#include "app/model/mq-version-tree.h"
#include "support/mq-test.h"
#include "timeline-support.h"

static void
add (GListStore *versions, guint number, guint parent)
{
  g_autoptr (MqVersion) version = mq_version_new ("/nowhere", number, parent, "", "", 0, 0);

  g_list_store_append (versions, version);
}

/* "1:0 2:0 3:1<0b" : number, lane, and what differs. */
static char *
describe (MqVersionTree *tree)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++)
    {
      g_autoptr (MqVersionNode) node = g_list_model_get_item (G_LIST_MODEL (tree), i);
      g_autoptr (MqVersion) version = NULL;

      g_object_get (node, "version", &version, NULL);
      g_assert_true (version == mq_version_node_get_version (node));
      g_string_append_printf (text, "%s%u:%u", i > 0 ? " " : "", mq_version_get_number (version),
                              mq_version_node_get_lane (node));
      if (mq_version_node_get_parent_lane (node) != mq_version_node_get_lane (node))
        g_string_append_printf (text, "<%u", mq_version_node_get_parent_lane (node));
      if (mq_version_node_is_branch (node))
        g_string_append_c (text, 'b');
      if (mq_version_node_is_tip (node))
        g_string_append_c (text, 't');
    }

  return g_string_free (text, FALSE);
}

static void
check (MqVersionTree *tree, guint n_lanes, const char *expected)
{
  g_autofree char *said = describe (tree);

  g_assert_cmpstr (said, ==, expected);
  g_assert_cmpuint (mq_version_tree_get_n_lanes (tree), ==, n_lanes);
}

static void
count (gpointer object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_grows (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTree) tree = NULL;
  g_autoptr (GPtrArray) mirror = NULL;
  g_autoptr (MqVersionNode) second = NULL;
  guint n_lane_changes = 0;
  guint n_tip_changes = 0;

  add (versions, 1, 0);
  tree = mq_version_tree_new (G_LIST_MODEL (versions));
  mirror = timeline_mirror (G_LIST_MODEL (tree));
  check (tree, 1, "1:0t");
  g_ptr_array_add (mirror, g_list_model_get_item (G_LIST_MODEL (tree), 0));
  g_signal_connect (tree, "notify::n-lanes", G_CALLBACK (count), &n_lane_changes);

  add (versions, 2, 1);
  check (tree, 1, "1:0 2:0t");
  second = g_list_model_get_item (G_LIST_MODEL (tree), 1);
  g_signal_connect (second, "notify::tip", G_CALLBACK (count), &n_tip_changes);

  add (versions, 3, 1);
  check (tree, 2, "1:0 2:0t 3:1<0bt");
  g_assert_cmpuint (n_lane_changes, ==, 1);
  g_assert_cmpuint (n_tip_changes, ==, 0);

  add (versions, 4, 2);
  add (versions, 5, 3);
  check (tree, 2, "1:0 2:0 3:1<0b 4:0t 5:1t");
  g_assert_cmpuint (n_tip_changes, ==, 1);

  /* A branch off a branch, and another off the same. */
  add (versions, 6, 3);
  add (versions, 7, 3);
  add (versions, 8, 7);
  check (tree, 4, "1:0 2:0 3:1<0b 4:0t 5:1t 6:2<1bt 7:3<1b 8:3t");
  g_assert_true (second == mirror->pdata[1]);
  timeline_check_mirror (G_LIST_MODEL (tree), mirror);
}

static void
test_odd (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersionTree) tree = mq_version_tree_new (G_LIST_MODEL (versions));
  g_autoptr (GPtrArray) mirror = timeline_mirror (G_LIST_MODEL (tree));

  check (tree, 0, "");

  /* A parent that is not there, one that comes later, itself, and a second root. */
  add (versions, 5, 4);
  add (versions, 6, 9);
  add (versions, 7, 7);
  add (versions, 8, 0);
  check (tree, 4, "5:0t 6:1bt 7:2bt 8:3bt");

  g_list_store_remove (versions, 0);
  check (tree, 3, "6:0t 7:1bt 8:2bt");
  timeline_check_mirror (G_LIST_MODEL (tree), mirror);
  g_list_store_remove_all (versions);
  check (tree, 0, "");
  timeline_check_mirror (G_LIST_MODEL (tree), mirror);
}

/* The tree does not outlive its notifications, nor the list its tree. */
static void
test_lifetime (void)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  MqVersionTree *tree = mq_version_tree_new (G_LIST_MODEL (versions));

  g_object_unref (tree);
  add (versions, 1, 0);
}

int
main (int argc, char *argv[])
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/version-tree/grows", test_grows);
  g_test_add_func ("/version-tree/odd", test_odd);
  g_test_add_func ("/version-tree/lifetime", test_lifetime);
  return mq_test_run ();
}
