/* The desk's conversations: one a session, the last worked on first, the same object for as long as
 * the desk is there. */
#include "app/desk/mq-desk-private.h"

#include "app/desk/mq-conversation-private.h"
#include "common/mq-error.h"

#include <glib/gi18n.h>

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = mq_conversation_get_updated ((MqConversation *)a);
  gint64 second = mq_conversation_get_updated ((MqConversation *)b);

  return first > second ? -1 : first < second;
}

void
mq_desk_note_session (MqDesk *self, MqConversation *conversation)
{
  g_hash_table_insert (self->by_session, mq_conversation_get_session (conversation), conversation);
}

/* Those of sessions that came since, from this process or another. */
void
mq_desk_fill_list (MqDesk *self)
{
  GListModel *sessions = mq_library_get_sessions (self->library);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);
      MqConversation *conversation;

      if (g_hash_table_contains (self->by_session, session))
        continue;

      conversation = mq_conversation_new (self, session);
      conversation->listed = TRUE;
      g_ptr_array_add (added, conversation);
    }

  if (added->len == 0)
    return;

  g_ptr_array_sort_values_with_data (added, compare, NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->conversations)) == 0)
    g_list_store_splice (self->conversations, 0, 0, added->pdata, added->len);
  else
    for (guint i = 0; i < added->len; i++)
      g_list_store_insert_sorted (self->conversations, added->pdata[i], compare, NULL);
}

/**
 * mq_desk_list_conversation:
 * @self: a desk
 * @conversation: one of its conversations
 *
 * Something was said in it: it is in the list from now on.
 */
void
mq_desk_list_conversation (MqDesk *self, MqConversation *conversation)
{
  if (conversation->listed)
    {
      mq_desk_place_conversation (self, conversation);
      return;
    }

  conversation->listed = TRUE;
  g_list_store_insert_sorted (self->conversations, conversation, compare, NULL);
}

/**
 * mq_desk_place_conversation:
 * @self: a desk
 * @conversation: one that something happened in
 *
 * Moves it to where it belongs by time, in one change of the list, so that a selection stays.
 */
void
mq_desk_place_conversation (MqDesk *self, MqConversation *conversation)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  g_autoptr (GPtrArray) items = NULL;
  guint from, to;

  if (!g_list_store_find (self->conversations, conversation, &from))
    return;

  for (to = 0; to < from; to++)
    {
      g_autoptr (MqConversation) other = g_list_model_get_item (list, to);

      if (compare (conversation, other, NULL) <= 0)
        break;
    }

  if (to == from)
    return;

  items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (items, g_object_ref (conversation));
  for (guint i = to; i < from; i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  g_list_store_splice (self->conversations, to, items->len, items->pdata, items->len);
}

/**
 * mq_desk_start_conversation:
 * @self: a desk
 *
 * Returns: (transfer full): a new one; it enters the list with its first message
 */
MqConversation *
mq_desk_start_conversation (MqDesk *self)
{
  g_return_val_if_fail (MQ_IS_DESK (self), NULL);

  return mq_conversation_new (self, NULL);
}

/**
 * mq_desk_find_conversation:
 * @self: a desk
 * @session: a session's id
 *
 * Returns: (transfer none) (nullable): its conversation
 */
MqConversation *
mq_desk_find_conversation (MqDesk *self, const char *session)
{
  GListModel *list;

  g_return_val_if_fail (MQ_IS_DESK (self), NULL);
  g_return_val_if_fail (session != NULL, NULL);

  list = G_LIST_MODEL (self->conversations);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (list, i);
      MqSession *its = mq_conversation_get_session (item);

      if (its != NULL && g_str_equal (mq_session_get_id (its), session))
        return item; /* the list holds it */
    }

  return NULL;
}

static void
move (GListStore *from, GListStore *to, MqConversation *conversation)
{
  guint position;

  if (!g_list_store_find (from, conversation, &position))
    return;

  g_object_ref (conversation);
  g_list_store_remove (from, position);
  g_list_store_insert_sorted (to, conversation, compare, NULL);
  g_object_unref (conversation);
}

/**
 * mq_desk_remove_conversation:
 * @self: a desk
 * @conversation: one in the list
 *
 * Takes it out of the list at once; what is at work in it is stopped.
 *
 * Returns: (transfer full): resolves to %TRUE when that is written down
 */
DexFuture *
mq_desk_remove_conversation (MqDesk *self, MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  move (self->conversations, self->removed, conversation);
  return mq_conversation_stop (conversation);
}

/**
 * mq_desk_restore_conversation:
 * @self: a desk
 * @conversation: one that was removed
 *
 * Returns: (transfer full): resolves to %TRUE when it is as it was
 */
DexFuture *
mq_desk_restore_conversation (MqDesk *self, MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  move (self->removed, self->conversations, conversation);
  return dex_future_new_true ();
}
