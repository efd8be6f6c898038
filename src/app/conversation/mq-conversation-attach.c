/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The open run of a conversation: its events, live and from its record in the library, attaching to
 * it, its budget, its end. mq_conversation_apply() updates the timeline, for live events and for
 * those of the record. mq_conversation_handle() also does what only live events need: state
 * changes, announcements, notifications. */
#include "app/conversation/mq-conversation-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* Events applied in a row, so that the main loop is not blocked. */
#define SLICE 100

/* Updates the timeline. @run: (nullable): the id of the run; @event: an event of one of its
 * runs, live or from its record. */
void
mq_conversation_apply (MqConversation *self, const char *run, MqRunEvent *event)
{
  gboolean is_new = event->kind == MQ_EVENT_BEGAN;

  /* Remembers the last run if it calls models: then it has a transcript. */
  if ((is_new || (event->kind == MQ_EVENT_BUDGET && event->budget.spent.calls > 0))
      && mq_open_run_set_asked (self->run, is_new ? NULL : run))
    g_object_notify (G_OBJECT (self), "has-transcript");
  mq_version_history_apply (self->history, event, self->versions);
  if (mq_timeline_add_variant_event (mq_conversation_get_timeline (self), run, event))
    return;

  if (event->kind == MQ_EVENT_ENDED)
    {
      MqTimeline *timeline = mq_conversation_get_timeline (self);
      const MqEndedEvent *ended = &event->ended;

      if (ended->how == MQ_RUN_OUTCOME_FAILED && ended->text != NULL)
        mq_timeline_fail_run (timeline, ended->code != NULL ? ended->code : "failed", ended->text,
                              ended->next, event->time);
      else
        {
          /* That one was lost is known when somebody looks for it. */
          mq_timeline_end_run (timeline, ended->how == MQ_RUN_OUTCOME_FAILED,
                               ended->how != MQ_RUN_OUTCOME_LOST ? event->time : 0);
          if (ended->how == MQ_RUN_OUTCOME_STOPPED)
            mq_timeline_add_notice (timeline, "info", "stopped", _ ("Stopped"), NULL, event->time);
          else if (ended->how == MQ_RUN_OUTCOME_LOST)
            mq_timeline_add_notice (timeline, "warning", "interrupted",
                                    _ ("The run was interrupted. Finished versions are kept."),
                                    NULL, event->time);
        }
    }
  else
    mq_timeline_add_event (mq_conversation_get_timeline (self), event, self->versions);
  if (event->kind == MQ_EVENT_REFUSED)
    {
      MqMessageItem *message = mq_timeline_get_last_message (mq_conversation_get_timeline (self));
      const MqVersionStep undo = { MQ_VERSION_STEP_UNDO, 0 };

      /* A refused message that speaks of going back: perhaps the version before is what the user
       * wants. */
      if (message != NULL && mq_version_step_is_mentioned (message->message->text))
        mq_timeline_offer_version (
            mq_conversation_get_timeline (self),
            mq_version_history_find (self->history, &undo, 0, self->versions, NULL));
    }
}

/* The record: events of finished runs, from the library. */

static void
apply_stored (MqConversation *self, const MqLibraryEvent *entry)
{
  mq_conversation_apply (self, entry->run, entry->event);
  if (entry->event->kind != MQ_EVENT_ENDED)
    return;

  mq_open_run_set_recorded (self->run, entry->run);
  /* Messages that the run did not handle were returned when it ended. */
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
}

static DexFuture *
load_fiber (MqConversation *self)
{
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  if (library == NULL || self->session == NULL)
    return dex_future_new_true ();

  events = dex_await_boxed (mq_library_load_events (library, self->session), &error);
  if (events == NULL)
    return dex_future_new_for_error (error);

  for (guint i = 0; i < events->len; i++)
    {
      apply_stored (self, events->pdata[i]);
      if (i % SLICE == SLICE - 1)
        dex_await (dex_timeout_new_msec (1), NULL);
    }

  mq_timeline_stop_variants (mq_conversation_get_timeline (self));
  if (events->len == 0)
    {
      MqTimeline *timeline = mq_conversation_get_timeline (self);
      const char *text = mq_session_get_first_message (self->session);
      gint64 time = mq_session_get_created (self->session) * G_USEC_PER_SEC;
      g_autoptr (MqRunEvent) lost = NULL;

      /* Without a record and without a run at the service (its journal was lost): shows its first
       * message, the saved versions and a notice. */
      dex_await (mq_workspace_wait_runs (self->workspace), NULL);
      if (self->workspace != NULL && mq_open_run_get_id (self->run) == NULL
          && !mq_open_run_is_followed (self->run)
          && !mq_outbox_has_unsent (self->outbox, mq_workspace_get_library (self->workspace),
                                    self->session)
          && !mq_conversation_state_is_busy (self->state))
        {
          if (*text != '\0')
            mq_timeline_add_message (timeline, mq_message_new (text, NULL), "user", FALSE, time);
          for (guint i = 0; i < g_list_model_get_n_items (self->versions); i++)
            {
              g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i);
              g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_KEPT);

              event->time = mq_version_get_created (version) * G_USEC_PER_SEC;
              event->kept.version = mq_version_get_number (version);
              mq_conversation_apply (self, NULL, event);
            }

          lost = mq_run_event_new (MQ_EVENT_ENDED);
          lost->ended.how = MQ_RUN_OUTCOME_LOST;
          mq_conversation_apply (self, NULL, lost);
        }
    }

  return dex_future_new_true ();
}

