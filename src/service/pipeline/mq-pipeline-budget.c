/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the team's work, by a used-up budget or a model that fails: the result so far is kept,
 * and the user gets the reason. See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-error.h"
#include "service/model/mq-model-error.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * mq_pipeline_is_exhausted:
 * @error: the error of a step of the team
 *
 * Returns: whether the budget is used up or the model fails
 */
gboolean
mq_pipeline_is_exhausted (const GError *error)
{
  return error->domain == MQ_MODEL_ERROR || g_error_matches (error, MQ_ERROR, MQ_ERROR_BUDGET);
}

/**
 * mq_pipeline_dup_first_line:
 * @text: an error message; its further lines say what to do
 *
 * Returns: (transfer full): the first line, which can be part of a sentence
 */
char *
mq_pipeline_dup_first_line (const char *text)
{
  return g_strndup (text, strcspn (text, "\n"));
}

/**
 * mq_pipeline_report_exhausted:
 * @fault: an error for which mq_pipeline_is_exhausted() is %TRUE
 * @error: the run has to end
 *
 * Emits a notice that the result so far is kept, with the reason.
 *
 * Returns: whether it was emitted
 */
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
