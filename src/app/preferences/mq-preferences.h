/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPreferences: the preferences dialog, for config.yaml's keys and the window's GSettings; changes
 * apply immediately. Used by MqApplication. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PREFERENCES (mq_preferences_get_type ())
G_DECLARE_FINAL_TYPE (MqPreferences, mq_preferences, MQ, PREFERENCES, AdwPreferencesDialog)

MqPreferences *mq_preferences_new (MqConversationList *conversations, GSettings *settings);
/* Opens the page Models where a model is set up. */
void mq_preferences_set_up_model (MqPreferences *self);

/* Groups in the dialog report a problem by the actions "preferences.show-error" (title, reason) and
 * "preferences.show-keyring-banner" (reason, for the log). */

G_END_DECLS
