/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The export of a version, see mq-export-dialog.h. */
#include "app/dialogs/mq-export-dialog.h"

#include "app/model/mq-report-view.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-file-dialog.h"
#include "app/dialogs/mq-version-offer.h"
#include "client/export/mq-export.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#define SCENE "scene.blend"

struct _MqExportDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkStack *stack;
  AdwPreferencesGroup *facts; /* such as “25 objects · 29,768 triangles” */
  AdwComboRow *format_row;
  AdwComboRow *texture_row;
  AdwComboRow *unit_row;
  AdwSwitchRow *ground_row;
  AdwSwitchRow *join_row;
  AdwSwitchRow *levels_row;
  GtkLabel *problem;
  GtkProgressBar *bar;
  AdwStatusPage *done;

  /* Owned */
  MqWorkspace *workspace;
  MqVersion *version;
  char *title;
  char *name; /* for the file, without a suffix */
  guint64 triangles;
  guint objects;
  GSettings *settings;
  gint64 started; /* monotonic time, µs */
  GStrv suffixes; /* (nullable) those of models that Blender can write; NULL: not known yet */
  GFile *file;
  DexFuture *running;
  DexFuture *asking;
  guint pulse;
};

static guint exported_signal;

G_DEFINE_FINAL_TYPE (MqExportDialog, mq_export_dialog, ADW_TYPE_DIALOG)

static const guint texture_sizes[] = { 0, 512, 1024, 2048, 4096 };
static const char *const units[] = { "mm", "cm", "m", "in" };

static const MqExportFormat *
get_format (MqExportDialog *self)
{
  return &mq_export_formats_list ()[adw_combo_row_get_selected (self->format_row)];
}

/* Whether Blender can write it, as far as is known. */
static gboolean
can_write (MqExportDialog *self, const MqExportFormat *format)
{
  g_autofree char *suffix = g_strdup_printf (".%s", format->suffix);

  return format->kind != MQ_EXPORT_MODEL || self->suffixes == NULL
         || g_strv_contains ((const char *const *)self->suffixes, suffix);
}

/* Reads the options from the rows. */
static void
read_rows (MqExportDialog *self, MqExportOptions *options)
{
  const MqExportFormat *format = options->format;

  if (format->kind != MQ_EXPORT_MODEL)
    return;

  if (!format->has_unit)
    options->unit = g_strdup (units[adw_combo_row_get_selected (self->unit_row)]);
  if (format->has_materials)
    {
      options->texture_px = texture_sizes[adw_combo_row_get_selected (self->texture_row)];
      options->join = adw_switch_row_get_active (self->join_row);
    }
  options->on_ground = adw_switch_row_get_active (self->ground_row);
  options->levels = adw_switch_row_get_active (self->levels_row);
}

/* Bytes; 0: unknown. */
static guint64
estimate (MqExportDialog *self, const MqExportOptions *options)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (self->version), SCENE, NULL);
  GStatBuf facts = { 0 };

  if (options->format->kind == MQ_EXPORT_BLEND || options->format->kind == MQ_EXPORT_ASSET)
    return g_stat (scene, &facts) == 0 ? (guint64)facts.st_size : 0;

  return mq_export_options_estimate (options, self->triangles);
}

/* "About 9.1 MB · 40 s" */
static char *
describe_cost (MqExportDialog *self)
{
  g_autoptr (MqExportOptions) options = mq_export_options_new (get_format (self), self->name);
  g_autofree char *size = NULL;
  guint64 bytes;
  double seconds;

  read_rows (self, options);
  bytes = estimate (self, options);
  size = g_format_size (bytes);
  seconds = mq_export_options_estimate_seconds (options, self->objects)
            * g_settings_get_double (self->settings, "export-pace");
  if (bytes == 0)
    return g_strdup ("");

  if (seconds < 90)
    /* Translators: estimated size and time of an export: “About 9.1 MB · 40 s” */
    return g_strdup_printf (_ ("About %1$s · %2$u s"), size, (guint)ceil (seconds / 5) * 5);
  /* Translators: as before, in minutes: “About 9.1 MB · 4 min” */
  return g_strdup_printf (_ ("About %1$s · %2$u min"), size, (guint)lround (seconds / 60));
}

