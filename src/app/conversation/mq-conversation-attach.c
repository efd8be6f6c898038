/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The open run of a conversation: following it, its budget, its end. A conversation attaches to the
 * run of its session, whichever program started the run: this window, another one or the command
 * line. The service lists its open runs. A conversation attaches at once to a run that works, and
 * to a run that waits when the user opens the conversation or sends a message. */
#include "app/conversation/mq-conversation-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

static void
settle (DexPromise **promise, const GError *why)
{
  if (*promise != NULL && dex_future_is_pending (DEX_FUTURE (*promise)))
    dex_promise_reject (*promise, why != NULL ? g_error_copy (why)
                                              : g_error_new_literal (MQ_ERROR, MQ_ERROR_FAILED,
                                                                     _ ("No version was made")));
  dex_clear (promise);
}

static void
announce_failure (MqConversation *self, const GError *error)
{
  g_autofree char *what = g_strndup (error->message, strcspn (error->message, "\n"));
  g_autofree char *sentence = NULL;

  /* Translators: said by a screen reader; %s says why */
  sentence = g_strdup_printf (_ ("The run failed: %s"), what);
  mq_conversation_announce (self, sentence, TRUE);
}

static void
report_failure (MqConversation *self, const GError *error)
{
  announce_failure (self, error);
  if (self->workspace != NULL)
    mq_workspace_handle_error (self->workspace, error);
}

/* The variants are over: the best of them is what the user goes on with, unless they choose
 * another one. */
static void
choose_best (MqConversation *self)
{
  g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (mq_variants_get_facts (self->variants));
  const MqVariantFacts *best = ranked->pdata[0];
  g_autoptr (MqVersion) version = mq_version_find (self->versions, best->version);

  mq_timeline_stop_variants (mq_conversation_get_timeline (self));
  g_signal_handlers_disconnect_by_data (self->variants, self);
  g_clear_object (&self->variants);
  if (version != NULL && !self->is_leaving)
    mq_conversation_set_current_version (self, version);
}

/* Called when mq_run_perform() completes: resolves or rejects the pending promises, returns unsent
 * messages to the composer and sets the final state. */
static DexFuture *
run_ended (DexFuture *future, gpointer user_data)
{
  MqConversation *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = dex_future_get_value (future, &error) != NULL;
  gboolean stopped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
                     || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  /* The user knows of these already. */
  gboolean is_quiet = self->state == MQ_CONVERSATION_STOPPING
                      || (good && self->state == MQ_CONVERSATION_WAITING);
  /* Variants and the user's own script are not what Try Again would send. */
  gboolean can_send = self->variants == NULL && self->script == NULL;

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  if (self->variants != NULL)
    choose_best (self);

  settle (&self->taken, error);
  if (self->is_leaving)
    return dex_future_new_true ();

  if (self->workspace != NULL && self->session != NULL)
    mq_workspace_upload (self->workspace, self->session);
  g_free (self->over_id);
  self->over_id = g_steal_pointer (&self->run_id);
  settle (&self->script, error);
  mq_conversation_restore_queue (self);
  mq_conversation_set_draft_version (self, NULL);
  mq_conversation_change (self, good || stopped ? MQ_CONVERSATION_END : MQ_CONVERSATION_FAIL);

  mq_outbox_remove_all (self->outbox, MQ_OUTBOX_REFUSED);
  if (can_send
      && (g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN)
          || g_error_matches (error, MQ_ERROR, MQ_ERROR_TERMS)))
    mq_conversation_try_later (self);
  if (!good && !stopped)
    report_failure (self, error);
  if (!is_quiet)
    mq_conversation_report_ended (self);

  return dex_future_new_true ();
}

static void
follow (MqConversation *self, DexFuture *performing)
{
  self->is_leaving = FALSE;
  self->is_turn = FALSE;
  dex_clear (&self->going);
  self->going = dex_future_finally (performing, run_ended, g_object_ref (self), g_object_unref);
}