/* @runs: ids of runs whose record the library has got from elsewhere. Adds them to the timeline if
 * that is filled already. One with an open run shows them at the next start. Awaits. */
void
mq_conversation_load_runs (MqConversation *self, const char *const *runs)
{
  g_autoptr (GPtrArray) events = NULL;

  if (self->loading == NULL || !dex_future_is_resolved (self->loading)
      || mq_open_run_get_id (self->run) != NULL || mq_open_run_is_followed (self->run)
      || self->workspace == NULL)
    return;

  events = dex_await_boxed (
      mq_library_load_events (mq_workspace_get_library (self->workspace), self->session), NULL);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];

      if (g_strv_contains (runs, entry->run))
        apply_stored (self, entry);
    }
}

static DexFuture *
loaded (DexFuture *future, gpointer user_data)
{
  MqConversation *self = user_data;

  if (mq_open_run_is_suspended (self->run))
    dex_future_disown (mq_conversation_attach (self));
  return dex_ref (future);
}

/**
 * mq_conversation_load:
 * @self: a conversation
 *
 * Fills the timeline from the library on the first call, and attaches to the open run on every
 * call.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_conversation_load (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  /* After a failure, tries again: the library may have been locked for a moment. */
  if (self->loading != NULL && dex_future_is_rejected (self->loading))
    dex_clear (&self->loading);

  /* The timeline of a conversation that was started here is complete. */
  if (self->loading == NULL && (self->session == NULL || mq_open_run_is_followed (self->run)))
    self->loading = dex_future_new_true ();
  if (self->loading == NULL)
    self->loading = dex_future_then (
        mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, load_fiber, (MQ_TYPE_CONVERSATION, self)),
        loaded, g_object_ref (self), g_object_unref);

  return dex_ref (self->loading);
}

/* Live events only. */

static void
handle_message (MqConversation *self)
{
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
  if (preview->picture != NULL && *preview->picture != '\0'
      && mq_open_run_set_preview (self->run, preview->picture))
    mq_conversation_update (self);
}

/* Finds the draft of the first version by its preview, and again when it was measured. Later
 * versions have the one before to turn. */
static void
find_draft (MqConversation *self)
{
  const char *preview = mq_open_run_get_preview (self->run);
  g_autoptr (MqVersion) draft = preview != NULL && g_list_model_get_n_items (self->versions) == 0
                                    ? mq_version_find_draft (preview)
                                    : NULL;

  if (draft != NULL)
    mq_conversation_set_draft_version (self, draft);
}

static void
handle_kept (MqConversation *self, const MqKeptEvent *kept)
{
  g_autofree char *sentence = NULL;

  /* Translators: said by a screen reader; %u is the number of a version */
  sentence = g_strdup_printf (_ ("Version %u is ready"), (guint)MAX (kept->version, 0));
  mq_conversation_announce (self, sentence, FALSE);
  mq_conversation_touch (self);
}

static void
report_ended (MqConversation *self)
{
  mq_conversation_set_unread (self, TRUE);
  g_signal_emit_by_name (self, "ended", self->state);
}

static void
handle_waiting (MqConversation *self)
{
  if (mq_open_run_is_leaving (self->run) || !mq_conversation_change (self, MQ_CONVERSATION_TURN))
    return;

  mq_conversation_announce (self, _ ("Ready: ask for a change"), FALSE);
  report_ended (self);
}

