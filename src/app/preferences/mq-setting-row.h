/* Rows of settings: bound to a key. Where config.yaml has the key, the row says so and cannot be changed;
 * used by every page of Preferences. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

void mq_setting_row_bind (MqSettings *settings, MqConfigKey key, gpointer row, const char *property,
                          double factor);
void mq_setting_row_show_fixed (GtkWidget *row, gboolean is_fixed);
void mq_setting_group_show_fixed (AdwPreferencesGroup *group, gboolean is_fixed);

G_END_DECLS
