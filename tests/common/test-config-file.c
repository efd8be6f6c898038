/* Changing config.yaml: one value changes and every other byte stays, whatever the file looks like;
 * what cannot be changed so is refused and left alone. */
#include "common/mq-config-file.h"
#include "common/mq-config.h"
#include "common/mq-error.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct
{
  const char *before;
  MqConfigKey key;
  const char *value;
  const char *after;
} changes[] = {
  /* Replaced. */
  { "render:\n  num_images: 5 # few\n", MQ_CONFIG_RENDER_NUM_IMAGES, "10",
    "render:\n  num_images: 10 # few\n" },
  { "# é — ü\nrender:   # ✓\n  engine:  'auto'   # ü\n", MQ_CONFIG_RENDER_ENGINE, "cycles",
    "# é — ü\nrender:   # ✓\n  engine:  'cycles'   # ü\n" },
  { "\xef\xbb\xbfrender:\n  num_images: 5\n", MQ_CONFIG_RENDER_NUM_IMAGES, "1",
    "\xef\xbb\xbfrender:\n  num_images: 1\n" },
  { "render: { num_images: 5, engine: auto }\n", MQ_CONFIG_RENDER_NUM_IMAGES, "7",
    "render: { num_images: 7, engine: auto }\n" },
  { "\"render\":\n  \"num_images\"  :  5\n", MQ_CONFIG_RENDER_NUM_IMAGES, "7",
    "\"render\":\n  \"num_images\"  :  7\n" },
  { "blender: {executable: /a}\r\n", MQ_CONFIG_BLENDER_EXECUTABLE, "/b, c",
    "blender: {executable: \"/b, c\"}\r\n" },
  /* Emptied, and filled again. */
  { "blender:\n  executable: /opt/blender # mine\n", MQ_CONFIG_BLENDER_EXECUTABLE, NULL,
    "blender:\n  executable:  # mine\n" },
  { "blender:\n  executable:   /opt/blender\r\n", MQ_CONFIG_BLENDER_EXECUTABLE, NULL,
    "blender:\n  executable:\r\n" },
  { "blender:\n  executable: \"/o\"", MQ_CONFIG_BLENDER_EXECUTABLE, NULL,
    "blender:\n  executable:" },
  { "blender:\n  executable:  # mine\n  sandbox: on\n", MQ_CONFIG_BLENDER_EXECUTABLE, "/x y",
    "blender:\n  executable: \"/x y\"  # mine\n  sandbox: on\n" },
  { "blender:\n  executable:", MQ_CONFIG_BLENDER_EXECUTABLE, "/x", "blender:\n  executable: /x" },
  { "blender:\n  executable: ~\n", MQ_CONFIG_BLENDER_EXECUTABLE, "/x",
    "blender:\n  executable: /x\n" },
  { "blender:\n", MQ_CONFIG_BLENDER_EXECUTABLE, NULL, "blender:\n" },
  /* A key is added after its section's last entry. */
  { "render:\n    engine: auto # a\n    # b\n\nserver:\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3",
    "render:\n    engine: auto # a\n    num_images: 3\n    # b\n\nserver:\n" },
  { "render:\n  engine: auto", MQ_CONFIG_RENDER_NUM_IMAGES, "3",
    "render:\n  engine: auto\n  num_images: 3" },
  { "render:\r\n  engine: auto\r\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3",
    "render:\r\n  engine: auto\r\n  num_images: 3\r\n" },
  { "model:\n  roles:\n    planner: x\n", MQ_CONFIG_MODEL_DEFAULT, "y",
    "model:\n  roles:\n    planner: x\n  default: y\n" },
  { "render: # all\n# none\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3",
    "render: # all\n  num_images: 3\n# none\n" },
  /* A section is added at the end. */
  { "", MQ_CONFIG_RENDER_RESOLUTION_SCALE, "0.5", "render:\n  resolution_scale: 0.5\n" },
  { "# nothing", MQ_CONFIG_SERVER_URL, "https://example.org:8/a",
    "# nothing\nserver:\n  url: https://example.org:8/a\n" },
  { "---\nblender:\n   sandbox: on\n", MQ_CONFIG_RENDER_ENGINE, "eevee",
    "---\nblender:\n   sandbox: on\nrender:\n   engine: eevee\n" },
  /* Texts that YAML would read as something else. */
  { "", MQ_CONFIG_BLENDER_EXECUTABLE, "5", "blender:\n  executable: \"5\"\n" },
  { "", MQ_CONFIG_BLENDER_EXECUTABLE, "null", "blender:\n  executable: \"null\"\n" },
  { "", MQ_CONFIG_BLENDER_EXECUTABLE, "a \"b\"\\\n#c",
    "blender:\n  executable: \"a \\\"b\\\"\\\\\\x0a#c\"\n" },
  { "blender:\n  executable: 'x'\n", MQ_CONFIG_BLENDER_EXECUTABLE, "it's",
    "blender:\n  executable: 'it''s'\n" },
};

