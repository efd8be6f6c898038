/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversations of a process, last changed first, see mq-conversation-list.h. Each session has
 * one MqConversation for the life of the list. It listens to the conversations, which do not know
 * it, and hands down to them what the workspace learns: open runs, whichever program started them;
 * requests that an earlier process could not send; that the user has signed in; the end. */
#include "app/conversation/mq-conversation-list.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)
/* The end of the program waits so long for runs that wait for the user. */
#define FINISH_SECONDS 5

struct _MqConversationList
{
  GObject parent_instance;

  MqWorkspace *workspace;
  GListStore *listed;     /* last changed first */
  GListStore *removed;    /* removed, but not purged yet */
  GHashTable *by_session; /* session id → MqConversation of either */
  GHashTable *restoring;  /* set of MqConversation that are being restored */
  JsonArray *unsent;      /* (nullable): requests that an earlier process could not send */
  DexFuture *refreshing;
  DexFuture *handling; /* the last list of runs that is being handled */
};

G_DEFINE_FINAL_TYPE (MqConversationList, mq_conversation_list, G_TYPE_OBJECT)

enum
{
  SIGNAL_ENDED,
  SIGNAL_NOTIFICATION,
  N_SIGNALS
};

typedef struct
{
  MqConversationList *list;
  const MqShareProgress *progress;
} SetProgress;

static guint signals[N_SIGNALS];

static void
mq_conversation_list_finalize (GObject *object)
{
  MqConversationList *self = MQ_CONVERSATION_LIST (object);

  g_hash_table_unref (self->by_session);
  g_hash_table_unref (self->restoring);
  g_clear_object (&self->listed);
  g_clear_object (&self->removed);
  g_clear_pointer (&self->unsent, json_array_unref);
  dex_clear (&self->refreshing);
  dex_clear (&self->handling);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (mq_conversation_list_parent_class)->finalize (object);
}

static void
mq_conversation_list_class_init (MqConversationListClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_conversation_list_finalize;

  signals[SIGNAL_ENDED] = mq_signal_new (type, "ended", 1, MQ_TYPE_CONVERSATION);
  signals[SIGNAL_NOTIFICATION] = mq_signal_new (type, "notification", 2, MQ_TYPE_CONVERSATION,
                                                G_TYPE_STRING);
}

static void
mq_conversation_list_init (MqConversationList *self)
{
  self->listed = g_list_store_new (MQ_TYPE_CONVERSATION);
  self->removed = g_list_store_new (MQ_TYPE_CONVERSATION);
  self->by_session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->restoring = g_hash_table_new (NULL, NULL);
}

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

static void
forget (MqConversationList *self, MqConversation *conversation)
{
  g_autoptr (MqConversation) held = g_object_ref (conversation);
  MqSession *session = mq_conversation_get_session (held);

  if (session != NULL
      && g_hash_table_lookup (self->by_session, mq_session_get_id (session)) == held)
    g_hash_table_remove (self->by_session, mq_session_get_id (session));
  take_from (self->listed, held);
  take_from (self->removed, held);
}

/* Adds a conversation of either list to the index of sessions, once it has a session. */
static void
index_session (MqConversationList *self, MqConversation *conversation)
{
  MqSession *session = mq_conversation_get_session (conversation);
  MqConversation *other;

  if (session == NULL)
    return;

  other = g_hash_table_lookup (self->by_session, mq_session_get_id (session));
  if (other != NULL && other != conversation)
    forget (self, other);
  g_hash_table_replace (self->by_session, g_strdup (mq_session_get_id (session)), conversation);
}

/* Inserts a conversation unless it is listed or removed. Nothing else inserts, so each session is
 * listed once. */
static void
enter (MqConversationList *self, MqConversation *conversation)
{
  if (is_in (self->listed, conversation) || is_in (self->removed, conversation))
    return;

  index_session (self, conversation);
  g_list_store_insert_sorted (self->listed, conversation, compare, NULL);
}

/* Moves the conversation to its position by time, in one change of the list, so that the selection
 * stays. */
