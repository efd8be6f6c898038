/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a message: editing and sending it again, see mq-item-widgets.h. */
#include "app/conversation-view/mq-item-widgets.h"

#include <glib/gi18n.h>

static void
append (GMenu *menu, const char *label, const char *action, guint at)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", at);
  g_menu_append_item (menu, item);
}

/**
 * mq_message_menu_append:
 * @menu: a menu
 * @conversation: the conversation of @message
 * @message: a #MqMessageItem
 *
 * Appends what can be done with the message now. The actions get its place in the timeline.
 */
void
mq_message_menu_append (GMenu *menu, MqConversation *conversation, gpointer message)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));
  guint at = 0;

  for (gboolean found = FALSE; !found && at < g_list_model_get_n_items (items); at += !found)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, at);

      found = (gpointer)item == message;
    }

  if (mq_conversation_can_edit (conversation, message))
    append (menu, _ ("_Edit and Send Again"), "conversation.edit-message", at);
  if (mq_conversation_can_regenerate (conversation, message))
    /* Translators: makes another version of the words of a message */
    append (menu, _ ("_Regenerate"), "conversation.regenerate", at);
}
