/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text, pictures, targets and requirements of an unsent message, saved to disk whenever they change
 * and loaded on first use, see mq-unsent-message.h. Two windows that show one conversation show one
 * message. */
#include "app/composer/mq-unsent-message.h"

#include "app/picture/mq-picture.h"
#include "common/base/mq-each.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <string.h>

/* Bytes of text that are read from disk; a message is shorter. */
#define MAX_TEXT (128 * 1024)

/* The pictures of a message that is in the conversation's outbox. It stays in the saved draft until
 * the library has it. */
typedef struct
{
  MqConversation *conversation; /* stays until then */
  char *id;
  MqAttachments *attachments;
} Outgoing;

struct _MqUnsentMessage
{
  GObject parent_instance;

  /* Borrowed */
  MqConversation *conversation; /* weak; it owns this object */

  /* Owned */
  MqDrafts *drafts; /* NULL: kept in memory only */
  GtkTextBuffer *buffer;
  MqAttachments *attachments;
  gulong attachments_handler;
  JsonArray *targets;      /* NULL: none */
  JsonArray *requirements; /* that the user listed; NULL: none */
  GPtrArray *outgoing;     /* of Outgoing, oldest first */
  char *name;              /* on disk; NULL: not saved at present */
  gboolean is_restoring;   /* nothing is saved before the saved message is read */
};

static guint attachments_replaced_signal;
static guint targets_changed_signal;
static guint requirements_changed_signal;

G_DEFINE_FINAL_TYPE (MqUnsentMessage, mq_unsent_message, G_TYPE_OBJECT)

static void
outgoing_free (gpointer data)
{
  Outgoing *outgoing = data;

  g_free (outgoing->id);
  g_object_unref (outgoing->attachments);
  g_object_unref (outgoing->conversation);
  g_free (outgoing);
}

static void
add_pictures (JsonArray *pictures, MqAttachments *attachments)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (attachments->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqAttachment) item = g_list_model_get_item (G_LIST_MODEL (attachments->items), i);
      g_autofree char *file = g_path_get_basename (item->path);

      json_array_add_object_element (pictures, mq_json_new ("file:s name:s", file, item->name));
    }
}

static gboolean
is_empty (MqUnsentMessage *self)
{
  g_autofree char *text = mq_unsent_message_dup_text (self);

  return strspn (text, " \t\r\n") == strlen (text) && self->targets == NULL
         && self->requirements == NULL
         && g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)) == 0;
}

/* Returns: (transfer full): what is written, with its pictures and targets */
static MqMessage *
make_message (MqUnsentMessage *self)
{
  g_autofree char *text = mq_unsent_message_dup_text (self);
  MqMessage *message = mq_message_new (text, NULL);

  mq_message_take_pictures (message, mq_attachments_dup_paths (self->attachments));
  mq_message_set_targets (message, self->targets);
  message->requirements = mq_own_requirements_from_drawing (self->targets);
  if (message->requirements == NULL)
    message->requirements = mq_json_copy_array (self->requirements);
  else
    mq_json_append (message->requirements, self->requirements);
  for (guint i = 0; i < MIN (g_strv_length (message->pictures), MQ_RUN_MAX_PICTURES); i++)
    {
      g_autoptr (MqAttachment) item
          = g_list_model_get_item (G_LIST_MODEL (self->attachments->items), i);

      message->roles[i] = item->role;
    }
  return message;
}

static JsonObject *
describe (gpointer owner)
{
  MqUnsentMessage *self = owner;
  g_autoptr (MqMessage) all = mq_message_new ("", NULL);
  g_autoptr (MqMessage) written = make_message (self);
  g_autoptr (JsonArray) pictures = json_array_new ();
  JsonObject *draft;

  MQ_EACH (self->outgoing, i, const Outgoing, outgoing)
    {
      MqOutbox *outbox = mq_conversation_get_outbox (outgoing->conversation);

      if (mq_outbox_get_state (outbox, outgoing->id) >= MQ_OUTBOX_UNSENT)
        continue;
      mq_message_append (all, mq_outbox_get_message (outbox, outgoing->id));
      add_pictures (pictures, outgoing->attachments);
    }

  if (*all->text == '\0' && all->targets == NULL && all->requirements == NULL
      && json_array_get_length (pictures) == 0 && is_empty (self))
    return NULL;

  /* The pictures have a folder and names of their own. */
  mq_message_append (all, written);
  add_pictures (pictures, self->attachments);
  draft = json_object_new ();
  mq_message_write (all, draft, MQ_MESSAGE_LOCAL);
  json_object_set_array_member (draft, "pictures", g_steal_pointer (&pictures));
  return draft;
}

