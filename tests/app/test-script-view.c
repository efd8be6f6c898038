/* Scripts on a display: in their editor what is folded away is copied and cut with the rest, and
 * has no numbers; words are found in them; that of a failed run says why it failed; and what
 * differs has headings and numbers. */
#include "app/code/mq-code-search.h"
#include "app/code/mq-diff-view.h"
#include "app/code/mq-draft-dialog.h"
#include "app/code/mq-script-view.h"
#include "app/conversation/mq-conversation-list.h"
#include "support/mq-test.h"

#include <string.h>

#define SCRIPT "SIZE = 1\n\ndef build():\n    pass\n\ndef toolkit():\n    pass\n"

typedef struct
{
  GMainLoop *loop;
  char *text;
} Reading;

static void
read_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  g_main_loop_quit (reading->loop);
}

static char *
read_clipboard (GtkWidget *widget)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Reading reading = { loop, NULL };

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, read_cb, &reading);
  g_main_loop_run (loop);
  return reading.text;
}

static void
test_folded (void)
{
  g_autoptr (MqScriptView) view = g_object_ref_sink (g_object_new (MQ_TYPE_SCRIPT_VIEW, NULL));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *copied = NULL;
  g_autofree char *cut = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_set_text (buffer, SCRIPT, -1);
  mq_script_view_fold (view, 6, 7);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_select_range (buffer, &start, &end);

  g_signal_emit_by_name (view, "copy-clipboard");
  copied = read_clipboard (GTK_WIDGET (view));
  g_assert_cmpstr (copied, ==, SCRIPT);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), "");
  g_signal_emit_by_name (view, "cut-clipboard");
  cut = read_clipboard (GTK_WIDGET (view));
  g_assert_cmpstr (cut, ==, SCRIPT);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
}

/* @text: of the renderer, after the last line was drawn */
static void
remember_cb (GtkSourceGutterRenderer *renderer, GtkSourceGutterLines *lines, guint line,
             GPtrArray *drawn)
{
  char *text;

  g_object_get (renderer, "text", &text, NULL);
  g_ptr_array_add (drawn, text);
}

static void
test_numbers (void)
{
  GtkWidget *window = gtk_window_new ();
  MqScriptView *view = g_object_new (MQ_TYPE_SCRIPT_VIEW, NULL);
  GtkSourceGutter *gutter = gtk_source_view_get_gutter (GTK_SOURCE_VIEW (view),
                                                        GTK_TEXT_WINDOW_LEFT);
  g_autoptr (GPtrArray) drawn = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (gutter)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_SOURCE_IS_GUTTER_RENDERER_TEXT (child))
      g_signal_connect_after (child, "query-data", G_CALLBACK (remember_cb), drawn);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), SCRIPT, -1);
  mq_script_view_fold (view, 3, 7);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  while (drawn->len < 3)
    g_main_context_iteration (NULL, TRUE);

  g_ptr_array_add (drawn, NULL);
  joined = g_strjoinv ("|", (char **)drawn->pdata);
  g_assert_true (g_str_has_prefix (joined, "1|2|"));
  g_assert_null (strpbrk (joined, "34567"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_failed_run (void)
{
  g_autoptr (MqConversationList) conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  MqConversation *conversation = mq_conversation_list_start (conversations);
  g_autoptr (AdwDialog) dialog = g_object_ref_sink (
      mq_draft_dialog_new (conversation, SCRIPT, "NameError: SIZES\nTraceback", 4));
  GObject *fault = gtk_widget_get_template_child (GTK_WIDGET (dialog), MQ_TYPE_DRAFT_DIALOG,
                                                  "fault");

  g_assert_true (adw_banner_get_revealed (ADW_BANNER (fault)));
  g_assert_cmpstr (adw_banner_get_title (ADW_BANNER (fault)), ==, "Line 4: NameError: SIZES");
  g_assert_cmpstr (adw_banner_get_button_label (ADW_BANNER (fault)), ==, "Go to Line");
}

/* Where a search is: its number, and which of its buttons lead on. */
static void
assert_found (GtkWidget *search, const char *count, gboolean leads_on)
{
  GtkLabel *label
      = GTK_LABEL (gtk_widget_get_template_child (search, MQ_TYPE_CODE_SEARCH, "count"));
  GtkWidget *next
      = GTK_WIDGET (gtk_widget_get_template_child (search, MQ_TYPE_CODE_SEARCH, "next"));

  while (!g_str_equal (gtk_label_get_label (label), count))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_sensitive (next) == leads_on);
}

static void
select_text (GtkTextBuffer *buffer, int from, int to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_select_range (buffer, &start, &end);
}

static void
assert_selected (GtkTextBuffer *buffer, int from)
{
  GtkTextIter start;

  g_assert_true (gtk_text_buffer_get_selection_bounds (buffer, &start, NULL));
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, from);
}

