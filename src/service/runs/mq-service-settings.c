/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceSettings, see mq-service-settings.h. */
#include "service/runs/mq-service-settings.h"

G_DEFINE_FINAL_TYPE (MqServiceSettings, mq_service_settings, G_TYPE_OBJECT)

static void
mq_service_settings_finalize (GObject *object)
{
  MqServiceSettings *self = MQ_SERVICE_SETTINGS (object);

  g_clear_object (&self->models);
  g_clear_object (&self->teams);

  G_OBJECT_CLASS (mq_service_settings_parent_class)->finalize (object);
}

static void
mq_service_settings_class_init (MqServiceSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_service_settings_finalize;
}

static void
mq_service_settings_init (MqServiceSettings *self)
{
}

/**
 * mq_service_settings_new:
 * @models: (nullable): the models of @teams
 * @teams: the teams
 * @limits: copied
 *
 * Returns: (transfer full): settings
 */
MqServiceSettings *
mq_service_settings_new (MqModels *models, MqTeams *teams, const MqRunLimits *limits)
{
  MqServiceSettings *self = g_object_new (MQ_TYPE_SERVICE_SETTINGS, NULL);

  g_set_object (&self->models, models);
  g_set_object (&self->teams, teams);
  self->limits = *limits;
  return self;
}