static void
test_changes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", changes[i].before);
      text = mq_config_text_set ("c", changes[i].before, strlen (changes[i].before), changes[i].key,
                                 changes[i].value, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, changes[i].after);
    }
}

/* Not changed, and the line is named. */
static const struct
{
  const char *text;
  MqConfigKey key;
  const char *value;
  int code;
  const char *says;
} refusals[] = {
  { "\nrender: {engine: auto}\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3", MQ_ERROR_CONFLICT, "line 2" },
  { "render: {}\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3", MQ_ERROR_CONFLICT, "line 1" },
  { "render: ~\n", MQ_CONFIG_RENDER_NUM_IMAGES, "3", MQ_ERROR_CONFLICT, "by hand" },
  { "{render: {engine: auto}}\n", MQ_CONFIG_SERVER_URL, "http://a", MQ_ERROR_CONFLICT, "by hand" },
  { "render:\n  engine: auto\n...\n", MQ_CONFIG_SERVER_URL, "http://a", MQ_ERROR_CONFLICT, "hand" },
  { "blender:\n  executable: |-\n    /a\n", MQ_CONFIG_BLENDER_EXECUTABLE, "/b", MQ_ERROR_CONFLICT,
    "line 2" },
  { "blender:\n  executable: /a\n    b\n", MQ_CONFIG_BLENDER_EXECUTABLE, "/b", MQ_ERROR_CONFLICT,
    "line 2" },
  { "render: &a\n  engine: auto\n", MQ_CONFIG_RENDER_ENGINE, "eevee", MQ_ERROR_BAD_INPUT,
    "anchors" },
  { "render:\n\tengine: auto\n", MQ_CONFIG_RENDER_ENGINE, "eevee", MQ_ERROR_BAD_INPUT, "line 2" },
  { "zebra: 1\n", MQ_CONFIG_RENDER_ENGINE, "eevee", MQ_ERROR_BAD_INPUT, "zebra" },
  { "", MQ_CONFIG_RENDER_ENGINE, "povray", MQ_ERROR_BAD_INPUT, "one of auto" },
  { "", MQ_CONFIG_RENDER_NUM_IMAGES, "11", MQ_ERROR_BAD_INPUT, "from 1 to 10" },
  { "", MQ_CONFIG_RENDER_NUM_IMAGES, "5\nserver:", MQ_ERROR_BAD_INPUT, "whole number" },
  { "", MQ_CONFIG_RENDER_RESOLUTION_SCALE, "0,5", MQ_ERROR_BAD_INPUT, "number" },
  { "", MQ_CONFIG_SERVER_URL, "example.org", MQ_ERROR_BAD_INPUT, "http://" },
  { "", MQ_CONFIG_BLENDER_EXECUTABLE, "", MQ_ERROR_BAD_INPUT, "text" },
  { "", MQ_CONFIG_BLENDER_EXECUTABLE, "/\xff", MQ_ERROR_BAD_INPUT, "UTF-8" },
};

static void
test_refusals (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "refused.yaml", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = NULL;

      g_assert_true (g_file_set_contents (path, refusals[i].text, -1, NULL));
      g_assert_false (mq_config_file_set (path, refusals[i].key, refusals[i].value, &error));
      g_test_message ("%s → %s", refusals[i].text, error->message);
      g_assert_error (error, MQ_ERROR, refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
      g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
      g_assert_cmpstr (kept, ==, refusals[i].text);
    }
}

