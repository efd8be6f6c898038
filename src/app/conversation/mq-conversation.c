/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversation: its properties and signals, see mq-conversation.h. */
#include "app/conversation/mq-conversation-private.h"

#include "client/motion/mq-motion.h"
#include "common/base/mq-error.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define MAX_WISH 80 /* bytes */

G_DEFINE_FINAL_TYPE (MqConversation, mq_conversation, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_TITLE,
  PROP_FAVORITE,
  PROP_STATE,
  PROP_STATUS,
  PROP_THUMBNAIL,
  PROP_CURRENT_VERSION,
  PROP_DRAFT_VERSION,
  PROP_UPDATED,
  PROP_UNREAD,
  PROP_HAS_TRANSCRIPT,
  PROP_SET_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ANNOUNCE,
  SIGNAL_RETURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One line for the list of conversations, translated; may be empty. */
static char *
make_status (MqConversation *self)
{
  guint n = g_list_model_get_n_items (self->versions);
  const char *wish = self->session != NULL ? mq_session_get_first_message (self->session) : NULL;

  if (self->state == MQ_CONVERSATION_NEW)
    return g_strdup ("");
  if (self->asks)
    /* Translators: of a conversation in the sidebar: it has a question */
    return g_strdup (C_ ("conversation", "Waits for your answer"));
  if (mq_conversation_is_working (self))
    /* Translators: of a conversation in the sidebar: the team is at work, or files are being made
     */
    return g_strdup (C_ ("conversation", "Working"));

  /* A session with versions is there, whatever became of its last run. Ten mugs differ in what was
   * wished. */
  if (n == 1 && wish != NULL && *wish != '\0')
    return g_strdelimit (mq_text_clean (wish, MAX_WISH), "\n\t", ' ');
  if (n > 0)
    /* Translators: of a conversation in the sidebar: how many versions it has */
    return g_strdup_printf (ngettext ("%u version", "%u versions", n), n);
  if (mq_conversation_state_is_turn (self->state))
    /* Translators: of a conversation in the sidebar: it is the user's turn */
    return g_strdup (C_ ("conversation", "Ready"));
  if (self->state == MQ_CONVERSATION_FAILED)
    /* Translators: of a conversation in the sidebar: its run did not work out */
    return g_strdup (C_ ("conversation", "Failed"));

  return g_strdup (C_ ("conversation", "No version"));
}

static void
mq_conversation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqConversation *self = MQ_CONVERSATION (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_TITLE:
      g_value_set_string (value, mq_conversation_get_title (self));
      break;
    case PROP_FAVORITE:
      g_value_set_boolean (value, mq_conversation_is_favorite (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATUS:
      g_value_take_string (value, make_status (self));
      break;
    case PROP_THUMBNAIL:
      g_value_take_string (value, mq_conversation_dup_thumbnail (self));
      break;
    case PROP_CURRENT_VERSION:
      g_value_set_object (value, mq_conversation_get_current_version (self));
      break;
    case PROP_DRAFT_VERSION:
      g_value_set_object (value, mq_open_run_get_draft (self->run));
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated);
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;
    case PROP_SET_SIZE:
      g_value_set_uint (value, self->set_size);
      break;
    case PROP_HAS_TRANSCRIPT:
      g_value_set_boolean (value, mq_conversation_has_transcript (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_conversation_finalize (GObject *object)
{
  MqConversation *self = MQ_CONVERSATION (object);

  g_clear_weak_pointer (&self->workspace);
  g_clear_object (&self->session);
  g_clear_object (&self->versions);
  g_clear_object (&self->timeline);
  g_clear_pointer (&self->history, mq_version_history_free);
  g_free (self->title);
  dex_clear (&self->loading);
  g_clear_object (&self->run);
  g_clear_object (&self->model);
  g_clear_object (&self->outbox);
  g_clear_object (&self->jobs);

  G_OBJECT_CLASS (mq_conversation_parent_class)->finalize (object);
}

static void
mq_conversation_class_init (MqConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mq_conversation_get_property;
  object_class->finalize = mq_conversation_finalize;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, MQ_TYPE_SESSION, readable);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);
  properties[PROP_FAVORITE] = g_param_spec_boolean ("favorite", NULL, NULL, FALSE, readable);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, MQ_TYPE_CONVERSATION_STATE,
                                              MQ_CONVERSATION_NEW, readable);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, readable);
  properties[PROP_THUMBNAIL] = g_param_spec_string ("thumbnail", NULL, NULL, NULL, readable);
  properties[PROP_CURRENT_VERSION] = g_param_spec_object ("current-version", NULL, NULL,
                                                          MQ_TYPE_VERSION, readable);
  properties[PROP_DRAFT_VERSION] = g_param_spec_object ("draft-version", NULL, NULL,
                                                        MQ_TYPE_VERSION, readable);
  properties[PROP_UPDATED] = g_param_spec_int64 ("updated", NULL, NULL, 0, G_MAXINT64, 0, readable);
  properties[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, readable);
  properties[PROP_SET_SIZE] = g_param_spec_uint ("set-size", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_HAS_TRANSCRIPT] = g_param_spec_boolean ("has-transcript", NULL, NULL, FALSE,
                                                          readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ANNOUNCE] = mq_signal_new (MQ_TYPE_CONVERSATION, "announce", 2, G_TYPE_STRING,
                                            G_TYPE_BOOLEAN);
  mq_signal_new (MQ_TYPE_CONVERSATION, "sent", 0);
  mq_signal_new (MQ_TYPE_CONVERSATION, "refused", 0);
  mq_signal_new (MQ_TYPE_CONVERSATION, "notification", 1, G_TYPE_STRING);
  mq_signal_new (MQ_TYPE_CONVERSATION, "ended", 1, MQ_TYPE_CONVERSATION_STATE);
  signals[SIGNAL_RETURNED] = mq_signal_new (MQ_TYPE_CONVERSATION, "returned", 1, MQ_TYPE_MESSAGE);
}

/* Tells the user, wherever they look. */
static void
on_file_ended (MqConversation *self, const char *sentence)
{
  mq_conversation_set_unread (self, TRUE);
  mq_conversation_announce (self, sentence, TRUE);
  g_signal_emit_by_name (self, "notification", sentence);
}

static void
mq_conversation_init (MqConversation *self)
{
  self->versions = G_LIST_MODEL (g_list_store_new (MQ_TYPE_VERSION));
  self->history = mq_version_history_new ();
  self->outbox = g_object_new (MQ_TYPE_OUTBOX, NULL);
  self->jobs = g_object_new (MQ_TYPE_FILE_JOBS, NULL);
  g_signal_connect_object (self->jobs, "changed", G_CALLBACK (mq_conversation_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->jobs, "ended", G_CALLBACK (on_file_ended), self,
                           G_CONNECT_SWAPPED);
}

static void
notify (MqConversation *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Status and thumbnail follow the state, the versions and the files that are being made. */
void
mq_conversation_update (MqConversation *self)
{
  notify (self, PROP_STATUS);
  notify (self, PROP_THUMBNAIL);
}

static void
on_title (MqConversation *self)
{
  notify (self, PROP_TITLE);
}

static void
on_favorite (MqConversation *self)
{
  notify (self, PROP_FAVORITE);
}

/* @draft: (nullable): see mq_conversation_get_draft_version() */
void
mq_conversation_set_draft_version (MqConversation *self, MqVersion *draft)
{
  if (mq_open_run_set_draft (self->run, draft))
    notify (self, PROP_DRAFT_VERSION);
}

/* self->versions exists before the session does, so that views can keep one model. */
static void
copy_versions (MqConversation *self, guint position, guint removed, guint added, GListModel *theirs)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (items, g_list_model_get_item (theirs, position + i));
  g_list_store_splice (G_LIST_STORE (self->versions), position, removed, items->pdata, added);
}

static void
on_versions (MqConversation *self, guint position, guint removed, guint added, GListModel *theirs)
{
  /* A new version becomes the current one. */
  copy_versions (self, position, removed, added, theirs);
  mq_conversation_update (self);
  notify (self, PROP_CURRENT_VERSION);
  if (added > 0)
    mq_conversation_set_draft_version (self, NULL);
}

static void
on_current_version (MqConversation *self)
{
  notify (self, PROP_CURRENT_VERSION);
}

/* The sidebar shows the day, so this is wall-clock time, even after the clock was changed. */
static void
on_updated (MqConversation *self)
{
  self->updated = mq_session_get_updated (self->session);
  notify (self, PROP_UPDATED);
}

void
mq_conversation_set_session (MqConversation *self, MqSession *session)
{
  GListModel *versions = mq_session_get_versions (session);
  const MqMessage *first;

  if (self->session == session)
    return;

  g_assert (self->session == NULL);
  self->session = g_object_ref (session);
  self->updated = MAX (self->updated, mq_session_get_updated (session));
  copy_versions (self, 0, 0, g_list_model_get_n_items (versions), versions);
  g_signal_connect_object (session, "notify::title", G_CALLBACK (on_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::favorite", G_CALLBACK (on_favorite), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::updated", G_CALLBACK (on_updated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::current-version", G_CALLBACK (on_current_version),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (versions, "items-changed", G_CALLBACK (on_versions), self,
                           G_CONNECT_SWAPPED);

  /* The library saved the first message together with its new session. */
  if ((first = mq_outbox_find (self->outbox, MQ_OUTBOX_WAITING)) != NULL)
    mq_outbox_change (self->outbox, first->id, MQ_OUTBOX_UNSENT);
  notify (self, PROP_SESSION);
  notify (self, PROP_TITLE);
  mq_conversation_update (self);
}

void
mq_conversation_set_title (MqConversation *self, const char *title)
{
  if (g_set_str (&self->title, title))
    notify (self, PROP_TITLE);
}

/* Nothing else changes the state. Returns: whether it has changed */
gboolean
mq_conversation_change (MqConversation *self, MqConversationChange change)
{
  if (!mq_conversation_state_follow (&self->state, change))
    return FALSE;

  if (self->state == MQ_CONVERSATION_DONE && self->session == NULL)
    self->state = MQ_CONVERSATION_NEW;
  self->asks &= mq_conversation_state_is_busy (self->state);
  mq_open_run_watch (self->run, self->state == MQ_CONVERSATION_WAITING);
  mq_conversation_update (self);
  notify (self, PROP_STATE);
  return TRUE;
}

/* Moves the conversation to the top of the sidebar. */
void
mq_conversation_touch (MqConversation *self)
{
  self->updated = g_get_real_time () / G_USEC_PER_SEC;
  notify (self, PROP_UPDATED);
}

void
mq_conversation_announce (MqConversation *self, const char *sentence, gboolean assertive)
{
  g_signal_emit (self, signals[SIGNAL_ANNOUNCE], 0, sentence, assertive);
}

/* @with_pictures: the sender does not have the pictures any more, which are in the library */
void
mq_conversation_restore_message (MqConversation *self, const MqMessage *message,
                                 gboolean with_pictures)
{
  g_autoptr (MqMessage) returned = mq_message_copy (message);

  if (!with_pictures)
    mq_message_take_pictures (returned, NULL);
  g_signal_emit (self, signals[SIGNAL_RETURNED], 0, returned);
}

/* Words that only set a pose of the current version need no run, and the record does not have them.
 * Awaits. Returns: whether @message is such words, and has been carried out */
gboolean
mq_conversation_take_pose (MqConversation *self, const MqMessage *message)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  MqVersion *version = mq_conversation_get_current_version (self);
  g_autoptr (JsonObject) contents = NULL;
  g_autofree char *told = NULL;
  MqMotion *motion;

  if (version == NULL || *message->pictures != NULL || message->targets != NULL
      || message->variants != 1 || !mq_motion_may_read (message->text))
    return FALSE;

  contents = dex_await_boxed (mq_version_load (version), NULL);
  motion = mq_motion_of_version (G_OBJECT (version), mq_json_get_object (contents, "report"));
  told = motion != NULL ? mq_motion_read_words (motion, message->text) : NULL;
  if (told == NULL)
    return FALSE;

  mq_timeline_add_message (timeline, mq_message_copy (message), "user", FALSE, g_get_real_time ());
  mq_timeline_add_notice (timeline, "info", "posed", told, NULL, g_get_real_time ());
  mq_conversation_announce (self, told, FALSE);
  return TRUE;
}

MqConversation *
mq_conversation_new (MqWorkspace *workspace, MqSession *session)
{
  MqConversation *self = g_object_new (MQ_TYPE_CONVERSATION, NULL);

  g_set_weak_pointer (&self->workspace, workspace);
  self->run = mq_open_run_new (workspace, G_OBJECT (self));
  g_signal_connect_object (self->run, "event", G_CALLBACK (mq_conversation_handle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "ended", G_CALLBACK (mq_conversation_handle_ended), self,
                           G_CONNECT_SWAPPED);
  if (session != NULL)
    {
      self->state = mq_session_get_failed (session) ? MQ_CONVERSATION_FAILED : MQ_CONVERSATION_DONE;
      mq_conversation_set_session (self, session);
    }

  return self;
}

/**
 * mq_conversation_get_session:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): its session; %NULL before the first message
 */
MqSession *
mq_conversation_get_session (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  return self->session;
}

/**
 * mq_conversation_get_title:
 * @self: a conversation
 *
 * Returns: the title, or a translated placeholder
 */
const char *
mq_conversation_get_title (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  if (self->session != NULL)
    return mq_session_get_title (self->session);

  /* Translators: title of a session in which nothing was said yet */
  return self->title != NULL ? self->title : _ ("New Session");
}

/**
 * mq_conversation_get_state:
 * @self: a conversation
 *
 * Returns: its state
 */
MqConversationState
mq_conversation_get_state (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), MQ_CONVERSATION_NEW);

  return self->state;
}

/* Returns: whether a run waits for the user's answer */
gboolean
mq_conversation_is_asking (MqConversation *self)
{
  return self->asks;
}

/* Returns: whether a run works, or a file is being made */
gboolean
mq_conversation_is_working (MqConversation *self)
{
  return mq_file_jobs_has_any (self->jobs) || mq_conversation_state_is_busy (self->state);
}

/* Returns: whether a run, or variants, are followed */
gboolean
mq_conversation_has_run (MqConversation *self)
{
  return mq_open_run_is_followed (self->run);
}

/**
 * mq_conversation_dup_thumbnail:
 * @self: a conversation
 *
 * Returns: (transfer full) (nullable): path of a render of the last version; before the first
 *   version, of the preview
 */
char *
mq_conversation_dup_thumbnail (MqConversation *self)
{
  MqVersion *last = self->session != NULL ? mq_session_get_last_version (self->session) : NULL;
  char *cover = last != NULL ? mq_version_dup_cover (last) : NULL;

  return cover == NULL && mq_conversation_state_is_busy (self->state)
             ? g_strdup (mq_open_run_get_preview (self->run))
             : cover;
}

/**
 * mq_conversation_get_updated:
 * @self: a conversation
 *
 * Returns: when something last happened in it, Unix time in seconds
 */
gint64
mq_conversation_get_updated (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), 0);

  return self->updated;
}

