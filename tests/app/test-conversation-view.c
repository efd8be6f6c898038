/* The conversation on a display: what is shown while nothing has been said, how many rows there
 * are, and that one stays where one reads while everything around it changes. */
#include "app/add-message.h"
#include "app/check-actions.h"
#include "app/conversation-view/mq-card-list.h"
#include "app/markdown/mq-code-block.h"
#include "app/conversation-view/mq-conversation-view.h"
#include "app/conversation-view/mq-item-widgets.h"
#include "app/conversation/mq-conversation-list.h"
#include "app/conversation/mq-conversation-private.h"
#include "app/composer/mq-requirements-dialog.h"
#include "app/composer/mq-unsent-message.h"
#include "app/picture/mq-picture.h"
#include "app/review/mq-coming-picture.h"
#include "app/timeline/mq-timeline-private.h"
#include "app/window/mq-welcome.h"
#include "common/base/mq-paths.h"

#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>

#define PATIENCE (1800 * G_TIME_SPAN_SECOND)

typedef struct
{
  MqConversationList *conversations;
  MqConversation *conversation;
  MqTimeline *timeline;
  GtkWindow *window;
  MqConversationView *view;
  GtkAdjustment *adjustment;
} Scene;

typedef gboolean (*Condition) (Scene *scene);

static GtkWidget *
find (GtkWidget *widget, GType type, const char *name)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type)
      && (name == NULL
          || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (Scene *scene, Condition condition)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  guint source = g_timeout_add (20, wake, NULL); /* so that the deadline is seen */

  while (!condition (scene))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static void
count_frame (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

/* Until all that was said has been laid out and drawn. */
static void
settle (Scene *scene)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (scene->view));
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  guint frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &frames);

  for (guint wanted = 1; wanted <= 6; wanted++)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
      while (frames < wanted || g_main_context_pending (NULL))
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_main_context_iteration (NULL, TRUE);
        }
    }
  g_signal_handler_disconnect (clock, handler);
}

static gboolean
is_drawn (Scene *scene)
{
  return gtk_widget_get_mapped (GTK_WIDGET (scene->view))
         && gtk_widget_get_height (GTK_WIDGET (scene->view)) > 0;
}

static void
set_up (Scene *scene, gconstpointer data)
{
  GtkWidget *scroller;

  scene->conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  scene->conversation = g_object_ref (mq_conversation_list_start (scene->conversations));
  scene->timeline = mq_conversation_get_timeline (scene->conversation);
  scene->window = GTK_WINDOW (gtk_window_new ());
  scene->view = g_object_new (MQ_TYPE_CONVERSATION_VIEW, "placeholder",
                              gtk_label_new ("Nothing yet"), NULL);
  mq_conversation_view_set_workspace (scene->view,
                                      mq_conversation_list_get_workspace (scene->conversations));
  gtk_window_set_default_size (scene->window, 600, 500);
  gtk_window_set_child (scene->window, GTK_WIDGET (scene->view));
  mq_conversation_view_set_conversation (scene->view, scene->conversation);
  gtk_window_present (scene->window);
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (scene->view)));
  wait_until (scene, is_drawn);

  scroller = find (GTK_WIDGET (scene->view), GTK_TYPE_SCROLLED_WINDOW, "scroller");
  scene->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  check_actions (GTK_WIDGET (scene->view), NULL);
  gtk_window_destroy (scene->window);
  g_object_unref (scene->conversation);
  g_object_unref (scene->conversations);
}

static void
say (Scene *scene, guint n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("Message %u%s", i,
                                               i % 3 == 0 ? "\nof\nmore lines" : "");

      add_message (scene->timeline, NULL, i % 2 == 0 ? "user" : "team", text, NULL, FALSE,
                   g_get_real_time ());
    }
}

static void
tell_with (Scene *scene, const char *type, const char *json, GListModel *versions)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (MqRunEvent) event = mq_run_event_read (type, json_node_get_object (node), 0);

  mq_timeline_add_event (scene->timeline, event, versions);
}

static void
tell (Scene *scene, const char *type, const char *json)
{
  tell_with (scene, type, json, NULL);
}

static gboolean
is_at_end (Scene *scene)
{
  double end = gtk_adjustment_get_upper (scene->adjustment)
               - gtk_adjustment_get_page_size (scene->adjustment);

  return end > 0 && ABS (gtk_adjustment_get_value (scene->adjustment) - end) < 1;
}

static guint
count_rows (Scene *scene)
{
  GtkWidget *list = find (GTK_WIDGET (scene->view), MQ_TYPE_CARD_LIST, "list");
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n_rows++;
  return n_rows;
}

static void
test_placeholder (Scene *scene, gconstpointer data)
{
  GtkWidget *stack = find (GTK_WIDGET (scene->view), GTK_TYPE_STACK, "stack");

  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "placeholder");
  say (scene, 1);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "timeline");
}

static gboolean
is_shown (Scene *scene, GType type, const char *name)
{
  GtkWidget *widget = find (GTK_WIDGET (scene->view), type, name);

  return widget != NULL && gtk_widget_get_mapped (widget);
}

