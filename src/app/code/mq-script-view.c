/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A text view for Python scripts, see mq-script-view.h. */
#include "app/code/mq-script-view.h"

#include "common/json/mq-json.h"

#include <adwaita.h>

#define PART_TAG "maquette-part"
#define FOLD_TAG "maquette-fold"
#define FAULT_MARK "maquette-fault"
#define ERROR_MARK "maquette-error"
#define WARNING_MARK "maquette-warning"
#define MESSAGE "maquette-message"
#define NUMBER_PAD 6 /* px */
#define TINT                                                                                       \
  0.06f /* opacity behind marked lines; grey: the accent colour is that of a selection             \
         */

struct _MqScriptView
{
  GtkSourceView parent_instance;

  /* Owned */
  GSignalGroup *buffer_signals;
  guint scroll_source;

  GtkSourceGutterRendererText *numbers; /* of the lines; the view has it */
};

G_DEFINE_FINAL_TYPE (MqScriptView, mq_script_view, GTK_SOURCE_TYPE_VIEW)

static gboolean
transform_to_scheme (GBinding *binding, const GValue *dark, GValue *scheme, gpointer user_data)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  g_value_set_object (scheme,
                      gtk_source_style_scheme_manager_get_scheme (
                          manager, g_value_get_boolean (dark) ? "Adwaita-dark" : "Adwaita"));
  return TRUE;
}

/* Returns: (transfer full): a buffer with @text, an empty undo history, and the cursor at the
 * start */
GtkSourceBuffer *
mq_script_view_make_buffer (const char *text)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);
  GtkTextIter start;

  gtk_source_buffer_set_language (
      buffer, gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                        "python3"));
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  g_object_bind_property_full (adw_style_manager_get_default (), "dark", buffer, "style-scheme",
                               G_BINDING_SYNC_CREATE, transform_to_scheme, NULL, NULL, NULL);

  gtk_text_buffer_begin_irreversible_action (GTK_TEXT_BUFFER (buffer));
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, -1);
  gtk_text_buffer_end_irreversible_action (GTK_TEXT_BUFFER (buffer));
  gtk_text_buffer_set_modified (GTK_TEXT_BUFFER (buffer), FALSE);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (buffer), &start);

  return buffer;
}

/* Returns: (transfer full): the text of @buffer, also what is folded */
char *
mq_script_view_dup_text (GtkTextBuffer *buffer)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static GtkTextBuffer *
get_buffer (MqScriptView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static void
get_line_start (GtkTextBuffer *buffer, guint line, GtkTextIter *iter)
{
  guint last = gtk_text_buffer_get_line_count (buffer);

  gtk_text_buffer_get_iter_at_line (buffer, iter, (int)CLAMP (line, 1, last) - 1);
}

static GtkTextTag *
ensure_part_tag (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), PART_TAG);
  float shade = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? 1 : 0;
  GdkRGBA tint = { shade, shade, shade, TINT };

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, PART_TAG, NULL);
  g_object_set (tag, "paragraph-background-rgba", &tint, NULL);

  return tag;
}

/* Tints a range of lines in place of the previous one. @first: the first marked line, from 1;
 * @last: the last marked line; 0: removes the mark. */
void
mq_script_view_mark_lines (MqScriptView *self, guint first, guint last)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextTag *tag = ensure_part_tag (buffer);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  if (last == 0)
    return;

  gtk_widget_queue_allocate (GTK_WIDGET (self));
  get_line_start (buffer, first, &start);
  get_line_start (buffer, last, &end);
  if (!gtk_text_iter_forward_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

static gboolean
scroll_cb (gpointer data)
{
  MqScriptView *self = data;

  self->scroll_source = 0;
  /* Aligns the start of the line with the right edge, which scrolls as far left as possible. */
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self),
                                gtk_text_buffer_get_insert (get_buffer (self)), 0, TRUE, 1, 0);
  return G_SOURCE_REMOVE;
}

/* Puts the cursor at the start of a line and shows it near the top. @line: the line, from 1. */
void
mq_script_view_go_to_line (MqScriptView *self, guint line)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter iter;

  get_line_start (buffer, line, &iter);
  gtk_text_buffer_place_cursor (buffer, &iter);

  /* The height of the lines above is known only after the layout. */
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_LOW, scroll_cb, self, NULL);
}

