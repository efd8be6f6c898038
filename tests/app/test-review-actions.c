/* What one does with a version in the review, on a display: the files that are saved and opened are
 * those of the version that is chosen, and a version opens in Blender as often as one likes; it is
 * gone on from where two are compared; and what its dialogs offer first. */
#include "app/check-actions.h"
#include "app/workspace-bench.h"

#include "app/compare/mq-compare.h"
#include "app/dialogs/mq-export-dialog.h"
#include "app/dialogs/mq-render-dialog.h"
#include "app/picture/mq-file-dialog.h"
#include "app/review/mq-review.h"
#include "common/script/mq-script-proof.h"

#include <glib/gstdio.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct
{
  MqConversationList *conversations;
  MqConversation *conversation;
  GtkWindow *window;
  MqReview *review;
} Scene;

/* Root reads and writes every file; an ordinary user, whom Maquette is for, does not. */
static void
give_up_file_powers (void)
{
  const guint32 powers = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH;
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct data[2];

  g_assert_cmpint (syscall (SYS_capget, &header, data), ==, 0);
  data[0].effective &= ~powers;
  data[0].permitted &= ~powers;
  data[0].inheritable &= ~powers;
  g_assert_cmpint (syscall (SYS_capset, &header, data), ==, 0);
}

static gpointer
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* In a fiber: a workspace with a chair of two versions, and the review of it. */
static void
set_up (Scene *scene)
{
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  scene->conversations = bench_open ();
  scene->conversation = g_object_ref (bench_make_chair (scene->conversations));
  bench_send (scene->conversation, "add 2 armrests");
  bench_wait_state (scene->conversation, MQ_CONVERSATION_WORKING);
  bench_wait_state (scene->conversation, MQ_CONVERSATION_WAITING);

  scene->window = GTK_WINDOW (gtk_window_new ());
  scene->review = mq_review_new (mq_conversation_list_get_workspace (scene->conversations));
  mq_review_set_conversation (scene->review, scene->conversation);
  gtk_window_set_child (scene->window, GTK_WIDGET (scene->review));
  gtk_window_present (scene->window);
}

static void
tear_down (Scene *scene)
{
  check_actions (GTK_WIDGET (scene->review), mq_review_get_actions (scene->review));
  gtk_window_destroy (scene->window);
  g_clear_object (&scene->conversation);
  bench_close (g_steal_pointer (&scene->conversations));
}

static void
choose (Scene *scene, guint number)
{
  g_object_set (scene->review, "version", bench_get_version (scene->conversation, number), NULL);
}

/* Its script can be copied once its files are read. */
static void
wait_shown (Scene *scene, guint number)
{
  GActionGroup *actions = mq_review_get_actions (scene->review);

  for (;;)
    {
      g_autoptr (MqVersion) version = NULL;

      g_object_get (scene->review, "version", &version, NULL);
      if (version != NULL && mq_version_get_number (version) == number
          && g_action_group_get_action_enabled (actions, "copy-script"))
        return;
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

/* It is copied with the requirements of its version. Returns: the script itself */
static char *
dup_copied_script (Scene *scene)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (scene->review));
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (JsonObject) rows = NULL;
  char *script = NULL;

  gdk_clipboard_set_text (clipboard, "nothing");
  gtk_widget_activate_action (GTK_WIDGET (scene->review), "review.copy-script", NULL);
  content = gdk_clipboard_get_content (clipboard);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_true (mq_script_proof_take (g_value_get_string (&value), &script, &rows, NULL));
  g_assert_true (g_str_equal (script, "nothing") || json_object_has_member (rows, "joins"));
  return script;
}

