/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBlenderGroup: the list of Blender installations to choose from: the newest one, one of those
 * found, or another one from a file dialog. Used by MqPreferences. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_BLENDER_GROUP (mq_blender_group_get_type ())
G_DECLARE_FINAL_TYPE (MqBlenderGroup, mq_blender_group, MQ, BLENDER_GROUP, AdwPreferencesGroup)

void mq_blender_group_set_settings (MqBlenderGroup *self, MqSettings *settings);

G_END_DECLS
