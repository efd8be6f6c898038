/* What the pipeline does when its team cannot be asked any more: what was made so far stands, and the user is told
 * why. See mq-pipeline-private.h. */
#include "service/run/mq-pipeline-private.h"

#include "common/mq-error.h"
#include "service/models/mq-model-error.h"
#include "service/run/mq-problem.h"

#include <glib/gi18n.h>

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
 * mq_pipeline_tell_exhausted:
 * @fault: mq_pipeline_is_exhausted()
 * @error: the run is to end
 *
 * Says that what there is stands, and why.
 *
 * Returns: whether it was said
 */
gboolean
mq_pipeline_tell_exhausted (MqPipeline *self, const GError *fault, GError **error)
{
  const char *code = mq_problem_get_code (mq_problem_from_error (fault));
  /* Translators: %s is a sentence, without its full stop, that says why no more is done. */
  g_autofree char *text = g_strdup_printf (_ ("%s. What was made before stands."), fault->message);

  return mq_workbench_notice (&self->bench, "warning", code, text, NULL, error);
}
