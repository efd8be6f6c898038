/* Finding Blenders: versions read, wrong programs refused with words that help. */
#include "client/blender/mq-blender.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
make_program (const char *folder, const char *name, const char *text)
{
  g_autofree char *dir = mq_test_make_dir (folder);
  char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
  return path;
}

static void
test_versions (void)
{
  static const struct
  {
    const char *text;
    const char *version;
  } cases[] = {
    { "Blender 4.3.2\n\tbuild date: 2025-02-02\n", "4.3.2" },
    { "Blender 4.2.0 LTS\n", "4.2.0" },
    { "Color management: using fallback\nBlender 5.1.0 Alpha\n", "5.1.0" },
    { "Blender 2.93\n", "2.93.0" },
    { "Blender 4.3.2-rc1\n", "4.3.2" },
    { "Blender 4.\n", NULL },
    { "Blender x.y\n", NULL },
    { "Blender 99999999999999999999.1.1\n", NULL },
    { "blender 4.3.2\n", NULL },
    { "", NULL },
    { "\xff\xfe", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqBlender) blender = mq_blender_new_for_version_text ("/x", cases[i].text);

      g_assert_cmpstr (blender != NULL ? mq_blender_get_version (blender) : NULL, ==,
                       cases[i].version);
    }
}

static void
test_compare (void)
{
  g_autoptr (MqBlender) blender = mq_blender_new_for_version_text ("/x", "Blender 4.10.1");

  g_assert_cmpint (mq_blender_compare (blender, 4, 2), >, 0);
  g_assert_cmpint (mq_blender_compare (blender, 4, 10), ==, 0);
  g_assert_cmpint (mq_blender_compare (blender, 4, 11), <, 0);
  g_assert_cmpint (mq_blender_compare (blender, 5, 0), <, 0);
}

static void
test_fuzz (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint round = 0; round < 5000; round++)
    {
      char text[] = "Blender 4.3.2\nBlender 4.2";

      for (int i = g_rand_int_range (rand, 1, 6); i > 0; i--)
        text[g_rand_int_range (rand, 0, sizeof text - 1)] = (char)g_rand_int_range (rand, 1, 256);
      g_clear_object (&(MqBlender *){ mq_blender_new_for_version_text ("/x", text) });
    }
}

static MqBlender *
first_found (const char *configured)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) found = dex_await_object (mq_blender_find (configured), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (found), >, 0);
  return g_list_model_get_item (found, 0);
}

