/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases of a run, see mq-pipeline.h. mq-pipeline-round.c has the repairs of a script and a
 * round of automatic refinement. mq-remote-blender.c performs single steps.
 * For the replay of a run, the pipeline must be deterministic: it may decide only by the request,
 * the team's answers, the results and the user's turns in the journal. */
#include "service/pipeline/mq-pipeline.h"

#include "common/asset/mq-asset-changes.h"
#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-report.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/metrics/mq-metrics.h"
#include "service/model/mq-model-error.h"
#include "service/pipeline/mq-pipeline-private.h"
#include "service/pipeline/mq-plan-follow.h"
#include "service/plan/mq-requirements.h"
#include "service/run/mq-http-problem.h"
#include "service/team/mq-asset-history.h"
#include "service/team/mq-change-bounds.h"
#include "service/team/mq-change-defects.h"
#include "service/team/mq-likeness.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* Calls that are spent on minor defects at most, and those that one repair and the look at it may
 * take. */
#define MINOR_CALLS 6
#define MINOR_ROUND 2
/* Characters. */
#define MAX_SUMMARY 300
#define FIBER_STACK (256 * 1024)

/* @text: an error message; its further lines say what to do. Returns: (transfer full): the first
 * line, which can be part of a sentence */
static char *
pipeline_dup_first_line (const char *text)
{
  return g_strndup (text, strcspn (text, "\n"));
}

/* Emits a notice that the result so far is kept, with the reason. @fault: an error for which
 * mq_pipeline_is_exhausted() is %TRUE. Returns: whether it was emitted */
static gboolean
pipeline_report_exhausted (MqPipeline *self, const GError *fault, GError **error)
{
  const char *code = mq_http_problem_get_code (mq_http_problem_from_error (fault));
  g_autofree char *why = pipeline_dup_first_line (fault->message);
  /* Translators: %s is a sentence, without its full stop, that says why no more is done. */
  g_autofree char *text = g_strdup_printf (_ ("%s. The result so far is kept."), why);
  g_auto (GStrv) lines = g_strsplit (fault->message, "\n", -1);
  JsonArray *more = json_array_new ();

  for (guint i = 1; i < g_strv_length (lines); i++)
    if (*lines[i] != '\0')
      json_array_add_string_element (more, lines[i]);

  return mq_remote_blender_notice (&self->blender, "warning", code, text, more, error);
}

/* Gives the team the version of the client's Blender, once, and the pictures of @message.
 * Returns: %FALSE if the run has to end */
static gboolean
pipeline_prepare (MqPipeline *self, const MqMessage *message, GError **error)
{
  JsonObject *blender = mq_json_get_object (self->request->json, "blender");

  if (!self->prepared)
    {
      self->prepared = TRUE;
      g_set_str (&self->asset->blender_version, mq_json_get_string (blender, "version", NULL));
      if (mq_team_can (self->run->team, MQ_TEAM_RETRIEVE)
          && !mq_remote_blender_introspect (&self->blender, self->run->knowledge, error))
        return FALSE;
    }

  return mq_service_run_take_references (self->run, message, error);
}

/* Looks up passages for the plan, once for each plan. Returns: %FALSE if the run has to end */
static gboolean
pipeline_retrieve (MqPipeline *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) silence = NULL;

  if (!mq_team_can (self->run->team, MQ_TEAM_RETRIEVE) || self->asset->plan == NULL
      || self->asset->passages != NULL)
    return TRUE;

  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_RETRIEVER,
                                        _ ("Looking things up"), MQ_TEAM_RETRIEVE, "passages",
                                        &silence);
  if (answer != NULL)
    {
      mq_json_replace_array (&self->asset->passages, mq_json_get_array (answer, "passages"));
      return TRUE;
    }

  /* The look-up is optional, so any failure of the team's is ignored. */
  return mq_pipeline_is_exhausted (silence) || g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED)
         || g_error_matches (silence, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL)
         || mq_fail_with (error, &silence);
}

/* Updates the plan from the script, which refinements, repairs and the user change. */
static void
pipeline_settle_plan (MqAssetState *asset)
{
  JsonObject *plan = asset->plan;
  g_autoptr (JsonObject) settled = NULL;

  if (plan == NULL)
    return;

  settled = mq_plan_follow_script (plan, asset->script, asset->report);
  mq_json_replace_object (&asset->plan, settled);
}

/* Asks the client to save the results of the last execution, measurement and preview as a version,
 * and then for the final pictures, which may take long and join it. Returns: whether the run goes
 * on */
