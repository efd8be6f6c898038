/* MqTurnPicture: a version that is turned through pictures that Blender draws, for a display
 * without OpenGL. Shows those that are there while the others are drawn. Used by MqOrbit. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_TURN_PICTURE (mq_turn_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqTurnPicture, mq_turn_picture, MQ, TURN_PICTURE, AdwBin)

DexFuture *
mq_turn_picture_load (MqTurnPicture *self, MqLibrary *library, const MqWorkerSettings *settings,
                      MqVersion *version, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
