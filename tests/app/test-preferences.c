/* The dialog of settings, under a display: what one does with its rows is in preferences.json, what
 * config.yaml has cannot be changed, a mistake in it is said, and a service is asked whether it is
 * one. */
#include "app/preferences/mq-model-group.h"
#include "app/preferences/mq-preferences.h"
#include "app/preferences/mq-programs-page.h"
#include "client/programs/mq-programs.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "support/mq-test.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <libsoup/soup.h>
#include <string.h>

/* A service of which no other list of providers comes. */
#define NOBODY "server: {url: http://127.0.0.1:1}\n"

typedef struct
{
  char *config_file;
  char *preferences_file;
  MqConversationList *conversations;
  GSettings *settings;
  GtkWidget *window;
  AdwDialog *dialog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autofree char *folder = mq_test_make_dir ("config/maquette");
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  fixture->config_file = mq_paths_get_config_file ();
  fixture->preferences_file = mq_paths_get_preferences_file ();
  g_assert_true (g_file_set_contents (fixture->config_file, text, -1, NULL));
  g_assert_true (g_file_set_contents (fixture->preferences_file, "{}", -1, NULL));
  fixture->conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  mq_test_expect (
      mq_workspace_reload_settings (mq_conversation_list_get_workspace (fixture->conversations)));
  fixture->settings = g_settings_new_with_backend ("org.maquette.Maquette", backend);

  fixture->window = g_object_ref_sink (adw_window_new ());
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 700);
  fixture->dialog = ADW_DIALOG (mq_preferences_new (fixture->conversations, fixture->settings));
  gtk_window_present (GTK_WINDOW (fixture->window));
  adw_dialog_present (fixture->dialog, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  adw_dialog_force_close (fixture->dialog);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->window);
  mq_test_expect (mq_workspace_close (mq_conversation_list_get_workspace (fixture->conversations)));
  g_object_unref (fixture->conversations);
  g_object_unref (fixture->settings);
  g_free (fixture->config_file);
  g_free (fixture->preferences_file);
}

/* The row with this title, wherever it is. */
static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gpointer
get_row (Fixture *fixture, const char *page, const char *title)
{
  GtkWidget *row;

  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (fixture->dialog), page);
  row = find_row (GTK_WIDGET (adw_preferences_dialog_get_visible_page (
                      ADW_PREFERENCES_DIALOG (fixture->dialog))),
                  title);
  g_test_message ("%s", title);
  g_assert_nonnull (row);
  return row;
}

/* Until preferences.json has @value at @path; NULL: until it has none. */
static void
wait_for (Fixture *fixture, const char *path, const char *value)
{
  g_auto (GStrv) names = g_strsplit (path, ".", 3);

  for (;;)
    {
      g_autofree char *text = NULL;
      g_autoptr (JsonObject) root = NULL;
      JsonObject *object;
      guint i;

      g_assert_true (g_file_get_contents (fixture->preferences_file, &text, NULL, NULL));
      object = root = mq_json_parse_object (text, -1, NULL);
      for (i = 0; names[i + 1] != NULL && object != NULL; i++)
        object = mq_json_get_object (object, names[i]);
      if (g_strcmp0 (object != NULL ? mq_json_get_string (object, names[i], NULL) : NULL, value)
          == 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
choose (Fixture *fixture, const char *page, const char *title)
{
  adw_action_row_activate (get_row (fixture, page, title));
}

static void
test_rows (Fixture *fixture, gconstpointer text)
{
  AdwSpinRow *count = get_row (fixture, "renders", "Number");
  AdwSpinRow *size = get_row (fixture, "renders", "Size (%)");

  g_assert_cmpfloat (adw_spin_row_get_value (count), ==, 5);
  /* Not more than the key can have. */
  adw_spin_row_set_value (count, 11);
  g_assert_cmpfloat (adw_spin_row_get_value (count), ==, 10);
  adw_spin_row_set_value (count, 7);
  wait_for (fixture, "render.num_images", "7");

  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (size)), ==, "1920 × 1080 pixels");
  adw_spin_row_set_value (size, 35);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (size)), ==, "672 × 378 pixels");
  wait_for (fixture, "render.resolution_scale", "0.35");

  adw_combo_row_set_selected (get_row (fixture, "renders", "Engine"), 2);
  wait_for (fixture, "render.engine", "eevee");
  adw_switch_row_set_active (get_row (fixture, "blender", "Use the Graphics Card"), TRUE);
  wait_for (fixture, "blender.gpu_rendering", "true");

  /* Shown as its opposite. */
  g_assert_false (adw_switch_row_get_active (
      get_row (fixture, "blender", "Send Each New Version to Running Blender")));
  adw_switch_row_set_active (
      get_row (fixture, "blender", "Send Each New Version to Running Blender"), TRUE);
  wait_for (fixture, "blender.headless_rendering", "false");

  /* The window's own are not the file's. */
  adw_switch_row_set_active (get_row (fixture, "general", "Enter Sends"), FALSE);
  g_assert_false (g_settings_get_boolean (fixture->settings, "enter-sends"));
}