/* A message shows what its pictures are for, and how many requirements it has. */
static void
test_message (Scene *scene, gconstpointer data)
{
  MqMessage *message = mq_message_new ("a lamp", (const char *[]){ "/1.png", "/2.png", NULL });
  GtkWidget *pictures;
  const char *const roles[] = { "Front", "" };
  GtkWidget *button;

  message->roles[0] = MQ_PICTURE_ROLE_FRONT;
  message->requirements = json_array_new ();
  for (guint i = 0; i < 2; i++)
    json_array_add_object_element (message->requirements, json_object_new ());
  mq_timeline_add_message (scene->timeline, message, "user", FALSE, 1);
  settle (scene);
  g_assert_cmpstr (
      gtk_label_get_text (GTK_LABEL (find (GTK_WIDGET (scene->view), GTK_TYPE_LABEL, "about"))), ==,
      "2 requirements");
  pictures = find (find (GTK_WIDGET (scene->view), g_type_from_name ("MqMessageRow"), NULL),
                   ADW_TYPE_WRAP_BOX, "pictures");
  button = gtk_widget_get_first_child (pictures);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++, button = gtk_widget_get_next_sibling (button))
    {
      GtkWidget *caption = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)));

      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (caption)), ==, roles[i]);
    }
}

/* What a model writes is there while it writes, never higher than its four lines. */
static void
test_stream (Scene *scene, gconstpointer data)
{
  int height;

  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell (scene, "step", "{\"step\":1,\"role\":\"writer\",\"state\":\"started\",\"text\":\"x\"}");
  settle (scene);
  g_assert_false (is_shown (scene, g_type_from_name ("MqLogTail"), NULL));

  for (guint i = 0; i < 8; i++)
    tell (scene, "stream", "{\"step\":1,\"text\":\"a line\\n\"}");
  settle (scene);
  g_assert_true (is_shown (scene, g_type_from_name ("MqLogTail"), NULL));
  height = gtk_widget_get_height (
      find (GTK_WIDGET (scene->view), g_type_from_name ("MqLogTail"), NULL));
  g_assert_cmpint (height, >, 0);
  for (guint i = 0; i < 200; i++)
    tell (scene, "stream", "{\"step\":1,\"text\":\"and more words than one line has room for, \"}");
  settle (scene);
  g_assert_cmpint (
      gtk_widget_get_height (find (GTK_WIDGET (scene->view), g_type_from_name ("MqLogTail"), NULL)),
      ==, height);

  tell (scene, "step", "{\"step\":1,\"role\":\"writer\",\"state\":\"ended\",\"text\":\"x\"}");
  settle (scene);
  g_assert_false (is_shown (scene, g_type_from_name ("MqLogTail"), NULL));
}

/* The clock of a phase shows working time also while it runs, not how long ago it began. */
static void
test_clock (Scene *scene, gconstpointer data)
{
  guint minutes, seconds;

  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\",\"time\":1}");
  tell (scene, "step",
        "{\"step\":1,\"role\":\"writer\",\"state\":\"ended\",\"text\":\"x\",\"seconds\":67}");
  settle (scene);
  g_assert_cmpint (sscanf (gtk_label_get_text (GTK_LABEL (
                               find (GTK_WIDGET (scene->view), GTK_TYPE_LABEL, "clock"))),
                           "%u:%u", &minutes, &seconds),
                   ==, 2);
  g_assert_cmpuint (minutes * 60 + seconds, >=, 67);
  g_assert_cmpuint (minutes, <, 60);
}

