/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The film of a version, see mq-film-dialog.h. */
#include "app/dialogs/mq-film-dialog.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-file-dialog.h"
#include "app/picture/mq-picture-out.h"
#include "app/picture/mq-picture.h"
#include "client/film/mq-film.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

/* The film, or the still picture in its place, px. */
#define STAGE_WIDTH 436
#define STAGE_HEIGHT 245

struct _MqFilmDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkStack *stack;
  GtkSpinButton *seconds;
  AdwComboRow *size_row;
  AdwComboRow *format_row;
  AdwSwitchRow *making_row;
  AdwSwitchRow *smooth_row;
  AdwSwitchRow *transparent_row;
  GtkLabel *problem;
  GtkProgressBar *bar;
  GtkLabel *left;
  AdwBin *stage;
  GtkLabel *told;
  GtkLabel *unplayed;

  /* Owned */
  MqWorkspace *workspace;
  GListModel *versions; /* of the session */
  MqVersion *version;
  char *name; /* for the file, without a suffix */
  GFile *file;
  DexFuture *running;
  guint pulse;
};

G_DEFINE_FINAL_TYPE (MqFilmDialog, mq_film_dialog, ADW_TYPE_DIALOG)

static const guint widths[] = { 320, 640, 1280, 1920 };

static const MqFilmFormat *
get_format (MqFilmDialog *self)
{
  return &mq_film_formats_list ()[adw_combo_row_get_selected (self->format_row)];
}

static void
choice_changed_cb (GtkWidget *row, GParamSpec *pspec, MqFilmDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->transparent_row),
                            get_format (self)->has_alpha
                                && !adw_switch_row_get_active (self->making_row));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
}

static MqFilmOptions *
make_options (MqFilmDialog *self, const char *path)
{
  MqFilmOptions *options = mq_film_options_new (get_format (self), path);

  options->seconds = gtk_spin_button_get_value (self->seconds);
  options->width = widths[adw_combo_row_get_selected (self->size_row)];
  options->captions = adw_switch_row_get_active (self->making_row);
  options->transparent = gtk_widget_get_sensitive (GTK_WIDGET (self->transparent_row))
                         && adw_switch_row_get_active (self->transparent_row);
  if (adw_switch_row_get_active (self->smooth_row))
    {
      g_free (options->easing);
      options->easing = g_strdup ("smooth");
    }
  /* The file dialog has asked already. */
  options->replace = TRUE;
  return options;
}

static void
show_problem (MqFilmDialog *self, const char *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "options");
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
stop_waiting (MqFilmDialog *self)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  dex_clear (&self->running);
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
}

/* Not every computer has what plays the format: then a render stands for the film. */
static void
media_failed_cb (GtkMediaStream *stream, GParamSpec *pspec, MqFilmDialog *self)
{
  g_autofree char *path = mq_version_get_picture (self->version, 0);

  if (gtk_media_stream_get_error (stream) == NULL)
    return;

  adw_bin_set_child (self->stage, mq_picture_new (path, STAGE_WIDTH, STAGE_HEIGHT));
  gtk_widget_set_visible (GTK_WIDGET (self->unplayed), TRUE);
}

static void
show_film (MqFilmDialog *self, JsonObject *report)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autofree char *name = g_path_get_basename (path);
  GStatBuf facts = { 0 };
  g_autofree char *size = g_stat (path, &facts) == 0 ? g_format_size (facts.st_size) : NULL;
  double seconds = mq_json_get_double (report, "seconds", 0);
  g_autofree char *text
      /* Translators: the name of a file, seconds, a size such as “9.1 MB” */
      = g_strdup_printf (_ ("%1$s: %2$.0f s, %3$s"), name, seconds, size != NULL ? size : "?");
  GtkWidget *video = gtk_video_new ();
  GtkMediaStream *stream;

  gtk_label_set_text (self->told, text);
  gtk_stack_set_visible_child_name (self->stack, "done");
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_video_set_autoplay (GTK_VIDEO (video), TRUE);
  gtk_video_set_loop (GTK_VIDEO (video), TRUE);
  gtk_video_set_file (GTK_VIDEO (video), self->file);
  gtk_widget_set_size_request (video, -1, STAGE_HEIGHT);
  adw_bin_set_child (self->stage, video);
  stream = gtk_video_get_media_stream (GTK_VIDEO (video));
  g_signal_connect_object (stream, "notify::error", G_CALLBACK (media_failed_cb), self, 0);
  media_failed_cb (stream, NULL, self);
}

static DexFuture *
film_fiber (MqFilmDialog *self, MqFilm *film, DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) report
      = dex_await_boxed (mq_fiber_unless (dropped, mq_film_perform (film)), &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  stop_waiting (self);
  if (report == NULL)
    show_problem (self, error->message);
  else
    show_film (self, report);

  return dex_future_new_true ();
}

