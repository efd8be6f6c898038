/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's budget in JSON, for clients and the journal, and how it is raised. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

JsonObject *mq_run_budget_to_json (const MqBudget *budget) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_budget_from_json (MqBudget *budget, JsonObject *json);
JsonObject *mq_run_budget_describe (MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_budget_raise (MqBudget *budget, const MqBudget *spent, double factor);

G_END_DECLS
