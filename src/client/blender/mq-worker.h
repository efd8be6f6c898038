/* MqWorker: a background Blender in the sandbox, called through its bridge. Starts Blender on the
 * first call, replaces it if it crashed or hung, and repeats the step once. Used by the client's
 * run. */
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

/* @run_dir: an existing 0700 folder, the only one that Blender can write to. @sandboxed: FALSE only
 * if the configuration has `blender.sandbox: off`. */
MqWorker *mq_worker_new (MqBlender *blender, const char *run_dir, gboolean sandboxed,
                         const MqWorkerLimits *limits);

void mq_worker_set_gpu (MqWorker *self, gboolean gpu);

GPid mq_worker_get_pid (MqWorker *self);

DexFuture *mq_worker_start (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_worker_warm_up (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* Calls a bridge method; resolves to its result (JSON_TYPE_OBJECT). Rejects with MQ_ERROR_TIMEOUT
 * (killed after @timeout_s of wall clock), MQ_ERROR_WORKER_LOST (died, was replaced, died again),
 * MQ_ERROR_CANCELLED, MQ_ERROR_PROTOCOL, MQ_ERROR_FAILED with the bridge's message. Dropping the
 * future kills Blender at once. After a replacement, the worker repeats the last `execute` before
 * `measure`, `render`, `save` and `export`, so that callers need not. */
DexFuture *mq_worker_call (MqWorker *self, const char *method, JsonObject *params,
                           guint timeout_s) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_worker_stop (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "progress" (JsonObject *params): a notification of the bridge; "replaced" (const char
 * *why): a new Blender replaced the last one. Do not trust file names in results: a script may have
 * created links and pipes in the run folder. client/library opens them relative to it. */

G_END_DECLS