/* As handle(), for runs that have been started together. @run: one of them. */
static void
handle_variant (MqConversation *self, MqRun *run, MqRunEvent *event)
{
  guint n = mq_variants_get_facts (mq_open_run_get_variants (self->run))->len;
  g_autofree char *sentence = NULL;

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
      /* Translators: said by a screen reader: “Variant 2 of 4 is ready”. */
      sentence = g_strdup_printf (_ ("Variant %u of %u is ready"), mq_run_get_variant (run), n);
      mq_conversation_announce (self, sentence, FALSE);
      mq_conversation_touch (self);
      break;
    default:
      break;
    }
}

/* @run: the open run, or one of the variants */
void
mq_conversation_handle (MqConversation *self, MqRun *run, MqRunEvent *event)
{
  mq_conversation_apply (self, mq_run_get_id (run), event);
  if (mq_open_run_get_variants (self->run) != NULL)
    handle_variant (self, run, event);
  else
    {
      /* Updates the timeline, the state and the queue, and announces what the user should notice.
       */
      if (event->kind == MQ_EVENT_SESSION)
        mq_conversation_set_session (self, mq_run_get_session (run));
      else if (event->kind == MQ_EVENT_STREAM_TEXT && event->stream.retry.code != NULL
               && event->stream.text != NULL)
        mq_conversation_announce (self, event->stream.text, FALSE);
      else if (event->kind == MQ_EVENT_PREVIEW)
        {
          handle_preview (self, &event->picture);
          find_draft (self);
        }
      else if (event->kind == MQ_EVENT_RESULT && event->result.kind == MQ_INSTRUCTION_MEASURE
               && mq_open_run_get_draft (self->run) != NULL)
        find_draft (self);
      else if (event->kind == MQ_EVENT_ASKED || event->kind == MQ_EVENT_ANSWERED)
        {
          self->asks = event->kind == MQ_EVENT_ASKED;
          mq_conversation_update (self);
        }

      if (!mq_run_is_past (run, event))
        {
          /* Not called for the earlier events of a run that we attached to: announcements and
           * previews of the past would mislead. */
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
            case MQ_EVENT_KEPT:
              handle_kept (self, &event->kept);
              break;
            case MQ_EVENT_REFUSED:
              mq_conversation_announce (self, event->refused.text, TRUE);
              break;
            case MQ_EVENT_WAITING:
              handle_waiting (self);
              break;
            case MQ_EVENT_ASKED:
              mq_conversation_announce (self, _ ("Check the drawing"), TRUE);
              g_signal_emit_by_name (self, "notification", _ ("Waits for your answer"));
              break;
            case MQ_EVENT_REFINEMENT:
              mq_conversation_change (self, MQ_CONVERSATION_WORK);
              break;
            default:
              break;
            }
        }
      else if (mq_run_is_caught_up (run, event) && !mq_open_run_is_leaving (self->run))
        /* We attached to the run: all its earlier events are applied. */
        mq_conversation_change (self, mq_open_run_is_turn (self->run) ? MQ_CONVERSATION_TURN
                                                                      : MQ_CONVERSATION_WORK);
    }
}

/* A conversation attaches to the run of its session, whichever program started the run: this
 * window, another one or the command line. The service lists its open runs. A conversation attaches
 * at once to a run that works, and to a run that waits when the user opens the conversation or
 * sends a message. */

/* The run is followed no more: returns unsent messages to the composer and sets the final state. */
void
mq_conversation_handle_ended (MqConversation *self, const GError *error, gboolean is_message,
                              MqVariants *variants)
{
  gboolean stopped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
                     || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  /* The user knows of these already. */
  gboolean is_quiet = self->state == MQ_CONVERSATION_STOPPING
                      || (error == NULL && self->state == MQ_CONVERSATION_WAITING);

  if (variants != NULL)
    {
      g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (mq_variants_get_facts (variants));
      const MqVariantFacts *best = ranked->pdata[0];
      g_autoptr (MqVersion) version = mq_version_find (self->versions, best->version);

      /* The variants are over: the best of them is what the user goes on with, unless they choose
       * another one. */
      mq_timeline_stop_variants (mq_conversation_get_timeline (self));
      if (version != NULL && !mq_open_run_is_leaving (self->run))
        mq_conversation_set_current_version (self, version);
    }

  if (mq_open_run_is_leaving (self->run))
    return;

  if (self->workspace != NULL && self->session != NULL)
    mq_workspace_upload (self->workspace, self->session);
  mq_conversation_restore_queue (self);
  mq_conversation_set_draft_version (self, NULL);
  mq_conversation_change (self,
                          error == NULL || stopped ? MQ_CONVERSATION_END : MQ_CONVERSATION_FAIL);

  /* Variants and the user's own script are not what Try Again would send. */
  mq_outbox_remove_all (self->outbox, MQ_OUTBOX_REFUSED);
  if (is_message
      && (g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN)
          || g_error_matches (error, MQ_ERROR, MQ_ERROR_TERMS)))
    mq_conversation_try_later (self);
  if (error != NULL && !stopped)
    {
      g_autofree char *what = g_strndup (error->message, strcspn (error->message, "\n"));
      g_autofree char *sentence = NULL;

      /* Translators: said by a screen reader; %s says why */
      sentence = g_strdup_printf (_ ("The run failed: %s"), what);
      mq_conversation_announce (self, sentence, TRUE);
      if (self->workspace != NULL)
        mq_workspace_handle_error (self->workspace, error);
    }

  if (!is_quiet)
    report_ended (self);
}

