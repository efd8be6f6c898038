/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The film of a version, see mq-film-dialog.h. */
#include "app/dialogs/mq-film-dialog.h"

#include "app/dialogs/mq-pose-row.h"
#include "app/dialogs/mq-file-name.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-dialog-width.h"
#include "app/picture/mq-file-dialog.h"
#include "client/film/mq-film.h"
#include "client/motion/mq-motion.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

struct _MqFilmDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkSpinButton *seconds;
  AdwComboRow *size_row;
  AdwComboRow *format_row;
  AdwSwitchRow *motion_row;
  AdwSwitchRow *pose_row;
  AdwSwitchRow *making_row;
  AdwSwitchRow *smooth_row;
  AdwSwitchRow *transparent_row;
  AdwBanner *problem;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
};

G_DEFINE_FINAL_TYPE (MqFilmDialog, mq_film_dialog, ADW_TYPE_DIALOG)

static const guint widths[] = { 320, 640, 1280, 1920 };

static const MqFilmFormat *
get_format (MqFilmDialog *self)
{
  return &mq_film_formats_list ()[adw_combo_row_get_selected (self->format_row)];
}

/* Template functions. */

static gboolean
stands_still (MqFilmDialog *self, gboolean moves, gboolean is_making)
{
  return !moves && !is_making;
}

static gboolean
can_be_transparent (MqFilmDialog *self, guint format, gboolean is_making)
{
  return format != GTK_INVALID_LIST_POSITION && mq_film_formats_list ()[format].has_alpha
         && !is_making;
}

static void
choice_changed_cb (GtkWidget *row, GParamSpec *pspec, MqFilmDialog *self)
{
  adw_banner_set_revealed (self->problem, FALSE);
}

static DexFuture *
choose_fiber (MqFilmDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *suffix = g_strconcat (".", get_format (self)->id, NULL);
  g_autofree char *name = mq_file_name_make (mq_conversation_get_title (self->conversation),
                                             mq_version_get_number (self->version), 0, suffix);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (MqFilmOptions) options = NULL;
  MqWorkerSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqFilm) film = NULL;

  gtk_file_dialog_set_initial_name (dialog, name);
  file = mq_file_dialog_save (dialog, GTK_WIDGET (self), NULL);
  if (file == NULL)
    return dex_future_new_true ();

  path = g_file_get_path (file);
  if (path != NULL)
    {
      options = mq_film_options_new (get_format (self), path);
      options->seconds = gtk_spin_button_get_value (self->seconds);
      options->width = widths[adw_combo_row_get_selected (self->size_row)];
      options->captions = adw_switch_row_get_active (self->making_row);
      options->transparent = gtk_widget_get_sensitive (GTK_WIDGET (self->transparent_row))
                             && adw_switch_row_get_active (self->transparent_row);
      options->motion = adw_switch_row_get_active (self->motion_row);
      options->pose = mq_pose_row_dup_pose (self->pose_row, self->version);
      if (adw_switch_row_get_active (self->smooth_row))
        g_set_str (&options->easing, "smooth");
      /* Then the file dialog has asked. */
      options->replace = g_file_test (path, G_FILE_TEST_EXISTS);
    }

  if (options == NULL || !mq_film_options_check (options, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    {
      mq_announce_banner (self->problem,
                          error != NULL ? error->message : _ ("Choose a folder on this computer"));
      return dex_future_new_true ();
    }

  film = mq_film_new (mq_workspace_get_library (self->workspace), &settings,
                      mq_conversation_get_versions (self->conversation), self->version,
                      g_steal_pointer (&options));
  dex_future_disown (mq_conversation_make_file (self->conversation, self->version,
                                                MQ_FILE_KIND_FILM, G_OBJECT (film), path));
  /* The conversation shows how far it is. */
  adw_dialog_close (ADW_DIALOG (self));
  return dex_future_new_true ();
}

static void
make_clicked_cb (GtkButton *button, MqFilmDialog *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, choose_fiber, (MQ_TYPE_FILM_DIALOG, self)));
}

static void
mq_film_dialog_dispose (GObject *object)
{
  MqFilmDialog *self = MQ_FILM_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_FILM_DIALOG);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversation);
  g_clear_object (&self->version);

  G_OBJECT_CLASS (mq_film_dialog_parent_class)->dispose (object);
}

static void
mq_film_dialog_class_init (MqFilmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_film_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-film-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, seconds);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, motion_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, pose_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, making_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, smooth_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, transparent_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, stands_still);
  gtk_widget_class_bind_template_callback (widget_class, can_be_transparent);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
}

static void
mq_film_dialog_init (MqFilmDialog *self)
{
  g_autoptr (GtkStringList) formats = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  mq_dialog_width_follow_text (ADW_DIALOG (self));

  formats = gtk_string_list_new (NULL);
  for (const MqFilmFormat *each = mq_film_formats_list (); each->id != NULL; each++)
    {
      g_autofree char *text = g_strdup_printf ("%s (.%s)", each->title, each->id);

      gtk_string_list_append (formats, text);
    }

  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (formats));
}

/**
 * mq_film_dialog_new:
 * @workspace: the workspace, with a Blender
 * @conversation: the conversation of the version, which shows how far the film is
 * @version: the version
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_film_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version)
{
  MqFilmDialog *self;

  g_return_val_if_fail (MQ_IS_WORKSPACE (workspace) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (MQ_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (MQ_TYPE_FILM_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  self->conversation = g_object_ref (conversation);
  self->version = g_object_ref (version);
  gtk_widget_set_visible (GTK_WIDGET (self->motion_row),
                          mq_motion_of_version (G_OBJECT (version), NULL) != NULL);
  mq_pose_row_show (self->pose_row, version);
  return ADW_DIALOG (self);
}
