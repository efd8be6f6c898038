/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a script as a form, see mq-parameters-view.h. */
#include "app/parameters/mq-parameters-view.h"

#include "app/code/mq-script-draft.h"
#include "app/code/mq-version-contents.h"
#include "app/model-view/mq-chosen-typing.h"
#include "app/model-view/mq-orbit.h"
#include "app/parameters/mq-motion-group.h"
#include "app/parameters/mq-parameter-row.h"
#include "app/parameters/mq-parameter.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture.h"
#include "app/workspace/mq-workspace.h"
#include "client/executor/mq-worker-settings.h"
#include "client/mesh/mq-mesh-preview.h"
#include "client/run/mq-defect-words.h"
#include "common/asset/mq-measurement.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Signals: "warned": the warning changed; "measured": it is about the values as they are now. */
#define MQ_TYPE_PARAMETERS_PICTURE (mq_parameters_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqParametersPicture, mq_parameters_picture, MQ, PARAMETERS_PICTURE, AdwBin)

/* MqParametersPicture: the picture above the parameters: the version's render, and once a value is
 * changed a model that follows the values. It has a Blender while it is on screen. */

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
    g_signal_emit (self, signals[WARNED], 0);
}

/* The first mesh is of the values that the version has, so that the camera is where its render was
 * made from. */
static void
mesh_cb (MqParametersPicture *self, MqMesh *mesh)
{
  g_autofree char *size = mq_parameter_format_size (mesh->low, mesh->high);
  /* Translators: what a picture shows; %s is the asset's width, depth and height */
  g_autofree char *name = g_strdup_printf (_ ("Live preview, %s"), size);
  gboolean is_live = self->is_live && self->has_opengl;
  /* Translators: %s is the asset's width, depth and height */
  g_autofree char *text
      = self->has_opengl || !self->is_live
            ? g_strdup (size)
            : g_strdup_printf (_ ("%s. Without OpenGL, the picture is not updated."), size);

  gtk_label_set_label (self->size, text);
  gtk_widget_set_visible (GTK_WIDGET (self->size), TRUE);
  if (self->has_opengl)
    mq_orbit_show_mesh (self->orbit, mesh, self->report, name, self->has_model);
  self->has_model = TRUE;
  gtk_stack_set_visible_child_name (self->pictures, is_live ? "model" : "render");
  set_text (self, &self->problem, NULL);
}

/* A pose is only seen on the model. */
static void
posed_cb (MqParametersPicture *self, MqMotion *motion)
{
  self->is_live |= mq_motion_is_posed (motion);
  if (self->is_live && self->has_model && self->has_opengl)
    gtk_stack_set_visible_child_name (self->pictures, "model");
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
picture_measured_cb (MqParametersPicture *self, JsonObject *report)
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
  g_signal_connect_object (self->preview, "measured", G_CALLBACK (picture_measured_cb), self,
                           G_CONNECT_SWAPPED);
  set_joins (self);
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

  signals[WARNED] = mq_signal_new (MQ_TYPE_PARAMETERS_PICTURE, "warned", 0);
  signals[MEASURED] = mq_signal_new (MQ_TYPE_PARAMETERS_PICTURE, "measured", 0);

  g_type_ensure (MQ_TYPE_PICTURE);
  g_type_ensure (MQ_TYPE_ORBIT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-parameters-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, pictures);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, render);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, orbit);
  gtk_widget_class_bind_template_child (widget_class, MqParametersPicture, size);
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

/* @contents: the version whose render is shown; a model of its script is made beforehand; @motion:
 * (nullable): its joints */
static void
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
  gtk_stack_set_visible_child_name (self->pictures, "render");
  gtk_widget_set_visible (GTK_WIDGET (self->size), FALSE);
  mq_json_replace_object (&self->report, contents->report);
  mq_json_replace_object (&self->plan, contents->plan);
  self->has_model = FALSE;
  self->is_live = motion != NULL && mq_motion_is_posed (motion);
  mq_orbit_set_motion (self->orbit, motion);
  g_signal_group_set_target (self->motion_signals, motion);
  set_text (self, &self->problem, NULL);
  set_text (self, &self->warning, NULL);
  set_joins (self);
  run_script (self, contents->script);
}

