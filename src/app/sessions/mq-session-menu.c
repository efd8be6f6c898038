/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a session, see mq-session-menu.h. */
#include "app/sessions/mq-session-menu.h"

#include <glib/gi18n.h>

static void
add_item (GMenu *menu, const char *label, const char *action, const char *session)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", session);
  g_menu_append_item (menu, item);
}

/**
 * mq_session_menu_new:
 * @conversation: a conversation with a session
 *
 * Returns: (transfer full): a menu of window actions on that session
 */
GMenuModel *
mq_session_menu_new (MqConversation *conversation)
{
  const char *session = mq_session_get_id (mq_conversation_get_session (conversation));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) things = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();

  add_item (things, _ ("_Rename…"), "win.rename-session", session);
  add_item (things,
            mq_conversation_is_favorite (conversation) ? _ ("Remove from _Favorites")
                                                       : _ ("Add to _Favorites"),
            "win.favorite-session", session);
  if (mq_session_get_last_version (mq_conversation_get_session (conversation)) != NULL)
    add_item (things, _ ("Dup_licate"), "win.duplicate-session", session);
  add_item (things, _ ("_Open Folder"), "win.open-folder", session);
  add_item (things, _ ("_Copy ID"), "win.copy-id", session);
  /* Translators: writes the session to a file, for another person */
  add_item (things, _ ("_Share…"), "win.share-session", session);
  if (mq_conversation_has_transcript (conversation))
    /* Translators: the conversation between the last run and its language models */
    add_item (things, _ ("Save _Transcript…"), "win.save-transcript", session);
  add_item (removal, _ ("_Delete"), "win.delete-session", session);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (things));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}
