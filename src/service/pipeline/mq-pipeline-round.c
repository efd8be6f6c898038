/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One round of the automatic refinement: repairs the defects, keeps what mended and puts back what
 * broke, and rolls back what is worse. See mq-pipeline-private.h. */
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/pipeline/mq-pipeline-private.h"
#include "service/plan/mq-requirements.h"
#include "service/run/mq-http-problem.h"
#include "service/team/mq-asset-state.h"
#include "service/team/mq-change-defects.h"

#include <glib/gi18n.h>

/* Repairs of a script end after so many times the limit of those without progress. */
#define MAX_REPAIRS 4
#define MAX_ATTEMPTS 12
/* Scripts that are run for it. */
#define MAX_TRIES 6

/* Repairs a script until it runs and shows something, and snapshots for rollbacks. */

/* Frees the contents. */
void
mq_snapshot_clear (MqSnapshot *self)
{
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
}

/* Copies the script, the plan and the report. */
void
mq_snapshot_take (MqSnapshot *self, MqPipeline *pipeline)
{
  const MqRemoteBlender *blender = &pipeline->blender;
  MqAssetState *asset = pipeline->asset;

  g_set_str (&self->script, asset->script);
  mq_json_replace_object (&self->plan, asset->plan);
  mq_json_replace_object (&self->report, asset->report);
  self->execution = blender->execution;
  self->measurement = blender->measurement;
  self->rendering = blender->rendering;
}

/* Restores them, without faults and defects. */
void
mq_snapshot_restore (const MqSnapshot *self, MqPipeline *pipeline)
{
  MqRemoteBlender *blender = &pipeline->blender;
  MqAssetState *asset = pipeline->asset;

  blender->execution = self->execution;
  blender->measurement = self->measurement;
  blender->rendering = self->rendering;
  g_set_str (&asset->script, self->script);
  g_ptr_array_set_size (asset->besides, 0);
  mq_json_replace_object (&asset->plan, self->plan);
  mq_json_replace_object (&asset->report, self->report);
  mq_json_replace_array (&asset->findings, NULL);
  mq_json_replace_object (&asset->failure, NULL);
  mq_json_replace_array (&asset->defects, NULL);
}

/* Restores a script that was built, and builds it again, as final pictures are those of the last
 * execution. What cannot be made again stays as it was made then. @error: the run was stopped */
static gboolean
pipeline_build_again (MqPipeline *self, const MqSnapshot *before, GError **error)
{
  MqRemoteBlender *blender = &self->blender;
  g_autoptr (GError) fault = NULL;
  gboolean built;

  mq_snapshot_restore (before, self);
  built = mq_remote_blender_build (blender, &fault);
  if (!built && mq_remote_blender_is_stopped (fault))
    return mq_fail_with (error, &fault);

  if (!built)
    mq_snapshot_restore (before, self);
  else if (self->asset->report == NULL)
    {
      mq_json_replace_object (&self->asset->report, before->report);
      blender->measurement = before->measurement;
    }
  return TRUE;
}

static void
put (JsonArray *list, JsonObject *object)
{
  json_array_add_object_element (list, json_object_ref (object));
}

/* Applies the plan and the script of an answer, if any, and emits the events `plan` and
 * `script`. @why: first draft, repair or refinement. Returns: whether they were emitted */
