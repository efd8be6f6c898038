/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSettings: the configuration as Preferences uses it: binds widgets to keys, writes changes in
 * order to preferences.json, and reloads when a file changes, also by another program. Used by
 * MqPreferences and its groups. */
#pragma once

#include "app/workspace/mq-workspace.h"

G_BEGIN_DECLS

#define MQ_TYPE_SETTINGS (mq_settings_get_type ())
G_DECLARE_FINAL_TYPE (MqSettings, mq_settings, MQ, SETTINGS, GObject)

MqSettings *mq_settings_new (MqWorkspace *workspace);

MqConfig *mq_settings_get_config (MqSettings *self);
MqWorkspace *mq_settings_get_workspace (MqSettings *self);
char *mq_settings_get_path (MqSettings *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_settings_is_writable (MqSettings *self);    /* property "writable" */
const char *mq_settings_get_problem (MqSettings *self); /* "problem"; "broken": has one */

void mq_settings_set (MqSettings *self, MqConfigKey key, const char *value);
void mq_settings_set_role (MqSettings *self, const char *role, const char *model);
void mq_settings_bind (MqSettings *self, MqConfigKey key, gpointer object, const char *property);

/* Signals: "changed" (): the configuration was loaded again; "failed" (const char *why): a change
 * could not be written. */

G_END_DECLS