/* Performs the run and handles its events. @run: (transfer full): a run that was not performed
 * yet. */
void
mq_conversation_follow (MqConversation *self, MqRun *run)
{
  g_assert (self->run == NULL);

  self->run = run;
  g_signal_connect_object (run, "event", G_CALLBACK (mq_conversation_handle), self,
                           G_CONNECT_SWAPPED);
  follow (self, mq_run_perform (run));
}

/* Performs them and handles their events. @variants: (transfer full): variants that were not
 * performed yet. */
void
mq_conversation_follow_variants (MqConversation *self, MqVariants *variants)
{
  g_assert (self->run == NULL && self->variants == NULL);

  self->variants = variants;
  g_signal_connect_object (variants, "event", G_CALLBACK (mq_conversation_handle_variant), self,
                           G_CONNECT_SWAPPED);
  follow (self, mq_variants_perform (variants));
}

static gboolean
can_follow (MqConversation *self)
{
  MqWorkspace *workspace = self->workspace;

  return workspace != NULL && !mq_workspace_is_closing (workspace)
         && mq_workspace_get_library (workspace) != NULL && !mq_workspace_is_read_only (workspace)
         && self->run == NULL && self->run_id != NULL;
}

static MqRun *
make_attached (MqConversation *self, const char *run, const char *server)
{
  return mq_run_new_attached (
      mq_workspace_get_library (self->workspace), mq_workspace_get_config (self->workspace),
      mq_workspace_get_blender (self->workspace), self->session, run, server);
}

/* Whether the timeline already has the run from its record: the program that saved the record ended
 * before it could tell the service. */
static gboolean
is_recorded (MqConversation *self)
{
  return g_strcmp0 (self->recorded_id, self->run_id) == 0
         && self->state != MQ_CONVERSATION_SUSPENDED
         && !mq_conversation_state_is_busy (self->state);
}

/* Saves the record again and tells the service, without showing the run a second time. */
static void
save_record_again (MqConversation *self)
{
  g_autoptr (MqRun) run = make_attached (self, self->run_id,
                                         mq_workspace_get_server (self->workspace));

  g_free (self->over_id);
  self->over_id = g_steal_pointer (&self->run_id);
  dex_future_disown (mq_run_perform (run));
}

static DexFuture *
attach_fiber (MqConversation *self)
{
  GError *error = NULL;

  /* The earlier runs come first in the timeline. */
  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);
  if (self->run != NULL && self->is_leaving)
    dex_await (dex_ref (self->going), NULL);

  if (can_follow (self) && is_recorded (self))
    save_record_again (self);
  else if (can_follow (self))
    mq_conversation_follow (
        self, make_attached (self, self->run_id, mq_workspace_get_server (self->workspace)));
  if (self->run != NULL)
    dex_await (mq_run_wait_begun (self->run), NULL);
  return dex_future_new_true ();
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
  if (self->state == MQ_CONVERSATION_STOPPING && self->run != NULL)
    mq_run_cancel (self->run);
  return dex_future_new_true ();
}

/**
 * mq_conversation_handle_run:
 * @self: a conversation with a session
 * @run: id of an open run of the session
 * @state: its state: "running", "waiting", "done" or "failed"
 *
 * Attaches to a run that works. A run that waits is attached to when the user opens the
 * conversation or sends a message.
 */
void
mq_conversation_handle_run (MqConversation *self, const char *run, const char *state)
{
  gboolean is_waiting = g_str_equal (state, "waiting");

  /* Several open runs of one session are left by repeated crashes. The service lists them oldest
   * first, so the newest wins. */
  if (self->run != NULL || self->variants != NULL || g_hash_table_contains (self->led, run)
      || self->state == MQ_CONVERSATION_STARTING || g_strcmp0 (self->over_id, run) == 0)
    return;

  g_set_str (&self->run_id, run);
  if (is_waiting)
    mq_conversation_change (self, MQ_CONVERSATION_SUSPEND);
  else if (g_str_equal (state, "running"))
    mq_conversation_change (self, MQ_CONVERSATION_WORK);

  if (!is_waiting || self->loading != NULL)
    dex_future_disown (dex_future_finally (mq_conversation_attach (self), attached,
                                           g_object_ref (self), g_object_unref));
}

