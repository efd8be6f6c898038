/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of the model team's roles, see mq-role.h: asks a role's model within the run's budget.
 * Reports stream and usage to MqAssetState, and every exchange to the transcript. */
#include "service/team/mq-change-defects.h"
#include "service/roles/mq-role.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "service/metrics/mq-metrics.h"
#include "service/model/mq-model-error.h"

/* Bytes, enough for a prompt of 10,000 characters. */
#define MAX_WORDS (64 * 1024)
#define MAX_ANSWER 1000 /* bytes */
#define MAX_SEARCHES 3
#define SEARCH_LIMIT 6
#define SEARCH_TOKENS 1800

/* @role: "critic", …. Returns: the abilities of the role's model; none without a model */
MqModelAbilities
mq_role_get_abilities (const MqRoleContext *context, const char *role)
{
  MqModel *model = mq_models_get (context->models, role, NULL);

  return model != NULL ? mq_model_get_abilities (model) : (MqModelAbilities){ 0 };
}

static gboolean
writes_code (const char *role)
{
  static const char *const writers[] = { "writer", "debugger", "refiner", NULL };

  return g_strv_contains (writers, role);
}

static gboolean
judges (const char *role)
{
  return g_str_equal (role, "critic") || g_str_equal (role, "verifier");
}

/* The first words, and those of the changes that were made since. */
static char *
describe_wanted (MqAssetState *asset)
{
  GString *text = g_string_new ("# What is wanted\n");
  JsonArray *instructions = mq_json_get_array (asset->plan, "instructions");

  g_string_append_printf (text, "%s\n",
                          *asset->prompt != '\0' ? asset->prompt : "What the picture shows.");
  for (guint i = 0; i < mq_json_length (instructions); i++)
    {
      const char *said = mq_json_element_string (instructions, i);
      g_autofree char *words = mq_text_clean (said != NULL ? said : "", MAX_WORDS);

      g_string_append_printf (text, "%s%s\n",
                              i == 0 ? "Changed since, and what was said last holds:\n- " : "- ",
                              words);
    }

  return g_string_free (text, FALSE);
}

/* Adds the part that is the same in all runs; it comes first, so that providers can cache it. */
static void
add_toolkit (MqModelRequest *request, MqRoleCall *task, const char *wanted)
{
  MqAgents *agents = task->context->agents;
  const MqMessage *instruction = task->asset->instruction;
  g_autofree char *parts = mq_role_context_list_parts (task->asset->plan);
  g_autofree char *about = g_strjoin ("\n", parts != NULL ? parts : wanted,
                                      instruction != NULL ? instruction->text : "", NULL);
  g_autofree char *special = mq_toolkit_dup_special (agents->toolkit, about);

  mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, agents->introduction);
  if (special != NULL)
    mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, special);
}

/* @role: "planner", …; @what: the task's name in a transcript. Returns: (transfer full): a
 * request with the same beginning as the run's others, so that providers can cache it */
MqModelRequest *
mq_role_new_request (MqRoleCall *task, const char *role, const char *what)
{
  MqModelRequest *request = mq_model_request_new (role, what);
  MqAssetState *asset = task->asset;
  GPtrArray *references = asset->references;
  g_autofree char *shared = mq_agents_dup_shared (task->context->agents, asset->blender_version);
  g_autofree char *wanted = describe_wanted (asset);
  g_autofree char *plan = judges (role) ? NULL : mq_role_context_describe_plan (asset);
  gboolean sees = mq_role_get_abilities (task->context, role).pictures;

  mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, shared);
  if (writes_code (role))
    add_toolkit (request, task, wanted);
  mq_model_request_add_text (request, MQ_MODEL_USER, wanted);
  for (guint i = 0; sees && i < references->len; i++)
    {
      const MqAssetStatePicture *picture = g_ptr_array_index (references, i);
      g_autofree char *label = g_strdup_printf ("Picture %u, from the user (%s):", i + 1,
                                                picture->label);

      mq_model_request_add_text (request, MQ_MODEL_USER, label);
      mq_model_request_add_picture (request, picture->bytes, picture->media_type);
    }
  if (judges (role))
    mq_role_context_add_gist (request, asset, sees);
  else if (plan != NULL)
    mq_model_request_add_stable (request, MQ_MODEL_USER, plan);
  return request;
}

/* Returns: (transfer full) (nullable): the user's instruction without invisible and reordering
 * characters, which could mean something else to a model than to a reader */
char *
mq_role_dup_instruction (MqRoleCall *task)
{
  const MqMessage *message = task->asset->instruction;

  return message != NULL ? mq_text_clean (message->text, MAX_WORDS) : NULL;
}

/* Returns: whether the role's model calls tools; in small steps, it is not asked to */
gboolean
mq_role_has_tools (const MqRoleContext *context, const char *role)
{
  return mq_role_get_abilities (context, role).tools
         && mq_models_get_effort (context->models) != MQ_EFFORT_SMALL_STEPS;
}

