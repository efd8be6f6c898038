/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One instruction of the user, which ends with a version or a refusal. See
 * mq-pipeline-private.h. */
#include "service/team/mq-change-defects.h"
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "service/pipeline/mq-plan-follow.h"
#include "service/run/mq-http-problem.h"
#include "common/asset/mq-asset-changes.h"
#include "service/team/mq-asset-history.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-report.h"
#include "common/asset/mq-verdict.h"
#include "service/plan/mq-requirements.h"

#include <glib/gi18n.h>

/* Updates the plan from the script, which refinements, repairs and the user change. */
void
mq_pipeline_settle_plan (MqAssetState *asset)
{
  JsonObject *plan = asset->plan;
  g_autoptr (JsonObject) settled = NULL;

  if (plan == NULL)
    return;

  settled = mq_plan_follow_script (plan, asset->script, asset->report);
  mq_json_replace_object (&asset->plan, settled);
}

/* The version's number in the client's library, or, without a session, in this run. */
static gint64
get_version_number (MqPipeline *self)
{
  GArray *kept = self->run->log->kept;

  return kept->len >= self->versions ? g_array_index (kept, gint64, self->versions - 1)
                                     : (gint64)self->versions;
}

/* Remembers the version for later instructions of this run. */
static void
remember_version (MqPipeline *self, const char *summary, const char *instruction)
{
  MqAssetState *asset = self->asset;
  gint64 number = get_version_number (self);

  mq_asset_history_add (
      asset->history,
      mq_json_new ("version:l parent:l instruction:s summary:s script:s plan:o? report:o? left:a?",
                   number, asset->version, instruction, summary, asset->script,
                   asset->plan != NULL ? json_object_ref (asset->plan) : NULL,
                   asset->report != NULL ? json_object_ref (asset->report) : NULL,
                   self->left != NULL ? json_array_ref (self->left) : NULL));
  asset->version = number;
  mq_json_replace_array (&self->left, NULL);
}

static gboolean
tell_unmeasured (MqPipeline *self, GError **error)
{
  g_autofree char *text = NULL;

  if (self->asset->report != NULL)
    return TRUE;

  /* Translators: %s is a sentence that says why. */
  text = g_strdup_printf (_ ("The version is complete, but it could not be measured. %s"),
                          self->blender.unmeasured);
  return mq_remote_blender_notice (&self->blender, "warning", "not-measured", text, NULL, error);
}

/* Asks the client to save the results of the last execution, measurement and rendering as a
 * version. Returns: whether it was emitted */
gboolean
mq_pipeline_emit_version (MqPipeline *self, const char *summary, const char *instruction,
                          GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_VERSION);
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (self->left);
  g_autoptr (JsonObject) suggested = NULL;
  JsonObject *plan;

  if (!tell_unmeasured (self, error))
    return FALSE;

  mq_pipeline_settle_plan (self->asset);
  plan = self->asset->plan;

  event->version.summary = g_strdup (summary);
  event->version.instruction = g_strdup (instruction);
  event->version.script = g_strdup (self->asset->script);
  event->version.plan = plan != NULL ? json_object_ref (plan) : NULL;
  event->version.requirements = mq_requirement_list_rows (plan, self->asset->report);
  mq_verdict_judge (plan, self->asset->report, event->version.requirements, seen,
                    &event->version.faults, &event->version.minor, &event->version.detached);
  if ((suggested = dex_await_boxed (mq_team_suggest (self->run->team, self->asset), NULL)) != NULL)
    event->version.suggestions = mq_json_to_strings (mq_json_get_array (suggested, "changes"));
  event->version.execution = self->blender.execution;
  event->version.measurement = self->blender.measurement;
  if (self->asset->report == NULL)
    event->version.unmeasured = TRUE;
  if (self->blender.rendering > 0)
    event->version.rendering = self->blender.rendering;

  if (!mq_service_run_emit (self->run, event, error)
      || !mq_service_run_await_kept (self->run, error))
    return FALSE;

  self->versions++;
  remember_version (self, summary, instruction);
  return TRUE;
}

static gboolean
emit_refused (MqPipeline *self, MqRefusal outcome, const char *text, JsonObject *answer,
              GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_REFUSED);
  g_autoptr (JsonArray) items = json_array_new ();
  JsonArray *notices = mq_json_get_array (answer, "notices");

  for (guint i = 0; i < mq_json_length (notices); i++)
    mq_json_append (items, mq_json_get_array (mq_json_element_object (notices, i), "items"));

  if (outcome == MQ_REFUSAL_ALREADY_SO)
    self->is_already_so = TRUE;
  else
    g_set_str (&self->refusal, text);
  event->refused.outcome = outcome;
  event->refused.text = g_strdup (text);
  event->refused.items = mq_json_to_strings (items);
  return mq_service_run_emit (self->run, event, error);
}

