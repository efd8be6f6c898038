/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of MqModelGroup: stores it in the keyring, or removes it. */
#include "app/preferences/mq-model-group-private.h"

#include "app/picture/mq-announce.h"
#include "app/preferences/mq-preferences.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"

#define FIBER_STACK (256 * 1024)

static DexFuture *
sent (DexFuture *future, gpointer data)
{
  mq_model_group_look_up_key (data);
  return dex_future_new_true ();
}

/* Sends the keys to the service again, and then asks for the models. */
static void
renew (MqModelGroup *self)
{
  g_signal_emit_by_name (self, "renewed");
  self->looking = dex_future_finally (
      mq_workspace_send_keys (mq_settings_get_workspace (self->settings)), sent, self, NULL);
}

static void
show_problem (MqModelGroup *self, const char *text)
{
  mq_model_trial_row_show (self->trial, MQ_MODEL_TRIAL_ERROR, text);
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The keyring may ask for its password first, and the rows may have changed when it is done. */
static DexFuture *
store_fiber (MqModelGroup *self, const char *provider, const char *base_url, const char *key,
             DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  gboolean good = dex_await (mq_fiber_unless (dropped, mq_keyring_store (provider, base_url, key)),
                             &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    {
      mq_keyring_keep (provider, base_url, key);
      mq_preferences_show_keyring_banner (self, error->message);
      good = TRUE;
    }

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->key)), key))
    gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  if (good)
    renew (self);
  else
    show_problem (self, error->message);
  return dex_future_new_true ();
}

void
mq_model_group_apply_key (MqModelGroup *self)
{
  JsonObject *provider = mq_model_group_get_provider (self);
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key));
  g_autoptr (GError) error = NULL;

  if (provider == NULL || *key == '\0')
    return;

  if (!mq_keyring_check_key (key, &error))
    {
      show_problem (self, error->message);
      return;
    }

  self->goes_on = TRUE;
  dex_clear (&self->storing);
  self->storing = mq_fiber_spawn_droppable_with (
      FIBER_STACK, store_fiber, (MQ_TYPE_MODEL_GROUP, self),
      (G_TYPE_STRING, mq_model_group_get_name (provider)),
      (G_TYPE_STRING, mq_model_group_get_base_url (self)), (G_TYPE_STRING, key));
}

static DexFuture *
removed (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  g_autoptr (GError) error = NULL;
  gboolean had_focus;

  if (dex_future_get_value (future, &error) == NULL
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    show_problem (self, error->message);

  had_focus = mq_model_group_has_focus (self->kept);
  mq_model_group_look_up_key (self);
  renew (self);
  /* Only if the focus is still there. */
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->key));
  return dex_future_new_true ();
}

void
mq_model_group_remove_key (MqModelGroup *self)
{
  JsonObject *provider = mq_model_group_get_provider (self);

  if (provider == NULL)
    return;

  /* Until the service reports another key. */
  json_object_set_boolean_member (provider, "has_key", FALSE);
  mq_keyring_keep (mq_model_group_get_name (provider), mq_model_group_get_base_url (self), NULL);
  dex_clear (&self->storing);
  self->storing = dex_future_finally (
      mq_keyring_clear (mq_model_group_get_name (provider), mq_model_group_get_base_url (self)),
      removed, self, NULL);
}
