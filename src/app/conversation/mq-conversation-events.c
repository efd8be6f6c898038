/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles the events of a run. mq_conversation_apply() updates the timeline, for live events and
 * for those of the record. mq_conversation_handle() also does what only live events need: state
 * changes, announcements, notifications. */
#include "app/conversation/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

static void
apply_ended (MqConversation *self, MqRunEvent *event)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  const MqEndedEvent *ended = &event->ended;

  mq_timeline_end_run (timeline, ended->how == MQ_RUN_OUTCOME_FAILED, event->time);

  if (ended->how == MQ_RUN_OUTCOME_STOPPED)
    mq_timeline_add_notice (timeline, "info", "stopped", _ ("Stopped"), NULL, event->time);
  else if (ended->how == MQ_RUN_OUTCOME_LOST)
    mq_timeline_add_notice (timeline, "warning", "interrupted",
                            _ ("The run was interrupted. Finished versions are kept."), NULL,
                            event->time);
  else if (ended->text != NULL)
    mq_timeline_add_notice (timeline, "error", ended->code != NULL ? ended->code : "failed",
                            ended->text, ended->next, event->time);
}

/* Remembers the last run if it calls models: then it has a transcript. */
static void
note_asked (MqConversation *self, const char *run, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_BEGAN)
    mq_conversation_set_last_asked (self, NULL);
  else if (event->kind == MQ_EVENT_BUDGET && event->budget.spent.calls > 0)
    mq_conversation_set_last_asked (self, run);
}

/**
 * mq_conversation_apply:
 * @self: a conversation
 * @run: (nullable): the id of the run
 * @event: an event of one of its runs, live or from its record
 *
 * Updates the timeline.
 */
void
mq_conversation_apply (MqConversation *self, const char *run, MqRunEvent *event)
{
  note_asked (self, run, event);
  if (mq_timeline_add_variant_event (mq_conversation_get_timeline (self), run, event))
    return;

  if (event->kind == MQ_EVENT_ENDED)
    apply_ended (self, event);
  else
    mq_timeline_add_event (mq_conversation_get_timeline (self), event, self->versions);
}

/* Live events only. */

static void
handle_message (MqConversation *self)
{
  if (self->taken != NULL && dex_future_is_pending (DEX_FUTURE (self->taken)))
    dex_promise_resolve_boolean (self->taken, TRUE);

  mq_conversation_change (self, MQ_CONVERSATION_WORK);
  mq_conversation_touch (self);
}

static void
handle_phase (MqConversation *self, const MqPhaseEvent *phase)
{
  if (phase->state != MQ_EVENT_STATE_STARTED)
    return;

  if (phase->phase == MQ_RUN_PHASE_CREATE)
    mq_conversation_announce (self, _ ("Work on the first version has started"), FALSE);
  else if (phase->phase == MQ_RUN_PHASE_REFINE)
    mq_conversation_announce (self, _ ("Checking and rendering have started"), FALSE);
}

static void
handle_preview (MqConversation *self, const MqPictureEvent *preview)
{
  if (g_set_str (&self->preview, preview->picture))
    mq_conversation_update (self);
}

static void
handle_kept (MqConversation *self, const MqKeptEvent *kept, gboolean is_past)
{
  guint number = MAX (kept->version, 0);
  g_autoptr (MqVersion) version = mq_version_find (self->versions, number);
  g_autofree char *sentence = NULL;

  g_set_object (&self->latest, version);
  if (version != NULL && self->script != NULL && dex_future_is_pending (DEX_FUTURE (self->script)))
    dex_promise_resolve_object (self->script, g_object_ref (version));
  if (is_past)
    return;

  /* Translators: said by a screen reader; %u is the number of a version */
  sentence = g_strdup_printf (_ ("Version %u is ready"), number);
  mq_conversation_announce (self, sentence, FALSE);
  mq_conversation_touch (self);
}

static void
handle_waiting (MqConversation *self)
{
  if (self->is_leaving || !mq_conversation_change (self, MQ_CONVERSATION_TURN))
    return;

  mq_conversation_announce (self, _ ("Ready: ask for a change"), FALSE);
  mq_conversation_report_ended (self);
}

/* Finds the faulty line of the user’s own script. The line of an exception replaces the line of a
 * finding. */