static gboolean
has_note (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
      && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), "Set in config.yaml"))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_note (child))
      return TRUE;

  return FALSE;
}

static void
assert_fixed (Fixture *fixture, const char *page, const char *title, gboolean is_fixed)
{
  GtkWidget *row = get_row (fixture, page, title);

  g_assert_cmpint (gtk_widget_get_sensitive (row), ==, !is_fixed);
  g_assert_cmpint (has_note (row), ==, is_fixed);
}

/* The choices of one setting: said in the title of their group. */
static void
assert_fixed_group (Fixture *fixture, const char *page, const char *title, gboolean is_fixed)
{
  GtkWidget *row = get_row (fixture, page, title);
  GtkWidget *button = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));

  g_assert_cmpint (gtk_widget_get_sensitive (button), ==, !is_fixed);
  g_assert_cmpint (has_note (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP)), ==,
                   is_fixed);
}

/* What config.yaml has is shown as it is there, and cannot be changed until it is left out there.
 */
static void
test_fixed (Fixture *fixture, gconstpointer text)
{
  static const struct
  {
    const char *page;
    const char *title;
  } rows[] = {
    { "general", "Refinement Rounds" },
    { "renders", "Number" },
    { "renders", "Engine" },
    { "blender", "Use the Graphics Card" },
    { "models", "US Dollars" },
    { "models", "Critic: looks for defects" },
    { "models", "Model Name" },
    { "service", "Address" },
  };
  static const struct
  {
    const char *page;
    const char *title;
  } groups[] = {
    { "blender", "Newest Found" },
    { "models", "Built-in Sketcher" },
    { "models", "Thorough" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_fixed (fixture, rows[i].page, rows[i].title, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    assert_fixed_group (fixture, groups[i].page, groups[i].title, TRUE);
  assert_fixed (fixture, "general", "Repair Attempts", FALSE);
  assert_fixed (fixture, "renders", "Size (%)", FALSE);
  assert_fixed (fixture, "models", "Writer: turns the plan into a script", FALSE);
  g_assert_cmpfloat (adw_spin_row_get_value (get_row (fixture, "renders", "Number")), ==, 4);
  g_assert_false (gtk_widget_is_sensitive (
      adw_action_row_get_activatable_widget (get_row (fixture, "service", "This Computer"))));

  g_assert_true (g_file_set_contents (fixture->config_file, NOBODY, -1, NULL));
  while (!gtk_widget_is_sensitive (get_row (fixture, "renders", "Number")))
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (rows) - 1; i++)
    assert_fixed (fixture, rows[i].page, rows[i].title, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    assert_fixed_group (fixture, groups[i].page, groups[i].title, FALSE);
  adw_spin_row_set_value (get_row (fixture, "renders", "Number"), 7);
  wait_for (fixture, "render.num_images", "7");
}

static GtkEditable *
find_role (Fixture *fixture, const char *title)
{
  GtkWidget *row = find_row (GTK_WIDGET (fixture->dialog), title);

  g_assert_nonnull (row);
  return GTK_EDITABLE (row);
}

static void
wait_for_role (GtkEditable *row, const char *model)
{
  while (!g_str_equal (gtk_editable_get_text (row), model))
    g_main_context_iteration (NULL, TRUE);
}

/* Without looking at the page, which would ask the service. */
static void
test_roles (Fixture *fixture, gconstpointer text)
{
  GtkEditable *critic = find_role (fixture, "Critic: looks for defects");
  GtkEditable *writer = find_role (fixture, "Writer: turns the plan into a script");

  gtk_editable_set_text (critic, "b:seer");
  g_signal_emit_by_name (critic, "apply");
  wait_for (fixture, "model.roles.critic", "b:seer");
  g_assert_cmpstr (gtk_editable_get_text (writer), ==, "");
  gtk_editable_set_text (writer, " c:fast ");
  gtk_editable_set_text (critic, "b:half typ");
  g_signal_emit_by_name (writer, "apply");
  wait_for (fixture, "model.roles.writer", "c:fast");

  /* Someone else's change is shown; what is being typed beside it stays. */
  g_assert_true (
      g_file_set_contents (fixture->config_file, "model:\n  roles:\n    writer: d\n", -1, NULL));
  wait_for_role (writer, "d");
  g_assert_cmpstr (gtk_editable_get_text (critic), ==, "b:half typ");

  gtk_editable_set_text (critic, "");
  g_signal_emit_by_name (critic, "apply");
  wait_for (fixture, "model.roles.critic", NULL);
}

static GtkWidget *
find_model_group (GtkWidget *widget)
{
  GtkWidget *found = MQ_IS_MODEL_GROUP (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_model_group (child);

  return found;
}

/* Chosen before the service has said which providers there are, or of one whose address is not
 * shown: the keys go to something that is there. */
static void
test_early_choice (Fixture *fixture, gconstpointer text)
{
  MqModelGroup *group = MQ_MODEL_GROUP (find_model_group (GTK_WIDGET (fixture->dialog)));
  g_autoptr (JsonObject) answer
      = mq_json_parse_object ("{\"providers\": [{\"name\": \"anthropic\", \"needs_key\": true,"
                              " \"base_url\": \"https://api.anthropic.com\"}]}",
                              -1, NULL);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *focus;

      g_assert_false (mq_model_group_apply (group));
      focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
      for (; focus != NULL && focus != GTK_WIDGET (group); focus = gtk_widget_get_parent (focus))
        g_assert_true (gtk_widget_get_visible (focus));
      mq_model_group_set_providers (group, mq_json_get_array (answer, "providers"));
    }
}

/* What is being typed stays when something else in the file changes. */
static void
test_typing (Fixture *fixture, gconstpointer text)
{
  MqModelGroup *group = MQ_MODEL_GROUP (find_model_group (GTK_WIDGET (fixture->dialog)));
  g_autoptr (JsonObject) answer = mq_json_parse_object ("{\"providers\": [{\"name\": \"custom\"}]}",
                                                        -1, NULL);
  GtkEditable *model = get_row (fixture, "models", "Model Name");
  g_autofree char *more = g_strconcat (text, "render: {num_images: 9}\n", NULL);
  const char *other = "model: {default: custom:third, base_url: http://127.0.0.1:1}\n" NOBODY;

  mq_model_group_set_providers (group, mq_json_get_array (answer, "providers"));
  g_assert_cmpstr (gtk_editable_get_text (model), ==, "tiny");
  gtk_editable_set_text (model, "another");
  g_assert_true (g_file_set_contents (fixture->config_file, more, -1, NULL));
  while (adw_spin_row_get_value (get_row (fixture, "renders", "Number")) != 9)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (model), ==, "another");

  /* But for a model that the file names anew. */
  g_assert_true (g_file_set_contents (fixture->config_file, other, -1, NULL));
  while (!g_str_equal (gtk_editable_get_text (model), "third"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_blender (Fixture *fixture, gconstpointer text)
{
  g_assert_true (g_file_set_contents (
      fixture->preferences_file, "{\"blender\": {\"executable\": \"/none/blender\"}}", -1, NULL));
  while (find_row (GTK_WIDGET (fixture->dialog), "Your Choice") == NULL)
    g_main_context_iteration (NULL, TRUE);
  choose (fixture, "blender", "Newest Found");
  wait_for (fixture, "blender.executable", NULL);
}

static void
test_malformed (Fixture *fixture, gconstpointer text)
{
  g_assert_false (gtk_widget_is_sensitive (get_row (fixture, "renders", "Number")));
  g_assert_false (gtk_widget_is_sensitive (get_row (fixture, "service", "This Computer")));
  g_assert_true (gtk_widget_is_sensitive (get_row (fixture, "general", "Enter Sends")));

  /* Mended while the dialog is open. */
  g_assert_true (g_file_set_contents (fixture->config_file, "limits:\n  rounds: 1\n", -1, NULL));
  while (!gtk_widget_is_sensitive (get_row (fixture, "renders", "Number")))
    g_main_context_iteration (NULL, TRUE);
  while (adw_spin_row_get_value (get_row (fixture, "general", "Refinement Rounds")) != 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
answer_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer data)
{
  const char *body = data;

  soup_server_message_set_status (message, body != NULL ? 200 : 404, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                      strlen (body));
}

static char *
serve (SoupServer *server, const char *body)
{
  g_autoslist (GUri) uris = NULL;
  g_autofree char *text = NULL;

  soup_server_add_handler (server, NULL, answer_cb, (gpointer)body, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  return g_uri_to_string (uris->data);
}

static const struct
{
  const char *body;
  const char *says;
} services[] = {
  { "{\"status\": \"ok\", \"version\": \"9.9\", \"protocol\": 1,"
    " \"team\": {\"id\": \"a\", \"label\": \"Some <b>team\"}}",
    "It answers: Maquette 9.9, Some <b>team." },
  { "{\"status\": \"ok\", \"version\": \"9.9\", \"protocol\": 2, \"team\": {\"label\": \"T\"}}",
    "The service runs Maquette 9.9, which does not work with this" },
  { "{}", "not a Maquette service" },
  { "[1, 2", "not a Maquette service" },
  { "{\"version\": 5, \"team\": []}", "not a Maquette service" },
  { NULL, "not a Maquette service" },
};

static void
test_service (Fixture *fixture, gconstpointer text)
{
  AdwEntryRow *address = get_row (fixture, "service", "Address");
  AdwActionRow *result = get_row (fixture, "service", "Connection");

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (address)));
  choose (fixture, "service", "Other Service");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (address)));

  gtk_editable_set_text (GTK_EDITABLE (address), "ftp://example.org");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (address), "error"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (result), "not an address"));
  /* The scheme is added. */
  gtk_editable_set_text (GTK_EDITABLE (address), "example.org");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (address), "error"));
  gtk_editable_set_text (GTK_EDITABLE (address), "http://example.org");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (address), "error"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (result), "Not encrypted"));

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
      g_autofree char *url = serve (server, services[i].body);

      gtk_editable_set_text (GTK_EDITABLE (address), url);
      g_signal_emit_by_name (address, "apply");
      while (strstr (adw_action_row_get_subtitle (result), services[i].says) == NULL)
        {
          g_test_message ("%s", adw_action_row_get_subtitle (result));
          /* A machine that is so slow is asked again. */
          if (strstr (adw_action_row_get_subtitle (result), "No answer in time") != NULL)
            g_signal_emit_by_name (address, "apply");
          g_main_context_iteration (NULL, TRUE);
        }
      wait_for (fixture, "server.url", url);
      soup_server_disconnect (server);
    }

  g_signal_emit_by_name (address, "apply");
  while (strstr (adw_action_row_get_subtitle (result), "Could not reach") == NULL)
    g_main_context_iteration (NULL, TRUE);

  choose (fixture, "service", "This Computer");
  wait_for (fixture, "server.url", NULL);
}

