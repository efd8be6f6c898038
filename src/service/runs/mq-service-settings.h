/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceSettings: the models, teams and limits of one set of settings. Immutable; runs with
 * equal settings share it. */
#pragma once

#include "service/models/mq-models.h"
#include "service/run/mq-service-run.h"
#include "service/team/mq-teams.h"

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_SETTINGS (mq_service_settings_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceSettings, mq_service_settings, MQ, SERVICE_SETTINGS, GObject)

/**
 * MqServiceSettings:
 * @models: (nullable): the models of @teams
 * @teams: the teams
 * @limits: the limits of a run
 */
struct _MqServiceSettings
{
  GObject parent_instance;

  MqModels *models;
  MqTeams *teams;
  MqRunLimits limits;
};

MqServiceSettings *
mq_service_settings_new (MqModels *models, MqTeams *teams, const MqRunLimits *limits);

/**
 * MqFindSettings:
 * @json: the member `settings` of a request
 * @user_data: `find_settings_data` of the #MqRuns
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the settings object
 */
typedef MqServiceSettings *(*MqFindSettings) (JsonObject *json, gpointer user_data, GError **error);

G_END_DECLS