/* Returns: (nullable): why there is no model of the latest values, or what is worse with them
 * than in the version, a sentence */
static const char *
mq_parameters_picture_get_warning (MqParametersPicture *self)
{
  return self->problem != NULL ? self->problem : self->warning;
}

struct _MqParametersView
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  MqParametersPicture *picture;
  GtkBox *groups;
  AdwBanner *warning;
  GtkLabel *status;
  GtkWidget *stop_button;
  GtkWidget *make_button;
  GtkLabel *none_about;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersionContents *contents;
  MqSelection *selection; /* what is chosen of the version, in all views */
  MqMotion *motion;       /* of the version; NULL: nothing of it moves */
  GPtrArray *parameters;  /* of the version that is shown */
  GPtrArray *rows;        /* MqParameterRow, borrowed: children, from top to bottom */
  GHashTable *kept;       /* folder of a version -> its parameters, changed or not */
  MqScriptDraft *draft;   /* while it is built, and after a failed build */
  GSignalGroup *draft_signals;
  GSignalGroup *conversation_signals;

  GPtrArray *built;    /* the parameters that the last build was made of */
  GPtrArray *built_as; /* the same as its script has them */
};

G_DEFINE_FINAL_TYPE (MqParametersView, mq_parameters_view, ADW_TYPE_BREAKPOINT_BIN)

static guint
count_changed (MqParametersView *self)
{
  guint n_changed = 0;

  for (guint i = 0; self->parameters != NULL && i < self->parameters->len; i++)
    n_changed += mq_parameter_is_changed (self->parameters->pdata[i]);

  return n_changed;
}

/* Shows why the values are bad. Hidden otherwise: screen readers read a banner even when it is not
 * revealed. */
static void
update_warning (MqParametersView *self)
{
  const char *warning = mq_parameters_picture_get_warning (self->picture);

  adw_banner_set_title (self->warning, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning), warning != NULL);
}

static void
update (MqParametersView *self)
{
  gboolean running = self->draft != NULL && mq_script_draft_is_running (self->draft);
  gboolean free = self->conversation != NULL
                  && !mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation))
                  && (self->contents == NULL || !mq_version_is_draft (self->contents->version));
  guint n_changed = count_changed (self);
  g_autofree char *status = NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  if (running)
    status = g_strdup (_ ("Building a new version…"));
  else if (self->draft != NULL && self->draft->message != NULL)
    status = g_strdup (self->draft->message);
  else if (n_changed == 0)
    status = g_strdup (_ ("Change values, then build a new version"));
  else if (!free)
    status = g_strdup (_ ("Can be built when the current run is finished"));
  else
    status = g_strdup_printf (ngettext ("%u value changed", "%u values changed", n_changed),
                              n_changed);

  gtk_label_set_label (self->status, status);
  gtk_widget_action_set_enabled (widget, "parameters.stop", running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_action_set_enabled (widget, "parameters.reset", n_changed > 0);
  gtk_widget_action_set_enabled (widget, "parameters.build", n_changed > 0 && !running && free);
  gtk_widget_action_set_enabled (widget, "parameters.make", free);
}

/* Offers parameters for a script only with a language model; the sketcher cannot add them. */
static void
show_team (MqParametersView *self)
{
  gboolean has_model = mq_workspace_has_model (self->workspace);

  gtk_label_set_text (self->none_about,
                      has_model ? _ ("The language model can move its sizes, counts and colors "
                                     "into parameters, as a new version.")
                                : _ ("A language model can move its sizes, counts and colors "
                                     "into parameters; the built-in sketcher cannot."));
  gtk_widget_set_visible (self->make_button, has_model);
}

/* The message of a failed build is about the values before a change. */
static void
forget_failed_build (MqParametersView *self)
{
  if (self->draft != NULL && !mq_script_draft_is_running (self->draft))
    {
      g_signal_group_set_target (self->draft_signals, NULL);
      g_clear_object (&self->draft);
    }
}