gboolean
mq_pipeline_apply_answer (MqPipeline *self, JsonObject *answer, MqScriptReason why, GError **error)
{
  MqAssetState *asset = self->asset;
  JsonObject *plan = mq_json_get_object (answer, "plan");
  const char *script = mq_json_get_string (answer, "script", NULL);
  MqRunEvent *event;

  if (plan != NULL)
    {
      JsonArray *before = mq_json_get_array (asset->plan, "requirements");
      JsonArray *parts_before = mq_json_get_array (asset->plan, "parts");
      g_autoptr (JsonArray) kept = json_array_new ();
      g_autoptr (JsonObject) copy = NULL;

      /* No team strikes a requirement of the user's own, but for parts that are no more. */
      MQ_JSON_EACH (before, i, one)
        {
          const char *of = mq_json_get_string (one, "of", "");

          if (one != NULL && json_object_has_member (one, "source")
              && (mq_json_find (parts_before, "id", of) == NULL
                  || mq_json_find (mq_json_get_array (plan, "parts"), "id", of) != NULL))
            put (kept, one);
        }
      if (json_array_get_length (kept) + mq_json_length (asset->own) > 0)
        {
          JsonArray *requirements;

          plan = copy = mq_json_copy_object (plan);
          requirements = mq_requirement_list (plan);
          mq_requirements_add_own (requirements, kept, asset->instruction != NULL);
          mq_requirements_add_own (requirements, asset->own, FALSE);
          json_object_set_array_member (plan, "requirements", requirements);
        }

      mq_json_replace_object (&asset->plan, plan);
      event = mq_run_event_new (MQ_EVENT_PLAN);
      event->plan.plan = json_object_ref (plan);
      if (!mq_service_run_emit (self->run, event, error))
        return FALSE;
    }

  if (script == NULL)
    return TRUE;

  g_set_str (&asset->script, script);
  event = mq_run_event_new (MQ_EVENT_SCRIPT);
  event->script.script = g_strdup (script);
  event->script.why = why;
  return mq_service_run_emit (self->run, event, error);
}

static void
asset_state_add_attempt (MqAssetState *self, const char *stage, const char *text)
{
  if (json_array_get_length (self->attempts) >= MAX_ATTEMPTS)
    json_array_remove_element (self->attempts, 0);
  json_array_add_object_element (self->attempts, mq_json_new ("stage:s text:s", stage, text));
}

/* Where a script failed. Returns: (nullable) */
static JsonObject *
get_last_frame (JsonObject *failure)
{
  JsonArray *frames = mq_json_get_array (failure, "traceback");
  guint count = mq_json_length (frames);

  return count > 0 ? mq_json_element_object (frames, count - 1) : NULL;
}

/* Remembers the fault as an attempt, for the model, so always in English. Returns: (transfer full):
 * what went wrong and where, whatever else of the script has changed. Error codes and the parts of
 * findings and tracebacks are not translated, so a resumed run in another language finds the same
 */
static char *
note_fault (MqAssetState *asset, int code)
{
  JsonArray *findings = asset->findings;
  JsonObject *failure = asset->failure;
  JsonObject *last = get_last_frame (failure);
  const char *message = mq_json_get_string (failure, "message", "");
  g_autoptr (GString) attempt = g_string_new (NULL);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d\n", code);
  if (findings == NULL)
    {
      g_string_append_printf (text, "%s\n%s\n%s\n%s", mq_json_get_string (failure, "type", ""),
                              message, mq_json_get_string (last, "function", ""),
                              mq_json_get_string (last, "text", ""));
      g_string_append_printf (attempt, "%s: %s", mq_json_get_string (failure, "type", "Error"),
                              message);
    }

  MQ_JSON_EACH (findings, i, finding)
    {
      const char *what = mq_json_get_string (finding, "what", "");

      g_string_append_printf (text, "%s %s %s\n", mq_json_get_string (finding, "code", ""),
                              mq_json_get_string (finding, "name", ""), what);
      g_string_append_printf (attempt, "%sline %d: %s", i > 0 ? "; " : "",
                              (int)mq_json_get_int (finding, "line", 0), what);
    }

  asset_state_add_attempt (asset, findings == NULL ? "run" : "check", attempt->str);
  return g_string_free_and_steal (text);
}

/* Repairs the script until it runs and shows something. A repair after which something else is
 * wrong is progress, and does not count as one that did not help. @error:
 * %MQ_HTTP_PROBLEM_REPAIRS_USED_UP, or mq_remote_blender_is_fault_of_script(): only the script is
 * given up, so that the run can continue with another one; or the run has to end. Returns: whether
 * it succeeded */