static gboolean
pipeline_emit_version (MqPipeline *self, const char *summary, const char *instruction,
                       GError **error)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (self->left);
  g_autoptr (JsonObject) suggested = NULL;
  MqRunEvent *event;
  GArray *kept;
  gint64 number;

  if (asset->report == NULL)
    {
      /* Translators: %s is a sentence that says why. */
      g_autofree char *text
          = g_strdup_printf (_ ("The version is complete, but it could not be measured. %s"),
                             self->blender.unmeasured);

      if (!mq_remote_blender_notice (&self->blender, "warning", "not-measured", text, NULL, error))
        return FALSE;
    }

  pipeline_settle_plan (asset);

  event = mq_run_event_new (MQ_EVENT_VERSION);
  event->version.summary = g_strdup (summary);
  event->version.instruction = g_strdup (instruction);
  event->version.script = g_strdup (asset->script);
  mq_json_replace_object (&event->version.plan, asset->plan);
  event->version.requirements = mq_requirement_list_rows (asset->plan, asset->report);
  mq_verdict_judge (asset->plan, asset->report, event->version.requirements, seen,
                    &event->version.faults, &event->version.minor, &event->version.detached);
  if ((suggested = dex_await_boxed (mq_team_suggest (self->run->team, asset), NULL)) != NULL)
    event->version.suggestions = mq_json_to_strings (mq_json_get_array (suggested, "changes"));
  event->version.execution = self->blender.execution;
  event->version.measurement = self->blender.measurement;
  event->version.likeness = mq_json_get_int (mq_json_get_object (asset->report, "likeness"),
                                             "instruction", MQ_EVENT_ABSENT);
  if (asset->report == NULL)
    event->version.unmeasured = TRUE;
  if (self->blender.rendering > 0)
    event->version.rendering = self->blender.rendering;

  if (!mq_service_run_emit (self->run, event, error)
      || !mq_service_run_await_kept (self->run, error))
    return FALSE;

  self->versions++;

  /* Remembers the version for later instructions of this run. Its number is that of the client's
   * library, or, without a session, the one in this run. */
  kept = self->run->log->kept;
  number = kept->len >= self->versions ? g_array_index (kept, gint64, self->versions - 1)
                                       : (gint64)self->versions;
  mq_asset_history_add (
      asset->history,
      mq_json_new ("version:l parent:l instruction:s summary:s script:s plan:O? report:O? left:A?",
                   number, asset->version, instruction, summary, asset->script, asset->plan,
                   asset->report, self->left));
  asset->version = number;
  mq_json_replace_array (&self->left, NULL);
  return mq_remote_blender_render (&self->blender, MQ_RENDER_MODE_FINAL, error);
}

static gboolean
emit_refused (MqPipeline *self, MqRefusal outcome, const char *text, JsonObject *answer,
              GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_REFUSED);
  g_autoptr (JsonArray) items = json_array_new ();
  JsonArray *notices = mq_json_get_array (answer, "notices");

  MQ_JSON_EACH (notices, i, notice)
    mq_json_append (items, mq_json_get_array (notice, "items"));

  if (outcome == MQ_REFUSAL_ALREADY_SO)
    self->is_already_so = TRUE;
  else
    g_set_str (&self->refusal, text);
  event->refused.outcome = outcome;
  event->refused.text = g_strdup (text);
  event->refused.items = mq_json_to_strings (items);
  return mq_service_run_emit (self->run, event, error);
}

/* Compares the asset with the user's pictures, and asks the critic. Returns: (transfer full)
 * (nullable): the critic's defects; %NULL without an error if it gave no answer */
static JsonArray *
criticise (MqPipeline *self, GError **error)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) silence = NULL;
  gboolean any_new = FALSE;
  JsonArray *defects;

  if (!mq_pipeline_look (self, error))
    return NULL;

  /* Landmarks are found once in each picture that shows a whole view, if the team sees pictures. */
  while (asset->report != NULL && asset->views->len > 0
         && mq_team_can (self->run->team, MQ_TEAM_LOCATE)
         && (asset->pictured = mq_likeness_find_next (asset->references)) > 0)
    {
      MqAssetStatePicture *picture = asset->references->pdata[asset->pictured - 1];
      g_autoptr (GError) fault = NULL;
      g_autoptr (JsonObject) found = mq_remote_blender_call_team (
          &self->blender, MQ_TEAM_ROLE_CRITIC, _ ("Looking for landmarks in your picture"),
          MQ_TEAM_LOCATE, "landmarks", &fault);

      if (found == NULL && mq_remote_blender_is_stopped (fault))
        return mq_fail_null_with (error, &fault);
      picture->landmarks = found != NULL ? json_array_ref (mq_json_get_array (found, "landmarks"))
                                         : json_array_new ();
      any_new = TRUE;
    }
  if (any_new && !mq_remote_blender_compare (&self->blender, error))
    return NULL;

  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_CRITIC,
                                        _ ("Looking for defects"), MQ_TEAM_CRITIQUE, "defects",
                                        &silence);
  if (answer != NULL)
    {
      /* The plan with the verdicts on its requirements; no other part of it changes. */
      if (mq_json_get_object (answer, "plan") != NULL)
        mq_json_replace_object (&asset->plan, mq_json_get_object (answer, "plan"));
      defects = mq_json_get_array (answer, "defects");
      return defects != NULL ? json_array_ref (defects) : json_array_new ();
    }

  if (mq_pipeline_ends_work (silence))
    return mq_fail_null_with (error, &silence);

  mq_remote_blender_notice (&self->blender, "warning", "no-critique", silence->message, NULL,
                            error);
  return NULL;
}