static void
value_changed_cb (MqParametersView *self)
{
  g_autofree char *script = mq_parameter_apply (self->parameters, self->contents->script);

  forget_failed_build (self);

  g_return_if_fail (MQ_IS_PARAMETERS_PICTURE (self->picture) && script != NULL);

  self->picture->is_live = TRUE;
  run_script (self->picture, script);

  update (self);
}

static void
draft_failed_cb (MqParametersView *self)
{
  update (self);
  mq_announce (GTK_ACCESSIBLE (self), self->draft->message,
               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
made_cb (MqParametersView *self, MqVersion *version)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "review.select-version", "s",
                              mq_version_get_dir (version));
}

static void
for_each_parameter (MqParametersView *self, void (*func) (MqParameter *parameter))
{
  for (guint i = 0; i < self->parameters->len; i++)
    func (self->parameters->pdata[i]);
}

static void
measured_cb (MqParametersView *self)
{
  if (mq_parameters_picture_get_warning (self->picture) == NULL)
    for_each_parameter (self, mq_parameter_mark_good);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_each_parameter (MQ_PARAMETERS_VIEW (widget), mq_parameter_reset);
}

static void
restore_good_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_each_parameter (MQ_PARAMETERS_VIEW (widget), mq_parameter_restore_good);
}

static void
build_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqParametersView *self = MQ_PARAMETERS_VIEW (widget);
  g_autofree char *script = mq_parameter_apply (self->parameters, self->contents->script);
  g_autofree char *words = mq_parameter_describe_changes (self->parameters);
  g_autoptr (MqOutline) outline = mq_outline_new (script);

  g_clear_object (&self->draft);
  self->draft = mq_script_draft_new (self->contents->version, script);
  g_clear_pointer (&self->built, g_ptr_array_unref);
  self->built = g_ptr_array_ref (self->parameters);
  g_clear_pointer (&self->built_as, g_ptr_array_unref);
  self->built_as = mq_parameter_list (outline);
  g_signal_group_set_target (self->draft_signals, self->draft);
  mq_script_draft_run (self->draft, self->conversation, words);
  update (self);
}

static void
make_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqParametersView *self = MQ_PARAMETERS_VIEW (widget);

  dex_future_disown (mq_conversation_send (
      self->conversation, mq_message_new (MQ_SCRIPT_PARAMETERS_INSTRUCTION, NULL)));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_script_draft_stop (MQ_PARAMETERS_VIEW (widget)->draft);
}

/* Rows. */

/* Adds those of @parameters that are in the group @title. */
static void
fill_group (MqParametersView *self, const char *title, const char *heading)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < self->parameters->len; i++)
    {
      MqParameter *parameter = self->parameters->pdata[i];
      const char *its = parameter->group;
      GtkWidget *row;

      if (its[0] == '\0' && parameter->kind == MQ_PARAMETER_COLOR)
        its = _ ("Colors");
      if (!g_str_equal (its, title))
        continue;

      if (group == NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, heading);
          gtk_box_append (self->groups, GTK_WIDGET (group));
        }
      row = mq_parameter_row_new (parameter);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->rows, row);
    }
}

/* Returns: (transfer full): the names in the functions of what is chosen */
static GHashTable *
list_chosen_names (MqParametersView *self)
{
  JsonArray *targets = self->selection->targets;
  GPtrArray *functions = self->contents->outline->functions;
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < mq_json_length (targets); i++)
    for (guint j = 0; j < functions->len; j++)
      {
        const MqOutlineFunction *function = functions->pdata[j];
        JsonObject *target = json_array_get_object_element (targets, i);
        g_autoptr (GHashTable) names = NULL;
        GHashTableIter iter;
        gpointer name;

        if (g_strcmp0 (mq_json_get_string (target, "function", NULL), function->name) != 0)
          continue;
        names = mq_outline_list_names (self->contents->script, function->first_line,
                                       function->last_line);
        g_hash_table_iter_init (&iter, names);
        while (g_hash_table_iter_next (&iter, &name, NULL))
          g_hash_table_add (all, g_strdup (name));
      }

  return all;
}

