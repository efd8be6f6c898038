/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramsPage: the page of Preferences about other programs whose models build with Maquette:
 * who has connected, what each may do, and the sessions it has worked in. Used by MqPreferences. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PROGRAMS_PAGE (mq_programs_page_get_type ())
G_DECLARE_FINAL_TYPE (MqProgramsPage, mq_programs_page, MQ, PROGRAMS_PAGE, AdwPreferencesPage)

void mq_programs_page_set_conversations (MqProgramsPage *self, MqConversationList *conversations);

G_END_DECLS
