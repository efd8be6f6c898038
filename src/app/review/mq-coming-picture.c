/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of the version that is being made, see mq-coming-picture.h. */
#include "app/review/mq-coming-picture.h"

#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>

#define WIDTH 320
#define HEIGHT 180

struct _MqComingPicture
{
  AdwBin parent_instance;

  /* Borrowed: children */
  MqPicture *picture; /* (nullable): the progress is shown without it */
  GtkWidget *pill;
  GtkWidget *spinner;
  GtkLabel *label;

  /* Owned */
  char *task; /* (nullable) */
  MqConversation *conversation;
  MqVersion *version;
  MqVersionItem *item; /* the version that is being made, or NULL */
  GSignalGroup *timeline_signals;
  GSignalGroup *item_signals;
};

G_DEFINE_FINAL_TYPE (MqComingPicture, mq_coming_picture, ADW_TYPE_BIN)

static void
show_item (MqComingPicture *self)
{
  MqVersionItem *item = self->item;
  gboolean is_coming = item != NULL && item->version == NULL && item->pictures != NULL;
  /* The record of a session that is loaded tells again how each version was made. */
  gboolean is_old = item != NULL && item->version != NULL && self->version != NULL
                    && mq_version_get_number (item->version)
                           <= mq_version_get_number (self->version);

  gtk_widget_set_visible (self->pill, is_coming || self->task != NULL);
  gtk_widget_set_visible (self->spinner, self->task != NULL);
  if (is_coming)
    {
      g_autofree char *progress = mq_version_item_describe_progress (item);
      g_autofree char *text = NULL;
      guint newest = MIN (item->done, g_strv_length (item->pictures));

      if (progress == NULL)
        text = g_strdup (self->picture != NULL ? _ ("Preview of the next version")
                                               : _ ("The next version is being checked"));
      else if (self->version != NULL)
        /* Translators: %s is “Drawing draft 2 of 5”, of a version that is not the one shown. */
        text = g_strdup_printf (_ ("Next version · %s"), progress);
      else
        text = g_steal_pointer (&progress);
      gtk_label_set_text (self->label, text);
      if (self->picture != NULL)
        mq_picture_show (self->picture, item->pictures[newest > 0 ? newest - 1 : 0], text);
    }
  if (self->task != NULL)
    gtk_label_set_text (self->label, self->task);
  /* When it is kept, its picture stays until the review shows the version. */
  if (self->picture == NULL || is_coming || item == NULL || is_old)
    gtk_widget_set_visible (GTK_WIDGET (self), is_coming || self->task != NULL);
}

static void
set_item (MqComingPicture *self, MqVersionItem *item)
{
  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->item_signals, item);
  show_item (self);
}

/* Looks for a version that is not kept yet; it is one of the last items. */
static void
update (MqComingPicture *self)
{
  gboolean is_latest = self->conversation != NULL
                       && mq_conversation_get_current_version (self->conversation) == self->version;
  GListModel *items = is_latest ? G_LIST_MODEL (mq_conversation_get_timeline (self->conversation))
                                : NULL;
  g_autoptr (MqVersionItem) item = NULL;

  for (guint i = items != NULL ? g_list_model_get_n_items (items) : 0; i > 0 && item == NULL; i--)
    {
      g_autoptr (GObject) each = g_list_model_get_item (items, i - 1);

      if (MQ_IS_VERSION_ITEM (each))
        item = MQ_VERSION_ITEM (g_steal_pointer (&each));
    }
  if (item != NULL && item->version != NULL)
    g_clear_object (&item);

  if (item != NULL || self->item == NULL || self->item->version == NULL)
    set_item (self, item);
}

static void
mq_coming_picture_dispose (GObject *object)
{
  MqComingPicture *self = MQ_COMING_PICTURE (object);

  g_clear_object (&self->timeline_signals);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->version);
  g_clear_object (&self->item);
  g_clear_pointer (&self->task, g_free);

  G_OBJECT_CLASS (mq_coming_picture_parent_class)->dispose (object);
}

static void
mq_coming_picture_class_init (MqComingPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_coming_picture_dispose;
}

static void
mq_coming_picture_init (MqComingPicture *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->picture = MQ_PICTURE (mq_picture_new (NULL, WIDTH, HEIGHT));
  self->pill = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->spinner = adw_spinner_new ();
  self->label = GTK_LABEL (gtk_label_new (NULL));
  g_object_set (self->picture, "hexpand", TRUE, "vexpand", TRUE, NULL);
  /* As narrow as it has to be in a narrow window: an overlay measures no height for its width. */
  g_object_set (self->label, "wrap", TRUE, "lines", 3, "ellipsize", PANGO_ELLIPSIZE_END, "justify",
                GTK_JUSTIFY_CENTER, "max-width-chars", 26, NULL);
  g_object_set (self->pill, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_END, "margin-bottom", 9,
                "css-classes", (const char *const[]){ "osd", "numeric", "coming-label", NULL },
                NULL);
  gtk_box_append (GTK_BOX (self->pill), self->spinner);
  gtk_box_append (GTK_BOX (self->pill), GTK_WIDGET (self->label));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->picture));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->pill);
  adw_bin_set_child (ADW_BIN (self), overlay);
  show_item (self);

  self->item_signals = g_signal_group_new (MQ_TYPE_VERSION_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "changed", G_CALLBACK (show_item), self);
  self->timeline_signals = g_signal_group_new (MQ_TYPE_TIMELINE);
  g_signal_group_connect_swapped (self->timeline_signals, "items-changed", G_CALLBACK (update),
                                  self);
}

void
mq_coming_picture_set_conversation (MqComingPicture *self, MqConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->timeline_signals,
                             conversation != NULL ? mq_conversation_get_timeline (conversation)
                                                  : NULL);
  set_item (self, NULL);
  update (self);
}

void
mq_coming_picture_set_version (MqComingPicture *self, MqVersion *version)
{
  if (!g_set_object (&self->version, version))
    return;

  set_item (self, NULL);
  update (self);
}

void
mq_coming_picture_set_task (MqComingPicture *self, const char *task)
{
  if (g_set_str (&self->task, task))
    show_item (self);
}

void
mq_coming_picture_hide_picture (MqComingPicture *self)
{
  self->picture = NULL;
  gtk_widget_set_margin_bottom (self->pill, 0);
  g_object_ref (self->pill);
  gtk_overlay_remove_overlay (GTK_OVERLAY (adw_bin_get_child (ADW_BIN (self))), self->pill);
  adw_bin_set_child (ADW_BIN (self), self->pill);
  g_object_unref (self->pill);
  show_item (self);
}