static void
chosen_cb (MqParametersView *self)
{
  if (self->contents != NULL && self->contents->script != NULL)
    {
      g_autoptr (GHashTable) names = list_chosen_names (self);
      GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self->groups), GTK_TYPE_VIEWPORT);
      g_autoptr (GString) titles = g_string_new (NULL);

      /* Marks the parameters that the functions of what is chosen name, and shows the first of
       * them. The focus stays at the model, whose keys turn it. */
      for (guint i = 0; i < self->rows->len; i++)
        {
          MqParameterRow *row = self->rows->pdata[i];
          MqParameter *parameter = mq_parameter_row_get_parameter (row);
          gboolean is_named = g_hash_table_contains (names, parameter->name);

          mq_parameter_row_set_marked (row, is_named);
          if (!is_named)
            continue;
          if (titles->len == 0)
            gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), GTK_WIDGET (row), NULL);
          g_string_append_printf (titles, titles->len > 0 ? ", %s" : "%s", parameter->title);
        }

      if (titles->len > 0)
        mq_announce (GTK_ACCESSIBLE (self), titles->str,
                     GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
}

/* The parameters of the new version are those that it was built of, so that the rows stay, the one
 * that is being dragged, too, and what was changed meanwhile is a change of the new version. */
static GPtrArray *
adopt_built (MqParametersView *self, GPtrArray *list)
{
  GPtrArray *built = g_steal_pointer (&self->built);
  GHashTableIter iter;
  gpointer kept;

  g_hash_table_iter_init (&iter, self->kept);
  while (g_hash_table_iter_next (&iter, NULL, &kept))
    if (kept == built)
      g_hash_table_iter_remove (&iter); /* the older version has its own values again */

  for (guint i = 0; i < list->len; i++)
    {
      MqParameter *fresh = list->pdata[i];
      MqParameter *old = built->pdata[i];

      g_signal_handlers_block_by_func (old, value_changed_cb, self);
      mq_parameter_rebase (old, fresh);
      g_signal_handlers_unblock_by_func (old, value_changed_cb, self);
    }

  return built;
}

static GPtrArray *
get_parameters (MqParametersView *self, MqVersionContents *before)
{
  const char *dir = mq_version_get_dir (self->contents->version);
  GPtrArray *list = g_hash_table_lookup (self->kept, dir);
  gboolean is_built; /* whether this is the version that the last build made */

  if (list != NULL)
    return list;

  /* The user may have changed values of the draft. */
  if (mq_version_contents_is_draft_of (before, self->contents))
    {
      list = g_ptr_array_ref (self->parameters);
      g_hash_table_insert (self->kept, g_strdup (dir), list);
      return list;
    }

  list = mq_parameter_list (self->contents->outline);
  is_built = self->built != NULL && list->len == self->built_as->len;
  for (guint i = 0; is_built && i < list->len; i++)
    {
      MqParameter *fresh = list->pdata[i];
      MqParameter *built = self->built_as->pdata[i];

      is_built = g_str_equal (fresh->name, built->name)
                 && g_str_equal (fresh->literal, built->literal);
    }

  if (is_built)
    {
      g_autoptr (GPtrArray) fresh = list;

      list = adopt_built (self, fresh);
    }
  else
    for (guint i = 0; i < list->len; i++)
      g_signal_connect_object (list->pdata[i], "notify::changed", G_CALLBACK (value_changed_cb),
                               self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->kept, g_strdup (dir), list);

  return list;
}

/**
 * mq_parameters_view_set_contents:
 * @self: a view
 * @contents: (nullable): the version whose parameters are shown
 */
