/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The export of a version, see mq-export-dialog.h. */
#include "app/dialogs/mq-export-dialog.h"

#include "app/dialogs/mq-file-name.h"
#include "app/dialogs/mq-pose-row.h"
#include "app/dialogs/mq-print-group.h"
#include "app/model/mq-report-view.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-dialog-width.h"
#include "app/picture/mq-file-dialog.h"
#include "app/dialogs/mq-version-offer.h"
#include "client/export/mq-export-files.h"
#include "client/export/mq-export.h"
#include "client/export/mq-print-check.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define SCENE "scene.blend"
#define LOAD_STACK (256 * 1024)

struct _MqExportDialog
{
  AdwDialog parent_instance;

  /* Template */
  AdwPreferencesGroup *facts; /* such as “25 objects · 29,768 triangles” */
  AdwComboRow *preset_row;
  AdwSwitchRow *package_row;
  AdwComboRow *format_row;
  AdwComboRow *texture_row;
  GtkWidget *triangles_row;
  GtkSpinButton *triangles;
  AdwComboRow *up_row;
  AdwComboRow *unit_row;
  AdwComboRow *paper_row;
  GtkSpinButton *size;
  AdwSwitchRow *pose_row;
  AdwSwitchRow *ground_row;
  AdwSwitchRow *join_row;
  AdwSwitchRow *levels_row;
  AdwSwitchRow *lay_out_row;
  AdwSwitchRow *draco_row;
  AdwSwitchRow *report_row;
  MqPrintGroup *print;
  AdwBanner *problem;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
  guint n_triangles; /* of the asset; 0: unknown */
  guint n_objects;
  GSettings *settings;
  GStrv suffixes; /* (nullable) those of models that Blender can write; NULL: not known yet */
  DexFuture *asking;
  gboolean is_setting; /* the rows are set, not changed by the user */
};

G_DEFINE_FINAL_TYPE (MqExportDialog, mq_export_dialog, ADW_TYPE_DIALOG)

static const guint texture_sizes[] = { 0, 512, 1024, 2048, 4096 };
static const char *const units[] = { "mm", "cm", "m", "in" };
static const char *const axes[] = { "y", "z" };
static const char *const papers[] = { "a4", "a3", "letter" };

#define USUAL_TEXTURE 2048
/* A line about a format has to fit into a narrow window. */
#define FORMAT_CHARS 36

static const MqExportFormat *
get_format (MqExportDialog *self)
{
  return &mq_export_formats_list ()[adw_combo_row_get_selected (self->format_row)];
}

static gboolean
is_on (AdwSwitchRow *row)
{
  return gtk_widget_get_visible (GTK_WIDGET (row)) && adw_switch_row_get_active (row);
}

/* Returns: (transfer full): what the rows say */
static MqExportOptions *
make_options (MqExportDialog *self, const char *path)
{
  const MqExportFormat *format = get_format (self);
  MqExportOptions *options = mq_export_options_new (format, path);
  guint most = gtk_spin_button_get_value_as_int (self->triangles);
  guint preset = adw_combo_row_get_selected (self->preset_row);
  MqPrintLimits limits = { 0 };
  g_autofree char *bed = NULL;

  options->report = is_on (self->report_row);
  if (self->version != NULL)
    options->pose = mq_pose_row_dup_pose (self->pose_row, self->version);
  if (format->kind == MQ_EXPORT_DRAWING)
    options->paper = g_strdup (papers[adw_combo_row_get_selected (self->paper_row)]);
  if (format->kind != MQ_EXPORT_MODEL)
    return options;

  if (is_on (self->package_row))
    options->engine = mq_export_presets_list ()[preset - 1].id;
  if (!format->has_unit)
    options->unit = g_strdup (units[adw_combo_row_get_selected (self->unit_row)]);
  if (format->up != NULL && options->engine == NULL)
    options->up = g_strdup (axes[adw_combo_row_get_selected (self->up_row)]);
  if (format->has_materials)
    options->texture_px = texture_sizes[adw_combo_row_get_selected (self->texture_row)];
  options->size = gtk_spin_button_get_value (self->size);
  options->max_triangles = most < self->n_triangles ? most : 0;
  options->on_ground = is_on (self->ground_row);
  options->join = is_on (self->join_row);
  options->lay_out = is_on (self->lay_out_row);
  options->levels = options->engine == NULL && !options->lay_out && is_on (self->levels_row);
  /* Without one, or with one that the group of the check complains of, the bed is unknown. */
  bed = g_settings_get_string (self->settings, "print-bed");
  if (options->lay_out && mq_print_limits_read_bed (&limits, bed, NULL))
    memcpy (options->bed, limits.bed, sizeof options->bed);
  options->draco = is_on (self->draco_row);
  if (preset > 0 && preset != GTK_INVALID_LIST_POSITION && g_str_equal (format->id, "glb"))
    options->colliders = mq_export_presets_list ()[preset - 1].colliders;
  return options;
}

