/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of MqWorker: the Blenders that it starts, its state, one call, and the parts'
 * functions. */
#pragma once

#include "client/blender/mq-bridge.h"
#include "client/blender/mq-worker.h"
#include "client/sandbox/mq-process.h"

G_BEGIN_DECLS

/* The table of Blender's methods, as the bridge answers them to MqWorker (docs/inside/bridge.md):
 * what they do with the scene, how many pictures they draw, and the words for the user. A new
 * method is a row of mq-instance.c, one of blender-addon/maquette_bridge/methods.py, its function
 * there, and its caller. */

typedef enum
{
  MQ_BRIDGE_METHOD_USES_SCENE = 1 << 0,    /* of the last script; it is opened before, if needed */
  MQ_BRIDGE_METHOD_CHANGES_SCENE = 1 << 1, /* for anything else, the scene is opened again */
} MqBridgeMethodFlags;

/**
 * MqBridgeMethod:
 * @name: on the wire
 * @flags: what it does with the scene
 * @pictures: (nullable): the parameter that says how many pictures it draws; each may take the
 *   time of the call
 * @words: (nullable): the step that may fail, for the user; to be translated
 */
typedef struct
{
  const char *name;
  MqBridgeMethodFlags flags;
  const char *pictures;
  const char *words;
} MqBridgeMethod;

const MqBridgeMethod *mq_bridge_method_find (const char *name);

/* MqProbe: the proof that the sandbox holds on this machine. Before the first script Blender itself
 * runs our own program (probe.py), which tries forbidden operations; once per Blender and process.
 */

typedef struct _MqProbe MqProbe;

gboolean mq_probe_is_proven (const char *blender, gboolean is_forked);
void mq_probe_free (MqProbe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqProbe, mq_probe_free)

/* MqForkServer: a Blender that has started, and forks a child where another would be started. */

#define MQ_TYPE_FORK_SERVER (mq_fork_server_get_type ())
G_DECLARE_FINAL_TYPE (MqForkServer, mq_fork_server, MQ, FORK_SERVER, GObject)

MqProcess *mq_fork_server_fork (const MqSandboxSpec *spec, const char *probe, int bridge_fd,
                                DexFuture **ret_born) G_GNUC_WARN_UNUSED_RESULT;
void mq_fork_server_refuse (const char *why);
const char *mq_fork_server_get_refusal (void);

/* MqInstance: one running Blender, from launch to exit, with its last output. MqWorker starts
 * another one when it is lost. */

/** MQ_INSTANCE_START_TIMEOUT_S: time for Blender to start and answer, on a slow, busy machine. */
#define MQ_INSTANCE_START_TIMEOUT_S 60
/** MQ_INSTANCE_TOKEN_FILE: in its run folder, until the `hello`. */
#define MQ_INSTANCE_TOKEN_FILE "token"

#define MQ_TYPE_INSTANCE (mq_instance_get_type ())
G_DECLARE_FINAL_TYPE (MqInstance, mq_instance, MQ, INSTANCE, GObject)

struct _MqInstance
{
  GObject parent_instance;

  MqProcess *process;
  MqBridge *bridge;
  MqProbe *probe;         /* until the sandbox is proven */
  DexPromise *progressed; /* (nullable): resolves when the bridge reports progress */
  char *token;
  char *run_dir;
  char *pool;      /* the folder that a fork server may have, above @run_dir */
  DexFuture *born; /* (nullable): of a fork, until the `hello`: resolves to its number */
  MqWorkerSettings settings;
  gboolean is_forked;
  gboolean is_killed;
  gboolean has_opened;  /* a scene: what a script has left in it may still be there */
  guint version;        /* of that scene; 0: unknown */
  char *meshes;         /* (nullable): the file that scripts load, of which it has a copy */
  gboolean has_shaders; /* whether it was given the shaders that are kept */
  gboolean held_up;     /* the last step ran out of time without a processor, or stopped */
};

MqInstance *mq_instance_launch (const MqWorkerSettings *settings, const char *run_dir,
                                const char *pool, GError **error);
JsonObject *mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error);
JsonObject *mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params,
                                  guint timeout_s, guint steps, DexFuture *dropped, GError **error);
void mq_instance_kill (MqInstance *self);
void mq_instance_await_exit (MqInstance *self);

char *mq_instance_dup_last_output (MqInstance *self);

/* MqSpare: a Blender that was started before it is needed, for one script. It never runs another
 * one, so that nothing of a script is left for the next. */

#define MQ_TYPE_SPARE (mq_spare_get_type ())
G_DECLARE_FINAL_TYPE (MqSpare, mq_spare, MQ, SPARE, GObject)

MqSpare *mq_spare_new (const MqWorkerSettings *settings, const char *parent_dir, const char *pool);
void mq_spare_prepare (MqSpare *self);
MqInstance *
mq_spare_take (MqSpare *self, DexFuture **ret_ready, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_spare_give_back (MqSpare *self, MqInstance *instance);
DexFuture *mq_spare_stop (MqSpare *self) G_GNUC_WARN_UNUSED_RESULT;

/** MQ_WORKER_WARM_UP: the method that draws a first picture of nothing. */
#define MQ_WORKER_WARM_UP "warm_up"

/** MQ_WORKER_SCENE_FILE: the last script's scene in the run folder, as the script left it. */
#define MQ_WORKER_SCENE_FILE "built.blend"

/**
 * MqWorkerScene:
 * @MQ_WORKER_SCENE_NONE: no script has made one
 * @MQ_WORKER_SCENE_BUILT: the file is there, and the viewer has not opened it
 * @MQ_WORKER_SCENE_OPEN: the viewer has opened it
 * @MQ_WORKER_SCENE_SLOW: the viewer did not open it in time, and is not asked again
 * @MQ_WORKER_SCENE_PREVIEWED: the viewer has run scripts itself, so it is good for nothing else
 */
typedef enum
{
  MQ_WORKER_SCENE_NONE,
  MQ_WORKER_SCENE_BUILT,
  MQ_WORKER_SCENE_OPEN,
  MQ_WORKER_SCENE_SLOW,
  MQ_WORKER_SCENE_PREVIEWED,
} MqWorkerScene;

struct _MqWorker
{
  GObject parent_instance;

  MqWorkerSettings settings;
  char *run_dir;
  char *pool;   /* the folder above it */
  char *meshes; /* (nullable): the path of a file that scripts load */
  gboolean keeps_spare;
  guint version;      /* that the next scripts make; 0: unknown */
  guint spare_source; /* starts the spare when the worker has been idle */

  MqInstance *viewer;  /* (nullable): opens, measures and renders; runs scripts for previews only;
                          for one version where it is forked */
  MqInstance *builder; /* (nullable): runs one script */
  MqSpare *spare;      /* the next builder */
  GPtrArray *dying;    /* MqInstance: killed, possibly not ended yet */
  JsonObject *hello;   /* result of the viewer's last `hello` */
  char *lost;          /* how the last Blender was lost, until another one replaces it */

  MqWorkerScene scene;
  gboolean draws_slowly; /* a picture of the scene was not done in time: none is tried again */
  DexFuture *warming;    /* (nullable): ends when the viewer has drawn its first picture */

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
  MqInstance *older;  /* unowned: the viewer that was there before; NULL: none */
} MqWorkerCall;

G_END_DECLS