void
mq_parameters_view_set_contents (MqParametersView *self, MqVersionContents *contents)
{
  g_autoptr (MqVersionContents) replaced = g_steal_pointer (&self->contents);
  GPtrArray *before = self->parameters;
  MqMotion *motion;

  if (!g_set_object (&self->contents, contents) || replaced == contents || contents == NULL)
    return;

  motion = mq_motion_of_version (G_OBJECT (contents->version), contents->report);
  self->parameters = get_parameters (self, replaced);
  mq_parameters_picture_set_version (self->picture, contents, motion);
  if (count_changed (self) > 0)
    value_changed_cb (self);
  if (g_set_object (&self->motion, motion) || self->parameters != before)
    {
      g_autoptr (GHashTable) filled = g_hash_table_new (g_str_hash, g_str_equal);
      GtkWidget *child;

      /* Groups in the order of the script, and after them what belongs to none. */
      g_ptr_array_set_size (self->rows, 0);
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
        gtk_box_remove (self->groups, child);
      if (self->motion != NULL)
        gtk_box_append (self->groups, mq_motion_group_new (self->motion));

      for (guint i = 0; i < self->parameters->len; i++)
        {
          MqParameter *parameter = self->parameters->pdata[i];

          if (parameter->group[0] != '\0' && g_hash_table_add (filled, parameter->group))
            fill_group (self, parameter->group, parameter->group);
        }
      /* Translators: a heading for values that belong to no other group */
      fill_group (self, "", g_hash_table_size (filled) > 0 ? _ ("More") : "");
      if (!g_hash_table_contains (filled, _ ("Colors")))
        fill_group (self, _ ("Colors"), _ ("Colors"));
    }
  if (self->selection != NULL)
    chosen_cb (self);
  gtk_stack_set_visible_child_name (
      self->stack, self->parameters->len > 0 || motion != NULL ? "parameters" : "none");
  forget_failed_build (self);
  update (self);
}

/**
 * mq_parameters_view_set_up:
 * @self: a new view
 * @workspace: the workspace, whose Blender makes the live preview and whose team makes parameters
 * @selection: what is chosen of the version, in all views
 */
void
mq_parameters_view_set_up (MqParametersView *self, MqWorkspace *workspace, MqSelection *selection)
{
  g_return_if_fail (MQ_IS_PARAMETERS_VIEW (self) && self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::team", G_CALLBACK (show_team), self,
                           G_CONNECT_SWAPPED);
  show_team (self);
  g_set_object (&self->picture->workspace, workspace);
  start (self->picture);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  mq_orbit_set_selection (self->picture->orbit, selection);
  mq_chosen_typing_add (GTK_WIDGET (self->picture), selection);
}

/**
 * mq_parameters_view_set_conversation:
 * @self: a view
 * @conversation: (nullable): the conversation of the versions, in which changed values are built
 */
void
mq_parameters_view_set_conversation (MqParametersView *self, MqConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->conversation_signals, conversation);
  update (self);
}

static void
mq_parameters_view_dispose (GObject *object)
{
  MqParametersView *self = MQ_PARAMETERS_VIEW (object);

  g_clear_object (&self->draft_signals);
  g_clear_object (&self->conversation_signals);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PARAMETERS_VIEW);
  self->parameters = NULL;
  g_clear_object (&self->draft);
  g_clear_object (&self->selection);
  g_clear_object (&self->motion);
  g_clear_object (&self->contents);
  g_clear_object (&self->conversation);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->built, g_ptr_array_unref);
  g_clear_pointer (&self->built_as, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_parameters_view_parent_class)->dispose (object);
}

static void
mq_parameters_view_class_init (MqParametersViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_parameters_view_dispose;

  gtk_widget_class_install_action (widget_class, "parameters.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "parameters.restore-good", NULL,
                                   restore_good_action);
  gtk_widget_class_install_action (widget_class, "parameters.build", NULL, build_action);
  gtk_widget_class_install_action (widget_class, "parameters.make", NULL, make_action);
  gtk_widget_class_install_action (widget_class, "parameters.stop", NULL, stop_action);

  g_type_ensure (MQ_TYPE_PARAMETERS_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-parameters-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, stack);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, picture);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, groups);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, warning);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, status);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, stop_button);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, make_button);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, none_about);
  gtk_widget_class_bind_template_callback (widget_class, update_warning);
  gtk_widget_class_bind_template_callback (widget_class, measured_cb);
}

static void
mq_parameters_view_init (MqParametersView *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify)g_ptr_array_unref);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->draft_signals = g_signal_group_new (MQ_TYPE_SCRIPT_DRAFT);
  g_signal_group_connect_object (self->draft_signals, "changed", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->draft_signals, "failed", G_CALLBACK (draft_failed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->draft_signals, "made", G_CALLBACK (made_cb), self,
                                 G_CONNECT_SWAPPED);

  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->conversation_signals, "notify::state", G_CALLBACK (update),
                                 self, G_CONNECT_SWAPPED);
  update (self);
}
