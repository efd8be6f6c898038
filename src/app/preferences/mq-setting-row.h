/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_setting_row_*(): rows of configuration keys: those that the table of keys describes
 * (common/settings/mq-config-key.c), and those that a page has made by hand. A row whose key is set
 * in config.yaml is insensitive and has a note. Used by every page of Preferences. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

void mq_setting_rows_bind (MqSettings *settings, GtkWidget *widget);
void mq_setting_row_show_fixed (GtkWidget *row, gboolean is_fixed);
void mq_setting_group_show_fixed (AdwPreferencesGroup *group, gboolean is_fixed);
void mq_setting_row_show_invalid (AdwEntryRow *row, gboolean is_invalid);

G_END_DECLS
