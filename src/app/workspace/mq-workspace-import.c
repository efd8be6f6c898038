/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a session from a file into the workspace's list. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

/* A conversation that was deleted a moment ago, and whose files are still there. */
static MqConversation *
find_removed (MqWorkspace *self, const char *session)
{
  GListModel *removed = G_LIST_MODEL (self->removed);

  for (guint i = 0; i < g_list_model_get_n_items (removed); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (removed, i);
      MqSession *its = mq_conversation_get_session (item);

      if (its != NULL && g_str_equal (mq_session_get_id (its), session))
        return g_steal_pointer (&item);
    }

  return NULL;
}

static DexFuture *
show_fiber (MqWorkspace *self, const MqMergeResult *result)
{
  g_autoptr (MqConversation) removed = find_removed (self, result->session);
  MqConversation *conversation;

  if (removed != NULL)
    dex_await (mq_workspace_restore_conversation (self, removed), NULL);
  mq_workspace_fill_list (self);
  if (!(conversation = mq_workspace_find_conversation (self, result->session)))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("The library is not open"));

  mq_conversation_load_runs (conversation, (const char *const *)result->runs);
  return dex_future_new_for_object (conversation);
}

/**
 * mq_workspace_show_merged:
 * @self: a workspace that is open
 * @result: what was merged into its library
 *
 * Returns: (transfer full): resolves to the session's #MqConversation when it is in the list
 */
DexFuture *
mq_workspace_show_merged (MqWorkspace *self, const MqMergeResult *result)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (result != NULL);

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, show_fiber, (MQ_TYPE_WORKSPACE, self),
                              (MQ_TYPE_MERGE_RESULT, result));
}

static DexFuture *
import_fiber (MqWorkspace *self, const char *path)
{
  g_autoptr (MqMergeResult) result = NULL;
  GError *error = NULL;

  if (self->library == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_READ_ONLY, _ ("The library is not open"));
  if (!(result = dex_await_boxed (mq_share_import (self->library, path, NULL), &error)))
    return dex_future_new_for_error (error);

  dex_await (mq_workspace_show_merged (self, result), NULL);
  return dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, g_steal_pointer (&result));
}

/**
 * mq_workspace_import:
 * @self: a workspace that is open
 * @path: a file of mq_share_save(), which a stranger may have made
 *
 * Returns: (transfer full): resolves to an #MqMergeResult when the session is in the list; rejects
 *   as mq_share_import() does
 */
DexFuture *
mq_workspace_import (MqWorkspace *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, import_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, path));
}