/* Without a keyring it is said once in each start of the program, and not at each key. */
static void
test_no_keyring (Fixture *fixture, gconstpointer text)
{
  AdwDialog *again = ADW_DIALOG (mq_preferences_new (fixture->conversations, fixture->settings));
  AdwDialog *const dialogs[] = { fixture->dialog, again };

  g_object_ref_sink (again);
  for (gsize i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      GObject *page = gtk_widget_get_template_child (GTK_WIDGET (dialogs[i]), MQ_TYPE_PREFERENCES,
                                                     "models");
      GObject *banner = gtk_widget_get_template_child (GTK_WIDGET (dialogs[i]), MQ_TYPE_PREFERENCES,
                                                       "keyring_banner");

      gtk_widget_activate_action (GTK_WIDGET (dialogs[i]), "preferences.show-keyring-banner", "s",
                                  "none");
      g_assert_true (
          (adw_preferences_page_get_banner (ADW_PREFERENCES_PAGE (page)) == ADW_BANNER (banner))
          == (i == 0));
    }
  g_object_unref (again);
}

/* The page of programs goes after a thread has read their list, and before the page has heard of
 * it.
 */
static void
test_gone_page (Fixture *fixture, gconstpointer text)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (DexFuture) later = NULL;
      MqProgramsPage *page = g_object_ref_sink (g_object_new (MQ_TYPE_PROGRAMS_PAGE, NULL));

      mq_programs_page_set_conversations (page, fixture->conversations);
      g_list_model_items_changed (mq_conversation_list_get_model (fixture->conversations), 0, 0, 0);
      later = mq_programs_load ();
      while (dex_future_is_pending (later))
        g_thread_yield ();
      g_object_add_weak_pointer (G_OBJECT (page), (gpointer *)&page);
      g_object_unref (page);
      while (page != NULL || g_main_context_pending (NULL))
        g_main_context_iteration (NULL, TRUE);
    }
}