static void
place (MqConversationList *self, MqConversation *conversation)
{
  GListModel *list = G_LIST_MODEL (self->listed);
  g_autoptr (GPtrArray) items = NULL;
  gpointer moved;
  guint n;
  guint place = 0;
  guint first, from, to;

  if (!g_list_store_find (self->listed, conversation, &from))
    return;

  /* Finds the position by time; the other conversations are in order. */
  n = g_list_model_get_n_items (list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqConversation) other = g_list_model_get_item (list, i);

      if (i == from)
        continue;
      if (compare (conversation, other, NULL) <= 0)
        break;
      place++;
    }

  to = place;

  if (to == from)
    return;

  first = MIN (from, to);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = first; i <= MAX (from, to); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  moved = g_ptr_array_steal_index (items, from - first);
  g_ptr_array_insert (items, to - first, moved);
  g_list_store_splice (self->listed, first, items->len, items->pdata, items->len);
}

static void
count_working (MqConversationList *self)
{
  guint n_working = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->listed)); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (G_LIST_MODEL (self->listed), i);

      n_working += mq_conversation_is_working (item);
    }

  mq_workspace_set_n_working (self->workspace, n_working);
}

/* The signals of a conversation. */

static void
on_session (MqConversationList *self, GParamSpec *pspec, MqConversation *conversation)
{
  if (is_in (self->listed, conversation) || is_in (self->removed, conversation))
    index_session (self, conversation);
}

static void
on_updated (MqConversationList *self, GParamSpec *pspec, MqConversation *conversation)
{
  place (self, conversation);
}

/* It belongs to another section now: replaces it in the list by itself, so that views sort it
 * anew. */
static void
on_favorite (MqConversationList *self, GParamSpec *pspec, MqConversation *conversation)
{
  gpointer item = conversation;
  guint position;

  if (g_list_store_find (self->listed, conversation, &position))
    g_list_store_splice (self->listed, position, 1, &item, 1);
}

static void
on_sent (MqConversationList *self, MqConversation *conversation)
{
  enter (self, conversation);
  place (self, conversation);
}

static void
on_refused (MqConversationList *self, MqConversation *conversation)
{
  take_from (self->listed, conversation);
}

static void
on_ended (MqConversationList *self, MqConversationState state, MqConversation *conversation)
{
  /* The service may have given the run of the quota back. */
  dex_future_disown (mq_service_account_load (mq_workspace_get_account (self->workspace)));
  /* Its model may have shown what it cannot do: pictures. */
  if (mq_workspace_has_model (self->workspace) && !mq_workspace_is_closing (self->workspace))
    dex_future_disown (mq_workspace_load_team (self->workspace));
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, conversation);
}

static void
on_notification (MqConversationList *self, const char *sentence, MqConversation *conversation)
{
  g_signal_emit (self, signals[SIGNAL_NOTIFICATION], 0, conversation, sentence);
}

/* @session: (nullable) */
static MqConversation *
make_conversation (MqConversationList *self, MqSession *session)
{
  const struct
  {
    const char *name;
    GCallback func;
  } handlers[] = {
    { "notify::session", G_CALLBACK (on_session) },
    { "notify::updated", G_CALLBACK (on_updated) },
    { "notify::favorite", G_CALLBACK (on_favorite) },
    { "notify::state", G_CALLBACK (count_working) },
    { "notify::status", G_CALLBACK (count_working) }, /* follows the files that are made, too */
    { "sent", G_CALLBACK (on_sent) },
    { "refused", G_CALLBACK (on_refused) },
    { "ended", G_CALLBACK (on_ended) },
    { "notification", G_CALLBACK (on_notification) },
  };
  MqConversation *conversation = mq_conversation_new (self->workspace, session);

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (conversation, handlers[i].name, handlers[i].func, self,
                             G_CONNECT_SWAPPED);
  return conversation;
}

/* The library. */

void
mq_conversation_list_fill (MqConversationList *self)
{
  GListModel *sessions = mq_library_get_sessions (mq_workspace_get_library (self->workspace));
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) there = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      /* A session created in this process gets its conversation from the event `session` of its
       * run, which may still be on its way. */
      if (mq_session_is_made_here (session)
          || g_hash_table_contains (self->by_session, mq_session_get_id (session)))
        continue;

      g_ptr_array_add (added, make_conversation (self, session));
      index_session (self, added->pdata[added->len - 1]);
    }

  /* Drops the conversations whose sessions another process deleted. */
  there = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      g_hash_table_add (there, session);
    }

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->listed)); i > 0; i--)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (G_LIST_MODEL (self->listed), i - 1);
      MqSession *session = mq_conversation_get_session (item);

      if (session != NULL && !mq_conversation_has_run (item)
          && !g_hash_table_contains (there, session))
        forget (self, item);
    }
  if (added->len == 0)
    return;

  g_ptr_array_sort_values_with_data (added, compare, NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->listed)) == 0)
    g_list_store_splice (self->listed, 0, 0, added->pdata, added->len);
  else
    for (guint i = 0; i < added->len; i++)
      enter (self, added->pdata[i]);
}

