/* preferences.json: one setting changed after the other, and both files read as one. */
#include "common/settings/mq-config.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-thread.h"
#include "common/settings/mq-preferences-file.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void
write_file (char *path_to_free, const char *text)
{
  g_autofree char *path = path_to_free;
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  else
    g_remove (path);
}

static void
write_both (const char *preferences, const char *config)
{
  write_file (mq_paths_get_preferences_file (), preferences);
  write_file (mq_paths_get_config_file (), config);
}

static char *
read_preferences (void)
{
  g_autofree char *path = mq_paths_get_preferences_file ();
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static MqConfig *
load (void)
{
  g_autoptr (GError) error = NULL;
  MqConfig *config = mq_config_load (NULL, &error);

  g_assert_no_error (error);
  return config;
}

static void
set (const char *path, const char *value)
{
  mq_test_expect (mq_preferences_file_set_later (path, value));
}

/* Values of every kind, one after the other; each stays when the next is set. */
static const struct
{
  const char *path;
  const char *value;
} settings[] = {
  { "blender.executable", "/opt/a \"b\"\\c\n\t\x01\x7f é — ’/blender" },
  { "blender.gpu_rendering", "yes" },
  { "render.num_images", "7" },
  { "render.resolution_scale", "0.35" },
  { "render.engine", "eevee" },
  { "model.default", "4" },
  { "model.pictures", "true" },
  { "server.url", "https://example.org/a?b=1#c" },
  { "limits.tokens", "1000000000" },
  { "limits.cost", "1e-3" },
  { "model.roles.critic", "null" },
};

static void
test_set (void)
{
  g_autofree char *path = mq_paths_get_preferences_file ();
  g_autofree char *text = NULL;
  g_autoptr (MqConfig) defaults = mq_config_new ();
  g_autoptr (MqConfig) config = NULL;
  GStatBuf info;

  write_both (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    set (settings[i].path, settings[i].value);

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  config = load ();
  g_assert_null (mq_config_get_problem (config));
  g_assert_null (mq_config_get_path (config));
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE), ==,
                   settings[0].value);
  g_assert_true (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_GPU_RENDERING));
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 7);
  g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_RENDER_RESOLUTION_SCALE), ==, 0.35);
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_RENDER_ENGINE), ==, "eevee");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT), ==, "4");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_PICTURES), ==, "yes");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_SERVER_URL), ==, settings[7].value);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_TOKENS), ==, 1000000000);
  g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_LIMITS_COST), ==, 0.001);
  g_assert_cmpstr (mq_config_get_role_model (config, "critic"), ==, "null");
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    g_assert_false (mq_config_is_fixed (config, settings[i].path));

  /* Back to the defaults, in the same order; a default that is no setting stays none. */
  set ("model.roles.writer", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    set (settings[i].path, NULL);
  g_clear_object (&config);
  config = load ();
  g_assert_true (mq_config_equal (config, defaults));
  text = read_preferences ();
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    g_assert_null (strstr (text, strrchr (settings[i].path, '.') + 1));
}

/* config.yaml wins key by key, is said to, and is not written. */
static void
test_over (void)
{
  static const char text[] = "render: {num_images: 2, engine: }\nmodel:\n  roles:\n    critic: c\n";
  g_autofree char *path = mq_paths_get_config_file ();
  g_autofree char *other = g_build_filename (mq_test_get_dir (), "other.yaml", NULL);
  g_autofree char *after = NULL;
  g_autoptr (MqConfig) config = NULL;
  g_autoptr (MqConfig) same = NULL;
  g_autoptr (MqConfig) alone = NULL;
  g_autoptr (GError) error = NULL;

  write_both (NULL, text);
  set ("render.num_images", "9");
  set ("render.engine", "cycles");
  set ("render.resolution_scale", "0.5");
  set ("model.roles.critic", "mine");
  set ("model.roles.writer", "mine");

  config = load ();
  g_assert_cmpstr (mq_config_get_path (config), ==, path);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 2);
  g_assert_true (mq_config_is_fixed (config, "render.num_images"));
  g_assert_cmpstr (mq_config_get_role_model (config, "critic"), ==, "c");
  g_assert_true (mq_config_is_fixed (config, "model.roles.critic"));

  /* A name without a value is left out. */
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_RENDER_ENGINE), ==, "cycles");
  g_assert_false (mq_config_is_fixed (config, "render.engine"));
  g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_RENDER_RESOLUTION_SCALE), ==, 0.5);
  g_assert_cmpstr (mq_config_get_role_model (config, "writer"), ==, "mine");
  g_assert_false (mq_config_is_fixed (config, "model.roles.writer"));

  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);

  /* The usual file by its name is the same; any other is read alone. */
  same = mq_config_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (mq_config_equal (config, same));
  g_assert_true (g_file_set_contents (other, text, -1, NULL));
  alone = mq_config_load (other, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_config_get_string (alone, MQ_CONFIG_RENDER_ENGINE), ==, "auto");
  g_assert_null (mq_config_get_role_model (alone, "writer"));
  g_assert_false (mq_config_equal (config, alone));
}

