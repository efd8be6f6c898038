/* MqServiceSettings: what a run works with, see mq-service-settings.h. */
#include "service/run/mq-service-settings.h"

struct _MqServiceSettings
{
  GObject parent_instance;

  MqModels *models; /* or NULL */
  MqTeams *teams;
  MqRunLimits limits;
};

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

/**
 * mq_service_settings_get_models:
 *
 * Returns: (transfer none) (nullable): the models
 */
MqModels *
mq_service_settings_get_models (MqServiceSettings *self)
{
  return self->models;
}

/**
 * mq_service_settings_get_teams:
 *
 * Returns: (transfer none): the teams
 */
MqTeams *
mq_service_settings_get_teams (MqServiceSettings *self)
{
  return self->teams;
}

/**
 * mq_service_settings_get_limits:
 *
 * Returns: (transfer none): the limits of a run
 */
const MqRunLimits *
mq_service_settings_get_limits (MqServiceSettings *self)
{
  return &self->limits;
}