static void
expect_none (const char *configured, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dex_await_object (mq_blender_find (configured), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_the_real_one (void)
{
  g_autoptr (MqBlender) blender = first_found (NULL);

  g_assert_true (g_path_is_absolute (mq_blender_get_path (blender)));
  g_assert_cmpint (mq_blender_compare (blender, 4, 2), >=, 0);
}

static void
test_configured (void)
{
  g_autofree char *path = make_program ("good", "blender", "#!/bin/sh\necho Blender 4.5.1\n");
  g_autofree char *name = g_path_get_dirname (path);
  g_autofree char *link = g_build_filename (name, "link", NULL);
  g_autoptr (MqBlender) blender = first_found (path);
  g_autoptr (GFile) file = g_file_new_for_path (link);
  g_autoptr (MqBlender) linked = NULL;

  g_assert_cmpstr (mq_blender_get_version (blender), ==, "4.5.1");
  g_assert_cmpstr (mq_blender_get_path (blender), ==, path);

  /* By its real name: the sandbox lets in the folder that it really is in. */
  g_assert_true (g_file_make_symbolic_link (file, path, NULL, NULL));
  linked = first_found (link);
  g_assert_cmpstr (mq_blender_get_path (linked), ==, path);
}

static void
test_environment (void)
{
  g_autofree char *path = make_program ("named", "blender", "#!/bin/sh\necho Blender 4.4.0\n");
  g_autoptr (MqBlender) blender = NULL;

  g_setenv ("MQ_BLENDER", path, TRUE);
  blender = first_found (NULL);
  g_assert_cmpstr (mq_blender_get_version (blender), ==, "4.4.0");

  g_setenv ("MQ_BLENDER", "/nowhere/blender", TRUE);
  expect_none (NULL, "MQ_BLENDER");
  g_unsetenv ("MQ_BLENDER");
}

static void
test_useless (void)
{
  g_autofree char *old = make_program ("old", "blender", "#!/bin/sh\necho Blender 3.4.1\n");
  g_autofree char *other = make_program ("other", "blender", "#!/bin/sh\necho hello\n");
  g_autofree char *silent = make_program ("silent", "blender", "#!/bin/sh\nexit 3\n");
  g_autofree char *chatty = make_program ("chatty", "blender", "#!/bin/sh\nexec yes\n");
  g_autofree char *broken = make_program ("broken", "blender", "#!/nowhere/sh\n");

  expect_none (old, "3.4.1");
  expect_none (old, "4.2 or newer");
  expect_none (other, "not a Blender");
  expect_none (silent, "not a Blender");
  expect_none (chatty, "not a Blender");
  expect_none (broken, broken);
  expect_none ("/nowhere/blender", "config.yaml");
  expect_none ("/", "config.yaml");
}

static void
test_newest_first (void)
{
  g_autofree char *one = make_program ("home/Blender-4.2", "blender",
                                       "#!/bin/sh\necho Blender 4.2.9\n");
  g_autofree char *two = make_program ("home/blender-9", "blender",
                                       "#!/bin/sh\necho Blender 99.1.0\n");
  g_autoptr (MqBlender) blender = first_found (NULL);

  g_assert_cmpstr (mq_blender_get_version (blender), ==, "99.1.0");
}

static char *
get_kept_file (void)
{
  return g_build_filename (g_get_user_cache_dir (), "maquette", "blenders.json", NULL);
}

static void
keep (const char *text)
{
  g_autofree char *file = get_kept_file ();

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static char *
dup_kept (void)
{
  g_autofree char *file = get_kept_file ();
  char *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  return text;
}

static void
replace_in_kept (const char *old, const char *new)
{
  g_autofree char *text = dup_kept ();
  g_auto (GStrv) parts = g_strsplit (text, old, -1);
  g_autofree char *changed = g_strjoinv (new, parts);

  g_assert_cmpstr (changed, !=, text);
  keep (changed);
}

static void
test_kept (void)
{
  g_autofree char *script = make_program ("script", "blender", "#!/bin/sh\necho Blender 4.4.4\n");
  g_autofree char *shared = g_build_filename (g_get_user_cache_dir (), "maquette", NULL);
  int unlinked = g_unlink (shared); /* other tests believe what is in it */
  g_autoptr (MqBlender) asked = first_found (NULL);
  const char *path = mq_blender_get_path (asked);
  g_autoptr (MqBlender) kept = NULL;
  g_autoptr (MqBlender) replaced = NULL;
  g_autoptr (MqBlender) recovered = NULL;
  g_autoptr (MqBlender) from_script = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (unlinked, ==, 0);

  /* Not asked again: nobody would say this. */
  replace_in_kept (mq_blender_get_version (asked), "98.7.6");
  kept = first_found (path);
  g_assert_cmpstr (mq_blender_get_version (kept), ==, "98.7.6");

  /* Another program under the same name is. */
  replace_in_kept ("\"file\": \"", "\"file\": \"0");
  replaced = first_found (path);
  g_assert_cmpstr (mq_blender_get_version (replaced), ==, mq_blender_get_version (asked));

  /* What is mangled is made anew. */
  keep ("{\"");
  recovered = first_found (path);
  g_assert_cmpstr (mq_blender_get_version (recovered), ==, mq_blender_get_version (asked));

  /* A script may start another Blender tomorrow. */
  from_script = first_found (script);
  g_assert_cmpstr (mq_blender_get_version (from_script), ==, "4.4.4");
  text = dup_kept ();
  g_assert_nonnull (strstr (text, path));
  g_assert_null (strstr (text, script));
}

MQ_TEST_PROGRAM (blender)
{
  mq_test_init (&argc, &argv);
  g_unsetenv ("MQ_BLENDER");

  g_test_add_func ("/blender/versions", test_versions);
  g_test_add_func ("/blender/compare", test_compare);
  g_test_add_func ("/blender/fuzz", test_fuzz);
  mq_test_add_fiber ("/blender/the-real-one", test_the_real_one);
  mq_test_add_fiber ("/blender/configured", test_configured);
  mq_test_add_fiber ("/blender/environment", test_environment);
  mq_test_add_fiber ("/blender/useless", test_useless);
  mq_test_add_fiber ("/blender/kept", test_kept);
  mq_test_add_fiber ("/blender/newest-first", test_newest_first);

  return mq_test_run ();
}