static const struct
{
  const char *path;
  const char *value;
  const char *says;
} refusals[] = {
  { "render.num_images", "11", "from 1 to 10" },
  { "render.num_images", "", "whole number" },
  { "render.engine", "povray", "auto, cycles, eevee, workbench" },
  { "blender.gpu_rendering", "maybe", "true or false" },
  { "server.url", "example.org", "http://" },
  { "model.base_url", "http://me:pw@localhost/v1", "model.base_url" },
  { "blender.executable", "", "must be text" },
  { "blender.executable", "/opt/\xff", "UTF-8" },
  { "blender.executable", "/opt/\xef\xbf\xbe", "preferences.json" },
  { "model.roles.critic", "", "model.roles.critic" },
};

/* Says why, and what was there stays. */
static void
test_refused (void)
{
  g_autofree char *before = NULL;

  write_both (NULL, NULL);
  set ("render.num_images", "3");
  before = read_preferences ();
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *after = NULL;
      g_autoptr (GError) error = mq_test_expect_error (
          mq_preferences_file_set_later (refusals[i].path, refusals[i].value), MQ_ERROR,
          MQ_ERROR_BAD_INPUT);

      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
      after = read_preferences ();
      g_assert_cmpstr (after, ==, before);
    }
}

static const char *const malformed[] = {
  "",
  "{",
  "[]",
  "render: {num_images: 4}\n",
  "{\"render\": {\"num_images\": \"11\"}}",
  "{\"render\": {\"num_images\": [\"4\"]}}",
  "{\"render\": {\"num_image\": \"4\"}}",
  "{\"render\": {\"num_images\": \"4\"}, \"other\": {}}",
  "{\"model\": {\"api_key\": \"sk-1\"}}",
};

/* None of it holds and that is said, until a change writes it anew. */
static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (MqConfig) broken = NULL;
      g_autoptr (MqConfig) mended = NULL;

      write_both (malformed[i], "limits: {rounds: 1}\n");
      broken = load ();
      g_test_message ("%s", mq_config_get_problem (broken));
      g_assert_nonnull (strstr (mq_config_get_problem (broken), "/preferences.json"));
      g_assert_cmpint (mq_config_get_int (broken, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 5);
      g_assert_cmpint (mq_config_get_int (broken, MQ_CONFIG_LIMITS_ROUNDS), ==, 1);

      set ("render.engine", "cycles");
      mended = load ();
      g_assert_null (mq_config_get_problem (mended));
      g_assert_cmpstr (mq_config_get_string (mended, MQ_CONFIG_RENDER_ENGINE), ==, "cycles");
      g_assert_cmpint (mq_config_get_int (mended, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 5);
    }
}

/* Many at once, on many threads: none is lost. */
static void
test_together (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (MqConfig) config = NULL;

  write_both (NULL, NULL);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_strdup_printf ("model.roles.role_%c", 'a' + i % 26);
      g_autofree char *value = g_strdup_printf ("model-%u", i % 26);

      g_ptr_array_add (all, mq_preferences_file_set_later (path, value));
    }
  for (guint i = 0; i < all->len; i++)
    mq_test_expect (dex_ref (all->pdata[i]));

  config = load ();
  for (guint i = 0; i < 26; i++)
    {
      g_autofree char *role = g_strdup_printf ("role_%c", 'a' + i);
      g_autofree char *value = g_strdup_printf ("model-%u", i);

      g_assert_cmpstr (mq_config_get_role_model (config, role), ==, value);
    }
}

/* Where it cannot be written: a folder is in its place. */
static void
test_cannot_write (void)
{
  g_autofree char *path = mq_paths_get_preferences_file ();
  g_autoptr (MqConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  write_both (NULL, NULL);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  config = load ();
  g_assert_nonnull (mq_config_get_problem (config));
  error = mq_test_expect_error (mq_preferences_file_set_later ("render.num_images", "2"), MQ_ERROR,
                                MQ_ERROR_READ_ONLY);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* Another program was stopped while it wrote them. */
static void
test_stopped (void)
{
  g_autofree char *home = mq_paths_make_runtime_home (NULL);
  g_autofree char *path = g_build_filename (home, "preferences.lock", NULL);
  g_autoptr (GSubprocess) holder = mq_test_stop_with_lock (path);
  g_autoptr (GError) error = NULL;

  mq_thread_set_lock_seconds (1);
  error = mq_test_expect_error (mq_preferences_file_set_later ("render.num_images", "2"), MQ_ERROR,
                                MQ_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, path));

  /* Whoever gave up keeps no lock that comes later. */
  g_subprocess_force_exit (holder);
  mq_test_expect (mq_preferences_file_set_later ("render.num_images", "3"));
}

MQ_TEST_PROGRAM (preferences_file)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/preferences-file/set", test_set);
  g_test_add_func ("/preferences-file/over", test_over);
  g_test_add_func ("/preferences-file/refused", test_refused);
  g_test_add_func ("/preferences-file/malformed", test_malformed);
  g_test_add_func ("/preferences-file/together", test_together);
  g_test_add_func ("/preferences-file/cannot-write", test_cannot_write);
  g_test_add_func ("/preferences-file/stopped", test_stopped);
  return mq_test_run ();
}
