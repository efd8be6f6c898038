/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture above the parameters, see mq-parameters-picture.h. It has a Blender while it is on
 * screen. */
#include "app/parameters/mq-parameters-picture.h"

#include "app/model-view/mq-chosen-typing.h"
#include "app/model-view/mq-orbit.h"
#include "app/parameters/mq-parameter.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"
#include "client/executor/mq-worker-settings.h"
#include "client/mesh/mq-mesh-preview.h"
#include "client/run/mq-defect-words.h"
#include "common/asset/mq-measurement.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

struct _MqParametersPicture
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkStack *pictures;
  MqPicture *render;
  MqOrbit *orbit;
  GtkLabel *size;

  /* Owned */
  MqWorkspace *workspace;
  MqMeshPreview *preview; /* while it is on screen, if there is a Blender */
  char *script;           /* the latest */
  MqVersion *version;     /* that it is of; NULL until there is one */
  JsonObject *report;     /* of the version; NULL: there is none */
  JsonObject *plan;       /* as above */
  char *problem;
  char *warning;
  guint start_source;
  GSignalGroup *motion_signals; /* of the pose of the version */
  gboolean has_opengl;          /* of the display; known while there is a preview */
  gboolean has_model;           /* the orbit shows a mesh of this version */
  gboolean is_live;             /* the model takes the render's place */
};

enum
{
  WARNED,
  MEASURED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqParametersPicture, mq_parameters_picture, ADW_TYPE_BIN)

/* @text: one of the two sentences */
static void
set_text (MqParametersPicture *self, char **text, const char *value)
{
  if (g_set_str (text, value))
    g_signal_emit (self, signals[WARNED], 0, self->problem != NULL ? self->problem : self->warning);
}

static void
update_pictures (MqParametersPicture *self)
{
  gtk_stack_set_visible_child_name (
      self->pictures, self->is_live && self->has_model && self->has_opengl ? "model" : "render");
}

/* The first mesh is of the values that the version has, so that the camera is where its render was
 * made from. */
static void
mesh_cb (MqParametersPicture *self, MqMesh *mesh)
{
  g_autofree char *size = mq_parameter_format_size (mesh->low, mesh->high);
  /* Translators: what a picture shows; %s is the asset's width, depth and height */
  g_autofree char *name = g_strdup_printf (_ ("Live preview, %s"), size);
  /* Translators: %s is the asset's width, depth and height */
  g_autofree char *text
      = self->has_opengl || !self->is_live
            ? g_strdup (size)
            : g_strdup_printf (_ ("%s. Without OpenGL, the picture is not updated."), size);

  gtk_label_set_label (self->size, text);
  if (self->has_opengl)
    mq_orbit_show_mesh (self->orbit, mesh, self->report, name, self->has_model);
  self->has_model = TRUE;
  update_pictures (self);
  set_text (self, &self->problem, NULL);
}

/* A pose is only seen on the model. */
static void
posed_cb (MqParametersPicture *self, MqMotion *motion)
{
  self->is_live |= mq_motion_is_posed (motion);
  update_pictures (self);
}

/* The last model stays. */
static void
failed_cb (MqParametersPicture *self, const char *message)
{
  if (!self->is_live)
    return;

  set_text (self, &self->problem, message);
  mq_announce (GTK_ACCESSIBLE (self), message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
measured_cb (MqParametersPicture *self, JsonObject *report)
{
  g_autofree char *warning = mq_defect_words_compare (self->plan, self->report, report);

  if (warning != NULL && g_strcmp0 (warning, self->warning) != 0)
    mq_announce (GTK_ACCESSIBLE (self), warning, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  set_text (self, &self->warning, warning);
  g_signal_emit (self, signals[MEASURED], 0);
}

/* Measures other values only if the version was measured. */
static void
set_joins (MqParametersPicture *self)
{
  g_autoptr (JsonArray) joins = NULL;

  if (self->preview == NULL || self->report == NULL)
    return;

  joins = mq_measurement_list_joins (self->plan);
  mq_mesh_preview_set_joins (self->preview, joins);
}

static gboolean
start_cb (gpointer data)
{
  MqParametersPicture *self = data;
  MqBlender *blender = mq_workspace_get_blender (self->workspace);
  MqWorkerSettings settings;

  self->start_source = 0;
  if (blender == NULL)
    return G_SOURCE_REMOVE;

  settings = mq_worker_settings_read (blender, mq_workspace_get_config (self->workspace));
  self->has_opengl = mq_orbit_has_opengl (GTK_WIDGET (self));
  self->preview = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->preview, "mesh", G_CALLBACK (mesh_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preview, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preview, "measured", G_CALLBACK (measured_cb), self,
                           G_CONNECT_SWAPPED);
  set_joins (self);
  mq_mesh_preview_set_version (self->preview, self->version);
  mq_mesh_preview_show (self->preview, self->script);
  return G_SOURCE_REMOVE;
}

/* To start OpenGL takes a moment where GTK does not draw with it: the page is drawn first. */
static void
start (MqParametersPicture *self)
{
  if (self->preview == NULL && self->start_source == 0 && self->workspace != NULL
      && self->script != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->start_source = g_idle_add_full (G_PRIORITY_LOW, start_cb, self, NULL);
}

static void
stop (MqParametersPicture *self)
{
  g_clear_handle_id (&self->start_source, g_source_remove);
  if (self->preview == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->preview, self);
  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->preview));
  g_clear_object (&self->preview);
}

static void
mq_parameters_picture_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_parameters_picture_parent_class)->map (widget);
  start (MQ_PARAMETERS_PICTURE (widget));
}

