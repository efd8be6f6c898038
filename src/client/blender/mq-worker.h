/* MqWorker: one warm background Blender in the sandbox, reached through its bridge. Starts Blender when
 * first called, replaces it when it crashed or got stuck, and repeats the step once. */
#pragma once

#include "client/blender/mq-blender.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqWorkerLimits:
 * @cpu_seconds: CPU time of one call
 * @memory_bytes: address space of Blender
 * @file_bytes: largest file it may write
 * @processes: processes and threads
 */
typedef struct
{
  guint cpu_seconds;
  guint64 memory_bytes;
  guint64 file_bytes;
  guint processes;
} MqWorkerLimits;

extern const MqWorkerLimits mq_worker_default_limits;

#define MQ_TYPE_WORKER (mq_worker_get_type ())
G_DECLARE_FINAL_TYPE (MqWorker, mq_worker, MQ, WORKER, GObject)

/* @run_dir: a 0700 folder that exists; the only one that Blender can write to.
 * @sandboxed: FALSE only when the config says `blender.sandbox: off`. */
MqWorker *mq_worker_new (MqBlender *blender, const char *run_dir, gboolean sandboxed,
                         const MqWorkerLimits *limits);

/* Before it is started: lets the graphics devices into the sandbox (`blender.gpu_rendering`). */
void mq_worker_set_gpu (MqWorker *self, gboolean gpu);

/* Of the process to look for in a process list; 0 when none runs. */
GPid mq_worker_get_pid (MqWorker *self);

/* Starts Blender and says hello; resolves to the hello result (JSON_TYPE_OBJECT). Rejects with
 * MQ_ERROR_NO_BLENDER when it cannot start or the sandbox does not hold. Optional: a call starts it too. */
DexFuture *mq_worker_start (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* One bridge method; resolves to its result (JSON_TYPE_OBJECT). Rejects with MQ_ERROR_TIMEOUT (killed after @timeout_s of wall
 * clock), MQ_ERROR_WORKER_LOST (died, was replaced, died again), MQ_ERROR_CANCELLED, MQ_ERROR_PROTOCOL,
 * MQ_ERROR_FAILED with the bridge's message. Dropping the future kills the worker within 2 s.
 * After a replacement the last `execute` is repeated by the worker itself before `measure`, `render`,
 * `save` and `export`, so that the caller never sees the difference. */
DexFuture *mq_worker_call (MqWorker *self, const char *method, JsonObject *params,
                           guint timeout_s) G_GNUC_WARN_UNUSED_RESULT;

/* Kills it (SIGKILL to the whole sandbox) and waits until it is gone. */
DexFuture *mq_worker_stop (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "progress" (JsonObject *params): a notification of the bridge;
 *          "replaced" (const char *why): a new Blender took over.
 *
 * Names of files in results are not to be trusted: a script may have planted links and pipes in the run
 * folder. client/library opens them beneath it. */

G_END_DECLS
