/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles the events of a run, see mq-run-private.h: updates the state of the MqRun and emits them.
 * mq-run-lead.c carries out instructions. */
#include "client/run/mq-run-private.h"

#include "client/service/mq-http-problem-error.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

static void
handle_began (MqRun *self, const MqBeganEvent *began)
{
  self->parent = MAX (began->base, 0);
  self->first_version = MAX (began->versions, 0);
}

static void
handle_kept (MqRun *self, MqRunEvent *event)
{
  self->n_kept = MAX (self->n_kept, self->n_versions);
  self->parent = MAX (event->kept.version, 0);
  if (self->last_version != NULL)
    mq_executor_discard_before (self->executor, self->last_version);
}

static void
handle_ended (MqRun *self, MqRunEvent *event)
{
  g_clear_pointer (&self->ended, mq_run_event_unref);
  self->ended = mq_run_event_ref (event);
}

/* @event: an event `failed`. Returns: (transfer full): the error of the run */
GError *
mq_run_note_failed (MqRun *self, MqRunEvent *event)
{
  g_autoptr (JsonObject) problem = mq_run_event_encode (event);

  self->stage = MQ_RUN_STAGE_FAILED;
  return mq_http_problem_to_error (problem, 0);
}

static gboolean
apply (MqRun *self, MqRunEvent *event, GError **error)
{
  gboolean is_ours = g_strcmp0 (event->by, mq_service_connection_get_id (self->connection)) == 0;

  switch (event->kind)
    {
    case MQ_EVENT_BEGAN:
      handle_began (self, &event->began);
      break;
    case MQ_EVENT_MESSAGE:
      if (!is_ours)
        mq_run_take_pictures (self, event->message.value);
      break;
    case MQ_EVENT_TEAM:
      g_set_str (&self->team, event->team.name);
      break;
    case MQ_EVENT_PHASE:
      self->guided |= event->phase.phase == MQ_RUN_PHASE_GUIDED;
      break;
    case MQ_EVENT_WAITING:
      self->guided = TRUE;
      self->waiting = TRUE;
      break;
    case MQ_EVENT_REFINEMENT:
      self->waiting = FALSE;
      break;
    case MQ_EVENT_KEPT:
      if (!is_ours)
        handle_kept (self, event);
      break;
    case MQ_EVENT_ENDED:
      handle_ended (self, event);
      break;
    case MQ_EVENT_DONE:
      self->stage = MQ_RUN_STAGE_DONE;
      break;
    case MQ_EVENT_FAILED:
      g_propagate_error (error, mq_run_note_failed (self, event));
      return FALSE;
    default:
      break;
    }

  mq_run_handle_work (self, event);
  return TRUE;
}

/* Whether the event was emitted before: our own events, when they were made; `ended`, in
 * mq_run_end(). */
static gboolean
is_known (MqRun *self, MqRunEvent *event)
{
  return event->kind == MQ_EVENT_ENDED
         || g_strcmp0 (event->by, mq_service_connection_get_id (self->connection)) == 0;
}

static gboolean
handle_event (MqRun *self, MqRunEvent *heard, GError **error)
{
  g_autoptr (MqRunEvent) event = mq_run_localise (self, heard);

  if (event->kind == MQ_EVENT_LEAD)
    {
      mq_run_handle_lead (self, &event->lead);
      return TRUE;
    }

  self->n_quiet = 0;
  mq_run_record_event (self, event);
  self->last_event = MAX (self->last_event, event->id);
  if (!is_known (self, event))
    mq_run_emit (self, event);
  if (self->attached && self->last_event >= self->history
      && dex_future_is_pending (DEX_FUTURE (self->asked)))
    dex_promise_resolve_boolean (self->asked, TRUE);

  /* Events without a number are transient: only emitted. */
  return event->id == 0 || apply (self, event, error);
}

/* Returns: (transfer full): resolves to the next #MqRunEvent; to the same one until
 * mq_run_event_handled(), so that none is lost if the wait is cancelled */
DexFuture *
mq_run_next_event (MqRun *self)
{
  if (self->next_event == NULL)
    self->next_event = mq_service_connection_next_event (self->connection);

  return dex_ref (self->next_event);
}

void
mq_run_event_handled (MqRun *self)
{
  dex_clear (&self->next_event);
}

/* Handles the events of the run until it is over. Awaits. Returns: whether it ended well */
gboolean
mq_run_follow (MqRun *self, GError **error)
{
  while (self->stage < MQ_RUN_STAGE_DONE)
    {
      g_autoptr (MqRunEvent) event
          = dex_await_boxed (mq_run_unless_cancelled (self, mq_run_next_event (self)), error);

      if (event == NULL)
        return FALSE;

      mq_run_event_handled (self);
      if (!handle_event (self, event, error))
        return FALSE;
    }

  return TRUE;
}
