/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline's automatic refinement: looks at the asset, finds defects, repairs them, and rolls a
 * repair back that made it worse. See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "service/team/mq-measured-defects.h"

#include <glib/gi18n.h>

typedef enum
{
  ROUND_ENDS_IT, /* no defect is left, or no repair helps */
  ROUND_HELPED,
  ROUND_FAILED, /* the run has to end */
} Round;

/**
 * Defects:
 * @all: all defects
 * @to_repair: those to repair
 * @to_report: those only to report
 */
typedef struct
{
  JsonArray *all;
  JsonArray *to_repair;
  JsonArray *to_report;
} Defects;

static void
defects_clear (Defects *self)
{
  g_clear_pointer (&self->all, json_array_unref);
  g_clear_pointer (&self->to_repair, json_array_unref);
  g_clear_pointer (&self->to_report, json_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Defects, defects_clear)

static void
defects_sort (Defects *self, JsonArray *defects, gboolean minor_too)
{
  defects_clear (self);
  self->all = json_array_ref (defects);
  self->to_repair = json_array_new ();
  self->to_report = json_array_new ();

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);
      gboolean severe
          = minor_too || g_str_equal (mq_json_get_string (defect, "severity", "severe"), "severe");

      if (defect != NULL)
        json_array_add_object_element (severe ? self->to_repair : self->to_report,
                                       json_object_ref (defect));
    }
}

/* Members from which a client makes its own sentence; null if the defect has only the team's
 * text. */
static void
add_facts (JsonArray *list, JsonObject *defect)
{
  static const char *const members[] = { "code", "part" };
  JsonObject *facts = mq_json_get_object (defect, "facts");
  JsonObject *copy;

  if (facts == NULL)
    {
      json_array_add_null_element (list);
      return;
    }

  copy = mq_json_copy_object (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (copy, members[i], mq_json_get_string (defect, members[i], ""));
  json_array_add_object_element (list, copy);
}

static gboolean
report_defects (MqPipeline *self, JsonArray *defects, GError **error)
{
  MqRunEvent *event;
  GStrvBuilder *items;

  mq_json_replace_array (&self->left, defects);
  if (json_array_get_length (defects) == 0)
    return TRUE;

  event = mq_run_event_new (MQ_EVENT_NOTICE);
  event->notice.defects = json_array_new ();
  items = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      g_strv_builder_add (items, mq_json_get_string (defect, "what", ""));
      add_facts (event->notice.defects, defect);
    }

  event->notice.level = MQ_NOTICE_LEVEL_WARNING;
  event->notice.code = g_strdup ("defects-left");
  event->notice.text = g_strdup (_ ("Found but not repaired; you can ask for it"));
  event->notice.items = g_strv_builder_unref_to_strv (items);
  return mq_service_run_emit (self->run, event, error);
}

/* Merges two lists of defects without duplicates, for the notice of what is left. @b: (nullable) */
static JsonArray *
join (JsonArray *a, JsonArray *b)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *const both[] = { a, b };
  JsonArray *joined = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (guint j = 0; both[i] != NULL && j < json_array_get_length (both[i]); j++)
      {
        JsonObject *defect = mq_json_element_object (both[i], j);

        if (g_hash_table_add (seen, (gpointer)mq_json_get_string (defect, "what", "")))
          json_array_add_object_element (joined, json_object_ref (defect));
      }

  return joined;
}

/* Those that the critic saw: the others are measured again after each repair. @defects: (nullable)
 */
static JsonArray *
filter_seen (JsonArray *defects)
{
  JsonArray *seen = json_array_new ();

  for (guint i = 0; i < mq_json_length (defects); i++)
    if (!mq_measured_defects_include (mq_json_element_object (defects, i)))
      json_array_add_object_element (seen, json_object_ref (mq_json_element_object (defects, i)));

  return seen;
}

static Round
end_with (MqPipeline *self, JsonArray *left, GError **error)
{
  return report_defects (self, left, error) ? ROUND_ENDS_IT : ROUND_FAILED;
}

/* Rolls back and ends the refinement. @exhausted: (nullable): why the team cannot be called any
 * more */
