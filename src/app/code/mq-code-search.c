/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search bar of MqCodeView, see mq-code-search.h. */
#include "app/code/mq-code-search.h"

#include <glib/gi18n.h>

typedef gboolean (*SearchFunc) (GtkSourceSearchContext *, const GtkTextIter *, GtkTextIter *,
                                GtkTextIter *, gboolean *);

struct _MqCodeSearch
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkSearchBar *bar;
  GtkEditable *entry;
  GtkLabel *count;
  GtkWidget *next;

  /* Owned */
  GtkSourceView *view;
  GtkSourceSearchSettings *settings;
  GtkSourceSearchContext *context; /* of the view's buffer; NULL while the bar is closed */
  gboolean search_mode;
};

static GParamSpec *search_mode_property;

G_DEFINE_FINAL_TYPE (MqCodeSearch, mq_code_search, GTK_TYPE_WIDGET)

static void
update_count (MqCodeSearch *self)
{
  int n = self->context != NULL ? gtk_source_search_context_get_occurrences_count (self->context)
                                : 0;
  gboolean asked = gtk_editable_get_text (self->entry)[0] != '\0';
  g_autofree char *text = NULL;
  GtkTextIter start;
  GtkTextIter end;

  if (asked && n == 0)
    text = g_strdup (_ ("No matches"));
  else if (asked && n > 0)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
      int position;

      gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
      position = gtk_source_search_context_get_occurrence_position (self->context, &start, &end);
      text = position > 0 ? g_strdup_printf (_ ("%d of %d"), position, n)
                          : g_strdup_printf (ngettext ("%d match", "%d matches", n), n);
    }

  gtk_label_set_label (self->count, text);
  gtk_widget_set_sensitive (self->next, n > 0);
}

/* @from_end: starts at the end of the selection, otherwise at its start */
static void
search (MqCodeSearch *self, SearchFunc func, gboolean from_end)
{
  GtkTextIter from;
  GtkTextIter to;
  GtkTextIter start;
  GtkTextIter end;

  if (self->context == NULL)
    return;

  gtk_text_buffer_get_selection_bounds (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)),
                                        &from, &to);
  if (func (self->context, from_end ? &to : &from, &start, &end, NULL))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));

      gtk_text_buffer_select_range (buffer, &start, &end);
      gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (buffer),
                                    0.2, FALSE, 0, 0);
    }
  update_count (self);
}

static void
search_changed_cb (GtkSearchEntry *entry, MqCodeSearch *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  gtk_source_search_settings_set_search_text (self->settings, text[0] != '\0' ? text : NULL);
  search (self, gtk_source_search_context_forward, FALSE);
}

static void
next_cb (GtkWidget *widget, MqCodeSearch *self)
{
  search (self, gtk_source_search_context_forward, TRUE);
}

static void
previous_cb (GtkWidget *widget, MqCodeSearch *self)
{
  search (self, gtk_source_search_context_backward, FALSE);
}

static void
stop_cb (GtkSearchEntry *entry, MqCodeSearch *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Searches only while the bar is open, as GtkSourceSearchContext scans the whole buffer. */
static void
follow_buffer (MqCodeSearch *self)
{
  GtkTextBuffer *buffer;

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->context);
  if (self->view == NULL || !self->search_mode)
    return;

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  self->context = gtk_source_search_context_new (GTK_SOURCE_BUFFER (buffer), self->settings);
  g_signal_connect_object (self->context, "notify::occurrences-count", G_CALLBACK (update_count),
                           self, G_CONNECT_SWAPPED);
  update_count (self);
}

static void
set_search_mode (MqCodeSearch *self, gboolean search_mode)
{
  if (self->search_mode == search_mode)
    return;

  self->search_mode = search_mode;
  follow_buffer (self);
  if (search_mode)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  g_object_notify_by_pspec (G_OBJECT (self), search_mode_property);
}

static void
mq_code_search_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, MQ_CODE_SEARCH (object)->search_mode);
}

static void
mq_code_search_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  set_search_mode (MQ_CODE_SEARCH (object), g_value_get_boolean (value));
}

static void
mq_code_search_dispose (GObject *object)
{
  MqCodeSearch *self = MQ_CODE_SEARCH (object);

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->context);
  g_clear_object (&self->view);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_CODE_SEARCH);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mq_code_search_parent_class)->dispose (object);
}

static void
mq_code_search_class_init (MqCodeSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_code_search_get_property;
  object_class->set_property = mq_code_search_set_property;
  object_class->dispose = mq_code_search_dispose;

  search_mode_property = g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                   | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_property (object_class, 1, search_mode_property);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-code-search.ui");
  gtk_widget_class_bind_template_child (widget_class, MqCodeSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, MqCodeSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, MqCodeSearch, count);
  gtk_widget_class_bind_template_child (widget_class, MqCodeSearch, next);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
mq_code_search_init (MqCodeSearch *self)
{
  self->settings = gtk_source_search_settings_new ();
  gtk_source_search_settings_set_wrap_around (self->settings, TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
  update_count (self);
}

/* @view: the view to search; call this once */
void
mq_code_search_set_view (MqCodeSearch *self, GtkSourceView *view)
{
  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::buffer", G_CALLBACK (follow_buffer), self,
                           G_CONNECT_SWAPPED);
  follow_buffer (self);
}

/* Opens the bar with the selected text of the script and focuses the entry. */
void
mq_code_search_begin (MqCodeSearch *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  if (gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
      && gtk_text_iter_get_line (&start) == gtk_text_iter_get_line (&end))
    {
      g_autofree char *text = gtk_text_iter_get_text (&start, &end);

      gtk_editable_set_text (self->entry, text);
    }

  set_search_mode (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
}