/**
 * mq_conversation_get_timeline:
 * @self: a conversation
 *
 * Returns: (transfer none): its timeline; see mq_conversation_load()
 */
MqTimeline *
mq_conversation_get_timeline (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  if (self->timeline == NULL)
    self->timeline = mq_timeline_new ();

  return self->timeline;
}

MqOutbox *
mq_conversation_get_outbox (MqConversation *self)
{
  return self->outbox;
}

/**
 * mq_conversation_get_versions:
 * @self: a conversation
 *
 * Returns: (transfer none): a list of #MqVersion, oldest first; the same list all the time
 */
GListModel *
mq_conversation_get_versions (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  return self->versions;
}

/**
 * mq_conversation_get_current_version:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): the version that the next message changes
 */
MqVersion *
mq_conversation_get_current_version (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  return self->session != NULL ? mq_session_get_current_version (self->session) : NULL;
}

/**
 * mq_conversation_get_draft_version:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): what a run has of the first version since its preview, until
 *   the version is kept or the run is over
 */
MqVersion *
mq_conversation_get_draft_version (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  return mq_open_run_get_draft (self->run);
}

/**
 * mq_conversation_set_current_version:
 * @self: a conversation
 * @version: one of its versions
 *
 * Chooses the version that the next message changes, until there is a new version. Nothing is
 * overwritten: if other versions are based on @version, the next one becomes a branch. The library
 * keeps the choice.
 */
