/* How the workspace shows what other processes do in the library, such as the command line's runs: when it
 * is asked to, and of its own accord for as long as one of them is at work. */
#include "app/workspace/mq-workspace-private.h"

#include "app/workspace/mq-conversation-private.h"
#include "common/mq-fiber.h"

#define FOLLOW_SECONDS 2

static gboolean
on_follow (gpointer user_data)
{
  MqWorkspace *self = user_data;

  self->follow_source = 0;
  dex_future_disown (mq_workspace_refresh (self));
  return G_SOURCE_REMOVE;
}

/**
 * mq_workspace_watch_library:
 * @self: a workspace
 *
 * Looks again soon if another process is at work on something that is in the list.
 */
void
mq_workspace_watch_library (MqWorkspace *self)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  gboolean behind = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (list) && !behind; i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (list, i);

      behind = mq_conversation_is_behind (conversation);
    }

  if (behind && !self->closing && self->follow_source == 0)
    self->follow_source = g_timeout_add_seconds (FOLLOW_SECONDS, on_follow, self);
}

static DexFuture *
refresh_fiber (gpointer user_data)
{
  MqWorkspace *self = user_data;
  g_autoptr (GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *list = G_LIST_MODEL (self->conversations);
  gboolean cut_off = FALSE;
  GError *error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (list, i);

      conversation->unchanged = TRUE;
    }

  if (!dex_await (mq_library_refresh (self->library), &error))
    {
      mq_workspace_watch_library (self);
      return dex_future_new_for_error (error);
    }

  mq_workspace_fill_list (self);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (conversations, g_list_model_get_item (list, i));

  for (guint i = 0; i < conversations->len; i++)
    {
      cut_off |= mq_conversation_apply_stage (conversations->pdata[i]);
      mq_conversation_reload (conversations->pdata[i]);
    }

  if (cut_off && self->opening != NULL && !dex_future_is_pending (self->opening))
    mq_workspace_resume_runs (self);
  mq_workspace_watch_library (self);
  return dex_future_new_true ();
}

/**
 * mq_workspace_refresh:
 * @self: a workspace
 *
 * Shows what other processes did in the library, such as the command line's runs. While one of them
 * is at work on something in the list, the workspace looks again every two seconds.
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

  if (self->refreshing == NULL || !dex_future_is_pending (self->refreshing))
    {
      dex_clear (&self->refreshing);
      self->refreshing = mq_fiber_spawn (NULL, MQ_WORKSPACE_STACK, refresh_fiber,
                                         g_object_ref (self), g_object_unref);
    }

  return dex_ref (self->refreshing);
}