/* Finds and repairs defects, for a limited number of rounds, and reports those that are left.
 * @error: mq_pipeline_is_exhausted(), or the run has to end */
static gboolean
go_through_rounds (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonArray) named = NULL;
  MqTeam *team = self->run->team;
  const MqTeamInterface *iface = MQ_TEAM_GET_IFACE (team);
  const MqBudget *limit = &self->asset->budget;
  const MqBudget *spent = &self->asset->spent;
  gint64 rounds = self->limits->rounds;
  MqMinor minor = MQ_MINOR_TOO;
  gint64 minor_from = -1;

  if (iface->adjust_rounds != NULL)
    {
      if (!mq_service_run_decide (self->run, "rounds",
                                  iface->adjust_rounds (team, self->limits->rounds), &rounds,
                                  error))
        return FALSE;

      minor = rounds > self->limits->rounds ? MQ_MINOR_AFTER : MQ_MINOR_REPORT;
    }

  g_hash_table_add (scripts, g_strdup (self->asset->script));
  for (gint64 round = 0;;)
    {
      g_auto (MqDefects) defects = { 0 };
      g_autoptr (GError) fault = NULL;
      gint64 wanted;
      MqRound outcome;

      if (named == NULL && !(named = criticise (self, &fault)))
        return fault == NULL || mq_fail_with (error, &fault);

      mq_defects_sort (&defects, named, minor);
      g_clear_pointer (&named, json_array_unref);
      wanted = json_array_get_length (defects.to_repair) > 0;
      if (wanted && defects.careful)
        {
          gboolean has_room;

          /* Whether the budget has room for a repair of minor defects and a look at it. */
          if (minor_from < 0)
            minor_from = spent->calls;
          has_room = spent->calls - minor_from + MINOR_ROUND <= MINOR_CALLS
                     && (limit->calls == 0 || limit->calls - spent->calls >= MINOR_ROUND)
                     && mq_asset_state_check_budget (self->asset, NULL);
          if (!mq_service_run_decide (self->run, "minor", has_room, &wanted, error))
            return FALSE;
        }
      else if (round >= rounds)
        wanted = 0;
      if (wanted == 0)
        return mq_pipeline_report_defects (self, defects.all, error);

      round += !defects.careful;
      outcome = mq_pipeline_repair_round (self, &defects, scripts, &named, error);
      mq_json_replace_array (&self->asset->defects, NULL);
      mq_json_replace_array (&self->asset->known, NULL);
      self->asset->careful = FALSE;
      g_clear_pointer (&self->blender.closeups, json_array_unref);
      g_ptr_array_set_size (self->asset->closeups, 0);
      if (outcome != MQ_ROUND_HELPED && outcome != MQ_ROUND_AGAIN)
        return outcome == MQ_ROUND_ENDS_IT;
    }
}

/* Finds and repairs defects, for a limited number of rounds, and reports those that are left. If
 * the team cannot be called any more, or nothing was measured, the asset stays as it is. Returns:
 * %FALSE if the run has to end */
static gboolean
pipeline_refine_automatically (MqPipeline *self, GError **error)
{
  g_autoptr (GError) fault = NULL;

  /* Nothing could tell what a repair did. */
  if (self->asset->report == NULL || go_through_rounds (self, &fault))
    return TRUE;

  if (mq_pipeline_is_exhausted (fault))
    return pipeline_report_exhausted (self, fault, error);

  return mq_fail_with (error, &fault);
}

/* Applies the refiner's answer, and looks at the change, which may be repaired. @error: the change
 * is refused, cannot be made, or the run has to end */