void
mq_conversation_set_current_version (MqConversation *self, MqVersion *version)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));
  g_return_if_fail (MQ_IS_KEPT_VERSION (version));
  g_return_if_fail (self->session != NULL);

  if (version == mq_conversation_get_current_version (self))
    return;

  if (self->workspace != NULL && mq_workspace_get_library (self->workspace) != NULL)
    dex_future_disown (mq_library_set_current_version (mq_workspace_get_library (self->workspace),
                                                       self->session,
                                                       mq_version_get_number (version)));
  else
    mq_session_set_current (self->session, mq_version_get_number (version));
}

/**
 * mq_conversation_get_drafts:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): where unsent text is saved; %NULL when the workspace is gone
 */
MqDrafts *
mq_conversation_get_drafts (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);

  return self->workspace != NULL ? mq_workspace_get_drafts (self->workspace) : NULL;
}

/**
 * mq_conversation_get_unread:
 * @self: a conversation
 *
 * Returns: whether a run ended since the conversation was last shown
 */
gboolean
mq_conversation_get_unread (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), FALSE);

  return self->unread;
}

/**
 * mq_conversation_set_unread:
 * @self: a conversation
 * @unread: %FALSE when the conversation is shown
 */
void
mq_conversation_set_unread (MqConversation *self, gboolean unread)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));

  if (self->unread == !!unread)
    return;

  self->unread = !!unread;
  notify (self, PROP_UNREAD);
}