gboolean
mq_pipeline_make_valid (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean afresh = FALSE;
  guint in_vain = 0;

  for (guint repairs = 0;; repairs++)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) fault = NULL;
      g_autofree char *why = NULL;

      if (mq_remote_blender_attempt (&self->blender, &fault))
        return TRUE;

      if (!mq_remote_blender_is_fault_of_script (fault))
        return mq_fail_with (error, &fault);

      if (g_hash_table_add (faults, note_fault (self->asset, fault->code)))
        in_vain = 0;
      else
        in_vain++;

      if (!g_hash_table_add (scripts, g_strdup_printf ("%d\n%s", fault->code, self->asset->script)))
        why = g_strdup (_ ("The same script came back and failed the same way"));
      else if (in_vain >= self->limits->repairs || repairs >= MAX_REPAIRS * self->limits->repairs)
        why = g_strdup_printf (ngettext ("The script still failed after %u repair",
                                         "The script still failed after %u repairs", repairs),
                               repairs);
      else
        {
          g_autoptr (GError) silence = NULL;

          answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_DEBUGGER,
                                                _ ("Repairing the script"), MQ_TEAM_REPAIR,
                                                "script", &silence);
          if (answer == NULL && !g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
            return mq_fail_with (error, &silence);
          if (answer == NULL)
            why = g_strdup_printf (_ ("The team has no repair (%s)"), silence->message);
        }

      /* After repairs that did not help, a different approach to the faulty part, once. */
      if (answer == NULL && !afresh && mq_team_can (self->run->team, MQ_TEAM_REWRITE))
        {
          JsonObject *frame = get_last_frame (self->asset->failure);
          const char *function = mq_json_get_string (frame, "function", NULL);
          g_autofree char *doing = NULL;
          g_autoptr (GError) silence = NULL;

          afresh = TRUE;
          /* Translators: %s is the name of a function of a script. */
          doing = function != NULL && *function != '<'
                      ? g_strdup_printf (_ ("A fresh approach for “%s”"), function)
                      : g_strdup (_ ("A fresh approach for what fails"));
          answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_WRITER, doing,
                                                MQ_TEAM_REWRITE, "script", &silence);
          if (answer == NULL && !g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
            return mq_fail_with (error, &silence);
        }

      if (answer == NULL)
        {
          MqHttpProblem problem = (MqHttpProblem)fault->code;

          g_set_error (
              error, MQ_HTTP_PROBLEM_ERROR,
              problem == MQ_HTTP_PROBLEM_SCRIPT_FAILED ? MQ_HTTP_PROBLEM_REPAIRS_USED_UP
                                                       : (int)problem,
              /* Translators: two sentences: why no more is tried, and what went wrong last. */
              _ ("%s. The last fault was: %s"), why, fault->message);
          return FALSE;
        }

      if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error))
        return FALSE;
    }
}

/* Keeps of a repair what mended and puts back what broke: each changed function for itself,
 * measured without a model. */

/* How the asset, as it is measured now, compares with before. */
static void
compare (MqPipeline *self, JsonArray *known, MqDefectChanges *changes)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonArray) now = mq_measured_defects_find (asset->plan, asset->report);
  g_autoptr (JsonArray) measured = json_array_new ();

  mq_change_defects_find (now, asset);
  MQ_JSON_EACH (known, i, one)
    if (mq_measured_defects_include (one))
      put (measured, one);

  mq_defect_changes_clear (changes);
  mq_defect_changes_find (changes, measured, now);
}

/* Puts functions of a repair that brought new faults back, one by one, as long as that makes it
 * better. @put_back: (out) (transfer full): the functions and parameters that are as they were
 * before; @helps: (out): whether what is left of the repair may be better than before; if not,
 * the asset is to be rolled back. Returns: %FALSE if the run has to end */
