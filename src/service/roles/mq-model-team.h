/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelTeam: the team that asks language models. Each role is a file of its own (mq-role-*.c);
 * their shared functions are in mq-role.h. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/models/mq-models.h"
#include "service/team/mq-team.h"

G_BEGIN_DECLS

#define MQ_TYPE_MODEL_TEAM (mq_model_team_get_type ())
G_DECLARE_FINAL_TYPE (MqModelTeam, mq_model_team, MQ, MODEL_TEAM, GObject)

MqTeam *mq_model_team_new (MqModels *models, MqKnowledge *knowledge, const char *agents_dir,
                           const char *library_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
