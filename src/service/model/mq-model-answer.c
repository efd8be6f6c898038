/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelAnswer, see mq-model-answer.h. */
#include "service/model/mq-model-answer.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

G_DEFINE_FINAL_TYPE (MqModelAnswer, mq_model_answer, G_TYPE_OBJECT)

static const char *const stops[] = {
  [MQ_MODEL_STOP_END] = "end",
  [MQ_MODEL_STOP_TOOLS] = "tools",
  [MQ_MODEL_STOP_LENGTH] = "length",
};

static void
mq_model_answer_finalize (GObject *object)
{
  MqModelAnswer *self = MQ_MODEL_ANSWER (object);

  g_free (self->model);
  g_free (self->text);
  g_free (self->thoughts);
  g_ptr_array_unref (self->calls);
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->rejected, json_array_unref);

  G_OBJECT_CLASS (mq_model_answer_parent_class)->finalize (object);
}

static void
mq_model_answer_class_init (MqModelAnswerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_model_answer_finalize;
}

static void
mq_model_answer_init (MqModelAnswer *self)
{
}

/**
 * mq_model_answer_new:
 * @model: the model's name, as in the settings
 * @text: the answer's text; may be empty
 * @calls: (nullable) (element-type MqModelPart): tool calls
 * @object: (nullable): the text parsed as an object
 * @stop: why the model stopped
 * @usage: tokens and cost
 * @seconds: seconds from the request to the end of the answer
 *
 * Returns: (transfer full): an answer
 */
MqModelAnswer *
mq_model_answer_new (const char *model, const char *text, GPtrArray *calls, JsonObject *object,
                     MqModelStop stop, const MqModelUsage *usage, double seconds)
{
  MqModelAnswer *self;

  g_return_val_if_fail (model != NULL && text != NULL && usage != NULL, NULL);

  self = g_object_new (MQ_TYPE_MODEL_ANSWER, NULL);
  self->model = g_strdup (model);
  self->text = g_strdup (text);
  self->calls = calls != NULL ? g_ptr_array_ref (calls)
                              : g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
  self->object = object != NULL ? json_object_ref (object) : NULL;
  self->stop = stop;
  self->usage = *usage;
  self->seconds = seconds;
  return self;
}

/* Returns: (transfer full): `{"input", "output", "cached", "cost", "calls"}`; cost when it is
 * known, calls when there were several */
JsonObject *
mq_model_usage_to_json (const MqModelUsage *usage)
{
  JsonObject *json = mq_json_new ("input:l output:l cached:l", usage->input, usage->output,
                                  usage->cached);

  if (usage->cost >= 0)
    json_object_set_double_member (json, "cost", usage->cost);
  if (usage->calls > 1)
    json_object_set_int_member (json, "calls", usage->calls);

  return json;
}

/* `{"model", "text", "calls": [{"call": id, "name", "arguments"}], "object", "stop":
 * "end"|"tools"|"length", "usage": {"input", "output", "cached", "cost", "calls"}, "seconds",
 * "rejected": [{"text", "problem"}]}`; calls, object, cost, and rejected only when present.
 * Returns: (transfer full): the answer; objects are shared with it */
JsonObject *
mq_model_answer_to_json (MqModelAnswer *self)
{
  JsonArray *calls = NULL;

  g_return_val_if_fail (MQ_IS_MODEL_ANSWER (self), NULL);

  if (self->calls->len > 0)
    calls = json_array_new ();
  MQ_EACH (self->calls, i, MqModelPart, part)
    json_array_add_object_element (
        calls, mq_json_new ("call:s name:s arguments:O", part->id, part->name, part->arguments));

  return mq_json_new ("model:s text:s calls:a? object:O? stop:s usage:o seconds:d rejected:A?",
                      self->model, self->text, calls, self->object, stops[self->stop],
                      mq_model_usage_to_json (&self->usage), self->seconds, self->rejected);
}

/* @json: (nullable): an object from mq_model_usage_to_json(). Returns: the usage; one call when
 * nothing is said */
MqModelUsage
mq_model_usage_from_json (JsonObject *json)
{
  return (MqModelUsage){
    .input = mq_json_get_int (json, "input", 0),
    .output = mq_json_get_int (json, "output", 0),
    .cached = mq_json_get_int (json, "cached", 0),
    .cost = mq_json_get_double (json, "cost", -1),
    .calls = (guint)CLAMP (mq_json_get_int (json, "calls", 1), 1, 1000),
  };
}

/* @json: an object from mq_model_answer_to_json(); @error: %MQ_ERROR_PROTOCOL naming what is
 * missing. Returns: (transfer full) (nullable): the answer */
MqModelAnswer *
mq_model_answer_from_json (JsonObject *json, GError **error)
{
  const char *model = mq_json_require_string (json, "model", error);
  const char *text = model != NULL ? mq_json_require_string (json, "text", error) : NULL;
  JsonObject *used = mq_json_get_object (json, "usage");
  const char *stop = mq_json_get_string (json, "stop", "end");
  MqModelUsage usage = mq_model_usage_from_json (used);
  JsonArray *said = mq_json_get_array (json, "calls");
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
  MqModelStop reason = MQ_MODEL_STOP_END;

  if (text == NULL)
    return NULL;

  MQ_JSON_EACH (said, i, call)
    {
      const char *id = mq_json_get_string (call, "call", NULL);
      const char *name = mq_json_get_string (call, "name", NULL);
      JsonObject *arguments = mq_json_get_object (call, "arguments");

      if (id == NULL || name == NULL || arguments == NULL)
        return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                             "“calls” of an answer: entry %u is not a call", i + 1);

      g_ptr_array_add (calls, mq_model_part_new_call (id, name, arguments));
    }

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (g_str_equal (stop, stops[i]))
      reason = (MqModelStop)i;

  return mq_model_answer_new (model, text, calls, mq_json_get_object (json, "object"), reason,
                              &usage, mq_json_get_double (json, "seconds", 0));
}
