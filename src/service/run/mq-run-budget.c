/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's budget, see mq-run-budget.h. */
#include "service/run/mq-run-budget.h"

#include "common/json/mq-json.h"

#include <math.h>

/* @budget: limits or usage. Returns: (transfer full): `{"calls", "tokens", "cost", "seconds"}` */
JsonObject *
mq_run_budget_to_json (const MqBudget *budget)
{
  return mq_json_new ("calls:l tokens:l cost:d seconds:l", budget->calls, budget->tokens,
                      budget->cost, budget->seconds);
}

/* @budget: (out): limits; @json: (nullable): an object of mq_run_budget_to_json() */
void
mq_run_budget_from_json (MqBudget *budget, JsonObject *json)
{
  *budget = (MqBudget){
    .calls = mq_json_get_int (json, "calls", 0),
    .tokens = mq_json_get_int (json, "tokens", 0),
    .cost = mq_json_get_double (json, "cost", 0),
    .seconds = mq_json_get_int (json, "seconds", 0),
  };
}

/**
 * mq_run_budget_describe:
 * @asset: the state of the run
 *
 * Returns: (transfer full): `{"budget": {…}, "spent": {…}}`
 */
JsonObject *
mq_run_budget_describe (MqAssetState *asset)
{
  return mq_json_new ("budget:o spent:o", mq_run_budget_to_json (&asset->budget),
                      mq_run_budget_to_json (&asset->spent));
}

static gint64
raise_count (gint64 limit, gint64 spent, double factor)
{
  double raised = ceil ((double)MAX (limit, spent) * factor);

  if (limit == 0)
    return 0;

  return raised < (double)G_MAXINT64 / 2 ? (gint64)raised : G_MAXINT64 / 2;
}

/* Multiplies the limits, so that none is reached any more. @budget: (inout): limits; 0 (no
 * limit) stays; @spent: usage, perhaps above the limits; @factor: above 1. */
void
mq_run_budget_raise (MqBudget *budget, const MqBudget *spent, double factor)
{
  budget->calls = raise_count (budget->calls, spent->calls, factor);
  budget->tokens = raise_count (budget->tokens, spent->tokens, factor);
  budget->seconds = raise_count (budget->seconds, spent->seconds, factor);
  if (budget->cost > 0)
    budget->cost = MAX (budget->cost, spent->cost) * factor;
}
