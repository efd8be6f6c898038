/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The page about the team, see mq-models-page.h. The service lists the providers and the model
 * servers on this computer. */
#include "app/preferences/mq-models-page.h"

#include "app/model/mq-recent-models.h"
#include "app/picture/mq-accessible-names.h"
#include "app/preferences/mq-model-group.h"
#include "app/preferences/mq-setting-row.h"
#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define MAX_SERVERS 20
#define MAX_MODELS 50 /* for each server */

struct _MqModelsPage
{
  AdwPreferencesPage parent_instance;

  /* Template */
  AdwPreferencesGroup *team;
  GtkCheckButton *sketcher;
  GtkCheckButton *models;
  AdwPreferencesGroup *found;
  MqModelGroup *model;
  AdwPreferencesGroup *effort;
  GtkCheckButton *quick;
  GtkCheckButton *normal;
  GtkCheckButton *thorough;
  GtkCheckButton *small_steps;

  /* Owned */
  MqSettings *settings;
  GPtrArray *buttons; /* one for each model found; borrowed from the group's rows */
  DexFuture *asking;
  gboolean is_showing;
  gboolean sets_up; /* the form gets the focus when it is there */
};

G_DEFINE_FINAL_TYPE (MqModelsPage, mq_models_page, ADW_TYPE_PREFERENCES_PAGE)

static void
mq_models_page_dispose (GObject *object)
{
  MqModelsPage *self = MQ_MODELS_PAGE (object);

  dex_clear (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_MODELS_PAGE);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_models_page_parent_class)->dispose (object);
}

/* The address of another service, which has a team of its own; NULL: the local service. */
static const char *
get_server (MqModelsPage *self)
{
  return mq_config_get_string (mq_settings_get_config (self->settings), MQ_CONFIG_SERVER_URL);
}

/* The sketcher is used when no model is set. The model group keeps the name while the page is
 * open. */
static void
models_toggled_cb (MqModelsPage *self)
{
  if (self->is_showing || self->settings == NULL)
    return;

  if (gtk_check_button_get_active (self->models))
    mq_model_group_apply (self->model);
  else
    mq_settings_set (self->settings, MQ_CONFIG_MODEL_DEFAULT, NULL);
}

static void
effort_toggled_cb (MqModelsPage *self, GtkCheckButton *button)
{
  if (self->is_showing || self->settings == NULL || !gtk_check_button_get_active (button))
    return;

  mq_settings_set (self->settings, MQ_CONFIG_MODEL_EFFORT,
                   button == self->quick         ? "quick"
                   : button == self->thorough    ? "thorough"
                   : button == self->small_steps ? "small-steps"
                                                 : "normal");
}

/* Marks the row of the model in use, among those found on this computer. */
static void
show_used (MqModelsPage *self)
{
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *used = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  gboolean is_fixed = mq_recent_models_are_fixed (config);

  MQ_EACH (self->buttons, i, GObject, button)
    {
      g_autofree char *reference = g_strconcat (g_object_get_data (button, "provider"), ":",
                                                g_object_get_data (button, "model"), NULL);
      gboolean is_used = g_strcmp0 (reference, used) == 0;

      gtk_button_set_label (GTK_BUTTON (button), is_used ? _ ("In Use") : _ ("_Use"));
      gtk_widget_set_sensitive (GTK_WIDGET (button), !is_used && !is_fixed);
    }
}

static void
show (MqModelsPage *self)
{
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *model = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  const char *effort = mq_config_get_string (config, MQ_CONFIG_MODEL_EFFORT);
  gboolean has_fixed_effort = mq_config_is_fixed (config, "model.effort");
  gboolean is_fixed = mq_config_is_fixed (config, "model.default");
  const char *server = get_server (self);
  g_autofree char *elsewhere = NULL;

  self->is_showing = TRUE;
  /* Without a model set, the user may be entering one: the choice stays as it is. */
  if (model != NULL)
    gtk_check_button_set_active (self->models, TRUE);
  gtk_check_button_set_active (g_strcmp0 (effort, "quick") == 0         ? self->quick
                               : g_strcmp0 (effort, "thorough") == 0    ? self->thorough
                               : g_strcmp0 (effort, "small-steps") == 0 ? self->small_steps
                                                                        : self->normal,
                               TRUE);
  self->is_showing = FALSE;

  mq_setting_group_show_fixed (self->effort, has_fixed_effort);
  gtk_widget_set_sensitive (GTK_WIDGET (self->quick), !has_fixed_effort);
  gtk_widget_set_visible (GTK_WIDGET (self->effort), model != NULL);
  show_used (self);
  mq_setting_group_show_fixed (self->team, is_fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sketcher), !is_fixed);

  gtk_widget_set_sensitive (GTK_WIDGET (self->team), server == NULL);
  if (server != NULL)
    {
      g_autofree char *address = g_markup_escape_text (server, -1);

      /* Translators: %s is the address of a service */
      elsewhere = g_strdup_printf (_ ("The service at %s has its own team. To choose a team here, "
                                      "choose “This Computer” on the page Service."),
                                   address);
    }
  adw_preferences_group_set_description (
      self->team, elsewhere != NULL ? elsewhere : _ ("Choose who plans and writes your assets"));
}

