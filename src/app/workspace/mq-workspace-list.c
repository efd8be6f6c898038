/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace's conversations, last changed first. Each session has one MqConversation for the
 * life of the workspace. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = mq_conversation_get_updated ((MqConversation *)a);
  gint64 second = mq_conversation_get_updated ((MqConversation *)b);

  return first > second ? -1 : first < second;
}

static gboolean
is_in (GListStore *list, MqConversation *conversation)
{
  return g_list_store_find (list, conversation, NULL);
}

static void
take_from (GListStore *list, MqConversation *conversation)
{
  guint position;

  if (g_list_store_find (list, conversation, &position))
    g_list_store_remove (list, position);
}

/**
 * mq_workspace_unregister_session:
 * @self: a workspace
 * @conversation: one of its conversations, which may be being disposed
 *
 * Removes the conversation from the index of sessions.
 */
void
mq_workspace_unregister_session (MqWorkspace *self, MqConversation *conversation)
{
  const char *id = conversation->session != NULL ? mq_session_get_id (conversation->session) : NULL;

  if (id != NULL && g_hash_table_lookup (self->by_session, id) == conversation)
    g_hash_table_remove (self->by_session, id);
}

static void
forget (MqWorkspace *self, MqConversation *conversation)
{
  g_autoptr (MqConversation) held = g_object_ref (conversation);

  mq_workspace_unregister_session (self, held);
  take_from (self->conversations, held);
  take_from (self->removed, held);
}

/**
 * mq_workspace_register_session:
 * @self: a workspace
 * @conversation: a conversation with a session
 *
 * Adds the conversation to the index of sessions.
 */
void
mq_workspace_register_session (MqWorkspace *self, MqConversation *conversation)
{
  const char *id = mq_session_get_id (mq_conversation_get_session (conversation));
  MqConversation *other = g_hash_table_lookup (self->by_session, id);

  if (other != NULL && other != conversation)
    forget (self, other);
  g_hash_table_replace (self->by_session, g_strdup (id), conversation);
}

/* Inserts a conversation unless it is listed or removed. Nothing else inserts, so each session is
 * listed once. */
static void
enter (MqWorkspace *self, MqConversation *conversation)
{
  if (is_in (self->conversations, conversation) || is_in (self->removed, conversation))
    return;

  if (mq_conversation_get_session (conversation) != NULL)
    mq_workspace_register_session (self, conversation);
  g_list_store_insert_sorted (self->conversations, conversation, compare, NULL);
}

/* Drops the conversations whose sessions another process deleted. */
static void
drop_gone (MqWorkspace *self, GListModel *sessions)
{
  g_autoptr (GHashTable) there = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      g_hash_table_add (there, session);
    }

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i > 0; i--)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (G_LIST_MODEL (self->conversations),
                                                               i - 1);

      if (item->session == NULL || item->run != NULL || item->variants != NULL
          || g_hash_table_contains (there, item->session))
        continue;

      forget (self, item);
    }
}

/* Updates the list from the library: adds new sessions and drops deleted ones. */
void
mq_workspace_fill_list (MqWorkspace *self)
{
  GListModel *sessions = mq_library_get_sessions (self->library);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);
      MqConversation *conversation;

      /* A session created in this process gets its conversation from the event `session` of its
       * run, which may still be on its way. */
      if (mq_session_is_made_here (session)
          || g_hash_table_contains (self->by_session, mq_session_get_id (session)))
        continue;

      conversation = mq_conversation_new (self, session);
      g_ptr_array_add (added, conversation);
    }

  drop_gone (self, sessions);
  if (added->len == 0)
    return;

  g_ptr_array_sort_values_with_data (added, compare, NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->conversations)) == 0)
    g_list_store_splice (self->conversations, 0, 0, added->pdata, added->len);
  else
    for (guint i = 0; i < added->len; i++)
      enter (self, added->pdata[i]);
}

