/* MqSettings: what is bound to a key writes preferences.json, and shows what holds, whoever wrote
 * it. */
#include "app/preferences/mq-settings.h"
#include "common/settings/mq-config.h"
#include "common/base/mq-paths.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a row of the dialog is to the settings: an object with a value. */
#define MQ_TYPE_ROW (mq_row_get_type ())
G_DECLARE_FINAL_TYPE (MqRow, mq_row, MQ, ROW, GObject)

struct _MqRow
{
  GObject parent_instance;
  double value;
};

G_DEFINE_FINAL_TYPE (MqRow, mq_row, G_TYPE_OBJECT)

static void
mq_row_set (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MQ_ROW (object)->value = g_value_get_double (value);
}

static void
mq_row_get (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, MQ_ROW (object)->value);
}

static void
mq_row_class_init (MqRowClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = mq_row_set;
  G_OBJECT_CLASS (klass)->get_property = mq_row_get;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), 1,
      g_param_spec_double ("value", NULL, NULL, -1, 1e6, 0,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
mq_row_init (MqRow *self)
{
}

typedef struct
{
  char *config_file;
  char *preferences_file;
  MqWorkspace *workspace;
  MqSettings *settings;
  guint n_changed;
  char *failed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
failed_cb (Fixture *fixture, const char *why)
{
  g_free (fixture->failed);
  fixture->failed = g_strdup (why);
}

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autofree char *folder = mq_test_make_dir ("config/maquette");

  fixture->config_file = mq_paths_get_config_file ();
  fixture->preferences_file = mq_paths_get_preferences_file ();
  g_remove (fixture->preferences_file);
  g_assert_true (g_file_set_contents (fixture->config_file, text, -1, NULL));
  fixture->workspace = mq_workspace_new (NULL);
  mq_test_expect (mq_workspace_reload_settings (fixture->workspace));
  fixture->settings = mq_settings_new (fixture->workspace);
  g_signal_connect_swapped (fixture->settings, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->settings, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  g_clear_object (&fixture->settings);
  mq_test_expect (mq_workspace_close (fixture->workspace));
  g_object_unref (fixture->workspace);
  g_free (fixture->config_file);
  g_free (fixture->preferences_file);
  g_free (fixture->failed);
}

static void
wait_for_change (Fixture *fixture)
{
  guint n = fixture->n_changed;

  while (fixture->n_changed == n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_file (const char *path, const char *text)
{
  g_autofree char *is = NULL;

  g_assert_true (g_file_get_contents (path, &is, NULL, NULL));
  g_assert_cmpstr (is, ==, text);
}

static void
test_write (Fixture *fixture, gconstpointer text)
{
  g_autoptr (MqRow) count = g_object_new (MQ_TYPE_ROW, NULL);
  g_autoptr (MqRow) scale = g_object_new (MQ_TYPE_ROW, NULL);

  mq_settings_bind (fixture->settings, MQ_CONFIG_RENDER_NUM_IMAGES, count, "value");
  mq_settings_bind (fixture->settings, MQ_CONFIG_RENDER_RESOLUTION_SCALE, scale, "value");
  g_assert_cmpfloat (count->value, ==, 5);
  g_assert_cmpfloat (scale->value, ==, 100);

  /* Of many changes the last one is written, and showing writes nothing. */
  for (int i = 1; i <= 10; i++)
    g_object_set (count, "value", (double)i, NULL);
  g_object_set (scale, "value", 35.0, NULL);
  wait_for_change (fixture);
  assert_file (fixture->config_file, text);
  g_assert_null (fixture->failed);
  g_assert_cmpfloat (scale->value, ==, 35);
  g_assert_cmpfloat (count->value, ==, 10);
  g_assert_cmpint (
      mq_config_get_int (mq_settings_get_config (fixture->settings), MQ_CONFIG_RENDER_NUM_IMAGES),
      ==, 10);
}

/* What cannot be written says why, and the row shows again what holds. */
static void
test_refused (Fixture *fixture, gconstpointer text)
{
  g_autoptr (MqRow) count = g_object_new (MQ_TYPE_ROW, NULL);

  mq_settings_bind (fixture->settings, MQ_CONFIG_RENDER_NUM_IMAGES, count, "value");
  g_object_set (count, "value", 70.0, NULL);
  wait_for_change (fixture);
  g_assert_nonnull (fixture->failed);
  g_assert_nonnull (strstr (fixture->failed, "render.num_images"));
  g_assert_cmpfloat (count->value, ==, 5);
  g_assert_false (g_file_test (fixture->preferences_file, G_FILE_TEST_EXISTS));
}

static void
test_malformed (Fixture *fixture, gconstpointer text)
{
  g_assert_false (mq_settings_is_writable (fixture->settings));
  g_assert_true (
      g_str_has_prefix (mq_settings_get_problem (fixture->settings), "config.yaml, line 2: "));

  /* Mended by somebody else: seen without asking. */
  g_assert_true (
      g_file_set_contents (fixture->config_file, "render:\n  num_images: 2\n", -1, NULL));
  while (!mq_settings_is_writable (fixture->settings))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (mq_settings_get_problem (fixture->settings), ==, "");
}

static void
wait_for_images (Fixture *fixture, int n)
{
  while (
      mq_config_get_int (mq_workspace_get_config (fixture->workspace), MQ_CONFIG_RENDER_NUM_IMAGES)
      != n)
    g_main_context_iteration (NULL, TRUE);
}

/* Writes a file in place, as some editors do. */
static void
write_over (const char *path, const char *text)
{
  FILE *file = g_fopen (path, "w");

  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Without Preferences, too, a change is noticed, however it is saved; with an error in it, that is
 * said and the last settings stay. */
static void
test_noticed (Fixture *fixture, gconstpointer text)
{
  g_autofree char *backup = g_strconcat (fixture->config_file, "~", NULL);
  g_autofree char *target = g_build_filename (mq_test_get_dir (), "dotfiles.yaml", NULL);

  g_clear_object (&fixture->settings);
  g_assert_true (g_file_set_contents (fixture->config_file, "render: {num_images: 2}\n", -1, NULL));
  wait_for_images (fixture, 2);
  write_over (fixture->config_file, "render: {num_images: 3}\n");
  wait_for_images (fixture, 3);
  g_assert_cmpint (g_rename (fixture->config_file, backup), ==, 0);
  write_over (fixture->config_file, "render: {num_images: 4}\n");
  wait_for_images (fixture, 4);
  g_assert_true (g_file_set_contents (fixture->preferences_file,
                                      "{\"render\": {\"num_images\": \"6\"}}", -1, NULL));
  g_assert_cmpint (g_remove (fixture->config_file), ==, 0);
  wait_for_images (fixture, 6);

  /* A link to a file elsewhere. */
  write_over (target, "render: {num_images: 7}\n");
  g_assert_cmpint (symlink (target, fixture->config_file), ==, 0);
  wait_for_images (fixture, 7);
  write_over (target, "render: {num_images: 8}\n");
  wait_for_images (fixture, 8);

  write_over (target, "render: {num_images: many}\n");
  while (mq_workspace_find_problem (fixture->workspace, MQ_PROBLEM_CONFIG) == NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_for_images (fixture, 8);
  write_over (target, "render: {num_images: 9}\n");
  wait_for_images (fixture, 9);
  g_assert_null (mq_workspace_find_problem (fixture->workspace, MQ_PROBLEM_CONFIG));
  g_assert_cmpint (g_remove (fixture->config_file), ==, 0);
}

/* What Preferences wrote is broken: that is said, and a change writes it anew. */
static void
test_malformed_preferences (Fixture *fixture, gconstpointer text)
{
  g_autofree char *path = NULL;

  g_assert_true (g_file_set_contents (fixture->preferences_file, "{\"render\": 5}", -1, NULL));
  while (*mq_settings_get_problem (fixture->settings) == '\0')
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (
      g_str_has_prefix (mq_settings_get_problem (fixture->settings), "preferences.json, line 1: "));
  g_assert_true (mq_settings_is_writable (fixture->settings));
  path = mq_settings_get_path (fixture->settings);
  g_assert_cmpstr (path, ==, fixture->preferences_file);

  mq_settings_set (fixture->settings, MQ_CONFIG_RENDER_NUM_IMAGES, "4");
  while (*mq_settings_get_problem (fixture->settings) != '\0')
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (
      mq_config_get_int (mq_settings_get_config (fixture->settings), MQ_CONFIG_RENDER_NUM_IMAGES),
      ==, 4);
}

static void
test_other_writer (Fixture *fixture, gconstpointer text)
{
  g_autoptr (MqRow) count = g_object_new (MQ_TYPE_ROW, NULL);

  mq_settings_bind (fixture->settings, MQ_CONFIG_RENDER_NUM_IMAGES, count, "value");
  g_assert_true (g_file_set_contents (fixture->preferences_file,
                                      "{\"render\": {\"num_images\": \"8\"}}", -1, NULL));
  while (count->value != 8)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (
      g_file_set_contents (fixture->config_file, "render:\n  num_images: 9\n", -1, NULL));
  while (count->value != 9)
    g_main_context_iteration (NULL, TRUE);
  assert_file (fixture->config_file, "render:\n  num_images: 9\n");
  assert_file (fixture->preferences_file, "{\"render\": {\"num_images\": \"8\"}}");
}

/* Opened before the workspace has read the files. */
static void
test_early (Fixture *fixture, gconstpointer text)
{
  g_autoptr (MqWorkspace) workspace = mq_workspace_new (NULL);
  g_autoptr (MqSettings) settings = mq_settings_new (workspace);
  g_autoptr (MqRow) count = g_object_new (MQ_TYPE_ROW, NULL);

  mq_settings_bind (settings, MQ_CONFIG_RENDER_NUM_IMAGES, count, "value");
  g_assert_cmpfloat (count->value, ==, 5);
  mq_test_expect (mq_workspace_reload_settings (workspace));
  g_assert_cmpfloat (count->value, ==, 9);
  mq_test_expect (mq_workspace_close (workspace));
}

/* The models of roles go the same way, between the others. */
static void
test_roles (Fixture *fixture, gconstpointer text)
{
  MqConfig *config;

  mq_settings_set_role (fixture->settings, "critic", "first");
  mq_settings_set (fixture->settings, MQ_CONFIG_MODEL_DEFAULT, "a:large");
  mq_settings_set_role (fixture->settings, "critic", "ollama:seer:7b");
  mq_settings_set_role (fixture->settings, "writer", NULL);
  wait_for_change (fixture);
  assert_file (fixture->config_file, text);
  g_assert_null (fixture->failed);
  config = mq_settings_get_config (fixture->settings);
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT), ==, "a:large");
  g_assert_cmpstr (mq_config_get_role_model (config, "critic"), ==, "ollama:seer:7b");
  g_assert_cmpstr (mq_config_get_role_model (config, "writer"), ==, "b");

  /* One that cannot be written says so, and what holds stays. */
  mq_settings_set_role (fixture->settings, "critic", "");
  wait_for_change (fixture);
  g_assert_nonnull (fixture->failed);
  g_assert_nonnull (strstr (fixture->failed, "model.roles.critic"));
}

/* Closed at once after the last change: that is written all the same, and nobody is called who is
 * gone by then. */
static void
test_let_go (Fixture *fixture, gconstpointer text)
{
  mq_settings_set (fixture->settings, MQ_CONFIG_RENDER_NUM_IMAGES, "4");
  g_assert_finalize_object (g_steal_pointer (&fixture->settings));
  while (
      mq_config_get_int (mq_workspace_get_config (fixture->workspace), MQ_CONFIG_RENDER_NUM_IMAGES)
      != 4)
    g_main_context_iteration (NULL, TRUE);
  assert_file (fixture->config_file, text);
}

MQ_TEST_PROGRAM (settings)
{
  mq_test_init (&argc, &argv);
  g_test_add ("/settings/write", Fixture, "# mine\nrender:\n  engine: auto # few\n", set_up,
              test_write, tear_down);
  g_test_add ("/settings/refused", Fixture, "", set_up, test_refused, tear_down);
  g_test_add ("/settings/malformed", Fixture, "render:\n  num_image: 3\n", set_up, test_malformed,
              tear_down);
  g_test_add ("/settings/noticed", Fixture, "", set_up, test_noticed, tear_down);
  g_test_add ("/settings/malformed-preferences", Fixture, "", set_up, test_malformed_preferences,
              tear_down);
  g_test_add ("/settings/other-writer", Fixture, "", set_up, test_other_writer, tear_down);
  g_test_add ("/settings/early", Fixture, "render:\n  num_images: 9\n", set_up, test_early,
              tear_down);
  g_test_add ("/settings/roles", Fixture, "model:\n  roles:\n    writer: b # w\n", set_up,
              test_roles, tear_down);
  g_test_add ("/settings/let-go", Fixture, "# mine\nrender:\n  engine: auto\n", set_up, test_let_go,
              tear_down);
  return mq_test_run ();
}