static char *
read_script (Scene *scene, guint number)
{
  g_autofree char *path = g_build_filename (
      mq_version_get_dir (bench_get_version (scene->conversation, number)), "script.py", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* What is done is done with the files of the version that is chosen: not with those of the one
 * before, which are still shown until the files of the new one have been read. */
static void
test_chosen (void)
{
  Scene scene = { NULL };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *meanwhile = NULL;
  g_autofree char *shown = NULL;

  set_up (&scene);
  first = read_script (&scene, 1);
  second = read_script (&scene, 2);
  g_assert_false (g_str_equal (first, second));
  choose (&scene, 1);
  wait_shown (&scene, 1);
  shown = dup_copied_script (&scene);
  g_assert_true (g_str_equal (shown, first));

  choose (&scene, 2);
  meanwhile = dup_copied_script (&scene);
  g_assert_true (g_str_equal (meanwhile, "nothing"));
  wait_shown (&scene, 2);
  g_free (shown);
  shown = dup_copied_script (&scene);
  g_assert_true (g_str_equal (shown, second));

  tear_down (&scene);
}

static char *
await_toast (Scene *scene)
{
  for (;;)
    {
      GtkWidget *toast = find (GTK_WIDGET (scene->review), g_type_from_name ("AdwToastWidget"));
      GtkWidget *label = toast != NULL ? find (toast, GTK_TYPE_LABEL) : NULL;

      if (label != NULL)
        return g_strdup (gtk_label_get_text (GTK_LABEL (label)));
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

/* The copy that a Blender has open is not rewritten under it, and may not be written; and a second
 * one opens as the first. */
static void
test_open_twice (void)
{
  Scene scene = { NULL };
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "maquette", "opened",
                                            "chair-v2.blend", NULL);

  set_up (&scene);
  wait_shown (&scene, 2);
  for (guint time = 0; time < 3; time++)
    {
      MqVersion *version = bench_get_version (scene.conversation, 2);
      g_autofree char *scene_path = g_build_filename (mq_version_get_dir (version), "scene.blend",
                                                      NULL);
      g_autofree char *content = g_strdup_printf ("BLENDER %u", time);
      g_autofree char *copy = NULL;
      g_autofree char *text = NULL;
      GtkWidget *overlay = find (GTK_WIDGET (scene.review), ADW_TYPE_TOAST_OVERLAY);
      GStatBuf status;

      g_chmod (scene_path, 0600);
      g_assert_true (g_file_set_contents (scene_path, content, -1, NULL));
      gtk_widget_activate_action (GTK_WIDGET (scene.review), "review.open-blender", NULL);
      text = await_toast (&scene);
      g_assert_cmpstr (text, ==, "Opening a copy in Blender");
      g_assert_true (g_file_get_contents (path, &copy, NULL, NULL));
      g_assert_cmpstr (copy, ==, content);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0400);

      adw_toast_overlay_dismiss_all (ADW_TOAST_OVERLAY (overlay));
      while (find (GTK_WIDGET (scene.review), g_type_from_name ("AdwToastWidget")) != NULL)
        dex_await (dex_timeout_new_msec (5), NULL);
    }

  tear_down (&scene);
}

static void
step (Scene *scene, int by)
{
  gtk_widget_activate_action (GTK_WIDGET (scene->review), "review.step-version", "i", by);
}

static const char *
get_page (Scene *scene)
{
  return adw_view_stack_get_visible_child_name (
      ADW_VIEW_STACK (find (GTK_WIDGET (scene->review), ADW_TYPE_VIEW_STACK)));
}

static void
show_page (Scene *scene, const char *page)
{
  gtk_widget_activate_action (GTK_WIDGET (scene->review), "review.show-page", "s", page);
  g_assert_cmpstr (get_page (scene), ==, page);
}

/* From one version to the next, and no further; what is done with a picture or an object of a
 * version leads to the page that has it. */
static void
test_pages (void)
{
  Scene scene = { NULL };
  MqVersion *first;

  set_up (&scene);
  first = bench_get_version (scene.conversation, 1);
  wait_shown (&scene, 2);
  step (&scene, 1);
  wait_shown (&scene, 2);
  step (&scene, -1);
  wait_shown (&scene, 1);
  step (&scene, -1);
  wait_shown (&scene, 1);
  step (&scene, 1);
  wait_shown (&scene, 2);

  show_page (&scene, "parameters");
  show_page (&scene, "compare");
  gtk_widget_activate_action (GTK_WIDGET (scene.review), "review.draw", NULL);
  g_assert_cmpstr (get_page (&scene), ==, "review");
  show_page (&scene, "compare");
  gtk_widget_activate_action (GTK_WIDGET (scene.review), "review.find", NULL);
  g_assert_cmpstr (get_page (&scene), ==, "review");
  show_page (&scene, "compare");
  gtk_widget_activate_action (GTK_WIDGET (scene.review), "review.show-object", "(ss)",
                              mq_version_get_dir (first), "Part");
  wait_shown (&scene, 1);
  g_assert_cmpstr (get_page (&scene), ==, "review");

  tear_down (&scene);
}

static void
assert_continues (MqCompare *compare, const char *name, const char *label)
{
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (compare), MQ_TYPE_COMPARE, name);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (button)) == (label != NULL));
  if (label != NULL)
    g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, label);
}