/**
 * mq_workspace_list_conversation:
 * @self: a workspace
 * @conversation: one of its conversations
 *
 * Adds a conversation with its first message to the list.
 */
void
mq_workspace_list_conversation (MqWorkspace *self, MqConversation *conversation)
{
  enter (self, conversation);
  mq_workspace_place_conversation (self, conversation);
}

/**
 * mq_workspace_unlist_conversation:
 * @self: a workspace
 * @conversation: a conversation whose first message was refused
 *
 * Removes the conversation from the list again.
 */
void
mq_workspace_unlist_conversation (MqWorkspace *self, MqConversation *conversation)
{
  take_from (self->conversations, conversation);
}

/* Finds the position by time; the other conversations are in order. */
static guint
find_place (GListModel *list, MqConversation *conversation, guint from)
{
  guint n = g_list_model_get_n_items (list);
  guint place = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqConversation) other = g_list_model_get_item (list, i);

      if (i == from)
        continue;
      if (compare (conversation, other, NULL) <= 0)
        break;
      place++;
    }

  return place;
}

/**
 * mq_workspace_place_conversation:
 * @self: a workspace
 * @conversation: a conversation whose time has changed
 *
 * Moves the conversation to its position by time, in one change of the list, so that the selection
 * stays.
 */
void
mq_workspace_place_conversation (MqWorkspace *self, MqConversation *conversation)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  g_autoptr (GPtrArray) items = NULL;
  gpointer moved;
  guint first, from, to;

  if (!g_list_store_find (self->conversations, conversation, &from))
    return;

  to = find_place (list, conversation, from);
  if (to == from)
    return;

  first = MIN (from, to);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = first; i <= MAX (from, to); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  moved = g_ptr_array_steal_index (items, from - first);
  g_ptr_array_insert (items, to - first, moved);
  g_list_store_splice (self->conversations, first, items->len, items->pdata, items->len);
}

/**
 * mq_workspace_relist_conversation:
 * @self: a workspace
 * @conversation: a conversation that belongs to another section now
 *
 * Replaces the conversation in the list by itself, so that views sort it anew.
 */
void
mq_workspace_relist_conversation (MqWorkspace *self, MqConversation *conversation)
{
  gpointer item = conversation;
  guint position;

  if (g_list_store_find (self->conversations, conversation, &position))
    g_list_store_splice (self->conversations, position, 1, &item, 1);
}

/**
 * mq_workspace_start_conversation:
 * @self: a workspace
 *
 * Returns: (transfer full): a new conversation; its first message adds it to the list
 */
MqConversation *
mq_workspace_start_conversation (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return mq_conversation_new (self, NULL);
}

/* Returns: (transfer none) (nullable): the list holds it */
static MqConversation *
find_in (GListStore *list, const char *session)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (item->session != NULL && g_str_equal (mq_session_get_id (item->session), session))
        return item;
    }

  return NULL;
}

/**
 * mq_workspace_find_conversation:
 * @self: a workspace
 * @session: a session's id
 *
 * Returns: (transfer none) (nullable): its conversation
 */
MqConversation *
mq_workspace_find_conversation (MqWorkspace *self, const char *session)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (session != NULL, NULL);

  return find_in (self->conversations, session);
}

static void
move (GListStore *from, GListStore *to, MqConversation *conversation)
{
  if (!is_in (from, conversation))
    return;

  g_object_ref (conversation);
  take_from (from, conversation);
  g_list_store_insert_sorted (to, conversation, compare, NULL);
  g_object_unref (conversation);
}

/* Whether the user has not restored the conversation meanwhile. */
static gboolean
is_out (MqWorkspace *self, MqConversation *conversation)
{
  return is_in (self->removed, conversation) && !conversation->restoring;
}

