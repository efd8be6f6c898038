/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of MqComposer: choosing, dropping, pasting and removing them, see mq-composer.h. */
#include "app/composer/mq-composer-private.h"

#include "app/picture/mq-file-dialog.h"
#include "app/picture/mq-picture.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

#define THUMBNAIL 72 /* px */

void
mq_composer_remove_picture (GtkWidget *widget, const char *name, GVariant *position)
{
  MqComposer *self = MQ_COMPOSER (widget);

  /* The Remove button has the focus and is destroyed with its chip. */
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  mq_attachments_remove (self->attachments, g_variant_get_uint32 (position));
}

/* A thumbnail with a Remove button. */
static GtkWidget *
make_chip (MqAttachment *attachment, guint position)
{
  /* Translators: %s is the name of a picture file that is attached to a message. */
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), attachment->name);
  GtkWidget *chip = gtk_overlay_new ();
  GtkWidget *picture = mq_picture_new (NULL, THUMBNAIL, THUMBNAIL);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  mq_picture_show (MQ_PICTURE (picture), attachment->path, attachment->name);
  gtk_widget_set_tooltip_text (picture, attachment->name);
  gtk_widget_set_size_request (picture, THUMBNAIL, THUMBNAIL);
  gtk_widget_add_css_class (picture, "mq-thumbnail");
  gtk_widget_add_css_class (picture, "photo");

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "osd");
  gtk_widget_add_css_class (button, "mq-remove");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "composer.remove-picture");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", position);

  gtk_overlay_set_child (GTK_OVERLAY (chip), picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (chip), button);
  return chip;
}

/* Rebuilds all chips: there are at most MQ_ATTACHMENTS_MAX. */
static void
on_attachments_changed (MqComposer *self)
{
  guint n_items = self->attachments != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items))
                      : 0;
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    adw_wrap_box_remove (self->chips, chip);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (MqAttachment) item
          = g_list_model_get_item (G_LIST_MODEL (self->attachments->items), i);

      adw_wrap_box_append (self->chips, make_chip (item, i));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->chips), n_items > 0);
  mq_composer_update (self);
}

/* @attachments: (nullable): the pictures of the unsent message that is shown; %NULL: none */
void
mq_composer_show_attachments (MqComposer *self, MqAttachments *attachments)
{
  if (self->attachments == attachments)
    return;
  if (self->attachments != NULL)
    g_clear_signal_handler (&self->attachments_handler, self->attachments->items);
  g_set_object (&self->attachments, attachments);
  if (attachments != NULL)
    self->attachments_handler = g_signal_connect_object (attachments->items, "items-changed",
                                                         G_CALLBACK (on_attachments_changed), self,
                                                         G_CONNECT_SWAPPED);
  on_attachments_changed (self);
}

static DexFuture *
added_cb (DexFuture *future, gpointer data)
{
  MqComposer *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL && !self->closed)
    mq_composer_refuse (self, error->message);
  return NULL;
}

/* Reports the error of @added, an addition in progress. Takes ownership of @added. */
static void
watch (MqComposer *self, DexFuture *added)
{
  dex_future_disown (dex_future_finally (added, added_cb, g_object_ref (self), g_object_unref));
}

static void
attach_file (MqComposer *self, GFile *file)
{
  if (g_file_peek_path (file) == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);
      /* Translators: %s is an address. */
      g_autofree char *sentence
          = g_strdup_printf (_ ("“%s” is not a file on this computer. Save it first."), name);

      mq_composer_refuse (self, sentence);
      return;
    }
  watch (self, mq_attachments_add_file (self->attachments, file));
}

/**
 * mq_composer_attach_files:
 * @files: (element-type GFile): pictures on this computer, of which the first are taken; a toast
 *   names a file that is none, and says how many are left out
 */
