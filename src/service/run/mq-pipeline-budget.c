/* What the pipeline does when its team cannot be asked any more: what was made so far stands, and the user is told
 * why. See mq-pipeline-private.h. */
#include "service/run/mq-pipeline-private.h"

#include "common/mq-error.h"
#include "service/models/mq-model-error.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * mq_pipeline_is_exhausted:
 * @error: of a step of the team's
 *
 * Returns: whether a budget is reached, or the model fails
 */
gboolean
mq_pipeline_is_exhausted (const GError *error)
{
  return error->domain == MQ_MODEL_ERROR || g_error_matches (error, MQ_ERROR, MQ_ERROR_BUDGET);
}

/**
 * mq_pipeline_dup_first_line:
 * @text: what happened; further lines go into it
 *
 * Returns: (transfer full): what can be part of a sentence
 */
char *
mq_pipeline_dup_first_line (const char *text)
{
  return g_strndup (text, strcspn (text, "\n"));
}

/**
 * mq_pipeline_report_exhausted:
 * @fault: mq_pipeline_is_exhausted()
 * @error: the run is to end
 *
 * Says that what there is stands, and why.
 *
 * Returns: whether it was said
 */
gboolean
mq_pipeline_report_exhausted (MqPipeline *self, const GError *fault, GError **error)
{
  const char *code = mq_http_problem_get_code (mq_http_problem_from_error (fault));
  g_autofree char *why = mq_pipeline_dup_first_line (fault->message);
  /* Translators: %s is a sentence, without its full stop, that says why no more is done. */
  g_autofree char *text = g_strdup_printf (_ ("%s. What was made before stands."), why);
  g_auto (GStrv) lines = g_strsplit (fault->message, "\n", -1);
  JsonArray *more = json_array_new ();

  for (guint i = 1; i < g_strv_length (lines); i++)
    if (*lines[i] != '\0')
      json_array_add_string_element (more, lines[i]);

  return mq_remote_blender_notice (&self->blender, "warning", code, text, more, error);
}
