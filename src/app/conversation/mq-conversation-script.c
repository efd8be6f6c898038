/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes versions of scripts that the user edited, and of what they changed by hand in the Blender
 * that is open. */
#include "app/conversation/mq-conversation-private.h"

#include "app/timeline/mq-timeline.h"
#include "app/workspace/mq-workspace-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

static DexFuture *
script_fiber (gpointer user_data)
{
  MqConversationRequest *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);

  if (self->workspace == NULL || mq_conversation_state_is_busy (self->state))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));

  request->version = dex_promise_new ();
  mq_conversation_touch (self);
  mq_workspace_list_conversation (self->workspace, self);

  if (!mq_conversation_begin (request, "script", &error))
    return dex_future_new_for_error (error);

  return dex_ref (DEX_FUTURE (request->version));
}

/**
 * mq_conversation_run_script:
 * @self: a conversation whose run does not work
 * @script: the user's own
 * @base: (nullable): the version that the new one is based on
 * @words: (nullable): the message that the timeline shows; %NULL: "Edited script"
 *
 * Checks, runs, measures and renders the script unchanged.
 *
 * Returns: (transfer full): resolves to the #MqVersion; rejects with the error of the script, see
 *   mq_conversation_get_fault_line(), or with %MQ_ERROR_CONFLICT while a run works
 */
DexFuture *
mq_conversation_run_script (MqConversation *self, const char *script, MqVersion *base,
                            const char *words)
{
  MqConversationRequest *request;
  MqMessage *message;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (script != NULL);
  dex_return_error_if_fail (base == NULL || MQ_IS_KEPT_VERSION (base));

  /* Translators: what the conversation says when the user runs the script that they edited */
  message = mq_message_new (words != NULL ? words : _ ("Edited script"), NULL);
  request = mq_conversation_request_new (self, message);
  request->script = g_strdup (script);
  g_set_object (&request->base, base);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, script_fiber, request,
                         mq_conversation_request_free);
}

/* Makes a version of what was taken from Blender; see mq_conversation_run_script(). */
static DexFuture *
run_hand_edit (MqConversation *self, MqHandEdit *hand_edit)
{
  MqConversationRequest *request = mq_conversation_request_new (
      self, mq_message_new (mq_hand_edit_get_summary (hand_edit), NULL));

  request->script = g_strdup (mq_hand_edit_get_script (hand_edit));
  request->hand_edit = g_object_ref (hand_edit);
  g_set_object (&request->base, mq_hand_edit_get_base (hand_edit));
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, script_fiber, request,
                         mq_conversation_request_free);
}

static gboolean
check_idle (MqConversation *self, GError **error)
{
  if (self->session != NULL && !mq_conversation_state_is_busy (self->state))
    return mq_conversation_check_workspace (self, error);

  return mq_fail (error, MQ_ERROR_CONFLICT,
                  _ ("Wait for the current run to finish, or stop it first"));
}

static void
show_unpacked (MqConversation *self, MqHandEdit *hand_edit)
{
  g_autofree char *words = mq_hand_edit_describe_unpacked (hand_edit);
  g_auto (GStrv) lines = words != NULL ? g_strsplit (words, "\n", 2) : NULL;

  if (lines != NULL)
    mq_timeline_add_notice (mq_conversation_get_timeline (self), "warning", "unpacked", lines[0],
                            lines[1], g_get_real_time ());
}

static DexFuture *
take_fiber (MqConversation *self)
{
  g_autoptr (MqHandEdit) hand_edit = NULL;
  MqWorkerSettings settings;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error) || !check_idle (self, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    return dex_future_new_for_error (error);

  hand_edit = dex_await_object (
      mq_hand_edit_fetch (mq_workspace_get_library (self->workspace), &settings, self->session),
      &error);
  if (hand_edit == NULL)
    return dex_future_new_for_error (error);

  show_unpacked (self, hand_edit);
  return run_hand_edit (self, hand_edit);
}

/**
 * mq_conversation_take_from_blender:
 * @self: a conversation whose run does not work
 *
 * Makes a version of what the user changed by hand in the Blender that is open.
 *
 * Returns: (transfer full): resolves to the #MqVersion; rejects like mq_hand_edit_fetch(), or with
 *   %MQ_ERROR_CONFLICT while a run works
 */
DexFuture *
mq_conversation_take_from_blender (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, take_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}
