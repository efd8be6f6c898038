/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases of a run, see mq-pipeline.h. -repair: repairs of a script; -refine: automatic
 * refinement; -instruction: one instruction of the user. mq-remote-blender.c performs single steps.
 * For the replay of a run, the pipeline must be deterministic: it may decide only by the request,
 * the team's answers, the results and the user's turns in the journal. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-python-clean.h"
#include "service/metrics/mq-metrics.h"
#include "service/plan/mq-requirements.h"
#include "service/pipeline/mq-plan-follow.h"
#include "service/run/mq-http-problem.h"
#include "service/team/mq-asset-history.h"
#include "common/asset/mq-report.h"
#include "common/asset/mq-verdict.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* Characters. */
#define MAX_SUMMARY 300
#define FIBER_STACK (256 * 1024)

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

static gboolean
create (MqPipeline *self, GError **error)
{
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) script = NULL;
  gint64 since = 0;

  if (self->request->begun_plan != NULL)
    plan = mq_json_new ("plan:o", json_object_ref (self->request->begun_plan));
  /* A script is only usable with its plan. */
  if (plan != NULL && self->request->begun_script != NULL)
    script = mq_json_new ("script:s", self->request->begun_script);

  return emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error)
         && mq_pipeline_prepare (self, self->request->message, error)
         && begin_with (self, plan, MQ_TEAM_ROLE_PLANNER, _ ("Planning"), MQ_TEAM_PLAN, "plan",
                        error)
         && mq_pipeline_retrieve (self, error)
         && begin_with (self, script, MQ_TEAM_ROLE_WRITER, _ ("Writing the script"), MQ_TEAM_WRITE,
                        "script", error)
         && mq_pipeline_make_valid (self, error)
         && emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error);
}

/* "Chair with green cushion, 47.0 × 56.0 × 96.0 cm" */
static char *
describe_first_version (MqPipeline *self)
{
  JsonObject *plan = self->asset->plan;
  const char *summary = mq_json_get_string (plan, "summary", NULL);
  const char *title = mq_json_get_string (plan, "title", NULL);
  g_autofree char *size = mq_report_describe_size (self->asset->report);

  if (summary != NULL || title == NULL || size == NULL)
    return g_strdup (summary != NULL ? summary
                     : title != NULL ? title
                                     : self->request->message->text);

  /* Translators: what was made, and how large it is: “Chair”, “47.0 × 56.0 × 96.0 cm”. */
  return g_strdup_printf (_ ("%s, %s"), title, size);
}

static gboolean
refine (MqPipeline *self, GError **error)
{
  g_autofree char *summary = NULL;
  gint64 since = 0;

  if (!emit_phase (self, MQ_RUN_PHASE_REFINE, &since, error)
      || !mq_pipeline_refine_automatically (self, error)
      || !mq_remote_blender_render (&self->blender, MQ_RENDER_MODE_FINAL, error))
    return FALSE;

  mq_pipeline_settle_plan (self->asset);
  summary = describe_first_version (self);
  return mq_pipeline_emit_version (self, summary, self->request->message->text, error)
         && emit_phase (self, MQ_RUN_PHASE_REFINE, &since, error);
}

/* A description of the user's own script, for its version. */
static char *
describe_own_script (MqPipeline *self)
{
  if (self->request->by_hand != NULL)
    return mq_text_clean (mq_json_get_string (self->request->by_hand, "summary", ""), MAX_SUMMARY);

  return self->request->base_script != NULL
             ? mq_script_changes_describe (self->request->base_script, self->asset->script)
             : g_strdup (_ ("A script of your own"));
}

/* Keeps the plan of the base version as far as the edited script still follows it. Nobody has
 * looked at what another script makes. */
static void
follow_own_script (MqPipeline *self)
{
  g_autoptr (JsonObject) plan = NULL;

  if (self->request->plan == NULL)
    return;

  plan = mq_plan_without_vanished (self->request->plan, self->asset->report);
  mq_json_replace_object (&self->asset->plan, plan);
  if (g_strcmp0 (self->request->base_script, self->asset->script) != 0)
    {
      g_autoptr (JsonObject) unseen = mq_requirements_forget_seen (plan);

      mq_json_replace_object (&self->asset->plan, unseen);
    }
}