/**
 * mq_conversation_get_fault_line:
 * @self: a conversation
 *
 * Returns: the faulty line (from 1) of the user's last script; 0: none, or unknown
 */
guint
mq_conversation_get_fault_line (MqConversation *self)
{
  MqNoticeItem *failure;

  g_return_val_if_fail (MQ_IS_CONVERSATION (self), 0);

  failure = mq_timeline_find_failure (mq_conversation_get_timeline (self));
  return failure != NULL ? failure->line : 0;
}

/**
 * mq_conversation_get_set_size:
 * @self: a conversation
 *
 * Returns: the number of sessions of its set; 0: it belongs to none
 */
guint
mq_conversation_get_set_size (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), 0);

  return self->set_size;
}

/**
 * mq_conversation_set_set_size:
 * @self: a conversation
 * @size: see mq_conversation_get_set_size()
 */
void
mq_conversation_set_set_size (MqConversation *self, guint size)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));

  if (self->set_size == size)
    return;

  self->set_size = size;
  notify (self, PROP_SET_SIZE);
}

/**
 * mq_conversation_is_favorite:
 * @self: a conversation
 *
 * Returns: whether the user wants it at the top of the list
 */
gboolean
mq_conversation_is_favorite (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), FALSE);

  return self->session != NULL && mq_session_is_favorite (self->session);
}