static DexFuture *
remove_fiber (MqWorkspace *self, MqConversation *conversation)
{
  MqSession *session;
  GError *error = NULL;

  mq_conversation_cancel_files (conversation);
  dex_await (mq_conversation_stop (conversation), NULL);
  session = mq_conversation_get_session (conversation);
  if (!is_out (self, conversation) || session == NULL || self->library == NULL
      || dex_await (mq_library_remove_session (self->library, session), &error))
    return dex_future_new_true ();

  move (self->removed, self->conversations, conversation);
  return dex_future_new_for_error (error);
}

/**
 * mq_workspace_remove_conversation:
 * @self: a workspace
 * @conversation: a conversation of the list
 *
 * Removes the conversation from the list at once and stops its run.
 *
 * Returns: (transfer full): resolves to %TRUE when that is saved; if it rejects, the conversation
 *   is in the list again
 */
DexFuture *
mq_workspace_remove_conversation (MqWorkspace *self, MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  move (self->conversations, self->removed, conversation);
  mq_workspace_handle_state (self, conversation);
  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, remove_fiber, (MQ_TYPE_WORKSPACE, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

static DexFuture *
restore_fiber (MqWorkspace *self, MqConversation *conversation)
{
  MqSession *session = mq_conversation_get_session (conversation);
  gboolean good;
  GError *error = NULL;

  good = session == NULL || self->library == NULL
         || dex_await (mq_library_restore_session (self->library, session), &error);
  conversation->restoring = FALSE;
  if (!good)
    return dex_future_new_for_error (error);

  move (self->removed, self->conversations, conversation);
  return dex_future_new_true ();
}

/**
 * mq_workspace_restore_conversation:
 * @self: a workspace
 * @conversation: a removed conversation
 *
 * Returns: (transfer full): resolves to %TRUE when the conversation is in the list again; rejects
 *   with %MQ_ERROR_NOT_FOUND if it was purged
 */
DexFuture *
mq_workspace_restore_conversation (MqWorkspace *self, MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  if (is_in (self->conversations, conversation))
    return dex_future_new_true ();

  conversation->restoring = TRUE;
  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, restore_fiber, (MQ_TYPE_WORKSPACE, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

static DexFuture *
purge_fiber (MqWorkspace *self, MqConversation *conversation)
{
  MqSession *session;
  GError *error = NULL;

  if (conversation->run != NULL || conversation->variants != NULL)
    dex_await (mq_conversation_stop (conversation), NULL);
  if (!is_out (self, conversation))
    return dex_future_new_true ();

  session = mq_conversation_get_session (conversation);
  if (session != NULL && self->library != NULL
      && !dex_await (mq_library_purge_session (self->library, session), &error))
    return dex_future_new_for_error (error);

  if (session != NULL)
    dex_future_disown (mq_drafts_forget (self->drafts, mq_session_get_id (session)));
  forget (self, conversation);
  return dex_future_new_true ();
}

/**
 * mq_workspace_purge_conversation:
 * @self: a workspace
 * @conversation: a removed conversation
 *
 * Deletes the session and its files, unless it was restored meanwhile.
 *
 * Returns: (transfer full): resolves to %TRUE when they are deleted
 */
DexFuture *
mq_workspace_purge_conversation (MqWorkspace *self, MqConversation *conversation)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (MQ_IS_CONVERSATION (conversation));

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, purge_fiber, (MQ_TYPE_WORKSPACE, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

/**
 * mq_workspace_search:
 * @self: a workspace
 * @words: the text to search for
 *
 * Returns: (transfer full): resolves to a #GStrv of session ids, best first; see
 *   mq_library_search()
 */
DexFuture *
mq_workspace_search (MqWorkspace *self, const char *words)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (words != NULL);

  if (self->library == NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, g_new0 (char *, 1));

  return mq_library_search (self->library, words);
}

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

static DexFuture *
show_fiber (MqWorkspace *self, const MqMergeResult *result)
{
  MqConversation *removed = find_in (self->removed, result->session);
  MqConversation *conversation;

  /* It was deleted a moment ago, and its files are still there. */
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

/* A file that starts the program is here before Blender is found. @blender: (out): @settings, or
 * NULL without a Blender. Awaits. */
static gboolean
prepare_import (MqWorkspace *self, MqWorkerSettings *settings, const MqWorkerSettings **blender,
                GError **error)
{
  dex_await (mq_workspace_wait_open (self), NULL);
  if (self->library == NULL)
    return mq_fail (error, MQ_ERROR_READ_ONLY, _ ("The library is not open"));

  *blender = mq_workspace_read_worker_settings (self, settings, NULL) ? settings : NULL;
  return TRUE;
}

static DexFuture *
import_fiber (MqWorkspace *self, const char *path, const MqShareProgress *progress,
              GCancellable *cancellable)
{
  g_autoptr (MqMergeResult) result = NULL;
  MqWorkerSettings settings;
  const MqWorkerSettings *blender;
  GError *error = NULL;

  if (!prepare_import (self, &settings, &blender, &error)
      || !(result = dex_await_boxed (
               mq_share_import (self->library, path, blender, progress, cancellable), &error)))
    return dex_future_new_for_error (error);

  dex_await (mq_workspace_show_merged (self, result), NULL);
  return dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, g_steal_pointer (&result));
}

/**
 * mq_workspace_import:
 * @self: a workspace that is open
 * @path: a file of mq_share_save(), which a stranger may have made
 * @progress: (nullable): as for mq_share_import()
 * @cancellable: (nullable): stops it before it changes the library
 *
 * Returns: (transfer full): resolves to an #MqMergeResult when the session is in the list; rejects
 *   as mq_share_import() does
 */
DexFuture *
mq_workspace_import (MqWorkspace *self, const char *path, const MqShareProgress *progress,
                     GCancellable *cancellable)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, import_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, path), (G_TYPE_POINTER, progress),
                              (G_TYPE_CANCELLABLE, cancellable));
}

typedef struct
{
  MqWorkspace *workspace;
  const MqShareProgress *progress;
} SetProgress;

/* The list shows all that is imported so far. */
static void
set_progress (guint number, guint of, gpointer data)
{
  const SetProgress *self = data;

  mq_workspace_fill_list (self->workspace);
  if (self->progress != NULL)
    self->progress->func (number, of, self->progress->user_data);
}

static DexFuture *
import_set_fiber (MqWorkspace *self, const char *path, const MqShareProgress *progress,
                  GCancellable *cancellable)
{
  SetProgress data = { self, progress };
  const MqShareProgress with_list = { set_progress, &data };
  g_autoptr (MqSetResult) result = NULL;
  MqWorkerSettings settings;
  const MqWorkerSettings *blender;
  GError *error = NULL;

  if (!prepare_import (self, &settings, &blender, &error))
    return dex_future_new_for_error (error);

  result = dex_await_boxed (
      mq_share_import_set (self->library, path, blender, &with_list, cancellable), &error);
  mq_workspace_fill_list (self);
  return result != NULL ? dex_future_new_take_boxed (MQ_TYPE_SET_RESULT, g_steal_pointer (&result))
                        : dex_future_new_for_error (error);
}

/**
 * mq_workspace_import_set:
 * @self: a workspace that is open
 * @path: the folder of a batch, which a stranger may have made
 * @progress: (nullable): as for mq_share_import_set()
 * @cancellable: (nullable): stops it after the item that is imported
 *
 * Returns: (transfer full): resolves to an #MqSetResult; rejects as mq_share_import_set() does
 */
DexFuture *
mq_workspace_import_set (MqWorkspace *self, const char *path, const MqShareProgress *progress,
                         GCancellable *cancellable)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, import_set_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, path), (G_TYPE_POINTER, progress),
                              (G_TYPE_CANCELLABLE, cancellable));
}
