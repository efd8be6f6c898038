/* The editor of scripts: what is folded away is copied and cut with the rest. */
#include "app/code/mq-script-view.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_test_add_func ("/app/script-view/folded", test_folded);
  return g_test_run ();
}
