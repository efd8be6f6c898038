/* A worker on a run folder of its own, see worker-fixture.h. */
#include "worker-fixture.h"

#include "client/blender/mq-blender.h"
#include "client/sandbox/mq-sandbox.h"
#include "common/json/mq-json.h"
#include "process-list.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
replaced_cb (MqWorker *worker, const char *why, WorkerFixture *fixture)
{
  g_test_message ("replaced: Blender %s", why);
  fixture->replaced++;
}

static void
progress_cb (MqWorker *worker, JsonObject *params, WorkerFixture *fixture)
{
  g_assert_cmpint (mq_json_get_int (params, "of", 0), >, 0);
  fixture->progress++;
}

static WorkerFixture *
make_fixture (MqWorkerSettings *settings, const char *blender, gboolean keeps_spare)
{
  static guint count;
  const char *path = blender ?: g_getenv ("MQ_TEST_FAKE_BLENDER");
  g_autoptr (MqBlender) found = mq_blender_new_for_version_text (path, "Blender 4.3.2");
  g_autofree char *name = g_strdup_printf ("run-%u-%08x", ++count, g_random_int ());
  WorkerFixture *fixture = g_new0 (WorkerFixture, 1);

  settings->blender = found;
  fixture->run_dir = mq_test_make_dir (name);
  fixture->worker = mq_worker_new (settings, fixture->run_dir, keeps_spare);
  g_signal_connect (fixture->worker, "replaced", G_CALLBACK (replaced_cb), fixture);
  g_signal_connect (fixture->worker, "progress", G_CALLBACK (progress_cb), fixture);
  return fixture;
}

WorkerFixture *
worker_fixture_new (const char *blender, gboolean sandboxed, const MqSandboxLimits *limits)
{
  MqWorkerSettings settings = {
    .sandboxed = sandboxed,
    .limits = limits != NULL ? *limits : mq_sandbox_default_limits,
  };

  return make_fixture (&settings, blender, FALSE);
}

WorkerFixture *
worker_fixture_new_with_spare (void)
{
  MqWorkerSettings settings = { .limits = mq_sandbox_default_limits };

  return make_fixture (&settings, NULL, TRUE);
}

WorkerFixture *
worker_fixture_new_with_gpu (const char *blender)
{
  MqWorkerSettings settings = {
    .sandboxed = TRUE,
    .gpu = TRUE,
    .limits = mq_sandbox_default_limits,
  };

  return make_fixture (&settings, blender, FALSE);
}

void
worker_fixture_expect_processes (WorkerFixture *fixture, guint most)
{
  gint64 deadline = g_get_monotonic_time () + (gint64)1800 * G_USEC_PER_SEC;

  /* Each process of this worker has the run folder in its arguments or mounts. */
  while (process_list_count (fixture->run_dir) > most)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      dex_await (dex_timeout_new_msec (10), NULL);
    }
}

void
worker_fixture_expect_no_process (WorkerFixture *fixture)
{
  worker_fixture_expect_processes (fixture, 0);
}

void
worker_fixture_free (WorkerFixture *fixture)
{
  dex_await (mq_worker_stop (fixture->worker), NULL);
  worker_fixture_expect_no_process (fixture);

  g_signal_handlers_disconnect_by_data (fixture->worker, fixture);
  g_object_unref (fixture->worker);
  mq_test_remove_tree (fixture->run_dir);
  g_free (fixture->run_dir);
  g_free (fixture);
}

DexFuture *
worker_fixture_start_execute (WorkerFixture *fixture, const char *script, guint timeout_s)
{
  g_autoptr (JsonObject) params = json_object_new ();

  json_object_set_string_member (params, "script", script);
  json_object_set_null_member (params, "save");
  return mq_worker_call (fixture->worker, "execute", params, timeout_s);
}

static JsonObject *
expect_answer (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  JsonObject *answer = dex_await_boxed (future, &error);

  g_assert_no_error (error);
  return answer;
}

JsonObject *
worker_fixture_execute (WorkerFixture *fixture, const char *script, guint timeout_s)
{
  return expect_answer (worker_fixture_start_execute (fixture, script, timeout_s));
}

JsonObject *
worker_fixture_call (WorkerFixture *fixture, const char *method, guint timeout_s)
{
  return expect_answer (mq_worker_call (fixture->worker, method, NULL, timeout_s));
}

void
worker_fixture_expect (DexFuture *future, MqError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MQ_ERROR, (int)code);
  if (words != NULL && strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

gboolean
worker_fixture_has_file (WorkerFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->run_dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
worker_fixture_write_file (WorkerFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->run_dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
worker_fixture_kill_blender (WorkerFixture *fixture)
{
  GPid inside = process_list_find_innermost (mq_worker_get_pid (fixture->worker));

  /* Without a sandbox it is the process itself. */
  g_assert_cmpint (mq_worker_get_pid (fixture->worker), >, 0);
  kill (inside != 0 ? inside : mq_worker_get_pid (fixture->worker), SIGKILL);
}

char *
worker_fixture_copy_bridge (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bridge = mq_sandbox_dup_bridge_dir (&error);
  g_autofree char *all = g_strconcat (bridge, "/.", NULL);
  char *copy = mq_test_make_dir ("maquette_bridge");
  const char *const words[] = { "cp", "-r", all, copy, NULL };
  g_autoptr (GSubprocess) cp = g_subprocess_newv (words, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (dex_await (dex_subprocess_wait_check (cp), NULL));
  g_setenv ("MQ_BRIDGE_DIR", copy, TRUE);
  return copy;
}