/* (nullable): not compared yet */
static const char *
get_title (MqCompare *compare, const char *name)
{
  GObject *column = gtk_widget_get_template_child (GTK_WIDGET (compare), MQ_TYPE_COMPARE, name);

  return gtk_column_view_column_get_title (GTK_COLUMN_VIEW_COLUMN (column));
}

/* Where two versions are compared, one goes on from the one that is not the current one. */
static void
test_compared (void)
{
  Scene scene = { NULL };
  MqCompare *compare;
  MqVersion *first, *second;

  set_up (&scene);
  first = bench_get_version (scene.conversation, 1);
  second = bench_get_version (scene.conversation, 2);
  wait_shown (&scene, 2);
  show_page (&scene, "compare");
  compare = find (GTK_WIDGET (scene.review), MQ_TYPE_COMPARE);
  while (get_title (compare, "after_column") == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpstr (get_title (compare, "before_column"), ==, "Version 1");
  g_assert_cmpstr (get_title (compare, "after_column"), ==, "Version 2");

  assert_continues (compare, "continue_before", "Continue from Version 1");
  assert_continues (compare, "continue_after", NULL);
  g_signal_emit_by_name (
      gtk_widget_get_template_child (GTK_WIDGET (compare), MQ_TYPE_COMPARE, "continue_before"),
      "clicked");
  g_assert_true (mq_conversation_get_current_version (scene.conversation) == first);
  assert_continues (compare, "continue_before", NULL);
  assert_continues (compare, "continue_after", "Continue from Version 2");
  g_signal_emit_by_name (
      gtk_widget_get_template_child (GTK_WIDGET (compare), MQ_TYPE_COMPARE, "continue_after"),
      "clicked");
  g_assert_true (mq_conversation_get_current_version (scene.conversation) == second);

  tear_down (&scene);
}

static void
assert_chosen (AdwDialog *dialog, GType type, const char *name, const char *text)
{
  AdwComboRow *row
      = ADW_COMBO_ROW (gtk_widget_get_template_child (GTK_WIDGET (dialog), type, name));
  GtkStringObject *item = adw_combo_row_get_selected_item (row);

  g_assert_cmpstr (gtk_string_object_get_string (item), ==, text);
}

static void
assert_switched (AdwDialog *dialog, const char *name, gboolean is_active)
{
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (dialog), MQ_TYPE_EXPORT_DIALOG, name);

  g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (row)) == is_active);
}

static void
assert_number (AdwDialog *dialog, const char *name, double number)
{
  GObject *spin = gtk_widget_get_template_child (GTK_WIDGET (dialog), MQ_TYPE_EXPORT_DIALOG, name);

  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, number);
}

/* The next export begins with what was chosen for the last one in its format, and pictures with
 * what the settings say. */
