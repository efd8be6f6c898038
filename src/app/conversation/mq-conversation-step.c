/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo, redo and going back to a version, by words, by keys or by a button: the version becomes the
 * current one at once, without a team and without Blender. The timeline shows it, and the library
 * keeps it. A version that is measured again is such a step without a run, too. */
#include "app/conversation/mq-conversation-private.h"

#include "client/executor/mq-measure-again.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

/* A run that waits has another version; the next change begins one from the current version. It is
 * finished first, so that the records are in order. Awaits. */
static void
save (MqConversation *self, const char *words, MqRunEvent *event)
{
  MqLibrary *library;
  g_autoptr (GError) error = NULL;

  if (mq_conversation_state_is_turn (self->state)
      && !dex_await (mq_conversation_finish (self), &error))
    g_info ("The run that waits could not be finished: %s", error->message);
  if (self->workspace == NULL || (library = mq_workspace_get_library (self->workspace)) == NULL)
    return;

  g_clear_error (&error);
  if (dex_await (mq_library_save_step (library, self->session, words, event), &error))
    mq_workspace_upload (self->workspace, self->session);
  else
    g_message ("A step between versions could not be saved: %s", error->message);
}

static MqRunEvent *
make_notice (const GError *error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_NOTICE);

  event->notice.level = MQ_NOTICE_LEVEL_INFO;
  event->notice.code = g_strdup ("no-version");
  event->notice.text = g_strdup (error->message);
  return event;
}

static MqRunEvent *
make_current (guint number, guint from)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_CURRENT);

  event->current.version = number;
  event->current.from = from;
  return event;
}

/* Finds the version and makes it the current one. @words: (nullable): as the user wrote them */
static MqRunEvent *
carry_out (MqConversation *self, const MqVersionStep *step, const char *words, GError **error)
{
  MqVersion *before = mq_conversation_get_current_version (self);
  guint from = before != NULL ? mq_version_get_number (before) : 0;
  guint number = mq_version_history_find (self->history, step, from, self->versions, error);
  g_autoptr (MqVersion) version = mq_version_find (self->versions, number);
  g_autoptr (MqRunEvent) event = version != NULL ? make_current (number, from)
                                 : words != NULL ? make_notice (*error)
                                                 : NULL;

  if (event == NULL)
    return NULL;

  event->time = g_get_real_time ();
  if (words != NULL)
    mq_timeline_add_message (mq_conversation_get_timeline (self), mq_message_new (words, NULL),
                             "user", FALSE, event->time);
  mq_conversation_apply (self, NULL, event);
  if (version != NULL)
    mq_conversation_set_current_version (self, version);
  mq_conversation_touch (self);
  return g_steal_pointer (&event);
}

/* @words: (nullable): the message that asks for it, which the timeline shows. Awaits. Returns:
 * (transfer full): as mq_conversation_step(); with @words, resolves also when there is no such
 * version: the timeline says so */
DexFuture *
mq_conversation_take_step (MqConversation *self, int kind, guint number, const char *words)
{
  const MqVersionStep step = { (MqVersionStepKind)kind, number };
  g_autoptr (MqRunEvent) event = NULL;
  g_autofree char *sentence = NULL;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);
  if (self->session == NULL || mq_open_run_get_variants (self->run) != NULL
      || mq_conversation_state_is_busy (self->state))
    {
      error = g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                   _ ("Wait for the current run to finish, or stop it first"));
      if (words != NULL)
        {
          g_autoptr (MqMessage) message = mq_message_new (words, NULL);

          mq_conversation_restore_message (self, message, FALSE);
          mq_conversation_report_refused (self, error);
        }
      return dex_future_new_for_error (error);
    }

  event = carry_out (self, &step, words, &error);
  if (event == NULL)
    return dex_future_new_for_error (error);

  /* Translators: said by a screen reader, after undo and redo */
  sentence = event->kind == MQ_EVENT_CURRENT
                 ? g_strdup_printf (_ ("Back to version %u"), (guint)event->current.version)
                 : g_strdup (event->notice.text);
  mq_conversation_announce (self, sentence, FALSE);
  g_clear_error (&error);
  save (self, words, event);
  return dex_future_new_true ();
}

/**
 * mq_conversation_step:
 * @self: a conversation
 * @kind: undo, redo, or to a version
 * @number: of the version, for %MQ_VERSION_STEP_TO
 *
 * Makes another version the current one, as a step that can be undone itself. No team and no
 * Blender take part.
 *
 * Returns: (transfer full): resolves to %TRUE when that is saved; rejects with %MQ_ERROR_NOT_FOUND
 *   and a sentence for the user when there is no such version, and with %MQ_ERROR_CONFLICT while a
 *   run works
 */
DexFuture *
mq_conversation_step (MqConversation *self, MqVersionStepKind kind, guint number)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, mq_conversation_take_step,
                              (MQ_TYPE_CONVERSATION, self), (G_TYPE_INT, (int)kind),
                              (G_TYPE_UINT, number), (G_TYPE_STRING, (const char *)NULL));
}

static DexFuture *
measure_fiber (MqConversation *self, MqVersion *version)
{
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  g_autoptr (MqRunEvent) event = NULL;
  MqWorkerSettings settings;
  GError *error = NULL;

  if (library == NULL || self->session == NULL)
    return dex_future_new_false ();
  if (!mq_workspace_read_worker_settings (self->workspace, &settings, &error)
      || !(event = dex_await_boxed (mq_measure_again (library, self->session, version, &settings),
                                    &error)))
    return dex_future_new_for_error (error);

  mq_conversation_apply (self, NULL, event);
  mq_conversation_touch (self);
  if (self->workspace != NULL)
    mq_workspace_upload (self->workspace, self->session);
  return dex_future_new_true ();
}

/**
 * mq_conversation_measure_again:
 * @version: one of its versions
 *
 * Measures the version again; the timeline and the library get what was found.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_measure_again()
 */
DexFuture *
mq_conversation_measure_again (MqConversation *self, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, measure_fiber,
                              (MQ_TYPE_CONVERSATION, self), (MQ_TYPE_VERSION, version));
}
