/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery of everything, see mq-session-gallery.h. */
#include "app/sessions/mq-session-gallery.h"

#include "app/picture/mq-picture.h"
#include "app/conversation/mq-conversation.h"

#include <string.h>

struct _MqSessionGallery
{
  AdwDialog parent_instance;

  /* Template */
  GtkToggleButton *favorites_button;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkGridView *grid;

  /* Owned */
  GtkFilter *filter;
  GListModel *shown;
  char *wanted; /* the words of the search, case-folded */
};

G_DEFINE_FINAL_TYPE (MqSessionGallery, mq_session_gallery, ADW_TYPE_DIALOG)

static gboolean
matches (gpointer item, gpointer data)
{
  MqSessionGallery *self = data;
  MqConversation *conversation = item;
  g_autofree char *title = NULL;

  if (mq_conversation_get_thumbnail (conversation) == NULL
      || (gtk_toggle_button_get_active (self->favorites_button)
          && !mq_conversation_is_favorite (conversation)))
    return FALSE;

  title = g_utf8_casefold (mq_conversation_get_title (conversation), -1);
  return strstr (title, self->wanted) != NULL;
}

static void
update_page (MqSessionGallery *self)
{
  const char *page = "nothing-found";

  if (g_list_model_get_n_items (self->shown) > 0)
    page = "sessions";
  else if (*self->wanted == '\0' && !gtk_toggle_button_get_active (self->favorites_button))
    page = "empty";

  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
filter_changed_cb (MqSessionGallery *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  g_free (self->wanted);
  self->wanted = g_utf8_casefold (g_strstrip (words), -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
search_stopped_cb (MqSessionGallery *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
activate_cb (MqSessionGallery *self, guint position)
{
  g_autoptr (MqConversation) conversation = g_list_model_get_item (self->shown, position);
  MqSession *session = conversation != NULL ? mq_conversation_get_session (conversation) : NULL;

  if (session == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-session", "s",
                              mq_session_get_id (session));
  adw_dialog_close (ADW_DIALOG (self));
}

/* Enter in the search shows the first session that is found. */
static void
search_activated_cb (MqSessionGallery *self)
{
  activate_cb (self, 0);
}

/**
 * mq_session_gallery_new:
 * @workspace: the workspace whose sessions are shown, those with a picture
 *
 * Returns: (transfer floating): a dialog for the window
 */
AdwDialog *
mq_session_gallery_new (MqWorkspace *workspace)
{
  MqSessionGallery *self = g_object_new (MQ_TYPE_SESSION_GALLERY, NULL);

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->shown = G_LIST_MODEL (gtk_filter_list_model_new (
      g_object_ref (mq_workspace_get_conversations (workspace)), g_object_ref (self->filter)));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_view_set_model (self->grid,
                           GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->shown))));
  update_page (self);

  return ADW_DIALOG (self);
}

static void
mq_session_gallery_dispose (GObject *object)
{
  MqSessionGallery *self = MQ_SESSION_GALLERY (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_SESSION_GALLERY);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (mq_session_gallery_parent_class)->dispose (object);
}

static void
mq_session_gallery_finalize (GObject *object)
{
  g_free (MQ_SESSION_GALLERY (object)->wanted);

  G_OBJECT_CLASS (mq_session_gallery_parent_class)->finalize (object);
}

static void
mq_session_gallery_class_init (MqSessionGalleryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_session_gallery_dispose;
  object_class->finalize = mq_session_gallery_finalize;

  g_type_ensure (MQ_TYPE_CONVERSATION);
  g_type_ensure (MQ_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-session-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, favorites_button);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, stack);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, grid);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
mq_session_gallery_init (MqSessionGallery *self)
{
  self->wanted = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}
