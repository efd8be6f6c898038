/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The context of a team that uses models: the user's pictures, the client's Blender, passages
 * looked up for the plan, and views of the asset. The sketcher needs none of it. And the end of the
 * team's work, by a used-up budget or a model that fails. See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>
#include <string.h>

static MqTeam *
get_team (MqPipeline *self)
{
  return self->run->team;
}

/* Gives the team the version of the client's Blender, once, and the pictures of @message.
 * Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_prepare (MqPipeline *self, const MqMessage *message, GError **error)
{
  JsonObject *blender = mq_json_get_object (self->request->json, "blender");

  if (!self->prepared)
    {
      self->prepared = TRUE;
      g_set_str (&self->asset->blender_version, mq_json_get_string (blender, "version", NULL));
      if (mq_team_can (get_team (self), MQ_TEAM_RETRIEVE)
          && !mq_remote_blender_introspect (&self->blender, self->run->knowledge, error))
        return FALSE;
    }

  return mq_service_run_take_references (self->run, message, error);
}

/* The look-up is optional, so any failure of the team's is ignored. */
static gboolean
can_do_without (const GError *silence)
{
  return mq_pipeline_is_exhausted (silence) || g_error_matches (silence, MQ_ERROR, MQ_ERROR_FAILED)
         || g_error_matches (silence, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL);
}

/* Looks up passages for the plan, once for each plan. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_retrieve (MqPipeline *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) silence = NULL;

  if (!mq_team_can (get_team (self), MQ_TEAM_RETRIEVE) || self->asset->plan == NULL
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

  if (can_do_without (silence))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&silence));
  return FALSE;
}

/* Which look the team wants: from its settings, which may be others when the run is resumed. */
static gboolean
decide_look (MqPipeline *self, gint64 *wanted, GError **error)
{
  MqTeam *team = get_team (self);
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

/* @text: an error message; its further lines say what to do. Returns: (transfer full): the first
 * line, which can be part of a sentence */
char *
mq_pipeline_dup_first_line (const char *text)
{
  return g_strndup (text, strcspn (text, "\n"));
}

/* Emits a notice that the result so far is kept, with the reason. @fault: an error for which
 * mq_pipeline_is_exhausted() is %TRUE. Returns: whether it was emitted */
gboolean
mq_pipeline_report_exhausted (MqPipeline *self, const GError *fault, GError **error)
{
  const char *code = mq_http_problem_get_code (mq_http_problem_from_error (fault));
  g_autofree char *why = mq_pipeline_dup_first_line (fault->message);
  /* Translators: %s is a sentence, without its full stop, that says why no more is done. */
  g_autofree char *text = g_strdup_printf (_ ("%s. The result so far is kept."), why);
  g_auto (GStrv) lines = g_strsplit (fault->message, "\n", -1);
  JsonArray *more = json_array_new ();

  for (guint i = 1; i < g_strv_length (lines); i++)
    if (*lines[i] != '\0')
      json_array_add_string_element (more, lines[i]);

  return mq_remote_blender_notice (&self->blender, "warning", code, text, more, error);
}