static gboolean
pipeline_salvage (MqPipeline *self, const MqSnapshot *before, JsonArray *known, GStrv *put_back,
                  gboolean *helps, GError **error)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonArray) defects = json_array_ref (asset->defects);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) repaired = mq_script_list_changed (before->script, asset->script);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  g_auto (MqDefectChanges) changes = { 0 };
  g_auto (MqSnapshot) best = { 0 };
  gboolean stale = FALSE; /* the scene is of another script than the best */
  guint tries = 0;
  int weight;

  *put_back = g_new0 (char *, 1);
  mq_snapshot_take (&best, self);
  compare (self, known, &changes);
  weight = mq_defect_changes_weigh (&changes);

  /* First the functions of the parts that the new faults are about. */
  for (guint wanted = 0; wanted < 2; wanted++)
    for (gsize i = 0; repaired[i] != NULL; i++)
      if ((mq_json_find (changes.fresh, "part", repaired[i]) != NULL) == (wanted == 0))
        g_ptr_array_add (candidates, repaired[i]);

  for (guint i = 0;
       i < candidates->len && tries < MAX_TRIES && json_array_get_length (changes.fresh) > 0; i++)
    {
      const char *name = g_ptr_array_index (candidates, i);
      g_autofree char *script = mq_script_put_back (best.script, before->script, name, NULL);
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) fault = NULL;
      g_auto (MqDefectChanges) now = { 0 };
      gboolean built;

      if (script == NULL || g_str_equal (script, best.script)
          || g_str_equal (script, before->script))
        continue;

      tries++;
      answer = mq_json_new ("script:s", script);
      if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error))
        return FALSE;

      built = mq_remote_blender_attempt (&self->blender, &fault) && asset->report != NULL;
      if (fault != NULL && mq_remote_blender_is_stopped (fault))
        return mq_fail_with (error, &fault);

      if (built)
        compare (self, known, &now);
      if (built && mq_defect_changes_weigh (&now) > weight)
        {
          mq_snapshot_take (&best, self);
          weight = mq_defect_changes_weigh (&now);
          compare (self, known, &changes);
          g_strv_builder_add (names, name);
          stale = FALSE;
          continue;
        }

      stale = TRUE;
      /* Restores the best of the scripts, defects included. */
      mq_snapshot_restore (&best, self);
      mq_json_replace_array (&asset->defects, defects);
    }

  g_strfreev (*put_back);
  *put_back = g_strv_builder_end (names);
  /* It may be better to the eye all the same; and a fault that came for one that went may be none:
   * it gets its turn, in which it can be disputed. */
  *helps = weight > 0 || (weight == 0 && json_array_get_length (changes.gone) > 0)
           || (json_array_get_length (changes.fresh) == 0
               && mq_measured_defects_need_critic (defects));
  if (!*helps || !stale)
    return TRUE;

  if (!pipeline_build_again (self, &best, error))
    return FALSE;

  mq_json_replace_array (&asset->defects, defects);
  return TRUE;
}

/* The defects of a pipeline's asset: which are repaired and which are told, and how they are
 * told. */

/* Frees the contents. */
void
mq_defects_clear (MqDefects *self)
{
  g_clear_pointer (&self->all, json_array_unref);
  g_clear_pointer (&self->to_repair, json_array_unref);
  g_clear_pointer (&self->to_report, json_array_unref);
}

/* Sorts defects into those to repair and those to report. @self: gets lists of its own;
 * @defects: all defects. */
