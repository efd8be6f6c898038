/* MqBlenderGroup: which Blender is used, as a list to choose from: the newest that is found, one of
 * those found, or another one from a file dialog. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_BLENDER_GROUP (mq_blender_group_get_type ())
G_DECLARE_FINAL_TYPE (MqBlenderGroup, mq_blender_group, MQ, BLENDER_GROUP, AdwPreferencesGroup)

void mq_blender_group_set_settings (MqBlenderGroup *self, MqSettings *settings);

/* Signal: "failed" (const char *why): what was chosen is no Blender that can be used. */

G_END_DECLS