/* Model servers on this computer. */

static void
use_cb (GtkWidget *button, MqModelsPage *self)
{
  self->is_showing = TRUE;
  gtk_check_button_set_active (self->models, TRUE);
  self->is_showing = FALSE;
  mq_model_group_use (self->model, g_object_get_data (G_OBJECT (button), "provider"),
                      g_object_get_data (G_OBJECT (button), "base-url"),
                      g_object_get_data (G_OBJECT (button), "model"));
}

static void
show_servers (MqModelsPage *self, JsonArray *servers)
{
  guint n = servers != NULL ? MIN (json_array_get_length (servers), MAX_SERVERS) : 0;

  for (guint i = 0; i < self->buttons->len; i++)
    adw_preferences_group_remove (
        self->found, gtk_widget_get_ancestor (self->buttons->pdata[i], ADW_TYPE_ACTION_ROW));
  g_ptr_array_set_size (self->buttons, 0);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *server = mq_json_element_object (servers, i);
      JsonArray *models = mq_json_get_array (server, "models");
      guint n_models = models != NULL ? MIN (json_array_get_length (models), MAX_MODELS) : 0;

      for (guint j = 0; j < n_models; j++)
        if (mq_json_element_string (models, j) != NULL)
          {
            const char *model = mq_json_element_string (models, j);
            const char *title = mq_json_get_string (server, "title", "");
            const char *base_url = mq_json_get_string (server, "base_url", "");
            GtkWidget *row = adw_action_row_new ();
            GtkWidget *button = gtk_button_new ();
            g_autofree char *where = g_strdup_printf ("%s · %s", title, base_url);
            /* Translators: for a screen reader; %s is the name of a model */
            g_autofree char *label = g_strdup_printf (_ ("Use %s"), model);

            adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
            adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), model);
            adw_action_row_set_subtitle (ADW_ACTION_ROW (row), where);
            gtk_button_set_use_underline (GTK_BUTTON (button), TRUE);
            gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
            mq_accessible_names_set (button, label);
            g_object_set_data_full (G_OBJECT (button), "provider",
                                    g_strdup (mq_json_get_string (server, "name", "")), g_free);
            g_object_set_data_full (G_OBJECT (button), "base-url", g_strdup (base_url), g_free);
            g_object_set_data_full (G_OBJECT (button), "model", g_strdup (model), g_free);
            g_signal_connect_object (button, "clicked", G_CALLBACK (use_cb), self, 0);
            adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
            adw_preferences_group_add (self->found, row);
            g_ptr_array_add (self->buttons, button);
          }
    }

  gtk_widget_set_visible (GTK_WIDGET (self->found), self->buttons->len > 0);
  show_used (self);
}

static DexFuture *
answered (DexFuture *future, gpointer data)
{
  MqModelsPage *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  JsonObject *answer = value != NULL ? g_value_get_boxed (value) : NULL;

  if (answer == NULL)
    {
      g_autofree char *why = g_markup_escape_text (error->message, -1);
      /* Translators: %s is the reason, a sentence */
      g_autofree char *text = g_strdup_printf (_ ("The models could not be listed: %s"), why);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->model), text);
      return dex_future_new_true ();
    }

  mq_model_group_set_providers (self->model, mq_json_get_array (answer, "providers"));
  show_servers (self, mq_json_get_array (answer, "servers"));
  if (self->sets_up)
    gtk_widget_child_focus (
        GTK_WIDGET (self->buttons->len > 0 ? GTK_WIDGET (self->found) : GTK_WIDGET (self->model)),
        GTK_DIR_TAB_FORWARD);
  self->sets_up = FALSE;
  return dex_future_new_true ();
}

static void
ask_cb (MqModelsPage *self)
{
  dex_clear (&self->asking);
  self->asking = dex_future_finally (
      mq_workspace_list_models (mq_settings_get_workspace (self->settings)), answered, self, NULL);
}

/* Asks the service only when the page is shown, as that may start it. */
static void
map_cb (MqModelsPage *self)
{
  if (self->asking == NULL && self->settings != NULL && get_server (self) == NULL)
    ask_cb (self);
}

static void
mq_models_page_class_init (MqModelsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_models_page_dispose;

  g_type_ensure (MQ_TYPE_MODEL_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-models-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, team);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, sketcher);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, models);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, found);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, model);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, effort);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, quick);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, normal);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, thorough);
  gtk_widget_class_bind_template_child (widget_class, MqModelsPage, small_steps);
  gtk_widget_class_bind_template_callback (widget_class, models_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, effort_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
}

static void
mq_models_page_init (MqModelsPage *self)
{
  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

void
mq_models_page_set_up (MqModelsPage *self)
{
  self->is_showing = TRUE;
  gtk_check_button_set_active (self->models, TRUE);
  self->is_showing = FALSE;
  self->sets_up = TRUE;
}

/* Shows the settings; the models are listed when the page is shown. @settings: call this once. */
void
mq_models_page_set_settings (MqModelsPage *self, MqSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  mq_model_group_set_settings (self->model, settings);
  g_object_bind_property (settings, "writable", self, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