/* The only tool of models: it searches the knowledge index. @request: the request that gets the
 * search tool. */
void
mq_role_offer_search (MqRoleCall *task, MqModelRequest *request)
{
  static const char schema[]
      = "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"query\"], "
        "\"properties\": {\"query\": {\"type\": \"string\", \"description\": \"A name, an error "
        "message or a task in words\"}}}";
  g_autoptr (JsonObject) parameters = mq_json_parse_object (schema, -1, NULL);

  if (task->asset->blender != NULL)
    mq_model_request_add_tool (request, "search_blender",
                               "Looks up the Python API of the Blender at hand: names, properties, "
                               "enum values, node sockets, tested examples, pitfalls. Only when "
                               "unsure of a name or value.",
                               parameters);
}

static void
delta_cb (const char *text, gpointer asset)
{
  g_signal_emit_by_name (asset, "stream", text);
}

static void
retry_cb (const GError *why, guint attempt, guint milliseconds, gpointer asset)
{
  g_signal_emit_by_name (asset, "retry", why, attempt, milliseconds);
}

/* One exchange in progress. */
typedef struct
{
  MqModelRequest *request;
  MqModel *model;
  DexFuture *future;
  gint64 since;
} Exchange;

/* Awaits. */
static gboolean
begin (MqRoleCall *task, MqModelRequest *request, Exchange *exchange, GError **error)
{
  MqModel *model;

  if (!dex_await (mq_fiber_unless (task->dropped, mq_client_gate_pass (task->asset->gate)), error)
      || !mq_asset_state_check_budget (task->asset, error)
      || !(model = mq_models_get (task->context->models, request->role, error)))
    return FALSE;

  mq_metrics_add (MQ_METRIC_MODEL_WAITING, 1);
  *exchange = (Exchange){ request, model, NULL, g_get_monotonic_time () };
  exchange->future = mq_model_ask (model, request, delta_cb, retry_cb, g_object_ref (task->asset),
                                   g_object_unref);
  return TRUE;
}

/* @error: (nullable): why there is no answer */
static const char *
get_outcome (const GError *error)
{
  if (error == NULL)
    return "ok";
  if (error->domain == MQ_MODEL_ERROR)
    return mq_model_error_to_code (error->code);

  return g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED) ? "cancelled" : "failed";
}

static void
count_exchange (const Exchange *exchange, const char *outcome)
{
  const char *role = exchange->request->role;

  mq_metrics_add (MQ_METRIC_MODEL_WAITING, -1);
  mq_metrics_add (MQ_METRIC_MODEL_REQUESTS, 1, role, outcome);
  mq_metrics_observe (MQ_METRIC_MODEL_SECONDS,
                      (double)(g_get_monotonic_time () - exchange->since) / G_USEC_PER_SEC, role);
}

static MqModelAnswer *
end (MqRoleCall *task, Exchange *exchange, GError **error)
{
  MqTranscript *transcript = task->asset->transcript;
  g_autoptr (GError) fault = NULL;
  g_autoptr (MqModelAnswer) answer
      = dex_await_object (mq_fiber_unless (task->dropped, exchange->future), &fault);
  const char *name = mq_model_get_name (exchange->model);

  count_exchange (exchange, get_outcome (fault));
  if (answer == NULL)
    {
      const MqModelUsage *usage = mq_model_error_get_usage (fault);

      if (usage != NULL)
        mq_asset_state_spend (task->asset, name, usage);
      if (transcript != NULL)
        mq_transcript_add_error (transcript, exchange->request, name, fault,
                                 (double)(g_get_monotonic_time () - exchange->since)
                                     / G_USEC_PER_SEC);
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  mq_asset_state_spend (task->asset, answer->model, &answer->usage);
  if (transcript != NULL)
    mq_transcript_add_answer (transcript, exchange->request, answer);
  return g_steal_pointer (&answer);
}

static char *
look_up (MqRoleCall *task, JsonObject *arguments)
{
  const char *words = mq_json_get_string (arguments, "query", "");
  MqKnowledgeQuery query = { words, NULL, SEARCH_LIMIT, SEARCH_TOKENS, MQ_KNOWLEDGE_FOR_SCRIPT };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) passages = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (*words == '\0')
    return g_strdup ("The query is empty.");

  passages = dex_await_boxed (
      mq_fiber_unless (task->dropped, mq_knowledge_search (task->context->knowledge,
                                                           task->asset->blender, &query)),
      &error);
  if (passages == NULL)
    return g_strdup_printf ("Nothing can be looked up now: %s", error->message);

  for (guint i = 0; i < json_array_get_length (passages); i++)
    {
      JsonObject *passage = mq_json_element_object (passages, i);

      g_string_append_printf (text, "## %s\n%s\n\n", mq_json_get_string (passage, "id", ""),
                              mq_json_get_string (passage, "text", ""));
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE)
                       : g_strdup ("Nothing was found for these words.");
}