/* The choices of the last export in each format. */

/* The members of MqExportOptions that are kept. */
static const struct
{
  const char *name;
  const char *type;
  gsize offset;
} choices[] = {
  { "unit", "s", G_STRUCT_OFFSET (MqExportOptions, unit) },
  { "up", "s", G_STRUCT_OFFSET (MqExportOptions, up) },
  { "paper", "s", G_STRUCT_OFFSET (MqExportOptions, paper) },
  { "size", "d", G_STRUCT_OFFSET (MqExportOptions, size) },
  { "on-ground", "b", G_STRUCT_OFFSET (MqExportOptions, on_ground) },
  { "max-triangles", "u", G_STRUCT_OFFSET (MqExportOptions, max_triangles) },
  { "lay-out", "b", G_STRUCT_OFFSET (MqExportOptions, lay_out) },
  { "levels", "b", G_STRUCT_OFFSET (MqExportOptions, levels) },
  { "join", "b", G_STRUCT_OFFSET (MqExportOptions, join) },
  { "textures", "u", G_STRUCT_OFFSET (MqExportOptions, texture_px) },
  { "draco", "b", G_STRUCT_OFFSET (MqExportOptions, draco) },
  { "report", "b", G_STRUCT_OFFSET (MqExportOptions, report) },
};

static GVariant *
make_variant (const MqExportOptions *options, guint i)
{
  gconstpointer member = G_STRUCT_MEMBER_P (options, choices[i].offset);

  switch (*choices[i].type)
    {
    case 's':
      return g_variant_new_string (*(const char *const *)member);
    case 'd':
      return g_variant_new_double (*(const double *)member);
    case 'u':
      return g_variant_new_uint32 (*(const guint *)member);
    default:
      return g_variant_new_boolean (*(const gboolean *)member);
    }
}

static guint
find_text (const char *const *texts, guint n, const char *wanted)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (texts[i], wanted) == 0)
      return i;

  return 0;
}