static Round
roll_back (MqPipeline *self, const MqSnapshot *before, const char *why, JsonArray *left,
           GError *exhausted, GError **error)
{
  g_autoptr (GError) reason = exhausted;

  mq_snapshot_restore (before, self->asset);

  /* A version saves the client's last execution, so the earlier script has to run again. */
  if (!mq_remote_blender_notice (&self->blender, "info", "rolled-back", why, NULL, error)
      || !mq_remote_blender_build (&self->blender, error) || !report_defects (self, left, error))
    return ROUND_FAILED;

  if (reason == NULL)
    return ROUND_ENDS_IT;

  g_propagate_error (error, g_steal_pointer (&reason));
  return ROUND_FAILED;
}

/**
 * mq_pipeline_verify:
 * @answer: (out) (transfer full) (nullable): the team's whole answer
 * @error: the run has to end, or mq_pipeline_is_exhausted()
 *
 * Asks the team to compare the asset with the one before the repair. A team that cannot answers
 * "same".
 *
 * Returns: (nullable): better, same or worse
 */
const char *
mq_pipeline_verify (MqPipeline *self, JsonObject **answer, GError **error)
{
  g_autoptr (GError) silence = NULL;

  *answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_VERIFIER,
                                         _ ("Comparing it with what was before"), MQ_TEAM_VERIFY,
                                         "verdict", &silence);

  if (*answer != NULL)
    return mq_json_get_string (*answer, "verdict", "same");

  if (g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    return "same";

  g_propagate_error (error, g_steal_pointer (&silence));
  return NULL;
}

/* Asks for a repair of @defects. Without an error, @answer stays NULL if there is no new script. */
static gboolean
repair (MqPipeline *self, const Defects *defects, GHashTable *scripts, JsonObject **answer,
        GError **error)
{
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) silence = NULL;

  for (guint i = 0; i < json_array_get_length (defects->to_repair); i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? "; " : "",
        mq_json_get_string (mq_json_element_object (defects->to_repair, i), "what", ""));
  mq_asset_state_add_attempt (self->asset, "look", text->str);

  said = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_DEBUGGER,
                                      _ ("Repairing the problems found"), MQ_TEAM_REPAIR, "script",
                                      &silence);
  if (said == NULL && !g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    {
      g_propagate_error (error, g_steal_pointer (&silence));
      return FALSE;
    }

  if (said != NULL
      && g_hash_table_add (scripts, g_strdup (mq_json_get_string (said, "script", ""))))
    *answer = g_steal_pointer (&said);
  return TRUE;
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
static Round
judge (MqPipeline *self, const Defects *defects, JsonObject *verdict, gboolean minor_too,
       JsonArray **next, GError **error)
{
  JsonArray *left = mq_json_get_array (verdict, "left");
  JsonArray *named = mq_json_get_array (verdict, "defects");
  gboolean none_left = left != NULL && json_array_get_length (left) == 0;
  g_autoptr (JsonArray) seen = filter_seen (defects->to_report);
  g_autoptr (JsonArray) open = named != NULL
                                   ? join (named, seen)
                                   : json_array_ref (none_left ? defects->to_report : defects->all);
  g_auto (Defects) sorted = { 0 };

  defects_sort (&sorted, open, minor_too);
  if (named != NULL)
    {
      note_repaired (self, defects->to_repair, open);
      none_left = json_array_get_length (sorted.to_repair) == 0;
    }

  if (none_left || g_str_equal (mq_json_get_string (verdict, "verdict", "same"), "same"))
    return end_with (self, open, error);

  *next = named != NULL ? json_array_ref (open) : NULL;
  return ROUND_HELPED;
}

/**
 * mq_pipeline_report_known:
 * @before: (nullable): the defects when the team last looked
 * @error: the run has to end
 *
 * Reports the remaining defects when no picture is taken: measured ones are known, and seen ones
 * are assumed to be there still.
 *
 * Returns: %FALSE if the run has to end
 */
gboolean
mq_pipeline_report_known (MqPipeline *self, JsonArray *before, GError **error)
{
  g_autoptr (JsonArray) seen = filter_seen (before);
  g_autoptr (JsonArray) now = mq_measured_defects_find (self->asset->plan, self->asset->report);
  g_autoptr (JsonArray) open = join (now, seen);

  return report_defects (self, open, error);
}

/* Repairs a script with @defects; keeps the better of the two. */
static Round
repair_round (MqPipeline *self, const Defects *defects, gboolean minor_too, GHashTable *scripts,
              JsonArray **next, GError **error)
{
  g_auto (MqSnapshot) before = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) verdict = NULL;
  g_autoptr (GError) fault = NULL;
  const char *name;

  mq_snapshot_take (&before, self->asset);
  mq_json_replace_array (&self->asset->defects, defects->to_repair);

  /* The verifier compares with them what only eyes can judge. */
  if (mq_measured_defects_need_critic (defects->to_repair)
      && !mq_pipeline_look_closely (self, error))
    return ROUND_FAILED;

  if (!repair (self, defects, scripts, &answer, &fault))
    {
      if (mq_pipeline_is_exhausted (fault) && !report_defects (self, defects->all, error))
        return ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (answer == NULL)
    return end_with (self, defects->all, error);

  if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error))
    return ROUND_FAILED;

  if (!mq_pipeline_make_valid (self, &fault))
    {
      if (mq_pipeline_is_exhausted (fault))
        return roll_back (self, &before,
                          _ ("The repaired script failed; the previous script is kept"),
                          defects->all, g_steal_pointer (&fault), error);

      if (mq_pipeline_is_given_up (fault))
        return roll_back (self, &before,
                          _ ("The repaired script failed; the previous script is kept"),
                          defects->all, NULL, error);

      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  /* Only defects that the critic saw need new views; the others are measured again. */
  if ((mq_measured_defects_need_critic (defects->to_repair) && !mq_pipeline_look (self, &fault))
      || !(name = mq_pipeline_verify (self, &verdict, &fault)))
    {
      if (mq_pipeline_is_exhausted (fault) && !mq_pipeline_report_known (self, defects->all, error))
        return ROUND_FAILED;

      g_propagate_error (error, g_steal_pointer (&fault));
      return ROUND_FAILED;
    }

  if (g_str_equal (name, "worse"))
    return roll_back (self, &before, _ ("The repair made it worse; the previous script is kept"),
                      defects->all, NULL, error);

  return judge (self, defects, verdict, minor_too, next, error);
}

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

  if (g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED))
    mq_remote_blender_notice (&self->blender, "warning", "no-critique", silence->message, NULL,
                              error);
  else
    g_propagate_error (error, g_steal_pointer (&silence));
  return NULL;
}

