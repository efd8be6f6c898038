/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a version, rendered again, see mq-render-dialog.h. */
#include "app/dialogs/mq-render-dialog.h"

#include "app/dialogs/mq-pose-row.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-dialog-width.h"
#include "client/export/mq-export.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MqRenderDialog
{
  AdwDialog parent_instance;

  /* Template */
  AdwSwitchRow *pose_row;
  AdwComboRow *views_row;
  AdwComboRow *size_row;
  AdwComboRow *light_row;
  AdwComboRow *background_row;
  GtkColorDialogButton *color;
  AdwComboRow *engine_row;
  AdwComboRow *samples_row;
  AdwBanner *problem;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
};

G_DEFINE_FINAL_TYPE (MqRenderDialog, mq_render_dialog, ADW_TYPE_DIALOG)

typedef enum
{
  MQ_RENDER_BACKGROUND_OF_LIGHT,
  MQ_RENDER_BACKGROUND_COLOR,
  MQ_RENDER_BACKGROUND_TRANSPARENT,
} MqRenderBackground;

static const int widths[] = { 640, 960, 1280, 1920, 3840 };
static const char *const engines[] = { "auto", "cycles", "eevee", "workbench" };
static const guint samples[] = { 0, 32, 128, 512 };

/* Template function. */
static gboolean
is_one_color (MqRenderDialog *self, guint selected)
{
  return selected == MQ_RENDER_BACKGROUND_COLOR;
}

/* The dialog closes: the conversation shows how far it is. */
static void
render_clicked_cb (GtkButton *button, MqRenderDialog *self)
{
  MqRenderOptions *render = mq_render_options_new (mq_workspace_get_config (self->workspace));
  guint background = adw_combo_row_get_selected (self->background_row);
  g_autoptr (MqExportOptions) options = NULL;
  g_autofree char *folder = g_build_filename (mq_version_get_dir (self->version), "renders", NULL);
  MqWorkerSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqExport) export = NULL;

  render->view = adw_combo_row_get_selected (self->views_row);
  render->width = widths[adw_combo_row_get_selected (self->size_row)];
  render->height = render->width * 9 / 16;
  render->samples = samples[adw_combo_row_get_selected (self->samples_row)];
  g_set_str (&render->engine, engines[adw_combo_row_get_selected (self->engine_row)]);
  g_set_str (&render->light,
             mq_render_options_list_lights ()[adw_combo_row_get_selected (self->light_row)]);
  render->transparent = background == MQ_RENDER_BACKGROUND_TRANSPARENT;
  if (background == MQ_RENDER_BACKGROUND_COLOR)
    {
      const GdkRGBA *color = gtk_color_dialog_button_get_rgba (self->color);

      render->background = g_strdup_printf (
          "#%02x%02x%02x", (guint)lround (255 * (double)color->red),
          (guint)lround (255 * (double)color->green), (guint)lround (255 * (double)color->blue));
    }

  render->pose = mq_pose_row_dup_pose (self->pose_row, self->version);
  options = mq_export_options_new_renders (render, mq_conversation_get_session (self->conversation),
                                           NULL);
  if (!mq_export_options_check (options, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    {
      mq_announce_banner (self->problem, error->message);
      return;
    }

  export = mq_export_new (mq_workspace_get_library (self->workspace), &settings, self->version,
                          g_steal_pointer (&options));
  dex_future_disown (mq_conversation_make_file (self->conversation, self->version,
                                                MQ_FILE_KIND_RENDERS, G_OBJECT (export), folder));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
mq_render_dialog_dispose (GObject *object)
{
  MqRenderDialog *self = MQ_RENDER_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_RENDER_DIALOG);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversation);
  g_clear_object (&self->version);

  G_OBJECT_CLASS (mq_render_dialog_parent_class)->dispose (object);
}

static void
mq_render_dialog_class_init (MqRenderDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_render_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-render-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, pose_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, views_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, light_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, background_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, color);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, engine_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, samples_row);
  gtk_widget_class_bind_template_child (widget_class, MqRenderDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, is_one_color);
  gtk_widget_class_bind_template_callback (widget_class, render_clicked_cb);
}

static void
mq_render_dialog_init (MqRenderDialog *self)
{
  static const GdkRGBA light_gray = { 0.88F, 0.89F, 0.92F, 1 };

  gtk_widget_init_template (GTK_WIDGET (self));
  mq_dialog_width_follow_text (ADW_DIALOG (self));
  gtk_color_dialog_button_set_rgba (self->color, &light_gray);
}

/**
 * mq_render_dialog_new:
 * @workspace: the workspace, with a Blender
 * @conversation: the conversation of the version, which shows how far the pictures are
 * @version: the version
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_render_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version)
{
  MqRenderDialog *self;
  MqConfig *config;
  g_autoptr (MqRenderOptions) usual = NULL;
  guint size = 0;
  guint engine = 0;
  g_autoptr (GtkStringList) views = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (MQ_IS_WORKSPACE (workspace) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (MQ_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (MQ_TYPE_RENDER_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  self->conversation = g_object_ref (conversation);
  self->version = g_object_ref (version);
  mq_pose_row_show (self->pose_row, version);

  /* Begins with the settings: the smallest size that is not below theirs, and their engine. */
  config = mq_workspace_get_config (workspace);
  usual = mq_render_options_new (config);
  while (size + 1 < G_N_ELEMENTS (widths) && widths[size] < usual->width)
    size++;
  while (engine + 1 < G_N_ELEMENTS (engines) && !g_str_equal (engines[engine], usual->engine))
    engine++;
  adw_combo_row_set_selected (self->size_row, size);
  adw_combo_row_set_selected (self->engine_row, engine);

  /* The first row is all views, and each further one a view. */
  views = gtk_string_list_new (NULL);
  all = g_strdup_printf (ngettext ("%u View", "All %u Views", usual->n_views), usual->n_views);
  gtk_string_list_append (views, all);
  for (guint i = 1; i <= usual->n_views; i++)
    {
      /* Translators: one of the views round an asset, by its number */
      g_autofree char *one = g_strdup_printf (_ ("View %u"), i);

      gtk_string_list_append (views, one);
    }
  adw_combo_row_set_model (self->views_row, G_LIST_MODEL (views));
  gtk_widget_set_visible (GTK_WIDGET (self->views_row), usual->n_views > 1);

  return ADW_DIALOG (self);
}