/* A way out is offered for as long as it leads somewhere. */
static void
test_remedies (Scene *scene, gconstpointer data)
{
  add_message (scene->timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  tell (scene, "failed", "{\"type\":\"https://x/problems/model-key\",\"detail\":\"No key\"}");
  settle (scene);
  g_assert_true (is_shown (scene, GTK_TYPE_BUTTON, "again"));
  g_assert_true (is_shown (scene, GTK_TYPE_BUTTON, "models"));
  g_assert_false (is_shown (scene, GTK_TYPE_BUTTON, "raise"));

  add_message (scene->timeline, NULL, "user", "a chair", NULL, FALSE, 2);
  settle (scene);
  g_assert_false (is_shown (scene, GTK_TYPE_BUTTON, "again"));
}

/* Without a model the way leads to the page that sets one up, whatever the settings said before. */
static void
test_no_model (Scene *scene, gconstpointer data)
{
  add_message (scene->timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  tell (scene, "failed", "{\"type\":\"https://x/problems/no-model\",\"detail\":\"No model\"}");
  settle (scene);
  g_assert_true (is_shown (scene, GTK_TYPE_BUTTON, "set_up"));
  g_assert_false (is_shown (scene, GTK_TYPE_BUTTON, "models"));
}

/* Kinds that are like an unknown one are offered, each by a button (check_actions()). */
static void
test_unknown_kind (Scene *scene, gconstpointer data)
{
  GtkWidget *suggestions;
  GtkWidget *button;

  tell (scene, "notice",
        "{\"level\":\"warning\",\"code\":\"unknown-kind\",\"text\":\"A flux is not known\","
        "\"items\":[\"flute\",\"\",\"fluorescent lamp\"]}");
  settle (scene);
  suggestions = find (GTK_WIDGET (scene->view), ADW_TYPE_WRAP_BOX, "suggestions");
  g_assert_nonnull (suggestions);
  button = gtk_widget_get_first_child (suggestions);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Flute");
  button = gtk_widget_get_next_sibling (button);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Fluorescent lamp");
  g_assert_null (gtk_widget_get_next_sibling (button));
}

/* The steps of a phase that failed are folded: the card below says why, and says it once. */
static void
test_failure (Scene *scene, gconstpointer data)
{
  GtkWidget *steps;

  add_message (scene->timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell (scene, "step", "{\"step\":1,\"role\":\"planner\",\"state\":\"started\",\"text\":\"x\"}");
  settle (scene);
  steps = find (GTK_WIDGET (scene->view), GTK_TYPE_LIST_BOX, "steps");
  g_assert_true (gtk_revealer_get_reveal_child (
      GTK_REVEALER (gtk_widget_get_ancestor (steps, GTK_TYPE_REVEALER))));

  tell (scene, "step",
        "{\"step\":1,\"role\":\"planner\",\"state\":\"failed\",\"text\":\"No key\"}");
  tell (scene, "failed", "{\"type\":\"https://x/problems/model-key\",\"detail\":\"No key\"}");
  settle (scene);
  g_assert_false (gtk_revealer_get_reveal_child (
      GTK_REVEALER (gtk_widget_get_ancestor (steps, GTK_TYPE_REVEALER))));
}

static void
test_stays_at_end (Scene *scene, gconstpointer data)
{
  say (scene, 40);
  wait_until (scene, is_at_end);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  settle (scene);
  g_assert_true (is_at_end (scene));
  /* A phase unfolds, and folds when it is done. */
  for (guint i = 0; i < 10; i++)
    tell (scene, "step", "{\"step\":1,\"role\":\"writer\",\"state\":\"ended\",\"text\":\"x\"}");
  settle (scene);
  g_assert_true (is_at_end (scene));
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"ended\",\"seconds\":4}");
  settle (scene);
  g_assert_true (is_at_end (scene));
}

/* Where a row is seen, from the top of the list's window. */
static double
get_place (Scene *scene, GtkWidget *row)
{
  GtkWidget *scroller = find (GTK_WIDGET (scene->view), GTK_TYPE_SCROLLED_WINDOW, "scroller");
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, scroller, &bounds));
  return bounds.origin.y;
}

static void
test_stays_where_one_reads (Scene *scene, gconstpointer data)
{
  GtkWidget *list = find (GTK_WIDGET (scene->view), MQ_TYPE_CARD_LIST, "list");
  GtkWidget *to_end = find (GTK_WIDGET (scene->view), GTK_TYPE_BUTTON, "to_end");
  GtkWidget *row;
  double place;

  /* Nothing leads to an end that is in sight, though something is opened and held there. */
  say (scene, 1);
  settle (scene);
  gtk_widget_activate_action (GTK_WIDGET (scene->view), "conversation.hold", NULL);
  settle (scene);
  g_assert_false (gtk_widget_get_visible (to_end));

  g_signal_emit_by_name (to_end, "clicked");
  say (scene, 299);
  wait_until (scene, is_at_end);
  g_assert_cmpuint (count_rows (scene), <=, 60);
  g_assert_false (gtk_widget_get_visible (to_end));

  /* Up a little: what comes at the end changes nothing. */
  gtk_adjustment_set_value (scene->adjustment, gtk_adjustment_get_value (scene->adjustment) - 400);
  settle (scene);
  g_assert_true (gtk_widget_get_visible (to_end));
  row = mq_card_list_get_row_at_y (MQ_CARD_LIST (list),
                                   gtk_adjustment_get_value (scene->adjustment));
  place = get_place (scene, row);
  say (scene, 20);
  settle (scene);
  g_assert_cmpfloat_with_epsilon (get_place (scene, row), place, 1);

  /* Up to where older rows are made: nor do they. */
  for (guint i = 0; i < 30; i++)
    {
      double value = gtk_adjustment_get_value (scene->adjustment);
      double step = MIN (value, 300);

      row = mq_card_list_get_row_at_y (MQ_CARD_LIST (list), value - step + 100);
      place = get_place (scene, row);
      gtk_adjustment_set_value (scene->adjustment, value - step);
      settle (scene);
      g_assert_cmpfloat_with_epsilon (get_place (scene, row), place + step, 1);
    }
  /* Six windows full of one-line rows, and what one step adds; of 320. */
  g_assert_cmpuint (count_rows (scene), <=, 120);

  g_signal_emit_by_name (to_end, "clicked");
  wait_until (scene, is_at_end);
  g_assert_false (gtk_widget_get_visible (to_end));
  say (scene, 3);
  settle (scene);
  g_assert_true (is_at_end (scene));
}

