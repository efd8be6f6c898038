/* MqDraft: the shared code context, see mq-draft.h. A plain record with owners; the pipeline fills
 * it in and each role of a team reads it. */
#include "service/team/mq-draft-private.h"

G_DEFINE_FINAL_TYPE (MqDraft, mq_draft, G_TYPE_OBJECT)

static void
mq_draft_finalize (GObject *object)
{
  MqDraft *self = MQ_DRAFT (object);

  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->instruction, g_free);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->failure, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->base_report, json_object_unref);
  g_clear_pointer (&self->findings, json_array_unref);
  g_clear_pointer (&self->defects, json_array_unref);
  mq_draft_clear_context (self);

  G_OBJECT_CLASS (mq_draft_parent_class)->finalize (object);
}

static void
mq_draft_class_init (MqDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_draft_finalize;

  /**
   * MqDraft::stream:
   * @text: what a model has just written
   */
  g_signal_new ("stream", MQ_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);

  /**
   * MqDraft::retry:
   * @why: (type GError): what was wrong with a model's answer
   * @attempt: number of the try that follows, from 2
   * @milliseconds: until then
   */
  g_signal_new ("retry", MQ_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                G_TYPE_ERROR, G_TYPE_UINT, G_TYPE_UINT);
}

static void
mq_draft_init (MqDraft *self)
{
  mq_draft_init_context (self);
}

static void
set_object (JsonObject **slot, JsonObject *value)
{
  JsonObject *old = *slot;

  *slot = value != NULL ? json_object_ref (value) : NULL;
  g_clear_pointer (&old, json_object_unref);
}

static void
set_array (JsonArray **slot, JsonArray *value)
{
  JsonArray *old = *slot;

  *slot = value != NULL ? json_array_ref (value) : NULL;
  g_clear_pointer (&old, json_array_unref);
}

/**
 * mq_draft_new:
 * @prompt: the user's words, empty for a script of the user's own
 *
 * Returns: (transfer full): a draft that holds nothing else yet
 */
MqDraft *
mq_draft_new (const char *prompt)
{
  MqDraft *self = g_object_new (MQ_TYPE_DRAFT, NULL);

  g_return_val_if_fail (prompt != NULL, self);

  self->prompt = g_strdup (prompt);
  return self;
}

/**
 * mq_draft_get_prompt:
 *
 * Returns: (transfer none): the words the session started with
 */
const char *
mq_draft_get_prompt (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->prompt;
}

/**
 * mq_draft_get_instruction:
 *
 * Returns: (transfer none) (nullable): the refinement at work, %NULL before the user's turn
 */
const char *
mq_draft_get_instruction (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->instruction;
}

/**
 * mq_draft_set_instruction:
 * @instruction: (nullable): the refinement to work on
 */
void
mq_draft_set_instruction (MqDraft *self, const char *instruction)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  g_set_str (&self->instruction, instruction);
}

/**
 * mq_draft_get_plan:
 *
 * Returns: (transfer none) (nullable): named parts with boxes, joins and materials
 */
JsonObject *
mq_draft_get_plan (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->plan;
}

/**
 * mq_draft_set_plan:
 * @plan: (nullable): the plan that stands
 */
void
mq_draft_set_plan (MqDraft *self, JsonObject *plan)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_object (&self->plan, plan);
}

/**
 * mq_draft_get_script:
 *
 * Returns: (transfer none) (nullable): the script that stands
 */
const char *
mq_draft_get_script (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->script;
}

/**
 * mq_draft_set_script:
 * @script: (nullable): the script that stands
 */
void
mq_draft_set_script (MqDraft *self, const char *script)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  g_set_str (&self->script, script);
}

/**
 * mq_draft_get_findings:
 *
 * Returns: (transfer none) (nullable): what the check before the run found
 */
JsonArray *
mq_draft_get_findings (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->findings;
}

/**
 * mq_draft_set_findings:
 * @findings: (nullable): findings as in docs/protocol.md
 */
void
mq_draft_set_findings (MqDraft *self, JsonArray *findings)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_array (&self->findings, findings);
}

/**
 * mq_draft_get_failure:
 *
 * Returns: (transfer none) (nullable): the error of the last execution, %NULL when it ran
 */
JsonObject *
mq_draft_get_failure (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->failure;
}

/**
 * mq_draft_set_failure:
 * @failure: (nullable): type, message, line and traceback
 */
void
mq_draft_set_failure (MqDraft *self, JsonObject *failure)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_object (&self->failure, failure);
}

/**
 * mq_draft_get_report:
 *
 * Returns: (transfer none) (nullable): what measuring found of the script that stands
 */
JsonObject *
mq_draft_get_report (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->report;
}

/**
 * mq_draft_set_report:
 * @report: (nullable): a report as in data/schemas/report.schema.json
 */
void
mq_draft_set_report (MqDraft *self, JsonObject *report)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_object (&self->report, report);
}

/**
 * mq_draft_get_base_report:
 *
 * Returns: (transfer none) (nullable): the report of the version that a refinement started from
 */
JsonObject *
mq_draft_get_base_report (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->base_report;
}

/**
 * mq_draft_set_base_report:
 * @report: (nullable): the report to compare with
 */
void
mq_draft_set_base_report (MqDraft *self, JsonObject *report)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_object (&self->base_report, report);
}

/**
 * mq_draft_get_defects:
 *
 * Returns: (transfer none) (nullable): what a repair is to mend
 */
JsonArray *
mq_draft_get_defects (MqDraft *self)
{
  g_return_val_if_fail (MQ_IS_DRAFT (self), NULL);

  return self->defects;
}

/**
 * mq_draft_set_defects:
 * @defects: (nullable): defects of a critique
 */
void
mq_draft_set_defects (MqDraft *self, JsonArray *defects)
{
  g_return_if_fail (MQ_IS_DRAFT (self));

  set_array (&self->defects, defects);
}