static DexFuture *
attach_fiber (MqConversation *self)
{
  GError *error = NULL;

  /* The earlier runs come first in the timeline. */
  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);
  dex_await (mq_open_run_wait_left (self->run), NULL);
  return mq_open_run_attach (self->run, self->session,
                             self->state != MQ_CONVERSATION_SUSPENDED
                                 && !mq_conversation_state_is_busy (self->state));
}

/* Returns: (transfer full): resolves to %TRUE when the run is followed and its earlier events
 * are handled, or when it cannot be followed */
DexFuture *
mq_conversation_attach (MqConversation *self)
{
  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, attach_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}

static DexFuture *
attached (DexFuture *future, gpointer user_data)
{
  MqConversation *self = user_data;

  /* The user pressed Stop before the run was attached. */
  if (self->state == MQ_CONVERSATION_STOPPING && mq_open_run_get_run (self->run) != NULL)
    dex_future_disown (mq_open_run_cancel (self->run));
  return dex_future_new_true ();
}

/* The service lists @run as an open one of the session. @state: "running", "waiting", "done" or
 * "failed". Attaches to a run that works. A run that waits is attached to when the user opens the
 * conversation or sends a message. */
void
mq_conversation_handle_run (MqConversation *self, const char *run, const char *state)
{
  gboolean is_waiting = g_str_equal (state, "waiting");

  if (self->state == MQ_CONVERSATION_STARTING || !mq_open_run_offer (self->run, run))
    return;

  if (is_waiting)
    mq_conversation_change (self, MQ_CONVERSATION_SUSPEND);
  else if (g_str_equal (state, "running"))
    mq_conversation_change (self, MQ_CONVERSATION_WORK);

  if (!is_waiting || self->loading != NULL)
    dex_future_disown (dex_future_finally (mq_conversation_attach (self), attached,
                                           g_object_ref (self), g_object_unref));
}

/* Prevents attaching to a run that is about to be stopped. @unsent: the row that
 * mq_conversation_resend() will get */
void
mq_conversation_expect_resend (MqConversation *self, JsonObject *unsent)
{
  if (mq_json_get_boolean (unsent, "stop", FALSE))
    mq_open_run_expect_stop (self->run, mq_json_get_string (unsent, "id", NULL));
}

/* Sends a request that an earlier process could not send. @unsent: from mq_library_load_unsent().
 * Awaits. */
void
mq_conversation_resend (MqConversation *self, JsonObject *unsent)
{
  const char *id;

  if (mq_json_get_boolean (unsent, "stop", FALSE))
    {
      mq_open_run_stop_other (self->run, self->session, mq_json_get_string (unsent, "id", ""),
                              mq_json_get_string (unsent, "server", NULL));
      return;
    }

  if (!dex_await (mq_conversation_load (self), NULL))
    return;

  if (json_object_has_member (unsent, "text"))
    {
      g_autoptr (MqMessage) message = NULL;

      if (mq_open_run_is_suspended (self->run))
        dex_await (mq_conversation_attach (self), NULL);

      /* Sends a message that an earlier process could not send. If its run is over, returns the
       * message to the composer. */
      message = mq_message_read (unsent, MQ_MESSAGE_LOCAL, NULL);
      if (mq_open_run_get_run (self->run) == NULL
          || g_strcmp0 (mq_json_get_string (unsent, "run", ""), mq_open_run_get_id (self->run))
                 != 0)
        mq_conversation_restore_message (self, message, TRUE);
      else
        mq_conversation_refine (self, g_steal_pointer (&message));

      dex_future_disown (mq_library_remove_unsent (mq_workspace_get_library (self->workspace),
                                                   mq_json_get_string (unsent, "id", "")));
      return;
    }

  /* The service has the run: only its answer was lost. */
  id = mq_json_get_string (unsent, "id", NULL);
  if (g_strcmp0 (mq_open_run_get_id (self->run), id) == 0)
    {
      if (mq_json_get_string (unsent, "server", NULL) == NULL)
        dex_future_disown (
            mq_library_remove_unsent (mq_workspace_get_library (self->workspace), id));
      return;
    }

  if (mq_open_run_is_followed (self->run) || mq_workspace_get_blender (self->workspace) == NULL
      || !mq_conversation_change (self, MQ_CONVERSATION_SAY))
    return;

  mq_open_run_resume (self->run, mq_run_options_from_json (unsent, self->session));
}