/* A row of every kind is made, drawn and let go of, whatever outsiders put into it. */
static void
test_rows (Scene *scene, gconstpointer data)
{
  static const char *const pictures[] = { "/nonexistent/a.png", "/nonexistent/b.png", NULL };
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersion) version = mq_version_new ("/nonexistent", 1, 0, "A <b>chair</b>", "a chair",
                                                  5, 0);
  gint64 now = g_get_real_time ();

  g_list_store_append (versions, version);
  add_message (scene->timeline, NULL, "user", "<b>a chair</b> &amp; %s", pictures, FALSE, now);
  add_message (scene->timeline, NULL, "team",
               "# Title\n\n<b>raw</b> & [link](https://example.org)\n\n- one\n- two\n\n"
               "> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n"
               "```python\nimport bpy\n```\n\n```def\nx\n```\n",
               NULL, FALSE, now);
  mq_timeline_add_notice (scene->timeline, "info", "understood", "Understood", NULL, now);
  mq_timeline_add_notice (scene->timeline, "error", "internal", "It <i>failed</i>", "Try again",
                          now);
  mq_timeline_add_notice (scene->timeline, "unheard-of", "x", "Odd", NULL, now);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell (scene, "step",
        "{\"step\":1,\"role\":\"writer\",\"state\":\"failed\",\"text\":\"<x>\",\"seconds\":2}");
  tell (scene, "step", "{\"step\":2,\"role\":\"writer\",\"state\":\"started\"}");
  tell (scene, "preview", "{\"picture\":\"/nonexistent/p.png\"}");
  tell (scene, "picture", "{\"picture\":\"/nonexistent/1.png\",\"done\":1,\"of\":5}");
  settle (scene);
  tell_with (scene, "kept", "{\"version\":1,\"folder\":\"/nonexistent\",\"pictures\":[]}",
             G_LIST_MODEL (versions));
  mq_timeline_end_run (scene->timeline, TRUE, now);
  settle (scene);
  g_assert_cmpuint (count_rows (scene), >=, 7);
  g_assert_nonnull (find (GTK_WIDGET (scene->view), GTK_TYPE_BUTTON, "header"));

  g_object_set (scene->view, "reviewed-version", version, NULL);
}

/* The phases of one change and its version look like one card; another change has another one. */
static void
test_one_card (Scene *scene, gconstpointer data)
{
  g_autoptr (GString) joined = g_string_new (NULL);
  GtkWidget *list;

  add_message (scene->timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"ended\"}");
  tell (scene, "phase", "{\"phase\":\"refine\",\"state\":\"started\"}");
  tell (scene, "preview", "{\"picture\":\"/nonexistent/p.png\"}");
  tell (scene, "kept", "{\"version\":1,\"pictures\":[]}");
  tell (scene, "phase", "{\"phase\":\"refine\",\"state\":\"ended\"}");
  tell (scene, "phase", "{\"phase\":\"guided\",\"state\":\"started\"}");
  tell (scene, "waiting", "{}");
  add_message (scene->timeline, "1", "user", "taller", NULL, FALSE, 2);
  tell (scene, "refinement", "{\"id\":\"1\",\"text\":\"taller\"}");
  tell (scene, "preview", "{\"picture\":\"/nonexistent/p.png\"}");

  list = find (GTK_WIDGET (scene->view), MQ_TYPE_CARD_LIST, "list");
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    g_string_append_printf (joined, "%s%s;",
                            gtk_widget_has_css_class (row, "joined-above") ? "above" : "",
                            gtk_widget_has_css_class (row, "joined-below") ? "below" : "");
  g_assert_cmpstr (joined->str, ==, ";below;abovebelow;above;;below;above;");
}

static char *
get_text (Scene *scene)
{
  GtkWidget *text = find (GTK_WIDGET (scene->view), GTK_TYPE_TEXT_VIEW, NULL);
  char *written;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "text", &written, NULL);
  return written;
}

static void
assert_text (Scene *scene, const char *expected)
{
  g_autofree char *written = get_text (scene);

  g_assert_cmpstr (written, ==, expected);
}

