/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One round of the automatic refinement: repairs the defects, keeps what mended and puts back what
 * broke, and rolls back what is worse. See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/script/mq-script.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-measurement.h"

#include <glib/gi18n.h>

static MqRound
end_with (MqPipeline *self, JsonArray *left, GError **error)
{
  return mq_pipeline_report_defects (self, left, error) ? MQ_ROUND_ENDS_IT : MQ_ROUND_FAILED;
}

/* Restores the script of before. A version saves the client's last execution, so it has to run
 * again. */
static gboolean
roll_back (MqPipeline *self, const MqSnapshot *before, const char *why, JsonArray *fresh,
           GError **error)
{
  return mq_pipeline_tell_defects (self, MQ_NOTICE_LEVEL_INFO, "rolled-back", why, fresh, error)
         && mq_pipeline_build_again (self, before, error);
}

/* Rolls a repair back that does not run or cannot be measured, and ends the refinement. @fault:
 * (transfer full) (nullable) */
static MqRound
give_up (MqPipeline *self, const MqSnapshot *before, JsonArray *left, GError *fault, GError **error)
{
  g_autoptr (GError) reason = fault;

  if (reason != NULL && mq_remote_blender_is_stopped (reason))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return MQ_ROUND_FAILED;
    }

  if (!roll_back (self, before,
                  reason != NULL
                      ? _ ("The repaired script failed; the previous script is kept")
                      : _ ("The repaired script could not be measured; the previous one is kept"),
                  NULL, error)
      || !mq_pipeline_report_defects (self, left, error))
    return MQ_ROUND_FAILED;

  if (reason == NULL || !mq_pipeline_is_exhausted (reason))
    return MQ_ROUND_ENDS_IT;

  g_propagate_error (error, g_steal_pointer (&reason));
  return MQ_ROUND_FAILED;
}

/* Asks the team to compare the asset with the one before the repair. A team that cannot answers
 * "same". @answer: (out) (transfer full) (nullable): the team's whole answer; @error: the run
 * has to end, or mq_pipeline_is_exhausted(). Returns: (nullable): better, same or worse */
const char *
mq_pipeline_verify (MqPipeline *self, JsonObject **answer, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_VERIFIER,
                                         _ ("Comparing it with what was before"), MQ_TEAM_VERIFY,
                                         "verdict", &silence);

  if (*answer != NULL)
    return mq_json_get_string (*answer, "verdict", "same");

  if (!mq_pipeline_ends_work (silence))
    return "same";

  g_propagate_error (error, g_steal_pointer (&silence));
  return NULL;
}

/* The texts of defects, for the next model that tries to repair them. */
static char *
list_faults (JsonArray *defects)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mq_json_length (defects); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            mq_json_get_string (mq_json_element_object (defects, i), "what", ""));
  return g_string_free (text, FALSE);
}

/* Asks for a repair of @defects. Without an error, @answer stays NULL if there is no new script and
 * no defect is disputed. */
static gboolean
repair (MqPipeline *self, const MqDefects *defects, GHashTable *scripts, JsonObject **answer,
        GError **error)
{
  g_autoptr (JsonObject) said = NULL;
  g_autofree char *text = list_faults (defects->to_repair);
  g_autoptr (GError) silence = NULL;

  mq_asset_state_add_attempt (self->asset, "look", text);
  said = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_DEBUGGER,
                                      _ ("Repairing the problems found"), MQ_TEAM_REPAIR, "script",
                                      &silence);
  if (said == NULL && mq_pipeline_ends_work (silence))
    {
      g_propagate_error (error, g_steal_pointer (&silence));
      return FALSE;
    }

  if (said != NULL
      && (g_hash_table_add (scripts, g_strdup (mq_json_get_string (said, "script", "")))
          || mq_json_length (mq_json_get_array (said, "disputed")) > 0))
    *answer = g_steal_pointer (&said);
  return TRUE;
}

/* Writes into the plan, which the measuring reads, what the team disputes; it stays so for later
 * versions of the same objects. The plan of before is without it until that was measured. Returns:
 * whether anything is disputed */
static gboolean
note_disputed (MqPipeline *self, JsonObject *answer)
{
  JsonArray *said = mq_json_get_array (answer, "disputed");
  g_autoptr (JsonObject) plan = NULL;
  JsonArray *disputed;

  if (mq_json_length (said) == 0 || self->asset->plan == NULL)
    return FALSE;

  plan = mq_json_copy_object (self->asset->plan);
  disputed = json_array_new ();
  mq_json_append (disputed, mq_json_get_array (plan, "disputed"));
  mq_json_append (disputed, said);
  json_object_set_array_member (plan, "disputed", disputed);
  mq_json_replace_object (&self->asset->plan, plan);
  return TRUE;
}

/* Leaves as it is all that was disputed now and not withdrawn: it is not measured another way
 * again, no debugger gets it again, and the critic and the user get the reason. @before: gets the
 * plan with it, for a roll-back. Returns: whether anything is left */