static gboolean
pulse_cb (gpointer bar)
{
  gtk_progress_bar_pulse (bar);
  return G_SOURCE_CONTINUE;
}

static char *
describe_left (double seconds)
{
  int n = (int)ceil (seconds / 60);

  if (n <= 1)
    return g_strdup (_ ("Less than a minute left"));

  return g_strdup_printf (ngettext ("About %d minute left", "About %d minutes left", n), n);
}

static void
progress_cb (MqFilmDialog *self, guint done, guint of, MqFilm *film)
{
  double left = mq_film_get_seconds_left (film);
  g_autofree char *text = left >= 0 ? describe_left (left) : NULL;

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_progress_bar_set_fraction (self->bar, of > 0 ? (double)done / of : 0);
  gtk_label_set_text (self->left, text != NULL ? text : "");
}

static void
start (MqFilmDialog *self)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autoptr (MqFilmOptions) options = path != NULL ? make_options (self, path) : NULL;
  MqWorkerSettings settings;
  g_autoptr (GListStore) one = g_list_store_new (MQ_TYPE_VERSION);
  GListModel *versions;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqFilm) film = NULL;

  if (options == NULL || !mq_film_options_check (options, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    {
      show_problem (self, error != NULL ? error->message : _ ("Choose a folder on this computer"));
      return;
    }

  g_list_store_append (one, self->version);
  versions = options->captions ? self->versions : G_LIST_MODEL (one);
  film = mq_film_new (mq_workspace_get_library (self->workspace), &settings, versions,
                      g_steal_pointer (&options));
  g_signal_connect_object (film, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "working");
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_label_set_text (self->left, "");
  self->pulse = g_timeout_add (100, pulse_cb, self->bar);
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  self->running = mq_fiber_spawn_droppable_with (256 * 1024, film_fiber,
                                                 (MQ_TYPE_FILM_DIALOG, self), (MQ_TYPE_FILM, film));
}

static DexFuture *
choose_fiber (MqFilmDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("%s.%s", self->name, get_format (self)->id);
  g_autoptr (GFile) file = NULL;

  gtk_file_dialog_set_initial_name (dialog, name);
  if ((file = mq_file_dialog_save (dialog, GTK_WIDGET (self), NULL)) != NULL)
    {
      g_set_object (&self->file, file);
      start (self);
    }
  return dex_future_new_true ();
}

static void
make_clicked_cb (GtkButton *button, MqFilmDialog *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, choose_fiber, (MQ_TYPE_FILM_DIALOG, self)));
}

static void
cancel_clicked_cb (GtkButton *button, MqFilmDialog *self)
{
  stop_waiting (self);
  gtk_stack_set_visible_child_name (self->stack, "options");
}

static void
open_clicked_cb (GtkButton *button, MqFilmDialog *self)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (self->file);

  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                            NULL, NULL);
}

static void
open_folder_clicked_cb (GtkButton *button, MqFilmDialog *self)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (self->file);

  gtk_file_launcher_open_containing_folder (
      launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL, NULL);
}

static GdkContentProvider *
take_out_cb (GtkDragSource *source, double x, double y, MqFilmDialog *self)
{
  return mq_picture_offer (g_file_peek_path (self->file));
}

static void
mq_film_dialog_dispose (GObject *object)
{
  MqFilmDialog *self = MQ_FILM_DIALOG (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  dex_clear (&self->running);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_FILM_DIALOG);
  g_clear_object (&self->workspace);
  g_clear_object (&self->versions);
  g_clear_object (&self->version);
  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (mq_film_dialog_parent_class)->dispose (object);
}

static void
mq_film_dialog_class_init (MqFilmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_film_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-film-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, seconds);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, making_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, smooth_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, transparent_row);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, left);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, stage);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, told);
  gtk_widget_class_bind_template_child (widget_class, MqFilmDialog, unplayed);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
}

static void
fill_formats (MqFilmDialog *self)
{
  g_autoptr (GtkStringList) formats = gtk_string_list_new (NULL);

  for (const MqFilmFormat *each = mq_film_formats_list (); each->id != NULL; each++)
    {
      g_autofree char *text = g_strdup_printf ("%s (.%s)", each->title, each->id);

      gtk_string_list_append (formats, text);
    }

  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (formats));
}

static void
mq_film_dialog_init (MqFilmDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_formats (self);
}

/**
 * mq_film_dialog_new:
 * @workspace: the workspace, with a Blender
 * @versions: all versions of its session
 * @version: the version
 * @name: a name for the file, without a suffix
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_film_dialog_new (MqWorkspace *workspace, GListModel *versions, MqVersion *version,
                    const char *name)
{
  MqFilmDialog *self;

  g_return_val_if_fail (MQ_IS_WORKSPACE (workspace) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (versions), NULL);

  self = g_object_new (MQ_TYPE_FILM_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  self->versions = g_object_ref (versions);
  self->version = g_object_ref (version);
  self->name = g_strdup (name);
  return ADW_DIALOG (self);
}