/* Each conversation keeps what was written and not sent, and undoes it. */
static void
test_drafts (Scene *scene, gconstpointer data)
{
  const char *const pictures[]
      = { g_test_get_filename (G_TEST_DIST, "fixtures", "interlaced.png", NULL), NULL };
  g_autoptr (MqMessage) returned = mq_message_new ("darker wood", pictures);
  MqUnsentMessage *unsent = mq_unsent_message_get (scene->conversation);
  GtkWidget *text = find (GTK_WIDGET (scene->view), GTK_TYPE_TEXT_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_autoptr (MqConversation) other = mq_conversation_list_start (scene->conversations);

  gtk_text_buffer_set_text (buffer, "a chair", -1);
  mq_conversation_view_set_conversation (scene->view, other);
  assert_text (scene, "");
  mq_conversation_view_set_conversation (scene->view, scene->conversation);
  assert_text (scene, "a chair");

  /* An example goes in its place, and undo brings it back. */
  mq_composer_write (mq_conversation_view_get_composer (scene->view), "a lantern");
  mq_conversation_view_set_conversation (scene->view, other);
  mq_conversation_view_set_conversation (scene->view, scene->conversation);
  assert_text (scene, "a lantern");
  gtk_text_buffer_undo (buffer);
  assert_text (scene, "a chair");

  /* What a run did not come to is the composer's again, before what is being written. */
  g_signal_emit_by_name (scene->conversation, "returned", returned);
  assert_text (scene, "darker wood\na chair");
  while (g_list_model_get_n_items (G_LIST_MODEL (mq_unsent_message_get_attachments (unsent)->items))
         == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Two windows that show one conversation show the same text; of another it has none. */
static void
test_two_views (Scene *scene, gconstpointer data)
{
  GtkWidget *text = find (GTK_WIDGET (scene->view), GTK_TYPE_TEXT_VIEW, NULL);
  g_autoptr (GtkWidget) second = g_object_ref_sink (g_object_new (MQ_TYPE_CONVERSATION_VIEW, NULL));
  GtkWidget *its = find (second, GTK_TYPE_TEXT_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_autoptr (MqConversation) other = mq_conversation_list_start (scene->conversations);

  mq_conversation_view_set_workspace (MQ_CONVERSATION_VIEW (second),
                                      mq_conversation_list_get_workspace (scene->conversations));
  mq_conversation_view_set_conversation (MQ_CONVERSATION_VIEW (second), scene->conversation);
  gtk_text_buffer_set_text (buffer, "a chair", -1);
  g_assert_true (gtk_text_view_get_buffer (GTK_TEXT_VIEW (its)) == buffer);

  mq_conversation_view_set_conversation (MQ_CONVERSATION_VIEW (second), other);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (its)), "a table", -1);
  assert_text (scene, "a chair");
}

/* The label that says how long the planner has been thinking. */
static gboolean
has_thought_long (Scene *scene)
{
  GtkWidget *row = find (GTK_WIDGET (scene->view), GTK_TYPE_LIST_BOX_ROW, NULL);
  GtkWidget *label = row != NULL ? find (row, GTK_TYPE_LABEL, "text") : NULL;
  const char *text = label != NULL ? gtk_label_get_text (GTK_LABEL (label)) : "";
  const char *seconds = strpbrk (text, "0123456789");

  return strstr (text, "Thinking for") != NULL && seconds != NULL
         && g_ascii_strtoull (seconds, NULL, 10) >= 60;
}

/* The time goes on while no thought comes. */
static void
test_thinking (Scene *scene, gconstpointer data)
{
  MqPhaseItem *phase;
  g_autoptr (MqStepItem) step = NULL;

  tell (scene, "phase", "{\"phase\": \"create\", \"state\": \"started\"}");
  tell (scene, "step", "{\"step\": 1, \"role\": \"planner\", \"state\": \"started\"}");
  tell (scene, "stream", "{\"step\": 1, \"text\": \"\", \"thoughts\": \"Three legs.\"}");
  settle (scene);
  g_assert_false (has_thought_long (scene));
  phase = scene->timeline->items->pdata[0];
  step = g_list_model_get_item (G_LIST_MODEL (phase->steps), 0);
  step->thinks_since -= 60 * G_TIME_SPAN_SECOND;
  wait_until (scene, has_thought_long);
}

static gboolean
says_who_builds (GtkWidget *welcome, const char *words)
{
  GtkWidget *about = find (welcome, GTK_TYPE_LABEL, "about");

  return g_str_has_prefix (gtk_label_get_text (GTK_LABEL (about)), words);
}

/* Who builds, before the service has said so. */
static void
test_welcome (void)
{
  g_autofree char *folder = mq_test_make_dir ("config/maquette");
  g_autofree char *file = mq_paths_get_config_file ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqWorkspace) workspace = NULL;
      g_autoptr (GtkWidget) welcome = g_object_ref_sink (g_object_new (MQ_TYPE_WELCOME, NULL));

      g_assert_true (g_file_set_contents (
          file, i == 0 ? "" : "model: {default: 'ollama:library/tiny'}\n", -1, NULL));
      workspace = mq_workspace_new (NULL);
      mq_test_expect (mq_workspace_reload_settings (workspace));
      mq_welcome_set_workspace (MQ_WELCOME (welcome), workspace);
      g_assert_true (says_who_builds (welcome, i == 0 ? "The built-in sketcher builds it on this"
                                                      : "tiny builds it.\nDescribe any object."));
    }
  g_remove (file);
}

/* How all labels of the program behave is not a widget's to say. */
static void
test_settings (Scene *scene, gconstpointer data)
{
  gboolean selects = FALSE;

  g_object_get (gtk_settings_get_default (), "gtk-label-select-on-focus", &selects, NULL);
  g_assert_true (selects);
}

/* Returns: how many cards are above the one with the focus; G_MAXUINT: none has it */
static guint
get_focused (Scene *scene)
{
  GtkWidget *list = find (GTK_WIDGET (scene->view), MQ_TYPE_CARD_LIST, "list");
  GtkWidget *row = gtk_widget_get_focus_child (list);
  guint position = 0;

  if (row == NULL)
    return G_MAXUINT;
  while ((row = gtk_widget_get_prev_sibling (row)) != NULL)
    position++;
  return position;
}

/* Tab enters at the newest card and leaves; the arrows go from card to card. */
static void
test_focus (Scene *scene, gconstpointer data)
{
  GtkWidget *list = find (GTK_WIDGET (scene->view), MQ_TYPE_CARD_LIST, "list");

  say (scene, 4);
  settle (scene);
  g_assert_cmpuint (get_focused (scene), ==, G_MAXUINT);
  g_assert_true (gtk_widget_child_focus (list, GTK_DIR_TAB_BACKWARD));
  g_assert_cmpuint (get_focused (scene), ==, 3);
  g_assert_true (mq_card_list_step (MQ_CARD_LIST (list), FALSE));
  g_assert_cmpuint (get_focused (scene), ==, 2);
  g_assert_true (mq_card_list_step (MQ_CARD_LIST (list), FALSE));
  g_assert_cmpuint (get_focused (scene), ==, 1);
  g_assert_false (gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD));
}

