/* Files below a folder: read without following links, written whole or not at all, temporary
 * folders of who has ended; and removing what a hostile script left: folders nested deeper than any
 * limit, permissions taken away, links out of the folder. */
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "support/mq-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <glib-unix.h>
#include <string.h>
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

static void
test_codes (void)
{
  static const struct
  {
    int number;
    MqError code;
  } rows[] = {
    { ENOSPC, MQ_ERROR_NO_SPACE },  { EDQUOT, MQ_ERROR_NO_SPACE }, { EROFS, MQ_ERROR_READ_ONLY },
    { EACCES, MQ_ERROR_READ_ONLY }, { EPERM, MQ_ERROR_READ_ONLY }, { EIO, MQ_ERROR_FAILED },
    { EEXIST, MQ_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = g_strconcat ("Could not write “a”: ", g_strerror (rows[i].number),
                                            NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (mq_files_fail (&error, rows[i].number, "Could not write “%s”", "a"));
      g_assert_error (error, MQ_ERROR, (int)rows[i].code);
      g_assert_cmpstr (error->message, ==, words);
    }
}

static char *
build (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_content (const char *folder, const char *name, const char *content)
{
  g_autofree char *path = build (folder, name);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, content);
}

/* A folder with files, links and a pipe. */
static int
make_folder (const char *name, char **path)
{
  static const char text[] = "a\0b\nc";
  g_autofree char *folder = *path = mq_test_make_dir (name);
  g_autofree char *below = build (folder, "below");
  g_autofree char *file = build (folder, "a");
  g_autofree char *deep = build (below, "b");
  g_autofree char *link = build (folder, "link");
  g_autofree char *folder_link = build (folder, "link-below");
  g_autofree char *pipe = build (folder, "pipe");

  g_assert_no_errno (g_mkdir (below, 0700));
  g_assert_true (g_file_set_contents (file, text, sizeof text - 1, NULL));
  g_assert_true (g_file_set_contents (deep, "deep", -1, NULL));
  g_assert_no_errno (symlink (file, link));
  g_assert_no_errno (symlink (below, folder_link));
  g_assert_no_errno (mkfifo (pipe, 0600));
  g_steal_pointer (&folder);
  return mq_files_open_dir (*path, NULL);
}

/* Only a regular file that no link is on the way to, and that is not too large. */
static void
test_read (void)
{
  static const struct
  {
    const char *relative;
    guint64 limit;
    const char *fault; /* NULL: it is read */
  } rows[] = {
    { "a", 5, NULL },
    { "a", 4, "“a” is larger than 4 bytes" },
    { "below/b", 100, NULL },
    { "c", 100, "Could not open “c”: " },
    { "below", 100, "“below” is not a file" },
    { "pipe", 100, "“pipe” is not a file" },
    { "link", 100, "Could not open “link”: " },
    { "link-below/b", 100, "Could not open “link-below/b”: " },
    { "a/b", 100, "Could not open “a/b”: " },
    { "../read/a", 100, "Could not open “../read/a”: Invalid argument" },
    { "below/../a", 100, "Could not open “below/../a”: Invalid argument" },
    { "./a", 100, "Could not open “./a”: Invalid argument" },
    { "below//b", 100, "Could not open “below//b”: Invalid argument" },
    { "a/", 100, "Could not open “a/”: " },
    { "/etc/passwd", 100, "Could not open “/etc/passwd”: Invalid argument" },
    { "", 100, "“” is not a file" },
  };
  g_autofree char *folder = NULL;
  g_autofd int dir = make_folder ("read", &folder);
  g_autofree char *file = build (folder, "link");
  g_autofree char *pipe = build (folder, "pipe");
  g_autofree char *none = build (folder, "c");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (GBytes) bytes = mq_files_read (dir, rows[i].relative, rows[i].limit, &fault);

      g_test_message ("%s", rows[i].relative);
      g_assert_true ((bytes != NULL) == (rows[i].fault == NULL));
      g_assert_true ((fault == NULL) == (rows[i].fault == NULL));
      g_assert_true (fault == NULL || g_str_has_prefix (fault->message, rows[i].fault));
      g_assert_cmpint (mq_files_is_regular (dir, rows[i].relative), ==,
                       bytes != NULL || rows[i].limit == 4);
      if (i == 0)
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a\0b\nc", 5);
    }

  /* The user's own may be a link; nothing waits for a pipe. */
  text = mq_files_load (file, 5, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, length + 1, "a\0b\nc", 6);
  g_assert_null (mq_files_load (file, 4, &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_clear_error (&error);
  g_assert_null (mq_files_load (pipe, 100, &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_clear_error (&error);
  g_assert_null (mq_files_load (folder, 100, &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_clear_error (&error);
  g_assert_null (mq_files_load (none, 100, &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_cmpint (mq_files_open_dir (none, &error), ==, -1);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
}

static gboolean
write_half (int dir, const char *part, gpointer user_data, GError **error)
{
  g_assert_cmpstr (part, ==, ".c.part");
  g_assert_true (mq_files_write (dir, part, "half", 4, error));
  return mq_files_fail (error, ENOSPC, "Could not write “%s”", "c");
}

/* A file is whole or not there; one that is there is replaced only on demand. */
static void
test_write (void)
{
  g_autofree char *folder = NULL;
  g_autofd int dir = make_folder ("write", &folder);
  g_autofd int full = open ("/dev/full", O_WRONLY | O_CLOEXEC);
  g_autofree char *large = g_strnfill (600 * 1024, 'x');
  g_autofree char *part = build (folder, ".n.part");
  g_autofree char *half = build (folder, ".c.part");
  g_autoptr (GError) error = NULL;

  memcpy (large + 256 * 1024 - 1, "edge", 4);
  g_assert_true (mq_files_write (dir, "large", large, strlen (large), &error));
  g_assert_no_error (error);
  assert_content (folder, "large", large);
  g_assert_true (mq_files_write (dir, "empty", NULL, 0, &error));
  assert_content (folder, "empty", "");
  g_assert_false (mq_files_write (dir, "large", "x", 1, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not make “large”: "));
  g_clear_error (&error);
  g_assert_false (mq_files_write_all (full, "x", 1, "full", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_clear_error (&error);

  g_assert_true (mq_files_copy (dir, "large", dir, "copy", strlen (large), &error));
  g_assert_no_error (error);
  assert_content (folder, "copy", large);
  g_assert_false (mq_files_copy (dir, "large", dir, "too-large", strlen (large) - 1, NULL));
  assert_content (folder, "too-large", NULL);
  g_assert_false (mq_files_copy (dir, "link", dir, "of-link", 100, NULL));
  g_assert_false (mq_files_copy (dir, "below/b", dir, "copy", 100, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not make “copy”: "));
  g_clear_error (&error);
  assert_content (folder, "copy", large);

  /* The leftover of a program that was killed is in nobody's way. */
  g_assert_true (g_file_set_contents (part, "left", -1, NULL));
  g_assert_true (mq_files_put (dir, "n", "one", 3, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (mq_files_put (dir, "n", "two", 3, FALSE, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, g_strerror (EEXIST)));
  g_clear_error (&error);
  assert_content (folder, "n", "one");
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (mq_files_put (dir, "n", "three", 5, TRUE, &error));
  assert_content (folder, "n", "three");
  g_assert_true (mq_files_put_copy (dir, "below/b", dir, "n", 4, TRUE, &error));
  assert_content (folder, "n", "deep");
  g_assert_false (mq_files_put_copy (dir, "below/b", dir, "m", 3, TRUE, NULL));
  assert_content (folder, "m", NULL);

  g_assert_false (mq_files_put_with (dir, "c", TRUE, write_half, NULL, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  assert_content (folder, "c", NULL);

  g_assert_true (mq_files_sync_dir (dir, "folder", &error));
  g_assert_false (mq_files_sync_dir (-1, "folder", &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not write “folder”: "));
}

static gboolean
keep_it (int dir, gpointer user_data)
{
  char **seen = user_data;
  g_autoptr (GBytes) bytes = mq_files_read (dir, "note", 100, NULL);

  *seen = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return FALSE;
}

/* A temporary folder is its owner's alone, and stays as long as its owner has it open. */
static void
test_temp (void)
{
  g_autofree char *parent = mq_test_make_dir ("temp");
  g_autofree char *other = build (parent, "other-1");
  g_autofree char *none = build (parent, "none");
  g_autofree char *path = NULL;
  g_autofree char *seen = NULL;
  g_autoptr (GError) error = NULL;
  int fd = mq_files_make_temp (parent, "run", &path, &error);
  g_autofree char *begin = build (parent, "run-");
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_str_has_prefix (path, begin));
  g_assert_no_errno (g_stat (path, &info));
  g_assert_cmphex (info.st_mode & 07777, ==, 0700);
  g_assert_no_errno (g_mkdir (other, 0700));
  g_assert_true (mq_files_write (fd, "note", "mine", 4, &error));
  g_assert_cmpuint (mq_files_sweep_temp (parent, "run"), ==, 0);

  close (fd);
  mq_files_each_dead_temp (parent, "run", keep_it, &seen);
  g_assert_cmpstr (seen, ==, "mine");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (mq_files_sweep_temp (parent, "run"), ==, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_IS_DIR));

  g_assert_cmpint (mq_files_make_temp (none, "run", &path, &error), ==, -1);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_cmpuint (mq_files_sweep_temp (none, "run"), ==, 0);
}

MQ_TEST_PROGRAM (files)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/files/deep", test_deep);
  g_test_add_func ("/files/without-permission", test_without_permission);
  g_test_add_func ("/files/links", test_links);
  g_test_add_func ("/files/left", test_left);
  g_test_add_func ("/files/codes", test_codes);
  g_test_add_func ("/files/read", test_read);
  g_test_add_func ("/files/write", test_write);
  g_test_add_func ("/files/temp", test_temp);
  return mq_test_run ();
}
