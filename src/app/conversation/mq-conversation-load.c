/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads the records of a conversation's finished runs from the library. */
#include "app/conversation/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

/* Events applied in a row, so that the main loop is not blocked. */
#define SLICE 100

/* Whether the library has a message that was not sent yet. Awaits. */
static gboolean
has_unsent (MqConversation *self)
{
  g_autoptr (JsonArray) unsent
      = dex_await_boxed (mq_library_load_unsent (mq_workspace_get_library (self->workspace)), NULL);
  const char *session = mq_session_get_id (self->session);

  for (guint i = 0; unsent != NULL && i < json_array_get_length (unsent); i++)
    if (g_str_equal (mq_json_get_string (mq_json_element_object (unsent, i), "session", ""),
                     session))
      return TRUE;

  return FALSE;
}

/* Without a record and without a run at the service (its journal was lost): shows the prompt, the
 * saved versions and a notice. Awaits. */
static void
show_remains (MqConversation *self)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  const char *prompt = mq_session_get_prompt (self->session);
  gint64 time = mq_session_get_created (self->session) * G_USEC_PER_SEC;
  g_autoptr (MqRunEvent) lost = NULL;

  dex_await (mq_workspace_wait_runs (self->workspace), NULL);
  if (self->workspace == NULL || self->run_id != NULL || self->run != NULL || has_unsent (self)
      || mq_conversation_state_is_busy (self->state))
    return;

  if (*prompt != '\0')
    mq_timeline_add_message (timeline, NULL, "user", prompt, NULL, FALSE, time);
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

static void
apply_stored (MqConversation *self, const MqLibraryEvent *entry)
{
  mq_conversation_apply (self, entry->run, entry->event);
  if (entry->event->kind != MQ_EVENT_ENDED)
    return;

  g_set_str (&self->recorded_id, entry->run);
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
    show_remains (self);
  mq_conversation_update_queue (self);
  return dex_future_new_true ();
}

/**
 * mq_conversation_load_runs:
 * @self: a conversation
 * @runs: ids of runs whose record the library has got from elsewhere
 *
 * Adds them to the timeline if that is filled already. One with an open run shows them at the next
 * start. Awaits.
 */
void
mq_conversation_load_runs (MqConversation *self, const char *const *runs)
{
  g_autoptr (GPtrArray) events = NULL;

  if (self->loading == NULL || !dex_future_is_resolved (self->loading) || self->run_id != NULL
      || self->run != NULL || self->variants != NULL || self->workspace == NULL)
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

  if (self->run_id != NULL && self->run == NULL)
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
  if (self->loading == NULL
      && (self->session == NULL || self->run != NULL || self->variants != NULL))
    self->loading = dex_future_new_true ();
  if (self->loading == NULL)
    self->loading = dex_future_then (
        mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, load_fiber, (MQ_TYPE_CONVERSATION, self)),
        loaded, g_object_ref (self), g_object_unref);

  return dex_ref (self->loading);
}