static gboolean
leave_disputed (MqPipeline *self, MqSnapshot *before, JsonObject *answer)
{
  JsonArray *disputed = mq_json_get_array (self->asset->plan, "disputed");
  gboolean any = FALSE;

  for (guint i = 0; i < mq_json_length (disputed); i++)
    {
      JsonObject *one = mq_json_element_object (disputed, i);
      const char *id = mq_json_get_string (one, "id", "");
      JsonObject *row = mq_json_find (mq_json_get_array (self->asset->report, "again"), "id", id);

      if (mq_json_find (mq_json_get_array (answer, "disputed"), "id", id) == NULL
          || mq_json_get_boolean (row, "withdrawn", FALSE))
        continue;
      json_object_set_boolean_member (one, "left", TRUE);
      any = TRUE;
    }

  mq_json_replace_object (&before->plan, self->asset->plan);
  return any;
}

/* Runs the repaired script; when only defects are disputed, measures again what there is. If that
 * cannot be, the measurement of before holds. */
static gboolean
build (MqPipeline *self, const MqSnapshot *before, JsonObject *answer, GError **error)
{
  if (g_strcmp0 (mq_json_get_string (answer, "script", ""), before->script) == 0)
    {
      if (!mq_remote_blender_measure (&self->blender, error))
        return FALSE;

      if (self->asset->report == NULL)
        {
          mq_json_replace_object (&self->asset->report, before->report);
          self->blender.measurement = before->measurement;
          mq_measurement_settle (self->asset->plan, self->asset->report);
        }
      return TRUE;
    }

  return mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error)
         && mq_pipeline_make_valid (self, error);
}

/* Remembers for the next try what this one changed, and what that did. */
static void
note_outcome (MqPipeline *self, const char *changed, JsonObject *verdict, const char *end)
{
  JsonArray *fresh = mq_json_get_array (verdict, "new");
  g_autofree char *brought = list_faults (fresh);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "changed %s: mended %u, left %u", changed,
                          mq_json_length (mq_json_get_array (verdict, "fixed")),
                          mq_json_length (mq_json_get_array (verdict, "left")));
  if (mq_json_length (fresh) > 0)
    g_string_append_printf (text, ", brought: %s", brought);
  if (*end != '\0')
    g_string_append_printf (text, "; %s", end);
  mq_asset_state_add_attempt (self->asset, "repair", text->str);
}

/* Requirements that were judged by eye and are met now. */
static void
note_repaired (MqPipeline *self, JsonArray *repaired, JsonArray *open)
{
  JsonArray *requirements = mq_json_get_array (self->asset->plan, "requirements");

  for (guint i = 0; i < json_array_get_length (repaired); i++)
    {
      JsonObject *defect = mq_json_element_object (repaired, i);
      JsonObject *requirement = mq_requirement_get_numbered (requirements,
                                                             mq_json_get_int (defect, "n", 0));
      JsonObject *seen = mq_json_get_object (requirement, "seen");

      if (seen != NULL
          && mq_json_find (open, "what", mq_json_get_string (defect, "what", "")) == NULL)
        mq_json_add (seen, "met:b evidence:s", TRUE, "");
    }
}

/* Decides from a verdict whether another round follows. @next: (out): the defects that are left, if
 * the team says which */
static MqRound
judge (MqPipeline *self, const MqDefects *defects, JsonObject *verdict, JsonArray **next,
       GError **error)
{
  JsonArray *left = mq_json_get_array (verdict, "left");
  JsonArray *named = mq_json_get_array (verdict, "defects");
  gboolean none_left = left != NULL && json_array_get_length (left) == 0;
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (defects->to_report);
  g_autoptr (JsonArray) open = named != NULL
                                   ? mq_defects_join (named, seen)
                                   : json_array_ref (none_left ? defects->to_report : defects->all);
  g_auto (MqDefects) sorted = { 0 };

  mq_defects_sort (&sorted, open, defects->minor);
  if (named != NULL)
    {
      note_repaired (self, defects->to_repair, open);
      none_left = json_array_get_length (sorted.to_repair) == 0;
    }

  if (none_left || g_str_equal (mq_json_get_string (verdict, "verdict", "same"), "same"))
    return end_with (self, open, error);

  *next = named != NULL ? json_array_ref (open) : NULL;
  return MQ_ROUND_HELPED;
}

/* Tells whether measuring can tell what the repair brought from what it mended. */
static gboolean
can_salvage (JsonObject *verdict)
{
  JsonArray *fresh = mq_json_get_array (verdict, "new");
  gboolean better = g_str_equal (mq_json_get_string (verdict, "verdict", ""), "better");

  for (guint i = 0; i < mq_json_length (fresh); i++)
    {
      JsonObject *defect = mq_json_element_object (fresh, i);

      if (mq_measured_defects_include (defect) && (!better || mq_defect_is_severe (defect)))
        return TRUE;
    }

  return FALSE;
}