static void
handle_result (MqConversation *self, const MqResultEvent *event)
{
  JsonObject *error = mq_json_get_object (event->result, "error");
  JsonArray *findings = mq_json_get_array (event->result, "findings");
  JsonArray *frames = mq_json_get_array (error, "traceback");
  guint n_findings = mq_json_length (findings);
  guint n_frames = mq_json_length (frames);
  gint64 line = 0;

  if (self->script == NULL)
    return;

  for (guint i = 0; i < n_findings && line == 0; i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      if (g_str_equal (mq_json_get_string (finding, "severity", ""), "error"))
        line = mq_json_get_int (finding, "line", 0);
    }

  if (error != NULL)
    {
      line = mq_json_get_int (error, "line", 0);
      if (line == 0 && n_frames > 0)
        line = mq_json_get_int (mq_json_element_object (frames, n_frames - 1), "line", 0);
    }

  if (line > 0 && line < G_MAXINT)
    self->fault_line = line;
}

/* Not called for the earlier events of a run that we attached to: announcements and previews of the
 * past would mislead. */
static void
handle_news (MqConversation *self, MqRunEvent *event)
{
  if (self->workspace != NULL)
    mq_workspace_handle_event (self->workspace, event->kind);

  switch (event->kind)
    {
    case MQ_EVENT_MESSAGE:
      handle_message (self);
      break;
    case MQ_EVENT_PHASE:
      handle_phase (self, &event->phase);
      break;
    case MQ_EVENT_REFUSED:
      mq_conversation_announce (self, event->refused.text, TRUE);
      break;
    case MQ_EVENT_WAITING:
      handle_waiting (self);
      break;
    case MQ_EVENT_REFINEMENT:
      mq_conversation_change (self, MQ_CONVERSATION_WORK);
      break;
    case MQ_EVENT_RESULT:
      handle_result (self, &event->result);
      break;
    default:
      break;
    }
}

/**
 * mq_conversation_handle:
 * @self: a conversation
 * @event: an event of its run
 *
 * Updates the timeline, the state and the queue, and announces what the user should notice.
 */
void
mq_conversation_handle (MqConversation *self, MqRunEvent *event)
{
  gboolean is_past = mq_run_is_past (self->run, event);

  mq_conversation_apply (self, mq_run_get_id (self->run), event);
  mq_conversation_update_queue (self);
  g_set_str (&self->run_id, mq_run_get_id (self->run));

  if (event->kind == MQ_EVENT_SESSION)
    mq_conversation_set_session (self, mq_run_get_session (self->run));
  else if (event->kind == MQ_EVENT_KEPT)
    handle_kept (self, &event->kept, is_past);
  else if (event->kind == MQ_EVENT_PREVIEW)
    handle_preview (self, &event->picture);
  else if (event->kind == MQ_EVENT_WAITING)
    self->is_turn = TRUE;
  else if (event->kind == MQ_EVENT_REFINEMENT || event->kind == MQ_EVENT_BEGAN)
    self->is_turn = FALSE;

  if (!is_past)
    handle_news (self, event);
  else if (mq_run_is_caught_up (self->run, event) && !self->is_leaving)
    /* We attached to the run: all its earlier events are applied. */
    mq_conversation_change (self, self->is_turn ? MQ_CONVERSATION_TURN : MQ_CONVERSATION_WORK);
}

static void
announce_variant (MqConversation *self, MqRun *run)
{
  guint n = mq_variants_get_facts (self->variants)->len;
  g_autofree char *sentence = NULL;

  /* Translators: said by a screen reader: “Variant 2 of 4 is ready”. */
  sentence = g_strdup_printf (_ ("Variant %u of %u is ready"), mq_run_get_variant (run), n);
  mq_conversation_announce (self, sentence, FALSE);
  mq_conversation_touch (self);
}

/**
 * mq_conversation_handle_variant:
 * @self: a conversation with variants
 * @run: one of them
 * @event: an event of it
 *
 * As mq_conversation_handle(), for runs that have been started together.
 */
void
mq_conversation_handle_variant (MqConversation *self, MqRun *run, MqRunEvent *event)
{
  g_hash_table_add (self->led, g_strdup (mq_run_get_id (run)));
  mq_conversation_apply (self, mq_run_get_id (run), event);
  if (self->workspace != NULL)
    mq_workspace_handle_event (self->workspace, event->kind);

  switch (event->kind)
    {
    case MQ_EVENT_SESSION:
      mq_conversation_set_session (self, mq_run_get_session (run));
      break;
    case MQ_EVENT_MESSAGE:
      handle_message (self);
      break;
    case MQ_EVENT_PREVIEW:
      handle_preview (self, &event->picture);
      break;
    case MQ_EVENT_KEPT:
      announce_variant (self, run);
      break;
    default:
      break;
    }
}