/* The model of a role: three levels deep. */
static const struct
{
  const char *before;
  const char *role;
  const char *model;
  const char *after; /* NULL: only by hand */
} roles[] = {
  { "", "critic", "a:b", "model:\n  roles:\n    critic: a:b\n" },
  { "model:\n", "critic", "x", "model:\n  roles:\n    critic: x\n" },
  { "model:\n    default: y # all\nlimits:\n", "critic", "x",
    "model:\n    default: y # all\n    roles:\n        critic: x\nlimits:\n" },
  { "model:\n  roles:\n  default: y\n", "critic", "x",
    "model:\n  roles:\n    critic: x\n  default: y\n" },
  { "model:\r\n  roles:\r\n     planner: p # P\r\n\r\n", "critic", "x",
    "model:\r\n  roles:\r\n     planner: p # P\r\n     critic: x\r\n\r\n" },
  { "model:\n  roles:\n    critic: 'o' # eye\n  default: y\n", "critic", "ollama:q:7b",
    "model:\n  roles:\n    critic: 'ollama:q:7b' # eye\n  default: y\n" },
  { "model:\n  roles:\n    critic: o # eye\n", "critic", NULL,
    "model:\n  roles:\n    critic:  # eye\n" },
  { "model:\n  roles: { critic: o, writer: w }\n", "critic", "x",
    "model:\n  roles: { critic: x, writer: w }\n" },
  { "model:\n  prices:\n    critic: 1 2\n", "critic", "x",
    "model:\n  prices:\n    critic: 1 2\n  roles:\n    critic: x\n" },
  { "limits:\n  rounds: 1\n", "critic", NULL, "limits:\n  rounds: 1\n" },
  { "model:\n  roles: { writer: w }\n", "critic", "x", NULL },
  { "model: { default: y }\n", "critic", "x", NULL },
};

static void
test_roles (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "roles.yaml", NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *changed = mq_config_text_set_role (
          "c", roles[i].before, strlen (roles[i].before), roles[i].role, roles[i].model, &error);

      g_assert_cmpstr (changed, ==, roles[i].after);
      if (roles[i].after == NULL)
        g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
    }

  mq_test_expect (mq_config_file_set_role_later (path, "writer", "w"));
  g_error_free (mq_test_expect_error (mq_config_file_set_role_later (path, "writer", ""), MQ_ERROR,
                                      MQ_ERROR_BAD_INPUT));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "model:\n  roles:\n    writer: w\n");
}

/* One line of a random file, and a setting in it. */
static const struct
{
  MqConfigKey key;
  const char *section, *name;
  const char *values[4];
} settings[] = {
  { MQ_CONFIG_BLENDER_GPU_RENDERING, "blender", "gpu_rendering", { "true", "false", "on", "No" } },
  { MQ_CONFIG_BLENDER_EXECUTABLE,
    "blender",
    "executable",
    { "/opt/b", "'/it''s'", "\"/é ü\"", "/日本" } },
  { MQ_CONFIG_BLENDER_SANDBOX, "blender", "sandbox", { "yes", "off", "true", "false" } },
  { MQ_CONFIG_RENDER_NUM_IMAGES, "render", "num_images", { "1", "10", "5", "+3" } },
  { MQ_CONFIG_RENDER_RESOLUTION_SCALE, "render", "resolution_scale", { "1", "0.25", ".5", "1.0" } },
  { MQ_CONFIG_RENDER_ENGINE, "render", "engine", { "auto", "'cycles'", "\"eevee\"", "workbench" } },
  { MQ_CONFIG_SERVER_URL,
    "server",
    "url",
    { "http://a", "https://b:1/x", "\"http://c#d\"", "'http://e'" } },
  { MQ_CONFIG_LIMITS_ROUNDS, "limits", "rounds", { "0", "1", "2", "10" } },
  { MQ_CONFIG_LIMITS_MEMORY_GIB, "limits", "memory_gib", { "1", "8", "16", "1024" } },
};

