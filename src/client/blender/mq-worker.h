/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorker: background Blenders in sandboxes, called through their bridges. `execute` runs a script
 * in a Blender that has run none before and runs none after; all other methods are those of another
 * one, the viewer, which opens the scene that the script's Blender saved. A worker that `preview`
 * was called on runs one script after another in one Blender, and is for nothing else. Starts
 * Blender when it is needed, replaces it if it crashed or hung, and repeats the step once. Used by
 * the client's run. */
#pragma once

#include "client/blender/mq-blender.h"
#include "client/sandbox/mq-sandbox.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqWorkerSettings:
 * @blender: the Blender to run
 * @sandboxed: %FALSE only if the configuration has `blender.sandbox: off`
 * @gpu: whether graphics devices are available in the sandbox (`blender.gpu_rendering`)
 * @gpu_card: which graphics card computes, from 0; -1: all
 * @limits: limits on each Blender
 */
typedef struct
{
  MqBlender *blender;
  gboolean sandboxed;
  gboolean gpu;
  int gpu_card;
  MqSandboxLimits limits;
} MqWorkerSettings;

#define MQ_TYPE_WORKER_SETTINGS (mq_worker_settings_get_type ())
GType mq_worker_settings_get_type (void);

#define MQ_TYPE_WORKER (mq_worker_get_type ())
G_DECLARE_FINAL_TYPE (MqWorker, mq_worker, MQ, WORKER, GObject)

MqWorker *
mq_worker_new (const MqWorkerSettings *settings, const char *run_dir, gboolean keeps_spare);

void mq_worker_set_meshes (MqWorker *self, const char *path);
GPid mq_worker_get_pid (MqWorker *self);
const char *mq_worker_get_fork_refusal (void);

DexFuture *mq_worker_start (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_worker_warm_up (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* Calls a bridge method; resolves to its result (JSON_TYPE_OBJECT). Rejects with MQ_ERROR_TIMEOUT
 * (killed after @timeout_s of processor time, or of doing nothing), MQ_ERROR_WORKER_LOST (died, was
 * replaced, died again), MQ_ERROR_CANCELLED, MQ_ERROR_PROTOCOL, MQ_ERROR_FAILED with the bridge's
 * message. Dropping the future kills Blender at once. After a replacement, the worker opens the
 * last scene again before `measure`, `render`, `turntable`, `save`, `export`, `library_asset`,
 * `model` and `print_check`, so that callers need not.
 */
DexFuture *mq_worker_call (MqWorker *self, const char *method, JsonObject *params,
                           guint timeout_s) G_GNUC_WARN_UNUSED_RESULT;

/* Takes a version's .blend as the scene that `measure`, `render`, `export` … are about; resolves to
 * %TRUE when it is copied. Not while a call runs. */
DexFuture *mq_worker_open (MqWorker *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_worker_stop (MqWorker *self) G_GNUC_WARN_UNUSED_RESULT;

/* @number: the version that the next scripts make. If Blender is forked, one viewer opens all
 * scenes of a version, and another one those of the next. 0, the default: a viewer for each scene.
 */
void mq_worker_set_version (MqWorker *self, guint number);

/* For a worker that gets no more scripts: it starts no Blender for another one. */
void mq_worker_end_spares (MqWorker *self);

/* Signals: "progress" (JsonObject *params): a notification of the bridge; "replaced" (const char
 * *why): a new Blender replaced the last one. Do not trust file names in results: a script may have
 * created links and pipes in the run folder. client/library opens them relative to it. */

G_END_DECLS