void
mq_defects_sort (MqDefects *self, JsonArray *defects, MqMinor minor)
{
  gboolean any_severe = FALSE;

  mq_defects_clear (self);
  self->all = json_array_ref (defects);
  self->to_repair = json_array_new ();
  self->to_report = json_array_new ();
  self->minor = minor;

  MQ_JSON_EACH (defects, i, one)
    any_severe |= one != NULL && mq_defect_is_severe (one);
  self->careful = minor == MQ_MINOR_AFTER && !any_severe;

  MQ_JSON_EACH (defects, i, defect)
    {
      if (defect == NULL)
        continue;
      /* A debugger had what is left, and gave its reason; what is not sure earns no call. */
      put (!json_object_has_member (defect, "left") && mq_json_get_boolean (defect, "sure", TRUE)
                   && (minor == MQ_MINOR_TOO || self->careful || mq_defect_is_severe (defect))
               ? self->to_repair
               : self->to_report,
           defect);
    }
}

/* Emits a notice with defects, which clients describe in their own language. @level: of the
 * notice; @code: stable; @text: for the user; @defects: what it is about. Returns: whether it
 * was emitted */
static gboolean
pipeline_tell_defects (MqPipeline *self, MqNoticeLevel level, const char *code, const char *text,
                       JsonArray *defects, GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_NOTICE);
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();

  event->notice.defects = json_array_new ();
  MQ_JSON_EACH (defects, i, defect)
    {
      const char *what = mq_json_get_string (defect, "what", "");
      const char *reason = mq_json_get_string (defect, "left", "");

      g_strv_builder_take (items, *reason != '\0' ? g_strdup_printf ("%s (%s)", what, reason)
                                                  : g_strdup (what));
      mq_verdict_add_facts (event->notice.defects, defect);
    }

  event->notice.level = level;
  event->notice.code = g_strdup (code);
  event->notice.text = g_strdup (text);
  event->notice.items = g_strv_builder_end (items);
  return mq_service_run_emit (self->run, event, error);
}

/* Reports the defects that are left, and remembers them for the version. @defects: those that
 * are left. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_report_defects (MqPipeline *self, JsonArray *defects, GError **error)
{
  g_autoptr (JsonArray) open = json_array_new ();
  g_autoptr (JsonArray) disputed = json_array_new ();

  mq_json_replace_array (&self->left, defects);
  MQ_JSON_EACH (defects, i, defect)
    if (defect != NULL)
      put (json_object_has_member (defect, "left") ? disputed : open, defect);

  return (json_array_get_length (disputed) == 0
          || pipeline_tell_defects (self, MQ_NOTICE_LEVEL_INFO, "defects-disputed",
                                    _ ("Found, and left as it is for a reason"), disputed, error))
         && (json_array_get_length (open) == 0
             || pipeline_tell_defects (self, MQ_NOTICE_LEVEL_WARNING, "defects-left",
                                       _ ("Found but not repaired; you can ask for it"), open,
                                       error));
}

/* @a: (nullable): defects; @b: (nullable): defects. Returns: (transfer full): both lists without
 * duplicates, for the notice of what is left */
static JsonArray *
defects_join (JsonArray *a, JsonArray *b)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *const both[] = { a, b };
  JsonArray *joined = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    MQ_JSON_EACH (both[i], j, defect)
      if (g_hash_table_add (seen, (gpointer)mq_json_get_string (defect, "what", "")))
        put (joined, defect);

  return joined;
}

/* @defects: (nullable): defects. Returns: (transfer full): those that the critic saw; the others
 * are measured again after each repair */
JsonArray *
mq_defects_filter_seen (JsonArray *defects)
{
  JsonArray *seen = json_array_new ();

  MQ_JSON_EACH (defects, i, defect)
    if (!mq_measured_defects_include (defect))
      put (seen, defect);

  return seen;
}

