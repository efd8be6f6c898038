/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of ways to share, see mq-share-dialog.h. */
#include "app/dialogs/mq-share-dialog.h"

#include "app/picture/mq-dialog-width.h"

struct _MqShareDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkWidget *version_group;
  GtkWidget *film;
  GtkWidget *page;
  GtkWidget *model;

  /* Owned */
  MqSession *session;
};

G_DEFINE_FINAL_TYPE (MqShareDialog, mq_share_dialog, ADW_TYPE_DIALOG)

/* The next dialog takes the place of this one. @row: its name is the window's action */
static void
row_activated_cb (MqShareDialog *self, GtkWidget *row)
{
  const char *action = gtk_widget_get_name (row);

  if (g_str_equal (action, "win.save-session"))
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", mq_session_get_id (self->session));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
mq_share_dialog_dispose (GObject *object)
{
  MqShareDialog *self = MQ_SHARE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_SHARE_DIALOG);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (mq_share_dialog_parent_class)->dispose (object);
}

static void
mq_share_dialog_class_init (MqShareDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_share_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-share-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqShareDialog, version_group);
  gtk_widget_class_bind_template_child (widget_class, MqShareDialog, film);
  gtk_widget_class_bind_template_child (widget_class, MqShareDialog, page);
  gtk_widget_class_bind_template_child (widget_class, MqShareDialog, model);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
mq_share_dialog_init (MqShareDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mq_dialog_width_follow_text (ADW_DIALOG (self));
}

AdwDialog *
mq_share_dialog_new (MqSession *session, gboolean has_blender)
{
  MqShareDialog *self = g_object_new (MQ_TYPE_SHARE_DIALOG, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (self->version_group, mq_session_get_last_version (session) != NULL);
  gtk_widget_set_sensitive (self->film, has_blender);
  gtk_widget_set_sensitive (self->page, has_blender);
  gtk_widget_set_sensitive (self->model, has_blender);
  return ADW_DIALOG (self);
}
