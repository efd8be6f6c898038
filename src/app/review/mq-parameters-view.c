/* The parameters of a script as a form, see mq-parameters-view.h. */
#include "app/review/mq-parameters-view.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture.h"
#include "app/review/mq-parameter-row.h"
#include "app/review/mq-script-draft.h"

#include <glib/gi18n.h>

struct _MqParametersView
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  MqPicture *picture;
  GtkListBox *sizes;
  GtkListBox *colors;
  GtkWidget *spinner;
  GtkLabel *status;
  GtkWidget *stop_button;
  GtkWidget *build_button;

  /* Owned */
  MqConversation *conversation;
  MqVersionContents *contents;
  GListModel *parameters; /* of the version that is shown */
  GHashTable *kept;       /* folder of a version -> its parameters, changed or not */
  MqScriptDraft *draft;   /* while it is built, and after a failed build */
  GSignalGroup *draft_signals;
  GSignalGroup *conversation_signals;
  gboolean narrow; /* no room for sliders */
};

G_DEFINE_FINAL_TYPE (MqParametersView, mq_parameters_view, ADW_TYPE_BREAKPOINT_BIN)

static guint
count_changed (MqParametersView *self)
{
  guint n = self->parameters != NULL ? g_list_model_get_n_items (self->parameters) : 0;
  guint n_changed = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqParameter) parameter = g_list_model_get_item (self->parameters, i);

      n_changed += mq_parameter_is_changed (parameter);
    }

  return n_changed;
}

static char *
describe_status (MqParametersView *self, gboolean running, gboolean free, guint n_changed)
{
  const char *message = self->draft != NULL ? self->draft->message : NULL;

  if (running)
    return g_strdup (_ ("Building a new version…"));
  if (message != NULL)
    return g_strdup (message);
  if (n_changed == 0)
    return g_strdup (_ ("Change values, then build a new version"));
  if (!free)
    return g_strdup (_ ("Can be built when the current run is finished"));

  return g_strdup_printf (ngettext ("%u value changed", "%u values changed", n_changed), n_changed);
}

static void
update (MqParametersView *self)
{
  gboolean running = self->draft != NULL && mq_script_draft_is_running (self->draft);
  gboolean free
      = self->conversation != NULL
        && !mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation));
  guint n_changed = count_changed (self);
  g_autofree char *status = describe_status (self, running, free, n_changed);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_label_set_label (self->status, status);
  gtk_widget_action_set_enabled (widget, "parameters.stop", running);
  gtk_widget_set_visible (self->spinner, running);
  gtk_widget_set_visible (self->stop_button, running);
  /* GTK 4.18 warns when an entry with the focus becomes insensitive. */
  if (running && gtk_widget_get_sensitive (GTK_WIDGET (self->sizes))
      && gtk_widget_get_focus_child (widget) != NULL)
    gtk_widget_grab_focus (self->stop_button);
  gtk_widget_set_visible (self->build_button, !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sizes), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->colors), !running);
  gtk_widget_action_set_enabled (widget, "parameters.reset", n_changed > 0 && !running);
  gtk_widget_action_set_enabled (widget, "parameters.build", n_changed > 0 && !running && free);
}

/* The message of a failed build is about the values before this change. */
static void
value_changed_cb (MqParametersView *self)
{
  if (self->draft != NULL && !mq_script_draft_is_running (self->draft))
    {
      g_signal_group_set_target (self->draft_signals, NULL);
      g_clear_object (&self->draft);
    }
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
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqParametersView *self = MQ_PARAMETERS_VIEW (widget);
  guint n = g_list_model_get_n_items (self->parameters);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqParameter) item = g_list_model_get_item (self->parameters, i);

      mq_parameter_reset (item);
    }
}