/* Reports the remaining defects when no picture is taken: measured ones are known, and seen ones
 * are assumed to be there still. @before: (nullable): the defects when the team last looked.
 * Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_report_known (MqPipeline *self, JsonArray *before, GError **error)
{
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (before);
  g_autoptr (JsonArray) now = mq_measured_defects_find (self->asset->plan, self->asset->report);
  g_autoptr (JsonArray) open = defects_join (now, seen);

  return mq_pipeline_report_defects (self, open, error);
}

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
  return pipeline_tell_defects (self, MQ_NOTICE_LEVEL_INFO, "rolled-back", why, fresh, error)
         && pipeline_build_again (self, before, error);
}

/* @fault: why the run has to end, which @error gets */
static MqRound
fail_round (GError **fault, GError **error)
{
  mq_fail_with (error, fault);
  return MQ_ROUND_FAILED;
}

/* Asks the team to compare the asset with the one before the repair. A team that cannot
 * answers "same". @answer: (out) (transfer full) (nullable): the team's whole answer; @error: the
 * run has to end, or mq_pipeline_is_exhausted(). Returns: (nullable): better, same or worse */
const char *
mq_pipeline_verify (MqPipeline *self, JsonObject **answer, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_VERIFIER,
                                         _ ("Comparing it with the previous script"),
                                         MQ_TEAM_VERIFY, "verdict", &silence);

  if (*answer == NULL && mq_pipeline_ends_work (silence))
    return mq_fail_null_with (error, &silence);

  return mq_json_get_string (*answer, "verdict", "same");
}

/* The texts of defects, for the next model that tries to repair them. */
static char *
list_faults (JsonArray *defects)
{
  GString *text = g_string_new (NULL);

  MQ_JSON_EACH (defects, i, defect)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            mq_json_get_string (defect, "what", ""));
  return g_string_free_and_steal (text);
}

/* Runs the repaired script; when only defects are disputed, measures again what there is. If that
 * cannot be, the measurement of before holds. What the team disputes is written into the plan,
 * which the measuring reads; it stays so for later versions of the same objects. @before: its plan
 * is without it until that was measured, and gets it then, for a roll-back; @left: (out): whether
 * anything disputed is left as it is */
static gboolean
build (MqPipeline *self, MqSnapshot *before, JsonObject *answer, gboolean *left, GError **error)
{
  MqAssetState *asset = self->asset;
  JsonArray *said = mq_json_get_array (answer, "disputed");
  JsonArray *disputed = NULL;
  gboolean built;

  if (mq_json_length (said) > 0 && asset->plan != NULL)
    {
      g_autoptr (JsonObject) plan = mq_json_copy_object (asset->plan);

      disputed = json_array_new ();
      mq_json_append (disputed, mq_json_get_array (plan, "disputed"));
      mq_json_append (disputed, said);
      json_object_set_array_member (plan, "disputed", disputed);
      mq_json_replace_object (&asset->plan, plan);
    }

  if (g_strcmp0 (mq_json_get_string (answer, "script", ""), before->script) != 0)
    built = mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error)
            && mq_pipeline_make_valid (self, error);
  else if ((built = mq_remote_blender_measure (&self->blender, error)) && asset->report == NULL)
    {
      mq_json_replace_object (&asset->report, before->report);
      self->blender.measurement = before->measurement;
      mq_measurement_settle (asset->plan, asset->report);
    }

  *left = FALSE;
  if (disputed == NULL)
    return built;

  /* All that was disputed now and not withdrawn is left as it is: it is not measured another way
   * again, no debugger gets it again, and the critic and the user get the reason. */
  disputed = mq_json_get_array (asset->plan, "disputed");
  MQ_JSON_EACH (disputed, i, one)
    {
      const char *id = mq_json_get_string (one, "id", "");
      JsonObject *row = mq_json_find (mq_json_get_array (asset->report, "again"), "id", id);

      if (mq_json_find (said, "id", id) == NULL || mq_json_get_boolean (row, "withdrawn", FALSE))
        continue;
      json_object_set_boolean_member (one, "left", TRUE);
      *left = TRUE;
    }
  mq_json_replace_object (&before->plan, asset->plan);
  return built;
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
  asset_state_add_attempt (self->asset, "repair", text->str);
}

