/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutbox, see mq-outbox.h. A message is in the list from mq_conversation_send() until it is
 * accepted or returned. The draft of the composer has those that the library does not have. */
#include "app/conversation/mq-outbox.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

typedef struct
{
  MqMessage *message;
  MqOutboxState state;
  DexPromise *taken; /* (nullable): once it was pending: its sender waits */
} Entry;

struct _MqOutbox
{
  GObject parent_instance;

  GPtrArray *entries; /* of Entry, oldest first */
};

G_DEFINE_FINAL_TYPE (MqOutbox, mq_outbox, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->taken != NULL && dex_future_is_pending (DEX_FUTURE (entry->taken)))
    dex_promise_reject (entry->taken,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  dex_clear (&entry->taken);
  mq_message_free (entry->message);
  g_free (entry);
}

static void
mq_outbox_finalize (GObject *object)
{
  g_ptr_array_unref (MQ_OUTBOX (object)->entries);

  G_OBJECT_CLASS (mq_outbox_parent_class)->finalize (object);
}

static void
mq_outbox_class_init (MqOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_outbox_finalize;
}

static void
mq_outbox_init (MqOutbox *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

static Entry *
find (MqOutbox *self, const char *id)
{
  MQ_EACH (self->entries, i, Entry, entry)
    if (g_strcmp0 (entry->message->id, id) == 0)
      return entry;

  return NULL;
}

/* @message: (transfer none): has an id, and no other message of the outbox has it, or it is the
 * same one */
void
mq_outbox_add (MqOutbox *self, const MqMessage *message, MqOutboxState state)
{
  Entry *entry = find (self, message->id);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->message = mq_message_copy (message);
      g_ptr_array_add (self->entries, entry);
    }
  mq_outbox_change (self, message->id, state);
}

/* A message that is not in the outbox stays out. */
void
mq_outbox_change (MqOutbox *self, const char *id, MqOutboxState state)
{
  Entry *entry = find (self, id);

  if (entry == NULL)
    return;

  entry->state = state;
  if (entry->taken != NULL && state >= MQ_OUTBOX_UNSENT
      && dex_future_is_pending (DEX_FUTURE (entry->taken)))
    dex_promise_resolve_boolean (entry->taken, TRUE);
  if (state == MQ_OUTBOX_ACCEPTED)
    g_ptr_array_remove (self->entries, entry);
}

/* The message waits for the run that is being started. Returns: (transfer full): resolves when that
 * has it; rejects with %MQ_ERROR_CANCELLED when the message is removed first */
DexFuture *
mq_outbox_queue (MqOutbox *self, const char *id)
{
  Entry *entry = find (self, id);

  dex_return_error_if_fail (entry != NULL);

  entry->state = MQ_OUTBOX_PENDING;
  if (entry->taken == NULL)
    entry->taken = dex_promise_new ();
  return dex_ref (DEX_FUTURE (entry->taken));
}

/* Its sender is done with it; one about which the user is asked, or which was refused, stays. */
void
mq_outbox_finish (MqOutbox *self, const char *id)
{
  MqOutboxState state = mq_outbox_get_state (self, id);

  if (state != MQ_OUTBOX_ASKED && state != MQ_OUTBOX_REFUSED)
    mq_outbox_change (self, id, MQ_OUTBOX_ACCEPTED);
}

/* No run takes the message. */
void
mq_outbox_remove (MqOutbox *self, const char *id)
{
  Entry *entry = find (self, id);

  if (entry != NULL)
    g_ptr_array_remove (self->entries, entry);
}

void
mq_outbox_remove_all (MqOutbox *self, MqOutboxState state)
{
  const MqMessage *message;

  while ((message = mq_outbox_find (self, state)) != NULL)
    mq_outbox_remove (self, message->id);
}

MqOutboxState
mq_outbox_get_state (MqOutbox *self, const char *id)
{
  const Entry *entry = find (self, id);

  return entry != NULL ? entry->state : MQ_OUTBOX_ACCEPTED;
}

/* Returns: (transfer none) (nullable): the message, until it leaves the outbox */
const MqMessage *
mq_outbox_get_message (MqOutbox *self, const char *id)
{
  const Entry *entry = find (self, id);

  return entry != NULL ? entry->message : NULL;
}

/* Returns: (transfer none) (nullable): the oldest one with this state */
const MqMessage *
mq_outbox_find (MqOutbox *self, MqOutboxState state)
{
  MQ_EACH (self->entries, i, const Entry, entry)
    if (entry->state == state)
      return entry->message;

  return NULL;
}

/* Whether something of the session waits for an answer, also of an earlier process. Awaits. */
gboolean
mq_outbox_has_unsent (MqOutbox *self, MqLibrary *library, MqSession *session)
{
  g_autoptr (JsonArray) rows = NULL;

  if (mq_outbox_find (self, MQ_OUTBOX_UNSENT) != NULL)
    return TRUE;

  rows = dex_await_boxed (mq_library_load_unsent (library), NULL);
  return mq_json_find (rows, "session", mq_session_get_id (session)) != NULL;
}