static gboolean
build_refinement (MqPipeline *self, const MqSnapshot *before, JsonObject *answer, GError **error)
{
  MqAssetState *asset = self->asset;
  JsonObject *back = mq_json_get_object (answer, "base");
  JsonObject *report = mq_json_get_object (back, "report");
  /* A user who points at a part wants the rest as it is now, also after a return to a version. */
  JsonObject *base = report != NULL && asset->chosen == NULL ? report : before->report;
  JsonArray *named = mq_json_get_array (answer, "touches");
  JsonArray *notices = mq_json_get_array (answer, "notices");
  /* The sketcher takes other parts along where one cannot change alone, and has said which. */
  gboolean is_said = named != NULL && mq_json_find (notices, "code", "follows") != NULL;
  g_autoptr (JsonArray) touches = is_said ? json_array_ref (named)
                                          : mq_change_bounds_limit (asset, base, named);
  JsonObject *plan = mq_json_get_object (answer, "plan");
  const char *script = mq_json_get_string (answer, "script", NULL);
  const char *changed = mq_json_get_string (back, "script", before->script);

  /* Removes the parts from the answer's plan whose functions the answer removes from the script, of
   * the current version or of the one that it went back to. */
  if (plan != NULL && script != NULL && changed != NULL)
    json_object_set_object_member (answer, "plan", mq_plan_without_removed (plan, changed, script));

  /* A team that looks for unintended changes reports them as defects. */
  mq_json_replace_object (&asset->kept_report, base);
  mq_json_replace_array (&asset->touches, touches);
  mq_json_replace_array (&asset->restored, mq_json_get_array (answer, "restored"));
  if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REFINEMENT, error)
      || !mq_pipeline_make_valid (self, error))
    return FALSE;

  /* An exact return to a version that was looked at then needs no look: what is left is what was
   * left then. */
  if (report != NULL && mq_report_is_unchanged (report, asset->report))
    {
      if (!mq_pipeline_report_known (self, mq_json_get_array (back, "left"), error))
        return FALSE;
    }
  else if (!pipeline_refine_automatically (self, error))
    return FALSE;

  if (base != NULL && asset->report != NULL)
    {
      g_auto (GStrv) unintended = mq_report_list_unintended_changes (base, asset->report, touches);
      g_autoptr (JsonObject) comparison = NULL;
      g_autoptr (GError) fault = NULL;
      const char *verdict;

      if (*unintended != NULL
          && !mq_remote_blender_notice (&self->blender, "warning", "changed-too",
                                        _ ("Also changed, although you did not ask for it"),
                                        mq_json_from_strings ((const char *const *)unintended, -1),
                                        error))
        return FALSE;

      mq_json_replace_object (&asset->base_report, base);
      verdict = mq_pipeline_verify (self, &comparison, &fault);
      mq_json_replace_object (&asset->base_report, NULL);
      if (verdict == NULL && !mq_pipeline_is_exhausted (fault))
        return mq_fail_with (error, &fault);
      if (verdict == NULL && !pipeline_report_exhausted (self, fault, error))
        return FALSE;
      if (g_strcmp0 (verdict, "worse") == 0)
        {
          g_set_error (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED,
                       _ ("It came out worse than before: %s"),
                       mq_json_get_string (comparison, "text", ""));
          return FALSE;
        }
    }

  if (mq_json_length (touches) == 0 || before->report == NULL
      || !mq_change_defects_made_no_difference (asset, before->report))
    return TRUE;

  g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED,
                       _ ("The change made no difference"));
  return FALSE;
}

static void
take_own_requirements (MqPipeline *self, const MqMessage *message)
{
  g_autoptr (JsonArray) own = mq_requirements_read_own (message->requirements);

  mq_json_replace_array (&self->asset->own, own);
}

/* Follows an instruction up to its version. A refusal does not end the run: the last version
 * stays. Returns: %FALSE if the run has to end */