/* Sends a message that an earlier process could not send. If its run is over, returns the message
 * to the composer. */
static void
resend_message (MqConversation *self, JsonObject *unsent)
{
  g_autoptr (MqMessage) message = mq_message_read (unsent, MQ_MESSAGE_LOCAL, NULL);

  if (self->run == NULL || g_strcmp0 (mq_json_get_string (unsent, "run", ""), self->run_id) != 0)
    mq_conversation_restore_message (self, message, TRUE);
  else
    mq_conversation_refine (self, g_steal_pointer (&message));
}

/* Stops a run that the user stopped while the service did not answer. */
static void
resend_stop (MqConversation *self, JsonObject *unsent)
{
  g_autoptr (MqRun) run = make_attached (self, mq_json_get_string (unsent, "id", ""),
                                         mq_json_get_string (unsent, "server", NULL));

  mq_run_cancel (run);
  dex_future_disown (mq_run_perform (run));
}

/**
 * mq_conversation_expect_resend:
 * @self: a conversation with a session
 * @unsent: the row that mq_conversation_resend() will get
 *
 * Prevents attaching to a run that is about to be stopped.
 */
void
mq_conversation_expect_resend (MqConversation *self, JsonObject *unsent)
{
  if (mq_json_get_boolean (unsent, "stop", FALSE))
    g_set_str (&self->over_id, mq_json_get_string (unsent, "id", NULL));
}

/**
 * mq_conversation_resend:
 * @self: a conversation with a session
 * @unsent: from mq_library_load_unsent()
 *
 * Sends a request that an earlier process could not send. Awaits.
 */
void
mq_conversation_resend (MqConversation *self, JsonObject *unsent)
{
  MqRunOptions *options;

  if (mq_json_get_boolean (unsent, "stop", FALSE))
    {
      resend_stop (self, unsent);
      return;
    }

  if (!dex_await (mq_conversation_load (self), NULL))
    return;

  if (json_object_has_member (unsent, "text"))
    {
      if (self->run == NULL && self->run_id != NULL)
        dex_await (mq_conversation_attach (self), NULL);
      resend_message (self, unsent);
      dex_future_disown (mq_library_remove_unsent (mq_workspace_get_library (self->workspace),
                                                   mq_json_get_string (unsent, "id", "")));
      return;
    }

  /* The service has the run: only its answer was lost. */
  if (g_strcmp0 (self->run_id, mq_json_get_string (unsent, "id", NULL)) == 0)
    {
      if (mq_json_get_string (unsent, "server", NULL) == NULL)
        dex_future_disown (
            mq_library_remove_unsent (mq_workspace_get_library (self->workspace), self->run_id));
      return;
    }

  if (self->run != NULL || self->variants != NULL
      || mq_workspace_get_blender (self->workspace) == NULL
      || !mq_conversation_change (self, MQ_CONVERSATION_SAY))
    return;

  options = mq_run_options_from_json (unsent, self->session);
  g_set_object (&self->latest, options->base);
  g_set_str (&self->run_id, options->message->id);
  mq_conversation_follow (self, mq_run_new (mq_workspace_get_library (self->workspace),
                                            mq_workspace_get_config (self->workspace),
                                            mq_workspace_get_blender (self->workspace), options));
}

/**
 * mq_conversation_leave:
 * @self: a conversation
 *
 * Detaches from the run, so that another client can lead it.
 *
 * Returns: (transfer full): resolves to %TRUE when the run is not followed any more
 */