static DexFuture *
refresh_fiber (MqConversationList *self)
{
  GError *error = NULL;

  if (!dex_await (mq_library_refresh (mq_workspace_get_library (self->workspace)), &error))
    return dex_future_new_for_error (error);

  mq_conversation_list_fill (self);
  return dex_future_new_true ();
}

/* Adds sessions that other programs, such as the command line, have changed. Returns: (transfer
 * full): resolves to %TRUE */
DexFuture *
mq_conversation_list_refresh (MqConversationList *self)
{
  MqServiceAccount *account;

  if (mq_workspace_get_library (self->workspace) == NULL)
    return mq_workspace_open (self->workspace);
  if (mq_workspace_is_closing (self->workspace))
    return dex_future_new_true ();

  /* Signed in on the command line, or given more runs. */
  account = mq_workspace_get_account (self->workspace);
  if (mq_service_account_get_state (account) == MQ_ACCOUNT_SIGNED_OUT
      || mq_service_account_get_runs_left (account) == 0)
    dex_future_disown (mq_service_account_load (account));

  if (self->refreshing == NULL || !dex_future_is_pending (self->refreshing))
    {
      dex_clear (&self->refreshing);
      self->refreshing = mq_fiber_spawn_with (NULL, STACK, refresh_fiber,
                                              (MQ_TYPE_CONVERSATION_LIST, self));
    }

  return dex_ref (self->refreshing);
}

/* @unsent: (nullable): from mq_library_load_unsent() */
static void
on_library_opened (MqConversationList *self, JsonArray *unsent)
{
  self->unsent = unsent != NULL ? json_array_ref (unsent) : NULL;
  mq_conversation_list_fill (self);
}

/* The open runs of the service. */

static void
foreach_unsent (MqConversationList *self,
                void (*func) (MqConversation *conversation, JsonObject *unsent))
{
  for (guint i = 0; self->unsent != NULL && i < json_array_get_length (self->unsent)
                    && !mq_workspace_is_closing (self->workspace);
       i++)
    {
      JsonObject *unsent = mq_json_element_object (self->unsent, i);
      MqConversation *conversation
          = mq_conversation_list_find (self, mq_json_get_string (unsent, "session", ""));

      if (conversation != NULL)
        func (conversation, unsent);
    }
}

static DexFuture *
handle_runs_fiber (MqConversationList *self, JsonArray *runs, DexFuture *before)
{
  gboolean has_unsent;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);
  if (!mq_workspace_is_closing (self->workspace))
    dex_await (mq_workspace_wait_open (self->workspace), NULL);
  /* Only with the first list of runs, which may come late. */
  if ((has_unsent = self->unsent != NULL))
    foreach_unsent (self, mq_conversation_expect_resend);
  for (guint i = 0; i < json_array_get_length (runs) && !mq_workspace_is_closing (self->workspace);
       i++)
    {
      JsonObject *run = mq_json_element_object (runs, i);
      const char *state = mq_json_get_string (run, "state", "");
      const char *session;
      MqConversation *conversation;

      /* A run that is over but still listed matters only in the first list: the program that led it
       * crashed before it saved the record. */
      if (mq_workspace_get_library (self->workspace) == NULL
          || (!g_str_equal (state, "running") && !g_str_equal (state, "waiting")
              && mq_workspace_knows_runs (self->workspace)))
        continue;

      /* Another program may have created the session. */
      session = mq_json_get_string (run, "session", "");
      conversation = mq_conversation_list_find (self, session);
      if (conversation == NULL && g_hash_table_lookup (self->by_session, session) == NULL)
        {
          dex_await (mq_conversation_list_refresh (self), NULL);
          conversation = mq_conversation_list_find (self, session);
        }
      if (conversation != NULL)
        mq_conversation_handle_run (conversation, mq_json_get_string (run, "id", ""), state);
    }

  mq_workspace_note_runs_known (self->workspace);
  if (has_unsent)
    foreach_unsent (self, mq_conversation_resend);
  g_clear_pointer (&self->unsent, json_array_unref);
  return dex_future_new_true ();
}

