/* MqRun: drives one run: has the service think, carries out its instructions, keeps the versions.
 * What happens comes out of its one signal as typed events with a JSON object each. */
#pragma once

#include "client/blender/mq-blender.h"
#include "client/library/mq-library.h"
#include "client/run/mq-order.h"
#include "common/mq-config.h"

G_BEGIN_DECLS

/* Bytes: as long as a transcript may get at the service. */
#define MQ_RUN_MAX_TRANSCRIPT (64 * 1024 * 1024)

#define MQ_TYPE_RUN (mq_run_get_type ())
G_DECLARE_FINAL_TYPE (MqRun, mq_run, MQ, RUN, GObject)

MqRun *mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqOrder *order);
MqRun *mq_run_new_resumed (MqLibrary *library, MqConfig *config, MqBlender *blender,
                           MqSession *session, const char *run, gint64 last_event);
DexFuture *mq_run_wait_begun (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_go (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_refine (MqRun *self, const char *text,
                          const char *const *pictures) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_repeat (MqRun *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_raise_budget (MqRun *self, double factor) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_finish (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_load_transcript (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_cancel (MqRun *self);
void mq_run_detach (MqRun *self);

MqSession *mq_run_get_session (MqRun *self);
const char *mq_run_get_id (MqRun *self);
gboolean mq_run_is_guided (MqRun *self);

/* Signals: "event" (const char *type, JsonObject *data): every event of docs/protocol.md as it
 * came (`stream` too, which is kept nowhere), and the client's own:
 *   session {"session": id}: it is in the library
 *   worker {"pid", "blender"}, service {"pid"}: a process started
 *   worker-replaced {"why"}, service-restarted {"pid"}: one died and another took over
 *   preview {"picture": path}: to look at before the final pictures, gone when the run ends
 *   picture {"picture": path, "done": 1, "of": 5}: a final one is there
 *   kept {"session", "version", "folder", "pictures": [path]}: a version is safe in the library
 *   team {"name", "title"}: who thinks
 *   transcript {"file"}, transcript-failed {"text"}: the file of `transcript`
 *   output {"folder"}, output-failed {"text"}: the folder of `output`
 * and what only a conversation shows, so that the command line does not print it:
 *   began {"mode", "base", "versions", "server"}: the service has it; `base` is the number of the
 *     version it goes on from (0: none), `versions` the highest number there was
 *   message {"role": "user", "text", "pictures": [path], "queued"}: what the run was begun with, or
 *     was told since (that has "queued")
 *   still-waiting {}: one that was taken up again waits for the user, as it did before
 *   result {"instruction", "kind", "result" or "error"}: what came of an instruction, made short
 *   ended {"how": "done", "stopped", "failed" or "lost", "text", "next"}: it is over; why it failed
 *     is said here unless the service's own `failed` did */

G_END_DECLS
