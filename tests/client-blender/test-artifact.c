/* Taking files out of a run folder in which a script planted links, pipes and giants. */
#include "client/blender/mq-artifact.h"
#include "common/mq-error.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT 1000

typedef struct
{
  char *run_dir;
  char *secret;
} Folder;

static void
plant (const char *target, const char *name)
{
  g_assert_cmpint (symlink (target, name), ==, 0);
}

/* A run folder with a picture in it, and a secret beside it; the current folder is the run folder. */
static void
set_up (Folder *folder, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  folder->run_dir = mq_test_make_dir ("run");
  folder->secret = g_build_filename (mq_test_get_dir (), "secret", NULL);
  g_file_set_contents (folder->secret, "secret", -1, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_chdir (folder->run_dir), ==, 0);
  g_assert_cmpint (g_mkdir ("renders", 0700), ==, 0);
  g_file_set_contents ("renders/1.png", "picture", -1, &error);
  g_assert_no_error (error);
}

static void
tear_down (Folder *folder, gconstpointer unused)
{
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  mq_test_remove_tree (folder->run_dir);
  g_free (folder->run_dir);
  g_free (folder->secret);
}

static void
expect (Folder *folder, const char *name, MqError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mq_artifact_open (folder->run_dir, name, LIMIT, NULL, &error), ==, -1);
  g_assert_error (error, MQ_ERROR, (int)code);
}

static void
test_good (Folder *folder, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text = mq_artifact_load (folder->run_dir, "renders/1.png", LIMIT, &length,
                                            &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "picture");
  g_assert_cmpuint (length, ==, 7);
  expect (folder, "renders/2.png", MQ_ERROR_NOT_FOUND);
}

static void
test_links (Folder *folder, gconstpointer unused)
{
  plant (folder->secret, "absolute");
  plant ("../secret", "relative");
  plant ("..", "up");
  plant ("/", "root");
  plant ("renders/1.png", "inside");
  plant ("/proc/self/fd/0", "magic");

  expect (folder, "absolute", MQ_ERROR_PROTOCOL);
  expect (folder, "relative", MQ_ERROR_PROTOCOL);
  expect (folder, "up/secret", MQ_ERROR_PROTOCOL);
  expect (folder, "root/etc/passwd", MQ_ERROR_PROTOCOL);
  expect (folder, "inside", MQ_ERROR_PROTOCOL);
  expect (folder, "magic", MQ_ERROR_PROTOCOL);
}

static void
test_names (Folder *folder, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (5000, 'a');

  expect (folder, "../secret", MQ_ERROR_PROTOCOL);
  expect (folder, "renders/../../secret", MQ_ERROR_PROTOCOL);
  expect (folder, folder->secret, MQ_ERROR_PROTOCOL);
  expect (folder, "renders", MQ_ERROR_PROTOCOL);
  expect (folder, ".", MQ_ERROR_PROTOCOL);
  expect (folder, "", MQ_ERROR_NOT_FOUND);
  expect (folder, long_name, MQ_ERROR_PROTOCOL);
}

static void
test_no_files (Folder *folder, gconstpointer unused)
{
  g_assert_cmpint (mkfifo ("pipe", 0600), ==, 0);
  /* Would hang here if it were opened to be read. */
  expect (folder, "pipe", MQ_ERROR_PROTOCOL);

  g_assert_true (g_file_set_contents ("giant", "", 0, NULL));
  g_assert_cmpint (truncate ("giant", G_GINT64_CONSTANT (1) << 40), ==, 0);
  expect (folder, "giant", MQ_ERROR_PROTOCOL);
}

static void
test_copy (Folder *folder, gconstpointer unused)
{
  g_autofree char *to = g_build_filename (mq_test_get_dir (), "copy.png", NULL);
  g_autofree char *link = g_build_filename (mq_test_get_dir (), "link.png", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) exists = NULL;
  g_autoptr (GError) linked = NULL;
  struct stat facts;

  mq_test_expect (mq_artifact_copy (folder->run_dir, "renders/1.png", to, LIMIT));
  g_assert_true (g_file_get_contents (to, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "picture");
  g_assert_cmpint (g_stat (to, &facts), ==, 0);
  g_assert_cmpuint (facts.st_mode & 0777, ==, 0600);

  /* Neither overwritten nor followed. */
  exists = mq_test_expect_error (mq_artifact_copy (folder->run_dir, "renders/1.png", to, LIMIT),
                                 G_IO_ERROR, G_IO_ERROR_EXISTS);
  plant (folder->secret, link);
  linked = mq_test_expect_error (mq_artifact_copy (folder->run_dir, "renders/1.png", link, LIMIT),
                                 G_IO_ERROR, G_IO_ERROR_EXISTS);
}

#define add(name, body) g_test_add (name, Folder, NULL, set_up, body, tear_down)

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);

  add ("/artifact/good", test_good);
  add ("/artifact/links", test_links);
  add ("/artifact/names", test_names);
  add ("/artifact/no-files", test_no_files);
  add ("/artifact/copy", test_copy);

  return mq_test_run ();
}