MQ_TEST_PROGRAM (preferences)
{
  mq_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/preferences/rows", Fixture, "", set_up, test_rows, tear_down);
  g_test_add ("/preferences/fixed", Fixture,
              "render: {num_images: 4, engine: eevee}\n"
              "blender: {executable: /none/blender, gpu_rendering: true}\n"
              "limits: {rounds: 3, cost: 2}\n"
              "model: {default: custom:tiny, base_url: http://127.0.0.1:1, effort: quick, roles: "
              "{critic: c}}\n" NOBODY,
              set_up, test_fixed, tear_down);
  g_test_add ("/preferences/roles", Fixture, "", set_up, test_roles, tear_down);
  g_test_add ("/preferences/early-choice", Fixture, "", set_up, test_early_choice, tear_down);
  g_test_add ("/preferences/typing", Fixture,
              "model: {default: custom:tiny, base_url: http://127.0.0.1:1}\n" NOBODY, set_up,
              test_typing, tear_down);
  g_test_add ("/preferences/blender", Fixture, "", set_up, test_blender, tear_down);
  g_test_add ("/preferences/malformed", Fixture, "render:\n  num_images: 99\n", set_up,
              test_malformed, tear_down);
  g_test_add ("/preferences/service", Fixture, "", set_up, test_service, tear_down);
  g_test_add ("/preferences/no-keyring", Fixture, "", set_up, test_no_keyring, tear_down);
  g_test_add ("/preferences/gone-page", Fixture, "", set_up, test_gone_page, tear_down);
  return mq_test_run ();
}
