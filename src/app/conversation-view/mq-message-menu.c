/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a message, of a picture of one, or of another row with text, see
 * mq-item-widgets.h. */
#include "app/conversation-view/mq-item-widgets.h"

#include <glib/gi18n.h>

/* Takes @target, a floating reference. */
static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static guint
find_position (GListModel *items, gpointer message)
{
  guint n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if ((gpointer)item == message)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* Appends what can be done with a message now. The actions get its place in the timeline. */
static void
append_message (GMenu *menu, MqConversation *conversation, MqMessageItem *message)
{
  guint at = find_position (G_LIST_MODEL (mq_conversation_get_timeline (conversation)), message);

  if (mq_conversation_can_edit (conversation, message))
    append (menu, _ ("_Edit and Send Again"), "conversation.edit-message",
            g_variant_new_uint32 (at));
  if (mq_conversation_can_regenerate (conversation, message))
    /* Translators: makes another version of the words of a message */
    append (menu, _ ("_Regenerate"), "conversation.regenerate", g_variant_new_uint32 (at));
}

/* @picture: (nullable): the file of the picture that was pressed. Returns: (transfer full): what
 * can be done with the picture, or else with the text of the item */
GMenuModel *
mq_message_menu_new (MqConversation *conversation, gpointer item, const char *picture)
{
  GMenu *menu = g_menu_new ();

  if (picture != NULL)
    {
      append (menu, _ ("_Copy Picture"), "card.copy-picture", g_variant_new_string (picture));
      append (menu, _ ("_Save Picture…"), "card.save-picture", g_variant_new_string (picture));
      return G_MENU_MODEL (menu);
    }

  if (MQ_IS_MESSAGE_ITEM (item))
    append_message (menu, conversation, item);
  append (menu, _ ("_Copy"), "card.copy", NULL);
  return G_MENU_MODEL (menu);
}