static gboolean
pipeline_follow_instruction (MqPipeline *self, const MqMessage *message, GError **error)
{
  MqAssetState *asset = self->asset;
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_REFINEMENT);
  g_auto (MqSnapshot) before = { 0 };
  g_autoptr (JsonArray) no_attempts = json_array_new ();
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) fault = NULL;
  g_auto (GStrv) gone = NULL;
  gboolean built;

  event->refinement.id = g_strdup (message->id);
  event->refinement.text = g_strdup (message->text);
  mq_json_replace_array (&self->left, NULL);
  mq_json_replace_array (&asset->attempts, no_attempts);
  if (!mq_service_run_emit (self->run, event, error) || !pipeline_prepare (self, message, error)
      || !pipeline_retrieve (self, error))
    return FALSE;

  mq_snapshot_take (&before, self);
  g_clear_pointer (&asset->instruction, mq_message_free);
  asset->instruction = mq_message_copy (message);
  take_own_requirements (self, message);
  if (!mq_pipeline_read_drawings (self, error))
    return FALSE;

  /* Targets of the instruction that are not in the version that it changes. */
  gone = mq_change_bounds_settle (asset);
  if (*gone != NULL && asset->chosen == NULL)
    {
      g_autofree char *names = g_strjoinv (", ", gone);
      /* Translators: %s are names of parts. */
      g_autofree char *text
          = g_strdup_printf (_ ("This version does not have what you pointed at: %s. Point at "
                                "something that is there, or name it in your words."),
                             names);

      return emit_refused (self, MQ_REFUSAL_REFUSED, text, NULL, error);
    }
  if (*gone != NULL
      && !mq_remote_blender_notice (
          &self->blender, "warning", "target-gone",
          _ ("Not in this version; only the rest of what you pointed at is changed"),
          mq_json_from_strings ((const char *const *)gone, -1), error))
    return FALSE;

  mq_json_replace_object (&asset->base_report, before.report);
  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_REFINER,
                                        _ ("Applying your change"), MQ_TEAM_REFINE, "script",
                                        &fault);
  mq_json_replace_object (&asset->base_report, NULL);

  if (answer != NULL && mq_json_get_boolean (answer, "refused", FALSE))
    return emit_refused (self,
                         g_str_equal (mq_json_get_string (answer, "outcome", ""), "already-so")
                             ? MQ_REFUSAL_ALREADY_SO
                             : MQ_REFUSAL_REFUSED,
                         mq_json_get_string (answer, "text", _ ("This change is not possible")),
                         answer, error);

  built = answer != NULL && build_refinement (self, &before, answer, &fault);
  mq_json_replace_object (&asset->kept_report, NULL);
  mq_json_replace_array (&asset->touches, NULL);
  mq_json_replace_array (&asset->restored, NULL);
  if (!built)
    {
      gboolean is_exhausted = mq_pipeline_is_exhausted (fault);
      g_autofree char *reason = NULL;
      g_autofree char *text = NULL;

      /* Refuses an instruction that failed; other errors end the run. */
      if (!is_exhausted && !mq_remote_blender_is_fault_of_script (fault)
          && !g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REPAIRS_USED_UP)
          && !g_error_matches (fault, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED)
          && !g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED))
        return mq_fail_with (error, &fault);

      mq_snapshot_restore (&before, self);
      if (is_exhausted && !pipeline_report_exhausted (self, fault, error))
        return FALSE;

      reason = is_exhausted ? pipeline_dup_first_line (fault->message) : g_strdup (fault->message);
      /* Translators: %s is a sentence, without its full stop, that says why nothing was changed. */
      text = g_strdup_printf (_ ("%s. The last version is unchanged."), reason);
      return emit_refused (self, MQ_REFUSAL_REFUSED, text, NULL, error);
    }

  /* By what was measured: what the change did, and what it did to the requirements. */
  if (asset->report != NULL)
    {
      g_autofree char *changes = mq_asset_changes_describe (before.report, asset->report);
      g_autoptr (JsonArray) required = mq_requirements_list_changes (
          before.plan, before.report, asset->plan, asset->report, TRUE);

      if (changes != NULL
          && !mq_remote_blender_notice (&self->blender, "info", "changed", changes, NULL, error))
        return FALSE;
      if (json_array_get_length (required) > 0
          && !mq_remote_blender_notice (&self->blender, "info", "requirements-changed",
                                        _ ("The requirements changed"), json_array_ref (required),
                                        error))
        return FALSE;
    }
  return pipeline_emit_version (self, mq_json_get_string (answer, "summary", message->text),
                                message->text, error);
}

/* Which look the team wants: from its settings, which may be others when the run is resumed. */
static gboolean
decide_look (MqPipeline *self, gint64 *wanted, GError **error)
{
  MqTeam *team = self->run->team;
  const MqTeamInterface *iface = MQ_TEAM_GET_IFACE (team);

  *wanted = MQ_LOOK_NONE;
  return iface->wants_look == NULL
         || mq_service_run_decide (self->run, "look", iface->wants_look (team, self->asset), wanted,
                                   error);
}

/* Shows the team views of the current asset, if it uses them. Returns: %FALSE if the run has to
 * end */
gboolean
mq_pipeline_look (MqPipeline *self, GError **error)
{
  gint64 wanted;

  return decide_look (self, &wanted, error)
         && (wanted == MQ_LOOK_NONE
             || mq_remote_blender_look (&self->blender, wanted == MQ_LOOK_SHEET, error));
}

/* Has close-ups made of the defects to repair, for the verifier, if the team uses pictures.
 * Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_look_closely (MqPipeline *self, GError **error)
{
  gint64 wanted;

  return decide_look (self, &wanted, error)
         && (wanted == MQ_LOOK_NONE || mq_remote_blender_look_closely (&self->blender, error));
}

/* @error: the error of a step of the team. Returns: whether the budget is used up or the model
 * fails */
