/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLiveGroup: the settings of the running Blender: whether new versions are sent to it, and saving
 * the add-on that it needs. Used by MqPreferences. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_LIVE_GROUP (mq_live_group_get_type ())
G_DECLARE_FINAL_TYPE (MqLiveGroup, mq_live_group, MQ, LIVE_GROUP, AdwPreferencesGroup)

void mq_live_group_set_settings (MqLiveGroup *self, MqSettings *settings);

G_END_DECLS
