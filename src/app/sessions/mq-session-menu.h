/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_session_menu_new(): the menu of a session. Used by MqSidebar for its rows and by MqWindow for
 * its header bar. */
#pragma once

#include "app/conversation/mq-conversation.h"

G_BEGIN_DECLS

GMenuModel *mq_session_menu_new (MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