static void
mq_parameters_picture_unmap (GtkWidget *widget)
{
  stop (MQ_PARAMETERS_PICTURE (widget));
  GTK_WIDGET_CLASS (mq_parameters_picture_parent_class)->unmap (widget);
}

static void
mq_parameters_picture_dispose (GObject *object)
{
  MqParametersPicture *self = MQ_PARAMETERS_PICTURE (object);

  stop (self);
  g_clear_object (&self->motion_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PARAMETERS_PICTURE);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->script, g_free);
  g_clear_object (&self->version);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->warning, g_free);

  G_OBJECT_CLASS (mq_parameters_picture_parent_class)->dispose (object);
}

static void
mq_parameters_picture_class_init (MqParametersPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_parameters_picture_dispose;
  widget_class->map = mq_parameters_picture_map;
  widget_class->unmap = mq_parameters_picture_unmap;

  signals[WARNED] = mq_signal_new (MQ_TYPE_PARAMETERS_PICTURE, "warned", 1, G_TYPE_STRING);
  signals[MEASURED] = mq_signal_new (MQ_TYPE_PARAMETERS_PICTURE, "measured", 0);

  g_type_ensure (MQ_TYPE_PICTURE);
  g_type_ensure (MQ_TYPE_ORBIT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-parameters-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, pictures);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, render);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, orbit);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, size);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_parameters_picture_init (MqParametersPicture *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->motion_signals = g_signal_group_new (MQ_TYPE_MOTION);
  g_signal_group_connect_object (self->motion_signals, "changed", G_CALLBACK (posed_cb), self,
                                 G_CONNECT_SWAPPED);
}

static void
run_script (MqParametersPicture *self, const char *script)
{
  g_set_str (&self->script, script);
  if (self->preview != NULL)
    mq_mesh_preview_show (self->preview, script);
  else
    start (self);
}

/* @workspace: whose Blender makes the model; @selection: what is chosen of the version */
void
mq_parameters_picture_set_up (MqParametersPicture *self, MqWorkspace *workspace,
                              MqSelection *selection)
{
  g_set_object (&self->workspace, workspace);
  start (self);
  mq_orbit_set_selection (self->orbit, selection);
  mq_chosen_typing_add (GTK_WIDGET (self), selection);
}

/* @contents: the version whose render is shown; a model of its script is made beforehand; @motion:
 * (nullable): its joints */
void
mq_parameters_picture_set_version (MqParametersPicture *self, MqVersionContents *contents,
                                   MqMotion *motion)
{
  MqVersion *version = contents->version;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (MQ_IS_PARAMETERS_PICTURE (self) && contents->script != NULL);

  path = mq_version_dup_cover (version);
  text = mq_version_is_draft (version)
             ? g_strdup (_ ("Draft"))
             : g_strdup_printf (_ ("Version %u"), mq_version_get_number (version));
  mq_picture_show (self->render, path, text);
  gtk_label_set_label (self->size, "");
  mq_json_replace_object (&self->report, contents->report);
  mq_json_replace_object (&self->plan, contents->plan);
  self->has_model = FALSE;
  self->is_live = motion != NULL && mq_motion_is_posed (motion);
  update_pictures (self);
  mq_orbit_set_motion (self->orbit, motion);
  g_signal_group_set_target (self->motion_signals, motion);
  set_text (self, &self->problem, NULL);
  set_text (self, &self->warning, NULL);
  set_joins (self);
  g_set_object (&self->version, version);
  if (self->preview != NULL)
    mq_mesh_preview_set_version (self->preview, version);
  run_script (self, contents->script);
}

/* @script: of other values than the version's; from now on, the model is shown in place of its
 * render */
void
mq_parameters_picture_follow (MqParametersPicture *self, const char *script)
{
  g_return_if_fail (MQ_IS_PARAMETERS_PICTURE (self) && script != NULL);

  self->is_live = TRUE;
  run_script (self, script);
}