/* Returns: the line of the cursor, from 1 */
guint
mq_script_view_get_line (MqScriptView *self)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_line (&iter) + 1;
}

/* @x, @y: in the view. Returns: the line there, from 1 */
guint
mq_script_view_get_line_at (MqScriptView *self, double x, double y)
{
  GtkTextIter place;
  int buffer_y;

  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, (int)x,
                                         (int)y, NULL, &buffer_y);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self), &place, buffer_y, NULL);
  return (guint)gtk_text_iter_get_line (&place) + 1;
}

/* Replaces @name by @with, and goes there. @line: from 1; @column: where a statement begins that
 * has @name; in bytes */
void
mq_script_view_replace (MqScriptView *self, guint line, guint column, const char *name,
                        const char *with)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter start;
  GtkTextIter end;
  GtkTextIter line_end;

  gtk_text_buffer_get_iter_at_line_index (buffer, &start, (int)line - 1, (int)column);
  line_end = start;
  if (!gtk_text_iter_ends_line (&line_end))
    gtk_text_iter_forward_to_line_end (&line_end);
  if (!gtk_text_iter_forward_search (&start, name, 0, &start, &end, &line_end))
    return;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, with, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
clear_marks (GtkTextBuffer *buffer, const char *category)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (GTK_SOURCE_BUFFER (buffer), &start, &end, category);
}

static void
add_mark (GtkTextBuffer *buffer, const char *category, guint line, const char *message)
{
  GtkSourceMark *mark;
  GtkTextIter start;

  get_line_start (buffer, line, &start);
  mark = gtk_source_buffer_create_source_mark (GTK_SOURCE_BUFFER (buffer), NULL, category, &start);
  g_object_set_data_full (G_OBJECT (mark), MESSAGE, g_strdup (message), g_free);
}

/* Marks a line with an icon in the gutter and a background. @line: the line that made a run
 * fail, from 1; 0: none; @message: (nullable): the error in that line. */
void
mq_script_view_set_fault (MqScriptView *self, guint line, const char *message)
{
  clear_marks (get_buffer (self), FAULT_MARK);
  if (line > 0)
    add_mark (get_buffer (self), FAULT_MARK, line, message != NULL ? message : "");
}

/* Marks their lines with icons in the gutter, which say what was found. @findings: (nullable):
 * of a check, see docs/inside/protocol.md. */
void
mq_script_view_set_findings (MqScriptView *self, JsonArray *findings)
{
  GtkTextBuffer *buffer = get_buffer (self);

  clear_marks (buffer, ERROR_MARK);
  clear_marks (buffer, WARNING_MARK);
  MQ_JSON_EACH (findings, i, finding)
    {
      gboolean is_error = g_str_equal (mq_json_get_string (finding, "severity", ""), "error");
      gint64 line = mq_json_get_int (finding, "line", 1);

      add_mark (buffer, is_error ? ERROR_MARK : WARNING_MARK, (guint)CLAMP (line, 1, G_MAXINT),
                mq_json_get_string (finding, "what", ""));
    }
}

static char *
query_mark_cb (GtkSourceMarkAttributes *attributes, GtkSourceMark *mark)
{
  return g_strdup (g_object_get_data (G_OBJECT (mark), MESSAGE));
}

/* Not those of GtkSourceView: the numbers of folded lines, which have no height, would lie on top
 * of each other. */
static void
number_cb (GtkSourceGutterRendererText *numbers, GtkSourceGutterLines *lines, guint line,
           MqScriptView *self)
{
  GtkTextTag *fold = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (get_buffer (self)),
                                                FOLD_TAG);
  g_autofree char *text = g_strdup_printf ("%u", line + 1);
  GtkTextIter iter;

  gtk_source_gutter_lines_get_iter_at_line (lines, &iter, line);
  gtk_source_gutter_renderer_text_set_text (
      numbers, fold != NULL && gtk_text_iter_has_tag (&iter, fold) ? "" : text, -1);
}

/* As wide as the last number. */
static void
measure_numbers (MqScriptView *self)
{
  g_autofree char *text = g_strdup_printf ("%d",
                                           gtk_text_buffer_get_line_count (get_buffer (self)));
  int width, height;

  gtk_source_gutter_renderer_text_measure (self->numbers, text, &width, &height);
  gtk_widget_set_size_request (GTK_WIDGET (self->numbers), width + 2 * NUMBER_PAD, -1);
}

