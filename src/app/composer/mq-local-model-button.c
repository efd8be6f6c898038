/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLocalModelButton, see mq-local-model-button.h: asks the service for the model servers of this
 * computer, and puts the first model into use on a click. */
#include "app/composer/mq-local-model-button.h"

#include "app/model/mq-recent-models.h"
#include "client/service/mq-local-model.h"
#include "common/base/mq-application-id.h"

#include <glib/gi18n.h>

#define MAX_NAME 24 /* characters of a model's name that are shown */

struct _MqLocalModelButton
{
  AdwBin parent_instance;

  GtkButton *button; /* borrowed */

  /* Owned */
  MqWorkspace *workspace;
  DexFuture *asking;
  char *described; /* the model, as mq_recent_models_describe(); NULL until one is found */
};

G_DEFINE_FINAL_TYPE (MqLocalModelButton, mq_local_model_button, ADW_TYPE_BIN)

static void
show_model (MqLocalModelButton *self)
{
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->described != NULL && !mq_workspace_has_model (self->workspace));
  if (self->described == NULL)
    return;

  name = mq_recent_models_dup_name (self->described);
  if (g_utf8_strlen (name, -1) > MAX_NAME)
    {
      g_autofree char *whole = g_steal_pointer (&name);
      g_autofree char *start = g_utf8_substring (whole, 0, MAX_NAME - 1);

      name = g_strconcat (start, "…", NULL);
    }
  /* Translators: %s is the name of a language model */
  label = g_strdup_printf (_ ("Use %s on This Computer"), name);
  gtk_button_set_label (self->button, label);
}

static DexFuture *
answered_cb (DexFuture *future, gpointer data)
{
  MqLocalModelButton *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  const char *base_url = NULL;
  /* Without an answer nothing is offered: Preferences say why. */
  g_autofree char *reference = value != NULL
                                   ? mq_local_model_find (g_value_get_boxed (value), &base_url)
                                   : NULL;

  if (reference != NULL)
    self->described = mq_recent_models_describe (reference, base_url);
  show_model (self);
  return dex_future_new_true ();
}

/* Asks when the service is ready and the sketcher of this computer is in use. */
static void
update (MqLocalModelButton *self)
{
  gboolean ready = FALSE;

  show_model (self);
  g_object_get (self->workspace, "ready", &ready, NULL);
  if (ready && self->asking == NULL && mq_workspace_knows_team (self->workspace)
      && !mq_workspace_has_model (self->workspace)
      && mq_workspace_get_server (self->workspace) == NULL)
    self->asking = dex_future_finally (mq_workspace_list_models (self->workspace), answered_cb,
                                       self, NULL);
}

static void
use_cb (MqLocalModelButton *self)
{
  g_autoptr (GSettings) settings = g_settings_new (MQ_APP_ID);

  /* app.use-model takes only models that were set up. */
  mq_recent_models_add (settings, self->described);
  gtk_widget_activate_action (GTK_WIDGET (self), "app.use-model", "s", self->described);
}

/* Call this once. */
void
mq_local_model_button_set_workspace (MqLocalModelButton *self, MqWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::ready", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::team", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
mq_local_model_button_dispose (GObject *object)
{
  MqLocalModelButton *self = MQ_LOCAL_MODEL_BUTTON (object);

  dex_clear (&self->asking);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->described, g_free);

  G_OBJECT_CLASS (mq_local_model_button_parent_class)->dispose (object);
}

static void
mq_local_model_button_class_init (MqLocalModelButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_local_model_button_dispose;
}

static void
mq_local_model_button_init (MqLocalModelButton *self)
{
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (use_cb), self);
}