static GtkWidget *
find_strip (Scene *scene)
{
  return find (GTK_WIDGET (scene->view), g_type_from_name ("MqPictureStrip"), NULL);
}

/* Returns: (nullable) (transfer full): the texture that the first cell draws, as text */
static char *
draw_cell (Scene *scene)
{
  GtkWidget *strip = find_strip (scene);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  const char *texture;

  gtk_widget_snapshot_child (strip, gtk_widget_get_first_child (strip), snapshot);
  if ((node = gtk_snapshot_free_to_node (snapshot)) == NULL)
    return NULL;

  bytes = gsk_render_node_serialize (node);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  texture = strstr (text, "data:image");
  return g_strdup (texture);
}

/* What the cell drew in the latest frame; asked in between, it may not be laid out. */
typedef struct
{
  Scene *scene;
  char *draft;       /* NULL until it is drawn */
  gboolean replaced; /* the render is drawn */
} Cell;

static void
look_at_cell (GdkFrameClock *clock, Cell *cell)
{
  g_autofree char *texture = find_strip (cell->scene) != NULL ? draw_cell (cell->scene) : NULL;

  if (cell->draft == NULL)
    cell->draft = g_steal_pointer (&texture);
  else
    {
      g_assert_nonnull (texture);
      cell->replaced = !g_str_equal (texture, cell->draft);
    }
}

static void
tell_picture (Scene *scene, const char *dir, const char *name, guchar grey, gboolean provisional)
{
  g_autofree guchar *pixels = g_malloc (4 * 16 * 9);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *data
      = g_strdup_printf ("{\"picture\":\"%s\",\"done\":1,\"of\":2,\"provisional\":%s}", path,
                         provisional ? "true" : "false");

  memset (pixels, grey, 4 * 16 * 9);
  bytes = g_bytes_new (pixels, 4 * 16 * 9);
  texture = gdk_memory_texture_new (16, 9, GDK_MEMORY_R8G8B8A8, bytes, 64);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  tell (scene, "picture", data);
}

/* A render replaces its draft, which is shown until the render is loaded. */
static void
test_draft_pictures (Scene *scene, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("mq-drafts-XXXXXX", NULL);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (scene->view));
  Cell cell = { scene, NULL, FALSE };
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (look_at_cell), &cell);

  gdk_frame_clock_begin_updating (clock);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell_picture (scene, dir, "draft.png", 100, TRUE);
  while (cell.draft == NULL)
    g_main_context_iteration (NULL, TRUE);

  tell_picture (scene, dir, "render.png", 200, FALSE);
  while (!cell.replaced)
    g_main_context_iteration (NULL, TRUE);

  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
  g_free (cell.draft);
}

/* The card of what moves also shows its joints at their far ends. */
static void
test_far_poses (Scene *scene, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("mq-far-XXXXXX", NULL);
  g_autofree char *far_poses = g_build_filename (dir, MQ_VERSION_FAR_POSES, NULL);
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersion) version = mq_version_new (dir, 1, 0, "A chair", "a chair", 5, 0);
  guint n_cells = 0, n_named = 0;

  g_list_store_append (versions, version);
  g_assert_true (g_file_set_contents (far_poses, "", 0, NULL));
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell_with (scene, "kept",
             "{\"version\":1,\"folder\":\"/nonexistent\",\"pictures\":[\"/1.png\",\"/2.png\","
             "\"/3.png\"]}",
             G_LIST_MODEL (versions));
  settle (scene);
  for (GtkWidget *cell = gtk_widget_get_first_child (find_strip (scene)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), n_cells++)
    n_named += g_strcmp0 (gtk_widget_get_tooltip_text (cell), "Each moving part at its far end")
               == 0;
  g_assert_cmpuint (n_cells, ==, 4);
  g_assert_cmpuint (n_named, ==, 1);
}

/* In a narrow window, the title of a card is whole, however much is wrong with its version. */
static void
test_narrow_card (Scene *scene, gconstpointer data)
{
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersion) version = mq_version_new ("/nonexistent", 1, 0, "A chair", "a chair", 5, 0);
  GtkWidget *title;

  g_list_store_append (versions, version);
  gtk_window_set_default_size (scene->window, 330, 500);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell (
      scene, "version",
      "{\"version\":{\"faults\":[],\"detached\":[\"Left armrest\",\"Right armrest\"],"
      "\"requirements\":[{\"words\":\"red\",\"met\":false},{\"words\":\"soft\",\"met\":false}]}}");
  tell_with (scene, "kept", "{\"version\":1,\"folder\":\"/nonexistent\",\"pictures\":[]}",
             G_LIST_MODEL (versions));
  settle (scene);
  g_assert_cmpstr (
      gtk_label_get_text (GTK_LABEL (find (GTK_WIDGET (scene->view), GTK_TYPE_LABEL, "verdict"))),
      ==, "2 parts not attached · 0 of 2 requirements");
  title = find (find (GTK_WIDGET (scene->view), g_type_from_name ("MqVersionCard"), NULL),
                GTK_TYPE_LABEL, "title");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));
}