/**
 * mq_conversation_set_favorite:
 * @self: a conversation with a session
 * @favorite: whether the user wants it at the top of the list
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with the error of the library
 */
DexFuture *
mq_conversation_set_favorite (MqConversation *self, gboolean favorite)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (self->session != NULL && self->workspace != NULL);

  return mq_library_set_favorite (mq_workspace_get_library (self->workspace), self->session,
                                  favorite);
}

static DexFuture *
on_renamed (DexFuture *future, gpointer user_data)
{
  mq_workspace_upload (user_data, NULL);
  return dex_ref (future);
}

/**
 * mq_conversation_rename:
 * @self: a conversation
 * @title: the new title; surrounding blanks are removed, and an empty one changes nothing
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with the error of the library
 */
DexFuture *
mq_conversation_rename (MqConversation *self, const char *title)
{
  g_autofree char *clean = NULL;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (title != NULL);

  clean = g_strstrip (g_strdup (title));
  if (*clean == '\0')
    return dex_future_new_true ();

  if (self->session == NULL || self->workspace == NULL
      || mq_workspace_get_library (self->workspace) == NULL)
    {
      self->renamed = TRUE;
      mq_conversation_set_title (self, clean);
      return dex_future_new_true ();
    }

  return dex_future_then (
      mq_library_rename_session (mq_workspace_get_library (self->workspace), self->session, clean),
      on_renamed, g_object_ref (self->workspace), g_object_unref);
}