static void
choice_changed_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  g_autofree char *text = self->version != NULL ? describe_cost (self) : g_strdup ("");

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->format_row), text);
}

static void
format_changed_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  const MqExportFormat *format = get_format (self);
  gboolean is_model = format->kind == MQ_EXPORT_MODEL;

  gtk_widget_set_visible (GTK_WIDGET (self->texture_row), is_model && format->has_materials);
  gtk_widget_set_visible (GTK_WIDGET (self->unit_row), is_model && !format->has_unit);
  gtk_widget_set_visible (GTK_WIDGET (self->ground_row), is_model);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i], format->unit))
      adw_combo_row_set_selected (self->unit_row, i);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  choice_changed_cb (NULL, NULL, self);
}

static MqExportOptions *
make_options (MqExportDialog *self, const char *path)
{
  MqExportOptions *options = mq_export_options_new (get_format (self), path);

  /* The file dialog has asked already. */
  options->replace = TRUE;
  options->title = g_strdup (self->title);
  read_rows (self, options);
  return options;
}

static void
show_problem (MqExportDialog *self, const char *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "options");
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* "20 objects, 17,592 triangles, 9.1 MB. Another Blender reads the same in it." */
static char *
describe (JsonObject *report)
{
  g_autofree char *name = g_path_get_basename (mq_json_get_string (report, "file", ""));
  g_autofree char *size = NULL;
  gint64 triangles = mq_json_get_int (report, "triangles", 0);

  if (mq_json_get_object (report, "proof") == NULL)
    return g_steal_pointer (&name);

  size = g_format_size (mq_json_get_int (report, "bytes", 0));
  return g_strdup_printf (
      /* Translators: the name of a file, a number, a size such as “9.1 MB”. The file was read again
         to prove that it is right. */
      ngettext ("%1$s: %2$d triangle, %3$s. Another Blender reads the same in it.",
                "%1$s: %2$d triangles, %3$s. Another Blender reads the same in it.", triangles),
      name, (int)triangles, size);
}

static void
stop_waiting (MqExportDialog *self)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  dex_clear (&self->running);
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
}

/* Updates the estimated duration of the next export. */
static void
learn_pace (MqExportDialog *self)
{
  g_autoptr (MqExportOptions) options = mq_export_options_new (get_format (self), self->name);
  double seconds = (double)(g_get_monotonic_time () - self->started) / G_USEC_PER_SEC;
  double before = g_settings_get_double (self->settings, "export-pace");
  double now;

  read_rows (self, options);
  now = seconds / mq_export_options_estimate_seconds (options, self->objects);
  g_settings_set_double (self->settings, "export-pace", CLAMP ((before + now) / 2, 0.05, 50));
  choice_changed_cb (NULL, NULL, self);
}

static DexFuture *
export_fiber (MqExportDialog *self, MqExport *export, DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer
      = dex_await_boxed (mq_fiber_unless (dropped, mq_export_perform (export)), &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  stop_waiting (self);
  if (answer == NULL)
    show_problem (self, error->message);
  else
    {
      JsonArray *files = mq_json_get_array (answer, "files");
      JsonObject *first = mq_json_length (files) > 0 ? mq_json_element_object (files, 0) : NULL;
      g_autofree char *text = describe (first);

      learn_pace (self);
      /* The user chose only the folder of an asset. */
      g_clear_object (&self->file);
      self->file = g_file_new_for_path (mq_json_get_string (first, "file", ""));
      adw_status_page_set_description (self->done, text);
      gtk_stack_set_visible_child_name (self->stack, "done");
      mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      g_signal_emit (self, exported_signal, 0, self->file);
    }

  return dex_future_new_true ();
}

static gboolean
pulse_cb (gpointer bar)
{
  gtk_progress_bar_pulse (bar);
  return G_SOURCE_CONTINUE;
}

static void
progress_cb (MqExportDialog *self, guint done, guint of)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_progress_bar_set_fraction (self->bar, of > 0 ? (double)done / of : 0);
}