static void
answer_calls (MqRoleCall *task, MqModelRequest *request, MqModelAnswer *answer, gboolean last)
{
  GPtrArray *calls = answer->calls;

  if (*answer->text != '\0')
    mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, answer->text);
  for (guint i = 0; i < calls->len; i++)
    {
      const MqModelPart *call = g_ptr_array_index (calls, i);

      mq_model_request_add_call (request, call->id, call->name, call->arguments);
    }

  for (guint i = 0; i < calls->len; i++)
    {
      const MqModelPart *call = g_ptr_array_index (calls, i);
      g_autofree char *found = NULL;
      g_autofree char *result = NULL;

      if (g_strcmp0 (call->name, "search_blender") == 0)
        found = look_up (task, call->arguments);
      else
        found = g_strdup_printf ("There is no tool “%s”.", call->name);
      result = last ? g_strconcat (found, "\nThat was the last look-up: answer now.", NULL)
                    : g_steal_pointer (&found);
      mq_model_request_add_result (request, call->id, result);
    }
}

/* @request: the request; tool calls and their results are added to it; @error: %MQ_ERROR_BUDGET,
 * a %MQ_MODEL_ERROR, %MQ_ERROR_CANCELLED. Returns: (transfer full) (nullable): the answer */
MqModelAnswer *
mq_role_ask (MqRoleCall *task, MqModelRequest *request, GError **error)
{
  for (guint searches = 0;; searches++)
    {
      g_autoptr (MqModelAnswer) answer = NULL;
      Exchange exchange;

      if (!begin (task, request, &exchange, error) || !(answer = end (task, &exchange, error)))
        return NULL;

      if (answer->stop != MQ_MODEL_STOP_TOOLS || answer->calls->len == 0
          || searches >= MAX_SEARCHES)
        return g_steal_pointer (&answer);

      answer_calls (task, request, answer, searches + 1 == MAX_SEARCHES);
    }
}

/* @requests: (element-type MqModelRequest): none of them with tools; @error: the first error;
 * the other requests are dropped. Returns: (transfer full) (element-type MqModelAnswer)
 * (nullable): the answers, in the order of */
GPtrArray *
mq_role_ask_all (MqRoleCall *task, GPtrArray *requests, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree Exchange *exchanges = g_new0 (Exchange, requests->len);
  gboolean good = TRUE;

  for (guint i = 0; i < requests->len && good; i++)
    good = begin (task, g_ptr_array_index (requests, i), &exchanges[i], error);

  for (guint i = 0; i < requests->len; i++)
    {
      MqModelAnswer *answer = NULL;

      if (!good)
        {
          if (exchanges[i].future != NULL)
            count_exchange (&exchanges[i], "cancelled");
          dex_clear (&exchanges[i].future);
          continue;
        }

      if ((answer = end (task, &exchanges[i], error)) != NULL)
        g_ptr_array_add (answers, answer);
      else
        good = FALSE;
    }

  return good ? g_steal_pointer (&answers) : NULL;
}

/* @task: a call whose asset has a report. Returns: (transfer full): the measured defects:
 * faults, and unintended changes of an instruction */
JsonArray *
mq_role_measure (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  JsonObject *report = asset->report;
  JsonArray *defects = mq_measured_defects_find (asset->plan, report);

  mq_change_defects_find (defects, asset);
  mq_measured_defects_leave (defects, asset->plan);
  return defects;
}

/* @code: stable; @text: (nullable): a warning for the user; %NULL: none; @items: (nullable): the
 * things that it is about. Returns: (transfer full): the notices of an answer: one, or none */
JsonArray *
mq_role_make_notices (const char *code, const char *text, JsonArray *items)
{
  JsonArray *notices = json_array_new ();

  if (text != NULL)
    json_array_add_object_element (
        notices, mq_json_new ("level:s code:s text:s items:a", "warning", code, text,
                              items != NULL ? json_array_ref (items) : json_array_new ()));
  return notices;
}

/* @notices: (transfer full): the notices of an answer; @said: what the model said; `answer` may
 * be absent. Returns: (transfer full): @notices, and one with the model's answer to a question
 * of the user's */
JsonArray *
mq_role_add_answer (JsonArray *notices, JsonObject *said)
{
  g_autofree char *text = mq_text_clean (mq_json_get_string (said, "answer", ""), MAX_ANSWER);

  if (!mq_text_is_blank (text))
    json_array_add_object_element (notices, mq_json_new ("level:s code:s text:s items:a", "info",
                                                         "answer", text, json_array_new ()));
  return notices;
}