static const char *const news[] = {
  [MQ_CONFIG_BLENDER_GPU_RENDERING] = "true",
  [MQ_CONFIG_BLENDER_EXECUTABLE] = "/neu: \"ü\"#1",
  [MQ_CONFIG_BLENDER_SANDBOX] = "false",
  [MQ_CONFIG_RENDER_NUM_IMAGES] = "9",
  [MQ_CONFIG_RENDER_RESOLUTION_SCALE] = "0.35",
  [MQ_CONFIG_RENDER_ENGINE] = "cycles",
  [MQ_CONFIG_SERVER_URL] = "https://example.org/?a=b&c=%20",
  [MQ_CONFIG_LIMITS_ROUNDS] = "7",
  [MQ_CONFIG_LIMITS_MEMORY_GIB] = "77",
};

static const char *
pick (GRand *random, const char *const *from, guint n)
{
  return from[g_rand_int_range (random, 0, n)];
}

static char *
random_file (GRand *random)
{
  static const char *const comments[] = { "", "", " # é", "   # a: b", "  #" };
  static const char *const between[] = { "", "", "\n", "# größe: 5\n", "  # - [x]\n", "   \n" };
  static const char *const sections[] = { "server", "render", "limits", "blender" };
  int indent = g_rand_int_range (random, 1, 6);
  guint first = g_rand_int_range (random, 0, 4);
  GString *text = g_string_new (pick (random, between, 6));

  for (guint s = 0; s < 4; s++)
    {
      const char *section = sections[(s + first) % 4];

      if (g_rand_int_range (random, 0, 4) == 0)
        continue;

      g_string_append_printf (text, "%s:%s\n", section, pick (random, comments, 5));
      for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
        if (g_str_equal (settings[i].section, section) && g_rand_boolean (random))
          g_string_append_printf (text, "%s%*s%s: %s%s\n", pick (random, between, 6), indent, "",
                                  settings[i].name, pick (random, settings[i].values, 4),
                                  pick (random, comments, 5));
      g_string_append (text, pick (random, between, 6));
    }

  if (g_rand_int_range (random, 0, 4) == 0 && text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static gsize
common_start (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;

  return n;
}

/* What differs is in one place: nothing but one value taken out, or lines put in. */
static void
assert_one_place (const char *before, const char *after)
{
  gsize start = common_start (before, after);
  gsize n_before = strlen (before), n_after = strlen (after), end = 0;

  while (end < n_before - start && end < n_after - start
         && before[n_before - 1 - end] == after[n_after - 1 - end])
    end++;

  /* No line break and no comment is taken away. */
  for (gsize i = start; i < n_before - end; i++)
    g_assert_true (strchr ("\r\n", before[i]) == NULL);
  g_assert_null (g_strstr_len (before + start, n_before - end - start, " #"));
}

static void
test_random_files (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1120);

  for (guint round = 0; round < 4000; round++)
    {
      g_autofree char *text = random_file (random);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqConfig) before = mq_config_parse ("r", text, strlen (text), &error);

      g_assert_no_error (error);
      for (guint i = 0; i < 3; i++)
        {
          guint at = g_rand_int_range (random, 0, G_N_ELEMENTS (settings));
          MqConfigKey key = settings[at].key;
          const char *value = g_rand_int_range (random, 0, 4) == 0 ? NULL : news[key];
          g_autofree char *changed = mq_config_text_set ("r", text, strlen (text), key, value,
                                                         &error);
          g_autoptr (MqConfig) after = NULL;

          if (error != NULL)
            g_test_message ("%s\n%s", text, error->message);
          g_assert_no_error (error);
          after = mq_config_parse ("r", changed, strlen (changed), &error);
          g_assert_no_error (error);
          g_assert_true (mq_config_equal_but (before, after, key));
          assert_one_place (text, changed);
          g_free (text);
          text = g_steal_pointer (&changed);
          g_set_object (&before, after);
        }
    }
}