/* @first: the first line of the range that is hidden, from 1; 0: nothing is hidden */
void
mq_script_view_fold (MqScriptView *self, guint first, guint last)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), FOLD_TAG);
  GtkTextIter start;
  GtkTextIter end;

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, FOLD_TAG, "invisible", TRUE, NULL);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  if (first == 0)
    return;

  get_line_start (buffer, first, &start);
  get_line_start (buffer, last + 1, &end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

static void
dark_changed_cb (MqScriptView *self)
{
  ensure_part_tag (get_buffer (self));
}

/* GtkTextView measures changed lines as late as in snapshot(), and its scrollbar then warns that it
 * is drawn without an allocation (GTK 4.18). Queueing an allocation makes it measure in time. */
static void
text_changed_cb (MqScriptView *self)
{
  measure_numbers (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
buffer_changed_cb (MqScriptView *self)
{
  g_signal_group_set_target (self->buffer_signals, get_buffer (self));
  measure_numbers (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Returns: (nullable): the selected text with what is folded in it, which GTK leaves out */
static char *
dup_selection (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start;
  GtkTextIter end;

  return gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
             ? gtk_text_buffer_get_text (buffer, &start, &end, TRUE)
             : NULL;
}

static void
mq_script_view_copy_clipboard (GtkTextView *view)
{
  g_autofree char *text = dup_selection (view);

  GTK_TEXT_VIEW_CLASS (mq_script_view_parent_class)->copy_clipboard (view);
  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
}

static void
mq_script_view_cut_clipboard (GtkTextView *view)
{
  g_autofree char *text = dup_selection (view);

  GTK_TEXT_VIEW_CLASS (mq_script_view_parent_class)->cut_clipboard (view);
  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
}

static void
mq_script_view_dispose (GObject *object)
{
  MqScriptView *self = MQ_SCRIPT_VIEW (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_object (&self->buffer_signals);

  G_OBJECT_CLASS (mq_script_view_parent_class)->dispose (object);
}

static void
mq_script_view_class_init (MqScriptViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_script_view_dispose;
  GTK_TEXT_VIEW_CLASS (klass)->copy_clipboard = mq_script_view_copy_clipboard;
  GTK_TEXT_VIEW_CLASS (klass)->cut_clipboard = mq_script_view_cut_clipboard;
}

static void
mq_script_view_init (MqScriptView *self)
{
  GtkSourceGutterRenderer *numbers;
  GtkSourceGutter *gutter;

  static const struct
  {
    const char *category;
    const char *icon;
    GdkRGBA background;
  } kinds[] = {
    { WARNING_MARK, "dialog-warning-symbolic", { 0 } },
    { ERROR_MARK, "dialog-error-symbolic", { 0.88f, 0.11f, 0.14f, 0.08f } },
    { FAULT_MARK, "dialog-error-symbolic", { 0.88f, 0.11f, 0.14f, 0.16f } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();

      gtk_source_mark_attributes_set_icon_name (attributes, kinds[i].icon);
      gtk_source_mark_attributes_set_background (attributes, &kinds[i].background);
      g_signal_connect (attributes, "query-tooltip-text", G_CALLBACK (query_mark_cb), NULL);
      gtk_source_view_set_mark_attributes (GTK_SOURCE_VIEW (self), kinds[i].category, attributes,
                                           (int)i + 1);
    }

  numbers = gtk_source_gutter_renderer_text_new ();
  gutter = gtk_source_view_get_gutter (GTK_SOURCE_VIEW (self), GTK_TEXT_WINDOW_LEFT);
  self->numbers = GTK_SOURCE_GUTTER_RENDERER_TEXT (numbers);
  gtk_source_gutter_renderer_set_xalign (numbers, 1);
  gtk_source_gutter_renderer_set_xpad (numbers, NUMBER_PAD);
  g_signal_connect_object (numbers, "query-data", G_CALLBACK (number_cb), self, 0);
  gtk_source_gutter_insert (gutter, numbers, 0);

  /* Code begins at the left in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);

  self->buffer_signals = g_signal_group_new (GTK_TYPE_TEXT_BUFFER);
  g_signal_group_connect_object (self->buffer_signals, "changed", G_CALLBACK (text_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::buffer", G_CALLBACK (buffer_changed_cb), NULL);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
}