/* Shows what was chosen last for the format, or else is usual. */
static void
show_choices (MqExportDialog *self)
{
  const MqExportFormat *format = get_format (self);
  g_autoptr (MqExportOptions) options = mq_export_options_new (format, "");
  guint texture = 0;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) kept = NULL;

  options->unit = g_strdup (format->unit);
  options->up = g_strdup (format->up);
  options->texture_px = USUAL_TEXTURE;

  /* Sets what was chosen for the last export in that format; without one, nothing changes. */
  all = g_settings_get_value (self->settings, "export-choices");
  kept = g_variant_lookup_value (all, options->format->id, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; kept != NULL && i < G_N_ELEMENTS (choices); i++)
    {
      gpointer member = G_STRUCT_MEMBER_P (options, choices[i].offset);

      if (*choices[i].type == 's')
        {
          g_autofree char *text = NULL;

          if (g_variant_lookup (kept, choices[i].name, "s", &text))
            g_set_str (member, text);
        }
      else
        g_variant_lookup (kept, choices[i].name, choices[i].type, member);
    }

  while (texture + 1 < G_N_ELEMENTS (texture_sizes) && texture_sizes[texture] < options->texture_px)
    texture++;
  adw_combo_row_set_selected (self->texture_row, texture);
  adw_combo_row_set_selected (self->unit_row,
                              find_text (units, G_N_ELEMENTS (units), options->unit));
  adw_combo_row_set_selected (self->up_row, find_text (axes, G_N_ELEMENTS (axes), options->up));
  adw_combo_row_set_selected (self->paper_row,
                              find_text (papers, G_N_ELEMENTS (papers), options->paper));
  gtk_spin_button_set_value (self->size, options->size);
  gtk_spin_button_set_value (self->triangles,
                             options->max_triangles > 0 ? options->max_triangles : G_MAXINT);
  adw_switch_row_set_active (self->ground_row, options->on_ground);
  adw_switch_row_set_active (self->join_row, options->join);
  adw_switch_row_set_active (self->levels_row, options->levels);
  adw_switch_row_set_active (self->lay_out_row, options->lay_out);
  adw_switch_row_set_active (self->draco_row, options->draco);
  adw_switch_row_set_active (self->report_row, options->report);
}

/* Bytes; 0: unknown. */
static guint64
estimate (MqExportDialog *self, const MqExportOptions *options)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (self->version), SCENE, NULL);
  GStatBuf facts = { 0 };

  if (options->format->kind == MQ_EXPORT_BLEND || options->format->kind == MQ_EXPORT_ASSET)
    return g_stat (scene, &facts) == 0 ? (guint64)facts.st_size : 0;

  return (guint64)((double)mq_export_options_estimate (options, self->n_triangles)
                   * (g_str_equal (options->format->id, "glb")
                          ? g_settings_get_double (self->settings, "export-size")
                          : 1));
}

static double
estimate_seconds (MqExportDialog *self, const MqExportOptions *options)
{
  return mq_export_options_estimate_seconds (options, self->n_objects)
         * g_settings_get_double (self->settings, "export-pace");
}

static void
choice_changed_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  g_autoptr (MqExportOptions) options = NULL;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  guint64 bytes = 0;
  double seconds = 0;

  if (self->version != NULL)
    {
      options = make_options (self, "");
      bytes = estimate (self, options);
      seconds = estimate_seconds (self, options);
      mq_print_group_set_export (
          self->print, self->workspace, self->version,
          options->pose == NULL && options->max_triangles == 0 ? options->size : 0,
          options->lay_out);
    }
  size = g_format_size (bytes);

  if (bytes == 0)
    text = g_strdup ("");
  else if (seconds < 90)
    /* Translators: estimated size and time of an export: “About 9.1 MB · 40 s” */
    text = g_strdup_printf (_ ("About %1$s · %2$u s"), size, (guint)ceil (seconds / 5) * 5);
  else
    /* Translators: as before, in minutes: “About 9.1 MB · 4 min” */
    text = g_strdup_printf (_ ("About %1$s · %2$u min"), size, (guint)lround (seconds / 60));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->format_row), text);
}

/* Groups the digits as the user's language does; GTK shows and reads them without. */
static gboolean
triangles_output_cb (GtkSpinButton *spin, MqExportDialog *self)
{
  g_autofree char *text = g_strdup_printf ("%'d", gtk_spin_button_get_value_as_int (spin));

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static int
triangles_input_cb (GtkSpinButton *spin, double *number, MqExportDialog *self)
{
  g_autoptr (GString) text = g_string_new (gtk_editable_get_text (GTK_EDITABLE (spin)));
  const char *separator = localeconv ()->thousands_sep;
  guint64 triangles;

  if (*separator != '\0')
    g_string_replace (text, separator, "", 0);
  /* GTK takes an error for the lowest number. */
  if (!g_ascii_string_to_unsigned (g_strstrip (text->str), 10, 0, G_MAXINT, &triangles, NULL))
    triangles = (guint64)gtk_spin_button_get_value_as_int (spin);

  *number = (double)triangles;
  return TRUE;
}

/* The user has changed an option that a preset sets. */
static void
preset_left_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  if (!self->is_setting)
    adw_combo_row_set_selected (self->preset_row, 0);
}

