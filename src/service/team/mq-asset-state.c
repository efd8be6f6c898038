/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAssetState, see mq-asset-state.h: a record, which the pipeline fills in and each role of a
 * team reads. */
#include "service/team/mq-asset-state.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/metrics/mq-metrics.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (MqAssetState, mq_asset_state, G_TYPE_OBJECT)

static void
mq_asset_state_finalize (GObject *object)
{
  MqAssetState *self = MQ_ASSET_STATE (object);

  g_clear_pointer (&self->first_message, g_free);
  g_clear_pointer (&self->instruction, mq_message_free);
  g_clear_pointer (&self->own, json_array_unref);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->failure, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->base_report, json_object_unref);
  g_clear_pointer (&self->findings, json_array_unref);
  g_clear_pointer (&self->defects, json_array_unref);
  g_clear_pointer (&self->known, json_array_unref);
  g_clear_pointer (&self->references, g_ptr_array_unref);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_pointer (&self->closeups, g_ptr_array_unref);
  g_clear_pointer (&self->besides, g_ptr_array_unref);
  g_clear_pointer (&self->blender_version, g_free);
  g_clear_pointer (&self->blender, g_free);
  g_clear_pointer (&self->passages, json_array_unref);
  g_clear_pointer (&self->attempts, json_array_unref);
  g_clear_pointer (&self->kept_report, json_object_unref);
  g_clear_pointer (&self->touches, json_array_unref);
  g_clear_pointer (&self->targets, json_array_unref);
  g_clear_pointer (&self->chosen, json_array_unref);
  g_clear_pointer (&self->history, json_array_unref);
  g_clear_pointer (&self->restored, json_array_unref);
  g_clear_pointer (&self->wanted, json_object_unref);
  g_clear_pointer (&self->usage, json_object_unref);
  g_clear_object (&self->gate);
  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (mq_asset_state_parent_class)->finalize (object);
}

static void
mq_asset_state_class_init (MqAssetStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_asset_state_finalize;

  /**
   * MqAssetState::stream:
   * @text: the next piece of a model's output
   * @is_thought: whether that is what the model thinks, before it answers
   */
  g_signal_new ("stream", MQ_TYPE_ASSET_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                2, G_TYPE_STRING, G_TYPE_BOOLEAN);

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
  self->references = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);
  self->views = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);
  self->besides = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);
  self->closeups = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);
  self->attempts = json_array_new ();
  self->history = json_array_new ();
  self->gate = g_object_new (MQ_TYPE_CLIENT_GATE, NULL);
}

/**
 * mq_asset_state_new:
 * @first_message: the user's first message, empty for a script of the user's own
 *
 * Returns: (transfer full): a state that holds nothing else yet
 */
MqAssetState *
mq_asset_state_new (const char *first_message)
{
  MqAssetState *self = g_object_new (MQ_TYPE_ASSET_STATE, NULL);

  g_return_val_if_fail (first_message != NULL, self);

  self->first_message = g_strdup (first_message);
  self->variant = 1;
  self->variants = 1;
  return self;
}

/**
 * mq_asset_state_picture_new:
 * @bytes: PNG or JPEG
 * @label: its description for the model
 *
 * Returns: (transfer full): the picture
 */
MqAssetStatePicture *
mq_asset_state_picture_new (GBytes *bytes, const char *label)
{
  static const guint8 jpeg[] = { 0xff, 0xd8 };
  MqAssetStatePicture *self = g_new0 (MqAssetStatePicture, 1);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->bytes = g_bytes_ref (bytes);
  self->media_type = size > 2 && memcmp (data, jpeg, 2) == 0 ? "image/jpeg" : "image/png";
  self->label = g_strdup (label);
  return self;
}

void
mq_asset_state_picture_free (MqAssetStatePicture *self)
{
  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->tiles, g_ptr_array_unref);
  g_clear_pointer (&self->landmarks, json_array_unref);
  g_free (self->text);
  g_free (self->label);
  g_free (self);
}

static void
add_int (JsonObject *object, const char *key, gint64 more)
{
  json_object_set_int_member (object, key, mq_json_get_int (object, key, 0) + more);
}

