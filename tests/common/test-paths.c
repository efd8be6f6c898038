/* Paths that people read, such as pages of the documentation in messages; trees, programs, and
 * folders that are a user's alone. */
#include "common/base/mq-paths.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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

/* The variable names a program: neither a folder nor a file that cannot be run is one. */
static void
test_service (void)
{
  g_autofree char *folder = mq_test_make_dir ("bin");
  g_autofree char *program = g_build_filename (folder, "maquette-service", NULL);
  const char *const wrong[] = { folder, program, "/nowhere/maquette-service" };
  g_autofree char *before = g_strdup (g_getenv ("MQ_SERVICE"));
  g_autofree char *found = NULL;

  g_assert_true (g_file_set_contents (program, "#!/bin/sh\n", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_setenv ("MQ_SERVICE", wrong[i], TRUE);
      g_assert_null (mq_paths_find_service (&error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
      g_assert_nonnull (strstr (error->message, wrong[i]));
    }

  g_assert_no_errno (g_chmod (program, 0700));
  g_setenv ("MQ_SERVICE", program, TRUE);
  found = mq_paths_find_service (NULL);
  g_assert_cmpstr (found, ==, program);

  if (before != NULL)
    g_setenv ("MQ_SERVICE", before, TRUE);
  else
    g_unsetenv ("MQ_SERVICE");
}

/* A folder that others can look into is none of the user's alone; a link to one that is will do. */
static void
test_private (void)
{
  g_autofree char *parent = mq_test_make_dir ("private");
  g_autofree char *folder = g_build_filename (parent, "a", "b", NULL);
  g_autofree char *link = g_build_filename (parent, "link", NULL);
  g_autofree char *file = g_build_filename (parent, "file", NULL);
  g_autofree char *below = g_build_filename (file, "c", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_true (mq_paths_require_private (folder, &error));
  g_assert_no_error (error);
  g_assert_no_errno (g_stat (folder, &info));
  g_assert_cmphex (info.st_mode & 07777, ==, 0700);
  g_assert_no_errno (symlink (folder, link));
  g_assert_true (mq_paths_require_private (link, &error));
  g_assert_no_error (error);

  for (guint bit = 0; bit < 6; bit++)
    {
      g_assert_no_errno (g_chmod (folder, 0700 | 1 << bit));
      g_assert_false (mq_paths_require_private (folder, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, folder));
      g_clear_error (&error);
    }
  g_assert_no_errno (g_chmod (folder, 0700));

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_false (mq_paths_require_private (below, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (mq_paths_make_private (below, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
}

MQ_TEST_PROGRAM (paths)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/paths/pages", test_pages);
  g_test_add_func ("/paths/trees", test_trees);
  g_test_add_func ("/paths/service", test_service);
  g_test_add_func ("/paths/private", test_private);
  return mq_test_run ();
}
