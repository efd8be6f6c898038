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
choose_best (MqConversation *self, MqVariants *variants)
{
  g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (mq_variants_get_facts (variants));
  const MqVariantFacts *best = ranked->pdata[0];
  g_autoptr (MqVersion) version = mq_version_find (self->versions, best->version);

  mq_timeline_stop_variants (mq_conversation_get_timeline (self));
  if (version != NULL && !mq_open_run_is_leaving (self->run))
    mq_conversation_set_current_version (self, version);
}

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
    choose_best (self, variants);
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
    report_failure (self, error);
  if (!is_quiet)
    mq_conversation_report_ended (self);
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

/* Sends a message that an earlier process could not send. If its run is over, returns the message
 * to the composer. */
static void
resend_message (MqConversation *self, JsonObject *unsent)
{
  g_autoptr (MqMessage) message = mq_message_read (unsent, MQ_MESSAGE_LOCAL, NULL);

  if (mq_open_run_get_run (self->run) == NULL
      || g_strcmp0 (mq_json_get_string (unsent, "run", ""), mq_open_run_get_id (self->run)) != 0)
    mq_conversation_restore_message (self, message, TRUE);
  else
    mq_conversation_refine (self, g_steal_pointer (&message));
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
    mq_open_run_expect_stop (self->run, mq_json_get_string (unsent, "id", NULL));
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
      if (mq_open_run_is_suspended (self->run))
        dex_await (mq_conversation_attach (self), NULL);
      resend_message (self, unsent);
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
  return mq_open_run_leave (self->run);
}

/* Stops the Blender of a run that waits, to free its memory. The next change starts it again. */
void
mq_conversation_stop_blender (MqConversation *self)
{
  MqRun *run = mq_open_run_get_run (self->run);

  if (run != NULL && self->state == MQ_CONVERSATION_WAITING)
    mq_run_stop_blender (run);
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
