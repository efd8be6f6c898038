/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline's automatic refinement: looks at the asset, finds defects, and has them repaired in
 * rounds. See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* Calls that are spent on minor defects at most, and those that one repair and the look at it may
 * take. */
#define MINOR_CALLS 6
#define MINOR_ROUND 2

/* Returns: (transfer full) (nullable): the critic's defects; %NULL without an error if it gave no
 * answer */
static JsonArray *
criticise (MqPipeline *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) silence = NULL;
  JsonArray *defects;

  if (!mq_pipeline_look (self, error))
    return NULL;

  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_CRITIC,
                                        _ ("Looking for defects"), MQ_TEAM_CRITIQUE, "defects",
                                        &silence);
  if (answer != NULL)
    {
      /* The plan with the verdicts on its requirements; no other part of it changes. */
      if (mq_json_get_object (answer, "plan") != NULL)
        mq_json_replace_object (&self->asset->plan, mq_json_get_object (answer, "plan"));
      defects = mq_json_get_array (answer, "defects");
      return defects != NULL ? json_array_ref (defects) : json_array_new ();
    }

  if (!mq_pipeline_ends_work (silence))
    mq_remote_blender_notice (&self->blender, "warning", "no-critique", silence->message, NULL,
                              error);
  else
    g_propagate_error (error, g_steal_pointer (&silence));
  return NULL;
}

/* @minor: (out): the treatment of minor defects */
static gboolean
count_rounds (MqPipeline *self, gint64 *rounds, MqMinor *minor, GError **error)
{
  MqTeam *team = self->run->team;
  const MqTeamInterface *iface = MQ_TEAM_GET_IFACE (team);

  *rounds = self->limits->rounds;
  *minor = MQ_MINOR_TOO;
  if (iface->adjust_rounds == NULL)
    return TRUE;

  if (!mq_service_run_decide (self->run, "rounds",
                              iface->adjust_rounds (team, self->limits->rounds), rounds, error))
    return FALSE;

  *minor = *rounds > self->limits->rounds ? MQ_MINOR_AFTER : MQ_MINOR_REPORT;
  return TRUE;
}

/* Looks if the budget has room for a repair of minor defects and a look at it.
 * @from: (inout): the calls when the first of them was, below 0: none was */
static gboolean
can_afford (MqPipeline *self, gint64 *from, gboolean *afford, GError **error)
{
  const MqBudget *limit = &self->asset->budget;
  const MqBudget *spent = &self->asset->spent;
  gint64 wanted;

  if (*from < 0)
    *from = spent->calls;
  if (!mq_service_run_decide (
          self->run, "minor",
          spent->calls - *from + MINOR_ROUND <= MINOR_CALLS
              && (limit->calls == 0 || limit->calls - spent->calls >= MINOR_ROUND)
              && mq_asset_state_check_budget (self->asset, NULL),
          &wanted, error))
    return FALSE;

  *afford = wanted != 0;
  return TRUE;
}

/* Decides on a repair in this round. @repair: (out): %FALSE if there is none */
static gboolean
choose (MqPipeline *self, MqDefects *defects, gboolean is_last, gint64 *minor_from,
        gboolean *repair, GError **error)
{
  *repair = json_array_get_length (defects->to_repair) > 0;
  if (*repair && defects->careful)
    return can_afford (self, minor_from, repair, error);

  *repair = *repair && !is_last;
  return TRUE;
}

static gboolean
go_through_rounds (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonArray) named = NULL;
  gint64 minor_from = -1;
  MqMinor minor;
  gint64 rounds;

  if (!count_rounds (self, &rounds, &minor, error))
    return FALSE;

  g_hash_table_add (scripts, g_strdup (self->asset->script));
  for (gint64 round = 0;;)
    {
      g_auto (MqDefects) defects = { 0 };
      g_autoptr (GError) fault = NULL;
      gboolean wanted;
      MqRound outcome;

      if (named == NULL && !(named = criticise (self, &fault)))
        {
          if (fault == NULL)
            return TRUE;

          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }

      mq_defects_sort (&defects, named, minor);
      g_clear_pointer (&named, json_array_unref);
      if (!choose (self, &defects, round >= rounds, &minor_from, &wanted, error))
        return FALSE;
      if (!wanted)
        return mq_pipeline_report_defects (self, defects.all, error);

      round += !defects.careful;
      outcome = mq_pipeline_repair_round (self, &defects, scripts, &named, error);
      mq_json_replace_array (&self->asset->defects, NULL);
      mq_json_replace_array (&self->asset->known, NULL);
      self->asset->careful = FALSE;
      mq_remote_blender_forget_closeups (&self->blender);
      if (outcome != MQ_ROUND_HELPED && outcome != MQ_ROUND_AGAIN)
        return outcome == MQ_ROUND_ENDS_IT;
    }
}

/* Finds and repairs defects, for a limited number of rounds, and reports those that are left. If
 * the team cannot be called any more, or nothing was measured, the asset stays as it is. Returns:
 * %FALSE if the run has to end */
gboolean
mq_pipeline_refine_automatically (MqPipeline *self, GError **error)
{
  g_autoptr (GError) fault = NULL;

  /* Nothing could tell what a repair did. */
  if (self->asset->report == NULL || go_through_rounds (self, &fault))
    return TRUE;

  if (mq_pipeline_is_exhausted (fault))
    return mq_pipeline_report_exhausted (self, fault, error);

  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}
