/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A text view for Python scripts, see mq-script-view.h. */
#include "app/code/mq-script-view.h"

#include <adwaita.h>

#define PART_TAG "maquette-part"
#define FAULT_MARK "maquette-fault"
#define TINT 0.12f /* opacity of the accent colour behind marked lines */

struct _MqScriptView
{
  GtkSourceView parent_instance;

  /* Owned */
  GSignalGroup *buffer_signals;
  char *fault;
  guint scroll_source;
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

/**
 * mq_script_view_make_buffer:
 * @text: a script
 *
 * Returns: (transfer full): a buffer with @text, an empty undo history, and the cursor at the start
 */
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
  g_autoptr (GdkRGBA) accent
      = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, PART_TAG, NULL);
  accent->alpha = TINT;
  g_object_set (tag, "paragraph-background-rgba", accent, NULL);

  return tag;
}

/**
 * mq_script_view_mark_lines:
 * @self: a view
 * @first: the first marked line, from 1
 * @last: the last marked line; 0: removes the mark
 *
 * Tints a range of lines in place of the previous one.
 */
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

/**
 * mq_script_view_go_to_line:
 * @self: a view
 * @line: the line, from 1
 *
 * Puts the cursor at the start of a line and shows it near the top.
 */
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

/**
 * mq_script_view_get_line:
 * @self: a view
 *
 * Returns: the line of the cursor, from 1
 */
guint
mq_script_view_get_line (MqScriptView *self)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_line (&iter) + 1;
}

/**
 * mq_script_view_set_fault:
 * @self: a view
 * @line: the faulty line, from 1; 0: none
 * @message: (nullable): the error in that line
 *
 * Marks a line with an icon in the gutter and a background.
 */
void
mq_script_view_set_fault (MqScriptView *self, guint line, const char *message)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (get_buffer (self));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (buffer), &start, &end);
  gtk_source_buffer_remove_source_marks (buffer, &start, &end, FAULT_MARK);
  g_set_str (&self->fault, message);
  gtk_source_view_set_show_line_marks (GTK_SOURCE_VIEW (self), line > 0);
  if (line == 0)
    return;

  get_line_start (GTK_TEXT_BUFFER (buffer), line, &start);
  gtk_source_buffer_create_source_mark (buffer, NULL, FAULT_MARK, &start);
}

static char *
query_fault_cb (GtkSourceMarkAttributes *attributes, GtkSourceMark *mark, MqScriptView *self)
{
  return g_strdup (self->fault != NULL ? self->fault : "");
}

static void
set_up_fault_marks (MqScriptView *self)
{
  g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();
  const GdkRGBA background = { 0.88f, 0.11f, 0.14f, 0.16f };

  gtk_source_mark_attributes_set_icon_name (attributes, "dialog-error-symbolic");
  gtk_source_mark_attributes_set_background (attributes, &background);
  g_signal_connect_object (attributes, "query-tooltip-text", G_CALLBACK (query_fault_cb), self, 0);
  gtk_source_view_set_mark_attributes (GTK_SOURCE_VIEW (self), FAULT_MARK, attributes, 1);
}

static void
accent_changed_cb (MqScriptView *self)
{
  ensure_part_tag (get_buffer (self));
}

/* GtkTextView measures changed lines as late as in snapshot(), and its scrollbar then warns that it
 * is drawn without an allocation (GTK 4.18). Queueing an allocation makes it measure in time. */
static void
text_changed_cb (MqScriptView *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
buffer_changed_cb (MqScriptView *self)
{
  g_signal_group_set_target (self->buffer_signals, get_buffer (self));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
mq_script_view_dispose (GObject *object)
{
  MqScriptView *self = MQ_SCRIPT_VIEW (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_object (&self->buffer_signals);
  g_clear_pointer (&self->fault, g_free);

  G_OBJECT_CLASS (mq_script_view_parent_class)->dispose (object);
}

static void
mq_script_view_class_init (MqScriptViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_script_view_dispose;
}

static void
mq_script_view_init (MqScriptView *self)
{
  set_up_fault_marks (self);

  self->buffer_signals = g_signal_group_new (GTK_TYPE_TEXT_BUFFER);
  g_signal_group_connect_object (self->buffer_signals, "changed", G_CALLBACK (text_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::buffer", G_CALLBACK (buffer_changed_cb), NULL);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::accent-color-rgba",
                           G_CALLBACK (accent_changed_cb), self, G_CONNECT_SWAPPED);
}