gboolean
mq_pipeline_is_exhausted (const GError *error)
{
  return error->domain == MQ_MODEL_ERROR || g_error_matches (error, MQ_ERROR, MQ_ERROR_BUDGET);
}

/* @error: the error of a step of the team. Returns: whether nothing more can be asked of it. Any
 * other failure is one of this answer, and what was built needs none */
gboolean
mq_pipeline_ends_work (const GError *error)
{
  return mq_pipeline_is_exhausted (error) || mq_remote_blender_is_stopped (error);
}

static gboolean
emit_phase (MqPipeline *self, MqRunPhase phase, gint64 *since, GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_PHASE);
  gboolean starts = *since == 0;

  event->phase.phase = phase;
  event->phase.state = starts ? MQ_EVENT_STATE_STARTED : MQ_EVENT_STATE_ENDED;
  if (!starts)
    event->phase.seconds = mq_service_run_get_seconds (self->run, *since);

  if (!mq_service_run_emit (self->run, event, error))
    return FALSE;

  *since = starts ? mq_service_run_get_time (self->run) : 0;
  return TRUE;
}

/* Uses the result of an earlier run, or asks the team for one. */
static gboolean
begin_with (MqPipeline *self, JsonObject *begun, MqTeamRole role, const char *text, MqTeamTask task,
            const char *name, GError **error)
{
  g_autoptr (JsonObject) answer
      = begun != NULL ? json_object_ref (begun)
                      : mq_remote_blender_call_team (&self->blender, role, text, task, name, error);

  return answer != NULL
         && mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_FIRST_DRAFT, error);
}

/* Makes the first version: plan, script, and the automatic refinement. */
static gboolean
create (MqPipeline *self, GError **error)
{
  const MqRunRequest *request = self->request;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) script = NULL;
  g_autofree char *size = NULL;
  g_autofree char *described = NULL;
  const char *summary;
  const char *title;
  gint64 since = 0;

  take_own_requirements (self, request->message);

  if (request->begun_plan != NULL)
    plan = mq_json_new ("plan:O", request->begun_plan);
  /* A script is only usable with its plan. */
  if (plan != NULL && request->begun_script != NULL)
    script = mq_json_new ("script:s", request->begun_script);

  if (!emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error)
      || !pipeline_prepare (self, request->message, error)
      || (plan == NULL && !mq_pipeline_read_drawings (self, error))
      || !begin_with (self, plan, MQ_TEAM_ROLE_PLANNER, _ ("Planning"), MQ_TEAM_PLAN, "plan", error)
      || !pipeline_retrieve (self, error)
      || !begin_with (self, script, MQ_TEAM_ROLE_WRITER, _ ("Writing the script"), MQ_TEAM_WRITE,
                      "script", error)
      || !mq_pipeline_make_valid (self, error)
      || !emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error)
      || !emit_phase (self, MQ_RUN_PHASE_REFINE, &since, error)
      || !pipeline_refine_automatically (self, error))
    return FALSE;

  /* "Chair with green cushion, 47.0 × 56.0 × 96.0 cm" */
  pipeline_settle_plan (self->asset);
  title = mq_json_get_string (self->asset->plan, "title", NULL);
  summary = mq_json_get_string (self->asset->plan, "summary", NULL);
  size = mq_report_describe_size (self->asset->report);
  if (summary == NULL && title != NULL && size != NULL)
    /* Translators: what was made, and how large it is: “Chair”, “47.0 × 56.0 × 96.0 cm”. */
    described = g_strdup_printf (_ ("%s, %s"), mq_asset_name_translate (MQ_ASSET_NAME_KIND, title),
                                 size);
  else if (summary == NULL)
    described = g_strdup (title != NULL ? title : request->message->text);
  else
    described = g_strdup (summary);
  return pipeline_emit_version (self, described, request->message->text, error)
         && emit_phase (self, MQ_RUN_PHASE_REFINE, &since, error);
}

/* The plan of the base, with the words that its asset was asked for first: those of the request are
 * a change of it. */
static void
take_plan_of_base (MqPipeline *self)
{
  const char *first_message = mq_json_get_string (self->request->plan, "prompt", "");

  mq_json_replace_object (&self->asset->plan, self->request->plan);
  if (*first_message != '\0')
    g_set_str (&self->asset->first_message, first_message);
}

