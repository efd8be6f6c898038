/* A service of this user that does not do as it is told: it ends its pipe and goes on, or ends at
 * once. The client says so, and nothing of it is left. (tests/cli/test-own-service.c has the real
 * one.) */
#include "client/service/mq-embedded-service.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Arguments: --socket PATH --ready-fd N --until-unused */
#define SILENT "eval \"exec $4>&-\"; exec sleep 100000"
#define FAILING "echo 'maquette-service: there is no bed for it' >&2; exit 3"

/* Makes a program, which is the service from now on; returns where its process id will be. */
static char *
make_service (const char *body)
{
  char *pid_file = g_build_filename (mq_test_get_dir (), "pid", NULL);
  g_autofree char *program = g_build_filename (mq_test_get_dir (), "service", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/bash\necho $$ > %s\n%s\n", pid_file, body);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (program, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);
  g_setenv ("MQ_SERVICE", program, TRUE);
  return pid_file;
}

static void
test_silent (void)
{
  g_autofree char *pid_file = make_service (SILENT);
  g_autofree char *pid = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_embedded_service_connect (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_assert_true (g_file_get_contents (pid_file, &pid, NULL, NULL));

  /* It was killed; whoever started it reaps it. */
  while (kill (atoi (pid), 0) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_failing (void)
{
  g_autofree char *pid_file = make_service (FAILING);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_embedded_service_connect (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, ": there is no bed for it"));
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/embedded-service/silent", test_silent);
  mq_test_add_fiber ("/embedded-service/failing", test_failing);
  return mq_test_run ();
}
