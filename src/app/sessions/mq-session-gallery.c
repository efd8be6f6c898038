/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery of everything, see mq-session-gallery.h. */
#include "app/sessions/mq-session-gallery.h"

#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"
#include "app/conversation/mq-conversation.h"
#include "app/sessions/mq-set-filter.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Tags that are offered for a set, and characters of each. */
#define MAX_TAGS 200
#define MAX_TAG 60

struct _MqSessionGallery
{
  AdwDialog parent_instance;

  /* Template */
  GtkToggleButton *favorites_button;
  GtkToggleButton *problems_button;
  GtkDropDown *tag_choice;
  GtkStringList *tags;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkGridView *grid;

  /* Owned */
  GtkFilter *filter;
  GListModel *shown;
  char *wanted; /* the words of the search, case-folded */
  char *set;    /* (nullable): only its sessions */
};

G_DEFINE_FINAL_TYPE (MqSessionGallery, mq_session_gallery, ADW_TYPE_DIALOG)

/* Returns: (transfer full): "use: kitchen" */
static char *
describe_tag (const char *name, JsonNode *value)
{
  g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_string (value) != NULL
                              ? json_node_dup_string (value)
                              : json_to_string (value, FALSE);
  g_autofree char *whole = g_strdup_printf ("%s: %s", name, text);

  return mq_text_clean (whole, MAX_TAG);
}

static gboolean
has_tag (MqSession *session, const char *tag)
{
  JsonObject *tags = mq_json_get_object (mq_session_get_batch (session), "tags");
  g_autoptr (GList) names = tags != NULL ? json_object_get_members (tags) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *text = describe_tag (name->data, json_object_get_member (tags, name->data));

      if (g_str_equal (text, tag))
        return TRUE;
    }

  return FALSE;
}

static gboolean
matches (gpointer item, gpointer data)
{
  MqSessionGallery *self = data;
  MqConversation *conversation = item;
  MqSession *session = mq_conversation_get_session (conversation);
  guint tag = gtk_drop_down_get_selected (self->tag_choice);
  g_autofree char *thumbnail = mq_conversation_dup_thumbnail (conversation);
  g_autofree char *title = NULL;

  if (thumbnail == NULL
      || (gtk_toggle_button_get_active (self->favorites_button)
          && !mq_conversation_is_favorite (conversation)))
    return FALSE;

  /* Tags and problems are known of the objects of a set alone. */
  if (self->set != NULL)
    {
      if (g_strcmp0 (mq_set_filter_get_set (conversation), self->set) != 0)
        return FALSE;
      if (tag != 0 && tag != GTK_INVALID_LIST_POSITION
          && !has_tag (session, gtk_string_list_get_string (self->tags, tag)))
        return FALSE;
      if (gtk_toggle_button_get_active (self->problems_button))
        {
          MqVerdict verdict
              = mq_verdict_read (mq_json_get_object (mq_session_get_batch (session), "measured"));

          /* As it was imported: a later version is measured anew, and has its own badge. */
          if (g_list_model_get_n_items (mq_session_get_versions (session)) != 1
              || mq_verdict_get_state (&verdict) != MQ_VERDICT_BAD)
            return FALSE;
        }
    }

  title = g_utf8_casefold (mq_conversation_get_title (conversation), -1);
  return strstr (title, self->wanted) != NULL;
}

static void
update_page (MqSessionGallery *self)
{
  const char *page = "nothing-found";

  if (g_list_model_get_n_items (self->shown) > 0)
    page = "sessions";
  else if (*self->wanted == '\0' && self->set == NULL
           && !gtk_toggle_button_get_active (self->favorites_button))
    page = "empty";

  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
filter_changed_cb (MqSessionGallery *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  if (self->filter == NULL)
    return;

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

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(char *const *)a, *(char *const *)b);
}

/**
 * mq_session_gallery_new:
 * @conversations: of #MqConversation; those with a picture are shown
 * @set: (nullable): only those of this set, see mq_session_get_set()
 *
 * Returns: (transfer floating): a dialog for the window
 */
AdwDialog *
mq_session_gallery_new (GListModel *conversations, const char *set)
{
  MqSessionGallery *self = g_object_new (MQ_TYPE_SESSION_GALLERY, NULL);

  self->set = g_strdup (set);
  if (set != NULL)
    {
      g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GPtrArray) sorted = NULL;

      /* Lists the tags of the set's objects, and names the dialog after it. */
      for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
        {
          g_autoptr (MqConversation) conversation = g_list_model_get_item (conversations, i);
          JsonObject *tags;
          g_autoptr (GList) names = NULL;

          if (g_strcmp0 (mq_set_filter_get_set (conversation), self->set) != 0)
            continue;

          adw_dialog_set_title (ADW_DIALOG (self), mq_set_filter_get_name (conversation));
          tags = mq_json_get_object (
              mq_session_get_batch (mq_conversation_get_session (conversation)), "tags");
          names = tags != NULL ? json_object_get_members (tags) : NULL;
          for (GList *name = names; name != NULL && g_hash_table_size (found) < MAX_TAGS;
               name = name->next)
            g_hash_table_add (found,
                              describe_tag (name->data, json_object_get_member (tags, name->data)));
        }

      sorted = g_hash_table_get_keys_as_ptr_array (found);
      g_ptr_array_sort (sorted, compare_texts);
      for (guint i = 0; i < sorted->len; i++)
        gtk_string_list_append (self->tags, sorted->pdata[i]);
      gtk_widget_set_visible (GTK_WIDGET (self->problems_button), TRUE);
    }
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->shown = G_LIST_MODEL (
      gtk_filter_list_model_new (g_object_ref (conversations), g_object_ref (self->filter)));
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
  g_free (MQ_SESSION_GALLERY (object)->set);

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
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, problems_button);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, tag_choice);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, tags);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, stack);
  gtk_widget_class_bind_template_child (widget_class, MqSessionGallery, grid);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_is_several);
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
