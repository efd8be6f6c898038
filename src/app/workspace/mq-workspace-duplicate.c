/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of its own from the current version of another one. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

static DexFuture *
duplicate_fiber (MqConversation *conversation)
{
  MqWorkspace *workspace = conversation->workspace;
  MqVersion *version = mq_conversation_get_current_version (conversation);
  g_autofree char *title = NULL;
  g_autoptr (MqSession) copy = NULL;
  MqConversation *found;
  GError *error = NULL;

  if (workspace == NULL || mq_workspace_get_library (workspace) == NULL || version == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  _ ("There is no version to duplicate"));

  /* Translators: the title of a copy of a session; %s is that of the session */
  title = g_strdup_printf (_ ("%s (copy)"), mq_conversation_get_title (conversation));
  copy = dex_await_object (mq_library_branch (mq_workspace_get_library (workspace),
                                              mq_conversation_get_session (conversation), version,
                                              title),
                           &error);
  if (copy == NULL)
    return dex_future_new_for_error (error);

  mq_workspace_fill_list (workspace);
  found = mq_workspace_find_conversation (workspace, mq_session_get_id (copy));
  return found != NULL
             ? dex_future_new_take_object (g_object_ref (found))
             : dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s", mq_session_get_id (copy));
}

/**
 * mq_workspace_duplicate:
 * @conversation: a conversation with a version
 *
 * Starts a session of its own with a copy of the version that the next change would go to.
 *
 * Returns: (transfer full): resolves to the new #MqConversation; rejects as mq_library_branch()
 */
DexFuture *
mq_workspace_duplicate (MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, duplicate_fiber,
                              (MQ_TYPE_CONVERSATION, conversation));
}
