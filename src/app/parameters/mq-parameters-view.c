/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a script as a form, see mq-parameters-view.h. */
#include "app/parameters/mq-parameters-view.h"

#include "app/code/mq-script-draft.h"
#include "app/code/mq-version-contents.h"
#include "app/parameters/mq-motion-group.h"
#include "app/parameters/mq-parameter-row.h"
#include "app/parameters/mq-parameter.h"
#include "app/parameters/mq-parameters-picture.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _MqParametersView
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  MqParametersPicture *picture;
  GtkBox *groups;
  AdwBanner *warning;
  GtkLabel *status;
  GtkWidget *make_button;

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

/* @warning: (nullable): why the values are bad */
static void
warned_cb (MqParametersView *self, const char *warning)
{
  adw_banner_set_title (self->warning, warning != NULL ? warning : "");
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
  gtk_widget_action_set_enabled (widget, "parameters.reset", n_changed > 0);
  gtk_widget_action_set_enabled (widget, "parameters.build", n_changed > 0 && !running && free);
  gtk_widget_action_set_enabled (widget, "parameters.make", free);
}

/* Offers parameters for a script only with a language model; the sketcher cannot add them. */
static void
show_team (MqParametersView *self)
{
  gtk_widget_set_visible (self->make_button, mq_workspace_has_model (self->workspace));
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

  mq_parameters_picture_follow (self->picture, script);
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
  if (*adw_banner_get_title (self->warning) == '\0')
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

  MQ_EACH (self->parameters, i, MqParameter, parameter)
    {
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

/* Marks the parameters that the functions of what is chosen name, and shows the first of them. The
 * focus stays at the model, whose keys turn it. */
static void
chosen_cb (MqParametersView *self)
{
  JsonArray *targets = self->selection->targets;
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self->groups), GTK_TYPE_VIEWPORT);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) titles = g_string_new (NULL);

  if (self->contents == NULL || self->contents->script == NULL)
    return;

  for (guint i = 0; i < mq_json_length (targets); i++)
    MQ_EACH (self->contents->outline->functions, j, const MqOutlineFunction, function)
      {
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
          g_hash_table_add (named, g_strdup (name));
      }

  MQ_EACH (self->rows, i, MqParameterRow, row)
    {
      MqParameter *parameter = mq_parameter_row_get_parameter (row);
      gboolean is_named = g_hash_table_contains (named, parameter->name);

      mq_parameter_row_set_marked (row, is_named);
      if (!is_named)
        continue;
      if (titles->len == 0)
        gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), GTK_WIDGET (row), NULL);
      g_string_append_printf (titles, titles->len > 0 ? ", %s" : "%s", parameter->title);
    }

  if (titles->len > 0)
    mq_announce (GTK_ACCESSIBLE (self), titles->str, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
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
      GHashTableIter iter;
      gpointer kept;

      /* Its parameters are those that it was built of, so that the rows stay, the one that is being
       * dragged, too, and what was changed meanwhile is a change of the new version. The older
       * version has its own values again. */
      list = g_steal_pointer (&self->built);
      g_hash_table_iter_init (&iter, self->kept);
      while (g_hash_table_iter_next (&iter, NULL, &kept))
        if (kept == list)
          g_hash_table_iter_remove (&iter);

      for (guint i = 0; i < fresh->len; i++)
        {
          g_signal_handlers_block_by_func (list->pdata[i], value_changed_cb, self);
          mq_parameter_rebase (list->pdata[i], fresh->pdata[i]);
          g_signal_handlers_unblock_by_func (list->pdata[i], value_changed_cb, self);
        }
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

      MQ_EACH (self->parameters, i, MqParameter, parameter)
        if (parameter->group[0] != '\0' && g_hash_table_add (filled, parameter->group))
          fill_group (self, parameter->group, parameter->group);
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
  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  mq_parameters_picture_set_up (self->picture, workspace, selection);
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
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, make_button);
  gtk_widget_class_bind_template_callback (widget_class, warned_cb);
  gtk_widget_class_bind_template_callback (widget_class, measured_cb);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
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