static void
on_runs (MqConversationList *self, JsonArray *runs)
{
  g_autoptr (DexFuture) before = NULL;

  if (mq_workspace_is_closing (self->workspace))
    return;

  before = g_steal_pointer (&self->handling);
  self->handling = mq_fiber_spawn_with (NULL, STACK, handle_runs_fiber,
                                        (MQ_TYPE_CONVERSATION_LIST, self), (JSON_TYPE_ARRAY, runs),
                                        (DEX_TYPE_FUTURE, before));
}

/* Steps of all conversations. */

/* Returns: (transfer full): its conversations now: one that sends a message comes to the top */
static GPtrArray *
dup_items (GListStore *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), i));
  return items;
}

/* Awaits. */
static void
wait_each (GListStore *list, DexFuture *(*func) (MqConversation *conversation))
{
  g_autoptr (GPtrArray) items = dup_items (list);
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (ends, func (items->pdata[i]));
  for (guint i = 0; i < ends->len; i++)
    dex_await (dex_ref (ends->pdata[i]), NULL);
}

/* @let_in: whether the user has just signed in or accepted the terms */
static void
on_account (MqConversationList *self, gboolean let_in)
{
  g_autoptr (GPtrArray) items = dup_items (self->listed);

  for (guint i = 0; let_in && !mq_workspace_is_closing (self->workspace) && i < items->len; i++)
    mq_conversation_send_refused (items->pdata[i]);
}

static DexFuture *
leave (MqConversation *conversation)
{
  mq_conversation_cancel_files (conversation);
  return mq_conversation_leave (conversation);
}

static DexFuture *
leave_fiber (MqConversationList *self)
{
  if (self->refreshing != NULL)
    dex_await (dex_ref (self->refreshing), NULL);
  if (self->handling != NULL)
    dex_await (dex_ref (self->handling), NULL);
  wait_each (self->listed, leave);
  wait_each (self->removed, leave);
  return dex_future_new_true ();
}

static void
on_closing (MqConversationList *self)
{
  mq_workspace_add_ending (
      self->workspace,
      mq_fiber_spawn_with (NULL, STACK, leave_fiber, (MQ_TYPE_CONVERSATION_LIST, self)));
}

static DexFuture *
finish_waiting_fiber (MqConversationList *self)
{
  wait_each (self->listed, mq_conversation_finish_waiting);
  return dex_future_new_true ();
}

/* Finishes the runs that only wait for the user, so that their records are in the library. Returns:
 * (transfer full): resolves to %TRUE when they are, or after FINISH_SECONDS */
DexFuture *
mq_conversation_list_finish_waiting (MqConversationList *self)
{
  return dex_future_first (
      dex_timeout_new_seconds (FINISH_SECONDS),
      mq_fiber_spawn_with (NULL, STACK, finish_waiting_fiber, (MQ_TYPE_CONVERSATION_LIST, self)),
      NULL);
}

static void
on_merged (MqConversationList *self, const MqMergeResult *result)
{
  mq_workspace_add_ending (self->workspace, mq_conversation_list_show_merged (self, result));
}