static gboolean
report_unintended_changes (MqPipeline *self, JsonObject *base, JsonArray *touches, GError **error)
{
  g_auto (GStrv) unintended = NULL;

  if (base == NULL || self->asset->report == NULL)
    return TRUE;

  unintended = mq_report_list_unintended_changes (base, self->asset->report, touches);
  if (*unintended == NULL)
    return TRUE;

  return mq_remote_blender_notice (
      &self->blender, "warning", "changed-too", _ ("Also changed, although you did not ask for it"),
      mq_json_from_strings ((const char *const *)unintended, -1), error);
}

static gboolean
is_worse_than_base (MqPipeline *self, JsonObject *base, gboolean *worse, char **text,
                    GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) fault = NULL;
  const char *verdict;

  *worse = FALSE;
  if (base == NULL || self->asset->report == NULL)
    return TRUE;

  mq_json_replace_object (&self->asset->base_report, base);
  verdict = mq_pipeline_verify (self, &answer, &fault);
  mq_json_replace_object (&self->asset->base_report, NULL);
  if (verdict == NULL && mq_pipeline_is_exhausted (fault))
    return mq_pipeline_report_exhausted (self, fault, error);

  if (verdict == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  *worse = g_str_equal (verdict, "worse");
  *text = g_strdup (mq_json_get_string (answer, "text", ""));
  return TRUE;
}

/* Removes the parts from the answer's plan whose functions the answer removes from the script, of
 * the current version or of the one that it went back to. */
static void
drop_removed (const MqSnapshot *before, JsonObject *answer)
{
  JsonObject *plan = mq_json_get_object (answer, "plan");
  const char *script = mq_json_get_string (answer, "script", NULL);
  const char *changed = mq_json_get_string (mq_json_get_object (answer, "base"), "script",
                                            before->script);

  if (plan != NULL && script != NULL && changed != NULL)
    json_object_set_object_member (answer, "plan", mq_plan_without_removed (plan, changed, script));
}

/* The report that the change is compared with: of the current version, or of the one that the
 * answer went back to. */
static JsonObject *
get_base_report (const MqSnapshot *before, JsonObject *answer)
{
  JsonObject *report = mq_json_get_object (mq_json_get_object (answer, "base"), "report");

  return report != NULL ? report : before->report;
}

/* Looks at the change, and repairs it. An exact return to a version that was looked at then needs
 * no look: what is left is what was left then. */
static gboolean
look_at_change (MqPipeline *self, JsonObject *answer, GError **error)
{
  JsonObject *back = mq_json_get_object (answer, "base");
  JsonObject *report = mq_json_get_object (back, "report");

  if (report != NULL && mq_report_is_unchanged (report, self->asset->report))
    return mq_pipeline_report_known (self, mq_json_get_array (back, "left"), error);

  return mq_pipeline_refine_automatically (self, error);
}

static gboolean
build_refinement (MqPipeline *self, const MqSnapshot *before, JsonObject *answer, GError **error)
{
  JsonArray *touches = mq_json_get_array (answer, "touches");
  JsonObject *base = get_base_report (before, answer);
  g_autofree char *text = NULL;
  gboolean worse;

  drop_removed (before, answer);

  /* A team that looks for unintended changes reports them as defects. */
  mq_json_replace_object (&self->asset->kept_report, base);
  mq_json_replace_array (&self->asset->touches, touches);
  mq_json_replace_array (&self->asset->restored, mq_json_get_array (answer, "restored"));
  if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REFINEMENT, error)
      || !mq_pipeline_make_valid (self, error) || !look_at_change (self, answer, error)
      || !report_unintended_changes (self, base, touches, error)
      || !is_worse_than_base (self, base, &worse, &text, error))
    return FALSE;

  if (worse)
    g_set_error (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED,
                 _ ("It came out worse than before: %s"), text);
  else if (mq_json_length (touches) > 0 && before->report != NULL
           && mq_change_defects_made_no_difference (self->asset, before->report))
    g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED,
                         _ ("The change made no difference"));
  else
    return TRUE;

  return FALSE;
}

