/* The control group that the user's systemd makes around a sandbox: a real systemd, whose memory
 * limit ends what no other limit counts; and one that does not answer. */
#include "client/sandbox/mq-sandbox-private.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)

static char *run_dir;

/* Runs a Python program in the sandbox to its end. With a GPU shared memory is in no limit on a
 * process. */
static MqProcess *
run (const char *program)
{
  static MqSandboxLimits limits;
  const char *const command[] = { "/usr/bin/python3", "-I", "-c", program, NULL };
  const MqSandboxSpec spec = {
    .blender = "/usr/bin/python3",
    .bridge_dir = run_dir,
    .run_dir = run_dir,
    .gpu = TRUE,
    .limits = &limits,
  };
  g_autoptr (GError) error = NULL;
  MqProcess *process;

  limits = mq_sandbox_default_limits;
  limits.memory_bytes = 200 * MIB;
  process = mq_sandbox_spawn (MQ_SANDBOX_BUBBLEWRAP, &spec, command, NULL,
                              open ("/dev/null", O_RDONLY | O_CLOEXEC), &error);
  g_assert_no_error (error);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  return process;
}

#define TAKE                                                                                       \
  "import mmap\n"                                                                                  \
  "memory = mmap.mmap(-1, 600 << 20)\n"                                                            \
  "for page in range(0, len(memory), 4096): memory[page] = 1\n"                                    \
  "print('took it')\n"

static void
expect_log (MqProcess *process, const char *words)
{
  g_autofree char *log = mq_process_dup_log (process, 10);

  if (strstr (log, words) == NULL)
    g_error ("“%s” does not say “%s”", log, words);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (MqProcess) within = run ("print('inside')");
  g_autoptr (MqProcess) beyond = run (TAKE);

  expect_log (within, "inside");
  g_assert_cmpint (mq_process_get_signal (beyond), ==, SIGKILL);
}

/* Then it goes on without one. */
static void
test_no_answer (void)
{
  GPid systemd = atoi (g_getenv ("MQ_SYSTEMD_PID"));
  g_autoptr (MqProcess) process = NULL;

  g_assert_cmpint (systemd, >, 1);
  kill (systemd, SIGSTOP);
  process = run (TAKE);
  kill (systemd, SIGCONT);
  expect_log (process, "took it");
}

static void
test_no_systemd (void)
{
  g_autofree char *folder = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  g_autofree char *units = g_build_filename (folder, "systemd", NULL);
  g_autofree char *away = g_build_filename (folder, "away", NULL);
  g_autoptr (MqProcess) process = NULL;

  g_assert_cmpint (g_rename (units, away), ==, 0);
  process = run (TAKE);
  g_assert_cmpint (g_rename (away, units), ==, 0);
  expect_log (process, "took it");
}

MQ_TEST_PROGRAM (scope)
{
  g_autofree char *of_systemd = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));

  mq_test_init (&argc, &argv);
  g_setenv ("XDG_RUNTIME_DIR", of_systemd, TRUE);
  run_dir = mq_test_make_dir ("run");

  mq_test_add_fiber ("/scope/memory-is-bounded", test_memory_is_bounded);
  mq_test_add_fiber ("/scope/no-systemd", test_no_systemd);
  mq_test_add_fiber ("/scope/no-answer", test_no_answer);

  return mq_test_run ();
}