/* @minor_too: (out): whether to repair minor defects as well */
static gboolean
count_rounds (MqPipeline *self, gint64 *rounds, gboolean *minor_too, GError **error)
{
  MqTeam *team = self->run->team;
  const MqTeamInterface *iface = MQ_TEAM_GET_IFACE (team);

  *rounds = self->limits->rounds;
  *minor_too = TRUE;
  if (iface->adjust_rounds == NULL)
    return TRUE;

  if (!mq_service_run_decide (self->run, "rounds",
                              iface->adjust_rounds (team, self->limits->rounds), rounds, error))
    return FALSE;

  *minor_too = *rounds > self->limits->rounds;
  return TRUE;
}

static gboolean
go_through_rounds (MqPipeline *self, GError **error)
{
  g_autoptr (GHashTable) scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonArray) named = NULL;
  gboolean minor_too;
  gint64 rounds;

  if (!count_rounds (self, &rounds, &minor_too, error))
    return FALSE;

  g_hash_table_add (scripts, g_strdup (self->asset->script));
  for (gint64 round = 0; round <= rounds; round++)
    {
      g_auto (Defects) defects = { 0 };
      g_autoptr (GError) fault = NULL;
      Round outcome;

      if (named == NULL && !(named = criticise (self, &fault)))
        {
          if (fault == NULL)
            return TRUE;

          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }

      defects_sort (&defects, named, minor_too);
      g_clear_pointer (&named, json_array_unref);
      if (json_array_get_length (defects.to_repair) == 0)
        return report_defects (self, defects.to_report, error);

      if (round == rounds)
        return report_defects (self, defects.all, error);

      outcome = repair_round (self, &defects, minor_too, scripts, &named, error);
      mq_json_replace_array (&self->asset->defects, NULL);
      mq_remote_blender_forget_closeups (&self->blender);
      if (outcome != ROUND_HELPED)
        return outcome == ROUND_ENDS_IT;
    }

  return TRUE;
}

/**
 * mq_pipeline_refine_automatically:
 * @error: the run has to end
 *
 * Finds and repairs defects, for a limited number of rounds, and reports those that are left. If
 * the team cannot be called any more, the asset stays as it is.
 *
 * Returns: %FALSE if the run has to end
 */
gboolean
mq_pipeline_refine_automatically (MqPipeline *self, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (go_through_rounds (self, &fault))
    return TRUE;

  if (mq_pipeline_is_exhausted (fault))
    return mq_pipeline_report_exhausted (self, fault, error);

  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}