static void
show_draco (MqExportDialog *self)
{
  gtk_widget_set_visible (
      GTK_WIDGET (self->draco_row),
      g_str_equal (get_format (self)->id, "glb") && self->suffixes != NULL
          && g_strv_contains ((const char *const *)self->suffixes, MQ_EXPORT_DRACO));
}

/* A file in a pose has no joints, which only some formats have. */
static void
show_pose (MqExportDialog *self)
{
  const MqExportFormat *format = get_format (self);
  g_autofree char *text = NULL;

  mq_pose_row_show (self->pose_row, self->version);
  /* Translators: of a file that shows a pose: “Left door 30°, without joints that move” */
  text = g_strdup_printf (_ ("%s, without joints that move"),
                          adw_action_row_get_subtitle (ADW_ACTION_ROW (self->pose_row)));
  if (g_str_equal (format->id, "glb"))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->pose_row), text);
  if (format->is_as_built)
    gtk_widget_set_visible (GTK_WIDGET (self->pose_row), FALSE);
}

static void
format_changed_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  const MqExportFormat *format = get_format (self);
  gboolean is_model = format->kind == MQ_EXPORT_MODEL;
  gboolean was_setting = self->is_setting;

  preset_left_cb (NULL, NULL, self);
  gtk_widget_set_visible (GTK_WIDGET (self->texture_row), is_model && format->has_materials);
  gtk_widget_set_visible (GTK_WIDGET (self->up_row), format->up != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->unit_row), !format->has_unit);
  gtk_widget_set_visible (GTK_WIDGET (self->paper_row), format->kind == MQ_EXPORT_DRAWING);
  gtk_widget_set_visible (self->triangles_row, is_model && self->n_triangles > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->ground_row), is_model);
  show_draco (self);
  if (self->version != NULL)
    show_pose (self);
  gtk_widget_set_visible (GTK_WIDGET (self->report_row), format->kind != MQ_EXPORT_ASSET);
  self->is_setting = TRUE;
  show_choices (self);
  self->is_setting = was_setting;
  gtk_widget_set_visible (GTK_WIDGET (self->print),
                          g_str_equal (format->id, "stl") || g_str_equal (format->id, "3mf"));
  adw_banner_set_revealed (self->problem, FALSE);
  choice_changed_cb (NULL, NULL, self);
}

/**
 * mq_export_dialog_set_format:
 * @self: the dialog
 * @id: the id of a format
 *
 * Chooses the format, which is otherwise the one of the last export.
 */
void
mq_export_dialog_set_format (MqExportDialog *self, const char *id)
{
  const MqExportFormat *format = mq_export_format_find (id);

  if (format != NULL)
    adw_combo_row_set_selected (self->format_row, (guint)(format - mq_export_formats_list ()));
}

/* Sets the options that the preset has, for the user to see. */
static void
preset_changed_cb (GtkWidget *row, GParamSpec *pspec, MqExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->preset_row);
  gboolean is_none = selected == 0 || selected == GTK_INVALID_LIST_POSITION;
  const MqExportPreset *preset = is_none ? NULL : &mq_export_presets_list ()[selected - 1];

  gtk_widget_set_visible (GTK_WIDGET (self->package_row), !is_none && preset->package != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->levels_row), !is_on (self->package_row));
  gtk_widget_set_sensitive (GTK_WIDGET (self->up_row), !is_on (self->package_row));
  if (is_none || self->is_setting)
    return;

  self->is_setting = TRUE;
  mq_export_dialog_set_format (self, is_on (self->package_row) ? preset->package : preset->format);
  if (preset->unit != NULL)
    adw_combo_row_set_selected (self->unit_row,
                                find_text (units, G_N_ELEMENTS (units), preset->unit));
  if (preset->up != NULL)
    adw_combo_row_set_selected (self->up_row, find_text (axes, G_N_ELEMENTS (axes), preset->up));
  adw_switch_row_set_active (self->ground_row, preset->on_ground);
  gtk_spin_button_set_value (self->size, 1);
  self->is_setting = FALSE;
}