/* Takes a look, where only eyes can judge, and compares with before. */
static gboolean
compare_round (MqPipeline *self, const MqDefects *defects, JsonObject **verdict, GError **error)
{
  g_clear_pointer (verdict, json_object_unref);
  return ((!defects->careful && !mq_measured_defects_need_critic (defects->to_repair))
          || mq_pipeline_look (self, error))
         && mq_pipeline_verify (self, verdict, error) != NULL;
}

/* Puts back the functions that brought new faults, and judges what is left of the repair.
 * @helps: (out): whether anything is */
static gboolean
keep_what_mends (MqPipeline *self, const MqSnapshot *before, const MqDefects *defects,
                 JsonObject **verdict, gboolean *helps, GError **error)
{
  JsonArray *fresh = mq_json_get_array (*verdict, "new");
  gboolean better = g_str_equal (mq_json_get_string (*verdict, "verdict", ""), "better");
  gboolean any = FALSE;
  g_auto (GStrv) names = NULL;
  g_autofree char *listed = NULL;

  *helps = TRUE;

  /* Only of measured faults, measuring can tell what the repair brought from what it mended. */
  MQ_JSON_EACH (fresh, i, defect)
    any |= mq_measured_defects_include (defect) && (!better || mq_defect_is_severe (defect));
  if (!any)
    return TRUE;

  if (!pipeline_salvage (self, before, defects->all, &names, helps, error))
    return FALSE;

  if (*names == NULL || !*helps)
    return TRUE;

  listed = g_strjoinv (", ", names);
  note_outcome (self, listed, *verdict, "put back as it was, the rest is kept");
  return pipeline_tell_defects (
             self, MQ_NOTICE_LEVEL_INFO, "put-back",
             _ ("Kept the parts that the repair fixed, and restored those with new faults"), fresh,
             error)
         && compare_round (self, defects, verdict, error);
}

/* Keeps the repair or rolls it back, by its verdict, and decides whether another round follows.
 * @left: faults were disputed, and are left: if something has changed, the critic is asked again,
 * who sees the reasons; @next: (out): the defects that are left, if the team says which */
