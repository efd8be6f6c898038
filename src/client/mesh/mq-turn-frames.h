/* MqTurnFrames: small pictures of a version on a turntable: drawn by a Blender in the sandbox when
 * they are first needed, then kept in the cache beside the meshes. Used by MqTurnPicture. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/** MQ_TURN_N_FRAMES: of a whole turn, to the right; the first one is from the front. */
#define MQ_TURN_N_FRAMES 36
/** MQ_TURN_WIDTH: px of a frame. */
#define MQ_TURN_WIDTH 480
/** MQ_TURN_HEIGHT: px of a frame. */
#define MQ_TURN_HEIGHT 270

/* Signal: "frame" (guint index, const char *path): that frame, counted from 0, is in a file. */
#define MQ_TYPE_TURN_FRAMES (mq_turn_frames_get_type ())
G_DECLARE_FINAL_TYPE (MqTurnFrames, mq_turn_frames, MQ, TURN_FRAMES, GObject)

MqTurnFrames *
mq_turn_frames_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version);
DexFuture *mq_turn_frames_load (MqTurnFrames *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