static void
tell_progress (Scene *scene, const char *dir, const char *name, guint done, gboolean draft)
{
  g_autofree char *json
      = g_strdup_printf ("{\"picture\":\"%s/%s\",\"done\":%u,\"of\":3,\"provisional\":%s}", dir,
                         name, done, draft ? "true" : "false");

  tell (scene, "picture", json);
}

static void
assert_coming (MqComingPicture *coming, const char *text)
{
  GtkWidget *label = find (GTK_WIDGET (coming), GTK_TYPE_LABEL, NULL);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (coming)) == (text != NULL));
  if (text != NULL)
    g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, text);
}

/* The review shows the version that is being made over the one that it shows. */
static void
test_coming_picture (Scene *scene, gconstpointer data)
{
  g_autoptr (MqComingPicture) coming
      = g_object_ref_sink (g_object_new (MQ_TYPE_COMING_PICTURE, NULL));
  const char *dir = g_test_get_filename (G_TEST_DIST, "fixtures", NULL);

  mq_coming_picture_set_conversation (coming, scene->conversation);
  assert_coming (coming, NULL);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  assert_coming (coming, NULL);

  tell_progress (scene, dir, "interlaced.png", 1, TRUE);
  assert_coming (coming, "Drawing draft 2 of 3");
  tell_progress (scene, dir, "interlaced.png", 1, FALSE);
  assert_coming (coming, "Finishing picture 2 of 3");
  tell_progress (scene, dir, "interlaced.png", 3, FALSE);
  assert_coming (coming, "Finishing picture 3 of 3");

  /* Over another version there is no picture of it, and the user's own task comes first. */
  mq_coming_picture_hide_picture (coming);
  g_assert_null (find (GTK_WIDGET (coming), MQ_TYPE_PICTURE, NULL));
  assert_coming (coming, "Finishing picture 3 of 3");
  mq_coming_picture_set_task (coming, "Preparing 3D View…");
  assert_coming (coming, "Preparing 3D View…");
  mq_coming_picture_set_task (coming, NULL);
  assert_coming (coming, "Finishing picture 3 of 3");

  /* What was stopped does not come. */
  mq_timeline_end_run (scene->timeline, FALSE, 1);
  assert_coming (coming, NULL);
  mq_coming_picture_set_task (coming, "Preparing 3D View…");
  assert_coming (coming, "Preparing 3D View…");
}

/* A session is loaded: its record tells again how the version was made that is shown already. */
static void
test_coming_picture_of_record (Scene *scene, gconstpointer data)
{
  g_autoptr (MqComingPicture) coming
      = g_object_ref_sink (g_object_new (MQ_TYPE_COMING_PICTURE, NULL));
  g_autoptr (MqVersion) version = mq_version_new ("/nonexistent", 1, 0, "Chair", "a chair", 0, 0);
  g_autoptr (MqSession) session = mq_session_new ("0000000000", "Chair", "a chair", NULL, 0);
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  const char *dir = g_test_get_filename (G_TEST_DIST, "fixtures", NULL);

  g_list_store_append (versions, version);
  mq_session_take_version (session, g_object_ref (version));
  mq_conversation_set_session (scene->conversation, session);
  mq_coming_picture_set_conversation (coming, scene->conversation);
  mq_coming_picture_set_version (coming, version);
  tell (scene, "phase", "{\"phase\":\"create\",\"state\":\"started\"}");
  tell_progress (scene, dir, "interlaced.png", 3, FALSE);
  tell_with (scene, "kept", "{\"version\":1,\"folder\":\"/nonexistent\",\"pictures\":[]}",
             G_LIST_MODEL (versions));
  assert_coming (coming, NULL);
}

static void
assert_words (GtkWidget *row, const char *name, const char *words)
{
  GtkLabel *label = GTK_LABEL (gtk_widget_get_template_child (row, G_OBJECT_TYPE (row), name));

  g_assert_cmpstr (gtk_label_get_text (label), ==, words);
}

/* Notices look as bad as they are. A note has what it is about in one line, a problem in a list. */
static void
test_notices (void)
{
  static const struct
  {
    const char *level;
    const char *style;
    const char *icon;
    const char *text;
    const char *items;
  } cases[] = {
    { "info", "mq-info", "dialog-information-symbolic", "Parts: Pad · Legs", "" },
    { "warning", "mq-warning", "dialog-warning-symbolic", "Parts", "• Pad\n• Legs" },
    { "error", "mq-error", "dialog-error-symbolic", "Parts", "• Pad\n• Legs" },
    { "unheard-of", "mq-info", "dialog-information-symbolic", "Parts: Pad · Legs", "" },
  };
  static const char *const items[] = { "Pad", "Legs", NULL };
  g_autoptr (MqNoticeItem) left_out = NULL;
  g_autoptr (GtkWidget) short_row = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqNoticeItem) item = mq_notice_item_new (cases[i].level, "some", "Parts",
                                                          "Then this", items, 1);
      g_autoptr (GtkWidget) row = g_object_ref_sink (mq_notice_row_new (item));
      GObject *icon = gtk_widget_get_template_child (row, G_OBJECT_TYPE (row), "icon");

      assert_words (row, "text", cases[i].text);
      assert_words (row, "items", cases[i].items);
      assert_words (row, "next", "Then this");
      g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (icon)), ==, cases[i].icon);
      for (guint j = 0; j < G_N_ELEMENTS (cases) - 1; j++)
        g_assert_true (gtk_widget_has_css_class (adw_bin_get_child (ADW_BIN (row)), cases[j].style)
                       == g_str_equal (cases[j].style, cases[i].style));
    }

  /* Its buttons are what can be done next. */
  left_out = mq_notice_item_new ("info", "not-included", "Not included", "Set up a model", items,
                                 1);
  short_row = g_object_ref_sink (mq_notice_row_new (left_out));
  assert_words (short_row, "next", "");
}

