/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions that a run asks the user in the middle, and waits for: a list of requirements. */
#include "service/run/mq-run-log.h"
#include "service/run/mq-service-run.h"

#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

/* @question: its number within the run. Returns: (transfer none) (nullable): what the user says to
 * it; %NULL: nothing yet */
static const char *
run_log_get_reply (MqRunLog *self, gint64 question)
{
  return question >= 1 && question <= self->replies->len ? self->replies->pdata[question - 1]
                                                         : NULL;
}

/**
 * mq_service_run_ask_user:
 * @requirements: as a message has them; those in doubt have `doubt`, why
 * @error: the run has to end
 *
 * Shows the list to the user and waits until one of the clients has answered. Only for a run that
 * is interactive.
 *
 * Returns: (transfer full) (nullable): the requirements that the user wants; those without a doubt
 *   if the run is finished meanwhile
 */
JsonArray *
mq_service_run_ask_user (MqServiceRun *self, JsonArray *requirements, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  MqRunEvent *asked = mq_run_event_new (MQ_EVENT_ASKED);
  MqRunEvent *answered;
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (JsonArray) wanted = NULL;
  const char *reply;

  asked->asked.question = ++self->questions;
  asked->asked.requirements = json_array_ref (requirements);
  if (!mq_service_run_emit (self, asked, error))
    return NULL;

  while (!(reply = run_log_get_reply (self->log, self->questions)) && !self->log->finishing)
    if (!mq_service_run_await_user (self, since, error))
      return NULL;

  if (reply != NULL && (said = mq_json_parse_object (reply, -1, error)) == NULL)
    return NULL;
  wanted = mq_requirement_doubts_take_certain (
      said != NULL ? mq_json_get_array (said, "requirements") : requirements);
  answered = mq_run_event_new (MQ_EVENT_ANSWERED);
  answered->asked.question = self->questions;
  answered->asked.requirements = json_array_ref (wanted);
  return mq_service_run_emit (self, answered, error) ? g_steal_pointer (&wanted) : NULL;
}