static void
learn (GSettings *settings, const char *key, double measured, double expected)
{
  double before = g_settings_get_double (settings, key);

  if (measured > 0 && expected > 0)
    g_settings_set_double (settings, key, CLAMP (before * (1 + measured / expected) / 2, 0.05, 50));
}

/* Learns from an export how long the next one will take, and how large it will be. @bytes: as
 * expected; 0: not to learn */
static DexFuture *
learn_fiber (GSettings *settings, DexFuture *making, double expected, const char *path,
             double bytes)
{
  gint64 started = g_get_monotonic_time ();
  GStatBuf facts = { 0 };

  if (!dex_await (dex_ref (making), NULL))
    return dex_future_new_true ();

  learn (settings, "export-pace", (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC,
         expected);
  if (g_stat (path, &facts) == 0)
    learn (settings, "export-size", (double)facts.st_size, bytes);
  return dex_future_new_true ();
}

/* The dialog closes: the conversation shows how far it is. */
static void
start (MqExportDialog *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (MqExportOptions) options = NULL;
  MqWorkerSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqExport) export = NULL;
  g_autoptr (DexFuture) making = NULL;
  double expected;
  double bytes;
  guint selected;
  g_autoptr (GVariant) before = NULL;
  GVariantDict all;
  GVariantDict kept;

  if (path != NULL && is_on (self->package_row))
    {
      g_autofree char *folder = g_steal_pointer (&path);

      path = mq_export_make_package_path (folder, get_format (self));
    }
  if (path != NULL)
    options = make_options (self, path);

  /* Then the file dialog has asked. */
  if (options != NULL)
    options->replace = g_file_test (path, G_FILE_TEST_EXISTS);
  if (options == NULL || !mq_export_options_check (options, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    {
      mq_announce_banner (self->problem,
                          error != NULL ? error->message : _ ("Choose a folder on this computer"));
      return;
    }

  selected = adw_combo_row_get_selected (self->preset_row);
  before = g_settings_get_value (self->settings, "export-choices");
  /* The next export in this format begins with the same choices. */
  g_variant_dict_init (&all, before);
  g_variant_dict_init (&kept, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (*choices[i].type != 's' || G_STRUCT_MEMBER (char *, options, choices[i].offset) != NULL)
      g_variant_dict_insert_value (&kept, choices[i].name, make_variant (options, i));
  g_variant_dict_insert_value (&all, options->format->id, g_variant_dict_end (&kept));
  g_settings_set_value (self->settings, "export-choices", g_variant_dict_end (&all));

  g_settings_set_string (self->settings, "export-format", options->format->id);
  g_settings_set_string (self->settings, "export-preset",
                         selected > 0 ? mq_export_presets_list ()[selected - 1].id : "");

  options->title = g_strdup (mq_conversation_get_title (self->conversation));
  options->expected_seconds = expected = estimate_seconds (self, options);
  /* A file with levels or with Draco says nothing about the others. */
  bytes = g_str_equal (options->format->id, "glb") && !options->levels && !options->draco
              ? (double)estimate (self, options)
              : 0;
  export = mq_export_new (mq_workspace_get_library (self->workspace), &settings, self->version,
                          g_steal_pointer (&options));
  making = mq_conversation_make_file (self->conversation, self->version, MQ_FILE_KIND_EXPORT,
                                      G_OBJECT (export), path);
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, learn_fiber, (G_TYPE_SETTINGS, self->settings),
                                          (DEX_TYPE_FUTURE, making), (G_TYPE_DOUBLE, expected),
                                          (G_TYPE_STRING, path), (G_TYPE_DOUBLE, bytes)));
  adw_dialog_close (ADW_DIALOG (self));
}

static DexFuture *
choose_fiber (MqExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) file = NULL;

  if (get_format (self)->kind == MQ_EXPORT_ASSET)
    {
      /* Blender's own folder of assets, which is made, unless the user chooses another one. */
      g_autofree char *path = mq_export_asset_folder_new ();
      g_autoptr (GFile) folder = g_file_new_for_path (path);

      g_mkdir_with_parents (path, 0755);
      gtk_file_dialog_set_title (dialog, _ ("Save in a Folder of Assets"));
      gtk_file_dialog_set_accept_label (dialog, _ ("_Save Here"));
      gtk_file_dialog_set_initial_folder (dialog, folder);
      file = mq_file_dialog_select_folder (dialog, GTK_WIDGET (self), NULL);
    }
  else
    {
      g_autofree char *suffix = is_on (self->package_row)
                                    ? g_strdup ("")
                                    : g_strconcat (".", get_format (self)->suffix, NULL);
      g_autofree char *name = mq_file_name_make (mq_conversation_get_title (self->conversation),
                                                 mq_version_get_number (self->version), 0, suffix);

      gtk_file_dialog_set_initial_name (dialog, name);
      file = mq_file_dialog_save (dialog, GTK_WIDGET (self), NULL);
    }

  if (file != NULL)
    start (self, file);
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
  g_autofree char *name = mq_file_name_make (mq_conversation_get_title (self->conversation),
                                             mq_version_get_number (self->version), 0, ".glb");

  return mq_version_offer_new (self->workspace, self->version, name);
}

