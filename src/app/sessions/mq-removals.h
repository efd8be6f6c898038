/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemovals: sessions deleted a moment ago, which can be restored while their toast is shown.
 * Several deletions in a row share a toast, and Undo restores all of them. Used by MqWindow. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "restored" (MqConversation *): the last of the restored sessions, to show it. */
#define MQ_TYPE_REMOVALS (mq_removals_get_type ())
G_DECLARE_FINAL_TYPE (MqRemovals, mq_removals, MQ, REMOVALS, GObject)

MqRemovals *mq_removals_new (MqConversationList *conversations,
                             AdwToastOverlay *toasts) G_GNUC_WARN_UNUSED_RESULT;
void mq_removals_remove (MqRemovals *self, MqConversation *conversation);
gboolean mq_removals_undo (MqRemovals *self);

G_END_DECLS
