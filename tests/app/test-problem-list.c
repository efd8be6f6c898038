/* The problems of a workspace: one of each kind, the worst first. */
#include "app/workspace/mq-problem.h"
#include "support/mq-test.h"

static char *
show (GListStore *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr (MqProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : "", problem->title, problem->text);
    }
  return g_string_free_and_steal (text);
}

static void
changed_cb (GListModel *problems, guint position, guint removed, guint added, guint *n)
{
  ++*n;
}

#define assert_shown(problems, wanted)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *shown_ = show (problems);                                                     \
    g_assert_cmpstr (shown_, ==, wanted);                                                          \
  }                                                                                                \
  G_STMT_END

static void
test_order (void)
{
  g_autoptr (GListStore) problems = g_list_store_new (MQ_TYPE_PROBLEM);
  guint n = 0;

  g_signal_connect (problems, "items-changed", G_CALLBACK (changed_cb), &n);
  g_assert_null (mq_problems_find (problems, MQ_PROBLEM_SERVICE));
  mq_problems_clear (problems, MQ_PROBLEM_SERVICE);
  g_assert_cmpuint (n, ==, 0);

  mq_problems_set (problems, MQ_PROBLEM_SERVICE, "Service", "gone");
  mq_problems_set (problems, MQ_PROBLEM_CONFIG, "Config", "odd");
  mq_problems_set (problems, MQ_PROBLEM_LIBRARY, "Library", "full");
  mq_problems_set (problems, MQ_PROBLEM_QUOTA, "Quota", "used");
  assert_shown (problems, "Library: full, Service: gone, Quota: used, Config: odd");
  g_assert_cmpstr (mq_problems_find (problems, MQ_PROBLEM_LIBRARY)->title, ==, "Library");
  g_assert_null (mq_problems_find (problems, MQ_PROBLEM_SIGN_IN));
  g_assert_cmpuint (n, ==, 4);

  /* Another text takes the place, the same one changes nothing. */
  mq_problems_set (problems, MQ_PROBLEM_LIBRARY, "Library", "broken");
  mq_problems_set (problems, MQ_PROBLEM_LIBRARY, "Library", "broken");
  mq_problems_set (problems, MQ_PROBLEM_CONFIG, "Settings", "odd");
  assert_shown (problems, "Library: broken, Service: gone, Quota: used, Settings: odd");
  g_assert_cmpuint (n, ==, 6);

  mq_problems_clear (problems, MQ_PROBLEM_SERVICE);
  mq_problems_clear (problems, MQ_PROBLEM_SIGN_IN);
  mq_problems_clear (problems, MQ_PROBLEM_CONFIG);
  assert_shown (problems, "Library: broken, Quota: used");
  mq_problems_clear (problems, MQ_PROBLEM_LIBRARY);
  mq_problems_clear (problems, MQ_PROBLEM_QUOTA);
  assert_shown (problems, "");
}

MQ_TEST_PROGRAM (problem_list)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/problem-list/order", test_order);
  return mq_test_run ();
}
