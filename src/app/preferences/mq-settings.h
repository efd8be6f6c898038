/* MqSettings: config.yaml as the dialog sees it: widgets bound to keys, changes written one after
 * the other, and what the file says shown again afterwards, also when someone else wrote it. */
#pragma once

#include "app/desk/mq-desk.h"

G_BEGIN_DECLS

#define MQ_TYPE_SETTINGS (mq_settings_get_type ())
G_DECLARE_FINAL_TYPE (MqSettings, mq_settings, MQ, SETTINGS, GObject)

MqSettings *mq_settings_new (MqDesk *desk);

MqConfig *mq_settings_get_config (MqSettings *self);
MqDesk *mq_settings_get_desk (MqSettings *self);
char *mq_settings_get_path (MqSettings *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_settings_is_writable (MqSettings *self); /* properties "writable" and its opposite, "broken" */
const char *mq_settings_get_problem (MqSettings *self); /* property "problem": why not, in a line */

void mq_settings_set (MqSettings *self, MqConfigKey key, const char *value);
void mq_settings_set_role (MqSettings *self, const char *role, const char *model);
void mq_settings_bind (MqSettings *self, MqConfigKey key, gpointer object, const char *property,
                       double factor);

/* Signals: "changed" (): what the file says is to be shown; "failed" (const char *why): a change
 * could not be written. */

G_END_DECLS