/* Tells the user what the change did, by what was measured, and what it did to the requirements. */
static gboolean
tell_changes (MqPipeline *self, const MqSnapshot *before, GError **error)
{
  MqAssetState *asset = self->asset;
  g_autofree char *changes = NULL;
  g_autoptr (JsonArray) required = NULL;

  if (asset->report == NULL)
    return TRUE;

  changes = mq_asset_changes_describe (before->report, asset->report);
  required = mq_requirements_list_changes (before->plan, before->report, asset->plan, asset->report,
                                           TRUE);
  if (changes != NULL
      && !mq_remote_blender_notice (&self->blender, "info", "changed", changes, NULL, error))
    return FALSE;

  return json_array_get_length (required) == 0
         || mq_remote_blender_notice (&self->blender, "info", "requirements-changed",
                                      _ ("The requirements changed"), json_array_ref (required),
                                      error);
}

/* Whether the error refuses only this instruction, so that the run continues. */
static gboolean
is_refusal (const GError *fault)
{
  return mq_pipeline_is_given_up (fault) || mq_pipeline_is_exhausted (fault)
         || g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED)
         || g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED);
}

/* @fault: (transfer full): why the instruction failed */
static gboolean
give_up (MqPipeline *self, const MqSnapshot *before, GError *fault, GError **error)
{
  g_autoptr (GError) why = fault;
  g_autofree char *reason = NULL;
  g_autofree char *text = NULL;

  if (!is_refusal (why))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }

  mq_snapshot_restore (before, self);
  if (mq_pipeline_is_exhausted (why) && !mq_pipeline_report_exhausted (self, why, error))
    return FALSE;

  reason = mq_pipeline_is_exhausted (why) ? mq_pipeline_dup_first_line (why->message)
                                          : g_strdup (why->message);
  /* Translators: %s is a sentence, without its full stop, that says why nothing was changed. */
  text = g_strdup_printf (_ ("%s. The last version is unchanged."), reason);
  return emit_refused (self, MQ_REFUSAL_REFUSED, text, NULL, error);
}

static MqRefusal
get_outcome (JsonObject *answer)
{
  return g_str_equal (mq_json_get_string (answer, "outcome", ""), "already-so")
             ? MQ_REFUSAL_ALREADY_SO
             : MQ_REFUSAL_REFUSED;
}

static gboolean
begin (MqPipeline *self, const MqMessage *message, GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_REFINEMENT);
  g_autoptr (JsonArray) no_attempts = json_array_new ();

  event->refinement.id = g_strdup (message->id);
  event->refinement.text = g_strdup (message->text);
  mq_json_replace_array (&self->left, NULL);
  mq_json_replace_array (&self->asset->attempts, no_attempts);
  return mq_service_run_emit (self->run, event, error) && mq_pipeline_prepare (self, message, error)
         && mq_pipeline_retrieve (self, error);
}

/* Follows an instruction up to its version. A refusal does not end the run: the last version
 * stays. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_follow_instruction (MqPipeline *self, const MqMessage *message, GError **error)
{
  g_auto (MqSnapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) fault = NULL;
  gboolean built;

  if (!begin (self, message, error))
    return FALSE;

  mq_snapshot_take (&before, self);
  mq_json_replace_object (&self->asset->base_report, before.report);
  g_clear_pointer (&self->asset->instruction, mq_message_free);
  self->asset->instruction = mq_message_copy (message);

  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_REFINER,
                                        _ ("Applying your change"), MQ_TEAM_REFINE, "script",
                                        &fault);
  mq_json_replace_object (&self->asset->base_report, NULL);

  if (answer != NULL && mq_json_get_boolean (answer, "refused", FALSE))
    return emit_refused (self, get_outcome (answer),
                         mq_json_get_string (answer, "text", _ ("This change is not possible")),
                         answer, error);

  built = answer != NULL && build_refinement (self, &before, answer, &fault);
  mq_json_replace_object (&self->asset->kept_report, NULL);
  mq_json_replace_array (&self->asset->touches, NULL);
  mq_json_replace_array (&self->asset->restored, NULL);
  if (!built)
    return give_up (self, &before, g_steal_pointer (&fault), error);

  return mq_remote_blender_render (&self->blender, MQ_RENDER_MODE_FINAL, error)
         && tell_changes (self, &before, error)
         && mq_pipeline_emit_version (self, mq_json_get_string (answer, "summary", message->text),
                                      message->text, error);
}
