/* A worker on a run folder of its own, and the few calls that tests make of it, in fibers. */
#pragma once

#include "client/blender/mq-worker.h"
#include "common/mq-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  MqWorker *worker;
  char *run_dir;
  guint replaced; /* how often the worker said so */
  guint progress;
} Desk;

/* @blender: the executable; $MQ_TEST_FAKE_BLENDER when NULL. */
Desk *desk_new (const char *blender, gboolean sandboxed, const MqWorkerLimits *limits);
/* Awaits that nothing of it runs any more; fails the test otherwise. */
void desk_free (Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

DexFuture *desk_start_execute (Desk *desk, const char *script, guint timeout_s);
JsonObject *desk_execute (Desk *desk, const char *script, guint timeout_s);
JsonObject *desk_call (Desk *desk, const char *method, guint timeout_s);
/* Fails the test when @future does not reject with @code and words that contain @words. */
void desk_expect (DexFuture *future, MqError code, const char *words);
/* Whether the file is there in the run folder. */
gboolean desk_has_file (Desk *desk, const char *name);
void desk_write_file (Desk *desk, const char *name, const char *text);
/* SIGKILL to the Blender inside. */
void desk_kill_blender (Desk *desk);
/* Awaits that no process of this worker is left, within 2 s. */
void desk_expect_no_process (Desk *desk);

G_END_DECLS