/* A script of the user's own is checked, run, measured and rendered, but never repaired. */
static gboolean
show_own_script (MqPipeline *self, GError **error)
{
  const MqRunRequest *request = self->request;
  g_autofree char *clean = NULL;
  g_autofree char *cleaned = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *doubt = NULL;
  const char *instruction;
  gint64 since = 0;

  clean = mq_python_clean (request->script, &cleaned);
  g_free (self->asset->script);
  self->asset->script = mq_script_dup_complete (clean);

  if (request->by_hand != NULL)
    summary = mq_text_clean (mq_json_get_string (request->by_hand, "summary", ""), MAX_SUMMARY);
  else if (mq_script_is_rebuilt (self->asset->script)
           && !mq_script_is_rebuilt (request->base_script))
    summary = g_strdup (_ ("Rebuilt as code"));
  else if (request->base_script != NULL)
    summary = mq_script_changes_describe (request->base_script, self->asset->script);
  else if (mq_script_is_taken_in (self->asset->script))
    summary = g_strdup (_ ("A model of another program"));
  else
    summary = g_strdup (_ ("A script of your own"));
  instruction = request->base_script != NULL ? summary : request->message->text;
  take_plan_of_base (self); /* measuring needs the joins of the plan */
  self->blender.own_script = TRUE;
  self->blender.by_hand = mq_json_length (mq_json_get_array (request->by_hand, "changes")) > 0;
  if (!emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error)
      || (cleaned != NULL
          && !mq_remote_blender_notice (&self->blender, "info", "cleaned", cleaned, NULL, error))
      || !mq_remote_blender_attempt (&self->blender, error))
    return FALSE;

  /* Keeps the plan of the base version as far as the edited script still follows it. Nobody has
   * looked at what another script makes. */
  if (request->plan != NULL)
    {
      g_autoptr (JsonObject) plan = mq_plan_without_vanished (request->plan, self->asset->report);

      mq_json_replace_object (&self->asset->plan, plan);
      if (g_strcmp0 (request->base_script, self->asset->script) != 0)
        {
          g_autoptr (JsonObject) unseen = mq_requirements_forget_seen (plan);

          mq_json_replace_object (&self->asset->plan, unseen);
        }
    }
  if ((doubt = mq_verdict_doubt_unit (mq_json_get_object (self->asset->report, "whole"),
                                      request->script))
          != NULL
      && !mq_remote_blender_notice (&self->blender, "warning", "unit", doubt, NULL, error))
    return FALSE;
  if (!pipeline_emit_version (self, summary, instruction, error))
    return FALSE;

  self->blender.own_script = self->blender.by_hand = FALSE;
  return emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error);
}

/* Follows the user's instructions one by one. The phase starts with the first one. */
static gboolean
run_guided_phase (MqPipeline *self, GError **error)
{
  gboolean started = FALSE;
  gint64 since = 0;

  if (self->request->interactive || self->request->mode == MQ_RUN_CONTINUE)
    {
      if (!emit_phase (self, MQ_RUN_PHASE_GUIDED, &since, error))
        return FALSE;
      started = TRUE;
    }

  if (self->request->mode == MQ_RUN_CONTINUE)
    {
      MqAssetState *asset = self->asset;

      /* The version to continue from is measured if it has no report. */
      g_set_str (&asset->script, self->request->script);
      take_plan_of_base (self);
      mq_json_replace_object (&asset->report, self->request->report);
      asset->version = mq_json_get_int (mq_json_get_object (self->request->json, "base"), "version",
                                        0);
      if (self->request->report == NULL && !mq_remote_blender_build (&self->blender, error))
        return FALSE;

      /* The base of a session that begins with it is version 0. */
      if (mq_asset_history_find (asset->history, asset->version) == NULL)
        mq_asset_history_add (
            asset->history, mq_json_new ("version:l parent:i summary:s script:s plan:O? report:O?",
                                         asset->version, -1, "what this session began with",
                                         asset->script, asset->plan, asset->report));
      if (!pipeline_follow_instruction (self, self->request->message, error))
        return FALSE;
    }

  for (;;)
    {
      g_autoptr (MqRow) turn = mq_service_run_take_turn (self->run, error);
      g_autoptr (JsonObject) words = NULL;
      g_autoptr (MqMessage) message = NULL;

      if (turn == NULL)
        return FALSE;

      if (turn->kind == MQ_ROW_FINISH)
        {
          self->reason = g_intern_string (turn->type);
          break;
        }

      if (!started && !emit_phase (self, MQ_RUN_PHASE_GUIDED, &since, error))
        return FALSE;
      started = TRUE;

      if (!(words = mq_json_parse_object (turn->body, -1, error))
          || !(message = mq_message_read (words, MQ_MESSAGE_WIRE, error))
          || !pipeline_follow_instruction (self, message, error))
        return FALSE;
    }

  if (started && !emit_phase (self, MQ_RUN_PHASE_GUIDED, &since, error))
    return FALSE;

  if (self->versions > 0 || (self->is_already_so && self->refusal == NULL))
    return TRUE;

  /* Translators: %s is a sentence that says why. */
  g_set_error (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_REFUSED, _ ("No version was made. %s"),
               self->refusal != NULL ? self->refusal : "");
  return FALSE;
}

