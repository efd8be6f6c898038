/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of the model beside Send: the built-in sketcher, the models that were set up, and
 * setting up another one. It is the setting, the same in all sessions. See mq-composer.h. */
#include "app/composer/mq-composer-private.h"

#include "app/model/mq-recent-models.h"

#include <glib/gi18n.h>

static void
add_model (GMenu *menu, const char *name, const char *described)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

  g_menu_item_set_action_and_target (item, "app.use-model", "s", described);
  g_menu_append_item (menu, item);
}

/* Made when the menu is opened, since Preferences may have added a model. */
static void
fill_cb (GtkMenuButton *button, gpointer data)
{
  MqComposer *self = data;
  g_auto (GStrv) models = mq_recent_models_list (self->settings);
  g_autofree char *used = mq_workspace_dup_model (self->workspace);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) known = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  add_model (known, _ ("Built-in Sketcher"), "");
  if (*used != '\0' && !g_strv_contains ((const char *const *)models, used))
    {
      g_autofree char *name = mq_recent_models_dup_name (used);

      add_model (known, name, used);
    }
  for (guint i = 0; models[i] != NULL; i++)
    {
      g_autofree char *name = mq_recent_models_dup_name (models[i]);

      add_model (known, name, models[i]);
    }

  g_menu_append (more, _ ("Set Up a Model…"), "app.set-up-model");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (known));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* Hidden for a service elsewhere, which has a team of its own. */
void
mq_composer_show_model (MqComposer *self)
{
  MqConfig *config = mq_workspace_get_config (self->workspace);
  g_autofree char *used = mq_workspace_dup_model (self->workspace);
  g_autofree char *name = *used != '\0' ? mq_recent_models_dup_name (used)
                                        : g_strdup (_ ("Built-in Sketcher"));
  /* Translators: for a screen reader; %s is the name of a language model */
  g_autofree char *label = g_strdup_printf (_ ("Model: %s"), name);

  gtk_widget_set_visible (GTK_WIDGET (self->model),
                          mq_config_get_string (config, MQ_CONFIG_SERVER_URL) == NULL);
  gtk_label_set_label (self->model_name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->model), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->model), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

void
mq_composer_init_model_menu (MqComposer *self)
{
  gtk_menu_button_set_create_popup_func (self->model, fill_cb, self, NULL);
}
