/* MqTaken: a version's asset as it stands in the user's open Blender, taken back with what was
 * changed by hand. It is fetched before the run that makes a version of it, see MqRunOptions. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

#define MQ_TYPE_TAKEN (mq_taken_get_type ())
G_DECLARE_FINAL_TYPE (MqTaken, mq_taken, MQ, TAKEN, GObject)

DexFuture *mq_taken_fetch (MqLibrary *library, const MqWorkerSettings *settings,
                           MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_taken_close (MqTaken *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_taken_open (MqTaken *self, MqWorker *worker, const char *file,
                          guint seconds) G_GNUC_WARN_UNUSED_RESULT;

MqVersion *mq_taken_get_base (MqTaken *self);
const char *mq_taken_get_summary (MqTaken *self);
const char *mq_taken_get_script (MqTaken *self);
JsonArray *mq_taken_get_changes (MqTaken *self);
const char *const *mq_taken_get_outside (MqTaken *self);

char *mq_taken_describe_change (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
