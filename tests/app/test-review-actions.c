/* What one does with a version in the review, on a display: the files that are saved and opened are
 * those of the version that is chosen, and a version opens in Blender as often as one likes. */
#include "app/workspace-bench.h"

#include "app/picture/mq-file-dialog.h"
#include "app/review/mq-review.h"

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

static char *
dup_copied_script (Scene *scene)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (scene->review));
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;

  gdk_clipboard_set_text (clipboard, "nothing");
  gtk_widget_activate_action (GTK_WIDGET (scene->review), "review.copy-script", NULL);
  content = gdk_clipboard_get_content (clipboard);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
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
check_folder (MqFolder folder, const char *wanted)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  mq_file_dialog_start_in (dialog, folder);
  g_assert_cmpstr (g_file_peek_path (gtk_file_dialog_get_initial_folder (dialog)), ==, wanted);
}

/* A file dialog starts where one was last for its purpose. */
static void
test_folders (void)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) picture = g_file_new_for_path ("/of/mine/chair.png");
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  check_folder (MQ_FOLDER_PICTURES, pictures ? pictures : g_get_home_dir ());
  mq_file_dialog_start_in (dialog, MQ_FOLDER_PICTURES);
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

  g_test_add_func ("/app/file-dialog/folders", test_folders);

  return mq_test_run ();
}
