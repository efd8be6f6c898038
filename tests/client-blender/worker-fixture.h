/* A worker on a run folder of its own, and the few calls that tests make of it, in fibers. */
#pragma once

#include "client/blender/mq-worker.h"
#include "common/base/mq-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  MqWorker *worker;
  char *run_dir;
  guint replaced; /* how often the worker said so */
  guint progress;
} WorkerFixture;

/* @blender: the executable; $MQ_TEST_FAKE_BLENDER when NULL. */
WorkerFixture *
worker_fixture_new (const char *blender, gboolean sandboxed, const MqSandboxLimits *limits);
/* Without a sandbox; it starts the next script's Blender before it is needed. */
WorkerFixture *worker_fixture_new_with_spare (void);
/* With a sandbox, in which graphics devices are available. */
WorkerFixture *worker_fixture_new_with_gpu (const char *blender);
/* Awaits that nothing of it runs any more; fails the test otherwise. */
void worker_fixture_free (WorkerFixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WorkerFixture, worker_fixture_free)

DexFuture *
worker_fixture_start_execute (WorkerFixture *fixture, const char *script, guint timeout_s);
JsonObject *worker_fixture_execute (WorkerFixture *fixture, const char *script, guint timeout_s);
JsonObject *worker_fixture_call (WorkerFixture *fixture, const char *method, guint timeout_s);
/* Fails the test when @future does not reject with @code and words that contain @words. */
void worker_fixture_expect (DexFuture *future, MqError code, const char *words);
/* Whether the file is there in the run folder. */
gboolean worker_fixture_has_file (WorkerFixture *fixture, const char *name);
void worker_fixture_write_file (WorkerFixture *fixture, const char *name, const char *text);
/* SIGKILL to the Blender inside. */
/* Returns: (transfer full): a copy of the add-on, which the next Blenders have. */
char *worker_fixture_copy_bridge (void) G_GNUC_WARN_UNUSED_RESULT;
void worker_fixture_kill_blender (WorkerFixture *fixture);
/* Awaits that at most so many processes of this worker are left: the viewer is one without a
 * sandbox, and three with it. */
void worker_fixture_expect_processes (WorkerFixture *fixture, guint most);
/* Awaits that no process of this worker is left. */
void worker_fixture_expect_no_process (WorkerFixture *fixture);

G_END_DECLS