static void
start (MqExportDialog *self)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autoptr (MqExportOptions) options = path != NULL ? make_options (self, path) : NULL;
  MqWorkerSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqExport) export = NULL;

  if (options == NULL || !mq_export_options_check (options, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    {
      show_problem (self, error != NULL ? error->message : _ ("Choose a folder on this computer"));
      return;
    }

  export = mq_export_new (mq_workspace_get_library (self->workspace), &settings, self->version,
                          g_steal_pointer (&options));
  g_signal_connect_object (export, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "working");
  gtk_progress_bar_set_fraction (self->bar, 0);
  self->pulse = g_timeout_add (100, pulse_cb, self->bar);
  self->started = g_get_monotonic_time ();
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  self->running = mq_fiber_spawn_droppable_with (
      256 * 1024, export_fiber, (MQ_TYPE_EXPORT_DIALOG, self), (MQ_TYPE_EXPORT, export));
}

/* Blender's own folder of assets, which is made, unless the user chooses another one. Awaits. */
static GFile *
choose_asset_folder (MqExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *path = mq_export_asset_folder_new ();
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  g_mkdir_with_parents (path, 0755);
  gtk_file_dialog_set_title (dialog, _ ("Save in a Folder of Assets"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Save Here"));
  gtk_file_dialog_set_initial_folder (dialog, folder);
  return mq_file_dialog_select_folder (dialog, GTK_WIDGET (self), NULL);
}

/* Awaits. */
static GFile *
choose_file (MqExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("%s.%s", self->name, get_format (self)->suffix);

  gtk_file_dialog_set_initial_name (dialog, name);
  return mq_file_dialog_save (dialog, GTK_WIDGET (self), NULL);
}

static DexFuture *
choose_fiber (MqExportDialog *self)
{
  g_autoptr (GFile) file = get_format (self)->kind == MQ_EXPORT_ASSET ? choose_asset_folder (self)
                                                                      : choose_file (self);

  if (file != NULL)
    {
      g_set_object (&self->file, file);
      start (self);
    }
  return dex_future_new_true ();
}

static void
export_clicked_cb (GtkButton *button, MqExportDialog *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, choose_fiber, (MQ_TYPE_EXPORT_DIALOG, self)));
}

static GdkContentProvider *
take_out_cb (GtkDragSource *source, double x, double y, MqExportDialog *self)
{
  g_autofree char *name = g_strdup_printf ("%s.glb", self->name);

  return mq_version_offer_new (self->workspace, self->version, name);
}

static void
cancel_clicked_cb (GtkButton *button, MqExportDialog *self)
{
  stop_waiting (self);
  gtk_stack_set_visible_child_name (self->stack, "options");
}

static void
open_folder_clicked_cb (GtkButton *button, MqExportDialog *self)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (self->file);

  gtk_file_launcher_open_containing_folder (
      launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL, NULL);
}

static void
mq_export_dialog_dispose (GObject *object)
{
  MqExportDialog *self = MQ_EXPORT_DIALOG (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  dex_clear (&self->running);
  dex_clear (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->workspace);
  g_clear_object (&self->version);
  g_clear_object (&self->file);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->suffixes, g_strfreev);

  G_OBJECT_CLASS (mq_export_dialog_parent_class)->dispose (object);
}

/* The question holds the dialog. */
static void
mq_export_dialog_closed (AdwDialog *dialog)
{
  dex_clear (&MQ_EXPORT_DIALOG (dialog)->asking);
}

static void
mq_export_dialog_class_init (MqExportDialogClass *klass)
{
  AdwDialogClass *dialog_class = ADW_DIALOG_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_export_dialog_dispose;
  dialog_class->closed = mq_export_dialog_closed;

  /**
   * MqExportDialog::exported:
   * @file: the file that the user named
   */
  exported_signal = g_signal_new ("exported", MQ_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, facts);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, texture_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, unit_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, ground_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, join_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, levels_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, done);
  gtk_widget_class_bind_template_callback (widget_class, format_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_clicked_cb);
}