/* Damaged files: an error or a right change, never a crash and never a wrong file. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2011);

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree char *text = random_file (random);
      g_autofree char *changed = NULL;
      g_autoptr (GError) error = NULL;
      gsize length = strlen (text);
      guint at = g_rand_int_range (random, 0, G_N_ELEMENTS (settings));
      int n = g_rand_int_range (random, 1, 4);

      for (int i = 0; i < n && length > 0; i++)
        text[g_rand_int_range (random, 0, length)]
            = "\n:{}[]&*!|>'\"#%@`- ,\t\rx\xff\xc2"[g_rand_int_range (random, 0, 25)];

      changed = mq_config_text_set ("n", text, length, settings[at].key, news[settings[at].key],
                                    &error);
      g_assert_true ((changed != NULL) == (error == NULL));
      if (changed != NULL)
        {
          g_autoptr (MqConfig) before = mq_config_parse ("n", text, length, NULL);
          g_autoptr (MqConfig) after = mq_config_parse ("n", changed, strlen (changed), &error);

          g_assert_no_error (error);
          g_assert_true (mq_config_equal_but (before, after, settings[at].key));
        }
    }
}

static void
test_file (void)
{
  g_autofree char *folder = g_build_filename (mq_test_get_dir (), "new", "folder", NULL);
  g_autofree char *path = g_build_filename (folder, "config.yaml", NULL);
  g_autofree char *link = g_build_filename (mq_test_get_dir (), "link.yaml", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  /* A link to what is not there yet. */
  g_assert_no_errno (symlink ("new/folder/config.yaml", link));
  g_assert_true (mq_config_file_set (link, MQ_CONFIG_RENDER_NUM_IMAGES, "2", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_no_errno (g_lstat (path, &info));
  g_assert_true (S_ISREG (info.st_mode));
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "render:\n  num_images: 2\n");

  g_assert_false (mq_config_file_set (folder, MQ_CONFIG_RENDER_NUM_IMAGES, "2", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* Root writes everywhere. */
  if (geteuid () != 0)
    {
      g_assert_no_errno (g_chmod (folder, 0500));
      g_assert_false (mq_config_file_set (link, MQ_CONFIG_RENDER_NUM_IMAGES, "3", &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
      g_assert_no_errno (g_chmod (folder, 0700));
    }
}

static gpointer
write_often (gpointer data)
{
  const char *path = g_object_get_data (data, "path");
  MqConfigKey key = GPOINTER_TO_INT (g_object_get_data (data, "key"));

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *value = g_strdup_printf ("%d", 1 + i % 10);
      g_autoptr (GError) error = NULL;

      mq_config_file_set (path, key, value, &error);
      g_assert_no_error (error);
    }

  return NULL;
}

/* Neither loses what the other wrote. */
static void
test_two_writers (void)
{
  static const MqConfigKey keys[] = { MQ_CONFIG_RENDER_NUM_IMAGES, MQ_CONFIG_LIMITS_ROUNDS };
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "two.yaml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) config = NULL;
  GThread *threads[2];
  GObject *jobs[2];

  for (guint i = 0; i < 2; i++)
    {
      jobs[i] = g_object_new (G_TYPE_OBJECT, NULL);
      g_object_set_data (jobs[i], "path", path);
      g_object_set_data (jobs[i], "key", GINT_TO_POINTER (keys[i]));
      threads[i] = g_thread_new ("writer", write_often, jobs[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_thread_join (threads[i]);
      g_object_unref (jobs[i]);
    }

  config = mq_config_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 10);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_ROUNDS), ==, 10);
}

static void
test_later (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "later.yaml", NULL);
  g_autoptr (GError) error = NULL;

  mq_test_expect (mq_config_file_set_later (path, MQ_CONFIG_RENDER_ENGINE, "eevee"));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  error = mq_test_expect_error (mq_config_file_set_later (path, MQ_CONFIG_RENDER_ENGINE, "x"),
                                MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

int
main (int argc, char *argv[])
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/config-file/changes", test_changes);
  g_test_add_func ("/config-file/refusals", test_refusals);
  g_test_add_func ("/config-file/roles", test_roles);
  g_test_add_func ("/config-file/random-files", test_random_files);
  g_test_add_func ("/config-file/noise", test_noise);
  g_test_add_func ("/config-file/file", test_file);
  g_test_add_func ("/config-file/two-writers", test_two_writers);
  g_test_add_func ("/config-file/later", test_later);
  return mq_test_run ();
}