/* Takes a look, where only eyes can judge, and compares with before. */
static gboolean
compare (MqPipeline *self, const MqDefects *defects, JsonObject **verdict, GError **error)
{
  g_clear_pointer (verdict, json_object_unref);
  return ((!defects->careful && !mq_measured_defects_need_critic (defects->to_repair))
          || mq_pipeline_look (self, error))
         && mq_pipeline_verify (self, verdict, error) != NULL;
}

/* Puts back the functions that brought new faults, and judges what is left of the repair. @helps:
 * (out): whether anything is */
static gboolean
keep_what_mends (MqPipeline *self, const MqSnapshot *before, const MqDefects *defects,
                 JsonObject **verdict, gboolean *helps, GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *listed = NULL;

  *helps = TRUE;
  if (!can_salvage (*verdict))
    return TRUE;

  if (!mq_pipeline_salvage (self, before, defects->all, &names, helps, error))
    return FALSE;

  if (*names == NULL || !*helps)
    return TRUE;

  listed = g_strjoinv (", ", names);
  note_outcome (self, listed, *verdict, "put back as it was, the rest is kept");
  return mq_pipeline_tell_defects (
             self, MQ_NOTICE_LEVEL_INFO, "put-back",
             _ ("Kept what the repair mended, and put back what brought new faults"),
             mq_json_get_array (*verdict, "new"), error)
         && compare (self, defects, verdict, error);
}

/* Keeps the repair or rolls it back, by its verdict. @left: faults were disputed, and are left: the
 * critic is asked again, who sees the reasons */
static MqRound
decide (MqPipeline *self, const MqSnapshot *before, const MqDefects *defects, JsonObject *verdict,
        gboolean helps, gboolean left, JsonArray **next, GError **error)
{
  const char *name = mq_json_get_string (verdict, "verdict", "same");
  JsonArray *fresh = mq_json_get_array (verdict, "new");
  gboolean same = g_str_equal (name, "same");
  gboolean changed = !g_str_equal (before->script, self->asset->script);

  if (left && !changed)
    return MQ_ROUND_AGAIN;
  if (helps
      && (g_str_equal (name, "better")
          || (same && mq_json_length (fresh) == 0 && (left || !defects->careful))))
    return left ? MQ_ROUND_AGAIN : judge (self, defects, verdict, next, error);

  if (!roll_back (self, before,
                  fresh != NULL
                      ? _ ("The repair did not make it better; the previous script is kept")
                      : _ ("The repair made it worse; the previous script is kept"),
                  fresh, error))
    return MQ_ROUND_FAILED;
  if (left)
    return MQ_ROUND_AGAIN;

  /* A team that does not say what is new would do the same again. */
  if (fresh == NULL || defects->careful)
    return end_with (self, defects->all, error);

  *next = json_array_ref (defects->all);
  return MQ_ROUND_AGAIN;
}

static char *
list_changed (MqPipeline *self, const MqSnapshot *before)
{
  g_auto (GStrv) names = mq_script_list_changed (before->script, self->asset->script);

  return g_strjoinv (", ", names);
}

/* Has defects repaired, and keeps of the repair what makes the asset better. @defects: what is
 * known of the asset; @next: (out): the defects that are left, if the team says which. Returns:
 * how it ended */
MqRound
mq_pipeline_repair_round (MqPipeline *self, const MqDefects *defects, GHashTable *scripts,
                          JsonArray **next, GError **error)
{
  g_auto (MqSnapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) verdict = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *changed = NULL;
  gboolean built;
  gboolean left;
  gboolean helps = TRUE;

  mq_snapshot_take (&before, self);
  mq_json_replace_array (&self->asset->defects, defects->to_repair);
  mq_json_replace_array (&self->asset->known, defects->all);
  self->asset->careful = defects->careful;

  /* The verifier compares with them what only eyes can judge. */
  if (mq_measured_defects_need_critic (defects->to_repair)
      && !mq_pipeline_look_closely (self, error))
    return MQ_ROUND_FAILED;

  if (!repair (self, defects, scripts, &answer, &fault))
    {
      if (mq_pipeline_is_exhausted (fault)
          && !mq_pipeline_report_defects (self, defects->all, error))
        return MQ_ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return MQ_ROUND_FAILED;
    }

  if (answer == NULL)
    return end_with (self, defects->all, error);

  left = note_disputed (self, answer);
  built = build (self, &before, answer, &fault) && self->asset->report != NULL;
  left = left && leave_disputed (self, &before, answer);
  if (!built)
    return give_up (self, &before, defects->all, g_steal_pointer (&fault), error);

  changed = list_changed (self, &before);
  if (!compare (self, defects, &verdict, &fault)
      || !keep_what_mends (self, &before, defects, &verdict, &helps, &fault))
    {
      if (mq_pipeline_is_exhausted (fault) && !mq_pipeline_report_known (self, defects->all, error))
        return MQ_ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return MQ_ROUND_FAILED;
    }

  note_outcome (self, changed, verdict,
                helps && !g_str_equal (mq_json_get_string (verdict, "verdict", ""), "worse")
                    ? ""
                    : "all of it was put back as it was");
  return decide (self, &before, defects, verdict, helps, left, next, error);
}