/* A search begins with the word that is selected, and goes round. */
static void
test_search (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  MqScriptView *view = g_object_new (MQ_TYPE_SCRIPT_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkWidget *search = g_object_new (MQ_TYPE_CODE_SEARCH, NULL);
  GObject *entry = gtk_widget_get_template_child (search, MQ_TYPE_CODE_SEARCH, "entry");
  int first = (int)(strstr (SCRIPT, "def") - SCRIPT);
  int second = (int)(strstr (SCRIPT, "def toolkit") - SCRIPT);

  gtk_text_buffer_set_text (buffer, SCRIPT, -1);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (view));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  mq_code_search_set_view (MQ_CODE_SEARCH (search), GTK_SOURCE_VIEW (view));

  select_text (buffer, second, second + 3);
  mq_code_search_begin (MQ_CODE_SEARCH (search));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "def");
  assert_found (search, "2 of 2", TRUE);
  g_signal_emit_by_name (entry, "next-match");
  assert_selected (buffer, first);
  assert_found (search, "1 of 2", TRUE);
  g_signal_emit_by_name (entry, "previous-match");
  assert_selected (buffer, second);

  gtk_editable_set_text (GTK_EDITABLE (entry), "zorblax");
  assert_found (search, "No matches", FALSE);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  assert_found (search, "", FALSE);

  /* Lines are not looked for, and nothing is not, either. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "pass");
  select_text (buffer, first, second);
  mq_code_search_begin (MQ_CODE_SEARCH (search));
  select_text (buffer, 1, 1);
  mq_code_search_begin (MQ_CODE_SEARCH (search));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "pass");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The cells of each row below @widget that are seen, in one text. */
static void
read_rows (GtkWidget *widget, GPtrArray *rows)
{
  if (gtk_widget_has_css_class (widget, "line"))
    {
      GString *row = g_string_new (NULL);

      for (GtkWidget *cell = gtk_widget_get_first_child (widget); cell != NULL;
           cell = gtk_widget_get_next_sibling (cell))
        if (gtk_widget_get_visible (cell))
          g_string_append_printf (row, "%s|", gtk_label_get_label (GTK_LABEL (cell)));
      g_ptr_array_add (rows, g_string_free (row, FALSE));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    read_rows (child, rows);
}

static void
test_diff (void)
{
  g_autoptr (MqDiff) diff = mq_diff_new ("SIZE = 1\nEND = 0\n", "SIZE = 2\nEND = 0\n", NULL);
  GtkWidget *window = gtk_window_new ();
  MqDiffView *view = g_object_new (MQ_TYPE_DIFF_VIEW, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  mq_diff_view_set_diff (view, diff);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  while (rows->len < 4)
    {
      g_main_context_iteration (NULL, TRUE);
      g_ptr_array_set_size (rows, 0);
      read_rows (GTK_WIDGET (view), rows);
    }

  g_assert_cmpstr (rows->pdata[0], ==, "From line 1|");
  g_assert_cmpstr (rows->pdata[1], ==, "1||−|SIZE = 1|");
  g_assert_cmpstr (rows->pdata[2], ==, "|1|+|SIZE = 2|");
  g_assert_cmpstr (rows->pdata[3], ==, "2|2| |END = 0|");
  gtk_window_destroy (GTK_WINDOW (window));
}

MQ_TEST_PROGRAM (script_view)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_test_add_func ("/app/script-view/folded", test_folded);
  g_test_add_func ("/app/script-view/numbers", test_numbers);
  g_test_add_func ("/app/script-view/search", test_search);
  g_test_add_func ("/app/script-view/failed-run", test_failed_run);
  g_test_add_func ("/app/script-view/diff", test_diff);
  return g_test_run ();
}