static void
test_dialogs (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.maquette.Maquette");
  Scene scene = { NULL };
  MqWorkspace *workspace;
  MqVersion *version;
  g_autoptr (AdwDialog) export = NULL;
  g_autoptr (AdwDialog) render = NULL;
  GObject *format, *views, *facts;
  GListModel *formats;

  set_up (&scene);
  workspace = mq_conversation_list_get_workspace (scene.conversations);
  version = bench_get_version (scene.conversation, 2);
  g_settings_set_string (settings, "export-format", "stl");
  g_settings_set_value (
      settings, "export-choices",
      g_variant_new_parsed ("{'stl': <{'unit': <'in'>, 'up': <'y'>, 'size': <2.5>, 'on-ground': "
                            "<true>, 'max-triangles': <uint32 5>, 'report': <true>}>, 'glb': "
                            "<{'textures': <uint32 512>, 'draco': <true>, 'join': <true>}>}"));
  export = g_object_ref_sink (mq_export_dialog_new (workspace, scene.conversation, version));
  assert_chosen (export, MQ_TYPE_EXPORT_DIALOG, "format_row", "STL (.stl)");
  assert_chosen (export, MQ_TYPE_EXPORT_DIALOG, "unit_row", "in");
  assert_chosen (export, MQ_TYPE_EXPORT_DIALOG, "up_row", "Y");
  assert_number (export, "size", 2.5);
  assert_number (export, "triangles", 5);
  assert_switched (export, "ground_row", TRUE);
  assert_switched (export, "report_row", TRUE);
  assert_switched (export, "draco_row", FALSE);

  format = gtk_widget_get_template_child (GTK_WIDGET (export), MQ_TYPE_EXPORT_DIALOG, "format_row");
  formats = adw_combo_row_get_model (ADW_COMBO_ROW (format));
  adw_combo_row_set_selected (ADW_COMBO_ROW (format),
                              gtk_string_list_find (GTK_STRING_LIST (formats), "glTF (.glb)"));
  assert_number (export, "size", 1);
  assert_switched (export, "ground_row", FALSE);
  assert_switched (export, "report_row", FALSE);
  assert_switched (export, "join_row", TRUE);
  assert_switched (export, "levels_row", FALSE);
  assert_switched (export, "draco_row", TRUE);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (gtk_widget_get_template_child (
                        GTK_WIDGET (export), MQ_TYPE_EXPORT_DIALOG, "texture_row"))),
                    ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (format),
                              gtk_string_list_find (GTK_STRING_LIST (formats), "PLY (.ply)"));
  assert_chosen (export, MQ_TYPE_EXPORT_DIALOG, "up_row", "Z");

  bench_write_config ("render: {num_images: 3, resolution_scale: 0.6, engine: eevee}\n"
                      "blender: {sandbox: off, executable: " MQ_TEST_QUICK_BLENDER "}\n");
  g_assert_true (dex_await (mq_workspace_reload_settings (workspace), NULL));
  render = g_object_ref_sink (mq_render_dialog_new (workspace, scene.conversation, version));
  assert_chosen (render, MQ_TYPE_RENDER_DIALOG, "size_row", "1280 × 720");
  assert_chosen (render, MQ_TYPE_RENDER_DIALOG, "engine_row", "EEVEE");
  assert_chosen (render, MQ_TYPE_RENDER_DIALOG, "views_row", "All 3 Views");
  views = gtk_widget_get_template_child (GTK_WIDGET (render), MQ_TYPE_RENDER_DIALOG, "views_row");
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (views))), ==,
                    4);

  /* They hold the workspace until the version is read, and what Blender writes is known. */
  facts = gtk_widget_get_template_child (GTK_WIDGET (export), MQ_TYPE_EXPORT_DIALOG, "facts");
  while (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (facts)) == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_object_run_dispose (G_OBJECT (export));
  g_clear_object (&render);
  tear_down (&scene);
}

static void
check_folder (MqFolder folder, const char *wanted)
{
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new ("", NULL, folder, NULL);

  g_assert_cmpstr (g_file_peek_path (gtk_file_dialog_get_initial_folder (dialog)), ==, wanted);
}

/* A file dialog starts where one was last for its purpose. */
static void
test_folders (void)
{
  g_autoptr (GtkFileDialog) dialog = NULL;
  g_autoptr (GFile) picture = g_file_new_for_path ("/of/mine/chair.png");
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  check_folder (MQ_FOLDER_PICTURES, pictures ? pictures : g_get_home_dir ());
  dialog = mq_file_dialog_new ("", NULL, MQ_FOLDER_PICTURES, NULL);
  mq_file_dialog_remember (dialog, picture);
  check_folder (MQ_FOLDER_PICTURES, "/of/mine");
  check_folder (MQ_FOLDER_FILES, documents ? documents : g_get_home_dir ());
}

MQ_TEST_PROGRAM (review_actions)
{
  give_up_file_powers ();
  mq_test_init (&argc, &argv);
  adw_init ();

  mq_test_add_fiber ("/app/review/chosen-version", test_chosen);
  mq_test_add_fiber ("/app/review/open-twice", test_open_twice);
  mq_test_add_fiber ("/app/review/pages", test_pages);
  mq_test_add_fiber ("/app/review/compared", test_compared);
  mq_test_add_fiber ("/app/review/dialogs", test_dialogs);

  g_test_add_func ("/app/file-dialog/folders", test_folders);

  return mq_test_run ();
}
