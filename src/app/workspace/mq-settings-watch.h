/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSettingsWatch: emits "changed" when another program, or an editor, has written config.yaml or
 * preferences.json. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_SETTINGS_WATCH (mq_settings_watch_get_type ())
G_DECLARE_FINAL_TYPE (MqSettingsWatch, mq_settings_watch, MQ, SETTINGS_WATCH, GObject)

void mq_settings_watch_start (MqSettingsWatch *self, const char *config_file);
void mq_settings_watch_stop (MqSettingsWatch *self);

G_END_DECLS
