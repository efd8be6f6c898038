/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The open runs of the service, whichever program started them: each conversation is told of its
 * run. Also refreshes the list after other programs changed the library. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

/* The time until a lost service is connected to again. */
#define RECONNECT_MS 200

/* Refreshes the library if needed: another program may have created the session. Awaits. */
static MqConversation *
find_conversation (MqWorkspace *self, const char *session)
{
  MqConversation *conversation = mq_workspace_find_conversation (self, session);

  if (conversation == NULL && g_hash_table_lookup (self->by_session, session) == NULL)
    {
      dex_await (mq_workspace_refresh (self), NULL);
      conversation = mq_workspace_find_conversation (self, session);
    }

  return conversation;
}

/* A run that is over but still listed matters only in the first list: the program that led it
 * crashed before it saved the record. */
static gboolean
is_of_interest (MqWorkspace *self, const char *state)
{
  return g_str_equal (state, "running") || g_str_equal (state, "waiting")
         || !mq_workspace_knows_runs (self);
}

static void
foreach_unsent (MqWorkspace *self, void (*func) (MqConversation *conversation, JsonObject *unsent))
{
  for (guint i = 0;
       self->unsent != NULL && i < json_array_get_length (self->unsent) && !self->closing; i++)
    {
      JsonObject *unsent = mq_json_element_object (self->unsent, i);
      MqConversation *conversation
          = mq_workspace_find_conversation (self, mq_json_get_string (unsent, "session", ""));

      if (conversation != NULL)
        func (conversation, unsent);
    }
}

static DexFuture *
handle_runs_fiber (MqWorkspace *self, JsonArray *runs, DexFuture *before)
{
  gboolean has_unsent;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);
  if (!self->closing)
    dex_await (mq_workspace_wait_open (self), NULL);
  /* Only with the first list of runs, which may come late. */
  if ((has_unsent = self->unsent != NULL))
    foreach_unsent (self, mq_conversation_expect_resend);
  for (guint i = 0; i < json_array_get_length (runs) && !self->closing; i++)
    {
      JsonObject *run = mq_json_element_object (runs, i);
      const char *state = mq_json_get_string (run, "state", "");
      MqConversation *conversation;

      if (self->library == NULL || !is_of_interest (self, state))
        continue;

      conversation = find_conversation (self, mq_json_get_string (run, "session", ""));
      if (conversation != NULL)
        mq_conversation_handle_run (conversation, mq_json_get_string (run, "id", ""), state);
    }

  mq_workspace_note_runs_known (self);
  if (has_unsent)
    foreach_unsent (self, mq_conversation_resend);
  g_clear_pointer (&self->unsent, json_array_unref);
  return dex_future_new_true ();
}

static gboolean
on_reconnect (gpointer user_data)
{
  MqWorkspace *self = user_data;

  self->reconnect_source = 0;
  mq_workspace_connect (self);
  return G_SOURCE_REMOVE;
}

/* Calls mq_workspace_connect() after @delay, unless that is going to happen already. @delay: ms. */
void
mq_workspace_connect_later (MqWorkspace *self, guint delay)
{
  if (self->reconnect_source == 0 && !self->closing)
    self->reconnect_source = g_timeout_add (delay, on_reconnect, self);
}

/* Tells each conversation about its run. @runs: (nullable): the open runs of the service; %NULL:
 * it was lost. */
void
mq_workspace_handle_runs (MqWorkspace *self, JsonArray *runs)
{
  g_autoptr (DexFuture) before = NULL;

  if (self->closing)
    return;

  if (runs == NULL)
    {
      dex_future_disown (mq_workspace_close_connection (self));
      mq_workspace_connect_later (self, RECONNECT_MS);
      return;
    }

  before = g_steal_pointer (&self->handling);
  self->handling = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, handle_runs_fiber,
                                        (MQ_TYPE_WORKSPACE, self), (JSON_TYPE_ARRAY, runs),
                                        (DEX_TYPE_FUTURE, before));
}

/* Resolves mq_workspace_wait_runs(): the service has listed its runs, or cannot be reached. */
void
mq_workspace_note_runs_known (MqWorkspace *self)
{
  if (!mq_workspace_knows_runs (self))
    dex_promise_resolve_boolean (self->runs_known, TRUE);
}

/**
 * mq_workspace_wait_runs:
 * @self: a workspace
 *
 * Returns: (transfer full): resolves to %TRUE when the service has listed its runs, or cannot be
 *   reached
 */
DexFuture *
mq_workspace_wait_runs (MqWorkspace *self)
{
  return dex_ref (DEX_FUTURE (self->runs_known));
}

/**
 * mq_workspace_knows_runs:
 * @self: a workspace
 *
 * Returns: whether mq_workspace_wait_runs() has resolved
 */
gboolean
mq_workspace_knows_runs (MqWorkspace *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->runs_known));
}

static DexFuture *
refresh_fiber (MqWorkspace *self)
{
  GError *error = NULL;

  if (!dex_await (mq_library_refresh (self->library), &error))
    return dex_future_new_for_error (error);

  mq_workspace_fill_list (self);
  return dex_future_new_true ();
}

/**
 * mq_workspace_refresh:
 * @self: a workspace
 *
 * Updates the list with sessions that other programs, such as the command line, have changed.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_workspace_refresh (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  if (self->library == NULL)
    return mq_workspace_open (self);
  if (self->closing)
    return dex_future_new_true ();

  /* Signed in on the command line, or given more runs. */
  if (mq_service_account_get_state (self->account) == MQ_ACCOUNT_SIGNED_OUT
      || mq_service_account_get_runs_left (self->account) == 0)
    dex_future_disown (mq_service_account_load (self->account));

  if (self->refreshing == NULL || !dex_future_is_pending (self->refreshing))
    {
      dex_clear (&self->refreshing);
      self->refreshing = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, refresh_fiber,
                                              (MQ_TYPE_WORKSPACE, self));
    }

  return dex_ref (self->refreshing);
}
