/* MqServiceSettings: what a run works with: models, teams and limits, as one set of settings makes them. Runs that came
 * with the same settings share it; it never changes. */
#pragma once

#include "service/models/mq-models.h"
#include "service/run/mq-service-run.h"
#include "service/team/mq-teams.h"

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_SETTINGS (mq_service_settings_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceSettings, mq_service_settings, MQ, SERVICE_SETTINGS, GObject)

MqServiceSettings *
mq_service_settings_new (MqModels *models, MqTeams *teams, const MqRunLimits *limits);
MqModels *mq_service_settings_get_models (MqServiceSettings *self);
MqTeams *mq_service_settings_get_teams (MqServiceSettings *self);
const MqRunLimits *mq_service_settings_get_limits (MqServiceSettings *self);

/**
 * MqFindSettings:
 * @json: the member `settings` of a request
 * @user_data: from mq_runs_set_find_settings()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): what they make
 */
typedef MqServiceSettings *(*MqFindSettings) (JsonObject *json, gpointer user_data, GError **error);

G_END_DECLS
