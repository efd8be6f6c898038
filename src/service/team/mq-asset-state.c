/* MqAssetState, see mq-asset-state.h: a plain record. The pipeline fills it in, and each role of
 * a team reads it. */
#include "service/team/mq-asset-state-private.h"

G_DEFINE_FINAL_TYPE (MqAssetState, mq_asset_state, G_TYPE_OBJECT)

static void
mq_asset_state_finalize (GObject *object)
{
  MqAssetState *self = MQ_ASSET_STATE (object);

  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->instruction, g_free);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->failure, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->base_report, json_object_unref);
  g_clear_pointer (&self->findings, json_array_unref);
  g_clear_pointer (&self->defects, json_array_unref);
  mq_asset_state_clear_context (self);

  G_OBJECT_CLASS (mq_asset_state_parent_class)->finalize (object);
}

static void
mq_asset_state_class_init (MqAssetStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_asset_state_finalize;

  /**
   * MqAssetState::stream:
   * @text: the next piece of a model's output
   */
  g_signal_new ("stream", MQ_TYPE_ASSET_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_STRING);

  /**
   * MqAssetState::retry:
   * @why: (type GError): the reason the previous attempt failed
   * @attempt: number of the next attempt, from 2
   * @milliseconds: time until then
   */
  g_signal_new ("retry", MQ_TYPE_ASSET_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                3, G_TYPE_ERROR, G_TYPE_UINT, G_TYPE_UINT);
}

static void
mq_asset_state_init (MqAssetState *self)
{
  mq_asset_state_init_context (self);
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
 * mq_asset_state_new:
 * @prompt: the user's prompt, empty for a script of the user's own
 *
 * Returns: (transfer full): a state that holds nothing else yet
 */
MqAssetState *
mq_asset_state_new (const char *prompt)
{
  MqAssetState *self = g_object_new (MQ_TYPE_ASSET_STATE, NULL);

  g_return_val_if_fail (prompt != NULL, self);

  self->prompt = g_strdup (prompt);
  return self;
}

/**
 * mq_asset_state_get_prompt:
 *
 * Returns: (transfer none): the session's first prompt
 */
const char *
mq_asset_state_get_prompt (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->prompt;
}

/**
 * mq_asset_state_get_instruction:
 *
 * Returns: (transfer none) (nullable): the current refinement, %NULL before the user's turn
 */
const char *
mq_asset_state_get_instruction (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->instruction;
}

/**
 * mq_asset_state_set_instruction:
 * @instruction: (nullable): the refinement to work on
 */
void
mq_asset_state_set_instruction (MqAssetState *self, const char *instruction)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  g_set_str (&self->instruction, instruction);
}

/**
 * mq_asset_state_get_plan:
 *
 * Returns: (transfer none) (nullable): named parts with boxes, joins and materials
 */
JsonObject *
mq_asset_state_get_plan (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->plan;
}

/**
 * mq_asset_state_set_plan:
 * @plan: (nullable): the current plan
 */
void
mq_asset_state_set_plan (MqAssetState *self, JsonObject *plan)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_object (&self->plan, plan);
}

/**
 * mq_asset_state_get_script:
 *
 * Returns: (transfer none) (nullable): the current script
 */
const char *
mq_asset_state_get_script (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->script;
}

/**
 * mq_asset_state_set_script:
 * @script: (nullable): the current script
 */
void
mq_asset_state_set_script (MqAssetState *self, const char *script)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  g_set_str (&self->script, script);
}

/**
 * mq_asset_state_get_findings:
 *
 * Returns: (transfer none) (nullable): the findings of the check before execution
 */
JsonArray *
mq_asset_state_get_findings (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->findings;
}

/**
 * mq_asset_state_set_findings:
 * @findings: (nullable): findings as in docs/protocol.md
 */
void
mq_asset_state_set_findings (MqAssetState *self, JsonArray *findings)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_array (&self->findings, findings);
}

/**
 * mq_asset_state_get_failure:
 *
 * Returns: (transfer none) (nullable): the error of the last execution, %NULL when it succeeded
 */
JsonObject *
mq_asset_state_get_failure (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->failure;
}

/**
 * mq_asset_state_set_failure:
 * @failure: (nullable): type, message, line and traceback
 */
void
mq_asset_state_set_failure (MqAssetState *self, JsonObject *failure)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_object (&self->failure, failure);
}

/**
 * mq_asset_state_get_report:
 *
 * Returns: (transfer none) (nullable): the measured report of the current script
 */
JsonObject *
mq_asset_state_get_report (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->report;
}

/**
 * mq_asset_state_set_report:
 * @report: (nullable): a report as in data/schemas/report.schema.json
 */
void
mq_asset_state_set_report (MqAssetState *self, JsonObject *report)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_object (&self->report, report);
}

/**
 * mq_asset_state_get_base_report:
 *
 * Returns: (transfer none) (nullable): the report of the version that a refinement started from
 */
JsonObject *
mq_asset_state_get_base_report (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->base_report;
}

/**
 * mq_asset_state_set_base_report:
 * @report: (nullable): the report to compare with
 */
void
mq_asset_state_set_base_report (MqAssetState *self, JsonObject *report)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_object (&self->base_report, report);
}

/**
 * mq_asset_state_get_defects:
 *
 * Returns: (transfer none) (nullable): the defects to repair
 */
JsonArray *
mq_asset_state_get_defects (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  return self->defects;
}

/**
 * mq_asset_state_set_defects:
 * @defects: (nullable): defects of a critique
 */
void
mq_asset_state_set_defects (MqAssetState *self, JsonArray *defects)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  set_array (&self->defects, defects);
}
