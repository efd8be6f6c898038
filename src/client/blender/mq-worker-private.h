/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of MqWorker: its state, one call, and the parts' functions. */
#pragma once

#include "client/blender/mq-spare.h"
#include "client/blender/mq-worker.h"

G_BEGIN_DECLS

/** MQ_WORKER_WARM_UP: the method that draws a first picture of nothing. */
#define MQ_WORKER_WARM_UP "warm_up"

/** MQ_WORKER_SCENE_FILE: the last script's scene in the run folder, as the script left it. */
#define MQ_WORKER_SCENE_FILE "built.blend"

/**
 * MqWorkerScene:
 * @MQ_WORKER_SCENE_NONE: no script has made one
 * @MQ_WORKER_SCENE_BUILT: the file is there, and the viewer has not opened it
 * @MQ_WORKER_SCENE_OPEN: the viewer has opened it
 * @MQ_WORKER_SCENE_PREVIEWED: the viewer has run scripts itself, so it is good for nothing else
 */
typedef enum
{
  MQ_WORKER_SCENE_NONE,
  MQ_WORKER_SCENE_BUILT,
  MQ_WORKER_SCENE_OPEN,
  MQ_WORKER_SCENE_PREVIEWED,
} MqWorkerScene;

struct _MqWorker
{
  GObject parent_instance;

  MqWorkerSettings settings;
  char *run_dir;
  gboolean keeps_spare;
  guint spare_source; /* starts the spare when the worker has been idle */

  MqInstance *viewer;  /* (nullable): opens, measures and renders; runs scripts for previews only */
  MqInstance *builder; /* (nullable): runs one script */
  MqSpare *spare;      /* the next builder */
  GPtrArray *dying;    /* MqInstance: killed, possibly not ended yet */
  JsonObject *hello;   /* result of the viewer's last `hello` */
  char *lost;          /* how the last Blender was lost, until another one replaces it */

  MqWorkerScene scene;
  DexPromise *warming; /* (nullable): resolves when the viewer has drawn its first picture */

  GQueue waiting; /* DexPromise, one per waiting call */
  gboolean busy;
  guint stops;
};

typedef struct
{
  MqWorker *worker;
  const char *method; /* NULL: only start */
  JsonObject *params;
  guint timeout_s;
  guint stops;
  DexFuture *dropped; /* unowned: rejects when the caller drops the future */
} MqWorkerCall;

gboolean mq_worker_is_called_off (MqWorkerCall *call, GError **error);
void mq_worker_drop (MqWorker *self, MqInstance **instance);
void mq_worker_await_dying (MqWorker *self);
void mq_worker_emit_replaced (MqWorker *self);

/* mq-worker-attempt.c */
gboolean mq_worker_await_warm_up (MqWorkerCall *call, GError **error);
JsonObject *mq_worker_draw_first (MqWorkerCall *call, GError **error);
JsonObject *mq_worker_try (MqWorkerCall *call, GError **error);

/* mq-worker-build.c */
JsonObject *
mq_worker_run_script (MqWorkerCall *call, MqInstance *instance, JsonObject *params, GError **error);
MqInstance *mq_worker_take_builder (MqWorkerCall *call, GError **error);
JsonObject *mq_worker_build (MqWorkerCall *call, GError **error);

/* mq-worker-loss.c */
void mq_worker_lose (MqWorker *self, MqInstance **instance, const char *how);
GError *mq_worker_judge (MqWorkerCall *call, GError *error, guint *losses);

G_END_DECLS
