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

/* A program of the build tree finds both trees, two folders above itself. */
static void
test_trees (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *build = mq_paths_get_build_root ();
  g_autofree char *note = g_build_filename (build, "maquette-source-root", NULL);
  g_autofree char *own = g_build_filename (mq_paths_get_source_root (), "tests/common/test-paths.c",
                                           NULL);

  g_assert_nonnull (build);
  g_assert_true (g_str_has_prefix (self, build));
  g_assert_true (g_file_test (note, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (own, G_FILE_TEST_IS_REGULAR));
}

MQ_TEST_PROGRAM (paths)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/paths/pages", test_pages);
  g_test_add_func ("/paths/trees", test_trees);
  return mq_test_run ();
}