void
mq_composer_attach_files (MqComposer *self, GListModel *files)
{
  guint n = g_list_model_get_n_items (files);
  guint n_attached, room;

  if (self->attachments == NULL)
    return;

  n_attached = g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items));
  room = MQ_ATTACHMENTS_MAX - MIN (n_attached, MQ_ATTACHMENTS_MAX);
  /* A single one is named when it is refused. */
  for (guint i = 0; i < n && (i < room || n == 1); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      attach_file (self, file);
    }
  if (n > MAX (room, 1))
    {
      guint left = n - room;
      /* Translators: how many pictures, and how many a message takes */
      g_autofree char *sentence
          = g_strdup_printf (ngettext ("%u picture was left out: a message takes %d",
                                       "%u pictures were left out: a message takes %d", left),
                             left, MQ_ATTACHMENTS_MAX);

      mq_composer_refuse (self, sentence);
    }
}

static DexFuture *
encode_fiber (gpointer texture)
{
  return dex_future_new_take_boxed (G_TYPE_BYTES, gdk_texture_save_to_png_bytes (texture));
}

static DexFuture *
encoded_cb (DexFuture *future, gpointer attachments)
{
  const GValue *value = dex_future_get_value (future, NULL);

  /* The name of a pasted picture, used by its thumbnail and its Remove button. */
  return mq_attachments_add_bytes (attachments, _ ("Pasted picture"), g_value_get_boxed (value));
}

/**
 * mq_composer_attach_texture:
 * @texture: a picture that has no file
 */
void
mq_composer_attach_texture (MqComposer *self, GdkTexture *texture)
{
  DexFuture *encoded;

  if (self->attachments == NULL)
    return;
  if ((gint64)gdk_texture_get_width (texture) * gdk_texture_get_height (texture)
      > MQ_ATTACHMENT_MAX_PIXELS)
    {
      mq_composer_refuse (self, _ ("The pasted picture is too large: 40 megapixels are the most."));
      return;
    }
  encoded = mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, encode_fiber,
                            g_object_ref (texture), g_object_unref);
  watch (self,
         dex_future_then (encoded, encoded_cb, g_object_ref (self->attachments), g_object_unref));
}

static void
files_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqComposer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source),
                                                                       result, &error);

  if (files == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) && !self->closed)
        mq_composer_refuse (self, error->message);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      mq_file_dialog_remember (GTK_FILE_DIALOG (source), file);
    }
  mq_composer_attach_files (self, files);
}

/* Says at the paper clip that the team sees no pictures, before one is chosen. */
void
mq_composer_show_no_pictures (MqComposer *self)
{
  gboolean is_known = mq_workspace_knows_team (self->workspace);
  gboolean sees = mq_workspace_can_see (self->workspace);

  gtk_label_set_label (self->why_no_pictures, mq_workspace_has_model (self->workspace)
                                                  ? _ ("This model does not support pictures.")
                                                  : _ ("The built-in sketcher does not support "
                                                       "pictures."));
  gtk_widget_set_visible (GTK_WIDGET (self->no_pictures), is_known && !sees);
}

/* Opens a file dialog to add pictures; says so where the team sees none. */
void
mq_composer_choose_files (MqComposer *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (gtk_widget_get_visible (GTK_WIDGET (self->no_pictures)))
    {
      gtk_menu_button_popup (self->no_pictures);
      return;
    }

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  g_list_store_append (filters, filter);

  gtk_file_dialog_set_title (dialog, _ ("Attach Pictures"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Attach"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  mq_file_dialog_start_in (dialog, MQ_FOLDER_PICTURES);
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 files_chosen_cb, g_object_ref (self));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqComposer) self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (self->closed)
    return;
  if (value == NULL)
    {
      mq_composer_refuse (self, error->message);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      mq_composer_attach_texture (self, g_value_get_object (value));
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
      g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

      for (GSList *l = files; l != NULL; l = l->next)
        g_list_store_append (list, l->data);
      mq_composer_attach_files (self, G_LIST_MODEL (list));
    }
}

/* Returns: whether the clipboard has pictures or files rather than text; they are then being
 * read */
gboolean
mq_composer_paste_pictures (MqComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  GType type = G_TYPE_INVALID;

  /* File managers offer the names as text beside the files; office programs offer a picture of the
   * text. */
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
           && !gdk_content_formats_contain_mime_type (formats, "text/plain")
           && !gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8"))
    type = GDK_TYPE_TEXTURE;
  if (type == G_TYPE_INVALID)
    return FALSE;

  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb,
                                  g_object_ref (self));
  return TRUE;
}
