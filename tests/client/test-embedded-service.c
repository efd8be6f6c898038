/* A service of one's own that does not do as it is told: it says that it is ready and never ends, or it
 * ends its start and not itself, as one may on a machine that has much to do. It is gone all the same. */
#include "client/run/mq-embedded-service.h"
#include "common/mq-error.h"
#include "support/mq-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>

/* Arguments: --socket PATH --ready-fd N --parent-fd N */
#define STUBBORN "eval \"echo ready >&$4\""
#define DUMB "eval \"exec $4>&-\""

/* Makes a program, which is the service from now on; returns where its process id will be. */
static char *
make_service (const char *beginning)
{
  char *pid_file = g_build_filename (mq_test_get_dir (), "pid", NULL);
  g_autofree char *program = g_build_filename (mq_test_get_dir (), "service", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/bash\necho $$ > %s\n%s\nexec sleep 100000\n",
                                           pid_file, beginning);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (program, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);
  g_setenv ("MQ_SERVICE", program, TRUE);
  return pid_file;
}

static void
assert_gone (const char *pid_file)
{
  g_autofree char *pid = NULL;

  g_assert_true (g_file_get_contents (pid_file, &pid, NULL, NULL));
  g_assert_cmpint (kill (atoi (pid), 0), ==, -1);
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_never_ends (void)
{
  g_autofree char *pid_file = make_service (STUBBORN);
  g_autoptr (MqEmbeddedService) service = mq_embedded_service_new (NULL);
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (GError) error = NULL;

  client = dex_await_object (mq_embedded_service_start (service), &error);
  g_assert_no_error (error);
  g_assert_true (dex_await (mq_embedded_service_stop (service), NULL));
  assert_gone (pid_file);
}

static void
test_never_starts (void)
{
  g_autofree char *pid_file = make_service (DUMB);
  g_autoptr (MqEmbeddedService) service = mq_embedded_service_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_embedded_service_start (service), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  assert_gone (pid_file);
  g_assert_true (dex_await (mq_embedded_service_stop (service), NULL));
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/embedded-service/never-ends", test_never_ends);
  mq_test_add_fiber ("/embedded-service/never-starts", test_never_starts);
  return mq_test_run ();
}
