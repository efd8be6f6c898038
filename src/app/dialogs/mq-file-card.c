/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An export or a film in the conversation, see mq-file-card.h. */
#include "app/dialogs/mq-file-card.h"

#include "app/dialogs/mq-export-dialog.h"
#include "app/dialogs/mq-film-dialog.h"
#include "app/dialogs/mq-render-dialog.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture-out.h"
#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>
#include <math.h>

/* The film, or the still picture in its place, px. */
#define STAGE_WIDTH 320
#define STAGE_HEIGHT 180
/* Below this, seconds are said, in steps of five. */
#define LONG_SECONDS 90

struct _MqFileCard
{
  AdwBin parent_instance;

  /* Template */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *working;
  GtkProgressBar *bar;
  GtkLabel *left;
  AdwBin *stage;
  GtkWidget *unplayed;
  GtkWidget *open_folder;
  GtkButton *another;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqFileItem *item;
};

G_DEFINE_FINAL_TYPE (MqFileCard, mq_file_card, ADW_TYPE_BIN)

/* Not every computer has what plays the format: then a render stands for the film. */
static void
media_failed_cb (GtkMediaStream *stream, GParamSpec *pspec, MqFileCard *self)
{
  g_autofree char *path = mq_version_get_picture (self->item->version, 0);

  if (gtk_media_stream_get_error (stream) == NULL)
    return;

  adw_bin_set_child (self->stage, mq_picture_new (path, STAGE_WIDTH, STAGE_HEIGHT));
  gtk_widget_set_visible (self->unplayed, TRUE);
}

static char *
dup_title (MqFileItem *item)
{
  g_autofree char *name = g_path_get_basename (item->path);

  if (item->kind == MQ_FILE_KIND_RENDERS)
    {
      static const char *const titles[] = {
        /* Translators: numbers of versions */
        [MQ_STEP_RUNNING] = N_ ("Rendering Version %u Again"),
        [MQ_STEP_DONE] = N_ ("New Pictures of Version %u"),
        [MQ_STEP_FAILED] = N_ ("Could Not Render Version %u Again"),
        [MQ_STEP_STOPPED] = N_ ("Rendering Version %u Again"),
      };

      return g_strdup_printf (_ (titles[item->state]), mq_version_get_number (item->version));
    }

  switch (item->state)
    {
    case MQ_STEP_RUNNING:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_ ("Exporting %s"), name);
    case MQ_STEP_DONE:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_ ("Exported %s"), name);
    case MQ_STEP_FAILED:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_ ("Could Not Export %s"), name);
    default:
      return g_steal_pointer (&name);
    }
}

static void
show_item (MqFileCard *self)
{
  static const char *const icons[] = {
    [MQ_STEP_RUNNING] = "document-save-symbolic",
    [MQ_STEP_DONE] = "object-select-symbolic",
    [MQ_STEP_FAILED] = "dialog-warning-symbolic",
    [MQ_STEP_STOPPED] = "process-stop-symbolic",
  };
  MqFileItem *item = self->item;
  gboolean is_running = item->state == MQ_STEP_RUNNING;
  gboolean is_done = item->state == MQ_STEP_DONE;
  g_autofree char *title = dup_title (item);

  gtk_image_set_from_icon_name (self->icon, icons[item->state]);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, item->text);
  mq_accessible_names_set (self, title);
  gtk_widget_set_visible (self->working, is_running);
  gtk_widget_set_visible (self->open_folder, is_done);
  gtk_button_set_label (self->another, item->state == MQ_STEP_FAILED ? _ ("_Try Again…")
                                       : item->kind == MQ_FILE_KIND_RENDERS
                                           ? _ ("_Render Again…")
                                           : _ ("Export _Another…"));
  if (is_running)
    {
      double seconds = item->seconds_left;
      int minutes = (int)lround (seconds / 60);
      g_autofree char *left = NULL;

      if (seconds >= LONG_SECONDS)
        left = g_strdup_printf (ngettext ("About %d minute left", "About %d minutes left", minutes),
                                minutes);
      else if (seconds >= 0)
        left = g_strdup_printf (_ ("About %u s left"), (guint)ceil (seconds / 5) * 5);
      else
        left = g_strdup ("");

      if (self->item->share >= 0)
        gtk_progress_bar_set_fraction (self->bar, self->item->share);
      else
        gtk_progress_bar_pulse (self->bar);
      gtk_label_set_text (self->left, left);
    }
  else if (is_done && item->kind == MQ_FILE_KIND_FILM && adw_bin_get_child (self->stage) == NULL)
    {
      GtkWidget *video = gtk_video_new_for_filename (self->item->path);
      GtkMediaStream *stream = gtk_video_get_media_stream (GTK_VIDEO (video));

      gtk_video_set_autoplay (GTK_VIDEO (video), TRUE);
      /* Not of the video: GTK 4.18 does not pass that on to a stream which is there. */
      gtk_media_stream_set_loop (stream, TRUE);
      gtk_widget_set_size_request (video, -1, STAGE_HEIGHT);
      adw_bin_set_child (self->stage, video);
      g_signal_connect_object (stream, "notify::error", G_CALLBACK (media_failed_cb), self, 0);
      media_failed_cb (stream, NULL, self);
    }
}