DexFuture *
mq_conversation_leave (MqConversation *self)
{
  if (self->run == NULL && self->variants == NULL)
    return dex_future_new_true ();

  self->is_leaving = TRUE;
  if (self->variants != NULL)
    mq_variants_detach (self->variants);
  else
    mq_run_detach (self->run);
  return mq_fiber_forget_error (dex_ref (self->going));
}

/* Stops the Blender of a run that waits, to free its memory. The next change starts it again. */
void
mq_conversation_stop_blender (MqConversation *self)
{
  if (self->run != NULL && self->state == MQ_CONVERSATION_WAITING)
    mq_run_stop_blender (self->run);
}

/**
 * mq_conversation_finish_waiting:
 * @self: a conversation
 *
 * Returns: (transfer full): resolves when its run is finished, if it only waits for the user and no
 *   other program leads it; else at once
 */
DexFuture *
mq_conversation_finish_waiting (MqConversation *self)
{
  if (self->state != MQ_CONVERSATION_WAITING || self->run == NULL || !mq_run_is_leading (self->run))
    return dex_future_new_true ();

  return mq_conversation_finish (self);
}

static gboolean
on_suspend (gpointer user_data)
{
  MqConversation *self = user_data;

  self->suspend_source = 0;
  if (self->run != NULL && mq_run_is_leading (self->run))
    dex_future_disown (mq_conversation_finish (self));
  else
    mq_conversation_stop_blender (self);
  return G_SOURCE_REMOVE;
}

/* Starts or stops the timer after which a run that waits is finished: the next change starts
 * another one. Of a run that another program leads, only our Blender is stopped. */
void
mq_conversation_watch_waiting (MqConversation *self)
{
  int minutes;

  g_clear_handle_id (&self->suspend_source, g_source_remove);
  if (self->state != MQ_CONVERSATION_WAITING || self->run == NULL || self->workspace == NULL)
    return;

  minutes = mq_config_get_int (mq_workspace_get_config (self->workspace),
                               MQ_CONFIG_LIMITS_IDLE_MINUTES);
  self->suspend_source = g_timeout_add_seconds (60 * (guint)minutes, on_suspend, self);
}

/* Stops a waiting run that this program is not attached to. */
static DexFuture *
stop_suspended_fiber (MqConversation *self)
{
  dex_await (mq_conversation_attach (self), NULL);
  if (self->run != NULL)
    {
      mq_run_cancel (self->run);
      return dex_ref (self->going);
    }

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
  if (self->run == NULL && is_suspended)
    return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, stop_suspended_fiber,
                                (MQ_TYPE_CONVERSATION, self));
  if (self->variants != NULL)
    {
      mq_variants_cancel (self->variants);
      return dex_ref (self->going);
    }
  if (self->run == NULL)
    return dex_future_new_true ();

  mq_run_cancel (self->run);
  return dex_ref (self->going);
}

static DexFuture *
finish_fiber (MqConversation *self)
{
  GError *error = NULL;

  if (self->run == NULL && self->run_id != NULL)
    dex_await (mq_conversation_attach (self), NULL);
  if (self->run == NULL)
    return dex_future_new_true ();

  if (!dex_await (mq_run_finish (self->run), &error))
    return dex_future_new_for_error (error);

  return self->going != NULL ? dex_ref (self->going) : dex_future_new_true ();
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

/* Shows the new budget at once, in the form of its event. */
static DexFuture *
raise_fiber (MqConversation *self)
{
  g_autoptr (JsonObject) budget = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  GError *error = NULL;

  if (self->run == NULL && self->run_id != NULL
      && !dex_await (mq_conversation_attach (self), &error))
    return dex_future_new_for_error (error);
  if (self->run == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The run is finished. The next run has its own budget."));

  budget = dex_await_boxed (mq_run_raise_budget (self->run, MQ_TIMELINE_RAISE), &error);
  if (budget == NULL)
    return dex_future_new_for_error (error);

  event = mq_run_event_read ("budget", budget, 0);
  mq_conversation_apply (self, self->run_id, event);
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