/* The plan of the base, with the words that its asset was asked for first: those of the request are
 * a change of it. */
static void
take_plan_of_base (MqPipeline *self)
{
  const char *prompt = mq_json_get_string (self->request->plan, "prompt", "");

  mq_json_replace_object (&self->asset->plan, self->request->plan);
  if (*prompt != '\0')
    g_set_str (&self->asset->prompt, prompt);
}

/* A script of the user's own is checked, run, measured and rendered, but never repaired. */
static gboolean
show_own_script (MqPipeline *self, GError **error)
{
  const MqRunRequest *request = self->request;
  g_autofree char *cleaned = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *doubt = NULL;
  const char *instruction;
  gint64 since = 0;

  g_free (self->asset->script);
  self->asset->script = mq_python_clean (request->script, &cleaned);
  summary = describe_own_script (self);
  instruction = request->base_script != NULL ? summary : request->message->text;
  take_plan_of_base (self); /* measuring needs the joins of the plan */
  self->blender.own_script = TRUE;
  self->blender.by_hand = mq_json_length (mq_json_get_array (request->by_hand, "changes")) > 0;
  if (!emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error)
      || (cleaned != NULL
          && !mq_remote_blender_notice (&self->blender, "info", "cleaned", cleaned, NULL, error))
      || !mq_remote_blender_attempt (&self->blender, error))
    return FALSE;

  follow_own_script (self);
  if ((doubt = mq_verdict_doubt_unit (mq_json_get_object (self->asset->report, "whole"),
                                      request->script))
          != NULL
      && !mq_remote_blender_notice (&self->blender, "warning", "unit", doubt, NULL, error))
    return FALSE;
  if (!mq_remote_blender_render (&self->blender, MQ_RENDER_MODE_FINAL, error)
      || !mq_pipeline_emit_version (self, summary, instruction, error))
    return FALSE;

  self->blender.own_script = self->blender.by_hand = FALSE;
  return emit_phase (self, MQ_RUN_PHASE_CREATE, &since, error);
}

/* The base of a session that begins with it is version 0. */
static void
remember_base (MqPipeline *self)
{
  MqAssetState *asset = self->asset;

  if (mq_asset_history_find (asset->history, asset->version) == NULL)
    mq_asset_history_add (
        asset->history,
        mq_json_new ("version:l parent:i summary:s script:s plan:o? report:o?", asset->version, -1,
                     "what this session began with", asset->script,
                     asset->plan != NULL ? json_object_ref (asset->plan) : NULL,
                     asset->report != NULL ? json_object_ref (asset->report) : NULL));
}

/* Loads the version to continue from; measures it if it has no report. */
static gboolean
load_base (MqPipeline *self, GError **error)
{
  g_set_str (&self->asset->script, self->request->script);
  take_plan_of_base (self);
  mq_json_replace_object (&self->asset->report, self->request->report);
  self->asset->version = mq_json_get_int (mq_json_get_object (self->request->json, "base"),
                                          "version", 0);
  if (self->request->report == NULL && !mq_remote_blender_build (&self->blender, error))
    return FALSE;

  remember_base (self);
  return TRUE;
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

  if (self->request->mode == MQ_RUN_CONTINUE
      && (!load_base (self, error)
          || !mq_pipeline_follow_instruction (self, self->request->message, error)))
    return FALSE;

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
          || !mq_pipeline_follow_instruction (self, message, error))
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

static gboolean
go_through_phases (MqPipeline *self, GError **error)
{
  switch (self->request->mode)
    {
    case MQ_RUN_CREATE:
      return create (self, error) && refine (self, error) && run_guided_phase (self, error);

    case MQ_RUN_SCRIPT:
      return show_own_script (self, error) && run_guided_phase (self, error);

    case MQ_RUN_CONTINUE:
      return run_guided_phase (self, error);

    default:
      g_assert_not_reached ();
    }
}