/**
 * mq_asset_state_spend:
 * @model: the model's name
 * @usage: usage of one request, failed ones included
 */
void
mq_asset_state_spend (MqAssetState *self, const char *model, const MqModelUsage *usage)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self) && model != NULL && usage != NULL);

  if (self->usage == NULL)
    {
      self->usage = json_object_new ();
      self->cost_unknown = FALSE;
    }

  add_int (self->usage, "calls", MAX (1, usage->calls));
  add_int (self->usage, "input", usage->input);
  add_int (self->usage, "output", usage->output);
  add_int (self->usage, "cached", usage->cached);
  json_object_set_string_member (self->usage, "model", model);
  self->cost_unknown |= usage->cost < 0;
  json_object_set_double_member (
      self->usage, "cost", mq_json_get_double (self->usage, "cost", 0) + MAX (usage->cost, 0));

  mq_metrics_add (MQ_METRIC_MODEL_TOKENS, (double)usage->input, "input");
  mq_metrics_add (MQ_METRIC_MODEL_TOKENS, (double)usage->output, "output");
  mq_metrics_add (MQ_METRIC_MODEL_TOKENS, (double)usage->cached, "cached");
  mq_metrics_add (MQ_METRIC_MODEL_COST, MAX (usage->cost, 0));

  self->spent.calls += MAX (1, usage->calls);
  self->spent.tokens += usage->input + usage->output;
  self->spent.cost += MAX (usage->cost, 0);
}

/**
 * mq_asset_state_take_usage:
 *
 * Returns: (transfer full) (nullable): the usage of the current step
 */
JsonObject *
mq_asset_state_take_usage (MqAssetState *self)
{
  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), NULL);

  if (self->usage != NULL && self->cost_unknown)
    json_object_remove_member (self->usage, "cost");

  return g_steal_pointer (&self->usage);
}

/**
 * mq_asset_state_count_usage:
 * @usage: (nullable): a result of mq_asset_state_take_usage() from before the run was resumed
 */
void
mq_asset_state_count_usage (MqAssetState *self, JsonObject *usage)
{
  g_return_if_fail (MQ_IS_ASSET_STATE (self));

  self->spent.calls += mq_json_get_int (usage, "calls", 0);
  self->spent.tokens += mq_json_get_int (usage, "input", 0) + mq_json_get_int (usage, "output", 0);
  self->spent.cost += mq_json_get_double (usage, "cost", 0);
}

/**
 * mq_asset_state_check_budget:
 * @error: %MQ_ERROR_BUDGET
 *
 * Returns: whether a model may be asked again
 */
gboolean
mq_asset_state_check_budget (MqAssetState *self, GError **error)
{
  const MqBudget *most;
  const MqBudget *spent;

  g_return_val_if_fail (MQ_IS_ASSET_STATE (self), FALSE);

  most = &self->budget;
  spent = &self->spent;

  if (most->calls > 0 && spent->calls >= most->calls)
    g_set_error (error, MQ_ERROR, MQ_ERROR_BUDGET,
                 ngettext ("The run’s budget of %u model call is used up",
                           "The run’s budget of %u model calls is used up", (gulong)most->calls),
                 (guint)most->calls);
  else if (most->tokens > 0 && spent->tokens >= most->tokens)
    g_set_error (error, MQ_ERROR, MQ_ERROR_BUDGET,
                 ngettext ("The run’s budget of %u token is used up",
                           "The run’s budget of %u tokens is used up", (gulong)most->tokens),
                 (guint)most->tokens);
  else if (most->cost > 0 && spent->cost >= most->cost)
    /* Translators: an amount of US dollars. */
    g_set_error (error, MQ_ERROR, MQ_ERROR_BUDGET, _ ("The run’s budget of $%.2f is used up"),
                 most->cost);
  else if (most->seconds > 0 && spent->seconds >= most->seconds)
    g_set_error (error, MQ_ERROR, MQ_ERROR_BUDGET,
                 ngettext ("The run’s budget of %u minute is used up",
                           "The run’s budget of %u minutes is used up",
                           (gulong)(most->seconds / 60)),
                 (guint)(most->seconds / 60));
  else
    return TRUE;

  return FALSE;
}