/* The entries below @widget, in order. */
static void
list_entries (GtkWidget *widget, GPtrArray *entries)
{
  if (GTK_IS_ENTRY (widget))
    g_ptr_array_add (entries, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_entries (child, entries);
}

/* Requirements of the message stand in their fields when they are opened again, numbers, too. What
 * is pasted into a field goes where the cursor is. */
static void
test_requirements (Scene *scene, gconstpointer data)
{
  static const char *const texts[]
      = { "overall width", "", "140.5", "cm", "2", "", "", "", "", "" };
  MqUnsentMessage *message = mq_unsent_message_get (scene->conversation);
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GtkWidget) dialog = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  GtkWidget *done;
  GtkEditable *words;

  json_array_add_object_element (
      rows, mq_test_parse_json ("{\"words\": \"overall width\", \"what\": \"size\", \"of\": "
                                "\"whole\", \"axis\": \"x\", \"value\": 140.5, \"unit\": "
                                "\"cm\", \"tolerance\": 2, \"source\": \"your list\"}"));
  mq_unsent_message_set_requirements (message, rows);
  dialog = g_object_ref_sink (GTK_WIDGET (mq_requirements_dialog_new (message)));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (scene->view));
  list_entries (dialog, entries);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr (gtk_editable_get_text (entries->pdata[i]), ==, texts[i]);
  done = GTK_WIDGET (gtk_widget_get_template_child (dialog, MQ_TYPE_REQUIREMENTS_DIALOG, "done"));
  g_assert_true (gtk_widget_get_sensitive (done));
  gtk_editable_set_text (entries->pdata[3], "px");
  g_assert_false (gtk_widget_get_sensitive (done));
  gtk_editable_set_text (entries->pdata[3], "mm");
  g_assert_true (gtk_widget_get_sensitive (done));

  words = entries->pdata[0];
  gtk_editable_set_position (words, 7);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog), " shelf");
  g_signal_emit_by_name (gtk_editable_get_delegate (words), "paste-clipboard");
  while (g_str_equal (gtk_editable_get_text (words), "overall width"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (words), ==, "overall shelf width");
  g_assert_cmpint (gtk_editable_get_position (words), ==, 13);
  adw_dialog_force_close (ADW_DIALOG (dialog));
}

/* Before it is drawn, a block asks for the room of its lines, and not of one. */
static void
test_code_block (void)
{
  g_autoptr (GtkWidget) block = g_object_ref_sink (g_object_new (MQ_TYPE_CODE_BLOCK, NULL));
  g_autoptr (GString) script = g_string_new (NULL);
  int one, all;

  mq_code_block_set_code (MQ_CODE_BLOCK (block), "import bpy", "python");
  gtk_widget_measure (block, GTK_ORIENTATION_VERTICAL, 400, NULL, &one, NULL, NULL);
  for (guint i = 0; i < 899; i++)
    g_string_append_printf (script, "line = %u\n", i);
  mq_code_block_set_code (MQ_CODE_BLOCK (block), script->str, "python");
  gtk_widget_measure (block, GTK_ORIENTATION_VERTICAL, 400, NULL, &all, NULL, NULL);
  g_assert_cmpint (all, >, 5 * one);
}

MQ_TEST_PROGRAM (conversation_view)
{
  mq_test_init (&argc, &argv);
  if (!gtk_init_check ())
    return 77; /* no display: skipped */
  adw_init ();

#define ADD(name, func)                                                                            \
  g_test_add ("/conversation-view/" name, Scene, NULL, set_up, func, tear_down)
  ADD ("placeholder", test_placeholder);
  ADD ("settings", test_settings);
  ADD ("thinking", test_thinking);
  ADD ("focus", test_focus);
  ADD ("message", test_message);
  ADD ("stream", test_stream);
  ADD ("clock", test_clock);
  ADD ("remedies", test_remedies);
  ADD ("no-model", test_no_model);
  ADD ("unknown-kind", test_unknown_kind);
  ADD ("failure", test_failure);
  ADD ("stays-at-end", test_stays_at_end);
  ADD ("stays-where-one-reads", test_stays_where_one_reads);
  ADD ("rows", test_rows);
  ADD ("one-card", test_one_card);
  ADD ("drafts", test_drafts);
  ADD ("draft-pictures", test_draft_pictures);
  g_test_add_func ("/conversation-view/notices", test_notices);
  g_test_add_func ("/conversation-view/welcome", test_welcome);
  ADD ("requirements", test_requirements);
  ADD ("far-poses", test_far_poses);
  ADD ("narrow-card", test_narrow_card);
  ADD ("two-views", test_two_views);
  ADD ("coming-picture", test_coming_picture);
  ADD ("coming-picture-of-record", test_coming_picture_of_record);
#undef ADD
  g_test_add_func ("/conversation-view/code-block", test_code_block);

  return mq_test_run ();
}
