/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems: the table of codes and their JSON form, see mq-http-problem.h. */
#include "service/run/mq-http-problem.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

typedef struct
{
  const char *code;
  guint status;
  const char *title;
  const char *next;
} ProblemEntry;

/* Words for a person, also where only another program can be at fault: the window and the command
 * line show them. docs/inside/openapi.yaml tells developers more. */
/* clang-format off */
static const ProblemEntry entries[MQ_N_HTTP_PROBLEMS] = {
  [MQ_HTTP_PROBLEM_BAD_REQUEST] = { "bad-request", 400, N_ ("The service cannot use what it was sent"),
    N_ ("Change what the message names and try again. If you cannot, update Maquette, or report the problem.") },
  [MQ_HTTP_PROBLEM_SIGN_IN] = { "sign-in", 401, N_ ("The service needs to know who you are"),
    N_ ("Sign in with maquette-cli --login, or in Preferences. For a service that you run yourself, set MAQUETTE_ACCESS_TOKEN to the token in the file that it named when it started.") },
  [MQ_HTTP_PROBLEM_SCOPE] = { "sign-in", 403, N_ ("Your sign-in does not allow this"),
    N_ ("Ask the people who run this service.") },
  [MQ_HTTP_PROBLEM_BLOCKED] = { "blocked", 403, N_ ("The account is blocked"),
    N_ ("Ask the people who run this service.") },
  [MQ_HTTP_PROBLEM_TERMS] = { "terms", 403, N_ ("The terms of the service are not accepted"),
    N_ ("Read the terms and accept them, then try again.") },
  [MQ_HTTP_PROBLEM_QUOTA] = { "quota", 429, N_ ("Today’s runs are used up"),
    N_ ("Try again after midnight UTC. You can still change the assets of runs that are open.") },
  [MQ_HTTP_PROBLEM_COST] = { "quota", 429, N_ ("This month’s budget for AI models is used up"),
    N_ ("Try again after the end of the month (UTC), or ask the people who run this service.") },
  [MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS] = { "too-many-requests", 429, N_ ("Too many requests"),
    N_ ("Wait a minute, then try again.") },
  [MQ_HTTP_PROBLEM_FORBIDDEN] = { "forbidden", 403, N_ ("Not allowed from here"),
    N_ ("Only programs of the user who started the service may use it. Web pages may not.") },
  [MQ_HTTP_PROBLEM_NOT_FOUND] = { "not-found", 404, N_ ("The service does not have that, or no longer has it"),
    N_ ("Start again, or continue from the last version.") },
  [MQ_HTTP_PROBLEM_METHOD_NOT_ALLOWED] = { "method-not-allowed", 405, N_ ("The service does not do that"),
    N_ ("Use the same version of Maquette as the service: update whichever is older.") },
  [MQ_HTTP_PROBLEM_TOO_LARGE] = { "too-large", 413, N_ ("Too large"),
    N_ ("Send less: a shorter text, fewer or smaller pictures.") },
  [MQ_HTTP_PROBLEM_UNSUPPORTED_MEDIA_TYPE] = { "unsupported-media-type", 415, N_ ("This type of file is not supported"),
    N_ ("Use a file of the type that the message names.") },
  [MQ_HTTP_PROBLEM_CONFLICT] = { "conflict", 409, N_ ("Not possible at this moment"),
    N_ ("Wait until the current step is done, then try again.") },
  [MQ_HTTP_PROBLEM_RUN_ENDED] = { "run-ended", 409, N_ ("The run has ended"),
    N_ ("Start a new run that continues from its last version.") },
  [MQ_HTTP_PROBLEM_BUSY] = { "busy", 503, N_ ("The service is busy"),
    N_ ("Try again when other runs have finished.") },
  [MQ_HTTP_PROBLEM_UNAVAILABLE] = { "unavailable", 503, N_ ("The service cannot work at the moment"),
    N_ ("Try again in a moment. If it lasts, tell the people who run this service.") },
  [MQ_HTTP_PROBLEM_UNKNOWN_KIND] = { "unknown-kind", 422, N_ ("The team does not know how to make that"),
    N_ ("Choose one of the kinds it knows. For anything else, set up a model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL] = { "pictures-need-a-model", 422, N_ ("Pictures need an AI model that supports them"),
    N_ ("Describe the object in words, or set up a model that supports pictures in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_NO_SUCH_TEAM] = { "no-such-team", 422, N_ ("There is no such team"),
    N_ ("Choose a team that the message names, or set up a model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_SCRIPT_FAILED] = { "script-failed", 422, N_ ("The script failed"),
    N_ ("Fix the line named in the details, then run it again.") },
  [MQ_HTTP_PROBLEM_NOTHING_VISIBLE] = { "nothing-visible", 422, N_ ("The script leaves nothing to see"),
    N_ ("Make sure that it links at least one visible object with faces to the scene.") },
  [MQ_HTTP_PROBLEM_REFUSED] = { "refused", 422, N_ ("The instruction could not be carried out"),
    N_ ("Describe the change differently, or change something else.") },
  [MQ_HTTP_PROBLEM_REPAIRS_USED_UP] = { "repairs-used-up", 422, N_ ("The team could not repair its script"),
    N_ ("Try other words. Earlier versions are kept.") },
  [MQ_HTTP_PROBLEM_WORKER_LOST] = { "worker-lost", 502, N_ ("Blender crashed twice on the same step"),
    N_ ("Try again. If it happens again, choose another Blender in Preferences → Blender.") },
  [MQ_HTTP_PROBLEM_TIMEOUT] = { "timeout", 504, N_ ("A step ran past its time limit"),
    N_ ("Make the script faster, or raise Script Time Limit in Preferences → Blender.") },
  [MQ_HTTP_PROBLEM_NO_BLENDER] = { "no-blender", 502, N_ ("There is no usable Blender"),
    N_ ("Install Blender 4.2 or later, or choose it in Preferences → Blender.") },
  [MQ_HTTP_PROBLEM_OUT_OF_MEMORY] = { "out-of-memory", 502, N_ ("Blender ran out of its memory limit"),
    N_ ("Make the asset simpler, or raise Memory in Preferences → Blender.") },
  [MQ_HTTP_PROBLEM_DISK_FULL] = { "disk-full", 507, N_ ("The disk is full"),
    N_ ("Free some space and start again. Earlier versions are kept.") },
  [MQ_HTTP_PROBLEM_CANCELLED] = { "cancelled", 409, N_ ("The run was stopped"),
    N_ ("Start a new run. Earlier versions are kept.") },
  [MQ_HTTP_PROBLEM_MODEL_KEY] = { "model-key", 502, N_ ("The AI provider rejected the key"),
    N_ ("Enter the right key in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_PAYMENT] = { "model-payment", 502, N_ ("The account at the AI provider has no money left"),
    N_ ("Add money to the account at the provider, or choose another model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_NOT_FOUND] = { "model-not-found", 502, N_ ("There is no such AI model"),
    N_ ("Check the model’s name and the provider’s address in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_ADDRESS] = { "model-address", 502, N_ ("This is not a model server"),
    N_ ("Check the address in Preferences → Models, or use the built-in sketcher.") },
  [MQ_HTTP_PROBLEM_MODEL_BUSY] = { "model-busy", 503, N_ ("The AI model is overloaded"),
    N_ ("It was tried several times. Try again in a few minutes, or choose another model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_UNREACHABLE] = { "model-unreachable", 502, N_ ("The AI model cannot be reached"),
    N_ ("Check the connection to the internet; for a model on this computer, check that its server runs.") },
  [MQ_HTTP_PROBLEM_MODEL_CUT] = { "model-cut", 502, N_ ("The AI model’s answer was cut off"),
    N_ ("Try again. If it happens again, check the connection or choose another model.") },
  [MQ_HTTP_PROBLEM_MODEL_REFUSED] = { "model-refused", 422, N_ ("The AI model refused"),
    N_ ("Rephrase your request, or choose another model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_CONTEXT] = { "model-context", 422, N_ ("This is more than the AI model can read at once"),
    N_ ("Ask for something simpler, send fewer pictures, or choose a model that reads more.") },
  [MQ_HTTP_PROBLEM_MODEL_ANSWER] = { "model-answer", 502, N_ ("The AI model’s answer could not be used"),
    N_ ("Try again. If it happens again, choose a more capable model in Preferences → Models.") },
  [MQ_HTTP_PROBLEM_MODEL_REQUEST] = { "model-request", 502, N_ ("The AI provider rejected the request"),
    N_ ("See the details for the provider’s message. Check the model in Preferences → Models, and use “Try”.") },
  [MQ_HTTP_PROBLEM_NO_MODEL] = { "no-model", 422, N_ ("No AI model is set up"),
    N_ ("Set one up in Preferences → Models. It can also run on this computer.") },
  [MQ_HTTP_PROBLEM_BUDGET_REACHED] = { "budget-reached", 422, N_ ("The budget of the run is used up"),
    N_ ("Start again with a larger budget (Preferences → Models, or limits in config.yaml), or ask for something simpler.") },
  [MQ_HTTP_PROBLEM_INTERNAL] = { "internal", 500, N_ ("The service had an internal error"),
    N_ ("Try again. If it happens again, report it with the details.") },
};
/* clang-format on */

GQuark
mq_http_problem_error_quark (void)
{
  return g_quark_from_static_string ("mq-problem-error-quark");
}

/**
 * mq_http_problem_get_code:
 *
 * Returns: (transfer none): the last part of the problem's type
 */
const char *
mq_http_problem_get_code (MqHttpProblem self)
{
  return entries[self].code;
}

/**
 * mq_http_problem_get_status:
 *
 * Returns: the HTTP status that goes with it
 */
guint
mq_http_problem_get_status (MqHttpProblem self)
{
  return entries[self].status;
}

/**
 * mq_http_problem_from_code:
 * @code: (nullable): a code, perhaps from outside
 *
 * Returns: the problem; %MQ_HTTP_PROBLEM_INTERNAL for an unknown code
 */
MqHttpProblem
mq_http_problem_from_code (const char *code)
{
  for (guint i = 0; i < MQ_N_HTTP_PROBLEMS; i++)
    if (g_strcmp0 (entries[i].code, code) == 0)
      return (MqHttpProblem)i;

  return MQ_HTTP_PROBLEM_INTERNAL;
}

/**
 * mq_http_problem_is_of_service:
 *
 * Returns: whether the service or its model failed, not the user's words, script or Blender
 */
gboolean
mq_http_problem_is_of_service (MqHttpProblem self)
{
  switch (self)
    {
    case MQ_HTTP_PROBLEM_INTERNAL:
    case MQ_HTTP_PROBLEM_UNAVAILABLE:
    case MQ_HTTP_PROBLEM_MODEL_KEY:
    case MQ_HTTP_PROBLEM_MODEL_PAYMENT:
    case MQ_HTTP_PROBLEM_MODEL_NOT_FOUND:
    case MQ_HTTP_PROBLEM_MODEL_ADDRESS:
    case MQ_HTTP_PROBLEM_MODEL_BUSY:
    case MQ_HTTP_PROBLEM_MODEL_UNREACHABLE:
    case MQ_HTTP_PROBLEM_MODEL_CUT:
    case MQ_HTTP_PROBLEM_MODEL_ANSWER:
    case MQ_HTTP_PROBLEM_MODEL_REQUEST:
    case MQ_HTTP_PROBLEM_NO_MODEL:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * mq_http_problem_to_json:
 * @detail: what happened, for the user
 *
 * Returns: (transfer full): a problem details object
 */
JsonObject *
mq_http_problem_to_json (MqHttpProblem self, const char *detail)
{
  const ProblemEntry *entry = &entries[self];
  g_autofree char *type = g_strconcat (MQ_HTTP_PROBLEM_BASE, entry->code, NULL);

  return mq_json_new ("type:s title:s status:i detail:s next:s", type, _ (entry->title),
                      (int)entry->status, detail, _ (entry->next));
}

/**
 * mq_http_problem_from_error:
 * @error: any error
 *
 * Returns: the problem to report to a client
 */
MqHttpProblem
mq_http_problem_from_error (const GError *error)
{
  static const struct
  {
    int code;
    MqHttpProblem problem;
  } map[] = {
    { MQ_ERROR_BAD_INPUT, MQ_HTTP_PROBLEM_BAD_REQUEST },
    { MQ_ERROR_PROTOCOL, MQ_HTTP_PROBLEM_BAD_REQUEST },
    { MQ_ERROR_TERMS, MQ_HTTP_PROBLEM_TERMS },
    { MQ_ERROR_QUOTA, MQ_HTTP_PROBLEM_QUOTA },
    { MQ_ERROR_NOT_FOUND, MQ_HTTP_PROBLEM_NOT_FOUND },
    { MQ_ERROR_CONFLICT, MQ_HTTP_PROBLEM_CONFLICT },
    { MQ_ERROR_CANCELLED, MQ_HTTP_PROBLEM_CANCELLED },
    { MQ_ERROR_UNKNOWN_KIND, MQ_HTTP_PROBLEM_UNKNOWN_KIND },
    { MQ_ERROR_NO_SPACE, MQ_HTTP_PROBLEM_DISK_FULL },
    { MQ_ERROR_WORKER_LOST, MQ_HTTP_PROBLEM_WORKER_LOST },
    { MQ_ERROR_TIMEOUT, MQ_HTTP_PROBLEM_TIMEOUT },
    { MQ_ERROR_NO_BLENDER, MQ_HTTP_PROBLEM_NO_BLENDER },
    { MQ_ERROR_BUDGET, MQ_HTTP_PROBLEM_BUDGET_REACHED },
    { MQ_ERROR_UNREACHABLE, MQ_HTTP_PROBLEM_UNAVAILABLE },
  };

  if (error->domain == MQ_HTTP_PROBLEM_ERROR && error->code >= 0
      && error->code < MQ_N_HTTP_PROBLEMS)
    return (MqHttpProblem)error->code;

  if (error->domain == MQ_MODEL_ERROR)
    {
      const char *code = mq_model_error_to_code (error->code);
      g_autofree char *prefixed = g_strconcat ("model-", code, NULL);
      MqHttpProblem problem = mq_http_problem_from_code (prefixed);

      /* "key" is "model-key" here; "no-model" stays as it is. */
      return problem != MQ_HTTP_PROBLEM_INTERNAL ? problem : mq_http_problem_from_code (code);
    }

  if (error->domain == MQ_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (map); i++)
      if (map[i].code == error->code)
        return map[i].problem;

  return MQ_HTTP_PROBLEM_INTERNAL;
}

/**
 * mq_http_problem_fail:
 * @error: return location
 * @problem: its code, in the domain %MQ_HTTP_PROBLEM_ERROR
 * @format: its message
 * @...: for @format
 *
 * Sets @error.
 *
 * Returns: %FALSE
 */
gboolean
mq_http_problem_fail (GError **error, MqHttpProblem problem, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  g_propagate_error (error,
                     g_error_new_valist (MQ_HTTP_PROBLEM_ERROR, (int)problem, format, values));
  va_end (values);
  return FALSE;
}

gboolean
mq_http_problem_fail_elsewhere (GError **error)
{
  return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BUSY,
                               _ ("Another node of the service has the run"));
}

/**
 * mq_http_problem_fail_quota:
 * @error: return location
 * @why: (transfer full): why a run was not taken of a quota
 *
 * Sets @error. A month's cost that is used up keeps a run from its start, while the same error
 * during a run means %MQ_HTTP_PROBLEM_BUDGET_REACHED.
 *
 * Returns: %FALSE
 */
gboolean
mq_http_problem_fail_quota (GError **error, GError *why)
{
  g_autoptr (GError) owned = why;

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_BUDGET))
    g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_COST, why->message);
  else
    g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}
