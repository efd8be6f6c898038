/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are sent again: the version that a message started from, and another version of the
 * same words. Nothing is overwritten: what is sent again makes a branch. */
#include "app/conversation/mq-conversation-private.h"

#include "common/base/mq-limits.h"

/* The number of the version of a card, or of the first variant that has one; 0: none */
static guint
get_number (gpointer item)
{
  if (MQ_IS_VERSION_ITEM (item))
    return MQ_VERSION_ITEM (item)->version != NULL
               ? mq_version_get_number (MQ_VERSION_ITEM (item)->version)
               : 0;

  for (guint i = 0; MQ_IS_VARIANTS_ITEM (item) && i < MQ_VARIANTS_ITEM (item)->facts->len; i++)
    {
      const MqVariantFacts *facts = MQ_VARIANTS_ITEM (item)->facts->pdata[i];

      if (facts->version > 0)
        return facts->version;
    }

  return 0;
}

/* @before: (out): the last version above the message; @made: (out): the first one that it made; 0:
 * none */
static void
find_versions (MqConversation *self, MqMessageItem *message, guint *before, guint *made)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (self));
  gboolean is_below = FALSE;

  *before = *made = 0;
  for (guint i = 0; i < g_list_model_get_n_items (items) && *made == 0; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);
      guint number = get_number (item);

      if (is_below && MQ_IS_MESSAGE_ITEM (item)
          && g_strcmp0 (MQ_MESSAGE_ITEM (item)->role, "user") == 0)
        return;
      if (is_below)
        *made = number;
      else if (number > 0)
        *before = number;
      is_below |= (gpointer)item == (gpointer)message;
    }
}

/* The version of a script, of values or of a change in Blender repeats the message. */
static gboolean
is_own_script (MqVersion *made)
{
  return g_strcmp0 (mq_version_get_instruction (made), mq_version_get_summary (made)) == 0;
}

/**
 * mq_conversation_find_base:
 * @self: a conversation
 * @message: a message of the user
 *
 * Returns: (transfer full) (nullable): the version that the message changed; %NULL: it began
 *   something new
 */
MqVersion *
mq_conversation_find_base (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) version = NULL;
  guint before, made;

  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (message), NULL);

  find_versions (self, message, &before, &made);
  if (made > 0)
    version = mq_version_find (self->versions, made);
  return mq_version_find (self->versions,
                          version != NULL ? mq_version_get_parent (version) : before);
}

/**
 * mq_conversation_can_edit:
 * @self: a conversation
 * @message: a message
 *
 * Returns: whether its words can be changed and sent again
 */
gboolean
mq_conversation_can_edit (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) version = NULL;
  guint before, made;

  g_return_val_if_fail (MQ_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (message), FALSE);

  if (g_strcmp0 (message->role, "user") != 0 || message->queued
      || mq_conversation_state_is_busy (self->state))
    return FALSE;

  find_versions (self, message, &before, &made);
  version = made > 0 ? mq_version_find (self->versions, made) : NULL;
  return version == NULL || !is_own_script (version);
}

/* How many versions the same words made of the same version. */
static guint
count_made (MqConversation *self, MqMessageItem *message, MqVersion *base)
{
  guint parent = base != NULL ? mq_version_get_number (base) : 0;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i);

      n += version != NULL && mq_version_get_parent (version) == parent
           && g_strcmp0 (mq_version_get_instruction (version), message->message->text) == 0;
    }

  return n;
}

/**
 * mq_conversation_can_regenerate:
 * @self: a conversation
 * @message: a message
 *
 * Returns: whether the same words can make another version
 */
gboolean
mq_conversation_can_regenerate (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) base = NULL;

  if (self->session == NULL || !mq_conversation_can_edit (self, message))
    return FALSE;

  base = mq_conversation_find_base (self, message);
  return count_made (self, message, base) < MQ_RUN_MAX_VARIANTS;
}

/**
 * mq_conversation_regenerate:
 * @self: a conversation whose run does not work
 * @message: a message of the user
 *
 * Makes another version of the same words, from the version that the message changed.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_CONFLICT while a run
 *   works
 */
DexFuture *
mq_conversation_regenerate (MqConversation *self, MqMessageItem *message)
{
  MqConversationRequest *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (MQ_IS_MESSAGE_ITEM (message));

  request = mq_conversation_request_new (self, mq_message_renew (message->message));
  request->base = mq_conversation_find_base (self, message);
  request->regenerates = TRUE;
  request->message->variant = request->message->variants = count_made (self, message, request->base)
                                                           + 1;
  return mq_conversation_send_request (request);
}

/**
 * mq_conversation_try_later:
 * @self: a conversation whose run failed
 *
 * As mq_conversation_try_again(), when the user has signed in or accepted the terms.
 */
void
mq_conversation_try_later (MqConversation *self)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));

  self->is_refused = TRUE;
}

/**
 * mq_conversation_send_refused:
 * @self: a conversation
 *
 * The user has signed in: sends the last message again if the service refused it before.
 */
void
mq_conversation_send_refused (MqConversation *self)
{
  if (self->is_refused)
    dex_future_disown (mq_conversation_try_again (self));
}
