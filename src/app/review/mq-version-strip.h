/* MqVersionStrip: the versions of a conversation as a row of thumbnails, branches and all. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "conversation", "version" (MqVersion that is chosen, both ways), "current-version" (read-only:
 * that of the conversation). Action: versions.continue: the next words go on from the chosen one. */
#define MQ_TYPE_VERSION_STRIP (mq_version_strip_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionStrip, mq_version_strip, MQ, VERSION_STRIP, AdwBin)

G_END_DECLS