static void
build_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqParametersView *self = MQ_PARAMETERS_VIEW (widget);
  g_autofree char *script = mq_parameter_apply (self->parameters, self->contents->script);
  g_autofree char *words = mq_parameter_describe_changes (self->parameters);

  g_clear_object (&self->draft);
  self->draft = mq_script_draft_new (self->contents->version, script);
  mq_script_draft_set_words (self->draft, words);
  g_signal_group_set_target (self->draft_signals, self->draft);
  mq_script_draft_run (self->draft, self->conversation);
  update (self);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_script_draft_stop (MQ_PARAMETERS_VIEW (widget)->draft);
}

/* Rows. */

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  MqParametersView *self = user_data;
  GtkWidget *row = mq_parameter_row_new (item);

  mq_parameter_row_set_compact (MQ_PARAMETER_ROW (row), self->narrow);
  return row;
}

static gboolean
is_color (gpointer item, gpointer user_data)
{
  return MQ_PARAMETER (item)->kind == MQ_PARAMETER_COLOR;
}

static gboolean
is_size (gpointer item, gpointer user_data)
{
  return !is_color (item, NULL);
}

static void
fill_list (MqParametersView *self, GtkListBox *box, GListModel *parameters,
           GtkCustomFilterFunc func)
{
  g_autoptr (GtkFilterListModel) list = gtk_filter_list_model_new (
      g_object_ref (parameters), GTK_FILTER (gtk_custom_filter_new (func, NULL, NULL)));

  gtk_list_box_bind_model (box, G_LIST_MODEL (list), create_row, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (box), g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
}

static void
show_picture (MqParametersView *self)
{
  MqVersion *version = self->contents->version;
  g_autofree char *path = mq_version_get_n_pictures (version) > 0
                              ? mq_version_get_picture (version, 0)
                              : NULL;
  g_autofree char *text = g_strdup_printf (_ ("Version %u"), mq_version_get_number (version));

  mq_picture_show (self->picture, path, text);
}

static GListModel *
get_parameters (MqParametersView *self)
{
  const char *dir = mq_version_get_dir (self->contents->version);
  GListModel *list = g_hash_table_lookup (self->kept, dir);
  guint n;

  if (list != NULL)
    return list;

  list = mq_parameter_list (self->contents->outline);
  n = g_list_model_get_n_items (list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqParameter) parameter = g_list_model_get_item (list, i);

      g_signal_connect_object (parameter, "notify::changed", G_CALLBACK (value_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
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
  if (!g_set_object (&self->contents, contents))
    return;

  if (contents != NULL)
    {
      show_picture (self);
      self->parameters = get_parameters (self);
      fill_list (self, self->sizes, self->parameters, is_size);
      fill_list (self, self->colors, self->parameters, is_color);
      gtk_stack_set_visible_child_name (
          self->stack, g_list_model_get_n_items (self->parameters) > 0 ? "parameters" : "none");
      value_changed_cb (self);
    }
}

static void
set_narrow (MqParametersView *self, gboolean narrow)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sizes));

  self->narrow = narrow;
  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (MQ_IS_PARAMETER_ROW (row))
      mq_parameter_row_set_compact (MQ_PARAMETER_ROW (row), narrow);
}

static void
narrow_cb (AdwBreakpoint *breakpoint, MqParametersView *self)
{
  set_narrow (self, TRUE);
}

static void
wide_cb (AdwBreakpoint *breakpoint, MqParametersView *self)
{
  set_narrow (self, FALSE);
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
  g_clear_object (&self->contents);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->kept, g_hash_table_unref);

  G_OBJECT_CLASS (mq_parameters_view_parent_class)->dispose (object);
}

static void
mq_parameters_view_class_init (MqParametersViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_parameters_view_dispose;

  gtk_widget_class_install_action (widget_class, "parameters.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "parameters.build", NULL, build_action);
  gtk_widget_class_install_action (widget_class, "parameters.stop", NULL, stop_action);

  g_type_ensure (MQ_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-parameters-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, stack);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, picture);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, sizes);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, colors);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, status);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, stop_button);
  gtk_widget_class_bind_template_child (widget_class, MqParametersView, build_button);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, wide_cb);
}

static void
mq_parameters_view_init (MqParametersView *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
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