static void
release_name (MqUnsentMessage *self)
{
  if (self->name != NULL)
    mq_drafts_release_new (self->drafts, self->name);
  g_clear_pointer (&self->name, g_free);
}

static void
touch (MqUnsentMessage *self)
{
  if (self->name != NULL && !self->is_restoring)
    mq_drafts_touch (self->drafts, self->name, G_OBJECT (self), describe);
}

/* Names the saved message after its session; a message to a new one, as soon as there is something
 * to save. The name stays until the first message has made the session. */
static void
update_name (MqUnsentMessage *self)
{
  g_autofree char *name = NULL;
  MqSession *session;

  if (self->drafts == NULL || self->conversation == NULL)
    return;

  session = mq_conversation_get_session (self->conversation);
  if (session != NULL)
    name = mq_drafts_name_message (mq_session_get_id (session));
  else if (self->name != NULL)
    name = g_strdup (self->name);
  else if (mq_conversation_get_state (self->conversation) == MQ_CONVERSATION_NEW
           && !is_empty (self))
    name = mq_drafts_claim_new (self->drafts);
  if (g_strcmp0 (name, self->name) == 0)
    return;

  if (self->name != NULL)
    mq_drafts_drop (self->drafts, self->name);
  release_name (self);
  self->name = g_steal_pointer (&name);
  if (!is_empty (self) || self->outgoing->len > 0)
    touch (self);
}

static void
on_changed (MqUnsentMessage *self)
{
  update_name (self);
  touch (self);
  if (self->conversation != NULL && gtk_text_buffer_get_char_count (self->buffer) > 0)
    mq_conversation_prepare_run (self->conversation);
}

/* The conversation is gone: what is saved is for the next new session. */
static void
release (gpointer data)
{
  g_autoptr (MqUnsentMessage) self = data;

  release_name (self);
}

/* Puts text that was returned or saved before the text being written. */
static void
insert_text (MqUnsentMessage *self, const char *text)
{
  gboolean is_empty = gtk_text_buffer_get_char_count (self->buffer) == 0;
  GtkTextIter start;

  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  if (!is_empty)
    gtk_text_buffer_insert (self->buffer, &start, "\n", 1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

/* Adds targets and requirements of a message that was returned or saved. Those that were drawn come
 * from the targets. */
static void
add_targets (MqUnsentMessage *self, const MqMessage *message)
{
  g_autoptr (JsonArray) all = mq_target_list_merge (self->targets, message->targets, NULL);
  g_autoptr (JsonArray) drawn = mq_own_requirements_from_drawing (message->targets);
  g_autoptr (JsonArray) listed = json_array_new ();

  mq_json_append (listed, self->requirements);
  MQ_JSON_EACH (message->requirements, i, row)
    {
      const char *source = mq_json_get_string (row, "source", "");

      if (mq_json_find (drawn, "source", source) == NULL)
        json_array_add_object_element (listed, json_object_ref (row));
    }
  mq_unsent_message_set_targets (self, all);
  mq_unsent_message_set_requirements (self, listed);
}

static DexFuture *
add_with_role (MqAttachments *attachments, const char *path, guint role)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MqAttachment) attachment
      = dex_await_object (mq_attachments_add_file (attachments, file), NULL);

  if (attachment != NULL)
    mq_attachments_set_role (attachments, attachment, role);
  return dex_future_new_true ();
}

static void
on_returned (MqUnsentMessage *self, const MqMessage *message)
{
  if (*message->text != '\0')
    insert_text (self, message->text);
  add_targets (self, message);
  for (guint i = 0; message->pictures[i] != NULL; i++)
    dex_future_disown (mq_fiber_spawn_with (
        NULL, 0, add_with_role, (MQ_TYPE_ATTACHMENTS, self->attachments),
        (G_TYPE_STRING, message->pictures[i]),
        (G_TYPE_UINT, i < MQ_RUN_MAX_PICTURES ? message->roles[i] : MQ_PICTURE_ROLE_NONE)));
}

/* Importing pictures: users' files are re-encoded, which strips metadata. */

static DexFuture *
import_fiber (MqDrafts *drafts, const char *path)
{
  GError *error = NULL;
  g_autofree char *folder = dex_await_string (mq_drafts_open_pictures (drafts), &error);

  return folder != NULL ? mq_picture_import (path, folder) : dex_future_new_for_error (error);
}

static DexFuture *
import_picture (const char *path, gpointer drafts)
{
  return mq_fiber_spawn_with (NULL, 0, import_fiber, (MQ_TYPE_DRAFTS, drafts),
                              (G_TYPE_STRING, path));
}

