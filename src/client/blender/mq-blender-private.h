/* Functions of MqBlender that are exported for its tests only. */
#pragma once

#include "client/blender/mq-blender.h"

G_BEGIN_DECLS

MqBlender *mq_blender_new_for_version_text (const char *path, const char *text);

G_END_DECLS
