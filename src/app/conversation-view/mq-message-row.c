/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMessageRow: a message of the user as a bubble at the end side, with its pictures; a click on
 * one shows it large. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/composer/mq-picture-chip.h"
#include "app/model/mq-selection.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture-view.h"
#include "app/picture/mq-picture.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <glib/gi18n.h>

#define THUMBNAIL 88 /* px */
#define PATH "mq-path"

#define MQ_TYPE_MESSAGE_ROW (mq_message_row_get_type ())
G_DECLARE_FINAL_TYPE (MqMessageRow, mq_message_row, MQ, MESSAGE_ROW, AdwBin)

struct _MqMessageRow
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwWrapBox *pictures;
  GtkWidget *bubble;
  GtkLabel *label;
  GtkWidget *queued;
  GtkLabel *about;
};

G_DEFINE_FINAL_TYPE (MqMessageRow, mq_message_row, ADW_TYPE_BIN)

/* Shows a picture large, in a dialog. */
static void
on_picture (GtkWidget *button)
{
  const char *path = g_object_get_data (G_OBJECT (button), PATH);
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *picture = g_object_new (MQ_TYPE_PICTURE_VIEW, "hexpand", TRUE, "vexpand", TRUE, NULL);

  mq_picture_view_show (MQ_PICTURE_VIEW (picture), path, _ ("Picture"), NULL);
  gtk_widget_add_css_class (picture, "photo");
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), picture);

  adw_dialog_set_title (dialog, _ ("Picture"));
  adw_dialog_set_content_width (dialog, 960);
  adw_dialog_set_content_height (dialog, 720);
  adw_dialog_set_child (dialog, toolbar);
  adw_dialog_set_focus (dialog, picture);
  adw_dialog_present (dialog, button);
}

GtkWidget *
mq_message_row_make_picture (const char *path, const char *title, int width, int height)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *picture = mq_picture_new (path, width, height);
  GtkWidget *caption = g_object_new (GTK_TYPE_LABEL, "label", title, "ellipsize",
                                     PANGO_ELLIPSIZE_END, "visible", *title != '\0', NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_css_classes (caption, (const char *[]){ "caption", "dimmed", NULL });
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_widget_add_css_class (picture, "mq-thumbnail");
  gtk_widget_add_css_class (picture, "photo");
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mq-picture-button");
  gtk_widget_set_tooltip_text (button, _ ("Enlarge"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Picture of this message: enlarge"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  g_object_set_data_full (G_OBJECT (button), PATH, g_strdup (path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_picture), NULL);
  return button;
}

static void
show_item (gpointer widget, gpointer data)
{
  MqMessageRow *self = widget;
  MqMessageItem *item = data;

  gtk_label_set_text (self->label, item->message->text);
  gtk_widget_set_visible (self->queued, item->queued);
  if (item->queued)
    gtk_widget_add_css_class (self->bubble, "queued");
  else
    gtk_widget_remove_css_class (self->bubble, "queued");
}

static void
mq_message_row_class_init (MqMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqMessageRow, pictures);
  gtk_widget_class_bind_template_child (widget_class, MqMessageRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, MqMessageRow, label);
  gtk_widget_class_bind_template_child (widget_class, MqMessageRow, queued);
  gtk_widget_class_bind_template_child (widget_class, MqMessageRow, about);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_message_row_init (MqMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_message_row_new (gpointer item)
{
  MqMessageRow *self = g_object_new (MQ_TYPE_MESSAGE_ROW, NULL);
  const MqMessage *message = MQ_MESSAGE_ITEM (item)->message;
  GStrv pictures = message->pictures;
  JsonArray *targets = message->targets;
  g_autoptr (JsonArray) drawn = mq_own_requirements_from_drawing (targets);
  guint n_drawn = mq_json_length (drawn);
  guint n_required = mq_json_length (message->requirements);
  g_autoptr (GString) titles = g_string_new (NULL);
  g_autofree char *only = NULL;
  g_autoptr (GString) about = NULL;
  gboolean is_all = FALSE;

  for (guint i = 0; pictures[i] != NULL; i++)
    {
      MqPictureRole role = i < G_N_ELEMENTS (message->roles) ? message->roles[i]
                                                             : MQ_PICTURE_ROLE_NONE;
      const char *title = role != MQ_PICTURE_ROLE_NONE ? mq_picture_chip_describe_role (role) : "";
      GtkWidget *button = mq_message_row_make_picture (pictures[i], title, THUMBNAIL, THUMBNAIL);

      gtk_widget_set_size_request (button, THUMBNAIL, -1);
      adw_wrap_box_append (self->pictures, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->pictures), pictures[0] != NULL);

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      g_autofree char *title = mq_selection_dup_title (NULL, target);

      g_string_append_printf (titles, i > 0 ? ", %s" : "%s", title);
      is_all |= mq_target_is_size_of_all (target);
    }
  only = g_strdup_printf (_ ("Changes only: %s"), titles->str);
  about = g_string_new (is_all || titles->len == 0 ? titles->str : only);
  /* Those that were drawn are named by their targets. */
  if (n_required > n_drawn)
    {
      guint n = n_required - n_drawn;

      g_string_append (about, about->len > 0 ? " · " : "");
      g_string_append_printf (about, ngettext ("%u requirement", "%u requirements", n), n);
    }
  gtk_label_set_text (self->about, about->str);

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}

const char *
mq_message_row_get_picture_at (GtkWidget *widget)
{
  const char *path = NULL;

  for (; widget != NULL && path == NULL; widget = gtk_widget_get_parent (widget))
    path = g_object_get_data (G_OBJECT (widget), PATH);
  return path;
}
