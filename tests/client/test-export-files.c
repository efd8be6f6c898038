/* Files that leave the library: all of them or none, nothing replaced unless asked, and no name
 * that Blender chose beyond what belongs to the file that the user named. */
#include "client/export/mq-export-files.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
write_file (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0700));
  g_assert_true (g_file_set_contents (path, relative, -1, NULL));
}

static char *
read_file (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = g_dir_read_name (dir);

  g_assert_cmpstr (name, ==, NULL);
}

static void
save (void)
{
  const char *const files[] = { "chair.obj", "chair.mtl", "textures/chair_color.png", NULL };
  g_autofree char *from = mq_test_make_dir ("save-from");
  g_autofree char *to = mq_test_make_dir ("save-to");
  g_autofree char *path = g_build_filename (to, "my chair.obj", NULL);

  for (guint i = 0; files[i] != NULL; i++)
    write_file (from, files[i]);
  mq_test_expect (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *text = read_file (to, i == 0 ? "my chair.obj" : files[i]);

      g_assert_cmpstr (text, ==, files[i]);
    }
}

/* What a Blender might name that a script has taken over. */
static void
names (void)
{
  static const char *const bad[] = { ".profile",         "textures/../x.png",
                                     "other.mtl",        "a/b/chair.mtl",
                                     "textures/x.png",   "chair.png",
                                     "../chair.mtl",     "/etc/chair.mtl",
                                     "textures/chair_",  "textures/chair_/../y.png",
                                     "chair.desktop",    "",
                                     "textures/.bashrc", "chair.mtl/x",
                                     "textures/chair.sh" };
  g_autofree char *from = mq_test_make_dir ("names-from");
  g_autofree char *to = mq_test_make_dir ("names-to");
  g_autofree char *path = g_build_filename (to, "chair.obj", NULL);

  write_file (from, "chair.obj");
  write_file (from, "chair.mtl");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const files[] = { "chair.obj", "chair.mtl", bad[i], NULL };

      g_error_free (
          mq_test_expect_error (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE),
                                MQ_ERROR, MQ_ERROR_PROTOCOL));
      assert_empty (to);
    }
}

/* Nothing half: a file that is not there leaves nothing, and a file of the user's stays. */
static void
whole (void)
{
  const char *const files[] = { "chair.obj", "chair.mtl", NULL };
  g_autofree char *from = mq_test_make_dir ("whole-from");
  g_autofree char *to = mq_test_make_dir ("whole-to");
  g_autofree char *path = g_build_filename (to, "chair.obj", NULL);
  g_autofree char *text = NULL;
  DexFuture *saving;

  write_file (from, "chair.mtl");
  saving = mq_test_wait (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));
  g_assert_true (dex_future_is_rejected (saving));
  dex_unref (saving);
  assert_empty (to);

  write_file (from, "chair.obj");
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  saving = mq_test_wait (mq_export_save_files (from, (GStrv)files, path, NULL, FALSE));
  g_assert_true (dex_future_is_rejected (saving));
  dex_unref (saving);
  text = read_file (to, "chair.obj");
  g_assert_cmpstr (text, ==, "mine");

  mq_test_expect (mq_export_save_files (from, (GStrv)files, path, NULL, TRUE));
  g_free (text);
  text = read_file (to, "chair.obj");
  g_assert_cmpstr (text, ==, "chair.obj");
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/export-files/save", save);
  g_test_add_func ("/export-files/names", names);
  g_test_add_func ("/export-files/whole", whole);

  return mq_test_run ();
}