/**
 * mq_conversation_has_transcript:
 * @self: a conversation
 *
 * Returns: whether its last run asked a language model; %FALSE until it was loaded
 */
gboolean
mq_conversation_has_transcript (MqConversation *self)
{
  g_return_val_if_fail (MQ_IS_CONVERSATION (self), FALSE);

  return mq_open_run_get_asked (self->run) != NULL;
}

/**
 * mq_conversation_load_transcript:
 * @self: a conversation
 *
 * Asks the service, also for a finished run: it keeps the newest transcripts.
 *
 * Returns: (transfer full): resolves to a #GBytes, one line of JSON for each exchange of the last
 *   run; rejects with %MQ_ERROR_NOT_FOUND when the service has none, %MQ_ERROR_UNREACHABLE, …
 */
DexFuture *
mq_conversation_load_transcript (MqConversation *self)
{
  const char *asked;
  MqRun *run;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  if ((asked = mq_open_run_get_asked (self->run)) == NULL || self->workspace == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The last run did not use a language model"));

  /* The file lacks the last exchanges of an open run; its own service has them. */
  run = mq_open_run_get_run (self->run);
  return run != NULL
             ? mq_run_load_transcript (run)
             : mq_service_link_load_transcript (mq_workspace_get_link (self->workspace), asked);
}

/* Holds the conversation until then: somebody may have removed it from the list. */
static DexFuture *
on_made (DexFuture *future, gpointer conversation)
{
  return dex_ref (future);
}

/**
 * mq_conversation_make_file:
 * @self: a conversation
 * @version: one of its versions
 * @kind: what it makes
 * @job: an #MqExport or #MqFilm of it that was not begun
 * @path: the file that it makes; of an asset and of renders, their folder
 *
 * Makes a file while the user goes on, also in another conversation or without a window. The
 * timeline shows it, with how far it is, until the program ends.
 *
 * Returns: (transfer full): resolves to %TRUE when the file is there; may be dropped
 */
DexFuture *
mq_conversation_make_file (MqConversation *self, MqVersion *version, MqFileKind kind, GObject *job,
                           const char *path)
{
  MqFileItem *item;
  DexFuture *making;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self) && self->workspace != NULL);

  item = mq_timeline_add_file (mq_conversation_get_timeline (self), path, version, kind,
                               g_get_real_time ());
  making = dex_future_finally (mq_file_jobs_make (self->jobs, item, job), on_made,
                               g_object_ref (self), g_object_unref);
  mq_workspace_add_ending (self->workspace, dex_ref (making));
  return making;
}

/* Cancels the exports and films that are being made; mq_workspace_close() waits until nothing of
 * them is left. */
void
mq_conversation_cancel_files (MqConversation *self)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));

  if (self->timeline != NULL)
    mq_timeline_cancel_files (self->timeline);
}