static MqRound
decide (MqPipeline *self, const MqSnapshot *before, const MqDefects *defects, JsonObject *verdict,
        gboolean helps, gboolean left, JsonArray **next, GError **error)
{
  const char *name = mq_json_get_string (verdict, "verdict", "same");
  JsonArray *fresh = mq_json_get_array (verdict, "new");
  JsonArray *still = mq_json_get_array (verdict, "left");
  JsonArray *named = mq_json_get_array (verdict, "defects");
  JsonArray *requirements = mq_json_get_array (self->asset->plan, "requirements");
  gboolean same = g_str_equal (name, "same");
  gboolean mended = mq_json_length (mq_json_get_array (verdict, "fixed")) > 0;
  gboolean none_left = still != NULL && json_array_get_length (still) == 0;
  g_autoptr (JsonArray) reported = mq_defects_filter_seen (defects->to_report);
  g_autoptr (JsonArray) open = NULL;
  g_auto (MqDefects) sorted = { 0 };

  if (left && g_str_equal (before->script, self->asset->script))
    {
      g_autoptr (JsonArray) now = mq_measured_defects_find (self->asset->plan, self->asset->report);
      g_autoptr (JsonArray) seen = mq_defects_filter_seen (defects->all);

      /* Nothing has changed: measured defects are found again, since some of them are left by now.
       */
      mq_change_defects_find (now, self->asset);
      mq_measured_defects_leave (now, self->asset->plan);
      *next = defects_join (now, seen);
      return MQ_ROUND_AGAIN;
    }

  if (!helps
      || (!g_str_equal (name, "better")
          && (!same || (!mended && mq_json_length (fresh) > 0) || (!left && defects->careful))))
    {
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

  /* The repair is kept. */
  if (left)
    return MQ_ROUND_AGAIN;

  open = named != NULL ? defects_join (named, reported)
                       : json_array_ref (none_left ? defects->to_report : defects->all);
  if (named != NULL)
    {
      /* Requirements that were judged by eye and are met now. */
      MQ_JSON_EACH (defects->to_repair, i, defect)
        {
          gint64 n = mq_json_get_int (defect, "n", 0);
          JsonObject *seen = mq_json_get_object (mq_requirement_get_numbered (requirements, n),
                                                 "seen");

          if (seen != NULL
              && mq_json_find (open, "what", mq_json_get_string (defect, "what", "")) == NULL)
            mq_json_add (seen, "met:b evidence:s", TRUE, "");
        }
      mq_defects_sort (&sorted, open, defects->minor);
      none_left = json_array_get_length (sorted.to_repair) == 0;
    }
  if (none_left || (same && !mended))
    return end_with (self, open, error);

  *next = named != NULL ? json_array_ref (open) : NULL;
  return MQ_ROUND_HELPED;
}

/* Has defects repaired, and keeps of the repair what makes the asset better. @defects: what
 * is known of the asset; @next: (out): the defects that are left, if the team says which. Returns:
 * how it ended */
MqRound
mq_pipeline_repair_round (MqPipeline *self, const MqDefects *defects, GHashTable *scripts,
                          JsonArray **next, GError **error)
{
  g_auto (MqSnapshot) before = { 0 };
  g_autofree char *faults = list_faults (defects->to_repair);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) verdict = NULL;
  g_autoptr (GError) fault = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *changed = NULL;
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

  asset_state_add_attempt (self->asset, "look", faults);
  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_DEBUGGER,
                                        _ ("Repairing the problems found"), MQ_TEAM_REPAIR,
                                        "script", &fault);
  if (answer == NULL && mq_pipeline_ends_work (fault))
    {
      if (mq_pipeline_is_exhausted (fault)
          && !mq_pipeline_report_defects (self, defects->all, error))
        return MQ_ROUND_FAILED;

      return fail_round (&fault, error);
    }
  g_clear_error (&fault);

  /* There is no new script, and no defect is disputed. */
  if (answer == NULL
      || (!g_hash_table_add (scripts, g_strdup (mq_json_get_string (answer, "script", "")))
          && mq_json_length (mq_json_get_array (answer, "disputed")) == 0))
    return end_with (self, defects->all, error);

  if (!build (self, &before, answer, &left, &fault) && mq_remote_blender_is_stopped (fault))
    return fail_round (&fault, error);
  /* A repair that does not run or cannot be measured is rolled back, and ends the refinement. */
  if (fault != NULL || self->asset->report == NULL)
    {
      if (!roll_back (
              self, &before,
              fault != NULL
                  ? _ ("The repaired script failed; the previous script is kept")
                  : _ ("The repaired script could not be measured; the previous one is kept"),
              NULL, error)
          || !mq_pipeline_report_defects (self, defects->all, error))
        return MQ_ROUND_FAILED;

      return fault != NULL && mq_pipeline_is_exhausted (fault) ? fail_round (&fault, error)
                                                               : MQ_ROUND_ENDS_IT;
    }

  names = mq_script_list_changed (before.script, self->asset->script);
  changed = g_strjoinv (", ", names);
  if (!compare_round (self, defects, &verdict, &fault)
      || !keep_what_mends (self, &before, defects, &verdict, &helps, &fault))
    {
      if (mq_pipeline_is_exhausted (fault) && !mq_pipeline_report_known (self, defects->all, error))
        return MQ_ROUND_FAILED;

      return fail_round (&fault, error);
    }

  note_outcome (self, changed, verdict,
                helps && !g_str_equal (mq_json_get_string (verdict, "verdict", ""), "worse")
                    ? ""
                    : "all of it was put back as it was");
  return decide (self, &before, defects, verdict, helps, left, next, error);
}
