/* Removing what a hostile script left: folders nested deeper than any limit, permissions taken
 * away, links out of the folder. */
#include "common/base/mq-files.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <glib-unix.h>
#include <sys/stat.h>
#include <unistd.h>

/* Deeper than the number of open files and than PATH_MAX allow. */
#define DEPTH 5000

static void
write_file (int dir, const char *name)
{
  g_autofd int fd = openat (dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0400);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "x", 1), ==, 1);
}

static void
test_deep (void)
{
  g_autofree char *folder = mq_test_make_dir ("deep");
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; i < DEPTH; i++)
    {
      int next;

      write_file (fd, "file");
      g_assert_cmpint (mkdirat (fd, "below", 0700), ==, 0);
      g_assert_cmpint (mkdirat (fd, "beside", 0700), ==, 0);
      next = openat (fd, "below", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      g_assert_cmpint (next, >=, 0);
      close (fd);
      fd = next;
    }
  close (fd);

  g_assert_true (mq_files_remove_tree (AT_FDCWD, folder));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_without_permission (void)
{
  g_autofree char *folder = mq_test_make_dir ("locked");
  g_autofree char *outer = g_build_filename (folder, "outer", NULL);
  g_autofree char *inner = g_build_filename (outer, "inner", NULL);
  g_autofd int fd = -1;

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  fd = open (inner, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  write_file (fd, "file");
  g_assert_cmpint (mkdirat (fd, "empty", 0), ==, 0);
  g_assert_cmpint (g_chmod (inner, 0), ==, 0);
  g_assert_cmpint (g_chmod (outer, 0500), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);

  g_assert_true (mq_files_remove_tree (AT_FDCWD, folder));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_links (void)
{
  g_autofree char *folder = mq_test_make_dir ("links");
  g_autofree char *mine = mq_test_make_dir ("mine");
  g_autofree char *file = g_build_filename (mine, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *below = g_build_filename (folder, "below", NULL);
  g_autofree char *link_below = g_build_filename (below, "link", NULL);
  GStatBuf info;

  g_assert_true (g_file_set_contents_full (file, "x", 1, G_FILE_SET_CONTENTS_NONE, 0400, NULL));
  g_assert_cmpint (g_chmod (mine, 0500), ==, 0);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_cmpint (symlink (mine, link), ==, 0);
  g_assert_cmpint (symlink (file, link_below), ==, 0);

  g_assert_true (mq_files_remove_tree (AT_FDCWD, folder));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_stat (mine, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0500);
  g_assert_cmpint (g_chmod (mine, 0700), ==, 0);
}

/* What cannot be removed is said. */
static void
test_left (void)
{
  g_autofree char *folder = mq_test_make_dir ("left");
  g_autofree char *below = g_build_filename (folder, "below", NULL);

  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  if (g_access (folder, W_OK) == 0)
    {
      g_test_skip ("root may remove it");
      return;
    }

  g_assert_false (mq_files_remove_tree (AT_FDCWD, below));
  g_assert_true (g_file_test (below, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_true (mq_files_remove_tree (AT_FDCWD, below));
  g_assert_true (mq_files_remove_tree (AT_FDCWD, below));
}

MQ_TEST_PROGRAM (files)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/files/deep", test_deep);
  g_test_add_func ("/files/without-permission", test_without_permission);
  g_test_add_func ("/files/links", test_links);
  g_test_add_func ("/files/left", test_left);
  return mq_test_run ();
}