/* The list of formats: those that this Blender cannot write are there, and say why. */

static void
format_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqExportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)),
                      _ ("This Blender lacks its exporter"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_list_item_set_child (item, box);
}

static void
format_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqExportDialog *self)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkStringObject *text = gtk_list_item_get_item (item);
  guint position = gtk_list_item_get_position (item);
  gboolean possible = can_write (self, &mq_export_formats_list ()[position]);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)),
                      gtk_string_object_get_string (text));
  gtk_widget_set_visible (gtk_widget_get_last_child (box), !possible);
  gtk_widget_set_sensitive (box, possible);
  gtk_list_item_set_accessible_label (item, gtk_string_object_get_string (text));
  gtk_list_item_set_accessible_description (
      item, possible ? "" : gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (box))));
  gtk_list_item_set_activatable (item, possible);
  gtk_list_item_set_selectable (item, possible);
}

static void
list_formats (MqExportDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (format_setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (format_bind_cb), self, 0);
  adw_combo_row_set_list_factory (self->format_row, factory);
}

/* Where Blender does not start, the export will say why. */
static DexFuture *
suffixes_known_cb (DexFuture *future, gpointer data)
{
  MqExportDialog *self = data;
  const GValue *value = dex_future_get_value (future, NULL);

  if (value != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      g_clear_pointer (&self->suffixes, g_strfreev);
      self->suffixes = g_value_dup_boxed (value);
      list_formats (self);
    }
  return NULL;
}

static void
ask_for_suffixes (MqExportDialog *self)
{
  MqBlender *blender = mq_workspace_get_blender (self->workspace);
  MqWorkerSettings settings;

  if (blender == NULL)
    return;

  settings = mq_worker_settings_read (blender, mq_workspace_get_config (self->workspace));
  self->asking = dex_future_finally (
      mq_export_load_suffixes (mq_workspace_get_library (self->workspace), &settings),
      suffixes_known_cb, g_object_ref (self), g_object_unref);
}

static void
fill_formats (MqExportDialog *self)
{
  g_autoptr (GtkStringList) formats = gtk_string_list_new (NULL);

  for (const MqExportFormat *each = mq_export_formats_list (); each->id != NULL; each++)
    {
      g_autofree char *text = g_strdup_printf ("%s (.%s)", _ (each->title), each->suffix);

      gtk_string_list_append (formats, text);
    }

  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (formats));
}

static void
mq_export_dialog_init (MqExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new ("org.maquette.Maquette");
  fill_formats (self);
  format_changed_cb (NULL, NULL, self);
}

/**
 * mq_export_dialog_new:
 * @workspace: the workspace, with a Blender
 * @version: a version
 * @title: what the asset is called
 * @name: a name for the file, without a suffix
 * @report: (nullable): what was measured of the version
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_export_dialog_new (MqWorkspace *workspace, MqVersion *version, const char *title,
                      const char *name, JsonObject *report)
{
  MqExportDialog *self;
  JsonObject *whole = mq_json_get_object (report, "whole");
  g_autofree char *facts = mq_report_view_dup_facts (report);

  g_return_val_if_fail (MQ_IS_WORKSPACE (workspace) && MQ_IS_KEPT_VERSION (version), NULL);

  self = g_object_new (MQ_TYPE_EXPORT_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  self->version = g_object_ref (version);
  self->title = g_strdup (title);
  self->name = g_strdup (name);
  self->triangles = (guint64)MAX (mq_json_get_int (whole, "triangles", 0), 0);
  self->objects = (guint)MAX (mq_json_get_int (whole, "objects", 0), 0);
  adw_preferences_group_set_description (self->facts, facts);
  list_formats (self);
  format_changed_cb (NULL, NULL, self);
  ask_for_suffixes (self);
  return ADW_DIALOG (self);
}