static void
make_attachments (MqUnsentMessage *self)
{
  self->attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  if (self->drafts != NULL)
    mq_attachments_set_import (self->attachments, import_picture, g_object_ref (self->drafts),
                               g_object_unref);
  self->attachments_handler = g_signal_connect_object (
      self->attachments->items, "items-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static DexFuture *
restore_fiber (MqUnsentMessage *self)
{
  g_autoptr (JsonObject) draft = dex_await_boxed (mq_drafts_load (self->drafts, self->name), NULL);
  g_autoptr (MqMessage) saved = draft != NULL ? mq_message_read (draft, MQ_MESSAGE_LOCAL, NULL)
                                              : mq_message_new ("", NULL);
  JsonArray *pictures = mq_json_get_array (draft, "pictures");
  g_autofree char *folder = NULL;

  if (*saved->text != '\0' && strlen (saved->text) <= MAX_TEXT)
    insert_text (self, saved->text);
  add_targets (self, saved);
  if (pictures != NULL && json_array_get_length (pictures) > 0
      && (folder = dex_await_string (mq_drafts_open_pictures (self->drafts), NULL)))
    for (guint i = 0;
         pictures != NULL && i < MIN (json_array_get_length (pictures), MQ_ATTACHMENTS_MAX); i++)
      {
        JsonObject *picture = mq_json_element_object (pictures, i);
        const char *file = mq_json_get_string (picture, "file", "");
        g_autofree char *path = g_build_filename (folder, file, NULL);
        g_autoptr (MqAttachment) attachment = NULL;
        g_autoptr (GError) error = NULL;

        if (*file == '\0' || *file == '.' || strchr (file, '/') != NULL)
          continue;
        attachment
            = dex_await_object (mq_attachments_add_own (self->attachments, path,
                                                        mq_json_get_string (picture, "name", "")),
                                &error);
        if (attachment != NULL)
          mq_attachments_set_role (self->attachments, attachment, saved->roles[i]);
        else
          g_debug ("A picture of a draft is passed over: %s", error->message);
      }

  self->is_restoring = FALSE;
  if (draft == NULL && is_empty (self) && self->outgoing->len == 0)
    release_name (self);
  else
    touch (self);
  return dex_future_new_true ();
}

static void
mq_unsent_message_finalize (GObject *object)
{
  MqUnsentMessage *self = MQ_UNSENT_MESSAGE (object);

  g_clear_weak_pointer (&self->conversation);
  g_clear_object (&self->drafts);
  g_ptr_array_unref (self->outgoing);
  g_object_unref (self->buffer);
  g_clear_pointer (&self->targets, json_array_unref);
  g_clear_pointer (&self->requirements, json_array_unref);
  g_free (self->name);
  g_object_unref (self->attachments);

  G_OBJECT_CLASS (mq_unsent_message_parent_class)->finalize (object);
}

static void
mq_unsent_message_class_init (MqUnsentMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_unsent_message_finalize;

  attachments_replaced_signal = mq_signal_new (MQ_TYPE_UNSENT_MESSAGE, "attachments-replaced", 0);
  targets_changed_signal = mq_signal_new (MQ_TYPE_UNSENT_MESSAGE, "targets-changed", 0);
  requirements_changed_signal = mq_signal_new (MQ_TYPE_UNSENT_MESSAGE, "requirements-changed", 0);
}

static void
mq_unsent_message_init (MqUnsentMessage *self)
{
  self->outgoing = g_ptr_array_new_with_free_func (outgoing_free);
  self->buffer = gtk_text_buffer_new (NULL);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * mq_unsent_message_get:
 *
 * Returns: (transfer none): the unsent message of @conversation, which owns it; a saved message is
 *   loaded asynchronously
 */
MqUnsentMessage *
mq_unsent_message_get (MqConversation *conversation)
{
  MqUnsentMessage *self = g_object_get_data (G_OBJECT (conversation), "mq-draft");

  if (self != NULL)
    return self;

  self = g_object_new (MQ_TYPE_UNSENT_MESSAGE, NULL);
  g_object_set_data_full (G_OBJECT (conversation), "mq-draft", self, release);
  g_set_weak_pointer (&self->conversation, conversation);
  g_set_object (&self->drafts, mq_conversation_get_drafts (conversation));
  make_attachments (self);
  g_signal_connect_object (conversation, "returned", G_CALLBACK (on_returned), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::session", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::state", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  if (self->drafts != NULL && mq_conversation_get_state (conversation) == MQ_CONVERSATION_NEW)
    self->name = mq_drafts_claim_new (self->drafts); /* released if nothing is saved */
  else
    update_name (self);
  if (self->name != NULL)
    {
      self->is_restoring = TRUE;
      mq_drafts_add_restoring (self->drafts, mq_fiber_spawn_with (NULL, 0, restore_fiber,
                                                                  (MQ_TYPE_UNSENT_MESSAGE, self)));
    }
  return self;
}

/* Returns: (transfer none): the text, which all composers of the conversation show */
GtkTextBuffer *
mq_unsent_message_get_buffer (MqUnsentMessage *self)
{
  return self->buffer;
}

char *
mq_unsent_message_dup_text (MqUnsentMessage *self)
{
  char *text;

  g_object_get (self->buffer, "text", &text, NULL);
  return text;
}

MqAttachments *
mq_unsent_message_get_attachments (MqUnsentMessage *self)
{
  return self->attachments;
}

/* Returns: (transfer none) (nullable): what the message points at */
JsonArray *
mq_unsent_message_get_targets (MqUnsentMessage *self)
{
  return self->targets;
}

/* Replaces what the message points at, saves it, and emits `targets-changed`. @targets: (nullable):
 * checked, see mq-target.h; not changed later */
void
mq_unsent_message_set_targets (MqUnsentMessage *self, JsonArray *targets)
{
  if (mq_json_length (targets) == 0)
    targets = NULL;
  if (mq_json_are_equal (self->targets, targets))
    return;

  mq_json_replace_array (&self->targets, targets);
  g_signal_emit (self, targets_changed_signal, 0);
  on_changed (self);
}

/* Returns: (transfer none) (nullable): the requirements that the user listed */
JsonArray *
mq_unsent_message_get_requirements (MqUnsentMessage *self)
{
  return self->requirements;
}

/* Replaces them, saves them, and emits `requirements-changed`. @requirements: (nullable): of
 * mq_requirement_rows_take(); not changed later */
void
mq_unsent_message_set_requirements (MqUnsentMessage *self, JsonArray *requirements)
{
  if (mq_json_length (requirements) == 0)
    requirements = NULL;
  if (mq_json_are_equal (self->requirements, requirements))
    return;

  mq_json_replace_array (&self->requirements, requirements);
  g_signal_emit (self, requirements_changed_signal, 0);
  on_changed (self);
}

/* The timeline shows errors. After success, the session has its own copy of the pictures. */
static DexFuture *
sent_cb (DexFuture *future, gpointer data)
{
  Outgoing *outgoing = data;
  g_autoptr (MqConversation) conversation = g_object_ref (outgoing->conversation);
  MqUnsentMessage *self = mq_unsent_message_get (conversation);
  MqAttachments *attachments = outgoing->attachments;

  /* Pictures that could not be sent come back, unless others were attached meanwhile. */
  if (!dex_future_is_rejected (future)
      || g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)) > 0)
    mq_attachments_delete_files (attachments);
  else if (g_list_model_get_n_items (G_LIST_MODEL (attachments->items)) > 0)
    {
      g_clear_signal_handler (&self->attachments_handler, self->attachments->items);
      g_set_object (&self->attachments, attachments);
      self->attachments_handler = g_signal_connect_object (
          attachments->items, "items-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
      g_signal_emit (self, attachments_replaced_signal, 0);
    }
  g_ptr_array_remove (self->outgoing, outgoing);
  on_changed (self);
  return NULL;
}

/* Sends text, pictures, targets and requirements to the conversation, as mq_conversation_send(),
 * and empties the message. They stay saved until the conversation has taken them. @variants: how
 * many are to be made of what it asks for; 1: none; @with_pictures: whether its pictures go with
 * it; else they stay in the message. */
void
mq_unsent_message_send (MqUnsentMessage *self, guint variants, gboolean with_pictures)
{
  Outgoing *outgoing = g_new (Outgoing, 1);
  MqMessage *message = make_message (self);
  MqAttachments *attachments;
  DexFuture *sending;

  g_strstrip (message->text);
  message->id = mq_json_new_id ();
  message->variants = variants;
  message->variant = variants > 1 ? 0 : 1;
  if (!with_pictures)
    mq_message_take_pictures (message, NULL);

  if (with_pictures)
    {
      attachments = self->attachments;
      g_clear_signal_handler (&self->attachments_handler, attachments->items);
      make_attachments (self);
      g_signal_emit (self, attachments_replaced_signal, 0);
    }
  else
    attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  *outgoing = (Outgoing){ g_object_ref (self->conversation), g_strdup (message->id), attachments };
  g_ptr_array_add (self->outgoing, outgoing);
  sending = mq_conversation_send (self->conversation, message);
  gtk_text_buffer_set_text (self->buffer, "", 0);
  mq_unsent_message_set_targets (self, NULL);
  mq_unsent_message_set_requirements (self, NULL);
  dex_future_disown (dex_future_finally (sending, sent_cb, outgoing, NULL));
}