/* The journal has the reason of a finish as text. */
static MqDoneReason
get_done_reason (const char *reason)
{
  return g_strcmp0 (reason, "idle") == 0       ? MQ_DONE_REASON_IDLE
         : g_strcmp0 (reason, "no-input") == 0 ? MQ_DONE_REASON_NO_INPUT
                                               : MQ_DONE_REASON_FINISHED;
}

/* Emits the last event, or none if the run is only suspended. */
static gboolean
emit_end (MqPipeline *self, const GError *fault, GError **error)
{
  g_autoptr (JsonObject) problem = NULL;
  MqRunEvent *event;

  if (fault == NULL)
    {
      event = mq_run_event_new (MQ_EVENT_DONE);
      event->done.reason = get_done_reason (self->reason);
      return mq_service_run_emit_last (self->run, event, error);
    }

  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      g_propagate_error (error, g_error_copy (fault));
      return FALSE;
    }

  problem = mq_http_problem_to_json (mq_http_problem_from_error (fault), fault->message);
  return mq_service_run_emit_last (self->run, mq_run_event_read ("failed", problem, 0), error);
}

/* Completes the transcript's file before the last event, so that clients can then load all of
 * it. */
static void
finish_transcript (MqAssetState *asset)
{
  MqTranscript *transcript = asset->transcript;

  if (transcript != NULL && asset->spent.calls > 0)
    dex_await (mq_transcript_wait_written (transcript), NULL);
}

/* A run that has no version because the service failed costs nothing. Before the last event, so
 * that a client that asks after it sees the quota as it is. */
static void
give_quota_back (MqServiceRun *run, const GError *fault)
{
  if (fault != NULL && run->accounts != NULL && run->versions == 0
      && !g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CLOSED)
      && mq_http_problem_is_of_service (mq_http_problem_from_error (fault)))
    dex_await (mq_accounts_give_back_run (run->accounts, mq_service_run_get_id (run)), NULL);
}

/* Counts the end of a run and writes it down, without any words of the user. */
static void
write_down_end (MqServiceRun *run, const GError *fault)
{
  const char *outcome = fault != NULL
                            ? mq_http_problem_get_code (mq_http_problem_from_error (fault))
                            : "done";
  const MqBudget *spent = &run->asset->spent;
  g_autofree char *versions = g_strdup_printf ("%" G_GINT64_FORMAT, run->versions);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, spent->seconds);
  g_autofree char *calls = g_strdup_printf ("%" G_GINT64_FORMAT, spent->calls);
  g_autofree char *tokens = g_strdup_printf ("%" G_GINT64_FORMAT, spent->tokens);
  char cost[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (cost, sizeof cost, "%.6f", spent->cost);
  mq_metrics_add (MQ_METRIC_RUNS_ENDED, 1, outcome);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MQ_RUN", mq_service_run_get_id (run),
                    "MQ_OUTCOME", outcome, "MQ_TEAM", mq_team_get_id (run->team), "MQ_VERSIONS",
                    versions, "MQ_SECONDS", seconds, "MQ_CALLS", calls, "MQ_TOKENS", tokens,
                    "MQ_COST", cost, "MESSAGE", "run ended");
}

static DexFuture *
pipeline_fiber (MqServiceRun *run)
{
  MqAssetState *asset = run->asset;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *unmeasured = NULL;
  g_autoptr (JsonArray) left = NULL;
  MqPipeline self = {
    .run = run,
    .request = run->request,
    .limits = &run->limits,
    .blender = { .run = run, .asset = asset },
    .asset = asset,
  };

  json_array_unref (asset->history);
  asset->history = mq_asset_history_read (run->request->json);
  go_through_phases (&self, &fault);
  finish_transcript (asset);
  refusal = g_steal_pointer (&self.refusal);
  left = g_steal_pointer (&self.left);
  unmeasured = g_steal_pointer (&self.blender.unmeasured);
  give_quota_back (run, fault);

  if (!emit_end (&self, fault, &error))
    {
      mq_service_run_suspend (run);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  write_down_end (run, fault);
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