static void
cancel_clicked_cb (GtkButton *button, MqFileCard *self)
{
  g_cancellable_cancel (self->item->cancellable);
}

static GtkFileLauncher *
make_launcher (MqFileCard *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->item->path);

  return gtk_file_launcher_new (file);
}

static void
open_clicked_cb (GtkButton *button, MqFileCard *self)
{
  g_autoptr (GtkFileLauncher) launcher = make_launcher (self);

  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                            NULL, NULL);
}

static void
open_folder_clicked_cb (GtkButton *button, MqFileCard *self)
{
  g_autoptr (GtkFileLauncher) launcher = make_launcher (self);

  gtk_file_launcher_open_containing_folder (
      launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL, NULL);
}

/* Opens the dialog, which has the last choices. */
static void
another_clicked_cb (GtkButton *button, MqFileCard *self)
{
  static AdwDialog *(*const new_dialog[]) (MqWorkspace *, MqConversation *, MqVersion *) = {
    [MQ_FILE_KIND_EXPORT] = mq_export_dialog_new,
    [MQ_FILE_KIND_FILM] = mq_film_dialog_new,
    [MQ_FILE_KIND_RENDERS] = mq_render_dialog_new,
  };

  adw_dialog_present (
      new_dialog[self->item->kind](self->workspace, self->conversation, self->item->version),
      GTK_WIDGET (self));
}

static GdkContentProvider *
take_out_cb (GtkDragSource *source, double x, double y, MqFileCard *self)
{
  return mq_picture_offer (self->item->path);
}

static void
mq_file_card_dispose (GObject *object)
{
  MqFileCard *self = MQ_FILE_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_FILE_CARD);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversation);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (mq_file_card_parent_class)->dispose (object);
}

static void
mq_file_card_class_init (MqFileCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_file_card_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-file-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, icon);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, title);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, text);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, working);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, bar);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, left);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, stage);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, unplayed);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, open_folder);
  gtk_widget_class_bind_template_child (widget_class, MqFileCard, another);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_object);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
}

static void
mq_file_card_init (MqFileCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_file_card_new:
 * @workspace: the workspace
 * @conversation: the conversation of the file
 * @item: an export or a film
 *
 * Returns: (transfer floating): its card
 */
GtkWidget *
mq_file_card_new (MqWorkspace *workspace, MqConversation *conversation, MqFileItem *item)
{
  MqFileCard *self = g_object_new (MQ_TYPE_FILE_CARD, NULL);

  self->workspace = g_object_ref (workspace);
  self->conversation = g_object_ref (conversation);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
  show_item (self);
  return GTK_WIDGET (self);
}