/* Detaches from the run, so that another client can lead it. Returns: (transfer full): resolves to
 * %TRUE when the run is not followed any more */
DexFuture *
mq_conversation_leave (MqConversation *self)
{
  return mq_open_run_leave (self->run);
}

/* Returns: (transfer full): resolves when its run is finished, if it only waits for the user and no
 * other program leads it; else at once */
DexFuture *
mq_conversation_finish_waiting (MqConversation *self)
{
  MqRun *run = mq_open_run_get_run (self->run);

  if (self->state != MQ_CONVERSATION_WAITING || run == NULL || !mq_run_is_leading (run))
    return dex_future_new_true ();

  return mq_conversation_finish (self);
}

/* Stops a waiting run that this program is not attached to. */
static DexFuture *
stop_suspended_fiber (MqConversation *self)
{
  dex_await (mq_conversation_attach (self), NULL);
  if (mq_open_run_get_run (self->run) != NULL)
    return mq_open_run_cancel (self->run);

  mq_conversation_change (self, MQ_CONVERSATION_END);
  return dex_future_new_true ();
}

/**
 * mq_conversation_stop:
 * @self: a conversation
 *
 * Stops model, script and render. Saved versions stay. The signal `returned` returns the messages
 * that the run did not handle.
 *
 * Returns: (transfer full): resolves to %TRUE when the run has stopped
 */
DexFuture *
mq_conversation_stop (MqConversation *self)
{
  gboolean is_suspended;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  /* One that was started for a next run does not go on, either. */
  if (self->workspace != NULL)
    mq_workspace_stop_worker (self->workspace);

  is_suspended = self->state == MQ_CONVERSATION_SUSPENDED;
  mq_conversation_change (self, MQ_CONVERSATION_STOP);
  if (mq_open_run_get_run (self->run) == NULL && is_suspended)
    return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, stop_suspended_fiber,
                                (MQ_TYPE_CONVERSATION, self));

  return mq_open_run_cancel (self->run);
}

static DexFuture *
finish_fiber (MqConversation *self)
{
  if (mq_open_run_is_suspended (self->run))
    dex_await (mq_conversation_attach (self), NULL);
  return mq_open_run_finish (self->run);
}

/* Ends the run when it has handled all messages. Returns: (transfer full): resolves to %TRUE
 * when it has ended */
DexFuture *
mq_conversation_finish (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, finish_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}

/**
 * mq_conversation_answer:
 * @self: a conversation whose run has asked
 * @question: its number
 * @requirements: those of the list that the user wants
 *
 * Returns: (transfer full): as mq_run_answer()
 */
DexFuture *
mq_conversation_answer (MqConversation *self, gint64 question, JsonArray *requirements)
{
  MqRun *run = mq_open_run_get_run (self->run);

  return run != NULL
             ? mq_run_answer (run, question, requirements)
             : dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s", _ ("The run is over"));
}

/* Shows the new budget at once, in the form of its event. */
static DexFuture *
raise_fiber (MqConversation *self)
{
  g_autoptr (JsonObject) budget = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  MqRun *run;
  GError *error = NULL;

  if (mq_open_run_is_suspended (self->run) && !dex_await (mq_conversation_attach (self), &error))
    return dex_future_new_for_error (error);
  if ((run = mq_open_run_get_run (self->run)) == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The run is finished. The next run has its own budget."));

  budget = dex_await_boxed (mq_run_raise_budget (run, MQ_TIMELINE_RAISE), &error);
  if (budget == NULL)
    return dex_future_new_for_error (error);

  event = mq_run_event_read ("budget", budget, 0);
  mq_conversation_apply (self, mq_open_run_get_id (self->run), event);
  mq_conversation_announce (self, mq_timeline_get_spending (mq_conversation_get_timeline (self)),
                            FALSE);
  return dex_future_new_true ();
}

/**
 * mq_conversation_raise_budget:
 * @self: a conversation with a run
 *
 * Multiplies the budget of the run by %MQ_TIMELINE_RAISE. The user has to send refused messages
 * again.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND when the run is
 * over
 */
DexFuture *
mq_conversation_raise_budget (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, raise_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}
