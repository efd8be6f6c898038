/* Paths that people read: pages of the documentation in messages. */
#include "common/base/mq-paths.h"
#include "support/mq-test.h"

static void
test_pages (void)
{
  g_autofree char *models = g_build_filename (mq_paths_get_source_root (), "docs/using/models.md",
                                              NULL);
  g_autofree char *wanted = g_strdup_printf (
      "Set one up (%s), or see man maquette-cli. my/docs/using/models.md", models);
  g_autofree char *named = mq_paths_name_pages ("Set one up (docs/using/models.md), or see docs"
                                                "/nowhere.md. my/docs/using/models.md");

  g_assert_cmpstr (named, ==, wanted);
}

MQ_TEST_PROGRAM (paths)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/paths/pages", test_pages);
  return mq_test_run ();
}