static DexFuture *
pipeline_fiber (MqServiceRun *run)
{
  static gboolean (*const begin[]) (MqPipeline *, GError **) = {
    [MQ_RUN_CREATE] = create,
    [MQ_RUN_SCRIPT] = show_own_script,
    [MQ_RUN_CONTINUE] = NULL,
  };
  MqAssetState *asset = run->asset;
  const MqBudget *spent = &asset->spent;
  MqHttpProblem problem = MQ_HTTP_PROBLEM_INTERNAL;
  const char *outcome = "done";
  MqRunEvent *last;
  g_autoptr (GError) fault = NULL;
  GError *error = NULL;
  g_autofree char *versions = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *calls = NULL;
  g_autofree char *tokens = NULL;
  char cost[G_ASCII_DTOSTR_BUF_SIZE];
  MqPipeline self = {
    .run = run,
    .request = run->request,
    .limits = &run->limits,
    .blender = { .run = run, .asset = asset },
    .asset = asset,
  };

  json_array_unref (asset->history);
  asset->history = mq_asset_history_read (run->request->json);
  if (begin[run->request->mode] == NULL || begin[run->request->mode](&self, &fault))
    run_guided_phase (&self, &fault);

  /* Before the last event, so that clients can then load all of the transcript. */
  if (asset->transcript != NULL && spent->calls > 0)
    dex_await (mq_transcript_wait_written (asset->transcript), NULL);
  g_free (self.refusal);
  g_clear_pointer (&self.left, json_array_unref);
  g_free (self.blender.unmeasured);

  /* A run that is only suspended has no last event. */
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      mq_service_run_suspend (run);
      return dex_future_new_for_error (g_steal_pointer (&fault));
    }

  if (fault != NULL)
    {
      g_autoptr (JsonObject) told = NULL;

      problem = mq_http_problem_from_error (fault);
      outcome = mq_http_problem_get_code (problem);
      /* A run that has no version because the service failed costs nothing. Before the last event,
       * so that a client that asks after it sees the quota as it is. */
      if (run->accounts != NULL && run->versions == 0 && mq_http_problem_is_of_service (problem))
        dex_await (mq_accounts_give_back_run (run->accounts, mq_service_run_get_id (run)), NULL);
      told = mq_http_problem_to_json (problem, fault->message);
      last = mq_run_event_read ("failed", told, 0);
    }
  else
    {
      last = mq_run_event_new (MQ_EVENT_DONE);
      /* The journal has the reason of a finish as text. */
      if (g_strcmp0 (self.reason, "idle") == 0)
        last->done.reason = MQ_DONE_REASON_IDLE;
      else if (g_strcmp0 (self.reason, "no-input") == 0)
        last->done.reason = MQ_DONE_REASON_NO_INPUT;
      else
        last->done.reason = MQ_DONE_REASON_FINISHED;
    }
  if (!mq_service_run_emit_last (run, last, &error))
    {
      mq_service_run_suspend (run);
      return dex_future_new_for_error (error);
    }

  /* Counts the end of the run and writes it down, without any words of the user. */
  versions = g_strdup_printf ("%" G_GINT64_FORMAT, run->versions);
  seconds = g_strdup_printf ("%" G_GINT64_FORMAT, spent->seconds);
  calls = g_strdup_printf ("%" G_GINT64_FORMAT, spent->calls);
  tokens = g_strdup_printf ("%" G_GINT64_FORMAT, spent->tokens);
  g_ascii_formatd (cost, sizeof cost, "%.6f", spent->cost);
  mq_metrics_add (MQ_METRIC_RUNS_ENDED, 1, outcome);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MQ_RUN", mq_service_run_get_id (run),
                    "MQ_OUTCOME", outcome, "MQ_TEAM", mq_team_get_id (run->team), "MQ_VERSIONS",
                    versions, "MQ_SECONDS", seconds, "MQ_CALLS", calls, "MQ_TOKENS", tokens,
                    "MQ_COST", cost, "MESSAGE", "run ended");
  mq_service_run_drop_pictures (run);
  return dex_future_new_true ();
}

/**
 * mq_pipeline_run:
 * @run: a run, new or loaded from the journal
 *
 * Performs the run to its end.
 *
 * Returns: (transfer full): resolves to %TRUE after the last event; rejects if the run was
 *   suspended, or its log cannot be written
 */
DexFuture *
mq_pipeline_run (MqServiceRun *run)
{
  g_assert (MQ_IS_SERVICE_RUN (run));

  return mq_fiber_spawn_with (NULL, FIBER_STACK, pipeline_fiber, (MQ_TYPE_SERVICE_RUN, run));
}