static void
mq_export_dialog_dispose (GObject *object)
{
  MqExportDialog *self = MQ_EXPORT_DIALOG (object);

  dex_clear (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversation);
  g_clear_object (&self->version);
  g_clear_object (&self->settings);
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

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, facts);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, preset_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, package_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, texture_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, triangles_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, triangles);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, up_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, unit_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, paper_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, size);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, pose_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, ground_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, join_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, levels_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, lay_out_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, draco_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, report_row);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, print);
  gtk_widget_class_bind_template_child (widget_class, MqExportDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, preset_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, triangles_output_cb);
  gtk_widget_class_bind_template_callback (widget_class, triangles_input_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

/* The list of formats, each with what it keeps; those that this Blender cannot write are there, and
 * say why. */

static void
format_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqExportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), FORMAT_CHARS);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_list_item_set_child (item, box);
}

static void
format_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqExportDialog *self)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkStringObject *text = gtk_list_item_get_item (item);
  guint position = gtk_list_item_get_position (item);
  const MqExportFormat *format = &mq_export_formats_list ()[position];
  g_autofree char *suffix = g_strdup_printf (".%s", format->suffix);
  /* Whether Blender can write it, as far as is known. */
  gboolean possible = format->kind != MQ_EXPORT_MODEL || self->suffixes == NULL
                      || g_strv_contains ((const char *const *)self->suffixes, suffix);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)),
                      gtk_string_object_get_string (text));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)),
                      possible ? _ (format->about) : _ ("This Blender lacks its exporter"));
  gtk_widget_set_sensitive (box, possible);
  gtk_list_item_set_accessible_label (item, gtk_string_object_get_string (text));
  gtk_list_item_set_accessible_description (
      item, gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (box))));
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
      show_draco (self);
    }
  return NULL;
}