/* Returns: (transfer full): an empty list, which opening the workspace fills */
MqConversationList *
mq_conversation_list_new (MqWorkspace *workspace)
{
  MqConversationList *self = g_object_new (MQ_TYPE_CONVERSATION_LIST, NULL);

  self->workspace = workspace;
  g_signal_connect_object (workspace, "library-opened", G_CALLBACK (on_library_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mq_workspace_get_link (workspace), "runs", G_CALLBACK (on_runs), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "merged", G_CALLBACK (on_merged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "closing", G_CALLBACK (on_closing), self, G_CONNECT_SWAPPED);
  /* After the workspace itself, which connects anew. */
  g_signal_connect_object (mq_workspace_get_account (workspace), "changed", G_CALLBACK (on_account),
                           self, G_CONNECT_SWAPPED);
  return self;
}

/* Returns: (transfer none): what they share */
MqWorkspace *
mq_conversation_list_get_workspace (MqConversationList *self)
{
  return self->workspace;
}

/* Returns: (transfer none): a list of #MqConversation, last changed first */
GListModel *
mq_conversation_list_get_model (MqConversationList *self)
{
  return G_LIST_MODEL (self->listed);
}

/* Returns: (transfer full): a new conversation; its first message adds it to the list */
MqConversation *
mq_conversation_list_start (MqConversationList *self)
{
  return make_conversation (self, NULL);
}

/* Returns: (transfer none) (nullable): its conversation, unless it was removed */
MqConversation *
mq_conversation_list_find (MqConversationList *self, const char *session)
{
  MqConversation *found;

  found = g_hash_table_lookup (self->by_session, session);
  return found != NULL && is_in (self->listed, found) ? found : NULL;
}

/* Removing, restoring and deleting. */

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
is_out (MqConversationList *self, MqConversation *conversation)
{
  return is_in (self->removed, conversation)
         && !g_hash_table_contains (self->restoring, conversation);
}

static DexFuture *
remove_fiber (MqConversationList *self, MqConversation *conversation)
{
  MqLibrary *library;
  MqSession *session;
  GError *error = NULL;

  mq_conversation_cancel_files (conversation);
  dex_await (mq_conversation_stop (conversation), NULL);
  library = mq_workspace_get_library (self->workspace);
  session = mq_conversation_get_session (conversation);
  if (!is_out (self, conversation) || session == NULL || library == NULL
      || dex_await (mq_library_remove_session (library, session), &error))
    return dex_future_new_true ();

  move (self->removed, self->listed, conversation);
  return dex_future_new_for_error (error);
}

/* Removes the conversation from the list at once and stops its run. Returns: (transfer full):
 * resolves to %TRUE when that is saved; if it rejects, the conversation is in the list again */
DexFuture *
mq_conversation_list_remove (MqConversationList *self, MqConversation *conversation)
{
  move (self->listed, self->removed, conversation);
  count_working (self);
  return mq_fiber_spawn_with (NULL, STACK, remove_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

static DexFuture *
restore_fiber (MqConversationList *self, MqConversation *conversation)
{
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  MqSession *session = mq_conversation_get_session (conversation);
  gboolean good;
  GError *error = NULL;

  good = session == NULL || library == NULL
         || dex_await (mq_library_restore_session (library, session), &error);
  g_hash_table_remove (self->restoring, conversation);
  if (!good)
    return dex_future_new_for_error (error);

  move (self->removed, self->listed, conversation);
  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE when the conversation is in the list again; rejects
 * with %MQ_ERROR_NOT_FOUND if it was purged */
DexFuture *
mq_conversation_list_restore (MqConversationList *self, MqConversation *conversation)
{
  if (is_in (self->listed, conversation))
    return dex_future_new_true ();

  g_hash_table_add (self->restoring, conversation);
  return mq_fiber_spawn_with (NULL, STACK, restore_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

static DexFuture *
purge_fiber (MqConversationList *self, MqConversation *conversation)
{
  MqLibrary *library;
  MqSession *session;
  GError *error = NULL;

  if (mq_conversation_has_run (conversation))
    dex_await (mq_conversation_stop (conversation), NULL);
  if (!is_out (self, conversation))
    return dex_future_new_true ();

  library = mq_workspace_get_library (self->workspace);
  session = mq_conversation_get_session (conversation);
  if (session != NULL && library != NULL
      && !dex_await (mq_library_purge_session (library, session), &error))
    return dex_future_new_for_error (error);

  if (session != NULL)
    dex_future_disown (
        mq_drafts_forget (mq_workspace_get_drafts (self->workspace), mq_session_get_id (session)));
  forget (self, conversation);
  return dex_future_new_true ();
}

/* Deletes the session and its files, unless it was restored meanwhile. Returns: (transfer full):
 * resolves to %TRUE when they are deleted */
DexFuture *
mq_conversation_list_purge (MqConversationList *self, MqConversation *conversation)
{
  return mq_fiber_spawn_with (NULL, STACK, purge_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

/* Sessions that come from elsewhere. */

static DexFuture *
duplicate_fiber (MqConversationList *self, MqConversation *conversation)
{
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  MqVersion *version = mq_conversation_get_current_version (conversation);
  g_autofree char *title = NULL;
  g_autoptr (MqSession) copy = NULL;
  MqConversation *made;
  GError *error = NULL;

  if (library == NULL || version == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  _ ("There is no version to duplicate"));

  /* Translators: the title of a copy of a session; %s is that of the session */
  title = g_strdup_printf (_ ("%s (copy)"), mq_conversation_get_title (conversation));
  copy = dex_await_object (
      mq_library_branch (library, mq_conversation_get_session (conversation), version, title),
      &error);
  if (copy == NULL)
    return dex_future_new_for_error (error);

  /* Made here, see mq_conversation_list_fill(), and without a run. */
  made = make_conversation (self, copy);
  enter (self, made);
  return dex_future_new_take_object (made);
}

/* Starts a session of its own with a copy of the version that the next change would go to. Returns:
 * (transfer full): resolves to the new #MqConversation; rejects as mq_library_branch() */
DexFuture *
mq_conversation_list_duplicate (MqConversationList *self, MqConversation *conversation)
{
  return mq_fiber_spawn_with (NULL, STACK, duplicate_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (MQ_TYPE_CONVERSATION, conversation));
}

static DexFuture *
show_fiber (MqConversationList *self, const MqMergeResult *result)
{
  MqConversation *removed = g_hash_table_lookup (self->by_session, result->session);
  MqConversation *conversation;

  /* It was deleted a moment ago, and its files are still there. */
  if (removed != NULL && is_in (self->removed, removed))
    dex_await (mq_conversation_list_restore (self, removed), NULL);
  mq_conversation_list_fill (self);
  if (!(conversation = mq_conversation_list_find (self, result->session)))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("The library is not open"));

  mq_conversation_load_runs (conversation, (const char *const *)result->runs);
  return dex_future_new_for_object (conversation);
}

/* Returns: (transfer full): resolves to the session's #MqConversation when it is in the list */
DexFuture *
mq_conversation_list_show_merged (MqConversationList *self, const MqMergeResult *result)
{
  return mq_fiber_spawn_with (NULL, STACK, show_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (MQ_TYPE_MERGE_RESULT, result));
}

/* A file that starts the program is here before Blender is found. @blender: (out): @settings, or
 * NULL without a Blender. Awaits. */
static gboolean
prepare_import (MqConversationList *self, MqWorkerSettings *settings,
                const MqWorkerSettings **blender, GError **error)
{
  dex_await (mq_workspace_wait_open (self->workspace), NULL);
  if (mq_workspace_get_library (self->workspace) == NULL)
    return mq_fail (error, MQ_ERROR_READ_ONLY, _ ("The library is not open"));

  *blender = mq_workspace_read_worker_settings (self->workspace, settings, NULL) ? settings : NULL;
  return TRUE;
}

static DexFuture *
import_fiber (MqConversationList *self, const char *path, const MqShareProgress *progress,
              GCancellable *cancellable)
{
  g_autoptr (MqMergeResult) result = NULL;
  MqWorkerSettings settings;
  const MqWorkerSettings *blender;
  GError *error = NULL;

  if (!prepare_import (self, &settings, &blender, &error)
      || !(result = dex_await_boxed (mq_share_import (mq_workspace_get_library (self->workspace),
                                                      path, blender, progress, cancellable),
                                     &error)))
    return dex_future_new_for_error (error);

  dex_await (mq_conversation_list_show_merged (self, result), NULL);
  return dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, g_steal_pointer (&result));
}

/* @path: a file of mq_share_save(), which a stranger may have made. Returns: (transfer full):
 * resolves to an #MqMergeResult when the session is in the list; rejects as mq_share_import() */
DexFuture *
mq_conversation_list_import (MqConversationList *self, const char *path,
                             const MqShareProgress *progress, GCancellable *cancellable)
{
  return mq_fiber_spawn_with (NULL, STACK, import_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (G_TYPE_STRING, path), (G_TYPE_POINTER, progress),
                              (G_TYPE_CANCELLABLE, cancellable));
}

/* The list shows all that is imported so far. */
static void
set_progress (guint number, guint of, gpointer data)
{
  const SetProgress *self = data;

  mq_conversation_list_fill (self->list);
  if (self->progress != NULL)
    self->progress->func (number, of, self->progress->user_data);
}

static DexFuture *
import_set_fiber (MqConversationList *self, const char *path, const MqShareProgress *progress,
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

  result = dex_await_boxed (mq_share_import_set (mq_workspace_get_library (self->workspace), path,
                                                 blender, &with_list, cancellable),
                            &error);
  mq_conversation_list_fill (self);
  return result != NULL ? dex_future_new_take_boxed (MQ_TYPE_SET_RESULT, g_steal_pointer (&result))
                        : dex_future_new_for_error (error);
}

/* @path: the folder of a batch, which a stranger may have made. Returns: (transfer full): resolves
 * to an #MqSetResult; rejects as mq_share_import_set() */
DexFuture *
mq_conversation_list_import_set (MqConversationList *self, const char *path,
                                 const MqShareProgress *progress, GCancellable *cancellable)
{
  return mq_fiber_spawn_with (NULL, STACK, import_set_fiber, (MQ_TYPE_CONVERSATION_LIST, self),
                              (G_TYPE_STRING, path), (G_TYPE_POINTER, progress),
                              (G_TYPE_CANCELLABLE, cancellable));
}