static void
mq_export_dialog_init (MqExportDialog *self)
{
  g_autofree char *format = NULL;
  g_autoptr (GtkStringList) formats = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GtkStringList) presets = NULL;
  guint selected = 0;
  g_autoptr (GtkStringList) sizes = NULL;

  g_type_ensure (MQ_TYPE_PRINT_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
  mq_dialog_width_follow_text (ADW_DIALOG (self));
  self->settings = g_settings_new (MQ_APP_ID);
  format = g_settings_get_string (self->settings, "export-format");
  self->is_setting = TRUE;

  /* The row of the format says how large the file will be with them. */
  sizes = gtk_string_list_new (NULL);
  /* Translators: no images of materials */
  gtk_string_list_append (sizes, C_ ("pictures", "None"));
  for (guint i = 1; i < G_N_ELEMENTS (texture_sizes); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u\xc2\xa0px", texture_sizes[i]);

      gtk_string_list_append (sizes, text);
    }
  adw_combo_row_set_model (self->texture_row, G_LIST_MODEL (sizes));

  formats = gtk_string_list_new (NULL);
  for (const MqExportFormat *each = mq_export_formats_list (); each->id != NULL; each++)
    {
      g_autofree char *text = g_strdup_printf ("%s (.%s)", _ (each->title), each->suffix);

      gtk_string_list_append (formats, text);
    }

  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (formats));

  mq_export_dialog_set_format (self, format);

  kept = g_settings_get_string (self->settings, "export-preset");
  presets = gtk_string_list_new (NULL);
  /* Translators: no preset for another program */
  gtk_string_list_append (presets, C_ ("preset", "None"));
  for (const MqExportPreset *each = mq_export_presets_list (); each->id != NULL; each++)
    {
      if (g_strcmp0 (each->id, kept) == 0)
        selected = g_list_model_get_n_items (G_LIST_MODEL (presets));
      gtk_string_list_append (presets, _ (each->title));
    }
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (presets));
  adw_combo_row_set_selected (self->preset_row, selected);

  format_changed_cb (NULL, NULL, self);
  self->is_setting = FALSE;
}

static DexFuture *
load_fiber (MqExportDialog *self)
{
  g_autoptr (JsonObject) contents = dex_await_boxed (mq_version_load (self->version), NULL);
  JsonObject *report = mq_json_get_object (contents, "report");
  JsonObject *whole = mq_json_get_object (report, "whole");
  g_autofree char *facts = mq_report_view_dup_facts (report);
  g_autofree char *all = NULL;

  self->n_triangles = (guint)CLAMP (mq_json_get_int (whole, "triangles", 0), 0, G_MAXINT);
  self->n_objects = (guint)MAX (mq_json_get_int (whole, "objects", 0), 0);
  adw_preferences_group_set_description (self->facts, facts);
  if (self->n_triangles == 0)
    return dex_future_new_true ();

  all = g_strdup_printf (_ ("The asset has %'u"), self->n_triangles);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->triangles_row), all);
  gtk_spin_button_set_range (self->triangles, 1, self->n_triangles);
  gtk_widget_set_visible (self->triangles_row, get_format (self)->kind == MQ_EXPORT_MODEL);
  choice_changed_cb (NULL, NULL, self);
  return dex_future_new_true ();
}

/**
 * mq_export_dialog_new:
 * @workspace: the workspace, with a Blender
 * @conversation: the conversation of the version, which shows how far the export is
 * @version: the version
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_export_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version)
{
  MqExportDialog *self;
  MqBlender *blender;
  MqWorkerSettings settings;

  g_return_val_if_fail (MQ_IS_WORKSPACE (workspace) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (MQ_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (MQ_TYPE_EXPORT_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  self->conversation = g_object_ref (conversation);
  self->version = g_object_ref (version);
  show_pose (self);
  list_formats (self);
  choice_changed_cb (NULL, NULL, self);
  dex_future_disown (
      mq_fiber_spawn_with (NULL, LOAD_STACK, load_fiber, (MQ_TYPE_EXPORT_DIALOG, self)));

  blender = mq_workspace_get_blender (workspace);
  if (blender != NULL)
    {
      settings = mq_worker_settings_read (blender, mq_workspace_get_config (workspace));
      self->asking = dex_future_finally (
          mq_export_load_suffixes (mq_workspace_get_library (workspace), &settings),
          suffixes_known_cb, g_object_ref (self), g_object_unref);
    }
  return ADW_DIALOG (self);
}
